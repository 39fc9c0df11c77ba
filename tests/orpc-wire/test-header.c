/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ORPCTHIS and ORPCTHAT, and their extensions: wire.md 5.2. */

#include "again.h"
#include "suites.h"
#include "wire.h"

#include "orpc/orpc-header-error.h"

#include <beck/guid.h>
#include <beck/hresult.h>
#include <beck/status.h>

#include "beck-test.h"

/* That of wire.md 5.2, without extensions */
#define THIS "05 00 07 00 00 00 00 00 00 00 00 00 dd cc bb aa 22 11 44 33 55 66 77 88 99 aa bb cc "
#define BIG_THIS                                                                                   \
  "00 05 00 07 00 00 00 00 00 00 00 00 aa bb cc dd 11 22 33 44 55 66 77 88 99 aa bb cc "
#define NONE "00 00 00 00"

#define OTHER_ID "11 11 11 11 22 22 33 33 44 44 44 44 44 44 44 44 "
#define DEADLINE_ID "b9 32 23 78 93 f9 10 4f 97 57 ea 97 eb c1 59 2d "

/* One extension of three bytes, as the protocol has it and as Wine writes it */
#define EXTENT "08 00 00 00 " OTHER_ID "03 00 00 00 aa bb cc 00 00 00 00 00 "
#define ONE "00 00 02 00 01 00 00 00 00 00 00 00 04 00 02 00 02 00 00 00 "
#define NDR_FORM THIS ONE "08 00 02 00 00 00 00 00 " EXTENT
#define WINE_FORM THIS ONE EXTENT

/* Two of them, the second a deadline of 258 microseconds */
#define LEFT "08 00 00 00 " DEADLINE_ID "08 00 00 00 02 01 00 00 00 00 00 00 "
#define TWO "00 00 02 00 02 00 00 00 00 00 00 00 04 00 02 00 02 00 00 00 "
#define NDR_TWO THIS TWO "08 00 02 00 0c 00 02 00 " EXTENT LEFT
#define WINE_TWO THIS TWO EXTENT LEFT

static const GUID causality
    = BECK_GUID (0xaabbccdd, 0x1122, 0x3344, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc);
static const GUID other_id = BECK_GUID (0x11111111, 0x2222, 0x3333, 0x44, 0x44, 0x44, 0x44, 0x44,
                                        0x44, 0x44, 0x44);

/* Reads a header and the four bytes behind it. */
static gboolean
get_this (const GByteArray *bytes, guint8 drep, BeckOrpcThis *header, BeckNdrFault *fault)
{
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;
  gboolean good;

  beck_ndr_reader_init (&reader, bytes->data, bytes->len, drep, &arena, NULL, NULL);
  good = beck_orpc_get_this (&reader, header);
  *fault = reader.fault;
  if (good)
    ck_assert_uint_eq (reader.pos, bytes->len);
  beck_ndr_reader_end (&reader, good);
  return good;
}

static void
check_read (const char *text, guint8 drep, BeckOrpcThis *header)
{
  g_autoptr (GByteArray) bytes = wire_bytes (text);
  BeckNdrFault fault;
  gboolean good = get_this (bytes, drep, header, &fault);
  g_autofree char *why = beck_ndr_fault_to_string (&fault);

  ck_assert_msg (good, "%s", why);
  ck_assert_uint_eq (header->version.MajorVersion, 5);
  ck_assert_uint_eq (header->version.MinorVersion, 7);
  ck_assert_uint_eq (header->flags, 0);
  ck_assert (beck_guid_equal (&header->causality, &causality));
}

static void
check_refused (const char *text, guint32 status)
{
  g_autoptr (GByteArray) bytes = wire_bytes (text);
  BeckOrpcThis header;
  BeckNdrFault fault;

  ck_assert (!get_this (bytes, 0x10, &header, &fault));
  ck_assert_uint_eq (fault.status, status);
}

static void
check_written (const BeckOrpcThis *header, gboolean big_endian, const char *text)
{
  g_autoptr (GByteArray) expected = wire_bytes (text);
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init (&writer, NULL);
  beck_ndr_writer_set_big_endian (&writer, big_endian);
  ck_assert (beck_orpc_put_this (&writer, header));
  wire_check_equal (writer.data, writer.pos, expected);
}

/* ---- Headers ---- */

START_TEST (a_plain_header_is_32_bytes_in_either_order)
{
  BeckOrpcThis header;

  check_read (THIS NONE, 0x10, &header);
  ck_assert_uint_eq (header.extensions.n, 0);
  check_written (&header, FALSE, THIS NONE);
  check_written (&header, TRUE, BIG_THIS NONE);
  check_read (BIG_THIS NONE, 0x00, &header);
  check_written (&header, FALSE, THIS NONE);
}
END_TEST

START_TEST (a_response_begins_with_8_bytes)
{
  static const guint8 zeros[8];
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;
  g_auto (BeckNdrWriter) writer;
  BeckNdrReader reader;
  BeckOrpcThat header = { .flags = 1 };

  beck_ndr_reader_init (&reader, zeros, sizeof zeros, 0x10, &arena, NULL, NULL);
  ck_assert (beck_orpc_get_that (&reader, &header));
  ck_assert_uint_eq (reader.pos, 8);
  beck_ndr_reader_end (&reader, TRUE);
  ck_assert_uint_eq (header.flags, 0);
  beck_ndr_writer_init (&writer, NULL);
  ck_assert (beck_orpc_put_that (&writer, &header));
  ck_assert_uint_eq (writer.pos, 8);
  ck_assert_mem_eq (writer.data, zeros, 8);
}
END_TEST

START_TEST (any_minor_version_is_good_and_no_other_major_one)
{
  g_autoptr (GByteArray) bytes = wire_bytes (THIS NONE);
  BeckOrpcThis header;
  BeckNdrFault fault;

  for (guint minor = 0; minor < 256; minor += 51)
    {
      bytes->data[2] = (guint8) minor;
      ck_assert (get_this (bytes, 0x10, &header, &fault));
      ck_assert_uint_eq (header.version.MinorVersion, minor);
    }
  for (guint8 major = 4; major <= 6; major += 2)
    {
      bytes->data[0] = major;
      ck_assert (!get_this (bytes, 0x10, &header, &fault));
      ck_assert_uint_eq (fault.status, (guint32) RPC_E_VERSION_MISMATCH);
    }
}
END_TEST

/* ---- Extensions ---- */

START_TEST (extensions_are_read_with_their_pointers_and_without)
{
  static const char *const forms[] = { NDR_FORM, WINE_FORM };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GByteArray) bytes = wire_bytes (forms[i]);
      const BeckOrpcExtension *extension;
      BeckOrpcThis header;
      BeckNdrFault fault;

      ck_assert (get_this (bytes, 0x10, &header, &fault));
      ck_assert_uint_eq (header.extensions.n, 1);
      extension = beck_orpc_extensions_find (&header.extensions, &other_id);
      ck_assert_ptr_nonnull (extension);
      ck_assert_uint_eq (extension->size, 3);
      ck_assert_mem_eq (extension->data, "\xaa\xbb\xcc", 3);
    }
}
END_TEST

START_TEST (two_extensions_are_read_in_both_forms)
{
  static const char *const forms[] = { NDR_TWO, WINE_TWO };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GByteArray) bytes = wire_bytes (forms[i]);
      BeckOrpcThis header;
      BeckNdrFault fault;
      guint64 left = 0;

      ck_assert (get_this (bytes, 0x10, &header, &fault));
      ck_assert_uint_eq (header.extensions.n, 2);
      ck_assert_ptr_nonnull (beck_orpc_extensions_find (&header.extensions, &other_id));
      ck_assert_ptr_null (beck_orpc_extensions_find (&header.extensions, &beck_orpc_error_id));
      ck_assert (beck_orpc_extensions_get_deadline (&header.extensions, &left));
      ck_assert_uint_eq (left, 258);
    }
}
END_TEST

START_TEST (extensions_are_written_with_their_pointers)
{
  static const guint8 data[] = { 0xaa, 0xbb, 0xcc };
  guint8 room[BECK_ORPC_DEADLINE_SIZE];
  BeckOrpcThis header = { .version = { 5, 7 }, .causality = causality };

  ck_assert (beck_orpc_extensions_add (&header.extensions, &other_id, data, sizeof data));
  check_written (&header, FALSE, NDR_FORM);
  ck_assert (beck_orpc_extensions_add_deadline (&header.extensions, 258, room));
  check_written (&header, FALSE, NDR_TWO);
}
END_TEST

START_TEST (malformed_extensions_are_refused)
{
  /* more than there may be, none of those that are announced, or another number of them */
  check_refused (THIS "01 00 00 00 ff ff ff ff 00 00 00 00 01 00 00 00 00 00 00 00",
                 RPC_X_BAD_STUB_DATA);
  check_refused (THIS "01 00 00 00 11 00 00 00 00 00 00 00 01 00 00 00 12 00 00 00",
                 RPC_X_BAD_STUB_DATA);
  check_refused (THIS "01 00 00 00 01 00 00 00 00 00 00 00 01 00 00 00 01 00 00 00 01 00 00 00",
                 RPC_X_BAD_STUB_DATA);
  check_refused (THIS ONE "00 00 00 00 00 00 00 00 " EXTENT, RPC_X_BAD_STUB_DATA);
  /* sizes that wrap, or do not agree */
  check_refused (THIS ONE "08 00 02 00 00 00 00 00 00 00 00 00 " OTHER_ID "f9 ff ff ff",
                 RPC_X_BAD_STUB_DATA);
  check_refused (THIS ONE "08 00 02 00 00 00 00 00 10 00 00 00 " OTHER_ID
                          "03 00 00 00 aa bb cc 00 00 00 00 00 00 00 00 00 00 00 00 00",
                 RPC_X_BAD_STUB_DATA);
  /* larger than there may be */
  check_refused (THIS ONE "08 00 02 00 00 00 00 00 08 00 01 00 " OTHER_ID "01 00 01 00",
                 RPC_X_BAD_STUB_DATA);
}
END_TEST

START_TEST (an_array_without_extensions_is_none)
{
  BeckOrpcThis header;

  check_read (THIS "01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00", 0x10, &header);
  ck_assert_uint_eq (header.extensions.n, 0);
  check_read (THIS "01 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00", 0x10, &header);
  ck_assert_uint_eq (header.extensions.n, 0);
}
END_TEST

START_TEST (there_is_room_for_so_many_extensions)
{
  BeckOrpcThis header = { .version = { 5, 7 }, .causality = causality };
  g_auto (BeckNdrWriter) writer;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  BeckNdrFault fault;

  for (guint i = 0; i < BECK_ORPC_MAX_EXTENSIONS; i++)
    ck_assert (beck_orpc_extensions_add (&header.extensions, &other_id, NULL, 0));
  ck_assert (!beck_orpc_extensions_add (&header.extensions, &other_id, NULL, 0));
  header.extensions.n--;
  ck_assert (!beck_orpc_extensions_add (&header.extensions, &other_id, NULL,
                                        BECK_ORPC_MAX_EXTENSION_SIZE + 1));
  header.extensions.n++;
  beck_ndr_writer_init (&writer, NULL);
  ck_assert (beck_orpc_put_this (&writer, &header));
  g_byte_array_append (bytes, writer.data, (guint) writer.pos);
  ck_assert (get_this (bytes, 0x10, &header, &fault));
  ck_assert_uint_eq (header.extensions.n, BECK_ORPC_MAX_EXTENSIONS);
}
END_TEST

START_TEST (a_deadline_that_is_too_short_is_none)
{
  static const guint8 data[16] = { 1 };
  BeckOrpcExtensions extensions = { 0 };
  guint64 left = 77;

  ck_assert (!beck_orpc_extensions_get_deadline (&extensions, &left));
  ck_assert (beck_orpc_extensions_add (&extensions, &beck_orpc_deadline_id, data, 7));
  ck_assert (!beck_orpc_extensions_get_deadline (&extensions, &left));
  ck_assert_uint_eq (left, 77);
  extensions.items[0].size = 16;
  ck_assert (beck_orpc_extensions_get_deadline (&extensions, &left));
  ck_assert_uint_eq (left, 1);
}
END_TEST

static const char *const headers[] = {
  "00" THIS NONE, "02" BIG_THIS NONE, "00" NDR_FORM, "00" WINE_FORM, "00" NDR_TWO, "00" WINE_TWO,
};

START_TEST (every_cut_is_refused)
{
  g_autoptr (GByteArray) bytes = wire_bytes (headers[_i]);

  wire_check_cut (bytes, bytes->len, again_header);
}
END_TEST

START_TEST (damaged_headers_are_refused_or_good)
{
  g_autoptr (GByteArray) bytes = wire_bytes (headers[_i]);

  wire_check_damage (bytes, again_header);
}
END_TEST

static gboolean
write_header (const GByteArray *bytes)
{
  BeckOrpcThis header = { .version = { 5, 7 }, .causality = causality };
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init (&writer, NULL);
  return beck_orpc_extensions_add (&header.extensions, &other_id, bytes->data, bytes->len)
         && beck_orpc_put_this (&writer, &header);
}

START_TEST (memory_may_lack_while_a_header_is_written)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_set_size (bytes, 600);
  memset (bytes->data, 1, 600);
  wire_check_memory (write_header, bytes);
}
END_TEST

/* ---- Error objects ---- */

#define ERROR_HEAD                                                                                 \
  "4d 45 4f 57 04 00 00 00 20 b1 f2 1c 7d 54 1b 10 8e 65 08 00 2b 2b d1 19 "                      \
  "1b 03 00 00 00 00 00 00 c0 00 00 00 00 00 00 46 00 00 00 00 "
#define ERROR_BODY "00 00 00 00 07 00 00 00 " OTHER_ID
#define SOURCE "ff ff ff ff 03 00 00 00 00 00 00 00 03 00 00 00 \"ab\" 00 00 "
#define TEXT "ff ff ff ff 02 00 00 00 00 00 00 00 02 00 00 00 \"c\" 00 00 "
#define ABSENT "00 00 00 00 "

/* A source of an odd number of units, a description, no help file */
#define ERROR ERROR_HEAD "4e 00 00 00 " ERROR_BODY SOURCE TEXT ABSENT
#define PADDED_ERROR ERROR_HEAD "50 00 00 00 " ERROR_BODY SOURCE "00 00" TEXT ABSENT

static BeckOrpcErrorFault
parse_error (const char *text, BeckNdrArena *arena, BeckOrpcError *error)
{
  g_autoptr (GByteArray) bytes = wire_bytes (text);

  return beck_orpc_error_parse (bytes->data, bytes->len, arena, error);
}

static void
check_text (const OLECHAR *text, const OLECHAR *expected, gsize size)
{
  ck_assert_ptr_nonnull (text);
  ck_assert_mem_eq (text, expected, size);
}

START_TEST (an_error_object_is_read_padded_or_not)
{
  static const char *const forms[] = { ERROR, PADDED_ERROR };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
      BeckOrpcError error;

      ck_assert_int_eq (parse_error (forms[i], &arena, &error), BECK_ORPC_ERROR_GOOD);
      ck_assert_uint_eq (error.help_context, 7);
      ck_assert (beck_guid_equal (&error.iid, &other_id));
      check_text (error.source, u"ab", sizeof u"ab");
      check_text (error.description, u"c", sizeof u"c");
      ck_assert_ptr_null (error.help_file);
    }
}
END_TEST

START_TEST (an_error_object_is_written)
{
  const BeckOrpcError error = { 7, other_id, u"ab", u"c", NULL };
  g_autoptr (GByteArray) expected = wire_bytes (ERROR);
  g_autofree guint8 *data = g_malloc (beck_orpc_error_size (&error));

  beck_orpc_error_print (&error, data);
  wire_check_equal (data, beck_orpc_error_size (&error), expected);
}
END_TEST

START_TEST (a_text_that_is_too_long_is_neither_read_nor_written)
{
  g_autofree OLECHAR *text = g_new0 (OLECHAR, BECK_ORPC_MAX_ERROR_TEXT + 2);
  const BeckOrpcError error = { 7, other_id, text, text, text };
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  g_autofree guint8 *data = NULL;
  BeckOrpcError read;
  gsize size;

  for (guint i = 0; i < BECK_ORPC_MAX_ERROR_TEXT; i++)
    text[i] = 'x';
  size = beck_orpc_error_size (&error);
  ck_assert_uint_gt (size, 6 * BECK_ORPC_MAX_ERROR_TEXT);
  ck_assert_uint_le (size, BECK_ORPC_MAX_EXTENSION_SIZE);
  data = g_malloc (size);
  beck_orpc_error_print (&error, data);
  ck_assert_int_eq (beck_orpc_error_parse (data, size, &arena, &read), BECK_ORPC_ERROR_GOOD);
  data[size - 1] = 1; /* where the last NUL was */
  ck_assert_int_eq (beck_orpc_error_parse (data, size, &arena, &read), BECK_ORPC_ERROR_TEXT);
  text[BECK_ORPC_MAX_ERROR_TEXT] = 'x';
  ck_assert_uint_eq (beck_orpc_error_size (&error), 0);
}
END_TEST

START_TEST (malformed_error_objects_are_refused)
{
  static const struct
  {
    const char *bytes;
    BeckOrpcErrorFault fault;
  } rows[] = {
    { "", BECK_ORPC_ERROR_REFERENCE },
    { "4d 45 4f 57 04 00 00 00 " OTHER_ID OTHER_ID "00 00 00 00 00 00 00 00 " ERROR_BODY,
      BECK_ORPC_ERROR_REFERENCE },
    { ERROR_HEAD "00 00 00 00 01 00 00 00 07 00 00 00 " OTHER_ID, BECK_ORPC_ERROR_VERSION },
    { ERROR_HEAD "00 00 00 00 " ERROR_BODY "01 00 00 00", BECK_ORPC_ERROR_TEXT },
    { ERROR_HEAD "00 00 00 00 " ERROR_BODY "ff ff ff ff 01 00 00 00 00 00 00 00 02 00 00 00",
      BECK_ORPC_ERROR_TEXT },
    { ERROR_HEAD "00 00 00 00 " ERROR_BODY "ff ff ff ff 02 00 00 00 01 00 00 00 01 00 00 00",
      BECK_ORPC_ERROR_TEXT },
    { ERROR_HEAD "00 00 00 00 " ERROR_BODY "ff ff ff ff ff ff ff ff 00 00 00 00 ff ff ff ff",
      BECK_ORPC_ERROR_TEXT },
    { ERROR_HEAD "00 00 00 00 " ERROR_BODY "ff ff ff ff 02 00 00 00 00 00 00 00 02 00 00 00 61",
      BECK_ORPC_ERROR_CUT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
      BeckOrpcError error;

      ck_assert_msg (parse_error (rows[i].bytes, &arena, &error) == rows[i].fault, "row %u", i);
    }
}
END_TEST

START_TEST (every_cut_of_an_error_object_is_refused)
{
  g_autoptr (GByteArray) bytes = wire_bytes (ERROR);

  wire_check_cut (bytes, bytes->len, again_error);
}
END_TEST

START_TEST (damaged_error_objects_are_refused_or_good)
{
  g_autoptr (GByteArray) bytes = wire_bytes (ERROR);

  wire_check_damage (bytes, again_error);
}
END_TEST

static gboolean
read_error (const GByteArray *bytes)
{
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckOrpcError error;
  BeckOrpcErrorFault fault = beck_orpc_error_parse (bytes->data, bytes->len, &arena, &error);

  if (fault != BECK_ORPC_ERROR_GOOD)
    ck_assert_int_eq (fault, BECK_ORPC_ERROR_MEMORY);
  return fault == BECK_ORPC_ERROR_GOOD;
}

START_TEST (memory_may_lack_while_an_error_object_is_read)
{
  g_autoptr (GByteArray) bytes = wire_bytes (ERROR);

  wire_check_memory (read_error, bytes);
}
END_TEST

Suite *
header_suite (void)
{
  Suite *suite = suite_create ("orpc-header");
  TCase *header = tcase_create ("header");
  TCase *extension = tcase_create ("extension");
  TCase *error = tcase_create ("error");

  tcase_add_test (header, a_plain_header_is_32_bytes_in_either_order);
  tcase_add_test (header, a_response_begins_with_8_bytes);
  tcase_add_test (header, any_minor_version_is_good_and_no_other_major_one);
  tcase_add_loop_test (header, every_cut_is_refused, 0, G_N_ELEMENTS (headers));
  tcase_add_loop_test (header, damaged_headers_are_refused_or_good, 0, G_N_ELEMENTS (headers));
  tcase_add_test (header, memory_may_lack_while_a_header_is_written);
  tcase_set_timeout (header, 60);
  suite_add_tcase (suite, header);
  tcase_add_test (extension, extensions_are_read_with_their_pointers_and_without);
  tcase_add_test (extension, two_extensions_are_read_in_both_forms);
  tcase_add_test (extension, extensions_are_written_with_their_pointers);
  tcase_add_test (extension, malformed_extensions_are_refused);
  tcase_add_test (extension, an_array_without_extensions_is_none);
  tcase_add_test (extension, there_is_room_for_so_many_extensions);
  tcase_add_test (extension, a_deadline_that_is_too_short_is_none);
  suite_add_tcase (suite, extension);
  tcase_add_test (error, an_error_object_is_read_padded_or_not);
  tcase_add_test (error, an_error_object_is_written);
  tcase_add_test (error, a_text_that_is_too_long_is_neither_read_nor_written);
  tcase_add_test (error, malformed_error_objects_are_refused);
  tcase_add_test (error, every_cut_of_an_error_object_is_refused);
  tcase_add_test (error, damaged_error_objects_are_refused_or_good);
  tcase_add_test (error, memory_may_lack_while_an_error_object_is_read);
  tcase_set_timeout (error, 60);
  suite_add_tcase (suite, error);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Object references: wire.md 5.3. */

#include "again.h"
#include "suites.h"
#include "wire.h"

#include "orpc/objref.h"

#include <beck/guid.h>
#include <beck/hresult.h>
#include <beck/status.h>

#include "beck-test.h"

#define COM "00 00 00 00 c0 00 00 00 00 00 00 46 "
#define HEAD(flags) "4d 45 4f 57 " flags " 00 00 00 01 00 00 00 " COM
#define EIGHT(n) n n n n n n n n
#define IPID_BYTES "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f "
#define STD "00 00 00 00 05 00 00 00 " EIGHT ("11") EIGHT ("22") IPID_BYTES
#define ADDRESSES "10 00 0c 00 07 00 \"127.0.0.1\" 00 00 00 00 0a 00 ff ff 00 00 00 00"
#define CLSID_BYTES EIGHT ("c1") EIGHT ("c2")

/* The example of wire.md, 100 bytes, and one of each other kind */
#define STANDARD HEAD ("01") STD ADDRESSES
#define HANDLER HEAD ("02") STD CLSID_BYTES ADDRESSES
#define CUSTOM HEAD ("04") CLSID_BYTES "00 00 00 00 0b 00 00 00 aa bb cc"
#define EXTENDED                                                                                   \
  HEAD ("08")                                                                                      \
  STD "56 59 53 4e " ADDRESSES "01 00 00 00 56 59 53 4e" CLSID_BYTES                               \
      "03 00 00 00 08 00 00 00 aa bb cc 00 00 00 00 00"

static const char *const kinds[] = { STANDARD, HANDLER, CUSTOM, EXTENDED };
/* What must be there: the data of a custom one may end anywhere. */
static const gsize least[] = { 100, 116, 48, 144 };

static BeckObjrefFault
parse (const GByteArray *bytes, BeckObjref *objref)
{
  return beck_objref_parse (bytes->data, bytes->len, objref);
}

START_TEST (a_standard_reference_is_read)
{
  static const IPID ipid = BECK_GUID (0x03020100, 0x0504, 0x0706, 8, 9, 10, 11, 12, 13, 14, 15);
  static const IID iid = BECK_GUID (1, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46);
  g_autoptr (GByteArray) bytes = wire_bytes (STANDARD);
  BeckStringBinding binding;
  BeckObjref objref;
  guint position = 0;

  ck_assert_uint_eq (bytes->len, 100);
  ck_assert_int_eq (parse (bytes, &objref), BECK_OBJREF_GOOD);
  ck_assert_int_eq (objref.kind, BECK_OBJREF_STANDARD);
  ck_assert (beck_guid_equal (&objref.iid, &iid));
  ck_assert_uint_eq (objref.std.flags, 0);
  ck_assert_uint_eq (objref.std.cPublicRefs, 5);
  ck_assert_uint_eq (objref.std.oxid, 0x1111111111111111u);
  ck_assert_uint_eq (objref.std.oid, 0x2222222222222222u);
  ck_assert (beck_guid_equal (&objref.std.ipid, &ipid));
  ck_assert (beck_string_array_next_binding (&objref.addresses, &position, &binding));
  ck_assert_str_eq (binding.address, "127.0.0.1");
}
END_TEST

START_TEST (other_kinds_have_what_they_have)
{
  g_autoptr (GByteArray) handler = wire_bytes (HANDLER);
  g_autoptr (GByteArray) custom = wire_bytes (CUSTOM);
  g_autoptr (GByteArray) extended = wire_bytes (EXTENDED);
  BeckObjref objref;

  ck_assert_int_eq (parse (handler, &objref), BECK_OBJREF_GOOD);
  ck_assert_uint_eq (objref.clsid.Data1, 0xc1c1c1c1);
  ck_assert_uint_eq (objref.addresses.n_entries, 16);
  ck_assert_int_eq (parse (custom, &objref), BECK_OBJREF_GOOD);
  ck_assert_uint_eq (objref.clsid.Data1, 0xc1c1c1c1);
  ck_assert_uint_eq (objref.size, 3);
  ck_assert_mem_eq (objref.data, "\xaa\xbb\xcc", 3);
  ck_assert_int_eq (parse (extended, &objref), BECK_OBJREF_GOOD);
  ck_assert_uint_eq (objref.element.Data1, 0xc1c1c1c1);
  ck_assert_uint_eq (objref.std.cPublicRefs, 5);
  ck_assert_uint_eq (objref.size, 3);
  ck_assert_mem_eq (objref.data, "\xaa\xbb\xcc", 3);
}
END_TEST

START_TEST (what_was_read_is_written_as_it_was)
{
  g_autoptr (GByteArray) bytes = wire_bytes (kinds[_i]);
  g_autofree guint8 *printed = NULL;
  BeckObjref objref;

  ck_assert_int_eq (parse (bytes, &objref), BECK_OBJREF_GOOD);
  printed = g_malloc (beck_objref_size (&objref));
  beck_objref_print (&objref, printed);
  wire_check_equal (printed, beck_objref_size (&objref), bytes);
}
END_TEST

START_TEST (every_cut_is_refused)
{
  g_autoptr (GByteArray) bytes = wire_bytes (kinds[_i]);

  wire_check_cut (bytes, least[_i], again_objref);
}
END_TEST

START_TEST (damaged_references_are_refused_or_good)
{
  g_autoptr (GByteArray) bytes = wire_bytes (kinds[_i]);

  wire_check_damage (bytes, again_objref);
}
END_TEST

START_TEST (malformed_references_are_refused)
{
  static const struct
  {
    const char *bytes;
    BeckObjrefFault fault;
  } rows[] = {
    { "4d 45 4f 58 01 00 00 00 01 00 00 00 " COM, BECK_OBJREF_MAGIC },
    { HEAD ("00") STD ADDRESSES, BECK_OBJREF_KIND },
    { HEAD ("03") STD ADDRESSES, BECK_OBJREF_KIND },
    { HEAD ("10") STD ADDRESSES, BECK_OBJREF_KIND },
    { HEAD ("01") STD "02 00 03 00 00 00 00 00", BECK_OBJREF_ADDRESSES },
    { HEAD ("01") STD "ff ff 00 00 00 00", BECK_OBJREF_CUT },
    { HEAD ("04") CLSID_BYTES "04 00 00 00 0b 00 00 00 aa bb cc", BECK_OBJREF_CUT },
    { HEAD ("08") STD "56 59 53 4f " ADDRESSES, BECK_OBJREF_MAGIC },
    { HEAD ("08") STD "56 59 53 4e " ADDRESSES "02 00 00 00 56 59 53 4e" CLSID_BYTES,
      BECK_OBJREF_ELEMENTS },
    { HEAD ("08") STD "56 59 53 4e " ADDRESSES "01 00 00 00 56 59 53 4e" CLSID_BYTES
                      "f9 ff ff ff 00 00 00 00",
      BECK_OBJREF_ELEMENTS },
    { HEAD ("08") STD "56 59 53 4e " ADDRESSES "01 00 00 00 56 59 53 4e" CLSID_BYTES
                      "ff ff ff ff ff ff ff ff",
      BECK_OBJREF_CUT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) bytes = wire_bytes (rows[i].bytes);
      BeckObjref objref;

      ck_assert_msg (parse (bytes, &objref) == rows[i].fault, "row %u", i);
    }
}
END_TEST

START_TEST (what_is_too_large_is_neither_read_nor_written)
{
  g_autoptr (GByteArray) bytes = wire_bytes (CUSTOM);
  BeckObjref objref;

  g_byte_array_set_size (bytes, (guint) BECK_OBJREF_MAX_SIZE);
  ck_assert_int_eq (parse (bytes, &objref), BECK_OBJREF_GOOD);
  ck_assert_uint_eq (beck_objref_size (&objref), BECK_OBJREF_MAX_SIZE);
  objref.size++;
  ck_assert_uint_eq (beck_objref_size (&objref), 0);
  objref.size = G_MAXSIZE;
  ck_assert_uint_eq (beck_objref_size (&objref), 0);
  g_byte_array_set_size (bytes, (guint) BECK_OBJREF_MAX_SIZE + 1);
  ck_assert_int_eq (parse (bytes, &objref), BECK_OBJREF_LARGE);
}
END_TEST

START_TEST (an_interface_pointer_is_a_reference_with_two_counts)
{
  g_autoptr (GByteArray) standard = wire_bytes (STANDARD);
  g_autoptr (GByteArray) pointer = wire_bytes ("64 00 00 00 64 00 00 00" STANDARD);
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;
  g_auto (BeckNdrWriter) writer;
  BeckNdrReader reader;
  BeckObjref objref;

  ck_assert_int_eq (parse (standard, &objref), BECK_OBJREF_GOOD);
  beck_ndr_writer_init (&writer, NULL);
  ck_assert (beck_objref_put (&writer, &objref));
  wire_check_equal (writer.data, writer.pos, pointer);
  for (gsize size = 0; size <= pointer->len; size++)
    {
      beck_ndr_reader_init (&reader, pointer->data, size, 0x10, &arena, NULL, NULL);
      ck_assert_int_eq (beck_objref_get (&reader, &objref), size == pointer->len);
      beck_ndr_reader_end (&reader, FALSE);
    }
  ck_assert_uint_eq (objref.std.cPublicRefs, 5);
}
END_TEST

START_TEST (an_interface_pointer_that_is_none_says_so)
{
  static const char *const rows[]
      = { "04 00 00 00 04 00 00 00 4d 45 4f 57", "04 00 00 00 03 00 00 00 4d 45 4f 57" };
  static const guint32 statuses[] = { (guint32) RPC_E_INVALID_OBJREF, RPC_X_BAD_STUB_DATA };
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;
  BeckObjref objref;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) bytes = wire_bytes (rows[i]);

      beck_ndr_reader_init (&reader, bytes->data, bytes->len, 0x10, &arena, NULL, NULL);
      ck_assert (!beck_objref_get (&reader, &objref));
      ck_assert_uint_eq (reader.fault.status, statuses[i]);
      beck_ndr_reader_end (&reader, FALSE);
    }
}
END_TEST

static gboolean
write_pointer (const GByteArray *bytes)
{
  g_auto (BeckNdrWriter) writer;
  BeckObjref objref;

  ck_assert_int_eq (parse (bytes, &objref), BECK_OBJREF_GOOD);
  beck_ndr_writer_init (&writer, NULL);
  return beck_objref_put (&writer, &objref);
}

START_TEST (memory_may_lack_anywhere)
{
  g_autoptr (GByteArray) bytes = wire_bytes (CUSTOM);

  g_byte_array_set_size (bytes, 3000);
  wire_check_memory (write_pointer, bytes);
}
END_TEST

Suite *
objref_suite (void)
{
  Suite *suite = suite_create ("objref");
  TCase *tcase = tcase_create ("reference");

  tcase_add_test (tcase, a_standard_reference_is_read);
  tcase_add_test (tcase, other_kinds_have_what_they_have);
  tcase_add_loop_test (tcase, what_was_read_is_written_as_it_was, 0, G_N_ELEMENTS (kinds));
  tcase_add_loop_test (tcase, every_cut_is_refused, 0, G_N_ELEMENTS (kinds));
  tcase_add_loop_test (tcase, damaged_references_are_refused_or_good, 0, G_N_ELEMENTS (kinds));
  tcase_add_test (tcase, malformed_references_are_refused);
  tcase_add_test (tcase, what_is_too_large_is_neither_read_nor_written);
  tcase_add_test (tcase, an_interface_pointer_is_a_reference_with_two_counts);
  tcase_add_test (tcase, an_interface_pointer_that_is_none_says_so);
  tcase_add_test (tcase, memory_may_lack_anywhere);
  tcase_set_timeout (tcase, 60);
  suite_add_tcase (suite, tcase);
  return suite;
}

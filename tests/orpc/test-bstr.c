/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How strings of automation travel (wire.md 3.8), with bytes from the specification.
 */

#include "suites.h"

#include <beck/bstr.h>
#include <beck/ndr.h>
#include <wtypes.h>

static const BeckNdrUserType type = {
  .name = "BSTR",
  .size = sizeof (BSTR),
  .user_size = (ULONG (*) (ULONG *, ULONG, void *)) BSTR_UserSize,
  .user_marshal = (unsigned char *(*) (ULONG *, unsigned char *, void *)) BSTR_UserMarshal,
  .user_unmarshal = (unsigned char *(*) (ULONG *, unsigned char *, void *)) BSTR_UserUnmarshal,
  .user_free = (void (*) (ULONG *, void *)) BSTR_UserFree,
};

static const guint8 little[] = { 2, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 'h', 0, 'i', 0 };
static const guint8 big[] = { 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 2, 0, 'h', 0, 'i' };
static const guint8 none[] = { 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0 };
static const guint8 empty[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
static const guint8 odd[] = { 2, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 'a', 'b', 'c', 0 };

static void
check_written (BSTR string, const guint8 *bytes, gsize size)
{
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init (&writer, NULL);
  ck_assert (beck_ndr_put_user (&writer, &type, 4, &string));
  ck_assert_uint_eq (writer.pos, size);
  ck_assert_mem_eq (writer.data, bytes, size);
  SysFreeString (string);
}

/* Reads @size bytes; NULL with *@good FALSE if they are refused. */
static BSTR
read_string (const guint8 *bytes, gsize size, guint8 drep, gboolean *good)
{
  BeckNdrReader reader;
  BSTR string = NULL;

  beck_ndr_reader_init (&reader, bytes, size, drep, NULL, &beck_ndr_task_allocator, NULL);
  *good = beck_ndr_get_user (&reader, &type, 4, &string);
  if (!*good)
    ck_assert_uint_eq (reader.fault.status, RPC_X_BAD_STUB_DATA);
  beck_ndr_reader_end (&reader, *good);
  return *good ? string : NULL;
}

START_TEST (strings_are_written_as_specified)
{
  check_written (SysAllocString (u"hi"), little, sizeof little);
  check_written (NULL, none, sizeof none);
  check_written (SysAllocString (u""), empty, sizeof empty);
  check_written (SysAllocStringByteLen ("abc", 3), odd, sizeof odd);
}
END_TEST

START_TEST (both_byte_orders_are_read)
{
  gboolean good;
  BSTR string = read_string (little, sizeof little, 0x10, &good);

  ck_assert (good);
  ck_assert_mem_eq (string, u"hi", 6);
  SysFreeString (string);
  string = read_string (big, sizeof big, 0x00, &good);
  ck_assert (good);
  ck_assert_uint_eq (SysStringLen (string), 2);
  ck_assert_mem_eq (string, u"hi", 6);
  SysFreeString (string);
}
END_TEST

START_TEST (none_and_empty_stay_apart)
{
  gboolean good;
  BSTR string = read_string (none, sizeof none, 0x10, &good);

  ck_assert (good);
  ck_assert_ptr_null (string);
  string = read_string (empty, sizeof empty, 0x10, &good);
  ck_assert (good);
  ck_assert_ptr_nonnull (string);
  ck_assert_uint_eq (SysStringByteLen (string), 0);
  SysFreeString (string);
  string = read_string (odd, sizeof odd, 0x10, &good);
  ck_assert (good);
  ck_assert_uint_eq (SysStringByteLen (string), 3);
  SysFreeString (string);
}
END_TEST

START_TEST (every_truncation_is_refused)
{
  gboolean good;

  read_string (little, (gsize) _i, 0x10, &good);
  ck_assert (!good);
}
END_TEST

START_TEST (lengths_that_contradict_each_other_are_refused)
{
  static const guint8 values[] = { 0, 1, 3, 0x7F, 0xFF };
  guint8 bytes[sizeof little];
  gboolean good;

  for (guint word = 0; word < 12; word += 4)
    {
      memcpy (bytes, little, sizeof bytes);
      bytes[word] = values[_i];
      /* Three bytes need two units, too. */
      if (word == 4 && values[_i] == 3)
        continue;
      read_string (bytes, sizeof bytes, 0x10, &good);
      ck_assert_msg (!good, "word %u is %u", word / 4, values[_i]);
    }
}
END_TEST

Suite *
bstr_suite (void)
{
  Suite *suite = suite_create ("bstr");
  TCase *wire = tcase_create ("wire");

  tcase_add_test (wire, strings_are_written_as_specified);
  tcase_add_test (wire, both_byte_orders_are_read);
  tcase_add_test (wire, none_and_empty_stay_apart);
  tcase_add_loop_test (wire, every_truncation_is_refused, 0, (int) sizeof little);
  tcase_add_loop_test (wire, lengths_that_contradict_each_other_are_refused, 0, 5);
  suite_add_tcase (suite, wire);
  return suite;
}

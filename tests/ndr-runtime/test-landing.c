/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Arrays whose bytes are in place before the reader looks. */

#include <string.h>

#include <beck/ndr.h>
#include "suites.h"

#include "ndr/landing.h"

#define MANY 5003 /* not a multiple of 8 */

static guint8 array[MANY];
static const BeckNdrLanding landing = { array, MANY };

/* A count, a filler, and a number behind it. */
static gsize
make_data (guint8 *data, guint32 count)
{
  guint32 number = 0x11223344;

  memset (data, 0, 24);
  memcpy (data, &count, 4);
  memcpy (data + 8, &number, 4);
  return 12;
}

static gboolean
read_all (BeckNdrReader *reader, const guint8 *data, gsize size, void *to, guint32 *number)
{
  gsize max;

  beck_ndr_reader_init (reader, data, size, G_BYTE_ORDER == G_LITTLE_ENDIAN ? 0x10 : 0x00, NULL,
                        NULL, NULL);
  beck_ndr_landing_begin (&landing, reader);
  return beck_ndr_get_max_count (reader, &max) && beck_ndr_get_check_elements (reader, max, 1)
         && beck_ndr_get_bytes (reader, to, max) && beck_ndr_get_u32 (reader, number);
}

START_TEST (what_has_landed_is_not_copied)
{
  guint8 data[24];
  gsize size = make_data (data, MANY);
  BeckNdrReader reader;
  guint32 number = 0;

  memset (array, 'a', sizeof array);
  ck_assert (read_all (&reader, data, size, array, &number));
  ck_assert_uint_eq (number, 0x11223344);
  ck_assert_uint_eq (reader.pos, size);
  for (gsize i = 0; i < MANY; i++)
    ck_assert_uint_eq (array[i], 'a');
  beck_ndr_reader_end (&reader, TRUE);
}
END_TEST

START_TEST (other_counts_than_what_has_landed_are_faults)
{
  static const guint32 counts[] = { 0, 1, MANY - 1, MANY + 1, MANY + 8, G_MAXUINT32 };
  guint8 data[24];
  gsize size = make_data (data, counts[_i]);
  BeckNdrReader reader;
  guint32 number;

  ck_assert (!read_all (&reader, data, size, array, &number));
  ck_assert_uint_eq (reader.fault.status, RPC_X_BAD_STUB_DATA);
  beck_ndr_reader_end (&reader, FALSE);
}
END_TEST

START_TEST (what_has_landed_elsewhere_is_not_taken_for_another_array)
{
  static guint8 other[MANY];
  guint8 data[24];
  gsize size = make_data (data, MANY);
  BeckNdrReader reader;
  guint32 number;

  ck_assert (!read_all (&reader, data, size, other, &number));
  ck_assert_uint_eq (reader.fault.status, RPC_X_BAD_STUB_DATA);
  beck_ndr_reader_end (&reader, FALSE);
}
END_TEST

START_TEST (faults_behind_say_where_they_would_be)
{
  guint8 data[24];
  gsize size = make_data (data, MANY);
  BeckNdrReader reader;
  guint32 number;

  ck_assert (!read_all (&reader, data, size - 1, array, &number));
  beck_ndr_landing_place_fault (&landing, &reader.fault);
  ck_assert_uint_eq (reader.fault.offset, 4 + MANY + 1);
  beck_ndr_reader_end (&reader, FALSE);
}
END_TEST

Suite *
landing_suite (void)
{
  Suite *suite = suite_create ("landing");
  TCase *tcase = tcase_create ("landing");

  tcase_add_test (tcase, what_has_landed_is_not_copied);
  tcase_add_loop_test (tcase, other_counts_than_what_has_landed_are_faults, 0, 6);
  tcase_add_test (tcase, what_has_landed_elsewhere_is_not_taken_for_another_array);
  tcase_add_test (tcase, faults_behind_say_where_they_would_be);
  suite_add_tcase (suite, tcase);
  return suite;
}

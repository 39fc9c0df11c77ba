/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Numbers at the edge of what the format, an array or an attribute allows. */

#include "suites.h"

#include <beck/ndr.h>

#define ROWS(rows) (int) G_N_ELEMENTS (rows)

static const struct
{
  gint64 value, low, high;
  gboolean good;
} ranges[] = {
  { 1, 1, 10, TRUE },
  { 10, 1, 10, TRUE },
  { 0, 1, 10, FALSE },
  { 11, 1, 10, FALSE },
  { -1, -1, -1, TRUE },
  { -2, -1, 5, FALSE },
  { G_MAXINT64, G_MININT64, G_MAXINT64, TRUE },
  { G_MININT64, G_MININT64 + 1, G_MAXINT64, FALSE },
};

START_TEST (a_range_includes_its_ends)
{
  gboolean good = ranges[_i].good;
  gint64 value = ranges[_i].value, low = ranges[_i].low, high = ranges[_i].high;
  guint64 limit = (guint64) (value < low ? low : high);
  g_auto (BeckNdrWriter) writer;
  BeckNdrReader reader;

  beck_ndr_writer_init (&writer, NULL);
  beck_ndr_reader_init (&reader, "", 0, 0x10, NULL, NULL, NULL);
  ck_assert_int_eq (beck_ndr_put_check_range (&writer, value, low, high), good);
  ck_assert_int_eq (beck_ndr_get_check_range (&reader, value, low, high), good);
  ck_assert_uint_eq (writer.fault.status, good ? 0 : RPC_X_INVALID_BOUND);
  ck_assert_uint_eq (reader.fault.status, good ? 0 : RPC_X_INVALID_BOUND);
  ck_assert (good || (writer.fault.limit == limit && reader.fault.limit == limit));
  beck_ndr_reader_end (&reader, TRUE);
}
END_TEST

static const struct
{
  guint64 count;
  gboolean good;
} counts[] = {
  { 0, TRUE },
  { G_MAXUINT32, TRUE },
  { (guint64) G_MAXUINT32 + 1, FALSE },
  { G_MAXUINT64, FALSE },
};

START_TEST (a_maximum_has_32_bits)
{
  guint64 count = counts[_i].count;
  guint32 expected = GUINT32_TO_LE ((guint32) count);
  gboolean good = counts[_i].good;
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init (&writer, NULL);
  beck_ndr_writer_set_big_endian (&writer, FALSE);
  ck_assert_int_eq (beck_ndr_put_max_count (&writer, count), good);
  ck_assert_uint_eq (writer.fault.status, good ? 0 : RPC_X_INVALID_BOUND);
  ck_assert_uint_eq (writer.pos, good ? 4 : 0);
  ck_assert (!good || memcmp (writer.data, &expected, 4) == 0);
}
END_TEST

static const struct
{
  guint64 first, length, max;
  gboolean good;
} variances[] = {
  { 0, 0, 0, TRUE },
  { 0, 5, 5, TRUE },
  { 5, 0, 5, TRUE },
  { 2, 3, 5, TRUE },
  { 0, 6, 5, FALSE },
  { 6, 0, 5, FALSE },
  { 2, 4, 5, FALSE },
  { 1, G_MAXUINT64, 5, FALSE },
  { G_MAXUINT64, 2, 5, FALSE },
  { G_MAXUINT32, 0, G_MAXUINT32, TRUE },
  { 0, G_MAXUINT32, G_MAXUINT32, TRUE },
  { 0, 0, (guint64) G_MAXUINT32 + 1, FALSE },
  { 0, (guint64) G_MAXUINT32 + 1, G_MAXUINT64, FALSE },
};

START_TEST (what_varies_lies_within_the_array)
{
  guint64 first = variances[_i].first, length = variances[_i].length;
  guint32 expected[] = { GUINT32_TO_LE ((guint32) first), GUINT32_TO_LE ((guint32) length) };
  gboolean good = variances[_i].good;
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init (&writer, NULL);
  beck_ndr_writer_set_big_endian (&writer, FALSE);
  ck_assert_int_eq (beck_ndr_put_variance (&writer, first, length, variances[_i].max), good);
  ck_assert_uint_eq (writer.fault.status, good ? 0 : RPC_X_INVALID_BOUND);
  ck_assert (!good || (writer.pos == 8 && memcmp (writer.data, expected, 8) == 0));
}
END_TEST

START_TEST (a_number_of_elements_has_32_bits)
{
  static const struct
  {
    gint64 value;
    gboolean good;
  } rows[] = {
    { 0, TRUE },   { G_MAXUINT32, TRUE },         { (gint64) G_MAXUINT32 + 1, FALSE },
    { -1, FALSE }, { BECK_NDR_NO_NUMBER, FALSE },
  };
  gboolean good = rows[_i].good;
  g_auto (BeckNdrWriter) writer;
  BeckNdrReader reader;
  gsize put, got;

  beck_ndr_writer_init (&writer, NULL);
  beck_ndr_reader_init (&reader, "", 0, 0x10, NULL, NULL, NULL);
  ck_assert_int_eq (beck_ndr_put_check_count (&writer, rows[_i].value, &put), good);
  ck_assert_int_eq (beck_ndr_get_check_count (&reader, rows[_i].value, &got), good);
  ck_assert_uint_eq (writer.fault.status, good ? 0 : RPC_X_INVALID_BOUND);
  ck_assert_uint_eq (reader.fault.status, good ? 0 : RPC_X_BAD_STUB_DATA);
  ck_assert (!good || (put == (gsize) rows[_i].value && got == put));
  beck_ndr_reader_end (&reader, TRUE);
}
END_TEST

START_TEST (arithmetic_that_does_not_fit_is_no_number)
{
  ck_assert_int_eq (beck_ndr_add (2, 3), 5);
  ck_assert_int_eq (beck_ndr_add (G_MAXINT64, 1), BECK_NDR_NO_NUMBER);
  ck_assert_int_eq (beck_ndr_subtract (2, 3), -1);
  ck_assert_int_eq (beck_ndr_subtract (-2, G_MAXINT64), BECK_NDR_NO_NUMBER);
  ck_assert_int_eq (beck_ndr_multiply (-2, 3), -6);
  ck_assert_int_eq (beck_ndr_multiply (G_MAXINT64, 2), BECK_NDR_NO_NUMBER);
  ck_assert_int_eq (beck_ndr_divide (-7, 2), -3);
  ck_assert_int_eq (beck_ndr_divide (1, 0), BECK_NDR_NO_NUMBER);
  ck_assert_int_eq (beck_ndr_divide (G_MININT64, -1), BECK_NDR_NO_NUMBER);
  ck_assert_int_eq (beck_ndr_modulo (-7, 2), -1);
  ck_assert_int_eq (beck_ndr_modulo (1, 0), BECK_NDR_NO_NUMBER);
  ck_assert_int_eq (beck_ndr_modulo (G_MININT64, -1), BECK_NDR_NO_NUMBER);
  ck_assert_int_eq (beck_ndr_shift_left (1, 62), G_GINT64_CONSTANT (1) << 62);
  ck_assert_int_eq (beck_ndr_shift_left (2, 62), BECK_NDR_NO_NUMBER);
  ck_assert_int_eq (beck_ndr_shift_left (-1, 1), BECK_NDR_NO_NUMBER);
  ck_assert_int_eq (beck_ndr_shift_left (0, 63), BECK_NDR_NO_NUMBER);
  ck_assert_int_eq (beck_ndr_shift_right (8, 2), 2);
  ck_assert_int_eq (beck_ndr_shift_right (8, 64), BECK_NDR_NO_NUMBER);
  ck_assert_int_eq (beck_ndr_shift_right (8, -1), BECK_NDR_NO_NUMBER);
}
END_TEST

Suite *
bounds_suite (void)
{
  Suite *suite = suite_create ("bounds");
  TCase *task = tcase_create ("bounds");

  tcase_add_loop_test (task, a_range_includes_its_ends, 0, ROWS (ranges));
  tcase_add_loop_test (task, a_maximum_has_32_bits, 0, ROWS (counts));
  tcase_add_loop_test (task, what_varies_lies_within_the_array, 0, ROWS (variances));
  tcase_add_loop_test (task, a_number_of_elements_has_32_bits, 0, 5);
  tcase_add_test (task, arithmetic_that_does_not_fit_is_no_number);
  suite_add_tcase (suite, task);
  return suite;
}

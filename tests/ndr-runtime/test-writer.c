/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Writing, held against the bytes of wire.md 3.9. */

#include "suites.h"

#include <beck/ndr.h>

#include "base/alloc.h"

static const WCHAR abc[] = { 'a', 'b', 'c', 0 };

#define ASSERT_BYTES(writer, ...)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    static const guint8 expected[] = { __VA_ARGS__ };                                              \
                                                                                                   \
    ck_assert_uint_eq ((writer)->fault.status, 0);                                                 \
    ck_assert_uint_eq ((writer)->pos, sizeof expected);                                            \
    ck_assert_mem_eq ((writer)->data, expected, sizeof expected);                                  \
  }                                                                                                \
  G_STMT_END

static void
start (BeckNdrWriter *writer, gboolean big_endian)
{
  beck_ndr_writer_init (writer, NULL);
  beck_ndr_writer_set_big_endian (writer, big_endian);
}

START_TEST (a_long_has_the_order_asked_for)
{
  g_auto (BeckNdrWriter) writer;

  start (&writer, FALSE);
  ck_assert (beck_ndr_put_u32 (&writer, 0x11223344));
  ASSERT_BYTES (&writer, 0x44, 0x33, 0x22, 0x11);
  beck_ndr_writer_rewind (&writer);
  beck_ndr_writer_set_big_endian (&writer, TRUE);
  ck_assert (beck_ndr_put_u32 (&writer, 0x11223344));
  ASSERT_BYTES (&writer, 0x11, 0x22, 0x33, 0x44);
}
END_TEST

START_TEST (scalars_are_aligned_behind_zeros)
{
  g_auto (BeckNdrWriter) writer;

  start (&writer, FALSE);
  /* What a gap held before must not leave the process. */
  for (guint i = 0; i < 100; i++)
    beck_ndr_put_u8 (&writer, 0xEE);
  beck_ndr_writer_rewind (&writer);
  ck_assert (beck_ndr_put_u8 (&writer, 1));
  ck_assert (beck_ndr_put_float (&writer, 1.5f));
  ck_assert (beck_ndr_put_double (&writer, 2.5));
  ck_assert (beck_ndr_put_u16 (&writer, 7));
  ck_assert (beck_ndr_put_u64 (&writer, 1));
  ASSERT_BYTES (&writer, 1, 0, 0, 0, 0, 0, 0xc0, 0x3f, 0, 0, 0, 0, 0, 0, 0x04, 0x40, 7, 0, 0, 0, 0,
                0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0);
}
END_TEST

START_TEST (a_wide_string_has_counts_and_a_nul)
{
  g_auto (BeckNdrWriter) writer;

  start (&writer, FALSE);
  ck_assert (beck_ndr_put_string16 (&writer, abc, G_MAXSIZE, 0, TRUE));
  ASSERT_BYTES (&writer, 4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 'a', 0, 'b', 0, 'c', 0, 0, 0);
  beck_ndr_writer_rewind (&writer);
  beck_ndr_writer_set_big_endian (&writer, TRUE);
  ck_assert (beck_ndr_put_string16 (&writer, abc, G_MAXSIZE, 0, TRUE));
  ASSERT_BYTES (&writer, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 'a', 0, 'b', 0, 'c', 0, 0);
}
END_TEST

START_TEST (unique_pointers_are_numbered_and_null_is_zero)
{
  g_auto (BeckNdrWriter) writer;

  start (&writer, FALSE);
  ck_assert (beck_ndr_put_unique (&writer, abc));
  ck_assert (beck_ndr_put_unique (&writer, NULL));
  ck_assert (beck_ndr_put_unique (&writer, abc));
  ASSERT_BYTES (&writer, 0, 0, 2, 0, 0, 0, 0, 0, 4, 0, 2, 0);
}
END_TEST

START_TEST (a_string_without_end_is_a_fault)
{
  g_auto (BeckNdrWriter) writer;

  start (&writer, FALSE);
  ck_assert (!beck_ndr_put_string16 (&writer, abc, 3, 3, TRUE));
  ck_assert_uint_eq (writer.fault.status, RPC_X_INVALID_BOUND);
  beck_ndr_writer_rewind (&writer);
  ck_assert (!beck_ndr_put_string (&writer, "abc", 3, 3, FALSE));
  ck_assert_uint_eq (writer.fault.status, RPC_X_INVALID_BOUND);
  beck_ndr_writer_rewind (&writer);
  ck_assert (beck_ndr_put_string (&writer, "abc", 4, 4, FALSE));
  ASSERT_BYTES (&writer, 0, 0, 0, 0, 4, 0, 0, 0, 'a', 'b', 'c', 0);
}
END_TEST

START_TEST (rows_turn_their_elements_around)
{
  static const guint16 shorts[] = { 0x1122, 0x3344 };
  static const guint32 longs[] = { 0x11223344 };
  static const guint64 hypers[] = { G_GUINT64_CONSTANT (0x1122334455667788) };
  g_auto (BeckNdrWriter) writer;

  start (&writer, TRUE);
  ck_assert (beck_ndr_put_u16s (&writer, shorts, 2) && beck_ndr_put_u32s (&writer, longs, 1)
             && beck_ndr_put_u64s (&writer, hypers, 1) && beck_ndr_put_bytes (&writer, "xy", 2));
  ASSERT_BYTES (&writer, 0x11, 0x22, 0x33, 0x44, 0x11, 0x22, 0x33, 0x44, 0x11, 0x22, 0x33, 0x44,
                0x55, 0x66, 0x77, 0x88, 'x', 'y');
}
END_TEST

START_TEST (rows_of_nothing_are_aligned)
{
  g_auto (BeckNdrWriter) writer;

  start (&writer, FALSE);
  ck_assert (beck_ndr_put_u8 (&writer, 1));
  ck_assert (beck_ndr_put_u64s (&writer, NULL, 0));
  ASSERT_BYTES (&writer, 1, 0, 0, 0, 0, 0, 0, 0);
}
END_TEST

START_TEST (int3264_must_fit_in_32_bits)
{
  g_auto (BeckNdrWriter) writer;

  start (&writer, FALSE);
  ck_assert (beck_ndr_put_int3264 (&writer, G_MININT32));
  ck_assert (beck_ndr_put_uint3264 (&writer, G_MAXUINT32));
  ASSERT_BYTES (&writer, 0, 0, 0, 0x80, 0xff, 0xff, 0xff, 0xff);
  ck_assert (!beck_ndr_put_int3264 (&writer, (gint64) G_MAXINT32 + 1));
  ck_assert_uint_eq (writer.fault.status, RPC_X_INVALID_BOUND);
  beck_ndr_writer_rewind (&writer);
  ck_assert (!beck_ndr_put_int3264 (&writer, (gint64) G_MININT32 - 1));
  beck_ndr_writer_rewind (&writer);
  ck_assert (!beck_ndr_put_uint3264 (&writer, (guint64) G_MAXUINT32 + 1));
}
END_TEST

START_TEST (counts_beyond_the_array_are_faults)
{
  g_auto (BeckNdrWriter) writer;
  gsize count;

  start (&writer, FALSE);
  ck_assert (beck_ndr_put_variance (&writer, 2, 3, 5));
  ck_assert (!beck_ndr_put_variance (&writer, G_MAXUINT64, 2, 5));
  ck_assert_uint_eq (writer.fault.status, RPC_X_INVALID_BOUND);
  beck_ndr_writer_rewind (&writer);
  ck_assert (!beck_ndr_put_variance (&writer, 2, 4, 5));
  beck_ndr_writer_rewind (&writer);
  ck_assert (!beck_ndr_put_max_count (&writer, (guint64) G_MAXUINT32 + 1));
  beck_ndr_writer_rewind (&writer);
  ck_assert (!beck_ndr_put_check_count (&writer, -1, &count));
  ck_assert_uint_eq (writer.fault.status, RPC_X_INVALID_BOUND);
}
END_TEST

START_TEST (a_fixed_buffer_does_not_grow)
{
  guint64 room[2] = { 0, G_MAXUINT64 };
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init_fixed (&writer, room, 8, NULL);
  ck_assert (beck_ndr_put_u64 (&writer, 1));
  ck_assert (!beck_ndr_put_u8 (&writer, 1));
  ck_assert_uint_eq (writer.fault.status, RPC_S_BUFFER_TOO_SMALL);
  ck_assert_uint_eq (room[1], G_MAXUINT64);
}
END_TEST

START_TEST (a_writer_grows_to_its_limit)
{
  const BeckNdrLimits limits = { 1000, 10, 10 };
  g_auto (BeckNdrWriter) writer;
  guint8 bytes[1000] = { 0 };

  beck_ndr_writer_init (&writer, &limits);
  ck_assert (beck_ndr_put_bytes (&writer, bytes, 600));
  ck_assert (beck_ndr_put_bytes (&writer, bytes, 400));
  ck_assert (!beck_ndr_put_u8 (&writer, 1));
  ck_assert_uint_eq (writer.fault.status, RPC_X_NO_MEMORY);
  ck_assert_uint_eq (writer.pos, 1000);
}
END_TEST

START_TEST (growth_is_geometric)
{
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init (&writer, NULL);
  beck_alloc_fail_at (BECK_ALLOC_FAIL_NEVER);
  for (guint i = 0; i < 1 << 20; i++)
    beck_ndr_put_u8 (&writer, (guint8) i);
  ck_assert_int_le (beck_alloc_count (), 14);
  beck_alloc_fail_at (-1);
  ck_assert_uint_eq (writer.pos, 1 << 20);
}
END_TEST

START_TEST (without_memory_nothing_is_written)
{
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init (&writer, NULL);
  beck_alloc_fail_at (0);
  ck_assert (!beck_ndr_put_u32 (&writer, 1));
  beck_alloc_fail_at (-1);
  ck_assert_uint_eq (writer.fault.status, RPC_X_NO_MEMORY);
  ck_assert_uint_eq (writer.pos, 0);
}
END_TEST

START_TEST (what_is_taken_is_the_callers)
{
  g_auto (BeckNdrWriter) writer;
  gsize size;
  guint8 *data;

  start (&writer, FALSE);
  beck_ndr_put_u16 (&writer, 0x0201);
  data = beck_ndr_writer_take (&writer, &size);
  ck_assert_uint_eq (size, 2);
  ck_assert_uint_eq (data[1], 2);
  ck_assert_uint_eq (writer.pos, 0);
  ck_assert (beck_ndr_put_u8 (&writer, 3));
  g_free (data);
}
END_TEST

START_TEST (depth_is_limited)
{
  const BeckNdrLimits limits = { 100, 100, 2 };
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init (&writer, &limits);
  ck_assert (beck_ndr_put_enter (&writer) && beck_ndr_put_enter (&writer));
  ck_assert (beck_ndr_put_leave (&writer) && beck_ndr_put_enter (&writer));
  ck_assert (!beck_ndr_put_enter (&writer));
  ck_assert_uint_eq (writer.fault.status, RPC_X_BAD_STUB_DATA);
}
END_TEST

Suite *
writer_suite (void)
{
  Suite *suite = suite_create ("writer");
  TCase *bytes = tcase_create ("bytes");
  TCase *limits = tcase_create ("limits");

  tcase_add_test (bytes, a_long_has_the_order_asked_for);
  tcase_add_test (bytes, scalars_are_aligned_behind_zeros);
  tcase_add_test (bytes, a_wide_string_has_counts_and_a_nul);
  tcase_add_test (bytes, unique_pointers_are_numbered_and_null_is_zero);
  tcase_add_test (bytes, rows_turn_their_elements_around);
  tcase_add_test (bytes, rows_of_nothing_are_aligned);
  suite_add_tcase (suite, bytes);
  tcase_add_test (limits, a_string_without_end_is_a_fault);
  tcase_add_test (limits, int3264_must_fit_in_32_bits);
  tcase_add_test (limits, counts_beyond_the_array_are_faults);
  tcase_add_test (limits, a_fixed_buffer_does_not_grow);
  tcase_add_test (limits, a_writer_grows_to_its_limit);
  tcase_add_test (limits, growth_is_geometric);
  tcase_add_test (limits, without_memory_nothing_is_written);
  tcase_add_test (limits, what_is_taken_is_the_callers);
  tcase_add_test (limits, depth_is_limited);
  suite_add_tcase (suite, limits);
  return suite;
}

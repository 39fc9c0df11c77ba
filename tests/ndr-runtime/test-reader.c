/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Reading what others may have damaged. */

#include "suites.h"

#include <beck/ndr.h>

#include "base/alloc.h"

static BeckNdrArena arena;
static BeckNdrReader reader;

static void
start (const void *data, gsize size, guint8 drep, const BeckNdrLimits *limits)
{
  beck_ndr_reader_init (&reader, data, size, drep, &arena, NULL, limits);
}

static void
finish (void)
{
  beck_ndr_reader_end (&reader, FALSE);
  beck_ndr_arena_clear (&arena);
}

START_TEST (both_byte_orders_are_read)
{
  static const guint8 little[] = { 0x44, 0x33, 0x22, 0x11 };
  static const guint8 big[] = { 0x11, 0x22, 0x33, 0x44 };
  guint32 value;

  start (little, 4, 0x10, NULL);
  ck_assert (beck_ndr_get_u32 (&reader, &value));
  ck_assert_uint_eq (value, 0x11223344);
  finish ();
  start (big, 4, 0x00, NULL);
  ck_assert (beck_ndr_get_u32 (&reader, &value));
  ck_assert_uint_eq (value, 0x11223344);
  finish ();
}
END_TEST

START_TEST (other_representations_are_refused)
{
  static const guint8 drep[] = { 0x01, 0x11, 0x20, 0xff };
  guint8 value;

  start ("x", 1, drep[_i], NULL);
  ck_assert (!beck_ndr_get_u8 (&reader, &value));
  ck_assert_uint_eq (reader.fault.status, RPC_S_UNSUPPORTED_TYPE);
  finish ();
}
END_TEST

START_TEST (gaps_may_hold_anything)
{
  static const guint8 data[] = { 1, 0xbf, 0xbf, 0xbf, 0, 0, 0xc0, 0x3f };
  guint8 small;
  float number;

  start (data, sizeof data, 0x10, NULL);
  ck_assert (beck_ndr_get_u8 (&reader, &small) && beck_ndr_get_u32 (&reader, &number));
  ck_assert (number == 1.5f);
  finish ();
}
END_TEST

static const guint8 abc[] = { 4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 'a', 0, 'b', 0, 'c', 0, 0, 0 };

START_TEST (a_string_cut_anywhere_is_a_fault)
{
  guint8 *data = g_memdup2 (abc, MAX (_i, 1));
  WCHAR *text;
  gsize max;

  start (data, (gsize) _i, 0x10, NULL);
  ck_assert (!beck_ndr_get_string16 (&reader, &text, &max));
  ck_assert_uint_eq (reader.fault.status, RPC_X_BAD_STUB_DATA);
  ck_assert_uint_le (reader.fault.offset, (gsize) _i);
  finish ();
  g_free (data);
}
END_TEST

START_TEST (a_string_is_read_whole)
{
  static const WCHAR expected[] = { 'a', 'b', 'c', 0 };
  WCHAR *text;
  gsize max;

  start (abc, sizeof abc, 0x10, NULL);
  ck_assert (beck_ndr_get_string16 (&reader, &text, &max));
  ck_assert_uint_eq (max, 4);
  ck_assert_mem_eq (text, expected, sizeof expected);
  ck_assert (beck_ndr_arena_owns (&arena, text));
  finish ();
}
END_TEST

START_TEST (a_string_needs_its_nul)
{
  static const guint8 open[] = { 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 'a', 'b' };
  static const guint8 empty[] = { 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
  char *text;
  gsize max;

  start (open, sizeof open, 0x10, NULL);
  ck_assert (!beck_ndr_get_string (&reader, &text, &max));
  ck_assert_uint_eq (reader.fault.status, RPC_X_BAD_STUB_DATA);
  finish ();
  start (empty, sizeof empty, 0x10, NULL);
  ck_assert (!beck_ndr_get_string (&reader, &text, &max));
  ck_assert_uint_eq (reader.fault.status, RPC_X_BAD_STUB_DATA);
  finish ();
}
END_TEST

START_TEST (variance_stays_within_the_array)
{
  static const struct
  {
    guint32 wire[2];
    gboolean offsets;
    gboolean good;
  } rows[] = {
    { { 0, 4 }, FALSE, TRUE },  { { 0, 5 }, FALSE, FALSE },         { { 1, 1 }, FALSE, FALSE },
    { { 1, 3 }, TRUE, TRUE },   { { 1, 4 }, TRUE, FALSE },          { { 5, 0 }, TRUE, FALSE },
    { { 4, 0 }, TRUE, TRUE },   { { 2, 0xFFFFFFFF }, TRUE, FALSE }, { { 0xFFFFFFFF, 2 }, TRUE, FALSE },
  };
  guint32 wire[2] = { GUINT32_TO_LE (rows[_i].wire[0]), GUINT32_TO_LE (rows[_i].wire[1]) };
  gsize first, length;

  start (wire, sizeof wire, 0x10, NULL);
  ck_assert_int_eq (beck_ndr_get_variance (&reader, 4, rows[_i].offsets, &first, &length),
                    rows[_i].good);
  ck_assert_uint_eq (reader.fault.status, rows[_i].good ? 0 : RPC_X_BAD_STUB_DATA);
  finish ();
}
END_TEST

START_TEST (counts_are_checked_before_anything_is_allocated)
{
  static const guint8 wild[] = { 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 'a' };
  char *text;
  gsize max;

  start (wild, sizeof wild, 0x10, NULL);
  beck_alloc_fail_at (BECK_ALLOC_FAIL_NEVER);
  ck_assert (!beck_ndr_get_string (&reader, &text, &max));
  ck_assert_int_eq (beck_alloc_count (), 0);
  beck_alloc_fail_at (-1);
  ck_assert_uint_eq (reader.fault.status, RPC_X_BAD_STUB_DATA);
  finish ();
}
END_TEST

START_TEST (limits_hold_over_several_arrays)
{
  const BeckNdrLimits limits = { 100, 5, 1 };
  guint8 data[32] = { 0 };
  void *memory;

  start (data, sizeof data, 0x10, &limits);
  ck_assert (beck_ndr_get_check_elements (&reader, 3, 4));
  ck_assert (!beck_ndr_get_check_elements (&reader, 3, 4));
  ck_assert_uint_eq (reader.fault.status, RPC_X_BAD_STUB_DATA);
  finish ();
  start (data, sizeof data, 0x10, &limits);
  ck_assert (beck_ndr_get_alloc (&reader, &memory, 60));
  ck_assert (!beck_ndr_get_alloc_array (&reader, &memory, G_MAXSIZE / 2, 8));
  ck_assert_uint_eq (reader.fault.status, RPC_X_NO_MEMORY);
  finish ();
  start (data, sizeof data, 0x10, &limits);
  ck_assert (beck_ndr_get_enter (&reader) && !beck_ndr_get_enter (&reader));
  ck_assert_uint_eq (reader.fault.status, RPC_X_BAD_STUB_DATA);
  finish ();
}
END_TEST

static gpointer
count_elements (gpointer data)
{
  guint8 bytes[8] = { 0 };

  start (bytes, sizeof bytes, 0x10, NULL);
  return GSIZE_TO_POINTER (reader.limits.elements);
}

START_TEST (a_thread_sets_its_own_limits)
{
  const BeckNdrLimits few = { 100, 1, 1 };
  guint8 data[8] = { 0 };
  BeckNdrWriter writer;

  ck_assert_ptr_null (beck_ndr_use_limits (&few));
  start (data, sizeof data, 0x10, NULL);
  ck_assert (!beck_ndr_get_check_elements (&reader, 2, 4));
  finish ();
  beck_ndr_writer_init (&writer, NULL);
  ck_assert (beck_ndr_put_enter (&writer) && !beck_ndr_put_enter (&writer));
  beck_ndr_writer_clear (&writer);
  /* Nobody else's */
  ck_assert_uint_eq (GPOINTER_TO_SIZE (g_thread_join (g_thread_new (NULL, count_elements, NULL))),
                     BECK_NDR_DEFAULT_ELEMENTS);
  ck_assert_ptr_eq (beck_ndr_use_limits (NULL), &few);
  start (data, sizeof data, 0x10, NULL);
  ck_assert (beck_ndr_get_check_elements (&reader, 2, 4));
  finish ();
}
END_TEST

START_TEST (int3264_widens_with_its_sign)
{
  static const guint8 data[] = { 0xfe, 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff };
  LONG_PTR number;
  ULONG_PTR bits;

  start (data, sizeof data, 0x10, NULL);
  ck_assert (beck_ndr_get_int3264 (&reader, &number) && beck_ndr_get_uint3264 (&reader, &bits));
  ck_assert_int_eq (number, -2);
  ck_assert_uint_eq (bits, 0xFFFFFFFE);
  finish ();
}
END_TEST

Suite *
reader_suite (void)
{
  Suite *suite = suite_create ("reader");
  TCase *task = tcase_create ("reader");

  tcase_add_test (task, both_byte_orders_are_read);
  tcase_add_loop_test (task, other_representations_are_refused, 0, 4);
  tcase_add_test (task, gaps_may_hold_anything);
  tcase_add_test (task, a_string_is_read_whole);
  tcase_add_loop_test (task, a_string_cut_anywhere_is_a_fault, 0, sizeof abc);
  tcase_add_test (task, a_string_needs_its_nul);
  tcase_add_loop_test (task, variance_stays_within_the_array, 0, 9);
  tcase_add_test (task, counts_are_checked_before_anything_is_allocated);
  tcase_add_test (task, limits_hold_over_several_arrays);
  tcase_add_test (task, a_thread_sets_its_own_limits);
  tcase_add_test (task, int3264_widens_with_its_sign);
  suite_add_tcase (suite, task);
  return suite;
}

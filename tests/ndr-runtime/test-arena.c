/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The memory of a call. */

#include "suites.h"

#include <beck/ndr.h>

#include "base/alloc.h"

static GString *trace;

static void
note (gpointer object)
{
  g_string_append (trace, object);
}

START_TEST (pieces_are_aligned_apart_and_owned)
{
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  guint8 *pieces[300];
  int foreign;

  for (gsize size = 0; size < G_N_ELEMENTS (pieces); size++)
    {
      pieces[size] = beck_ndr_arena_alloc (&arena, size);
      ck_assert_ptr_nonnull (pieces[size]);
      ck_assert_uint_eq ((guintptr) pieces[size] & 15, 0);
      memset (pieces[size], (int) size, size);
    }
  for (gsize size = 0; size < G_N_ELEMENTS (pieces); size++)
    {
      ck_assert (beck_ndr_arena_owns (&arena, pieces[size]));
      for (gsize i = 0; i < size; i++)
        ck_assert_uint_eq (pieces[size][i], (guint8) size);
    }
  ck_assert (!beck_ndr_arena_owns (&arena, &foreign));
  ck_assert (!beck_ndr_arena_owns (&arena, NULL));
}
END_TEST

START_TEST (absurd_sizes_are_refused)
{
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;

  ck_assert_ptr_null (beck_ndr_arena_alloc (&arena, G_MAXSIZE));
  ck_assert_ptr_null (beck_ndr_arena_alloc (&arena, G_MAXSIZE - 15));
}
END_TEST

START_TEST (a_small_call_takes_one_block)
{
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;

  beck_alloc_fail_at (BECK_ALLOC_FAIL_NEVER);
  for (guint i = 0; i < 20; i++)
    ck_assert_ptr_nonnull (beck_ndr_arena_alloc (&arena, 40));
  ck_assert_int_eq (beck_alloc_count (), 1);
  beck_alloc_fail_at (-1);
}
END_TEST

START_TEST (cleanups_run_last_first_and_once)
{
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;

  trace = g_string_new (NULL);
  ck_assert (beck_ndr_arena_on_clear (&arena, note, (gpointer) "a"));
  ck_assert (beck_ndr_arena_on_clear (&arena, NULL, NULL));
  ck_assert (beck_ndr_arena_on_clear (&arena, note, (gpointer) "b"));
  beck_ndr_arena_clear (&arena);
  beck_ndr_arena_clear (&arena);
  ck_assert_str_eq (trace->str, "ba");
  g_string_free (trace, TRUE);
}
END_TEST

START_TEST (a_cleanup_that_cannot_be_noted_runs_at_once)
{
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;

  trace = g_string_new (NULL);
  beck_alloc_fail_at (0);
  ck_assert (!beck_ndr_arena_on_clear (&arena, note, (gpointer) "x"));
  beck_alloc_fail_at (-1);
  ck_assert_str_eq (trace->str, "x");
  g_string_free (trace, TRUE);
}
END_TEST

Suite *
arena_suite (void)
{
  Suite *suite = suite_create ("arena");
  TCase *task = tcase_create ("arena");

  tcase_add_test (task, pieces_are_aligned_apart_and_owned);
  tcase_add_test (task, absurd_sizes_are_refused);
  tcase_add_test (task, a_small_call_takes_one_block);
  tcase_add_test (task, cleanups_run_last_first_and_once);
  tcase_add_test (task, a_cleanup_that_cannot_be_noted_runs_at_once);
  suite_add_tcase (suite, task);
  return suite;
}

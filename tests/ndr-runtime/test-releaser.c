/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Releasing what a method left in its results. */

#include "suites.h"

#include <beck/memory.h>
#include <beck/ndr.h>

#include "base/alloc.h"

static int freed;
static ULONG seen_flags;

static void
count_free (void *block)
{
  ck_assert_ptr_nonnull (block);
  freed++;
  CoTaskMemFree (block);
}

static const BeckNdrAllocator allocator = { CoTaskMemAlloc, count_free };

START_TEST (a_pointer_is_met_for_the_first_time_once)
{
  BeckNdrReleaser releaser = { .allocator = &allocator };
  int places[100];

  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < G_N_ELEMENTS (places); i++)
      ck_assert_int_eq (beck_ndr_free_first (&releaser, &places[i]), round == 0);
  ck_assert (!beck_ndr_free_first (&releaser, NULL));
  beck_ndr_releaser_clear (&releaser);
  ck_assert_ptr_null (releaser.seen);
  beck_ndr_releaser_clear (&releaser);
  ck_assert (beck_ndr_free_first (&releaser, &places[0]));
  beck_ndr_releaser_clear (&releaser);
}
END_TEST

START_TEST (what_lies_in_the_arena_is_left_alone)
{
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckNdrReleaser releaser = { .arena = &arena, .allocator = &allocator };

  freed = 0;
  beck_ndr_free (&releaser, beck_ndr_arena_alloc (&arena, 10));
  beck_ndr_free (&releaser, beck_ndr_arena_alloc (&arena, 5000));
  beck_ndr_free (&releaser, NULL);
  ck_assert_int_eq (freed, 0);
  beck_ndr_free (&releaser, CoTaskMemAlloc (10));
  ck_assert_int_eq (freed, 1);
  releaser.arena = NULL;
  beck_ndr_free (&releaser, CoTaskMemAlloc (10));
  ck_assert_int_eq (freed, 2);
}
END_TEST

START_TEST (objects_are_released_by_their_hook)
{
  static const BeckNdrInterfaceHooks interfaces = { .release = count_free };
  BeckNdrReleaser releaser = { .allocator = &allocator, .interfaces = &interfaces };
  void *object = CoTaskMemAlloc (1);

  freed = 0;
  beck_ndr_free_object (&releaser, NULL);
  ck_assert_int_eq (freed, 0);
  beck_ndr_free_object (&releaser, object);
  ck_assert_int_eq (freed, 1);
  releaser.interfaces = NULL;
  beck_ndr_free_object (&releaser, &freed);
  ck_assert_int_eq (freed, 1);
}
END_TEST

static void
free_user (ULONG *flags, void *value)
{
  seen_flags = *flags;
  count_free (value);
}

START_TEST (user_values_are_released_by_their_function)
{
  static const BeckNdrUserType type = { .name = "T", .size = 1, .user_free = free_user };
  BeckNdrReleaser releaser = { .allocator = &allocator, .user_flags = 3 };

  freed = 0;
  beck_ndr_free_user (&releaser, &type, CoTaskMemAlloc (1));
  ck_assert_int_eq (freed, 1);
  ck_assert_uint_eq (seen_flags & 0xFFFF, 3);
}
END_TEST

START_TEST (numbers_that_are_none_free_nothing)
{
  ck_assert_uint_eq (beck_ndr_free_count (-1), 0);
  ck_assert_uint_eq (beck_ndr_free_count (BECK_NDR_NO_NUMBER), 0);
  ck_assert_uint_eq (beck_ndr_free_count (0), 0);
  ck_assert_uint_eq (beck_ndr_free_count (7), 7);
}
END_TEST

/* Without memory for the account a block may be leaked, but never released twice. */
START_TEST (lack_of_memory_at_any_index_releases_nothing_twice)
{
  int places[40];

  for (gint64 i = 0, done = 0; !done; i++)
    {
      BeckNdrReleaser releaser = { .allocator = &allocator };
      guint first[G_N_ELEMENTS (places)] = { 0 };
      guint met = 0;

      beck_alloc_fail_at (i);
      for (guint round = 0; round < 2; round++)
        for (guint p = 0; p < G_N_ELEMENTS (places); p++)
          first[p] += beck_ndr_free_first (&releaser, &places[p]) ? 1 : 0;
      done = beck_alloc_count () <= i;
      beck_alloc_fail_at (-1);
      for (guint p = 0; p < G_N_ELEMENTS (places); met += first[p++])
        ck_assert_uint_le (first[p], 1);
      ck_assert (!done || met == G_N_ELEMENTS (places));
      beck_ndr_releaser_clear (&releaser);
    }
}
END_TEST

Suite *
releaser_suite (void)
{
  Suite *suite = suite_create ("releaser");
  TCase *task = tcase_create ("releaser");

  tcase_add_test (task, a_pointer_is_met_for_the_first_time_once);
  tcase_add_test (task, what_lies_in_the_arena_is_left_alone);
  tcase_add_test (task, objects_are_released_by_their_hook);
  tcase_add_test (task, user_values_are_released_by_their_function);
  tcase_add_test (task, numbers_that_are_none_free_nothing);
  tcase_add_test (task, lack_of_memory_at_any_index_releases_nothing_twice);
  suite_add_tcase (suite, task);
  return suite;
}

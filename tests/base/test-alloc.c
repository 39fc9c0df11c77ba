/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The core's allocator and the task allocator, which is the same one. */

#include "suites.h"

#include <beck/memory.h>
#include <string.h>

#include "base/alloc.h"

#define IS_ALIGNED(p) (((guintptr) (p) & 15) == 0)

START_TEST (blocks_are_aligned_to_16_bytes)
{
  for (gsize size = 0; size < 100; size++)
    {
      gpointer block = CoTaskMemAlloc (size);

      ck_assert_ptr_nonnull (block);
      ck_assert (IS_ALIGNED (block));
      memset (block, 0xff, size);
      CoTaskMemFree (block);
    }
}
END_TEST

START_TEST (zero_bytes_are_a_block_of_their_own)
{
  gpointer a = CoTaskMemAlloc (0);
  gpointer b = CoTaskMemAlloc (0);

  ck_assert_ptr_nonnull (a);
  ck_assert_ptr_nonnull (b);
  ck_assert_ptr_ne (a, b);
  CoTaskMemFree (a);
  CoTaskMemFree (b);
}
END_TEST

START_TEST (realloc_of_null_allocates)
{
  gpointer block = CoTaskMemRealloc (NULL, 10);

  ck_assert_ptr_nonnull (block);
  CoTaskMemFree (block);
  block = CoTaskMemRealloc (NULL, 0);
  ck_assert_ptr_nonnull (block);
  CoTaskMemFree (block);
}
END_TEST

START_TEST (realloc_keeps_the_contents)
{
  char *block = CoTaskMemAlloc (4);

  memcpy (block, "abc", 4);
  block = CoTaskMemRealloc (block, 100000);
  ck_assert_ptr_nonnull (block);
  ck_assert_str_eq (block, "abc");
  CoTaskMemFree (block);
}
END_TEST

START_TEST (realloc_to_zero_frees)
{
  gpointer block = CoTaskMemAlloc (4);

  ck_assert_ptr_null (CoTaskMemRealloc (block, 0));
}
END_TEST

START_TEST (failed_realloc_leaves_the_block)
{
  char *block = CoTaskMemAlloc (4);

  memcpy (block, "abc", 4);
  beck_alloc_fail_at (0);
  ck_assert_ptr_null (CoTaskMemRealloc (block, 100));
  beck_alloc_fail_at (-1);
  ck_assert_str_eq (block, "abc");
  CoTaskMemFree (block);
}
END_TEST

START_TEST (free_of_null_does_nothing)
{
  CoTaskMemFree (NULL);
  beck_free (NULL);
}
END_TEST

START_TEST (alloc0_is_zero)
{
  static const guint8 zeros[64];
  gpointer block = beck_alloc0 (sizeof zeros);

  ck_assert_mem_eq (block, zeros, sizeof zeros);
  beck_free (block);
}
END_TEST

static gpointer
allocate (int kind)
{
  switch (kind)
    {
    case 0:
      return beck_alloc (1);
    case 1:
      return beck_alloc0 (1);
    default:
      return beck_realloc (NULL, 1);
    }
}

START_TEST (exactly_the_chosen_allocation_fails)
{
  beck_alloc_fail_at (_i);
  for (int i = 0; i < 6; i++)
    {
      gpointer block = allocate (i % 3);

      ck_assert_int_eq (block == NULL, i == _i);
      beck_free (block);
    }
  ck_assert_int_eq (beck_alloc_count (), 6);
  beck_alloc_fail_at (-1);
}
END_TEST

START_TEST (counting_alone_fails_nothing)
{
  beck_alloc_fail_at (BECK_ALLOC_FAIL_NEVER);
  for (int i = 0; i < 10; i++)
    {
      gpointer block = allocate (i % 3);

      ck_assert_ptr_nonnull (block);
      beck_free (block);
    }
  ck_assert_int_eq (beck_alloc_count (), 10);
  beck_alloc_fail_at (-1);
}
END_TEST

START_TEST (nothing_is_counted_unless_asked)
{
  beck_free (beck_alloc (1));
  ck_assert_int_eq (beck_alloc_count (), 0);
  beck_alloc_fail_at (BECK_ALLOC_FAIL_NEVER);
  beck_alloc_fail_at (-1);
  beck_free (beck_alloc (1));
  ck_assert_int_eq (beck_alloc_count (), 0);
}
END_TEST

Suite *
alloc_suite (void)
{
  Suite *suite = suite_create ("alloc");
  TCase *task = tcase_create ("task allocator");
  TCase *failing = tcase_create ("failing");

  tcase_add_test (task, blocks_are_aligned_to_16_bytes);
  tcase_add_test (task, zero_bytes_are_a_block_of_their_own);
  tcase_add_test (task, realloc_of_null_allocates);
  tcase_add_test (task, realloc_keeps_the_contents);
  tcase_add_test (task, realloc_to_zero_frees);
  tcase_add_test (task, failed_realloc_leaves_the_block);
  tcase_add_test (task, free_of_null_does_nothing);
  tcase_add_test (task, alloc0_is_zero);
  suite_add_tcase (suite, task);

  tcase_add_loop_test (failing, exactly_the_chosen_allocation_fails, 0, 6);
  tcase_add_test (failing, counting_alone_fails_nothing);
  tcase_add_test (failing, nothing_is_counted_unless_asked);
  suite_add_tcase (suite, failing);
  return suite;
}

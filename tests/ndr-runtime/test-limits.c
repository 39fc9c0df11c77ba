/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which limits hold where nobody said any: the thread's, or the default. */

#include "suites.h"

#include <beck/ndr.h>

static const BeckNdrLimits small = { 64, 4, 2 };
static const BeckNdrLimits smaller = { 32, 2, 1 };

static void
assert_same (const BeckNdrLimits *limits, const BeckNdrLimits *expected)
{
  ck_assert_uint_eq (limits->bytes, expected->bytes);
  ck_assert_uint_eq (limits->elements, expected->elements);
  ck_assert_uint_eq (limits->depth, expected->depth);
}

/* What writers and readers go by that are told @given. */
static void
assert_limits (const BeckNdrLimits *given, const BeckNdrLimits *expected)
{
  guint64 room[1];
  g_auto (BeckNdrWriter) writer;
  g_auto (BeckNdrWriter) fixed;
  BeckNdrReader reader;

  beck_ndr_writer_init (&writer, given);
  beck_ndr_writer_init_fixed (&fixed, room, sizeof room, given);
  beck_ndr_reader_init (&reader, "", 0, 0x10, NULL, NULL, given);
  assert_same (&writer.limits, expected);
  assert_same (&fixed.limits, expected);
  assert_same (&reader.limits, expected);
  beck_ndr_reader_end (&reader, TRUE);
}

START_TEST (without_a_word_the_default_holds)
{
  const BeckNdrLimits expected
      = { BECK_NDR_DEFAULT_BYTES, BECK_NDR_DEFAULT_ELEMENTS, BECK_NDR_DEFAULT_DEPTH };

  assert_limits (NULL, &expected);
  assert_same (&beck_ndr_default_limits, &expected);
}
END_TEST

START_TEST (those_of_a_thread_hold_until_others_are_set)
{
  ck_assert_ptr_null (beck_ndr_use_limits (&small));
  assert_limits (NULL, &small);
  ck_assert_ptr_eq (beck_ndr_use_limits (&smaller), &small);
  assert_limits (NULL, &smaller);
  ck_assert_ptr_eq (beck_ndr_use_limits (NULL), &smaller);
  assert_limits (NULL, &beck_ndr_default_limits);
}
END_TEST

START_TEST (those_that_are_given_come_first)
{
  beck_ndr_use_limits (&small);
  assert_limits (&smaller, &smaller);
  beck_ndr_use_limits (NULL);
}
END_TEST

START_TEST (those_of_a_thread_outlast_its_readers)
{
  BeckNdrReader reader;
  void *memory;

  beck_ndr_use_limits (&small);
  for (guint i = 0; i < 2; i++)
    {
      beck_ndr_reader_init (&reader, "", 0, 0x10, NULL, &beck_ndr_task_allocator, NULL);
      ck_assert (beck_ndr_get_alloc (&reader, &memory, 64));
      ck_assert (!beck_ndr_get_alloc (&reader, &memory, 1));
      ck_assert_uint_eq (reader.fault.status, RPC_X_NO_MEMORY);
      beck_ndr_reader_end (&reader, FALSE);
    }
  beck_ndr_use_limits (NULL);
}
END_TEST

static gpointer
look_from_another_thread (gpointer data)
{
  assert_limits (NULL, &beck_ndr_default_limits);
  ck_assert_ptr_null (beck_ndr_use_limits (&smaller));
  return NULL;
}

START_TEST (other_threads_have_their_own)
{
  beck_ndr_use_limits (&small);
  g_thread_join (g_thread_new ("other", look_from_another_thread, NULL));
  assert_limits (NULL, &small);
  beck_ndr_use_limits (NULL);
}
END_TEST

Suite *
limits_suite (void)
{
  Suite *suite = suite_create ("limits");
  TCase *task = tcase_create ("limits");

  tcase_add_test (task, without_a_word_the_default_holds);
  tcase_add_test (task, those_of_a_thread_hold_until_others_are_set);
  tcase_add_test (task, those_that_are_given_come_first);
  tcase_add_test (task, those_of_a_thread_outlast_its_readers);
  tcase_add_test (task, other_threads_have_their_own);
  suite_add_tcase (suite, task);
  return suite;
}

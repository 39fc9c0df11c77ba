/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Waiting and sleeping, alertable and not (<win/synchapi.h>). */

#include "test-win.h"

static int apcs;

static void
count_apc (ULONG_PTR parameter)
{
  apcs += (int) parameter;
}

static void
queue_apc (void)
{
  apcs = 0;
  ck_assert (QueueUserAPC (count_apc, GetCurrentThread (), 1));
}

static void
new_events (HANDLE *events, int n, BOOL manual)
{
  for (int i = 0; i < n; i++)
    events[i] = CreateEvent (NULL, manual, FALSE, NULL);
}

static void
close_all (HANDLE *handles, int n)
{
  for (int i = 0; i < n; i++)
    ck_assert (CloseHandle (handles[i]));
}

THREAD_TEST (the_lowest_signaled_handle_ends_the_wait)
{
  HANDLE events[200];

  new_events (events, 200, FALSE);
  SetEvent (events[150]);
  SetEvent (events[70]);
  ck_assert_uint_eq (WaitForMultipleObjects (200, events, FALSE, INFINITE), WAIT_OBJECT_0 + 70);
  ck_assert_uint_eq (WaitForMultipleObjects (200, events, FALSE, INFINITE), WAIT_OBJECT_0 + 150);
  ck_assert_uint_eq (WaitForMultipleObjects (200, events, FALSE, 0), WAIT_TIMEOUT);
  close_all (events, 200);
}

THREAD_TEST (all_or_nothing)
{
  HANDLE events[3];

  new_events (events, 3, FALSE);
  SetEvent (events[0]);
  SetEvent (events[2]);
  ck_assert_uint_eq (WaitForMultipleObjects (3, events, TRUE, 1), WAIT_TIMEOUT);
  ck_assert_uint_eq (WaitForSingleObject (events[0], 0), WAIT_OBJECT_0);
  SetEvent (events[0]);
  SetEvent (events[1]);
  ck_assert_uint_eq (WaitForMultipleObjects (3, events, TRUE, INFINITE), WAIT_OBJECT_0);
  ck_assert_uint_eq (WaitForMultipleObjects (3, events, FALSE, 0), WAIT_TIMEOUT);
  close_all (events, 3);
}

THREAD_TEST (bad_waits_fail_with_an_error)
{
  HANDLE event = CreateEvent (NULL, TRUE, TRUE, NULL);
  HANDLE twice[2] = { event, event };

  ck_assert_uint_eq (WaitForMultipleObjects (0, twice, FALSE, 0), WAIT_FAILED);
  ck_assert_uint_eq (GetLastError (), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (WaitForMultipleObjects (2, twice, TRUE, 0), WAIT_FAILED);
  ck_assert_uint_eq (GetLastError (), ERROR_INVALID_PARAMETER);
  ck_assert (CloseHandle (event));
  ck_assert_uint_eq (WaitForSingleObject (event, 0), WAIT_FAILED);
  ck_assert_uint_eq (GetLastError (), ERROR_INVALID_HANDLE);
  ck_assert_uint_eq (WaitForSingleObject (GetCurrentThread (), 0), WAIT_FAILED);
}

THREAD_TEST (alertable_waits_end_with_192)
{
  HANDLE event = CreateEvent (NULL, TRUE, FALSE, NULL);

  queue_apc ();
  ck_assert_uint_eq (SleepEx (INFINITE, TRUE), 192);
  ck_assert_int_eq (apcs, 1);
  queue_apc ();
  ck_assert_uint_eq (WaitForSingleObjectEx (event, INFINITE, TRUE), WAIT_IO_COMPLETION);
  ck_assert_int_eq (apcs, 1);
  queue_apc ();
  ck_assert_uint_eq (WaitForMultipleObjectsEx (1, &event, TRUE, INFINITE, TRUE), 192);
  ck_assert_int_eq (apcs, 1);
  ck_assert_uint_eq (SleepEx (0, TRUE), 0);
  ck_assert_uint_eq (SleepEx (1, TRUE), 0);
  ck_assert (CloseHandle (event));
}

THREAD_TEST (one_wait_runs_all_that_is_queued)
{
  queue_apc ();
  ck_assert (QueueUserAPC (count_apc, GetCurrentThread (), 10));
  ck_assert (QueueUserAPC (count_apc, GetCurrentThread (), 100));
  ck_assert_uint_eq (SleepEx (0, TRUE), WAIT_IO_COMPLETION);
  ck_assert_int_eq (apcs, 111);
}

THREAD_TEST (other_waits_leave_apcs_alone)
{
  HANDLE event = CreateEvent (NULL, TRUE, FALSE, NULL);

  queue_apc ();
  Sleep (1);
  ck_assert_uint_eq (SleepEx (1, FALSE), 0);
  ck_assert_uint_eq (WaitForSingleObject (event, 1), WAIT_TIMEOUT);
  ck_assert_uint_eq (WaitForSingleObjectEx (event, 1, FALSE), WAIT_TIMEOUT);
  ck_assert_int_eq (apcs, 0);
  SetEvent (event);
  ck_assert_uint_eq (WaitForSingleObjectEx (event, INFINITE, TRUE), WAIT_OBJECT_0);
  ck_assert_int_eq (apcs, 0);
  ck_assert_uint_eq (SleepEx (INFINITE, TRUE), WAIT_IO_COMPLETION);
  ck_assert_int_eq (apcs, 1);
  ck_assert (CloseHandle (event));
}

START_TEST (a_sleep_lasts_as_long_as_it_is_told)
{
  ULONGLONG before = GetTickCount64 ();

  Sleep (20);
  ck_assert_uint_ge (GetTickCount64 () - before, 19);
}
END_TEST

Suite *
win_waits_suite (void)
{
  Suite *suite = suite_create ("waits");
  TCase *tc_several = tcase_create ("several");
  TCase *tc_alertable = tcase_create ("alertable");
  TCase *tc_sleep = tcase_create ("sleep");

  tcase_add_test (tc_several, the_lowest_signaled_handle_ends_the_wait);
  tcase_add_test (tc_several, all_or_nothing);
  tcase_add_test (tc_several, bad_waits_fail_with_an_error);
  suite_add_tcase (suite, tc_several);

  tcase_add_test (tc_alertable, alertable_waits_end_with_192);
  tcase_add_test (tc_alertable, one_wait_runs_all_that_is_queued);
  tcase_add_test (tc_alertable, other_waits_leave_apcs_alone);
  suite_add_tcase (suite, tc_alertable);

  tcase_add_test (tc_sleep, a_sleep_lasts_as_long_as_it_is_told);
  suite_add_tcase (suite, tc_sleep);
  return suite;
}

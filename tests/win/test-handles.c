/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Events, semaphores, completion ports, closing (<win/synchapi.h>, <win/ioapiset.h>). */

#include "test-win.h"

THREAD_TEST (auto_reset_event_ends_one_wait)
{
  HANDLE event = CreateEvent (NULL, FALSE, TRUE, NULL);

  ck_assert_uint_eq (WaitForSingleObject (event, 0), WAIT_OBJECT_0);
  ck_assert_uint_eq (WaitForSingleObject (event, 0), WAIT_TIMEOUT);
  ck_assert (SetEvent (event));
  ck_assert (SetEvent (event));
  ck_assert_uint_eq (WaitForSingleObject (event, 1000), WAIT_OBJECT_0);
  ck_assert_uint_eq (WaitForSingleObject (event, 0), WAIT_TIMEOUT);
  ck_assert (CloseHandle (event));
}

THREAD_TEST (manual_reset_event_stays)
{
  HANDLE event = CreateEventW (NULL, TRUE, FALSE, NULL);

  ck_assert_uint_eq (WaitForSingleObject (event, 0), WAIT_TIMEOUT);
  ck_assert (SetEvent (event));
  for (int i = 0; i < 3; i++)
    ck_assert_uint_eq (WaitForSingleObject (event, 0), WAIT_OBJECT_0);
  ck_assert (ResetEvent (event));
  ck_assert_uint_eq (WaitForSingleObject (event, 0), WAIT_TIMEOUT);
  ck_assert (CloseHandle (event));
}

START_TEST (names_of_events_are_refused)
{
  assert_fails (CreateEventA (NULL, FALSE, FALSE, "name"), ERROR_NOT_SUPPORTED);
  assert_fails (CreateSemaphoreW (NULL, 0, 1, u"name"), ERROR_NOT_SUPPORTED);
}
END_TEST

THREAD_TEST (semaphore_counts_to_its_maximum)
{
  HANDLE semaphore = CreateSemaphore (NULL, 1, 3, NULL);
  LONG previous = -1;

  ck_assert (ReleaseSemaphore (semaphore, 2, &previous));
  ck_assert_int_eq (previous, 1);
  previous = -1;
  assert_fails (ReleaseSemaphore (semaphore, 1, &previous), ERROR_TOO_MANY_POSTS);
  ck_assert_int_eq (previous, -1);
  for (int i = 0; i < 3; i++)
    ck_assert_uint_eq (WaitForSingleObject (semaphore, 0), WAIT_OBJECT_0);
  ck_assert_uint_eq (WaitForSingleObject (semaphore, 0), WAIT_TIMEOUT);
  ck_assert (ReleaseSemaphore (semaphore, 3, &previous));
  ck_assert_int_eq (previous, 0);
  assert_fails (ReleaseSemaphore (semaphore, 0, NULL), ERROR_INVALID_PARAMETER);
  ck_assert (CloseHandle (semaphore));
}

START_TEST (semaphore_has_good_counts)
{
  assert_fails (CreateSemaphore (NULL, -1, 1, NULL), ERROR_INVALID_PARAMETER);
  assert_fails (CreateSemaphore (NULL, 2, 1, NULL), ERROR_INVALID_PARAMETER);
  assert_fails (CreateSemaphore (NULL, 0, 0, NULL), ERROR_INVALID_PARAMETER);
}
END_TEST

START_TEST (functions_want_their_kind_of_handle)
{
  HANDLE event = CreateEvent (NULL, FALSE, FALSE, NULL);
  HANDLE semaphore = CreateSemaphore (NULL, 0, 1, NULL);
  DWORD code;

  assert_fails (SetEvent (semaphore), ERROR_INVALID_HANDLE);
  assert_fails (ResetEvent (semaphore), ERROR_INVALID_HANDLE);
  assert_fails (ReleaseSemaphore (event, 1, NULL), ERROR_INVALID_HANDLE);
  assert_fails (PostQueuedCompletionStatus (event, 0, 0, NULL), ERROR_INVALID_HANDLE);
  assert_fails (GetExitCodeThread (event, &code), ERROR_INVALID_HANDLE);
  assert_fails (QueueUserAPC (NULL, event, 0), ERROR_INVALID_HANDLE);
  ck_assert (CloseHandle (event));
  ck_assert (CloseHandle (semaphore));
  assert_fails (SetEvent (event), ERROR_INVALID_HANDLE);
  assert_fails (CloseHandle (event), ERROR_INVALID_HANDLE);
  assert_fails (CloseHandle (NULL), ERROR_INVALID_HANDLE);
}
END_TEST

THREAD_TEST (copies_of_an_event_are_one_event)
{
  HANDLE event = CreateEvent (NULL, TRUE, FALSE, NULL);
  HANDLE port = CreateIoCompletionPort (INVALID_HANDLE_VALUE, NULL, 0, 0);
  HANDLE copy = NULL;

  ck_assert (DuplicateHandle (GetCurrentProcess (), event, GetCurrentProcess (), &copy, 0, FALSE,
                              DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE));
  assert_fails (CloseHandle (event), ERROR_INVALID_HANDLE);
  ck_assert (SetEvent (copy));
  ck_assert_uint_eq (WaitForSingleObject (copy, 0), WAIT_OBJECT_0);
  assert_fails (DuplicateHandle (NULL, copy, GetCurrentProcess (), &event, 0, FALSE, 0),
                ERROR_INVALID_PARAMETER);
  assert_fails (
    DuplicateHandle (GetCurrentProcess (), port, GetCurrentProcess (), &event, 0, FALSE, 0),
    ERROR_NOT_SUPPORTED);
  ck_assert (CloseHandle (copy));
  ck_assert (CloseHandle (port));
}

THREAD_TEST (port_delivers_bit_for_bit)
{
  HANDLE port = CreateIoCompletionPort (INVALID_HANDLE_VALUE, NULL, 0, 4);
  OVERLAPPED overlapped;
  LPOVERLAPPED got = NULL;
  ULONG_PTR key = 0;
  DWORD bytes = 0;

  ck_assert (PostQueuedCompletionStatus (port, 0xfedcba98, ~(ULONG_PTR) 5, &overlapped));
  ck_assert (GetQueuedCompletionStatus (port, &bytes, &key, &got, INFINITE));
  ck_assert_uint_eq (bytes, 0xfedcba98);
  ck_assert_uint_eq (key, ~(ULONG_PTR) 5);
  ck_assert_ptr_eq (got, &overlapped);
  assert_fails (GetQueuedCompletionStatus (port, &bytes, &key, &got, 1), WAIT_TIMEOUT);
  ck_assert_ptr_null (got);
  ck_assert (CloseHandle (port));
}

START_TEST (port_is_for_no_file)
{
  HANDLE port = CreateIoCompletionPort (INVALID_HANDLE_VALUE, NULL, 0, 0);

  assert_fails (CreateIoCompletionPort (INVALID_HANDLE_VALUE, port, 0, 0),
                ERROR_INVALID_PARAMETER);
  assert_fails (CreateIoCompletionPort ((HANDLE) (intptr_t) 1, port, 0, 0), ERROR_NOT_SUPPORTED);
  ck_assert (CloseHandle (port));
}
END_TEST

Suite *
win_handles_suite (void)
{
  Suite *suite = suite_create ("handles");
  TCase *tc_events = tcase_create ("events");
  TCase *tc_semaphores = tcase_create ("semaphores");
  TCase *tc_all = tcase_create ("all");
  TCase *tc_ports = tcase_create ("ports");

  tcase_add_test (tc_events, auto_reset_event_ends_one_wait);
  tcase_add_test (tc_events, manual_reset_event_stays);
  tcase_add_test (tc_events, names_of_events_are_refused);
  suite_add_tcase (suite, tc_events);

  tcase_add_test (tc_semaphores, semaphore_counts_to_its_maximum);
  tcase_add_test (tc_semaphores, semaphore_has_good_counts);
  suite_add_tcase (suite, tc_semaphores);

  tcase_add_test (tc_all, functions_want_their_kind_of_handle);
  tcase_add_test (tc_all, copies_of_an_event_are_one_event);
  suite_add_tcase (suite, tc_all);

  tcase_add_test (tc_ports, port_delivers_bit_for_bit);
  tcase_add_test (tc_ports, port_is_for_no_file);
  suite_add_tcase (suite, tc_ports);
  return suite;
}

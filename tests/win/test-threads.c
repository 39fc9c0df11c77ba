/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Threads, what they share and what they have of their own (<win/processthreadsapi.h>,
 * <win/process.h>, critical sections, Interlocked*, GetLastError). */

#include "test-win.h"

#include <process.h>

static DWORD
return_it (LPVOID parameter)
{
  return (DWORD) (uintptr_t) parameter;
}

/* Waits for the end of @thread and gives its exit code. */
static DWORD
join (HANDLE thread)
{
  DWORD code = 0;

  ck_assert_uint_eq (WaitForSingleObject (thread, INFINITE), WAIT_OBJECT_0);
  ck_assert (GetExitCodeThread (thread, &code));
  ck_assert (CloseHandle (thread));
  return code;
}

THREAD_TEST (thread_is_signaled_at_its_end)
{
  DWORD id = 0;
  HANDLE thread = CreateThread (NULL, 0, return_it, (LPVOID) 42, 0, &id);

  ck_assert_ptr_nonnull (thread);
  ck_assert_uint_ne (id, 0);
  ck_assert_uint_ne (id, GetCurrentThreadId ());
  ck_assert_uint_eq (join (thread), 42);
}

static DWORD
exit_early (LPVOID parameter)
{
  ExitThread (7);
}

static unsigned int
exit_earlier (void *parameter)
{
  _endthreadex (8);
}

THREAD_TEST (threads_end_themselves)
{
  unsigned int id = 0;
  HANDLE thread;

  ck_assert_uint_eq (join (CreateThread (NULL, 1, exit_early, NULL, 0, NULL)), 7);
  thread = (HANDLE) _beginthreadex (NULL, 0, exit_earlier, NULL, 0, &id);
  ck_assert_uint_ne (id, 0);
  ck_assert_uint_eq (join (thread), 8);
}

static HANDLE done;

static void
set_done (void *parameter)
{
  SetEvent (done);
  _endthread ();
}

THREAD_TEST (plain_thread_runs)
{
  done = CreateEvent (NULL, FALSE, FALSE, NULL);
  ck_assert_uint_ne (_beginthread (set_done, 0, NULL), (uintptr_t) -1);
  ck_assert_uint_eq (WaitForSingleObject (done, INFINITE), WAIT_OBJECT_0);
  ck_assert (CloseHandle (done));
}

static LONG order;

static void
note_apc (ULONG_PTR parameter)
{
  InterlockedCompareExchange (&order, 1, 0);
}

static DWORD
note_start (LPVOID parameter)
{
  return (DWORD) InterlockedCompareExchange (&order, 2, 0);
}

THREAD_TEST (suspended_thread_runs_its_apcs_first)
{
  HANDLE thread = CreateThread (NULL, 0, note_start, NULL, CREATE_SUSPENDED, NULL);
  DWORD code = 0;

  order = 0;
  ck_assert_uint_eq (WaitForSingleObject (thread, 5), WAIT_TIMEOUT);
  ck_assert (GetExitCodeThread (thread, &code));
  ck_assert_uint_eq (code, STILL_ACTIVE);
  ck_assert (QueueUserAPC (note_apc, thread, 0));
  ck_assert_uint_eq (ResumeThread (thread), 1);
  ck_assert_uint_eq (ResumeThread (thread), 0);
  ck_assert_uint_eq (join (thread), 1);
}

static LONG got;

static void
get_apc (ULONG_PTR parameter)
{
  InterlockedExchange (&got, (LONG) parameter);
}

static DWORD
sleep_alertably (LPVOID parameter)
{
  SetEvent (parameter);
  return SleepEx (INFINITE, TRUE);
}

THREAD_TEST (apc_is_for_another_thread)
{
  HANDLE ready = CreateEvent (NULL, FALSE, FALSE, NULL);
  DWORD id = 0;
  HANDLE thread = CreateThread (NULL, 0, sleep_alertably, ready, 0, &id);
  HANDLE opened = OpenThread (THREAD_SET_CONTEXT, FALSE, id);

  ck_assert_ptr_nonnull (opened);
  ck_assert_uint_eq (GetThreadId (opened), id);
  WaitForSingleObject (ready, INFINITE);
  ck_assert (QueueUserAPC (get_apc, opened, 99));
  ck_assert_uint_eq (join (thread), WAIT_IO_COMPLETION);
  ck_assert_int_eq (got, 99);
  assert_fails (QueueUserAPC (get_apc, opened, 99), ERROR_GEN_FAILURE);
  ck_assert (CloseHandle (opened));
  ck_assert (CloseHandle (ready));
}

START_TEST (unknown_threads_are_refused)
{
  assert_fails (OpenThread (0, FALSE, 0), ERROR_INVALID_PARAMETER);
  assert_fails (OpenThread (0, FALSE, 1), ERROR_INVALID_PARAMETER);
  assert_fails (GetThreadId (NULL), ERROR_INVALID_HANDLE);
  ck_assert_uint_eq (ResumeThread (NULL), (DWORD) -1);
}
END_TEST

static DWORD
duplicate_itself (LPVOID parameter)
{
  ck_assert (DuplicateHandle (GetCurrentProcess (), GetCurrentThread (), GetCurrentProcess (),
                              parameter, 0, FALSE, DUPLICATE_SAME_ACCESS));
  ck_assert_uint_eq (GetThreadId (GetCurrentThread ()), GetCurrentThreadId ());
  ck_assert (CloseHandle (GetCurrentThread ()));
  return 3;
}

THREAD_TEST (current_thread_becomes_a_handle)
{
  HANDLE copy = NULL;

  ck_assert_uint_eq (join (CreateThread (NULL, 0, duplicate_itself, &copy, 0, NULL)), 3);
  ck_assert_uint_eq (join (copy), 3);
}

static DWORD
set_other_error (LPVOID parameter)
{
  DWORD before = GetLastError ();

  SetLastError (2);
  return before;
}

THREAD_TEST (errors_belong_to_their_thread)
{
  SetLastError (1);
  ck_assert_uint_eq (join (CreateThread (NULL, 0, set_other_error, NULL, 0, NULL)), 0);
  ck_assert_uint_eq (GetLastError (), 1);
}

static CRITICAL_SECTION section;
static int guarded;
static LONG counted;

static DWORD
count_many (LPVOID parameter)
{
  for (int i = 0; i < 1000; i++)
    {
      EnterCriticalSection (&section);
      EnterCriticalSection (&section);
      guarded++;
      LeaveCriticalSection (&section);
      LeaveCriticalSection (&section);
      InterlockedIncrement (&counted);
    }
  return 0;
}

static DWORD
try_section (LPVOID parameter)
{
  return (DWORD) TryEnterCriticalSection (&section);
}

THREAD_TEST (critical_sections_keep_others_out)
{
  HANDLE threads[4];

  InitializeCriticalSection (&section);
  for (int i = 0; i < 4; i++)
    threads[i] = CreateThread (NULL, 0, count_many, NULL, 0, NULL);
  for (int i = 0; i < 4; i++)
    join (threads[i]);
  ck_assert_int_eq (guarded, 4000);
  ck_assert_int_eq (counted, 4000);
  ck_assert (TryEnterCriticalSection (&section));
  ck_assert_uint_eq (join (CreateThread (NULL, 0, try_section, NULL, 0, NULL)), FALSE);
  LeaveCriticalSection (&section);
  DeleteCriticalSection (&section);
  ck_assert (InitializeCriticalSectionAndSpinCount (&section, 4000));
  DeleteCriticalSection (&section);
}

START_TEST (interlocked_functions_give_what_they_should)
{
  LONG value = 5;
  long old_style = 5;
  int target;
  PVOID pointer = NULL;

  ck_assert_int_eq (InterlockedIncrement (&value), 6);
  ck_assert_int_eq (InterlockedDecrement (&value), 5);
  ck_assert_int_eq (InterlockedExchange (&value, 9), 5);
  ck_assert_int_eq (InterlockedExchangeAdd (&value, 2), 9);
  ck_assert_int_eq (InterlockedCompareExchange (&value, 1, 12), 11);
  ck_assert_int_eq (InterlockedCompareExchange (&value, 1, 11), 11);
  ck_assert_int_eq (value, 1);
  ck_assert_int_eq (InterlockedIncrement (&old_style), 6);
  ck_assert_ptr_null (InterlockedCompareExchangePointer (&pointer, &target, NULL));
  ck_assert_ptr_eq (InterlockedExchangePointer (&pointer, NULL), &target);
}
END_TEST

Suite *
win_threads_suite (void)
{
  Suite *suite = suite_create ("threads");
  TCase *tc_life = tcase_create ("life");
  TCase *tc_handles = tcase_create ("handles");
  TCase *tc_shared = tcase_create ("shared");

  tcase_add_test (tc_life, thread_is_signaled_at_its_end);
  tcase_add_test (tc_life, threads_end_themselves);
  tcase_add_test (tc_life, plain_thread_runs);
  tcase_add_test (tc_life, suspended_thread_runs_its_apcs_first);
  tcase_add_test (tc_life, unknown_threads_are_refused);
  suite_add_tcase (suite, tc_life);

  tcase_add_test (tc_handles, apc_is_for_another_thread);
  tcase_add_test (tc_handles, current_thread_becomes_a_handle);
  suite_add_tcase (suite, tc_handles);

  tcase_add_test (tc_shared, errors_belong_to_their_thread);
  tcase_add_test (tc_shared, critical_sections_keep_others_out);
  tcase_add_test (tc_shared, interlocked_functions_give_what_they_should);
  suite_add_tcase (suite, tc_shared);
  return suite;
}

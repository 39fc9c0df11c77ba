/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * CoWaitForMultipleHandles, APCs, and what a wait does to the thread's apartment and main
 * context. The numbers are those of spec/com.md 8.3.
 */

#include "suites.h"

#include <unistd.h>

static HANDLE handles[2];

/* --- arguments --- */

static HRESULT
wait_for_handles (DWORD flags, DWORD timeout_ms, ULONG n, DWORD *index)
{
  return CoWaitForMultipleHandles (flags, timeout_ms, n, handles, index);
}

static void
open_semaphores (guint count0, guint count1)
{
  handles[0] = beck_handle_new_semaphore (count0);
  handles[1] = beck_handle_new_semaphore (count1);
}

static void
open_events (BOOL signaled0, BOOL signaled1)
{
  handles[0] = beck_handle_new_event (TRUE, signaled0);
  handles[1] = beck_handle_new_event (TRUE, signaled1);
}

static void
close_handles (void)
{
  assert_hr (beck_handle_close (handles[0]), S_OK);
  assert_hr (beck_handle_close (handles[1]), S_OK);
}

/* 42 */
THREAD_TEST (there_must_be_a_handle)
{
  DWORD index = 7;

  assert_hr (wait_for_handles (0, 0, 0, &index), RPC_E_NO_SYNC);
  ck_assert_uint_eq (index, 0);
}

/* 43 */
THREAD_TEST (index_and_handles_must_have_a_place)
{
  DWORD index = 7;

  open_semaphores (1, 1);
  assert_hr (wait_for_handles (0, 0, 0, NULL), E_INVALIDARG);
  assert_hr (wait_for_handles (0, 0, 2, NULL), E_INVALIDARG);
  assert_hr (CoWaitForMultipleHandles (0, 0, 0, NULL, &index), E_INVALIDARG);
  ck_assert_uint_eq (index, 0);
  index = 7;
  assert_hr (CoWaitForMultipleHandles (0, 0, 2, NULL, &index), E_INVALIDARG);
  ck_assert_uint_eq (index, 0);
  close_handles ();
}

THREAD_TEST (unknown_flags_are_invalid)
{
  DWORD index = 7;

  open_semaphores (1, 1);
  assert_hr (wait_for_handles (0x20, 0, 2, &index), E_INVALIDARG);
  ck_assert_uint_eq (index, 0);
  assert_hr (wait_for_handles (COWAIT_INPUTAVAILABLE | COWAIT_DISPATCH_CALLS
                                   | COWAIT_DISPATCH_WINDOW_MESSAGES,
                               0, 2, &index),
             S_OK);
  close_handles ();
}

THREAD_TEST (closed_handle_is_told)
{
  DWORD index = 7;

  open_semaphores (0, 1);
  close_handles ();
  assert_hr (wait_for_handles (0, 0, 2, &index), E_HANDLE);
  ck_assert_uint_eq (index, 0);
  handles[1] = INVALID_HANDLE_VALUE;
  assert_hr (wait_for_handles (0, 0, 2, &index), E_HANDLE);
}

/* --- one of several --- */

/* 44 */
THREAD_TEST (wait_times_out)
{
  gint64 begun = g_get_monotonic_time ();
  DWORD index = 7;

  open_semaphores (0, 0);
  assert_hr (wait_for_handles (0, 5, 2, &index), RPC_S_CALLPENDING);
  ck_assert_int_ge (g_get_monotonic_time () - begun, 5000);
  ck_assert_uint_eq (index, 0);
  close_handles ();
}

/* 45 */
THREAD_TEST (lowest_handle_wins_and_is_all_that_is_taken)
{
  DWORD index = 7;

  open_semaphores (1, 1);
  assert_hr (wait_for_handles (0, INFINITE, 2, &index), S_OK);
  ck_assert_uint_eq (index, 0);
  ck_assert (!is_readable (handles[0]));
  ck_assert (is_readable (handles[1]));
  assert_hr (wait_for_handles (0, INFINITE, 2, &index), S_OK);
  ck_assert_uint_eq (index, 1);
  assert_hr (wait_for_handles (0, 0, 2, &index), RPC_S_CALLPENDING);
  close_handles ();
}

THREAD_TEST (event_that_is_reset_by_hand_is_not_taken)
{
  DWORD index;

  open_events (FALSE, TRUE);
  for (int i = 0; i < 3; i++)
    {
      assert_hr (wait_for_handles (0, INFINITE, 2, &index), S_OK);
      ck_assert_uint_eq (index, 1);
    }
  close_handles ();
}

THREAD_TEST (any_descriptor_will_do)
{
  int fds[2];
  HANDLE handle;
  DWORD index;
  char byte_read;

  ck_assert_int_eq (pipe (fds), 0);
  handle = beck_handle_from_fd (fds[0]);
  assert_hr (CoWaitForMultipleHandles (0, 0, 1, &handle, &index), RPC_S_CALLPENDING);
  ck_assert_int_eq (write (fds[1], "x", 1), 1);
  assert_hr (CoWaitForMultipleHandles (0, INFINITE, 1, &handle, &index), S_OK);
  ck_assert_int_eq (read (fds[0], &byte_read, 1), 1);
  close (fds[1]);
  assert_hr (CoWaitForMultipleHandles (0, INFINITE, 1, &handle, &index), S_OK);
  close (fds[0]);
}

static gpointer
signal_second_later (gpointer unused)
{
  g_usleep (2000);
  beck_handle_signal (handles[1]);
  return NULL;
}

THREAD_TEST (signal_of_another_thread_ends_the_wait)
{
  GThread *thread;
  DWORD index;

  open_semaphores (0, 0);
  thread = start (signal_second_later, NULL);
  assert_hr (wait_for_handles (0, INFINITE, 2, &index), S_OK);
  ck_assert_uint_eq (index, 1);
  g_thread_join (thread);
  close_handles ();
}

THREAD_TEST (calls_are_waited_for_beside_other_descriptors)
{
  g_autoptr (Server) server = server_new (ON_POOL);
  g_autoptr (AsyncITally) call = tally_call (server);
  HANDLE both[2];
  DWORD index;
  LONG sum;

  both[0] = beck_handle_new_semaphore (0);
  assert_hr (get_handle (call, &both[1]), S_OK);
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_hr (CoWaitForMultipleHandles (0, INFINITE, 2, both, &index), S_OK);
  ck_assert_uint_eq (index, 1);
  assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
  assert_hr (beck_handle_close (both[0]), S_OK);
}

#define MANY 300

THREAD_TEST (there_may_be_many_handles)
{
  HANDLE many[MANY];
  DWORD index;

  for (gsize i = 0; i < MANY; i++)
    many[i] = beck_handle_new_event (TRUE, FALSE);
  assert_hr (CoWaitForMultipleHandles (0, 1, MANY, many, &index), RPC_S_CALLPENDING);
  beck_handle_signal (many[MANY - 1]);
  assert_hr (CoWaitForMultipleHandles (0, INFINITE, MANY, many, &index), S_OK);
  ck_assert_uint_eq (index, MANY - 1);
  for (gsize i = 0; i < MANY; i++)
    beck_handle_signal (many[i]);
  assert_hr (CoWaitForMultipleHandles (COWAIT_WAITALL, INFINITE, MANY, many, &index), S_OK);
  for (gsize i = 0; i < MANY; i++)
    beck_handle_close (many[i]);
}

/* --- all of them --- */

/* 46 */
THREAD_TEST (wait_for_all_takes_all)
{
  DWORD index = 7;

  open_semaphores (1, 1);
  assert_hr (wait_for_handles (COWAIT_WAITALL, INFINITE, 2, &index), S_OK);
  ck_assert_uint_eq (index, 0);
  ck_assert (!is_readable (handles[0]));
  ck_assert (!is_readable (handles[1]));
  close_handles ();
}

THREAD_TEST (wait_for_all_takes_nothing_when_it_fails)
{
  DWORD index = 7;

  open_semaphores (1, 0);
  assert_hr (wait_for_handles (COWAIT_WAITALL, 2, 2, &index), RPC_S_CALLPENDING);
  ck_assert_uint_eq (index, 0);
  ck_assert (is_readable (handles[0]));
  close_handles ();
}

THREAD_TEST (wait_for_all_lasts_until_the_last_comes)
{
  GThread *thread;
  DWORD index;

  open_semaphores (1, 0);
  thread = start (signal_second_later, NULL);
  assert_hr (wait_for_handles (COWAIT_WAITALL, INFINITE, 2, &index), S_OK);
  g_thread_join (thread);
  ck_assert (!is_readable (handles[0]));
  close_handles ();
}

/* --- APCs --- */

static int n_run;
static int n_freed;

static void
run (gpointer data)
{
  n_run++;
}

static void
free_apc (gpointer data)
{
  n_freed++;
}

static void
queue_apc (void)
{
  assert_hr (beck_apc_queue (0, run, NULL, free_apc), S_OK);
}

static void
begin_with_no_apcs (void)
{
  n_run = 0;
  n_freed = 0;
}

/* 47 */
THREAD_TEST (apc_ends_an_alertable_wait)
{
  DWORD index = 7;

  begin_with_no_apcs ();
  open_semaphores (0, 0);
  queue_apc ();
  queue_apc ();
  assert_hr (wait_for_handles (COWAIT_ALERTABLE, INFINITE, 2, &index), S_OK);
  ck_assert_uint_eq (index, WAIT_IO_COMPLETION);
  ck_assert_int_eq (n_run, 2);
  ck_assert_int_eq (n_freed, 2);
  assert_hr (wait_for_handles (COWAIT_ALERTABLE, 1, 2, &index), RPC_S_CALLPENDING);
  close_handles ();
}

THREAD_TEST (apc_waits_for_an_alertable_wait)
{
  DWORD index;

  begin_with_no_apcs ();
  open_semaphores (0, 1);
  queue_apc ();
  assert_hr (wait_for_handles (0, INFINITE, 2, &index), S_OK);
  ck_assert_uint_eq (index, 1);
  assert_hr (wait_for_handles (0, 1, 2, &index), RPC_S_CALLPENDING);
  ck_assert_int_eq (n_run, 0);
  assert_hr (wait_for_handles (COWAIT_ALERTABLE, 0, 2, &index), S_OK);
  ck_assert_int_eq (n_run, 1);
  close_handles ();
}

static gpointer
queue_later (gpointer thread_id)
{
  g_usleep (2000);
  assert_hr (beck_apc_queue (GPOINTER_TO_UINT (thread_id), run, NULL, free_apc), S_OK);
  return NULL;
}

THREAD_TEST (apc_of_another_thread_ends_the_wait)
{
  GThread *thread;
  DWORD index;

  begin_with_no_apcs ();
  open_semaphores (0, 0);
  thread = start (queue_later, GUINT_TO_POINTER ((guint) gettid ()));
  assert_hr (wait_for_handles (COWAIT_ALERTABLE, INFINITE, 2, &index), S_OK);
  ck_assert_uint_eq (index, WAIT_IO_COMPLETION);
  g_thread_join (thread);
  close_handles ();
}

static gpointer
queue_and_end (gpointer unused)
{
  queue_apc ();
  return NULL;
}

START_TEST (apc_of_a_thread_that_ends_is_freed_unrun)
{
  begin_with_no_apcs ();
  g_thread_join (start (queue_and_end, NULL));
  ck_assert_int_eq (n_run, 0);
  ck_assert_int_eq (n_freed, 1);
}
END_TEST

START_TEST (apc_for_an_unknown_thread_is_refused_and_freed)
{
  begin_with_no_apcs ();
  assert_hr (beck_apc_queue (1, run, NULL, free_apc), E_INVALIDARG);
  ck_assert_int_eq (n_freed, 1);
}
END_TEST

/* --- the apartment --- */

static int n_posted;

static void
count_posted (gpointer unused)
{
  n_posted++;
}

static void
post (BeckFunc func)
{
  assert_hr (beck_apartment_post (beck_apartment_current (), func, NULL, NULL), S_OK);
}

/* 48 */
static void
look_before_serving (void)
{
  DWORD index;

  n_posted = 0;
  open_semaphores (0, 1);
  post (count_posted);
  assert_hr (wait_for_handles (0, INFINITE, 2, &index), S_OK);
  ck_assert_int_eq (n_posted, 0);
  assert_hr (wait_for_handles (0, 0, 2, &index), RPC_S_CALLPENDING);
  ck_assert_int_eq (n_posted, 1);
  close_handles ();
}

START_TEST (signaled_handle_ends_the_wait_before_calls_run)
{
  in_sta (look_before_serving);
}
END_TEST

static void
signal_first (gpointer unused)
{
  beck_handle_signal (handles[0]);
}

static void
be_served (void)
{
  DWORD index = 7;

  open_semaphores (0, 0);
  post (signal_first);
  assert_hr (wait_for_handles (0, INFINITE, 2, &index), S_OK);
  ck_assert_uint_eq (index, 0);
  close_handles ();
}

START_TEST (wait_in_an_sta_serves_its_calls)
{
  in_sta (be_served);
}
END_TEST

static gpointer
post_to (gpointer apartment)
{
  g_usleep (2000);
  assert_hr (beck_apartment_post (apartment, signal_first, NULL, NULL), S_OK);
  beck_apartment_unref (apartment);
  return NULL;
}

static void
be_served_while_asleep (void)
{
  GThread *thread;
  DWORD index;

  open_semaphores (0, 0);
  thread = start (post_to, beck_apartment_ref (beck_apartment_current ()));
  assert_hr (wait_for_handles (0, INFINITE, 2, &index), S_OK);
  g_thread_join (thread);
  close_handles ();
}

START_TEST (call_wakes_a_wait_in_an_sta)
{
  in_sta (be_served_while_asleep);
}
END_TEST

static gboolean
count_idle (gpointer unused)
{
  n_posted++;
  return G_SOURCE_REMOVE;
}

/* What stands for a quit message: something of the program's own in the main context. */
static GSource *
attach_idle (void)
{
  GSource *idle = g_idle_source_new ();

  n_posted = 0;
  g_source_set_callback (idle, count_idle, NULL, NULL);
  g_source_attach (idle, g_main_context_get_thread_default ());
  return idle;
}

static void
check_idle_is_there (GSource *idle)
{
  ck_assert_int_eq (n_posted, 0);
  ck_assert (!g_source_is_destroyed (idle));
  g_main_context_iteration (g_main_context_get_thread_default (), FALSE);
  ck_assert_int_eq (n_posted, 1);
  g_source_unref (idle);
}

/* 49 */
static void
leave_the_main_context_alone (void)
{
  GSource *idle = attach_idle ();
  DWORD index;

  open_semaphores (0, 0);
  assert_hr (wait_for_handles (0, 5, 2, &index), RPC_S_CALLPENDING);
  close_handles ();
  check_idle_is_there (idle);
}

START_TEST (wait_for_handles_leaves_the_main_context_alone)
{
  in_sta (leave_the_main_context_alone);
}
END_TEST

static void
leave_it_alone_for_a_call (void)
{
  g_autoptr (Server) server = server_new (HELD);
  g_autoptr (AsyncITally) call = tally_call (server);
  GSource *idle = attach_idle ();

  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_hr (wait_for (call, 5), RPC_E_TIMEOUT);
  server_answer_next (server);
  assert_hr (AsyncITally_Finish_Add (call, &(LONG){ 0 }), S_OK);
  check_idle_is_there (idle);
}

START_TEST (wait_for_a_call_leaves_the_main_context_alone)
{
  in_sta (leave_it_alone_for_a_call);
}
END_TEST

/* --- */

static void
add_argument_tests (TCase *tc)
{
  tcase_add_test (tc, there_must_be_a_handle);
  tcase_add_test (tc, index_and_handles_must_have_a_place);
  tcase_add_test (tc, unknown_flags_are_invalid);
  tcase_add_test (tc, closed_handle_is_told);
}

static void
add_wait_tests (TCase *tc)
{
  tcase_add_test (tc, wait_times_out);
  tcase_add_test (tc, lowest_handle_wins_and_is_all_that_is_taken);
  tcase_add_test (tc, event_that_is_reset_by_hand_is_not_taken);
  tcase_add_test (tc, any_descriptor_will_do);
  tcase_add_test (tc, signal_of_another_thread_ends_the_wait);
  tcase_add_test (tc, calls_are_waited_for_beside_other_descriptors);
  tcase_add_test (tc, there_may_be_many_handles);
  tcase_add_test (tc, wait_for_all_takes_all);
  tcase_add_test (tc, wait_for_all_takes_nothing_when_it_fails);
  tcase_add_test (tc, wait_for_all_lasts_until_the_last_comes);
}

static void
add_apc_tests (TCase *tc)
{
  tcase_add_test (tc, apc_ends_an_alertable_wait);
  tcase_add_test (tc, apc_waits_for_an_alertable_wait);
  tcase_add_test (tc, apc_of_another_thread_ends_the_wait);
  tcase_add_test (tc, apc_of_a_thread_that_ends_is_freed_unrun);
  tcase_add_test (tc, apc_for_an_unknown_thread_is_refused_and_freed);
}

static void
add_apartment_tests (TCase *tc)
{
  tcase_add_test (tc, signaled_handle_ends_the_wait_before_calls_run);
  tcase_add_test (tc, wait_in_an_sta_serves_its_calls);
  tcase_add_test (tc, call_wakes_a_wait_in_an_sta);
  tcase_add_test (tc, wait_for_handles_leaves_the_main_context_alone);
  tcase_add_test (tc, wait_for_a_call_leaves_the_main_context_alone);
}

Suite *
waits_suite (void)
{
  Suite *suite = suite_create ("waits");
  TCase *tc_arguments = tcase_create ("arguments");
  TCase *tc_handles = tcase_create ("handles");
  TCase *tc_apc = tcase_create ("apc");
  TCase *tc_apartment = tcase_create ("apartment");

  add_argument_tests (tc_arguments);
  suite_add_tcase (suite, tc_arguments);
  add_wait_tests (tc_handles);
  suite_add_tcase (suite, tc_handles);
  add_apc_tests (tc_apc);
  suite_add_tcase (suite, tc_apc);
  add_apartment_tests (tc_apartment);
  suite_add_tcase (suite, tc_apartment);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Threads that signal, reset, take and wait for the same events, by whatever way there is. */

#include "suites.h"

#include "race.h"

#define ROUNDS 2000

static ISynchronize *event;
static HANDLE handles[2];

static ISynchronize *
event_new (REFCLSID clsid)
{
  ISynchronize *made;

  assert_hr (CoCreateInstance (clsid, NULL, CLSCTX_INPROC_SERVER, &IID_ISynchronize,
                               (void **) &made),
             S_OK);
  return made;
}

/* The tests make threads that come and go; the apartment stays. */
static void
set_up (void)
{
  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
}

static void
tear_down (void)
{
  let_go (&event);
  CoUninitialize ();
}

static void
signal_event (void)
{
  ISynchronize_Signal (event);
}

static void
reset_event (void)
{
  ISynchronize_Reset (event);
}

static void
wait_for_event (void)
{
  assert_hr (ISynchronize_Wait (event, 0, INFINITE), S_OK);
}

/* --- waiting --- */

START_TEST (signal_meets_wait)
{
  event = event_new (&CLSID_ManualResetEvent);
  race_run (&(Race){ ROUNDS, reset_event, wait_for_event, signal_event, NULL });
}
END_TEST

START_TEST (signal_meets_wait_of_an_automatic_event)
{
  event = event_new (&CLSID_StdEvent);
  race_run (&(Race){ ROUNDS, NULL, wait_for_event, signal_event, NULL });
  assert_hr (ISynchronize_Wait (event, 0, 0), RPC_E_TIMEOUT);
}
END_TEST

static void
signal_and_reset (void)
{
  signal_event ();
  race_dawdle ();
  reset_event ();
}

static HRESULT wait_hr;

static void
wait_in_doubt (void)
{
  wait_hr = ISynchronize_Wait (event, 0, 1);
}

static void
check_wait (void)
{
  if (wait_hr != S_OK)
    assert_hr (wait_hr, RPC_E_TIMEOUT);
  assert_hr (ISynchronize_Wait (event, 0, 0), RPC_E_TIMEOUT);
}

START_TEST (pulse_meets_wait)
{
  event = event_new (&CLSID_ManualResetEvent);
  race_run (&(Race){ ROUNDS / 4, NULL, wait_in_doubt, signal_and_reset, check_wait });
}
END_TEST

/* --- taking --- */

static atomic_int n_taken;
static atomic_int n_waiting;

#define N_WAITERS 4
#define N_HANDED 500

static gpointer
take_thread (gpointer unused)
{
  for (;;)
    {
      atomic_fetch_add (&n_waiting, 1);
      assert_hr (ISynchronize_Wait (event, 0, INFINITE), S_OK);
      if (atomic_fetch_add (&n_taken, 1) >= N_HANDED)
        return NULL;
    }
}

/* Each signal ends one wait, of any of the waiters. */
START_TEST (signal_is_handed_to_one_of_many_waiters)
{
  GThread *threads[N_WAITERS];

  atomic_store (&n_taken, 0);
  event = event_new (&CLSID_StdEvent);
  for (int i = 0; i < N_WAITERS; i++)
    threads[i] = start (take_thread, NULL);
  for (int i = 1; i <= N_HANDED + N_WAITERS; i++)
    {
      ck_assert_int_eq (atomic_load (&n_taken), i - 1);
      signal_event ();
      while (atomic_load (&n_taken) < i)
        g_thread_yield ();
    }
  for (int i = 0; i < N_WAITERS; i++)
    g_thread_join (threads[i]);
}
END_TEST

static HRESULT one_hr, other_hr;

static void
one_polls (void)
{
  one_hr = ISynchronize_Wait (event, 0, 0);
}

static void
other_polls (void)
{
  other_hr = ISynchronize_Wait (event, 0, 0);
}

static void
check_taken_once (void)
{
  ck_assert_int_eq ((one_hr == S_OK) + (other_hr == S_OK), 1);
}

START_TEST (one_poll_takes_the_signal)
{
  event = event_new (&CLSID_StdEvent);
  race_run (&(Race){ ROUNDS, signal_event, one_polls, other_polls, check_taken_once });
}
END_TEST

/* --- handles --- */

static void
event_anew (void)
{
  let_go (&event);
  event = event_new (&CLSID_ManualResetEvent);
}

static void
one_gets_handle (void)
{
  assert_hr (get_handle (event, &handles[0]), S_OK);
}

static void
other_gets_handle (void)
{
  assert_hr (get_handle (event, &handles[1]), S_OK);
}

static void
check_one_handle (void)
{
  ck_assert_ptr_eq (handles[0], handles[1]);
}

START_TEST (two_threads_get_one_handle)
{
  race_run (&(Race){ ROUNDS, event_anew, one_gets_handle, other_gets_handle, check_one_handle });
}
END_TEST

static void
check_readable (void)
{
  ck_assert (is_readable (handles[0]));
}

START_TEST (handle_got_while_the_event_is_signaled_shows_it)
{
  race_run (&(Race){ ROUNDS, event_anew, one_gets_handle, signal_event, check_readable });
}
END_TEST

static void
signaled_event_anew (void)
{
  event_anew ();
  signal_event ();
}

static void
check_not_readable (void)
{
  ck_assert (!is_readable (handles[0]));
}

START_TEST (handle_got_while_the_event_is_reset_shows_it)
{
  race_run (
      &(Race){ ROUNDS, signaled_event_anew, one_gets_handle, reset_event, check_not_readable });
}
END_TEST

static void
check_handle_agrees (void)
{
  ck_assert_int_eq (is_readable (handles[0]), ISynchronize_Wait (event, 0, 0) == S_OK);
}

START_TEST (handle_agrees_after_signal_and_reset_at_once)
{
  event = event_new (&CLSID_ManualResetEvent);
  one_gets_handle ();
  race_run (&(Race){ ROUNDS, NULL, signal_event, reset_event, check_handle_agrees });
}
END_TEST

/* --- WAITALL --- */

static void
signal_pair (void)
{
  beck_handle_signal (handles[0]);
  race_dawdle ();
  beck_handle_signal (handles[1]);
}

static void
take_pair (void)
{
  DWORD index;

  assert_hr (CoWaitForMultipleHandles (COWAIT_WAITALL, INFINITE, 2, handles, &index), S_OK);
}

static atomic_bool pair_is_taken;

static void
take_pair_for_good (void)
{
  take_pair ();
  atomic_store (&pair_is_taken, TRUE);
}

/* Takes the second of the pair for a moment, as a wait for it alone would, until the other
 * thread has them both. */
static void
signal_pair_and_snatch_one (void)
{
  DWORD index;

  atomic_store (&pair_is_taken, FALSE);
  signal_pair ();
  while (!atomic_load (&pair_is_taken))
    if (CoWaitForMultipleHandles (0, 0, 1, &handles[1], &index) == S_OK)
      {
        g_usleep (50);
        beck_handle_signal (handles[1]);
        g_usleep (50);
      }
}

/* What another wait has taken must be waited for again. */
THREAD_TEST (wait_for_all_meets_a_wait_for_one)
{
  handles[0] = beck_handle_new_semaphore (0);
  handles[1] = beck_handle_new_semaphore (0);
  race_run (&(Race){ ROUNDS, NULL, take_pair_for_good, signal_pair_and_snatch_one, NULL });
  beck_handle_close (handles[0]);
  beck_handle_close (handles[1]);
}

static void
take_reversed_pair (void)
{
  HANDLE reversed[] = { handles[1], handles[0] };
  DWORD index;

  assert_hr (CoWaitForMultipleHandles (COWAIT_WAITALL, INFINITE, 2, reversed, &index), S_OK);
  signal_pair ();
}

static void
take_and_return_pair (void)
{
  take_pair ();
  signal_pair ();
}

THREAD_TEST (waits_for_all_in_opposite_order_do_not_block_each_other)
{
  handles[0] = beck_handle_new_event (FALSE, TRUE);
  handles[1] = beck_handle_new_event (FALSE, TRUE);
  race_run (&(Race){ ROUNDS, NULL, take_and_return_pair, take_reversed_pair, NULL });
  beck_handle_close (handles[0]);
  beck_handle_close (handles[1]);
}

/* --- sources --- */

static GMainContext *context;
static GSource *source;
static int n_dispatched;

static gboolean
on_signal (ISynchronize *sync, gpointer unused)
{
  n_dispatched++;
  return G_SOURCE_REMOVE;
}

static void
attach_source (void)
{
  reset_event ();
  n_dispatched = 0;
  source = beck_synchronize_source_new (event);
  g_source_set_callback (source, G_SOURCE_FUNC (on_signal), NULL, NULL);
  g_source_attach (source, context);
  g_main_context_iteration (context, FALSE); /* it observes from now on */
}

static void
destroy_source (void)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static void
check_not_dispatched (void)
{
  g_main_context_iteration (context, FALSE);
  ck_assert_int_eq (n_dispatched, 0);
  ck_assert_uint_eq (count_of (event), 1);
}

START_TEST (destruction_of_a_source_meets_the_signal)
{
  context = g_main_context_new ();
  event = event_new (&CLSID_ManualResetEvent);
  race_run (&(Race){ ROUNDS, attach_source, destroy_source, signal_event, check_not_dispatched });
  g_main_context_unref (context);
}
END_TEST

static void
iterate_until_dispatched (void)
{
  while (n_dispatched == 0)
    g_main_context_iteration (context, TRUE);
}

static void
check_dispatched_once (void)
{
  ck_assert_int_eq (n_dispatched, 1);
  g_source_unref (source);
}

START_TEST (dispatch_of_a_source_meets_the_signal)
{
  context = g_main_context_new ();
  event = event_new (&CLSID_StdEvent);
  race_run (&(Race){ ROUNDS, attach_source, iterate_until_dispatched, signal_event,
                     check_dispatched_once });
  g_main_context_unref (context);
}
END_TEST

/* --- APCs --- */

static atomic_int n_apcs;
static DWORD thread_id;

static void
count_apc (gpointer unused)
{
  atomic_fetch_add (&n_apcs, 1);
}

static void
queue_apc (void)
{
  assert_hr (beck_apc_queue (thread_id, count_apc, NULL, NULL), S_OK);
}

static void
wait_alertably (void)
{
  DWORD index;

  assert_hr (CoWaitForMultipleHandles (COWAIT_ALERTABLE, INFINITE, 1, handles, &index), S_OK);
  ck_assert_uint_eq (index, WAIT_IO_COMPLETION);
}

THREAD_TEST (apc_meets_an_alertable_wait)
{
  atomic_store (&n_apcs, 0);
  thread_id = (DWORD) gettid ();
  handles[0] = beck_handle_new_event (TRUE, FALSE);
  race_run (&(Race){ ROUNDS, NULL, wait_alertably, queue_apc, NULL });
  beck_handle_close (handles[0]);
  ck_assert_int_eq (atomic_load (&n_apcs), ROUNDS);
}

Suite *
event_races_suite (void)
{
  Suite *suite = suite_create ("event-races");
  TCase *tc_event = tcase_create ("event");
  TCase *tc_handle = tcase_create ("handle");
  TCase *tc_source = tcase_create ("source");

  tcase_add_checked_fixture (tc_event, set_up, tear_down);
  tcase_set_timeout (tc_event, 30);
  tcase_add_test (tc_event, signal_meets_wait);
  tcase_add_test (tc_event, signal_meets_wait_of_an_automatic_event);
  tcase_add_test (tc_event, pulse_meets_wait);
  tcase_add_test (tc_event, signal_is_handed_to_one_of_many_waiters);
  tcase_add_test (tc_event, one_poll_takes_the_signal);
  suite_add_tcase (suite, tc_event);

  tcase_add_checked_fixture (tc_handle, set_up, tear_down);
  tcase_set_timeout (tc_handle, 30);
  tcase_add_test (tc_handle, two_threads_get_one_handle);
  tcase_add_test (tc_handle, handle_got_while_the_event_is_signaled_shows_it);
  tcase_add_test (tc_handle, handle_got_while_the_event_is_reset_shows_it);
  tcase_add_test (tc_handle, handle_agrees_after_signal_and_reset_at_once);
  tcase_add_test (tc_handle, wait_for_all_meets_a_wait_for_one);
  tcase_add_test (tc_handle, waits_for_all_in_opposite_order_do_not_block_each_other);
  tcase_add_test (tc_handle, apc_meets_an_alertable_wait);
  suite_add_tcase (suite, tc_handle);

  tcase_add_checked_fixture (tc_source, set_up, tear_down);
  tcase_set_timeout (tc_source, 30);
  tcase_add_test (tc_source, destruction_of_a_source_meets_the_signal);
  tcase_add_test (tc_source, dispatch_of_a_source_meets_the_signal);
  suite_add_tcase (suite, tc_source);
  return suite;
}

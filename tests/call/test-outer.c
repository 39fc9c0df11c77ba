/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Call objects that are part of an aggregate, whose outer object is told that a call is over
 * (spec/com.md 3.6; the numbers are those of 8.1). */

#include "suites.h"

#include "outer.h"

static Server *server;
static Outer *outer;

static void
set_up (void)
{
  server = server_new (HELD);
  outer = outer_new (&outer_class, server);
}

static void
tear_down (void)
{
  gate_open (&server->gate);
  while (atomic_load (&server->n_held) > 0)
    server_answer_next (server);
  g_clear_pointer (&outer, outer_unref);
  server_unref (server);
}

static void
begin (void)
{
  assert_hr (AsyncITally_Begin_Add (outer->call, 2, 3), S_OK);
}

static HRESULT
finish (void)
{
  LONG sum = -1;
  HRESULT hr = AsyncITally_Finish_Add (outer->call, &sum);

  ck_assert_int_eq (sum, SUCCEEDED (hr) ? 5 : 0);
  return hr;
}

static int
n_signals (void)
{
  return atomic_load (&outer->n_signals);
}

/* --- one object --- */

START_TEST (call_object_and_outer_object_are_one)
{
  g_autoptr (IUnknown) identity = ask (outer->call, &IID_IUnknown);
  g_autoptr (ICancelMethodCalls) canceller = ask (outer->call, &IID_ICancelMethodCalls);
  g_autoptr (IUnknown) same = ask (canceller, &IID_IUnknown);
  g_autoptr (ISynchronize) sync = sync_of (outer->call);

  ck_assert_ptr_eq (identity, BECK_UNKNOWN (outer));
  ck_assert_ptr_eq (same, identity);
  ck_assert_ptr_eq (sync, &outer->sync);
}
END_TEST

START_TEST (inner_unknown_is_its_own)
{
  g_autoptr (IUnknown) same = ask (outer->inner, &IID_IUnknown);
  g_autoptr (ISynchronize) own = ask (outer->inner, &IID_ISynchronize);

  ck_assert_ptr_eq (same, outer->inner);
  ck_assert_ptr_ne (same, BECK_UNKNOWN (outer));
  ck_assert_ptr_eq (own, outer->inner_sync);
}
END_TEST

START_TEST (references_of_the_call_are_the_outer_objects)
{
  ck_assert_uint_eq (count_of (outer->inner), 1);
  AsyncITally_AddRef (outer->call);
  ck_assert_uint_eq (count_of (BECK_UNKNOWN (outer)), 2);
  ck_assert_uint_eq (count_of (outer->inner), 1);
  AsyncITally_Release (outer->call);
}
END_TEST

START_TEST (server_at_work_keeps_the_outer_object)
{
  begin ();
  ck_assert_uint_eq (count_of (BECK_UNKNOWN (outer)), 2);
  outer_unref (outer);
  server_answer_next (server);
  ck_assert_uint_eq (count_of (&server->tally), 1);
  outer = NULL;
}
END_TEST

/* --- Signal and Reset --- */

/* 19 */
START_TEST (signal_runs_once_when_the_call_completes)
{
  begin ();
  ck_assert_int_eq (n_signals (), 0);
  server_answer_next (server);
  ck_assert_int_eq (n_signals (), 1);
  assert_hr (finish (), S_OK);
  ck_assert_int_eq (n_signals (), 1);
}
END_TEST

START_TEST (signal_runs_once_when_the_call_is_cancelled)
{
  begin ();
  assert_hr (cancel (outer->call, 0), S_OK);
  ck_assert_int_eq (n_signals (), 1);
  server_answer_next (server);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
  ck_assert_int_eq (n_signals (), 1);
}
END_TEST

START_TEST (signal_runs_once_for_a_call_that_begin_completes)
{
  server->manner = AT_ONCE;
  begin ();
  ck_assert_int_eq (n_signals (), 1);
  assert_hr (wait_for (outer->call, 0), S_OK);
  assert_hr (finish (), S_OK);
}
END_TEST

START_TEST (signal_runs_for_each_call)
{
  for (int i = 1; i <= 10; i++)
    {
      begin ();
      ck_assert_int_eq (atomic_load (&outer->n_resets), i);
      assert_hr (wait_for (outer->call, 0), RPC_E_TIMEOUT);
      server_answer_next (server);
      assert_hr (wait_for (outer->call, 0), S_OK);
      ck_assert_int_eq (n_signals (), i);
      assert_hr (finish (), S_OK);
    }
}
END_TEST

START_TEST (refused_begin_signals_nothing)
{
  server->manner = REFUSED;
  server->result = E_FAIL;
  assert_hr (AsyncITally_Begin_Add (outer->call, 2, 3), E_FAIL);
  ck_assert_int_eq (n_signals (), 0);
}
END_TEST

/* 20 */
START_TEST (reset_that_fails_fails_begin)
{
  outer->reset_result = E_NOTIMPL;
  assert_hr (AsyncITally_Begin_Add (outer->call, 2, 3), E_NOTIMPL);
  assert_hr (AsyncITally_Finish_Add (outer->call, &(LONG){ 0 }), RPC_E_CALL_COMPLETE);
  outer->reset_result = S_OK;
  begin ();
  server_answer_next (server);
  assert_hr (finish (), S_OK);
}
END_TEST

/* 20 */
START_TEST (signal_that_fails_fails_the_call)
{
  outer->signal_result = E_NOTIMPL;
  begin ();
  server_answer_next (server);
  ck_assert_int_eq (n_signals (), 1);
  assert_hr (wait_for (outer->call, 0), S_OK);
  assert_hr (finish (), E_NOTIMPL);
}
END_TEST

START_TEST (signal_that_fails_leaves_a_cancelled_call_cancelled)
{
  outer->signal_result = E_NOTIMPL;
  begin ();
  assert_hr (cancel (outer->call, 0), S_OK);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
}
END_TEST

START_TEST (reset_of_a_completed_call_hides_it_from_wait_only)
{
  begin ();
  server_answer_next (server);
  assert_hr (reset (outer->call), S_OK);
  assert_hr (wait_for (outer->call, 0), RPC_E_TIMEOUT);
  assert_hr (finish (), S_OK);
}
END_TEST

START_TEST (handle_follows_the_call)
{
  HANDLE handle;

  assert_hr (get_handle (outer->call, &handle), S_OK);
  begin ();
  ck_assert (!is_readable (handle));
  server_answer_next (server);
  ck_assert (is_readable (handle));
  assert_hr (finish (), S_OK);
}
END_TEST

static void
assert_not_signaled (Outer *self)
{
  assert_hr (ISynchronize_Wait (self->inner_sync, 0, 0), RPC_E_TIMEOUT);
}

/* The outer object is the first to know. */
START_TEST (event_is_not_signaled_before_signal_runs)
{
  outer->before_signal = assert_not_signaled;
  begin ();
  server_answer_next (server);
  ck_assert_int_eq (n_signals (), 1);
}
END_TEST

START_TEST (signal_of_a_stranger_does_not_come_between)
{
  outer->before_signal = assert_not_signaled;
  begin ();
  assert_hr (ISynchronize_Signal (outer->inner_sync), S_OK);
  server_answer_next (server);
  assert_hr (finish (), S_OK);
}
END_TEST

/* --- from within Signal --- */

static HRESULT result_in_signal;

static void
finish_in_signal (Outer *self)
{
  result_in_signal = finish ();
}

START_TEST (call_can_be_finished_from_within_signal)
{
  outer->after_signal = finish_in_signal;
  begin ();
  server_answer_next (server);
  assert_hr (result_in_signal, S_OK);
  assert_hr (AsyncITally_Finish_Add (outer->call, &(LONG){ 0 }), RPC_E_CALL_COMPLETE);
}
END_TEST

START_TEST (call_can_be_finished_before_its_event_is_signaled)
{
  outer->before_signal = finish_in_signal;
  begin ();
  server_answer_next (server);
  assert_hr (result_in_signal, S_OK);
}
END_TEST

START_TEST (cancelled_call_can_be_finished_from_within_signal)
{
  outer->before_signal = finish_in_signal;
  begin ();
  assert_hr (cancel (outer->call, 0), S_OK);
  assert_hr (result_in_signal, RPC_E_CALL_CANCELED);
}
END_TEST

static void
cancel_in_signal (Outer *self)
{
  result_in_signal = cancel (self->call, 0);
}

START_TEST (cancel_from_within_signal_is_too_late)
{
  outer->before_signal = cancel_in_signal;
  begin ();
  server_answer_next (server);
  assert_hr (result_in_signal, RPC_E_CALL_COMPLETE);
  assert_hr (finish (), S_OK);
}
END_TEST

static void
go_on_in_signal (Outer *self)
{
  assert_hr (finish (), S_OK);
  if (n_signals () < 50)
    begin ();
}

START_TEST (next_call_can_begin_from_within_signal)
{
  outer->after_signal = go_on_in_signal;
  begin ();
  for (int i = 1; i <= 50; i++)
    {
      server_answer_next (server);
      ck_assert_int_eq (n_signals (), i);
    }
  ck_assert_int_eq (atomic_load (&server->n_cleared), 50);
}
END_TEST

START_TEST (calls_that_begin_completes_nest_in_signal)
{
  server->manner = AT_ONCE;
  outer->after_signal = go_on_in_signal;
  begin ();
  ck_assert_int_eq (n_signals (), 50);
}
END_TEST

START_TEST (chain_of_calls_runs_on_the_pool)
{
  server->manner = ON_POOL;
  outer->after_signal = go_on_in_signal;
  begin ();
  while (n_signals () < 50)
    g_thread_yield ();
  while (atomic_load (&server->n_cleared) < 50)
    g_thread_yield ();
}
END_TEST

/* Two threads are inside Signal at once, because the first began the next call there. Each may
 * finish the call it was told of, also when the other has left. */
static Gate second_is_in;
static Gate first_is_out;

static gpointer
answer_thread (gpointer unused)
{
  server_answer_next (server);
  return NULL;
}

static void
be_first_in_signal (Outer *self)
{
  if (n_signals () > 1)
    return;
  assert_hr (finish (), S_OK);
  begin ();
  self->data = start (answer_thread, NULL);
  gate_pass (&second_is_in);
}

static void
be_second_in_signal (Outer *self)
{
  if (n_signals () == 1)
    return;
  gate_open (&second_is_in);
  gate_pass (&first_is_out);
  result_in_signal = finish ();
}

START_TEST (threads_that_signal_at_once_do_not_disturb_each_other)
{
  gate_shut (&second_is_in);
  gate_shut (&first_is_out);
  outer->before_signal = be_second_in_signal;
  outer->after_signal = be_first_in_signal;
  begin ();
  server_answer_next (server);
  gate_open (&first_is_out);
  g_thread_join (outer->data);
  assert_hr (result_in_signal, S_OK);
  assert_hr (AsyncITally_Finish_Add (outer->call, &(LONG){ 0 }), RPC_E_CALL_COMPLETE);
}
END_TEST

static gpointer
finish_thread (gpointer unused)
{
  return GINT_TO_POINTER (finish ());
}

static void
let_others_try (Outer *self)
{
  self->data = start (finish_thread, NULL);
  g_usleep (5000);
  ck_assert_int_eq (atomic_load (&server->n_cleared), 0);
}

START_TEST (finish_in_another_thread_waits_for_signal)
{
  outer->before_signal = let_others_try;
  begin ();
  server_answer_next (server);
  assert_hr (GPOINTER_TO_INT (g_thread_join (outer->data)), S_OK);
}
END_TEST

/* --- outer objects with less --- */

START_TEST (outer_object_may_show_the_call_objects_event)
{
  g_autoptr (Outer) plain = outer_new (&plain_outer_class, server);
  g_autoptr (ISynchronize) sync = sync_of (plain->call);
  LONG sum;

  ck_assert_ptr_eq (sync, plain->inner_sync);
  assert_hr (AsyncITally_Begin_Add (plain->call, 2, 3), S_OK);
  assert_hr (ISynchronize_Wait (sync, 0, 0), RPC_E_TIMEOUT);
  server_answer_next (server);
  assert_hr (ISynchronize_Wait (sync, 0, 0), S_OK);
  assert_hr (AsyncITally_Finish_Add (plain->call, &sum), S_OK);
}
END_TEST

START_TEST (outer_object_needs_no_event)
{
  g_autoptr (Outer) mute = outer_new (&mute_outer_class, server);
  LONG sum;

  for (int i = 0; i < 3; i++)
    {
      assert_hr (AsyncITally_Begin_Add (mute->call, 2, 3), S_OK);
      server_answer_next (server);
      assert_hr (AsyncITally_Finish_Add (mute->call, &sum), S_OK);
      ck_assert_int_eq (sum, 5);
    }
}
END_TEST

START_TEST (deadline_signals_the_outer_object)
{
  begin ();
  assert_hr (beck_call_set_deadline ((IUnknown *) outer->call, g_get_monotonic_time ()), S_OK);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
  ck_assert_int_eq (n_signals (), 1);
}
END_TEST

START_TEST (abandoned_call_signals_nobody_that_is_gone)
{
  begin ();
  outer_unref (outer);
  ck_assert (server_answer_next (server));
  outer = NULL;
  ck_assert_int_eq (atomic_load (&server->n_cleared), 1);
}
END_TEST

Suite *
outer_suite (void)
{
  Suite *suite = suite_create ("outer");
  TCase *tc_identity = tcase_create ("identity");
  TCase *tc_signal = tcase_create ("signal");
  TCase *tc_within = tcase_create ("within");
  TCase *tc_less = tcase_create ("less");

  tcase_add_checked_fixture (tc_identity, set_up, tear_down);
  tcase_add_test (tc_identity, call_object_and_outer_object_are_one);
  tcase_add_test (tc_identity, inner_unknown_is_its_own);
  tcase_add_test (tc_identity, references_of_the_call_are_the_outer_objects);
  tcase_add_test (tc_identity, server_at_work_keeps_the_outer_object);
  suite_add_tcase (suite, tc_identity);

  tcase_add_checked_fixture (tc_signal, set_up, tear_down);
  tcase_add_test (tc_signal, signal_runs_once_when_the_call_completes);
  tcase_add_test (tc_signal, signal_runs_once_when_the_call_is_cancelled);
  tcase_add_test (tc_signal, signal_runs_once_for_a_call_that_begin_completes);
  tcase_add_test (tc_signal, signal_runs_for_each_call);
  tcase_add_test (tc_signal, refused_begin_signals_nothing);
  tcase_add_test (tc_signal, reset_that_fails_fails_begin);
  tcase_add_test (tc_signal, signal_that_fails_fails_the_call);
  tcase_add_test (tc_signal, signal_that_fails_leaves_a_cancelled_call_cancelled);
  tcase_add_test (tc_signal, reset_of_a_completed_call_hides_it_from_wait_only);
  tcase_add_test (tc_signal, handle_follows_the_call);
  tcase_add_test (tc_signal, event_is_not_signaled_before_signal_runs);
  tcase_add_test (tc_signal, signal_of_a_stranger_does_not_come_between);
  suite_add_tcase (suite, tc_signal);

  tcase_add_checked_fixture (tc_within, set_up, tear_down);
  tcase_add_test (tc_within, call_can_be_finished_from_within_signal);
  tcase_add_test (tc_within, call_can_be_finished_before_its_event_is_signaled);
  tcase_add_test (tc_within, cancelled_call_can_be_finished_from_within_signal);
  tcase_add_test (tc_within, cancel_from_within_signal_is_too_late);
  tcase_add_test (tc_within, next_call_can_begin_from_within_signal);
  tcase_add_test (tc_within, calls_that_begin_completes_nest_in_signal);
  tcase_add_test (tc_within, chain_of_calls_runs_on_the_pool);
  tcase_add_test (tc_within, threads_that_signal_at_once_do_not_disturb_each_other);
  tcase_add_test (tc_within, finish_in_another_thread_waits_for_signal);
  suite_add_tcase (suite, tc_within);

  tcase_add_checked_fixture (tc_less, set_up, tear_down);
  tcase_add_test (tc_less, outer_object_may_show_the_call_objects_event);
  tcase_add_test (tc_less, outer_object_needs_no_event);
  tcase_add_test (tc_less, deadline_signals_the_outer_object);
  tcase_add_test (tc_less, abandoned_call_signals_nobody_that_is_gone);
  suite_add_tcase (suite, tc_less);
  return suite;
}

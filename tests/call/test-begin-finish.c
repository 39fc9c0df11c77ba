/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What clients and servers may rely on from Begin_ to Finish_. The numbers are those of
 * spec/com.md 8.1.
 */

#include "suites.h"

static Server *server;
static AsyncITally *call;

static void
set_up (void)
{
  enter_sta ();
  server = server_new (HELD);
  call = tally_call (server);
}

static void
tear_down (void)
{
  let_go (&call);
  server_unref (server);
  leave_sta ();
}

/* --- the client's side --- */

/* 5 */
START_TEST (finish_of_an_idle_call_is_refused)
{
  LONG sum = 1;

  assert_hr (AsyncITally_Finish_Add (call, &sum), RPC_E_CALL_COMPLETE);
  ck_assert_int_eq (sum, 0);
}
END_TEST

/* 6 */
START_TEST (second_begin_is_refused_and_the_first_call_is_unaffected)
{
  LONG b = 30;
  LONG sum;

  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_hr (AsyncITally_Begin_Add (call, 20, 30), RPC_S_CALLPENDING);
  assert_hr (AsyncITally_Begin_Mix (call, 20, &b), RPC_S_CALLPENDING);
  ck_assert_uint_eq (atomic_load (&server->n_held), 1);
  ck_assert (server_answer_next (server));
  assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
  ck_assert_int_eq (sum, 5);
}
END_TEST

/* 7 */
START_TEST (begin_returns_before_the_server_has_finished)
{
  LONG sum;

  server->manner = ON_POOL;
  gate_shut (&server->gate);
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_hr (test_cancel (call), RPC_S_CALLPENDING);
  gate_open (&server->gate);
  assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
}
END_TEST

/* 8 */
START_TEST (wait_times_out_and_later_succeeds_again_and_again)
{
  gint64 begun = g_get_monotonic_time ();

  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_hr (wait_for (call, 5), RPC_E_TIMEOUT);
  ck_assert_int_ge (g_get_monotonic_time () - begun, 5000);
  assert_hr (test_cancel (call), RPC_S_CALLPENDING);
  server_answer_next (server);
  for (int i = 0; i < 3; i++)
    {
      assert_hr (wait_for (call, 0), S_OK);
      assert_hr (wait_for (call, INFINITE), S_OK);
    }
}
END_TEST

static gpointer
answer_later (gpointer data)
{
  g_usleep (2000);
  ck_assert (server_answer_next (data));
  return NULL;
}

/* 9 */
START_TEST (finish_waits_for_the_result)
{
  GThread *thread;
  LONG sum;

  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  thread = start (answer_later, server);
  assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
  ck_assert_int_eq (sum, 5);
  g_thread_join (thread);
}
END_TEST

/* 10 */
START_TEST (success_code_comes_with_its_results)
{
  LONG sum;

  server->manner = AT_ONCE;
  server->result = S_FALSE;
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_hr (AsyncITally_Finish_Add (call, &sum), S_FALSE);
  ck_assert_int_eq (sum, 5);
}
END_TEST

/* 11 */
START_TEST (failure_of_the_method_comes_from_finish)
{
  LONG sum = 1;

  server->manner = AT_ONCE;
  server->result = STG_E_MEDIUMFULL;
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_hr (wait_for (call, INFINITE), S_OK);
  assert_hr (AsyncITally_Finish_Add (call, &sum), STG_E_MEDIUMFULL);
  ck_assert_int_eq (sum, 0);
  server->result = S_OK;
  make_a_call (call);
}
END_TEST

/* 13 */
START_TEST (call_object_serves_call_after_call)
{
  LONG sum;

  for (LONG i = 0; i < 100; i++)
    {
      assert_hr (AsyncITally_Begin_Add (call, i, i), S_OK);
      assert_hr (wait_for (call, 0), RPC_E_TIMEOUT);
      server_answer_next (server);
      assert_hr (wait_for (call, 0), S_OK);
      assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
      ck_assert_int_eq (sum, 2 * i);
    }
}
END_TEST

START_TEST (event_stays_signaled_from_finish_to_the_next_begin)
{
  server->manner = AT_ONCE;
  make_a_call (call);
  assert_hr (wait_for (call, 0), S_OK);
  server->manner = HELD;
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_hr (wait_for (call, 0), RPC_E_TIMEOUT);
  server_answer_next (server);
}
END_TEST

/* 15 */
START_TEST (parameters_go_in_with_begin_and_out_with_finish)
{
  LONG in = 10;
  LONG out = -1, c;

  assert_hr (AsyncITally_Begin_Mix (call, 3, &in), S_OK);
  ck_assert_int_eq (in, 10);
  in = 99;
  server_answer_next (server);
  assert_hr (AsyncITally_Finish_Mix (call, &out, &c), S_OK);
  ck_assert_int_eq (in, 99);
  ck_assert_int_eq (out, 7);
  ck_assert_int_eq (c, 10);
}
END_TEST

START_TEST (parameters_on_the_heap_go_through)
{
  g_autoptr (AsyncISpell) spell = spell_call (server);
  guchar word[] = "beck ";
  guchar *text;

  assert_hr (AsyncISpell_Begin_Repeat (spell, word, 2), S_OK);
  word[0] = 'p';
  server_answer_next (server);
  assert_hr (AsyncISpell_Finish_Repeat (spell, &text), S_OK);
  ck_assert_str_eq ((char *) text, "beck beck ");
  CoTaskMemFree (text);
}
END_TEST

START_TEST (one_object_serves_different_methods)
{
  LONG sum, b = 3;

  server->manner = AT_ONCE;
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
  assert_hr (AsyncITally_Begin_Mix (call, 2, &b), S_OK);
  assert_hr (AsyncITally_Finish_Add (call, &sum), RPC_E_CALL_COMPLETE);
  assert_hr (AsyncITally_Finish_Mix (call, &b, &sum), S_OK);
}
END_TEST

/* While one Finish_ waits, the call is finished by another and the next one begun. */
static void
overtake (gpointer unused)
{
  LONG sum;

  server_answer_next (server);
  assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
  assert_hr (AsyncITally_Begin_Add (call, 20, 30), S_OK);
}

START_TEST (finish_that_was_overtaken_does_not_take_the_next_call)
{
  LONG sum;

  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_hr (beck_apartment_post (beck_apartment_current (), overtake, NULL, NULL), S_OK);
  assert_hr (AsyncITally_Finish_Add (call, &sum), RPC_E_CALL_COMPLETE);
  server_answer_next (server);
  assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
  ck_assert_int_eq (sum, 50);
}
END_TEST

START_TEST (unknown_wait_flags_are_invalid)
{
  g_autoptr (ISynchronize) sync = sync_of (call);

  assert_hr (ISynchronize_Wait (sync, 0x20, 0), E_INVALIDARG);
  assert_hr (ISynchronize_Wait (sync, 0x1f, 0), RPC_E_TIMEOUT);
}
END_TEST

START_TEST (get_handle_needs_a_place)
{
  assert_hr (get_handle (call, NULL), E_INVALIDARG);
}
END_TEST

START_TEST (handle_follows_the_call)
{
  HANDLE handle;

  assert_hr (get_handle (call, &handle), S_OK);
  for (int i = 0; i < 3; i++)
    {
      assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
      ck_assert (!is_readable (handle));
      if (i == 1)
        assert_hr (cancel (call, 0), S_OK);
      server_answer_next (server);
      ck_assert (is_readable (handle));
      AsyncITally_Finish_Add (call, &(LONG){ 0 });
      ck_assert (is_readable (handle));
    }
  assert_hr (reset (call), S_OK);
  ck_assert (!is_readable (handle));
}
END_TEST

START_TEST (signal_by_the_client_does_not_complete_the_call)
{
  g_autoptr (ISynchronize) sync = sync_of (call);
  GThread *thread;
  LONG sum;

  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_hr (ISynchronize_Signal (sync), S_OK);
  thread = start (answer_later, server);
  assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
  ck_assert_int_eq (sum, 5);
  g_thread_join (thread);
}
END_TEST

START_TEST (reset_of_a_completed_call_hides_it_from_wait_only)
{
  LONG sum;

  server->manner = AT_ONCE;
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_hr (reset (call), S_OK);
  assert_hr (wait_for (call, 0), RPC_E_TIMEOUT);
  assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
}
END_TEST

/* --- the server's side --- */

/* 4.2 step 9 */
START_TEST (failing_begin_starts_no_call)
{
  server->manner = REFUSED;
  server->result = E_ACCESSDENIED;
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), E_ACCESSDENIED);
  assert_hr (AsyncITally_Finish_Add (call, &(LONG){ 0 }), RPC_E_CALL_COMPLETE);
  assert_hr (wait_for (call, 0), RPC_E_TIMEOUT);
  ck_assert_int_eq (atomic_load (&server->n_cleared), 1);
  server->manner = AT_ONCE;
  server->result = S_OK;
  make_a_call (call);
}
END_TEST

START_TEST (job_that_nobody_is_left_to_answer_fails)
{
  LONG sum = 1;

  server->manner = DROPPED;
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_hr (AsyncITally_Finish_Add (call, &sum), RPC_E_SERVERFAULT);
  ck_assert_int_eq (sum, 0);
}
END_TEST

static HRESULT
forget (BeckJob *job)
{
  return E_PENDING;
}

START_TEST (work_that_promises_an_answer_and_forgets_it_fails)
{
  server->manner = ON_POOL;
  server->work = forget;
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_hr (AsyncITally_Finish_Add (call, &(LONG){ 0 }), RPC_E_SERVERFAULT);
}
END_TEST

static HRESULT
answer_by_itself (BeckJob *job)
{
  ck_assert (beck_job_complete (job, server_answer (job)));
  return E_PENDING;
}

START_TEST (work_may_complete_the_call_itself)
{
  server->manner = ON_POOL;
  server->work = answer_by_itself;
  make_a_call (call);
}
END_TEST

static BeckJob *passed_job;
static Gate passed;

static HRESULT
pass_on (BeckJob *job)
{
  passed_job = beck_job_ref (job);
  gate_open (&passed);
  return E_PENDING;
}

START_TEST (work_may_pass_the_job_on)
{
  LONG sum;

  server->manner = ON_POOL;
  server->work = pass_on;
  gate_shut (&passed);
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  gate_pass (&passed);
  ck_assert (!beck_job_is_cancelled (passed_job));
  ck_assert (job_answer (passed_job));
  assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
  ck_assert_int_eq (sum, 5);
}
END_TEST

START_TEST (first_completion_counts)
{
  BeckJob *job;

  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  job = server_take (server);
  ck_assert (beck_job_complete (job, S_FALSE));
  ck_assert (!beck_job_complete (job, E_FAIL));
  ck_assert (!beck_job_complete (job, S_OK));
  beck_job_unref (job);
  assert_hr (AsyncITally_Finish_Add (call, &(LONG){ 0 }), S_FALSE);
}
END_TEST

START_TEST (completed_job_needs_no_more_work)
{
  BeckJob *job;

  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  job = server_take (server);
  ck_assert (!beck_job_is_cancelled (job));
  beck_job_complete (job, S_OK);
  ck_assert (beck_job_is_cancelled (job));
  beck_job_unref (job);
}
END_TEST

START_TEST (job_knows_its_server)
{
  BeckJob *job;

  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  job = server_take (server);
  ck_assert_ptr_eq (beck_job_get_server (job), server);
  job_answer (job);
}
END_TEST

/* While the server has a job, the fields of it stay, whatever becomes of the call. */
START_TEST (fields_stay_while_client_or_server_need_them)
{
  BeckJob *job;

  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  job = server_take (server);
  beck_job_complete (job, server_answer (job));
  assert_hr (AsyncITally_Finish_Add (call, &(LONG){ 0 }), S_OK);
  ck_assert_int_eq (atomic_load (&server->n_cleared), 0);
  beck_job_unref (job);
  ck_assert_int_eq (atomic_load (&server->n_cleared), 1);
}
END_TEST

START_TEST (next_call_begins_while_the_server_still_has_the_last_job)
{
  BeckJob *first, *second;
  LONG sum;

  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  first = server_take (server);
  beck_job_complete (first, server_answer (first));
  assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
  assert_hr (AsyncITally_Begin_Add (call, 20, 30), S_OK);
  second = server_take (server);
  ck_assert_ptr_ne (first, second);
  ck_assert (!job_answer (first));
  assert_hr (test_cancel (call), RPC_S_CALLPENDING);
  ck_assert (job_answer (second));
  assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
  ck_assert_int_eq (sum, 50);
  ck_assert_int_eq (atomic_load (&server->n_cleared), 2);
}
END_TEST

Suite *
begin_finish_suite (void)
{
  Suite *suite = suite_create ("begin-finish");
  TCase *tc_client = tcase_create ("client");
  TCase *tc_server = tcase_create ("server");

  tcase_add_checked_fixture (tc_client, set_up, tear_down);
  tcase_add_test (tc_client, finish_of_an_idle_call_is_refused);
  tcase_add_test (tc_client, second_begin_is_refused_and_the_first_call_is_unaffected);
  tcase_add_test (tc_client, begin_returns_before_the_server_has_finished);
  tcase_add_test (tc_client, wait_times_out_and_later_succeeds_again_and_again);
  tcase_add_test (tc_client, finish_waits_for_the_result);
  tcase_add_test (tc_client, success_code_comes_with_its_results);
  tcase_add_test (tc_client, failure_of_the_method_comes_from_finish);
  tcase_add_test (tc_client, call_object_serves_call_after_call);
  tcase_add_test (tc_client, event_stays_signaled_from_finish_to_the_next_begin);
  tcase_add_test (tc_client, parameters_go_in_with_begin_and_out_with_finish);
  tcase_add_test (tc_client, parameters_on_the_heap_go_through);
  tcase_add_test (tc_client, one_object_serves_different_methods);
  tcase_add_test (tc_client, finish_that_was_overtaken_does_not_take_the_next_call);
  tcase_add_test (tc_client, unknown_wait_flags_are_invalid);
  tcase_add_test (tc_client, get_handle_needs_a_place);
  tcase_add_test (tc_client, handle_follows_the_call);
  tcase_add_test (tc_client, signal_by_the_client_does_not_complete_the_call);
  tcase_add_test (tc_client, reset_of_a_completed_call_hides_it_from_wait_only);
  suite_add_tcase (suite, tc_client);

  tcase_add_checked_fixture (tc_server, set_up, tear_down);
  tcase_add_test (tc_server, failing_begin_starts_no_call);
  tcase_add_test (tc_server, job_that_nobody_is_left_to_answer_fails);
  tcase_add_test (tc_server, work_that_promises_an_answer_and_forgets_it_fails);
  tcase_add_test (tc_server, work_may_complete_the_call_itself);
  tcase_add_test (tc_server, work_may_pass_the_job_on);
  tcase_add_test (tc_server, first_completion_counts);
  tcase_add_test (tc_server, completed_job_needs_no_more_work);
  tcase_add_test (tc_server, job_knows_its_server);
  tcase_add_test (tc_server, fields_stay_while_client_or_server_need_them);
  tcase_add_test (tc_server, next_call_begins_while_the_server_still_has_the_last_job);
  suite_add_tcase (suite, tc_server);
  return suite;
}

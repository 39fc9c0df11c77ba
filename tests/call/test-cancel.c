/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Cancellation of asynchronous calls: what the client sees, and what the server learns. The
 * numbers are those of spec/com.md 8.2.
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
  gate_open (&server->gate);
  while (atomic_load (&server->n_held) > 0)
    server_answer_next (server);
  let_go (&call);
  server_unref (server);
  leave_sta ();
}

static void
begin (void)
{
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
}

static HRESULT
finish (void)
{
  LONG sum = -1;
  HRESULT hr = AsyncITally_Finish_Add (call, &sum);

  ck_assert_int_eq (sum, SUCCEEDED (hr) ? 5 : 0);
  return hr;
}

/* --- the client's side --- */

/* 24 */
START_TEST (cancelled_call_is_over_for_its_client)
{
  begin ();
  assert_hr (cancel (call, 0), S_OK);
  assert_hr (wait_for (call, 0), S_OK);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
}
END_TEST

/* 25 */
START_TEST (cancelled_call_must_be_finished_before_the_next)
{
  begin ();
  assert_hr (cancel (call, 0), S_OK);
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), RPC_S_CALLPENDING);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
  begin ();
  server_answer_next (server);
  server_answer_next (server);
  assert_hr (finish (), S_OK);
}
END_TEST

/* 26 */
START_TEST (second_cancel_says_that_there_was_a_first)
{
  begin ();
  assert_hr (cancel (call, 0), S_OK);
  assert_hr (cancel (call, 0), RPC_E_CALL_CANCELED);
  assert_hr (cancel (call, 5), RPC_E_CALL_CANCELED);
}
END_TEST

START_TEST (cancel_comes_too_late_for_a_completed_call)
{
  begin ();
  server_answer_next (server);
  assert_hr (cancel (call, 0), RPC_E_CALL_COMPLETE);
  assert_hr (cancel (call, 5), RPC_E_CALL_COMPLETE);
  assert_hr (finish (), S_OK);
}
END_TEST

static gpointer
let_worker_go (gpointer data)
{
  g_usleep (5000);
  gate_open (&server->gate);
  return NULL;
}

/* 27 */
START_TEST (server_that_uses_the_time_granted_gives_its_result)
{
  GThread *thread;

  server->manner = ON_POOL;
  gate_shut (&server->gate);
  begin ();
  thread = start (let_worker_go, NULL);
  assert_hr (cancel (call, 500), RPC_E_CALL_COMPLETE);
  assert_hr (finish (), S_OK);
  g_thread_join (thread);
}
END_TEST

START_TEST (server_that_does_not_use_it_is_let_go)
{
  gint64 begun = g_get_monotonic_time ();

  server->asks_to_be_told = TRUE;
  begin ();
  assert_hr (cancel (call, 1), S_OK);
  ck_assert_int_ge (g_get_monotonic_time () - begun, G_USEC_PER_SEC);
  ck_assert_int_eq (atomic_load (&server->n_told), 1);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
}
END_TEST

START_TEST (refused_begin_leaves_nothing_to_cancel)
{
  server->manner = REFUSED;
  server->result = E_FAIL;
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), E_FAIL);
  assert_hr (cancel (call, 0), RPC_E_CALL_COMPLETE);
}
END_TEST

START_TEST (finish_in_another_thread_is_freed)
{
  GThread *thread = NULL;

  for (int i = 0; i < 20; i++)
    {
      begin ();
      thread = g_thread_new ("finish", (GThreadFunc) (gpointer) finish, NULL);
      assert_hr (cancel (call, 0), S_OK);
      assert_hr (GPOINTER_TO_INT (g_thread_join (thread)), RPC_E_CALL_CANCELED);
    }
}
END_TEST

/* --- the server's side --- */

START_TEST (late_answer_reaches_nobody)
{
  BeckJob *job;

  begin ();
  job = server_take (server);
  assert_hr (cancel (call, 0), S_OK);
  ck_assert (beck_job_is_cancelled (job));
  ck_assert (!job_answer (job));
  assert_hr (finish (), RPC_E_CALL_CANCELED);
}
END_TEST

START_TEST (late_answer_does_not_reach_the_next_call)
{
  BeckJob *late;
  LONG sum;

  begin ();
  late = server_take (server);
  assert_hr (cancel (call, 0), S_OK);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
  assert_hr (AsyncITally_Begin_Add (call, 20, 30), S_OK);
  ck_assert (!job_answer (late));
  assert_hr (wait_for (call, 0), RPC_E_TIMEOUT);
  server_answer_next (server);
  assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
  ck_assert_int_eq (sum, 50);
}
END_TEST

/* A server may be late with one call after the other. */
START_TEST (many_late_servers_of_one_call_object)
{
  BeckJob *jobs[20];
  LONG sum;

  for (gsize i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      begin ();
      jobs[i] = server_take (server);
      assert_hr (cancel (call, 0), S_OK);
      assert_hr (finish (), RPC_E_CALL_CANCELED);
    }
  assert_hr (AsyncITally_Begin_Add (call, 20, 30), S_OK);
  for (gsize i = 0; i < G_N_ELEMENTS (jobs); i++)
    ck_assert (!job_answer (jobs[i]));
  ck_assert_int_eq (atomic_load (&server->n_cleared), (int) G_N_ELEMENTS (jobs));
  server_answer_next (server);
  assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
  ck_assert_int_eq (sum, 50);
}
END_TEST

START_TEST (server_is_told_once)
{
  server->asks_to_be_told = TRUE;
  begin ();
  assert_hr (cancel (call, 0), S_OK);
  assert_hr (cancel (call, 0), RPC_E_CALL_CANCELED);
  ck_assert_int_eq (atomic_load (&server->n_told), 1);
}
END_TEST

START_TEST (server_is_told_nothing_of_a_call_that_completes)
{
  server->asks_to_be_told = TRUE;
  begin ();
  server_answer_next (server);
  assert_hr (cancel (call, 0), RPC_E_CALL_COMPLETE);
  assert_hr (finish (), S_OK);
  ck_assert_int_eq (atomic_load (&server->n_told), 0);
}
END_TEST

/* More calls than the pool has threads, all of them kept, come first. */
#define N_KEPT 70

START_TEST (work_is_not_begun_for_a_cancelled_call)
{
  AsyncITally *others[N_KEPT];

  beck_pool_set_max_threads (1);
  server->manner = ON_POOL;
  gate_shut (&server->gate);
  for (int i = 0; i < N_KEPT; i++)
    {
      others[i] = tally_call (server);
      assert_hr (AsyncITally_Begin_Add (others[i], 2, 3), S_OK);
    }
  begin ();
  assert_hr (cancel (call, 0), S_OK);
  gate_open (&server->gate);
  for (int i = 0; i < N_KEPT; i++)
    {
      assert_hr (AsyncITally_Finish_Add (others[i], &(LONG){ 0 }), S_OK);
      let_go (&others[i]);
    }
  assert_hr (finish (), RPC_E_CALL_CANCELED);
  make_a_call (call);
  ck_assert_int_eq (atomic_load (&server->n_worked), N_KEPT + 1);
  beck_pool_set_max_threads (64);
}
END_TEST

/* --- a server that looks whether it shall go on --- */

static Gate working;
static Gate go_on;
static Gate worked;
static HRESULT seen_before, seen_after;

static HRESULT
look_twice (BeckJob *job)
{
  seen_before = CoTestCancel ();
  gate_open (&working);
  gate_pass (&go_on);
  seen_after = CoTestCancel ();
  gate_open (&worked);
  return server_answer (job);
}

static void
begin_looking (void)
{
  gate_shut (&working);
  gate_shut (&go_on);
  gate_shut (&worked);
  server->manner = ON_POOL;
  server->work = look_twice;
  begin ();
  gate_pass (&working);
}

static void
end_looking (void)
{
  gate_open (&go_on);
  gate_pass (&worked);
}

/* 34 */
START_TEST (server_sees_that_its_call_is_cancelled)
{
  begin_looking ();
  assert_hr (cancel (call, 0), S_OK);
  end_looking ();
  assert_hr (seen_before, RPC_S_CALLPENDING);
  assert_hr (seen_after, RPC_E_CALL_CANCELED);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
}
END_TEST

START_TEST (late_server_sees_it_after_finish_too)
{
  begin_looking ();
  assert_hr (cancel (call, 0), S_OK);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
  end_looking ();
  assert_hr (seen_after, RPC_E_CALL_CANCELED);
}
END_TEST

START_TEST (late_server_does_not_take_the_next_call_for_its_own)
{
  begin_looking ();
  assert_hr (cancel (call, 0), S_OK);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
  server->manner = HELD;
  begin ();
  end_looking ();
  assert_hr (seen_after, RPC_E_CALL_CANCELED);
  assert_hr (test_cancel (call), RPC_S_CALLPENDING);
}
END_TEST

START_TEST (server_that_is_granted_time_is_not_told_before_it_is_over)
{
  GThread *thread;

  begin_looking ();
  thread = start ((GThreadFunc) (gpointer) finish, NULL);
  gate_open (&go_on);
  assert_hr (cancel (call, (ULONG) RPC_C_CANCEL_INFINITE_TIMEOUT), RPC_E_CALL_COMPLETE);
  gate_pass (&worked);
  assert_hr (seen_after, RPC_S_CALLPENDING);
  assert_hr (GPOINTER_TO_INT (g_thread_join (thread)), S_OK);
}
END_TEST

Suite *
cancel_suite (void)
{
  Suite *suite = suite_create ("cancel");
  TCase *tc_client = tcase_create ("client");
  TCase *tc_server = tcase_create ("server");

  tcase_add_checked_fixture (tc_client, set_up, tear_down);
  tcase_add_test (tc_client, cancelled_call_is_over_for_its_client);
  tcase_add_test (tc_client, cancelled_call_must_be_finished_before_the_next);
  tcase_add_test (tc_client, second_cancel_says_that_there_was_a_first);
  tcase_add_test (tc_client, cancel_comes_too_late_for_a_completed_call);
  tcase_add_test (tc_client, server_that_uses_the_time_granted_gives_its_result);
  tcase_add_test (tc_client, server_that_does_not_use_it_is_let_go);
  tcase_add_test (tc_client, refused_begin_leaves_nothing_to_cancel);
  tcase_add_test (tc_client, finish_in_another_thread_is_freed);
  suite_add_tcase (suite, tc_client);

  tcase_add_checked_fixture (tc_server, set_up, tear_down);
  tcase_add_test (tc_server, late_answer_reaches_nobody);
  tcase_add_test (tc_server, late_answer_does_not_reach_the_next_call);
  tcase_add_test (tc_server, many_late_servers_of_one_call_object);
  tcase_add_test (tc_server, server_is_told_once);
  tcase_add_test (tc_server, server_is_told_nothing_of_a_call_that_completes);
  tcase_add_test (tc_server, work_is_not_begun_for_a_cancelled_call);
  tcase_add_test (tc_server, server_sees_that_its_call_is_cancelled);
  tcase_add_test (tc_server, late_server_sees_it_after_finish_too);
  tcase_add_test (tc_server, late_server_does_not_take_the_next_call_for_its_own);
  tcase_add_test (tc_server, server_that_is_granted_time_is_not_told_before_it_is_over);
  suite_add_tcase (suite, tc_server);
  return suite;
}

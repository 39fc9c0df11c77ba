/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Calls that nobody finishes (spec/com.md 3.4, last row, 8.1 item 14; design decision 5): they
 * run to their end, and what they leave behind is freed once.
 */

#include "suites.h"

static const guchar word[] = "beck ";

static Server *server;
static AsyncISpell *call;

static void
set_up (void)
{
  enter_sta ();
  server = server_new (HELD);
  call = spell_call (server);
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
  assert_hr (AsyncISpell_Begin_Repeat (call, word, 3), S_OK);
}

static int
n_cleared (void)
{
  return atomic_load (&server->n_cleared);
}

/* 14 */
START_TEST (call_runs_to_its_end_without_its_client)
{
  begin ();
  let_go (&call);
  ck_assert_int_eq (n_cleared (), 0);
  ck_assert (server_answer_next (server));
  ck_assert_int_eq (n_cleared (), 1);
}
END_TEST

START_TEST (result_that_nobody_takes_is_freed_with_the_call_object)
{
  begin ();
  server_answer_next (server);
  ck_assert_int_eq (n_cleared (), 0);
  let_go (&call);
  ck_assert_int_eq (n_cleared (), 1);
}
END_TEST

START_TEST (late_server_frees_what_its_cancelled_client_left)
{
  begin ();
  assert_hr (cancel (call, 0), S_OK);
  let_go (&call);
  ck_assert_int_eq (n_cleared (), 0);
  ck_assert (!server_answer_next (server));
  ck_assert_int_eq (n_cleared (), 1);
}
END_TEST

START_TEST (late_server_frees_what_the_next_call_does_not_need)
{
  guchar *text;

  begin ();
  assert_hr (cancel (call, 0), S_OK);
  assert_hr (AsyncISpell_Finish_Repeat (call, &text), RPC_E_CALL_CANCELED);
  ck_assert_ptr_null (text);
  begin ();
  ck_assert (!server_answer_next (server));
  ck_assert_int_eq (n_cleared (), 1);
  ck_assert (server_answer_next (server));
  let_go (&call);
  ck_assert_int_eq (n_cleared (), 2);
}
END_TEST

START_TEST (failed_result_is_freed)
{
  guchar *text = (guchar *) &text;

  server->manner = AT_ONCE;
  server->result = E_FAIL;
  begin ();
  assert_hr (AsyncISpell_Finish_Repeat (call, &text), E_FAIL);
  ck_assert_ptr_null (text);
  ck_assert_int_eq (n_cleared (), 1);
}
END_TEST

START_TEST (arguments_of_a_refused_call_are_freed)
{
  server->manner = REFUSED;
  server->result = E_FAIL;
  assert_hr (AsyncISpell_Begin_Repeat (call, word, 3), E_FAIL);
  ck_assert_int_eq (n_cleared (), 1);
}
END_TEST

START_TEST (abandoned_calls_keep_their_server)
{
  Server *kept = server;
  BeckJob *job;

  begin ();
  let_go (&call);
  job = server_take (server);
  ck_assert_uint_eq (count_of (&server->tally), 2);
  server_unref (server);
  ck_assert_uint_eq (count_of (&kept->tally), 1);
  ck_assert (job_answer (job));
  server = server_new (HELD);
}
END_TEST

START_TEST (work_of_an_abandoned_call_is_done)
{
  server->manner = ON_POOL;
  gate_shut (&server->gate);
  begin ();
  let_go (&call);
  gate_open (&server->gate);
  while (n_cleared () == 0)
    g_thread_yield ();
  ck_assert_int_eq (atomic_load (&server->n_worked), 1);
}
END_TEST

#define N_CALLS 10000
#define N_AT_ONCE 16

/* Three calls in ten are cancelled, and of all calls one in seven is left to itself. */
static void
end_call (AsyncISpell **ending, int i)
{
  guchar *text;
  HRESULT hr;

  if (*ending == NULL)
    return;
  if (i % 10 < 3)
    cancel (*ending, 0);
  if (i % 7 != 0)
    {
      hr = AsyncISpell_Finish_Repeat (*ending, &text);
      if (hr != RPC_E_CALL_CANCELED)
        ck_assert_str_eq ((char *) text, "beck beck beck ");
      CoTaskMemFree (text);
    }
  let_go (ending);
}

START_TEST (ten_thousand_calls_leave_nothing)
{
  AsyncISpell *calls[N_AT_ONCE] = { NULL };

  server->manner = ON_POOL;
  for (int i = 0; i < N_CALLS; i++)
    {
      AsyncISpell **slot = &calls[i % N_AT_ONCE];

      end_call (slot, i);
      *slot = spell_call (server);
      assert_hr (AsyncISpell_Begin_Repeat (*slot, word, 3), S_OK);
    }
  for (int i = 0; i < N_AT_ONCE; i++)
    end_call (&calls[i], i);
  while (n_cleared () < N_CALLS)
    g_thread_yield ();
  ck_assert_int_eq (n_cleared (), N_CALLS);
}
END_TEST

Suite *
abandon_suite (void)
{
  Suite *suite = suite_create ("abandon");
  TCase *tc_one = tcase_create ("one");
  TCase *tc_many = tcase_create ("many");

  tcase_add_checked_fixture (tc_one, set_up, tear_down);
  tcase_add_test (tc_one, call_runs_to_its_end_without_its_client);
  tcase_add_test (tc_one, result_that_nobody_takes_is_freed_with_the_call_object);
  tcase_add_test (tc_one, late_server_frees_what_its_cancelled_client_left);
  tcase_add_test (tc_one, late_server_frees_what_the_next_call_does_not_need);
  tcase_add_test (tc_one, failed_result_is_freed);
  tcase_add_test (tc_one, arguments_of_a_refused_call_are_freed);
  tcase_add_test (tc_one, abandoned_calls_keep_their_server);
  tcase_add_test (tc_one, work_of_an_abandoned_call_is_done);
  suite_add_tcase (suite, tc_one);

  tcase_add_checked_fixture (tc_many, set_up, tear_down);
  tcase_set_timeout (tc_many, 60);
  tcase_add_test (tc_many, ten_thousand_calls_leave_nothing);
  suite_add_tcase (suite, tc_many);
  return suite;
}

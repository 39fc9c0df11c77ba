/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Two threads at one call object: what the table of spec/com.md 3.4 promises holds whichever of
 * them is first. */

#include "suites.h"

#include "outer.h"
#include "race.h"

#define ROUNDS 2000

static Server *server;
static AsyncITally *call;
static HRESULT one_hr, other_hr;
static LONG one_sum, other_sum;
static gboolean completed;

static void
set_up (void)
{
  server = server_new (HELD);
  call = tally_call (server);
}

static void
tear_down (void)
{
  while (atomic_load (&server->n_held) > 0)
    server_answer_next (server);
  let_go (&call);
  server_unref (server);
}

static void
begin (void)
{
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
}

static void
one_finishes (void)
{
  one_hr = AsyncITally_Finish_Add (call, &one_sum);
}

static void
other_finishes (void)
{
  other_hr = AsyncITally_Finish_Add (call, &other_sum);
}

static void
answer (void)
{
  completed = server_answer_next (server);
}

static void
one_cancels (void)
{
  one_hr = cancel (call, 0);
}

static void
other_cancels (void)
{
  other_hr = cancel (call, 0);
}

/* Exactly one of the two has @winner, and the other @loser. */
static void
assert_one_won (HRESULT winner, HRESULT loser)
{
  if (one_hr == winner)
    assert_hr (other_hr, loser);
  else
    assert_hr (other_hr, winner);
  assert_hr (one_hr == winner ? other_hr : one_hr, loser);
}

/* --- begin --- */

static void
one_begins (void)
{
  one_hr = AsyncITally_Begin_Add (call, 1, 1);
}

static void
other_begins (void)
{
  other_hr = AsyncITally_Begin_Add (call, 2, 2);
}

static void
check_begun (void)
{
  LONG sum;

  assert_one_won (S_OK, RPC_S_CALLPENDING);
  ck_assert_uint_eq (atomic_load (&server->n_held), 1);
  ck_assert (server_answer_next (server));
  assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
  ck_assert_int_eq (sum, one_hr == S_OK ? 2 : 4);
}

START_TEST (one_begin_wins)
{
  race_run (&(Race){ ROUNDS, NULL, one_begins, other_begins, check_begun });
}
END_TEST

/* --- completion, cancellation --- */

static void
check_completed_or_cancelled (void)
{
  LONG sum;
  HRESULT hr = AsyncITally_Finish_Add (call, &sum);

  assert_hr (one_hr, completed ? RPC_E_CALL_COMPLETE : S_OK);
  assert_hr (hr, completed ? S_OK : RPC_E_CALL_CANCELED);
  ck_assert_int_eq (sum, completed ? 5 : 0);
}

START_TEST (completion_or_cancellation_wins)
{
  race_run (&(Race){ ROUNDS, begin, one_cancels, answer, check_completed_or_cancelled });
}
END_TEST

static int n_cancelled;

static void
check_told (void)
{
  check_completed_or_cancelled ();
  n_cancelled += !completed;
  ck_assert_int_eq (atomic_load (&server->n_told), n_cancelled);
}

START_TEST (server_is_told_of_the_cancellation_that_won)
{
  n_cancelled = 0;
  server->asks_to_be_told = TRUE;
  race_run (&(Race){ ROUNDS, begin, one_cancels, answer, check_told });
}
END_TEST

static void
check_cancelled_once (void)
{
  assert_one_won (S_OK, RPC_E_CALL_CANCELED);
  ck_assert (!server_answer_next (server));
  assert_hr (AsyncITally_Finish_Add (call, &one_sum), RPC_E_CALL_CANCELED);
}

START_TEST (one_cancel_wins)
{
  race_run (&(Race){ ROUNDS, begin, one_cancels, other_cancels, check_cancelled_once });
}
END_TEST

static Outer *outer;
static int n_calls;

static void
check_signaled_once (void)
{
  n_calls++;
  ck_assert_int_eq (atomic_load (&outer->n_signals), n_calls);
  check_completed_or_cancelled ();
}

START_TEST (outer_object_is_told_once)
{
  outer = outer_new (&outer_class, server);
  let_go (&call);
  call = outer->call;
  n_calls = 0;
  race_run (&(Race){ ROUNDS, begin, one_cancels, answer, check_signaled_once });
  outer_unref (outer);
  call = NULL;
}
END_TEST

/* --- finish --- */

static void
begin_and_answer (void)
{
  begin ();
  answer ();
}

static void
check_finished_once (void)
{
  assert_one_won (S_OK, RPC_E_CALL_COMPLETE);
  ck_assert_int_eq (one_sum, one_hr == S_OK ? 5 : 0);
  ck_assert_int_eq (other_sum, other_hr == S_OK ? 5 : 0);
}

START_TEST (one_finish_gets_the_result)
{
  race_run (
      &(Race){ ROUNDS, begin_and_answer, one_finishes, other_finishes, check_finished_once });
}
END_TEST

static void
check_finished (void)
{
  assert_hr (one_hr, S_OK);
  ck_assert_int_eq (one_sum, 5);
}

START_TEST (finish_meets_completion)
{
  race_run (&(Race){ ROUNDS, begin, one_finishes, answer, check_finished });
}
END_TEST

static void
check_freed (void)
{
  assert_hr (one_hr, RPC_E_CALL_CANCELED);
  assert_hr (other_hr, S_OK);
  ck_assert (!server_answer_next (server));
}

START_TEST (finish_meets_cancel)
{
  race_run (&(Race){ ROUNDS, begin, one_finishes, other_cancels, check_freed });
}
END_TEST

/* --- the last reference --- */

static void
begin_new (void)
{
  let_go (&call);
  call = tally_call (server);
  begin ();
}

static void
release_call (void)
{
  let_go (&call);
}

static void
check_released (void)
{
  ck_assert (completed);
  ck_assert_uint_eq (count_of (&server->tally), 1);
  ck_assert_int_eq (atomic_exchange (&server->n_cleared, 0), 1);
}

START_TEST (last_release_meets_completion)
{
  let_go (&call);
  race_run (&(Race){ ROUNDS, begin_new, release_call, answer, check_released });
}
END_TEST

static BeckJob *job;

static void
begin_with_two_holders (void)
{
  begin ();
  job = beck_job_ref (server_take (server));
}

static void
drop_job (void)
{
  beck_job_unref (job);
}

static void
check_given_up (void)
{
  assert_hr (AsyncITally_Finish_Add (call, &one_sum), RPC_E_SERVERFAULT);
  ck_assert_int_eq (atomic_exchange (&server->n_cleared, 0), 1);
}

/* One of the two is the last, and neither knew before. */
START_TEST (holders_that_let_go_at_once_give_the_call_up)
{
  race_run (&(Race){ ROUNDS * 5, begin_with_two_holders, drop_job, drop_job, check_given_up });
}
END_TEST

/* --- a worker that is late --- */

static HRESULT
dawdle_and_answer (BeckJob *late)
{
  race_dawdle ();
  return server_answer (late);
}

START_TEST (late_worker_never_answers_a_later_call)
{
  server->manner = ON_POOL;
  server->work = dawdle_and_answer;
  for (LONG i = 0; i < ROUNDS; i++)
    {
      LONG sum;
      HRESULT hr;

      assert_hr (AsyncITally_Begin_Add (call, i, i), S_OK);
      race_dawdle ();
      if (i % 3 != 0)
        cancel (call, 0);
      hr = AsyncITally_Finish_Add (call, &sum);
      if (hr != RPC_E_CALL_CANCELED)
        assert_hr (hr, S_OK);
      ck_assert_int_eq (sum, hr == S_OK ? 2 * i : 0);
    }
}
END_TEST

/* --- synchronous calls --- */

static DWORD caller_id;
static Gate caller_is_known;

static void
call_synchronously (void)
{
  LONG sum;

  if (caller_id == 0)
    {
      assert_hr (CoEnableCallCancellation (NULL), S_OK);
      caller_id = (DWORD) gettid ();
      gate_open (&caller_is_known);
    }
  other_hr = ITally_Add (&server->tally, 2, 3, &sum);
  ck_assert_int_eq (sum, other_hr == S_OK ? 5 : 0);
}

static void
cancel_caller (void)
{
  gate_pass (&caller_is_known);
  one_hr = CoCancelCall (caller_id, 0);
}

static void
check_synchronous_call (void)
{
  if (one_hr == S_OK)
    assert_hr (other_hr, RPC_E_CALL_CANCELED);
  else
    assert_hr (other_hr, S_OK);
}

START_TEST (cancel_by_thread_meets_the_end_of_the_call)
{
  caller_id = 0;
  gate_shut (&caller_is_known);
  server->manner = ON_POOL;
  server->work = dawdle_and_answer;
  race_run (
      &(Race){ ROUNDS, NULL, cancel_caller, call_synchronously, check_synchronous_call });
}
END_TEST

Suite *
call_races_suite (void)
{
  Suite *suite = suite_create ("call-races");
  TCase *tc = tcase_create ("call");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_set_timeout (tc, 30);
  tcase_add_test (tc, one_begin_wins);
  tcase_add_test (tc, completion_or_cancellation_wins);
  tcase_add_test (tc, server_is_told_of_the_cancellation_that_won);
  tcase_add_test (tc, one_cancel_wins);
  tcase_add_test (tc, outer_object_is_told_once);
  tcase_add_test (tc, one_finish_gets_the_result);
  tcase_add_test (tc, finish_meets_completion);
  tcase_add_test (tc, finish_meets_cancel);
  tcase_add_test (tc, last_release_meets_completion);
  tcase_add_test (tc, holders_that_let_go_at_once_give_the_call_up);
  tcase_add_test (tc, late_worker_never_answers_a_later_call);
  tcase_add_test (tc, cancel_by_thread_meets_the_end_of_the_call);
  suite_add_tcase (suite, tc);
  return suite;
}

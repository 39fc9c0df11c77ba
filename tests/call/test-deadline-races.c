/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Deadlines that pass, are set or are forgotten while something else happens to the call. */

#include "suites.h"

#include "race.h"

#define ROUNDS 500

/* A deadline that comes while a race is run, or not long after. */
#define SOON 30

static Server *server;
static AsyncITally *call;
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
set_deadline (gint64 after)
{
  assert_hr (beck_call_set_deadline ((IUnknown *) call, g_get_monotonic_time () + after), S_OK);
}

static void
begin (void)
{
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
}

static void
answer (void)
{
  completed = server_answer_next (server);
}

/* --- its passing --- */

static void
begin_with_deadline (void)
{
  set_deadline (SOON);
  begin ();
}

static void
wait_a_little (void)
{
  while (wait_for (call, 0) != S_OK)
    race_dawdle ();
}

static void
check_either (void)
{
  LONG sum;

  assert_hr (AsyncITally_Finish_Add (call, &sum), completed ? S_OK : RPC_E_CALL_CANCELED);
  ck_assert_int_eq (sum, completed ? 5 : 0);
}

START_TEST (deadline_meets_completion)
{
  race_run (&(Race){ ROUNDS, begin_with_deadline, wait_a_little, answer, check_either });
}
END_TEST

static void
release_call (void)
{
  let_go (&call);
}

static void
begin_new_with_deadline (void)
{
  call = tally_call (server);
  begin_with_deadline ();
}

START_TEST (deadline_meets_the_last_release_and_completion)
{
  let_go (&call);
  race_run (&(Race){ ROUNDS, begin_new_with_deadline, release_call, answer, NULL });
}
END_TEST

/* --- setting it --- */

static void
set_deadline_soon (void)
{
  set_deadline (SOON);
}

static void
check_cancelled (void)
{
  assert_hr (AsyncITally_Finish_Add (call, &(LONG){ 0 }), RPC_E_CALL_CANCELED);
  ck_assert (!server_answer_next (server));
}

START_TEST (deadline_that_is_set_while_a_call_begins_holds)
{
  race_run (&(Race){ ROUNDS, NULL, begin, set_deadline_soon, check_cancelled });
}
END_TEST

static void
set_deadline_later (void)
{
  set_deadline (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC);
}

static void
set_no_deadline (void)
{
  assert_hr (beck_call_set_deadline ((IUnknown *) call, -1), S_OK);
}

static void
check_not_cancelled (void)
{
  ck_assert (server_answer_next (server));
  assert_hr (AsyncITally_Finish_Add (call, &(LONG){ 0 }), S_OK);
}

static void
begin_with_deadline_later (void)
{
  set_deadline_later ();
  begin ();
}

/* Whichever is set last is far away. */
START_TEST (deadlines_replaced_by_two_threads_leave_one)
{
  race_run (&(Race){ ROUNDS, begin_with_deadline_later, set_deadline_later, set_no_deadline,
                     check_not_cancelled });
}
END_TEST

/* The server has completed the call and not yet left the function that does it, while its
 * client has finished it and begun the next, which has a deadline of its own. */
static void
finish_and_begin_next (void)
{
  while (test_cancel (call) == RPC_S_CALLPENDING)
    beck_cpu_relax ();
  assert_hr (AsyncITally_Finish_Add (call, &(LONG){ 0 }), S_OK);
  set_deadline (SOON);
  begin ();
}

START_TEST (end_of_a_call_does_not_take_the_next_ones_deadline)
{
  race_run (&(Race){ ROUNDS * 4, begin_with_deadline_later, finish_and_begin_next, answer,
                     check_cancelled });
}
END_TEST

/* --- deadlines among themselves --- */

static AsyncITally *other_call;

static void
begin_other (void)
{
  assert_hr (beck_call_set_deadline ((IUnknown *) other_call, g_get_monotonic_time () + SOON), S_OK);
  assert_hr (AsyncITally_Begin_Add (other_call, 2, 3), S_OK);
}

static void
check_both_cancelled (void)
{
  assert_hr (AsyncITally_Finish_Add (call, &(LONG){ 0 }), RPC_E_CALL_CANCELED);
  assert_hr (AsyncITally_Finish_Add (other_call, &(LONG){ 0 }), RPC_E_CALL_CANCELED);
  ck_assert (!server_answer_next (server));
  ck_assert (!server_answer_next (server));
}

START_TEST (deadlines_of_two_threads_both_hold)
{
  other_call = tally_call (server);
  race_run (&(Race){ ROUNDS, NULL, begin_with_deadline, begin_other, check_both_cancelled });
  let_go (&other_call);
}
END_TEST

Suite *
deadline_races_suite (void)
{
  Suite *suite = suite_create ("deadline-races");
  TCase *tc = tcase_create ("deadline");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_set_timeout (tc, 30);
  tcase_add_test (tc, deadline_meets_completion);
  tcase_add_test (tc, deadline_meets_the_last_release_and_completion);
  tcase_add_test (tc, deadline_that_is_set_while_a_call_begins_holds);
  tcase_add_test (tc, deadlines_replaced_by_two_threads_leave_one);
  tcase_add_test (tc, end_of_a_call_does_not_take_the_next_ones_deadline);
  tcase_add_test (tc, deadlines_of_two_threads_both_hold);
  suite_add_tcase (suite, tc);
  return suite;
}

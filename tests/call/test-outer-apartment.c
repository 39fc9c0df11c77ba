/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* In which apartment an outer object is told that a call is over (spec/com.md 3.6). */

#include "suites.h"

#include "outer.h"

static Server *server;
static Outer *outer;

static void
set_up (void)
{
  server = server_new (ON_POOL);
}

static void
tear_down (void)
{
  g_clear_pointer (&outer, outer_unref);
  server_unref (server);
}

static void
begin (const BeckClass *klass)
{
  outer = outer_new (klass, server);
  assert_hr (AsyncITally_Begin_Add (outer->call, 2, 3), S_OK);
}

/* The server has dropped its job, so that it has done all it does. */
static void
wait_until_answered (void)
{
  while (atomic_load (&server->n_worked) == 0 || atomic_load (&server->n_cleared) == 0)
    g_thread_yield ();
}

static HRESULT
finish (void)
{
  LONG sum;

  return AsyncITally_Finish_Add (outer->call, &sum);
}

/* The thread does not serve its apartment, and so hears nothing; then it does. */
static void
hear_in_sta (void)
{
  begin (&outer_class);
  g_usleep (20000);
  ck_assert_int_eq (atomic_load (&outer->n_signals), 0);
  assert_hr (wait_for (outer->call, INFINITE), S_OK);
  ck_assert_int_eq (atomic_load (&outer->n_signals), 1);
  ck_assert_ptr_eq (outer->signaller, g_thread_self ());
  assert_hr (finish (), S_OK);
}

START_TEST (outer_object_of_an_sta_is_told_there)
{
  in_sta (hear_in_sta);
}
END_TEST

static void
hear_while_finishing (void)
{
  begin (&outer_class);
  assert_hr (finish (), S_OK);
  ck_assert_ptr_eq (outer->signaller, g_thread_self ());
}

START_TEST (finish_serves_the_apartment_that_is_to_be_told)
{
  in_sta (hear_while_finishing);
}
END_TEST

static void
hear_while_polling (void)
{
  begin (&outer_class);
  while (FAILED (wait_for (outer->call, 0)))
    g_thread_yield ();
  ck_assert_ptr_eq (outer->signaller, g_thread_self ());
  assert_hr (finish (), S_OK);
}

START_TEST (polling_serves_the_apartment_too)
{
  in_sta (hear_while_polling);
}
END_TEST

static void
hear_in_main_loop (void)
{
  begin (&outer_class);
  while (atomic_load (&outer->n_signals) == 0)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  ck_assert_ptr_eq (outer->signaller, g_thread_self ());
  assert_hr (finish (), S_OK);
}

START_TEST (main_loop_serves_the_apartment_too)
{
  in_sta (hear_in_main_loop);
}
END_TEST

static gpointer
cancel_thread (gpointer call)
{
  assert_hr (cancel (call, 0), S_OK);
  return NULL;
}

static void
hear_of_cancel (void)
{
  gate_shut (&server->gate);
  begin (&outer_class);
  g_thread_join (start (cancel_thread, outer->call));
  ck_assert_int_eq (atomic_load (&outer->n_signals), 0);
  assert_hr (wait_for (outer->call, INFINITE), S_OK);
  ck_assert_int_eq (atomic_load (&outer->n_signals), 1);
  ck_assert_ptr_eq (outer->signaller, g_thread_self ());
  assert_hr (finish (), RPC_E_CALL_CANCELED);
  gate_open (&server->gate);
}

START_TEST (outer_object_of_an_sta_is_told_there_of_a_cancellation)
{
  in_sta (hear_of_cancel);
}
END_TEST

static void
hear_at_once (void)
{
  server->manner = HELD;
  begin (&outer_class);
  server_answer_next (server);
  ck_assert_int_eq (atomic_load (&outer->n_signals), 1);
  assert_hr (finish (), S_OK);
}

START_TEST (completion_on_the_stas_own_thread_tells_at_once)
{
  in_sta (hear_at_once);
}
END_TEST

static void
hear_elsewhere (void)
{
  begin (&agile_outer_class);
  while (atomic_load (&outer->n_signals) == 0)
    g_thread_yield ();
  ck_assert_ptr_ne (outer->signaller, g_thread_self ());
  assert_hr (finish (), S_OK);
}

START_TEST (agile_outer_object_is_told_on_any_thread)
{
  in_sta (hear_elsewhere);
}
END_TEST

static void
hear_in_mta (void)
{
  begin (&outer_class);
  while (atomic_load (&outer->n_signals) == 0)
    g_thread_yield ();
  ck_assert_ptr_ne (outer->signaller, g_thread_self ());
  assert_hr (finish (), S_OK);
}

START_TEST (outer_object_of_the_mta_is_told_on_any_thread)
{
  in_mta (hear_in_mta);
}
END_TEST

static void
leave_pending (void)
{
  gate_shut (&server->gate);
  begin (&outer_class);
}

START_TEST (call_outlives_the_apartment_of_its_outer_object)
{
  in_sta (leave_pending);
  gate_open (&server->gate);
  assert_hr (finish (), S_OK);
  ck_assert_int_eq (atomic_load (&outer->n_signals), 0);
  ck_assert_int_eq (atomic_load (&outer->n_resets), 1);
}
END_TEST

static void
leave_told (void)
{
  begin (&outer_class);
  while (count_of (BECK_UNKNOWN (outer)) < 2)
    g_thread_yield ();
  while (test_cancel (outer->call) != RPC_E_CALL_COMPLETE)
    g_thread_yield ();
  g_usleep (1000);
}

/* What is posted to an apartment runs before it ends, or not at all; either way the call ends. */
START_TEST (call_that_completes_as_the_apartment_ends_is_over)
{
  for (int i = 0; i < 50; i++)
    {
      in_sta (leave_told);
      assert_hr (finish (), S_OK);
      ck_assert_int_le (atomic_load (&outer->n_signals), 1);
      g_clear_pointer (&outer, outer_unref);
    }
}
END_TEST

static void
abandon (void)
{
  begin (&outer_class);
  g_clear_pointer (&outer, outer_unref);
}

START_TEST (abandoned_outer_object_of_an_sta_is_freed)
{
  in_sta (abandon);
  wait_until_answered ();
}
END_TEST

Suite *
outer_apartment_suite (void)
{
  Suite *suite = suite_create ("outer-apartment");
  TCase *tc_sta = tcase_create ("sta");
  TCase *tc_direct = tcase_create ("direct");
  TCase *tc_end = tcase_create ("end");

  tcase_add_checked_fixture (tc_sta, set_up, tear_down);
  tcase_add_test (tc_sta, outer_object_of_an_sta_is_told_there);
  tcase_add_test (tc_sta, finish_serves_the_apartment_that_is_to_be_told);
  tcase_add_test (tc_sta, polling_serves_the_apartment_too);
  tcase_add_test (tc_sta, main_loop_serves_the_apartment_too);
  tcase_add_test (tc_sta, outer_object_of_an_sta_is_told_there_of_a_cancellation);
  suite_add_tcase (suite, tc_sta);

  tcase_add_checked_fixture (tc_direct, set_up, tear_down);
  tcase_add_test (tc_direct, completion_on_the_stas_own_thread_tells_at_once);
  tcase_add_test (tc_direct, agile_outer_object_is_told_on_any_thread);
  tcase_add_test (tc_direct, outer_object_of_the_mta_is_told_on_any_thread);
  suite_add_tcase (suite, tc_direct);

  tcase_add_checked_fixture (tc_end, set_up, tear_down);
  tcase_add_test (tc_end, call_outlives_the_apartment_of_its_outer_object);
  tcase_add_test (tc_end, call_that_completes_as_the_apartment_ends_is_over);
  tcase_add_test (tc_end, abandoned_outer_object_of_an_sta_is_freed);
  suite_add_tcase (suite, tc_end);
  return suite;
}

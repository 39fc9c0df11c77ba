/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* beck_call_connect_cancellable(), for those who wait by other means. */

#include "suites.h"

#include "actor.h"
#include "gate.h"
#include "scene.h"

static AsyncIPipeLong *call;
static GCancellable *cancellable;

static void
set_up (void)
{
  call = gate_call_new ();
  cancellable = g_cancellable_new ();
}

static void
tear_down (void)
{
  g_object_unref (cancellable);
  call->lpVtbl->Release (call);
}

static gulong
connect_call (void)
{
  return beck_call_connect_cancellable ((IUnknown *) call, cancellable);
}

static void
cancel_now (gpointer unused)
{
  g_cancellable_cancel (cancellable);
}

START_TEST (cancellable_cancels_the_call)
{
  gulong id = connect_call ();

  ck_assert_uint_ne (id, 0);
  gate_begin (call);
  cancel_now (NULL);
  assert_hr (gate_finish (call), RPC_E_CALL_CANCELED);
  beck_call_disconnect_cancellable (cancellable, id);
}
END_TEST

START_TEST (call_is_cancelled_on_the_thread_that_triggers)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);
  gulong id = connect_call ();

  gate_begin (call);
  actor_do (actor, cancel_now, NULL);
  ck_assert_ptr_nonnull (gate_cancelled_by (call));
  ck_assert_ptr_ne (gate_cancelled_by (call), g_thread_self ());
  assert_hr (gate_finish (call), RPC_E_CALL_CANCELED);
  beck_call_disconnect_cancellable (cancellable, id);
  actor_free (actor);
}
END_TEST

START_TEST (blocked_finish_is_ended)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);
  gulong id = connect_call ();

  gate_begin (call);
  actor_start (actor, cancel_now, NULL);
  assert_hr (gate_finish (call), RPC_E_CALL_CANCELED);
  actor_wait (actor);
  beck_call_disconnect_cancellable (cancellable, id);
  actor_free (actor);
}
END_TEST

START_TEST (cancelled_cancellable_cancels_at_once)
{
  gate_begin (call);
  cancel_now (NULL);
  ck_assert_uint_eq (connect_call (), 0);
  assert_hr (gate_finish (call), RPC_E_CALL_CANCELED);
}
END_TEST

START_TEST (idle_call_object_is_not_touched)
{
  gulong id = connect_call ();

  cancel_now (NULL);
  gate_begin (call);
  gate_open (call, S_OK);
  assert_hr (gate_finish (call), S_OK);
  ck_assert_int_eq (gate_count_cancelled (call), 0);
  beck_call_disconnect_cancellable (cancellable, id);
}
END_TEST

START_TEST (completed_call_keeps_its_result)
{
  gulong id = connect_call ();

  gate_begin (call);
  gate_open (call, S_FALSE);
  cancel_now (NULL);
  assert_hr (gate_finish (call), S_FALSE);
  beck_call_disconnect_cancellable (cancellable, id);
}
END_TEST

START_TEST (disconnected_call_is_not_cancelled)
{
  beck_call_disconnect_cancellable (cancellable, connect_call ());
  gate_begin (call);
  cancel_now (NULL);
  ck_assert_int_eq (gate_count_cancelled (call), 0);
  gate_open (call, S_OK);
  assert_hr (gate_finish (call), S_OK);
}
END_TEST

START_TEST (connection_lasts_from_call_to_call)
{
  gulong id = connect_call ();

  gate_begin (call);
  gate_open (call, S_OK);
  assert_hr (gate_finish (call), S_OK);
  gate_begin (call);
  cancel_now (NULL);
  assert_hr (gate_finish (call), RPC_E_CALL_CANCELED);
  beck_call_disconnect_cancellable (cancellable, id);
}
END_TEST

START_TEST (object_that_is_no_call_is_not_connected)
{
  g_autoptr (ISynchronize) event = manual_event_new ();

  ck_assert_uint_eq (beck_call_connect_cancellable ((IUnknown *) event, cancellable), 0);
  beck_call_disconnect_cancellable (cancellable, 0);
  cancel_now (NULL);
}
END_TEST

START_TEST (connection_keeps_the_call_object)
{
  AsyncIPipeLong *other = gate_call_new ();
  gulong id = beck_call_connect_cancellable ((IUnknown *) other, cancellable);

  gate_begin (other);
  other->lpVtbl->Release (other);
  cancel_now (NULL);
  ck_assert_int_eq (gate_count_cancelled (other), 1);
  beck_call_disconnect_cancellable (cancellable, id);
}
END_TEST

START_TEST (end_of_the_cancellable_disconnects)
{
  GCancellable *other = g_cancellable_new ();
  AsyncIPipeLong *kept = gate_call_new ();

  beck_call_connect_cancellable ((IUnknown *) kept, other);
  kept->lpVtbl->AddRef (kept);
  ck_assert_uint_eq (kept->lpVtbl->Release (kept), 2);
  g_object_unref (other);
  ck_assert_uint_eq (kept->lpVtbl->Release (kept), 0);
}
END_TEST

/* ---- A cancellation that is under way ---- */

static atomic_int inside;
static atomic_int may_leave;
static atomic_int left;

static void
stay_inside (gpointer unused)
{
  atomic_store (&inside, 1);
  sleep_until (&may_leave);
  g_usleep (2000);
  atomic_store (&left, 1);
}

START_TEST (disconnecting_waits_for_a_cancellation_under_way)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);
  gulong id = connect_call ();

  atomic_store (&inside, 0);
  atomic_store (&may_leave, 0);
  atomic_store (&left, 0);
  gate_on_cancelled (call, stay_inside, NULL);
  gate_begin (call);
  actor_start (actor, cancel_now, NULL);
  sleep_until (&inside);
  assert_hr (gate_finish (call), RPC_E_CALL_CANCELED);
  atomic_store (&may_leave, 1);
  beck_call_disconnect_cancellable (cancellable, id);
  ck_assert_int_eq (atomic_load (&left), 1);
  actor_wait (actor);
  actor_free (actor);
}
END_TEST

START_TEST (cancellation_meets_completion)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);

  for (int i = 0; i < 1000; i++)
    {
      gulong id;
      HRESULT hr;

      g_cancellable_reset (cancellable);
      id = connect_call ();
      gate_begin (call);
      actor_start (actor, cancel_now, NULL);
      gate_open (call, S_FALSE);
      hr = gate_finish (call);
      ck_assert (hr == S_FALSE || hr == RPC_E_CALL_CANCELED);
      actor_wait (actor);
      beck_call_disconnect_cancellable (cancellable, id);
    }
  actor_free (actor);
}
END_TEST

Suite *
cancellable_suite (void)
{
  Suite *suite = suite_create ("cancellable");
  TCase *tc_connect = tcase_create ("connect");
  TCase *tc_race = tcase_create ("race");

  tcase_add_checked_fixture (tc_connect, set_up, tear_down);
  tcase_add_test (tc_connect, cancellable_cancels_the_call);
  tcase_add_test (tc_connect, call_is_cancelled_on_the_thread_that_triggers);
  tcase_add_test (tc_connect, blocked_finish_is_ended);
  tcase_add_test (tc_connect, cancelled_cancellable_cancels_at_once);
  tcase_add_test (tc_connect, idle_call_object_is_not_touched);
  tcase_add_test (tc_connect, completed_call_keeps_its_result);
  tcase_add_test (tc_connect, disconnected_call_is_not_cancelled);
  tcase_add_test (tc_connect, connection_lasts_from_call_to_call);
  tcase_add_test (tc_connect, object_that_is_no_call_is_not_connected);
  tcase_add_test (tc_connect, connection_keeps_the_call_object);
  tcase_add_test (tc_connect, end_of_the_cancellable_disconnects);
  suite_add_tcase (suite, tc_connect);

  tcase_add_checked_fixture (tc_race, set_up, tear_down);
  tcase_add_test (tc_race, disconnecting_waits_for_a_cancellation_under_way);
  tcase_add_test (tc_race, cancellation_meets_completion);
  suite_add_tcase (suite, tc_race);
  return suite;
}

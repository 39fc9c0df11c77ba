/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* beck_synchronize_source_new(): what is dispatched when, on one thread. */

#include "suites.h"

#include <sys/resource.h>

#include "call/classes.h"
#include "gate.h"
#include "outer.h"
#include "scene.h"
#include "watch.h"

static ISynchronize *event;
static Watch watch;

static void
set_up (void)
{
  event = manual_event_new ();
}

static void
tear_down (void)
{
  event->lpVtbl->Release (event);
}

/* What comes due in one turn of the default context. */
static void
turn (void)
{
  g_main_context_iteration (NULL, FALSE);
}

static void
supply (ISynchronize *sync, HANDLE handle)
{
  g_autoptr (ISynchronizeEvent) iface = NULL;

  assert_hr (sync->lpVtbl->QueryInterface (sync, &IID_ISynchronizeEvent, (void **) &iface), S_OK);
  assert_hr (iface->lpVtbl->SetEventHandle (iface, &handle), S_OK);
}

/* ---- Events ---- */

START_TEST (unsignaled_event_is_not_dispatched)
{
  watch_start (&watch, event, NULL, 1);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 0);
  watch_stop (&watch);
}
END_TEST

START_TEST (signal_is_dispatched)
{
  watch_start (&watch, event, NULL, 1);
  iterate (NULL);
  event->lpVtbl->Signal (event);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 1);
  ck_assert (g_source_is_destroyed (watch.source));
  watch_stop (&watch);
}
END_TEST

START_TEST (event_that_is_signaled_already_is_dispatched)
{
  event->lpVtbl->Signal (event);
  watch_start (&watch, event, NULL, 1);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 1);
  watch_stop (&watch);
}
END_TEST

START_TEST (manual_reset_event_is_dispatched_until_reset)
{
  watch_start (&watch, event, NULL, 0);
  event->lpVtbl->Signal (event);
  for (int i = 1; i <= 5; i++)
    {
      turn ();
      ck_assert_int_eq (watch_count (&watch), i);
    }
  event->lpVtbl->Reset (event);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 5);
  event->lpVtbl->Signal (event);
  turn ();
  ck_assert_int_eq (watch_count (&watch), 6);
  watch_stop (&watch);
}
END_TEST

START_TEST (event_that_was_reset_since_is_not_dispatched)
{
  watch_start (&watch, event, NULL, 1);
  iterate (NULL);
  event->lpVtbl->Signal (event);
  event->lpVtbl->Reset (event);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 0);
  event->lpVtbl->Signal (event);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 1);
  watch_stop (&watch);
}
END_TEST

START_TEST (dispatch_takes_an_auto_reset_event)
{
  g_autoptr (ISynchronize) std = std_event_new ();

  watch_start (&watch, std, NULL, 0);
  std->lpVtbl->Signal (std);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 1);
  assert_timed_out (std->lpVtbl->Wait (std, 0, 0));
  std->lpVtbl->Signal (std);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 2);
  watch_stop (&watch);
}
END_TEST

START_TEST (wait_may_take_what_the_source_was_told_of)
{
  g_autoptr (ISynchronize) std = std_event_new ();

  watch_start (&watch, std, NULL, 0);
  iterate (NULL);
  std->lpVtbl->Signal (std);
  assert_hr (std->lpVtbl->Wait (std, 0, 0), S_OK);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 0);
  watch_stop (&watch);
}
END_TEST

START_TEST (one_signal_of_an_auto_reset_event_is_for_one_source)
{
  g_autoptr (ISynchronize) std = std_event_new ();
  Watch other;

  watch_start (&watch, std, NULL, 0);
  watch_start (&other, std, NULL, 0);
  for (int i = 1; i <= 3; i++)
    {
      std->lpVtbl->Signal (std);
      iterate (NULL);
      ck_assert_int_eq (watch_count (&watch) + watch_count (&other), i);
    }
  watch_stop (&watch);
  watch_stop (&other);
}
END_TEST

/* ---- Calls ---- */

START_TEST (completed_call_is_dispatched)
{
  g_autoptr (AsyncIPipeLong) call = gate_call_new ();
  g_autoptr (ISynchronize) sync = gate_synchronize (call);

  gate_begin (call);
  watch_start (&watch, sync, NULL, 1);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 0);
  gate_open (call, S_FALSE);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 1);
  assert_hr (gate_finish (call), S_FALSE);
  watch_stop (&watch);
}
END_TEST

START_TEST (cancelled_call_is_dispatched)
{
  g_autoptr (AsyncIPipeLong) call = gate_call_new ();
  g_autoptr (ISynchronize) sync = gate_synchronize (call);

  gate_begin (call);
  watch_start (&watch, sync, NULL, 1);
  assert_hr (gate_cancel (call, 0), S_OK);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 1);
  assert_hr (gate_finish (call), RPC_E_CALL_CANCELED);
  watch_stop (&watch);
}
END_TEST

static gboolean
finish_and_begin_again (ISynchronize *sync, gpointer call)
{
  assert_hr (gate_finish (call), S_OK);
  gate_begin (call);
  watch.n_dispatched++;
  return G_SOURCE_CONTINUE;
}

START_TEST (source_serves_call_after_call)
{
  g_autoptr (AsyncIPipeLong) call = gate_call_new ();
  g_autoptr (ISynchronize) sync = gate_synchronize (call);

  watch_start (&watch, sync, NULL, 0);
  g_source_set_callback (watch.source, G_SOURCE_FUNC (finish_and_begin_again), call, NULL);
  gate_begin (call);
  for (int i = 1; i <= 5; i++)
    {
      gate_open (call, S_OK);
      iterate (NULL);
      ck_assert_int_eq (watch_count (&watch), i);
    }
  watch_stop (&watch);
  gate_open (call, S_OK);
}
END_TEST

START_TEST (container_and_source_both_hear_of_a_call)
{
  g_autoptr (AsyncIPipeLong) call = gate_call_new ();
  g_autoptr (ISynchronize) sync = gate_synchronize (call);
  g_autoptr (ISynchronizeContainer) container = NULL;
  g_autoptr (ISynchronize) found = NULL;

  assert_hr (beck_object_create (&beck_container_class, NULL, &IID_ISynchronizeContainer,
                                 (void **) &container),
             S_OK);
  gate_begin (call);
  assert_hr (container->lpVtbl->AddSynchronize (container, sync), S_OK);
  watch_start (&watch, sync, NULL, 1);
  iterate (NULL);
  gate_open (call, S_OK);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 1);
  assert_hr (container->lpVtbl->WaitMultiple (container, 0, 0, &found), S_OK);
  ck_assert_ptr_eq (found, sync);
  watch_stop (&watch);
}
END_TEST

START_TEST (call_inside_an_aggregate_is_watched)
{
  g_autoptr (ISynchronize) outer = outer_new (FALSE, FALSE);
  IUnknown *inner = gate_call_new_in ((IUnknown *) outer);
  AsyncIPipeLong *call;
  ISynchronize *sync;

  assert_hr (inner->lpVtbl->QueryInterface (inner, &IID_AsyncIPipeLong, (void **) &call), S_OK);
  assert_hr (inner->lpVtbl->QueryInterface (inner, &IID_ISynchronize, (void **) &sync), S_OK);
  gate_begin (call);
  watch_start (&watch, sync, NULL, 1);
  iterate (NULL);
  gate_open (call, S_OK);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 1);
  assert_hr (outer->lpVtbl->Wait (outer, 0, 0), S_OK);
  watch_stop (&watch);
  sync->lpVtbl->Release (sync);
  call->lpVtbl->Release (call);
  inner->lpVtbl->Release (inner);
}
END_TEST

/* ---- Objects without an event of ours ---- */

START_TEST (foreign_object_is_watched_by_its_handle)
{
  g_autoptr (ISynchronize) outer = outer_new (FALSE, TRUE);

  watch_start (&watch, outer, NULL, 0);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 0);
  outer->lpVtbl->Signal (outer);
  turn ();
  turn ();
  ck_assert_int_eq (watch_count (&watch), 2);
  outer->lpVtbl->Reset (outer);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 2);
  watch_stop (&watch);
}
END_TEST

START_TEST (dispatch_takes_the_event_of_a_foreign_object)
{
  g_autoptr (ISynchronize) outer = outer_new (TRUE, TRUE);

  watch_start (&watch, outer, NULL, 0);
  outer->lpVtbl->Signal (outer);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 1);
  assert_timed_out (outer->lpVtbl->Wait (outer, 0, 0));
  watch_stop (&watch);
}
END_TEST

START_TEST (foreign_object_without_handle_cannot_be_watched)
{
  g_autoptr (ISynchronize) outer = outer_new (FALSE, FALSE);

  ck_assert_ptr_null (beck_synchronize_source_new (outer));
}
END_TEST

START_TEST (foreign_object_without_descriptors_cannot_be_watched)
{
  g_autoptr (ISynchronize) outer = outer_new (FALSE, TRUE);
  struct rlimit before, none;

  getrlimit (RLIMIT_NOFILE, &before);
  none = before;
  none.rlim_cur = 0;
  setrlimit (RLIMIT_NOFILE, &none);
  ck_assert_ptr_null (beck_synchronize_source_new (outer));
  setrlimit (RLIMIT_NOFILE, &before);
  watch_start (&watch, outer, NULL, 1);
  outer->lpVtbl->Signal (outer);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 1);
  watch_stop (&watch);
}
END_TEST

START_TEST (supplied_event_is_watched_by_its_handle)
{
  HANDLE handle = beck_handle_new_event (_i, FALSE);

  supply (event, handle);
  watch_start (&watch, event, NULL, 0);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 0);
  beck_handle_signal (handle);
  turn ();
  ck_assert_int_eq (watch_count (&watch), 1);
  turn ();
  /* Only a manual-reset one is still signaled. */
  ck_assert_int_eq (watch_count (&watch), _i ? 2 : 1);
  watch_stop (&watch);
  beck_handle_close (handle);
}
END_TEST

/* ---- Descriptors ---- */

START_TEST (own_events_use_no_descriptor)
{
  g_autoptr (AsyncIPipeLong) call = gate_call_new ();
  g_autoptr (ISynchronize) sync = gate_synchronize (call);
  guint before = count_descriptors ();
  Watch other;

  watch_start (&watch, event, NULL, 1);
  watch_start (&other, sync, NULL, 1);
  iterate (NULL);
  ck_assert_uint_eq (count_descriptors (), before);
  gate_begin (call);
  gate_open (call, S_OK);
  event->lpVtbl->Signal (event);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 1);
  ck_assert_int_eq (watch_count (&other), 1);
  ck_assert_uint_eq (count_descriptors (), before);
  watch_stop (&watch);
  watch_stop (&other);
}
END_TEST

START_TEST (foreign_objects_cost_the_descriptor_of_their_handle)
{
  g_autoptr (ISynchronize) outer = outer_new (FALSE, TRUE);
  guint before = count_descriptors ();

  watch_start (&watch, outer, NULL, 1);
  iterate (NULL);
  ck_assert_uint_eq (count_descriptors (), before + 1);
  watch_stop (&watch);
}
END_TEST

/* ---- The life of a source ---- */

START_TEST (source_keeps_what_it_watches)
{
  ISynchronize *std = std_event_new ();

  watch_start (&watch, std, NULL, 1);
  std->lpVtbl->Signal (std);
  std->lpVtbl->Release (std);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 1);
  watch_stop (&watch);
}
END_TEST

START_TEST (source_that_was_never_attached_is_just_dropped)
{
  GSource *source = beck_synchronize_source_new (event);

  event->lpVtbl->Signal (event);
  g_source_unref (source);
}
END_TEST

START_TEST (destroyed_source_hears_nothing)
{
  watch_start (&watch, event, NULL, 1);
  iterate (NULL);
  g_source_destroy (watch.source);
  event->lpVtbl->Signal (event);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 0);
  watch_stop (&watch);
}
END_TEST

START_TEST (source_destroyed_after_the_signal_is_not_dispatched)
{
  watch_start (&watch, event, NULL, 1);
  iterate (NULL);
  event->lpVtbl->Signal (event);
  watch_stop (&watch);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 0);
}
END_TEST

static gboolean
destroy_itself (ISynchronize *sync, gpointer unused)
{
  watch.n_dispatched++;
  watch_stop (&watch);
  return G_SOURCE_CONTINUE;
}

START_TEST (source_may_destroy_itself)
{
  watch_start (&watch, event, NULL, 0);
  g_source_set_callback (watch.source, G_SOURCE_FUNC (destroy_itself), NULL, NULL);
  event->lpVtbl->Signal (event);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 1);
}
END_TEST

START_TEST (source_without_callback_is_removed_with_a_warning)
{
  g_autoptr (GSource) source = beck_synchronize_source_new (event);

  g_source_attach (source, NULL);
  event->lpVtbl->Signal (event);
  g_test_expect_message ("beck", G_LOG_LEVEL_WARNING, "*g_source_set_callback*");
  iterate (NULL);
  g_test_assert_expected_messages ();
  ck_assert (g_source_is_destroyed (source));
}
END_TEST

static gboolean
stay (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

/* A child source that is ready has its parent dispatched. */
START_TEST (source_with_a_ready_child_goes_on_watching)
{
  GSource *child = g_idle_source_new ();

  watch_init (&watch, event, 0);
  g_source_set_callback (child, stay, NULL, NULL);
  g_source_add_child_source (watch.source, child);
  g_source_unref (child);
  watch_attach (&watch, NULL);
  for (int i = 0; i < 3; i++)
    turn ();
  ck_assert_int_eq (watch_count (&watch), 0);
  event->lpVtbl->Signal (event);
  for (int i = 0; i < 3; i++)
    turn ();
  ck_assert_int_eq (watch_count (&watch), 3);
  event->lpVtbl->Reset (event);
  turn ();
  ck_assert_int_eq (watch_count (&watch), 3);
  watch_stop (&watch);
}
END_TEST

static int turns_when_dispatched[2];
static int n_turns;

static gboolean
note_turn (ISynchronize *sync, gpointer place)
{
  *(int *) place = ++n_turns;
  return G_SOURCE_REMOVE;
}

START_TEST (priority_is_kept)
{
  g_autoptr (GSource) low = beck_synchronize_source_new (event);
  g_autoptr (GSource) high = beck_synchronize_source_new (event);

  n_turns = 0;
  g_source_set_callback (low, G_SOURCE_FUNC (note_turn), &turns_when_dispatched[1], NULL);
  g_source_set_callback (high, G_SOURCE_FUNC (note_turn), &turns_when_dispatched[0], NULL);
  g_source_set_priority (low, G_PRIORITY_LOW);
  g_source_set_priority (high, G_PRIORITY_HIGH);
  g_source_attach (low, NULL);
  g_source_attach (high, NULL);
  event->lpVtbl->Signal (event);
  iterate (NULL);
  ck_assert_int_eq (turns_when_dispatched[0], 1);
  ck_assert_int_eq (turns_when_dispatched[1], 2);
}
END_TEST

/* ---- Several contexts ---- */

START_TEST (each_context_has_a_source_of_its_own)
{
  g_autoptr (GMainContext) mine = g_main_context_new ();
  Watch other;

  watch_start (&watch, event, NULL, 1);
  watch_start (&other, event, mine, 1);
  iterate (NULL);
  iterate (mine);
  event->lpVtbl->Signal (event);
  iterate (mine);
  ck_assert_int_eq (watch_count (&watch), 0);
  ck_assert_int_eq (watch_count (&other), 1);
  iterate (NULL);
  ck_assert_int_eq (watch_count (&watch), 1);
  watch_stop (&watch);
  watch_stop (&other);
}
END_TEST

Suite *
source_suite (void)
{
  Suite *suite = suite_create ("source");
  TCase *tc_event = tcase_create ("event");
  TCase *tc_call = tcase_create ("call");
  TCase *tc_foreign = tcase_create ("foreign");
  TCase *tc_life = tcase_create ("life");

  tcase_add_checked_fixture (tc_event, set_up, tear_down);
  tcase_add_test (tc_event, unsignaled_event_is_not_dispatched);
  tcase_add_test (tc_event, signal_is_dispatched);
  tcase_add_test (tc_event, event_that_is_signaled_already_is_dispatched);
  tcase_add_test (tc_event, manual_reset_event_is_dispatched_until_reset);
  tcase_add_test (tc_event, event_that_was_reset_since_is_not_dispatched);
  tcase_add_test (tc_event, dispatch_takes_an_auto_reset_event);
  tcase_add_test (tc_event, wait_may_take_what_the_source_was_told_of);
  tcase_add_test (tc_event, one_signal_of_an_auto_reset_event_is_for_one_source);
  tcase_add_test (tc_event, own_events_use_no_descriptor);
  suite_add_tcase (suite, tc_event);

  tcase_add_test (tc_call, completed_call_is_dispatched);
  tcase_add_test (tc_call, cancelled_call_is_dispatched);
  tcase_add_test (tc_call, source_serves_call_after_call);
  tcase_add_test (tc_call, container_and_source_both_hear_of_a_call);
  tcase_add_test (tc_call, call_inside_an_aggregate_is_watched);
  suite_add_tcase (suite, tc_call);

  tcase_add_checked_fixture (tc_foreign, set_up, tear_down);
  tcase_add_test (tc_foreign, foreign_object_is_watched_by_its_handle);
  tcase_add_test (tc_foreign, dispatch_takes_the_event_of_a_foreign_object);
  tcase_add_test (tc_foreign, foreign_object_without_handle_cannot_be_watched);
  tcase_add_test (tc_foreign, foreign_object_without_descriptors_cannot_be_watched);
  tcase_add_loop_test (tc_foreign, supplied_event_is_watched_by_its_handle, 0, 2);
  tcase_add_test (tc_foreign, foreign_objects_cost_the_descriptor_of_their_handle);
  suite_add_tcase (suite, tc_foreign);

  tcase_add_checked_fixture (tc_life, set_up, tear_down);
  tcase_add_test (tc_life, source_keeps_what_it_watches);
  tcase_add_test (tc_life, source_that_was_never_attached_is_just_dropped);
  tcase_add_test (tc_life, destroyed_source_hears_nothing);
  tcase_add_test (tc_life, source_destroyed_after_the_signal_is_not_dispatched);
  tcase_add_test (tc_life, source_may_destroy_itself);
  tcase_add_test (tc_life, source_without_callback_is_removed_with_a_warning);
  tcase_add_test (tc_life, source_with_a_ready_child_goes_on_watching);
  tcase_add_test (tc_life, priority_is_kept);
  tcase_add_test (tc_life, each_context_has_a_source_of_its_own);
  suite_add_tcase (suite, tc_life);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* beck_synchronize_wait_async(): a call as a GAsyncResult, cancelled by a GCancellable. */

#include "suites.h"

#include "actor.h"
#include "beck-test.h"
#include "gate.h"
#include "outer.h"
#include "scene.h"

/* What a wait came to. */
typedef struct
{
  atomic_int done;
  gboolean signaled;
  GError *error;
  GObject *source_object;
  GThread *thread;
} Answer;

static void
on_ready (GObject *source_object, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->signaled = beck_synchronize_wait_finish (result, &answer->error);
  answer->source_object = source_object;
  answer->thread = g_thread_self ();
  atomic_fetch_add (&answer->done, 1);
}

static AsyncIPipeLong *call;
static ISynchronize *sync_of_call;
static ISynchronize *event;
static GCancellable *cancellable;
static Answer answer;

static void
set_up (void)
{
  call = gate_call_new ();
  sync_of_call = gate_synchronize (call);
  event = std_event_new ();
  cancellable = g_cancellable_new ();
  answer = (Answer){ 0 };
}

static void
tear_down (void)
{
  g_clear_error (&answer.error);
  ck_assert_uint_eq (G_OBJECT (cancellable)->ref_count, 1);
  g_object_unref (cancellable);
  event->lpVtbl->Release (event);
  sync_of_call->lpVtbl->Release (sync_of_call);
  call->lpVtbl->Release (call);
}

static void
wait_for_call (GCancellable *or_null)
{
  beck_synchronize_wait_async (sync_of_call, or_null, on_ready, &answer);
}

static void
wait_for_event (GCancellable *or_null)
{
  beck_synchronize_wait_async (event, or_null, on_ready, &answer);
}

static void
assert_signaled (const Answer *of)
{
  ck_assert_int_eq (atomic_load (&of->done), 1);
  ck_assert (of->signaled);
  ck_assert_ptr_null (of->error);
}

static void
assert_cancelled (const Answer *of)
{
  ck_assert_int_eq (atomic_load (&of->done), 1);
  ck_assert (!of->signaled);
  ck_assert (g_error_matches (of->error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}

/* ---- Completion ---- */

START_TEST (callback_runs_when_the_call_completes)
{
  gate_begin (call);
  wait_for_call (NULL);
  iterate (NULL);
  ck_assert_int_eq (atomic_load (&answer.done), 0);
  gate_open (call, S_FALSE);
  ck_assert_int_eq (atomic_load (&answer.done), 0);
  iterate (NULL);
  assert_signaled (&answer);
  ck_assert_ptr_null (answer.source_object);
  assert_hr (gate_finish (call), S_FALSE);
}
END_TEST

START_TEST (callback_never_runs_before_the_function_returned)
{
  gate_begin (call);
  gate_open (call, S_OK);
  wait_for_call (cancellable);
  ck_assert_int_eq (atomic_load (&answer.done), 0);
  iterate (NULL);
  assert_signaled (&answer);
}
END_TEST

START_TEST (failed_call_is_a_wait_that_succeeded)
{
  gate_begin (call);
  wait_for_call (NULL);
  gate_open (call, E_ACCESSDENIED);
  iterate (NULL);
  assert_signaled (&answer);
  assert_hr (gate_finish (call), E_ACCESSDENIED);
}
END_TEST

START_TEST (callback_runs_in_the_context_of_the_caller)
{
  g_autoptr (GMainContext) mine = g_main_context_new ();

  gate_begin (call);
  g_main_context_push_thread_default (mine);
  wait_for_call (NULL);
  g_main_context_pop_thread_default (mine);
  gate_open (call, S_OK);
  iterate (NULL);
  ck_assert_int_eq (atomic_load (&answer.done), 0);
  iterate (mine);
  assert_signaled (&answer);
}
END_TEST

static void
open_late (gpointer unused)
{
  g_usleep (3000);
  gate_open (call, S_OK);
}

START_TEST (completion_in_another_thread_wakes_the_loop)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);

  gate_begin (call);
  wait_for_call (NULL);
  actor_start (actor, open_late, NULL);
  iterate_until (NULL, &answer.done);
  assert_signaled (&answer);
  ck_assert_ptr_eq (answer.thread, g_thread_self ());
  actor_wait (actor);
  actor_free (actor);
}
END_TEST

START_TEST (all_waiters_hear_of_a_call)
{
  Answer second = { 0 };

  gate_begin (call);
  wait_for_call (NULL);
  beck_synchronize_wait_async (sync_of_call, NULL, on_ready, &second);
  gate_open (call, S_OK);
  iterate (NULL);
  assert_signaled (&answer);
  assert_signaled (&second);
}
END_TEST

START_TEST (one_waiter_hears_of_an_auto_reset_event)
{
  Answer second = { 0 };

  wait_for_event (NULL);
  beck_synchronize_wait_async (event, NULL, on_ready, &second);
  event->lpVtbl->Signal (event);
  iterate (NULL);
  ck_assert_int_eq (atomic_load (&answer.done) + atomic_load (&second.done), 1);
  event->lpVtbl->Signal (event);
  iterate (NULL);
  assert_signaled (&answer);
  assert_signaled (&second);
}
END_TEST

START_TEST (wait_keeps_what_it_waits_for)
{
  AsyncIPipeLong *other = gate_call_new ();
  ISynchronize *sync = gate_synchronize (other);

  gate_begin (other);
  beck_synchronize_wait_async (sync, cancellable, on_ready, &answer);
  sync->lpVtbl->Release (sync);
  gate_open (other, S_OK);
  other->lpVtbl->Release (other);
  iterate (NULL);
  assert_signaled (&answer);
}
END_TEST

START_TEST (what_cannot_be_watched_is_an_error)
{
  g_autoptr (ISynchronize) outer = outer_new (FALSE, FALSE);

  beck_synchronize_wait_async (outer, cancellable, on_ready, &answer);
  ck_assert_int_eq (atomic_load (&answer.done), 0);
  iterate (NULL);
  ck_assert_int_eq (atomic_load (&answer.done), 1);
  ck_assert (!answer.signaled);
  ck_assert (g_error_matches (answer.error, BECK_ERROR, E_NOINTERFACE));
}
END_TEST

START_TEST (foreign_object_is_waited_for_by_its_handle)
{
  g_autoptr (ISynchronize) outer = outer_new (TRUE, TRUE);

  beck_synchronize_wait_async (outer, cancellable, on_ready, &answer);
  iterate (NULL);
  outer->lpVtbl->Signal (outer);
  iterate (NULL);
  assert_signaled (&answer);
  assert_timed_out (outer->lpVtbl->Wait (outer, 0, 0));
}
END_TEST

/* ---- Cancelled calls ---- */

static void
cancel_now (gpointer unused)
{
  g_cancellable_cancel (cancellable);
}

static void
assert_call_was_cancelled (void)
{
  g_autoptr (GError) error = NULL;
  HRESULT hr;

  assert_signaled (&answer);
  hr = gate_finish (call);
  assert_hr (hr, RPC_E_CALL_CANCELED);
  beck_error_set (&error, hr, "the call");
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}

START_TEST (cancellable_cancels_the_call)
{
  gate_begin (call);
  wait_for_call (cancellable);
  iterate (NULL);
  cancel_now (NULL);
  ck_assert_int_eq (gate_count_cancelled (call), 1);
  iterate (NULL);
  assert_call_was_cancelled ();
}
END_TEST

START_TEST (cancellable_cancels_the_call_from_another_thread)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);

  gate_begin (call);
  wait_for_call (cancellable);
  actor_start (actor, cancel_now, NULL);
  iterate_until (NULL, &answer.done);
  actor_wait (actor);
  assert_call_was_cancelled ();
  actor_free (actor);
}
END_TEST

START_TEST (cancelled_cancellable_cancels_at_once)
{
  cancel_now (NULL);
  gate_begin (call);
  wait_for_call (cancellable);
  ck_assert_int_eq (atomic_load (&answer.done), 0);
  iterate (NULL);
  assert_call_was_cancelled ();
}
END_TEST

START_TEST (cancel_after_completion_keeps_the_result)
{
  gate_begin (call);
  wait_for_call (cancellable);
  gate_open (call, S_FALSE);
  cancel_now (NULL);
  iterate (NULL);
  assert_signaled (&answer);
  assert_hr (gate_finish (call), S_FALSE);
}
END_TEST

START_TEST (wait_that_is_over_cancels_no_later_call)
{
  gate_begin (call);
  wait_for_call (cancellable);
  gate_open (call, S_OK);
  iterate (NULL);
  assert_hr (gate_finish (call), S_OK);
  gate_begin (call);
  cancel_now (NULL);
  ck_assert_int_eq (gate_count_cancelled (call), 0);
  gate_open (call, S_OK);
  assert_hr (gate_finish (call), S_OK);
}
END_TEST

START_TEST (each_waiters_cancellable_cancels_the_call_of_both)
{
  g_autoptr (GCancellable) other = g_cancellable_new ();
  Answer second = { 0 };

  gate_begin (call);
  wait_for_call (cancellable);
  beck_synchronize_wait_async (sync_of_call, other, on_ready, &second);
  g_cancellable_cancel (other);
  iterate (NULL);
  assert_signaled (&second);
  assert_call_was_cancelled ();
}
END_TEST

/* ---- Cancelled waits ---- */

START_TEST (cancellable_ends_the_wait_for_what_is_no_call)
{
  wait_for_event (cancellable);
  iterate (NULL);
  cancel_now (NULL);
  ck_assert_int_eq (atomic_load (&answer.done), 0);
  iterate (NULL);
  assert_cancelled (&answer);
  event->lpVtbl->Signal (event);
  iterate (NULL);
  assert_cancelled (&answer);
  assert_hr (event->lpVtbl->Wait (event, 0, 0), S_OK);
}
END_TEST

START_TEST (cancellable_ends_the_wait_from_another_thread)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);

  wait_for_event (cancellable);
  actor_start (actor, cancel_now, NULL);
  iterate_until (NULL, &answer.done);
  actor_wait (actor);
  assert_cancelled (&answer);
  actor_free (actor);
}
END_TEST

START_TEST (cancelled_cancellable_ends_the_wait)
{
  cancel_now (NULL);
  wait_for_event (cancellable);
  ck_assert_int_eq (atomic_load (&answer.done), 0);
  iterate (NULL);
  assert_cancelled (&answer);
}
END_TEST

START_TEST (cancelled_wait_leaves_the_other_waiter_alone)
{
  Answer second = { 0 };

  wait_for_event (cancellable);
  beck_synchronize_wait_async (event, NULL, on_ready, &second);
  cancel_now (NULL);
  iterate (NULL);
  assert_cancelled (&answer);
  ck_assert_int_eq (atomic_load (&second.done), 0);
  event->lpVtbl->Signal (event);
  iterate (NULL);
  assert_signaled (&second);
}
END_TEST

START_TEST (cancellable_that_is_not_used_changes_nothing)
{
  wait_for_event (cancellable);
  event->lpVtbl->Signal (event);
  iterate (NULL);
  assert_signaled (&answer);
  cancel_now (NULL);
  iterate (NULL);
  assert_signaled (&answer);
}
END_TEST

/* ---- The caller is not the thread that runs the context ---- */

/* Waits in the default context, which another thread runs. */
static void
wait_in_default_context (gpointer for_call)
{
  if (for_call != NULL)
    wait_for_call (cancellable);
  else
    wait_for_event (cancellable);
}

START_TEST (thread_without_a_context_waits_in_the_global_default)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);

  gate_begin (call);
  actor_do (actor, wait_in_default_context, GINT_TO_POINTER (TRUE));
  gate_open (call, S_OK);
  ck_assert_int_eq (atomic_load (&answer.done), 0);
  iterate (NULL);
  assert_signaled (&answer);
  ck_assert_ptr_eq (answer.thread, g_thread_self ());
  actor_free (actor);
}
END_TEST

/* What GLib orders inside itself, the thread sanitizer does not see: to it the loop that is
 * running and the caller would race. */
#ifndef __SANITIZE_THREAD__

static void
wait_and_end_often (gpointer for_call)
{
  for (int i = 0; i < 500; i++)
    {
      atomic_store (&answer.done, 0);
      if (for_call != NULL)
        {
          gate_begin (call);
          gate_open (call, S_OK);
        }
      else
        {
          event->lpVtbl->Signal (event);
        }
      wait_in_default_context (for_call);
      sleep_until (&answer.done);
      ck_assert_uint_eq (G_OBJECT (cancellable)->ref_count, 1);
      if (for_call != NULL)
        assert_hr (gate_finish (call), S_OK);
    }
  g_main_context_wakeup (NULL);
}

/* The wait may be over before the function has returned. */
START_TEST (running_loop_ends_the_wait_while_it_begins)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);
  Actor *runner = actor_new (ACTOR_OUTSIDE);

  actor_start (runner, (ActorFunc) g_main_loop_run, loop);
  actor_do (actor, wait_and_end_often, _i == 0 ? NULL : GINT_TO_POINTER (TRUE));
  g_main_loop_quit (loop);
  actor_wait (runner);
  g_main_loop_unref (loop);
  actor_free (runner);
  actor_free (actor);
  ck_assert_ptr_null (answer.error);
}
END_TEST

#endif

/* The first GTask of a process starts a thread of GLib's with a descriptor of its own. */
static void
warm_up_tasks (void)
{
  g_object_unref (g_task_new (NULL, NULL, NULL, NULL));
  beck_test_keep_descriptors ();
}

static TCase *
case_new (const char *name)
{
  TCase *tcase = tcase_create (name);

  tcase_add_checked_fixture (tcase, warm_up_tasks, NULL);
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  return tcase;
}

Suite *
wait_async_suite (void)
{
  Suite *suite = suite_create ("wait-async");
  TCase *tc_complete = case_new ("complete");
  TCase *tc_cancel_call = case_new ("cancel-call");
  TCase *tc_cancel_wait = case_new ("cancel-wait");
  TCase *tc_thread = case_new ("thread");

  tcase_add_test (tc_complete, callback_runs_when_the_call_completes);
  tcase_add_test (tc_complete, callback_never_runs_before_the_function_returned);
  tcase_add_test (tc_complete, failed_call_is_a_wait_that_succeeded);
  tcase_add_test (tc_complete, callback_runs_in_the_context_of_the_caller);
  tcase_add_test (tc_complete, completion_in_another_thread_wakes_the_loop);
  tcase_add_test (tc_complete, all_waiters_hear_of_a_call);
  tcase_add_test (tc_complete, one_waiter_hears_of_an_auto_reset_event);
  tcase_add_test (tc_complete, wait_keeps_what_it_waits_for);
  tcase_add_test (tc_complete, what_cannot_be_watched_is_an_error);
  tcase_add_test (tc_complete, foreign_object_is_waited_for_by_its_handle);
  suite_add_tcase (suite, tc_complete);

  tcase_add_test (tc_cancel_call, cancellable_cancels_the_call);
  tcase_add_test (tc_cancel_call, cancellable_cancels_the_call_from_another_thread);
  tcase_add_test (tc_cancel_call, cancelled_cancellable_cancels_at_once);
  tcase_add_test (tc_cancel_call, cancel_after_completion_keeps_the_result);
  tcase_add_test (tc_cancel_call, wait_that_is_over_cancels_no_later_call);
  tcase_add_test (tc_cancel_call, each_waiters_cancellable_cancels_the_call_of_both);
  suite_add_tcase (suite, tc_cancel_call);

  tcase_add_test (tc_cancel_wait, cancellable_ends_the_wait_for_what_is_no_call);
  tcase_add_test (tc_cancel_wait, cancellable_ends_the_wait_from_another_thread);
  tcase_add_test (tc_cancel_wait, cancelled_cancellable_ends_the_wait);
  tcase_add_test (tc_cancel_wait, cancelled_wait_leaves_the_other_waiter_alone);
  tcase_add_test (tc_cancel_wait, cancellable_that_is_not_used_changes_nothing);
  suite_add_tcase (suite, tc_cancel_wait);

  tcase_add_test (tc_thread, thread_without_a_context_waits_in_the_global_default);
#ifndef __SANITIZE_THREAD__
  tcase_add_loop_test (tc_thread, running_loop_ends_the_wait_while_it_begins, 0, 2);
#endif
  suite_add_tcase (suite, tc_thread);
  return suite;
}

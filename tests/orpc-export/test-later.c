/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Servers with call objects, whose calls are answered when they signal (spec/com.md 4.2): where
 * Begin_ and Finish_ run, every moment a signal may come at, and every way in which a call may
 * end without one.
 */

#include "suites.h"

#include <string.h>
#include <unistd.h>

#include "../apartment/actor.h"
#include "fixture.h"

static STDOBJREF std;
static Subject *subject;

static void
export_subject (Telling telling)
{
  subject = subject_new_with_calls (&fate, telling);
  export_worker (subject, BECK_HELD_HERE, 0, &std);
}

static void
set_up (void)
{
  set_up_mta ();
  export_subject (BY_HAND);
}

static void
set_up_alone (void)
{
  set_up_sta ();
  export_subject (BY_HAND);
}

static void
tear_down_export (void)
{
  beck_export_release_packet (&std);
  subject_unref (subject);
  gate_pass (&fate.gone);
  ck_assert_uint_eq (atomic_load (&fate.n_calls_gone), atomic_load (&fate.n_begun));
  tear_down ();
}

/* A call whose Begin_ has returned. */
static Request *
begin (void)
{
  Request *request = request_new (&std, 20, 22);

  request_send (request, TRUE);
  gate_pass (&fate.begun);
  return request;
}

static void
end_well (Request *request)
{
  assert_hr (request_wait (request), S_OK);
  ck_assert_int_eq (request_sum (request), 42);
  request_free (request);
}

static gpointer
signal_elsewhere (gpointer call)
{
  hand_call_signal (call);
  return NULL;
}

/* ---- Signals ---- */

START_TEST (signal_in_begin)
{
  Request *request = request_new (&std, 20, 22);

  subject->telling = IN_BEGIN;
  request_send (request, TRUE);
  ck_assert_uint_eq (atomic_load (&request->n_answers), 1);
  ck_assert_int_eq (atomic_load (&fate.finished_on), gettid ());
  end_well (request);
  assert_count (n_finished, 1);
}
END_TEST

START_TEST (signal_by_another_thread)
{
  Request *request = begin ();
  GThread *thread;

  ck_assert_uint_eq (atomic_load (&request->n_answers), 0);
  thread = g_thread_new ("server", signal_elsewhere, subject_take_call (subject));
  end_well (request);
  g_thread_join (thread);
  assert_count (n_finished, 1);
  assert_count (n_calls, 0);
}
END_TEST

/* Finish_ is not on the stack of whoever signals. */
START_TEST (signal_is_not_finish)
{
  Request *request = begin ();

  hand_call_signal (subject_take_call (subject));
  end_well (request);
  ck_assert_int_ne (atomic_load (&fate.finished_on), gettid ());
}
END_TEST

START_TEST (signals_of_a_call_that_is_over_do_nothing)
{
  Request *request = begin ();
  HandCall *call = subject_take_call (subject);

  hand_call_signal (subject_take_call (subject));
  assert_hr (request_wait (request), S_OK);
  assert_count (n_calls_gone, 0);
  hand_call_signal (call);
  assert_count (n_finished, 1);
  end_well (request);
}
END_TEST

static void
signal_during_begin (Subject *self, gpointer unused)
{
  GThread *thread = g_thread_new ("server", signal_elsewhere, subject_take_call (self));

  g_thread_join (thread);
}

START_TEST (signal_by_another_thread_during_begin)
{
  subject->in_begin = signal_during_begin;
  end_well (begin ());
  assert_count (n_finished, 1);
}
END_TEST

START_TEST (begin_that_fails_is_the_result)
{
  Request *request = request_new (&std, 20, 22);
  HRESULT result;

  subject->telling = FAILS;
  request_send (request, TRUE);
  assert_hr (request_wait (request), S_OK);
  memcpy (&result, request->call->reply.data + REQUEST_HEADER + 4, sizeof result);
  assert_hr (result, E_ACCESSDENIED);
  assert_count (n_finished, 0);
  request_free (request);
  atomic_store (&fate.n_calls_gone, 0);
}
END_TEST

START_TEST (sta_begins_and_finishes_on_its_thread)
{
  Request *request = request_new (&std, 20, 22);

  subject->in_begin = signal_during_begin;
  subject->telling = BY_HAND;
  request_send (request, FALSE);
  end_well (request);
  ck_assert_int_eq (atomic_load (&fate.finished_on), gettid ());
}
END_TEST

START_TEST (sta_finishes_on_its_thread_whoever_signals)
{
  Request *request = request_new (&std, 20, 22);
  GThread *thread;

  request_send (request, FALSE);
  while (!atomic_load (&fate.begun.open))
    g_main_context_iteration (NULL, FALSE);
  thread = g_thread_new ("server", signal_elsewhere, subject_take_call (subject));
  end_well (request);
  g_thread_join (thread);
  ck_assert_int_eq (atomic_load (&fate.finished_on), gettid ());
}
END_TEST

/* ---- Many ---- */

enum
{
  N_MANY = 1000,
};

static void
collect (Subject *self, gpointer calls)
{
  g_ptr_array_add (calls, beck_object_ref (self->last_call));
}

/* None of them keeps a thread of the pool, which has few. */
START_TEST (a_thousand_calls_need_no_threads)
{
  g_autoptr (GPtrArray) calls = g_ptr_array_new ();
  Request **requests = g_new0 (Request *, N_MANY);

  beck_pool_set_max_threads (2);
  subject->in_begin = collect;
  subject->data = calls;
  for (guint i = 0; i < N_MANY; i++)
    {
      requests[i] = request_new (&std, 20, 22);
      request_send (requests[i], TRUE);
    }
  assert_count (n_begun, N_MANY);
  for (guint i = 0; i < N_MANY; i++)
    hand_call_signal (g_ptr_array_index (calls, i));
  for (guint i = 0; i < N_MANY; i++)
    end_well (requests[i]);
  assert_count (n_finished, N_MANY);
  g_free (requests);
}
END_TEST

/* ---- Cancel ---- */

START_TEST (cancel_reaches_the_call_object)
{
  Request *request;

  subject->telling = IN_CANCEL;
  request = begin ();
  beck_incoming_cancel (request->call);
  assert_hr (request_wait (request), S_OK);
  assert_count (n_cancelled, 1);
  assert_count (n_finished, 1);
  request_free (request);
}
END_TEST

START_TEST (cancel_once)
{
  Request *request;

  subject->telling = IN_CANCEL;
  request = begin ();
  beck_incoming_cancel (request->call);
  beck_incoming_cancel (request->call);
  assert_hr (request_wait (request), S_OK);
  assert_count (n_cancelled, 1);
  request_free (request);
}
END_TEST

START_TEST (cancelled_call_ends_when_the_server_says)
{
  Request *request = begin ();

  beck_incoming_cancel (request->call);
  while (atomic_load (&fate.n_cancelled) == 0)
    g_usleep (100);
  ck_assert_uint_eq (atomic_load (&request->n_answers), 0);
  hand_call_signal (subject_take_call (subject));
  assert_hr (request_wait (request), S_OK);
  request_free (request);
}
END_TEST

static void
cancel_during_begin (Subject *self, gpointer request)
{
  beck_incoming_cancel (((Request *) request)->call);
}

START_TEST (cancel_during_begin_reaches_the_call_object)
{
  Request *request = request_new (&std, 20, 22);

  subject->telling = IN_CANCEL;
  subject->in_begin = cancel_during_begin;
  subject->data = request;
  request_send (request, TRUE);
  assert_hr (request_wait (request), S_OK);
  assert_count (n_cancelled, 1);
  request_free (request);
}
END_TEST

START_TEST (deadline_reaches_the_call_object)
{
  Request *request = request_new (&std, 20, 22);

  subject->telling = IN_CANCEL;
  request->call->deadline = g_get_monotonic_time () + 20000;
  request_send (request, TRUE);
  assert_hr (request_wait (request), S_OK);
  assert_count (n_cancelled, 1);
  request_free (request);
}
END_TEST

START_TEST (sta_is_told_of_a_cancel_on_its_thread)
{
  Request *request = request_new (&std, 20, 22);

  subject->telling = IN_CANCEL;
  request_send (request, FALSE);
  while (!atomic_load (&fate.begun.open))
    g_main_context_iteration (NULL, FALSE);
  beck_incoming_cancel (request->call);
  assert_count (n_cancelled, 0);
  assert_hr (request_wait (request), S_OK);
  assert_count (n_cancelled, 1);
  request_free (request);
}
END_TEST

/* ---- Cut off ---- */

START_TEST (disconnecting_ends_a_call_that_nobody_signals)
{
  Request *request = begin ();

  assert_hr (beck_export_disconnect (BECK_UNKNOWN (subject)), S_OK);
  assert_hr (request_wait (request), RPC_E_SERVER_DIED);
  assert_count (n_finished, 0);
  assert_count (n_calls_gone, 1);
  request_free (request);
}
END_TEST

START_TEST (signal_after_the_end_is_nothing)
{
  Request *request = begin ();
  HandCall *call = subject_take_call (subject);

  assert_hr (beck_export_disconnect (BECK_UNKNOWN (subject)), S_OK);
  assert_hr (request_wait (request), RPC_E_SERVER_DIED);
  assert_count (n_calls_gone, 0);
  hand_call_signal (call);
  assert_count (n_finished, 0);
  assert_count (n_calls_gone, 1);
  request_free (request);
}
END_TEST

static void
disconnect_during_begin (Subject *self, gpointer unused)
{
  assert_hr (beck_export_disconnect (BECK_UNKNOWN (self)), S_OK);
}

START_TEST (disconnecting_in_begin_lets_a_signaled_call_end)
{
  subject->telling = IN_BEGIN;
  subject->in_begin = disconnect_during_begin;
  end_well (begin ());
}
END_TEST

START_TEST (disconnecting_in_begin_ends_a_call_that_waits)
{
  Request *request;

  subject->in_begin = disconnect_during_begin;
  request = begin ();
  assert_hr (request_wait (request), RPC_E_SERVER_DIED);
  request_free (request);
}
END_TEST

/* Whoever waits for an answer holds the object, references or none. */
START_TEST (call_outlives_references)
{
  Request *request = begin ();

  assert_hr (beck_export_release_packet (&std), S_OK);
  ck_assert (beck_export_has (std.oid));
  hand_call_signal (subject_take_call (subject));
  end_well (request);
  ck_assert (!beck_export_has (std.oid));
}
END_TEST

static void
export_there (gpointer unused)
{
  export_subject (BY_HAND);
  subject_unref (subject);
}

static void
serve_until_begun (gpointer context)
{
  while (!atomic_load (&fate.begun.open))
    g_main_context_iteration (context, FALSE);
}

START_TEST (end_of_the_apartment_ends_a_call_that_nobody_signals)
{
  Actor *sta = actor_new (COINIT_APARTMENTTHREADED);
  pid_t thread = actor_thread (sta);
  Request *request;

  set_up_mta ();
  actor_do (sta, export_there, NULL);
  request = request_new (&std, 20, 22);
  request_send (request, TRUE);
  actor_do (sta, serve_until_begun, actor_context (sta));
  actor_free (sta);
  assert_hr (request_wait (request), RPC_E_SERVER_DIED);
  assert_count (n_calls_gone, 1);
  assert_count (n_gone, 1);
  ck_assert_int_eq (atomic_load (&fate.gone_on), thread);
  request_free (request);
  assert_hr (beck_export_release_packet (&std), S_OK);
  tear_down ();
}
END_TEST

/* ---- Races ---- */

enum
{
  N_ROUNDS = 300,
};

static gpointer
cancel_call (gpointer call)
{
  beck_incoming_cancel (call);
  beck_object_unref (call);
  return NULL;
}

/* A signal, a cancel and a disconnect at once; one answer. */
START_TEST (one_answer_whoever_is_first)
{
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      Request *request = request_new (&std, 20, 22);
      GThread *server, *client;

      subject->telling = i % 2 ? IN_CANCEL : BY_HAND;
      request_send (request, TRUE);
      server = g_thread_new ("server", signal_elsewhere, subject_take_call (subject));
      client = g_thread_new ("client", cancel_call, beck_object_ref (request->call));
      if (i % 3 == 0)
        assert_hr (beck_export_disconnect (BECK_UNKNOWN (subject)), S_OK);
      request_wait (request);
      g_thread_join (server);
      g_thread_join (client);
      request_free (request);
      if (i % 3 == 0)
        {
          assert_hr (beck_export_release_packet (&std), S_OK);
          export_worker (subject, BECK_HELD_HERE, 0, &std);
        }
    }
}
END_TEST

Suite *
later_suite (void)
{
  Suite *suite = suite_create ("later");
  TCase *tc = tcase_create ("signal");

  tcase_add_checked_fixture (tc, set_up, tear_down_export);
  tcase_add_test (tc, signal_in_begin);
  tcase_add_test (tc, signal_by_another_thread);
  tcase_add_test (tc, signal_is_not_finish);
  tcase_add_test (tc, signals_of_a_call_that_is_over_do_nothing);
  tcase_add_test (tc, signal_by_another_thread_during_begin);
  tcase_add_test (tc, begin_that_fails_is_the_result);
  tcase_add_test (tc, a_thousand_calls_need_no_threads);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("sta");
  tcase_add_checked_fixture (tc, set_up_alone, tear_down_export);
  tcase_add_test (tc, sta_begins_and_finishes_on_its_thread);
  tcase_add_test (tc, sta_finishes_on_its_thread_whoever_signals);
  tcase_add_test (tc, sta_is_told_of_a_cancel_on_its_thread);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("cancel");
  tcase_add_checked_fixture (tc, set_up, tear_down_export);
  tcase_add_test (tc, cancel_reaches_the_call_object);
  tcase_add_test (tc, cancel_once);
  tcase_add_test (tc, cancelled_call_ends_when_the_server_says);
  tcase_add_test (tc, cancel_during_begin_reaches_the_call_object);
  tcase_add_test (tc, deadline_reaches_the_call_object);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("cut off");
  tcase_add_checked_fixture (tc, set_up, tear_down_export);
  tcase_add_test (tc, disconnecting_ends_a_call_that_nobody_signals);
  tcase_add_test (tc, signal_after_the_end_is_nothing);
  tcase_add_test (tc, disconnecting_in_begin_lets_a_signaled_call_end);
  tcase_add_test (tc, disconnecting_in_begin_ends_a_call_that_waits);
  tcase_add_test (tc, call_outlives_references);
  tcase_add_test (tc, one_answer_whoever_is_first);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("gone");
  tcase_add_test (tc, end_of_the_apartment_ends_a_call_that_nobody_signals);
  suite_add_tcase (suite, tc);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a wait lets in (spec/com.md 6.4): in an STA the calls for the apartment and nothing
 * else, elsewhere nothing. Each claim is tried with every way to wait; see ways.h.
 */

#include "suites.h"

#include <unistd.h>

#include "actor.h"
#include "scene.h"
#include "ways.h"

/* ---- In an STA ---- */

START_TEST (wait_lets_the_call_in_that_ends_it)
{
  Note note = { 0 };

  post_note (beck_apartment_current (), &note);
  post (beck_apartment_current (), ways[_i].signal, NULL);
  assert_hr (ways[_i].wait (INFINITE), S_OK);
  assert_noted (&note);
  ck_assert_int_eq (note.thread, gettid ());
}
END_TEST

static void
post_signal_late (gpointer data)
{
  const gpointer *args = data;
  const Way *way = args[1];

  g_usleep (3000);
  post (args[0], way->signal, NULL);
}

START_TEST (call_from_another_thread_wakes_the_wait)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);
  gpointer args[] = { beck_apartment_current (), (gpointer) &ways[_i] };

  actor_start (actor, post_signal_late, args);
  assert_hr (ways[_i].wait (INFINITE), S_OK);
  actor_wait (actor);
  actor_free (actor);
}
END_TEST

static void
signal_late (gpointer way)
{
  g_usleep (3000);
  ((const Way *) way)->signal (NULL);
}

static gboolean
count (gpointer n)
{
  ++*(int *) n;
  return G_SOURCE_REMOVE;
}

START_TEST (wait_runs_nothing_else_of_the_main_context)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);
  int n = 0;

  g_idle_add (count, &n);
  g_timeout_add (0, count, &n);
  actor_start (actor, signal_late, (gpointer) &ways[_i]);
  assert_hr (ways[_i].wait (INFINITE), S_OK);
  ck_assert_int_eq (n, 0);
  actor_wait (actor);
  iterate (NULL);
  ck_assert_int_eq (n, 2);
  actor_free (actor);
}
END_TEST

START_TEST (wait_for_what_is_signaled_lets_nothing_in)
{
  Note note = { 0 };

  ways[_i].signal (NULL);
  post_note (beck_apartment_current (), &note);
  assert_hr (ways[_i].wait (INFINITE), S_OK);
  assert_not_noted (&note);
  iterate (NULL);
  assert_noted (&note);
}
END_TEST

START_TEST (wait_ends_with_the_call_that_signals)
{
  Note note = { 0 };

  post (beck_apartment_current (), ways[_i].signal, NULL);
  post_note (beck_apartment_current (), &note);
  assert_hr (ways[_i].wait (INFINITE), S_OK);
  assert_not_noted (&note);
  iterate (NULL);
}
END_TEST

START_TEST (poll_lets_queued_calls_in)
{
  const Way *way = &ways[_i];
  Note note = { 0 };

  post_note (beck_apartment_current (), &note);
  assert_timed_out (way->wait (0));
  assert_noted (&note);
  post (beck_apartment_current (), way->signal, NULL);
  assert_hr (way->wait (0), S_OK);
}
END_TEST

START_TEST (wait_with_a_time_out_lets_calls_in_meanwhile)
{
  const Way *way = &ways[_i];
  gint64 start = g_get_monotonic_time ();
  Note note = { 0 };

  post_note (beck_apartment_current (), &note);
  assert_timed_out (way->wait (10));
  ck_assert_int_ge (g_get_monotonic_time () - start, 10000);
  assert_noted (&note);
}
END_TEST

typedef struct
{
  int n_run;
  gboolean stop;
} Endless;

static void
run_endlessly (gpointer data)
{
  Endless *self = data;

  self->n_run++;
  if (!self->stop)
    post (beck_apartment_current (), run_endlessly, self);
}

START_TEST (wait_ends_in_time_though_calls_never_cease)
{
  const Way *way = &ways[_i];
  Endless self = { 0 };

  post (beck_apartment_current (), run_endlessly, &self);
  assert_timed_out (way->wait (0));
  ck_assert_int_eq (self.n_run, 1);
  assert_timed_out (way->wait (10));
  ck_assert_int_gt (self.n_run, 1);
  self.stop = TRUE;
  iterate (NULL);
}
END_TEST

START_TEST (wait_of_a_thread_that_left_lets_nothing_in)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);

  CoUninitialize ();
  actor_start (actor, signal_late, (gpointer) &ways[_i]);
  assert_hr (ways[_i].wait (INFINITE), S_OK);
  actor_wait (actor);
  actor_free (actor);
  enter_sta ();
}
END_TEST

START_TEST (calls_see_the_apartment_during_a_wait)
{
  Note note = { 0 };

  post_note (beck_apartment_current (), &note);
  post (beck_apartment_current (), ways[_i].signal, NULL);
  assert_hr (ways[_i].wait (INFINITE), S_OK);
  assert_hr (note.type_result, S_OK);
  ck_assert_int_eq (note.type, APTTYPE_MAINSTA);
}
END_TEST

static void
enter_and_leave (gpointer unused)
{
  assert_hr (CoInitialize (NULL), S_FALSE);
  CoUninitialize ();
}

START_TEST (call_in_a_wait_may_enter_and_leave)
{
  post (beck_apartment_current (), enter_and_leave, NULL);
  post (beck_apartment_current (), ways[_i].signal, NULL);
  assert_hr (ways[_i].wait (INFINITE), S_OK);
  assert_type (APTTYPE_MAINSTA, APTTYPEQUALIFIER_NONE);
}
END_TEST

/* ---- Waits inside of waits ---- */

typedef struct
{
  ISynchronize *inner;
  GString *log;
  GMainLoop *loop;
  gint entered; /* the wait inside has begun, or is about to */
} Nest;

static void
wait_inside (gpointer data)
{
  Nest *nest = data;

  g_string_append (nest->log, "<");
  g_atomic_int_set (&nest->entered, TRUE);
  assert_hr (nest->inner->lpVtbl->Wait (nest->inner, 0, INFINITE), S_OK);
  g_string_append (nest->log, ">");
}

static void
signal_inner (gpointer data)
{
  Nest *nest = data;

  g_string_append (nest->log, "i");
  nest->inner->lpVtbl->Signal (nest->inner);
}

static void
run_loop_inside (gpointer data)
{
  Nest *nest = data;

  g_string_append (nest->log, "(");
  g_main_loop_run (nest->loop);
  g_string_append (nest->log, ")");
}

static void
quit_loop_inside (gpointer data)
{
  Nest *nest = data;

  g_string_append (nest->log, "q");
  g_main_loop_quit (nest->loop);
}

static Nest
nest_new (void)
{
  return (Nest){ manual_event_new (), g_string_new (NULL), g_main_loop_new (NULL, FALSE) };
}

static void
nest_clear (Nest *nest, const char *expected)
{
  ck_assert_str_eq (nest->log->str, expected);
  nest->inner->lpVtbl->Release (nest->inner);
  g_string_free (nest->log, TRUE);
  g_main_loop_unref (nest->loop);
}

START_TEST (call_in_a_wait_may_wait)
{
  Nest nest = nest_new ();

  post (beck_apartment_current (), wait_inside, &nest);
  post (beck_apartment_current (), signal_inner, &nest);
  post (beck_apartment_current (), ways[_i].signal, NULL);
  assert_hr (ways[_i].wait (INFINITE), S_OK);
  nest_clear (&nest, "<i>");
}
END_TEST

START_TEST (outer_wait_may_be_over_before_the_inner)
{
  Nest nest = nest_new ();

  post (beck_apartment_current (), wait_inside, &nest);
  post (beck_apartment_current (), ways[_i].signal, NULL);
  post (beck_apartment_current (), signal_inner, &nest);
  assert_hr (ways[_i].wait (INFINITE), S_OK);
  nest_clear (&nest, "<i>");
}
END_TEST

static void
signal_all_late (gpointer data)
{
  const gpointer *args = data;
  const Way *way = args[1];
  Nest *nest = args[0];

  /* Before that, the wait outside would let nobody in: its object is signaled. */
  while (!g_atomic_int_get (&nest->entered))
    g_usleep (500);
  g_usleep (2000);
  way->signal (NULL);
  g_usleep (2000);
  nest->inner->lpVtbl->Signal (nest->inner);
}

START_TEST (nested_waits_are_woken_from_outside)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);
  Nest nest = nest_new ();
  gpointer args[] = { &nest, (gpointer) &ways[_i] };

  post (beck_apartment_current (), wait_inside, &nest);
  actor_start (actor, signal_all_late, args);
  assert_hr (ways[_i].wait (INFINITE), S_OK);
  actor_wait (actor);
  actor_free (actor);
  nest_clear (&nest, "<>");
}
END_TEST

START_TEST (call_in_a_wait_may_run_a_main_loop)
{
  Nest nest = nest_new ();

  post (beck_apartment_current (), run_loop_inside, &nest);
  post (beck_apartment_current (), wait_inside, &nest);
  post (beck_apartment_current (), signal_inner, &nest);
  post (beck_apartment_current (), quit_loop_inside, &nest);
  post (beck_apartment_current (), ways[_i].signal, NULL);
  assert_hr (ways[_i].wait (INFINITE), S_OK);
  nest_clear (&nest, "(<i>q)");
}
END_TEST

static gboolean
wait_in_source (gpointer way)
{
  assert_hr (((const Way *) way)->wait (INFINITE), S_OK);
  return G_SOURCE_REMOVE;
}

START_TEST (source_may_wait)
{
  Note note = { 0 };

  g_idle_add (wait_in_source, (gpointer) &ways[_i]);
  post_note (beck_apartment_current (), &note);
  post (beck_apartment_current (), ways[_i].signal, NULL);
  iterate (NULL);
  assert_noted (&note);
}
END_TEST

START_TEST (loop_that_a_call_quits_stops_after_the_wait)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_idle_add (wait_in_source, (gpointer) &ways[_i]);
  post (beck_apartment_current (), (BeckFunc) g_main_loop_quit, loop);
  post (beck_apartment_current (), ways[_i].signal, NULL);
  g_main_loop_run (loop);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
END_TEST

/* ---- In the MTA, and outside ---- */

START_TEST (wait_in_the_mta_just_blocks)
{
  Note note = { 0 };
  int n = 0;

  g_idle_add (count, &n);
  post_note (beck_apartment_current (), &note);
  post (beck_apartment_current (), ways[_i].signal, NULL);
  assert_hr (ways[_i].wait (INFINITE), S_OK);
  sleep_until (&note.frees);
  ck_assert_int_ne (note.thread, gettid ());
  ck_assert_int_eq (n, 0);
  iterate (NULL);
  ck_assert_int_eq (n, 1);
}
END_TEST

START_TEST (wait_in_the_mta_keeps_its_time)
{
  const Way *way = &ways[_i];
  gint64 start = g_get_monotonic_time ();

  assert_timed_out (way->wait (0));
  assert_timed_out (way->wait (10));
  ck_assert_int_ge (g_get_monotonic_time () - start, 10000);
  way->signal (NULL);
  assert_hr (way->wait (INFINITE), S_OK);
}
END_TEST

START_TEST (thread_outside_waits_as_in_the_mta)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);
  int n = 0;

  assert_no_apartment ();
  g_idle_add (count, &n);
  actor_start (actor, signal_late, (gpointer) &ways[_i]);
  assert_hr (ways[_i].wait (INFINITE), S_OK);
  ck_assert_int_eq (n, 0);
  iterate (NULL);
  actor_wait (actor);
  actor_free (actor);
}
END_TEST

/* ---- Two apartments that wait for each other ---- */

typedef struct
{
  BeckApartment *other;
  ISynchronize *answered;
  int depth;
} Question;

static void
answer (gpointer data)
{
  Question *question = data;

  question->answered->lpVtbl->Signal (question->answered);
}

/* Asks the apartment back, which waits, before it answers. */
static void
ask_back (gpointer data)
{
  Question *question = data;
  Question back = { beck_apartment_current (), manual_event_new (), question->depth - 1 };

  if (question->depth > 0)
    {
      post (question->other, ask_back, &back);
      assert_hr (back.answered->lpVtbl->Wait (back.answered, 0, INFINITE), S_OK);
    }
  back.answered->lpVtbl->Release (back.answered);
  answer (question);
}

static void
serve_until_end (gpointer end)
{
  ISynchronize *event = end;

  assert_hr (event->lpVtbl->Wait (event, 0, INFINITE), S_OK);
}

START_TEST (apartments_that_wait_for_each_other_call_back)
{
  Actor *actor = actor_new (COINIT_APARTMENTTHREADED);
  g_autoptr (ISynchronize) end = manual_event_new ();
  g_autoptr (ISynchronize) answered = manual_event_new ();
  Question question;

  enter_sta ();
  question = (Question){ beck_apartment_current (), answered, 20 };
  actor_start (actor, serve_until_end, end);
  post (actor_apartment (actor), ask_back, &question);
  assert_hr (answered->lpVtbl->Wait (answered, 0, INFINITE), S_OK);
  end->lpVtbl->Signal (end);
  actor_wait (actor);
  leave_apartment ();
  actor_free (actor);
}
END_TEST

static TCase *
case_in (const char *name, void (*enter) (void))
{
  TCase *tcase = tcase_create (name);

  tcase_add_checked_fixture (tcase, warm_up_thread, NULL);
  tcase_add_checked_fixture (tcase, ways_set_up, ways_tear_down);
  if (enter != NULL)
    tcase_add_checked_fixture (tcase, enter, leave_apartment);
  return tcase;
}

Suite *
wait_suite (void)
{
  Suite *suite = suite_create ("wait");
  TCase *tc_sta = case_in ("sta", enter_sta);
  TCase *tc_nested = case_in ("nested", enter_sta);
  TCase *tc_mta = case_in ("mta", enter_mta);
  TCase *tc_outside = case_in ("outside", NULL);
  TCase *tc_two = tcase_create ("two");

  tcase_add_loop_test (tc_sta, wait_lets_the_call_in_that_ends_it, 0, n_ways);
  tcase_add_loop_test (tc_sta, call_from_another_thread_wakes_the_wait, 0, n_ways);
  tcase_add_loop_test (tc_sta, wait_runs_nothing_else_of_the_main_context, 0, n_ways);
  tcase_add_loop_test (tc_sta, wait_for_what_is_signaled_lets_nothing_in, 0, n_ways);
  tcase_add_loop_test (tc_sta, wait_ends_with_the_call_that_signals, 0, n_ways);
  tcase_add_loop_test (tc_sta, poll_lets_queued_calls_in, 0, n_timed_ways);
  tcase_add_loop_test (tc_sta, wait_with_a_time_out_lets_calls_in_meanwhile, 0, n_timed_ways);
  tcase_add_loop_test (tc_sta, wait_ends_in_time_though_calls_never_cease, 0, n_timed_ways);
  tcase_add_loop_test (tc_sta, wait_of_a_thread_that_left_lets_nothing_in, 0, n_ways);
  tcase_add_loop_test (tc_sta, calls_see_the_apartment_during_a_wait, 0, n_ways);
  tcase_add_loop_test (tc_sta, call_in_a_wait_may_enter_and_leave, 0, n_ways);
  suite_add_tcase (suite, tc_sta);

  tcase_add_loop_test (tc_nested, call_in_a_wait_may_wait, 0, n_ways);
  tcase_add_loop_test (tc_nested, outer_wait_may_be_over_before_the_inner, 0, n_ways);
  tcase_add_loop_test (tc_nested, nested_waits_are_woken_from_outside, 0, n_ways);
  tcase_add_loop_test (tc_nested, call_in_a_wait_may_run_a_main_loop, 0, n_ways);
  tcase_add_loop_test (tc_nested, source_may_wait, 0, n_ways);
  tcase_add_loop_test (tc_nested, loop_that_a_call_quits_stops_after_the_wait, 0, n_ways);
  suite_add_tcase (suite, tc_nested);

  tcase_add_loop_test (tc_mta, wait_in_the_mta_just_blocks, 0, n_ways);
  tcase_add_loop_test (tc_mta, wait_in_the_mta_keeps_its_time, 0, n_timed_ways);
  suite_add_tcase (suite, tc_mta);

  tcase_add_loop_test (tc_outside, thread_outside_waits_as_in_the_mta, 0, n_ways);
  suite_add_tcase (suite, tc_outside);

  tcase_add_test (tc_two, apartments_that_wait_for_each_other_call_back);
  suite_add_tcase (suite, tc_two);
  return suite;
}

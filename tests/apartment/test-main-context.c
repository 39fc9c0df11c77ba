/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* An STA and the GMainContext of its thread: whoever runs which context lets in which calls. */

#include "suites.h"

#include "actor.h"
#include "scene.h"

static void
iterate_default (gpointer unused)
{
  iterate (NULL);
}

/* ---- Which context ---- */

START_TEST (thread_without_a_context_uses_the_global_default)
{
  Note note = { 0 };

  enter_sta ();
  post_note (beck_apartment_current (), &note);
  iterate (NULL);
  assert_noted (&note);
  leave_apartment ();
}
END_TEST

START_TEST (sta_belongs_to_the_context_it_was_entered_with)
{
  g_autoptr (GMainContext) mine = g_main_context_new ();
  Note note = { 0 };

  g_main_context_push_thread_default (mine);
  enter_sta ();
  g_main_context_pop_thread_default (mine);
  post_note (beck_apartment_current (), &note);
  iterate (NULL);
  assert_not_noted (&note);
  iterate (mine);
  assert_noted (&note);
  leave_apartment ();
}
END_TEST

START_TEST (context_pushed_later_is_not_the_apartments)
{
  g_autoptr (GMainContext) later = g_main_context_new ();
  Note note = { 0 };

  enter_sta ();
  g_main_context_push_thread_default (later);
  assert_hr (CoInitialize (NULL), S_FALSE);
  post_note (beck_apartment_current (), &note);
  iterate (later);
  assert_not_noted (&note);
  iterate (NULL);
  assert_noted (&note);
  CoUninitialize ();
  g_main_context_pop_thread_default (later);
  leave_apartment ();
}
END_TEST

START_TEST (sta_keeps_its_context)
{
  GMainContext *context = g_main_context_new ();
  Actor *actor = actor_new_on (COINIT_APARTMENTTHREADED, context);
  Note note = { 0 };

  g_main_context_unref (context);
  post_note (actor_apartment (actor), &note);
  actor_iterate (actor);
  assert_noted (&note);
  actor_free (actor);
}
END_TEST

static void
drop_context (gpointer unused)
{
  GMainContext *context = g_main_context_get_thread_default ();

  assert_hr (CoInitialize (NULL), S_OK);
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
}

static void
leave_at_last (gpointer unused)
{
  CoUninitialize ();
}

static void
tell_current (gpointer apartment)
{
  *(BeckApartment **) apartment = beck_apartment_current ();
}

START_TEST (context_that_everybody_else_dropped_can_be_posted_to)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);
  BeckApartment *apartment = NULL;
  Note note = { 0 };

  actor_do (actor, (ActorFunc) g_main_context_push_thread_default, g_main_context_new ());
  actor_do (actor, drop_context, NULL);
  actor_do (actor, tell_current, &apartment);
  post_note (apartment, &note);
  actor_do (actor, leave_at_last, NULL);
  assert_noted (&note);
  actor_free (actor);
}
END_TEST

/* ---- Which thread ---- */

START_TEST (thread_outside_that_runs_the_context_lets_in_no_calls)
{
  Actor *actor = actor_new_on (COINIT_APARTMENTTHREADED, NULL);
  Note note = { 0 };

  post_note (actor_apartment (actor), &note);
  iterate (NULL);
  assert_not_noted (&note);
  ck_assert (!g_main_context_pending (NULL));
  actor_do (actor, iterate_default, NULL);
  assert_noted (&note);
  ck_assert_int_eq (note.thread, actor_thread (actor));
  actor_free (actor);
}
END_TEST

START_TEST (each_sta_of_a_shared_context_lets_in_its_own_calls)
{
  Actor *actor = actor_new_on (COINIT_APARTMENTTHREADED, NULL);
  Note mine = { 0 };
  Note others = { 0 };

  enter_sta ();
  post_note (beck_apartment_current (), &mine);
  post_note (actor_apartment (actor), &others);
  iterate (NULL);
  assert_noted (&mine);
  assert_not_noted (&others);
  actor_do (actor, iterate_default, NULL);
  assert_noted (&others);
  ck_assert_int_eq (others.thread, actor_thread (actor));
  leave_apartment ();
  actor_free (actor);
}
END_TEST

/* ---- A running loop ---- */

static void
quit_loop (gpointer loop)
{
  g_main_loop_quit (loop);
}

typedef struct
{
  BeckApartment *apartment;
  GMainLoop *loop;
} Quit;

static void
post_quit (gpointer data)
{
  Quit *quit = data;

  g_usleep (5000);
  post (quit->apartment, quit_loop, quit->loop);
}

START_TEST (post_wakes_a_sleeping_loop)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Quit quit = { .loop = loop };

  enter_sta ();
  quit.apartment = beck_apartment_current ();
  actor_start (actor, post_quit, &quit);
  g_main_loop_run (loop);
  actor_wait (actor);
  leave_apartment ();
  actor_free (actor);
}
END_TEST

START_TEST (loop_sleeps_when_all_calls_are_served)
{
  Note note = { 0 };

  enter_sta ();
  ck_assert (!g_main_context_pending (NULL));
  post_note (beck_apartment_current (), &note);
  ck_assert (g_main_context_pending (NULL));
  iterate (NULL);
  ck_assert (!g_main_context_pending (NULL));
  leave_apartment ();
}
END_TEST

static void
run_loop (gpointer loop)
{
  g_main_loop_run (loop);
}

START_TEST (loop_inside_a_call_lets_in_further_calls)
{
  g_autoptr (GMainLoop) inner = g_main_loop_new (NULL, FALSE);
  Note after = { 0 };

  enter_sta ();
  post (beck_apartment_current (), run_loop, inner);
  post (beck_apartment_current (), quit_loop, inner);
  post_note (beck_apartment_current (), &after);
  iterate (NULL);
  assert_noted (&after);
  ck_assert (!g_main_loop_is_running (inner));
  leave_apartment ();
}
END_TEST

static gboolean
note_timeout (gpointer n)
{
  ++*(int *) n;
  return G_SOURCE_REMOVE;
}

START_TEST (calls_and_other_sources_share_the_loop)
{
  Note note = { 0 };
  int n_timeouts = 0;

  enter_sta ();
  g_timeout_add (0, note_timeout, &n_timeouts);
  post_note (beck_apartment_current (), &note);
  iterate (NULL);
  assert_noted (&note);
  ck_assert_int_eq (n_timeouts, 1);
  leave_apartment ();
}
END_TEST

START_TEST (apartment_that_ended_is_nothing_to_the_loop)
{
  enter_sta ();
  leave_apartment ();
  ck_assert (!g_main_context_pending (NULL));
  iterate (NULL);
}
END_TEST

Suite *
main_context_suite (void)
{
  Suite *suite = suite_create ("main-context");
  TCase *tc_which = tcase_create ("which");
  TCase *tc_thread = tcase_create ("thread");
  TCase *tc_loop = tcase_create ("loop");

  tcase_add_test (tc_which, thread_without_a_context_uses_the_global_default);
  tcase_add_test (tc_which, sta_belongs_to_the_context_it_was_entered_with);
  tcase_add_test (tc_which, context_pushed_later_is_not_the_apartments);
  tcase_add_test (tc_which, sta_keeps_its_context);
  tcase_add_test (tc_which, context_that_everybody_else_dropped_can_be_posted_to);
  suite_add_tcase (suite, tc_which);

  tcase_add_test (tc_thread, thread_outside_that_runs_the_context_lets_in_no_calls);
  tcase_add_test (tc_thread, each_sta_of_a_shared_context_lets_in_its_own_calls);
  suite_add_tcase (suite, tc_thread);

  tcase_add_test (tc_loop, post_wakes_a_sleeping_loop);
  tcase_add_test (tc_loop, loop_sleeps_when_all_calls_are_served);
  tcase_add_test (tc_loop, loop_inside_a_call_lets_in_further_calls);
  tcase_add_test (tc_loop, calls_and_other_sources_share_the_loop);
  tcase_add_test (tc_loop, apartment_that_ended_is_nothing_to_the_loop);
  suite_add_tcase (suite, tc_loop);
  return suite;
}

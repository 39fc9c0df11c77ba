/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Sources on an ISynchronize whose signal, or whose end, comes from another thread. */

#include "suites.h"

#include "actor.h"
#include "gate.h"
#include "scene.h"
#include "watch.h"

static void
signal_late (gpointer event)
{
  ISynchronize *sync = event;

  g_usleep (3000);
  sync->lpVtbl->Signal (sync);
}

static void
open_late (gpointer call)
{
  g_usleep (3000);
  gate_open (call, S_OK);
}

START_TEST (signal_wakes_a_sleeping_main_loop)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);
  g_autoptr (ISynchronize) event = manual_event_new ();
  Watch watch;

  watch_start (&watch, event, NULL, 1);
  actor_start (actor, signal_late, event);
  iterate_until (NULL, &watch.n_dispatched);
  ck_assert_ptr_eq (watch.thread, g_thread_self ());
  actor_wait (actor);
  actor_free (actor);
  watch_stop (&watch);
}
END_TEST

START_TEST (completion_wakes_a_sleeping_main_loop)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);
  g_autoptr (AsyncIPipeLong) call = gate_call_new ();
  g_autoptr (ISynchronize) sync = gate_synchronize (call);
  Watch watch;

  gate_begin (call);
  watch_start (&watch, sync, NULL, 1);
  actor_start (actor, open_late, call);
  iterate_until (NULL, &watch.n_dispatched);
  assert_hr (gate_finish (call), S_OK);
  actor_wait (actor);
  actor_free (actor);
  watch_stop (&watch);
}
END_TEST

/* ---- A loop on each of several threads ---- */

#define N_LOOPS 3

typedef struct
{
  ISynchronize *event;
  GMainContext *context;
  Watch watch;
} Loop;

static void
watch_once (gpointer data)
{
  Loop *loop = data;

  watch_start (&loop->watch, loop->event, loop->context, 1);
  iterate (loop->context);
}

static void
run_until_dispatched (gpointer data)
{
  Loop *loop = data;

  iterate_until (loop->context, &loop->watch.n_dispatched);
}

static void
stop_watching (gpointer data)
{
  Loop *loop = data;

  watch_stop (&loop->watch);
}

START_TEST (all_loops_hear_of_one_signal)
{
  g_autoptr (ISynchronize) event = manual_event_new ();
  Actor *actors[N_LOOPS];
  Loop loops[N_LOOPS];

  for (int i = 0; i < N_LOOPS; i++)
    {
      actors[i] = actor_new (ACTOR_OUTSIDE);
      loops[i] = (Loop){ event, g_main_context_new () };
      actor_do (actors[i], watch_once, &loops[i]);
      actor_start (actors[i], run_until_dispatched, &loops[i]);
    }
  event->lpVtbl->Signal (event);
  for (int i = 0; i < N_LOOPS; i++)
    {
      actor_wait (actors[i]);
      actor_do (actors[i], stop_watching, &loops[i]);
      actor_free (actors[i]);
      g_main_context_unref (loops[i].context);
    }
}
END_TEST

/* ---- Races ---- */

#define N_ROUNDS 2000

typedef struct
{
  ISynchronize *event;
  atomic_int stop;
} Flicker;

static void
flicker (gpointer data)
{
  Flicker *self = data;

  while (!atomic_load (&self->stop))
    {
      self->event->lpVtbl->Signal (self->event);
      self->event->lpVtbl->Reset (self->event);
    }
}

START_TEST (source_may_be_destroyed_while_it_is_signaled)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);
  Flicker self = { manual_event_new () };
  Watch watch;

  actor_start (actor, flicker, &self);
  for (int i = 0; i < N_ROUNDS; i++)
    {
      watch_start (&watch, self.event, NULL, 1);
      g_main_context_iteration (NULL, FALSE);
      watch_stop (&watch);
    }
  atomic_store (&self.stop, 1);
  actor_wait (actor);
  actor_free (actor);
  self.event->lpVtbl->Release (self.event);
}
END_TEST

static void
open_now (gpointer call)
{
  gate_open (call, S_OK);
}

/* The last references on the call are the source's and that of the server, which completes it. */
START_TEST (source_may_take_the_call_along_while_it_completes)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);

  for (int i = 0; i < N_ROUNDS; i++)
    {
      AsyncIPipeLong *call = gate_call_new ();
      ISynchronize *sync = gate_synchronize (call);
      Watch watch;

      gate_begin (call);
      watch_start (&watch, sync, NULL, 1);
      g_main_context_iteration (NULL, FALSE);
      sync->lpVtbl->Release (sync);
      call->lpVtbl->Release (call);
      actor_start (actor, open_now, call);
      if (i % 2 == 0)
        iterate_until (NULL, &watch.n_dispatched);
      watch_stop (&watch);
      actor_wait (actor);
    }
  actor_free (actor);
}
END_TEST

typedef struct
{
  ISynchronize *ping;
  ISynchronize *pong;
} Rally;

static void
play_by_waiting (gpointer data)
{
  Rally *rally = data;

  for (int i = 0; i < N_ROUNDS; i++)
    {
      assert_hr (rally->ping->lpVtbl->Wait (rally->ping, 0, INFINITE), S_OK);
      rally->pong->lpVtbl->Signal (rally->pong);
    }
}

static gboolean
return_by_signal (ISynchronize *pong, gpointer data)
{
  const gpointer *args = data;
  atomic_int *n = args[1];
  ISynchronize *ping = args[0];

  if (atomic_fetch_add (n, 1) + 1 == N_ROUNDS)
    return G_SOURCE_REMOVE;
  ping->lpVtbl->Signal (ping);
  return G_SOURCE_CONTINUE;
}

START_TEST (no_signal_is_lost)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);
  Rally rally = { std_event_new (), std_event_new () };
  GSource *source = beck_synchronize_source_new (rally.pong);
  atomic_int n = 0;
  gpointer args[] = { rally.ping, &n };

  g_source_set_callback (source, G_SOURCE_FUNC (return_by_signal), args, NULL);
  g_source_attach (source, NULL);
  actor_start (actor, play_by_waiting, &rally);
  rally.ping->lpVtbl->Signal (rally.ping);
  while (atomic_load (&n) < N_ROUNDS)
    g_main_context_iteration (NULL, TRUE);
  actor_wait (actor);
  actor_free (actor);
  g_source_unref (source);
  rally.ping->lpVtbl->Release (rally.ping);
  rally.pong->lpVtbl->Release (rally.pong);
}
END_TEST

Suite *
source_thread_suite (void)
{
  Suite *suite = suite_create ("source-thread");
  TCase *tc_wake = tcase_create ("wake");
  TCase *tc_race = tcase_create ("race");

  tcase_add_test (tc_wake, signal_wakes_a_sleeping_main_loop);
  tcase_add_test (tc_wake, completion_wakes_a_sleeping_main_loop);
  tcase_add_test (tc_wake, all_loops_hear_of_one_signal);
  suite_add_tcase (suite, tc_wake);

  tcase_set_timeout (tc_race, 60);
  tcase_add_test (tc_race, source_may_be_destroyed_while_it_is_signaled);
  tcase_add_test (tc_race, source_may_take_the_call_along_while_it_completes);
  tcase_add_test (tc_race, no_signal_is_lost);
  suite_add_tcase (suite, tc_race);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What threads put off until they sleep. */

#include "suites.h"

#include <beck/hresult.h>

#include "call/event.h"
#include "call/put-off.h"
#include "call/wait.h"

#define ATTEMPTS 1000

typedef struct
{
  BeckPutOff what;
  GMutex mutex;
  GCond changed;
  guint n_runs;
  GThread *by;
} Task;

static void
run_task (BeckPutOff *what)
{
  Task *task = (Task *) what;

  g_mutex_lock (&task->mutex);
  task->n_runs++;
  task->by = g_thread_self ();
  g_cond_broadcast (&task->changed);
  g_mutex_unlock (&task->mutex);
}

/* Sleeps where the library does not know of it. */
static void
wait_for_run (Task *task)
{
  g_mutex_lock (&task->mutex);
  while (task->n_runs == 0)
    g_cond_wait (&task->changed, &task->mutex);
  g_mutex_unlock (&task->mutex);
}

static void
sleep_here (void)
{
  BeckEvent event;

  beck_event_init (&event, 0);
  ck_assert (FAILED (beck_event_wait (&event, 0, 1)));
  beck_event_clear (&event);
}

/* The timer may be the first to do what was put off before. */
static void
put_off (Task *task)
{
  while (beck_put_off (&task->what) != BECK_PUT_OFF_LISTED)
    sleep_here ();
}

static gpointer
try_at_once (gpointer data)
{
  Task *task = data;

  ck_assert_int_eq (beck_put_off (&task->what), BECK_PUT_OFF_REFUSED);
  ck_assert (!beck_put_off_stands (&task->what));
  return NULL;
}

START_TEST (thread_that_has_never_slept_here_is_refused)
{
  Task task = { .what.run = run_task };

  g_thread_join (g_thread_new ("sleepless", try_at_once, &task));
  ck_assert (!beck_put_off_forget (&task.what));
}
END_TEST

START_TEST (what_is_put_off_is_done_before_the_thread_sleeps)
{
  Task task = { .what.run = run_task };

  for (guint i = 0; i < ATTEMPTS && task.by != g_thread_self (); i++)
    {
      task.n_runs = 0;
      put_off (&task);
      sleep_here ();
      wait_for_run (&task);
      ck_assert_uint_eq (task.n_runs, 1);
      ck_assert (!beck_put_off_stands (&task.what));
    }
  ck_assert_ptr_eq (task.by, g_thread_self ());
}
END_TEST

START_TEST (what_is_put_off_is_done_without_a_sleep)
{
  Task task = { .what.run = run_task };

  sleep_here ();
  put_off (&task);
  wait_for_run (&task);
  ck_assert_uint_eq (task.n_runs, 1);
  ck_assert_ptr_ne (task.by, g_thread_self ());
}
END_TEST

START_TEST (thread_that_slept_elsewhere_is_refused_until_it_sleeps_here)
{
  Task task = { .what.run = run_task };

  sleep_here ();
  put_off (&task);
  wait_for_run (&task);
  ck_assert_int_eq (beck_put_off (&task.what), BECK_PUT_OFF_REFUSED);
  sleep_here ();
  task.n_runs = 0;
  ck_assert_int_eq (beck_put_off (&task.what), BECK_PUT_OFF_LISTED);
  wait_for_run (&task);
}
END_TEST

START_TEST (what_is_forgotten_is_not_done)
{
  Task task = { .what.run = run_task }, other = { .what.run = run_task };

  sleep_here ();
  put_off (&task);
  put_off (&other);
  /* The timer may have been faster. */
  if (beck_put_off_forget (&task.what))
    ck_assert_uint_eq (task.n_runs, 0);
  else
    wait_for_run (&task);
  sleep_here ();
  wait_for_run (&other);
  ck_assert_uint_eq (other.n_runs, 1);
  ck_assert (!beck_put_off_forget (&task.what));
}
END_TEST

static gpointer
put_off_and_end (gpointer data)
{
  sleep_here ();
  put_off (data);
  return NULL;
}

START_TEST (thread_that_ends_leaves_nothing_undone)
{
  Task task = { .what.run = run_task };

  g_thread_join (g_thread_new ("ends", put_off_and_end, &task));
  wait_for_run (&task);
  ck_assert_uint_eq (task.n_runs, 1);
}
END_TEST

#define N_THREADS 4
#define N_ROUNDS 2000

static Task shared;
static gint n_listed;

/* Says how often the task was put on the list, by it. */
static gpointer
put_off_again_and_again (gpointer unused)
{
  BeckPutOffResult result;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      result = beck_put_off (&shared.what);
      if (result == BECK_PUT_OFF_LISTED)
        g_atomic_int_inc (&n_listed);
      if (i % 100 == 0)
        sleep_here ();
      beck_thread_before_sleep (beck_thread_self ());
    }
  return NULL;
}

START_TEST (it_is_done_as_often_as_it_was_put_off)
{
  GThread *threads[N_THREADS];

  shared.what.run = run_task;
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("puts-off", put_off_again_and_again, NULL);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_mutex_lock (&shared.mutex);
  while (shared.n_runs < (guint) n_listed)
    g_cond_wait (&shared.changed, &shared.mutex);
  g_mutex_unlock (&shared.mutex);
  ck_assert_int_gt (n_listed, 0);
  ck_assert_uint_eq (shared.n_runs, (guint) n_listed);
}
END_TEST

Suite *
put_off_suite (void)
{
  Suite *suite = suite_create ("put-off");
  TCase *tc_one = tcase_create ("one");
  TCase *tc_many = tcase_create ("many");

  tcase_add_test (tc_one, thread_that_has_never_slept_here_is_refused);
  tcase_add_test (tc_one, what_is_put_off_is_done_before_the_thread_sleeps);
  tcase_add_test (tc_one, what_is_put_off_is_done_without_a_sleep);
  tcase_add_test (tc_one, thread_that_slept_elsewhere_is_refused_until_it_sleeps_here);
  tcase_add_test (tc_one, what_is_forgotten_is_not_done);
  suite_add_tcase (suite, tc_one);

  tcase_add_test (tc_many, thread_that_ends_leaves_nothing_undone);
  tcase_add_test (tc_many, it_is_done_as_often_as_it_was_put_off);
  suite_add_tcase (suite, tc_many);
  return suite;
}

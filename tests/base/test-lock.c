/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The lock, and the futex calls it sleeps with. */

#include "suites.h"

#include <signal.h>

#include "base/futex.h"
#include "base/lock.h"

enum
{
  N_THREADS = 4,
  N_ROUNDS = 50000,
};

typedef struct
{
  BeckLock lock;
  guint64 counter; /* protected by the lock */
} Shared;

static gpointer
count_up (gpointer data)
{
  Shared *shared = data;

  for (int i = 0; i < N_ROUNDS; i++)
    {
      beck_lock_acquire (&shared->lock);
      shared->counter++;
      beck_lock_release (&shared->lock);
    }
  return NULL;
}

START_TEST (lock_is_four_bytes_and_zero_is_free)
{
  static BeckLock lock;

  ck_assert_uint_eq (sizeof lock, 4);
  beck_lock_acquire (&lock);
  ck_assert_uint_eq (lock.state, BECK_LOCK_HELD);
  beck_lock_release (&lock);
  ck_assert_uint_eq (lock.state, BECK_LOCK_FREE);
}
END_TEST

START_TEST (one_thread_at_a_time_holds_the_lock)
{
  GThread *threads[N_THREADS];
  Shared shared = { .counter = 0 };

  beck_lock_init (&shared.lock);
  for (int i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new (NULL, count_up, &shared);
  for (int i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  ck_assert_uint_eq (shared.counter, N_THREADS * N_ROUNDS);
  ck_assert_uint_eq (shared.lock.state, BECK_LOCK_FREE);
}
END_TEST

START_TEST (release_wakes_sleepers)
{
  GThread *threads[N_THREADS];
  Shared shared = { .counter = 0 };

  beck_lock_init (&shared.lock);
  beck_lock_acquire (&shared.lock);
  for (int i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new (NULL, count_up, &shared);
  while (atomic_load (&shared.lock.state) != BECK_LOCK_CONTENDED)
    g_usleep (1000);
  g_usleep (20000);
  ck_assert_uint_eq (shared.counter, 0);
  beck_lock_release (&shared.lock);
  for (int i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  ck_assert_uint_eq (shared.counter, N_THREADS * N_ROUNDS);
}
END_TEST

START_TEST (wait_returns_at_once_if_the_word_differs)
{
  atomic_uint word = 1;

  ck_assert_int_eq (beck_futex_wait (&word, 2, BECK_FOR_EVER), EAGAIN);
}
END_TEST

START_TEST (wait_ends_at_its_deadline_and_not_before)
{
  gint64 deadline = g_get_monotonic_time () + 20000;
  atomic_uint word = 0;

  ck_assert_int_eq (beck_futex_wait (&word, 0, deadline), ETIMEDOUT);
  ck_assert_int_ge (g_get_monotonic_time (), deadline);
}
END_TEST

START_TEST (deadline_in_the_past_is_over)
{
  atomic_uint word = 0;

  ck_assert_int_eq (beck_futex_wait (&word, 0, 0), ETIMEDOUT);
  ck_assert_int_eq (beck_futex_wait (&word, 0, g_get_monotonic_time () - 1), ETIMEDOUT);
}
END_TEST

static gpointer
wait_for_change (gpointer data)
{
  atomic_uint *word = data;

  while (atomic_load (word) == 0)
    beck_futex_wait (word, 0, BECK_FOR_EVER);
  return NULL;
}

START_TEST (wake_ends_a_wait_for_ever)
{
  atomic_uint word = 0;
  GThread *thread = g_thread_new (NULL, wait_for_change, &word);

  g_usleep (10000);
  atomic_store (&word, 1);
  beck_futex_wake (&word, INT_MAX);
  g_thread_join (thread);
}
END_TEST

static atomic_int n_signals;

static void
count_signal (int number)
{
  atomic_fetch_add (&n_signals, 1);
}

static gpointer
interrupt (gpointer data)
{
  pthread_t *sleeper = data;

  for (int i = 0; i < 5; i++)
    {
      g_usleep (5000);
      pthread_kill (*sleeper, SIGUSR1);
    }
  return NULL;
}

START_TEST (signals_neither_end_nor_prolong_a_wait)
{
  struct sigaction action = { .sa_handler = count_signal };
  pthread_t self = pthread_self ();
  gint64 deadline;
  atomic_uint word = 0;
  GThread *thread;

  sigaction (SIGUSR1, &action, NULL);
  deadline = g_get_monotonic_time () + 100000;
  thread = g_thread_new (NULL, interrupt, &self);
  ck_assert_int_eq (beck_futex_wait (&word, 0, deadline), ETIMEDOUT);
  ck_assert_int_ge (g_get_monotonic_time (), deadline);
  g_thread_join (thread);
  /* Not 5: a sanitizer may hold signals back and merge them. */
  ck_assert_int_gt (n_signals, 0);
}
END_TEST

Suite *
lock_suite (void)
{
  Suite *suite = suite_create ("lock");
  TCase *lock = tcase_create ("lock");
  TCase *futex = tcase_create ("futex");

  tcase_set_timeout (lock, 60);
  tcase_add_test (lock, lock_is_four_bytes_and_zero_is_free);
  tcase_add_test (lock, one_thread_at_a_time_holds_the_lock);
  tcase_add_test (lock, release_wakes_sleepers);
  suite_add_tcase (suite, lock);

  tcase_add_test (futex, wait_returns_at_once_if_the_word_differs);
  tcase_add_test (futex, wait_ends_at_its_deadline_and_not_before);
  tcase_add_test (futex, deadline_in_the_past_is_over);
  tcase_add_test (futex, wake_ends_a_wait_for_ever);
  tcase_add_test (futex, signals_neither_end_nor_prolong_a_wait);
  suite_add_tcase (suite, futex);
  return suite;
}

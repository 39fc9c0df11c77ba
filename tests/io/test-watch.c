/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Beginning and ending to watch. That no descriptor stays is checked by the harness after each. */

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "scene.h"
#include "suites.h"

static void
unwatch_at_the_end (Pair *pair)
{
  if (pair_read_once (pair) == 0)
    beck_io_unwatch (&pair->io);
}

START_TEST (watched_source_lives_until_it_is_unwatched)
{
  Counter finalized = { 0 };
  Pair *pair = pair_new (unwatch_at_the_end);
  int other = pair->other;

  pair->finalized = &finalized;
  pair_watch (pair);
  beck_io_unref (&pair->io);
  pair_write (pair, 1);
  await (&pair->n_read, 1);
  ck_assert_uint_eq (counted (&finalized), 0);
  shutdown (other, SHUT_WR);
  await (&finalized, 1);
}
END_TEST

START_TEST (watching_and_unwatching_twice_is_like_once)
{
  Pair *pair = pair_new (NULL);

  pair_watch (pair);
  pair_watch (pair);
  pair_write (pair, 1);
  await (&pair->n_read, 1);
  beck_io_unwatch (&pair->io);
  pair_free (pair);
}
END_TEST

START_TEST (unwatched_source_is_left_alone)
{
  Pair *pair = pair_new (NULL);

  pair_watch (pair);
  beck_io_unwatch (&pair->io);
  beck_io_again (&pair->io);
  pair_write (pair, 1);
  g_usleep (5000);
  ck_assert_uint_eq (counted (&pair->n_ready), 0);
  ck_assert_int_eq (beck_io_want_output (&pair->io, TRUE), E_HANDLE);
  pair_free (pair);
}
END_TEST

START_TEST (source_can_be_watched_again_and_again)
{
  Pair *pair = pair_new (NULL);

  for (guint i = 1; i <= 300; i++)
    {
      pair_watch (pair);
      pair_write (pair, 1);
      await (&pair->n_read, i);
      beck_io_unwatch (&pair->io);
    }
  pair_free (pair);
}
END_TEST

START_TEST (what_cannot_be_watched_is_refused)
{
  Pair *pair = pair_new (NULL);
  int fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  int kept = pair->io.fd;

  pair->io.fd = fd;
  ck_assert_int_eq (beck_io_watch (&pair->io), HRESULT_FROM_WIN32 (ERROR_PRIVILEGE_NOT_HELD));
  close (fd);
  pair->io.fd = -1;
  ck_assert_int_eq (beck_io_watch (&pair->io), E_HANDLE);
  pair->io.fd = kept;
  pair_watch (pair);
  pair_write (pair, 1);
  await (&pair->n_read, 1);
  pair_free (pair);
}
END_TEST

START_TEST (without_memory_nothing_is_watched)
{
  HRESULT hr = E_OUTOFMEMORY;

  for (gint64 i = 0; hr != S_OK; i++)
    {
      Pair *pair = pair_new (NULL);

      beck_alloc_fail_at (i);
      hr = beck_io_watch (&pair->io);
      beck_alloc_fail_at (-1);
      if (hr != S_OK)
        ck_assert_int_eq (hr, E_OUTOFMEMORY);
      pair_free (pair);
    }
}
END_TEST

/* --- races --- */

static gpointer
write_until_told (gpointer data)
{
  Pair *pair = data;

  while (send (pair->other, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT) > 0)
    ;
  return NULL;
}

/* Whoever is in ready when unwatching returns ends soon; nobody enters. */
START_TEST (ready_is_not_entered_after_unwatching)
{
  for (guint i = 0; i < 300; i++)
    {
      Pair *pair = pair_new (NULL);
      GThread *thread = g_thread_new ("writer", write_until_told, pair);
      guint n;

      pair_watch (pair);
      await (&pair->n_read, 1);
      beck_io_unwatch (&pair->io);
      pair_await_turn (pair);
      n = counted (&pair->n_ready);
      beck_io_end_turn (&pair->io);
      shutdown (pair->other, SHUT_RDWR);
      g_thread_join (thread);
      ck_assert_uint_eq (counted (&pair->n_ready), n);
      pair_free (pair);
    }
}
END_TEST

#define N_THREADS 4
#define N_LIVES 500

/* The memory and the descriptor of one are those of the next. */
static gpointer
live_shortly (gpointer data)
{
  Counter *finalized = data;

  for (guint i = 0; i < N_LIVES; i++)
    {
      Pair *pair = pair_new (NULL);

      pair->finalized = finalized;
      pair_write (pair, 1);
      pair_watch (pair);
      if (i % 2 == 0)
        beck_io_again (&pair->io);
      pair_write (pair, 1);
      if (i % 3 == 0)
        await (&pair->n_read, 2);
      pair_free (pair);
    }
  return NULL;
}

START_TEST (events_of_one_that_is_gone_do_not_reach_the_next)
{
  Counter finalized = { 0 };
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("watcher", live_shortly, &finalized);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  await (&finalized, N_THREADS * N_LIVES);
}
END_TEST

static gpointer
unwatch (gpointer data)
{
  beck_io_unwatch (data);
  return NULL;
}

START_TEST (many_may_unwatch_at_once)
{
  for (guint i = 0; i < 100; i++)
    {
      Pair *pair = pair_new (NULL);
      GThread *threads[N_THREADS];

      pair_watch (pair);
      pair_write (pair, 1);
      for (guint j = 0; j < N_THREADS; j++)
        threads[j] = g_thread_new ("unwatcher", unwatch, &pair->io);
      for (guint j = 0; j < N_THREADS; j++)
        g_thread_join (threads[j]);
      pair_free (pair);
    }
}
END_TEST

Suite *
watch_suite (void)
{
  Suite *suite = suite_create ("io-watch");
  TCase *tc = tcase_create ("watch");

  tcase_set_timeout (tc, 60);
  tcase_add_test (tc, watched_source_lives_until_it_is_unwatched);
  tcase_add_test (tc, watching_and_unwatching_twice_is_like_once);
  tcase_add_test (tc, unwatched_source_is_left_alone);
  tcase_add_test (tc, source_can_be_watched_again_and_again);
  tcase_add_test (tc, what_cannot_be_watched_is_refused);
  tcase_add_test (tc, without_memory_nothing_is_watched);
  tcase_add_test (tc, ready_is_not_entered_after_unwatching);
  tcase_add_test (tc, events_of_one_that_is_gone_do_not_reach_the_next);
  tcase_add_test (tc, many_may_unwatch_at_once);
  suite_add_tcase (suite, tc);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Who sees to a source, and when: one at a time, and as often as there is something to see to. */

#include <sys/socket.h>
#include <unistd.h>

#include "scene.h"
#include "suites.h"

/* --- one at a time --- */

#define N_PAIRS 6
#define N_WRITERS 4
#define N_ROUNDS 2000

static void
read_and_call_out (Pair *pair)
{
  guint n;

  pair_read_once (pair);
  pair_lend (pair);
  n = counted (&pair->n_ready);
  if (n % 64 == 0)
    g_usleep (n % 256 == 0 ? 3000 : 20);
  pair_reclaim (pair);
}

static gpointer
disturb (gpointer data)
{
  Pair **pairs = data;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      Pair *pair = pairs[i % N_PAIRS];

      pair_write (pair, 3);
      if (i % 5 == 0)
        beck_io_again (&pair->io);
      if (i % 3 == 0 && beck_io_try_turn (&pair->io))
        {
          pair_enter (pair);
          pair_leave (pair);
          beck_io_end_turn (&pair->io);
        }
    }
  return NULL;
}

START_TEST (turn_has_one_holder_and_no_byte_is_forgotten)
{
  Pair *pairs[N_PAIRS];
  GThread *threads[N_WRITERS];
  guint sum = 0;

  for (guint i = 0; i < N_PAIRS; i++)
    pair_watch (pairs[i] = pair_new (read_and_call_out));
  for (guint i = 0; i < N_WRITERS; i++)
    threads[i] = g_thread_new ("writer", disturb, pairs);
  for (guint i = 0; i < N_WRITERS; i++)
    g_thread_join (threads[i]);
  for (guint round = 0; round < N_ROUNDS; round++)
    for (guint i = 0; i < N_PAIRS; i++)
      sum += round % N_PAIRS == i ? 3 * N_WRITERS : 0;
  for (guint i = 0; i < N_PAIRS; i++)
    {
      guint rounds = N_ROUNDS / N_PAIRS + (i < N_ROUNDS % N_PAIRS ? 1 : 0);

      await (&pairs[i]->n_read, rounds * 3 * N_WRITERS);
      sum -= counted (&pairs[i]->n_read);
      pair_free (pairs[i]);
    }
  ck_assert_uint_eq (sum, 0);
}
END_TEST

START_TEST (who_takes_the_turn_from_outside_keeps_ready_out)
{
  g_autoptr (Pair) pair = pair_new (NULL);

  pair_watch (pair);
  ck_assert (beck_io_try_turn (&pair->io));
  ck_assert (!beck_io_try_turn (&pair->io));
  pair_write (pair, 5);
  g_usleep (5000);
  ck_assert_uint_eq (counted (&pair->n_ready), 0);
  beck_io_end_turn (&pair->io);
  await (&pair->n_read, 5);
}
END_TEST

START_TEST (turn_can_be_taken_while_nothing_is_watched)
{
  g_autoptr (Pair) pair = pair_new (NULL);

  ck_assert (beck_io_try_turn (&pair->io));
  ck_assert (!beck_io_try_turn (&pair->io));
  beck_io_lend (&pair->io);
  ck_assert (beck_io_reclaim (&pair->io));
  ck_assert (!beck_io_give_away (&pair->io));
  beck_io_end_turn (&pair->io);
  ck_assert (beck_io_try_turn (&pair->io));
  beck_io_end_turn (&pair->io);
}
END_TEST

/* --- again --- */

START_TEST (again_from_outside_runs_ready)
{
  g_autoptr (Pair) pair = pair_new (NULL);

  pair_watch (pair);
  for (guint i = 1; i <= 100; i++)
    {
      beck_io_again (&pair->io);
      await (&pair->n_ready, i);
    }
}
END_TEST

static guint n_wanted;

static void
run_until_enough (Pair *pair)
{
  if (counted (&pair->n_ready) < n_wanted)
    beck_io_again (&pair->io);
}

START_TEST (ready_runs_a_million_times_if_it_asks_to)
{
  g_autoptr (Pair) pair = pair_new (run_until_enough);

  n_wanted = under_valgrind () ? 10000 : 1000000;
  pair_watch (pair);
  beck_io_again (&pair->io);
  await (&pair->n_ready, n_wanted);
}
END_TEST

static void
read_one_byte (Pair *pair)
{
  char one;

  if (recv (pair->io.fd, &one, 1, MSG_DONTWAIT) != 1)
    return;
  count (&pair->n_read, 1);
  beck_io_again (&pair->io);
}

START_TEST (what_asks_to_be_run_again_reads_all_from_one_event)
{
  g_autoptr (Pair) pair = pair_new (read_one_byte);

  pair_write (pair, 1000);
  pair_watch (pair);
  await (&pair->n_read, 1000);
}
END_TEST

static void
run_until_another_was (Pair *pair)
{
  Pair *another = pair->data;

  if (counted (&another->n_read) == 0)
    beck_io_again (&pair->io);
}

START_TEST (what_always_asks_for_more_does_not_keep_others_out)
{
  g_autoptr (Pair) other = pair_new (NULL);
  g_autoptr (Pair) greedy = pair_new (run_until_another_was);

  greedy->data = other;
  pair_watch (greedy);
  pair_watch (other);
  beck_io_again (&greedy->io);
  await (&greedy->n_ready, 100);
  pair_write (other, 1);
  await (&other->n_read, 1);
}
END_TEST

/* --- what it is told --- */

START_TEST (end_behind_the_last_bytes_is_found_with_one_read_at_a_time)
{
  g_autoptr (Pair) pair = pair_new (NULL);

  pair_write (pair, 7);
  shutdown (pair->other, SHUT_WR);
  pair_watch (pair);
  await (&pair->n_ends, 1);
  ck_assert_uint_eq (counted (&pair->n_read), 7);
}
END_TEST

static gboolean paused;

static void
read_unless_paused (Pair *pair)
{
  if (!paused)
    pair_read_once (pair);
}

START_TEST (end_is_found_by_who_did_not_read_when_it_came)
{
  g_autoptr (Pair) pair = pair_new (read_unless_paused);

  paused = TRUE;
  pair_watch (pair);
  pair_write (pair, 7);
  shutdown (pair->other, SHUT_WR);
  await (&pair->n_ready, 2);
  pair_await_turn (pair);
  paused = FALSE;
  beck_io_end_turn (&pair->io);
  beck_io_again (&pair->io);
  await (&pair->n_ends, 1);
  ck_assert_uint_eq (counted (&pair->n_read), 7);
}
END_TEST

static void
fill (Pair *pair)
{
  static const char bytes[65536];

  while (send (pair->io.fd, bytes, sizeof bytes, MSG_DONTWAIT | MSG_NOSIGNAL) > 0)
    ;
}

static void
empty (Pair *pair)
{
  char bytes[65536];

  while (recv (pair->other, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
    ;
}

START_TEST (ready_runs_for_room_to_write_if_that_is_wanted)
{
  g_autoptr (Pair) pair = pair_new (NULL);
  guint before;

  fill (pair);
  pair_watch (pair);
  ck_assert_int_eq (beck_io_want_output (&pair->io, TRUE), S_OK);
  before = counted (&pair->n_ready);
  empty (pair);
  await (&pair->n_ready, before + 1);
  ck_assert_int_eq (beck_io_want_output (&pair->io, FALSE), S_OK);
}
END_TEST

Suite *
turns_suite (void)
{
  Suite *suite = suite_create ("io-turns");
  TCase *tc = tcase_create ("turns");

  tcase_set_timeout (tc, 60);
  tcase_add_test (tc, turn_has_one_holder_and_no_byte_is_forgotten);
  tcase_add_test (tc, who_takes_the_turn_from_outside_keeps_ready_out);
  tcase_add_test (tc, turn_can_be_taken_while_nothing_is_watched);
  tcase_add_test (tc, again_from_outside_runs_ready);
  tcase_add_test (tc, ready_runs_a_million_times_if_it_asks_to);
  tcase_add_test (tc, what_asks_to_be_run_again_reads_all_from_one_event);
  tcase_add_test (tc, what_always_asks_for_more_does_not_keep_others_out);
  tcase_add_test (tc, end_behind_the_last_bytes_is_found_with_one_read_at_a_time);
  tcase_add_test (tc, end_is_found_by_who_did_not_read_when_it_came);
  tcase_add_test (tc, ready_runs_for_room_to_write_if_that_is_wanted);
  suite_add_tcase (suite, tc);
  return suite;
}

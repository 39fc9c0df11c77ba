/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Foreign code that takes long, and who goes on meanwhile. */

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../call/gate.h"
#include "base/alloc.h"
#include "scene.h"
#include "suites.h"

typedef enum
{
  LENDS,
  GIVES_AWAY,
} Manner;

/* What the first run of a source does, and what it finds. */
typedef struct
{
  Manner manner;
  Gate gate;
  Counter n_calls; /* begun */
  Counter n_ended;
  atomic_bool kept;
} Call;

static void
call_out (Pair *pair, Call *call)
{
  gboolean kept;

  if (call->manner == GIVES_AWAY)
    kept = !pair_give_away (pair);
  else
    pair_lend (pair);
  count (&call->n_calls, 1);
  gate_pass (&call->gate);
  if (call->manner == LENDS)
    kept = pair_reclaim (pair);
  atomic_store (&call->kept, kept);
  count (&call->n_ended, 1);
}

/* The first run calls out; the others read. */
static void
block_first (Pair *pair)
{
  gboolean first = counted (&pair->n_ready) == 1;

  pair_read_once (pair);
  if (first)
    call_out (pair, pair->data);
}

static Pair *
blocked_pair (Call *call, Manner manner)
{
  Pair *pair = pair_new (block_first);

  memset (call, 0, sizeof *call);
  call->manner = manner;
  pair->data = call;
  pair_watch (pair);
  pair_write (pair, 1);
  await (&call->n_calls, 1);
  return pair;
}

static void
let_end (Pair *pair, Call *call)
{
  gate_open (&call->gate);
  await (&call->n_ended, 1);
  pair_free (pair);
}

START_TEST (code_that_blocks_does_not_keep_other_sources_waiting)
{
  g_autoptr (Pair) other = pair_new (NULL);
  Call call;
  Pair *pair;

  pair_watch (other);
  pair = blocked_pair (&call, (Manner) _i);
  pair_write (other, 3);
  await (&other->n_read, 3);
  let_end (pair, &call);
}
END_TEST

START_TEST (source_of_code_that_blocks_is_seen_to_by_another_thread)
{
  Call call;
  Pair *pair = blocked_pair (&call, (Manner) _i);

  pair_write (pair, 3);
  await (&pair->n_read, 4);
  let_end (pair, &call);
  ck_assert (!atomic_load (&call.kept));
}
END_TEST

START_TEST (many_that_block_leave_somebody_for_the_next)
{
  Call calls[10];
  Pair *pairs[10];
  g_autoptr (Pair) other = pair_new (NULL);

  pair_watch (other);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    pairs[i] = blocked_pair (&calls[i], (Manner) _i);
  pair_write (other, 3);
  await (&other->n_read, 3);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    let_end (pairs[i], &calls[i]);
}
END_TEST

/* Nobody runs a source that was unwatched while its turn was away. */
START_TEST (unwatched_source_is_not_run_by_who_takes_its_turn)
{
  Counter finalized = { 0 };
  Call call;
  Pair *pair = blocked_pair (&call, (Manner) _i);

  pair->finalized = &finalized;
  beck_io_unwatch (&pair->io);
  pair_write (pair, 3);
  g_usleep (5000);
  ck_assert_uint_le (counted (&pair->n_ready), 2);
  let_end (pair, &call);
  await (&finalized, 1);
}
END_TEST

START_TEST (watched_again_while_its_turn_is_away)
{
  Call call;
  Pair *pair = blocked_pair (&call, (Manner) _i);

  beck_io_unwatch (&pair->io);
  pair_watch (pair);
  pair_write (pair, 3);
  await (&pair->n_read, 4);
  let_end (pair, &call);
}
END_TEST

/* --- what is left in the buffer --- */

static struct
{
  const guint8 *left;
  Gate read;
  Counter n_seen;
  Counter n_waits;
} legacy;

static void
leave_something (Pair *pair)
{
  Call *call = pair->data;

  if (counted (&pair->n_ready) > 1)
    {
      gate_pass (&legacy.read);
      ck_assert_str_eq ((const char *) legacy.left, "left");
      count (&legacy.n_seen, 1);
      return;
    }
  pair_read_once (pair);
  strcpy ((char *) beck_io_buffer (), "left");
  legacy.left = beck_io_buffer ();
  call_out (pair, call);
  if (call->manner == GIVES_AWAY)
    return;
  memset ((guint8 *) legacy.left, 0, 5);
}

/* Who lost the turn does not go on before the other has seen to what is in its buffer. */
START_TEST (buffer_of_who_lost_the_turn_stays_until_it_was_read)
{
  Call call = { .manner = LENDS };
  Pair *pair = pair_new (leave_something);

  memset (&legacy, 0, sizeof legacy);
  pair->data = &call;
  pair_watch (pair);
  pair_write (pair, 1);
  await (&pair->n_ready, 2);
  gate_open (&call.gate);
  g_usleep (5000);
  ck_assert_uint_eq (counted (&call.n_ended), 0);
  gate_open (&legacy.read);
  await (&legacy.n_seen, 1);
  await (&call.n_ended, 1);
  pair_free (pair);
}
END_TEST

static Counter n_inherited;

static void
leave_to_heir (Pair *pair)
{
  if (pair->data != NULL)
    {
      pair->data = NULL;
      count (&n_inherited, 1);
    }
  else if (pair_read_once (pair) > 0)
    {
      pair->data = pair;
      pair_give_away (pair);
    }
}

/* It may be the thread that gave it away, if that returns before another one has come. */
START_TEST (turn_that_was_given_away_is_always_taken)
{
  g_autoptr (Pair) pair = pair_new (leave_to_heir);

  pair_watch (pair);
  for (guint i = 1; i <= 2000; i++)
    {
      pair_write (pair, 1);
      await (&n_inherited, i);
    }
}
END_TEST

static struct
{
  const guint8 *own;
  const guint8 *foreign;
  const guint8 *after;
} buffers;

static void
look_at_buffers (Pair *pair)
{
  buffers.own = beck_io_buffer ();
  pair_lend (pair);
  buffers.foreign = beck_io_buffer ();
  if (!pair_reclaim (pair))
    return;
  buffers.after = beck_io_buffer ();
  pair_read_once (pair);
}

/* A server that is called may itself be a client. */
START_TEST (foreign_code_has_another_buffer)
{
  g_autoptr (Pair) pair = pair_new (look_at_buffers);

  pair_write (pair, 1);
  pair_watch (pair);
  await (&pair->n_read, 1);
  ck_assert_ptr_nonnull (buffers.own);
  ck_assert_ptr_nonnull (buffers.foreign);
  ck_assert_ptr_ne (buffers.own, buffers.foreign);
  ck_assert_ptr_eq (buffers.own, buffers.after);
}
END_TEST

/* --- when things are short --- */

START_TEST (without_memory_for_another_thread_the_turn_is_taken_later)
{
  g_autoptr (Pair) other = pair_new (NULL);
  Call call;
  Pair *pair;

  pair_watch (other);
  pair = blocked_pair (&call, LENDS);
  beck_alloc_fail_at (0);
  pair_write (other, 3);
  await (&other->n_read, 3);
  beck_alloc_fail_at (-1);
  let_end (pair, &call);
}
END_TEST

static void
keep_thread_without_lending (Pair *pair)
{
  Pair *other = pair->data;

  pair_read_once (pair);
  pair_lend (pair);
  if (pair_reclaim (pair))
    await (&other->n_read, 3);
}

START_TEST (leader_that_is_kept_by_a_source_gets_help)
{
  g_autoptr (Pair) other = pair_new (NULL);
  g_autoptr (Pair) pair = pair_new (keep_thread_without_lending);

  if (g_get_num_processors () < 2)
    return;
  pair->data = other;
  pair_watch (other);
  pair_watch (pair);
  pair_write (pair, 1);
  await (&pair->n_read, 1);
  pair_write (other, 3);
  await (&other->n_read, 3);
}
END_TEST

Suite *
lend_suite (void)
{
  Suite *suite = suite_create ("io-lend");
  TCase *tc = tcase_create ("lend");

  tcase_set_timeout (tc, 30);
  tcase_add_loop_test (tc, code_that_blocks_does_not_keep_other_sources_waiting, 0, 2);
  tcase_add_loop_test (tc, source_of_code_that_blocks_is_seen_to_by_another_thread, 0, 2);
  tcase_add_loop_test (tc, many_that_block_leave_somebody_for_the_next, 0, 2);
  tcase_add_loop_test (tc, unwatched_source_is_not_run_by_who_takes_its_turn, 0, 2);
  tcase_add_loop_test (tc, watched_again_while_its_turn_is_away, 0, 2);
  tcase_add_test (tc, buffer_of_who_lost_the_turn_stays_until_it_was_read);
  tcase_add_test (tc, turn_that_was_given_away_is_always_taken);
  tcase_add_test (tc, foreign_code_has_another_buffer);
  tcase_add_test (tc, without_memory_for_another_thread_the_turn_is_taken_later);
  tcase_add_test (tc, leader_that_is_kept_by_a_source_gets_help);
  suite_add_tcase (suite, tc);
  return suite;
}

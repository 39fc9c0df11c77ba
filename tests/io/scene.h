/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A source with two ends: the reactor watches one, the test writes to the other. What it does
 * when it is ready is the test's; that its turn has one holder is checked around that.
 */

#include "base/futex.h"
#include "beck-test.h"
#include "io/io.h"

typedef struct
{
  atomic_uint n;
} Counter;

typedef struct Pair Pair;

struct Pair
{
  BeckIo io;
  int other;
  void (*act) (Pair *pair);
  void *data;
  atomic_uint n_inside;
  Counter n_ready;
  Counter n_read; /* bytes */
  Counter n_ends; /* times that the end was read */
  Counter *finalized;
};

static inline void
count (Counter *counter, guint n)
{
  atomic_fetch_add (&counter->n, n);
  beck_futex_wake (&counter->n, INT_MAX);
}

static inline guint
counted (Counter *counter)
{
  return atomic_load (&counter->n);
}

static inline void
await (Counter *counter, guint at_least)
{
  guint n;

  while ((n = counted (counter)) < at_least)
    beck_futex_wait (&counter->n, n, BECK_FOR_EVER);
}

/* One that is not watched yet. @act NULL: pair_read(). */
Pair *pair_new (void (*act) (Pair *pair));
void pair_watch (Pair *pair);

/* Takes the turn, which nobody keeps for long. */
void pair_await_turn (Pair *pair);

/* Unwatches it, waits until nobody sees to it, and lets it go. */
void pair_free (Pair *pair);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pair, pair_free)

/* Writes @n bytes to the other end. */
void pair_write (Pair *pair, gsize n);

/* One read with all the room there is, as servers do: the bytes read, 0 at the end, -1. */
gssize pair_read_once (Pair *pair);
void pair_read (Pair *pair);

/* Valgrind is slow, and takes connections for which it then pretends to have no descriptor. */
gboolean under_valgrind (void);

/* Around foreign code, with the checks. */
void pair_lend (Pair *pair);
gboolean pair_reclaim (Pair *pair);
gboolean pair_give_away (Pair *pair);

/* The same for who takes the turn from outside. */
void pair_enter (Pair *pair);
void pair_leave (Pair *pair);

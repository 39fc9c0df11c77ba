/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Sources: their references, and whose turn it is.
 *
 * The turn is one word. Who finds it held leaves a note, MORE, and the holder cannot give the turn
 * back without seeing that: no event is lost, and no two threads see to a source.
 */

#include "io/private.h"

void
beck_io_init (BeckIo *io, int fd, void (*ready) (BeckIo *io), void (*finalize) (BeckIo *io))
{
  io->fd = fd;
  io->ready = ready;
  io->finalize = finalize;
  io->refs = 1;
  atomic_init (&io->turn, 0);
  io->key = 0;
  io->next = NULL;
}

BeckIo *
beck_io_ref (BeckIo *io)
{
  g_atomic_int_inc (&io->refs);
  return io;
}

void
beck_io_unref (BeckIo *io)
{
  if (g_atomic_int_dec_and_test (&io->refs))
    io->finalize (io);
}

gboolean
beck_turn_take (BeckIo *io, gboolean queued)
{
  guint old = atomic_load_explicit (&io->turn, memory_order_relaxed);
  guint new;

  do
    {
      new = old & ~(queued ? BECK_TURN_QUEUED : 0u);
      if (old & BECK_TURN_WATCHED)
        new |= old & BECK_TURN_HELD ? BECK_TURN_MORE : BECK_TURN_HELD;
    }
  while (!atomic_compare_exchange_weak_explicit (&io->turn, &old, new, memory_order_acq_rel,
                                                 memory_order_relaxed));
  return (old & (BECK_TURN_WATCHED | BECK_TURN_HELD)) == BECK_TURN_WATCHED;
}

gboolean
beck_io_try_turn (BeckIo *io)
{
  guint old = atomic_load_explicit (&io->turn, memory_order_relaxed);

  do
    if (old & BECK_TURN_HELD)
      return FALSE;
  while (!atomic_compare_exchange_weak_explicit (&io->turn, &old, old | BECK_TURN_HELD,
                                                 memory_order_acq_rel, memory_order_relaxed));
  return TRUE;
}

/* What is to be run again goes behind what is ready, so that a source which always has more does
 * not keep the others from their turns. */
void
beck_io_end_turn (BeckIo *io)
{
  guint old = atomic_load_explicit (&io->turn, memory_order_relaxed);
  guint new;
  gboolean again;

  do
    {
      again = (old & (BECK_TURN_MORE | BECK_TURN_WATCHED | BECK_TURN_QUEUED))
              == (BECK_TURN_MORE | BECK_TURN_WATCHED);
      new = old & ~(guint) (BECK_TURN_HELD | BECK_TURN_MORE);
      new |= again ? BECK_TURN_QUEUED : 0u;
    }
  while (!atomic_compare_exchange_weak_explicit (&io->turn, &old, new, memory_order_acq_rel,
                                                 memory_order_relaxed));
  if (again)
    beck_reactor_queue (io);
}

void
beck_io_again (BeckIo *io)
{
  guint old = atomic_load_explicit (&io->turn, memory_order_relaxed);
  guint new;

  do
    {
      if ((old & BECK_TURN_QUEUED) || !(old & BECK_TURN_WATCHED))
        return;
      new = old | (old & BECK_TURN_HELD ? BECK_TURN_MORE : BECK_TURN_QUEUED);
    }
  while (!atomic_compare_exchange_weak_explicit (&io->turn, &old, new, memory_order_acq_rel,
                                                 memory_order_relaxed));
  if (!(old & BECK_TURN_HELD))
    beck_reactor_queue (io);
}

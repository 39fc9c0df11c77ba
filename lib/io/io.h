/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The reactor: descriptors that are ready, and the threads that see to them.
 *
 * One epoll instance, served by threads of the pool, leader and followers: the leader waits in
 * epoll_wait(2), and what it finds ready it sees to itself, the server's methods included, so that
 * an unloaded call crosses no thread boundary (design decision 9). Only when what it runs takes
 * long does another thread take the lead.
 *
 * A source has a turn: at most one thread at a time sees to it. What only the holder of the turn
 * touches needs no lock. A holder that is about to run foreign code, which may block, lends the
 * turn: from then on the reactor may give it to another thread, and does when the foreign code has
 * not returned after a few milliseconds. Whoever is known to block gives its turn away at once.
 *
 * A source is watched for input, edge-triggered: its function reads until nothing is left, or asks
 * to be run again.
 */

#include <stdatomic.h>

#include <beck/hresult.h>
#include <glib.h>

typedef struct BeckIo BeckIo;

struct BeckIo
{
  int fd;
  /* Sees to the source: input, output that was blocked, hang-up; the cause is not told. Runs with
   * the turn, on a thread of the pool, with no lock held.
   *
   * A read that got less than it had room for has emptied the socket: what comes later runs this
   * again, and once the peer has hung up it is run twice each time, so that the second finds the
   * end. */
  void (*ready) (BeckIo *io);
  /* The last reference is gone. */
  void (*finalize) (BeckIo *io);
  /*< private >*/
  gint refs;
  atomic_uint turn;
  guint64 key; /* of its place in the table, while it is watched */
  BeckIo *next;
};

/* One reference is the caller's. The descriptor is the owner's to close, after
 * beck_io_unwatch(). */
void beck_io_init (BeckIo *io, int fd, void (*ready) (BeckIo *io), void (*finalize) (BeckIo *io));
BeckIo *beck_io_ref (BeckIo *io);
void beck_io_unref (BeckIo *io);

/* Begins to watch @io for input; @ready may run before this returns. The reactor holds a reference
 * meanwhile. E_OUTOFMEMORY, or what errno says. */
HRESULT beck_io_watch (BeckIo *io);

/* Ends that. @ready is not entered after this returns, but may be running on another thread. May
 * be called by anybody, any number of times. */
void beck_io_unwatch (BeckIo *io);

/* Whether @ready is wanted for room to write, too. By whoever holds the lock that orders output. */
HRESULT beck_io_want_output (BeckIo *io, gboolean wanted);

/* Has @ready run soon, with the turn, on some thread; also when it is running now. */
void beck_io_again (BeckIo *io);

/* For the holder of the turn, in @ready: around foreign code. After lending, the turn may be
 * taken away at any moment. FALSE from reclaim if it was: the caller must not touch what the
 * turn protects, and returns from @ready when it has ended what is its own.
 *
 * Who lent may leave a note, which the turn protects, of what is unread in its buffer: reclaim does
 * not return FALSE, nor does a thread that gave its turn away use its buffer again, before the
 * next holder has lent, given away or returned. That one must not wait for anything the former
 * holder would do after its reclaim. Without effect, and TRUE, for a turn of beck_io_try_turn(). */
void beck_io_lend (BeckIo *io);
gboolean beck_io_reclaim (BeckIo *io);

/* For the holder: gives the turn, and the lead, to another thread at once. As after a failed
 * reclaim. FALSE, with the turn kept, if no other thread can be had. */
gboolean beck_io_give_away (BeckIo *io);

/* For who is not in @ready: takes the turn if nobody has it; ends it. What became ready
 * meanwhile is seen to then. Also while nothing is watched. */
gboolean beck_io_try_turn (BeckIo *io);
void beck_io_end_turn (BeckIo *io);

/* The buffer of the calling thread for what it reads; BECK_IO_BUFFER_SIZE bytes, never NULL in
 * @ready with the turn; NULL elsewhere without memory. Foreign code has another one than the
 * @ready that called it. */
#define BECK_IO_BUFFER_SIZE (128 * 1024)
guint8 *beck_io_buffer (void);

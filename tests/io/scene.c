/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "scene.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void
pair_enter (Pair *pair)
{
  ck_assert_uint_eq (atomic_fetch_add (&pair->n_inside, 1), 0);
}

void
pair_leave (Pair *pair)
{
  ck_assert_uint_eq (atomic_fetch_sub (&pair->n_inside, 1), 1);
}

/* @act returns without the turn if it has given that away: it leaves before it does so, and does
 * not come in again unless it keeps the turn. What it returns with is in @data of this thread. */
static _Thread_local gboolean lost;

static void
ready (BeckIo *io)
{
  Pair *pair = (Pair *) io;

  lost = FALSE;
  pair_enter (pair);
  count (&pair->n_ready, 1);
  pair->act (pair);
  if (!lost)
    pair_leave (pair);
}

static void
finalize (BeckIo *io)
{
  Pair *pair = (Pair *) io;
  Counter *finalized = pair->finalized;

  close (pair->io.fd);
  if (pair->other >= 0)
    close (pair->other);
  g_free (pair);
  if (finalized != NULL)
    count (finalized, 1);
}

Pair *
pair_new (void (*act) (Pair *pair))
{
  Pair *pair = g_new0 (Pair, 1);
  int fds[2];

  ck_assert_int_eq (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
  beck_io_init (&pair->io, fds[0], ready, finalize);
  pair->other = fds[1];
  pair->act = act != NULL ? act : pair_read;
  return pair;
}

void
pair_watch (Pair *pair)
{
  ck_assert_int_eq (beck_io_watch (&pair->io), S_OK);
}

void
pair_await_turn (Pair *pair)
{
  while (!beck_io_try_turn (&pair->io))
    g_thread_yield ();
}

void
pair_free (Pair *pair)
{
  beck_io_unwatch (&pair->io);
  pair_await_turn (pair);
  beck_io_end_turn (&pair->io);
  beck_io_unref (&pair->io);
}

void
pair_write (Pair *pair, gsize n)
{
  g_autofree char *bytes = g_malloc0 (n);

  for (gsize done = 0; done < n;)
    {
      ssize_t written = send (pair->other, bytes, n - done, MSG_NOSIGNAL);

      ck_assert_int_gt (written, 0);
      done += (gsize) written;
    }
}

gssize
pair_read_once (Pair *pair)
{
  guint8 *buffer = beck_io_buffer ();
  ssize_t n;

  ck_assert_ptr_nonnull (buffer);
  n = recv (pair->io.fd, buffer, BECK_IO_BUFFER_SIZE, MSG_DONTWAIT);
  if (n > 0)
    count (&pair->n_read, (guint) n);
  else if (n == 0)
    count (&pair->n_ends, 1);
  return n;
}

void
pair_read (Pair *pair)
{
  pair_read_once (pair);
}

void
pair_lend (Pair *pair)
{
  pair_leave (pair);
  beck_io_lend (&pair->io);
}

gboolean
pair_reclaim (Pair *pair)
{
  lost = !beck_io_reclaim (&pair->io);
  if (!lost)
    pair_enter (pair);
  return !lost;
}

gboolean
pair_give_away (Pair *pair)
{
  pair_leave (pair);
  lost = beck_io_give_away (&pair->io);
  if (!lost)
    pair_enter (pair);
  return lost;
}

gboolean
under_valgrind (void)
{
  const char *preloaded = g_getenv ("LD_PRELOAD");

  return preloaded != NULL && strstr (preloaded, "vgpreload") != NULL;
}

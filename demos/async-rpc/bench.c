/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Pieces lie on the bench from bench_put() to their end; the thread takes each that is due one step
 * further. What other threads touch is under the lock; nothing is called with it held.
 */

#include "bench.h"

#include <beck/handle.h>
#include <beck/wait.h>
#include <stdio.h>
#include <string.h>

static GMutex lock;
/* With the lock: */
static GPtrArray *pieces;
static gboolean stopping;
static gboolean closed; /* the thread looks no more */

static HANDLE bell; /* rung when something is to be looked at before its time */
static GThread *thread;

void
bench_wait (DWORD timeout_ms)
{
  DWORD index;

  CoWaitForMultipleHandles (COWAIT_ALERTABLE, timeout_ms, 1, &bell, &index);
}

/* ---- Other threads ---- */

void
bench_put (Piece *piece)
{
  gboolean late;

  g_mutex_lock (&lock);
  late = closed;
  if (!late)
    g_ptr_array_add (pieces, piece);
  g_mutex_unlock (&lock);
  if (late)
    {
      RpcAsyncAbortCall (piece->async, RPC_S_CALL_CANCELLED);
      g_free (piece);
    }
  else
    beck_handle_signal (bell);
}

/* With the lock. */
static Piece *
find (const char *name)
{
  for (guint i = 0; i < pieces->len; i++)
    if (strcmp (((Piece *) pieces->pdata[i])->name, name) == 0)
      return pieces->pdata[i];
  return NULL;
}

LONG
bench_progress (const char *name)
{
  const Piece *piece;
  LONG done;

  g_mutex_lock (&lock);
  piece = find (name);
  done = piece != NULL ? piece->done : -1;
  g_mutex_unlock (&lock);
  return done;
}

gboolean
bench_reject (const char *name, ULONG code)
{
  Piece *piece;

  g_mutex_lock (&lock);
  piece = find (name);
  if (piece != NULL)
    piece->rejected = code;
  g_mutex_unlock (&lock);
  beck_handle_signal (bell);
  return piece != NULL;
}

/* ---- The thread ---- */

static void
step (Piece *piece)
{
  g_mutex_lock (&lock);
  piece->done++;
  g_mutex_unlock (&lock);
  piece->due += piece->pause_ms * G_TIME_SPAN_MILLISECOND;
  printf ("server:   %s: step %d of %d\n", piece->name, piece->done, piece->steps);
}

/* Why @piece has to be aborted, or 0. */
static ULONG
why_not (Piece *piece)
{
  ULONG code;

  g_mutex_lock (&lock);
  code = stopping ? RPC_S_CALL_CANCELLED : piece->rejected;
  g_mutex_unlock (&lock);
  return code != 0 ? code : piece_given_up (piece);
}

static void
take_away (Piece *piece, ULONG code)
{
  g_mutex_lock (&lock);
  g_ptr_array_remove (pieces, piece);
  g_mutex_unlock (&lock);
  piece_end (piece, code);
}

static void
work_on (Piece *piece, gint64 now)
{
  ULONG code;

  if (piece->due == 0)
    {
      piece_begin (piece);
      piece->due = now + piece->pause_ms * G_TIME_SPAN_MILLISECOND;
    }
  code = why_not (piece);
  if (code != 0)
    take_away (piece, code);
  else if (piece->due <= now)
    {
      step (piece);
      if (piece->done == piece->steps)
        take_away (piece, 0);
    }
}

/* Pieces come meanwhile, but only this thread takes any away. */
static GPtrArray *
look (gboolean *stop)
{
  GPtrArray *now;

  g_mutex_lock (&lock);
  now = g_ptr_array_copy (pieces, NULL, NULL);
  *stop = closed = stopping && pieces->len == 0;
  g_mutex_unlock (&lock);
  return now;
}

/* Milliseconds to the next step, or to looking whether that was the last piece. */
static DWORD
time_left (void)
{
  gint64 now = g_get_monotonic_time (), next = G_MAXINT64;

  g_mutex_lock (&lock);
  if (stopping)
    next = now;
  for (guint i = 0; i < pieces->len; i++)
    next = MIN (next, ((Piece *) pieces->pdata[i])->due);
  g_mutex_unlock (&lock);
  if (next == G_MAXINT64)
    return INFINITE;
  return next <= now ? 0 : (DWORD) ((next - now) / G_TIME_SPAN_MILLISECOND + 1);
}

static gpointer
run (gpointer unused)
{
  gboolean stop = FALSE;

  while (!stop)
    {
      g_autoptr (GPtrArray) lying = look (&stop);

      for (guint i = 0; i < lying->len; i++)
        work_on (lying->pdata[i], g_get_monotonic_time ());
      if (!stop)
        bench_wait (time_left ());
    }
  return NULL;
}

gboolean
bench_start (void)
{
  bell = beck_handle_new_event (FALSE, FALSE);
  if (bell == INVALID_HANDLE_VALUE)
    return FALSE;
  pieces = g_ptr_array_new ();
  thread = g_thread_new ("bench", run, NULL);
  return TRUE;
}

void
bench_stop (void)
{
  g_mutex_lock (&lock);
  stopping = TRUE;
  g_mutex_unlock (&lock);
  beck_handle_signal (bell);
  g_thread_join (thread);
}

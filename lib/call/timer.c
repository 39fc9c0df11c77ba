/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "call/timer.h"

#include <beck/hresult.h>
#include <errno.h>
#include <pthread.h>

#include "base/alloc.h"
#include "base/futex.h"
#include "base/lock.h"
#include "call/pool.h"

/* A binary heap, the earliest at index 1; each timer knows its own index. */
static struct
{
  BeckLock lock;
  BeckTimer **heap;
  gsize n;
  gsize capacity;
  gboolean running;
  atomic_uint changed; /* the thread sleeps on it */
} timers;

static void
place (BeckTimer *timer, gsize index)
{
  timers.heap[index] = timer;
  timer->index = index;
}

static void
sift_up (BeckTimer *timer, gsize index)
{
  for (; index > 1 && timers.heap[index / 2]->when > timer->when; index /= 2)
    place (timers.heap[index / 2], index);
  place (timer, index);
}

static void
sift_down (BeckTimer *timer, gsize index)
{
  for (gsize child = index * 2; child <= timers.n; child = index * 2)
    {
      if (child < timers.n && timers.heap[child + 1]->when < timers.heap[child]->when)
        child++;
      if (timers.heap[child]->when >= timer->when)
        break;
      place (timers.heap[child], index);
      index = child;
    }
  place (timer, index);
}

static void
take_out (BeckTimer *timer)
{
  gsize index = timer->index;
  BeckTimer *last = timers.heap[timers.n--];

  timer->index = 0;
  if (last == timer)
    return;
  if (index > 1 && timers.heap[index / 2]->when > last->when)
    sift_up (last, index);
  else
    sift_down (last, index);
}

/* The earliest timer whose time has come, out of the heap; otherwise when to look again. */
static BeckTimer *
take_due (gint64 *next)
{
  BeckTimer *timer = NULL;

  beck_lock_acquire (&timers.lock);
  *next = -1;
  if (timers.n > 0 && timers.heap[1]->when <= g_get_monotonic_time ())
    {
      timer = timers.heap[1];
      take_out (timer);
    }
  else if (timers.n > 0)
    *next = timers.heap[1]->when;
  beck_lock_release (&timers.lock);
  return timer;
}

static void *
timer_main (void *unused)
{
  for (;;)
    {
      guint changed = atomic_load (&timers.changed);
      gint64 next;
      BeckTimer *timer = take_due (&next);

      /* The pool has no thread free and cannot start one: this thread does it itself. */
      if (timer != NULL && FAILED (beck_pool_push_urgent (&timer->work)))
        timer->work.run (&timer->work);
      else if (timer == NULL)
        beck_futex_wait (&timers.changed, changed, next);
    }
  return NULL;
}

static gboolean
start (void)
{
  pthread_t thread;

  if (!timers.running && pthread_create (&thread, NULL, timer_main, NULL) == 0)
    {
      pthread_detach (thread);
      timers.running = TRUE;
    }
  return timers.running;
}

static gboolean
reserve (void)
{
  gsize capacity = MAX (64, timers.capacity * 2);
  BeckTimer **heap;

  if (timers.n + 1 < timers.capacity)
    return TRUE;
  heap = beck_realloc (timers.heap, capacity * sizeof *heap);
  if (heap == NULL)
    return FALSE;
  timers.heap = heap;
  timers.capacity = capacity;
  return TRUE;
}

HRESULT
beck_timer_arm (BeckTimer *timer, gint64 when)
{
  gboolean armed;
  gboolean first = FALSE;

  timer->when = when;
  beck_lock_acquire (&timers.lock);
  armed = start () && reserve ();
  if (armed)
    {
      sift_up (timer, ++timers.n);
      first = timer->index == 1;
    }
  beck_lock_release (&timers.lock);
  if (first)
    {
      atomic_fetch_add (&timers.changed, 1);
      beck_futex_wake (&timers.changed, 1);
    }
  return armed ? S_OK : E_OUTOFMEMORY;
}

gboolean
beck_timer_cancel (BeckTimer *timer)
{
  gboolean armed;

  beck_lock_acquire (&timers.lock);
  armed = timer->index != 0;
  if (armed)
    take_out (timer);
  beck_lock_release (&timers.lock);
  return armed;
}

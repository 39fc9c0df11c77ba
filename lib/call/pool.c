/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The pool: one queue, threads that sleep on a stack of idle ones, the most recent on top.
 *
 * Not GThreadPool, because a call to a running thread and back is to cost no more than
 * the two wake-ups it needs (bench case C), and an item must be queued without allocating.
 *
 * At most one thread is being woken at a time: the one that wakes takes its work and, if
 * more is waiting, wakes the next. A burst of pushes so costs one system call instead of
 * one each, and threads beyond what the work needs stay asleep.
 */

#include <beck/work.h>

#include <beck/hresult.h>
#include <errno.h>
#include <pthread.h>

#include "base/futex.h"
#include "call/queue.h"
#include "call/thread.h"

#define IDLE_TIME (10 * G_USEC_PER_SEC)

typedef struct Worker Worker;

struct Worker
{
  Worker *below;    /* on the idle stack */
  atomic_uint wake; /* set when taken off the stack by somebody else */
};

static struct
{
  BeckQueue queue; /* its lock guards the rest too */
  Worker *idle;
  gint n_threads;
  gint max_threads;
  gboolean waking;
} pool = { .queue = { .tail = &pool.queue.head }, .max_threads = 64 };

/* Takes a sleeper to wake, if one should be. The caller holds the lock. */
static Worker *
choose_sleeper (void)
{
  Worker *worker = pool.idle;

  if (pool.waking || pool.queue.head == NULL || worker == NULL)
    return NULL;
  pool.idle = worker->below;
  pool.waking = TRUE;
  atomic_store_explicit (&worker->wake, 1, memory_order_release);
  return worker;
}

static void
wake (Worker *worker)
{
  if (worker != NULL)
    beck_futex_wake (&worker->wake, 1);
}

/* Leaves the idle stack because nothing came. FALSE if somebody is just waking us. */
static gboolean
give_up (Worker *self)
{
  Worker **link = &pool.idle;

  while (*link != NULL && *link != self)
    link = &(*link)->below;
  if (*link == NULL)
    return FALSE;
  *link = self->below;
  return TRUE;
}

/* Sleeps until woken; called and returning with the lock held. FALSE to end the thread. */
static gboolean
sleep_idle (Worker *self)
{
  gint64 deadline;
  gboolean stay = TRUE;

  if (pool.n_threads > pool.max_threads)
    return FALSE;
  atomic_store_explicit (&self->wake, 0, memory_order_relaxed);
  self->below = pool.idle;
  pool.idle = self;
  beck_lock_release (&pool.queue.lock);

  deadline = g_get_monotonic_time () + IDLE_TIME;
  while (stay && atomic_load_explicit (&self->wake, memory_order_acquire) == 0)
    stay = beck_futex_wait (&self->wake, 0, deadline) != ETIMEDOUT;

  beck_lock_acquire (&pool.queue.lock);
  if (!stay && give_up (self))
    return FALSE;
  pool.waking = FALSE;
  return TRUE;
}

/* The next piece of work; NULL to end the thread. */
static BeckWork *
next_work (Worker *self)
{
  BeckWork *work;
  Worker *sleeper;

  beck_lock_acquire (&pool.queue.lock);
  while ((work = beck_queue_take (&pool.queue)) == NULL && sleep_idle (self))
    ;
  if (work == NULL)
    pool.n_threads--;
  sleeper = choose_sleeper ();
  beck_lock_release (&pool.queue.lock);
  wake (sleeper);
  return work;
}

static void *
worker_main (void *data)
{
  Worker self = { 0 };
  BeckThread *thread = beck_thread_self ();
  BeckWork *work;

  if (thread != NULL)
    thread->is_worker = TRUE;
  while ((work = next_work (&self)) != NULL)
    work->run (work);
  return NULL;
}

static gboolean
start_thread (void)
{
  pthread_attr_t attr;
  pthread_t thread;
  gboolean started;

  if (pthread_attr_init (&attr) != 0)
    return FALSE;
  pthread_attr_setdetachstate (&attr, PTHREAD_CREATE_DETACHED);
  started = pthread_create (&thread, &attr, worker_main, NULL) == 0;
  pthread_attr_destroy (&attr);
  return started;
}

/* Counts a thread only once it runs, so that n_threads > 0 means that work is served. */
static gboolean
add_thread (void)
{
  if (!start_thread ())
    return FALSE;
  beck_lock_acquire (&pool.queue.lock);
  pool.n_threads++;
  beck_lock_release (&pool.queue.lock);
  return TRUE;
}

HRESULT
beck_pool_push (BeckWork *work)
{
  Worker *sleeper;
  gboolean more;

  beck_lock_acquire (&pool.queue.lock);
  while (G_UNLIKELY (pool.n_threads <= 0))
    {
      beck_lock_release (&pool.queue.lock);
      if (!add_thread ())
        return E_OUTOFMEMORY;
      beck_lock_acquire (&pool.queue.lock);
    }
  beck_queue_append (&pool.queue, work);
  sleeper = choose_sleeper ();
  more = sleeper == NULL && pool.idle == NULL && !pool.waking
         && pool.n_threads < pool.max_threads;
  beck_lock_release (&pool.queue.lock);
  wake (sleeper);
  if (more)
    add_thread (); /* or the threads there are do it */
  return S_OK;
}

void
beck_pool_set_max_threads (guint n)
{
  g_return_if_fail (n > 0 && n <= G_MAXINT);
  beck_lock_acquire (&pool.queue.lock);
  pool.max_threads = (gint) n;
  beck_lock_release (&pool.queue.lock);
}

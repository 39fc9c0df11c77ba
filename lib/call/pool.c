/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The pool: one queue, threads that sleep on a stack of idle ones, the most recent on top.
 *
 * Not GThreadPool, because a call to a running thread and back is to cost no more than
 * the two wake-ups it needs (bench case C), and an item must be queued without allocating.
 *
 * At most one thread is being woken at a time: the one that wakes takes its work and, if
 * more is waiting, wakes the next. A burst of pushes so costs one system call instead of
 * one each, and threads beyond what the work needs stay asleep. Threads are added in the same
 * way, one at a time.
 */

#include "call/pool.h"

#include <beck/hresult.h>
#include <errno.h>
#include <pthread.h>

#include "base/futex.h"
#include "call/event.h"
#include "call/put-off.h"
#include "call/queue.h"
#include "call/thread.h"

#define IDLE_TIME (10 * G_USEC_PER_SEC)

typedef struct Worker Worker;

struct Worker
{
  BeckThread *thread;
  Worker *below; /* on the idle stack */
  atomic_uint state;
};

enum
{
  WORKER_IDLE, /* on the stack, not yet asleep */
  WORKER_ASLEEP,
  WORKER_CHOSEN, /* taken off the stack by whoever has work */
};

/* What every push looks at stands together in one line of the processor's cache. */
static struct
{
  BeckQueue queue; /* its lock guards the rest too */
  Worker *idle;
  gint n_threads;
  gint max_threads;
  guint n_starting; /* threads that have not come for work yet */
  gboolean waking;
  BeckQueue urgent; /* is served first */
} pool __attribute__ ((aligned (64))) = {
  .queue = { .tail = &pool.queue.head },
  .max_threads = 64,
  .urgent = { .tail = &pool.urgent.head },
};

static gboolean
has_work (void)
{
  return pool.urgent.head != NULL || pool.queue.head != NULL;
}

/* A thread beyond the bound takes nothing that the bound is for. */
static BeckWork *
take_work (void)
{
  BeckWork *work = beck_queue_take (&pool.urgent);

  if (work == NULL && pool.n_threads <= pool.max_threads)
    work = beck_queue_take (&pool.queue);
  return work;
}

/* Takes an idle worker to do what is queued, if one should; NULL if none has to be woken.
 * The caller holds the lock. */
static Worker *
choose_worker (void)
{
  Worker *worker = pool.idle;

  if (pool.waking || worker == NULL || !has_work ())
    return NULL;
  pool.idle = worker->below;
  pool.waking = TRUE;
  return atomic_exchange_explicit (&worker->state, WORKER_CHOSEN, memory_order_acq_rel)
                 == WORKER_ASLEEP
             ? worker
             : NULL;
}

static void
wake (Worker *worker)
{
  if (worker != NULL)
    beck_futex_wake (&worker->state, 1);
}

/* Whether the caller is to add a thread, because there is work that none is there for, or on its
 * way to: the threads at work may block until it is done. The caller holds the lock. */
static gboolean
claim_new_thread (void)
{
  gint bound = pool.urgent.head != NULL ? G_MAXINT : pool.max_threads;

  if (!has_work () || pool.waking || pool.idle != NULL || pool.n_starting > 0
      || pool.n_threads >= bound)
    return FALSE;
  pool.n_starting++;
  return TRUE;
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

/* FALSE when nothing came for long. */
static gboolean
sleep_until_chosen (Worker *self)
{
  guint state = WORKER_IDLE;
  gint64 deadline;

  if (!atomic_compare_exchange_strong_explicit (&self->state, &state, WORKER_ASLEEP,
                                                memory_order_acq_rel, memory_order_acquire))
    return TRUE;
  deadline = g_get_monotonic_time () + IDLE_TIME;
  while (atomic_load_explicit (&self->state, memory_order_acquire) == WORKER_ASLEEP)
    if (beck_futex_wait (&self->state, WORKER_ASLEEP, deadline) == ETIMEDOUT)
      return FALSE;
  return TRUE;
}

/* Becomes idle; called and returning with the lock held. FALSE to end the thread.
 *
 * Who waits for the last job is woken only now: if it pushes the next one at once, this
 * thread is there to take it, and no other one has to be woken. */
static gboolean
idle (Worker *self)
{
  gboolean chosen;

  if (pool.n_threads > pool.max_threads)
    return FALSE;
  atomic_store_explicit (&self->state, WORKER_IDLE, memory_order_relaxed);
  self->below = pool.idle;
  pool.idle = self;
  beck_lock_release (&pool.queue.lock);

  beck_wakes_flush (&self->thread->wakes);
  beck_thread_before_sleep (self->thread);
  chosen = sleep_until_chosen (self);
  beck_lock_acquire (&pool.queue.lock);
  if (!chosen && give_up (self))
    return FALSE;
  pool.waking = FALSE;
  return TRUE;
}

static gboolean add_thread (void);

/* The next piece of work; NULL to end the thread. */
static BeckWork *
next_work (Worker *self)
{
  BeckWork *work;
  Worker *sleeper;
  gboolean more;

  beck_lock_acquire (&pool.queue.lock);
  while ((work = take_work ()) == NULL && idle (self))
    ;
  if (work == NULL)
    pool.n_threads--;
  sleeper = choose_worker ();
  more = claim_new_thread ();
  beck_lock_release (&pool.queue.lock);
  wake (sleeper);
  beck_wakes_flush (&self->thread->wakes);
  if (more)
    add_thread (); /* or the threads there are do it */
  return work;
}

static void *
worker_main (void *data)
{
  Worker self = { .thread = data };
  BeckWork *work;

  beck_thread_adopt (self.thread);
  self.thread->is_worker = TRUE;
  beck_lock_acquire (&pool.queue.lock);
  pool.n_starting--;
  beck_lock_release (&pool.queue.lock);
  while ((work = next_work (&self)) != NULL)
    work->run (work);
  return NULL;
}

static gboolean
start_thread (void)
{
  pthread_attr_t attr;
  pthread_t thread;
  BeckThread *record = beck_thread_new ();
  gboolean started;

  if (record == NULL)
    return FALSE;
  if (pthread_attr_init (&attr) != 0)
    {
      beck_thread_free (record);
      return FALSE;
    }
  pthread_attr_setdetachstate (&attr, PTHREAD_CREATE_DETACHED);
  started = pthread_create (&thread, &attr, worker_main, record) == 0;
  pthread_attr_destroy (&attr);
  if (!started)
    beck_thread_free (record);
  return started;
}

/* Adds the thread that was claimed, and counts it only once it runs, so that n_threads > 0 means
 * that work is served. */
static gboolean
add_thread (void)
{
  gboolean started = start_thread ();

  beck_lock_acquire (&pool.queue.lock);
  if (started)
    pool.n_threads++;
  else
    pool.n_starting--;
  beck_lock_release (&pool.queue.lock);
  return started;
}

/* Returns with the lock held and a thread there, or FALSE. */
static gboolean
lock_with_thread (void)
{
  beck_lock_acquire (&pool.queue.lock);
  while (G_UNLIKELY (pool.n_threads <= 0))
    {
      pool.n_starting++;
      beck_lock_release (&pool.queue.lock);
      if (!add_thread ())
        return FALSE;
      beck_lock_acquire (&pool.queue.lock);
    }
  return TRUE;
}

/* Queues @work, with the lock held, and releases that. FALSE when nobody is free for it and no
 * thread could be added. */
static gboolean
append (BeckQueue *queue, BeckWork *work)
{
  Worker *sleeper;
  gboolean more;

  beck_queue_append (queue, work);
  sleeper = choose_worker ();
  more = claim_new_thread ();
  beck_lock_release (&pool.queue.lock);
  wake (sleeper);
  return !more || add_thread ();
}

HRESULT
beck_pool_push (BeckWork *work)
{
  if (!lock_with_thread ())
    return E_OUTOFMEMORY;
  append (&pool.queue, work); /* or the threads there are do it */
  return S_OK;
}

/* FALSE if somebody has taken @work meanwhile. */
static gboolean
take_back (BeckWork *work)
{
  BeckWork **link = &pool.urgent.head;
  gboolean found;

  beck_lock_acquire (&pool.queue.lock);
  while (*link != NULL && *link != work)
    link = &(*link)->next;
  found = *link != NULL;
  if (found && (*link = work->next) == NULL)
    pool.urgent.tail = link;
  beck_lock_release (&pool.queue.lock);
  return found;
}

HRESULT
beck_pool_push_urgent (BeckWork *work)
{
  if (!lock_with_thread ())
    return E_OUTOFMEMORY;
  if (!append (&pool.urgent, work) && take_back (work))
    return E_OUTOFMEMORY;
  return S_OK;
}

void
beck_pool_set_max_threads (guint n)
{
  gboolean more;

  g_return_if_fail (n > 0 && n <= G_MAXINT);
  beck_lock_acquire (&pool.queue.lock);
  pool.max_threads = (gint) n;
  more = claim_new_thread ();
  beck_lock_release (&pool.queue.lock);
  if (more)
    add_thread (); /* and that one the next */
}

/* If no thread can be added now, the next push tries again. */
void
beck_pool_step_out (void)
{
  Worker *sleeper;
  gboolean more;

  beck_lock_acquire (&pool.queue.lock);
  pool.n_threads--;
  sleeper = choose_worker ();
  more = claim_new_thread ();
  beck_lock_release (&pool.queue.lock);
  wake (sleeper);
  if (more)
    add_thread ();
}

void
beck_pool_step_in (void)
{
  beck_lock_acquire (&pool.queue.lock);
  pool.n_threads++;
  beck_lock_release (&pool.queue.lock);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The records of threads and the registry by thread id. The registry's lock guards the
 * list and what other threads leave in a record (cancel objects, APCs).
 */

#include "call/thread.h"

#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/futex.h"
#include "call/apc.h"
#include "call/cancel-stack.h"
#include "call/event.h"
#include "call/put-off.h"
#include "call/thread-handle.h"

_Thread_local BeckThread *beck_thread_tls;

static BeckLock threads_lock;
static BeckThread *threads;

static pthread_key_t exit_key;
static pthread_once_t exit_once = PTHREAD_ONCE_INIT;
static gboolean exit_ready;

void
beck_threads_lock (void)
{
  beck_lock_acquire (&threads_lock);
}

void
beck_threads_unlock (void)
{
  beck_lock_release (&threads_lock);
}

static void
unlist (BeckThread *self)
{
  beck_threads_lock ();
  for (BeckThread **link = &threads; *link != NULL; link = &(*link)->next)
    if (*link == self)
      {
        *link = self->next;
        break;
      }
  beck_threads_unlock ();
}

/* The thread ends. What may run foreign code, which still needs the record, comes first. */
static void
thread_exit (void *data)
{
  BeckThread *self = data;

  beck_thread_tls = self;
  beck_thread_before_sleep (self);
  if (self->leave != NULL)
    self->leave (self);
  beck_cancel_stack_clear (self);
  unlist (self);
  beck_thread_object_end (self->object);
  beck_apc_discard_all (self);
  if (self->parker.wake_fd >= 0)
    close (self->parker.wake_fd);
  beck_thread_tls = NULL;
  beck_free (self);
}

static void
make_key (void)
{
  exit_ready = pthread_key_create (&exit_key, thread_exit) == 0;
}

BeckThread *
beck_thread_new (void)
{
  BeckThread *thread;

  pthread_once (&exit_once, make_key);
  thread = exit_ready ? beck_alloc0 (sizeof *thread) : NULL;
  if (thread == NULL)
    return NULL;
  thread->parker.wake_fd = -1;
  thread->apcs_tail = &thread->apcs;
  return thread;
}

void
beck_thread_free (BeckThread *thread)
{
  if (thread != NULL)
    beck_thread_object_unref (thread->object);
  beck_free (thread);
}

void
beck_thread_adopt (BeckThread *thread)
{
  pthread_setspecific (exit_key, thread);
  thread->id = (DWORD) gettid ();
  beck_threads_lock ();
  thread->next = threads;
  threads = thread;
  beck_threads_unlock ();
  beck_thread_tls = thread;
}

BeckThread *
beck_thread_new_self (void)
{
  BeckThread *self = beck_thread_new ();

  if (self != NULL)
    beck_thread_adopt (self);
  return self;
}

BeckThread *
beck_thread_find (DWORD id)
{
  if (id == 0)
    return beck_thread_tls;
  for (BeckThread *thread = threads; thread != NULL; thread = thread->next)
    if (thread->id == id)
      return thread;
  return NULL;
}

gboolean
beck_parker_sleep (BeckParker *parker, gint64 deadline)
{
  guint state = PARKER_EMPTY;

  beck_thread_before_sleep (beck_thread_tls);
  if (!atomic_compare_exchange_strong_explicit (&parker->state, &state, PARKER_SLEEPING,
                                                memory_order_seq_cst, memory_order_seq_cst))
    return TRUE;
  while (atomic_load_explicit (&parker->state, memory_order_acquire) == PARKER_SLEEPING)
    if (beck_futex_wait (&parker->state, PARKER_SLEEPING, deadline) == ETIMEDOUT)
      {
        state = PARKER_SLEEPING;
        return !atomic_compare_exchange_strong_explicit (&parker->state, &state, PARKER_EMPTY,
                                                         memory_order_seq_cst,
                                                         memory_order_seq_cst);
      }
  return TRUE;
}

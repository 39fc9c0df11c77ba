/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/types.h>
#include <objidlbase.h>
#include <stdatomic.h>

#include "base/lock.h"

/*
 * What the library knows of a thread: where it sleeps, what is queued for it, which call
 * it serves and which it waits for. A record is made on first use and freed when the
 * thread ends.
 */

typedef struct BeckApc BeckApc;
typedef struct BeckCancelEntry BeckCancelEntry;
typedef struct BeckInbox BeckInbox;
typedef struct BeckThread BeckThread;

/* Where a thread sleeps. A waker sets AWAKE; only SLEEPING and POLLING cost a system call. */
enum
{
  PARKER_EMPTY,
  PARKER_AWAKE,
  PARKER_SLEEPING,
  PARKER_POLLING,
};

typedef struct
{
  atomic_uint state;
  int wake_fd; /* an eventfd, made by the first wait on descriptors; -1 before */
} BeckParker;

/* Sleepers to wake once no lock is held: their futex words, which may be stale by then,
 * as a futex wake of memory that has another owner is at worst a spurious wake-up. */
typedef struct
{
  guint n;
  atomic_uint *words[6];
} BeckWakes;

struct BeckThread
{
  BeckParker parker;
  DWORD id;

  /* The apartment. Waits of this thread serve `inbox`; NULL outside an STA. */
  BeckInbox *inbox;
  gpointer apartment;
  guint apartment_inits;
  void (*leave) (BeckThread *self); /* the thread ends without having left it */

  IUnknown *context;    /* of the call being served, not counted: CoSwitchCallContext */
  struct BeckJob *job;  /* the job being run, see call.h */
  gboolean is_worker;   /* a thread of the pool, and so of the MTA */
  BeckWakes wakes;      /* a worker's: flushed when it is ready for more work */
  gboolean has_put_off; /* see put-off.h */
  guint late_seen;      /* … when it slept last; 0: never */
  guint cancel_enabled; /* CoEnableCallCancellation count */
  atomic_bool cancelled; /* RpcCancelThread(), until RpcTestCancel() has told */

  /* Changed by this thread alone, and looked at by others under the registry's lock, who say so. */
  BeckCancelEntry *_Atomic cancel_stack;
  atomic_bool cancel_stack_seen;

  /* Under the registry's lock, as other threads reach them by thread id. */
  struct BeckThreadObject *object; /* what its handles stand for; NULL before the first */
  BeckApc *apcs;
  BeckApc **apcs_tail;
  BeckThread *next;
};

extern _Thread_local BeckThread *beck_thread_tls
    __attribute__ ((tls_model ("initial-exec"), visibility ("hidden")));

/* A record for a thread that is about to be started, which adopts it first thing; to be freed
 * if it is not. Should there be no memory to note that the thread's end is to free it, it
 * stays. */
BeckThread *beck_thread_new (void);
void beck_thread_adopt (BeckThread *thread);
void beck_thread_free (BeckThread *thread);

/* The record of the calling thread; NULL only when memory for it is lacking. */
BeckThread *beck_thread_new_self (void);

static inline BeckThread *
beck_thread_self (void)
{
  BeckThread *self = beck_thread_tls;

  return G_LIKELY (self != NULL) ? self : beck_thread_new_self ();
}

/* Holds the registry still: the list of threads and the fields named above. */
void beck_threads_lock (void);
void beck_threads_unlock (void);

/* The thread with @id, 0 for the caller's; NULL if the library never met it. Call with the
 * registry locked. */
BeckThread *beck_thread_find (DWORD id);

/* Forgets earlier wake-ups; what is checked after this cannot be missed by the sleep. */
static inline void
beck_parker_prepare (BeckParker *parker)
{
  atomic_store_explicit (&parker->state, PARKER_EMPTY, memory_order_seq_cst);
}

/* Sleeps until unparked or @deadline (monotonic microseconds, -1: none). FALSE when the
 * time is up. */
gboolean beck_parker_sleep (BeckParker *parker, gint64 deadline);

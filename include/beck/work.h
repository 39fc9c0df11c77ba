/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Work items and the pool that runs them. The pool's threads are the multithreaded
 * apartment's: what runs there may block.
 */

#include <beck/types.h>

G_BEGIN_DECLS

typedef struct BeckWork BeckWork;

/**
 * BeckWork:
 * @run: runs once per push
 *
 * A piece of work, embedded in what it works on, so that queueing it allocates nothing. It
 * must stay where it is until @run is entered.
 */
struct BeckWork
{
  /*< private >*/
  BeckWork *next;
  /*< public >*/
  void (*run) (BeckWork *work);
};

/**
 * beck_pool_push:
 * @work: (transfer none): runs on a pool thread, after all that was pushed before it has
 *   been started
 *
 * Threading: any thread; never blocks and never runs @work itself.
 * Returns: S_OK; E_OUTOFMEMORY, with nothing queued, when not even the first thread of the
 *   pool can be started
 */
HRESULT beck_pool_push (BeckWork *work);

/**
 * beck_pool_set_max_threads:
 * @n: at least 1; 64 to begin with
 *
 * Bounds the pool. A thread is added when work arrives and none is idle, and goes when it
 * has been idle for ten seconds. Threads above a lowered bound go when they become idle.
 *
 * Threading: any thread.
 */
void beck_pool_set_max_threads (guint n);

G_END_DECLS

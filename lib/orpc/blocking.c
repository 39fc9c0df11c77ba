/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The record is on the waiter's stack: the work signals as its last act, and the waiter leaves only
 * after the event's lock was free.
 */

#include <beck/hresult.h>
#include <beck/work.h>

#include "call/thread.h"
#include "call/wait.h"
#include "orpc/exporter-there.h"

typedef struct
{
  BeckWork work;
  void (*func) (gpointer data);
  gpointer data;
  BeckEvent done;
} Blocking;

static void
run (BeckWork *work)
{
  Blocking *blocking = (Blocking *) work;

  blocking->func (blocking->data);
  beck_event_signal (&blocking->done);
}

HRESULT
beck_orpc_block (void (*func) (gpointer data), gpointer data)
{
  Blocking blocking = { .work.run = run, .func = func, .data = data };
  BeckThread *thread = beck_thread_self ();
  HRESULT hr;

  if (thread == NULL || thread->inbox == NULL)
    {
      func (data);
      return S_OK;
    }
  beck_event_init (&blocking.done, 0);
  hr = beck_pool_push (&blocking.work);
  if (FAILED (hr))
    return hr;
  while (FAILED (beck_event_wait (&blocking.done, COWAIT_DEFAULT, INFINITE)))
    g_thread_yield ();
  beck_lock_acquire (&blocking.done.lock);
  beck_lock_release (&blocking.done.lock);
  beck_event_clear (&blocking.done);
  return S_OK;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Procedures that other threads leave for a thread to run in its next alertable wait. */

#include "call/apc.h"

#include <beck/hresult.h>
#include <beck/wait.h>

#include "base/alloc.h"
#include "call/event.h"

static HRESULT
enqueue (DWORD thread_id, BeckApc *apc)
{
  BeckWakes wakes = { 0 };
  BeckThread *thread;

  beck_threads_lock ();
  thread = beck_thread_find (thread_id);
  if (thread != NULL)
    {
      *thread->apcs_tail = apc;
      thread->apcs_tail = &apc->next;
      beck_wakes_add (&wakes, &thread->parker);
    }
  beck_threads_unlock ();
  beck_wakes_flush (&wakes);
  return thread != NULL ? S_OK : E_INVALIDARG;
}

HRESULT
beck_apc_queue (DWORD thread_id, BeckApcFunc func, gpointer data, GDestroyNotify free_data)
{
  BeckApc *apc = beck_alloc (sizeof *apc);
  HRESULT hr = E_OUTOFMEMORY;

  if (apc != NULL)
    {
      *apc = (BeckApc){ NULL, func, data, free_data, FALSE };
      if (thread_id == 0)
        beck_thread_self ();
      hr = enqueue (thread_id, apc);
    }
  if (FAILED (hr))
    {
      beck_free (apc);
      if (free_data != NULL)
        free_data (data);
    }
  return hr;
}

void
beck_apc_queue_record (DWORD thread_id, BeckApc *apc)
{
  apc->embedded = TRUE;
  if (FAILED (enqueue (thread_id, apc)))
    apc->free_data (apc->data);
}

static BeckApc *
take_all (BeckThread *self)
{
  BeckApc *apcs;

  beck_threads_lock ();
  apcs = self->apcs;
  self->apcs = NULL;
  self->apcs_tail = &self->apcs;
  beck_threads_unlock ();
  return apcs;
}

static gboolean
empty (BeckApc *apcs, gboolean run)
{
  gboolean any = apcs != NULL;

  while (apcs != NULL)
    {
      BeckApc *apc = apcs;
      gboolean embedded = apc->embedded;

      apcs = apc->next;
      if (run)
        apc->func (apc->data);
      if (apc->free_data != NULL)
        apc->free_data (apc->data);
      if (!embedded)
        beck_free (apc);
    }
  return any;
}

gboolean
beck_apc_run_all (BeckThread *self)
{
  return empty (take_all (self), TRUE);
}

void
beck_apc_discard_all (BeckThread *self)
{
  empty (take_all (self), FALSE);
}

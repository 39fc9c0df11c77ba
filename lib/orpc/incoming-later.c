/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Calls that are answered after Invoke has returned. They are listed with the interface that was
 * called and hold its export, so that the object's end, however it comes, finds them; who
 * answers takes the call off again.
 */

#include <beck/hresult.h>

#include "orpc/incoming-private.h"

/* ---- The list ---- */

static gboolean
list_call (BeckIncoming *call)
{
  BeckExportEntry *entry = call->entry;
  gboolean is_live;

  beck_lock_acquire (&beck_exports_lock);
  is_live = entry->export->state == EXPORT_LIVE;
  if (is_live)
    {
      entry->export->held++;
      call->later.next = entry->deferred;
      call->later.place = &entry->deferred;
      if (entry->deferred != NULL)
        entry->deferred->later.place = &call->later.next;
      entry->deferred = call;
    }
  beck_lock_release (&beck_exports_lock);
  return is_live;
}

/* With the exports' lock. */
static void
take_off (BeckIncoming *call)
{
  if (call->later.place == NULL)
    return;
  *call->later.place = call->later.next;
  if (call->later.next != NULL)
    call->later.next->later.place = call->later.place;
  call->later.place = NULL;
}

static void
unlist_call (BeckIncoming *call)
{
  beck_lock_acquire (&beck_exports_lock);
  take_off (call);
  call->entry->export->held--;
  beck_export_settle (call->entry->export);
}

/* (transfer full) */
static BeckIncoming *
take_first (BeckExportEntry *entry)
{
  BeckIncoming *call;

  beck_lock_acquire (&beck_exports_lock);
  call = entry->deferred;
  if (call != NULL)
    {
      beck_object_ref (call);
      take_off (call);
    }
  beck_lock_release (&beck_exports_lock);
  return call;
}

/* ---- Telling ---- */

/* Inside the apartment. */
static void
tell (BeckIncoming *call)
{
  void (*told) (BeckIncoming *call, gpointer object);
  gpointer object = NULL;
  BeckServed before;

  beck_lock_acquire (&call->lock);
  told = call->later.told;
  if (told != NULL)
    object = beck_object_ref (call->later.object);
  beck_lock_release (&call->lock);
  if (told == NULL)
    return;
  if (beck_incoming_begin_serving (call, &before))
    {
      told (call, object);
      beck_incoming_end_serving (&before);
    }
  beck_object_release (object);
}

static void
run_tell (BeckWork *work)
{
  BeckIncoming *call
      = (BeckIncoming *) (gpointer) ((char *) work - G_STRUCT_OFFSET (BeckIncoming, later.work));

  tell (call);
  beck_incoming_work_done (call);
  beck_object_unref (call);
}

/* If nothing can be pushed to the apartment any more, its end tells. */
void
beck_incoming_tell_cancelled (BeckIncoming *call)
{
  gboolean queues;

  beck_lock_acquire (&call->lock);
  queues = call->later.told != NULL && !call->later.is_queued;
  if (queues)
    call->later.is_queued = TRUE;
  beck_lock_release (&call->lock);
  if (!queues)
    return;
  call->later.work.run = run_tell;
  beck_object_ref (call);
  if (FAILED (beck_incoming_push (call, &call->later.work)))
    beck_object_unref (call);
}

void
beck_incoming_cut_off_all (BeckExportEntry *entry)
{
  BeckIncoming *call;

  while ((call = take_first (entry)) != NULL)
    {
      atomic_store (&call->cut_off, TRUE);
      tell (call);
      beck_object_unref (call);
    }
}

/* ---- For stubs ---- */

gboolean
beck_incoming_defer (BeckIncoming *call, void (*told) (BeckIncoming *call, gpointer object),
                     gpointer object)
{
  /* The thread of the call itself: nothing is told meanwhile but inside an apartment that others
   * may be in, too. */
  beck_lock_acquire (&call->lock);
  call->later.told = told;
  call->later.object = object;
  beck_lock_release (&call->lock);
  atomic_store (&call->deferred, TRUE);
  if (list_call (call))
    return TRUE;
  atomic_store (&call->deferred, FALSE);
  beck_incoming_tell_nothing (call);
  return FALSE;
}

void
beck_incoming_tell_nothing (BeckIncoming *call)
{
  beck_lock_acquire (&call->lock);
  call->later.told = NULL;
  beck_lock_release (&call->lock);
}

void
beck_incoming_answer (BeckIncoming *call, HRESULT hr)
{
  beck_incoming_tell_nothing (call);
  unlist_call (call);
  beck_incoming_end (call, hr);
}

static void
run_entered (BeckWork *work)
{
  BeckIncoming *call
      = (BeckIncoming *) (gpointer) ((char *) work - G_STRUCT_OFFSET (BeckIncoming, work));
  BeckServed before;
  gboolean serves = beck_incoming_begin_serving (call, &before);

  call->later.func (call, call->later.data);
  if (serves)
    beck_incoming_end_serving (&before);
  beck_incoming_work_done (call);
  beck_object_unref (call);
}

HRESULT
beck_incoming_enter (BeckIncoming *call, void (*func) (BeckIncoming *call, gpointer data),
                     gpointer data)
{
  HRESULT hr;

  call->later.func = func;
  call->later.data = data;
  call->work.run = run_entered;
  beck_object_ref (call);
  hr = beck_incoming_push (call, &call->work);
  if (FAILED (hr))
    beck_object_unref (call);
  return hr;
}

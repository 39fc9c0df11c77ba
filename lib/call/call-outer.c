/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Call objects that are part of an aggregate (spec/com.md 3.6). The outer object has its own
 * ISynchronize, or it has none and the call object's own event does. Begin_ resets it,
 * completion signals it: by asking the controlling unknown each time, with no lock held, in
 * the apartment the call object was created in unless the outer object is agile. The outer
 * object usually forwards to the call object's own Reset and Signal.
 */

#include "call/call-private.h"

#include <beck/hresult.h>

#include "base/alloc.h"

typedef struct
{
  BeckWork work;
  BeckCall *call; /* counted on the controlling unknown */
  guint generation;
} PostedSignal;

/* The outer objects' Signals that the thread is inside of, innermost first. Several threads can
 * be inside the Signal of one object: the call may be finished and begun anew from there. */
typedef struct Frame Frame;

struct Frame
{
  Frame *below;
  BeckCall *call;
  guint generation;
};

static _Thread_local Frame *frames;

gboolean
beck_call_outer_is_inside (BeckCall *call, guint generation)
{
  for (const Frame *frame = frames; frame != NULL; frame = frame->below)
    if (frame->call == call && frame->generation == generation)
      return TRUE;
  return FALSE;
}

static gboolean
has_interface (IUnknown *unknown, REFIID iid)
{
  IUnknown *found;

  if (FAILED (unknown->lpVtbl->QueryInterface (unknown, iid, (void **) &found)))
    return FALSE;
  found->lpVtbl->Release (found);
  return TRUE;
}

HRESULT
beck_call_outer_init (BeckCall *call)
{
  struct BeckCallExtra *extra = beck_call_need_extra (call);
  BeckThread *self = beck_thread_self ();

  if (extra == NULL || self == NULL)
    return E_OUTOFMEMORY;
  if (self->inbox != NULL)
    extra->inbox = beck_inbox_ref (self->inbox);
  return S_OK;
}

/* Calls a method of the outer object's ISynchronize; S_OK if it has none. */
static HRESULT
call_outer (BeckCall *call, gboolean signal)
{
  ISynchronize *sync;
  HRESULT hr = beck_object_query (call, &IID_ISynchronize, (void **) &sync);

  if (FAILED (hr))
    return S_OK;
  hr = signal ? sync->lpVtbl->Signal (sync) : sync->lpVtbl->Reset (sync);
  sync->lpVtbl->Release (sync);
  return hr;
}

HRESULT
beck_call_outer_reset (BeckCall *call)
{
  return call_outer (call, FALSE);
}

/* The outer object was told, or cannot be: from here on the call can be finished by anybody.
 * A failure of the outer object's Signal is a failure of the call that completed; one that was
 * cancelled has failed already. */
static void
settle (BeckCall *call, guint generation, HRESULT hr)
{
  guint64 word = beck_event_load (call_event (call));
  guint64 next;

  do
    {
      if (word_generation (word) != generation
          || (word_phase (word) != CALL_COMPLETED && word_phase (word) != CALL_CANCELLED))
        return;
      next = word | BECK_EVENT_SIGNALED | BECK_EVENT_WAS_SIGNALED;
      if (FAILED (hr) && word_phase (word) == CALL_COMPLETED)
        next = word_with_result (next, hr);
    }
  while (!beck_event_update (call_event (call), &word, next));
}

static void
signal_here (BeckCall *call, guint generation)
{
  Frame frame = { frames, call, generation };
  HRESULT hr;

  frames = &frame;
  hr = call_outer (call, TRUE);
  frames = frame.below;
  settle (call, generation, hr);
}

static void
signal_posted (BeckWork *work)
{
  PostedSignal *posted = (PostedSignal *) work;

  signal_here (posted->call, posted->generation);
  beck_object_release (posted->call);
  beck_free (posted);
}

/* Leaves the Signal for the apartment's thread. FALSE when it must be done without. */
static gboolean
post_signal (BeckCall *call, BeckInbox *inbox, guint generation)
{
  PostedSignal *posted = beck_alloc0 (sizeof *posted);

  if (posted == NULL)
    return FALSE;
  posted->work.run = signal_posted;
  posted->call = beck_object_ref (call);
  posted->generation = generation;
  if (beck_inbox_push (inbox, &posted->work))
    return TRUE;
  beck_object_release (call);
  beck_free (posted);
  return FALSE;
}

void
beck_call_outer_signal (BeckCall *call, guint generation)
{
  struct BeckCallExtra *extra = call_extra (call);
  BeckThread *self = beck_thread_self ();
  gboolean elsewhere = extra->inbox != NULL && (self == NULL || self->inbox != extra->inbox)
                       && !has_interface (call->base.object.outer, &IID_IAgileObject);

  if (!elsewhere)
    signal_here (call, generation);
  else if (!post_signal (call, extra->inbox, generation))
    /* The apartment is gone, or there is no memory to reach it: the outer object hears
     * nothing, but the call ends with its own result. */
    settle (call, generation, S_OK);
}

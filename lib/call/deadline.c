/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Deadlines of calls. A call has its deadline armed only while it is in progress; the armed
 * deadline keeps the call object, as the server that works on it does.
 *
 * An armed deadline has two references: one of the timer, which its work inherits, and one
 * of whoever may disarm it. It is disarmed by taking it from where it is noted, which
 * exactly one can do. Who disarms may be late, the call finished and the next one begun: the
 * deadline that is noted is taken only if it is that of the call meant.
 */

#include "call/call-private.h"

#include <beck/hresult.h>

#include "base/alloc.h"
#include "base/lock.h"
#include "call/timer.h"

typedef struct BeckDeadline BeckDeadline;

struct BeckDeadline
{
  BeckTimer timer;
  gint refs;
  BeckCall *call; /* counted on the controlling unknown */
  guint generation;
};

static void
deadline_unref (BeckDeadline *deadline)
{
  if (__atomic_sub_fetch (&deadline->refs, 1, __ATOMIC_ACQ_REL) > 0)
    return;
  beck_object_release (deadline->call);
  beck_free (deadline);
}

/* The time has come; on a thread of the pool. */
static void
deadline_passed (BeckWork *work)
{
  BeckDeadline *deadline = (BeckDeadline *) work;
  struct BeckCallExtra *extra = call_extra (deadline->call);

  /* Begin_ may be about to start the call: either this finds it in progress, or Begin_
   * finds this note when it is. */
  __atomic_exchange_n (&extra->late, deadline->generation, __ATOMIC_SEQ_CST);
  beck_call_cancel (deadline->call, deadline->generation);
  deadline_unref (deadline);
}

/* Takes back what is no longer noted. */
static void
disarm (BeckDeadline *deadline)
{
  if (deadline == NULL)
    return;
  if (beck_timer_cancel (&deadline->timer))
    deadline_unref (deadline);
  deadline_unref (deadline);
}

/* Notes @deadline as the one armed, and disarms the one before; or @deadline, if its call is
 * over and has a successor. */
static void
note_armed (BeckCall *call, struct BeckCallExtra *extra, BeckDeadline *deadline)
{
  BeckDeadline *old = deadline;

  beck_lock_acquire (&extra->lock);
  if (word_generation (beck_event_load (call_event (call))) == deadline->generation)
    {
      old = extra->armed;
      extra->armed = deadline;
    }
  beck_lock_release (&extra->lock);
  disarm (old);
}

void
beck_call_deadline_disarm (BeckCall *call, guint generation)
{
  struct BeckCallExtra *extra = call_extra (call);
  BeckDeadline *deadline;

  beck_lock_acquire (&extra->lock);
  deadline = extra->armed;
  if (deadline != NULL && deadline->generation == generation)
    extra->armed = NULL;
  else
    deadline = NULL;
  beck_lock_release (&extra->lock);
  disarm (deadline);
}

static HRESULT
arm (BeckCall *call, struct BeckCallExtra *extra, gint64 when, guint generation)
{
  BeckDeadline *deadline = beck_alloc0 (sizeof *deadline);
  HRESULT hr;

  if (deadline == NULL)
    return E_OUTOFMEMORY;
  deadline->timer.work.run = deadline_passed;
  deadline->refs = 2;
  deadline->call = beck_object_ref (call);
  deadline->generation = generation;
  hr = beck_timer_arm (&deadline->timer, when);
  if (FAILED (hr))
    {
      deadline->refs = 1;
      deadline_unref (deadline);
      return hr;
    }
  note_armed (call, extra, deadline);
  return S_OK;
}

HRESULT
beck_call_deadline_arm (BeckCall *call, guint generation)
{
  struct BeckCallExtra *extra = call_extra (call);
  gint64 when;

  /* Generations come again: an old note is not about this call. */
  __atomic_exchange_n (&extra->late, 0, __ATOMIC_SEQ_CST);
  when = __atomic_load_n (&extra->deadline, __ATOMIC_RELAXED);
  return when != 0 ? arm (call, extra, when, generation) : S_OK;
}

gboolean
beck_call_deadline_is_late (BeckCall *call, guint generation)
{
  return __atomic_fetch_add (&call_extra (call)->late, 0, __ATOMIC_SEQ_CST) == generation;
}

static gboolean
is_begun (BeckCall *call, guint generation)
{
  guint64 word = beck_event_load (call_event (call));
  CallPhase phase = word_phase (word);

  return (phase == CALL_BEGINNING || phase == CALL_PENDING)
         && word_generation (word) == generation;
}

/* Sets the deadline of the next call and, if one is in progress, of that. */
static HRESULT
set_own (BeckCall *call, gint64 when)
{
  struct BeckCallExtra *extra = beck_call_need_extra (call);
  guint generation = word_generation (beck_event_load (call_event (call)));
  HRESULT hr = S_OK;

  if (extra == NULL)
    return E_OUTOFMEMORY;
  __atomic_store_n (&extra->deadline, when, __ATOMIC_RELAXED);
  if (!is_begun (call, generation))
    return S_OK;
  if (when != 0)
    hr = arm (call, extra, when, generation);
  /* It may have completed, and disarmed, just before it was armed. */
  if (when == 0 || !is_begun (call, generation))
    beck_call_deadline_disarm (call, generation);
  return hr;
}

/* --- call objects that are not Beck's --- */

typedef struct ForeignDeadline ForeignDeadline;

struct ForeignDeadline
{
  BeckTimer timer;
  gint refs; /* the list's and the timer's */
  ForeignDeadline *next;
  IUnknown *identity; /* of the call object; its other interfaces may be tear-offs */
  ICancelMethodCalls *call; /* counted */
};

static BeckLock foreign_lock;
static ForeignDeadline *foreign;

static void
foreign_unref (ForeignDeadline *deadline)
{
  if (__atomic_sub_fetch (&deadline->refs, 1, __ATOMIC_ACQ_REL) > 0)
    return;
  deadline->call->lpVtbl->Release (deadline->call);
  beck_free (deadline);
}

/* Takes the deadline of a call object from the list; NULL if it has none. */
static ForeignDeadline *
take_foreign (IUnknown *identity)
{
  ForeignDeadline **link = &foreign;
  ForeignDeadline *found;

  beck_lock_acquire (&foreign_lock);
  while (*link != NULL && (*link)->identity != identity)
    link = &(*link)->next;
  found = *link;
  if (found != NULL)
    *link = found->next;
  beck_lock_release (&foreign_lock);
  return found;
}

static void
clear_foreign (IUnknown *identity)
{
  ForeignDeadline *deadline = take_foreign (identity);

  if (deadline == NULL)
    return;
  if (beck_timer_cancel (&deadline->timer))
    foreign_unref (deadline);
  foreign_unref (deadline);
}

static void
foreign_passed (BeckWork *work)
{
  ForeignDeadline *deadline = (ForeignDeadline *) work;
  ForeignDeadline **link = &foreign;
  gboolean listed;

  beck_lock_acquire (&foreign_lock);
  while (*link != NULL && *link != deadline)
    link = &(*link)->next;
  listed = *link != NULL;
  if (listed)
    *link = deadline->next;
  beck_lock_release (&foreign_lock);
  if (listed)
    {
      deadline->call->lpVtbl->Cancel (deadline->call, 0);
      foreign_unref (deadline);
    }
  foreign_unref (deadline);
}

static HRESULT
arm_foreign (ICancelMethodCalls *call, IUnknown *identity, gint64 when)
{
  ForeignDeadline *deadline = beck_alloc0 (sizeof *deadline);
  HRESULT hr;

  if (deadline == NULL)
    return E_OUTOFMEMORY;
  deadline->timer.work.run = foreign_passed;
  deadline->refs = 2;
  deadline->identity = identity;
  deadline->call = call;
  call->lpVtbl->AddRef (call);
  beck_lock_acquire (&foreign_lock);
  deadline->next = foreign;
  foreign = deadline;
  beck_lock_release (&foreign_lock);
  hr = beck_timer_arm (&deadline->timer, when);
  if (FAILED (hr))
    {
      foreign_unref (deadline);
      clear_foreign (identity);
    }
  return hr;
}

static HRESULT
set_foreign (ICancelMethodCalls *call, gint64 when)
{
  IUnknown *identity;
  HRESULT hr = call->lpVtbl->QueryInterface (call, &IID_IUnknown, (void **) &identity);

  if (FAILED (hr))
    return hr;
  clear_foreign (identity);
  if (when != 0)
    hr = arm_foreign (call, identity, when);
  identity->lpVtbl->Release (identity);
  return hr;
}

HRESULT
beck_call_set_deadline (IUnknown *unknown, gint64 deadline)
{
  gint64 when = deadline < 0 ? 0 : MAX (deadline, 1);
  ICancelMethodCalls *cancel;
  BeckCall *call;
  HRESULT hr;

  if (unknown == NULL)
    return E_POINTER;
  hr = unknown->lpVtbl->QueryInterface (unknown, &IID_ICancelMethodCalls, (void **) &cancel);
  if (FAILED (hr))
    return hr;
  call = beck_object_from_interface (cancel, &beck_call_class);
  hr = call != NULL ? set_own (call, when) : set_foreign (cancel, when);
  cancel->lpVtbl->Release (cancel);
  return hr;
}

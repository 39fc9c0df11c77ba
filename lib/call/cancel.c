/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The synchronous calls each thread is in, innermost first, with what cancels them, and the
 * context of the call a thread serves.
 *
 * The stack hangs on the thread's record, where others reach for its top by thread id. As AddRef is
 * foreign code too, they only note that they are at an entry; its thread does not leave the call
 * before they have their reference.
 *
 * While they look for the top they hold the registry's lock, and have said that they look. The
 * thread takes its entry away and then asks whether anybody looks. So one of both sees the other,
 * and without others a call takes no lock.
 */

#include <beck/cancel.h>

#include <beck/hresult.h>

#include "base/alloc.h"
#include "base/futex.h"
#include "call/cancel-stack.h"

struct BeckCancelEntry
{
  BeckCancelEntry *outer;
  IUnknown *object; /* counted */
  BeckThread *thread;
  guint flags;
  atomic_uint visitors; /* taking their reference just now */
};

enum
{
  ENTRY_SET = 1 << 0,      /* by CoSetCancelObject(), on the heap */
  ENTRY_DISABLED = 1 << 1, /* cancellation was not enabled when the call started */
};

G_STATIC_ASSERT (sizeof (BeckCancelEntry) <= sizeof (BeckSyncCall));

static void
push (BeckThread *self, BeckCancelEntry *entry)
{
  entry->object->lpVtbl->AddRef (entry->object);
  entry->thread = self;
  atomic_init (&entry->visitors, 0);
  entry->outer = atomic_load_explicit (&self->cancel_stack, memory_order_relaxed);
  atomic_store_explicit (&self->cancel_stack, entry, memory_order_release);
}

/* Whoever finds an entry that is taken away has noted so after this. */
static void
let_look (BeckThread *self)
{
  if (!atomic_load (&self->cancel_stack_seen))
    return;
  beck_threads_lock ();
  beck_threads_unlock ();
}

static void
pop (BeckThread *self)
{
  BeckCancelEntry *entry = atomic_load_explicit (&self->cancel_stack, memory_order_relaxed);
  guint visitors;

  atomic_store (&self->cancel_stack, entry->outer);
  let_look (self);
  while ((visitors = atomic_load (&entry->visitors)) > 0)
    beck_futex_wait (&entry->visitors, visitors, BECK_FOR_EVER);
  entry->object->lpVtbl->Release (entry->object);
}

void
beck_sync_call_enter (BeckSyncCall *frame, IUnknown *call)
{
  BeckCancelEntry *entry = (BeckCancelEntry *) frame;
  BeckThread *self = beck_thread_self ();

  entry->thread = NULL;
  if (self == NULL)
    return;
  entry->object = call;
  entry->flags = self->cancel_enabled > 0 ? 0 : ENTRY_DISABLED;
  push (self, entry);
}

void
beck_sync_call_leave (BeckSyncCall *frame)
{
  BeckCancelEntry *entry = (BeckCancelEntry *) frame;

  if (entry->thread != NULL)
    pop (entry->thread);
}

static gboolean
is_cancel_object (IUnknown *object)
{
  ICancelMethodCalls *cancel;

  if (FAILED (object->lpVtbl->QueryInterface (object, &IID_ICancelMethodCalls,
                                              (void **) &cancel)))
    return FALSE;
  cancel->lpVtbl->Release (cancel);
  return TRUE;
}

static HRESULT
unset_cancel_object (BeckThread *self)
{
  BeckCancelEntry *entry = atomic_load_explicit (&self->cancel_stack, memory_order_relaxed);

  if (entry == NULL || !(entry->flags & ENTRY_SET))
    return E_ACCESSDENIED;
  pop (self);
  beck_free (entry);
  return S_OK;
}

HRESULT
CoSetCancelObject (IUnknown *object)
{
  BeckThread *self = beck_thread_self ();
  BeckCancelEntry *entry;

  if (self == NULL)
    return E_OUTOFMEMORY;
  if (object == NULL)
    return unset_cancel_object (self);
  if (!is_cancel_object (object))
    return E_NOINTERFACE;
  entry = beck_alloc0 (sizeof *entry);
  if (entry == NULL)
    return E_OUTOFMEMORY;
  entry->object = object;
  entry->flags = ENTRY_SET;
  push (self, entry);
  return S_OK;
}

void
beck_cancel_stack_clear (BeckThread *self)
{
  while (unset_cancel_object (self) == S_OK)
    ;
}

/* With the registry locked, and said so. */
static HRESULT
visit_top (BeckThread *thread, gboolean enabled_only, BeckCancelEntry **visited)
{
  BeckCancelEntry *entry = atomic_load (&thread->cancel_stack);

  if (entry == NULL)
    return E_NOINTERFACE;
  if (enabled_only && (entry->flags & ENTRY_DISABLED))
    return CO_E_CANCEL_DISABLED;
  atomic_fetch_add (&entry->visitors, 1);
  *visited = entry;
  return S_OK;
}

/* The entry of the innermost call, which stays until leave_entry(). */
static HRESULT
visit_innermost (DWORD thread_id, gboolean enabled_only, BeckCancelEntry **visited)
{
  BeckThread *thread;
  HRESULT hr = E_NOINTERFACE;

  beck_threads_lock ();
  thread = beck_thread_find (thread_id);
  if (thread != NULL)
    {
      atomic_store (&thread->cancel_stack_seen, TRUE);
      hr = visit_top (thread, enabled_only, visited);
      atomic_store (&thread->cancel_stack_seen, FALSE);
    }
  beck_threads_unlock ();
  return hr;
}

static void
leave_entry (BeckCancelEntry *entry)
{
  if (atomic_fetch_sub (&entry->visitors, 1) == 1)
    beck_futex_wake (&entry->visitors, 1);
}

static HRESULT
get_innermost (DWORD thread_id, gboolean enabled_only, REFIID riid, void **ppv)
{
  BeckCancelEntry *entry;
  HRESULT hr = visit_innermost (thread_id, enabled_only, &entry);

  if (FAILED (hr))
    return hr;
  hr = entry->object->lpVtbl->QueryInterface (entry->object, riid, ppv);
  leave_entry (entry);
  return hr;
}

HRESULT
CoGetCancelObject (DWORD thread_id, REFIID riid, void **ppv)
{
  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  return get_innermost (thread_id, TRUE, riid, ppv);
}

static HRESULT
cancel_innermost (DWORD thread_id, gboolean enabled_only, ULONG seconds)
{
  ICancelMethodCalls *cancel;
  HRESULT hr = get_innermost (thread_id, enabled_only, &IID_ICancelMethodCalls, (void **) &cancel);

  if (FAILED (hr))
    return hr;
  hr = cancel->lpVtbl->Cancel (cancel, seconds);
  cancel->lpVtbl->Release (cancel);
  return hr;
}

HRESULT
CoCancelCall (DWORD thread_id, ULONG seconds)
{
  return cancel_innermost (thread_id, TRUE, seconds);
}

HRESULT
beck_cancel_innermost (DWORD thread_id, ULONG seconds)
{
  return cancel_innermost (thread_id, FALSE, seconds);
}

HRESULT
CoEnableCallCancellation (LPVOID reserved)
{
  BeckThread *self = beck_thread_self ();

  if (reserved != NULL)
    return E_INVALIDARG;
  if (self == NULL)
    return E_OUTOFMEMORY;
  self->cancel_enabled++;
  return S_OK;
}

HRESULT
CoDisableCallCancellation (LPVOID reserved)
{
  BeckThread *self = beck_thread_self ();

  if (reserved != NULL)
    return E_INVALIDARG;
  if (self == NULL || self->cancel_enabled == 0)
    return CO_E_CANCEL_DISABLED;
  self->cancel_enabled--;
  return S_OK;
}

HRESULT
CoGetCallContext (REFIID riid, void **ppv)
{
  BeckThread *self = beck_thread_self ();

  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  if (self == NULL || self->context == NULL)
    return RPC_E_CALL_COMPLETE;
  return self->context->lpVtbl->QueryInterface (self->context, riid, ppv);
}

HRESULT
CoSwitchCallContext (IUnknown *context, IUnknown **old)
{
  BeckThread *self = beck_thread_self ();

  if (old == NULL)
    return E_INVALIDARG;
  *old = NULL;
  if (self == NULL)
    return E_OUTOFMEMORY;
  *old = self->context;
  self->context = context;
  return S_OK;
}

HRESULT
CoTestCancel (void)
{
  ICancelMethodCalls *cancel;
  HRESULT hr = CoGetCallContext (&IID_ICancelMethodCalls, (void **) &cancel);

  if (FAILED (hr))
    return hr == E_NOINTERFACE ? RPC_E_CALL_COMPLETE : hr;
  hr = cancel->lpVtbl->TestCancel (cancel);
  cancel->lpVtbl->Release (cancel);
  return hr;
}

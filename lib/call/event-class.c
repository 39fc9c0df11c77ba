/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * CLSID_StdEvent, which a successful wait resets, and CLSID_ManualResetEvent. Both start
 * unsignaled, can be aggregated, and take a foreign event by ISynchronizeEvent: from then
 * on they are a face of that handle, and their own event is not used any more.
 */

#include "call/classes.h"

#include <beck/handle.h>
#include <beck/hresult.h>
#include <beck/wait.h>
#include <objidlbase.h>

#include "call/handle-table.h"
#include "call/synchronize.h"
#include "call/wait.h"
#include "com/options.h"

typedef struct
{
  BeckSynchronize base;
  ISynchronizeEvent event;
  gint supplied; /* a handle of our own on the event that was supplied, or -1; atomic */
} EventObject;

static HANDLE
supplied_handle (EventObject *self)
{
  return beck_handle_from_fd (__atomic_load_n (&self->supplied, __ATOMIC_ACQUIRE));
}

static gboolean
is_supplied (HANDLE handle)
{
  return handle != INVALID_HANDLE_VALUE;
}

/* APCs run during an alertable wait; they do not end it, as the event is not signaled. */
static HRESULT
wait_for_supplied (HANDLE handle, DWORD flags, DWORD timeout_ms)
{
  gint64 deadline = beck_wait_deadline (timeout_ms);
  DWORD index;
  HRESULT hr;

  do
    hr = CoWaitForMultipleHandles (flags, beck_wait_milliseconds (deadline), 1, &handle, &index);
  while (hr == S_OK && index == WAIT_IO_COMPLETION);
  return hr == RPC_S_CALLPENDING ? beck_options_timeout_status () : hr;
}

static HRESULT STDMETHODCALLTYPE
event_wait (ISynchronize *This, DWORD flags, DWORD timeout_ms)
{
  EventObject *self = BECK_SELF (EventObject, base.sync, This);
  HANDLE handle = supplied_handle (self);

  if (is_supplied (handle))
    return wait_for_supplied (handle, flags, timeout_ms);
  return beck_event_wait (beck_synchronize_event (&self->base), flags, timeout_ms);
}

static HRESULT STDMETHODCALLTYPE
event_signal (ISynchronize *This)
{
  EventObject *self = BECK_SELF (EventObject, base.sync, This);
  HANDLE handle = supplied_handle (self);

  if (is_supplied (handle))
    return beck_handle_signal (handle);
  beck_event_signal (beck_synchronize_event (&self->base));
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
event_reset (ISynchronize *This)
{
  EventObject *self = BECK_SELF (EventObject, base.sync, This);
  HANDLE handle = supplied_handle (self);

  if (is_supplied (handle))
    return beck_handle_reset (handle);
  beck_event_reset (beck_synchronize_event (&self->base));
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
event_get_handle (ISynchronizeEvent *This, HANDLE *handle)
{
  EventObject *self = BECK_SELF (EventObject, event, This);
  HANDLE supplied = supplied_handle (self);

  if (handle == NULL)
    return E_INVALIDARG;
  if (!is_supplied (supplied))
    return self->base.handle.lpVtbl->GetHandle (&self->base.handle, handle);
  *handle = supplied;
  return S_OK;
}

/* Duplicates the handle, so that the caller may close its own, and supplies an event once:
 * others may already wait on it. */
static HRESULT STDMETHODCALLTYPE
event_set_event_handle (ISynchronizeEvent *This, HANDLE *handle)
{
  EventObject *self = BECK_SELF (EventObject, event, This);
  gint none = -1;
  HANDLE copy;
  HRESULT hr;

  if (handle == NULL)
    return E_INVALIDARG;
  hr = beck_handle_table_dup_event (*handle, &copy);
  if (FAILED (hr))
    return hr;
  if (__atomic_compare_exchange_n (&self->supplied, &none, beck_handle_to_fd (copy), FALSE,
                                   __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    return S_OK;
  beck_handle_close (copy);
  return E_FAIL;
}

static HRESULT
manual_init (gpointer object)
{
  ((EventObject *) object)->supplied = -1;
  return S_OK;
}

static HRESULT
std_init (gpointer object)
{
  EventObject *self = object;

  self->supplied = -1;
  beck_event_init (beck_synchronize_event (&self->base), BECK_EVENT_AUTO_RESET);
  return S_OK;
}

static void
event_finalize (gpointer object)
{
  HANDLE handle = supplied_handle (object);

  if (is_supplied (handle))
    beck_handle_close (handle);
}

static const BeckInterface event_interfaces[] = {
  BECK_INTERFACE (EventObject, base.sync, ISynchronize, .Wait = event_wait,
                  .Signal = event_signal, .Reset = event_reset),
  BECK_INTERFACE (EventObject, event, ISynchronizeEvent, .GetHandle = event_get_handle,
                  .SetEventHandle = event_set_event_handle),
  BECK_BASE_INTERFACE (EventObject, event, ISynchronizeHandle),
  { NULL, NULL, 0, 0 },
};

const BeckClass beck_std_event_class = {
  .name = "StdEvent",
  .size = sizeof (EventObject),
  .clsid = &CLSID_StdEvent,
  .parent = &beck_synchronize_class,
  .interfaces = event_interfaces,
  .init = std_init,
  .finalize = event_finalize,
};

const BeckClass beck_manual_reset_event_class = {
  .name = "ManualResetEvent",
  .size = sizeof (EventObject),
  .clsid = &CLSID_ManualResetEvent,
  .parent = &beck_synchronize_class,
  .interfaces = event_interfaces,
  .init = manual_init,
  .finalize = event_finalize,
};

BeckEvent *
beck_synchronize_own_event (ISynchronize *sync)
{
  if (sync->lpVtbl->Wait == event_wait)
    return beck_synchronize_event (BECK_SELF (BeckSynchronize, sync, sync));
  return beck_synchronize_base_event (sync);
}

BeckEvent *
beck_synchronize_peek_event (ISynchronize *sync)
{
  if (sync->lpVtbl->Wait == event_wait
      && is_supplied (supplied_handle (BECK_SELF (EventObject, base.sync, sync))))
    return NULL;
  return beck_synchronize_own_event (sync);
}

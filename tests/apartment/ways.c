/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ways.h"

#include "call/classes.h"
#include "gate.h"
#include "scene.h"

static ISynchronize *event;
static ISynchronize *supplied; /* a face of `handle` */
static HANDLE handle;
static AsyncIPipeLong *call;
static ISynchronizeContainer *container;
static ISynchronizeContainer *mixed; /* also has `supplied`, which is watched by its descriptor */

static ISynchronizeContainer *
container_new (ISynchronize *member)
{
  ISynchronizeContainer *made;

  assert_hr (
      beck_object_create (&beck_container_class, NULL, &IID_ISynchronizeContainer, (void **) &made),
      S_OK);
  assert_hr (made->lpVtbl->AddSynchronize (made, member), S_OK);
  return made;
}

static void
supply (ISynchronize *sync, HANDLE h)
{
  g_autoptr (ISynchronizeEvent) iface = NULL;

  assert_hr (sync->lpVtbl->QueryInterface (sync, &IID_ISynchronizeEvent, (void **) &iface), S_OK);
  assert_hr (iface->lpVtbl->SetEventHandle (iface, &h), S_OK);
}

void
ways_set_up (void)
{
  event = manual_event_new ();
  supplied = manual_event_new ();
  handle = beck_handle_new_event (TRUE, FALSE);
  supply (supplied, handle);
  call = gate_call_new ();
  gate_begin (call);
  container = container_new (event);
  mixed = container_new (supplied);
  assert_hr (mixed->lpVtbl->AddSynchronize (mixed, event), S_OK);
}

void
ways_tear_down (void)
{
  gate_open (call, S_OK);
  call->lpVtbl->Release (call);
  container->lpVtbl->Release (container);
  mixed->lpVtbl->Release (mixed);
  supplied->lpVtbl->Release (supplied);
  event->lpVtbl->Release (event);
  beck_handle_close (handle);
}

/* ---- Signals ---- */

static void
signal_event (gpointer unused)
{
  event->lpVtbl->Signal (event);
}

static void
signal_supplied (gpointer unused)
{
  beck_handle_signal (handle);
}

static void
complete_call (gpointer unused)
{
  gate_open (call, S_OK);
}

/* ---- Waits ---- */

static HRESULT
wait_event (DWORD timeout_ms)
{
  return event->lpVtbl->Wait (event, 0, timeout_ms);
}

static HRESULT
wait_supplied (DWORD timeout_ms)
{
  return supplied->lpVtbl->Wait (supplied, 0, timeout_ms);
}

static HRESULT
wait_call (DWORD timeout_ms)
{
  g_autoptr (ISynchronize) sync = gate_synchronize (call);

  return sync->lpVtbl->Wait (sync, 0, timeout_ms);
}

static HRESULT
wait_multiple (ISynchronizeContainer *which, DWORD timeout_ms)
{
  g_autoptr (ISynchronize) sync = NULL;

  return which->lpVtbl->WaitMultiple (which, 0, timeout_ms, &sync);
}

static HRESULT
wait_container (DWORD timeout_ms)
{
  return wait_multiple (container, timeout_ms);
}

static HRESULT
wait_mixed (DWORD timeout_ms)
{
  return wait_multiple (mixed, timeout_ms);
}

static HRESULT
wait_handles (DWORD timeout_ms)
{
  HANDLE handles[] = { handle, handle_of (event) };
  DWORD index;

  return CoWaitForMultipleHandles (0, timeout_ms, G_N_ELEMENTS (handles), handles, &index);
}

static HRESULT
wait_finish (DWORD timeout_ms)
{
  return gate_finish (call);
}

/* A Cancel that grants the server time waits for it; this one did finish in time. */
static HRESULT
wait_cancel (DWORD timeout_ms)
{
  HRESULT hr = gate_cancel (call, (ULONG) RPC_C_CANCEL_INFINITE_TIMEOUT);

  return hr == RPC_E_CALL_COMPLETE ? S_OK : hr;
}

const Way ways[] = {
  { "ISynchronize::Wait on an event", signal_event, wait_event },
  { "ISynchronize::Wait on a supplied event", signal_supplied, wait_supplied },
  { "ISynchronize::Wait on a call", complete_call, wait_call },
  { "WaitMultiple", signal_event, wait_container },
  { "WaitMultiple with a descriptor, for an event", signal_event, wait_mixed },
  { "WaitMultiple with a descriptor, for it", signal_supplied, wait_mixed },
  { "CoWaitForMultipleHandles", signal_event, wait_handles },
  { "Finish_", complete_call, wait_finish },
  { "Cancel with time", complete_call, wait_cancel },
};

const int n_ways = G_N_ELEMENTS (ways);
const int n_timed_ways = G_N_ELEMENTS (ways) - 2;

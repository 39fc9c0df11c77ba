/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A call that goes out (outgoing.h): its one end, who waits for it, and what it is made for.
 *
 * The state says who has ended it. Whoever changes it from PENDING writes the result and only then
 * the state that shows it, and nobody else touches the call's end: so a reply, a cancel and a
 * time-out may come together.
 */

#include "orpc/outgoing.h"

#include <beck/cancel.h>
#include <beck/hresult.h>
#include <string.h>
#include <sys/random.h>

#include "base/alloc.h"
#include "call/synchronize.h"
#include "call/wait.h"
#include "com/object-private.h"
#include "orpc/incoming.h"

enum
{
  OUTGOING_NEW,
  OUTGOING_PENDING,
  OUTGOING_ENDING, /* somebody writes the result */
  OUTGOING_DONE,
  OUTGOING_GIVEN_UP,
};

/* ---- Causality ---- */

/* Distinct without a system call each: a random number per process, and a count. */
static void
new_causality (CID *causality)
{
  static _Atomic guint64 count;
  static _Atomic guint64 seed;
  guint64 random = atomic_load_explicit (&seed, memory_order_relaxed);
  guint64 words[2];

  while (random == 0)
    {
      guint64 none = 0;

      if (getrandom (&random, sizeof random, 0) != sizeof random)
        random = (guint64) g_get_monotonic_time () << 20 | 1;
      if (random != 0 && !atomic_compare_exchange_strong (&seed, &none, random))
        random = none;
    }
  words[0] = random;
  words[1] = atomic_fetch_add_explicit (&count, 1, memory_order_relaxed) + (random >> 32);
  memcpy (causality, words, sizeof *causality);
}

static gint64
earlier (gint64 a, gint64 b)
{
  if (a == -1 || b == -1)
    return a == -1 ? b : a;
  return MIN (a, b);
}

/* What a call inherits from the one that it is made for. */
static void
inherit (BeckOutgoing *call)
{
  BeckIncoming *cause = beck_incoming_current ();

  if (cause == NULL)
    {
      new_causality (&call->causality);
      return;
    }
  call->cause = beck_object_ref (cause);
  call->causality = cause->causality;
  call->deadline = earlier (call->deadline, cause->deadline);
}

/* ---- The end ---- */

static gboolean
end (BeckOutgoing *call, guint state, HRESULT hr)
{
  guint pending = OUTGOING_PENDING;
  ISynchronize *told;

  if (!atomic_compare_exchange_strong (&call->state, &pending, OUTGOING_ENDING))
    return FALSE;
  call->result = hr;
  told = call->told;
  call->told = NULL;
  if (call->cause != NULL)
    beck_incoming_remove_caused (call->cause, call);
  atomic_store (&call->state, state);
  if (told != NULL)
    {
      told->lpVtbl->Signal (told);
      told->lpVtbl->Release (told);
    }
  /* Last: who waits may let go of the call at once, while this function's caller has its own
   * reference. */
  beck_event_signal (&call->ended);
  return TRUE;
}

gboolean
beck_outgoing_done (BeckOutgoing *call, HRESULT hr)
{
  return end (call, OUTGOING_DONE, hr);
}

gboolean
beck_outgoing_is_cancelled (BeckOutgoing *call)
{
  return atomic_load (&call->cancelled);
}

HRESULT
beck_outgoing_result (BeckOutgoing *call)
{
  guint state = atomic_load (&call->state);

  return state == OUTGOING_DONE || state == OUTGOING_GIVEN_UP ? call->result : E_PENDING;
}

static gboolean
forget (BeckOutgoing *call)
{
  gboolean ended = end (call, OUTGOING_GIVEN_UP, RPC_E_CALL_CANCELED);

  if (ended)
    call->exporter->ops->forget (call->exporter, call);
  return ended;
}

void
beck_outgoing_give_up (BeckOutgoing *call)
{
  forget (call);
}

/* FALSE if the call had ended. The client is let go first: what the server answers to the cancel is
 * not a call that was complete before. */
static gboolean
cancel (BeckOutgoing *call)
{
  const BeckExporterOps *ops = call->exporter->ops;
  gboolean ended;

  beck_outgoing_ref (call);
  ended = end (call, OUTGOING_GIVEN_UP, RPC_E_CALL_CANCELED);
  if (ended)
    {
      atomic_store (&call->cancelled, TRUE);
      ops->cancel (call->exporter, call);
      ops->forget (call->exporter, call);
    }
  beck_outgoing_unref (call);
  return ended;
}

static gboolean
keep_from_being_sent (BeckOutgoing *call)
{
  guint fresh = OUTGOING_NEW;

  return atomic_compare_exchange_strong (&call->state, &fresh, OUTGOING_GIVEN_UP);
}

void
beck_outgoing_cancel (BeckOutgoing *call)
{
  if (!keep_from_being_sent (call))
    cancel (call);
}

/* ---- The beginning ---- */

HRESULT
beck_outgoing_get_buffer (BeckOutgoing *call, gsize size)
{
  gsize header = call->exporter->ops->header_size (call->exporter, call);
  guint8 *data = beck_alloc (header + size + 1);

  if (data == NULL)
    return E_OUTOFMEMORY;
  beck_free (call->request.data);
  call->request.data = data;
  call->request.start = header;
  call->request.size = header + size;
  return S_OK;
}

static HRESULT
start (BeckOutgoing *call, HRESULT (*carry) (BeckExporter *exporter, BeckOutgoing *call))
{
  guint fresh = OUTGOING_NEW;
  guint pending = OUTGOING_PENDING;
  HRESULT hr;

  call->exporter->ops->write_header (call->exporter, call);
  if (!atomic_compare_exchange_strong (&call->state, &fresh, OUTGOING_PENDING))
    return fresh == OUTGOING_GIVEN_UP ? RPC_E_CALL_CANCELED : E_UNEXPECTED;
  if (call->cause != NULL && !beck_incoming_add_caused (call->cause, call))
    hr = RPC_E_CALL_CANCELED;
  else
    hr = carry (call->exporter, call);
  /* Nothing follows a failure but what a cancel has said already. */
  if (FAILED (hr) && atomic_compare_exchange_strong (&call->state, &pending, OUTGOING_ENDING))
    {
      call->result = hr;
      if (call->cause != NULL)
        beck_incoming_remove_caused (call->cause, call);
      atomic_store (&call->state, OUTGOING_DONE);
    }
  return hr;
}

HRESULT
beck_outgoing_send (BeckOutgoing *call, ISynchronize *told)
{
  call->is_async = TRUE;
  call->told = told;
  told->lpVtbl->AddRef (told);
  return start (call, call->exporter->ops->send);
}

/* ---- Waiting ---- */

static HRESULT
wait_for_end (BeckOutgoing *call)
{
  HRESULT hr = beck_event_wait_until (&call->ended, COWAIT_DEFAULT, call->deadline);

  if (FAILED (hr))
    cancel (call);
  /* Who ended it meanwhile is about to signal. */
  while (beck_outgoing_result (call) == E_PENDING)
    if (FAILED (beck_event_wait (&call->ended, COWAIT_DEFAULT, INFINITE)))
      g_thread_yield ();
  return hr == E_OUTOFMEMORY && call->result == RPC_E_CALL_CANCELED ? hr : call->result;
}

static HRESULT
transact (BeckOutgoing *call)
{
  const BeckExporterOps *ops = call->exporter->ops;
  BeckThread *self = beck_thread_self ();
  HRESULT hr;

  /* A thread that reads the socket does not serve its apartment. */
  if (ops->call != NULL && self != NULL && self->inbox == NULL)
    hr = start (call, ops->call);
  else
    hr = start (call, ops->send);
  return SUCCEEDED (hr) ? wait_for_end (call) : hr;
}

HRESULT
beck_outgoing_call (BeckOutgoing *call)
{
  BeckSyncCall frame;
  HRESULT hr;

  beck_sync_call_enter (&frame, (IUnknown *) (gpointer) &call->cancel);
  hr = transact (call);
  beck_sync_call_leave (&frame);
  return hr;
}

/* ---- ICancelMethodCalls: of synchronous calls ---- */

static HRESULT
tell_state (BeckOutgoing *call)
{
  guint state;

  /* Who ends it knows in a moment as what. */
  while ((state = atomic_load (&call->state)) == OUTGOING_ENDING)
    g_thread_yield ();
  switch (state)
    {
    case OUTGOING_NEW: /* about to be sent */
    case OUTGOING_PENDING:
      return RPC_S_CALLPENDING;
    case OUTGOING_GIVEN_UP:
      return RPC_E_CALL_CANCELED;
    default:
      return RPC_E_CALL_COMPLETE;
    }
}

static DWORD
milliseconds (ULONG seconds)
{
  return seconds > G_MAXUINT32 / 1000 - 1 ? INFINITE : seconds * 1000;
}

static HRESULT STDMETHODCALLTYPE
cancel_cancel (ICancelMethodCalls *This, ULONG seconds)
{
  BeckOutgoing *call = BECK_SELF (BeckOutgoing, cancel, This);
  HRESULT hr = tell_state (call);

  if (hr != RPC_S_CALLPENDING)
    return hr;
  if (keep_from_being_sent (call))
    return S_OK;
  if (seconds > 0)
    {
      call->exporter->ops->cancel (call->exporter, call);
      beck_event_wait (&call->ended, COWAIT_DEFAULT, milliseconds (seconds));
    }
  return cancel (call) ? S_OK : tell_state (call);
}

static HRESULT STDMETHODCALLTYPE
cancel_test (ICancelMethodCalls *This)
{
  return tell_state (BECK_SELF (BeckOutgoing, cancel, This));
}

/* ---- The class ---- */

static void
outgoing_finalize (gpointer object)
{
  BeckOutgoing *call = object;

  if (call->free_carrier != NULL)
    call->free_carrier (call->carrier);
  if (call->told != NULL)
    call->told->lpVtbl->Release (call->told);
  if (call->cause != NULL)
    beck_object_release (call->cause);
  beck_free (call->request.data);
  beck_free (call->reply.data);
  beck_event_clear (&call->ended);
  beck_exporter_unref (call->exporter);
}

static const BeckClass outgoing_class = {
  .name = "BeckOutgoing",
  .size = sizeof (BeckOutgoing),
  .interfaces = BECK_INTERFACES (BECK_INTERFACE (BeckOutgoing, cancel, ICancelMethodCalls,
                                                 .Cancel = cancel_cancel,
                                                 .TestCancel = cancel_test)),
  .finalize = outgoing_finalize,
};

BeckOutgoing *
beck_outgoing_new (BeckExporter *exporter, const IPID *ipid, REFIID iid, guint32 method,
                   gint64 deadline)
{
  BeckOutgoing *call = beck_object_new (&outgoing_class, NULL);

  if (call == NULL)
    return NULL;
  call->exporter = beck_exporter_ref (exporter);
  call->ipid = *ipid;
  call->iid = *iid;
  call->method = method;
  call->deadline = deadline;
  call->result = RPC_E_CALL_CANCELED; /* unless somebody says otherwise */
  beck_event_init (&call->ended, 0);
  inherit (call);
  return call;
}

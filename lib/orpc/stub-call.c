/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Servers with call objects (spec/com.md 4.1, 4.2). A stub makes one for each call, as a part of
 * an object of its own with an ISynchronize: Begin_ it, and when the server signals, Finish_ it, in
 * the server's apartment and never inside the server's Signal.
 *
 * A call that came in by incoming.h keeps no thread meanwhile: the object here has what it needs,
 * and is in one of these states; whoever brings it from PENDING to FINISHING or OVER has the call's
 * end to see to, and the reference for that. Over other channels the thread waits.
 *
 * The outer object is agile, so that servers signal it from any thread. It owns the server's call
 * object, which lives as long as somebody works for the call; what it answers for besides its own
 * interfaces is the server's.
 */

#include "orpc/stub-call.h"

#include <beck/guid.h>
#include <beck/hresult.h>

#include "call/synchronize.h"
#include "com/object-private.h"
#include "orpc/incoming.h"

enum
{
  CALL_WAITED_FOR, /* by the thread that begins it */
  CALL_BEGINNING,
  CALL_SIGNALED, /* before Begin_ has returned */
  CALL_PENDING,
  CALL_FINISHING,
  CALL_OVER, /* without Finish_ */
};

typedef struct
{
  BeckSynchronize base;
  ISynchronize sync; /* what the server signals */
  IUnknown control;  /* the controlling unknown of the aggregate */
  IUnknown *inner;   /* of the server's call object; NULL while it is made */
  void *async;       /* its interface; not counted, as that would be on this object */
  const IID *async_iid;
  BeckIncoming *call; /* that this is for; NULL: it is waited for */
  atomic_uint state;
  atomic_bool told_cancel;
  BeckStubJob job;
} StubCall;

static gboolean
change (StubCall *self, guint from, guint to)
{
  return atomic_compare_exchange_strong (&self->state, &from, to);
}

/* ---- The controlling unknown ---- */

static StubCall *
control_self (IUnknown *This)
{
  return BECK_SELF (StubCall, control, This);
}

/* What belongs to this object itself. */
static gpointer
own_interface (StubCall *self, REFIID riid)
{
  if (beck_guid_equal (riid, &IID_IUnknown) || beck_guid_equal (riid, &IID_IAgileObject))
    return &self->control;
  if (beck_guid_equal (riid, &IID_ISynchronize))
    return &self->sync;
  if (beck_guid_equal (riid, &IID_ISynchronizeHandle))
    return &self->base.handle;
  return NULL;
}

/* The interfaces of others that it answers for. */
static IUnknown *
others_object (StubCall *self, REFIID riid)
{
  if (beck_guid_equal (riid, &IID_IServerSecurity))
    return self->call != NULL ? BECK_UNKNOWN (self->call) : NULL;
  if (beck_guid_equal (riid, self->async_iid) || beck_guid_equal (riid, &IID_ICancelMethodCalls))
    return self->inner;
  return NULL;
}

static HRESULT STDMETHODCALLTYPE
control_query (IUnknown *This, REFIID riid, void **ppv)
{
  StubCall *self = control_self (This);
  IUnknown *other;

  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  if (riid == NULL)
    return E_INVALIDARG;
  *ppv = own_interface (self, riid);
  if (*ppv != NULL)
    {
      This->lpVtbl->AddRef (This);
      return S_OK;
    }
  other = others_object (self, riid);
  return other != NULL ? other->lpVtbl->QueryInterface (other, riid, ppv) : E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE
control_ref (IUnknown *This)
{
  IUnknown *identity = BECK_UNKNOWN (control_self (This));

  return identity->lpVtbl->AddRef (identity);
}

static ULONG STDMETHODCALLTYPE
control_unref (IUnknown *This)
{
  IUnknown *identity = BECK_UNKNOWN (control_self (This));

  return identity->lpVtbl->Release (identity);
}

static const IUnknownVtbl control_vtbl = {
  .QueryInterface = control_query,
  .AddRef = control_ref,
  .Release = control_unref,
};

/* ---- The ends of a call that is answered later ---- */

static void
answer (StubCall *self, HRESULT hr)
{
  BeckIncoming *call = self->call;

  beck_object_ref (call);
  beck_incoming_tell_nothing (call);
  beck_stub_job_clear (&self->job);
  beck_object_unref (self);
  beck_incoming_answer (call, hr);
  beck_object_unref (call);
}

/* Inside the apartment; by who has made it FINISHING. */
static HRESULT
finish (StubCall *self)
{
  self->job.method->finish (self->async, self->job.args);
  return beck_stub_job_write (&self->job);
}

static void
finish_and_answer (BeckIncoming *call, gpointer self)
{
  answer (self, finish (self));
}

/* The server's Signal. If the apartment cannot be entered any more, there is nobody to finish the
 * call. */
static void
server_has_signaled (StubCall *self)
{
  if (change (self, CALL_BEGINNING, CALL_SIGNALED))
    return;
  if (change (self, CALL_PENDING, CALL_FINISHING)
      && FAILED (beck_incoming_enter (self->call, finish_and_answer, self)))
    answer (self, RPC_E_SERVER_DIED);
}

static void
cancel (StubCall *self)
{
  g_autoptr (ICancelMethodCalls) methods = NULL;

  if (atomic_exchange (&self->told_cancel, TRUE)
      || FAILED (self->inner->lpVtbl->QueryInterface (self->inner, &IID_ICancelMethodCalls,
                                                      (void **) &methods)))
    return;
  methods->lpVtbl->Cancel (methods, 0);
}

/* The client or the object is not there any more; told inside the apartment. */
static void
told (BeckIncoming *call, gpointer object)
{
  StubCall *self = object;

  if (beck_incoming_is_cut_off (call) && change (self, CALL_PENDING, CALL_OVER))
    answer (self, RPC_E_SERVER_DIED);
  if (beck_incoming_is_cancelled (call))
    cancel (self);
}

/* ---- ISynchronize, for the server ---- */

static StubCall *
sync_self (ISynchronize *This)
{
  return BECK_SELF (StubCall, sync, This);
}

static HRESULT STDMETHODCALLTYPE
sync_wait (ISynchronize *This, DWORD flags, DWORD timeout_ms)
{
  return beck_event_wait (beck_synchronize_event (&sync_self (This)->base), flags, timeout_ms);
}

static HRESULT STDMETHODCALLTYPE
sync_signal (ISynchronize *This)
{
  StubCall *self = sync_self (This);

  beck_event_signal (beck_synchronize_event (&self->base));
  server_has_signaled (self);
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
sync_reset (ISynchronize *This)
{
  StubCall *self = sync_self (This);

  beck_event_reset (beck_synchronize_event (&self->base));
  change (self, CALL_SIGNALED, CALL_BEGINNING);
  return S_OK;
}

/* ---- The class ---- */

static void
stub_call_finalize (gpointer object)
{
  StubCall *self = object;

  if (self->inner != NULL)
    self->inner->lpVtbl->Release (self->inner);
  if (self->call != NULL)
    beck_object_unref (self->call);
}

static const BeckClass stub_call_class = {
  .name = "BeckStubCall",
  .size = sizeof (StubCall),
  .parent = &beck_synchronize_class,
  .interfaces = BECK_INTERFACES (BECK_INTERFACE (StubCall, sync, ISynchronize, .Wait = sync_wait,
                                                 .Signal = sync_signal, .Reset = sync_reset)),
  .finalize = stub_call_finalize,
};

static gboolean
make_inner (StubCall *self, ICallFactory *factory)
{
  IUnknown *async = NULL;

  if (FAILED (factory->lpVtbl->CreateCall (factory, self->async_iid, &self->control,
                                           &IID_IUnknown, &self->inner)))
    {
      self->inner = NULL;
      return FALSE;
    }
  if (FAILED (self->inner->lpVtbl->QueryInterface (self->inner, self->async_iid,
                                                   (void **) &async)))
    return FALSE;
  self->async = async;
  async->lpVtbl->Release (async);
  return TRUE;
}

static StubCall *
stub_call_new (IUnknown *server, REFIID async_iid, BeckIncoming *call)
{
  g_autoptr (ICallFactory) factory = NULL;
  StubCall *self;

  if (FAILED (server->lpVtbl->QueryInterface (server, &IID_ICallFactory, (void **) &factory)))
    return NULL;
  self = beck_object_new (&stub_call_class, NULL);
  if (self == NULL)
    return NULL;
  self->control.lpVtbl = (IUnknownVtbl *) &control_vtbl;
  self->base.object.outer = &self->control;
  self->async_iid = async_iid;
  if (call != NULL)
    {
      self->call = beck_object_ref (call);
      atomic_init (&self->state, CALL_BEGINNING);
    }
  if (make_inner (self, factory))
    return self;
  beck_object_unref (self);
  return NULL;
}

/* ---- Calls ---- */

static HRESULT
wait_and_finish (StubCall *self)
{
  /* If even waiting takes memory that is not there, Finish_ waits by itself. */
  beck_event_wait (beck_synchronize_event (&self->base), COWAIT_DEFAULT, INFINITE);
  return finish (self);
}

/* Begin_ has returned, and nobody has signaled before the call was deferred. The caller's reference
 * becomes that of whoever ends the call. */
static void
let_it_wait (StubCall *self)
{
  BeckIncoming *call = beck_object_ref (self->call);

  beck_object_ref (self);
  while (!change (self, CALL_BEGINNING, CALL_PENDING))
    if (change (self, CALL_SIGNALED, CALL_FINISHING))
      {
        finish_and_answer (call, self);
        break;
      }
  /* What came before it was PENDING has told nobody. */
  if (beck_incoming_is_cancelled (call) || beck_incoming_is_cut_off (call))
    told (call, self);
  beck_object_release (self);
  beck_object_unref (call);
}

/* TRUE if @hr is the call's end already. */
static gboolean
ends_now (StubCall *self, HRESULT *hr)
{
  gboolean waits;

  if (self->call == NULL)
    {
      *hr = wait_and_finish (self);
      return TRUE;
    }
  waits = !change (self, CALL_SIGNALED, CALL_FINISHING);
  if (waits && beck_incoming_defer (self->call, told, self))
    return FALSE;
  *hr = RPC_E_SERVER_DIED;
  if (!waits || !change (self, CALL_BEGINNING, CALL_OVER))
    *hr = finish (self);
  /* The client has gone with its last reference, and nobody else would tell the server. */
  else if (beck_incoming_is_cancelled (self->call))
    cancel (self);
  return TRUE;
}

/* A Begin_ that fails is the method's result, and there is nothing to finish. TRUE if @hr is the
 * call's end already. */
static gboolean
run (StubCall *self, HRESULT *hr)
{
  *hr = beck_stub_job_read (&self->job);
  if (FAILED (*hr))
    return TRUE;
  if (SUCCEEDED (self->job.method->begin (self->async, self->job.args)))
    return ends_now (self, hr);
  *hr = beck_stub_job_write (&self->job);
  return TRUE;
}

gboolean
beck_stub_call_serve (BeckStubJob *job, REFIID async_iid, HRESULT *hr)
{
  StubCall *self = stub_call_new (job->server->object, async_iid,
                                  beck_incoming_of_channel (job->channel));

  if (self == NULL)
    return FALSE;
  self->job = *job;
  job->server = NULL;
  if (!run (self, hr))
    {
      *hr = S_OK;
      let_it_wait (self);
      return TRUE;
    }
  job->message = self->job.message;
  beck_stub_job_clear (&self->job);
  beck_object_unref (self);
  return TRUE;
}

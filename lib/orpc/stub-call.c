/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Servers with call objects (spec/com.md 4.1, 4.2). A stub makes one for each call, as a part of
 * an object of its own with an ISynchronize: Begin_ it, wait until the server signals, then
 * Finish_ it, in the server's apartment and never inside the server's Signal.
 *
 * The outer object is agile, so that servers signal it from any thread. It owns the
 * server's call object; what it answers for besides its own interfaces is the server's.
 */

#include "orpc/stub-call.h"

#include <beck/guid.h>
#include <beck/hresult.h>

#include "call/synchronize.h"
#include "com/object-private.h"

typedef struct
{
  BeckSynchronize base;
  IUnknown control; /* the controlling unknown of the aggregate */
  IUnknown *inner;  /* of the server's call object; NULL while it is made */
  const IID *async_iid;
} StubCall;

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
    return &self->base.sync;
  if (beck_guid_equal (riid, &IID_ISynchronizeHandle))
    return &self->base.handle;
  return NULL;
}

static HRESULT STDMETHODCALLTYPE
control_query (IUnknown *This, REFIID riid, void **ppv)
{
  StubCall *self = control_self (This);

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
  if (self->inner == NULL
      || (!beck_guid_equal (riid, self->async_iid)
          && !beck_guid_equal (riid, &IID_ICancelMethodCalls)))
    return E_NOINTERFACE;
  return self->inner->lpVtbl->QueryInterface (self->inner, riid, ppv);
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

/* ---- The class ---- */

static void
stub_call_finalize (gpointer object)
{
  StubCall *self = object;

  if (self->inner != NULL)
    self->inner->lpVtbl->Release (self->inner);
}

static const BeckClass stub_call_class = {
  .name = "BeckStubCall",
  .size = sizeof (StubCall),
  .parent = &beck_synchronize_class,
  .finalize = stub_call_finalize,
};

static StubCall *
stub_call_new (ICallFactory *factory, REFIID async_iid)
{
  StubCall *self = beck_object_new (&stub_call_class, NULL);

  if (self == NULL)
    return NULL;
  self->control.lpVtbl = (IUnknownVtbl *) &control_vtbl;
  self->base.object.outer = &self->control;
  self->async_iid = async_iid;
  if (SUCCEEDED (factory->lpVtbl->CreateCall (factory, async_iid, &self->control, &IID_IUnknown,
                                              &self->inner)))
    return self;
  self->inner = NULL;
  beck_object_unref (self);
  return NULL;
}

/* ---- Calls ---- */

static void
run (StubCall *self, void *async, const BeckNdrMethod *method, void *args)
{
  /* A Begin_ that fails is the method's result, and there is nothing to finish. */
  if (FAILED (method->begin (async, args)))
    return;
  /* If even waiting takes memory that is not there, Finish_ waits by itself. */
  beck_event_wait (beck_synchronize_event (&self->base), COWAIT_DEFAULT, INFINITE);
  method->finish (async, args);
}

gboolean
beck_stub_call_run (IUnknown *server, REFIID async_iid, const BeckNdrMethod *method, void *args)
{
  g_autoptr (ICallFactory) factory = NULL;
  g_autoptr (IUnknown) async = NULL;
  StubCall *self;

  if (FAILED (server->lpVtbl->QueryInterface (server, &IID_ICallFactory, (void **) &factory)))
    return FALSE;
  self = stub_call_new (factory, async_iid);
  if (self == NULL)
    return FALSE;
  /* Counted on the outer object, and dropped with it. */
  if (SUCCEEDED (self->inner->lpVtbl->QueryInterface (self->inner, async_iid, (void **) &async)))
    run (self, async, method, args);
  beck_object_unref (self);
  return async != NULL;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "gate.h"

#include "scene.h"

typedef struct
{
  BeckObject object;
  ICallFactory factory;
} Gate;

typedef struct GateCall GateCall;

typedef struct
{
  BeckJob job;
  GateCall *call;
  HRESULT (*func) (void);
} GateJob;

struct GateCall
{
  BeckCall call;
  AsyncIPipeLong async;
  GateJob job;
  BeckJob *held; /* atomic: whoever takes it ends the call */
  HRESULT (*func) (void);
  int n_cancelled;
  GThread *cancelled_by;
  void (*on_cancelled) (gpointer data);
  gpointer on_cancelled_data;
};

enum
{
  PULL,
  PUSH,
};

static GateCall *
call_of (AsyncIPipeLong *call)
{
  return BECK_SELF (GateCall, async, call);
}

static BeckJob *
take_held (GateCall *self)
{
  return __atomic_exchange_n (&self->held, NULL, __ATOMIC_ACQ_REL);
}

static void
push_cancelled (BeckJob *job)
{
  GateCall *self = ((GateJob *) job)->call;
  BeckJob *expected = job;

  self->n_cancelled++;
  self->cancelled_by = g_thread_self ();
  if (self->on_cancelled != NULL)
    self->on_cancelled (self->on_cancelled_data);
  if (__atomic_compare_exchange_n (&self->held, &expected, NULL, FALSE, __ATOMIC_ACQ_REL,
                                   __ATOMIC_RELAXED))
    beck_job_unref (job);
}

static HRESULT
begin_push (AsyncIPipeLong *This, LONG *buf, ULONG n)
{
  GateCall *self = call_of (This);
  GateJob *job;
  HRESULT hr = beck_call_begin (self, PUSH, &job);

  if (FAILED (hr))
    return hr;
  job->call = self;
  beck_job_set_cancelled_func (&job->job, push_cancelled);
  __atomic_store_n (&self->held, &job->job, __ATOMIC_RELEASE);
  hr = beck_job_defer (&job->job);
  if (FAILED (hr))
    __atomic_store_n (&self->held, NULL, __ATOMIC_RELEASE);
  return hr;
}

static HRESULT
finish_push (AsyncIPipeLong *This)
{
  GateJob *job;
  HRESULT hr = beck_call_finish (call_of (This), PUSH, &job);

  return beck_job_end (job, hr);
}

static HRESULT
pull (BeckJob *job)
{
  return ((GateJob *) job)->func ();
}

static HRESULT
begin_pull (AsyncIPipeLong *This, ULONG n)
{
  GateCall *self = call_of (This);
  GateJob *job;
  HRESULT hr = beck_call_begin (self, PULL, &job);

  if (FAILED (hr))
    return hr;
  job->func = self->func;
  return beck_job_run (&job->job, pull);
}

static HRESULT
finish_pull (AsyncIPipeLong *This, LONG *buf, ULONG *n)
{
  GateJob *job;
  HRESULT hr = beck_call_finish (call_of (This), PULL, &job);

  return beck_job_end (job, hr);
}

static const BeckCallClass gate_call_class = {
  BECK_CALL_CLASS (GateCall, job,
                   BECK_INTERFACE (GateCall, async, AsyncIPipeLong, .Begin_Pull = begin_pull,
                                   .Finish_Pull = finish_pull, .Begin_Push = begin_push,
                                   .Finish_Push = finish_push)),
};

static const BeckClass gate_class = {
  .name = "Gate",
  .size = sizeof (Gate),
  .interfaces = BECK_INTERFACES (BECK_CALL_FACTORY (Gate, factory)),
  .calls = BECK_CALLS ({ &IID_AsyncIPipeLong, &gate_call_class }),
};

static void
create_call (IUnknown *outer, REFIID riid, gpointer call)
{
  g_autoptr (ICallFactory) factory = NULL;

  assert_hr (beck_object_create (&gate_class, NULL, &IID_ICallFactory, (void **) &factory), S_OK);
  assert_hr (factory->lpVtbl->CreateCall (factory, &IID_AsyncIPipeLong, outer, riid, call), S_OK);
}

AsyncIPipeLong *
gate_call_new (void)
{
  AsyncIPipeLong *call;

  create_call (NULL, &IID_AsyncIPipeLong, &call);
  return call;
}

IUnknown *
gate_call_new_in (IUnknown *outer)
{
  IUnknown *inner;

  create_call (outer, &IID_IUnknown, &inner);
  return inner;
}

void
gate_begin (AsyncIPipeLong *call)
{
  assert_hr (call->lpVtbl->Begin_Push (call, NULL, 0), S_OK);
}

void
gate_open (AsyncIPipeLong *call, HRESULT hr)
{
  BeckJob *job = take_held (call_of (call));

  if (job == NULL)
    return;
  beck_job_complete (job, hr);
  beck_job_unref (job);
}

int
gate_count_cancelled (AsyncIPipeLong *call)
{
  return call_of (call)->n_cancelled;
}

GThread *
gate_cancelled_by (AsyncIPipeLong *call)
{
  return call_of (call)->cancelled_by;
}

void
gate_on_cancelled (AsyncIPipeLong *call, void (*func) (gpointer data), gpointer data)
{
  call_of (call)->on_cancelled = func;
  call_of (call)->on_cancelled_data = data;
}

HRESULT
gate_run_in_job (HRESULT (*func) (void))
{
  g_autoptr (AsyncIPipeLong) call = gate_call_new ();
  ULONG n;

  call_of (call)->func = func;
  assert_hr (call->lpVtbl->Begin_Pull (call, 0), S_OK);
  return call->lpVtbl->Finish_Pull (call, NULL, &n);
}

ISynchronize *
gate_synchronize (AsyncIPipeLong *call)
{
  ISynchronize *sync;

  assert_hr (call->lpVtbl->QueryInterface (call, &IID_ISynchronize, (void **) &sync), S_OK);
  return sync;
}

ICancelMethodCalls *
gate_cancel_of (AsyncIPipeLong *call)
{
  ICancelMethodCalls *cancel;

  assert_hr (call->lpVtbl->QueryInterface (call, &IID_ICancelMethodCalls, (void **) &cancel), S_OK);
  return cancel;
}

HRESULT
gate_cancel (AsyncIPipeLong *call, ULONG seconds)
{
  g_autoptr (ICancelMethodCalls) cancel = gate_cancel_of (call);

  return cancel->lpVtbl->Cancel (cancel, seconds);
}

HRESULT
gate_finish (AsyncIPipeLong *call)
{
  return call->lpVtbl->Finish_Push (call);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "subject.h"

#include <unistd.h>

/* ---- Calls ---- */

static Subject *
worker_self (IWorker *This)
{
  return BECK_SELF (Subject, worker, This);
}

static HRESULT
worker_name (IWorker *This, char **name)
{
  *name = NULL;
  return E_NOTIMPL;
}

static ULONG
worker_count (IWorker *This, const char *text)
{
  return 0;
}

static HRESULT
worker_add (IWorker *This, LONG a, LONG b, LONG *sum)
{
  Subject *self = worker_self (This);

  atomic_store (&self->fate->called_on, gettid ());
  atomic_fetch_add (&self->fate->n_calls, 1);
  if (self->inside != NULL)
    self->inside (self, self->data);
  *sum = a + b;
  return S_OK;
}

static HRESULT
worker_grow (IWorker *This, LONG *value, LONG by, LONG *before)
{
  return E_NOTIMPL;
}

/* ---- Call objects, by hand ---- */

struct HandCall
{
  BeckObject object;
  AsyncIWorker async;
  ICancelMethodCalls cancel;
  Fate *fate;
  Subject *subject; /* counted */
  LONG a, b;
  atomic_int result; /* Cancel may run while Finish_ does */
};

static ISynchronize *
own_sync (HandCall *self)
{
  ISynchronize *sync;

  assert_hr (beck_object_query (self, &IID_ISynchronize, (void **) &sync), S_OK);
  return sync;
}

static void
signal_whole (HandCall *self)
{
  g_autoptr (ISynchronize) sync = own_sync (self);

  assert_hr (ISynchronize_Signal (sync), S_OK);
}

static HRESULT
begin_add (AsyncIWorker *This, LONG a, LONG b)
{
  HandCall *self = BECK_SELF (HandCall, async, This);
  Subject *subject = self->subject;

  if (subject->telling == FAILS)
    return E_ACCESSDENIED;
  {
    g_autoptr (ISynchronize) sync = own_sync (self);

    assert_hr (ISynchronize_Reset (sync), S_OK);
  }
  self->a = a;
  self->b = b;
  __atomic_store_n (&subject->last_call, self, __ATOMIC_RELEASE);
  atomic_fetch_add (&self->fate->n_begun, 1);
  if (subject->in_begin != NULL)
    subject->in_begin (subject, subject->data);
  if (subject->telling == IN_BEGIN)
    signal_whole (self);
  gate_open (&self->fate->begun);
  return S_OK;
}

static HRESULT
finish_add (AsyncIWorker *This, LONG *sum)
{
  HandCall *self = BECK_SELF (HandCall, async, This);
  g_autoptr (ISynchronize) sync = own_sync (self);

  assert_hr (ISynchronize_Wait (sync, 0, INFINITE), S_OK);
  atomic_store (&self->fate->finished_on, gettid ());
  atomic_fetch_add (&self->fate->n_finished, 1);
  *sum = self->a + self->b;
  return atomic_load (&self->result);
}

static HRESULT
begin_name (AsyncIWorker *This)
{
  return E_NOTIMPL;
}

static HRESULT
finish_name (AsyncIWorker *This, char **name)
{
  *name = NULL;
  return E_NOTIMPL;
}

static ULONG
begin_count (AsyncIWorker *This, const char *text)
{
  return (ULONG) E_NOTIMPL;
}

static ULONG
finish_count (AsyncIWorker *This)
{
  return 0;
}

static HRESULT
begin_grow (AsyncIWorker *This, LONG *value, LONG by)
{
  return E_NOTIMPL;
}

static HRESULT
finish_grow (AsyncIWorker *This, LONG *value, LONG *before)
{
  return E_NOTIMPL;
}

static HRESULT
hand_cancel (ICancelMethodCalls *This, ULONG seconds)
{
  HandCall *self = BECK_SELF (HandCall, cancel, This);

  atomic_fetch_add (&self->fate->n_cancelled, 1);
  atomic_store (&self->result, RPC_E_CALL_CANCELED);
  if (self->subject->telling == IN_CANCEL)
    signal_whole (self);
  return S_OK;
}

static HRESULT
hand_test (ICancelMethodCalls *This)
{
  return RPC_S_CALLPENDING;
}

static void
hand_call_finalize (gpointer object)
{
  HandCall *self = object;

  atomic_fetch_add (&self->fate->n_calls_gone, 1);
  IUnknown_Release (BECK_UNKNOWN (self->subject));
}

static const BeckClass hand_call_class = {
  .name = "HandCall",
  .size = sizeof (HandCall),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (HandCall, async, AsyncIWorker, .Begin_Name = begin_name,
                      .Finish_Name = finish_name, .Begin_Count = begin_count,
                      .Finish_Count = finish_count, .Begin_Add = begin_add,
                      .Finish_Add = finish_add, .Begin_Grow = begin_grow,
                      .Finish_Grow = finish_grow),
      BECK_INTERFACE (HandCall, cancel, ICancelMethodCalls, .Cancel = hand_cancel,
                      .TestCancel = hand_test)),
  .finalize = hand_call_finalize,
};

static HRESULT
factory_create (ICallFactory *This, REFIID riid, IUnknown *outer, REFIID riid2, IUnknown **ppv)
{
  Subject *self = BECK_SELF (Subject, factory, This);
  HandCall *call;

  *ppv = NULL;
  if (!beck_guid_equal (riid, &IID_AsyncIWorker))
    return E_NOINTERFACE;
  call = beck_object_new (&hand_call_class, outer);
  if (call == NULL)
    return E_OUTOFMEMORY;
  call->fate = self->fate;
  call->subject = self;
  IUnknown_AddRef (BECK_UNKNOWN (self));
  *ppv = BECK_UNKNOWN (call);
  return S_OK;
}

HandCall *
subject_take_call (Subject *self)
{
  return beck_object_ref (__atomic_load_n (&self->last_call, __ATOMIC_ACQUIRE));
}

void
hand_call_signal (HandCall *call)
{
  signal_whole (call);
  beck_object_release (call);
}

/* ---- Classes ---- */

static void
subject_finalize (gpointer object)
{
  Subject *self = object;

  atomic_store (&self->fate->gone_on, gettid ());
  atomic_fetch_add (&self->fate->n_gone, 1);
  gate_open (&self->fate->gone);
}

static const BeckClass subject_class = {
  .name = "Subject",
  .size = sizeof (Subject),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (Subject, worker, IWorker, .Name = worker_name, .Count = worker_count,
                      .Add = worker_add, .Grow = worker_grow),
      BECK_BASE_INTERFACE (Subject, worker, INamed)),
  .finalize = subject_finalize,
};

static const BeckClass agile_class = {
  .name = "AgileSubject",
  .size = sizeof (Subject),
  .parent = &subject_class,
  .interfaces = BECK_INTERFACES ({ &IID_IAgileObject, NULL, offsetof (Subject, worker), 0 }),
};

static const BeckClass calls_class = {
  .name = "SubjectWithCalls",
  .size = sizeof (Subject),
  .parent = &subject_class,
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (Subject, factory, ICallFactory, .CreateCall = factory_create)),
};

static Subject *
new_of (const BeckClass *klass, Fate *fate)
{
  Subject *self = beck_object_new (klass, NULL);

  if (self != NULL)
    self->fate = fate;
  return self;
}

Subject *
subject_new (Fate *fate)
{
  return new_of (&subject_class, fate);
}

Subject *
subject_new_agile (Fate *fate)
{
  return new_of (&agile_class, fate);
}

Subject *
subject_new_with_calls (Fate *fate, Telling telling)
{
  Subject *self = new_of (&calls_class, fate);

  if (self != NULL)
    self->telling = telling;
  return self;
}

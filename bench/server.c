/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The server of the benchmarks, written as any server is: against the public API only. */

#include "server.h"

#include <stdlib.h>

typedef struct
{
  BeckObject object;
  IAdder adder;
  ICallFactory factory;
} Adder;

typedef struct
{
  BeckJob job;
  ULONG a;
  ULONG b;
  ULONG sum;
} AddJob;

typedef struct
{
  BeckCall call;
  AsyncIAdder async;
  AddJob job;
} AddCall;

enum
{
  ADD,
  ADD_ON_POOL,
  ADD_HELD,
};

void (*adder_on_worker) (void);

static BeckJob *held;
static BeckJob **held_tail = &held;

static HRESULT
begin (AsyncIAdder *This, guint method, ULONG a, ULONG b, AddJob **job)
{
  HRESULT hr = beck_call_begin (BECK_SELF (AddCall, async, This), method, job);

  if (SUCCEEDED (hr))
    {
      (*job)->a = a;
      (*job)->b = b;
    }
  return hr;
}

static HRESULT
finish (AsyncIAdder *This, guint method, ULONG *sum)
{
  AddJob *job;
  HRESULT hr = beck_call_finish (BECK_SELF (AddCall, async, This), method, &job);

  *sum = SUCCEEDED (hr) ? job->sum : 0;
  return beck_job_end (job, hr);
}

static HRESULT
add (BeckJob *job)
{
  AddJob *self = (AddJob *) job;

  self->sum = self->a + self->b;
  return S_OK;
}

static HRESULT
add_on_worker (BeckJob *job)
{
  adder_on_worker ();
  return add (job);
}

static HRESULT
begin_add (AsyncIAdder *This, ULONG a, ULONG b)
{
  AddJob *job;
  HRESULT hr = begin (This, ADD, a, b, &job);

  if (SUCCEEDED (hr))
    beck_job_complete (&job->job, add (&job->job));
  return hr;
}

static HRESULT
begin_add_on_pool (AsyncIAdder *This, ULONG a, ULONG b)
{
  AddJob *job;
  HRESULT hr = begin (This, ADD_ON_POOL, a, b, &job);

  return SUCCEEDED (hr) ? beck_job_run (&job->job, add_on_worker) : hr;
}

static HRESULT
begin_add_held (AsyncIAdder *This, ULONG a, ULONG b)
{
  AddJob *job;
  HRESULT hr = begin (This, ADD_HELD, a, b, &job);

  if (SUCCEEDED (hr))
    hr = beck_job_defer (&job->job);
  if (SUCCEEDED (hr))
    {
      *held_tail = &job->job;
      held_tail = &job->job.next;
    }
  return hr;
}

void
adder_complete_held (void)
{
  BeckJob *job = held;

  held = NULL;
  held_tail = &held;
  while (job != NULL)
    {
      BeckJob *next = job->next;

      beck_job_complete (job, add (job));
      beck_job_unref (job);
      job = next;
    }
}

static HRESULT
finish_add (AsyncIAdder *This, ULONG *sum)
{
  return finish (This, ADD, sum);
}

static HRESULT
finish_add_on_pool (AsyncIAdder *This, ULONG *sum)
{
  return finish (This, ADD_ON_POOL, sum);
}

static HRESULT
finish_add_held (AsyncIAdder *This, ULONG *sum)
{
  return finish (This, ADD_HELD, sum);
}

static HRESULT
sync_add (IAdder *This, ULONG a, ULONG b, ULONG *sum)
{
  *sum = a + b;
  return S_OK;
}

static const BeckCallClass add_call_class = {
  BECK_CALL_CLASS (AddCall, job,
                   BECK_INTERFACE (AddCall, async, AsyncIAdder, .Begin_Add = begin_add,
                                   .Finish_Add = finish_add,
                                   .Begin_AddOnPool = begin_add_on_pool,
                                   .Finish_AddOnPool = finish_add_on_pool,
                                   .Begin_AddHeld = begin_add_held,
                                   .Finish_AddHeld = finish_add_held)),
};

static const BeckClass adder_class = {
  .name = "Adder",
  .size = sizeof (Adder),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (Adder, adder, IAdder, .Add = sync_add, .AddOnPool = sync_add,
                      .AddHeld = sync_add),
      BECK_CALL_FACTORY (Adder, factory)),
  .calls = BECK_CALLS ({ &IID_AsyncIAdder, &add_call_class }),
};

ICallFactory *
adder_new (void)
{
  ICallFactory *factory;

  if (FAILED (beck_object_create (&adder_class, NULL, &IID_ICallFactory, (void **) &factory)))
    exit (1);
  return factory;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define COBJMACROS
#include "tally.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <win/windows.h>

typedef struct
{
  BeckObject object;
  ITally tally;
  IPlace place;
  ICallFactory factory;
  gboolean with_calls;
  GMutex lock;
  GCond changed;
  gboolean is_open;
  gpointer waiting; /* the jobs of Hold, linked by their next */
  IUnknown *kept;
  atomic_int n_sync, n_begun, n_finished, n_cancelled, n_holding, outer;
} Tally;

static Tally *
tally_self (ITally *This)
{
  Tally *self = BECK_SELF (Tally, tally, This);

  atomic_fetch_add (&self->n_sync, 1);
  return self;
}

/* ---- What the methods do, whoever calls ---- */

static HRESULT
exchange (LONG a, LONG *b, LONG *c)
{
  *c = *b;
  *b += a;
  return S_FALSE;
}

static void
reverse (ULONG n, const byte *bytes, byte *reversed)
{
  for (ULONG i = 0; i < n; i++)
    reversed[i] = bytes[n - 1 - i];
}

/* ---- ITally ---- */

static HRESULT
tally_add (ITally *This, LONG a, LONG b, LONG *sum)
{
  tally_self (This);
  *sum = a + b;
  return S_OK;
}

static HRESULT
tally_exchange (ITally *This, LONG a, LONG *b, LONG *c)
{
  tally_self (This);
  return exchange (a, b, c);
}

static HRESULT
tally_fail (ITally *This, HRESULT hr, LONG *kept, LONG *out)
{
  tally_self (This);
  *out = 0;
  return hr;
}

/* Looks for a cancel every few milliseconds, as servers without call objects do. */
static HRESULT
tally_hold (ITally *This)
{
  Tally *self = tally_self (This);
  HRESULT hr = S_OK;

  atomic_fetch_add (&self->n_holding, 1);
  g_mutex_lock (&self->lock);
  while (!self->is_open && hr == S_OK)
    {
      g_cond_wait_until (&self->changed, &self->lock,
                         g_get_monotonic_time () + 5 * G_TIME_SPAN_MILLISECOND);
      if (CoTestCancel () == RPC_E_CALL_CANCELED)
        hr = RPC_E_CALL_CANCELED;
    }
  g_mutex_unlock (&self->lock);
  if (hr != S_OK)
    atomic_fetch_add (&self->n_cancelled, 1);
  atomic_fetch_sub (&self->n_holding, 1);
  return hr;
}

static HRESULT
tally_reverse (ITally *This, ULONG n, const byte *bytes, byte *reversed)
{
  tally_self (This);
  reverse (n, bytes, reversed);
  return S_OK;
}

/* ---- AsyncITally ---- */

typedef struct
{
  BeckJob job;
  LONG a, b, c;
  HRESULT hr;
  ULONG n;
  byte *bytes, *reversed;
} TallyJob;

typedef struct
{
  BeckCall call;
  BECK_MEMBER (AsyncITally) async;
  TallyJob job;
} TallyCall;

enum
{
  METHOD_ADD = 3,
  METHOD_EXCHANGE,
  METHOD_FAIL,
  METHOD_HOLD,
  METHOD_REVERSE,
};

static void
job_clear (gpointer data)
{
  TallyJob *job = data;

  g_free (job->bytes);
  g_free (job->reversed);
}

static HRESULT
begin (AsyncITally *This, guint method, TallyJob **job)
{
  TallyCall *call = BECK_SELF (TallyCall, async, This);
  Tally *self = beck_call_get_server (call);

  atomic_fetch_add (&self->n_begun, 1);
  return beck_call_begin (call, method, job);
}

static HRESULT
finish (AsyncITally *This, guint method, TallyJob **job)
{
  TallyCall *call = BECK_SELF (TallyCall, async, This);
  Tally *self = beck_call_get_server (call);

  atomic_fetch_add (&self->n_finished, 1);
  return beck_call_finish (call, method, job);
}

static HRESULT
run_add (BeckJob *base)
{
  TallyJob *job = (TallyJob *) base;

  job->c = job->a + job->b;
  return S_OK;
}

static HRESULT
begin_add (AsyncITally *This, LONG a, LONG b)
{
  TallyJob *job;
  HRESULT hr = begin (This, METHOD_ADD, &job);

  if (FAILED (hr))
    return hr;
  job->a = a;
  job->b = b;
  return beck_job_run (&job->job, run_add);
}

static HRESULT
finish_add (AsyncITally *This, LONG *sum)
{
  TallyJob *job;
  HRESULT hr = finish (This, METHOD_ADD, &job);

  *sum = SUCCEEDED (hr) ? job->c : 0;
  return beck_job_end (job, hr);
}

static HRESULT
run_exchange (BeckJob *base)
{
  TallyJob *job = (TallyJob *) base;

  return exchange (job->a, &job->b, &job->c);
}

static HRESULT
begin_exchange (AsyncITally *This, LONG a, LONG *b)
{
  TallyJob *job;
  HRESULT hr = begin (This, METHOD_EXCHANGE, &job);

  if (FAILED (hr))
    return hr;
  job->a = a;
  job->b = *b;
  return beck_job_run (&job->job, run_exchange);
}

static HRESULT
finish_exchange (AsyncITally *This, LONG *b, LONG *c)
{
  TallyJob *job;
  HRESULT hr = finish (This, METHOD_EXCHANGE, &job);

  *c = SUCCEEDED (hr) ? job->c : 0;
  if (SUCCEEDED (hr))
    *b = job->b;
  return beck_job_end (job, hr);
}

static HRESULT
run_fail (BeckJob *base)
{
  return ((TallyJob *) base)->hr;
}

static HRESULT
begin_fail (AsyncITally *This, HRESULT result, LONG *kept)
{
  TallyJob *job;
  HRESULT hr = begin (This, METHOD_FAIL, &job);

  if (FAILED (hr))
    return hr;
  job->hr = result;
  return beck_job_run (&job->job, run_fail);
}

static HRESULT
finish_fail (AsyncITally *This, LONG *kept, LONG *out)
{
  TallyJob *job;
  HRESULT hr = finish (This, METHOD_FAIL, &job);

  *out = 0;
  return beck_job_end (job, hr);
}

/* Of several that come at once each is completed once: whoever takes the job off the list. */
static gboolean
take_waiting (Tally *self, BeckJob *job)
{
  gboolean found = FALSE;

  g_mutex_lock (&self->lock);
  for (BeckJob **link = (BeckJob **) &self->waiting; *link != NULL && !found; link = &(*link)->next)
    if (*link == job)
      {
        *link = job->next;
        found = TRUE;
        break;
      }
  g_mutex_unlock (&self->lock);
  return found;
}

static void
hold_cancelled (BeckJob *job)
{
  Tally *self = beck_job_get_server (job);

  atomic_fetch_add (&self->n_cancelled, 1);
  if (!take_waiting (self, job))
    return;
  atomic_fetch_sub (&self->n_holding, 1);
  beck_job_unref (job);
}

static HRESULT
begin_hold (AsyncITally *This)
{
  TallyJob *job;
  Tally *self;
  gboolean is_open;
  HRESULT hr = begin (This, METHOD_HOLD, &job);

  if (FAILED (hr))
    return hr;
  self = beck_job_get_server (&job->job);
  beck_job_set_cancelled_func (&job->job, hold_cancelled);
  hr = beck_job_defer (&job->job);
  if (FAILED (hr))
    return hr;
  atomic_fetch_add (&self->n_holding, 1);
  g_mutex_lock (&self->lock);
  is_open = self->is_open;
  if (!is_open)
    {
      job->job.next = self->waiting;
      self->waiting = &job->job;
    }
  g_mutex_unlock (&self->lock);
  if (is_open || (beck_job_is_cancelled (&job->job) && take_waiting (self, &job->job)))
    {
      atomic_fetch_sub (&self->n_holding, 1);
      beck_job_complete (&job->job, S_OK);
      beck_job_unref (&job->job);
    }
  return S_OK;
}

static HRESULT
finish_hold (AsyncITally *This)
{
  TallyJob *job;
  HRESULT hr = finish (This, METHOD_HOLD, &job);

  return beck_job_end (job, hr);
}

static HRESULT
run_reverse (BeckJob *base)
{
  TallyJob *job = (TallyJob *) base;

  job->reversed = g_malloc (job->n + 1);
  reverse (job->n, job->bytes, job->reversed);
  return S_OK;
}

static HRESULT
begin_reverse (AsyncITally *This, ULONG n, const byte *bytes)
{
  TallyJob *job;
  HRESULT hr = begin (This, METHOD_REVERSE, &job);

  if (FAILED (hr))
    return hr;
  job->n = n;
  job->bytes = g_memdup2 (bytes, n);
  return beck_job_run (&job->job, run_reverse);
}

static HRESULT
finish_reverse (AsyncITally *This, byte *reversed)
{
  TallyJob *job;
  HRESULT hr = finish (This, METHOD_REVERSE, &job);

  if (job != NULL && SUCCEEDED (hr))
    memcpy (reversed, job->reversed, job->n);
  return beck_job_end (job, hr);
}

static const BeckCallClass tally_call_class = {
  BECK_CALL_CLASS (TallyCall, job,
                   BECK_INTERFACE (TallyCall, async, AsyncITally, .Begin_Add = begin_add,
                                   .Finish_Add = finish_add, .Begin_Exchange = begin_exchange,
                                   .Finish_Exchange = finish_exchange, .Begin_Fail = begin_fail,
                                   .Finish_Fail = finish_fail, .Begin_Hold = begin_hold,
                                   .Finish_Hold = finish_hold, .Begin_Reverse = begin_reverse,
                                   .Finish_Reverse = finish_reverse)),
  .clear = job_clear,
};

static const BeckCallEntry tally_calls[] = {
  { &IID_AsyncITally, &tally_call_class },
  { NULL, NULL },
};

/* ---- ICallFactory ---- */

static HRESULT
factory_create_call (ICallFactory *This, REFIID riid, IUnknown *outer, REFIID riid2,
                     IUnknown **ppv)
{
  Tally *self = BECK_SELF (Tally, factory, This);

  if (outer != NULL && beck_guid_equal (riid2, &IID_IUnknown))
    atomic_store (&self->outer, 1);
  return beck_call_factory_create_call (This, riid, outer, riid2, ppv);
}

/* ---- IPlace ---- */

static Tally *
place_self (IPlace *This)
{
  return BECK_SELF (Tally, place, This);
}

static HRESULT
place_open_hold (IPlace *This)
{
  Tally *self = place_self (This);
  BeckJob *waiting;

  g_mutex_lock (&self->lock);
  self->is_open = TRUE;
  waiting = g_steal_pointer (&self->waiting);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  while (waiting != NULL)
    {
      BeckJob *next = waiting->next;

      atomic_fetch_sub (&self->n_holding, 1);
      beck_job_complete (waiting, S_OK);
      beck_job_unref (waiting);
      waiting = next;
    }
  return S_OK;
}

static HRESULT
place_count (IPlace *This, PlaceCounts *counts)
{
  Tally *self = place_self (This);

  *counts = (PlaceCounts){ .n_sync = atomic_load (&self->n_sync),
                           .n_begun = atomic_load (&self->n_begun),
                           .n_finished = atomic_load (&self->n_finished),
                           .n_cancelled = atomic_load (&self->n_cancelled),
                           .n_holding = atomic_load (&self->n_holding),
                           .outer = atomic_load (&self->outer),
                           .pid = getpid (),
                           .tid = (LONG) syscall (SYS_gettid) };
  return S_OK;
}

static HRESULT
place_keep (IPlace *This, IUnknown *object)
{
  Tally *self = place_self (This);

  if (object != NULL)
    object->lpVtbl->AddRef (object);
  if (self->kept != NULL)
    self->kept->lpVtbl->Release (self->kept);
  self->kept = object;
  return S_OK;
}

static HRESULT
place_kept (IPlace *This, REFIID riid, void **object)
{
  Tally *self = place_self (This);

  *object = NULL;
  return self->kept != NULL ? self->kept->lpVtbl->QueryInterface (self->kept, riid, object)
                            : S_FALSE;
}

static HRESULT
place_swap (IPlace *This, ITally **object)
{
  Tally *self = place_self (This);
  ITally *old = NULL;

  if (self->kept != NULL)
    {
      self->kept->lpVtbl->QueryInterface (self->kept, &IID_ITally, (void **) &old);
      self->kept->lpVtbl->Release (self->kept);
    }
  self->kept = (IUnknown *) *object;
  *object = old;
  return S_OK;
}

static HRESULT
place_call_back (IPlace *This, ITally *who, LONG a, LONG b, LONG *sum)
{
  return ITally_Add (who, a, b, sum);
}

static HRESULT
place_hold_at (IPlace *This, ITally *who)
{
  return ITally_Hold (who);
}

static HRESULT
place_nest (IPlace *This, IPlace *peer, LONG depth, LONG *reached)
{
  HRESULT hr;

  *reached = 0;
  if (depth == 0)
    return S_OK;
  hr = IPlace_Nest (peer, This, depth - 1, reached);
  *reached += 1;
  return hr;
}

static HRESULT
place_disconnect (IPlace *This)
{
  HRESULT hr = CoDisconnectObject ((IUnknown *) This, 0);

  /* Nobody else can open it now. */
  place_open_hold (This);
  return hr;
}

static HRESULT
place_deadline (IPlace *This, hyper *left)
{
  gint64 deadline = beck_call_context_deadline ();

  *left = deadline != -1 ? deadline - g_get_monotonic_time () : -1;
  return S_OK;
}

static HRESULT
place_deadline_at (IPlace *This, IPlace *peer, hyper *left)
{
  return IPlace_Deadline (peer, left);
}

static gboolean
is_open (Tally *self)
{
  gboolean is_open;

  g_mutex_lock (&self->lock);
  is_open = self->is_open;
  g_mutex_unlock (&self->lock);
  return is_open;
}

/* Threads of the pool, which serve nobody meanwhile, just look again. */
static void
let_others_in (HANDLE never)
{
  APTTYPE type = APTTYPE_MTA;
  APTTYPEQUALIFIER qualifier;
  DWORD index;

  CoGetApartmentType (&type, &qualifier);
  if (type == APTTYPE_MTA)
    g_usleep (1000);
  else
    CoWaitForMultipleHandles (0, 1, 1, &never, &index);
}

static HRESULT
place_sit (IPlace *This)
{
  Tally *self = place_self (This);
  HANDLE never = CreateEvent (NULL, TRUE, FALSE, NULL);

  atomic_fetch_add (&self->n_holding, 1);
  while (!is_open (self))
    let_others_in (never);
  atomic_fetch_sub (&self->n_holding, 1);
  CloseHandle (never);
  return S_OK;
}

/* ---- The class ---- */

static HRESULT
tally_init (gpointer object)
{
  Tally *self = object;

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  return S_OK;
}

static void
tally_finalize (gpointer object)
{
  Tally *self = object;

  place_open_hold (&self->place);
  if (self->kept != NULL)
    self->kept->lpVtbl->Release (self->kept);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
}

#define TALLY_INTERFACES                                                                           \
  BECK_INTERFACE (Tally, tally, ITally, .Add = tally_add, .Exchange = tally_exchange,              \
                  .Fail = tally_fail, .Hold = tally_hold, .Reverse = tally_reverse),               \
      BECK_INTERFACE (Tally, place, IPlace, .Open = place_open_hold, .Counts = place_count,        \
                      .Keep = place_keep, .Kept = place_kept, .Swap = place_swap,                  \
                      .CallBack = place_call_back, .HoldAt = place_hold_at, .Nest = place_nest,    \
                      .Disconnect = place_disconnect, .Deadline = place_deadline,              \
                      .DeadlineAt = place_deadline_at, .Sit = place_sit)

static const BeckClass plain_class = {
  .name = "PlainTally",
  .size = sizeof (Tally),
  .interfaces = BECK_INTERFACES (TALLY_INTERFACES),
  .init = tally_init,
  .finalize = tally_finalize,
};

static const BeckClass calls_class = {
  .name = "TallyWithCalls",
  .size = sizeof (Tally),
  .interfaces = BECK_INTERFACES (TALLY_INTERFACES,
                                 BECK_INTERFACE (Tally, factory, ICallFactory,
                                                 .CreateCall = factory_create_call)),
  .calls = tally_calls,
  .init = tally_init,
  .finalize = tally_finalize,
};

IPlace *
tally_new (gboolean with_calls)
{
  Tally *self = beck_object_new (with_calls ? &calls_class : &plain_class, NULL);

  return self != NULL ? &self->place : NULL;
}

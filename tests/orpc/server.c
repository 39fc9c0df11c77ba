/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define COBJMACROS
#include "server.h"

#include <string.h>

/* ---- Items ---- */

typedef struct
{
  BeckObject object;
  IItem item;
  LONG number;
} Item;

static HRESULT
item_number (IItem *This, LONG *number)
{
  *number = BECK_SELF (Item, item, This)->number;
  return S_OK;
}

static const BeckClass item_class = {
  .name = "Item",
  .size = sizeof (Item),
  .interfaces = BECK_INTERFACES (BECK_INTERFACE (Item, item, IItem, .Number = item_number)),
};

IItem *
item_new (LONG number)
{
  Item *item = beck_object_new (&item_class, NULL);

  if (item == NULL)
    return NULL;
  item->number = number;
  return &item->item;
}

/* ---- IForeman: INamed, IWorker and its own ---- */

static Server *
worker_self (gpointer This)
{
  Server *server = BECK_SELF (Server, worker, This);

  atomic_fetch_add (&server->n_sync, 1);
  return server;
}

static HRESULT
copy_name (char **name)
{
  static const char text[] = "worker";

  *name = CoTaskMemAlloc (sizeof text);
  if (*name == NULL)
    return E_OUTOFMEMORY;
  memcpy (*name, text, sizeof text);
  return S_OK;
}

static HRESULT
worker_name (IForeman *This, char **name)
{
  Server *server = worker_self (This);

  return FAILED (server->result) ? server->result : copy_name (name);
}

static ULONG
worker_count (IForeman *This, const char *text)
{
  worker_self (This);
  return (ULONG) strlen (text);
}

static HRESULT
worker_add (IForeman *This, LONG a, LONG b, LONG *sum)
{
  Server *server = worker_self (This);

  *sum = a + b;
  return server->result;
}

static HRESULT
worker_grow (IForeman *This, LONG *value, LONG by, LONG *before)
{
  Server *server = worker_self (This);

  *before = *value;
  *value += by;
  return server->result;
}

static HRESULT
worker_multiply (IForeman *This, LONG a, LONG b, LONG *product)
{
  Server *server = worker_self (This);

  *product = a * b;
  return server->result;
}

/* ---- ICarrier ---- */

static Server *
carrier_self (ICarrier *This)
{
  return BECK_SELF (Server, carrier, This);
}

/* Of any client: there may be no points, however many it says there are. */
static ULONG
n_points (const Outline *outline)
{
  return outline->points != NULL ? outline->n_points : 0;
}

/* Without overflow. */
static LONG
times (LONG a, LONG b)
{
  return (LONG) ((ULONG) a * (ULONG) b);
}

static HRESULT
carrier_measure (ICarrier *This, Outline *outline, Point *corner)
{
  for (ULONG i = 0; i < n_points (outline); i++)
    {
      corner->x = MAX (corner->x, outline->points[i].x);
      corner->y = MAX (corner->y, outline->points[i].y);
    }
  return carrier_self (This)->result;
}

static HRESULT
carrier_scale (ICarrier *This, LONG factor, Outline *outline)
{
  for (ULONG i = 0; i < n_points (outline); i++)
    {
      outline->points[i].x = times (outline->points[i].x, factor);
      outline->points[i].y = times (outline->points[i].y, factor);
    }
  if (outline->name != NULL)
    outline->name[0] = g_ascii_toupper (outline->name[0]);
  return carrier_self (This)->result;
}

static HRESULT
carrier_count (ICarrier *This, ULONG n, LONG *values)
{
  for (ULONG i = 0; i < n; i++)
    values[i] = (LONG) i + 1;
  return carrier_self (This)->result;
}

static HRESULT
carrier_count_to (ICarrier *This, const ULONG *n, LONG *values)
{
  return carrier_count (This, *n, values);
}

static HRESULT
carrier_trim (ICarrier *This, ULONG *n, LONG *values)
{
  for (ULONG i = 0; i < *n; i++)
    values[i] = times (values[i], -1);
  return carrier_self (This)->result;
}

static HRESULT
carrier_find (ICarrier *This, REFIID riid, void **object)
{
  return ICarrier_QueryInterface (This, riid, object);
}

static HRESULT
carrier_exchange (ICarrier *This, IItem *item, IItem **old)
{
  Server *server = carrier_self (This);

  *old = server->item;
  server->item = item;
  if (item != NULL)
    IItem_AddRef (item);
  return server->result;
}

/* ---- ILocal ---- */

static HRESULT
local_twice (IMarked *This, LONG a, LONG *b)
{
  *b = 2 * a;
  return S_OK;
}

static HRESULT
local_reach (IMarked *This, void *place, void **found)
{
  *found = place;
  return S_OK;
}

static LONG
local_peek (IMarked *This, const LONG *place)
{
  return *place;
}

static HRESULT
local_thrice (IMarked *This, LONG a, LONG *b)
{
  *b = 3 * a;
  return S_OK;
}

/* ---- Call objects ---- */

typedef struct
{
  BeckJob job;
  void (*work) (gpointer job);
  LONG a, b, c;
} WorkJob;

typedef struct
{
  BeckCall call;
  AsyncIForeman async;
  WorkJob job;
} WorkCall;

enum
{
  NAME,
  COUNT,
  ADD,
  GROW,
  MULTIPLY,
};

static void
add (gpointer job)
{
  ((WorkJob *) job)->c = ((WorkJob *) job)->a + ((WorkJob *) job)->b;
}

static void
multiply (gpointer job)
{
  ((WorkJob *) job)->c = ((WorkJob *) job)->a * ((WorkJob *) job)->b;
}

static void
grow (gpointer data)
{
  WorkJob *job = data;

  job->c = job->a;
  job->a += job->b;
}

static void
do_nothing (gpointer job)
{
}

static void
enter (gpointer data)
{
  Server *server = data;

  atomic_fetch_add (&server->n_entered, 1);
  gate_open (&server->gate);
}

static HRESULT
work (BeckJob *job)
{
  Server *server = beck_job_get_server (job);

  if (server->apartment != NULL)
    {
      HRESULT hr = beck_apartment_post (server->apartment, enter, server, NULL);

      if (FAILED (hr))
        return hr;
      gate_pass (&server->gate);
    }
  ((WorkJob *) job)->work (job);
  return server->result;
}

static HRESULT
begin (AsyncIForeman *This, guint method, void (*func) (gpointer), LONG a, LONG b)
{
  WorkCall *call = BECK_SELF (WorkCall, async, This);
  Server *server = beck_call_get_server (call);
  WorkJob *job;
  HRESULT hr;

  if (server->manner == NOT_AT_ALL)
    return E_ACCESSDENIED;
  hr = beck_call_begin (call, method, &job);
  if (FAILED (hr))
    return hr;
  atomic_fetch_add (&server->n_begun, 1);
  job->work = func;
  job->a = a;
  job->b = b;
  if (server->manner == ON_POOL)
    return beck_job_run (&job->job, work);
  if (server->manner == FORGET)
    {
      hr = beck_job_defer (&job->job);
      if (SUCCEEDED (hr))
        beck_job_unref (&job->job);
      return hr;
    }
  server->in_begin = TRUE;
  beck_job_complete (&job->job, work (&job->job));
  server->in_begin = FALSE;
  return S_OK;
}

static HRESULT
finish (AsyncIForeman *This, guint method, LONG *a, LONG *c)
{
  WorkCall *call = BECK_SELF (WorkCall, async, This);
  Server *server = beck_call_get_server (call);
  WorkJob *job;
  HRESULT hr;

  atomic_fetch_add (&server->n_finished, 1);
  server->finisher = g_thread_self ();
  server->was_nested |= server->in_begin;
  hr = beck_call_finish (call, method, &job);
  if (SUCCEEDED (hr))
    {
      *a = job->a;
      *c = job->c;
    }
  return beck_job_end (job, hr);
}

static HRESULT
begin_name (AsyncIForeman *This)
{
  return begin (This, NAME, do_nothing, 0, 0);
}

static HRESULT
finish_name (AsyncIForeman *This, char **name)
{
  LONG a = 0, c = 0;
  HRESULT hr = finish (This, NAME, &a, &c);

  return SUCCEEDED (hr) ? copy_name (name) : hr;
}

static ULONG
begin_count (AsyncIForeman *This, const char *text)
{
  return (ULONG) begin (This, COUNT, do_nothing, (LONG) strlen (text), 0);
}

static ULONG
finish_count (AsyncIForeman *This)
{
  LONG a = 0, c = 0;

  finish (This, COUNT, &a, &c);
  return (ULONG) a;
}

static HRESULT
begin_add (AsyncIForeman *This, LONG a, LONG b)
{
  return begin (This, ADD, add, a, b);
}

static HRESULT
finish_add (AsyncIForeman *This, LONG *sum)
{
  LONG a = 0, c = 0;
  HRESULT hr = finish (This, ADD, &a, &c);

  *sum = c;
  return hr;
}

static HRESULT
begin_grow (AsyncIForeman *This, LONG *value, LONG by)
{
  return begin (This, GROW, grow, *value, by);
}

static HRESULT
finish_grow (AsyncIForeman *This, LONG *value, LONG *before)
{
  LONG a = 0, c = 0;
  HRESULT hr = finish (This, GROW, &a, &c);

  if (SUCCEEDED (hr))
    *value = a;
  *before = c;
  return hr;
}

static HRESULT
begin_multiply (AsyncIForeman *This, LONG a, LONG b)
{
  return begin (This, MULTIPLY, multiply, a, b);
}

static HRESULT
finish_multiply (AsyncIForeman *This, LONG *product)
{
  LONG a = 0, c = 0;
  HRESULT hr = finish (This, MULTIPLY, &a, &c);

  *product = c;
  return hr;
}

static const BeckCallClass work_call_class = {
  BECK_CALL_CLASS (
      WorkCall, job,
      BECK_INTERFACE (WorkCall, async, AsyncIForeman, .Begin_Name = begin_name,
                      .Finish_Name = finish_name, .Begin_Count = begin_count,
                      .Finish_Count = finish_count, .Begin_Add = begin_add,
                      .Finish_Add = finish_add, .Begin_Grow = begin_grow,
                      .Finish_Grow = finish_grow, .Begin_Multiply = begin_multiply,
                      .Finish_Multiply = finish_multiply),
      BECK_BASE_INTERFACE (WorkCall, async, AsyncIWorker),
      BECK_BASE_INTERFACE (WorkCall, async, AsyncINamed)),
};

/* ---- The classes ---- */

static void
server_finalize (gpointer object)
{
  Server *server = object;

  if (server->item != NULL)
    IItem_Release (server->item);
}

static const BeckClass server_class = {
  .name = "Server",
  .size = sizeof (Server),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (Server, worker, IForeman, .Name = worker_name, .Count = worker_count,
                      .Add = worker_add, .Grow = worker_grow, .Multiply = worker_multiply),
      BECK_BASE_INTERFACE (Server, worker, IWorker), BECK_BASE_INTERFACE (Server, worker, INamed),
      BECK_INTERFACE (Server, carrier, ICarrier, .Measure = carrier_measure,
                      .Scale = carrier_scale, .Count = carrier_count,
                      .CountTo = carrier_count_to, .Trim = carrier_trim, .Find = carrier_find,
                      .Exchange = carrier_exchange),
      BECK_INTERFACE (Server, marked, IMarked, .Twice = local_twice, .Reach = local_reach,
                      .Peek = local_peek, .Thrice = local_thrice),
      BECK_BASE_INTERFACE (Server, marked, ILocal)),
  .finalize = server_finalize,
};

static const BeckClass calls_class = {
  .name = "ServerWithCalls",
  .size = sizeof (Server),
  .parent = &server_class,
  .interfaces = BECK_INTERFACES (BECK_CALL_FACTORY (Server, factory)),
  .calls = BECK_CALLS ({ &IID_AsyncIForeman, &work_call_class },
                       { &IID_AsyncIWorker, &work_call_class },
                       { &IID_AsyncINamed, &work_call_class }),
};

Server *
server_new (void)
{
  return beck_object_new (&server_class, NULL);
}

Server *
server_new_with_calls (void)
{
  return beck_object_new (&calls_class, NULL);
}

void
server_unref (Server *server)
{
  beck_object_unref (server);
}

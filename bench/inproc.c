/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Calls inside one process: cases A, B, C, D and H, as a client program makes them,
 * through ICallFactory and the asynchronous interface.
 *
 * usage: inproc [CASE LETTERS]
 */

#include <string.h>

#include "harness.h"
#include "server.h"

#define WINDOW 64
#define OUTSTANDING 100000

static ICallFactory *factory;

static AsyncIAdder *
create_call (void)
{
  IUnknown *call;

  BENCH_CHECK (SUCCEEDED (factory->lpVtbl->CreateCall (factory, &IID_AsyncIAdder, NULL,
                                                       &IID_AsyncIAdder, &call)));
  return (AsyncIAdder *) call;
}

static ISynchronize *
synchronize_of (AsyncIAdder *call)
{
  ISynchronize *sync;

  BENCH_CHECK (SUCCEEDED (
      call->lpVtbl->QueryInterface (call, &IID_ISynchronize, (void **) &sync)));
  return sync;
}

/* A */
static void
object (glong n)
{
  for (glong i = 0; i < n; i++)
    {
      AsyncIAdder *call = create_call ();

      call->lpVtbl->Release (call);
    }
}

/* B */
static void
inline_call (glong n)
{
  for (glong i = 0; i < n; i++)
    {
      AsyncIAdder *call = create_call ();
      ISynchronize *sync = synchronize_of (call);
      ULONG sum = 0;

      BENCH_CHECK (SUCCEEDED (call->lpVtbl->Begin_Add (call, (ULONG) i, 1)));
      BENCH_CHECK (sync->lpVtbl->Wait (sync, 0, INFINITE) == S_OK);
      BENCH_CHECK (call->lpVtbl->Finish_Add (call, &sum) == S_OK && sum == (ULONG) i + 1);
      sync->lpVtbl->Release (sync);
      call->lpVtbl->Release (call);
    }
}

/* C, D */
static AsyncIAdder *
begin_on_pool (glong i)
{
  AsyncIAdder *call = create_call ();

  BENCH_CHECK (SUCCEEDED (call->lpVtbl->Begin_AddOnPool (call, (ULONG) i, 1)));
  return call;
}

static void
finish_on_pool (AsyncIAdder *call, glong i)
{
  ISynchronize *sync = synchronize_of (call);
  ULONG sum = 0;

  BENCH_CHECK (sync->lpVtbl->Wait (sync, 0, INFINITE) == S_OK);
  sync->lpVtbl->Release (sync);
  BENCH_CHECK (call->lpVtbl->Finish_AddOnPool (call, &sum) == S_OK && sum == (ULONG) i + 1);
  call->lpVtbl->Release (call);
}

static void
pingpong (glong n)
{
  for (glong i = 0; i < n; i++)
    finish_on_pool (begin_on_pool (i), i);
}

static void
pipelined (glong n)
{
  AsyncIAdder *window[WINDOW];
  glong begun = 0;

  for (; begun < WINDOW && begun < n; begun++)
    window[begun] = begin_on_pool (begun);
  for (glong i = 0; i < n; i++)
    {
      finish_on_pool (window[i % WINDOW], i);
      if (begun < n)
        {
          window[i % WINDOW] = begin_on_pool (begun);
          begun++;
        }
    }
}

/* H: the container has the only references; wait-any gives them back one by one. */
static void
begin_held (ISynchronizeContainer *container, glong i)
{
  AsyncIAdder *call = create_call ();
  ISynchronize *sync = synchronize_of (call);

  BENCH_CHECK (SUCCEEDED (call->lpVtbl->Begin_AddHeld (call, (ULONG) i, 1)));
  BENCH_CHECK (SUCCEEDED (container->lpVtbl->AddSynchronize (container, sync)));
  sync->lpVtbl->Release (sync);
  call->lpVtbl->Release (call);
}

static ULONG
reap_one (ISynchronizeContainer *container)
{
  ISynchronize *sync;
  AsyncIAdder *call;
  ULONG sum = 0;

  BENCH_CHECK (container->lpVtbl->WaitMultiple (container, 0, INFINITE, &sync) == S_OK);
  BENCH_CHECK (SUCCEEDED (
      sync->lpVtbl->QueryInterface (sync, &IID_AsyncIAdder, (void **) &call)));
  sync->lpVtbl->Release (sync);
  BENCH_CHECK (call->lpVtbl->Finish_AddHeld (call, &sum) == S_OK);
  call->lpVtbl->Release (call);
  return sum;
}

static BenchHeld
outstanding (glong n)
{
  BenchHeld held = { 0 };
  ISynchronizeContainer *container;
  guint64 total = 0;
  double heap = bench_heap_bytes ();
  double rss = bench_rss_bytes ();
  gint64 start;

  BENCH_CHECK (SUCCEEDED (CoCreateInstance (&CLSID_SynchronizeContainer, NULL,
                                            CLSCTX_INPROC_SERVER, &IID_ISynchronizeContainer,
                                            (void **) &container)));
  start = bench_now_ns ();
  for (glong i = 0; i < n; i++)
    begin_held (container, i);
  held.create_ns = (double) (bench_now_ns () - start);
  held.heap = bench_heap_bytes () - heap;
  held.rss = bench_rss_bytes () - rss;

  start = bench_now_ns ();
  adder_complete_held ();
  for (glong i = 0; i < n; i++)
    total += reap_one (container);
  held.reap_ns = (double) (bench_now_ns () - start);
  BENCH_CHECK (total == (guint64) n * ((guint64) n + 1) / 2);
  container->lpVtbl->Release (container);
  return held;
}

int
main (int argc, char **argv)
{
  const char *cases = argc > 1 ? argv[1] : "ABCDH";

  bench_place_client ();
  adder_on_worker = bench_place_worker;
  BENCH_CHECK (SUCCEEDED (CoInitializeEx (NULL, COINIT_MULTITHREADED)));
  factory = adder_new ();

  if (strchr (cases, 'H') != NULL)
    {
      bench_held ("H.outstanding", outstanding, OUTSTANDING);
      bench_held ("H.outstanding-1000", outstanding, 1000);
    }
  if (strchr (cases, 'A') != NULL)
    bench_time ("A.object", FALSE, object, "a call object through ICallFactory");
  if (strchr (cases, 'B') != NULL)
    bench_time ("B.inline", FALSE, inline_call, "CreateCall, Begin_, Wait, Finish_, Release");
  beck_pool_set_max_threads (2);
  if (strchr (cases, 'C') != NULL)
    bench_time ("C.thread-pingpong", TRUE, pingpong, "a call object per call, on the pool");
  if (strchr (cases, 'D') != NULL)
    bench_time ("D.thread-pipelined", TRUE, pipelined, "2 threads of the pool");

  factory->lpVtbl->Release (factory);
  CoUninitialize ();
  return 0;
}

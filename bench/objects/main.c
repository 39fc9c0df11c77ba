/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Objects elsewhere.
 *
 *   L  a round trip to another apartment of the process
 *   E  one to another process by a Unix socket, F with many calls on their way
 *   M  100,000 proxies held
 *
 * usage: objects [CASE LETTERS]
 */

#define COBJMACROS
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <signal.h>
#include <unistd.h>

#include "harness.h"
#include "sum.h"

#define WINDOW 64
#define PROXIES 100000

BECK_EXTERN_PROXY_FILE (objects);

static ISum *sum;

/* ---- Calls ---- */

static void
round_trip (glong n)
{
  ULONG result;

  for (glong i = 0; i < n; i++)
    BENCH_CHECK (ISum_Add (sum, 1, 2, &result) == S_OK && result == 3);
}

static AsyncISum *
new_call (void)
{
  ICallFactory *factory;
  AsyncISum *call;

  BENCH_CHECK (SUCCEEDED (ISum_QueryInterface (sum, &IID_ICallFactory, (void **) &factory)));
  BENCH_CHECK (SUCCEEDED (ICallFactory_CreateCall (factory, &IID_AsyncISum, NULL, &IID_AsyncISum,
                                                   (IUnknown **) &call)));
  ICallFactory_Release (factory);
  return call;
}

static void
async_round_trip (glong n)
{
  AsyncISum *call = new_call ();
  ULONG result;

  for (glong i = 0; i < n; i++)
    {
      BENCH_CHECK (AsyncISum_Begin_Add (call, 1, 2) == S_OK);
      BENCH_CHECK (AsyncISum_Finish_Add (call, &result) == S_OK && result == 3);
    }
  AsyncISum_Release (call);
}

static void
pipelined (glong n)
{
  AsyncISum *calls[WINDOW];
  ULONG result;

  for (guint i = 0; i < WINDOW; i++)
    {
      calls[i] = new_call ();
      BENCH_CHECK (AsyncISum_Begin_Add (calls[i], 1, 2) == S_OK);
    }
  for (glong i = 0; i < n; i++)
    {
      AsyncISum *call = calls[i % WINDOW];

      BENCH_CHECK (AsyncISum_Finish_Add (call, &result) == S_OK && result == 3);
      BENCH_CHECK (AsyncISum_Begin_Add (call, 1, 2) == S_OK);
    }
  for (guint i = 0; i < WINDOW; i++)
    {
      BENCH_CHECK (AsyncISum_Finish_Add (calls[i], &result) == S_OK);
      AsyncISum_Release (calls[i]);
    }
}

/* ---- Apartments ---- */

static struct
{
  GMutex lock;
  GCond ready;
  IStream *stream;
  GMainLoop *loop;
} sta;

static gpointer
run_sta (gpointer unused)
{
  GMainContext *context = g_main_context_new ();
  ISum *own;

  bench_place_worker ();
  g_main_context_push_thread_default (context);
  BENCH_CHECK (SUCCEEDED (CoInitializeEx (NULL, COINIT_APARTMENTTHREADED)));
  own = sum_new ();
  g_mutex_lock (&sta.lock);
  sta.loop = g_main_loop_new (context, FALSE);
  BENCH_CHECK (SUCCEEDED (
      CoMarshalInterThreadInterfaceInStream (&IID_ISum, (IUnknown *) own, &sta.stream)));
  g_cond_signal (&sta.ready);
  g_mutex_unlock (&sta.lock);
  ISum_Release (own);
  g_main_loop_run (sta.loop);
  CoUninitialize ();
  g_main_loop_unref (sta.loop);
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
  return NULL;
}

static void
measure_apartments (void)
{
  GThread *thread;
  ISum *own = sum_new ();

  BENCH_CHECK (SUCCEEDED (beck_proxy_to_own ((IUnknown *) own, &IID_ISum, (void **) &sum)));
  ISum_Release (own);
  bench_time ("L.mta-to-mta", TRUE, round_trip, "a thread of the pool runs the method");
  bench_time ("L.mta-to-mta.async", TRUE, async_round_trip, "the same with a call object");
  ISum_Release (sum);

  g_mutex_lock (&sta.lock);
  thread = g_thread_new ("sta", run_sta, NULL);
  while (sta.stream == NULL)
    g_cond_wait (&sta.ready, &sta.lock);
  g_mutex_unlock (&sta.lock);
  BENCH_CHECK (
      SUCCEEDED (CoGetInterfaceAndReleaseStream (sta.stream, &IID_ISum, (void **) &sum)));
  bench_time ("L.mta-to-sta", TRUE, round_trip, "a thread with a main loop runs the method");
  bench_time ("L.mta-to-sta.async", TRUE, async_round_trip, "the same with a call object");
  ISum_Release (sum);
  g_main_loop_quit (sta.loop);
  g_thread_join (thread);
}

/* ---- Another process ---- */

/* Leaves the reference in the pipe and serves until it is killed. */
static void
serve (int fd)
{
  IMaker *maker = maker_new ();
  IStream *stream;
  LARGE_INTEGER start = { .QuadPart = 0 };
  guint8 bytes[4096];
  ULONG n = 0;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  bench_place_worker ();
  BENCH_CHECK (SUCCEEDED (CoInitializeEx (NULL, COINIT_MULTITHREADED)));
  BENCH_CHECK (SUCCEEDED (CreateStreamOnHGlobal (NULL, TRUE, &stream)));
  BENCH_CHECK (SUCCEEDED (CoMarshalInterface (stream, &IID_IMaker, (IUnknown *) maker,
                                              MSHCTX_LOCAL, NULL, MSHLFLAGS_NORMAL)));
  BENCH_CHECK (SUCCEEDED (IStream_Seek (stream, start, STREAM_SEEK_SET, NULL)));
  IStream_Read (stream, bytes, sizeof bytes, &n);
  IStream_Release (stream);
  BENCH_CHECK (write (fd, bytes, n) == (gssize) n);
  close (fd);
  for (;;)
    pause ();
}

static IMaker *
connect_maker (int fd)
{
  guint8 bytes[4096];
  gssize n = read (fd, bytes, sizeof bytes);
  LARGE_INTEGER start = { .QuadPart = 0 };
  IStream *stream;
  IMaker *maker;

  BENCH_CHECK (n > 0);
  close (fd);
  BENCH_CHECK (SUCCEEDED (CreateStreamOnHGlobal (NULL, TRUE, &stream)));
  BENCH_CHECK (SUCCEEDED (IStream_Write (stream, bytes, (ULONG) n, NULL)));
  BENCH_CHECK (SUCCEEDED (IStream_Seek (stream, start, STREAM_SEEK_SET, NULL)));
  BENCH_CHECK (SUCCEEDED (CoUnmarshalInterface (stream, &IID_IMaker, (void **) &maker)));
  IStream_Release (stream);
  return maker;
}

static void
hold_proxies (IMaker *maker)
{
  ISum **sums = g_new (ISum *, PROXIES);
  ULONGLONG server_before, server_after;
  double before, after;
  gint64 started = bench_now_ns ();

  BENCH_CHECK (SUCCEEDED (IMaker_Memory (maker, &server_before)));
  before = bench_heap_bytes ();
  for (guint i = 0; i < PROXIES; i++)
    BENCH_CHECK (SUCCEEDED (IMaker_Make (maker, &sums[i])));
  after = bench_heap_bytes ();
  BENCH_CHECK (SUCCEEDED (IMaker_Memory (maker, &server_after)));
  printf ("beck\tM.proxies\t%.1f\t%.0f\t%d held: %.0f bytes each in the client, %.0f in the server\n",
          (double) (bench_now_ns () - started) / PROXIES,
          1e9 * PROXIES / (double) (bench_now_ns () - started), PROXIES,
          (after - before) / PROXIES, (double) (server_after - server_before) / PROXIES);
  for (guint i = 0; i < PROXIES; i++)
    ISum_Release (sums[i]);
  g_free (sums);
}

static void
measure_processes (IMaker *maker, const char *cases)
{
  BENCH_CHECK (SUCCEEDED (IMaker_Make (maker, &sum)));
  if (strchr (cases, 'E') != NULL)
    {
      bench_time ("E.object", TRUE, round_trip, "a method of an object, Unix socket");
      bench_time ("E.object.async", TRUE, async_round_trip, "the same with a call object");
    }
  if (strchr (cases, 'F') != NULL)
    bench_time ("F.object", TRUE, pipelined, "64 calls on their way");
  ISum_Release (sum);
  if (strchr (cases, 'M') != NULL)
    hold_proxies (maker);
}

int
main (int argc, char **argv)
{
  static const BeckProxyFile *const files[] = { &objects_ProxyFile, NULL };
  const char *cases = argc > 1 ? argv[1] : "LEFM";
  int fds[2];
  pid_t server;

  BENCH_CHECK (pipe (fds) == 0);
  server = fork ();
  BENCH_CHECK (server >= 0);
  BENCH_CHECK (SUCCEEDED (beck_proxy_register (files)));
  if (server == 0)
    serve (fds[1]);
  close (fds[1]);
  bench_place_client ();
  BENCH_CHECK (SUCCEEDED (CoInitializeEx (NULL, COINIT_MULTITHREADED)));
  if (strchr (cases, 'L') != NULL)
    measure_apartments ();
  if (strpbrk (cases, "EFM") != NULL)
    {
      IMaker *maker = connect_maker (fds[0]);

      measure_processes (maker, cases);
      IMaker_Release (maker);
    }
  CoUninitialize ();
  kill (server, SIGKILL);
  return 0;
}

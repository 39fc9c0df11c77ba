/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Calls to another process over a Unix socket: cases E, F, G, I and J.
 *
 * usage: remote [CASE LETTERS]
 */

#include <beck/hresult.h>
#include <beck/rpc-async.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "client/remote.h"
#include "harness.h"
#include "remote/server.h"

#define WINDOW 64
#define BULK 65536
#define BULK_WINDOW 8
#define SAMPLES 20000

static RPC_BINDING_HANDLE binding;
static guint8 bulk[BULK_WINDOW][BULK];

static RPC_BINDING_HANDLE
connect_client (gboolean alone)
{
  RPC_BINDING_HANDLE made;

  BENCH_CHECK (RpcBindingFromStringBindingA ((RPC_CSTR) "ncalrpc:[bench]", &made) == RPC_S_OK);
  if (alone)
    BENCH_CHECK (RpcBindingSetOption (made, RPC_C_OPT_UNIQUE_BINDING, TRUE) == RPC_S_OK);
  BENCH_CHECK (c_Add (made, 20, 22) == 42);
  return made;
}

/* E */
static void
pingpong (glong n)
{
  for (glong i = 0; i < n; i++)
    BENCH_CHECK (c_Add (binding, (ULONG) i, 1) == (ULONG) i + 1);
}

/* F */
static void
begin_add (RPC_ASYNC_STATE *async, glong i)
{
  RpcAsyncInitializeHandle (async, sizeof *async);
  async->NotificationType = RpcNotificationTypeNone;
  c_AddLater (async, binding, (ULONG) i, 1);
}

static void
finish_add (RPC_ASYNC_STATE *async, glong i)
{
  ULONG sum = 0;

  BENCH_CHECK (beck_rpc_async_wait (async, INFINITE) == S_OK);
  BENCH_CHECK (RpcAsyncCompleteCall (async, &sum) == RPC_S_OK && sum == (ULONG) i + 1);
}

/* G */
static void
begin_read (RPC_ASYNC_STATE *async, glong i)
{
  RpcAsyncInitializeHandle (async, sizeof *async);
  async->NotificationType = RpcNotificationTypeNone;
  c_ReadLater (async, binding, BULK, bulk[i % BULK_WINDOW]);
}

static void
finish_read (RPC_ASYNC_STATE *async, glong i)
{
  BENCH_CHECK (beck_rpc_async_wait (async, INFINITE) == S_OK);
  BENCH_CHECK (RpcAsyncCompleteCall (async, NULL) == RPC_S_OK);
  BENCH_CHECK (bulk[i % BULK_WINDOW][BULK - 1] == 'x');
}

static void
read_one (glong n)
{
  for (glong i = 0; i < n; i++)
    {
      c_Read (binding, BULK, bulk[0]);
      BENCH_CHECK (bulk[0][BULK - 1] == 'x');
    }
}

/* As many calls as @size are under way. */
static void
window (glong n, glong size, void (*begin) (RPC_ASYNC_STATE *async, glong i),
        void (*finish) (RPC_ASYNC_STATE *async, glong i))
{
  static RPC_ASYNC_STATE states[WINDOW];
  glong begun = 0;

  for (; begun < size && begun < n; begun++)
    begin (&states[begun], begun);
  for (glong i = 0; i < n; i++)
    {
      finish (&states[i % size], i);
      if (begun < n)
        begin (&states[begun % size], begun);
      begun++;
    }
}

static void
pipelined (glong n)
{
  window (n, WINDOW, begin_add, finish_add);
}

static void
read_many (glong n)
{
  window (n, BULK_WINDOW, begin_read, finish_read);
}

/* I */
static glong
rss_of (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", (int) pid);
  g_autofree char *text = NULL;
  const char *line;

  BENCH_CHECK (g_file_get_contents (path, &text, NULL, NULL));
  line = strstr (text, "VmRSS:");
  return line != NULL ? atol (line + 6) * 1024 : 0;
}

static void
hold_idle (GPid server, guint n)
{
  g_autofree RPC_BINDING_HANDLE *clients = g_new (RPC_BINDING_HANDLE, n);
  glong before;

  binding = connect_client (TRUE);
  before = rss_of (server);
  for (guint i = 0; i < n; i++)
    clients[i] = connect_client (TRUE);
  printf ("%s\tI.idle\t-\t-\tbytes/client: rss %.0f; n=%u\n", bench_peer,
          (double) (rss_of (server) - before) / n, n);
  for (guint i = 0; i < n; i++)
    RpcBindingFree (&clients[i]);
}

/* J */
static void
latency (void)
{
  g_autofree double *took = g_new (double, SAMPLES);

  pingpong (SAMPLES);
  for (guint i = 0; i < SAMPLES; i++)
    {
      gint64 start = bench_now_ns ();

      BENCH_CHECK (c_Add (binding, 20, 22) == 42);
      took[i] = (double) (bench_now_ns () - start);
    }
  bench_percentiles ("J.latency", took, SAMPLES);
}

static void
run_case (char which, GPid server)
{
  switch (which)
    {
    case 'E': bench_time ("E.ipc-pingpong", TRUE, pingpong, "synchronous, ncalrpc"); break;
    case 'F': bench_time ("F.ipc-pipelined", TRUE, pipelined, "64 outstanding, [async]"); break;
    case 'G':
      bench_time ("G.ipc-bulk.1", TRUE, read_one, "65536 bytes, synchronous");
      bench_time ("G.ipc-bulk.8", TRUE, read_many, "65536 bytes, [async]");
      break;
    case 'I':
      hold_idle (server, 1000);
      hold_idle (server, 10000);
      break;
    case 'J': latency (); break;
    }
}

static void
allow_descriptors (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

int
main (int argc, char **argv)
{
  const char *cases = argc > 1 ? argv[1] : "EFGIJ";
  char directory[] = "/tmp/beck-bench-XXXXXX";
  g_autofree char *path = NULL;
  GPid server;

  allow_descriptors ();
  BENCH_CHECK (mkdtemp (directory) != NULL);
  g_setenv ("BECK_NCALRPC_DIR", directory, TRUE);
  server = server_start ();
  bench_place_client ();
  binding = connect_client (FALSE);
  for (const char *which = cases; *which != '\0'; which++)
    run_case (*which, server);
  RpcBindingFree (&binding);
  kill (server, SIGKILL);
  path = g_build_filename (directory, "bench", NULL);
  remove (path);
  remove (directory);
  return 0;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "remote/server.h"

#include <beck/rpc-server.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "harness.h"
#include "server/remote.h"

void *
midl_user_allocate (size_t size)
{
  return malloc (size);
}

void
midl_user_free (void *block)
{
  free (block);
}

ULONG
s_Add (handle_t binding, ULONG a, ULONG b)
{
  return a + b;
}

void
s_Read (handle_t binding, ULONG size, byte *data)
{
  memset (data, 'x', size);
}

ULONG
s_AddLater (handle_t binding, ULONG a, ULONG b)
{
  return a + b;
}

void
s_ReadLater (handle_t binding, ULONG size, byte *data)
{
  memset (data, 'x', size);
}

/* A case has as many clients as it wants. */
static void
lift_limits (void)
{
  BeckRpcServerLimits limits;

  beck_rpc_server_get_limits (&limits);
  limits.connections = limits.connections_per_peer = 20000;
  limits.idle_ms = 0;
  beck_rpc_server_set_limits (&limits);
}

static void
serve (int ready)
{
  bench_place_worker ();
  lift_limits ();
  BENCH_CHECK (
      RpcServerUseProtseqEpA ((RPC_CSTR) "ncalrpc", 10, (RPC_CSTR) "bench", NULL) == RPC_S_OK);
  BENCH_CHECK (RpcServerRegisterIf (Remote_v1_0_s_ifspec, NULL, NULL) == RPC_S_OK);
  BENCH_CHECK (RpcServerListen (1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE) == RPC_S_OK);
  BENCH_CHECK (write (ready, "", 1) == 1);
  RpcMgmtWaitServerListen ();
}

GPid
server_start (void)
{
  GPid parent = getpid ();
  int ends[2];
  char started;
  GPid pid;

  BENCH_CHECK (pipe (ends) == 0);
  pid = fork ();
  BENCH_CHECK (pid >= 0);
  if (pid == 0)
    {
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      if (getppid () == parent)
        serve (ends[1]);
      _exit (0);
    }
  BENCH_CHECK (read (ends[0], &started, 1) == 1);
  close (ends[0]);
  close (ends[1]);
  return pid;
}

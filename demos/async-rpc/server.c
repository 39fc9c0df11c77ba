/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * async-rpc-server [PROTSEQ]: offers the workshop. It says where, by a string binding, and then
 * "ready"; SIGTERM or SIGINT end it.
 */

#include <beck/rpc-server.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "workshop.h"

static gboolean
good (RPC_STATUS status, const char *what)
{
  if (status != RPC_S_OK)
    fprintf (stderr, "server: %s: %d\n", what, status);
  return status == RPC_S_OK;
}

static gboolean
announce (void)
{
  RPC_BINDING_VECTOR *bindings = NULL;
  RPC_CSTR text;

  if (!good (RpcServerInqBindings (&bindings), "RpcServerInqBindings"))
    return FALSE;
  for (ULONG i = 0; i < bindings->Count; i++)
    if (good (RpcBindingToStringBindingA (bindings->BindingH[i], &text), "string binding"))
      {
        printf ("server: binding %s\n", (const char *) text);
        RpcStringFreeA (&text);
      }
  RpcBindingVectorFree (&bindings);
  printf ("server: ready\n");
  return TRUE;
}

/* What is being made is aborted, and the clients are told, before the server is gone. */
static gboolean
stop (void)
{
  gboolean stopped = good (RpcMgmtStopServerListening (NULL), "RpcMgmtStopServerListening");

  bench_stop ();
  return good (RpcMgmtWaitServerListen (), "RpcMgmtWaitServerListen") && stopped;
}

static gboolean
serve (const char *protseq, const sigset_t *end)
{
  int got;

  if (!good (RpcServerUseProtseqA ((RPC_CSTR) protseq, RPC_C_PROTSEQ_MAX_REQS_DEFAULT, NULL),
             protseq)
      || !good (RpcServerRegisterIf (workshop_v1_0_s_ifspec, NULL, NULL), "RpcServerRegisterIf")
      || !good (RpcServerListen (1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE), "RpcServerListen"))
    return FALSE;
  if (announce ())
    sigwait (end, &got);
  printf ("server: stops\n");
  return stop ();
}

int
main (int argc, char **argv)
{
  gboolean served;
  sigset_t end;

  setvbuf (stdout, NULL, _IOLBF, 0);
  if (argc > 2 || (argc == 2 && argv[1][0] == '-'))
    {
      fprintf (stderr, "usage: async-rpc-server [PROTSEQ]\n");
      return 2;
    }
  /* Before there are threads, so that none of them gets the signal. */
  sigemptyset (&end);
  sigaddset (&end, SIGTERM);
  sigaddset (&end, SIGINT);
  sigprocmask (SIG_BLOCK, &end, NULL);

  served = bench_start () && serve (argc == 2 ? argv[1] : "ncalrpc", &end);
  beck_rpc_server_close ();
  return served ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * beck-echo: a server of rpcecho. It says where it listens, a string binding per line, and then
 * "ready"; SIGTERM or SIGINT end it.
 */

#include <beck/rpc-endpoint.h>
#include <beck/rpc-server.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "echo.h"
#include "rpcecho.h"

#define ANNOTATION "rpcecho"

typedef struct
{
  char **listen;
  char *addresses;
  gboolean registers;
} Options;

static gboolean
parse (Options *options, int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    { "listen", 'l', 0, G_OPTION_ARG_STRING_ARRAY, &options->listen,
      "A protocol sequence to offer: ncacn_ip_tcp:PORT or ncalrpc:NAME; one is chosen if left out",
      "PROTSEQ[:ENDPOINT]" },
    { "address", 'a', 0, G_OPTION_ARG_STRING, &options->addresses,
      "Where to listen with ncacn_ip_tcp instead of loopback, separated by commas; * is everywhere",
      "ADDRESS" },
    { "register", 'r', 0, G_OPTION_ARG_NONE, &options->registers,
      "Make it known to the endpoint mapper", NULL },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  GOptionContext *context = g_option_context_new (NULL);
  GError *error = NULL;
  gboolean good;

  g_option_context_set_summary (context, "Offers the interface rpcecho.");
  g_option_context_add_main_entries (context, entries, NULL);
  good = g_option_context_parse (context, argc, argv, &error);
  if (!good)
    fprintf (stderr, "beck-echo: %s\n", error->message);
  else if (*argc > 1)
    fprintf (stderr, "beck-echo: what is '%s'?\n", (*argv)[1]);
  g_clear_error (&error);
  g_option_context_free (context);
  return good && *argc == 1;
}

/* Tells what failed. */
static gboolean
good (RPC_STATUS status, const char *what)
{
  if (status != RPC_S_OK)
    fprintf (stderr, "beck-echo: %s: %d\n", what, status);
  return status == RPC_S_OK;
}

/* @where is "PROTSEQ" or "PROTSEQ:ENDPOINT". */
static gboolean
use (const char *where)
{
  char **parts = g_strsplit (where, ":", 2);
  RPC_CSTR protseq = (RPC_CSTR) parts[0], endpoint = (RPC_CSTR) parts[1];
  RPC_STATUS status;

  if (endpoint != NULL)
    status = RpcServerUseProtseqEpA (protseq, RPC_C_PROTSEQ_MAX_REQS_DEFAULT, endpoint, NULL);
  else
    status = RpcServerUseProtseqA (protseq, RPC_C_PROTSEQ_MAX_REQS_DEFAULT, NULL);
  g_strfreev (parts);
  return good (status, where);
}

static gboolean
use_all (const Options *options)
{
  if (options->addresses != NULL
      && !good (beck_rpc_server_set_addresses (options->addresses), options->addresses))
    return FALSE;
  if (options->listen == NULL)
    return use ("ncacn_ip_tcp") && use ("ncalrpc");
  for (char **where = options->listen; *where != NULL; where++)
    if (!use (*where))
      return FALSE;
  return TRUE;
}

static void
print_binding (RPC_BINDING_HANDLE binding)
{
  RPC_CSTR text;

  if (good (RpcBindingToStringBindingA (binding, &text), "RpcBindingToStringBinding"))
    {
      puts ((const char *) text);
      RpcStringFreeA (&text);
    }
}

/* Where it listens is told, here and to the endpoint mapper. */
static gboolean
announce (const Options *options, RPC_BINDING_VECTOR *bindings)
{
  for (ULONG i = 0; i < bindings->Count; i++)
    print_binding (bindings->BindingH[i]);
  if (options->registers
      && !good (RpcEpRegisterA (rpcecho_v1_0_s_ifspec, bindings, NULL, (RPC_CSTR) ANNOTATION),
                "RpcEpRegister"))
    return FALSE;
  puts ("ready");
  return fflush (stdout) == 0;
}

/* The calls that run are ended, too. */
static void
stop (void)
{
  good (RpcMgmtStopServerListening (NULL), "RpcMgmtStopServerListening");
  echo_stop ();
  good (RpcMgmtWaitServerListen (), "RpcMgmtWaitServerListen");
}

static gboolean
serve (const Options *options, const sigset_t *end)
{
  RPC_BINDING_VECTOR *bindings = NULL;
  gboolean served;
  int got;

  if (!good (RpcServerInqBindings (&bindings), "RpcServerInqBindings"))
    return FALSE;
  echo_start ();
  served = good (RpcServerListen (1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE), "RpcServerListen");
  if (served)
    {
      served = announce (options, bindings);
      if (served)
        sigwait (end, &got);
      stop ();
      if (options->registers)
        RpcEpUnregister (rpcecho_v1_0_s_ifspec, bindings, NULL);
    }
  else
    echo_stop ();
  RpcBindingVectorFree (&bindings);
  return served;
}

int
main (int argc, char **argv)
{
  Options options = { 0 };
  gboolean served = FALSE;
  sigset_t end;

  /* Before there are threads, so that none of them gets the signal. */
  sigemptyset (&end);
  sigaddset (&end, SIGTERM);
  sigaddset (&end, SIGINT);
  sigprocmask (SIG_BLOCK, &end, NULL);

  if (!parse (&options, &argc, &argv))
    return 2;
  if (use_all (&options)
      && good (RpcServerRegisterIf (rpcecho_v1_0_s_ifspec, NULL, NULL), "RpcServerRegisterIf"))
    {
      served = serve (&options, &end);
      RpcServerUnregisterIf (rpcecho_v1_0_s_ifspec, NULL, FALSE);
    }
  g_strfreev (options.listen);
  g_free (options.addresses);
  return served ? EXIT_SUCCESS : EXIT_FAILURE;
}

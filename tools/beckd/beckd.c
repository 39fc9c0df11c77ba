/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * beckd: the endpoint mapper of a machine, and what finds and makes objects there, docs/beckd.md.
 * It prints where it listens, a string binding per line, and then "ready"; SIGTERM or SIGINT end
 * it, SIGHUP has it read the class files again.
 */

#include <beck/class.h>
#include <beck/hresult.h>
#include <beck/rpc-server.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "activator.h"
#include "exporters.h"
#include "launch.h"
#include "managers.h"
#include "registrar.h"
#include "service.h"

#define LOCAL_ENDPOINT "epmapper"
#define DEFAULT_PORT "135"
#define PORT_VARIABLE "BECK_EPM_PORT"

typedef struct
{
  char *port;
  char *addresses;
  gboolean local_only;
  gboolean foreground;
  gboolean version;
  double start_timeout;
} Options;

static gboolean
parse (Options *options, int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    { "port", 'p', 0, G_OPTION_ARG_STRING, &options->port,
      "The TCP port instead of 135; 0 for any that is free", "PORT" },
    { "address", 'a', 0, G_OPTION_ARG_STRING, &options->addresses,
      "Where to listen instead of loopback, separated by commas; * is everywhere", "ADDRESS" },
    { "local-only", 'l', 0, G_OPTION_ARG_NONE, &options->local_only, "Do without TCP", NULL },
    { "foreground", 'f', 0, G_OPTION_ARG_NONE, &options->foreground,
      "Stay in the foreground, as always", NULL },
    { "start-timeout", 0, 0, G_OPTION_ARG_DOUBLE, &options->start_timeout,
      "How long servers that are started have to offer their class, 30 seconds", "SECONDS" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, "Print the version", NULL },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean good;

  g_option_context_set_summary (context, "The endpoint mapper of this machine, and the activator "
                                         "of its objects.");
  g_option_context_add_main_entries (context, entries, NULL);
  good = g_option_context_parse (context, argc, argv, &error);
  if (!good)
    fprintf (stderr, "beckd: %s\n", error->message);
  else if (*argc > 1)
    fprintf (stderr, "beckd: what is '%s'?\n", (*argv)[1]);
  return good && *argc == 1;
}

/* Tells what failed. */
static gboolean
good (RPC_STATUS status, const char *what)
{
  if (status != RPC_S_OK)
    fprintf (stderr, "beckd: %s: status %d\n", what, status);
  return status == RPC_S_OK;
}

/* ---- Where it listens ---- */

static gboolean
use_sockets (int first, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!good (beck_rpc_server_use_socket (first + (int) i), "the socket that was passed in"))
      return FALSE;
  return TRUE;
}

static gboolean
use_port (const char *port)
{
  const RPC_CSTR protseq = (RPC_CSTR) "ncacn_ip_tcp";

  if (g_str_equal (port, "0"))
    return good (RpcServerUseProtseqA (protseq, RPC_C_PROTSEQ_MAX_REQS_DEFAULT, NULL), "TCP");
  return good (RpcServerUseProtseqEpA (protseq, RPC_C_PROTSEQ_MAX_REQS_DEFAULT, (RPC_CSTR) port,
                                       NULL),
               port);
}

/* Servers of all users register here: the directory says who may get to the socket. */
static gboolean
use_local (void)
{
  mode_t before = umask (0);
  RPC_STATUS status
      = RpcServerUseProtseqEpA ((RPC_CSTR) "ncalrpc", RPC_C_PROTSEQ_MAX_REQS_DEFAULT,
                                (RPC_CSTR) LOCAL_ENDPOINT, NULL);

  umask (before);
  return good (status, "the local endpoint " LOCAL_ENDPOINT);
}

static gboolean
use_endpoints (const Options *options)
{
  const char *port = options->port != NULL ? options->port : g_getenv (PORT_VARIABLE);

  if (options->addresses != NULL
      && !good (beck_rpc_server_set_addresses (options->addresses), options->addresses))
    return FALSE;
  return use_local () && (options->local_only || use_port (port != NULL ? port : DEFAULT_PORT));
}

static void
print_endpoints (void)
{
  RPC_BINDING_VECTOR *bindings = NULL;

  if (RpcServerInqBindings (&bindings) != RPC_S_OK)
    return;
  for (ULONG i = 0; i < bindings->Count; i++)
    {
      RPC_CSTR text = NULL;

      if (RpcBindingToStringBindingA (bindings->BindingH[i], &text) == RPC_S_OK)
        puts ((const char *) text);
      RpcStringFreeA (&text);
    }
  RpcBindingVectorFree (&bindings);
}

/* ---- Its life ---- */

/* Every thread blocks them: the main loop reads them. */
static void
block_signals (sigset_t *signals)
{
  sigemptyset (signals);
  sigaddset (signals, SIGTERM);
  sigaddset (signals, SIGINT);
  sigaddset (signals, SIGHUP);
  pthread_sigmask (SIG_BLOCK, signals, NULL);
}

static gboolean
on_signal (gint fd, GIOCondition condition, gpointer loop)
{
  struct signalfd_siginfo info;

  if (read (fd, &info, sizeof info) != sizeof info)
    return G_SOURCE_CONTINUE;
  if (info.ssi_signo != SIGHUP)
    g_main_loop_quit (loop);
  else
    g_ptr_array_unref (beck_class_scan ());
  return G_SOURCE_CONTINUE;
}

/* Until a signal ends it. */
static gboolean
run (const sigset_t *signals)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  int fd = signalfd (-1, signals, SFD_CLOEXEC | SFD_NONBLOCK);

  if (fd < 0)
    return FALSE;
  g_unix_fd_add (fd, G_IO_IN, on_signal, loop);
  g_main_loop_run (loop);
  close (fd);
  return TRUE;
}

static gboolean
start_interfaces (BeckdMap *map)
{
  return good (beckd_managers_start (map), "registering the interfaces")
         && good (beckd_registrar_start (), "registering beckscm")
         && good (beckd_exporters_start (), "registering IObjectExporter")
         && good (beckd_activator_start (), "registering ISystemActivator");
}

static gboolean
serve (BeckdMap *map, const sigset_t *signals)
{
  gboolean ended;

  if (!start_interfaces (map)
      || !good (RpcServerListen (1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE), "listening")
      || !good (beckd_managers_announce (map), "finding the endpoints"))
    return FALSE;
  print_endpoints ();
  puts ("ready");
  fflush (stdout);
  beckd_service_notify ("READY=1");
  ended = run (signals);
  beckd_service_notify ("STOPPING=1");
  return ended;
}

int
main (int argc, char **argv)
{
  const BeckdMapLimits limits = { .entries = 16384, .entries_per_owner = 1024 };
  Options options = { .start_timeout = 30 };
  BeckdMap *map;
  gboolean served;
  sigset_t signals;
  int first;
  guint n;

  if (!parse (&options, &argc, &argv))
    return 2;
  if (options.version)
    {
      puts ("beckd " BECK_VERSION);
      return 0;
    }
  block_signals (&signals);
  /* Before there are threads, for which GLib looks for directories once. */
  g_ptr_array_unref (beck_class_scan ());
  beckd_launch_set_timeout (options.start_timeout);
  n = beckd_service_sockets (&first);
  map = beckd_map_new (&limits);
  served = (n > 0 ? use_sockets (first, n) : use_endpoints (&options)) && serve (map, &signals);
  /* The map stays: contexts of clients may still be run down. */
  beck_rpc_server_close ();
  g_free (options.port);
  g_free (options.addresses);
  return served ? 0 : 1;
}

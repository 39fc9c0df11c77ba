/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A server of objects, with the public interface only, for the tests to start or to have started:
 *
 *   server [--mark FILE] [--exit STATUS | --never] [--sta] [--single] [--suspended] [--fail]
 *          CLSID…
 *
 * It writes a line into FILE when it begins, and offers the classes; without any, the one that the
 * environment tells. SIGUSR1 has it show its classes, SIGUSR2 revoke them; it prints a line then,
 * as it does when it is ready. SIGTERM ends it.
 */

#include <beck/beck.h>
#include <beck/proxy.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "counter.h"

BECK_EXTERN_PROXY_FILE (counter);

typedef struct
{
  char *mark;
  int status;
  gboolean never, sta, single, suspended, fail;
} Options;

static Options options = { .status = -1 };
static DWORD cookies[8];
static guint n_cookies;
static GMainLoop *loop;

/* ---- The class ---- */

typedef struct
{
  BeckObject object;
  BECK_MEMBER (ICounter) counter;
  gint sum;
} Counter;

static HRESULT
counter_add (ICounter *This, LONG n, LONG *sum)
{
  *sum = g_atomic_int_add (&BECK_SELF (Counter, counter, This)->sum, n) + n;
  return S_OK;
}

static HRESULT
counter_get_process (ICounter *This, ULONG *pid)
{
  *pid = (ULONG) getpid ();
  return S_OK;
}

static HRESULT
counter_init (gpointer self)
{
  if (!options.fail)
    return S_OK;
  return beck_error_info_set (E_ABORT, &IID_ICounter, "counter", "it does not want to");
}

static const CLSID counter_clsid
    = BECK_GUID (0x0ac71ba7, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 0);

static const BeckClass counter_class = {
  .name = "Counter",
  .size = sizeof (Counter),
  .clsid = &counter_clsid,
  .interfaces = BECK_INTERFACES (BECK_INTERFACE (Counter, counter, ICounter, .Add = counter_add,
                                                 .GetProcess = counter_get_process)),
  .init = counter_init,
};

/* ---- The program ---- */

static gboolean
parse (int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    { "mark", 0, 0, G_OPTION_ARG_FILENAME, &options.mark, NULL, NULL },
    { "exit", 0, 0, G_OPTION_ARG_INT, &options.status, NULL, NULL },
    { "never", 0, 0, G_OPTION_ARG_NONE, &options.never, NULL, NULL },
    { "sta", 0, 0, G_OPTION_ARG_NONE, &options.sta, NULL, NULL },
    { "single", 0, 0, G_OPTION_ARG_NONE, &options.single, NULL, NULL },
    { "suspended", 0, 0, G_OPTION_ARG_NONE, &options.suspended, NULL, NULL },
    { "fail", 0, 0, G_OPTION_ARG_NONE, &options.fail, NULL, NULL },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, NULL);
}

/* In one write, so that lines of several servers do not mix. */
static void
leave_mark (void)
{
  g_autofree char *line = g_strdup_printf ("%d\n", (int) getpid ());
  int fd = open (options.mark, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0 || write (fd, line, strlen (line)) < 0)
    exit (99);
  close (fd);
}

static gboolean
offer (const char *text)
{
  DWORD flags = (options.single ? REGCLS_SINGLEUSE : REGCLS_MULTIPLEUSE)
                | (options.suspended ? REGCLS_SUSPENDED : 0);
  g_autoptr (IClassFactory) factory = NULL;
  CLSID clsid;

  if (!beck_guid_parse (text, -1, &clsid)
      || FAILED (beck_class_get_factory (&counter_class, &IID_IClassFactory, (void **) &factory)))
    return FALSE;
  return SUCCEEDED (CoRegisterClassObject (&clsid, (IUnknown *) factory, CLSCTX_LOCAL_SERVER,
                                           flags, &cookies[n_cookies++]));
}

static void
say (const char *word)
{
  puts (word);
  fflush (stdout);
}

static gboolean
on_resume (gpointer unused)
{
  CoResumeClassObjects ();
  say ("resumed");
  return G_SOURCE_CONTINUE;
}

static gboolean
on_revoke (gpointer unused)
{
  while (n_cookies > 0)
    CoRevokeClassObject (cookies[--n_cookies]);
  say ("revoked");
  return G_SOURCE_CONTINUE;
}

static gboolean
on_term (gpointer unused)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
offer_all (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (!offer (argv[i]))
      return FALSE;
  return argc > 1 || offer (g_getenv ("BECK_SERVER_CLASS"));
}

static void
serve (void)
{
  loop = g_main_loop_new (NULL, FALSE);
  g_unix_signal_add (SIGUSR1, on_resume, NULL);
  g_unix_signal_add (SIGUSR2, on_revoke, NULL);
  g_unix_signal_add (SIGTERM, on_term, NULL);
  say ("ready");
  g_main_loop_run (loop);
  on_revoke (NULL);
  g_main_loop_unref (loop);
}

int
main (int argc, char **argv)
{
  static const BeckProxyFile *const files[] = { &counter_ProxyFile, NULL };
  gboolean good;

  if (!parse (&argc, &argv))
    return 98;
  if (options.mark != NULL)
    leave_mark ();
  if (options.status >= 0)
    return options.status;
  if (options.never)
    pause ();
  if (FAILED (CoInitializeEx (NULL, options.sta ? COINIT_APARTMENTTHREADED : COINIT_MULTITHREADED)))
    return 97;
  good = SUCCEEDED (beck_proxy_register (files)) && offer_all (argc, argv);
  if (good)
    serve ();
  CoUninitialize ();
  return good ? 0 : 96;
}

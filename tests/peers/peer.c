/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "peer.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void
die_with_parent (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* All of what it says until it is ready. */
static void
read_bindings (int fd, char *text, gsize size)
{
  gsize used = 0;

  while (strstr (text, "ready\n") == NULL)
    {
      gssize n = read (fd, text + used, size - used - 1);

      ck_assert_msg (n > 0, "the server is not ready: %s", text);
      used += (gsize) n;
      text[used] = 0;
    }
}

static void
start (Peer *peer, const char *where)
{
  const char *server = g_getenv ("BECK_ECHO");
  const char *argv[] = { server, "--listen", where, NULL };
  GError *error = NULL;
  char text[1024] = "", *at;
  unsigned port;

  ck_assert_ptr_nonnull (server);
  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD,
                            die_with_parent, NULL, &peer->pid, NULL, &peer->output, NULL, &error);
  ck_assert_msg (error == NULL, "%s", error != NULL ? error->message : "");
  read_bindings (peer->output, text, sizeof text);
  at = strstr (text, "ncacn_ip_tcp:127.0.0.1[");
  ck_assert_ptr_nonnull (at);
  ck_assert_int_eq (sscanf (at, "ncacn_ip_tcp:127.0.0.1[%u]", &port), 1);
  peer->port = (guint16) port;
}

void
peer_start (Peer *peer)
{
  start (peer, "ncacn_ip_tcp");
}

void
peer_start_at (Peer *peer, guint16 port)
{
  char where[32];

  g_snprintf (where, sizeof where, "ncacn_ip_tcp:%u", port);
  start (peer, where);
}

static int
reap (Peer *peer)
{
  int status;

  while (waitpid (peer->pid, &status, 0) < 0)
    ck_assert_int_eq (errno, EINTR);
  close (peer->output);
  g_spawn_close_pid (peer->pid);
  return status;
}

void
peer_stop (Peer *peer)
{
  kill (peer->pid, SIGTERM);
  ck_assert_int_eq (reap (peer), 0);
}

void
peer_kill (Peer *peer)
{
  kill (peer->pid, SIGKILL);
  reap (peer);
}

static void
proc_path (char path[64], GPid pid, const char *what)
{
  if (pid == 0)
    pid = getpid ();
  g_snprintf (path, 64, "/proc/%d/%s", pid, what);
}

guint
peer_count (GPid pid, const char *what)
{
  char path[64];
  GDir *dir;
  guint n = 0;

  proc_path (path, pid, what);
  dir = g_dir_open (path, 0, NULL);
  ck_assert_ptr_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_dir_close (dir);
  return n;
}

gsize
peer_memory (GPid pid)
{
  unsigned long size, resident;
  char path[64], *text;

  proc_path (path, pid, "statm");
  ck_assert (g_file_get_contents (path, &text, NULL, NULL));
  ck_assert_int_eq (sscanf (text, "%lu %lu", &size, &resident), 2);
  g_free (text);
  return resident * (gsize) sysconf (_SC_PAGESIZE);
}

RPC_BINDING_HANDLE
peer_bind (guint16 port)
{
  RPC_BINDING_HANDLE binding = NULL;
  char text[64];

  g_snprintf (text, sizeof text, "ncacn_ip_tcp:127.0.0.1[%u]", port);
  ck_assert_int_eq (RpcBindingFromStringBindingA ((RPC_CSTR) text, &binding), RPC_S_OK);
  /* Its connections are closed when it is freed. */
  ck_assert_int_eq (RpcBindingSetOption (binding, RPC_C_OPT_DONT_LINGER, TRUE), RPC_S_OK);
  return binding;
}

gboolean
peer_sanitized (void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return TRUE;
#elif defined(__has_feature)
  return __has_feature (address_sanitizer) || __has_feature (thread_sanitizer);
#else
  return FALSE;
#endif
}

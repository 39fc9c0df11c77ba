/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define COBJMACROS
#include "net-server.h"

#include <beck/marshal.h>
#include <beck/rpc-binding.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "orpc/exporter.h"

BECK_EXTERN_PROXY_FILE (net);

const NetWay net_ways[N_NET_WAYS] = {
  { "Unix socket", NULL },
  { "TCP", "ncacn_ip_tcp:127.0.0.1[0]" },
};

static char *directory;

void
net_begin (void)
{
  directory = g_dir_make_tmp ("beck-net-XXXXXX", NULL);
  g_setenv ("BECK_NCALRPC_DIR", directory, TRUE);
  g_setenv ("BECK_ORPC_PING_PERIOD", G_STRINGIFY (NET_PERIOD), TRUE);
}

void
net_end (void)
{
  rmdir (directory);
  g_free (directory);
}

void
net_setup (void)
{
  static const BeckProxyFile *const files[] = { &net_ProxyFile, NULL };

  ck_assert_int_eq (beck_proxy_register (files), S_OK);
  ck_assert_int_eq (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
}

/* Of this process. */
static guint
count_sockets (void)
{
  GDir *dir = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      char *path = g_build_filename ("/proc/self/fd", name, NULL);
      char *target = g_file_read_link (path, NULL);

      n += target != NULL && g_str_has_prefix (target, "socket:");
      g_free (target);
      g_free (path);
    }
  g_dir_close (dir);
  return n;
}

/* References that were given back a moment ago may still be on their way. */
static void
close_connections (void)
{
  for (guint i = 0; i < 100 && count_sockets () > 0; i++)
    {
      beck_exporters_forget_unused ();
      beck_rpc_close_idle ();
      g_usleep (5000);
    }
}

void
net_teardown (void)
{
  GDir *dir;
  const char *name;

  CoUninitialize ();
  close_connections ();
  dir = g_dir_open (directory, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      char *path = g_build_filename (directory, name, NULL);

      unlink (path);
      g_free (path);
    }
  g_dir_close (dir);
}

guint
net_count_names (void)
{
  GDir *dir = g_dir_open (directory, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  g_dir_close (dir);
  return n;
}

/* ---- The process ---- */

static void
spawn (NetServer *server, const char *listen, const char *period)
{
  char *argv[] = { (char *) g_getenv ("BECK_NET_SERVER"), NULL };
  char **environment = g_get_environ ();
  GError *error = NULL;

  if (listen != NULL)
    environment = g_environ_setenv (environment, "BECK_ORPC_LISTEN", listen, TRUE);
  environment = g_environ_setenv (environment, "BECK_ORPC_PING_PERIOD", period, TRUE);
  ck_assert_msg (g_spawn_async_with_pipes (NULL, argv, environment, G_SPAWN_DO_NOT_REAP_CHILD,
                                           NULL, NULL, &server->pid, &server->in, &server->out,
                                           NULL, &error),
                 "%s", error != NULL ? error->message : "");
  g_strfreev (environment);
}

static char
read_digit (int fd)
{
  char c = '\n';
  ssize_t n;

  do
    n = read (fd, &c, 1);
  while (n < 0);
  return n == 1 ? c : '\n';
}

static void
read_reference (NetServer *server)
{
  GByteArray *bytes = g_byte_array_new ();
  char digits[2];

  while ((digits[0] = read_digit (server->out)) != '\n')
    {
      digits[1] = read_digit (server->out);
      g_byte_array_append (bytes,
                           &(guint8){ (guint8) (g_ascii_xdigit_value (digits[0]) << 4
                                                | g_ascii_xdigit_value (digits[1])) },
                           1);
    }
  ck_assert_uint_gt (bytes->len, 0);
  server->size = bytes->len;
  server->reference = g_byte_array_free (bytes, FALSE);
}

void
net_open (NetServer *server, guint way)
{
  net_open_with (server, way, G_STRINGIFY (NET_PERIOD));
}

void
net_open_with (NetServer *server, guint way, const char *period)
{
  memset (server, 0, sizeof *server);
  spawn (server, net_ways[way].listen, period);
  read_reference (server);
  ck_assert_int_eq (
      net_unmarshal (server->reference, server->size, &IID_INet, (void **) &server->net), S_OK);
}

static int
wait_for_process (NetServer *server)
{
  int status;

  ck_assert_int_eq (waitpid (server->pid, &status, 0), server->pid);
  server->pid = 0;
  return status;
}

void
net_kill (NetServer *server)
{
  kill (server->pid, SIGKILL);
  wait_for_process (server);
}

void
net_close (NetServer *server)
{
  if (server->net != NULL)
    INet_Release (server->net);
  close (server->in);
  close (server->out);
  if (server->pid != 0)
    ck_assert_int_eq (wait_for_process (server), 0);
  g_free (server->reference);
}

/* ---- The object ---- */

HRESULT
net_unmarshal (const guint8 *reference, gsize size, REFIID riid, void **ppv)
{
  LARGE_INTEGER start = { .QuadPart = 0 };
  IStream *stream;
  HRESULT hr;

  ck_assert_int_eq (CreateStreamOnHGlobal (NULL, TRUE, &stream), S_OK);
  ck_assert_int_eq (IStream_Write (stream, reference, (ULONG) size, NULL), S_OK);
  ck_assert_int_eq (IStream_Seek (stream, start, STREAM_SEEK_SET, NULL), S_OK);
  hr = CoUnmarshalInterface (stream, riid, ppv);
  IStream_Release (stream);
  return hr;
}

void
net_wait_objects (INet *net, LONG n)
{
  LONG found;

  do
    {
      g_usleep (2000);
      ck_assert_int_eq (INet_Objects (net, &found), S_OK);
    }
  while (found != n);
}

void
net_wait_holding (INet *net, LONG begun)
{
  LONG found, ended, cancelled;

  do
    {
      g_usleep (2000);
      ck_assert_int_eq (INet_Holding (net, &found, &ended, &cancelled), S_OK);
    }
  while (found < begun);
}

void
net_wait_cancelled (INet *net, LONG wanted)
{
  LONG begun, ended, cancelled;

  do
    {
      g_usleep (2000);
      ck_assert_int_eq (INet_Holding (net, &begun, &ended, &cancelled), S_OK);
    }
  while (cancelled < wanted);
}

AsyncINet *
net_begin_hold (INet *net)
{
  ICallFactory *factory;
  AsyncINet *call;

  ck_assert_int_eq (INet_QueryInterface (net, &IID_ICallFactory, (void **) &factory), S_OK);
  ck_assert_int_eq (ICallFactory_CreateCall (factory, &IID_AsyncINet, NULL, &IID_AsyncINet,
                                             (IUnknown **) &call),
                    S_OK);
  ICallFactory_Release (factory);
  ck_assert_int_eq (AsyncINet_Begin_Hold (call), S_OK);
  return call;
}

HRESULT
net_finish_hold (AsyncINet *call)
{
  ISynchronize *synchronize;

  ck_assert_int_eq (AsyncINet_QueryInterface (call, &IID_ISynchronize, (void **) &synchronize),
                    S_OK);
  ck_assert_int_eq (ISynchronize_Wait (synchronize, 0, INFINITE), S_OK);
  ISynchronize_Release (synchronize);
  return AsyncINet_Finish_Hold (call);
}

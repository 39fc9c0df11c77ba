/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Connections that do not come about soon, or not at all: whoever waits for them is the only one
 * that does, and not for longer than he wants to. */

#include <arpa/inet.h>
#include <beck/exception.h>
#include <beck/status.h>
#include <beck/work.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "beck-test.h"
#include "guest.h"
#include "suites.h"

#define MANY 100
#define FEW_THREADS 4

/* Connections to @address until its backlog is full. */
static guint
fill_backlog (const struct sockaddr *address, socklen_t size, int fds[MANY])
{
  guint n;

  for (n = 0; n < MANY; n++)
    {
      fds[n] = socket (address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      if (connect (fds[n], address, size) != 0 && errno == EAGAIN)
        break;
    }
  return n + 1;
}

static void
close_all (int *fds, guint n)
{
  while (n > 0)
    close (fds[--n]);
}

/* A host that says nothing to those who want to connect. */
typedef struct
{
  int listener;
  guint16 port;
  int fds[MANY];
  guint n;
} Host;

static void
open_mute_host (Host *host)
{
  struct sockaddr_in address = { .sin_family = AF_INET };
  socklen_t size = sizeof address;

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  host->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ck_assert_int_eq (bind (host->listener, (struct sockaddr *) &address, sizeof address), 0);
  ck_assert_int_eq (listen (host->listener, 0), 0);
  ck_assert_int_eq (getsockname (host->listener, (struct sockaddr *) &address, &size), 0);
  host->port = ntohs (address.sin_port);
  host->n = fill_backlog ((struct sockaddr *) &address, size, host->fds) - 1;
  host->n = MIN (host->n, MANY);
}

static void
close_mute_host (Host *host)
{
  close_all (host->fds, host->n);
  close (host->listener);
}

static RPC_BINDING_HANDLE
bind_alone (guint16 port)
{
  g_autofree char *text = g_strdup_printf ("ncacn_ip_tcp:127.0.0.1[%u]", port);
  RPC_BINDING_HANDLE handle;

  ck_assert_int_eq (RpcBindingFromStringBindingA ((RPC_CSTR) text, &handle), 0);
  ck_assert_int_eq (RpcBindingSetOption (handle, RPC_C_OPT_UNIQUE_BINDING, TRUE), 0);
  return handle;
}

static void
begin_over (Call *call, RPC_BINDING_HANDLE handle)
{
  binding = handle;
  begin (call);
  binding = NULL;
}

/* A hundred associations with a server that does not answer binds, or connections. */
START_TEST (those_who_are_silent_stop_nobody_else)
{
  FakeManners silent_manners = { .silent = TRUE, .nak = -1 };
  FakeManners manners = { .multiplex = TRUE, .nak = -1 };
  Fake *silent = fake_open (&silent_manners);
  Fake *fake = fake_open (&manners);
  RPC_BINDING_HANDLE handles[MANY];
  Call calls[MANY], call;
  Host host;

  beck_pool_set_max_threads (FEW_THREADS);
  open_mute_host (&host);
  for (guint i = 0; i < MANY; i++)
    {
      handles[i] = bind_alone (_i == 0 ? silent->port : host.port);
      begin_over (&calls[i], handles[i]);
    }
  bind_to (fake);
  begin (&call);
  ck_assert_int_eq (end (&call), 0);
  for (guint i = 0; i < MANY; i++)
    {
      ck_assert_int_eq (RpcAsyncGetCallStatus (&calls[i].async), RPC_S_ASYNC_CALL_PENDING);
      ck_assert_int_eq (RpcAsyncCancelCall (&calls[i].async, TRUE), 0);
      ck_assert_int_eq (end (&calls[i]), RPC_S_CALL_CANCELLED);
      ck_assert_int_eq (RpcBindingFree (&handles[i]), 0);
    }
  leave (fake);
  fake_wait (&silent->open, 1);
  fake_close (silent);
  close_mute_host (&host);
}
END_TEST

static ULONG
open_desk (RPC_BINDING_HANDLE handle)
{
  volatile ULONG raised = 0;
  DESK desk;

  RpcTryExcept
  {
    c_Open (handle, 1, &desk);
  }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
  {
    raised = RpcExceptionCode ();
  }
  RpcEndExcept
  return raised;
}

static gpointer
open_desk_patiently (gpointer handle)
{
  return GUINT_TO_POINTER (open_desk (handle));
}

/* Nor does it matter that another call waits for the same server, without a time-out. */
START_TEST (a_time_out_holds_for_the_bind)
{
  FakeManners manners = { .silent = TRUE, .nak = -1 };
  Fake *fake = fake_open (&manners);
  RPC_BINDING_HANDLE patient;
  GThread *thread;

  bind_to (fake);
  ck_assert_int_eq (RpcBindingCopy (binding, &patient), 0);
  thread = g_thread_new ("patient", open_desk_patiently, patient);
  fake_wait (&fake->connections, 1);
  ck_assert_int_eq (RpcBindingSetOption (binding, RPC_C_OPT_CALL_TIMEOUT, 100), 0);
  ck_assert_uint_eq (open_desk (binding), RPC_S_CALL_CANCELLED);
  fake_wait (&fake->open, 2);
  fake_hang_up_first (fake);
  ck_assert_uint_eq (GPOINTER_TO_UINT (g_thread_join (thread)), RPC_S_SERVER_UNAVAILABLE);
  RpcBindingFree (&patient);
  leave (fake);
}
END_TEST

START_TEST (a_time_out_holds_for_connecting)
{
  RPC_BINDING_HANDLE handle;
  Host host;

  open_mute_host (&host);
  handle = bind_alone (host.port);
  ck_assert_int_eq (RpcBindingSetOption (handle, RPC_C_OPT_CALL_TIMEOUT, 100), 0);
  ck_assert_uint_eq (open_desk (handle), RPC_S_CALL_CANCELLED);
  RpcBindingFree (&handle);
  close_mute_host (&host);
}
END_TEST

/* ---- That come about in the end ---- */

static gpointer
call_synchronously (gpointer unused)
{
  ck_assert_uint_eq (c_Check (binding, 1), 14);
  return NULL;
}

static gpointer
call_asynchronously (gpointer unused)
{
  Call call;

  begin (&call);
  ck_assert_int_eq (end (&call), 0);
  return NULL;
}

/* What the server keeps for the one connection is there for the other, whichever was first. */
START_TEST (first_calls_at_the_same_time_are_of_one_association)
{
  FakeManners manners = { .multiplex = TRUE, .nak = -1, .groups = TRUE };
  Fake *fake = fake_open (&manners);
  GThread *threads[2];

  bind_to (fake);
  threads[0] = g_thread_new ("sync", call_synchronously, NULL);
  threads[1] = g_thread_new ("async", call_asynchronously, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  ck_assert_int_eq (g_atomic_int_get (&fake->requests), 2);
  ck_assert_int_eq (g_atomic_int_get (&fake->strangers), 0);
  leave (fake);
}
END_TEST

START_TEST (names_of_hosts_are_looked_up)
{
  FakeManners manners = { .multiplex = TRUE, .nak = -1 };
  Fake *fake = fake_open (&manners);
  g_autofree char *text = g_strdup_printf ("ncacn_ip_tcp:localhost[%u]", fake->port);
  RPC_BINDING_HANDLE handles[16];
  Call calls[16];

  for (guint i = 0; i < G_N_ELEMENTS (handles); i++)
    {
      ck_assert_int_eq (RpcBindingFromStringBindingA ((RPC_CSTR) text, &handles[i]), 0);
      RpcBindingSetOption (handles[i], RPC_C_OPT_UNIQUE_BINDING, TRUE);
      begin_over (&calls[i], handles[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (handles); i++)
    {
      ck_assert_int_eq (end (&calls[i]), 0);
      RpcBindingFree (&handles[i]);
    }
  leave (fake);
}
END_TEST

START_TEST (a_call_waits_for_room_in_a_backlog)
{
  FakeManners manners = { .multiplex = TRUE, .nak = -1 };
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fds[MANY], listener;
  char *path = listen_locally (0, &listener);
  Call call;
  guint n;
  Fake *fake;

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  n = fill_backlog ((struct sockaddr *) &address, sizeof address, fds);
  ck_assert_uint_lt (n, MANY);
  bind_locally (path);
  begin (&call);
  ck_assert_int_eq (RpcAsyncGetCallStatus (&call.async), RPC_S_ASYNC_CALL_PENDING);
  close_all (fds, n);
  fake = fake_open_at (listener, &manners);
  ck_assert_int_eq (end (&call), 0);
  leave (fake);
  unlisten (path);
}
END_TEST

Suite *
connect_suite (void)
{
  Suite *suite = suite_create ("connect");
  TCase *tcase = tcase_create ("connect");

  tcase_set_timeout (tcase, 60);
  tcase_add_loop_test (tcase, those_who_are_silent_stop_nobody_else, 0, 2);
  tcase_add_test (tcase, a_time_out_holds_for_the_bind);
  tcase_add_test (tcase, a_time_out_holds_for_connecting);
  tcase_add_loop_test (tcase, first_calls_at_the_same_time_are_of_one_association, 0, 50);
  tcase_add_test (tcase, names_of_hosts_are_looked_up);
  tcase_add_test (tcase, a_call_waits_for_room_in_a_backlog);
  suite_add_tcase (suite, tcase);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Calls to an object of another process, and how they end. */

#define COBJMACROS
#include "suites.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "net-server.h"

#define BIG (1 << 20)
#define N_THREADS 4
#define N_CALLS 200

START_TEST (call_reaches_object)
{
  NetServer server;
  LONG sum = 0;

  net_open (&server, _i);
  ck_assert_int_eq (INet_Add (server.net, 40, 2, &sum), S_OK);
  ck_assert_int_eq (sum, 42);
  net_close (&server);
}
END_TEST

START_TEST (second_interface_is_found)
{
  NetServer server;
  INetMore *more;
  LONG answer = 0;

  net_open (&server, _i);
  ck_assert_int_eq (INet_QueryInterface (server.net, &IID_INetMore, (void **) &more), S_OK);
  ck_assert_int_eq (INetMore_Answer (more, &answer), S_OK);
  ck_assert_int_eq (answer, 42);
  INetMore_Release (more);
  net_close (&server);
}
END_TEST

START_TEST (absent_interface_is_refused)
{
  NetServer server;
  IStream *stream;

  net_open (&server, _i);
  ck_assert_int_eq (INet_QueryInterface (server.net, &IID_IStream, (void **) &stream),
                    E_NOINTERFACE);
  ck_assert_ptr_null (stream);
  net_close (&server);
}
END_TEST

START_TEST (big_arguments_arrive_whole)
{
  NetServer server;
  byte *bytes = g_malloc (BIG), *echo = g_malloc0 (BIG);

  for (guint i = 0; i < BIG; i++)
    bytes[i] = (byte) (i * 7 + (i >> 8));
  net_open (&server, _i);
  ck_assert_int_eq (INet_Echo (server.net, BIG, bytes, echo), S_OK);
  ck_assert_mem_eq (bytes, echo, BIG);
  net_close (&server);
  g_free (bytes);
  g_free (echo);
}
END_TEST

typedef struct
{
  INet *net;
  guint seed;
  guint n_good;
} Caller;

static gpointer
call_often (gpointer data)
{
  Caller *caller = data;

  ck_assert_int_ge (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  for (guint i = 0; i < N_CALLS; i++)
    {
      LONG sum;

      caller->n_good += INet_Add (caller->net, (LONG) caller->seed, (LONG) i, &sum) == S_OK
                        && sum == (LONG) (caller->seed + i);
    }
  CoUninitialize ();
  return NULL;
}

START_TEST (threads_call_at_once)
{
  NetServer server;
  Caller callers[N_THREADS];
  GThread *threads[N_THREADS];

  net_open (&server, _i);
  for (guint i = 0; i < N_THREADS; i++)
    {
      callers[i] = (Caller){ server.net, i * 1000, 0 };
      threads[i] = g_thread_new ("caller", call_often, &callers[i]);
    }
  for (guint i = 0; i < N_THREADS; i++)
    {
      g_thread_join (threads[i]);
      ck_assert_uint_eq (callers[i].n_good, N_CALLS);
    }
  net_close (&server);
}
END_TEST

START_TEST (object_made_there_is_called_and_released)
{
  NetServer server;
  INet *another;
  LONG sum = 0;

  net_open (&server, _i);
  ck_assert_int_eq (INet_Make (server.net, &another), S_OK);
  net_wait_objects (server.net, 2);
  ck_assert_int_eq (INet_Add (another, 1, 2, &sum), S_OK);
  ck_assert_int_eq (sum, 3);
  INet_Release (another);
  net_wait_objects (server.net, 1);
  net_close (&server);
}
END_TEST

/* In the loop: no address, no port, another protocol. */
START_TEST (wrong_place_to_listen_fails_marshaling)
{
  static const char *const places[]
      = { "ncacn_ip_tcp:nonsense[0]", "ncacn_ip_tcp:127.0.0.1[x]", "ncacn_np:127.0.0.1[0]" };
  char *argv[] = { (char *) g_getenv ("BECK_NET_SERVER"), NULL };
  char **environment = g_environ_setenv (g_get_environ (), "BECK_ORPC_LISTEN", places[_i], TRUE);
  int status = 0;

  ck_assert (g_spawn_sync (NULL, argv, environment,
                           G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                           NULL, NULL, &status, NULL));
  ck_assert (!g_spawn_check_wait_status (status, NULL));
  g_strfreev (environment);
}
END_TEST

/* ---- Cancel ---- */

START_TEST (cancel_is_seen_by_server)
{
  NetServer server;
  ICancelMethodCalls *cancel;
  AsyncINet *call;

  net_open (&server, _i);
  call = net_begin_hold (server.net);
  net_wait_holding (server.net, 1);
  ck_assert_int_eq (AsyncINet_QueryInterface (call, &IID_ICancelMethodCalls, (void **) &cancel),
                    S_OK);
  ck_assert_int_eq (ICancelMethodCalls_Cancel (cancel, 0), S_OK);
  ICancelMethodCalls_Release (cancel);
  ck_assert_int_eq (net_finish_hold (call), RPC_E_CALL_CANCELED);
  AsyncINet_Release (call);
  net_wait_cancelled (server.net, 1);
  net_close (&server);
}
END_TEST

typedef struct
{
  INet *net;
  atomic_uint thread; /* its number, once it is known */
  HRESULT hr;
} Holder;

static gpointer
hold_synchronously (gpointer data)
{
  Holder *holder = data;

  ck_assert_int_ge (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  ck_assert_int_eq (CoEnableCallCancellation (NULL), S_OK);
  atomic_store (&holder->thread, (guint) gettid ());
  holder->hr = INet_Hold (holder->net);
  CoDisableCallCancellation (NULL);
  CoUninitialize ();
  return NULL;
}

START_TEST (synchronous_call_is_cancelled_from_another_thread)
{
  NetServer server;
  Holder holder = { .hr = S_OK };
  GThread *thread;

  net_open (&server, _i);
  holder.net = server.net;
  thread = g_thread_new ("holder", hold_synchronously, &holder);
  net_wait_holding (server.net, 1);
  ck_assert_int_eq (CoCancelCall (atomic_load (&holder.thread), 0), S_OK);
  g_thread_join (thread);
  ck_assert_int_eq (holder.hr, RPC_E_CALL_CANCELED);
  net_wait_cancelled (server.net, 1);
  net_close (&server);
}
END_TEST

START_TEST (deadline_ends_call_at_both_ends)
{
  NetServer server;
  AsyncINet *call;

  net_open (&server, _i);
  call = net_begin_hold (server.net);
  net_wait_holding (server.net, 1);
  ck_assert_int_eq (
      beck_call_set_deadline ((IUnknown *) call, g_get_monotonic_time () + 20000), S_OK);
  ck_assert_int_eq (net_finish_hold (call), RPC_E_CALL_CANCELED);
  AsyncINet_Release (call);
  net_wait_cancelled (server.net, 1);
  net_close (&server);
}
END_TEST

/* ---- The server's end ---- */

START_TEST (killed_server_ends_calls_as_perhaps_executed)
{
  NetServer server;
  AsyncINet *call;

  net_open (&server, _i);
  call = net_begin_hold (server.net);
  net_wait_holding (server.net, 1);
  net_kill (&server);
  ck_assert_int_eq (net_finish_hold (call), RPC_E_SERVER_DIED);
  AsyncINet_Release (call);
  net_close (&server);
}
END_TEST

START_TEST (server_that_dies_in_call_ends_it)
{
  NetServer server;

  net_open (&server, _i);
  ck_assert_int_eq (INet_Die (server.net), RPC_E_SERVER_DIED);
  net_kill (&server);
  net_close (&server);
}
END_TEST

START_TEST (call_to_dead_server_is_not_executed)
{
  NetServer server;
  LONG sum = 0;
  HRESULT hr;

  net_open (&server, _i);
  ck_assert_int_eq (INet_Add (server.net, 1, 2, &sum), S_OK);
  net_kill (&server);
  do
    hr = INet_Add (server.net, 1, 2, &sum);
  while (hr == RPC_E_SERVER_DIED);
  ck_assert_int_eq (hr, RPC_E_SERVER_DIED_DNE);
  net_close (&server);
}
END_TEST

START_TEST (reference_to_dead_server_is_refused)
{
  NetServer server;
  INet *net;

  net_open (&server, _i);
  INet_Release (server.net);
  server.net = NULL;
  net_kill (&server);
  ck_assert (FAILED (net_unmarshal (server.reference, server.size, &IID_INet, (void **) &net)));
  ck_assert_ptr_null (net);
  net_close (&server);
}
END_TEST

/* A server that is killed leaves its socket; the next one removes it. */
START_TEST (socket_of_dead_server_is_removed)
{
  NetServer first, second;
  guint n;

  net_open (&first, 0);
  ck_assert_uint_eq (net_count_names (), 1);
  net_kill (&first);
  net_close (&first);
  ck_assert_uint_eq (net_count_names (), 1);
  net_open (&second, 0);
  n = net_count_names ();
  net_close (&second);
  ck_assert_uint_eq (n, 1);
  ck_assert_uint_eq (net_count_names (), 0);
}
END_TEST

START_TEST (stopped_server_goes_on)
{
  NetServer server;
  AsyncINet *call;
  LONG sum = 0;

  net_open (&server, _i);
  call = net_begin_hold (server.net);
  net_wait_holding (server.net, 1);
  kill (server.pid, SIGSTOP);
  g_usleep (300000);
  kill (server.pid, SIGCONT);
  ck_assert_int_eq (INet_Add (server.net, 1, 2, &sum), S_OK);
  net_kill (&server);
  ck_assert_int_eq (net_finish_hold (call), RPC_E_SERVER_DIED);
  AsyncINet_Release (call);
  net_close (&server);
}
END_TEST

Suite *
net_calls_suite (void)
{
  Suite *suite = suite_create ("net");
  TCase *tcase = tcase_create ("calls");

  tcase_add_checked_fixture (tcase, net_setup, net_teardown);
  tcase_set_timeout (tcase, 60);
  tcase_add_loop_test (tcase, call_reaches_object, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, second_interface_is_found, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, absent_interface_is_refused, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, big_arguments_arrive_whole, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, threads_call_at_once, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, object_made_there_is_called_and_released, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, wrong_place_to_listen_fails_marshaling, 0, 3);
  tcase_add_loop_test (tcase, cancel_is_seen_by_server, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, synchronous_call_is_cancelled_from_another_thread, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, deadline_ends_call_at_both_ends, 0, N_NET_WAYS);
  suite_add_tcase (suite, tcase);
  tcase = tcase_create ("death");
  tcase_add_checked_fixture (tcase, net_setup, net_teardown);
  tcase_set_timeout (tcase, 60);
  tcase_add_loop_test (tcase, killed_server_ends_calls_as_perhaps_executed, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, server_that_dies_in_call_ends_it, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, call_to_dead_server_is_not_executed, 0, N_NET_WAYS);
  tcase_add_loop_test (tcase, reference_to_dead_server_is_refused, 0, N_NET_WAYS);
  tcase_add_test (tcase, socket_of_dead_server_is_removed);
  tcase_add_loop_test (tcase, stopped_server_goes_on, 0, N_NET_WAYS);
  suite_add_tcase (suite, tcase);
  return suite;
}

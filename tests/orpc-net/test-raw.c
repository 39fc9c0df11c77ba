/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Interfaces whose requests are handed on as bytes, in this process over its own socket. */

#include "suites.h"

#include <beck/guid.h>
#include <beck/hresult.h>
#include <beck/rpc-server.h>
#include <beck/status.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net-server.h"
#include "rpc/raw.h"
#include "rpc/remote.h"

#define ENDPOINT "raw-test"
#define BIG (300 * 1000)

/* Interfaces by number: what is offered stays so, also for the next test of the process. The first
 * ones are echoed. */
enum
{
  N_INTERFACES = 300,
  WARMED_UP,
  UNOFFERED,
  ANSWERED_LATER,
  REFUSED,
  HELD,
};

static const IID first_iid
    = { 0x33330000, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 10 } };

static atomic_int n_cancels, n_disconnects, n_frees;
static BeckRpcServerPeer last_peer;
static GUID last_object;

/* ---- What answers ---- */

static void
respond (BeckRpcServerCall *call, gconstpointer data, gsize size)
{
  BeckNdrWriter writer;

  beck_ndr_writer_init (&writer, NULL);
  if (size > 0)
    ck_assert (beck_ndr_put_bytes (&writer, data, size));
  beck_rpc_server_call_respond (call, &writer);
  beck_ndr_writer_clear (&writer);
}

static void
echo (BeckRpcServerCall *call)
{
  gsize size;
  gpointer data = beck_rpc_server_call_take_request (call, &size);

  last_object = call->object;
  beck_rpc_server_call_peer (call, &last_peer);
  respond (call, data, size);
  free (data);
}

static gpointer
answer_later (gpointer data)
{
  BeckRpcServerCall *call = data;

  g_usleep (5000);
  respond (call, "later", 5);
  beck_rpc_server_call_unref (call);
  return NULL;
}

static void
echo_later (BeckRpcServerCall *call)
{
  g_thread_unref (g_thread_new ("answer", answer_later, beck_rpc_server_call_ref (call)));
}

static void
refuse (BeckRpcServerCall *call)
{
  beck_rpc_server_call_fault (call, (guint32) RPC_E_DISCONNECTED);
}

static void
told (BeckRpcServerCall *call, BeckRpcTold what)
{
  if (what == BECK_RPC_TOLD_CANCEL)
    atomic_fetch_add (&n_cancels, 1);
  else if (what == BECK_RPC_TOLD_DISCONNECT)
    {
      atomic_fetch_add (&n_disconnects, 1);
      beck_rpc_server_call_fault (call, RPC_S_CALL_CANCELLED);
    }
  else if (what == BECK_RPC_TOLD_FREE)
    atomic_fetch_add (&n_frees, 1);
}

/* Ends when nobody waits any more. */
static void
hold (BeckRpcServerCall *call)
{
  beck_rpc_server_call_listen (call, told, NULL);
}

/* ---- The other end ---- */

static IID
iid_of (guint i)
{
  IID iid = first_iid;

  iid.Data1 += i;
  return iid;
}

static BeckRpcRemoteBinding *
bind_here (void)
{
  BeckRpcRemoteBinding *binding = beck_rpc_remote_new (BECK_RPC_PROTSEQ_LOCAL, "", ENDPOINT);

  ck_assert_ptr_nonnull (binding);
  return binding;
}

static guint32
call (BeckRpcRemoteBinding *binding, guint i, gconstpointer data, gsize size,
      BeckRpcExchange *exchange)
{
  static const BeckNdrMethod method = { .name = "method", .opnum = 7 };
  const BeckNdrInterface interface = { .name = "raw", .uuid = iid_of (i) };

  *exchange = (BeckRpcExchange){ .interface = &interface,
                                 .method = &method,
                                 .object = &first_iid,
                                 .request = data,
                                 .request_size = size };
  return beck_rpc_client_call (&binding->base, exchange).status;
}

static void
check_echo (BeckRpcRemoteBinding *binding, guint i, gconstpointer data, gsize size)
{
  BeckRpcExchange exchange;

  ck_assert_uint_eq (call (binding, i, data, size, &exchange), 0);
  ck_assert_uint_eq (exchange.response_size, size);
  if (size > 0)
    ck_assert_mem_eq (exchange.response, data, size);
  exchange.release (&exchange);
}

static void
offer (guint i, BeckRpcRawFunc func)
{
  const IID iid = iid_of (i);

  ck_assert_int_eq (beck_rpc_raw_offer (&iid, func), RPC_S_OK);
}

/* The reactor begins with the first connection, and stays. */
static void
setup (void)
{
  BeckRpcRemoteBinding *binding;

  net_setup ();
  ck_assert_int_eq (RpcServerUseProtseqEpA ((RPC_CSTR) "ncalrpc", 1, (RPC_CSTR) ENDPOINT, NULL),
                    RPC_S_OK);
  offer (WARMED_UP, echo);
  binding = bind_here ();
  check_echo (binding, WARMED_UP, "", 0);
  beck_rpc_binding_unref (&binding->base);
  beck_rpc_close_idle ();
  beck_test_keep_descriptors ();
}

/* ---- Tests ---- */

START_TEST (bytes_come_and_go)
{
  BeckRpcRemoteBinding *binding = bind_here ();
  guint8 *big = g_malloc (BIG);

  memset (big, 0x5a, BIG);
  offer (0, echo);
  check_echo (binding, 0, "hello", 5);
  check_echo (binding, 0, "", 0);
  check_echo (binding, 0, big, BIG);
  ck_assert (beck_guid_equal (&last_object, &first_iid));
  beck_rpc_binding_unref (&binding->base);
  g_free (big);
}
END_TEST

START_TEST (peer_is_known)
{
  BeckRpcRemoteBinding *binding = bind_here ();

  offer (0, echo);
  check_echo (binding, 0, "hello", 5);
  ck_assert (last_peer.is_local);
  ck_assert_uint_eq (last_peer.uid, geteuid ());
  ck_assert_int_eq (last_peer.pid, getpid ());
  beck_rpc_binding_unref (&binding->base);
}
END_TEST

START_TEST (hundreds_of_interfaces_share_a_connection)
{
  BeckRpcRemoteBinding *binding = bind_here ();

  for (guint i = 0; i < N_INTERFACES; i++)
    {
      offer (i, echo);
      offer (i, echo);
    }
  for (guint i = 0; i < N_INTERFACES; i++)
    check_echo (binding, i, &i, sizeof i);
  beck_rpc_binding_unref (&binding->base);
}
END_TEST

START_TEST (interface_that_is_not_offered_is_unknown_until_it_is)
{
  BeckRpcRemoteBinding *binding = bind_here ();
  BeckRpcExchange exchange;

  offer (0, echo);
  ck_assert_uint_eq (call (binding, UNOFFERED, "", 0, &exchange), RPC_S_UNKNOWN_IF);
  offer (UNOFFERED, echo);
  check_echo (binding, UNOFFERED, "hello", 5);
  beck_rpc_binding_unref (&binding->base);
}
END_TEST

START_TEST (answer_comes_from_another_thread)
{
  BeckRpcRemoteBinding *binding = bind_here ();
  BeckRpcExchange exchange;

  offer (ANSWERED_LATER, echo_later);
  ck_assert_uint_eq (call (binding, ANSWERED_LATER, "", 0, &exchange), 0);
  ck_assert_uint_eq (exchange.response_size, 5);
  ck_assert_mem_eq (exchange.response, "later", 5);
  exchange.release (&exchange);
  beck_rpc_binding_unref (&binding->base);
}
END_TEST

START_TEST (fault_arrives_as_it_is)
{
  BeckRpcRemoteBinding *binding = bind_here ();
  BeckRpcExchange exchange;

  offer (REFUSED, refuse);
  ck_assert_uint_eq (call (binding, REFUSED, "", 0, &exchange), (guint32) RPC_E_DISCONNECTED);
  beck_rpc_binding_unref (&binding->base);
}
END_TEST

START_TEST (client_that_goes_is_told)
{
  BeckRpcRemoteBinding *binding = bind_here ();
  BeckRpcExchange exchange;

  offer (HELD, hold);
  binding->call_timeout = 50;
  ck_assert_uint_eq (call (binding, HELD, "", 0, &exchange), RPC_S_CALL_CANCELLED);
  while (atomic_load (&n_frees) == 0)
    g_usleep (1000);
  ck_assert_int_eq (atomic_load (&n_disconnects), 1);
  beck_rpc_binding_unref (&binding->base);
}
END_TEST

Suite *
raw_suite (void)
{
  Suite *suite = suite_create ("raw");
  TCase *tcase = tcase_create ("raw");

  tcase_add_checked_fixture (tcase, setup, net_teardown);
  tcase_set_timeout (tcase, 60);
  tcase_add_test (tcase, bytes_come_and_go);
  tcase_add_test (tcase, peer_is_known);
  tcase_add_test (tcase, hundreds_of_interfaces_share_a_connection);
  tcase_add_test (tcase, interface_that_is_not_offered_is_unknown_until_it_is);
  tcase_add_test (tcase, answer_comes_from_another_thread);
  tcase_add_test (tcase, fault_arrives_as_it_is);
  tcase_add_test (tcase, client_that_goes_is_told);
  suite_add_tcase (suite, tcase);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What managers do with the server and their call, called by client stubs over the socket. */

#include <beck/exception.h>
#include <beck/rpc-async.h>
#include <beck/rpc-security.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "stage.h"
#include "suites.h"

static RPC_BINDING_HANDLE stage;
static store_v1_2_epv_t managers;
static LONG (*body) (handle_t h);

static LONG
run_body (handle_t h, LONG a, LONG b)
{
  return body (h);
}

static RPC_BINDING_HANDLE
bind_to (const char *string)
{
  RPC_BINDING_HANDLE binding;

  ck_assert_int_eq (RpcBindingFromStringBindingA ((RPC_CSTR) string, &binding), 0);
  /* Connections go with the binding. */
  ck_assert_int_eq (RpcBindingSetOption (binding, RPC_C_OPT_DONT_LINGER, TRUE), 0);
  return binding;
}

static void
begin (void)
{
  managers = scene_managers;
  managers.Add = run_body;
  stage_begin_silent ();
  ck_assert_int_eq (RpcServerRegisterIf (store_v1_2_s_ifspec, NULL, &managers), 0);
  ck_assert_int_eq (RpcServerListen (1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE), 0);
  stage = bind_to ("ncalrpc:[" STAGE "]");
}

static void
end (void)
{
  ck_assert_int_eq (RpcBindingFree (&stage), 0);
  stage_end ();
}

/* What the manager returns. */
static LONG
ask (LONG (*manager) (handle_t h))
{
  body = manager;
  return Add (stage, 0, 0);
}

/* ---- The call ---- */

static LONG
know_call (handle_t h)
{
  RPC_BINDING_HANDLE current;
  UUID object = { .Data1 = 1 };
  static const UUID nil;
  RPC_CSTR text;

  ck_assert_int_eq (RpcServerInqBindingHandle (&current), 0);
  ck_assert_ptr_eq (current, h);
  ck_assert_int_eq (RpcBindingInqObject (h, &object), 0);
  ck_assert (beck_guid_equal (&object, &nil));
  ck_assert_int_eq (RpcBindingToStringBindingA (h, &text), 0);
  ck_assert_str_eq ((char *) text, "ncalrpc:");
  RpcStringFreeA (&text);
  ck_assert_int_eq (RpcServerTestCancel (NULL), RPC_S_CALL_IN_PROGRESS);
  ck_assert_int_eq (RpcBindingFree (&current), RPC_S_WRONG_KIND_OF_BINDING);
  return 1;
}

START_TEST (a_manager_knows_its_call)
{
  ck_assert_int_eq (ask (know_call), 1);
}
END_TEST

static LONG
call_backwards (handle_t h)
{
  return Add (h, 1, 2);
}

START_TEST (nothing_can_be_called_over_the_handle_of_a_call)
{
  guint32 raised = 0;

  body = call_backwards;
  RpcTryExcept
  {
    Add (stage, 0, 0);
  }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
  {
    raised = RpcExceptionCode ();
  }
  RpcEndExcept;
  ck_assert_uint_eq (raised, RPC_S_WRONG_KIND_OF_BINDING);
}
END_TEST

static LONG
look_at_attributes (handle_t h)
{
  RPC_CALL_ATTRIBUTES_V2_A attributes = { .Version = 2, .Flags = RPC_QUERY_CLIENT_PRINCIPAL_NAME };
  const BeckRpcInterface *interface = store_v1_2_s_ifspec;
  unsigned char name[4] = "abc";
  guint uid, gid;

  ck_assert_int_eq (beck_rpc_server_inq_client_user (h, &uid, &gid), 0);
  ck_assert_uint_eq (uid, geteuid ());
  ck_assert_uint_eq (gid, getegid ());
  ck_assert_int_eq (RpcServerInqCallAttributesA (h, &attributes), ERROR_MORE_DATA);
  ck_assert_uint_eq (attributes.ClientPrincipalNameBufferLength, 1);
  attributes.ClientPrincipalName = name;
  attributes.ClientPrincipalNameBufferLength = sizeof name;
  ck_assert_int_eq (RpcServerInqCallAttributesA (h, &attributes), 0);
  ck_assert_str_eq ((char *) name, "");
  ck_assert_uint_eq (attributes.AuthenticationLevel, RPC_C_AUTHN_LEVEL_NONE);
  ck_assert_uint_eq (attributes.ProtocolSequence, RPC_PROTSEQ_LRPC);
  ck_assert_int_eq (attributes.IsClientLocal, rcclLocal);
  ck_assert_uint_eq ((gsize) attributes.ClientPID, (gsize) getpid ());
  ck_assert_uint_eq (attributes.CallStatus, rcsCallInProgress);
  ck_assert_uint_eq (attributes.OpNum, STORE_ADD);
  ck_assert (beck_guid_equal (&attributes.InterfaceUuid, &interface->ndr->uuid));
  attributes.Version = 3;
  ck_assert_int_eq (RpcServerInqCallAttributesA (h, &attributes), RPC_S_INVALID_ARG);
  return 2;
}

START_TEST (a_call_has_attributes)
{
  ck_assert_int_eq (ask (look_at_attributes), 2);
}
END_TEST

static LONG
find_client (handle_t h)
{
  RPC_BINDING_HANDLE server;

  ck_assert_int_eq (RpcBindingServerFromClient (h, &server), 0);
  ck_assert_int_eq (RpcBindingFree (&server), 0);
  ck_assert_int_eq (RpcBindingServerFromClient (stage, &server), RPC_S_WRONG_KIND_OF_BINDING);
  return 3;
}

START_TEST (a_client_can_be_a_server)
{
  ck_assert_int_eq (ask (find_client), 3);
}
END_TEST

/* Until the client says so. */
static LONG
wait_for_cancel (handle_t h)
{
  while (RpcServerTestCancel (h) != RPC_S_OK)
    g_usleep (1000);
  return 8;
}

START_TEST (a_cancel_reaches_the_manager)
{
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  WirePdu pdu;

  body = wait_for_cancel;
  stage_send_add (fd, 2, 0, 0);
  wire_begin (&pdu, WIRE_CANCEL, WIRE_WHOLE, 2);
  wire_end (&pdu);
  wire_send (fd, &pdu);
  stage_expect_sum (fd, 2, 8);
  close (fd);
}
END_TEST

/* ---- The server ---- */

/* What a Shutdown procedure does, as in samples. */
static LONG
shut_down (handle_t h)
{
  ck_assert_int_eq (RpcMgmtStopServerListening (NULL), 0);
  ck_assert_int_eq (RpcServerUnregisterIf (NULL, NULL, FALSE), 0);
  return 4;
}

static gpointer
wait_for_end (gpointer data)
{
  return GINT_TO_POINTER (RpcMgmtWaitServerListen ());
}

START_TEST (a_manager_may_shut_the_server_down)
{
  GThread *thread = g_thread_new ("wait", wait_for_end, NULL);

  ck_assert_int_eq (ask (shut_down), 4);
  ck_assert_int_eq (GPOINTER_TO_INT (g_thread_join (thread)), 0);
}
END_TEST

static LONG
unregister_and_wait (handle_t h)
{
  ck_assert_int_eq (RpcServerUnregisterIf (store_v1_2_s_ifspec, NULL, TRUE), 0);
  return 5;
}

START_TEST (a_manager_that_waits_for_calls_does_not_wait_for_its_own)
{
  ck_assert_int_eq (ask (unregister_and_wait), 5);
}
END_TEST

static LONG
leave (handle_t h)
{
  return 6;
}

static LONG
call_again (handle_t h)
{
  body = leave;
  return 10 * Add (stage, 0, 0);
}

START_TEST (a_manager_may_call_its_own_server)
{
  ck_assert_int_eq (ask (call_again), 60);
}
END_TEST

/* ---- Many at once ---- */

enum
{
  N_THREADS = 8,
  N_CALLS = 500,
};

static LONG
now_and_then_wait (handle_t h)
{
  static gint n;

  if (g_atomic_int_add (&n, 1) % 100 == 0)
    g_usleep (3000);
  return 7;
}

static gpointer
call_often (gpointer data)
{
  guint good = 0;

  for (guint i = 0; i < N_CALLS; i++)
    good += Add (stage, 0, 0) == 7;
  return GUINT_TO_POINTER (good);
}

START_TEST (many_threads_call_managers_that_sometimes_wait)
{
  GThread *threads[N_THREADS];

  body = now_and_then_wait;
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("call", call_often, NULL);
  for (guint i = 0; i < N_THREADS; i++)
    ck_assert_uint_eq (GPOINTER_TO_UINT (g_thread_join (threads[i])), N_CALLS);
}
END_TEST

/* ---- Lack of memory ---- */

/* Whether a client of bytes gets its answer; anything but that or an end of its connection fails.
 */
static gboolean
is_answered (void)
{
  int fd = wire_connect (STAGE);
  gboolean answered = FALSE;
  WirePdu pdu;

  wire_bind (&pdu, WIRE_BIND, WIRE_WHOLE, 1, 0, store_v1_2_s_ifspec, 0);
  send (fd, pdu.data, pdu.size, MSG_NOSIGNAL);
  if (wire_receive (fd, &pdu) && wire_type (&pdu) == WIRE_BIND_ACK)
    {
      wire_request (&pdu, WIRE_WHOLE, 2, 0, STORE_ADD, "\0\0\0\0\0\0\0\0", 8);
      send (fd, pdu.data, pdu.size, MSG_NOSIGNAL);
      answered = wire_receive (fd, &pdu) && wire_type (&pdu) == WIRE_RESPONSE;
    }
  close (fd);
  return answered;
}

START_TEST (a_server_without_memory_goes_on_when_there_is_some)
{
  gboolean answered;
  guint in_a_row = 0;

  body = leave;
  for (gint64 i = 0; in_a_row < 5; i++)
    {
      ck_assert_int_lt (i, 1000);
      beck_alloc_fail_at (i);
      answered = is_answered ();
      beck_alloc_fail_at (-1);
      in_a_row = answered ? in_a_row + 1 : 0;
      ck_assert (is_answered ());
    }
}
END_TEST

Suite *
manager_suite (void)
{
  Suite *suite = suite_create ("rpc-server");
  TCase *tcase = tcase_create ("manager");

  tcase_set_timeout (tcase, 120);
  tcase_add_checked_fixture (tcase, begin, end);
  tcase_add_test (tcase, a_manager_knows_its_call);
  tcase_add_test (tcase, nothing_can_be_called_over_the_handle_of_a_call);
  tcase_add_test (tcase, a_call_has_attributes);
  tcase_add_test (tcase, a_client_can_be_a_server);
  tcase_add_test (tcase, a_cancel_reaches_the_manager);
  tcase_add_test (tcase, a_manager_may_shut_the_server_down);
  tcase_add_test (tcase, a_manager_that_waits_for_calls_does_not_wait_for_its_own);
  tcase_add_test (tcase, a_manager_may_call_its_own_server);
  tcase_add_test (tcase, many_threads_call_managers_that_sometimes_wait);
  tcase_add_test (tcase, a_server_without_memory_goes_on_when_there_is_some);
  suite_add_tcase (suite, tcase);
  return suite;
}

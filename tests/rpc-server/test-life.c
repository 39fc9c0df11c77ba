/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The server's life, row by row (rpc.md 2.2 and 7, rows 24, 40, 61 to 63, 69), and registrations.
 */

#include <beck/rpc-endpoint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "stage.h"
#include "suites.h"

/* ---- Tables: a function per action, the statuses of a sequence ---- */

typedef enum
{
  USE,
  LISTEN,
  STOP,
  WAIT,
  REGISTER,
  UNREGISTER,
  UNREGISTER_ALL,
  END,
} Action;

static RPC_STATUS
act (Action action)
{
  switch (action)
    {
    case USE:
      return RpcServerUseProtseqEpA ((RPC_CSTR) "ncalrpc", 1, (RPC_CSTR) STAGE, NULL);
    case LISTEN:
      return RpcServerListen (1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE);
    case STOP:
      return RpcMgmtStopServerListening (NULL);
    case WAIT:
      return RpcMgmtWaitServerListen ();
    case REGISTER:
      return RpcServerRegisterIf (store_v1_2_s_ifspec, NULL, (void *) &scene_managers);
    case UNREGISTER:
      return RpcServerUnregisterIf (store_v1_2_s_ifspec, NULL, TRUE);
    case UNREGISTER_ALL:
      return RpcServerUnregisterIf (NULL, NULL, FALSE);
    default:
      return -1;
    }
}

typedef struct
{
  Action action;
  RPC_STATUS status;
} Step;

static const Step sequences[][10] = {
  { { LISTEN, RPC_S_NO_PROTSEQS_REGISTERED }, { END, 0 } },
  { { STOP, RPC_S_NOT_LISTENING }, { USE, 0 }, { STOP, RPC_S_NOT_LISTENING }, { END, 0 } },
  { { WAIT, RPC_S_NOT_LISTENING }, { END, 0 } },
  { { USE, 0 }, { USE, RPC_S_DUPLICATE_ENDPOINT }, { END, 0 } },
  { { USE, 0 }, { LISTEN, 0 }, { LISTEN, RPC_S_ALREADY_LISTENING }, { END, 0 } },
  { { USE, 0 }, { LISTEN, 0 }, { STOP, 0 }, { STOP, 0 }, { END, 0 } },
  { { USE, 0 },
    { LISTEN, 0 },
    { STOP, 0 },
    { WAIT, 0 },
    { WAIT, RPC_S_NOT_LISTENING },
    { END, 0 } },
  { { USE, 0 },
    { LISTEN, 0 },
    { STOP, 0 },
    { WAIT, 0 },
    { LISTEN, 0 },
    { STOP, 0 },
    { WAIT, 0 },
    { END, 0 } },
  { { REGISTER, 0 }, { REGISTER, RPC_S_TYPE_ALREADY_REGISTERED }, { END, 0 } },
  { { UNREGISTER, RPC_S_UNKNOWN_IF }, { UNREGISTER_ALL, 0 }, { END, 0 } },
  { { REGISTER, 0 },
    { UNREGISTER, 0 },
    { UNREGISTER, RPC_S_UNKNOWN_IF },
    { REGISTER, 0 },
    { END, 0 } },
  { { REGISTER, 0 }, { UNREGISTER_ALL, 0 }, { UNREGISTER, RPC_S_UNKNOWN_IF }, { END, 0 } },
};

START_TEST (sequences_have_their_statuses)
{
  for (const Step *step = sequences[_i]; step->action != END; step++)
    ck_assert_msg (act (step->action) == step->status, "sequence %d, step %d", _i,
                   (int) (step - sequences[_i]));
}
END_TEST

START_TEST (bounds_of_calls_are_checked)
{
  ck_assert_int_eq (act (USE), 0);
  ck_assert_int_eq (RpcServerListen (1, 0, TRUE), RPC_S_MAX_CALLS_TOO_SMALL);
  ck_assert_int_eq (RpcServerListen (3, 2, TRUE), RPC_S_MAX_CALLS_TOO_SMALL);
}
END_TEST

/* ---- Endpoints ---- */

START_TEST (endpoints_that_cannot_be)
{
  static const struct
  {
    const char *protseq, *endpoint;
    RPC_STATUS status;
  } rows[] = {
    { "ncacn_np", "\\pipe\\x", RPC_S_PROTSEQ_NOT_SUPPORTED },
    { "ncadg_ip_udp", "135", RPC_S_PROTSEQ_NOT_SUPPORTED },
    { "nonsense protocol", "1", RPC_S_INVALID_RPC_PROTSEQ },
    { "ncacn_ip_tcp", "eighty", RPC_S_INVALID_ENDPOINT_FORMAT },
    { "ncacn_ip_tcp", "65536", RPC_S_INVALID_ENDPOINT_FORMAT },
    { "ncacn_ip_tcp", "", RPC_S_INVALID_ENDPOINT_FORMAT },
    { "ncalrpc", "", RPC_S_INVALID_ENDPOINT_FORMAT },
    { "ncalrpc", "a/b", RPC_S_INVALID_ENDPOINT_FORMAT },
  };

  char text[] = "a descriptor";

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    ck_assert_msg (
        RpcServerUseProtseqEpA ((RPC_CSTR) rows[i].protseq, 1, (RPC_CSTR) rows[i].endpoint, NULL)
            == rows[i].status,
        "%s %s", rows[i].protseq, rows[i].endpoint);
  ck_assert_int_eq (RpcServerUseProtseqA ((RPC_CSTR) "ncalrpc", 1, text),
                    RPC_S_INVALID_SECURITY_DESC);
}
END_TEST

static guint
count_bindings (void)
{
  RPC_BINDING_VECTOR *vector;
  guint n;

  if (RpcServerInqBindings (&vector) != RPC_S_OK)
    return 0;
  n = vector->Count;
  RpcBindingVectorFree (&vector);
  return n;
}

START_TEST (without_endpoints_there_are_no_bindings)
{
  RPC_BINDING_VECTOR *vector;

  ck_assert_int_eq (RpcServerInqBindings (&vector), RPC_S_NO_BINDINGS);
}
END_TEST

START_TEST (bindings_name_the_endpoints)
{
  RPC_BINDING_VECTOR *vector;
  RPC_CSTR text;

  ck_assert_int_eq (act (USE), 0);
  ck_assert_int_eq (RpcServerInqBindings (&vector), RPC_S_OK);
  ck_assert_uint_eq (vector->Count, 1);
  ck_assert_int_eq (RpcBindingToStringBindingA (vector->BindingH[0], &text), 0);
  ck_assert_str_eq ((char *) text, "ncalrpc:[" STAGE "]");
  RpcStringFreeA (&text);
  RpcBindingVectorFree (&vector);
}
END_TEST

START_TEST (a_dynamic_endpoint_is_made_once)
{
  guint n;

  ck_assert_int_eq (RpcServerUseProtseqA ((RPC_CSTR) "ncacn_ip_tcp", 1, NULL), 0);
  n = count_bindings ();
  ck_assert_uint_gt (n, 0);
  ck_assert_int_eq (RpcServerUseProtseqA ((RPC_CSTR) "ncacn_ip_tcp", 1, NULL), 0);
  ck_assert_uint_eq (count_bindings (), n);
  ck_assert_int_eq (RpcServerUseAllProtseqs (1, NULL), 0);
  ck_assert_uint_eq (count_bindings (), n + 1);
}
END_TEST

/* The port of the first TCP binding. */
static guint16
tcp_port (void)
{
  RPC_BINDING_VECTOR *vector;
  RPC_CSTR text, endpoint;
  guint16 port;

  ck_assert_int_eq (RpcServerInqBindings (&vector), RPC_S_OK);
  ck_assert_int_eq (RpcBindingToStringBindingA (vector->BindingH[0], &text), 0);
  ck_assert_int_eq (RpcStringBindingParseA (text, NULL, NULL, NULL, &endpoint, NULL), 0);
  port = (guint16) g_ascii_strtoull ((char *) endpoint, NULL, 10);
  RpcStringFreeA (&text);
  RpcStringFreeA (&endpoint);
  RpcBindingVectorFree (&vector);
  return port;
}

START_TEST (dynamic_ports_are_high_and_can_be_reached)
{
  int fd;

  ck_assert_int_eq (RpcServerUseProtseqA ((RPC_CSTR) "ncacn_ip_tcp", 1, NULL), 0);
  ck_assert_uint_ge (tcp_port (), 49152);
  ck_assert_int_eq (act (REGISTER), 0);
  ck_assert_int_eq (act (LISTEN), 0);
  fd = wire_connect_tcp (tcp_port ());
  wire_bind_to (fd, store_v1_2_s_ifspec);
  stage_send_add (fd, 2, 1, 2);
  stage_expect_sum (fd, 2, 3);
  close (fd);
}
END_TEST

START_TEST (addresses_are_those_that_were_told)
{
  RPC_POLICY all = { sizeof all, 0, RPC_C_BIND_TO_ALL_NICS };
  RPC_POLICY bad = { 4, 0, 0 };

  ck_assert_int_eq (beck_rpc_server_set_addresses ("127.0.0.1"), 0);
  ck_assert_int_eq (RpcServerUseProtseqA ((RPC_CSTR) "ncacn_ip_tcp", 1, NULL), 0);
  ck_assert_uint_eq (count_bindings (), 1);
  ck_assert_int_eq (beck_rpc_server_set_addresses ("nowhere"), 0);
  ck_assert_int_eq (RpcServerUseProtseqEpA ((RPC_CSTR) "ncacn_ip_tcp", 1, (RPC_CSTR) "49999", NULL),
                    RPC_S_INVALID_NET_ADDR);
  ck_assert_int_eq (beck_rpc_server_set_addresses (NULL), 0);
  ck_assert_int_eq (RpcServerUseProtseqExA ((RPC_CSTR) "ncalrpc", 1, NULL, &all), 0);
  ck_assert_int_eq (RpcServerUseProtseqExA ((RPC_CSTR) "ncalrpc", 1, NULL, &bad),
                    RPC_S_INVALID_ARG);
}
END_TEST

/* A Unix socket that listens at @path. */
static int
make_listener (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  ck_assert_int_eq (bind (fd, (struct sockaddr *) &address, sizeof address), 0);
  ck_assert_int_eq (listen (fd, 10), 0);
  return fd;
}

START_TEST (a_socket_of_somebody_else_is_an_endpoint)
{
  g_autofree char *path = g_build_filename (g_getenv ("BECK_NCALRPC_DIR"), "given", NULL);
  int fd, pipes[2];

  ck_assert_int_eq (beck_rpc_server_use_socket (make_listener (path)), 0);
  ck_assert_int_eq (act (REGISTER), 0);
  ck_assert_int_eq (act (LISTEN), 0);
  fd = wire_bound ("given", store_v1_2_s_ifspec, 0);
  stage_send_add (fd, 2, 1, 2);
  stage_expect_sum (fd, 2, 3);
  close (fd);
  unlink (path);
  ck_assert_int_eq (pipe (pipes), 0);
  ck_assert_int_eq (beck_rpc_server_use_socket (pipes[0]), RPC_S_INVALID_ARG);
  close (pipes[0]);
  close (pipes[1]);
}
END_TEST

/* Elsewhere than in the folder of local endpoints it is announced by its path. */
START_TEST (a_socket_somewhere_else_is_known_by_its_path)
{
  g_autofree char *folder = g_dir_make_tmp ("beck-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "given", NULL);
  RPC_BINDING_VECTOR *vector;
  unsigned char *text, *endpoint;

  ck_assert_int_eq (beck_rpc_server_use_socket (make_listener (path)), 0);
  ck_assert_int_eq (RpcServerInqBindings (&vector), 0);
  ck_assert_uint_eq (vector->Count, 1);
  ck_assert_int_eq (RpcBindingToStringBindingA (vector->BindingH[0], &text), 0);
  ck_assert_int_eq (RpcStringBindingParseA (text, NULL, NULL, NULL, &endpoint, NULL), 0);
  ck_assert_str_eq ((char *) endpoint, path);
  RpcStringFreeA (&endpoint);
  RpcStringFreeA (&text);
  RpcBindingVectorFree (&vector);
  unlink (path);
  rmdir (folder);
}
END_TEST

START_TEST (all_sequences_may_be_used_at_once)
{
  RPC_POLICY bad = { .Length = 1 };

  ck_assert_int_eq (RpcServerUseAllProtseqsEx (1, NULL, &bad), RPC_S_INVALID_ARG);
  ck_assert_uint_eq (count_bindings (), 0);
  ck_assert_int_eq (RpcServerUseAllProtseqsEx (1, NULL, NULL), 0);
  ck_assert_uint_ge (count_bindings (), 2);
  ck_assert_int_eq (RpcServerUseAllProtseqsIfEx (1, store_v1_2_s_ifspec, NULL, NULL),
                    RPC_S_NO_PROTSEQS);
  ck_assert_int_eq (RpcMgmtSetServerStackSize (1 << 20), 0);
}
END_TEST

START_TEST (interfaces_may_name_endpoints)
{
  static const BeckRpcEndpoint endpoints[] = { { "ncalrpc", "named" },
                                               { "ncacn_np", "\\pipe\\x" } };
  BeckRpcInterface named = *(const BeckRpcInterface *) store_v1_2_s_ifspec;
  BeckRpcInterface unnamed = named;

  named.endpoints = endpoints;
  named.n_endpoints = 2;
  ck_assert_int_eq (RpcServerUseProtseqIfA ((RPC_CSTR) "ncacn_ip_tcp", 1, &named, NULL),
                    RPC_S_PROTSEQ_NOT_FOUND);
  ck_assert_int_eq (RpcServerUseProtseqIfA ((RPC_CSTR) "ncacn_np", 1, &named, NULL),
                    RPC_S_PROTSEQ_NOT_SUPPORTED);
  ck_assert_int_eq (RpcServerUseProtseqIfA ((RPC_CSTR) "ncalrpc", 1, &named, NULL), 0);
  ck_assert_uint_eq (count_bindings (), 1);
  ck_assert_int_eq (RpcServerUseAllProtseqsIf (1, &named, NULL), RPC_S_DUPLICATE_ENDPOINT);
  ck_assert_int_eq (RpcServerUseAllProtseqsIf (1, &unnamed, NULL), RPC_S_NO_PROTSEQS);
}
END_TEST

START_TEST (a_port_that_is_taken_is_a_duplicate)
{
  char port[8];

  ck_assert_int_eq (RpcServerUseProtseqA ((RPC_CSTR) "ncacn_ip_tcp", 1, NULL), 0);
  g_snprintf (port, sizeof port, "%u", tcp_port ());
  ck_assert_int_eq (RpcServerUseProtseqEpA ((RPC_CSTR) "ncacn_ip_tcp", 1, (RPC_CSTR) port, NULL),
                    RPC_S_DUPLICATE_ENDPOINT);
}
END_TEST

/* ---- Calls while it does or does not listen ---- */

START_TEST (clients_wait_until_the_server_listens)
{
  int fd;

  ck_assert_int_eq (act (USE), 0);
  ck_assert_int_eq (act (REGISTER), 0);
  fd = wire_connect (STAGE);
  wire_send_bind (fd, store_v1_2_s_ifspec);
  stage_send_add (fd, 2, 1, 2);
  ck_assert (!wire_is_readable (fd, 50));
  ck_assert_int_eq (act (LISTEN), 0);
  wire_expect_ack (fd);
  stage_expect_sum (fd, 2, 3);
  close (fd);
}
END_TEST

START_TEST (a_server_that_has_stopped_is_too_busy)
{
  int fd;

  stage_begin ();
  fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  ck_assert_int_eq (act (STOP), 0);
  stage_send_add (fd, 2, 1, 2);
  wire_expect_fault (fd, 0x1c010014, WIRE_WHOLE | WIRE_DNE);
  ck_assert_int_eq (act (LISTEN), 0);
  stage_send_add (fd, 3, 1, 2);
  stage_expect_sum (fd, 3, 3);
  close (fd);
}
END_TEST

static RPC_STATUS
register_with (guint flags, guint max_calls, guint max_size, RPC_IF_CALLBACK_FN *callback)
{
  return RpcServerRegisterIf2 (store_v1_2_s_ifspec, NULL, (void *) &scene_managers, flags,
                               max_calls, max_size, callback);
}

START_TEST (interfaces_that_listen_by_themselves_need_no_listen)
{
  int fd;

  ck_assert_int_eq (act (USE), 0);
  ck_assert_int_eq (register_with (RPC_IF_AUTOLISTEN, 0, 1000, NULL), 0);
  fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  stage_send_add (fd, 2, 1, 2);
  stage_expect_sum (fd, 2, 3);
  ck_assert_int_eq (act (UNREGISTER_ALL), 0);
  stage_send_add (fd, 3, 1, 2);
  stage_expect_sum (fd, 3, 3);
  ck_assert_int_eq (act (UNREGISTER), 0);
  stage_send_add (fd, 4, 1, 2);
  wire_expect_fault (fd, 0x1c010003, WIRE_WHOLE | WIRE_DNE);
  close (fd);
}
END_TEST

/* ---- What a registration says ---- */

static RPC_STATUS answer;
static guint n_asked;

static RPC_STATUS
ask (RPC_IF_HANDLE interface, void *context)
{
  const RPC_IF_ID *id = interface;
  const BeckRpcInterface *store = store_v1_2_s_ifspec;

  n_asked++;
  ck_assert (beck_guid_equal (&id->Uuid, &store->ndr->uuid));
  ck_assert_ptr_nonnull (beck_rpc_binding_from_handle (context));
  if (answer == -1)
    RpcRaiseException (7);
  return answer;
}

static const struct
{
  guint flags, max_size;
  RPC_IF_CALLBACK_FN *callback;
  RPC_STATUS answer;
  guint32 fault; /* 0: an answer */
  guint asked;
} terms[] = {
  { 0, 1000, NULL, 0, 0, 0 },
  { 0, 8, NULL, 0, 0, 0 },
  { 0, 7, NULL, 0, 5, 0 },
  { RPC_IF_ALLOW_LOCAL_ONLY, 1000, NULL, 0, 0, 0 },
  { RPC_IF_ALLOW_SECURE_ONLY, 1000, NULL, 0, 5, 0 },
  { 0, 1000, ask, 0, 5, 0 },
  { RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH, 1000, ask, 0, 0, 1 },
  { RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH, 1000, ask, 1234, 5, 1 },
  { RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH, 1000, ask, -1, 5, 1 },
  { RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH | RPC_IF_ASYNC_CALLBACK, 1000, ask, 0, 0, 1 },
  { RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH | RPC_IF_ASYNC_CALLBACK, 1000, ask, 5, 5, 1 },
};

START_TEST (terms_are_kept)
{
  int fd;

  n_asked = 0;
  answer = terms[_i].answer;
  ck_assert_int_eq (act (USE), 0);
  ck_assert_int_eq (register_with (terms[_i].flags, 0, terms[_i].max_size, terms[_i].callback), 0);
  ck_assert_int_eq (act (LISTEN), 0);
  fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  stage_send_add (fd, 2, 1, 2);
  if (terms[_i].fault != 0)
    wire_expect_fault (fd, terms[_i].fault, WIRE_WHOLE);
  else
    stage_expect_sum (fd, 2, 3);
  ck_assert_uint_eq (n_asked, terms[_i].asked);
  close (fd);
}
END_TEST

START_TEST (local_interfaces_are_not_reached_by_tcp)
{
  int fd;

  ck_assert_int_eq (RpcServerUseProtseqA ((RPC_CSTR) "ncacn_ip_tcp", 1, NULL), 0);
  ck_assert_int_eq (register_with (RPC_IF_ALLOW_LOCAL_ONLY, 0, 1000, NULL), 0);
  ck_assert_int_eq (act (LISTEN), 0);
  fd = wire_connect_tcp (tcp_port ());
  wire_bind_to (fd, store_v1_2_s_ifspec);
  stage_send_add (fd, 2, 1, 2);
  wire_expect_fault (fd, 5, WIRE_WHOLE);
  close (fd);
}
END_TEST

static RPC_BINDING_HANDLE asked_by;
static GMutex mutex;
static GCond changed;

static RPC_STATUS
ask_later (RPC_IF_HANDLE interface, void *context)
{
  g_mutex_lock (&mutex);
  asked_by = context;
  g_cond_signal (&changed);
  g_mutex_unlock (&mutex);
  return RPC_S_ASYNC_CALL_PENDING;
}

static RPC_BINDING_HANDLE
wait_asked (void)
{
  RPC_BINDING_HANDLE handle;

  g_mutex_lock (&mutex);
  while (asked_by == NULL)
    g_cond_wait (&changed, &mutex);
  handle = asked_by;
  asked_by = NULL;
  g_mutex_unlock (&mutex);
  return handle;
}

START_TEST (security_may_be_decided_later)
{
  RPC_STATUS statuses[] = { RPC_S_OK, RPC_S_ACCESS_DENIED };
  RPC_BINDING_HANDLE handle;
  int fd;

  ck_assert_int_eq (act (USE), 0);
  ck_assert_int_eq (register_with (RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH | RPC_IF_ASYNC_CALLBACK, 0,
                                   1000, ask_later),
                    0);
  ck_assert_int_eq (act (LISTEN), 0);
  fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  for (guint32 i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      stage_send_add (fd, 2 + i, 1, 2);
      handle = wait_asked ();
      ck_assert (!wire_is_readable (fd, 20));
      ck_assert_int_eq (RpcServerCompleteSecurityCallback (handle, statuses[i]), 0);
      if (statuses[i] == RPC_S_OK)
        stage_expect_sum (fd, 2 + i, 3);
      else
        wire_expect_fault (fd, 5, WIRE_WHOLE);
    }
  close (fd);
}
END_TEST

START_TEST (no_call_no_handle)
{
  RPC_BINDING_HANDLE handle;
  RPC_CALL_ATTRIBUTES_V1_A attributes = { .Version = 1 };

  ck_assert_int_eq (RpcServerInqBindingHandle (&handle), RPC_S_NO_CALL_ACTIVE);
  ck_assert_int_eq (RpcServerCompleteSecurityCallback (NULL, 0), RPC_S_NO_CALL_ACTIVE);
  ck_assert_int_eq (RpcBindingServerFromClient (NULL, &handle), RPC_S_NO_CALL_ACTIVE);
  ck_assert_int_eq (RpcServerInqCallAttributesA (NULL, &attributes), RPC_S_NO_CALL_ACTIVE);
}
END_TEST

/* ---- As many calls as may be ---- */

static void
open_shared (int fd, guint8 handle[20])
{
  WirePdu pdu;

  wire_request (&pdu, WIRE_WHOLE, 100, 0, STORE_OPEN_SHARED, NULL, 0);
  wire_send (fd, &pdu);
  wire_expect (fd, WIRE_RESPONSE, &pdu);
  memcpy (handle, pdu.data + 24, 20);
}

static void
send_use (int fd, guint32 call_id, const guint8 *handle)
{
  WirePdu pdu;

  wire_request (&pdu, WIRE_WHOLE, call_id, 0, STORE_USE_SHARED, handle, 20);
  wire_send (fd, &pdu);
}

static void
one_call_too_many (void)
{
  int fd = wire_bound (STAGE, store_v1_2_s_ifspec, WIRE_MULTIPLEX);
  guint8 handle[20];
  WirePdu pdu;

  open_shared (fd, handle);
  scene_close_gate ();
  send_use (fd, 2, handle);
  scene_wait_inside (1);
  stage_send_add (fd, 3, 1, 2);
  wire_expect_fault (fd, 0x1c010014, WIRE_WHOLE | WIRE_DNE);
  scene_open_gate ();
  wire_expect (fd, WIRE_RESPONSE, &pdu);
  stage_send_add (fd, 4, 1, 2);
  wire_expect (fd, WIRE_RESPONSE, &pdu);
  close (fd);
}

START_TEST (the_server_takes_so_many_calls_at_once)
{
  ck_assert_int_eq (act (USE), 0);
  ck_assert_int_eq (act (REGISTER), 0);
  ck_assert_int_eq (RpcServerListen (1, 1, TRUE), 0);
  one_call_too_many ();
}
END_TEST

START_TEST (an_interface_takes_so_many_calls_at_once)
{
  ck_assert_int_eq (act (USE), 0);
  ck_assert_int_eq (register_with (0, 1, 1000, NULL), 0);
  ck_assert_int_eq (act (LISTEN), 0);
  one_call_too_many ();
}
END_TEST

/* ---- Waiting for calls ---- */

static gpointer
wait_for_end (gpointer data)
{
  return GINT_TO_POINTER (act (GPOINTER_TO_INT (data)));
}

START_TEST (waiting_lasts_until_calls_have_ended)
{
  Action action = _i == 0 ? WAIT : UNREGISTER;
  guint8 handle[20];
  GThread *thread;
  WirePdu pdu;
  int fd;

  stage_begin ();
  fd = wire_bound (STAGE, store_v1_2_s_ifspec, WIRE_MULTIPLEX);
  open_shared (fd, handle);
  scene_close_gate ();
  send_use (fd, 2, handle);
  scene_wait_inside (1);
  thread = g_thread_new ("wait", wait_for_end, GINT_TO_POINTER (action));
  if (action == WAIT)
    ck_assert_int_eq (act (STOP), 0);
  g_usleep (20000);
  ck_assert (!wire_is_readable (fd, 0));
  scene_open_gate ();
  ck_assert_int_eq (GPOINTER_TO_INT (g_thread_join (thread)), 0);
  wire_expect (fd, WIRE_RESPONSE, &pdu);
  close (fd);
}
END_TEST

/* ---- Objects ---- */

static const UUID object = { 1, 2, 3, { 4 } };
static const UUID type = { 5, 6, 7, { 8 } };
static const UUID nil;

static void
inquire (UUID *asked, UUID *found, RPC_STATUS *status)
{
  *status = asked->Data1 == 9 ? RPC_S_OK : RPC_S_OBJECT_NOT_FOUND;
  *found = type;
}

START_TEST (objects_have_types)
{
  UUID found, nine = { .Data1 = 9 };

  ck_assert_int_eq (RpcObjectSetType ((UUID *) &nil, (UUID *) &type), RPC_S_INVALID_OBJECT);
  ck_assert_int_eq (RpcObjectInqType ((UUID *) &nil, &found), RPC_S_INVALID_OBJECT);
  ck_assert_int_eq (RpcObjectInqType ((UUID *) &object, &found), RPC_S_OBJECT_NOT_FOUND);
  ck_assert_int_eq (RpcObjectSetType ((UUID *) &object, (UUID *) &type), 0);
  ck_assert_int_eq (RpcObjectSetType ((UUID *) &object, (UUID *) &type), RPC_S_ALREADY_REGISTERED);
  ck_assert_int_eq (RpcObjectInqType ((UUID *) &object, &found), 0);
  ck_assert (beck_guid_equal (&found, &type));
  ck_assert_int_eq (RpcObjectSetType ((UUID *) &object, NULL), 0);
  ck_assert_int_eq (RpcObjectInqType ((UUID *) &object, &found), RPC_S_OBJECT_NOT_FOUND);
  ck_assert_int_eq (RpcObjectSetInqFn (inquire), 0);
  ck_assert_int_eq (RpcObjectInqType (&nine, &found), 0);
  ck_assert_int_eq (RpcObjectInqType ((UUID *) &object, &found), RPC_S_OBJECT_NOT_FOUND);
}
END_TEST

static LONG
add_differently (handle_t h, LONG a, LONG b)
{
  UUID told;

  ck_assert_int_eq (RpcBindingInqObject (h, &told), 0);
  ck_assert (beck_guid_equal (&told, &object));
  return 1000 + a + b;
}

static void
send_add_on (int fd, guint32 call_id, const UUID *on)
{
  guint32 stub[2] = { GUINT32_TO_LE (1), GUINT32_TO_LE (2) };
  WirePdu pdu;

  wire_begin (&pdu, WIRE_REQUEST, WIRE_WHOLE | 0x80, call_id);
  wire_u32 (&pdu, 8);
  wire_u32 (&pdu, STORE_ADD << 16);
  wire_bytes (&pdu, on, sizeof *on);
  wire_bytes (&pdu, stub, sizeof stub);
  wire_end (&pdu);
  wire_send (fd, &pdu);
}

START_TEST (the_type_of_the_object_chooses_the_managers)
{
  static const UUID unmanaged = { 77, 0, 0, { 0 } };
  store_v1_2_epv_t others = scene_managers;
  int fd;

  others.Add = add_differently;
  stage_begin ();
  ck_assert_int_eq (RpcServerRegisterIf (store_v1_2_s_ifspec, (UUID *) &type, &others), 0);
  fd = wire_bound (STAGE, store_v1_2_s_ifspec, 0);
  send_add_on (fd, 2, &nil);
  stage_expect_sum (fd, 2, 3);
  send_add_on (fd, 3, &object);
  stage_expect_sum (fd, 3, 3);
  RpcObjectSetType ((UUID *) &object, (UUID *) &type);
  send_add_on (fd, 4, &object);
  stage_expect_sum (fd, 4, 1003);
  RpcObjectSetType ((UUID *) &object, NULL);
  RpcObjectSetType ((UUID *) &object, (UUID *) &unmanaged);
  send_add_on (fd, 5, &object);
  wire_expect_fault (fd, 0x1c010017, WIRE_WHOLE | WIRE_DNE);
  close (fd);
  stage_end ();
}
END_TEST

START_TEST (managers_go_by_type)
{
  stage_begin ();
  ck_assert_int_eq (RpcServerRegisterIf (store_v1_2_s_ifspec, (UUID *) &type, NULL), 0);
  ck_assert_int_eq (RpcServerUnregisterIf (store_v1_2_s_ifspec, (UUID *) &object, FALSE),
                    RPC_S_UNKNOWN_MGR_TYPE);
  ck_assert_int_eq (RpcServerUnregisterIf (store_v1_2_s_ifspec, (UUID *) &type, FALSE), 0);
  ck_assert_int_eq (RpcServerUnregisterIf (store_v1_2_s_ifspec, (UUID *) &type, FALSE),
                    RPC_S_UNKNOWN_MGR_TYPE);
  ck_assert_int_eq (RpcServerUnregisterIf (store_v1_2_s_ifspec, (UUID *) &nil, FALSE), 0);
  ck_assert_int_eq (RpcServerUnregisterIf (store_v1_2_s_ifspec, (UUID *) &nil, FALSE),
                    RPC_S_UNKNOWN_IF);
}
END_TEST

/* ---- */

Suite *
life_suite (void)
{
  Suite *suite = suite_create ("rpc-server");
  TCase *tcase = tcase_create ("life");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, stage_prepare, stage_end);
  tcase_add_loop_test (tcase, sequences_have_their_statuses, 0, G_N_ELEMENTS (sequences));
  tcase_add_test (tcase, bounds_of_calls_are_checked);
  tcase_add_test (tcase, endpoints_that_cannot_be);
  tcase_add_test (tcase, without_endpoints_there_are_no_bindings);
  tcase_add_test (tcase, bindings_name_the_endpoints);
  tcase_add_test (tcase, a_dynamic_endpoint_is_made_once);
  tcase_add_test (tcase, dynamic_ports_are_high_and_can_be_reached);
  tcase_add_test (tcase, addresses_are_those_that_were_told);
  tcase_add_test (tcase, a_socket_of_somebody_else_is_an_endpoint);
  tcase_add_test (tcase, a_socket_somewhere_else_is_known_by_its_path);
  tcase_add_test (tcase, all_sequences_may_be_used_at_once);
  tcase_add_test (tcase, interfaces_may_name_endpoints);
  tcase_add_test (tcase, a_port_that_is_taken_is_a_duplicate);
  tcase_add_test (tcase, clients_wait_until_the_server_listens);
  tcase_add_test (tcase, a_server_that_has_stopped_is_too_busy);
  tcase_add_test (tcase, interfaces_that_listen_by_themselves_need_no_listen);
  tcase_add_loop_test (tcase, terms_are_kept, 0, G_N_ELEMENTS (terms));
  tcase_add_test (tcase, local_interfaces_are_not_reached_by_tcp);
  tcase_add_test (tcase, security_may_be_decided_later);
  tcase_add_test (tcase, no_call_no_handle);
  tcase_add_test (tcase, the_server_takes_so_many_calls_at_once);
  tcase_add_test (tcase, an_interface_takes_so_many_calls_at_once);
  tcase_add_loop_test (tcase, waiting_lasts_until_calls_have_ended, 0, 2);
  tcase_add_test (tcase, objects_have_types);
  tcase_add_test (tcase, the_type_of_the_object_chooses_the_managers);
  tcase_add_test (tcase, managers_go_by_type);
  suite_add_tcase (suite, tcase);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The record of a call at the server, and the handle that its manager gets: a binding over which
 * nothing can be called.
 */

#include "rpc/server-private.h"

#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "io/socket.h"
#include "rpc/remote.h"

/* What user_marshal functions are told: MSHCTX_LOCAL, MSHCTX_DIFFERENTMACHINE. */
enum
{
  SAME_MACHINE = 0,
  OTHER_MACHINE = 2,
};

static _Thread_local BeckRpcServerCall *current;

static BeckRpcOutcome
call_backwards (BeckRpcBinding *binding, BeckRpcExchange *exchange)
{
  return (BeckRpcOutcome){ RPC_S_WRONG_KIND_OF_BINDING, BECK_RPC_CALLER };
}

/* Of a record on the heap. */
static void
finalize (BeckRpcBinding *binding)
{
  BeckRpcServerCall *call = (BeckRpcServerCall *) binding;

  beck_rpc_served_tell (call, BECK_RPC_TOLD_FREE);
  beck_rpc_bytes_clear (&call->input);
  beck_free (call->block);
  call->ops->release (call);
  beck_free (call);
}

static guint32
inq_object (BeckRpcBinding *binding, GUID *object)
{
  *object = ((BeckRpcServerCall *) binding)->object;
  return RPC_S_OK;
}

/* Who called: the endpoint is the server's own affair. Within the process no string names it. */
static BeckRpcRemoteBinding *
to_client (const BeckRpcServerCall *call)
{
  char address[BECK_SOCKET_PEER_SIZE] = "";
  gboolean local = beck_rpc_server_call_is_local (call);

  if (call->connection != NULL)
    beck_socket_peer (call->connection->io.fd, address);
  return beck_rpc_remote_new (local ? BECK_RPC_PROTSEQ_LOCAL : BECK_RPC_PROTSEQ_TCP, address, NULL);
}

static guint32
to_string (BeckRpcBinding *binding, char **string)
{
  BeckRpcServerCall *call = (BeckRpcServerCall *) binding;
  BeckRpcRemoteBinding *client = to_client (call);
  guint32 status;

  *string = NULL;
  if (client == NULL)
    return RPC_S_OUT_OF_MEMORY;
  client->object = call->object;
  status = beck_rpc_remote_to_string (client, string);
  beck_rpc_binding_unref (&client->base);
  return status;
}

const BeckRpcTransport beck_rpc_server_transport = {
  .name = "server",
  .call = call_backwards,
  .finalize = finalize,
  .inq_object = inq_object,
  .to_string = to_string,
};

RPC_STATUS
RpcBindingServerFromClient (RPC_BINDING_HANDLE client, RPC_BINDING_HANDLE *server)
{
  BeckRpcServerCall *call = beck_rpc_server_call_from_handle (client);
  BeckRpcRemoteBinding *binding;

  if (server == NULL)
    return RPC_S_INVALID_ARG;
  *server = NULL;
  if (call == NULL && client == NULL)
    return RPC_S_NO_CALL_ACTIVE;
  if (call == NULL)
    return beck_rpc_binding_from_handle (client) != NULL ? RPC_S_WRONG_KIND_OF_BINDING
                                                         : RPC_S_INVALID_BINDING;
  binding = to_client (call);
  if (binding == NULL)
    return RPC_S_OUT_OF_MEMORY;
  binding->object = call->object;
  *server = &binding->base;
  return RPC_S_OK;
}

void
beck_rpc_served_init (BeckRpcServerCall *call, BeckRpcConnection *connection,
                      const BeckRpcServerEvent *event)
{
  memset (call, 0, sizeof *call);
  beck_rpc_binding_init (&call->binding, &beck_rpc_server_transport);
  call->binding.association = connection->association;
  call->ops = &beck_rpc_served_ops;
  call->connection = connection;
  call->offer = event->interface;
  if (event->has_object)
    call->object = event->object;
  call->opnum = event->opnum;
  call->context_id = event->context_id;
  call->drep = event->drep;
  call->maybe = event->maybe;
  atomic_init (&call->cancelled, event->cancelled);
  call->request.opnum = event->opnum;
  call->request.drep = event->drep;
  call->request.user_flags = connection->scope->local ? SAME_MACHINE : OTHER_MACHINE;
  call->request.association = connection->association;
}

/* ---- Who has it ---- */

BeckRpcServerCall *
beck_rpc_server_call_current (void)
{
  return current;
}

void
beck_rpc_served_enter (BeckRpcServerCall *call)
{
  call->outer = current;
  current = call;
}

void
beck_rpc_served_leave (BeckRpcServerCall *call)
{
  current = call->outer;
}

BeckRpcServerCall *
beck_rpc_server_call_from_handle (RPC_BINDING_HANDLE handle)
{
  BeckRpcBinding *binding;

  if (handle == NULL)
    return current;
  binding = beck_rpc_binding_from_handle (handle);
  if (binding == NULL || binding->transport != &beck_rpc_server_transport)
    return NULL;
  return (BeckRpcServerCall *) binding;
}

BeckRpcServerCall *
beck_rpc_server_call_ref (BeckRpcServerCall *call)
{
  g_assert (!call->on_stack);
  beck_rpc_binding_ref (&call->binding);
  return call;
}

void
beck_rpc_server_call_unref (BeckRpcServerCall *call)
{
  beck_rpc_binding_unref (&call->binding);
}

void
beck_rpc_served_hold (BeckRpcServerCall *call)
{
  if (call->on_stack)
    atomic_fetch_add_explicit (&call->tellers, 1, memory_order_relaxed);
  else
    beck_rpc_binding_ref (&call->binding);
}

void
beck_rpc_served_release (BeckRpcServerCall *call)
{
  if (call->on_stack)
    atomic_fetch_sub_explicit (&call->tellers, 1, memory_order_release);
  else
    beck_rpc_binding_unref (&call->binding);
}

/* What is told is told in no time, so that this seldom waits, and not for long. */
void
beck_rpc_served_clear (BeckRpcServerCall *call)
{
  while (atomic_load_explicit (&call->tellers, memory_order_acquire) > 0)
    g_thread_yield ();
  if (call->told != NULL)
    call->told (call, BECK_RPC_TOLD_FREE);
}

/* ---- Telling ---- */

void
beck_rpc_server_call_listen (BeckRpcServerCall *call,
                             void (*told) (BeckRpcServerCall *call, BeckRpcTold what),
                             gpointer user)
{
  beck_lock_acquire (&call->lock);
  call->user = user;
  call->told = told;
  beck_lock_release (&call->lock);
}

void
beck_rpc_served_tell (BeckRpcServerCall *call, BeckRpcTold what)
{
  void (*told) (BeckRpcServerCall *, BeckRpcTold);

  beck_lock_acquire (&call->lock);
  told = call->told;
  beck_lock_release (&call->lock);
  if (told != NULL)
    told (call, what);
}

/* ---- Answering ---- */

static void
release_call (BeckRpcServerCall *call)
{
  beck_rpc_connection_unref (call->connection);
}

const BeckRpcAnswerOps beck_rpc_served_ops = {
  .respond = beck_rpc_served_respond,
  .fault = beck_rpc_served_fault,
  .send_part = beck_rpc_served_send_part,
  .wait_for_room = beck_rpc_served_wait_for_room,
  .input_taken = beck_rpc_served_input_taken,
  .release = release_call,
  .gathers = TRUE,
};

RPC_STATUS
beck_rpc_server_call_respond (BeckRpcServerCall *call, BeckNdrWriter *response)
{
  return call->ops->respond (call, response);
}

RPC_STATUS
beck_rpc_server_call_fault (BeckRpcServerCall *call, guint32 status)
{
  return call->ops->fault (call, status);
}

RPC_STATUS
beck_rpc_server_call_send_part (BeckRpcServerCall *call, gconstpointer data, gsize size,
                                gboolean last, gboolean *queued)
{
  return call->ops->send_part (call, data, size, last, queued);
}

void
beck_rpc_server_call_wait_for_room (BeckRpcServerCall *call)
{
  call->ops->wait_for_room (call);
}

void
beck_rpc_server_call_input_taken (BeckRpcServerCall *call)
{
  call->ops->input_taken (call);
}

/* ---- Who calls ---- */

gboolean
beck_rpc_server_call_is_local (const BeckRpcServerCall *call)
{
  return call->connection == NULL || call->connection->scope->local;
}

guint
beck_rpc_server_call_uid (const BeckRpcServerCall *call)
{
  return call->connection != NULL ? call->connection->uid : getuid ();
}

handle_t
beck_rpc_call_handle (void)
{
  return current;
}

RPC_STATUS
RpcServerInqBindingHandle (RPC_BINDING_HANDLE *binding)
{
  if (binding == NULL)
    return RPC_S_INVALID_ARG;
  *binding = current;
  return current != NULL ? RPC_S_OK : RPC_S_NO_CALL_ACTIVE;
}

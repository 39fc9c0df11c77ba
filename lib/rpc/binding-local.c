/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The binding to managers of this process: a call is dispatched on the thread that makes it.
 * Requests and responses are whole messages in memory, with the faults of the wire
 * between them. What [async] managers need for a call is in local-call.c.
 */

#include "local-call.h"

#include <string.h>

#include "base/alloc.h"
#include "fault.h"

/* Not the same apartment, but the same process: MSHCTX_INPROC. */
#define USER_FLAGS 3

typedef struct
{
  BeckRpcBinding binding;
  BeckRpcAssociation *association;
  guint n_managers;
  BeckRpcManager managers[];
} LocalBinding;

/* The same interface: one whose minor version is the caller's or later. */
static gboolean
serves (const BeckNdrInterface *server, const BeckNdrInterface *wanted)
{
  return beck_guid_equal (&server->uuid, &wanted->uuid) && server->major == wanted->major
         && server->minor >= wanted->minor;
}

static const BeckRpcManager *
find_manager (const LocalBinding *local, const BeckNdrInterface *wanted)
{
  for (guint i = 0; i < local->n_managers; i++)
    {
      const BeckRpcInterface *interface = local->managers[i].interface;

      if (serves (interface->ndr, wanted))
        return &local->managers[i];
    }
  return NULL;
}

static BeckRpcRequest
make_request (const LocalBinding *local, const BeckRpcManager *manager,
              const BeckRpcExchange *exchange)
{
  return (BeckRpcRequest){
    .interface = manager->interface,
    .epv = manager->epv,
    .opnum = exchange->method->opnum,
    .data = exchange->request,
    .size = exchange->request_size,
    .drep = BECK_RPC_DREP,
    .user_flags = USER_FLAGS,
    .association = local->association,
  };
}

static gboolean
is_async (const BeckRpcManager *manager, guint32 opnum)
{
  const BeckRpcInterface *interface = manager->interface;
  const BeckNdrInterface *ndr = interface->ndr;

  return opnum < ndr->n_methods && ndr->methods[opnum].invoke != NULL
         && (ndr->methods[opnum].flags & BECK_NDR_METHOD_ASYNC) != 0;
}

BeckRpcLocalCall *
beck_rpc_local_prepare (BeckRpcBinding *binding, const BeckRpcExchange *exchange,
                        BeckRpcLocalFlow flow, const BeckRpcLocalClient *client, gpointer user,
                        guint32 *status)
{
  const LocalBinding *local = (const LocalBinding *) binding;
  const BeckRpcManager *manager = find_manager (local, exchange->interface);
  BeckRpcLocalCall *call;
  BeckRpcRequest request;

  *status = 0;
  if (manager == NULL
      || (flow == BECK_RPC_LOCAL_WHOLE && !is_async (manager, exchange->method->opnum)))
    {
      *status = flow == BECK_RPC_LOCAL_WHOLE ? 0 : RPC_S_UNKNOWN_IF;
      return NULL;
    }
  request = make_request (local, manager, exchange);
  call = beck_rpc_local_call_new (binding, &request, flow, client, user);
  if (call == NULL)
    *status = RPC_S_OUT_OF_MEMORY;
  return call;
}

static BeckRpcOutcome
server_fault (guint32 status)
{
  return (BeckRpcOutcome){ beck_rpc_fault_to_status (beck_rpc_fault_from_status (status)),
                           BECK_RPC_SERVER };
}

static void
release_response (BeckRpcExchange *exchange)
{
  g_free (exchange->owner);
}

static BeckRpcOutcome
call_waiting (BeckRpcLocalCall *call, BeckRpcExchange *exchange)
{
  BeckRpcOutcome outcome = beck_rpc_local_call_make (call);

  if (outcome.status == 0)
    beck_rpc_local_call_give (call, exchange);
  else
    beck_rpc_local_call_unref (call);
  return outcome;
}

static BeckRpcOutcome
call_at_once (const LocalBinding *local, BeckRpcExchange *exchange)
{
  const BeckRpcManager *manager = find_manager (local, exchange->interface);
  g_auto (BeckNdrWriter) response = { 0 };
  BeckRpcRequest request;
  guint32 status;

  if (manager == NULL)
    return server_fault (RPC_S_UNKNOWN_IF);
  request = make_request (local, manager, exchange);
  beck_ndr_writer_init (&response, NULL);
  status = beck_rpc_dispatch (&request, &response);
  if (status != 0)
    return server_fault (status);
  exchange->owner = beck_ndr_writer_take (&response, &exchange->response_size);
  exchange->response = exchange->owner;
  exchange->release = release_response;
  exchange->drep = BECK_RPC_DREP;
  return (BeckRpcOutcome){ 0, BECK_RPC_SERVER };
}

static BeckRpcOutcome
call_local (BeckRpcBinding *binding, BeckRpcExchange *exchange)
{
  guint32 status;
  BeckRpcLocalCall *call =
      beck_rpc_local_prepare (binding, exchange, BECK_RPC_LOCAL_WHOLE, NULL, NULL, &status);

  if (call != NULL)
    return call_waiting (call, exchange);
  if (status != 0)
    return (BeckRpcOutcome){ status, BECK_RPC_CALLER };
  return call_at_once ((const LocalBinding *) binding, exchange);
}

static void
finalize_local (BeckRpcBinding *binding)
{
  LocalBinding *local = (LocalBinding *) binding;

  beck_rpc_association_end (local->association);
  beck_rpc_association_unref (local->association);
  beck_free (local);
}

const BeckRpcTransport beck_rpc_local_transport = {
  .name = "local",
  .user_flags = USER_FLAGS,
  .call = call_local,
  .finalize = finalize_local,
};

BeckRpcBinding *
beck_rpc_binding_new_local (const BeckRpcManager *managers, guint n)
{
  LocalBinding *local = beck_alloc (sizeof *local + n * sizeof *managers);

  if (local == NULL)
    return NULL;
  local->association = beck_rpc_association_new ();
  if (local->association == NULL)
    {
      beck_free (local);
      return NULL;
    }
  beck_rpc_binding_init (&local->binding, &beck_rpc_local_transport);
  local->binding.association = local->association;
  local->n_managers = n;
  if (n > 0)
    memcpy (local->managers, managers, n * sizeof *managers);
  return &local->binding;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The binding to managers of this process: a call is dispatched on the thread that makes it.
 * Requests and responses are whole messages in memory, with the faults of the wire
 * between them.
 */

#include "private.h"

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

static guint32
dispatch (const LocalBinding *local, const BeckRpcManager *manager,
          const BeckRpcExchange *exchange, BeckNdrWriter *response)
{
  BeckRpcRequest request = {
    .interface = manager->interface,
    .epv = manager->epv,
    .opnum = exchange->method->opnum,
    .data = exchange->request,
    .size = exchange->request_size,
    .drep = BECK_RPC_DREP,
    .user_flags = USER_FLAGS,
    .association = local->association,
  };

  return beck_rpc_dispatch (&request, response);
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
call_local (BeckRpcBinding *binding, BeckRpcExchange *exchange)
{
  const LocalBinding *local = (const LocalBinding *) binding;
  const BeckRpcManager *manager = find_manager (local, exchange->interface);
  g_auto (BeckNdrWriter) response = { 0 };
  guint32 status;

  if (manager == NULL)
    return server_fault (RPC_S_UNKNOWN_IF);
  beck_ndr_writer_init (&response, NULL);
  status = dispatch (local, manager, exchange, &response);
  if (status != 0)
    return server_fault (status);
  exchange->owner = beck_ndr_writer_take (&response, &exchange->response_size);
  exchange->response = exchange->owner;
  exchange->release = release_response;
  exchange->drep = BECK_RPC_DREP;
  return (BeckRpcOutcome){ 0, BECK_RPC_SERVER };
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

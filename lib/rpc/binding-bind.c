/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Connecting before the first call (rpc.md 2.1): now, or as an asynchronous call of a procedure
 * that has no arguments, over a binding whose way of calling is to connect.
 */

#include <beck/rpc-async.h>

#include "base/alloc.h"
#include "client-link.h"

/* The interface is the server's to know; the connection stays for the calls to come. */
static guint32
connect_binding (BeckRpcRemoteBinding *remote, const BeckNdrInterface *interface)
{
  BeckRpcSyntax syntax = { interface->uuid, interface->major, interface->minor };
  BeckRpcLine *line;
  guint16 context;
  guint32 status;
  BeckRpcLink *link = beck_rpc_link_get_ref (remote, interface, &status);

  if (link == NULL)
    return status;
  line = beck_rpc_link_take_line (link, FALSE, &syntax, &context, &status);
  if (line != NULL)
    beck_rpc_link_return_line (link, line);
  beck_rpc_link_unref (link);
  return status;
}

/* ---- Asynchronously ---- */

typedef struct
{
  BeckRpcBinding binding;
  BeckRpcRemoteBinding *remote; /* referenced */
  const BeckNdrInterface *interface;
} Connector;

static BeckRpcOutcome
call_connector (BeckRpcBinding *binding, BeckRpcExchange *exchange)
{
  Connector *self = (Connector *) binding;

  exchange->drep = BECK_RPC_DREP;
  return (BeckRpcOutcome){ connect_binding (self->remote, self->interface), BECK_RPC_TRANSPORT };
}

static void
finalize_connector (BeckRpcBinding *binding)
{
  Connector *self = (Connector *) binding;

  beck_rpc_binding_unref (&self->remote->base);
  beck_free (self);
}

static const BeckRpcTransport connector_transport = {
  .name = "connector",
  .call = call_connector,
  .finalize = finalize_connector,
};

static const BeckNdrMethod connect_method = {
  .name = "connect",
  .flags = BECK_NDR_METHOD_ASYNC,
  .put_in = beck_ndr_put_nothing,
  .get_out = beck_ndr_get_nothing,
};

static const BeckNdrInterface connect_interface = {
  .name = "connect",
  .methods = &connect_method,
  .n_methods = 1,
};

typedef struct
{
  PRPC_ASYNC_STATE async;
  Connector *connector;
} Beginning;

static void
begin (gpointer data)
{
  Beginning *beginning = data;
  char nothing = 0;

  beck_rpc_call_async (&connect_interface, 0, beginning->async,
                       &beginning->connector->binding, &nothing, 0, NULL);
}

static guint32
connect_async (PRPC_ASYNC_STATE async, BeckRpcRemoteBinding *remote,
               const BeckNdrInterface *interface)
{
  Beginning beginning = { async, beck_alloc (sizeof (Connector)) };
  guint32 status = 0;

  if (beginning.connector == NULL)
    return RPC_S_OUT_OF_MEMORY;
  beck_rpc_binding_init (&beginning.connector->binding, &connector_transport);
  beck_rpc_binding_ref (&remote->base);
  beginning.connector->remote = remote;
  beginning.connector->interface = interface;
  if (!beck_exception_catch (begin, &beginning, &status))
    status = 0;
  beck_rpc_binding_unref (&beginning.connector->binding);
  return status;
}

/* ---- */

/* The local binding of a handle; NULL and a status. */
static BeckRpcRemoteBinding *
find_local (RPC_BINDING_HANDLE handle, RPC_STATUS *status)
{
  BeckRpcRemoteBinding *remote = beck_rpc_remote_from_handle (handle);

  *status = RPC_S_OK;
  if (remote == NULL)
    *status = beck_rpc_refuse_handle (handle);
  else if (remote->protseq != BECK_RPC_PROTSEQ_LOCAL)
    *status = RPC_S_CANNOT_SUPPORT;
  return *status == RPC_S_OK ? remote : NULL;
}

RPC_STATUS
RpcBindingBind (PRPC_ASYNC_STATE async, RPC_BINDING_HANDLE binding, RPC_IF_HANDLE interface)
{
  const BeckRpcInterface *record = interface;
  RPC_STATUS status;
  BeckRpcRemoteBinding *remote = find_local (binding, &status);

  if (remote == NULL)
    return status;
  if (record == NULL)
    return RPC_S_INVALID_ARG;
  return (RPC_STATUS) (async == NULL ? connect_binding (remote, record->ndr)
                                     : connect_async (async, remote, record->ndr));
}

RPC_STATUS
RpcBindingUnbind (RPC_BINDING_HANDLE binding)
{
  RPC_STATUS status;
  BeckRpcRemoteBinding *remote = find_local (binding, &status);
  BeckRpcLink *link;

  if (remote == NULL)
    return status;
  beck_lock_acquire (&remote->lock);
  link = remote->link;
  remote->link = NULL;
  beck_lock_release (&remote->lock);
  beck_rpc_link_release (link);
  return RPC_S_OK;
}

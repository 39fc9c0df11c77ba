/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Connecting before the first call (rpc.md 2.1): now, or as an asynchronous call that only
 * connects. */

#include "async.h"
#include "client-link.h"

/* The interface is the server's to know; the connection stays for the calls to come. */
static guint32
connect_binding (BeckRpcRemoteBinding *remote, const BeckNdrInterface *interface)
{
  BeckRpcSyntax syntax = { interface->uuid, interface->major, interface->minor };
  guint timeout = remote->call_timeout;
  gint64 deadline = timeout != 0 ? g_get_monotonic_time () + timeout * (gint64) 1000 : -1;
  BeckRpcLine *line;
  guint16 context;
  guint32 status;
  BeckRpcLink *link = beck_rpc_link_get_ref (remote, interface, &status);

  if (link == NULL)
    return status;
  line = beck_rpc_link_take_line (link, FALSE, &syntax, deadline, &context, &status);
  if (line != NULL)
    beck_rpc_link_return_line (link, line);
  beck_rpc_link_unref (link);
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
                                     : beck_rpc_async_client_connect (async, &remote->base,
                                                                      record->ndr));
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

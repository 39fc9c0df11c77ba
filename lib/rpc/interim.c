/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Until client.c and endpoint.c are built: calls to servers elsewhere cannot be made. What is built
 * has its own.
 */

#include <beck/status.h>

#include "remote.h"
#include "server.h"

__attribute__ ((weak)) BeckRpcOutcome
beck_rpc_client_call (BeckRpcBinding *binding, BeckRpcExchange *exchange)
{
  return (BeckRpcOutcome){ RPC_S_CANNOT_SUPPORT, BECK_RPC_TRANSPORT };
}

__attribute__ ((weak)) void
beck_rpc_link_release (BeckRpcLink *link)
{
}

/* The same for the server's side. */

__attribute__ ((weak)) BeckRpcServerCall *
beck_rpc_server_call_current (void)
{
  return NULL;
}

__attribute__ ((weak)) void
beck_rpc_server_stats (BeckRpcServerStats *stats)
{
  *stats = (BeckRpcServerStats){ 0 };
}

__attribute__ ((weak)) gboolean
beck_rpc_server_listening (void)
{
  return FALSE;
}

__attribute__ ((weak)) RPC_STATUS
beck_rpc_server_stop (void)
{
  return RPC_S_NOT_LISTENING;
}

__attribute__ ((weak)) RPC_STATUS
beck_rpc_server_interfaces (RPC_IF_ID **ids, guint *n)
{
  *ids = NULL;
  *n = 0;
  return RPC_S_OK;
}

__attribute__ ((weak)) BeckRpcServerCall *
beck_rpc_server_call_from_handle (RPC_BINDING_HANDLE handle)
{
  return NULL;
}

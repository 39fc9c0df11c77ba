/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Until client.c and endpoint.c are built: calls to servers elsewhere cannot be made. What is built
 * has its own.
 */

#include <beck/status.h>

#include "remote.h"

__attribute__ ((weak)) BeckRpcOutcome
beck_rpc_client_call (BeckRpcBinding *binding, BeckRpcExchange *exchange)
{
  return (BeckRpcOutcome){ RPC_S_CANNOT_SUPPORT, BECK_RPC_TRANSPORT };
}

__attribute__ ((weak)) void
beck_rpc_link_release (BeckRpcLink *link)
{
}

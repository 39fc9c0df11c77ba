/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Bindings to this server: what RpcEpRegister() tells others.
 */

#include "rpc/server-endpoint.h"

#include "base/alloc.h"

static void
fill (RPC_BINDING_VECTOR *vector, const BeckRpcListener *list)
{
  vector->Count = 0;
  for (const BeckRpcListener *one = list; one != NULL; one = one->next)
    {
      BeckRpcProtseq protseq = one->scope->local ? BECK_RPC_PROTSEQ_LOCAL : BECK_RPC_PROTSEQ_TCP;
      BeckRpcRemoteBinding *binding =
          beck_rpc_remote_new (protseq, one->address, one->scope->endpoint);

      if (binding != NULL)
        vector->BindingH[vector->Count++] = &binding->base;
    }
}

RPC_STATUS
RpcServerInqBindings (RPC_BINDING_VECTOR **ret_vector)
{
  RPC_BINDING_VECTOR *vector = NULL;
  BeckRpcListener *list;
  guint n = 0;

  if (ret_vector == NULL)
    return RPC_S_INVALID_ARG;
  *ret_vector = NULL;
  list = beck_rpc_listeners_lock ();
  for (const BeckRpcListener *one = list; one != NULL; one = one->next)
    n++;
  if (n > 0)
    vector = beck_alloc (sizeof *vector + n * sizeof vector->BindingH[0]);
  if (vector != NULL)
    fill (vector, list);
  beck_rpc_listeners_unlock ();
  if (n == 0)
    return RPC_S_NO_BINDINGS;
  if (vector == NULL)
    return RPC_S_OUT_OF_MEMORY;
  if (vector->Count < n)
    {
      RpcBindingVectorFree (&vector);
      return RPC_S_OUT_OF_MEMORY;
    }
  *ret_vector = vector;
  return RPC_S_OK;
}

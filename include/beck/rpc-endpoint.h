/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The endpoint mapper and management of servers, local and remote (rpc.md 2.2, wire.md 4).
 */

#include <beck/rpc-binding.h>

G_BEGIN_DECLS

typedef struct
{
  ULONG Count;
  UUID *Uuid[1];
} UUID_VECTOR;

typedef struct
{
  unsigned int Count;
  ULONG Stats[1];
} RPC_STATS_VECTOR;

typedef void *RPC_EP_INQ_HANDLE;

RPC_STATUS RpcEpRegisterA (RPC_IF_HANDLE interface, RPC_BINDING_VECTOR *bindings, UUID_VECTOR *objects, RPC_CSTR annotation);
RPC_STATUS RpcEpRegisterNoReplaceA (RPC_IF_HANDLE interface, RPC_BINDING_VECTOR *bindings, UUID_VECTOR *objects, RPC_CSTR annotation);
RPC_STATUS RpcEpUnregister (RPC_IF_HANDLE interface, RPC_BINDING_VECTOR *bindings, UUID_VECTOR *objects);
RPC_STATUS RpcEpResolveBinding (RPC_BINDING_HANDLE binding, RPC_IF_HANDLE interface);
RPC_STATUS RpcMgmtEpEltInqBegin (RPC_BINDING_HANDLE binding, ULONG type, RPC_IF_ID *interface, ULONG versions,
                                 UUID *object, RPC_EP_INQ_HANDLE *inquiry);
RPC_STATUS RpcMgmtEpEltInqNextA (RPC_EP_INQ_HANDLE inquiry, RPC_IF_ID *interface, RPC_BINDING_HANDLE *binding,
                                 UUID *object, RPC_CSTR *annotation);
RPC_STATUS RpcMgmtEpEltInqDone (RPC_EP_INQ_HANDLE *inquiry);
RPC_STATUS RpcMgmtIsServerListening (RPC_BINDING_HANDLE binding);
RPC_STATUS RpcMgmtInqIfIds (RPC_BINDING_HANDLE binding, RPC_IF_ID_VECTOR **ids);
RPC_STATUS RpcMgmtInqStats (RPC_BINDING_HANDLE binding, RPC_STATS_VECTOR **stats);
RPC_STATUS RpcMgmtStatsVectorFree (RPC_STATS_VECTOR **stats);

G_END_DECLS

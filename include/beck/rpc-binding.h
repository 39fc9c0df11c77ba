/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Binding handles and the strings they are made of (rpc.md 2.1).
 */

#include <beck/rpc.h>

G_BEGIN_DECLS

typedef unsigned char *RPC_CSTR;
typedef WCHAR *RPC_WSTR;

typedef struct
{
  ULONG Count;
  RPC_BINDING_HANDLE BindingH[1];
} RPC_BINDING_VECTOR;

typedef struct
{
  UUID Uuid;
  USHORT VersMajor;
  USHORT VersMinor;
} RPC_IF_ID;

typedef struct
{
  ULONG Count;
  RPC_IF_ID *IfId[1];
} RPC_IF_ID_VECTOR;

RPC_STATUS RpcStringBindingComposeA (RPC_CSTR object, RPC_CSTR protseq, RPC_CSTR address, RPC_CSTR endpoint,
                                     RPC_CSTR options, RPC_CSTR *binding);
RPC_STATUS RpcStringBindingComposeW (RPC_WSTR object, RPC_WSTR protseq, RPC_WSTR address, RPC_WSTR endpoint,
                                     RPC_WSTR options, RPC_WSTR *binding);
RPC_STATUS RpcStringBindingParseA (RPC_CSTR binding, RPC_CSTR *object, RPC_CSTR *protseq, RPC_CSTR *address,
                                   RPC_CSTR *endpoint, RPC_CSTR *options);
RPC_STATUS RpcStringBindingParseW (RPC_WSTR binding, RPC_WSTR *object, RPC_WSTR *protseq, RPC_WSTR *address,
                                   RPC_WSTR *endpoint, RPC_WSTR *options);
RPC_STATUS RpcStringFreeA (RPC_CSTR *string);
RPC_STATUS RpcStringFreeW (RPC_WSTR *string);
RPC_STATUS RpcBindingFromStringBindingA (RPC_CSTR string, RPC_BINDING_HANDLE *binding);
RPC_STATUS RpcBindingFromStringBindingW (RPC_WSTR string, RPC_BINDING_HANDLE *binding);
RPC_STATUS RpcBindingToStringBindingA (RPC_BINDING_HANDLE binding, RPC_CSTR *string);
RPC_STATUS RpcBindingToStringBindingW (RPC_BINDING_HANDLE binding, RPC_WSTR *string);
RPC_STATUS RpcBindingFree (RPC_BINDING_HANDLE *binding);
RPC_STATUS RpcBindingCopy (RPC_BINDING_HANDLE source, RPC_BINDING_HANDLE *copy);
RPC_STATUS RpcBindingReset (RPC_BINDING_HANDLE binding);
RPC_STATUS RpcBindingSetObject (RPC_BINDING_HANDLE binding, UUID *object);
RPC_STATUS RpcBindingInqObject (RPC_BINDING_HANDLE binding, UUID *object);
RPC_STATUS RpcBindingVectorFree (RPC_BINDING_VECTOR **vector);
RPC_STATUS RpcIfIdVectorFree (RPC_IF_ID_VECTOR **vector);
RPC_STATUS RpcBindingSetOption (RPC_BINDING_HANDLE binding, ULONG option, ULONG_PTR value);
RPC_STATUS RpcBindingInqOption (RPC_BINDING_HANDLE binding, ULONG option, ULONG_PTR *value);
RPC_STATUS RpcMgmtSetComTimeout (RPC_BINDING_HANDLE binding, unsigned int timeout);
RPC_STATUS RpcMgmtInqComTimeout (RPC_BINDING_HANDLE binding, unsigned int *timeout);
RPC_STATUS RpcIfInqId (RPC_IF_HANDLE interface, RPC_IF_ID *id);

G_END_DECLS

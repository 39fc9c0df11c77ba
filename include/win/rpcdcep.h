/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The records between stubs and the runtime, for sources that mention them. Stubs of beck-idl do
 * not use them (docs/ndr.md), and nothing takes them.
 */

#include "rpcdce.h"

G_BEGIN_DECLS

typedef struct _RPC_MESSAGE
{
  RPC_BINDING_HANDLE Handle;
  ULONG DataRepresentation;
  void *Buffer;
  unsigned int BufferLength;
  unsigned int ProcNum;
  RPC_SYNTAX_IDENTIFIER *TransferSyntax;
  void *RpcInterfaceInformation;
  void *ReservedForRuntime;
  RPC_MGR_EPV *ManagerEpv;
  void *ImportContext;
  ULONG RpcFlags;
} RPC_MESSAGE, *PRPC_MESSAGE;

typedef void RPC_DISPATCH_FUNCTION_TYPE (PRPC_MESSAGE message);
typedef RPC_DISPATCH_FUNCTION_TYPE *RPC_DISPATCH_FUNCTION;

typedef struct
{
  unsigned int DispatchTableCount;
  RPC_DISPATCH_FUNCTION *DispatchTable;
  LONG_PTR Reserved;
} RPC_DISPATCH_TABLE, *PRPC_DISPATCH_TABLE;

typedef struct _RPC_PROTSEQ_ENDPOINT
{
  unsigned char *RpcProtocolSequence;
  unsigned char *Endpoint;
} RPC_PROTSEQ_ENDPOINT, *PRPC_PROTSEQ_ENDPOINT;

typedef struct _RPC_SERVER_INTERFACE
{
  unsigned int Length;
  RPC_SYNTAX_IDENTIFIER InterfaceId;
  RPC_SYNTAX_IDENTIFIER TransferSyntax;
  PRPC_DISPATCH_TABLE DispatchTable;
  unsigned int RpcProtseqEndpointCount;
  PRPC_PROTSEQ_ENDPOINT RpcProtseqEndpoint;
  RPC_MGR_EPV *DefaultManagerEpv;
  const void *InterpreterInfo;
  unsigned int Flags;
} RPC_SERVER_INTERFACE, *PRPC_SERVER_INTERFACE;

typedef struct _RPC_CLIENT_INTERFACE
{
  unsigned int Length;
  RPC_SYNTAX_IDENTIFIER InterfaceId;
  RPC_SYNTAX_IDENTIFIER TransferSyntax;
  PRPC_DISPATCH_TABLE DispatchTable;
  unsigned int RpcProtseqEndpointCount;
  PRPC_PROTSEQ_ENDPOINT RpcProtseqEndpoint;
  ULONG_PTR Reserved;
  const void *InterpreterInfo;
  unsigned int Flags;
} RPC_CLIENT_INTERFACE, *PRPC_CLIENT_INTERFACE;

#define RPC_BUFFER_COMPLETE 0x00001000
#define RPC_BUFFER_PARTIAL 0x00002000
#define RPC_BUFFER_EXTRA 0x00004000
#define RPC_BUFFER_ASYNC 0x00008000
#define RPCFLG_ASYNCHRONOUS 0x40000000
#define RPC_CONTEXT_HANDLE_SERIALIZE 0x10000000
#define RPC_CONTEXT_HANDLE_DONT_SERIALIZE 0x20000000
#define RPC_NCA_FLAGS_DEFAULT 0
#define RPC_NCA_FLAGS_IDEMPOTENT 1
#define RPC_NCA_FLAGS_BROADCAST 2
#define RPC_NCA_FLAGS_MAYBE 4

G_END_DECLS

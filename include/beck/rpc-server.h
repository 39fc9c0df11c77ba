/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Servers: where they listen, what they offer, and when they stop (rpc.md 2.2).
 */

#include <beck/rpc-binding.h>

G_BEGIN_DECLS

typedef void RPC_MGR_EPV;
typedef RPC_STATUS RPC_IF_CALLBACK_FN (RPC_IF_HANDLE interface, void *context);
typedef void RPC_OBJECT_INQ_FN (UUID *object, UUID *type, RPC_STATUS *status);

#define RPC_IF_AUTOLISTEN 0x1
#define RPC_IF_OLE 0x2
#define RPC_IF_ALLOW_UNKNOWN_AUTHORITY 0x4
#define RPC_IF_ALLOW_SECURE_ONLY 0x8
#define RPC_IF_ALLOW_CALLBACKS_WITH_NO_AUTH 0x10
#define RPC_IF_ALLOW_LOCAL_ONLY 0x20
#define RPC_IF_SEC_NO_CACHE 0x40
#define RPC_IF_SEC_CACHE_PER_PROC 0x80
#define RPC_IF_ASYNC_CALLBACK 0x100

#define RPC_C_LISTEN_MAX_CALLS_DEFAULT 1234
#define RPC_C_PROTSEQ_MAX_REQS_DEFAULT 10

RPC_STATUS RpcServerUseProtseqA (RPC_CSTR protseq, unsigned int max_calls, void *security);
RPC_STATUS RpcServerUseProtseqW (RPC_WSTR protseq, unsigned int max_calls, void *security);
RPC_STATUS RpcServerUseProtseqEpA (RPC_CSTR protseq, unsigned int max_calls, RPC_CSTR endpoint, void *security);
RPC_STATUS RpcServerUseProtseqEpW (RPC_WSTR protseq, unsigned int max_calls, RPC_WSTR endpoint, void *security);
RPC_STATUS RpcServerUseProtseqIfA (RPC_CSTR protseq, unsigned int max_calls, RPC_IF_HANDLE interface, void *security);
RPC_STATUS RpcServerUseAllProtseqs (unsigned int max_calls, void *security);
RPC_STATUS RpcServerUseAllProtseqsIf (unsigned int max_calls, RPC_IF_HANDLE interface, void *security);
RPC_STATUS RpcServerInqBindings (RPC_BINDING_VECTOR **vector);
RPC_STATUS RpcServerRegisterIf (RPC_IF_HANDLE interface, UUID *type, RPC_MGR_EPV *epv);
RPC_STATUS RpcServerRegisterIfEx (RPC_IF_HANDLE interface, UUID *type, RPC_MGR_EPV *epv, unsigned int flags,
                                  unsigned int max_calls, RPC_IF_CALLBACK_FN *callback);
RPC_STATUS RpcServerRegisterIf2 (RPC_IF_HANDLE interface, UUID *type, RPC_MGR_EPV *epv, unsigned int flags,
                                 unsigned int max_calls, unsigned int max_size, RPC_IF_CALLBACK_FN *callback);
RPC_STATUS RpcServerRegisterIf3 (RPC_IF_HANDLE interface, UUID *type, RPC_MGR_EPV *epv, unsigned int flags,
                                 unsigned int max_calls, unsigned int max_size, RPC_IF_CALLBACK_FN *callback,
                                 void *security);
RPC_STATUS RpcServerUnregisterIf (RPC_IF_HANDLE interface, UUID *type, unsigned int wait);
RPC_STATUS RpcServerUnregisterIfEx (RPC_IF_HANDLE interface, UUID *type, int rundown);
RPC_STATUS RpcServerListen (unsigned int min_threads, unsigned int max_calls, unsigned int dont_wait);
RPC_STATUS RpcMgmtStopServerListening (RPC_BINDING_HANDLE binding);
RPC_STATUS RpcMgmtWaitServerListen (void);
RPC_STATUS RpcObjectSetType (UUID *object, UUID *type);
RPC_STATUS RpcObjectInqType (UUID *object, UUID *type);
RPC_STATUS RpcObjectSetInqFn (RPC_OBJECT_INQ_FN *function);
RPC_STATUS RpcBindingServerFromClient (RPC_BINDING_HANDLE client, RPC_BINDING_HANDLE *server);
RPC_STATUS RpcServerInqBindingHandle (RPC_BINDING_HANDLE *binding);
RPC_STATUS RpcServerCompleteSecurityCallback (RPC_BINDING_HANDLE binding, RPC_STATUS status);

/* ---- Of this library's own ---- */

/**
 * BeckRpcServerLimits:
 *
 * What a peer may use. Read when a connection is made.
 */
typedef struct
{
  guint fragment;             /* bytes of a fragment over TCP */
  gsize request;              /* bytes of a request's data */
  guint contexts;             /* presentation contexts of a connection */
  guint calls;                /* calls in flight of a connection */
  guint connections;          /* all */
  guint connections_per_peer; /* of one address or one user */
  guint bind_ms;              /* from the connection to the end of its first bind */
  guint idle_ms;              /* without a call; 0: for ever */
  gsize unread;               /* bytes of answers that the peer does not read */
} BeckRpcServerLimits;

void beck_rpc_server_get_limits (BeckRpcServerLimits *limits);
void beck_rpc_server_set_limits (const BeckRpcServerLimits *limits);

/* Where ncacn_ip_tcp listens from now on: comma-separated addresses, "*" for all; NULL: loopback, or what
 * the environment says in BECK_RPC_LISTEN. */
RPC_STATUS beck_rpc_server_set_addresses (const char *addresses);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Bindings to servers elsewhere: what a string binding says. Made and changed by the functions of
 * <beck/rpc-binding.h> (remote.c, string-binding.c), used by the client's side (client.c).
 */

#include <beck/rpc-binding.h>

#include "base/lock.h"

typedef enum
{
  BECK_RPC_PROTSEQ_LOCAL, /* ncalrpc: a Unix socket */
  BECK_RPC_PROTSEQ_TCP,   /* ncacn_ip_tcp */
} BeckRpcProtseq;

typedef struct BeckRpcLink BeckRpcLink; /* the client's association: client.c */

typedef struct
{
  BeckRpcBinding base;
  BeckRpcProtseq protseq;
  char *address;   /* "" for this machine */
  BeckLock lock;   /* guards what follows */
  char *endpoint;  /* (nullable): NULL while partially bound */
  gboolean dynamic; /* the endpoint was not in the string: RpcBindingReset() finds another one */
  GUID object;
  gboolean used;   /* a call was begun: UNIQUE_BINDING and DONT_LINGER are settled */
  gboolean unique, dont_linger, noncausal;
  guint call_timeout; /* milliseconds; 0: none */
  guint com_timeout;  /* RPC_C_BINDING_* */
  BeckRpcLink *link;  /* (nullable): made by the first call, and by beck_rpc_link_get() */
} BeckRpcRemoteBinding;

extern const BeckRpcTransport beck_rpc_remote_transport;

/* The remote binding that a handle is; NULL for another kind of binding, or none. */
BeckRpcRemoteBinding *beck_rpc_remote_from_handle (handle_t handle);

/* A new one with one reference; NULL without memory. Strings are copied. */
BeckRpcRemoteBinding *beck_rpc_remote_new (BeckRpcProtseq protseq, const char *address, const char *endpoint);

/* Fills in the endpoint of a partially bound one by asking the endpoint mapper (endpoint.c). 0 or a status. */
guint32 beck_rpc_remote_resolve (BeckRpcRemoteBinding *binding, const BeckNdrInterface *interface);

/* ---- client.c ---- */

/* One synchronous call; what beck_rpc_remote_transport.call is. */
BeckRpcOutcome beck_rpc_client_call (BeckRpcBinding *binding, BeckRpcExchange *exchange);

/* Drops the binding's hold on its association. */
void beck_rpc_link_release (BeckRpcLink *link);

/* ---- Where local endpoints are (local-path.c) ----
 *
 * A name without slash is a socket in the directory that BECK_NCALRPC_DIR names; else
 * /run/beck/ncalrpc for root and $XDG_RUNTIME_DIR/beck/ncalrpc, or /tmp/beck-UID/ncalrpc, for others; a client also looks
 * in root's. An absolute path is itself. */
typedef enum
{
  BECK_RPC_PATH_CLIENT, /* one that exists, if there is any */
  BECK_RPC_PATH_SERVER, /* the directory is made, for its owner alone where it is not root's */
} BeckRpcPathUse;

/* (transfer full) (nullable): beck_free(); NULL and @status if the name is no good or there is no memory. */
char *beck_rpc_local_path (const char *endpoint, BeckRpcPathUse use, guint32 *status);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Bindings to servers elsewhere: what a string binding says. Made and changed by the functions of
 * <beck/rpc-binding.h> (remote.c, string-binding.c), used by the client's side (client.c).
 */

#include <beck/rpc-binding.h>
#include <objidlbase.h>

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
  struct BeckRpcAuth *auth; /* (nullable): auth-info.h */
  BeckRpcLink *link;  /* (nullable): made by the first call, and by beck_rpc_link_get() */
} BeckRpcRemoteBinding;

extern const BeckRpcTransport beck_rpc_remote_transport;

/* The remote binding that a handle is; NULL for another kind of binding, or none. */
BeckRpcRemoteBinding *beck_rpc_remote_from_handle (handle_t handle);

/* A new one with one reference; NULL without memory. Strings are copied. */
BeckRpcRemoteBinding *beck_rpc_remote_new (BeckRpcProtseq protseq, const char *address,
                                           const char *endpoint);

/* Another one with its object, options and endpoint, and no connection; NULL without memory. */
BeckRpcRemoteBinding *beck_rpc_remote_copy (BeckRpcRemoteBinding *remote);

/* Forgets the endpoint. */
void beck_rpc_remote_reset (BeckRpcRemoteBinding *remote);

/* The status for a handle that is not what a function is for: none at all, or of a wrong kind. */
RPC_STATUS beck_rpc_refuse_handle (RPC_BINDING_HANDLE handle);

/* The text of one, for beck_free(). 0 or a status. */
guint32 beck_rpc_remote_to_string (BeckRpcRemoteBinding *binding, char **ret_text);

/* Fills in the endpoint of a partially bound one by asking the endpoint mapper (endpoint.c). 0 or
 * a status. */
guint32 beck_rpc_remote_resolve (BeckRpcRemoteBinding *binding, const BeckNdrInterface *interface);

/* ---- client.c ---- */

/* One synchronous call; what beck_rpc_remote_transport.call is. */
BeckRpcOutcome beck_rpc_client_call (BeckRpcBinding *binding, BeckRpcExchange *exchange);

/* For who has the calls of a thread in a record of its own: told while something can be cancelled,
 * and with NULL when not any more; @cancel is good in between. On the thread that calls. */
typedef struct
{
  void (*under_way) (gpointer user, ICancelMethodCalls *cancel);
  gpointer user;
} BeckRpcCallWatch;

/* The same until @deadline (monotonic microseconds; -1: none), and without being found by
 * CoGetCancelObject(). */
BeckRpcOutcome beck_rpc_client_call_watched (BeckRpcBinding *binding, BeckRpcExchange *exchange,
                                             gint64 deadline, const BeckRpcCallWatch *watch);

/* Drops the binding's hold on its association. */
void beck_rpc_link_release (BeckRpcLink *link);

/* ---- Where local endpoints are (local-path.c) ----
 *
 * A name without slash is a socket in the directory that BECK_NCALRPC_DIR names; else
 * /run/beck/ncalrpc for root and $XDG_RUNTIME_DIR/beck/ncalrpc, or /tmp/beck-UID/ncalrpc, for
 * others; a client also looks in root's. An absolute path is itself. */
typedef enum
{
  BECK_RPC_PATH_CLIENT, /* one that exists, if there is any */
  BECK_RPC_PATH_SERVER, /* the directory is made, for its owner alone where it is not root's */
} BeckRpcPathUse;

/* Neither empty nor a relative path. Only the directory's length decides whether it also fits. */
gboolean beck_rpc_local_name_is_good (const char *name);

/* (transfer full) (nullable): beck_free(). NULL and RPC_S_INVALID_ENDPOINT_FORMAT,
 * RPC_S_OUT_OF_MEMORY; for clients RPC_S_SERVER_UNAVAILABLE if there is no such socket; for servers
 * RPC_S_CANT_CREATE_ENDPOINT if there can be none. */
char *beck_rpc_local_path (const char *endpoint, BeckRpcPathUse use, guint32 *status);

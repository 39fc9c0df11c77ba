/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Where the server listens: endpoints, each with one listening socket per address.
 */

#include "rpc/remote.h"
#include "rpc/server-private.h"

/* Each makes an endpoint; 0, or a status of RpcServerUseProtseqEp(). */
G_GNUC_INTERNAL guint32 beck_rpc_endpoint_add_local (const char *name, gboolean dynamic);
/* @addresses: comma-separated. @port 0: a dynamic one. */
G_GNUC_INTERNAL guint32 beck_rpc_endpoint_add_tcp (const char *addresses, guint16 port);
/* Takes @fd, if it can be used. */
G_GNUC_INTERNAL guint32 beck_rpc_endpoint_add_socket (int fd);

/* A socket that listens: for server-endpoint.c and server-bindings.c. */
typedef struct BeckRpcListener BeckRpcListener;

struct BeckRpcListener
{
  BeckIo io;
  BeckRpcListener *next;
  BeckRpcEndpointScope *scope;
  char *address; /* "" for local ones */
  char *path;    /* (nullable): to be removed in the end */
  gboolean watched;
};

/* Holds the list still. */
G_GNUC_INTERNAL BeckRpcListener *beck_rpc_listeners_lock (void);
G_GNUC_INTERNAL void beck_rpc_listeners_unlock (void);

/* Takes the strings and the descriptor, whatever happens. With no lock. */
G_GNUC_INTERNAL guint32 beck_rpc_listener_add (BeckRpcEndpointScope *scope, int fd, char *address,
                                               char *path, gboolean dynamic);

/* What RpcServerUseProtseqEp() does; @endpoint NULL: a dynamic one. */
G_GNUC_INTERNAL RPC_STATUS beck_rpc_server_use (const char *protseq, const char *endpoint,
                                                const void *security, const RPC_POLICY *policy);

/* A new scope; NULL without memory. */
G_GNUC_INTERNAL BeckRpcEndpointScope *beck_rpc_scope_new (gboolean local, const char *endpoint);

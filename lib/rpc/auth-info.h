/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What a program wants to have protected, and how. A record never changes, so bindings share it.
 */

#include <beck/rpc-security.h>

typedef struct BeckRpcAuth BeckRpcAuth;

struct BeckRpcAuth
{
  gint refs;
  ULONG level, service, authorization;
  RPC_AUTH_IDENTITY_HANDLE identity;
  RPC_SECURITY_QOS qos;
  char principal[];
};

/* Of NULL, NULL. */
G_GNUC_INTERNAL BeckRpcAuth *beck_rpc_auth_ref (BeckRpcAuth *auth);
G_GNUC_INTERNAL void beck_rpc_auth_unref (BeckRpcAuth *auth);

/* Whether an authentication service may be asked for: one that is known, and only where the
 * environment says that nothing needs protection. 0 or RPC_S_UNKNOWN_AUTHN_SERVICE. */
G_GNUC_INTERNAL guint32 beck_rpc_auth_allow (ULONG service);

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Security at a server (rpc.md 2.1, 2.2): which services there are, and who the client is. There
 * are none, and nobody knows.
 */

#include <beck/status.h>

#include "auth-info.h"
#include "remote.h"
#include "server.h"

/* The status for an unknown client, once it is sure that there is a call. */
static RPC_STATUS
unless_call (RPC_BINDING_HANDLE handle, RPC_STATUS status)
{
  if (beck_rpc_server_call_from_handle (handle) != NULL)
    return status;
  return handle == NULL ? RPC_S_NO_CALL_ACTIVE : beck_rpc_refuse_handle (handle);
}

RPC_STATUS
RpcBindingInqAuthClientExA (RPC_BINDING_HANDLE binding, RPC_AUTHZ_HANDLE *privileges,
                            RPC_CSTR *principal, ULONG *level, ULONG *service,
                            ULONG *authorization, ULONG flags)
{
  return unless_call (binding, RPC_S_BINDING_HAS_NO_AUTH);
}

RPC_STATUS
RpcBindingInqAuthClientExW (RPC_BINDING_HANDLE binding, RPC_AUTHZ_HANDLE *privileges,
                            RPC_WSTR *principal, ULONG *level, ULONG *service,
                            ULONG *authorization, ULONG flags)
{
  return unless_call (binding, RPC_S_BINDING_HAS_NO_AUTH);
}

RPC_STATUS
RpcBindingInqAuthClientA (RPC_BINDING_HANDLE binding, RPC_AUTHZ_HANDLE *privileges,
                          RPC_CSTR *principal, ULONG *level, ULONG *service, ULONG *authorization)
{
  return unless_call (binding, RPC_S_BINDING_HAS_NO_AUTH);
}

RPC_STATUS
RpcBindingInqAuthClientW (RPC_BINDING_HANDLE binding, RPC_AUTHZ_HANDLE *privileges,
                          RPC_WSTR *principal, ULONG *level, ULONG *service, ULONG *authorization)
{
  return unless_call (binding, RPC_S_BINDING_HAS_NO_AUTH);
}

static RPC_STATUS
register_service (ULONG service)
{
  return service == RPC_C_AUTHN_NONE ? RPC_S_OK : (RPC_STATUS) beck_rpc_auth_allow (service);
}

RPC_STATUS
RpcServerRegisterAuthInfoA (RPC_CSTR principal, ULONG service, RPC_AUTH_KEY_RETRIEVAL_FN *get_key,
                            void *arg)
{
  return register_service (service);
}

RPC_STATUS
RpcServerRegisterAuthInfoW (RPC_WSTR principal, ULONG service, RPC_AUTH_KEY_RETRIEVAL_FN *get_key,
                            void *arg)
{
  return register_service (service);
}

RPC_STATUS
RpcImpersonateClient (RPC_BINDING_HANDLE binding)
{
  return unless_call (binding, RPC_S_NO_CONTEXT_AVAILABLE);
}

RPC_STATUS
RpcGetAuthorizationContextForClient (RPC_BINDING_HANDLE binding, BOOL impersonate,
                                     void *reserved1, LARGE_INTEGER *expires, LUID reserved2,
                                     DWORD reserved3, void *reserved4, void **context)
{
  if (context != NULL)
    *context = NULL;
  return unless_call (binding, RPC_S_NO_CONTEXT_AVAILABLE);
}

RPC_STATUS
RpcRevertToSelfEx (RPC_BINDING_HANDLE binding)
{
  return unless_call (binding, RPC_S_NO_CONTEXT_AVAILABLE);
}

RPC_STATUS
RpcRevertToSelf (void)
{
  return RpcRevertToSelfEx (NULL);
}

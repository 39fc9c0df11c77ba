/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Options of bindings to servers elsewhere (rpc.md 2.1).
 */

#include <beck/rpc-binding.h>
#include <beck/status.h>

#include "remote.h"

/* With the lock. How a connection is shared is settled by the first call. */
static RPC_STATUS
set_early (const BeckRpcRemoteBinding *remote, gboolean *place, ULONG_PTR value)
{
  if (remote->used)
    return RPC_S_WRONG_KIND_OF_BINDING;
  *place = value != 0;
  return RPC_S_OK;
}

static RPC_STATUS
set_call_timeout (BeckRpcRemoteBinding *remote, ULONG_PTR value)
{
  if (value > G_MAXUINT)
    return RPC_S_INVALID_ARG;
  remote->call_timeout = (guint) value;
  return RPC_S_OK;
}

static RPC_STATUS
set_option (BeckRpcRemoteBinding *remote, ULONG option, ULONG_PTR value)
{
  switch (option)
    {
    case RPC_C_OPT_UNIQUE_BINDING:
      return set_early (remote, &remote->unique, value);
    case RPC_C_OPT_DONT_LINGER:
      return set_early (remote, &remote->dont_linger, value);
    case RPC_C_OPT_BINDING_NONCAUSAL:
      remote->noncausal = value != 0;
      return RPC_S_OK;
    case RPC_C_OPT_CALL_TIMEOUT:
      return set_call_timeout (remote, value);
    default:
      return RPC_S_CANNOT_SUPPORT;
    }
}

RPC_STATUS
RpcBindingSetOption (RPC_BINDING_HANDLE handle, ULONG option, ULONG_PTR value)
{
  BeckRpcRemoteBinding *remote = beck_rpc_remote_from_handle (handle);
  RPC_STATUS status;

  if (remote == NULL)
    return beck_rpc_refuse_handle (handle);
  beck_lock_acquire (&remote->lock);
  status = set_option (remote, option, value);
  beck_lock_release (&remote->lock);
  return status;
}

static RPC_STATUS
inq_option (const BeckRpcRemoteBinding *remote, ULONG option, ULONG_PTR *value)
{
  switch (option)
    {
    case RPC_C_OPT_UNIQUE_BINDING:
      *value = (ULONG_PTR) remote->unique;
      return RPC_S_OK;
    case RPC_C_OPT_DONT_LINGER:
      *value = (ULONG_PTR) remote->dont_linger;
      return RPC_S_OK;
    case RPC_C_OPT_BINDING_NONCAUSAL:
      *value = (ULONG_PTR) remote->noncausal;
      return RPC_S_OK;
    case RPC_C_OPT_CALL_TIMEOUT:
      *value = remote->call_timeout;
      return RPC_S_OK;
    default:
      return RPC_S_CANNOT_SUPPORT;
    }
}

RPC_STATUS
RpcBindingInqOption (RPC_BINDING_HANDLE handle, ULONG option, ULONG_PTR *value)
{
  BeckRpcRemoteBinding *remote = beck_rpc_remote_from_handle (handle);
  RPC_STATUS status;

  if (value == NULL)
    return RPC_S_INVALID_ARG;
  if (remote == NULL)
    return beck_rpc_refuse_handle (handle);
  beck_lock_acquire (&remote->lock);
  status = inq_option (remote, option, value);
  beck_lock_release (&remote->lock);
  return status;
}

RPC_STATUS
RpcMgmtSetComTimeout (RPC_BINDING_HANDLE handle, unsigned int timeout)
{
  BeckRpcRemoteBinding *remote = beck_rpc_remote_from_handle (handle);

  if (remote == NULL)
    return beck_rpc_refuse_handle (handle);
  if (timeout > RPC_C_BINDING_INFINITE_TIMEOUT)
    return RPC_S_INVALID_TIMEOUT;
  beck_lock_acquire (&remote->lock);
  remote->com_timeout = timeout;
  beck_lock_release (&remote->lock);
  return RPC_S_OK;
}

RPC_STATUS
RpcMgmtInqComTimeout (RPC_BINDING_HANDLE handle, unsigned int *timeout)
{
  BeckRpcRemoteBinding *remote = beck_rpc_remote_from_handle (handle);

  if (timeout == NULL)
    return RPC_S_INVALID_ARG;
  if (remote == NULL)
    return beck_rpc_refuse_handle (handle);
  beck_lock_acquire (&remote->lock);
  *timeout = remote->com_timeout;
  beck_lock_release (&remote->lock);
  return RPC_S_OK;
}

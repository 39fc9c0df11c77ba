/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The functions that programs call on RPC_ASYNC_STATE, for either side of a call (rpc.md 2.4). */

#include "async.h"

#include <string.h>

#include "server.h"

RPC_STATUS
RpcAsyncInitializeHandle (PRPC_ASYNC_STATE async, unsigned int size)
{
  if (async == NULL)
    return RPC_S_INVALID_ASYNC_HANDLE;
  if (size != sizeof *async)
    return RPC_S_INVALID_ARG;
  async->Size = size;
  async->Signature = BECK_RPC_ASYNC_SIGNATURE;
  async->Lock = 0;
  async->Flags = 0;
  async->StubInfo = NULL;
  async->RuntimeInfo = NULL;
  memset (async->Reserved, 0, sizeof async->Reserved);
  return RPC_S_OK;
}

/* Whose it is now; somebody else may end the call at once. */
static BeckRpcAsyncSide
side_of (RPC_ASYNC_STATE *async)
{
  BeckRpcAsyncSide side = BECK_RPC_ASYNC_NOBODY;

  if (!beck_rpc_async_is_valid (async))
    return side;
  beck_lock_acquire (beck_rpc_async_lock (async));
  side = beck_rpc_async_side (async);
  beck_lock_release (beck_rpc_async_lock (async));
  return side;
}

RPC_STATUS
RpcAsyncRegisterInfo (PRPC_ASYNC_STATE async)
{
  return beck_rpc_async_is_valid (async) ? RPC_S_OK : RPC_S_INVALID_ASYNC_HANDLE;
}

RPC_STATUS
RpcAsyncGetCallStatus (PRPC_ASYNC_STATE async)
{
  switch (side_of (async))
    {
    case BECK_RPC_ASYNC_CLIENT:
      return beck_rpc_async_client_status (async);
    case BECK_RPC_ASYNC_SERVER:
      return RPC_S_INVALID_ASYNC_CALL;
    case BECK_RPC_ASYNC_NOBODY:
      break;
    }
  return RPC_S_INVALID_BINDING;
}

RPC_STATUS
RpcAsyncCompleteCall (PRPC_ASYNC_STATE async, void *reply)
{
  switch (side_of (async))
    {
    case BECK_RPC_ASYNC_CLIENT:
      return beck_rpc_async_client_complete (async, reply);
    case BECK_RPC_ASYNC_SERVER:
      return beck_rpc_async_server_complete (async, reply);
    case BECK_RPC_ASYNC_NOBODY:
      break;
    }
  return RPC_S_INVALID_ASYNC_HANDLE;
}

RPC_STATUS
RpcAsyncAbortCall (PRPC_ASYNC_STATE async, ULONG code)
{
  switch (side_of (async))
    {
    case BECK_RPC_ASYNC_CLIENT:
      return RPC_S_INVALID_ASYNC_CALL;
    case BECK_RPC_ASYNC_SERVER:
      break;
    case BECK_RPC_ASYNC_NOBODY:
      return RPC_S_INVALID_ASYNC_HANDLE;
    }
  return code != 0 ? beck_rpc_async_server_abort (async, code) : RPC_S_INVALID_ARG;
}

RPC_STATUS
RpcAsyncCancelCall (PRPC_ASYNC_STATE async, BOOL abort)
{
  switch (side_of (async))
    {
    case BECK_RPC_ASYNC_CLIENT:
      return beck_rpc_async_client_cancel (async, abort != FALSE);
    case BECK_RPC_ASYNC_SERVER:
      return RPC_S_INVALID_ASYNC_CALL;
    case BECK_RPC_ASYNC_NOBODY:
      break;
    }
  return RPC_S_INVALID_ASYNC_HANDLE;
}

RPC_STATUS
RpcServerTestCancel (RPC_BINDING_HANDLE binding)
{
  BeckRpcServerCall *call = beck_rpc_server_call_from_handle (binding);

  if (call == NULL)
    return binding == NULL ? RPC_S_NO_CALL_ACTIVE : RPC_S_INVALID_BINDING;
  return atomic_load (&call->cancelled) || atomic_load (&call->disconnected)
             ? RPC_S_OK
             : RPC_S_CALL_IN_PROGRESS;
}

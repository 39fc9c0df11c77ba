/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Managers that change the lock their call has on a context (rpc.md 2.8).
 */

#include <beck/rpc-server.h>

#include "association.h"
#include "remote.h"
#include "server.h"

/* A call of this thread that is the server's @call. */
static BeckRpcDispatch *
find_on_thread (const BeckRpcServerCall *call)
{
  BeckRpcDispatch *dispatch = beck_rpc_dispatch_current ();

  while (dispatch != NULL && dispatch->request != &call->request)
    dispatch = dispatch->outer;
  return dispatch;
}

/* 0 and the call of a handle, or a status. */
static guint32
find_dispatch (RPC_BINDING_HANDLE binding, BeckRpcDispatch **dispatch)
{
  const BeckRpcServerCall *call;

  *dispatch = beck_rpc_dispatch_current ();
  if (binding == NULL)
    return *dispatch != NULL ? RPC_S_OK : RPC_S_NO_CALL_ACTIVE;
  call = beck_rpc_server_call_from_handle (binding);
  if (call == NULL)
    return (guint32) beck_rpc_refuse_handle (binding);
  *dispatch = call->dispatch != NULL ? call->dispatch : find_on_thread (call);
  return *dispatch != NULL ? RPC_S_OK : RPC_S_NO_CALL_ACTIVE;
}

/* The context behind the manager's pointer, as far as the call has locked it. */
static BeckRpcContext *
find_context (const BeckRpcDispatch *dispatch, const void *pointer)
{
  for (const BeckRpcUse *use = dispatch->uses; use != NULL && pointer != NULL; use = use->next)
    if (use->locked && *use->variable == pointer)
      return use->context;
  return NULL;
}

/* An asynchronous call may go on without the thread it began on. */
static GThread *
owner_of (const BeckRpcDispatch *dispatch)
{
  const BeckRpcDispatch *running = beck_rpc_dispatch_current ();

  while (running != NULL && running != dispatch)
    running = running->outer;
  return running != NULL ? g_thread_self () : BECK_RPC_NOBODYS_THREAD;
}

RPC_STATUS
RpcSsContextLockExclusive (RPC_BINDING_HANDLE binding, void *pointer)
{
  BeckRpcDispatch *dispatch;
  BeckRpcContext *context;
  guint32 status = find_dispatch (binding, &dispatch);

  if (status != RPC_S_OK)
    return (RPC_STATUS) status;
  context = find_context (dispatch, pointer);
  if (context == NULL)
    return RPC_X_SS_CONTEXT_MISMATCH;
  return (RPC_STATUS) beck_rpc_association_promote (dispatch->request->association, context,
                                                    owner_of (dispatch));
}

RPC_STATUS
RpcSsContextLockShared (RPC_BINDING_HANDLE binding, void *pointer)
{
  BeckRpcDispatch *dispatch;
  BeckRpcContext *context;
  guint32 status = find_dispatch (binding, &dispatch);

  if (status != RPC_S_OK)
    return (RPC_STATUS) status;
  context = find_context (dispatch, pointer);
  if (context == NULL)
    return RPC_X_SS_CONTEXT_MISMATCH;
  beck_rpc_association_demote (dispatch->request->association, context);
  return RPC_S_OK;
}

void
RpcSsDontSerializeContext (void)
{
  beck_rpc_associations_share ();
}

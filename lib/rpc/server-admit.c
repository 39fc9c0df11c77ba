/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the program says to a call before its manager gets it: its security function, at once or
 * later (RPC_IF_ASYNC_CALLBACK), and the type of the object.
 */

#include "rpc/server-private.h"

/* Between the security function, which said "later", and its answer: who comes second goes on. */
enum
{
  CHECK_ASKED,
  CHECK_LATER,
  CHECK_ANSWERED,
};

typedef struct
{
  BeckRpcServerCall *call;
  RPC_STATUS status;
} Question;

static void
ask (gpointer data)
{
  Question *question = data;
  BeckRpcServerCall *call = question->call;

  question->status =
      call->callback ((RPC_IF_HANDLE) beck_rpc_offer_id (call->offer), &call->binding);
}

static guint32
admitted (RPC_STATUS status)
{
  return status == RPC_S_OK ? 0 : RPC_S_ACCESS_DENIED;
}

/* The call may be gone when this says "pending". */
static guint32
check_security (BeckRpcServerCall *call)
{
  Question question = { call, RPC_S_ACCESS_DENIED };
  guint32 ignored;

  if (call->callback == NULL)
    return 0;
  if (beck_exception_catch (ask, &question, &ignored))
    return RPC_S_ACCESS_DENIED;
  if (!(call->flags & RPC_IF_ASYNC_CALLBACK) || question.status != RPC_S_ASYNC_CALL_PENDING)
    return admitted (question.status);
  if (atomic_exchange (&call->check, CHECK_LATER) == CHECK_ANSWERED)
    return admitted (call->check_status);
  return RPC_S_ASYNC_CALL_PENDING;
}

static guint32
find_managers (BeckRpcServerCall *call)
{
  GUID type;

  beck_rpc_object_type (&call->object, &type);
  return beck_rpc_offer_managers (call->offer, &type, &call->request.epv);
}

guint32
beck_rpc_admit (BeckRpcServerCall *call)
{
  guint32 status = check_security (call);

  /* The objects of object RPC are none of those that have a type. */
  return status != 0 || call->raw != NULL ? status : find_managers (call);
}

/* ---- Later ---- */

static void
go_on (BeckWork *work)
{
  BeckRpcServerCall *call =
      (BeckRpcServerCall *) ((guint8 *) work - G_STRUCT_OFFSET (BeckRpcServerCall, work));
  guint32 status = admitted (call->check_status);

  beck_rpc_served_enter (call);
  if (status == 0)
    status = find_managers (call);
  if (status == 0)
    beck_rpc_run_admitted (call);
  else
    beck_rpc_served_refuse (call, status);
  beck_rpc_served_leave (call);
  beck_rpc_server_call_unref (call);
}

RPC_STATUS
RpcServerCompleteSecurityCallback (RPC_BINDING_HANDLE binding, RPC_STATUS status)
{
  BeckRpcServerCall *call = beck_rpc_server_call_from_handle (binding);

  if (call == NULL)
    return binding == NULL ? RPC_S_NO_CALL_ACTIVE : RPC_S_INVALID_BINDING;
  if (call->on_stack || !(call->flags & RPC_IF_ASYNC_CALLBACK))
    return RPC_S_CANNOT_SUPPORT;
  if (atomic_load (&call->check) == CHECK_ANSWERED)
    return RPC_S_INVALID_ASYNC_CALL;
  call->check_status = status;
  beck_rpc_server_call_ref (call);
  if (atomic_exchange (&call->check, CHECK_ANSWERED) == CHECK_LATER)
    {
      call->work.run = go_on;
      if (FAILED (beck_pool_push (&call->work)))
        go_on (&call->work);
    }
  else
    beck_rpc_server_call_unref (call);
  return RPC_S_OK;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "calls.h"

#include "rpcecho.h"

static GMutex lock;
static GCond changed;

/* A notification more or less than one shows here or in call_end(). */
static void
told (PRPC_ASYNC_STATE async, void *context, RPC_ASYNC_EVENT event)
{
  Call *call = async->UserInfo;

  ck_assert_int_eq (event, RpcCallComplete);
  g_mutex_lock (&lock);
  g_atomic_int_inc (&call->told);
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

static void
prepare (Call *call, ULONG in, gboolean sleeps)
{
  ck_assert (!call->begun);
  ck_assert_uint_eq (g_atomic_int_get (&call->told), 0);
  ck_assert_int_eq (RpcAsyncInitializeHandle (&call->async, sizeof call->async), RPC_S_OK);
  call->async.UserInfo = call;
  call->async.NotificationType = RpcNotificationTypeCallback;
  call->async.u.NotificationRoutine = told;
  call->in = in;
  call->out = 0;
  call->sleeps = sleeps;
  call->begun = TRUE;
}

static gboolean
begin (Call *call, RPC_BINDING_HANDLE binding, RPC_STATUS *status)
{
  RpcTryExcept
    {
      if (call->sleeps)
        TestSleep (&call->async, binding, call->in);
      else
        AddOne (&call->async, binding, call->in, &call->out);
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      *status = (RPC_STATUS) RpcExceptionCode ();
      call->begun = FALSE;
    }
  RpcEndExcept
  return call->begun;
}

gboolean
call_begin_add (Call *call, RPC_BINDING_HANDLE binding, ULONG in, RPC_STATUS *status)
{
  prepare (call, in, FALSE);
  return begin (call, binding, status);
}

gboolean
call_begin_sleep (Call *call, RPC_BINDING_HANDLE binding, ULONG in, RPC_STATUS *status)
{
  prepare (call, in, TRUE);
  return begin (call, binding, status);
}

void
call_cancel (Call *call, gboolean abortive)
{
  ck_assert_int_eq (RpcAsyncCancelCall (&call->async, abortive), RPC_S_OK);
}

static void
wait_until_told (Call *call)
{
  if (g_atomic_int_get (&call->told) > 0)
    return;
  g_mutex_lock (&lock);
  while (call->told == 0)
    g_cond_wait (&changed, &lock);
  g_mutex_unlock (&lock);
}

RPC_STATUS
call_end (Call *call)
{
  RPC_STATUS status;
  ULONG reply = 0;

  wait_until_told (call);
  status = RpcAsyncCompleteCall (&call->async, call->sleeps ? &reply : NULL);
  ck_assert_int_ne (status, RPC_S_ASYNC_CALL_PENDING);
  if (status == RPC_S_OK && call->sleeps)
    ck_assert_uint_eq (reply, call->in);
  else if (status == RPC_S_OK)
    ck_assert_uint_eq (call->out, call->in + 1);

  /* The one that tells may still hold the lock. */
  g_mutex_lock (&lock);
  ck_assert_uint_eq (call->told, 1);
  call->told = 0;
  call->begun = FALSE;
  g_mutex_unlock (&lock);
  return status;
}

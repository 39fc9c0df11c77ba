/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Cancelling what another thread is in, by the thread (rpc.md 2.4): a synchronous call, found on the
 * stack that CoCancelCall() uses, too.
 */

#include <beck/cancel.h>
#include <beck/hresult.h>
#include <beck/rpc-async.h>

#include "call/cancel-stack.h"
#include "call/thread-handle.h"

/* How long RpcCancelThread() leaves the server to answer; of the thread that cancels. */
static _Thread_local LONG cancel_seconds = RPC_C_CANCEL_INFINITE_TIMEOUT;

RPC_STATUS
RpcMgmtSetCancelTimeout (LONG seconds)
{
  if (seconds < 0 && seconds != RPC_C_CANCEL_INFINITE_TIMEOUT)
    return RPC_S_INVALID_TIMEOUT;
  cancel_seconds = seconds;
  return RPC_S_OK;
}

static void
note_cancel (DWORD id)
{
  BeckThread *thread;

  beck_threads_lock ();
  thread = beck_thread_find (id);
  if (thread != NULL)
    atomic_store (&thread->cancelled, TRUE);
  beck_threads_unlock ();
}

RPC_STATUS
RpcCancelThreadEx (void *thread, LONG seconds)
{
  BeckThreadObject *object = beck_thread_object_from_handle (thread);
  DWORD id;
  HRESULT hr;

  if (object == NULL)
    return RPC_S_INVALID_ARG;
  id = atomic_load (&object->id);
  beck_thread_object_unref (object);
  if (id == 0)
    return RPC_S_CANNOT_SUPPORT;
  note_cancel (id);
  hr = beck_cancel_innermost (id, (ULONG) seconds);
  /* A thread that is in no call has nothing to be cancelled. */
  return SUCCEEDED (hr) || hr == E_NOINTERFACE || hr == RPC_E_CALL_COMPLETE
             ? RPC_S_OK
             : RPC_S_CANNOT_SUPPORT;
}

RPC_STATUS
RpcCancelThread (void *thread)
{
  return RpcCancelThreadEx (thread, cancel_seconds);
}

RPC_STATUS
RpcTestCancel (void)
{
  BeckThread *self = beck_thread_self ();

  if (self != NULL && atomic_exchange (&self->cancelled, FALSE))
    return RPC_S_OK;
  if (CoTestCancel () == RPC_E_CALL_CANCELED)
    return RPC_S_OK;
  return RpcServerTestCancel (NULL) == RPC_S_OK ? RPC_S_OK : RPC_S_ACCESS_DENIED;
}

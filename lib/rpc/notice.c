/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "notice.h"

#include <beck/handle.h>
#include <beck/port.h>
#include <beck/wait.h>
#include <beck/window.h>

#include "base/alloc.h"
#include "call/apc.h"
#include "call/thread-handle.h"
#include "private.h"

/* A routine to be called: an APC's, or one on a thread of the pool. */
typedef struct
{
  BeckWork work;
  BeckApc apc;
  PFN_RPCNOTIFICATION_ROUTINE routine;
  RPC_ASYNC_STATE *state;
  RPC_ASYNC_EVENT event;
  BeckRpcNoticeOwner owner;
} Delivery;

static guint32
find_thread (BeckRpcNotice *notice, gboolean named)
{
  BeckThreadObject *object;

  if (notice->info.APC.NotificationRoutine == NULL)
    return RPC_S_INVALID_ARG;
  if (notice->info.APC.hThread == NULL)
    {
      BeckThread *self = beck_thread_self ();

      notice->thread = self != NULL ? self->id : 0;
      return named ? RPC_S_INVALID_ARG : self != NULL ? 0 : RPC_S_OUT_OF_MEMORY;
    }
  object = beck_thread_object_from_handle (notice->info.APC.hThread);
  if (object == NULL)
    return RPC_S_INVALID_ARG;
  notice->thread = atomic_load (&object->id);
  beck_thread_object_unref (object);
  return 0;
}

guint32
beck_rpc_notice_init (BeckRpcNotice *notice, RPC_NOTIFICATION_TYPES type,
                      const RPC_ASYNC_NOTIFICATION_INFO *info, gboolean named)
{
  notice->reserve = NULL;
  notice->type = type;
  notice->info = *info;
  switch (type)
    {
    case RpcNotificationTypeNone:
    case RpcNotificationTypeEvent:
    case RpcNotificationTypeIoc:
    case RpcNotificationTypeHwnd:
      return 0;
    case RpcNotificationTypeCallback:
      return info->NotificationRoutine != NULL ? 0 : RPC_S_INVALID_ARG;
    case RpcNotificationTypeApc:
      return find_thread (notice, named);
    }
  return RPC_S_INVALID_ARG;
}

static void
drop_delivery (gpointer data)
{
  Delivery *delivery = data;

  delivery->owner.unref (delivery->owner.owner);
  beck_free (delivery);
}

static void
run_delivery (gpointer data)
{
  const Delivery *delivery = data;

  delivery->routine (delivery->state, NULL, delivery->event);
}

static void
deliver_on_pool (BeckWork *work)
{
  run_delivery (work);
  drop_delivery (work);
}

gboolean
beck_rpc_notice_reserve (BeckRpcNotice *notice)
{
  if (notice->type != RpcNotificationTypeApc && notice->type != RpcNotificationTypeCallback)
    return TRUE;
  notice->reserve = beck_alloc (sizeof (Delivery));
  return notice->reserve != NULL;
}

void
beck_rpc_notice_clear (BeckRpcNotice *notice)
{
  beck_free (g_steal_pointer (&notice->reserve));
}

/* These come once. */
static gboolean
is_reserved_for (RPC_ASYNC_EVENT event)
{
  return event == RpcCallComplete || event == RpcClientCancel || event == RpcClientDisconnect;
}

static Delivery *
new_delivery (BeckRpcNotice *notice, PFN_RPCNOTIFICATION_ROUTINE routine, RPC_ASYNC_STATE *state,
              RPC_ASYNC_EVENT event, const BeckRpcNoticeOwner *owner)
{
  Delivery *delivery = is_reserved_for (event) ? g_steal_pointer (&notice->reserve) : NULL;

  if (delivery == NULL)
    delivery = beck_alloc (sizeof *delivery);
  if (delivery == NULL)
    return NULL;
  *delivery = (Delivery){ .work = { NULL, deliver_on_pool },
                          .apc = { .func = run_delivery,
                                   .data = delivery,
                                   .free_data = drop_delivery },
                          .routine = routine,
                          .state = state,
                          .event = event,
                          .owner = *owner };
  owner->ref (owner->owner);
  return delivery;
}

static void
queue_apc (BeckRpcNotice *notice, RPC_ASYNC_STATE *state, RPC_ASYNC_EVENT event,
           const BeckRpcNoticeOwner *owner)
{
  Delivery *delivery =
      new_delivery (notice, notice->info.APC.NotificationRoutine, state, event, owner);

  /* A thread that has ended is told nothing. */
  if (delivery != NULL)
    beck_apc_queue_record (notice->thread, &delivery->apc);
}

static void
push_callback (BeckRpcNotice *notice, RPC_ASYNC_STATE *state, RPC_ASYNC_EVENT event,
               const BeckRpcNoticeOwner *owner)
{
  Delivery *delivery = new_delivery (notice, notice->info.NotificationRoutine, state, event, owner);

  if (delivery != NULL && FAILED (beck_pool_push (&delivery->work)))
    drop_delivery (delivery);
}

void
beck_rpc_notify (BeckRpcNotice *notice, RPC_ASYNC_STATE *state, RPC_ASYNC_EVENT event,
                 const BeckRpcNoticeOwner *owner)
{
  const RPC_ASYNC_NOTIFICATION_INFO *info = &notice->info;

  switch (notice->type)
    {
    case RpcNotificationTypeNone:
      break;
    case RpcNotificationTypeEvent:
      beck_handle_signal (info->hEvent);
      break;
    case RpcNotificationTypeApc:
      queue_apc (notice, state, event, owner);
      break;
    case RpcNotificationTypeIoc:
      beck_port_post (info->IOC.hIOPort, info->IOC.dwNumberOfBytesTransferred,
                      info->IOC.dwCompletionKey, info->IOC.lpOverlapped);
      break;
    case RpcNotificationTypeHwnd:
      beck_window_post (info->HWND.hWnd, info->HWND.Msg, 0, (LONG_PTR) state);
      break;
    case RpcNotificationTypeCallback:
      push_callback (notice, state, event, owner);
      break;
    }
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "notice.h"

#include <beck/handle.h>
#include <beck/wait.h>

#include "base/alloc.h"
#include "call/apc.h"
#include "call/post.h"
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

/* ---- Memory ---- */

/* For any kind: a state may have another one by the time its program is told. */
static gpointer
new_reserve (void)
{
  return beck_alloc (MAX (sizeof (Delivery), BECK_POST_RECORD));
}

static gboolean
takes_memory (RPC_NOTIFICATION_TYPES type)
{
  return type != RpcNotificationTypeNone && type != RpcNotificationTypeEvent;
}

gboolean
beck_rpc_notice_reserve (BeckRpcNotice *notice)
{
  if (takes_memory (notice->type))
    notice->reserve = new_reserve ();
  return !takes_memory (notice->type) || notice->reserve != NULL;
}

void
beck_rpc_notice_clear (BeckRpcNotice *notice)
{
  beck_free (g_steal_pointer (&notice->reserve));
}

gboolean
beck_rpc_stock_up (BeckRpcStock *stock, RPC_NOTIFICATION_TYPES type, guint n)
{
  for (guint i = 0; takes_memory (type) && i < n; i++)
    {
      gpointer reserve;

      if (g_atomic_pointer_get (&stock->reserves[i]) != NULL)
        continue;
      reserve = new_reserve ();
      if (reserve == NULL)
        return FALSE;
      if (!g_atomic_pointer_compare_and_exchange (&stock->reserves[i], NULL, reserve))
        beck_free (reserve);
    }
  return TRUE;
}

gpointer
beck_rpc_stock_take (BeckRpcStock *stock)
{
  for (guint i = 0; i < BECK_RPC_STOCK; i++)
    {
      gpointer reserve = g_atomic_pointer_get (&stock->reserves[i]);

      if (reserve != NULL
          && g_atomic_pointer_compare_and_exchange (&stock->reserves[i], reserve, NULL))
        return reserve;
    }
  return NULL;
}

void
beck_rpc_stock_clear (BeckRpcStock *stock)
{
  gpointer reserve;

  while ((reserve = beck_rpc_stock_take (stock)) != NULL)
    beck_free (reserve);
}

static gpointer
take_reserve (BeckRpcNotice *notice)
{
  return notice->reserve != NULL ? g_steal_pointer (&notice->reserve) : new_reserve ();
}

/* ---- Telling ---- */

static Delivery *
new_delivery (BeckRpcNotice *notice, PFN_RPCNOTIFICATION_ROUTINE routine, RPC_ASYNC_STATE *state,
              RPC_ASYNC_EVENT event, const BeckRpcNoticeOwner *owner)
{
  Delivery *delivery = take_reserve (notice);

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

static void
post_packet (BeckRpcNotice *notice)
{
  const RPC_ASYNC_NOTIFICATION_INFO *info = &notice->info;
  gpointer record = take_reserve (notice);

  if (record != NULL)
    beck_port_post_in (record, info->IOC.hIOPort, info->IOC.dwNumberOfBytesTransferred,
                       info->IOC.dwCompletionKey, info->IOC.lpOverlapped);
}

static void
post_message (BeckRpcNotice *notice, RPC_ASYNC_STATE *state)
{
  const RPC_ASYNC_NOTIFICATION_INFO *info = &notice->info;
  gpointer record = take_reserve (notice);

  if (record != NULL)
    beck_window_post_in (record, info->HWND.hWnd, info->HWND.Msg, 0, (LONG_PTR) state);
}

void
beck_rpc_notify (BeckRpcNotice *notice, RPC_ASYNC_STATE *state, RPC_ASYNC_EVENT event,
                 const BeckRpcNoticeOwner *owner)
{
  switch (notice->type)
    {
    case RpcNotificationTypeNone:
      break;
    case RpcNotificationTypeEvent:
      beck_handle_signal (notice->info.hEvent);
      break;
    case RpcNotificationTypeApc:
      queue_apc (notice, state, event, owner);
      break;
    case RpcNotificationTypeIoc:
      post_packet (notice);
      break;
    case RpcNotificationTypeHwnd:
      post_message (notice, state);
      break;
    case RpcNotificationTypeCallback:
      push_callback (notice, state, event, owner);
      break;
    }
}

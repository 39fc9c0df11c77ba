/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a manager is told: what it has subscribed to, once each, and what happens to its pipes. The
 * call tells that, on whichever thread it happens.
 */

#include "async-server-private.h"
#include "base/alloc.h"

/* ---- Telling ---- */

static void
notify_once (BeckServerAsync *self, guint which, RPC_ASYNC_EVENT event)
{
  BeckRpcNoticeOwner owner = { self, beck_server_async_ref, beck_server_async_unref };
  BeckRpcNotice notice;
  gboolean tell;

  beck_lock_acquire (&self->lock);
  tell = self->subscribed[which] && !self->told[which];
  if (tell)
    {
      self->told[which] = TRUE;
      self->queued[which]++;
      notice = self->notices[which];
      self->notices[which].reserve = NULL;
    }
  beck_lock_release (&self->lock);
  if (!tell)
    return;
  beck_rpc_notify (&notice, self->state, event, &owner);
  beck_rpc_notice_clear (&notice);
}

void
beck_server_async_notify_of_pipe (BeckServerAsync *self, RPC_ASYNC_EVENT event)
{
  BeckRpcNoticeOwner owner = { self, beck_server_async_ref, beck_server_async_unref };
  RPC_ASYNC_STATE *state = self->state;
  BeckRpcNotice notice;

  state->Event = event;
  if (beck_rpc_notice_init (&notice, state->NotificationType, &state->u, TRUE) != 0)
    return;
  notice.reserve = beck_rpc_stock_take (&self->stock);
  beck_rpc_notify (&notice, state, event, &owner);
  beck_rpc_notice_clear (&notice);
}

/* NULL while somebody reads the arguments, and may just be making them: nobody pulls yet. */
static BeckRpcPipes *
get_pipes (BeckServerAsync *self)
{
  BeckRpcPipes *pipes;

  beck_lock_acquire (&self->lock);
  pipes = self->read ? self->pipes : NULL;
  beck_lock_release (&self->lock);
  return pipes;
}

/* Who tells is reading from the connection and cannot run a manager, too. */
static void
take_input (BeckServerAsync *self)
{
  BeckRpcPipes *pipes;

  if (self->call->streams && beck_server_async_read (self))
    {
      beck_server_async_run_soon (self);
      return;
    }
  pipes = get_pipes (self);
  if (pipes != NULL && beck_rpc_pipes_take_pending (pipes))
    beck_server_async_notify_of_pipe (self, RpcReceiveComplete);
}

static void
hear (BeckServerAsync *self, BeckRpcTold what)
{
  switch (what)
    {
    case BECK_RPC_TOLD_CANCEL:
      notify_once (self, BECK_SERVER_ASYNC_CANCEL, RpcClientCancel);
      break;
    case BECK_RPC_TOLD_DISCONNECT:
      notify_once (self, BECK_SERVER_ASYNC_DISCONNECT, RpcClientDisconnect);
      take_input (self);
      break;
    case BECK_RPC_TOLD_SENT:
      if (self->state->Flags & RPC_C_NOTIFY_ON_SEND_COMPLETE)
        beck_server_async_notify_of_pipe (self, RpcSendComplete);
      break;
    case BECK_RPC_TOLD_INPUT:
      take_input (self);
      break;
    case BECK_RPC_TOLD_FREE:
      break;
    }
}

static void
free_async (BeckServerAsync *self)
{
  for (guint i = 0; i < BECK_SERVER_ASYNC_SUBSCRIPTIONS; i++)
    beck_rpc_notice_clear (&self->notices[i]);
  beck_rpc_stock_clear (&self->stock);
  beck_free (self);
}

void
beck_server_async_told (BeckRpcServerCall *call, BeckRpcTold what)
{
  BeckServerAsync *self = call->user;

  if (what == BECK_RPC_TOLD_FREE)
    free_async (self);
  else if (beck_server_async_try_ref (self))
    {
      hear (self, what);
      beck_server_async_unref (self);
    }
}

/* ---- Subscriptions ---- */

#define ALL_NOTIFICATIONS                                                                          \
  ((guint) RpcNotificationClientDisconnect | (guint) RpcNotificationCallCancel)

/* 0 and the call, referenced, or a status. */
static guint32
find_subscriber (RPC_BINDING_HANDLE binding, RPC_NOTIFICATIONS mask, BeckServerAsync **self)
{
  BeckRpcServerCall *call = beck_rpc_server_call_from_handle (binding);

  if (call == NULL)
    return binding == NULL ? RPC_S_NO_CALL_ACTIVE : RPC_S_INVALID_BINDING;
  if (mask == RpcNotificationCallNone || ((guint) mask & ~ALL_NOTIFICATIONS) != 0)
    return RPC_S_CANNOT_SUPPORT;
  *self = call->told == beck_server_async_told ? call->user : NULL;
  return *self != NULL && beck_server_async_try_ref (*self) ? 0 : RPC_S_CANNOT_SUPPORT;
}

/* What telling takes is reserved, so that it cannot fail. 0 or a status. */
static guint32
subscribe (BeckServerAsync *self, guint which, const BeckRpcNotice *notice)
{
  BeckRpcNotice reserved = *notice, before;

  if (!beck_rpc_notice_reserve (&reserved))
    return RPC_S_OUT_OF_MEMORY;
  beck_lock_acquire (&self->lock);
  before = self->notices[which];
  self->notices[which] = reserved;
  self->subscribed[which] = TRUE;
  beck_lock_release (&self->lock);
  beck_rpc_notice_clear (&before);
  return 0;
}

/* What has happened before is not lost. */
static void
catch_up (BeckServerAsync *self)
{
  if (atomic_load (&self->call->cancelled))
    notify_once (self, BECK_SERVER_ASYNC_CANCEL, RpcClientCancel);
  if (atomic_load (&self->call->disconnected))
    notify_once (self, BECK_SERVER_ASYNC_DISCONNECT, RpcClientDisconnect);
}

/* An event cannot tell which of two things has happened. */
static gboolean
may_combine (RPC_NOTIFICATION_TYPES type, RPC_NOTIFICATIONS mask)
{
  return type != RpcNotificationTypeEvent || (guint) mask != ALL_NOTIFICATIONS;
}

RPC_STATUS
RpcServerSubscribeForNotification (RPC_BINDING_HANDLE binding, RPC_NOTIFICATIONS notification,
                                   RPC_NOTIFICATION_TYPES type, RPC_ASYNC_NOTIFICATION_INFO *info)
{
  BeckServerAsync *self;
  BeckRpcNotice notice;
  guint32 status = find_subscriber (binding, notification, &self);

  if (status != 0)
    return (RPC_STATUS) status;
  status = RPC_S_INVALID_ARG;
  if (type != RpcNotificationTypeNone && info != NULL && may_combine (type, notification))
    status = beck_rpc_notice_init (&notice, type, info, FALSE);
  if (status == 0 && ((guint) notification & RpcNotificationCallCancel))
    status = subscribe (self, BECK_SERVER_ASYNC_CANCEL, &notice);
  if (status == 0 && ((guint) notification & RpcNotificationClientDisconnect))
    status = subscribe (self, BECK_SERVER_ASYNC_DISCONNECT, &notice);
  if (status == 0)
    catch_up (self);
  beck_server_async_unref (self);
  return (RPC_STATUS) status;
}

RPC_STATUS
RpcServerUnsubscribeForNotification (RPC_BINDING_HANDLE binding, RPC_NOTIFICATIONS notification,
                                     ULONG *queued)
{
  BeckServerAsync *self;
  guint which = notification == RpcNotificationCallCancel ? BECK_SERVER_ASYNC_CANCEL
                                                          : BECK_SERVER_ASYNC_DISCONNECT;
  guint32 status;

  if (queued == NULL || (guint) notification == ALL_NOTIFICATIONS)
    return RPC_S_INVALID_ARG;
  status = find_subscriber (binding, notification, &self);
  if (status != 0)
    return (RPC_STATUS) status;
  beck_lock_acquire (&self->lock);
  *queued = self->queued[which];
  self->subscribed[which] = FALSE;
  beck_lock_release (&self->lock);
  beck_server_async_unref (self);
  return RPC_S_OK;
}

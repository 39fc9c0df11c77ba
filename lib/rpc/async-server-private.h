/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the files of asynchronous calls at the server share.
 *
 * async-server.c         the record of a call, running its manager, and how it ends
 * async-server-state.c   the RPC_ASYNC_STATE that managers get
 * async-server-read.c    reading the arguments, which may come bit by bit
 * async-server-pipe.c    its pipes
 * async-server-tell.c    what the manager is told, and has subscribed to
 */

#include "async.h"
#include "ndr/gather.h"
#include "pipe-async.h"
#include "server.h"

/* What a manager can subscribe to. */
enum
{
  BECK_SERVER_ASYNC_DISCONNECT,
  BECK_SERVER_ASYNC_CANCEL,
  BECK_SERVER_ASYNC_SUBSCRIPTIONS,
};

/* The record's memory is there as long as that of the call, which tells it things; what it holds,
 * as long as there are references. */
typedef struct
{
  gint refs;     /* of the open call, of the manager that runs, of notifications under way */
  BeckWork work; /* to run the manager, when the rest of what it needs has come */
  BeckRpcServerCall *call; /* referenced while there are references to this */
  RPC_ASYNC_STATE *state;
  BeckRpcRequest request;
  gpointer head; /* (nullable): a copy of the data in front of pipes */
  BeckRpcDispatch dispatch;
  BeckNdrWriter response;
  BeckNdrGather gather; /* of results that are sent from where they are */
  BeckRpcPipes *pipes;
  BeckRpcStock stock; /* for what is told of them */
  BeckLock lock;    /* guards what follows */
  gboolean reading; /* somebody reads the arguments, */
  gboolean again;   /* … and has to do so once more */
  gboolean read;    /* they have been read */
  BeckRpcNotice notices[BECK_SERVER_ASYNC_SUBSCRIPTIONS];
  gboolean subscribed[BECK_SERVER_ASYNC_SUBSCRIPTIONS];
  gboolean told[BECK_SERVER_ASYNC_SUBSCRIPTIONS];
  ULONG queued[BECK_SERVER_ASYNC_SUBSCRIPTIONS];
} BeckServerAsync;

/* ---- async-server.c ---- */

/* Of type gpointer for BeckRpcNoticeOwner. */
G_GNUC_INTERNAL void beck_server_async_ref (gpointer async);
G_GNUC_INTERNAL void beck_server_async_unref (gpointer async);
/* By who has no reference; FALSE when the last one is gone. */
G_GNUC_INTERNAL gboolean beck_server_async_try_ref (BeckServerAsync *self);

/* Ends the call for its manager, which may have ended it before. */
G_GNUC_INTERNAL void beck_server_async_fail (BeckServerAsync *self, guint32 status);

/* Has the manager run on a thread of the pool. */
G_GNUC_INTERNAL void beck_server_async_run_soon (BeckServerAsync *self);

/* ---- async-server-state.c ---- */

/* One for a manager, not initialised; NULL without memory. Who still has it may use it when the
 * call has ended, and is told so. */
G_GNUC_INTERNAL RPC_ASYNC_STATE *beck_server_async_state_new (void);
G_GNUC_INTERNAL void beck_server_async_state_bury (RPC_ASYNC_STATE *state);

/* ---- async-server-read.c ---- */

/* Reads the arguments, as far as they are there. TRUE, once, if the manager is to be run. */
G_GNUC_INTERNAL gboolean beck_server_async_read (BeckServerAsync *self);

/* ---- async-server-pipe.c ---- */

/* Makes the pipes behind the arguments that have just been read; FALSE without memory. */
G_GNUC_INTERNAL gboolean beck_server_async_open_pipes (BeckServerAsync *self);

/* ---- async-server-tell.c ---- */

/* What the call has to tell: BeckRpcServerCall. */
G_GNUC_INTERNAL void beck_server_async_told (BeckRpcServerCall *call, BeckRpcTold what);

/* Tells the manager, as its RPC_ASYNC_STATE says at that time. */
G_GNUC_INTERNAL void beck_server_async_notify_of_pipe (BeckServerAsync *self,
                                                       RPC_ASYNC_EVENT event);

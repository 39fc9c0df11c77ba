/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * How somebody wants to be told of what happens to an asynchronous call: the part of
 * RPC_ASYNC_STATE that says so (rpc.md 1.3, 2.5), for the client and the server.
 */

#include <beck/rpc-async.h>
#include <beck/work.h>

typedef struct
{
  RPC_NOTIFICATION_TYPES type;
  RPC_ASYNC_NOTIFICATION_INFO info;
  DWORD thread; /* Apc: of the thread that gets it, if the program named none */
  gpointer reserve; /* (nullable): memory for telling once */
} BeckRpcNotice;

/* Copies it. An Apc without thread goes to the calling one, unless @named is TRUE: then it has to
 * be named. 0, or RPC_S_INVALID_ARG for what is no notification. */
guint32 beck_rpc_notice_init (BeckRpcNotice *notice, RPC_NOTIFICATION_TYPES type,
                              const RPC_ASYNC_NOTIFICATION_INFO *info, gboolean named);

/* Takes the memory that telling needs, once. FALSE if it is lacking. */
gboolean beck_rpc_notice_reserve (BeckRpcNotice *notice);

/* Releases what was not used. */
void beck_rpc_notice_clear (BeckRpcNotice *notice);

/* The same for what is told again and again: a push and a pull, each told by two threads at most,
 * before the next one stocks up. Zero-filled; used by any threads. */
#define BECK_RPC_STOCK 4

typedef struct
{
  gpointer reserves[BECK_RPC_STOCK];
} BeckRpcStock;

/* Makes @n of them, as far as they are not there. FALSE without memory. */
gboolean beck_rpc_stock_up (BeckRpcStock *stock, RPC_NOTIFICATION_TYPES type, guint n);
/* One, for a notice; NULL if there is none. */
gpointer beck_rpc_stock_take (BeckRpcStock *stock);
void beck_rpc_stock_clear (BeckRpcStock *stock);

/* What keeps the state of a call while a notification is on its way. */
typedef struct
{
  gpointer owner;
  void (*ref) (gpointer owner);
  void (*unref) (gpointer owner);
} BeckRpcNoticeOwner;

/* Tells it, once. Calls no routine of the program: those run in alertable waits, main loops and on
 * threads of the pool. Uses the memory that is reserved; with none, and none to be had, it is lost.
 * @state (nullable): what the routine gets. */
void beck_rpc_notify (BeckRpcNotice *notice, RPC_ASYNC_STATE *state, RPC_ASYNC_EVENT event,
                      const BeckRpcNoticeOwner *owner);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Calls within the process whose manager is [async], or whose client pushes and pulls pipes. The
 * server has its record as for any other call, the client gets the answer from there.
 * Reference-counted: the call itself has a reference until it has been answered, and so has the
 * client.
 */

#include "private.h"
#include "server.h"

typedef struct BeckRpcLocalCall BeckRpcLocalCall;

/* What a client is told, on whichever thread it happens, without locks. */
typedef struct
{
  /* It has been answered; once, and nothing follows. */
  void (*ended) (BeckRpcLocalCall *call, gpointer user);
  /* There are bytes in the answer; for who looks at that before the end. (nullable) */
  void (*received) (BeckRpcLocalCall *call, gpointer user);
} BeckRpcLocalClient;

/* How much of the request there is, and who looks at the answer when. */
typedef enum
{
  BECK_RPC_LOCAL_WHOLE,  /* all; at the end */
  BECK_RPC_LOCAL_PIPED,  /* all; while it comes */
  BECK_RPC_LOCAL_PUSHED, /* what stands in front of the pipes; while it comes */
} BeckRpcLocalFlow;

/* @binding is kept, the data of @request copied. @client (nullable) stays. NULL without memory. */
G_GNUC_INTERNAL BeckRpcLocalCall *
beck_rpc_local_call_new (BeckRpcBinding *binding, const BeckRpcRequest *request,
                         BeckRpcLocalFlow flow, const BeckRpcLocalClient *client, gpointer user);
G_GNUC_INTERNAL void beck_rpc_local_call_unref (BeckRpcLocalCall *call);

/* Runs the manager on the calling thread, once. */
G_GNUC_INTERNAL void beck_rpc_local_call_run (BeckRpcLocalCall *call);

/* Has it run on a thread of the pool, when there is what it needs. FALSE if there is no
 * thread. */
G_GNUC_INTERNAL gboolean beck_rpc_local_call_begin (BeckRpcLocalCall *call);

/* Runs it and waits for the answer, as a call that the thread can be cancelled in. */
G_GNUC_INTERNAL BeckRpcOutcome beck_rpc_local_call_make (BeckRpcLocalCall *call);

/* The client asks for the end; it does not wait any more. */
G_GNUC_INTERNAL void beck_rpc_local_call_cancel (BeckRpcLocalCall *call);
G_GNUC_INTERNAL void beck_rpc_local_call_abandon (BeckRpcLocalCall *call);

/* Once it has been answered: how; and the answer, with the reference of the client. */
G_GNUC_INTERNAL BeckRpcOutcome beck_rpc_local_call_outcome (const BeckRpcLocalCall *call);
G_GNUC_INTERNAL void beck_rpc_local_call_give (BeckRpcLocalCall *call, BeckRpcExchange *exchange);

/* A piece of a request that is pushed, copied; may wait for the manager to take what there is.
 * FALSE if the call has ended, or without memory. */
G_GNUC_INTERNAL gboolean beck_rpc_local_call_push (BeckRpcLocalCall *call, gconstpointer data,
                                                   gsize size, gboolean last);

/* Around looking at an answer that is piped, and taking bytes away: what has come and whether that
 * is all, then 0 or why there will be no more. */
G_GNUC_INTERNAL guint32 beck_rpc_local_call_hold (BeckRpcLocalCall *call, BeckRpcBytes **answer,
                                                  gboolean *ended);
G_GNUC_INTERNAL void beck_rpc_local_call_let_go (BeckRpcLocalCall *call);

/* ---- binding-local.c ---- */

/* The call of @exchange over a binding to this process, if the manager is [async], or it has to be
 * such a call for the sake of @flow: otherwise NULL and 0; or NULL and a status. */
G_GNUC_INTERNAL BeckRpcLocalCall *
beck_rpc_local_prepare (BeckRpcBinding *binding, const BeckRpcExchange *exchange,
                        BeckRpcLocalFlow flow, const BeckRpcLocalClient *client, gpointer user,
                        guint32 *status);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Calls of [async] procedures within the process. The server has its record as for any other call,
 * the client gets the answer from there. Reference-counted: the call itself has a reference until
 * it has been answered, and so has the client.
 */

#include "private.h"
#include "server.h"

typedef struct BeckRpcLocalCall BeckRpcLocalCall;

/* It has been answered; on whichever thread did that, without locks, once. */
typedef void (*BeckRpcLocalEnded) (BeckRpcLocalCall *call, gpointer user);

/* @binding is kept, the data of @request copied. NULL without memory. */
G_GNUC_INTERNAL BeckRpcLocalCall *beck_rpc_local_call_new (BeckRpcBinding *binding,
                                                           const BeckRpcRequest *request,
                                                           BeckRpcLocalEnded ended, gpointer user);
G_GNUC_INTERNAL void beck_rpc_local_call_unref (BeckRpcLocalCall *call);

/* Runs the manager on the calling thread, once. */
G_GNUC_INTERNAL void beck_rpc_local_call_run (BeckRpcLocalCall *call);

/* Runs it and waits for the answer, as a call that the thread can be cancelled in. */
G_GNUC_INTERNAL BeckRpcOutcome beck_rpc_local_call_make (BeckRpcLocalCall *call);

/* The client asks for the end; it does not wait any more. */
G_GNUC_INTERNAL void beck_rpc_local_call_cancel (BeckRpcLocalCall *call);
G_GNUC_INTERNAL void beck_rpc_local_call_abandon (BeckRpcLocalCall *call);

/* Once it has been answered: how; and the answer, with the reference of the client. */
G_GNUC_INTERNAL BeckRpcOutcome beck_rpc_local_call_outcome (const BeckRpcLocalCall *call);
G_GNUC_INTERNAL void beck_rpc_local_call_give (BeckRpcLocalCall *call, BeckRpcExchange *exchange);

/* ---- binding-local.c ---- */

/* The call of @exchange over a binding to this process, if the manager is [async]: otherwise NULL
 * and 0; or NULL and a status. */
G_GNUC_INTERNAL BeckRpcLocalCall *beck_rpc_local_prepare (BeckRpcBinding *binding,
                                                          const BeckRpcExchange *exchange,
                                                          BeckRpcLocalEnded ended, gpointer user,
                                                          guint32 *status);

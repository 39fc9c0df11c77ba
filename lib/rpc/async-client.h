/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * An asynchronous call at the client: a call object of the call core whose server is
 * elsewhere. The core has its states, its event, its result and its cancellation; what is here is
 * what it takes to carry it out. RPC_ASYNC_STATE has the reference of the program.
 */

#include <beck/call.h>

#include "async.h"
#include "client-link.h"
#include "local-call.h"
#include "pipe-async.h"

typedef struct
{
  BeckCall call;
  BeckJob job; /* in progress it has a reference of whoever carries the call out */
  const BeckNdrInterface *interface;
  const BeckNdrMethod *method;
  BeckRpcBinding *binding;
  BeckRpcLink *link; /* held; NULL if the binding is to this process */
  BeckRpcUnbind unbind;
  void *args; /* a copy of the record */
  GUID object;
  gpointer request; /* (nullable): its stub data */
  gsize request_size;
  BeckRpcTrunkCall wire;
  BeckRpcExchange local; /* of a binding to this process, */
  BeckWork work;         /* … on a thread of the pool */
  BeckRpcLocalCall *served; /* (nullable): … if somebody does not wait; a reference */
  BeckRpcOutcome outcome;
  BeckRpcPipes *pipes; /* (nullable) */
  RPC_ASYNC_STATE *state;
  BeckRpcNotice notice;
  BeckRpcStock stock; /* for what is told before the end */
  gboolean notify_sent;
  BeckLock event_lock; /* guards the state's Event, and */
  gboolean end_told;   /* … whether that is what it will stay */
  atomic_int telling; /* threads that are just telling something of this */
  atomic_uint told; /* of the end, as far as that was wanted */
} BeckRpcAsyncCall;

/* The call behind an asynchronous handle, with a reference of the caller's; NULL if there is none.
 */
G_GNUC_INTERNAL BeckRpcAsyncCall *beck_rpc_async_call_get (RPC_ASYNC_STATE *state);

/* Tells of something that happens before the end. */
G_GNUC_INTERNAL void beck_rpc_async_call_tell (BeckRpcAsyncCall *call, RPC_ASYNC_EVENT event);

/* The call is over on the wire; drops the reference of whoever carried it out. */
G_GNUC_INTERNAL void beck_rpc_async_call_end (BeckRpcAsyncCall *call, BeckRpcOutcome outcome);

/* The same within the process. */
G_GNUC_INTERNAL void beck_rpc_async_call_end_locally (BeckRpcAsyncCall *call);

static inline BeckRpcAsyncCall *
beck_rpc_async_call_of_wire (BeckRpcTrunkCall *wire)
{
  return (BeckRpcAsyncCall *) (gpointer) ((char *) wire - offsetof (BeckRpcAsyncCall, wire));
}

/* ---- pipe-async-client.c ---- */

/* Makes the pipes of a call whose arguments have been written: null pointers have been refused
 * then. 0 or a status. */
G_GNUC_INTERNAL guint32 beck_rpc_async_call_open_pipes (BeckRpcAsyncCall *call);

/* There are bytes in the answer of a call within the process. */
G_GNUC_INTERNAL void beck_rpc_async_call_received_locally (BeckRpcLocalCall *served, gpointer call);

/* Whether the call goes on until the program has pulled what came, although it is over on the
 * wire. */
G_GNUC_INTERNAL gboolean beck_rpc_async_call_pipes_wait (BeckRpcAsyncCall *call,
                                                         BeckRpcOutcome outcome);

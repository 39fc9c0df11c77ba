/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The two sides of RPC_ASYNC_STATE. Of its members that are the runtime's, Lock is a BeckLock that
 * is held while Reserved is looked at; Reserved tells the side and has that side's record.
 */

#include <beck/rpc-async.h>

#include "base/lock.h"
#include "notice.h"
#include "private.h"

#define BECK_RPC_ASYNC_SIGNATURE 0x43595341u /* "ASYC" */

typedef enum
{
  BECK_RPC_ASYNC_NOBODY,
  BECK_RPC_ASYNC_CLIENT,
  BECK_RPC_ASYNC_SERVER,
} BeckRpcAsyncSide;

static inline BeckLock *
beck_rpc_async_lock (RPC_ASYNC_STATE *state)
{
  return (BeckLock *) &state->Lock;
}

/* Whether somebody has made @state an asynchronous handle. */
static inline gboolean
beck_rpc_async_is_valid (const RPC_ASYNC_STATE *state)
{
  return state != NULL && state->Signature == BECK_RPC_ASYNC_SIGNATURE
         && state->Size == sizeof *state;
}

/* With the lock, or by who alone knows the state. */
static inline BeckRpcAsyncSide
beck_rpc_async_side (const RPC_ASYNC_STATE *state)
{
  return (BeckRpcAsyncSide) state->Reserved[0];
}

static inline void
beck_rpc_async_bind (RPC_ASYNC_STATE *state, BeckRpcAsyncSide side, gpointer record)
{
  state->Reserved[0] = side;
  state->Reserved[1] = (LONG_PTR) record;
}

/* ---- The client's side: async-client.c. What each does to a call that has one. ---- */

RPC_STATUS beck_rpc_async_client_status (RPC_ASYNC_STATE *state);
RPC_STATUS beck_rpc_async_client_complete (RPC_ASYNC_STATE *state, void *reply);
RPC_STATUS beck_rpc_async_client_cancel (RPC_ASYNC_STATE *state, gboolean abort);

/* Begins a call that only connects, and is over when @interface may be called over @binding, a
 * remote one. 0, or a status and nothing follows. */
guint32 beck_rpc_async_client_connect (RPC_ASYNC_STATE *async, BeckRpcBinding *binding,
                                       const BeckNdrInterface *interface);

/* ---- The server's side: async-server.c ---- */

RPC_STATUS beck_rpc_async_server_complete (RPC_ASYNC_STATE *state, void *reply);
RPC_STATUS beck_rpc_async_server_abort (RPC_ASYNC_STATE *state, guint32 code);

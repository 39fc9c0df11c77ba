/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The pipes of asynchronous calls at the client: over a connection, or to a manager of the same
 * process.
 */

#include "async-client.h"

static guint32
hold_input (gpointer user, BeckRpcBytes **input, guint8 *drep, gboolean *ended)
{
  BeckRpcAsyncCall *self = user;

  beck_rpc_trunk_lock_response (&self->wire);
  *input = &self->wire.response;
  *drep = self->wire.drep;
  *ended = self->wire.over;
  return self->wire.over ? self->wire.outcome.status : 0;
}

static void
release_input (gpointer user)
{
  BeckRpcAsyncCall *self = user;

  beck_rpc_trunk_unlock_response (&self->wire);
}

static gboolean
reserve (gpointer user)
{
  BeckRpcAsyncCall *self = user;

  return beck_rpc_stock_up (&self->stock, self->notice.type, BECK_RPC_STOCK);
}

static guint32
try_to_send (BeckRpcAsyncCall *self, gconstpointer data, gsize size, gboolean last)
{
  gboolean queued;

  if (!beck_rpc_trunk_send_piece (&self->wire, data, size, last, &queued))
    return self->wire.over && self->wire.outcome.status != 0 ? self->wire.outcome.status
                                                             : RPC_X_PIPE_CLOSED;
  if (self->notify_sent && !queued)
    beck_rpc_async_call_tell (self, RpcSendComplete);
  return 0;
}

/* May wait for the server to read; that the call is cancelled and completed meanwhile ends it. */
static guint32
send_piece (gpointer user, gconstpointer data, gsize size, gboolean last)
{
  BeckRpcAsyncCall *self = user;
  guint32 status;

  beck_object_ref (self);
  status = try_to_send (self, data, size, last);
  beck_object_release (self);
  return status;
}

static void
drained (gpointer user)
{
  BeckRpcAsyncCall *self = user;

  beck_rpc_async_call_end (self, self->wire.outcome);
}

static const BeckRpcPipeSide client_side = {
  .client = TRUE,
  .hold_input = hold_input,
  .release_input = release_input,
  .send = send_piece,
  .reserve = reserve,
  .drained = drained,
};

/* ---- Within the process ---- */

static guint32
hold_answer (gpointer user, BeckRpcBytes **input, guint8 *drep, gboolean *ended)
{
  *drep = BECK_RPC_DREP;
  return beck_rpc_local_call_hold (((BeckRpcAsyncCall *) user)->served, input, ended);
}

static void
let_go_of_answer (gpointer user)
{
  beck_rpc_local_call_let_go (((BeckRpcAsyncCall *) user)->served);
}

/* Why nothing is taken any more. */
static guint32
push_failure (BeckRpcAsyncCall *self)
{
  BeckRpcBytes *answer;
  gboolean ended;
  guint32 status = beck_rpc_local_call_hold (self->served, &answer, &ended);

  beck_rpc_local_call_let_go (self->served);
  return status != 0 ? status : RPC_X_PIPE_CLOSED;
}

static guint32
push_piece (gpointer user, gconstpointer data, gsize size, gboolean last)
{
  BeckRpcAsyncCall *self = user;
  guint32 status = 0;

  beck_object_ref (self);
  if (!beck_rpc_local_call_push (self->served, data, size, last))
    status = push_failure (self);
  else if (self->notify_sent)
    beck_rpc_async_call_tell (self, RpcSendComplete);
  beck_object_release (self);
  return status;
}

static void
drained_locally (gpointer user)
{
  beck_rpc_async_call_end_locally (user);
}

static const BeckRpcPipeSide local_side = {
  .client = TRUE,
  .hold_input = hold_answer,
  .release_input = let_go_of_answer,
  .send = push_piece,
  .reserve = reserve,
  .drained = drained_locally,
};

void
beck_rpc_async_call_received_locally (BeckRpcLocalCall *served, gpointer call)
{
  BeckRpcAsyncCall *self = call;

  if (self->pipes != NULL && beck_rpc_pipes_take_pending (self->pipes))
    beck_rpc_async_call_tell (self, RpcReceiveComplete);
}

/* ---- */

static void
piece_sent (BeckRpcTrunkCall *wire)
{
  BeckRpcAsyncCall *self = beck_rpc_async_call_of_wire (wire);

  if (self->notify_sent)
    beck_rpc_async_call_tell (self, RpcSendComplete);
}

static void
piece_received (BeckRpcTrunkCall *wire)
{
  BeckRpcAsyncCall *self = beck_rpc_async_call_of_wire (wire);

  if (beck_rpc_pipes_take_pending (self->pipes))
    beck_rpc_async_call_tell (self, RpcReceiveComplete);
}

guint32
beck_rpc_async_call_open_pipes (BeckRpcAsyncCall *self)
{
  const BeckRpcPipeSide *side = self->link != NULL ? &client_side : &local_side;

  if (self->link == NULL && self->served == NULL)
    return RPC_S_CANNOT_SUPPORT;
  self->pipes =
      beck_rpc_pipes_new (side, self, self->method, self->args, 0, self->request_size);
  if (self->pipes == NULL)
    return RPC_S_OUT_OF_MEMORY;
  self->wire.streams = beck_rpc_pipes_have (self->method, BECK_RPC_PIPE_IN);
  self->wire.incremental = beck_rpc_pipes_have (self->method, BECK_RPC_PIPE_OUT);
  self->wire.sent = piece_sent;
  self->wire.received = piece_received;
  return 0;
}

gboolean
beck_rpc_async_call_pipes_wait (BeckRpcAsyncCall *self, BeckRpcOutcome outcome)
{
  if (outcome.status != 0 || !beck_rpc_pipes_wait_for_drain (self->pipes))
    return FALSE;
  if (beck_rpc_pipes_take_pending (self->pipes))
    beck_rpc_async_call_tell (self, RpcReceiveComplete);
  return TRUE;
}

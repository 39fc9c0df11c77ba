/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The pipes of asynchronous calls at the client. */

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
  .drained = drained,
};

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
  if (self->link == NULL)
    return RPC_S_CANNOT_SUPPORT;
  self->pipes = beck_rpc_pipes_new (&client_side, self, self->method, self->args, 0, 0);
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

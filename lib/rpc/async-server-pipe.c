/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The pipes of asynchronous calls at the server: from the input of the call, into its answer. */

#include "async-server-private.h"

static guint32
hold_input (gpointer user, BeckRpcBytes **input, guint8 *drep, gboolean *ended)
{
  BeckRpcServerCall *call = ((BeckServerAsync *) user)->call;

  beck_lock_acquire (&call->lock);
  *input = &call->input;
  *drep = call->drep;
  *ended = call->input_ended;
  return call->input_failed || atomic_load (&call->disconnected) ? RPC_S_CALL_FAILED : 0;
}

static void
release_input (gpointer user)
{
  BeckRpcServerCall *call = ((BeckServerAsync *) user)->call;

  beck_lock_release (&call->lock);
  beck_rpc_server_call_input_taken (call);
}

static gboolean
reserve (gpointer user)
{
  BeckServerAsync *self = user;

  return beck_rpc_stock_up (&self->stock, self->state->NotificationType, BECK_RPC_STOCK);
}

/* Who is told when it was sent need not wait for that here (rpc.md 4.2). */
static guint32
send_piece (gpointer user, gconstpointer data, gsize size, gboolean last)
{
  BeckServerAsync *self = user;
  gboolean told = (self->state->Flags & RPC_C_NOTIFY_ON_SEND_COMPLETE) != 0;
  gboolean queued = FALSE;
  RPC_STATUS status;

  /* Another thread may end the call meanwhile. */
  beck_server_async_ref (self);
  if (!told)
    beck_rpc_server_call_wait_for_room (self->call);
  status = beck_rpc_server_call_send_part (self->call, data, size, FALSE, &queued);
  if (status == 0 && !queued && told)
    beck_server_async_notify_of_pipe (self, RpcSendComplete);
  beck_server_async_unref (self);
  return (guint32) status;
}

static const BeckRpcPipeSide server_side = {
  .client = FALSE,
  .hold_input = hold_input,
  .release_input = release_input,
  .send = send_piece,
  .reserve = reserve,
};

gboolean
beck_server_async_open_pipes (BeckServerAsync *self)
{
  if (self->dispatch.method->n_async_pipes == 0)
    return TRUE;
  self->pipes = beck_rpc_pipes_new (&server_side, self, self->dispatch.method, self->dispatch.args,
                                    self->dispatch.reader.pos, 0);
  return self->pipes != NULL;
}

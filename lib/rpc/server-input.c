/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Requests that stream: what their fragments bring is kept until whoever runs the call takes it.
 * When much waits, the connection is not read, which is all the flow control there is.
 */

#include "rpc/server-private.h"

#define ENOUGH ((gsize) 256 * 1024)

void
beck_rpc_input_add (BeckRpcServerCall *call, const guint8 *data, gsize size, gboolean last)
{
  beck_lock_acquire (&call->lock);
  if (!atomic_load (&call->ended)
      && (size == 0 || beck_rpc_bytes_append (&call->input, data, size)))
    call->input_ended |= last;
  else
    call->input_ended = call->input_failed = TRUE;
  beck_lock_release (&call->lock);
  beck_rpc_served_tell (call, BECK_RPC_TOLD_INPUT);
}

void
beck_rpc_input_fail (BeckRpcServerCall *call)
{
  gboolean failed;

  beck_lock_acquire (&call->lock);
  failed = !call->input_ended;
  if (failed)
    call->input_ended = call->input_failed = TRUE;
  beck_lock_release (&call->lock);
  if (failed)
    beck_rpc_served_tell (call, BECK_RPC_TOLD_INPUT);
}

static gsize
waiting (BeckRpcServerCall *call)
{
  gsize size;

  beck_lock_acquire (&call->lock);
  size = atomic_load (&call->ended) ? 0 : call->input.size;
  beck_lock_release (&call->lock);
  return size;
}

/* The call whose fragments are coming in, referenced; or NULL. */
BeckRpcServerCall *
beck_rpc_connection_streaming (BeckRpcConnection *connection)
{
  BeckRpcServerCall *call;

  beck_lock_acquire (&connection->lock);
  call = connection->streaming;
  if (call != NULL)
    beck_rpc_server_call_ref (call);
  beck_lock_release (&connection->lock);
  return call;
}

void
beck_rpc_connection_stop_streaming (BeckRpcConnection *connection)
{
  BeckRpcServerCall *call;

  beck_lock_acquire (&connection->lock);
  call = connection->streaming;
  connection->streaming = NULL;
  beck_lock_release (&connection->lock);
  if (call != NULL)
    beck_rpc_server_call_unref (call);
}

/* The mark comes before the look, so that whoever takes bytes in between sees it. */
static gboolean
is_full (BeckRpcServerCall *call)
{
  atomic_store (&call->full, TRUE);
  if (waiting (call) > ENOUGH)
    return TRUE;
  atomic_store (&call->full, FALSE);
  return FALSE;
}

gboolean
beck_rpc_input_is_full (BeckRpcConnection *connection)
{
  BeckRpcServerCall *call = beck_rpc_connection_streaming (connection);
  gboolean full = call != NULL && is_full (call);

  if (call != NULL)
    beck_rpc_server_call_unref (call);
  return full;
}

void
beck_rpc_served_input_taken (BeckRpcServerCall *call)
{
  if (atomic_load (&call->full) && waiting (call) <= ENOUGH / 2
      && atomic_exchange (&call->full, FALSE))
    beck_io_again (&call->connection->io);
}

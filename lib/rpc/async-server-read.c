/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Reading the arguments of an asynchronous call. Those of one with [in] pipes stand in front of a
 * stream, and are tried again whenever more of that has come.
 */

#include <string.h>

#include "async-server-private.h"
#include "base/alloc.h"

/* What may stand in front of the first chunk of a pipe; the connection is not read any further
 * before somebody takes it. */
#define MAX_HEAD (256 * 1024)

/* May be left by an exception at any place. */
static void
read_request (gpointer data)
{
  BeckServerAsync *self = data;

  if (beck_rpc_dispatch_read (&self->dispatch) && !beck_server_async_open_pipes (self))
    self->dispatch.status = RPC_S_OUT_OF_MEMORY;
}

/* 0 or a status, RPC_S_ASYNC_CALL_PENDING for arguments that have not all come. */
static guint32
try_to_read (BeckServerAsync *self, gboolean complete)
{
  guint32 status;

  beck_rpc_dispatch_begin (&self->dispatch, &self->request, &self->response);
  if (beck_exception_catch (read_request, self, &status))
    self->dispatch.status = status != 0 ? status : RPC_S_CALL_FAILED;
  if (self->dispatch.status != RPC_X_BAD_STUB_DATA || complete)
    return self->dispatch.status;
  beck_rpc_dispatch_drop (&self->dispatch);
  return RPC_S_ASYNC_CALL_PENDING;
}

/* Arguments in front of a stream are read from a copy, as the stream moves. */
static guint32
try_to_read_stream (BeckServerAsync *self)
{
  BeckRpcServerCall *call = self->call;
  gboolean complete;

  beck_free (self->head);
  beck_lock_acquire (&call->lock);
  complete = call->input_ended || call->input_failed || atomic_load (&call->disconnected);
  self->head = beck_alloc (MAX (call->input.size, 1));
  if (self->head != NULL && call->input.size > 0)
    memcpy (self->head, call->input.data, call->input.size);
  self->request.data = self->head;
  self->request.size = self->head != NULL ? call->input.size : 0;
  beck_lock_release (&call->lock);
  complete = complete || self->request.size >= MAX_HEAD;
  if (self->head != NULL)
    return try_to_read (self, complete);
  /* There has to be something that can be ended. */
  beck_rpc_dispatch_begin (&self->dispatch, &self->request, &self->response);
  return RPC_S_OUT_OF_MEMORY;
}

/* Whether the caller is the one to read. */
static gboolean
start_reading (BeckServerAsync *self)
{
  gboolean mine;

  beck_lock_acquire (&self->lock);
  mine = !self->reading && !self->read;
  self->again = self->reading;
  self->reading = TRUE;
  beck_lock_release (&self->lock);
  return mine;
}

/* FALSE if more has come meanwhile. */
static gboolean
stop_reading (BeckServerAsync *self, gboolean read)
{
  gboolean again;

  beck_lock_acquire (&self->lock);
  again = self->again && !read;
  self->again = FALSE;
  self->reading = again;
  self->read = read;
  beck_lock_release (&self->lock);
  return !again;
}

gboolean
beck_server_async_read (BeckServerAsync *self)
{
  guint32 status;

  if (!start_reading (self))
    return FALSE;
  do
    status = self->call->streams ? try_to_read_stream (self) : try_to_read (self, TRUE);
  while (!stop_reading (self, status != RPC_S_ASYNC_CALL_PENDING));
  if (status != 0 && status != RPC_S_ASYNC_CALL_PENDING)
    beck_server_async_fail (self, status);
  return status == 0;
}

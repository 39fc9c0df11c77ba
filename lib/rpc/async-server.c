/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Asynchronous calls at the server (rpc.md 2.6). The manager gets an RPC_ASYNC_STATE of ours and
 * may keep it. The first of RpcAsyncCompleteCall(), RpcAsyncAbortCall() and an exception of the
 * manager ends the call; what comes later finds it ended.
 */

#include <string.h>

#include "async-server-private.h"
#include "base/alloc.h"
#include "server-private.h"

/* ---- The record ---- */

static void
bind_state (BeckServerAsync *self)
{
  RPC_ASYNC_STATE *state = self->state;

  RpcAsyncInitializeHandle (state, sizeof *state);
  state->UserInfo = NULL;
  state->NotificationType = RpcNotificationTypeNone;
  state->RuntimeInfo = &self->call->binding;
  beck_rpc_async_bind (state, BECK_RPC_ASYNC_SERVER, self);
}

void
beck_server_async_ref (gpointer async)
{
  g_atomic_int_inc (&((BeckServerAsync *) async)->refs);
}

gboolean
beck_server_async_try_ref (BeckServerAsync *self)
{
  gint refs = g_atomic_int_get (&self->refs);

  while (refs > 0)
    if (g_atomic_int_compare_and_exchange_full (&self->refs, refs, refs + 1, &refs))
      return TRUE;
  return FALSE;
}

/* The data of the request and the results stay until nobody looks at them. */
void
beck_server_async_unref (gpointer async)
{
  BeckServerAsync *self = async;

  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  beck_rpc_dispatch_end (&self->dispatch);
  beck_rpc_pipes_free (self->pipes);
  beck_ndr_writer_clear (&self->response);
  beck_server_async_state_bury (self->state);
  beck_free (self->head);
  beck_rpc_server_call_unref (self->call);
}

/* Takes the call from its state, so that it is ended by nobody else. The reference of the open call
 * is the caller's then. */
static BeckServerAsync *
take_call (RPC_ASYNC_STATE *state)
{
  BeckServerAsync *self = NULL;

  beck_lock_acquire (beck_rpc_async_lock (state));
  if (beck_rpc_async_side (state) == BECK_RPC_ASYNC_SERVER)
    {
      self = (BeckServerAsync *) state->Reserved[1];
      beck_rpc_async_bind (state, BECK_RPC_ASYNC_NOBODY, NULL);
    }
  beck_lock_release (beck_rpc_async_lock (state));
  return self;
}

/* Whether the call that is open has a result to be given. */
static gboolean
has_result (RPC_ASYNC_STATE *state)
{
  const BeckServerAsync *self;
  gboolean has = FALSE;

  beck_lock_acquire (beck_rpc_async_lock (state));
  self = (const BeckServerAsync *) state->Reserved[1];
  if (beck_rpc_async_side (state) == BECK_RPC_ASYNC_SERVER)
    has = self->dispatch.method->result_size > 0;
  beck_lock_release (beck_rpc_async_lock (state));
  return has;
}

/* ---- Ending ---- */

static RPC_STATUS
end_with_fault (BeckServerAsync *self, guint32 status)
{
  RPC_STATUS sent;

  self->dispatch.status = status;
  sent = beck_rpc_server_call_fault (self->call, status);
  beck_server_async_unref (self);
  return sent;
}

/* Behind the chunks that were sent, which count for the alignment. */
static gboolean
skip_chunks (BeckNdrWriter *writer, gsize skew)
{
  for (gsize i = 0; i < skew; i++)
    if (!beck_ndr_put_u8 (writer, 0))
      return FALSE;
  return TRUE;
}

static void
write_response (gpointer data)
{
  BeckServerAsync *self = data;
  gsize skew = self->pipes != NULL ? beck_rpc_pipes_get_sent (self->pipes) % 16 : 0;

  if (!skip_chunks (&self->response, skew))
    self->dispatch.status = RPC_X_NO_MEMORY;
  else
    beck_rpc_dispatch_write (&self->dispatch);
}

static gboolean
pushes (const BeckServerAsync *self)
{
  return self->pipes != NULL && beck_rpc_pipes_have (self->dispatch.method, BECK_RPC_PIPE_OUT);
}

/* Results to the response. 0 or a status. */
static guint32
marshal (BeckServerAsync *self, const void *reply)
{
  const BeckNdrMethod *method = self->dispatch.method;
  guint32 status = self->pipes != NULL ? beck_rpc_pipes_check_ends (self->pipes) : 0;

  if (status != 0)
    return status;
  if (method->result_size > 0)
    memcpy ((char *) self->dispatch.args + method->result_offset, reply, method->result_size);
  if (self->call->ops->gathers && !pushes (self))
    beck_ndr_gather_begin (&self->gather, &self->dispatch.arena, &self->response);
  if (beck_exception_catch (write_response, self, &status))
    return status != 0 ? status : RPC_S_CALL_FAILED;
  return self->dispatch.status;
}

static RPC_STATUS
send_response (BeckServerAsync *self)
{
  gsize skew;
  gboolean queued;

  if (!pushes (self))
    return beck_rpc_server_call_respond (self->call, &self->response);
  skew = beck_rpc_pipes_get_sent (self->pipes) % 16;
  return beck_rpc_server_call_send_part (self->call, self->response.data + skew,
                                         self->response.pos - skew, TRUE, &queued);
}

RPC_STATUS
beck_rpc_async_server_complete (RPC_ASYNC_STATE *state, void *reply)
{
  BeckServerAsync *self;
  guint32 status;
  RPC_STATUS sent;

  if (reply == NULL && has_result (state))
    return RPC_S_INVALID_ARG;
  self = take_call (state);
  if (self == NULL)
    return RPC_S_INVALID_ASYNC_HANDLE;
  status = marshal (self, reply);
  if (status != 0)
    {
      end_with_fault (self, status);
      return (RPC_STATUS) status;
    }
  sent = send_response (self);
  self->dispatch.status = (guint32) sent;
  beck_server_async_unref (self);
  return sent;
}

RPC_STATUS
beck_rpc_async_server_abort (RPC_ASYNC_STATE *state, guint32 code)
{
  BeckServerAsync *self = take_call (state);
  RPC_STATUS sent;

  if (self == NULL)
    return RPC_S_INVALID_ASYNC_HANDLE;
  sent = end_with_fault (self, code);
  return sent == RPC_S_INVALID_ASYNC_HANDLE ? sent : RPC_S_OK;
}

void
beck_server_async_fail (BeckServerAsync *self, guint32 status)
{
  if (take_call (self->state) != NULL)
    end_with_fault (self, status != 0 ? status : RPC_S_CALL_FAILED);
}

/* ---- Beginning ---- */

static _Thread_local RPC_ASYNC_STATE *beginning;

PRPC_ASYNC_STATE
beck_rpc_async_handle (const void *args)
{
  return beginning;
}

static void
call_manager (gpointer data)
{
  BeckServerAsync *self = data;

  beginning = self->state;
  beck_rpc_dispatch_invoke (&self->dispatch);
}

/* The thread goes on afterwards, and what the call has locked stays locked. */
static void
run_manager (BeckServerAsync *self)
{
  RPC_ASYNC_STATE *outer = beginning;
  guint32 status;

  beck_server_async_ref (self);
  beck_rpc_dispatch_enter (&self->dispatch);
  if (beck_exception_catch (call_manager, self, &status))
    beck_server_async_fail (self, status);
  beck_rpc_dispatch_leave (&self->dispatch);
  beginning = outer;
  beck_rpc_contexts_detach (&self->dispatch);
  beck_server_async_unref (self);
}

static void
run_on_pool (BeckWork *work)
{
  BeckServerAsync *self =
      (BeckServerAsync *) (gpointer) ((char *) work - offsetof (BeckServerAsync, work));

  beck_rpc_served_enter (self->call);
  run_manager (self);
  beck_rpc_served_leave (self->call);
  beck_server_async_unref (self);
}

void
beck_server_async_run_soon (BeckServerAsync *self)
{
  beck_server_async_ref (self);
  self->work.run = run_on_pool;
  if (FAILED (beck_pool_push (&self->work)))
    {
      beck_server_async_fail (self, RPC_S_OUT_OF_MEMORY);
      beck_server_async_unref (self);
    }
}

static BeckServerAsync *
new_async (BeckRpcServerCall *call, const BeckRpcRequest *request)
{
  BeckServerAsync *self = beck_alloc0 (sizeof *self);

  if (self == NULL)
    return NULL;
  self->state = beck_server_async_state_new ();
  if (self->state == NULL)
    {
      beck_free (self);
      return NULL;
    }
  self->refs = 1;
  self->call = beck_rpc_server_call_ref (call);
  self->request = *request;
  call->dispatch = &self->dispatch;
  beck_ndr_writer_init (&self->response, NULL);
  bind_state (self);
  return self;
}

void
beck_rpc_async_dispatch (BeckRpcServerCall *call, const BeckRpcRequest *request)
{
  BeckServerAsync *self = new_async (call, request);

  if (self == NULL)
    {
      beck_rpc_server_call_fault (call, RPC_S_OUT_OF_MEMORY);
      return;
    }
  beck_server_async_ref (self);
  beck_rpc_server_call_listen (call, beck_server_async_told, self);
  if (beck_server_async_read (self))
    run_manager (self);
  beck_server_async_unref (self);
}

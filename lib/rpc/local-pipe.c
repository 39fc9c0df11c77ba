/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What is pushed to a manager of this process is where a connection would put it, and what the
 * manager answers is put together for the client, who takes it from there at the end or, if it has
 * pipes, while it comes. Whoever has put much there waits until the other side has taken most of
 * it.
 *
 * A manager that is not [async] gets its pipes whole, and is run when everything has been pushed.
 */

#include "local-call-private.h"

#include "base/futex.h"
#include "server-private.h"

/* Bytes that may wait for the other side before who has more has to wait. */
#define ENOUGH ((gsize) 512 << 10)

/* ---- Room ---- */

static void
beck_local_call_room_changed (BeckRpcLocalCall *self)
{
  if (atomic_load (&self->n_waiting) > 0)
    beck_local_call_wake (self);
}

static gboolean
has_room (BeckRpcLocalCall *self, const BeckRpcBytes *bytes, gsize limit)
{
  BeckRpcServerCall *call = &self->served;
  gboolean room;

  beck_lock_acquire (&call->lock);
  room = bytes->size <= limit || atomic_load (&call->ended) || atomic_load (&call->disconnected);
  beck_lock_release (&call->lock);
  return room;
}

/* Returns when there is room behind @bytes: the other side has taken most of them, or will
 * never. */
static void
wait_for_bytes (BeckRpcLocalCall *self, const BeckRpcBytes *bytes)
{
  guint32 seen;

  if (has_room (self, bytes, ENOUGH))
    return;
  atomic_fetch_add (&self->n_waiting, 1);
  for (;;)
    {
      seen = atomic_load (&self->changes);
      if (has_room (self, bytes, ENOUGH / 2))
        break;
      beck_futex_wait (&self->changes, seen, BECK_FOR_EVER);
    }
  atomic_fetch_sub (&self->n_waiting, 1);
}

/* Whether there was memory; @queued: it is so much that the manager has to wait, or be told. */
static gboolean
append_answer (BeckRpcLocalCall *self, gconstpointer data, gsize size, gboolean *queued)
{
  gboolean kept;

  beck_lock_acquire (&self->served.lock);
  kept = beck_rpc_bytes_append (&self->answer, data, size);
  *queued = kept && self->flow != BECK_RPC_LOCAL_WHOLE && self->answer.size > ENOUGH;
  self->tell_sent |= *queued;
  beck_lock_release (&self->served.lock);
  return kept;
}

/* Unless the end has come, behind which the client may be gone. */
static void
tell_received (BeckRpcLocalCall *self)
{
  atomic_fetch_add (&self->telling, 1);
  if (!atomic_load (&self->answered) && self->client != NULL && self->client->received != NULL)
    self->client->received (self, self->user);
  atomic_fetch_sub (&self->telling, 1);
}

RPC_STATUS
beck_local_call_send_part (BeckRpcServerCall *call, gconstpointer data, gsize size, gboolean last,
           gboolean *queued)
{
  BeckRpcLocalCall *self = (BeckRpcLocalCall *) call;
  gboolean kept;

  *queued = FALSE;
  if (last ? !beck_local_call_claim_end (call) : atomic_load (&call->ended))
    return RPC_S_INVALID_ASYNC_HANDLE;
  kept = append_answer (self, data, size, queued);
  if (last)
    return beck_local_call_end (self, kept ? 0 : RPC_S_SERVER_OUT_OF_MEMORY);
  if (!kept)
    return RPC_S_OUT_OF_MEMORY;
  tell_received (self);
  return atomic_load (&call->disconnected) ? RPC_S_CALL_FAILED : RPC_S_OK;
}

void
beck_local_call_wait_for_room (BeckRpcServerCall *call)
{
  BeckRpcLocalCall *self = (BeckRpcLocalCall *) call;

  if (self->flow != BECK_RPC_LOCAL_WHOLE)
    wait_for_bytes (self, &self->answer);
}

void
beck_local_call_input_taken (BeckRpcServerCall *call)
{
  beck_local_call_room_changed ((BeckRpcLocalCall *) call);
}

/* ---- The client's end of pipes ---- */

gboolean
beck_rpc_local_call_push (BeckRpcLocalCall *self, gconstpointer data, gsize size, gboolean last)
{
  BeckRpcServerCall *call = &self->served;
  gboolean taken;

  beck_lock_acquire (&call->lock);
  taken = !call->input_ended && !atomic_load (&call->ended)
          && beck_rpc_bytes_append (&call->input, data, size);
  call->input_ended = call->input_ended || (taken && last);
  beck_lock_release (&call->lock);
  if (!taken)
    return FALSE;
  if (self->plain && last && !beck_local_call_run_soon (self))
    beck_local_call_fault (call, RPC_S_OUT_OF_MEMORY);
  beck_rpc_served_tell (call, BECK_RPC_TOLD_INPUT);
  if (!self->plain && !last)
    wait_for_bytes (self, &call->input);
  return TRUE;
}

guint32
beck_rpc_local_call_hold (BeckRpcLocalCall *self, BeckRpcBytes **answer, gboolean *ended)
{
  beck_lock_acquire (&self->served.lock);
  *answer = &self->answer;
  *ended = atomic_load (&self->answered);
  return *ended ? self->outcome.status
                : atomic_load (&self->served.disconnected) ? RPC_S_CALL_CANCELLED : 0;
}

void
beck_rpc_local_call_let_go (BeckRpcLocalCall *self)
{
  gboolean tell_sent = self->tell_sent && self->answer.size <= ENOUGH / 2;

  if (tell_sent)
    self->tell_sent = FALSE;
  beck_lock_release (&self->served.lock);
  beck_local_call_room_changed (self);
  if (tell_sent)
    beck_rpc_served_tell (&self->served, BECK_RPC_TOLD_SENT);
}

/* A manager that was not reached yet is not run any more. */
void
beck_rpc_local_call_abandon (BeckRpcLocalCall *self)
{
  BeckRpcServerCall *call = &self->served;
  gboolean pushed, tell_sent;

  if (atomic_exchange (&call->disconnected, TRUE))
    return;
  beck_lock_acquire (&call->lock);
  pushed = call->input_ended;
  call->input_failed = call->input_failed || !pushed;
  call->input_ended = TRUE;
  tell_sent = self->tell_sent;
  self->tell_sent = FALSE;
  beck_lock_release (&call->lock);
  beck_local_call_room_changed (self);
  if (tell_sent)
    beck_rpc_served_tell (call, BECK_RPC_TOLD_SENT);
  beck_rpc_served_tell (call, BECK_RPC_TOLD_DISCONNECT);
  if (self->plain && !pushed)
    beck_local_call_fault (call, RPC_S_CALL_CANCELLED);
}

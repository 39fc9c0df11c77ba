/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a trunk receives, on the reactor's threads. */

#include "client-trunk-private.h"

#include <errno.h>

#include "fault.h"

/* ---- Input, with the turn and the lock ---- */

static void
end_call (BeckRpcTrunk *trunk, BeckRpcTrunkCall **place, guint32 status, BeckRpcOrigin origin,
          BeckTrunkRound *round)
{
  BeckRpcTrunkCall *call = *place;

  beck_trunk_take_call (trunk, place);
  if (round->received == call)
    {
      round->received = NULL;
      call->telling--;
    }
  beck_trunk_add_ended (&round->ended, call, status, origin);
}

/* A response that was begun by the trunk itself. */
static void
end_fill (BeckRpcTrunk *trunk, BeckTrunkRound *round)
{
  gboolean last = trunk->fill.last;
  BeckRpcTrunkCall **place = beck_trunk_fill_end (trunk);

  if (*place != NULL && last)
    end_call (trunk, place, 0, BECK_RPC_SERVER, round);
}

/* So that there is less to move as it grows. */
static void
reserve_response (BeckRpcTrunkCall *call, gsize size)
{
  beck_rpc_bytes_reserve (&call->response, size - beck_trunk_landable (call, size));
}

static void
take_response (BeckRpcTrunk *trunk, const BeckRpcClientEvent *event, BeckTrunkRound *round)
{
  BeckRpcTrunkCall **place = beck_trunk_place_of (trunk, event->call_id);
  BeckRpcTrunkCall *call = *place;

  if (call == NULL)
    return;
  call->drep = event->drep;
  if (!call->incremental && event->hint > event->size && call->response.size == 0)
    reserve_response (call, MIN (event->hint, MAX_BELIEVED));
  if (call->response.size + event->size > MAX_RESPONSE
      || !beck_trunk_keep (call, event->stub, event->size))
    {
      end_call (trunk, place, RPC_S_OUT_OF_MEMORY, BECK_RPC_CALLER, round);
      return;
    }
  if (event->last)
    end_call (trunk, place, 0, BECK_RPC_SERVER, round);
  else if (call->incremental)
    {
      call->telling += round->received != call;
      round->received = call;
      trunk->paused = call->response.size > MAX_UNTAKEN;
    }
}

static void
take_fault (BeckRpcTrunk *trunk, const BeckRpcClientEvent *event, BeckTrunkRound *round)
{
  BeckRpcTrunkCall **place = beck_trunk_place_of (trunk, event->call_id);

  if (*place != NULL)
    end_call (trunk, place, beck_rpc_fault_to_status (event->fault), BECK_RPC_SERVER, round);
}

/* Looks at what was received. Returns how much of it is done with. */
static gsize
take_pdus (BeckRpcTrunk *trunk, const guint8 *data, gsize size, BeckTrunkRound *round)
{
  gsize done = 0;

  for (;;)
    {
      BeckRpcClientEvent event;
      gsize used;

      switch (beck_rpc_client_core_step (&trunk->core, data + done, size - done, &used, &event))
        {
        case BECK_RPC_CLIENT_RESPONSE:
          take_response (trunk, &event, round);
          break;
        case BECK_RPC_CLIENT_FAULT:
          take_fault (trunk, &event, round);
          break;
        case BECK_RPC_CLIENT_BOUND:
          beck_trunk_bound (trunk, round);
          if (round->broken != NULL)
            return done;
          break;
        case BECK_RPC_CLIENT_SHUTDOWN:
          trunk->leaving = TRUE;
          break;
        case BECK_RPC_CLIENT_CLOSE:
          round->broken = event.reason;
          round->status = event.status;
          return done;
        case BECK_RPC_CLIENT_MORE:
          return done;
        case BECK_RPC_CLIENT_NOTHING:
          break;
        }
      done += used;
    }
}

static void
lack_memory (BeckTrunkRound *round)
{
  round->broken = "out of memory";
  round->status = RPC_S_OUT_OF_MEMORY;
}

/* Completes the PDU that has begun, as far as there are bytes. Returns how many of them it took. */
static gsize
complete_pdu (BeckRpcTrunk *trunk, const guint8 *data, gsize size, BeckTrunkRound *round)
{
  gsize wanted = beck_pdu_wanted (trunk->in.data, trunk->in.size);
  gsize whole = wanted != 0 ? wanted : BECK_PDU_HEADER_SIZE;
  gsize taken = MIN (size, whole > trunk->in.size ? whole - trunk->in.size : 0);

  if (!beck_rpc_bytes_append (&trunk->in, data, taken))
    {
      lack_memory (round);
      return taken;
    }
  if (take_pdus (trunk, trunk->in.data, trunk->in.size, round) > 0)
    trunk->in.size = 0;
  return taken;
}

/* Only what is incomplete is copied, to a buffer of the trunk's. */
void
beck_trunk_take_bytes (BeckRpcTrunk *trunk, const guint8 *data, gsize size, BeckTrunkRound *round)
{
  gsize done = 0;

  while (trunk->in.size > 0 && done < size && round->broken == NULL)
    done += complete_pdu (trunk, data + done, size - done, round);
  if (round->broken == NULL)
    done += take_pdus (trunk, data + done, size - done, round);
  if (round->broken == NULL && done < size
      && !beck_trunk_fill_begin (trunk, data + done, size - done)
      && !beck_rpc_bytes_append (&trunk->in, data + done, size - done))
    lack_memory (round);
}

/* Without the lock. FALSE when there is nothing more for now. */
static gboolean
receive (BeckRpcTrunk *trunk, BeckTrunkRound *round)
{
  guint8 *buffer = beck_io_buffer ();
  gboolean filled = trunk->fill.left > 0, emptied;
  gsize size;
  ssize_t n = beck_trunk_fill_receive (trunk, buffer, BECK_IO_BUFFER_SIZE, &size, &emptied);

  if (n < 0 && errno == EINTR)
    return TRUE;
  if (n < 0 && errno == EAGAIN)
    return FALSE;
  if (n <= 0)
    {
      round->broken = "the server has closed the connection";
      return FALSE;
    }
  beck_lock_acquire (&trunk->lock);
  if (filled && trunk->fill.left == 0)
    end_fill (trunk, round);
  if (size > 0)
    beck_trunk_take_bytes (trunk, buffer, size, round);
  beck_lock_release (&trunk->lock);
  return !emptied;
}

/* Runs a function of a call's owner. Who abandons the call meanwhile leaves it to us. */
static void
tell (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call, void (*function) (BeckRpcTrunkCall *call))
{
  BeckTrunkEnded ended = { NULL, &ended.first };

  function (call);
  beck_lock_acquire (&trunk->lock);
  if (--call->telling == 0 && call->abandoned)
    {
      beck_trunk_forget (trunk, call);
      beck_trunk_add_ended (&ended, call, RPC_S_CALL_CANCELLED, BECK_RPC_CALLER);
    }
  beck_lock_release (&trunk->lock);
  beck_trunk_tell_ended (&ended);
}

/* A stream that has been waiting for its bytes to be sent; a trunk has one at most. With the lock.
 */
static BeckRpcTrunkCall *
take_sent (BeckRpcTrunk *trunk)
{
  for (guint i = 0; trunk->exclusive && i < N_BUCKETS; i++)
    {
      BeckRpcTrunkCall *call = trunk->calls[i];

      if (call != NULL && call->queued_to > 0 && call->queued_to <= trunk->taken)
        {
          call->queued_to = 0;
          call->telling++;
          return call;
        }
    }
  return NULL;
}

/* What a thread is going to send with more behind it is left to that. With the lock. */
static gboolean
is_put_off (BeckRpcTrunk *trunk)
{
  return atomic_load_explicit (&trunk->flush.listed, memory_order_relaxed)
         && !trunk->flush_arranged && !trunk->watching_output && !trunk->leaving;
}

/* With the turn. */
static void
send_what_waits (BeckRpcTrunk *trunk)
{
  BeckRpcTrunkCall *sent;

  beck_lock_acquire (&trunk->lock);
  if (!is_put_off (trunk))
    beck_trunk_flush (trunk);
  trunk->flush_arranged = FALSE;
  sent = take_sent (trunk);
  beck_lock_release (&trunk->lock);
  if (sent != NULL)
    tell (trunk, sent, sent->sent);
}

/* Nobody waits for what an exclusive trunk has not sent by now; its end tells the server enough. */
static gboolean
is_done_with (BeckRpcTrunk *trunk)
{
  gboolean done;

  beck_lock_acquire (&trunk->lock);
  done = trunk->state == TRUNK_OPEN && trunk->leaving && trunk->n_calls == 0 && trunk->held == NULL
         && (trunk->exclusive ? trunk->used : beck_trunk_unsent (trunk) == 0);
  beck_lock_release (&trunk->lock);
  return done;
}

static gboolean
is_paused (BeckRpcTrunk *trunk)
{
  gboolean paused;

  beck_lock_acquire (&trunk->lock);
  paused = trunk->paused;
  beck_lock_release (&trunk->lock);
  return paused;
}

void
beck_trunk_ready (BeckIo *io)
{
  BeckRpcTrunk *trunk = (BeckRpcTrunk *) io;
  gboolean more = TRUE;

  send_what_waits (trunk);
  while (more && !is_paused (trunk))
    {
      BeckTrunkRound round = { .ended = { NULL, &round.ended.first } };

      more = receive (trunk, &round);
      beck_trunk_tell_ended (&round.ended);
      if (round.received != NULL)
        tell (trunk, round.received, round.received->received);
      beck_trunk_begin_again (trunk, round.others);
      if (round.broken != NULL)
        {
          beck_trunk_break (trunk, &round);
          return;
        }
    }
  send_what_waits (trunk);
  if (is_done_with (trunk))
    {
      beck_trunk_leave_link (trunk);
      beck_trunk_end (trunk, RPC_S_CALL_FAILED_DNE);
    }
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which trunk a call is on, and how it gets onto the wire. */

#include "client-trunk-private.h"

#include <errno.h>
#include <sys/socket.h>

/* ---- Where a call is ---- */

static gboolean
is_on (BeckRpcTrunkCall *call, const BeckRpcTrunk *trunk)
{
  gboolean on;

  beck_lock_acquire (&call->lock);
  on = call->trunk == trunk;
  beck_lock_release (&call->lock);
  return on;
}

/* The trunk of a call, which may be on its way to another one: referenced and locked. NULL if it
 * has none yet; then the call is locked. */
BeckRpcTrunk *
beck_trunk_lock_of (BeckRpcTrunkCall *call)
{
  for (;;)
    {
      BeckRpcTrunk *trunk;

      beck_lock_acquire (&call->lock);
      trunk = call->trunk;
      if (trunk == NULL)
        return NULL;
      beck_io_ref (&trunk->io);
      beck_lock_release (&call->lock);
      beck_lock_acquire (&trunk->lock);
      if (is_on (call, trunk))
        return trunk;
      beck_lock_release (&trunk->lock);
      beck_io_unref (&trunk->io);
    }
}

void
beck_trunk_unlock_of (BeckRpcTrunkCall *call, BeckRpcTrunk *trunk)
{
  if (trunk == NULL)
    {
      beck_lock_release (&call->lock);
      return;
    }
  beck_lock_release (&trunk->lock);
  beck_io_unref (&trunk->io);
}

/* By the only thread that may: a call that is not placed. Takes the caller's reference. */
static void
move_call (BeckRpcTrunkCall *call, BeckRpcTrunk *trunk)
{
  BeckRpcTrunk *before = call->trunk;

  if (before != NULL)
    beck_lock_acquire (&before->lock);
  beck_lock_acquire (&call->lock);
  call->trunk = trunk;
  beck_lock_release (&call->lock);
  if (before == NULL)
    return;
  beck_lock_release (&before->lock);
  atomic_fetch_add_explicit (&before->n_cleared, 1, memory_order_relaxed);
  beck_io_unref (&before->io);
}

/* ---- Beginning calls, with the lock ---- */

gboolean
beck_trunk_append_control (BeckRpcTrunk *trunk, guint8 type, guint32 call_id)
{
  guint8 pdu[BECK_PDU_HEADER_SIZE];

  beck_pdu_put_control (pdu, type, call_id);
  return beck_rpc_bytes_append (&trunk->out, pdu, sizeof pdu);
}

/* The request, and what has been said of it since. */
static gboolean
append_call (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call)
{
  BeckRpcRequestParts early = call->parts;

  early.data = call->early.data;
  early.size = call->early.size;
  if (!beck_rpc_request_append_piece (&trunk->out, &call->parts, TRUE, !call->streams))
    return FALSE;
  if ((early.size > 0 || call->early_last)
      && !beck_rpc_request_append_piece (&trunk->out, &early, FALSE, call->early_last))
    return FALSE;
  return !call->cancelled || beck_trunk_append_control (trunk, BECK_PDU_CANCEL, call->call_id);
}

static void
send_call (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call, BeckTrunkEnded *ended)
{
  BeckRpcTrunkCall **place;
  gsize before = trunk->out.size;

  call->call_id = beck_rpc_client_core_next_call_id (&trunk->core);
  call->parts.call_id = call->call_id;
  call->parts.max_stub = trunk->core.max_stub;
  call->start = trunk->given;
  if (!append_call (trunk, call))
    {
      trunk->out.size = before;
      call->call_id = 0;
      beck_trunk_add_ended (ended, call, RPC_S_OUT_OF_MEMORY, BECK_RPC_CALLER);
      return;
    }
  trunk->given += trunk->out.size - before;
  if (call->queued_to > 0)
    call->queued_to = trunk->given;
  if (call->parts.flags & BECK_PDU_MAYBE)
    {
      beck_trunk_add_ended (ended, call, 0, BECK_RPC_SERVER);
      return;
    }
  place = &trunk->calls[call->call_id % N_BUCKETS];
  call->next = *place;
  *place = call;
  trunk->n_calls++;
}

/* Whether an answer comes, to this question or an earlier one, after which it is asked. */
static gboolean
ask (BeckRpcTrunk *trunk, const BeckRpcSyntax *syntax)
{
  gsize before = trunk->out.size;

  if (beck_rpc_client_core_ask (&trunk->core, syntax, &trunk->out))
    trunk->given += trunk->out.size - before;
  return trunk->core.asking;
}

/* Sends the call, or keeps it until it can be. */
static void
submit (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call, BeckTrunkEnded *ended)
{
  guint32 status;
  BeckRpcContextState state =
      beck_rpc_client_core_context (&trunk->core, &call->syntax, &call->parts.context_id, &status);

  if (state == BECK_RPC_CONTEXT_GOOD && call->connects)
    beck_trunk_add_ended (ended, call, 0, BECK_RPC_SERVER);
  else if (state == BECK_RPC_CONTEXT_GOOD)
    send_call (trunk, call, ended);
  else if (state == BECK_RPC_CONTEXT_REFUSED)
    beck_trunk_add_ended (ended, call, status, BECK_RPC_SERVER);
  else if (state == BECK_RPC_CONTEXT_ASKED || ask (trunk, &call->syntax))
    beck_trunk_hold (trunk, call);
  else
    beck_trunk_add_ended (ended, call, RPC_S_OUT_OF_MEMORY, BECK_RPC_CALLER);
}

void
beck_trunk_submit_held (BeckRpcTrunk *trunk, BeckTrunkEnded *ended)
{
  BeckRpcTrunkCall *calls = beck_trunk_take_held (trunk);

  while (calls != NULL)
    {
      BeckRpcTrunkCall *call = calls;

      calls = call->next;
      submit (trunk, call, ended);
    }
}

/* ---- Placing calls ---- */

/* Whether there is a place for one more call. With the lock. */
static gboolean
has_place (const BeckRpcTrunk *trunk)
{
  return trunk->state != TRUNK_CLOSED && (trunk->exclusive ? !trunk->used : !trunk->leaving);
}

/* With the lock. */
static void
put (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call, BeckTrunkEnded *ended)
{
  trunk->used = TRUE;
  if (call->abandoned)
    {
      beck_trunk_add_ended (ended, call, RPC_S_CALL_CANCELLED, BECK_RPC_CALLER);
      beck_io_again (&trunk->io);
    }
  else if (trunk->state != TRUNK_OPEN)
    beck_trunk_hold (trunk, call);
  else
    {
      submit (trunk, call, ended);
      beck_trunk_flush_soon (trunk);
    }
}

/* Whether that the trunk did not come about is the end of the call, too: it was to go over it. With
 * the lock. */
static gboolean
shares_failure (const BeckRpcTrunk *trunk, const BeckRpcTrunkCall *call)
{
  return trunk->failure != 0
         && (!beck_trunk_is_of_interface (trunk->failure)
             || beck_rpc_syntax_equal (&call->syntax, &trunk->syntax));
}

/* Whether the server has hung up while nobody called: then the trunk takes no calls. The reactor
 * finds out too, but perhaps not before a call is sent that nobody will hear of. With the lock,
 * which is given up meanwhile. */
static void
look_for_server (BeckRpcTrunk *trunk)
{
  char next;
  ssize_t n;
  gboolean gone;

  if (trunk->state != TRUNK_OPEN || trunk->n_calls > 0 || trunk->held != NULL
      || beck_rpc_link_is_trusted (trunk->idle_since))
    return;
  beck_lock_release (&trunk->lock);
  n = recv (trunk->io.fd, &next, 1, MSG_PEEK | MSG_DONTWAIT);
  gone = n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
  beck_lock_acquire (&trunk->lock);
  trunk->leaving = trunk->leaving || gone;
}

/* FALSE if the trunk has come to its end before. Takes the caller's reference; @full is set, and
 * referenced, if more waits to be sent than should. Whoever ends the trunk waits for who sends, so
 * that the call is not elsewhere before the lock is free. */
static gboolean
begin_on (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call, BeckRpcTrunk **full)
{
  BeckTrunkEnded ended = { NULL, &ended.first };
  gboolean taken;

  move_call (call, trunk);
  beck_lock_acquire (&trunk->lock);
  look_for_server (trunk);
  trunk->n_begun++;
  call->placed = TRUE;
  if (has_place (trunk))
    put (trunk, call, &ended);
  else if (shares_failure (trunk, call))
    beck_trunk_add_ended (&ended, call, trunk->failure, BECK_RPC_TRANSPORT);
  else
    call->placed = FALSE;
  taken = call->placed;
  if (taken && beck_trunk_unsent (trunk) > MAX_UNSENT)
    {
      beck_io_ref (&trunk->io);
      *full = trunk;
    }
  beck_lock_release (&trunk->lock);
  beck_trunk_tell_ended (&ended);
  return taken;
}

/* FALSE without memory. @full: the trunk that has the call now, with a reference of the caller's,
 * if that has more to send than it should; otherwise it stays as it is. */
gboolean
beck_trunk_place_call (BeckRpcLink *link, BeckRpcTrunkCall *call, BeckRpcTrunk **full)
{
  for (;;)
    {
      BeckRpcTrunk *trunk = beck_trunk_get (link, call);

      if (trunk == NULL)
        return FALSE;
      if (begin_on (trunk, call, full))
        return TRUE;
      /* The call still has it. */
      beck_trunk_leave_link (trunk);
    }
}

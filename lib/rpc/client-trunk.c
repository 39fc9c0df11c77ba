/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client-trunk-private.h"

#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "call/event.h"

/* So many calls are told of before those who wait for them are woken. */
#define TOLD_AT_ONCE 128

/* ---- Calls, with the lock ---- */

BeckRpcTrunkCall **
beck_trunk_place_of (BeckRpcTrunk *trunk, guint32 call_id)
{
  BeckRpcTrunkCall **place = &trunk->calls[call_id % N_BUCKETS];

  while (*place != NULL && (*place)->call_id != call_id)
    place = &(*place)->next;
  return place;
}

void
beck_trunk_hold (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call)
{
  call->next = NULL;
  *trunk->held_end = call;
  trunk->held_end = &call->next;
}

BeckRpcTrunkCall *
beck_trunk_take_held (BeckRpcTrunk *trunk)
{
  BeckRpcTrunkCall *calls = trunk->held;

  trunk->held = NULL;
  trunk->held_end = &trunk->held;
  return calls;
}

void
beck_trunk_add_ended (BeckTrunkEnded *ended, BeckRpcTrunkCall *call, guint32 status,
                      BeckRpcOrigin origin)
{
  call->over = TRUE;
  call->outcome = (BeckRpcOutcome){ status, origin };
  call->next = NULL;
  *ended->end = call;
  ended->end = &call->next;
}

void
beck_trunk_take_call (BeckRpcTrunk *trunk, BeckRpcTrunkCall **place)
{
  *place = (*place)->next;
  if (--trunk->n_calls == 0)
    trunk->idle_since = beck_rpc_link_coarse_time ();
}

static void
flush_wakes (void)
{
  if (beck_thread_tls != NULL)
    beck_wakes_flush (&beck_thread_tls->wakes);
}

/* Without the lock. Who is told may note who is to be woken in the thread's record. */
void
beck_trunk_tell_ended (BeckTrunkEnded *ended)
{
  guint n = 0;

  while (ended->first != NULL)
    {
      BeckRpcTrunkCall *call = ended->first;

      ended->first = call->next;
      call->ended (call, call->outcome);
      if (++n % TOLD_AT_ONCE == 0)
        flush_wakes ();
    }
  flush_wakes ();
}

/* ---- The end ---- */

/* The calls of a bucket are the most recent one first; turns that round. */
static void
turn_round (BeckRpcTrunkCall **bucket)
{
  BeckRpcTrunkCall *calls = *bucket;

  *bucket = NULL;
  while (calls != NULL)
    {
      BeckRpcTrunkCall *call = calls;

      calls = call->next;
      call->next = *bucket;
      *bucket = call;
    }
}

/* Of buckets that are turned round the one with the earliest call; NULL if there is none. */
static BeckRpcTrunkCall **
earliest (BeckRpcTrunk *trunk)
{
  BeckRpcTrunkCall **first = NULL;

  for (guint i = 0; i < N_BUCKETS; i++)
    if (trunk->calls[i] != NULL && (first == NULL || trunk->calls[i]->start < (*first)->start))
      first = &trunk->calls[i];
  return first;
}

/* Calls that were on their way fail: those of which something has left may have been executed.
 * What may begin again does so in the order in which it was begun. With the lock. */
static void
fail_sent (BeckRpcTrunk *trunk, BeckTrunkEnded *ended, BeckRpcTrunkCall ***again)
{
  BeckRpcTrunkCall **place;

  for (guint i = 0; i < N_BUCKETS; i++)
    turn_round (&trunk->calls[i]);
  while ((place = earliest (trunk)) != NULL)
    {
      BeckRpcTrunkCall *call = *place;
      gboolean unsent = call->start >= trunk->taken;

      beck_trunk_take_call (trunk, place);
      if (beck_trunk_may_move (trunk, call))
        beck_trunk_unplace (call, again);
      else
        beck_trunk_add_ended (ended, call, unsent ? RPC_S_CALL_FAILED_DNE : RPC_S_CALL_FAILED,
                              BECK_RPC_TRANSPORT);
    }
}

/* Those that wait fail, or begin again if @may_move. With the lock. */
static void
fail_held (BeckRpcTrunk *trunk, guint32 status, gboolean may_move, BeckTrunkEnded *ended,
           BeckRpcTrunkCall ***again)
{
  BeckRpcTrunkCall *calls = beck_trunk_take_held (trunk);

  while (calls != NULL)
    {
      BeckRpcTrunkCall *call = calls;

      calls = call->next;
      if (may_move && beck_trunk_may_move (trunk, call))
        beck_trunk_unplace (call, again);
      else
        beck_trunk_add_ended (ended, call, status, BECK_RPC_TRANSPORT);
    }
}

/* The trunk is one nobody begins calls on any more. */
void
beck_trunk_leave_link (BeckRpcTrunk *trunk)
{
  BeckRpcLink *link = trunk->link;
  gboolean was_there;

  beck_lock_acquire (&link->lock);
  was_there = link->trunk == trunk;
  if (was_there)
    link->trunk = NULL;
  beck_lock_release (&link->lock);
  if (was_there)
    beck_io_unref (&trunk->io);
}

/* Who sends does not block, and may have sent what is not counted yet; nor does who reads to where
 * a caller wants it. With the lock, which is given up meanwhile. */
static void
wait_for_others (BeckRpcTrunk *trunk)
{
  while (trunk->sending || trunk->fill.landing)
    {
      beck_lock_release (&trunk->lock);
      g_thread_yield ();
      beck_lock_acquire (&trunk->lock);
    }
}

static void
stop_dialling (BeckRpcTrunk *trunk, BeckRpcDial *dial)
{
  if (dial != NULL && beck_rpc_dial_end (dial))
    beck_io_unref (&trunk->io);
}

/* A connection that calls went over is no more: what may begins again. One that did not come about
 * is the end of those that waited for it. */
void
beck_trunk_end (BeckRpcTrunk *trunk, guint32 held_status)
{
  BeckTrunkEnded ended = { NULL, &ended.first };
  BeckRpcTrunkCall *again = NULL, **again_end = &again;
  BeckRpcDial *dial;
  TrunkState before;

  beck_trunk_leave_link (trunk);
  beck_lock_acquire (&trunk->lock);
  before = trunk->state;
  trunk->state = TRUNK_CLOSED;
  dial = g_steal_pointer (&trunk->dial);
  wait_for_others (trunk);
  fail_sent (trunk, &ended, &again_end);
  fail_held (trunk, held_status, before == TRUNK_OPEN, &ended, &again_end);
  beck_lock_release (&trunk->lock);
  if (beck_put_off_forget (&trunk->flush))
    beck_io_unref (&trunk->io);
  stop_dialling (trunk, dial);
  if (before == TRUNK_OPEN || before == TRUNK_BINDING)
    {
      beck_trunk_stop_patience (trunk);
      beck_io_unwatch (&trunk->io);
      shutdown (trunk->io.fd, SHUT_RDWR);
    }
  beck_trunk_tell_ended (&ended);
  beck_trunk_begin_again (trunk, again);
}

void
beck_rpc_trunk_close (BeckRpcTrunk *trunk)
{
  beck_trunk_end (trunk, RPC_S_CALL_FAILED_DNE);
  beck_io_unref (&trunk->io);
}

void
beck_trunk_finalize (BeckIo *io)
{
  BeckRpcTrunk *trunk = (BeckRpcTrunk *) io;

  if (io->fd >= 0)
    {
      close (io->fd);
      beck_rpc_client_core_clear (&trunk->core);
    }
  beck_rpc_bytes_clear (&trunk->out);
  beck_rpc_bytes_clear (&trunk->going);
  beck_rpc_bytes_clear (&trunk->in);
  beck_rpc_bytes_clear (&trunk->fill.response);
  beck_rpc_link_unref (trunk->link);
  beck_free (trunk);
}

/* Takes a call that is not over from where it is. With the lock. */
void
beck_trunk_forget (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call)
{
  BeckRpcTrunkCall *held;

  if (call->call_id != 0)
    {
      beck_trunk_take_call (trunk, beck_trunk_place_of (trunk, call->call_id));
      return;
    }
  held = beck_trunk_take_held (trunk);
  while (held != NULL)
    {
      BeckRpcTrunkCall *next = held->next;

      if (held != call)
        beck_trunk_hold (trunk, held);
      held = next;
    }
}

/* ---- For calls ---- */

guint32
beck_rpc_trunk_begin (BeckRpcLink *link, BeckRpcTrunkCall *call)
{
  BeckRpcTrunk *full = NULL;

  if (!beck_trunk_place_call (link, call, &full))
    return RPC_S_OUT_OF_MEMORY;
  if (full != NULL)
    {
      beck_trunk_wait_for_room (full, call);
      beck_io_unref (&full->io);
    }
  return 0;
}

void
beck_rpc_trunk_flush (BeckRpcTrunkCall *call)
{
  BeckRpcTrunk *trunk = beck_trunk_lock_of (call);

  if (trunk != NULL && !call->over)
    beck_trunk_flush (trunk);
  beck_trunk_unlock_of (call, trunk);
}

void
beck_rpc_trunk_cancel (BeckRpcTrunkCall *call)
{
  BeckRpcTrunk *trunk = beck_trunk_lock_of (call);

  call->cancelled = TRUE;
  if (call->call_id != 0 && !call->over && beck_trunk_append_control (trunk, BECK_PDU_CANCEL, call->call_id))
    {
      trunk->given += BECK_PDU_HEADER_SIZE;
      beck_trunk_flush (trunk);
    }
  beck_trunk_unlock_of (call, trunk);
}

/* A server that would close its connection when told of an orphan is asked to cancel only, for the
 * sake of the others. */
static void
tell_server_of_orphan (BeckRpcTrunk *trunk, guint32 call_id)
{
  gsize before = trunk->out.size;

  beck_trunk_append_control (trunk, BECK_PDU_CANCEL, call_id);
  if (trunk->exclusive || trunk->core.keep_open_on_orphaned)
    beck_trunk_append_control (trunk, BECK_PDU_ORPHANED, call_id);
  trunk->given += trunk->out.size - before;
  beck_trunk_flush (trunk);
}

gboolean
beck_rpc_trunk_abandon (BeckRpcTrunkCall *call)
{
  BeckRpcTrunk *trunk = beck_trunk_lock_of (call);
  gboolean forgotten;
  guint32 orphan;

  forgotten = call->placed && !call->over && call->telling == 0;
  orphan = call->over ? 0 : call->call_id;
  call->abandoned = TRUE;
  if (forgotten)
    {
      beck_trunk_forget (trunk, call);
      call->over = TRUE;
    }
  /* This gives the lock up for a while. */
  if (orphan != 0)
    tell_server_of_orphan (trunk, orphan);
  if (trunk != NULL && trunk->exclusive && trunk->state == TRUNK_OPEN)
    beck_io_again (&trunk->io);
  beck_trunk_unlock_of (call, trunk);
  return forgotten;
}

/* With the lock. */
static gboolean
append_piece (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call, gconstpointer data, gsize size,
              gboolean last)
{
  BeckRpcRequestParts parts = call->parts;
  gsize before = trunk->out.size;

  if (call->call_id == 0)
    {
      call->early_last = last;
      return beck_rpc_bytes_append (&call->early, data, size);
    }
  parts.data = data;
  parts.size = size;
  if (!beck_rpc_request_append_piece (&trunk->out, &parts, FALSE, last))
    return FALSE;
  trunk->given += trunk->out.size - before;
  return TRUE;
}

gboolean
beck_rpc_trunk_send_piece (BeckRpcTrunkCall *call, gconstpointer data, gsize size, gboolean last,
                           gboolean *queued)
{
  BeckRpcTrunk *trunk = beck_trunk_lock_of (call);
  gboolean taken, full;

  taken = !call->over && append_piece (trunk, call, data, size, last);
  if (taken)
    beck_trunk_flush (trunk);
  *queued = taken && (call->call_id == 0 || beck_trunk_unsent (trunk) > 0);
  if (*queued)
    call->queued_to = MAX (trunk->given, 1);
  full = beck_trunk_unsent (trunk) > MAX_UNSENT;
  beck_lock_release (&trunk->lock);
  if (full)
    beck_trunk_wait_for_room (trunk, call);
  beck_io_unref (&trunk->io);
  return taken;
}

void
beck_rpc_trunk_lock_response (BeckRpcTrunkCall *call)
{
  beck_trunk_lock_of (call);
}

/* A call does not change trunks while the lock is held. */
void
beck_rpc_trunk_unlock_response (BeckRpcTrunkCall *call)
{
  BeckRpcTrunk *trunk = call->trunk;

  if (trunk->paused && call->response.size <= MAX_UNTAKEN)
    {
      trunk->paused = FALSE;
      beck_io_again (&trunk->io);
    }
  beck_trunk_unlock_of (call, trunk);
}

void
beck_rpc_trunk_call_clear (BeckRpcTrunkCall *call)
{
  beck_rpc_bytes_clear (&call->response);
  beck_rpc_bytes_clear (&call->early);
  if (call->trunk != NULL)
    {
      atomic_fetch_add_explicit (&call->trunk->n_cleared, 1, memory_order_relaxed);
      beck_io_unref (&call->trunk->io);
    }
  call->trunk = NULL;
}

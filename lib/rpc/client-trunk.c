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
  trunk->n_calls--;
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

/* All calls fail: those of which something has left may have been executed. With the lock. */
static void
fail_all (BeckRpcTrunk *trunk, guint32 held_status, BeckTrunkEnded *ended)
{
  BeckRpcTrunkCall *calls = beck_trunk_take_held (trunk);

  while (calls != NULL)
    {
      BeckRpcTrunkCall *call = calls;

      calls = call->next;
      beck_trunk_add_ended (ended, call, held_status, BECK_RPC_TRANSPORT);
    }
  for (guint i = 0; i < N_BUCKETS; i++)
    while (trunk->calls[i] != NULL)
      {
        BeckRpcTrunkCall *call = trunk->calls[i];

        beck_trunk_take_call (trunk, &trunk->calls[i]);
        beck_trunk_add_ended (
            ended, call, call->start >= trunk->taken ? RPC_S_CALL_FAILED_DNE : RPC_S_CALL_FAILED,
            BECK_RPC_TRANSPORT);
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

void
beck_trunk_end (BeckRpcTrunk *trunk, guint32 held_status)
{
  BeckTrunkEnded ended = { NULL, &ended.first };
  gboolean was_open;

  beck_lock_acquire (&trunk->lock);
  was_open = trunk->state == TRUNK_OPEN;
  trunk->state = TRUNK_CLOSED;
  fail_all (trunk, held_status, &ended);
  beck_lock_release (&trunk->lock);
  if (beck_put_off_forget (&trunk->flush))
    beck_io_unref (&trunk->io);
  beck_trunk_leave_link (trunk);
  if (was_open)
    {
      beck_io_unwatch (&trunk->io);
      shutdown (trunk->io.fd, SHUT_RDWR);
    }
  beck_trunk_tell_ended (&ended);
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

  if (call->call_id == 0)
    call->cancelled = TRUE;
  else if (!call->over && beck_trunk_append_control (trunk, BECK_PDU_CANCEL, call->call_id))
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
  BeckRpcTrunk *trunk = call->trunk;
  gboolean taken, full;

  beck_lock_acquire (&trunk->lock);
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
  return taken;
}

void
beck_rpc_trunk_lock_response (BeckRpcTrunkCall *call)
{
  beck_lock_acquire (&call->trunk->lock);
}

void
beck_rpc_trunk_unlock_response (BeckRpcTrunkCall *call)
{
  BeckRpcTrunk *trunk = call->trunk;

  if (trunk->paused && call->response.size <= MAX_UNTAKEN)
    {
      trunk->paused = FALSE;
      beck_io_again (&trunk->io);
    }
  beck_lock_release (&trunk->lock);
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

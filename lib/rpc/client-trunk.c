/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client-trunk.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "client-link.h"
#include "fault.h"

/* What may wait to be sent before whoever begins a call has to wait, too. */
#define MAX_UNSENT ((gsize) 1 << 20)

/* What a call may be answered with; and what of a stream may wait to be taken. */
#define MAX_RESPONSE ((gsize) 256 << 20)
#define MAX_UNTAKEN ((gsize) 256 << 10)

/* What a server may say that it is going to send, to have memory taken for it. */
#define MAX_BELIEVED ((gsize) 1 << 20)

#define N_BUCKETS 64

typedef enum
{
  TRUNK_CONNECTING,
  TRUNK_OPEN,
  TRUNK_CLOSED,
} TrunkState;

struct BeckRpcTrunk
{
  BeckIo io;
  BeckWork connect;
  BeckRpcLink *link;    /* referenced */
  BeckRpcSyntax syntax; /* what it is bound to first */
  gboolean exclusive;   /* for one call */
  BeckLock lock;        /* guards what follows */
  TrunkState state;
  gboolean used;           /* an exclusive one has, or had, its call */
  guint32 failure;         /* why it did not come about */
  gboolean leaving;        /* takes no new calls */
  gboolean sending;        /* some thread is at it */
  gboolean flush_arranged; /* the reactor is about to */
  gboolean watching_output;
  gboolean paused; /* nothing is read until somebody takes what is there */
  BeckRpcClientCore core;
  BeckRpcBytes out;                   /* to be sent, behind … */
  BeckRpcBytes going;                 /* … what is just being sent, … */
  gsize gone;                         /* … but for so much of that */
  guint64 given, taken;               /* bytes: to send in all, and sent */
  BeckRpcBytes in;                    /* a PDU that is not complete; the turn's */
  BeckRpcTrunkCall *held, **held_end; /* wait for the connection or their context */
  BeckRpcTrunkCall *calls[N_BUCKETS]; /* are on their way */
  guint n_calls;
};

/* Calls that are over, to be told so without the lock. */
typedef struct
{
  BeckRpcTrunkCall *first;
  BeckRpcTrunkCall **end;
} Ended;

/* ---- Calls, with the lock ---- */

static BeckRpcTrunkCall **
place_of (BeckRpcTrunk *trunk, guint32 call_id)
{
  BeckRpcTrunkCall **place = &trunk->calls[call_id % N_BUCKETS];

  while (*place != NULL && (*place)->call_id != call_id)
    place = &(*place)->next;
  return place;
}

static void
hold (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call)
{
  call->next = NULL;
  *trunk->held_end = call;
  trunk->held_end = &call->next;
}

static BeckRpcTrunkCall *
take_held (BeckRpcTrunk *trunk)
{
  BeckRpcTrunkCall *calls = trunk->held;

  trunk->held = NULL;
  trunk->held_end = &trunk->held;
  return calls;
}

static void
add_ended (Ended *ended, BeckRpcTrunkCall *call, guint32 status, BeckRpcOrigin origin)
{
  call->over = TRUE;
  call->outcome = (BeckRpcOutcome){ status, origin };
  call->next = NULL;
  *ended->end = call;
  ended->end = &call->next;
}

static void
take_call (BeckRpcTrunk *trunk, BeckRpcTrunkCall **place)
{
  *place = (*place)->next;
  trunk->n_calls--;
}

/* Without the lock. */
static void
tell_ended (Ended *ended)
{
  while (ended->first != NULL)
    {
      BeckRpcTrunkCall *call = ended->first;

      ended->first = call->next;
      call->ended (call, call->outcome);
    }
}

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
static BeckRpcTrunk *
lock_trunk_of (BeckRpcTrunkCall *call)
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

static void
unlock_trunk_of (BeckRpcTrunkCall *call, BeckRpcTrunk *trunk)
{
  if (trunk == NULL)
    {
      beck_lock_release (&call->lock);
      return;
    }
  beck_lock_release (&trunk->lock);
  beck_io_unref (&trunk->io);
}

/* By the only thread that may: a call that is not placed. */
static void
move_call (BeckRpcTrunkCall *call, BeckRpcTrunk *trunk)
{
  BeckRpcTrunk *before = call->trunk;

  beck_io_ref (&trunk->io);
  if (before != NULL)
    beck_lock_acquire (&before->lock);
  beck_lock_acquire (&call->lock);
  call->trunk = trunk;
  beck_lock_release (&call->lock);
  if (before == NULL)
    return;
  beck_lock_release (&before->lock);
  beck_io_unref (&before->io);
}

/* ---- Output ---- */

static gsize
unsent (const BeckRpcTrunk *trunk)
{
  return trunk->out.size + trunk->going.size - trunk->gone;
}

/* The two buffers change places when one is empty, and keep their memory. */
static gboolean
has_going (BeckRpcTrunk *trunk)
{
  BeckRpcBytes done = trunk->going;

  if (trunk->gone < trunk->going.size)
    return TRUE;
  done.size = 0;
  trunk->going = trunk->out;
  trunk->gone = 0;
  trunk->out = done;
  return trunk->going.size > 0;
}

static void
watch_output (BeckRpcTrunk *trunk)
{
  gboolean wanted = unsent (trunk) > 0;

  if (wanted == trunk->watching_output)
    return;
  trunk->watching_output = wanted;
  beck_io_want_output (&trunk->io, wanted);
}

/* Sends what there is and the socket takes. With the lock, which is given up meanwhile; one thread
 * does it at a time, for all. That the server is gone is found out by who reads. */
static void
flush (BeckRpcTrunk *trunk)
{
  ssize_t n = 0;

  if (trunk->sending || trunk->state != TRUNK_OPEN)
    return;
  trunk->sending = TRUE;
  while (n >= 0 && has_going (trunk))
    {
      beck_lock_release (&trunk->lock);
      n = send (trunk->io.fd, trunk->going.data + trunk->gone, trunk->going.size - trunk->gone,
                MSG_NOSIGNAL | MSG_DONTWAIT);
      beck_lock_acquire (&trunk->lock);
      if (n > 0)
        {
          trunk->gone += (gsize) n;
          trunk->taken += (guint64) n;
        }
    }
  trunk->sending = FALSE;
  watch_output (trunk);
}

/* What a single call sends goes at once. With others under way, it waits for the reactor, or
 * whoever comes first, to send all that has come together. With the lock. */
static void
flush_soon (BeckRpcTrunk *trunk)
{
  if (trunk->n_calls <= 1)
    flush (trunk);
  else if (!trunk->flush_arranged && !trunk->watching_output)
    {
      trunk->flush_arranged = TRUE;
      beck_io_again (&trunk->io);
    }
}

/* Does not come back before the server has read most of what it was sent, or is gone, or the call
 * that made it so much is over. The caller has references to both. */
static void
wait_for_room (BeckRpcTrunk *trunk, const BeckRpcTrunkCall *call)
{
  struct pollfd poll_fd = { .fd = trunk->io.fd, .events = POLLOUT };

  beck_lock_acquire (&trunk->lock);
  while (trunk->state == TRUNK_OPEN && unsent (trunk) > MAX_UNSENT && !call->over)
    {
      beck_lock_release (&trunk->lock);
      poll (&poll_fd, 1, 100);
      beck_lock_acquire (&trunk->lock);
      flush (trunk);
    }
  beck_lock_release (&trunk->lock);
}

/* ---- Beginning calls, with the lock ---- */

static gboolean
append_control (BeckRpcTrunk *trunk, guint8 type, guint32 call_id)
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
  return !call->cancelled || append_control (trunk, BECK_PDU_CANCEL, call->call_id);
}

static void
send_call (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call, Ended *ended)
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
      add_ended (ended, call, RPC_S_OUT_OF_MEMORY, BECK_RPC_CALLER);
      return;
    }
  trunk->given += trunk->out.size - before;
  if (call->queued_to > 0)
    call->queued_to = trunk->given;
  if (call->parts.flags & BECK_PDU_MAYBE)
    {
      add_ended (ended, call, 0, BECK_RPC_SERVER);
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
submit (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call, Ended *ended)
{
  guint32 status;
  BeckRpcContextState state =
      beck_rpc_client_core_context (&trunk->core, &call->syntax, &call->parts.context_id, &status);

  if (state == BECK_RPC_CONTEXT_GOOD)
    send_call (trunk, call, ended);
  else if (state == BECK_RPC_CONTEXT_REFUSED)
    add_ended (ended, call, status, BECK_RPC_SERVER);
  else if (state == BECK_RPC_CONTEXT_ASKED || ask (trunk, &call->syntax))
    hold (trunk, call);
  else
    add_ended (ended, call, RPC_S_OUT_OF_MEMORY, BECK_RPC_CALLER);
}

static void
submit_held (BeckRpcTrunk *trunk, Ended *ended)
{
  BeckRpcTrunkCall *calls = take_held (trunk);

  while (calls != NULL)
    {
      BeckRpcTrunkCall *call = calls;

      calls = call->next;
      submit (trunk, call, ended);
    }
}

/* ---- The end ---- */

/* All calls fail: those of which something has left may have been executed. With the lock. */
static void
fail_all (BeckRpcTrunk *trunk, guint32 held_status, Ended *ended)
{
  BeckRpcTrunkCall *calls = take_held (trunk);

  while (calls != NULL)
    {
      BeckRpcTrunkCall *call = calls;

      calls = call->next;
      add_ended (ended, call, held_status, BECK_RPC_TRANSPORT);
    }
  for (guint i = 0; i < N_BUCKETS; i++)
    while (trunk->calls[i] != NULL)
      {
        BeckRpcTrunkCall *call = trunk->calls[i];

        take_call (trunk, &trunk->calls[i]);
        add_ended (ended, call,
                   call->start >= trunk->taken ? RPC_S_CALL_FAILED_DNE : RPC_S_CALL_FAILED,
                   BECK_RPC_TRANSPORT);
      }
}

/* The trunk is one nobody begins calls on any more. */
static void
leave_link (BeckRpcTrunk *trunk)
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

static void
close_trunk (BeckRpcTrunk *trunk, guint32 held_status)
{
  Ended ended = { NULL, &ended.first };
  gboolean was_open;

  beck_lock_acquire (&trunk->lock);
  was_open = trunk->state == TRUNK_OPEN;
  trunk->state = TRUNK_CLOSED;
  fail_all (trunk, held_status, &ended);
  beck_lock_release (&trunk->lock);
  leave_link (trunk);
  if (was_open)
    {
      beck_io_unwatch (&trunk->io);
      shutdown (trunk->io.fd, SHUT_RDWR);
    }
  tell_ended (&ended);
}

void
beck_rpc_trunk_close (BeckRpcTrunk *trunk)
{
  close_trunk (trunk, RPC_S_CALL_FAILED_DNE);
  beck_io_unref (&trunk->io);
}

static void
finalize_trunk (BeckIo *io)
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
  beck_rpc_link_unref (trunk->link);
  beck_free (trunk);
}

/* Takes a call that is not over from where it is. With the lock. */
static void
forget (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call)
{
  BeckRpcTrunkCall *held;

  if (call->call_id != 0)
    {
      take_call (trunk, place_of (trunk, call->call_id));
      return;
    }
  held = take_held (trunk);
  while (held != NULL)
    {
      BeckRpcTrunkCall *next = held->next;

      if (held != call)
        hold (trunk, held);
      held = next;
    }
}

/* ---- Input, with the turn and the lock ---- */

/* The calls of one round that are over, and those that have something to look at. */
typedef struct
{
  Ended ended;
  BeckRpcTrunkCall *received; /* the stream of an exclusive trunk */
  const char *broken;         /* why the connection is of no use any more */
} Round;

static void
end_call (BeckRpcTrunk *trunk, BeckRpcTrunkCall **place, guint32 status, BeckRpcOrigin origin,
          Round *round)
{
  BeckRpcTrunkCall *call = *place;

  take_call (trunk, place);
  if (round->received == call)
    {
      round->received = NULL;
      call->telling--;
    }
  add_ended (&round->ended, call, status, origin);
}

static void
take_response (BeckRpcTrunk *trunk, const BeckRpcClientEvent *event, Round *round)
{
  BeckRpcTrunkCall **place = place_of (trunk, event->call_id);
  BeckRpcTrunkCall *call = *place;

  if (call == NULL)
    return;
  call->drep = event->drep;
  if (!call->incremental && event->hint > event->size && call->response.size == 0)
    beck_rpc_bytes_reserve (&call->response, MIN (event->hint, MAX_BELIEVED));
  if (call->response.size + event->size > MAX_RESPONSE
      || !beck_rpc_bytes_append (&call->response, event->stub, event->size))
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
take_fault (BeckRpcTrunk *trunk, const BeckRpcClientEvent *event, Round *round)
{
  BeckRpcTrunkCall **place = place_of (trunk, event->call_id);

  if (*place != NULL)
    end_call (trunk, place, beck_rpc_fault_to_status (event->fault), BECK_RPC_SERVER, round);
}

/* Looks at what was received. Returns how much of it is done with. */
static gsize
take_pdus (BeckRpcTrunk *trunk, const guint8 *data, gsize size, Round *round)
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
          submit_held (trunk, &round->ended);
          break;
        case BECK_RPC_CLIENT_SHUTDOWN:
          trunk->leaving = TRUE;
          break;
        case BECK_RPC_CLIENT_CLOSE:
          round->broken = event.reason;
          return done;
        case BECK_RPC_CLIENT_MORE:
          return done;
        case BECK_RPC_CLIENT_NOTHING:
          break;
        }
      done += used;
    }
}

/* Completes the PDU that has begun, as far as there are bytes. Returns how many of them it took. */
static gsize
complete_pdu (BeckRpcTrunk *trunk, const guint8 *data, gsize size, Round *round)
{
  gsize wanted = beck_pdu_wanted (trunk->in.data, trunk->in.size);
  gsize whole = wanted != 0 ? wanted : BECK_PDU_HEADER_SIZE;
  gsize taken = MIN (size, whole > trunk->in.size ? whole - trunk->in.size : 0);

  if (!beck_rpc_bytes_append (&trunk->in, data, taken))
    {
      round->broken = "out of memory";
      return taken;
    }
  if (take_pdus (trunk, trunk->in.data, trunk->in.size, round) > 0)
    trunk->in.size = 0;
  return taken;
}

/* Only what is incomplete is copied, to a buffer of the trunk's. */
static void
take_bytes (BeckRpcTrunk *trunk, const guint8 *data, gsize size, Round *round)
{
  gsize done = 0;

  while (trunk->in.size > 0 && done < size && round->broken == NULL)
    done += complete_pdu (trunk, data + done, size - done, round);
  if (round->broken == NULL)
    done += take_pdus (trunk, data + done, size - done, round);
  if (round->broken == NULL && done < size
      && !beck_rpc_bytes_append (&trunk->in, data + done, size - done))
    round->broken = "out of memory";
}

/* Without the lock. FALSE when there is nothing more for now. */
static gboolean
receive (BeckRpcTrunk *trunk, Round *round)
{
  guint8 *buffer = beck_io_buffer ();
  ssize_t n = recv (trunk->io.fd, buffer, BECK_IO_BUFFER_SIZE, MSG_DONTWAIT);

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
  take_bytes (trunk, buffer, (gsize) n, round);
  beck_lock_release (&trunk->lock);
  return n == BECK_IO_BUFFER_SIZE;
}

/* Runs a function of a call's owner. Who abandons the call meanwhile leaves it to us. */
static void
tell (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call, void (*function) (BeckRpcTrunkCall *call))
{
  Ended ended = { NULL, &ended.first };

  function (call);
  beck_lock_acquire (&trunk->lock);
  if (--call->telling == 0 && call->abandoned)
    {
      forget (trunk, call);
      add_ended (&ended, call, RPC_S_CALL_CANCELLED, BECK_RPC_CALLER);
    }
  beck_lock_release (&trunk->lock);
  tell_ended (&ended);
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

/* With the turn. */
static void
send_what_waits (BeckRpcTrunk *trunk)
{
  BeckRpcTrunkCall *sent;

  beck_lock_acquire (&trunk->lock);
  trunk->flush_arranged = FALSE;
  flush (trunk);
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
         && (trunk->exclusive ? trunk->used : unsent (trunk) == 0);
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

static void
ready (BeckIo *io)
{
  BeckRpcTrunk *trunk = (BeckRpcTrunk *) io;
  gboolean more = TRUE;

  send_what_waits (trunk);
  while (more && !is_paused (trunk))
    {
      Round round = { .ended = { NULL, &round.ended.first } };

      more = receive (trunk, &round);
      tell_ended (&round.ended);
      if (round.received != NULL)
        tell (trunk, round.received, round.received->received);
      if (round.broken != NULL)
        {
          close_trunk (trunk, RPC_S_CALL_FAILED_DNE);
          return;
        }
    }
  send_what_waits (trunk);
  if (is_done_with (trunk))
    {
      leave_link (trunk);
      close_trunk (trunk, RPC_S_CALL_FAILED_DNE);
    }
}

/* ---- Making one ---- */

static BeckRpcTrunk *
new_trunk (BeckRpcLink *link, const BeckRpcSyntax *syntax, gboolean exclusive)
{
  BeckRpcTrunk *trunk = beck_alloc0 (sizeof *trunk);

  if (trunk == NULL)
    return NULL;
  beck_io_init (&trunk->io, -1, ready, finalize_trunk);
  trunk->link = beck_rpc_link_ref (link);
  trunk->syntax = *syntax;
  trunk->exclusive = exclusive;
  trunk->leaving = exclusive;
  trunk->held_end = &trunk->held;
  return trunk;
}

/* Whether a refusal is of one interface only. */
static gboolean
is_of_interface (guint32 status)
{
  return status == RPC_S_UNKNOWN_IF || status == RPC_S_UNSUPPORTED_TRANS_SYN;
}

/* Without an interface nothing is said about those who want another one. */
static BeckRpcTrunkCall *
take_others (BeckRpcTrunk *trunk)
{
  BeckRpcTrunkCall *others = NULL, **end = &others;
  BeckRpcTrunkCall *held = take_held (trunk);

  while (held != NULL)
    {
      BeckRpcTrunkCall *call = held;

      held = call->next;
      if (memcmp (&call->syntax, &trunk->syntax, sizeof call->syntax) == 0)
        hold (trunk, call);
      else
        {
          call->placed = FALSE;
          *end = call;
          end = &call->next;
          call->next = NULL;
        }
    }
  return others;
}

static void connect_trunk (BeckWork *work);

/* A reference of the caller's; NULL and a status. */
static BeckRpcTrunk *
start_trunk (BeckRpcLink *link, const BeckRpcTrunkCall *call, gboolean exclusive)
{
  BeckRpcTrunk *trunk = new_trunk (link, &call->syntax, exclusive);

  if (trunk == NULL)
    return NULL;
  trunk->connect.run = connect_trunk;
  beck_io_ref (&trunk->io);
  if (FAILED (beck_pool_push (&trunk->connect)))
    {
      beck_io_unref (&trunk->io);
      beck_io_unref (&trunk->io);
      return NULL;
    }
  return trunk;
}

/* The trunk that all may use. */
static BeckRpcTrunk *
get_shared (BeckRpcLink *link, const BeckRpcTrunkCall *call)
{
  BeckRpcTrunk *made = NULL;
  BeckRpcTrunk *trunk;

  for (;;)
    {
      beck_lock_acquire (&link->lock);
      trunk = link->trunk;
      if (trunk == NULL && made != NULL)
        {
          trunk = link->trunk = made;
          made = NULL;
        }
      if (trunk != NULL)
        beck_io_ref (&trunk->io);
      beck_lock_release (&link->lock);
      if (trunk != NULL)
        break;
      made = start_trunk (link, call, FALSE);
      if (made == NULL)
        return NULL;
    }
  if (made != NULL)
    beck_rpc_trunk_close (made);
  return trunk;
}

static BeckRpcTrunk *
get_trunk (BeckRpcLink *link, const BeckRpcTrunkCall *call)
{
  if (call->streams || call->incremental || beck_rpc_link_is_alone (link))
    return start_trunk (link, call, TRUE);
  return get_shared (link, call);
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
put (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call, Ended *ended)
{
  trunk->used = TRUE;
  if (call->abandoned)
    {
      add_ended (ended, call, RPC_S_CALL_CANCELLED, BECK_RPC_CALLER);
      beck_io_again (&trunk->io);
    }
  else if (trunk->state == TRUNK_CONNECTING)
    hold (trunk, call);
  else
    {
      submit (trunk, call, ended);
      flush_soon (trunk);
    }
}

/* Whether that the trunk did not come about is the end of the call, too: it was to go over it. With
 * the lock. */
static gboolean
shares_failure (const BeckRpcTrunk *trunk, const BeckRpcTrunkCall *call)
{
  return trunk->failure != 0
         && (!is_of_interface (trunk->failure)
             || beck_rpc_syntax_equal (&call->syntax, &trunk->syntax));
}

/* FALSE if the trunk has come to its end before. */
static gboolean
begin_on (BeckRpcTrunk *trunk, BeckRpcTrunkCall *call)
{
  Ended ended = { NULL, &ended.first };
  gboolean taken;

  move_call (call, trunk);
  beck_lock_acquire (&trunk->lock);
  call->placed = TRUE;
  if (has_place (trunk))
    put (trunk, call, &ended);
  else if (shares_failure (trunk, call))
    add_ended (&ended, call, trunk->failure, BECK_RPC_TRANSPORT);
  else
    call->placed = FALSE;
  taken = call->placed;
  beck_lock_release (&trunk->lock);
  tell_ended (&ended);
  return taken;
}

/* The trunk that has the call now, with a reference of the caller's; NULL without memory. */
static BeckRpcTrunk *
place_call (BeckRpcLink *link, BeckRpcTrunkCall *call)
{
  for (;;)
    {
      BeckRpcTrunk *trunk = get_trunk (link, call);

      if (trunk == NULL || begin_on (trunk, call))
        return trunk;
      leave_link (trunk);
      beck_io_unref (&trunk->io);
    }
}

/* Calls that have to go over other trunks than @before. */
static void
begin_again (BeckRpcTrunk *before, BeckRpcTrunkCall *calls)
{
  while (calls != NULL)
    {
      BeckRpcTrunkCall *call = calls;
      BeckRpcTrunk *trunk;
      Ended ended = { NULL, &ended.first };

      calls = call->next;
      trunk = place_call (before->link, call);
      if (trunk != NULL)
        {
          beck_io_unref (&trunk->io);
          continue;
        }
      trunk = lock_trunk_of (call);
      add_ended (&ended, call, RPC_S_OUT_OF_MEMORY, BECK_RPC_TRANSPORT);
      unlock_trunk_of (call, trunk);
      tell_ended (&ended);
    }
}

/* ---- Connecting ---- */

static void
fail_to_connect (BeckRpcTrunk *trunk, guint32 status)
{
  BeckRpcTrunkCall *others = NULL;

  leave_link (trunk);
  beck_lock_acquire (&trunk->lock);
  if (is_of_interface (status))
    others = take_others (trunk);
  trunk->state = TRUNK_CLOSED;
  trunk->failure = status;
  beck_lock_release (&trunk->lock);
  close_trunk (trunk, status);
  begin_again (trunk, others);
}

/* A server that takes one call at a time gets a connection for each. */
static BeckRpcTrunkCall *
keep_first (BeckRpcTrunk *trunk)
{
  BeckRpcTrunkCall *calls = take_held (trunk);
  BeckRpcTrunkCall *others = NULL;

  trunk->exclusive = TRUE;
  trunk->leaving = TRUE;
  trunk->used = TRUE;
  if (calls != NULL)
    {
      others = calls->next;
      hold (trunk, calls);
    }
  for (BeckRpcTrunkCall *call = others; call != NULL; call = call->next)
    call->placed = FALSE;
  return others;
}

/* What came right behind the answer to the bind. With the lock; takes over @rest. */
static void
take_rest (BeckRpcTrunk *trunk, BeckRpcBytes *rest, Round *round)
{
  take_bytes (trunk, rest->data, rest->size, round);
  beck_rpc_bytes_clear (rest);
}

/* With the lock. Returns the calls that have to go elsewhere. */
static BeckRpcTrunkCall *
open_locked (BeckRpcTrunk *trunk, gboolean alone, BeckRpcBytes *rest, Round *round)
{
  BeckRpcTrunkCall *others = NULL;

  trunk->state = TRUNK_OPEN;
  if (alone)
    others = keep_first (trunk);
  submit_held (trunk, &round->ended);
  trunk->flush_arranged = TRUE;
  take_rest (trunk, rest, round);
  return others;
}

/* Begins to carry calls over the connection of @line, unless nobody wants that any more. */
static void
open_trunk (BeckRpcTrunk *trunk, BeckRpcLine *line)
{
  Round round = { .ended = { NULL, &round.ended.first } };
  BeckRpcTrunkCall *others = NULL;
  BeckRpcBytes rest;
  gboolean alone = !line->core.multiplexed && !trunk->exclusive;
  gboolean closed;

  if (alone)
    {
      beck_rpc_link_set_alone (trunk->link);
      leave_link (trunk);
    }
  beck_lock_acquire (&trunk->lock);
  if (!beck_rpc_line_take (line, &trunk->io.fd, &trunk->core, &rest))
    round.broken = "out of memory";
  closed = trunk->state == TRUNK_CLOSED;
  if (closed)
    beck_rpc_bytes_clear (&rest);
  else
    others = open_locked (trunk, alone, &rest, &round);
  beck_lock_release (&trunk->lock);
  tell_ended (&round.ended);
  if (closed)
    return;
  if (round.broken != NULL || FAILED (beck_io_watch (&trunk->io)))
    close_trunk (trunk, RPC_S_OUT_OF_RESOURCES);
  else
    beck_io_again (&trunk->io);
  begin_again (trunk, others);
}

/* On a thread of the pool. */
static void
connect_trunk (BeckWork *work)
{
  BeckRpcTrunk *trunk = (BeckRpcTrunk *) ((char *) work - offsetof (BeckRpcTrunk, connect));
  guint16 context;
  guint32 status;
  BeckRpcLine *line =
      beck_rpc_link_open_line (trunk->link, TRUE, &trunk->syntax, &context, &status);

  if (line != NULL)
    open_trunk (trunk, line);
  else
    fail_to_connect (trunk, status);
  beck_io_unref (&trunk->io);
}

/* ---- For calls ---- */

guint32
beck_rpc_trunk_begin (BeckRpcLink *link, BeckRpcTrunkCall *call)
{
  BeckRpcTrunk *trunk = place_call (link, call);
  gboolean full;

  if (trunk == NULL)
    return RPC_S_OUT_OF_MEMORY;
  beck_lock_acquire (&trunk->lock);
  full = unsent (trunk) > MAX_UNSENT;
  beck_lock_release (&trunk->lock);
  if (full)
    wait_for_room (trunk, call);
  beck_io_unref (&trunk->io);
  return 0;
}

void
beck_rpc_trunk_flush (BeckRpcTrunkCall *call)
{
  BeckRpcTrunk *trunk = lock_trunk_of (call);

  if (trunk != NULL && !call->over)
    flush (trunk);
  unlock_trunk_of (call, trunk);
}

void
beck_rpc_trunk_cancel (BeckRpcTrunkCall *call)
{
  BeckRpcTrunk *trunk = lock_trunk_of (call);

  if (call->call_id == 0)
    call->cancelled = TRUE;
  else if (!call->over && append_control (trunk, BECK_PDU_CANCEL, call->call_id))
    {
      trunk->given += BECK_PDU_HEADER_SIZE;
      flush (trunk);
    }
  unlock_trunk_of (call, trunk);
}

/* A server that would close its connection when told of an orphan is asked to cancel only, for the
 * sake of the others. */
static void
tell_server_of_orphan (BeckRpcTrunk *trunk, guint32 call_id)
{
  gsize before = trunk->out.size;

  append_control (trunk, BECK_PDU_CANCEL, call_id);
  if (trunk->exclusive || trunk->core.keep_open_on_orphaned)
    append_control (trunk, BECK_PDU_ORPHANED, call_id);
  trunk->given += trunk->out.size - before;
  flush (trunk);
}

gboolean
beck_rpc_trunk_abandon (BeckRpcTrunkCall *call)
{
  BeckRpcTrunk *trunk = lock_trunk_of (call);
  gboolean forgotten;
  guint32 orphan;

  forgotten = call->placed && !call->over && call->telling == 0;
  orphan = call->over ? 0 : call->call_id;
  call->abandoned = TRUE;
  if (forgotten)
    {
      forget (trunk, call);
      call->over = TRUE;
    }
  /* This gives the lock up for a while. */
  if (orphan != 0)
    tell_server_of_orphan (trunk, orphan);
  if (trunk != NULL && trunk->exclusive && trunk->state == TRUNK_OPEN)
    beck_io_again (&trunk->io);
  unlock_trunk_of (call, trunk);
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
    flush (trunk);
  *queued = taken && (call->call_id == 0 || unsent (trunk) > 0);
  if (*queued)
    call->queued_to = MAX (trunk->given, 1);
  full = unsent (trunk) > MAX_UNSENT;
  beck_lock_release (&trunk->lock);
  if (full)
    wait_for_room (trunk, call);
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
    beck_io_unref (&call->trunk->io);
  call->trunk = NULL;
}

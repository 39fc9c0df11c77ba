/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Making trunks. No thread waits for their connections: a dial tells when there is one, and the
 * reactor of the answer to the bind; a timer ends the waiting for that.
 */

#include "client-trunk-private.h"

#include <string.h>
#include <unistd.h>

#include "base/alloc.h"

/* Microseconds that a server may take to answer a bind. */
#define BIND_TIME (60 * G_USEC_PER_SEC)

/* ---- Making one ---- */

static BeckRpcTrunk *
new_trunk (BeckRpcLink *link, const BeckRpcSyntax *syntax, gboolean exclusive)
{
  BeckRpcTrunk *trunk = beck_alloc0 (sizeof *trunk);

  if (trunk == NULL)
    return NULL;
  beck_io_init (&trunk->io, -1, beck_trunk_ready, beck_trunk_finalize);
  trunk->link = beck_rpc_link_ref (link);
  trunk->syntax = *syntax;
  trunk->exclusive = exclusive;
  trunk->flush.run = beck_trunk_flush_put_off;
  trunk->leaving = exclusive;
  trunk->held_end = &trunk->held;
  return trunk;
}

/* Whether a refusal is of one interface only. */
gboolean
beck_trunk_is_of_interface (guint32 status)
{
  return status == RPC_S_UNKNOWN_IF || status == RPC_S_UNSUPPORTED_TRANS_SYN;
}

/* Without an interface nothing is said about those who want another one. */
static BeckRpcTrunkCall *
take_others (BeckRpcTrunk *trunk)
{
  BeckRpcTrunkCall *others = NULL, **end = &others;
  BeckRpcTrunkCall *held = beck_trunk_take_held (trunk);

  while (held != NULL)
    {
      BeckRpcTrunkCall *call = held;

      held = call->next;
      if (memcmp (&call->syntax, &trunk->syntax, sizeof call->syntax) == 0)
        beck_trunk_hold (trunk, call);
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

static void start_trunk (BeckRpcTrunk *trunk);

/* The trunk that all may use. It is known before it is started, so that its end finds it. */
static BeckRpcTrunk *
get_shared (BeckRpcLink *link, const BeckRpcTrunkCall *call)
{
  BeckRpcTrunk *made = new_trunk (link, &call->syntax, FALSE);
  BeckRpcTrunk *trunk;

  beck_lock_acquire (&link->lock);
  if (link->trunk == NULL && made != NULL)
    link->trunk = (BeckRpcTrunk *) beck_io_ref (&made->io);
  trunk = link->trunk;
  if (trunk != NULL && trunk != made)
    beck_io_ref (&trunk->io);
  beck_lock_release (&link->lock);
  if (trunk == made && made != NULL)
    start_trunk (made);
  else if (made != NULL)
    beck_io_unref (&made->io);
  return trunk;
}

static BeckRpcTrunk *
find_shared (BeckRpcLink *link)
{
  BeckRpcTrunk *trunk;

  beck_lock_acquire (&link->lock);
  trunk = link->trunk;
  if (trunk != NULL)
    beck_io_ref (&trunk->io);
  beck_lock_release (&link->lock);
  return trunk;
}

static BeckRpcTrunk *
get_exclusive (BeckRpcLink *link, const BeckRpcTrunkCall *call)
{
  BeckRpcTrunk *trunk = new_trunk (link, &call->syntax, TRUE);

  if (trunk != NULL)
    start_trunk (trunk);
  return trunk;
}

/* A reference of the caller's; NULL without memory. */
BeckRpcTrunk *
beck_trunk_get (BeckRpcLink *link, const BeckRpcTrunkCall *call)
{
  BeckRpcTrunk *trunk;

  if (call->streams || call->incremental || beck_rpc_link_is_alone (link))
    return get_exclusive (link, call);
  trunk = find_shared (link);
  return trunk != NULL ? trunk : get_shared (link, call);
}

/* ---- Failing ---- */

/* All calls that wait, if a trunk that is made anew may do better. With the lock. */
static BeckRpcTrunkCall *
take_movable (BeckRpcTrunk *trunk)
{
  BeckRpcTrunkCall *held = beck_trunk_take_held (trunk);
  BeckRpcTrunkCall *movable = NULL, **end = &movable;

  while (held != NULL)
    {
      BeckRpcTrunkCall *call = held;

      held = call->next;
      if (beck_trunk_may_move (trunk, call))
        beck_trunk_unplace (call, &end);
      else
        beck_trunk_hold (trunk, call);
    }
  return movable;
}

/* From here nothing is begun on the trunk. Returns what is to begin on another one. With the
 * lock. */
static BeckRpcTrunkCall *
note_failure (BeckRpcTrunk *trunk, guint32 status, gboolean again)
{
  trunk->leaving = TRUE;
  trunk->used = TRUE;
  trunk->failure = again ? 0 : status;
  if (again)
    return take_movable (trunk);
  return beck_trunk_is_of_interface (status) ? take_others (trunk) : NULL;
}

/* @again: it is only this connection that is of no use. */
static void
fail_to_open (BeckRpcTrunk *trunk, guint32 status, gboolean again)
{
  BeckRpcTrunkCall *others = NULL;
  gboolean open;

  beck_lock_acquire (&trunk->lock);
  open = trunk->state == TRUNK_OPEN;
  if (!open)
    others = note_failure (trunk, status, again);
  beck_lock_release (&trunk->lock);
  if (open)
    return;
  beck_trunk_end (trunk, status);
  beck_trunk_begin_again (trunk, others);
}

/* The connection has ended, or is of no use. */
void
beck_trunk_break (BeckRpcTrunk *trunk, const BeckTrunkRound *round)
{
  guint32 status = round->status != 0 ? round->status : RPC_S_SERVER_UNAVAILABLE;
  gboolean bound;

  beck_lock_acquire (&trunk->lock);
  bound = trunk->state != TRUNK_BINDING;
  beck_lock_release (&trunk->lock);
  if (bound)
    beck_trunk_end (trunk, RPC_S_CALL_FAILED_DNE);
  else
    fail_to_open (trunk, status,
                  round->another
                      || (status == RPC_S_SERVER_UNAVAILABLE
                          && beck_rpc_link_forget_group (trunk->link, trunk->asked_group)));
}

/* ---- The bind is answered; with the lock ---- */

/* A server that takes one call at a time gets a connection for each. */
static BeckRpcTrunkCall *
keep_first (BeckRpcTrunk *trunk)
{
  BeckRpcTrunkCall *calls = beck_trunk_take_held (trunk);
  BeckRpcTrunkCall *others = NULL;

  beck_rpc_link_set_alone (trunk->link);
  beck_trunk_leave_link (trunk);
  trunk->exclusive = TRUE;
  trunk->leaving = TRUE;
  trunk->used = TRUE;
  if (calls != NULL)
    {
      others = calls->next;
      beck_trunk_hold (trunk, calls);
    }
  for (BeckRpcTrunkCall *call = others; call != NULL; call = call->next)
    call->placed = FALSE;
  return others;
}

void
beck_trunk_stop_patience (BeckRpcTrunk *trunk)
{
  if (beck_timer_cancel (&trunk->patience))
    beck_io_unref (&trunk->io);
}

static void
open_trunk (BeckRpcTrunk *trunk, BeckTrunkRound *round)
{
  beck_trunk_stop_patience (trunk);
  trunk->state = TRUNK_OPEN;
  if (!trunk->core.multiplexed && !trunk->exclusive)
    round->others = keep_first (trunk);
  trunk->idle_since = beck_rpc_link_coarse_time ();
  beck_trunk_submit_held (trunk, &round->ended);
}

/* A bind or an alter_context has been answered; the former well, or the connection is of no
 * use. */
void
beck_trunk_bound (BeckRpcTrunk *trunk, BeckTrunkRound *round)
{
  guint16 context;

  if (trunk->state == TRUNK_OPEN)
    beck_trunk_submit_held (trunk, &round->ended);
  else if (trunk->state != TRUNK_BINDING)
    round->broken = "nobody wants it any more";
  else if (beck_rpc_client_core_context (&trunk->core, &trunk->syntax, &context, &round->status)
           != BECK_RPC_CONTEXT_GOOD)
    round->broken = "the server does not know the interface";
  else if (!beck_rpc_link_join_group (trunk->link, trunk->asked_group, trunk->core.group))
    {
      round->broken = "another connection has been the first of the association";
      round->another = TRUE;
    }
  else
    open_trunk (trunk, round);
}

/* ---- Connecting ---- */

/* The server has not answered the bind. On a thread of the pool. */
static void
lose_patience (BeckWork *work)
{
  BeckTimer *timer = (BeckTimer *) work;
  BeckRpcTrunk *trunk = (BeckRpcTrunk *) ((char *) timer - offsetof (BeckRpcTrunk, patience));
  gboolean late;

  beck_lock_acquire (&trunk->lock);
  late = trunk->state == TRUNK_BINDING;
  beck_lock_release (&trunk->lock);
  if (late)
    fail_to_open (trunk, RPC_S_SERVER_UNAVAILABLE, FALSE);
  beck_io_unref (&trunk->io);
}

static gboolean
have_patience (BeckRpcTrunk *trunk)
{
  gint64 until = g_get_monotonic_time () + BIND_TIME;

  trunk->patience.work.run = lose_patience;
  beck_io_ref (&trunk->io);
  if (SUCCEEDED (beck_timer_arm (&trunk->patience, until)))
    return TRUE;
  beck_io_unref (&trunk->io);
  return FALSE;
}

/* FALSE if nobody wants the connection any more. With the lock. */
static gboolean
take_connection (BeckRpcTrunk *trunk, int fd)
{
  BeckRpcClientRules rules = beck_rpc_link_rules (trunk->link, TRUE);

  if (trunk->state == TRUNK_CLOSED)
    return FALSE;
  trunk->io.fd = fd;
  trunk->state = TRUNK_BINDING;
  trunk->asked_group = beck_rpc_link_get_group (trunk->link);
  beck_rpc_client_core_init (&trunk->core, &rules, trunk->asked_group);
  return TRUE;
}

/* Asks for the interface, if it still matters. FALSE without memory. */
static gboolean
bind_trunk (BeckRpcTrunk *trunk)
{
  gboolean asked = TRUE, wanted;

  if (!have_patience (trunk) || FAILED (beck_io_watch (&trunk->io)))
    return FALSE;
  beck_lock_acquire (&trunk->lock);
  wanted = trunk->state == TRUNK_BINDING;
  if (wanted)
    asked = beck_rpc_client_core_ask (&trunk->core, &trunk->syntax, &trunk->out);
  trunk->given = trunk->out.size;
  beck_trunk_flush (trunk);
  beck_lock_release (&trunk->lock);
  if (!wanted)
    {
      beck_trunk_stop_patience (trunk);
      beck_io_unwatch (&trunk->io);
    }
  return asked;
}

static void
use_connection (BeckRpcTrunk *trunk, int fd)
{
  gboolean wanted;

  beck_lock_acquire (&trunk->lock);
  wanted = take_connection (trunk, fd);
  beck_lock_release (&trunk->lock);
  if (!wanted)
    close (fd);
  else if (!bind_trunk (trunk))
    fail_to_open (trunk, RPC_S_OUT_OF_MEMORY, FALSE);
}

/* What a dial tells; with its reference to the trunk. */
static void
dialled (gpointer owner, int fd, guint32 status)
{
  BeckRpcTrunk *trunk = owner;
  BeckRpcDial *dial;

  beck_lock_acquire (&trunk->lock);
  dial = g_steal_pointer (&trunk->dial);
  beck_lock_release (&trunk->lock);
  if (dial != NULL)
    beck_rpc_dial_end (dial);
  if (fd >= 0)
    use_connection (trunk, fd);
  else
    fail_to_open (trunk, status, FALSE);
  beck_io_unref (&trunk->io);
}

static void
start_trunk (BeckRpcTrunk *trunk)
{
  BeckRpcDial *dial = beck_rpc_dial_new (trunk->link, dialled, beck_io_ref (&trunk->io));

  if (dial == NULL)
    {
      fail_to_open (trunk, RPC_S_OUT_OF_MEMORY, FALSE);
      beck_io_unref (&trunk->io);
      return;
    }
  beck_lock_acquire (&trunk->lock);
  trunk->dial = dial;
  beck_lock_release (&trunk->lock);
  beck_rpc_dial_start (dial);
}

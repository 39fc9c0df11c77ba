/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Making trunks, and connecting them on a thread of the pool. */

#include "client-trunk-private.h"

#include <string.h>

#include "base/alloc.h"

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

BeckRpcTrunk *
beck_trunk_get (BeckRpcLink *link, const BeckRpcTrunkCall *call)
{
  if (call->streams || call->incremental || beck_rpc_link_is_alone (link))
    return start_trunk (link, call, TRUE);
  return get_shared (link, call);
}

/* ---- Connecting ---- */

static void
fail_to_connect (BeckRpcTrunk *trunk, guint32 status)
{
  BeckRpcTrunkCall *others = NULL;

  beck_trunk_leave_link (trunk);
  beck_lock_acquire (&trunk->lock);
  if (beck_trunk_is_of_interface (status))
    others = take_others (trunk);
  trunk->state = TRUNK_CLOSED;
  trunk->failure = status;
  beck_lock_release (&trunk->lock);
  beck_trunk_end (trunk, status);
  beck_trunk_begin_again (trunk, others);
}

/* A server that takes one call at a time gets a connection for each. */
static BeckRpcTrunkCall *
keep_first (BeckRpcTrunk *trunk)
{
  BeckRpcTrunkCall *calls = beck_trunk_take_held (trunk);
  BeckRpcTrunkCall *others = NULL;

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

/* What came right behind the answer to the bind. With the lock; takes over @rest. */
static void
take_rest (BeckRpcTrunk *trunk, BeckRpcBytes *rest, BeckTrunkRound *round)
{
  beck_trunk_take_bytes (trunk, rest->data, rest->size, round);
  beck_rpc_bytes_clear (rest);
}

/* With the lock. Returns the calls that have to go elsewhere. */
static BeckRpcTrunkCall *
open_locked (BeckRpcTrunk *trunk, gboolean alone, BeckRpcBytes *rest, BeckTrunkRound *round)
{
  BeckRpcTrunkCall *others = NULL;

  trunk->state = TRUNK_OPEN;
  if (alone)
    others = keep_first (trunk);
  beck_trunk_submit_held (trunk, &round->ended);
  trunk->flush_arranged = TRUE;
  take_rest (trunk, rest, round);
  return others;
}

/* Begins to carry calls over the connection of @line, unless nobody wants that any more. */
static void
open_trunk (BeckRpcTrunk *trunk, BeckRpcLine *line)
{
  BeckTrunkRound round = { .ended = { NULL, &round.ended.first } };
  BeckRpcTrunkCall *others = NULL;
  BeckRpcBytes rest;
  gboolean alone = !line->core.multiplexed && !trunk->exclusive;
  gboolean closed;

  if (alone)
    {
      beck_rpc_link_set_alone (trunk->link);
      beck_trunk_leave_link (trunk);
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
  beck_trunk_tell_ended (&round.ended);
  if (closed)
    return;
  if (round.broken != NULL || FAILED (beck_io_watch (&trunk->io)))
    beck_trunk_end (trunk, RPC_S_OUT_OF_RESOURCES);
  else
    beck_io_again (&trunk->io);
  beck_trunk_begin_again (trunk, others);
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

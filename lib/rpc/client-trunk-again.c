/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Calls that move to another trunk. A connection that ends, or is refused, takes only those calls
 * with it that the server may have executed; the others begin again, out of sight of their owners,
 * on a connection that is made anew. They do so a few times at most: a server that takes
 * connections and ends them is not there.
 */

#include "client-trunk-private.h"

/* A server that was started anew costs two: the old connection, and the association group that it
 * does not know. */
#define MAX_MOVES 4

/* Whether a call of a trunk that is of no use may begin again: when it is certain that the server
 * has not executed it, or does no harm. What a stream has said on its way is not kept. With the
 * lock. */
gboolean
beck_trunk_may_move (BeckRpcTrunk *trunk, const BeckRpcTrunkCall *call)
{
  if (call->moves >= MAX_MOVES)
    return FALSE;
  if (call->call_id == 0)
    return TRUE;
  if (call->streams || call->incremental)
    return FALSE;
  return call->start >= trunk->taken || (call->idempotent && call->moves == 0);
}

/* Puts a call that was taken off its trunk behind those that begin again. With the lock. */
void
beck_trunk_unplace (BeckRpcTrunkCall *call, BeckRpcTrunkCall ***end)
{
  call->placed = FALSE;
  call->call_id = 0;
  call->response.size = 0;
  call->landing.landed = 0;
  call->moves++;
  call->next = NULL;
  **end = call;
  *end = &call->next;
}

/* Calls that have to go over other trunks than @before. Without the lock. */
void
beck_trunk_begin_again (BeckRpcTrunk *before, BeckRpcTrunkCall *calls)
{
  while (calls != NULL)
    {
      BeckRpcTrunkCall *call = calls;
      BeckRpcTrunk *trunk, *full = NULL;
      BeckTrunkEnded ended = { NULL, &ended.first };

      calls = call->next;
      if (beck_trunk_place_call (before->link, call, &full))
        {
          if (full != NULL)
            beck_io_unref (&full->io);
          continue;
        }
      trunk = beck_trunk_lock_of (call);
      beck_trunk_add_ended (&ended, call, RPC_S_OUT_OF_MEMORY, BECK_RPC_TRANSPORT);
      beck_trunk_unlock_of (call, trunk);
      beck_trunk_tell_ended (&ended);
    }
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Room in the output of a connection, for those who push more than its client reads: they wait
 * until half of what may be unsent has gone, the connection is of no use, or their call has ended
 * or is wanted by nobody.
 */

#include "base/futex.h"
#include "rpc/server-private.h"

void
beck_rpc_room_changed (BeckRpcConnection *connection)
{
  if (connection->n_pushers == 0)
    return;
  atomic_fetch_add (&connection->room, 1);
  beck_futex_wake (&connection->room, INT_MAX);
}

void
beck_rpc_room_grew (BeckRpcConnection *connection)
{
  if (connection->unsent <= connection->max_unsent / 2)
    beck_rpc_room_changed (connection);
}

static gboolean
must_wait (const BeckRpcConnection *connection, const BeckRpcServerCall *call)
{
  return connection->unsent > connection->max_unsent
         && connection->state == BECK_RPC_CONNECTION_OPEN && !atomic_load (&call->ended)
         && !atomic_load (&call->disconnected);
}

void
beck_rpc_served_wait_for_room (BeckRpcServerCall *call)
{
  BeckRpcConnection *connection = call->connection;
  guint32 seen;

  beck_lock_acquire (&connection->lock);
  connection->n_pushers++;
  while (must_wait (connection, call))
    {
      seen = atomic_load (&connection->room);
      beck_lock_release (&connection->lock);
      beck_futex_wait (&connection->room, seen, BECK_FOR_EVER);
      beck_lock_acquire (&connection->lock);
    }
  connection->n_pushers--;
  beck_lock_release (&connection->lock);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The time that a connection has: to be bound, and then, if idle ones are not to stay, until
 * something is said or done again. One timer sees to both; only its own work arms it again, and a
 * reference belongs to it while it is armed or about to run.
 */

#include "rpc/server-private.h"

static void
arm (BeckRpcConnection *connection, gint64 when)
{
  beck_rpc_connection_ref (connection);
  if (FAILED (beck_timer_arm (&connection->timer, when)))
    beck_rpc_connection_unref (connection);
}

/* When to look again: 0 for never, -1 if the time is up. */
static gint64
next_look (BeckRpcConnection *connection)
{
  gint64 span = (gint64) connection->idle_ms * 1000;
  gint64 used = atomic_load_explicit (&connection->used, memory_order_relaxed);
  gint64 now = g_get_monotonic_time ();
  gint64 next;

  beck_lock_acquire (&connection->lock);
  if (connection->state == BECK_RPC_CONNECTION_DEAD)
    next = 0;
  else if (!connection->bound || connection->state == BECK_RPC_CONNECTION_FLUSHING)
    next = -1;
  else if (span == 0)
    next = 0;
  else if (connection->calls != NULL)
    next = now + span;
  else
    next = used + span > now ? used + span : -1;
  beck_lock_release (&connection->lock);
  return next;
}

static gboolean
is_dead (BeckRpcConnection *connection)
{
  gboolean dead;

  beck_lock_acquire (&connection->lock);
  dead = connection->state == BECK_RPC_CONNECTION_DEAD;
  beck_lock_release (&connection->lock);
  return dead;
}

static void
fire (BeckWork *work)
{
  BeckRpcConnection *connection =
      (BeckRpcConnection *) ((guint8 *) work - G_STRUCT_OFFSET (BeckRpcConnection, timer.work));
  gint64 next = next_look (connection);

  if (next < 0)
    beck_rpc_connection_die (connection);
  else if (next > 0)
    {
      arm (connection, next);
      if (is_dead (connection))
        beck_rpc_connection_stop_timer (connection);
    }
  beck_rpc_connection_unref (connection);
}

void
beck_rpc_connection_start_timer (BeckRpcConnection *connection, guint ms)
{
  connection->timer.work.run = fire;
  if (ms != 0)
    arm (connection, g_get_monotonic_time () + (gint64) ms * 1000);
}

void
beck_rpc_connection_stop_timer (BeckRpcConnection *connection)
{
  if (beck_timer_cancel (&connection->timer))
    beck_rpc_connection_unref (connection);
}

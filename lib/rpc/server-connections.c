/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * All connections of the server: for its end.
 */

#include "rpc/server-private.h"

/* Microseconds that peers have for the last answers when the server ends. */
#define DRAIN_TIME (2 * G_USEC_PER_SEC)

static struct
{
  BeckLock lock;
  BeckRpcConnection *first;
} all;

void
beck_rpc_connections_add (BeckRpcConnection *connection)
{
  beck_lock_acquire (&all.lock);
  connection->next = all.first;
  if (all.first != NULL)
    all.first->previous = connection;
  all.first = connection;
  beck_lock_release (&all.lock);
}

void
beck_rpc_connection_forget (BeckRpcConnection *connection)
{
  beck_rpc_connection_stop_timer (connection);
  beck_rpc_peer_leave (connection->peer);
  beck_lock_acquire (&all.lock);
  if (connection->previous != NULL)
    connection->previous->next = connection->next;
  else
    all.first = connection->next;
  if (connection->next != NULL)
    connection->next->previous = connection->previous;
  beck_lock_release (&all.lock);
}

void
beck_rpc_connections_die (void)
{
  BeckRpcConnection *connection;

  do
    {
      beck_lock_acquire (&all.lock);
      connection = all.first;
      if (connection != NULL)
        beck_rpc_connection_ref (connection);
      beck_lock_release (&all.lock);
      if (connection != NULL)
        {
          beck_rpc_connection_die (connection);
          beck_rpc_connection_unref (connection);
        }
    }
  while (connection != NULL);
}

static gboolean
is_sending (BeckRpcConnection *connection)
{
  gboolean sending;

  beck_lock_acquire (&connection->lock);
  sending = connection->state != BECK_RPC_CONNECTION_DEAD
            && (connection->sending || connection->unsent > 0);
  beck_lock_release (&connection->lock);
  return sending;
}

static gboolean
somebody_sends (void)
{
  BeckRpcConnection *connection;

  beck_lock_acquire (&all.lock);
  for (connection = all.first; connection != NULL && !is_sending (connection);)
    connection = connection->next;
  beck_lock_release (&all.lock);
  return connection != NULL;
}

/* An answer that one thread gave may be with another one, which is still sending what came before
 * it. A peer that does not read has to be fast. */
void
beck_rpc_connections_drain (void)
{
  gint64 deadline = g_get_monotonic_time () + DRAIN_TIME;

  while (somebody_sends () && g_get_monotonic_time () < deadline)
    g_usleep (1000);
}

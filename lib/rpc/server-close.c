/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How a connection ends, and who is told. It is taken out of everything at once; its memory and its
 * descriptor stay until the last call has let go of it.
 */

#include "rpc/server-private.h"

#include <sys/socket.h>

/* With the lock: takes the calls that are waiting to be told of something, held. */
static BeckRpcServerCall *
take_waiting (BeckRpcConnection *connection)
{
  BeckRpcServerCall *list = connection->waiting;

  connection->waiting = NULL;
  return list;
}

static void
tell_waiting (BeckRpcServerCall *list, BeckRpcTold what)
{
  while (list != NULL)
    {
      BeckRpcServerCall *call = list;

      list = call->next_waiting;
      atomic_store (&call->waits, FALSE);
      beck_rpc_served_tell (call, what);
      beck_rpc_served_release (call);
    }
}

void
beck_rpc_connection_drained (BeckRpcConnection *connection)
{
  BeckRpcServerCall *list;
  gboolean paused, ending;

  beck_lock_acquire (&connection->lock);
  list = take_waiting (connection);
  paused = connection->paused;
  connection->paused = FALSE;
  ending = connection->state == BECK_RPC_CONNECTION_FLUSHING;
  beck_lock_release (&connection->lock);
  tell_waiting (list, BECK_RPC_TOLD_SENT);
  if (paused)
    beck_io_again (&connection->io);
  if (ending)
    beck_rpc_connection_die (connection);
}

void
beck_rpc_connection_close (BeckRpcConnection *connection)
{
  gboolean ending;

  beck_lock_acquire (&connection->lock);
  if (connection->state == BECK_RPC_CONNECTION_OPEN)
    connection->state = BECK_RPC_CONNECTION_FLUSHING;
  connection->corked = FALSE;
  beck_rpc_room_changed (connection);
  beck_lock_release (&connection->lock);
  beck_rpc_output_flush (connection);
  beck_lock_acquire (&connection->lock);
  ending = connection->state == BECK_RPC_CONNECTION_FLUSHING && connection->unsent == 0;
  beck_lock_release (&connection->lock);
  if (ending)
    beck_rpc_connection_die (connection);
}

/* ---- The end ---- */

/* With the lock: all calls that were not told yet, held. */
static BeckRpcServerCall *
take_calls (BeckRpcConnection *connection)
{
  BeckRpcServerCall *list = NULL;

  for (BeckRpcServerCall *call = connection->calls; call != NULL; call = call->next)
    if (!atomic_exchange (&call->disconnected, TRUE))
      {
        beck_rpc_served_hold (call);
        call->next_told = list;
        list = call;
      }
  return list;
}

static void
tell_calls (BeckRpcServerCall *list)
{
  while (list != NULL)
    {
      BeckRpcServerCall *call = list;

      list = call->next_told;
      if (call->streams)
        beck_rpc_input_fail (call);
      beck_rpc_served_tell (call, BECK_RPC_TOLD_DISCONNECT);
      beck_rpc_served_release (call);
    }
}

void
beck_rpc_connection_die (BeckRpcConnection *connection)
{
  BeckRpcServerCall *waiting, *calls;
  BeckRpcGroup *group;
  gboolean lingers;
  guint state;

  beck_lock_acquire (&connection->lock);
  state = connection->state;
  connection->state = BECK_RPC_CONNECTION_DEAD;
  lingers = state == BECK_RPC_CONNECTION_FLUSHING && connection->unsent == 0;
  connection->lingers |= lingers;
  group = connection->group;
  connection->group = NULL;
  waiting = take_waiting (connection);
  calls = take_calls (connection);
  beck_rpc_room_changed (connection);
  beck_lock_release (&connection->lock);
  tell_waiting (waiting, BECK_RPC_TOLD_SENT);
  if (state == BECK_RPC_CONNECTION_DEAD)
    return;

  beck_io_unwatch (&connection->io);
  shutdown (connection->io.fd, lingers ? SHUT_WR : SHUT_RDWR);
  beck_rpc_connection_forget (connection);
  tell_calls (calls);
  beck_rpc_connection_stop_streaming (connection);
  if (group != NULL)
    beck_rpc_group_leave (group);
  beck_rpc_connection_unref (connection);
}

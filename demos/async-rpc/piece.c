/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Notifications come as APCs, so they run on this thread and only while it waits for them: there is
 * nothing to lock. One that was queued may still be to come when the subscription ends, which
 * says how many; the call, and with it the piece, ends when they have come.
 */

#include "piece.h"

#include <beck/wait.h>
#include <stdio.h>

#include "bench.h"

static void
told (RPC_ASYNC_STATE *async, void *context, RPC_ASYNC_EVENT event)
{
  Piece *piece = async->UserInfo;

  piece->told++;
  printf ("server:   %s: told that the client %s\n", piece->name,
          event == RpcClientDisconnect ? "is gone" : "cancels");
}

static void
subscribe (const Piece *piece, RPC_NOTIFICATIONS what)
{
  RPC_ASYNC_NOTIFICATION_INFO info = { .APC = { told, NULL } };
  RPC_STATUS status = RpcServerSubscribeForNotification (RpcAsyncGetCallHandle (piece->async), what,
                                                         RpcNotificationTypeApc, &info);

  /* It is made to the end then. */
  if (status != RPC_S_OK)
    fprintf (stderr, "server: RpcServerSubscribeForNotification: %d\n", status);
}

static ULONG
unsubscribe (const Piece *piece, RPC_NOTIFICATIONS what)
{
  ULONG queued = 0;

  RpcServerUnsubscribeForNotification (RpcAsyncGetCallHandle (piece->async), what, &queued);
  return queued;
}

void
piece_begin (Piece *piece)
{
  piece->async->UserInfo = piece;
  if (piece->watch == WATCH_NOTIFICATION)
    {
      subscribe (piece, RpcNotificationCallCancel);
      subscribe (piece, RpcNotificationClientDisconnect);
    }
}

ULONG
piece_given_up (Piece *piece)
{
  if (piece->told > 0)
    return RPC_S_CALL_CANCELLED;
  if (piece->watch == WATCH_POLLING
      && RpcServerTestCancel (RpcAsyncGetCallHandle (piece->async)) == RPC_S_OK)
    {
      printf ("server:   %s: RpcServerTestCancel finds it cancelled\n", piece->name);
      return RPC_S_CALL_CANCELLED;
    }
  return 0;
}

static void
stop_listening (Piece *piece)
{
  ULONG queued;

  if (piece->watch != WATCH_NOTIFICATION)
    return;
  queued = unsubscribe (piece, RpcNotificationCallCancel)
           + unsubscribe (piece, RpcNotificationClientDisconnect);
  while (piece->told < queued)
    bench_wait (INFINITE);
}

void
piece_end (Piece *piece, ULONG code)
{
  static LONG number;
  LONG reply = 0;

  stop_listening (piece);
  *piece->ret_done = piece->done;
  if (code != 0)
    {
      printf ("server:   %s: aborted with %u after %d of %d steps\n", piece->name, code,
              piece->done, piece->steps);
      RpcAsyncAbortCall (piece->async, code);
    }
  else
    {
      reply = ++number;
      printf ("server:   %s: done\n", piece->name);
      RpcAsyncCompleteCall (piece->async, &reply);
    }
  g_free (piece);
}

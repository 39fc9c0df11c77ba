/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How calls end before they are done: cancelled by this side, aborted by the server, or with an
 * exception. Each in a function of its own that can be read by itself.
 */

#include <beck/exception.h>
#include <beck/hresult.h>
#include <stdio.h>
#include <unistd.h>

#include "order.h"
#include "stops.h"

#define FOR_EVER 1000 /* steps */

static gboolean
wait_for (Order *order)
{
  return beck_rpc_async_wait (&order->async, PATIENCE_MS) == S_OK
         || wrong ("the call does not end");
}

/* The server is asked to stop, and the call ends as it says. */
static gboolean
cancel_politely (const char *name, WATCH watch)
{
  Order order;

  order_init (&order, name, RpcNotificationTypeNone);
  if (!order_begin (&order, FOR_EVER, watch))
    return FALSE;
  printf ("client:   %s: RpcAsyncCancelCall (FALSE)\n", name);
  RpcAsyncCancelCall (&order.async, FALSE);
  return wait_for (&order) && order_end (&order, RPC_S_CALL_CANCELLED);
}

gboolean
show_cancel (void)
{
  return cancel_politely ("piano", WATCH_NOTIFICATION);
}

gboolean
show_cancel_polled (void)
{
  return cancel_politely ("organ", WATCH_POLLING);
}

/* The call is over at once, here. The server is told, too. */
gboolean
show_abortive_cancel (void)
{
  Order order;

  order_init (&order, "barrel", RpcNotificationTypeNone);
  if (!order_begin (&order, FOR_EVER, WATCH_NOTIFICATION))
    return FALSE;
  printf ("client:   %s: RpcAsyncCancelCall (TRUE)\n", order.name);
  RpcAsyncCancelCall (&order.async, TRUE);
  return order_end (&order, RPC_S_CALL_CANCELLED);
}

/* Until the server has the order. Synchronous calls have a connection of their own: they may
 * overtake. */
static gboolean
wait_for_beginning (const char *name)
{
  volatile gboolean begun = FALSE;

  for (guint i = 0; i < PATIENCE_MS / 10 && !begun; i++)
    {
      RpcTryExcept
      {
        begun = Progress (workshop, (unsigned char *) name) >= 0;
      }
      RpcExcept (RpcExceptionCode () == RPC_S_OBJECT_NOT_FOUND ? EXCEPTION_EXECUTE_HANDLER
                                                               : EXCEPTION_CONTINUE_SEARCH)
      {
        g_usleep (10 * 1000);
      }
      RpcEndExcept
    }
  return begun || wrong ("the server does not begin");
}

/* Returns what was raised, or 0. */
static ULONG
reject (const char *name, ULONG code)
{
  volatile ULONG raised = 0;

  RpcTryExcept
  {
    Reject (workshop, (unsigned char *) name, code);
  }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
  {
    raised = RpcExceptionCode ();
  }
  RpcEndExcept return raised;
}

gboolean
show_rejection (void)
{
  Order order;
  ULONG raised;

  order_init (&order, "ship", RpcNotificationTypeNone);
  if (!order_begin (&order, FOR_EVER, WATCH_NOTIFICATION) || !wait_for_beginning (order.name))
    return FALSE;
  printf ("client:   %s: asks the server to abort it with 0x%x\n", order.name, OUT_OF_WOOD);
  raised = reject (order.name, OUT_OF_WOOD);
  if (raised != 0)
    {
      RpcAsyncCancelCall (&order.async, TRUE);
      order_end (&order, RPC_S_CALL_CANCELLED);
      return wrong (text_of_status ((RPC_STATUS) raised));
    }
  return wait_for (&order) && order_end (&order, (RPC_STATUS) OUT_OF_WOOD);
}

/* ---- Exceptions ---- */

/* A synchronous call raises what went wrong, */
static gboolean
raise_in_call (void)
{
  ULONG raised = reject ("nothing", OUT_OF_WOOD);

  printf ("client:   a synchronous call raises %s\n", text_of_status ((RPC_STATUS) raised));
  return raised == RPC_S_OBJECT_NOT_FOUND;
}

/* a stub what kept the call from beginning, */
static gboolean
raise_in_stub (void)
{
  RPC_ASYNC_STATE nothing = { 0 };
  volatile ULONG raised = 0;
  LONG done;

  RpcTryExcept
  {
    Make (&nothing, workshop, (unsigned char *) "nothing", 1, 1, WATCH_NOTIFICATION, &done);
  }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
  {
    raised = RpcExceptionCode ();
  }
  RpcEndExcept printf ("client:   a stub raises %s\n", text_of_status ((RPC_STATUS) raised));
  return raised == RPC_S_INVALID_ASYNC_HANDLE;
}

/* and what an asynchronous manager raises ends its call. */
gboolean
show_exceptions (void)
{
  Order order;

  if (!raise_in_call () || !raise_in_stub ())
    return wrong ("the exception is another one");
  order_init (&order, "two words", RpcNotificationTypeNone);
  return order_begin (&order, 1, WATCH_NOTIFICATION) && wait_for (&order)
         && order_end (&order, RPC_S_INVALID_ARG);
}

/* ---- Leaving ---- */

/* As a crash would: nothing is said to the server. */
gboolean
leave (void)
{
  Order order;

  order_init (&order, "castle", RpcNotificationTypeNone);
  if (!order_begin (&order, FOR_EVER, WATCH_NOTIFICATION) || !wait_for_beginning (order.name))
    return FALSE;
  printf ("client:   %s: the client ends without it\n", order.name);
  _exit (0);
}

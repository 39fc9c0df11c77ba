/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How a program is told that a call is over: each kind of notification in a function of its own
 * that can be read by itself. Whichever it is, RpcAsyncCompleteCall(), in order_end(), then has the
 * results.
 */

#include <beck/exception.h>
#include <beck/handle.h>
#include <beck/port.h>
#include <beck/wait.h>
#include <beck/window.h>
#include <stdio.h>

#include "order.h"
#include "stops.h"

gboolean
show_event (void)
{
  HANDLE event = beck_handle_new_event (FALSE, FALSE);
  gboolean good;
  DWORD index;
  Order order;

  order_init (&order, "table", RpcNotificationTypeEvent);
  order.async.u.hEvent = event;
  good = order_begin (&order, 3, WATCH_NOTIFICATION);
  if (good)
    {
      good = SUCCEEDED (CoWaitForMultipleHandles (0, PATIENCE_MS, 1, &event, &index));
      printf ("client:   %s: the event is signaled\n", order.name);
      good = order_end (&order, RPC_S_OK) && good;
    }
  beck_handle_close (event);
  return good;
}

/* ---- APC ---- */

static GThread *told_on;

static void
told_here (RPC_ASYNC_STATE *async, void *context, RPC_ASYNC_EVENT event)
{
  const Order *order = async->UserInfo;

  told_on = g_thread_self ();
  printf ("client:   %s: the routine runs on the thread that waits\n", order->name);
}

gboolean
show_apc (void)
{
  HANDLE never = beck_handle_new_event (FALSE, FALSE);
  gboolean good;
  DWORD index = 0;
  Order order;

  order_init (&order, "chair", RpcNotificationTypeApc);
  order.async.u.APC.NotificationRoutine = told_here;
  order.async.u.APC.hThread = NULL; /* this thread */
  good = order_begin (&order, 2, WATCH_NOTIFICATION);
  if (good)
    {
      CoWaitForMultipleHandles (COWAIT_ALERTABLE, PATIENCE_MS, 1, &never, &index);
      good = order_end (&order, RPC_S_OK) && index == WAIT_IO_COMPLETION
             && told_on == g_thread_self ();
    }
  beck_handle_close (never);
  return good;
}

/* ---- Completion port ---- */

static gboolean
take_packet (HANDLE port)
{
  BeckPacket packet;
  const Order *order;

  if (FAILED (beck_port_get (port, PATIENCE_MS, &packet)))
    return wrong ("no packet came");
  order = packet.overlapped;
  printf ("client:   %s: a packet with key %u\n", order->name, (guint) packet.key);
  return order_end ((Order *) packet.overlapped, RPC_S_OK);
}

gboolean
show_port (void)
{
  HANDLE port = beck_port_new ();
  const char *names[] = { "wardrobe", "stool" };
  gboolean good = TRUE;
  Order orders[2];

  for (guint i = 0; i < 2; i++)
    {
      order_init (&orders[i], names[i], RpcNotificationTypeIoc);
      orders[i].async.u.IOC.hIOPort = port;
      orders[i].async.u.IOC.dwCompletionKey = i + 1;
      orders[i].async.u.IOC.lpOverlapped = (struct _OVERLAPPED *) (gpointer) &orders[i];
      good = order_begin (&orders[i], i == 0 ? 4 : 1, WATCH_NOTIFICATION) && good;
    }
  /* Which order the packets come in is up to the server. */
  for (guint i = 0; i < 2 && good; i++)
    good = take_packet (port);
  beck_handle_close (port);
  return good;
}

/* ---- Callback ---- */

static HANDLE over;
static gboolean ended_well;

/* May end the call at once; nobody else does here. */
static void
told_elsewhere (RPC_ASYNC_STATE *async, void *context, RPC_ASYNC_EVENT event)
{
  Order *order = async->UserInfo;

  told_on = g_thread_self ();
  printf ("client:   %s: the routine runs on a thread of the library\n", order->name);
  ended_well = order_end (order, RPC_S_OK);
  beck_handle_signal (over);
}

gboolean
show_callback (void)
{
  gboolean good;
  DWORD index;
  Order order;

  over = beck_handle_new_event (FALSE, FALSE);
  order_init (&order, "bed", RpcNotificationTypeCallback);
  order.async.u.NotificationRoutine = told_elsewhere;
  good = order_begin (&order, 2, WATCH_NOTIFICATION);
  if (good)
    good = SUCCEEDED (CoWaitForMultipleHandles (0, PATIENCE_MS, 1, &over, &index)) && ended_well
           && told_on != g_thread_self ();
  beck_handle_close (over);
  return good;
}

/* ---- Window ---- */

#define MESSAGE_OVER 0x401

static void
on_message (HWND window, UINT message, ULONG_PTR wparam, LONG_PTR lparam, gpointer loop)
{
  RPC_ASYNC_STATE *async = (RPC_ASYNC_STATE *) (gpointer) lparam;
  Order *order = async->UserInfo;

  printf ("client:   %s: message 0x%x in the main loop\n", order->name, message);
  ended_well = order_end (order, RPC_S_OK);
  g_main_loop_quit (loop);
}

static gboolean
out_of_patience (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

gboolean
show_window (void)
{
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);
  HWND window = beck_window_new (NULL, on_message, loop, NULL);
  guint patience = g_timeout_add (PATIENCE_MS, out_of_patience, loop);
  gboolean good;
  Order order;

  ended_well = FALSE;
  order_init (&order, "shelf", RpcNotificationTypeHwnd);
  order.async.u.HWND.hWnd = window;
  order.async.u.HWND.Msg = MESSAGE_OVER;
  good = order_begin (&order, 2, WATCH_NOTIFICATION);
  if (good)
    {
      g_main_loop_run (loop);
      good = ended_well;
    }
  g_source_remove (patience);
  beck_window_free (window);
  g_main_loop_unref (loop);
  return good;
}

/* ---- Nothing: asking ---- */

/* A synchronous call. It raises when the piece is not being made yet, or not any more. */
static void ask_progress (const char *name){
  RpcTryExcept{ LONG done = Progress (workshop, (unsigned char *) name);

printf ("client:   %s: %d steps are done\n", name, done);
}
RpcExcept (RpcExceptionCode () == RPC_S_OBJECT_NOT_FOUND ? EXCEPTION_EXECUTE_HANDLER
                                                         : EXCEPTION_CONTINUE_SEARCH)
{
  printf ("client:   %s: is not on the bench\n", name);
}
RpcEndExcept
}

gboolean
show_polling (void)
{
  guint polls = 0;
  Order order;

  order_init (&order, "box", RpcNotificationTypeNone);
  if (!order_begin (&order, 3, WATCH_NOTIFICATION))
    return FALSE;
  while (RpcAsyncGetCallStatus (&order.async) == RPC_S_ASYNC_CALL_PENDING
         && polls++ < PATIENCE_MS / 30)
    {
      ask_progress (order.name);
      g_usleep (30 * 1000);
    }
  return order_end (&order, RPC_S_OK);
}

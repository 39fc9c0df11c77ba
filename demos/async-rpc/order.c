/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "order.h"

#include <beck/exception.h>
#include <beck/rpc-error.h>
#include <stdio.h>
#include <string.h>

#define STEP_MS 40

RPC_BINDING_HANDLE workshop;

gboolean
wrong (const char *what)
{
  fprintf (stderr, "client: wrong: %s\n", what);
  return FALSE;
}

const char *
text_of_status (RPC_STATUS status)
{
  static _Thread_local char text[DCE_C_ERROR_STRING_LEN + 16];
  unsigned char sentence[DCE_C_ERROR_STRING_LEN];

  if ((status & CODE_OF_APPLICATION) != 0)
    {
      g_snprintf (text, sizeof text, "0x%x, a code of the application", (guint) status);
      return text;
    }
  DceErrorInqTextA (status, sentence);
  g_snprintf (text, sizeof text, "%d, %s", status, (const char *) sentence);
  return text;
}

void
order_init (Order *order, const char *name, RPC_NOTIFICATION_TYPES type)
{
  memset (order, 0, sizeof *order);
  order->name = name;
  RpcAsyncInitializeHandle (&order->async, sizeof order->async);
  order->async.UserInfo = order;
  order->async.NotificationType = type;
}

gboolean
order_begin (Order *order, LONG steps, WATCH watch)
{
  volatile ULONG raised = 0;

  RpcTryExcept
  {
    Make (&order->async, workshop, (unsigned char *) order->name, steps, STEP_MS, watch,
          &order->done);
  }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
  {
    raised = RpcExceptionCode ();
  }
  RpcEndExcept if (raised != 0) return wrong (text_of_status ((RPC_STATUS) raised));
  printf ("client:   %s: ordered, and here is time for other work\n", order->name);
  return TRUE;
}

gboolean
order_end (Order *order, RPC_STATUS expected)
{
  LONG number = 0;
  RPC_STATUS status = RpcAsyncCompleteCall (&order->async, &number);

  if (status == RPC_S_OK)
    printf ("client:   %s: piece %d, made in %d steps\n", order->name, number, order->done);
  else
    printf ("client:   %s: %s\n", order->name, text_of_status (status));
  return status == expected || wrong ("that is not how the call should end");
}

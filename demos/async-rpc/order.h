/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* An order: one asynchronous call of Make, at the client. */

#include <beck/rpc-async.h>

#include "workshop.h"

/* Longer than anything here takes. */
#define PATIENCE_MS 10000

/* The server's; all calls go there. */
extern RPC_BINDING_HANDLE workshop;

typedef struct
{
  RPC_ASYNC_STATE async;
  const char *name;
  LONG done; /* where the result goes, so it has to last as long as the call */
} Order;

/* Makes the order ready; the caller then chooses the notification in order->async. */
void order_init (Order *order, const char *name, RPC_NOTIFICATION_TYPES type);

/* Begins the call. FALSE, and a message, if the stub raised something. */
gboolean order_begin (Order *order, LONG steps, WATCH watch);

/* Takes the results of a call that is over, and prints them. FALSE, and a message, if they are
 * others than @expected, a status. */
gboolean order_end (Order *order, RPC_STATUS expected);

/* "1818, The call was cancelled"; of this thread until the next call. */
const char *text_of_status (RPC_STATUS status);

/* Prints what is not as it should be; returns FALSE. */
gboolean wrong (const char *what);

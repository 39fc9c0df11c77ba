/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The client's side of the tests: a call of Later with all it needs. */

#include <beck/exception.h>
#include <beck/wait.h>

#include "client/work.h"
#include "office.h"

typedef struct
{
  RPC_ASYNC_STATE async;
  LONG twice, touched;
} Customer;

/* An initialised handle without notification. */
void customer_init (Customer *customer);

/* One that signals an event, which customer_free_event() closes. */
void customer_init_event (Customer *customer);
void customer_free_event (Customer *customer);

/* Calls Later. Returns what it raised, or 0. */
ULONG customer_call (Customer *customer, LONG number);

/* Waits for the event of a customer. */
void customer_wait (Customer *customer);

/* Waits until the call is over, by polling. Its status. */
RPC_STATUS customer_poll (RPC_ASYNC_STATE *async);

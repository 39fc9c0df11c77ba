/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Asynchronous calls that are counted: each is told of exactly once.
 */

#include <beck/rpc-async.h>

#include "beck-test.h"

G_BEGIN_DECLS

typedef struct
{
  RPC_ASYNC_STATE async;
  gboolean begun;
  gboolean sleeps;   /* TestSleep; otherwise AddOne */
  ULONG in, out;     /* of AddOne */
  guint told;        /* notifications since the call began; atomic */
} Call;

/* Begins AddOne (@in), or TestSleep (@in). FALSE if the stub raised *@status: the call is not
 * begun. */
gboolean call_begin_add (Call *call, RPC_BINDING_HANDLE binding, ULONG in, RPC_STATUS *status);
gboolean call_begin_sleep (Call *call, RPC_BINDING_HANDLE binding, ULONG in, RPC_STATUS *status);

void call_cancel (Call *call, gboolean abortive);

/* Waits for the notification and completes the call. A success has the right result, checked
 * in here. Returns the status. */
RPC_STATUS call_end (Call *call);

G_END_DECLS

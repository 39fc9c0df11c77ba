/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Cancelling synchronous calls over connections: what CoCancelCall() and RpcCancelThread() find on
 * the stack of a thread's calls.
 */

#include <beck/cancel.h>
#include <objidlbase.h>

#include "base/lock.h"
#include "call/timer.h"

typedef struct BeckRpcCanceller BeckRpcCanceller;

/* One belongs to a line. Others that have a reference find out by the lock whether the call they
 * mean is still under way. */
struct BeckRpcCanceller
{
  BeckTimer timer; /* first: its work is the canceller */
  ICancelMethodCalls cancel;
  gint refs;
  BeckLock lock; /* guards what follows */
  int fd;        /* of the call under way, or -1 */
  guint32 call_id;
  gboolean sent;      /* … has left: the server may be told things between PDUs */
  gboolean cancelled; /* the server was told, or will be then */
  gboolean armed;     /* the timer has a reference, */
  guint32 armed_for;  /* … for this call */
  gboolean given_up;  /* the time for the server to answer is over */
};

G_GNUC_INTERNAL BeckRpcCanceller *beck_rpc_canceller_new (void);
G_GNUC_INTERNAL void beck_rpc_canceller_unref (BeckRpcCanceller *canceller);

/* Around the wait of the calling thread for an answer. @frame (nullable): by which the thread's calls
 * are found; NULL if this one is found otherwise. Leave tells whether the call was given up,
 * so that the end of the connection is not the server's doing. */
G_GNUC_INTERNAL void beck_rpc_canceller_enter (BeckRpcCanceller *canceller, int fd, guint32 call_id,
                                               BeckSyncCall *frame);
/* The request has been sent, or as much of it as will be. */
G_GNUC_INTERNAL void beck_rpc_canceller_sent (BeckRpcCanceller *canceller);
G_GNUC_INTERNAL gboolean beck_rpc_canceller_leave (BeckRpcCanceller *canceller,
                                                   BeckSyncCall *frame);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the files of calls within the process share: local-call.c, and local-pipe.c for what is
 * pushed and pulled.
 */

#include <objidlbase.h>

#include "local-call.h"

struct BeckRpcLocalCall
{
  BeckRpcServerCall served; /* first */
  BeckRpcBinding *binding;
  ICancelMethodCalls cancel;
  BeckRpcLocalFlow flow;
  gboolean plain; /* the manager is not [async] */
  BeckWork work;
  const BeckRpcLocalClient *client; /* (nullable) */
  gpointer user;
  BeckRpcBytes answer;     /* with the lock of @served while it is not answered, or piped; … */
  gboolean tell_sent;      /* … the manager is to be told when most of it was taken */
  BeckRpcOutcome outcome;
  atomic_uint changes;     /* what threads that wait for something of this sleep on */
  atomic_uint n_waiting;   /* … for room */
  atomic_uint telling;     /* threads that tell the client of something before the end */
  atomic_bool answered;    /* @answer and @outcome are what they will be */
  atomic_llong give_up_at; /* monotonic microseconds; BECK_FOR_EVER */
};

/* Wakes who waits for something of the call. */
G_GNUC_INTERNAL void beck_local_call_wake (BeckRpcLocalCall *call);

/* Whether the caller is the one to end it. By that one: the call is over; for the answer see
 * BeckRpcAnswerOps. */
G_GNUC_INTERNAL gboolean beck_local_call_claim_end (BeckRpcServerCall *call);
G_GNUC_INTERNAL RPC_STATUS beck_local_call_end (BeckRpcLocalCall *call, guint32 status);

/* Runs it on a thread of the pool; FALSE if there is none. */
G_GNUC_INTERNAL gboolean beck_local_call_run_soon (BeckRpcLocalCall *call);

/* BeckRpcAnswerOps. */
G_GNUC_INTERNAL RPC_STATUS beck_local_call_fault (BeckRpcServerCall *call, guint32 status);
G_GNUC_INTERNAL RPC_STATUS beck_local_call_send_part (BeckRpcServerCall *call, gconstpointer data,
                                                      gsize size, gboolean last, gboolean *queued);
G_GNUC_INTERNAL void beck_local_call_wait_for_room (BeckRpcServerCall *call);
G_GNUC_INTERNAL void beck_local_call_input_taken (BeckRpcServerCall *call);

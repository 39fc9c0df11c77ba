/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A trunk: a connection that carries many calls at once, answered in any order, for those who do
 * not wait in the call. It is written to by whoever begins a call and read by the reactor.
 *
 * A call that is given to a link ends once: by `ended`, or by being abandoned.
 */

#include "io/io.h"
#include "landing.h"
#include "private.h"
#include "remote.h"
#include "request.h"
#include "rpc/client-core.h"

typedef struct BeckRpcTrunk BeckRpcTrunk;
typedef struct BeckRpcTrunkCall BeckRpcTrunkCall;

/* A call, in the record of its owner; zero-filled, then: */
struct BeckRpcTrunkCall
{
  /* Set by the owner: */
  BeckRpcSyntax syntax;
  BeckRpcRequestParts parts; /* object, opnum, flags, and the data, which stays until it is sent */
  gboolean streams;          /* the data is followed by pieces; the call has a trunk for itself */
  gboolean incremental;      /* @response is looked at before all of it is there */
  gboolean idempotent;       /* may be executed twice */
  gboolean connects;         /* is over, without being sent, when it could be */
  /* The call is over, and the trunk has forgotten it. No lock is held; what runs is no more foreign
   * than the functions of the library. */
  void (*ended) (BeckRpcTrunkCall *call, BeckRpcOutcome outcome);
  /* For streams: bytes are in @response; what was queued has been sent. */
  void (*received) (BeckRpcTrunkCall *call);
  void (*sent) (BeckRpcTrunkCall *call);

  /* Guarded by the trunk's lock until the call has ended: */
  BeckRpcBytes response;
  BeckRpcLanding landing; /* set by the owner: where the bytes of an array belong; the response has
                           * a filler in their place, once that is finished */
  guint8 drep;

  /*< private >*/
  BeckRpcTrunkCall *next;
  BeckLock lock;       /* guards the next, with that trunk's lock, if there is one */
  BeckRpcTrunk *trunk; /* referenced; NULL before the call has begun */
  gboolean placed;     /* the trunk has it, or had; FALSE on the way to one */
  guint32 call_id;     /* 0 while not on its way */
  guint64 start;       /* of its bytes in all the trunk was given to send */
  guint64 queued_to;   /* … and the end of those it wants to be told of; 0 for none */
  gboolean over;
  guint telling;       /* a function of the owner runs */
  gboolean abandoned;  /* … and is the last to */
  gboolean cancelled;
  guint moves;         /* how often its connection was of no use */
  BeckRpcBytes early;  /* pieces from before it was on its way */
  gboolean early_last; /* … with the last one */
  BeckRpcOutcome outcome;
};

/* Begins a call on a trunk of @link, which the caller holds until the call has ended. Does not wait
 * for the server; may wait for it to read what it was sent. 0, or a status, and then nothing
 * follows. */
G_GNUC_INTERNAL guint32 beck_rpc_trunk_begin (BeckRpcLink *link, BeckRpcTrunkCall *call);

/* Sends at once what calls have left to be sent: the caller is going to wait for this one. */
G_GNUC_INTERNAL void beck_rpc_trunk_flush (BeckRpcTrunkCall *call);

/* Tells the server that the client wants the call cancelled. */
G_GNUC_INTERNAL void beck_rpc_trunk_cancel (BeckRpcTrunkCall *call);

/* Nothing is put to where the call's bytes belong any more: its owner is going to do without it. */
G_GNUC_INTERNAL void beck_rpc_trunk_stop_landing (BeckRpcTrunkCall *call);

/* When the call has ended: puts the filler in place of what has landed. FALSE without memory. */
G_GNUC_INTERNAL gboolean beck_rpc_trunk_finish_response (BeckRpcTrunkCall *call);

/* Forgets the call, and tells the server so. FALSE if it has ended, or is just ending. */
G_GNUC_INTERNAL gboolean beck_rpc_trunk_abandon (BeckRpcTrunkCall *call);

/* A piece of a call that streams, copied. @queued: `sent` follows. FALSE if the call has ended, or
 * without memory. */
G_GNUC_INTERNAL gboolean beck_rpc_trunk_send_piece (BeckRpcTrunkCall *call, gconstpointer data,
                                                    gsize size, gboolean last, gboolean *queued);

/* Around looking at @response of a call that has not ended. Taking bytes away lets more come in. */
G_GNUC_INTERNAL void beck_rpc_trunk_lock_response (BeckRpcTrunkCall *call);
G_GNUC_INTERNAL void beck_rpc_trunk_unlock_response (BeckRpcTrunkCall *call);

/* Releases what a call has, when nobody uses it any more. */
G_GNUC_INTERNAL void beck_rpc_trunk_call_clear (BeckRpcTrunkCall *call);

/* Ends a trunk that has no calls, or lets them fail. */
G_GNUC_INTERNAL void beck_rpc_trunk_close (BeckRpcTrunk *trunk);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A call that goes out: from the buffer that a proxy writes its arguments into, to the reply that
 * it reads. There is one per call, made by the channel's GetBuffer and freed by its FreeBuffer;
 * whoever carries the call has a reference until it has ended.
 *
 * A call ends once, whoever is first: the carrier by beck_outgoing_done(), or the client, which
 * cancels it or gives it up. What the carrier does afterwards reaches nobody.
 *
 * Causality: a call that is made while one is served (incoming.h) has its causality id, ends by its
 * deadline, and is cancelled with it.
 */

#include <beck/proxy.h>

#include "call/event.h"
#include "orpc/exporter.h"
#include "orpc/orpc-header.h"

typedef struct BeckIncoming BeckIncoming;
typedef struct BeckOutgoing BeckOutgoing;

/* A reply's or a request's bytes. @start: where the parameters begin, behind the header; alignment
 * counts from @data. */
typedef struct
{
  guint8 *data; /* beck_free() */
  gsize start;
  gsize size;
  guint32 drep; /* as RPCOLEMESSAGE has it */
} BeckOrpcBytes;

struct BeckOutgoing
{
  BeckObject object; /* a class with ICancelMethodCalls: the cancel object of a synchronous call */
  BECK_MEMBER (ICancelMethodCalls) cancel;

  /* Of the call, from its beginning: */
  BeckExporter *exporter; /* counted */
  IPID ipid;
  IID iid;
  guint32 method;
  CID causality;
  gint64 deadline; /* monotonic microseconds; -1: none */
  BeckOrpcBytes request;
  gboolean is_async; /* sent so: no thread waits for it */

  /* The carrier's own; freed with the call: */
  gpointer carrier;
  GDestroyNotify free_carrier; /* (nullable) */

  /* Set by the carrier before beck_outgoing_done(): */
  BeckOrpcBytes reply;

  /*< private >*/
  BeckEvent ended; /* for who waits */
  atomic_uint state;
  atomic_bool cancelled;
  HRESULT result;
  ISynchronize *told;  /* counted; of asynchronous calls */
  BeckIncoming *cause; /* counted (nullable): the call that this one is made for */
  BeckOutgoing *next_caused, *previous_caused; /* incoming.c's, with its lock */
};

/* ---- For channels ---- */

/* A call without a buffer yet, made for the call that this thread serves, if there is one; one
 * reference is the caller's. @deadline: monotonic microseconds, -1: none of its own. NULL without
 * memory. */
BeckOutgoing *beck_outgoing_new (BeckExporter *exporter, const IPID *ipid, REFIID iid,
                                 guint32 method, gint64 deadline);

/* Room for @size bytes of parameters behind the carrier's header. */
HRESULT beck_outgoing_get_buffer (BeckOutgoing *call, gsize size);

/* Sends it. @told is signaled when it is over; not after a failure. */
HRESULT beck_outgoing_send (BeckOutgoing *call, ISynchronize *told);

/* Sends it and waits; the reply is in the call afterwards. */
HRESULT beck_outgoing_call (BeckOutgoing *call);

/* What a call that was sent has come to: the carrier's result, RPC_E_CALL_CANCELED. E_PENDING
 * while it has not. */
HRESULT beck_outgoing_result (BeckOutgoing *call);

/* The client goes without a reply: the server is not told (design decision 5). */
void beck_outgoing_give_up (BeckOutgoing *call);

/* Cancels it: the server is told, and the client is let go with RPC_E_CALL_CANCELED. Any thread. */
void beck_outgoing_cancel (BeckOutgoing *call);

/* ---- For carriers ---- */

/* The call has come to its end: S_OK with the reply set, or why there is none, which tells whether
 * the call was executed (RPC_E_SERVER_DIED_DNE, RPC_E_SERVER_DIED, RPC_E_CALL_REJECTED …). Any
 * thread, no locks. FALSE if it had ended otherwise before. */
gboolean beck_outgoing_done (BeckOutgoing *call, HRESULT hr);

/* Whether the client has cancelled it. Who did so before there was a carrier could not tell the
 * server: the carrier looks here once it is set. */
gboolean beck_outgoing_is_cancelled (BeckOutgoing *call);

static inline BeckOutgoing *
beck_outgoing_ref (BeckOutgoing *call)
{
  return beck_object_ref (call);
}

static inline void
beck_outgoing_unref (BeckOutgoing *call)
{
  beck_object_unref (call);
}

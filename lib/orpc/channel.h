/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The channel of a proxy: its apartment, where its object is, and the references to the interface
 * there, which go back when nobody uses the channel any more.
 */

#include <beck/apartment.h>
#include <beck/proxy.h>

#include "base/lock.h"
#include "orpc/exporter.h"

typedef struct
{
  BeckObject object;
  BECK_MEMBER (IAsyncRpcChannelBuffer) channel;
  BeckApartment *apartment; /* counted */
  BeckExporter *exporter;   /* counted */
  OID oid;
  IPID ipid;
  const IID *iid;
  gboolean no_ping;
  atomic_bool dead; /* the apartment has ended */
  BeckLock lock;  /* guards the next */
  guint32 n_refs; /* that are the channel's */
} BeckChannel;

/* (transfer full): for interface @iid, which stays as long as the channel; @std's references become
 * its own. NULL without memory, and they are given back. */
BeckChannel *beck_channel_new (BeckApartment *apartment, BeckExporter *exporter,
                               const STDOBJREF *std, const IID *iid);

/* CO_E_NOTINITIALIZED, RPC_E_WRONG_THREAD, CO_E_OBJNOTCONNECTED: this thread may not use it. */
HRESULT beck_channel_check_thread (BeckChannel *self);

/* Adds references that came with another packet. */
void beck_channel_add_refs (BeckChannel *self, guint32 n);

/* References to hand on: some of the channel's if it has more than one, else new ones. */
HRESULT beck_channel_split (BeckChannel *self, guint32 *n);

/* Whether an interface pointer is that of one of these. */
gboolean beck_channel_is (gpointer channel);

/* Cancels the call of @message, if @channel is one of these; any thread. */
void beck_channel_cancel (IAsyncRpcChannelBuffer *channel, RPCOLEMESSAGE *message);

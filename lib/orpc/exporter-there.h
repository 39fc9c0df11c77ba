/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Another process as an exporter: what the files of it share. exporter-there.c has its table of
 * operations, exporter-call.c the calls, exporter-table.c finds exporters by OXID.
 */

#include "orpc/exporter.h"
#include "orpc/id-table.h"
#include "orpc/outgoing.h"
#include "orpc/pinger.h"
#include "orpc/rem-client.h"
#include "rpc/remote.h"

typedef struct
{
  BeckExporter base;
  BeckIdNode node; /* of exporter-table.c, as the next */
  gboolean unused; /* nobody has used it since it was last looked for such */

  BeckRpcRemoteBinding *binding; /* counted: where its objects are called */
  BeckRemUnknown rem;            /* the same place */
  gboolean is_local;
  BeckStringArray resolvers;
  guint8 *block; /* where these are */
  BeckPinger *pinger;        /* counted */
  atomic_bool gone;          /* what the last call has found out */

  struct BeckReleases *releases; /* that are to be sent: counted */
} BeckThere;

/* What is known of an exporter. */
typedef struct
{
  OXID oxid;
  IPID rem_unknown;
  COMVERSION version;
  BeckStringBinding endpoint; /* the one that is used */
  BeckStringBinding resolver; /* that is pinged */
  BeckStringArray resolvers;  /* all of them */
} BeckThereInfo;

/* (transfer full): NULL without memory. */
BeckThere *beck_there_new (const BeckThereInfo *info);

/* ---- exporter-call.c ---- */

gsize beck_there_header_size (BeckExporter *self, const BeckOutgoing *call);
void beck_there_write_header (BeckExporter *self, BeckOutgoing *call);
HRESULT beck_there_send (BeckExporter *self, BeckOutgoing *call);
HRESULT beck_there_call (BeckExporter *self, BeckOutgoing *call);
void beck_there_cancel (BeckExporter *self, BeckOutgoing *call);
void beck_there_forget (BeckExporter *self, BeckOutgoing *call);

/* ---- releases.c ----
 *
 * References that are given back, collected for a moment and sent together. */
typedef struct BeckReleases BeckReleases;

BeckReleases *beck_releases_new (const BeckRemUnknown *there);
void beck_releases_add (BeckReleases *self, guint16 n, const REMINTERFACEREF *refs);
/* What was added is sent still. */
void beck_releases_unref (BeckReleases *self);

/* ---- blocking.c ----
 *
 * Runs @func, which blocks, and returns when it has: on the calling thread if that is the MTA's or
 * nobody's; else on the pool, and the caller's apartment is served meanwhile. E_OUTOFMEMORY: it has
 * not run. */
HRESULT beck_orpc_block (void (*func) (gpointer data), gpointer data);

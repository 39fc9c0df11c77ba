/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A resolver: where the processes are that export objects, and which of their objects are still
 * wanted (wire.md 5.4, 5.5). The core, without input, output, threads or clock: whoever has one
 * tells it the time. The same code is each process's resolver for itself (resolver-server.c) and,
 * in beckd, the machine's for all of them.
 *
 * Objects are wanted while they are in a set of some client who pings it. One that is in none, for
 * three periods on end, is run down. A set that was not pinged for three periods is dropped, and
 * what it held is then due at once.
 *
 * The resolver of a process knows the objects that were given away (beck_resolver_hold()) and runs
 * them down. That of a machine knows no objects, only who has them: it is told of what clients ping
 * (@wanted) and passes that on, as a client of the processes' own resolvers, so that these alone
 * decide. The owner of an OID is told by its upper half, which is the lower half of the OXID
 * (beck_oid_owner()).
 *
 * Not thread-safe: its owner has a lock, and calls out what the functions below leave in a
 * BeckResolverNews when it has let go of it.
 */

#include <orpcbase.h>

#include <beck/status.h>

#include "orpc/id-table.h"
#include "orpc/string-array.h"

/* What an OID has of the OXID of who exports it. */
static inline guint32
beck_oid_owner (OID oid)
{
  return (guint32) (oid >> 32);
}

static inline guint32
beck_oxid_owner (OXID oxid)
{
  return (guint32) oxid;
}

/* What is bounded; 0 stands for the default. Times are microseconds. */
typedef struct
{
  gint64 period;         /* clients ping so often: 120 s */
  guint missed;          /* so many periods without a ping are the end: 3 */
  guint max_sets;        /* 65536 in all, */
  guint max_peer_sets;   /* … 4096 of one peer */
  guint max_set_oids;    /* 1048576 in a set */
  guint max_oxids;       /* 65536 */
} BeckResolverRules;

/* Period 120 s, or BECK_ORPC_PING_PERIOD milliseconds. */
gint64 beck_resolver_default_period (void);

/* An exporter. */
typedef struct
{
  OXID oxid;
  IPID rem_unknown;
  COMVERSION version;
  guint32 authn_hint;
  BeckStringArray endpoints;
} BeckResolverExporter;

typedef struct
{
  /* The resolver runs down objects: they have to be known by beck_resolver_hold(), and their end
   * comes as news. Otherwise they only have to have an owner, and what comes as news is whether
   * they are wanted. */
  gboolean runs_down;
} BeckResolverKind;

/* What has happened, in order. @run_down, @wanted and @unwanted by kind. */
typedef enum
{
  BECK_RESOLVER_RUN_DOWN, /* nobody pings it any more; forgotten */
  BECK_RESOLVER_WANTED,   /* it is in a set; before, it was in none */
  BECK_RESOLVER_UNWANTED, /* and the reverse */
} BeckResolverWhat;

typedef struct
{
  BeckResolverWhat what;
  OID oid;
} BeckResolverNewsItem;

/* All zero: none. What cannot be noted for lack of memory comes again with the next expiry, or in
 * the case of a ping, is refused. */
typedef struct
{
  BeckResolverNewsItem *items; /* beck_free() */
  guint n, room;
} BeckResolverNews;

void beck_resolver_news_clear (BeckResolverNews *news);

typedef struct BeckResolver BeckResolver;

/* NULL without memory. */
BeckResolver *beck_resolver_new (const BeckResolverRules *rules, BeckResolverKind kind);
void beck_resolver_free (BeckResolver *resolver);

/* ---- Exporters ---- */

/* Adds an exporter, or changes what is known of it; @exporter is copied. 0, RPC_S_OUT_OF_MEMORY,
 * or RPC_S_OUT_OF_RESOURCES if there are too many; OR_INVALID_OXID if another one has the same
 * lower half. */
guint32 beck_resolver_add (BeckResolver *resolver, const BeckResolverExporter *exporter);

/* It is gone, and with it its objects: without news. */
void beck_resolver_remove (BeckResolver *resolver, OXID oxid);

/* @exporter: (out): what it has stays until it is removed or changed. 0 or OR_INVALID_OXID. */
guint32 beck_resolver_find (BeckResolver *resolver, OXID oxid, BeckResolverExporter *exporter);

/* The exporter that owns @oid; NULL if there is none. */
const BeckResolverExporter *beck_resolver_find_owner (BeckResolver *resolver, OID oid);

/* ---- Objects: of resolvers that run down ---- */

/* References of @oid have been given away: now, or just again. 0 or RPC_S_OUT_OF_MEMORY. */
guint32 beck_resolver_hold (BeckResolver *resolver, OID oid, gint64 now);

/* The last of them came back: it is forgotten, also by sets. */
void beck_resolver_let_go (BeckResolver *resolver, OID oid);

/* ---- Pings ---- */

/* @peer: who pings, a number that peers cannot choose: sets are counted by it. 0 or
 * OR_INVALID_SET. */
guint32 beck_resolver_simple_ping (BeckResolver *resolver, SETID set, gint64 now);

/* @set: (inout): 0 to begin one; it stays 0 if nothing is added. A @sequence older than the last
 * one changes nothing; the same again is good, as some clients do not count. 0; OR_INVALID_SET;
 * OR_INVALID_OID if some were not known, the others being added; RPC_S_OUT_OF_MEMORY,
 * RPC_S_OUT_OF_RESOURCES. */
guint32 beck_resolver_complex_ping (BeckResolver *resolver, guint64 peer, SETID *set,
                                    guint16 sequence, guint n_add, const OID *add, guint n_delete,
                                    const OID *delete, gint64 now, BeckResolverNews *news);

/* ---- Time ---- */

/* Drops sets that were not pinged, runs down what nobody pings. Returns when it is to be called
 * again at the latest: there is nothing to expire before; -1: never, until something is added. */
gint64 beck_resolver_expire (BeckResolver *resolver, gint64 now, BeckResolverNews *news);

gint64 beck_resolver_period (const BeckResolver *resolver);

/* For tests and statistics. */
guint beck_resolver_n_sets (const BeckResolver *resolver);
guint beck_resolver_n_oids (const BeckResolver *resolver);

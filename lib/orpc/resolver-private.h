/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the files of a resolver share: exporters and objects are resolver.c's, sets and their peers
 * resolver-sets.c's.
 */

#include "orpc/resolver.h"

typedef struct
{
  BeckIdNode node;
  gint64 since; /* it was given away, or last wanted */
  guint n_sets;
  gboolean held;
} BeckResolverObject;

typedef struct
{
  BeckIdNode node;
  guint64 peer;
  gint64 pinged;
  guint16 sequence;
  BeckIdTable members;
} BeckResolverSet;

/* Who has sets. */
typedef struct
{
  BeckIdNode node;
  guint n_sets;
} BeckResolverPeer;

struct BeckResolver
{
  BeckResolverRules rules;
  BeckResolverKind kind;
  BeckIdTable exporters, objects, sets, peers;
};

/* ---- resolver.c ---- */

/* Room for @n more; FALSE without memory. */
G_GNUC_INTERNAL gboolean beck_resolver_reserve_news (BeckResolverNews *news, guint n);
/* There is room. */
G_GNUC_INTERNAL void beck_resolver_add_news (BeckResolverNews *news, BeckResolverWhat what,
                                             OID oid);

G_GNUC_INTERNAL BeckResolverObject *beck_resolver_find_object (BeckResolver *self, OID oid);
/* One that is not there; NULL without memory. */
G_GNUC_INTERNAL BeckResolverObject *beck_resolver_add_object (BeckResolver *self, OID oid);
/* Unless somebody holds it, or a set has it. */
G_GNUC_INTERNAL void beck_resolver_forget_unused (BeckResolver *self, BeckResolverObject *object);

/* ---- resolver-sets.c ---- */

/* There is room for the news of all members. */
G_GNUC_INTERNAL void beck_resolver_drop_set (BeckResolver *self, BeckResolverSet *set,
                                             BeckResolverNews *news);

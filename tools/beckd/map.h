/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The endpoint map: which interface of which object is at which endpoint (wire.md 4.1).
 * Thread-safe; its statuses are those of the wire.
 */

#include <beck/rpc-endpoint.h>
#include <beck/rpc-tower.h>

#define BECKD_OK 0u
#define BECKD_NOT_REGISTERED 0x16c9a0d6u
#define BECKD_CANNOT_PERFORM 0x16c9a0cdu
#define BECKD_NO_MEMORY 0x16c9a012u

/* Bytes of an annotation with its NUL. */
#define BECKD_MAX_ANNOTATION 64

typedef struct BeckdMap BeckdMap;

/* What a map may hold. */
typedef struct
{
  guint entries;           /* all */
  guint entries_per_owner; /* of one, the NULL owner included */
} BeckdMapLimits;

/* An entry. It does not change; it stays while there are references, also when it was taken out. */
typedef struct
{
  gint refs;      /* private */
  guint64 serial; /* grows with each entry; never 0 */
  gpointer owner; /* private */
  GUID object;
  BeckRpcTower tower;
  char annotation[BECKD_MAX_ANNOTATION];
  gsize size;
  guint8 bytes[]; /* the tower as it was registered */
} BeckdEntry;

BeckdMap *beckd_map_new (const BeckdMapLimits *limits);
void beckd_map_free (BeckdMap *map);

/* How many entries @owner has. */
guint beckd_map_count (BeckdMap *map, gconstpointer owner);

/**
 * BeckdNewEntry:
 * @object: nil for any
 * @bytes, @size: a tower of a protocol that is known, with an endpoint
 * @annotation: at most BECKD_MAX_ANNOTATION - 1 bytes
 */
typedef struct
{
  const GUID *object;
  const guint8 *bytes;
  gsize size;
  const char *annotation;
} BeckdNewEntry;

/**
 * beckd_map_insert:
 * @owner: (nullable): whose entries they are; an address that is never looked at
 * @entries: (array length=n): all of them are entered, or none
 * @replace: whether what is there, of whatever owner, for the same interface, object and protocol
 *   sequence as one of them goes
 *
 * One that the owner has already takes its place.
 *
 * Returns: BECKD_OK; BECKD_CANNOT_PERFORM for what cannot be an entry; BECKD_NO_MEMORY beyond the
 *   limits
 */
guint32 beckd_map_insert (BeckdMap *map, gpointer owner, const BeckdNewEntry *entries, guint n,
                          gboolean replace);

/* Takes one out. BECKD_NOT_REGISTERED if @owner has none like that. */
guint32 beckd_map_delete (BeckdMap *map, gpointer owner, const GUID *object, const guint8 *bytes,
                          gsize size);

/* Takes out all that @owner has. */
void beckd_map_forget (BeckdMap *map, gpointer owner);

/**
 * BeckdQuery:
 * @matches: whether an entry is asked for
 * @falls_back: if there is none, those of no object are
 * @object, @interface, @versions: of a lookup
 * @tower: of a mapping
 *
 * What is asked. Made by the functions below.
 */
typedef struct BeckdQuery BeckdQuery;

struct BeckdQuery
{
  gboolean (*matches) (const BeckdQuery *query, const BeckdEntry *entry);
  gboolean falls_back;
  gboolean any_object;
  gboolean any_interface;
  GUID object;
  RPC_IF_ID interface;
  guint versions; /* RPC_C_VERS_* */
  BeckRpcTower tower;
};

/* ept_lookup: @inquiry is one of RPC_C_EP_*, @versions of RPC_C_VERS_*. FALSE if they, or what
 * they need, are not good. */
gboolean beckd_query_lookup (BeckdQuery *query, guint inquiry, const GUID *object,
                             const RPC_IF_ID *interface, guint versions);

/* ept_map: what a client that has @tower could be served by. FALSE for a tower that nobody has. */
gboolean beckd_query_map (BeckdQuery *query, const GUID *object, const guint8 *bytes, gsize size);

/**
 * beckd_map_find:
 * @position: (inout): 0 to begin with; where to go on
 * @max: at most so many
 * @more: (out): whether there are further ones
 *
 * A mapping finds entries of the object; those of no object only if it has none.
 *
 * Returns: (transfer full) (element-type BeckdEntry): in the order they were inserted
 */
GPtrArray *beckd_map_find (BeckdMap *map, const BeckdQuery *query, guint64 *position, guint max,
                           gboolean *more);

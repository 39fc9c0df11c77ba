/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A hash table of records by 64-bit number, whose links are in the records: OXIDs, OIDs, sets of
 * pings. Adding cannot fail; without memory for more buckets it gets slower only. Numbers come from
 * strangers, so that where they land is different in every process.
 *
 * Not thread-safe.
 */

#include <glib.h>

typedef struct BeckIdNode BeckIdNode;

struct BeckIdNode
{
  BeckIdNode *next;
  guint64 id;
};

/* All zero it is empty. */
typedef struct
{
  BeckIdNode **buckets; /* NULL: just @only */
  BeckIdNode *only;
  guint n_buckets; /* a power of two; 0 with @buckets NULL */
  guint n;
} BeckIdTable;

BeckIdNode *beck_id_table_find (const BeckIdTable *table, guint64 id);

/* @node, whose @id is set and not in the table. */
void beck_id_table_add (BeckIdTable *table, BeckIdNode *node);

/* @node, which is in the table. */
void beck_id_table_remove (BeckIdTable *table, BeckIdNode *node);

/* Takes any of them out; NULL when there are none. */
BeckIdNode *beck_id_table_take (BeckIdTable *table);

/* Calls @func with each. It may remove, and free, the one it is called with. */
void beck_id_table_foreach (BeckIdTable *table, void (*func) (BeckIdNode *node, gpointer data),
                            gpointer data);

/* Frees the table; the records are the owner's. */
void beck_id_table_clear (BeckIdTable *table);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The calls of a connection that run, found by their number. The entries are in the records of
 * their owner, so that adding and removing cannot fail; an empty table has no memory.
 */

#include <glib.h>

typedef struct BeckRpcServerEntry BeckRpcServerEntry;

struct BeckRpcServerEntry
{
  BeckRpcServerEntry *next;
  guint32 call_id;
  gboolean orphaned; /* not in the table any more */
};

#define BECK_RPC_CALL_TABLE_SMALL 8

/* All zero: empty. */
typedef struct
{
  BeckRpcServerEntry *small[BECK_RPC_CALL_TABLE_SMALL];
  BeckRpcServerEntry **large; /* instead, if there is one */
  guint shift; /* 32 less the bits of its size */
  guint n;
} BeckRpcCallTable;

G_GNUC_INTERNAL BeckRpcServerEntry *beck_rpc_call_table_find (const BeckRpcCallTable *table,
                                                              guint32 call_id);
G_GNUC_INTERNAL void beck_rpc_call_table_add (BeckRpcCallTable *table, BeckRpcServerEntry *entry);
G_GNUC_INTERNAL void beck_rpc_call_table_remove (BeckRpcCallTable *table,
                                                 BeckRpcServerEntry *entry);
G_GNUC_INTERNAL void beck_rpc_call_table_clear (BeckRpcCallTable *table);

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A hash table with chains. It grows when there is memory and is slower when there is none; it
 * returns to its small form when it is empty.
 */

#include "rpc/call-table.h"

#include "base/alloc.h"

#define SMALL_SHIFT 29
#define LEAST_SHIFT 12 /* a million chains */
#define MOST_PER_CHAIN 4

G_STATIC_ASSERT (1u << (32 - SMALL_SHIFT) == BECK_RPC_CALL_TABLE_SMALL);

/* An odd number that no peer can know: else it could choose calls that are all in one chain. */
static guint32
secret (void)
{
  static guint32 value;
  guint32 now = (guint32) g_atomic_int_get ((gint *) &value);

  if (G_UNLIKELY (now == 0))
    {
      now = g_random_int () | 1;
      if (!g_atomic_int_compare_and_exchange ((gint *) &value, 0, (gint) now))
        now = (guint32) g_atomic_int_get ((gint *) &value);
    }
  return now;
}

static guint
place_of (guint32 call_id, guint shift)
{
  guint32 mixed = call_id * secret ();

  return (mixed ^ mixed >> 15) * 0x9e3779b1u >> shift;
}

static BeckRpcServerEntry **
chain_of (BeckRpcCallTable *table, guint32 call_id)
{
  if (table->large == NULL)
    return &table->small[place_of (call_id, SMALL_SHIFT)];
  return &table->large[place_of (call_id, table->shift)];
}

BeckRpcServerEntry *
beck_rpc_call_table_find (const BeckRpcCallTable *table, guint32 call_id)
{
  BeckRpcServerEntry *entry;

  if (table->n == 0)
    return NULL;
  entry = *chain_of ((BeckRpcCallTable *) table, call_id);
  while (entry != NULL && entry->call_id != call_id)
    entry = entry->next;
  return entry;
}

/* ---- Growing ---- */

static void
move_chain (BeckRpcServerEntry *entry, BeckRpcServerEntry **to, guint shift)
{
  while (entry != NULL)
    {
      BeckRpcServerEntry *next = entry->next;
      BeckRpcServerEntry **chain = &to[place_of (entry->call_id, shift)];

      entry->next = *chain;
      *chain = entry;
      entry = next;
    }
}

static void
grow (BeckRpcCallTable *table)
{
  guint old = table->large != NULL ? table->shift : SMALL_SHIFT;
  guint size = 1u << (32 - old), shift = old - 2;
  BeckRpcServerEntry **chains = table->large != NULL ? table->large : table->small;
  BeckRpcServerEntry **more;

  if (table->n < size * MOST_PER_CHAIN || shift < LEAST_SHIFT)
    return;
  more = beck_alloc0 ((gsize) size * 4 * sizeof *more);
  if (more == NULL)
    return;
  for (guint i = 0; i < size; i++)
    {
      move_chain (chains[i], more, shift);
      chains[i] = NULL;
    }
  beck_free (table->large);
  table->large = more;
  table->shift = shift;
}

void
beck_rpc_call_table_add (BeckRpcCallTable *table, BeckRpcServerEntry *entry)
{
  BeckRpcServerEntry **chain;

  grow (table);
  chain = chain_of (table, entry->call_id);
  entry->next = *chain;
  *chain = entry;
  table->n++;
}

void
beck_rpc_call_table_remove (BeckRpcCallTable *table, BeckRpcServerEntry *entry)
{
  BeckRpcServerEntry **link = chain_of (table, entry->call_id);

  while (*link != entry)
    link = &(*link)->next;
  *link = entry->next;
  if (--table->n == 0)
    beck_rpc_call_table_clear (table);
}

void
beck_rpc_call_table_clear (BeckRpcCallTable *table)
{
  if (table->large != NULL)
    {
      beck_free (table->large);
      table->large = NULL;
    }
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Numbers are spread by a secret of this process: whoever chooses them cannot choose where they
 * land.
 */

#include "orpc/id-table.h"

#include <sys/random.h>

#include "base/alloc.h"

#define FIRST_BUCKETS 16
#define MAX_BUCKETS (1u << 24)

static guint64
make_secret (void)
{
  guint64 secret;

  if (getrandom (&secret, sizeof secret, GRND_NONBLOCK) != sizeof secret)
    secret = ((guint64) g_random_int () << 32) | g_random_int ();
  return secret | 1;
}

static guint64
get_secret (void)
{
  static gsize secret;

  if (g_once_init_enter (&secret))
    g_once_init_leave (&secret, (gsize) make_secret ());
  return secret;
}

static guint
hash (guint64 id)
{
  guint64 mixed = (id ^ (id >> 31)) * get_secret ();

  mixed ^= mixed >> 29;
  return (guint) ((mixed * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 32);
}

static BeckIdNode **
bucket_of (const BeckIdTable *table, guint64 id)
{
  if (table->buckets == NULL)
    return (BeckIdNode **) &table->only;
  return &table->buckets[hash (id) & (table->n_buckets - 1)];
}

BeckIdNode *
beck_id_table_find (const BeckIdTable *table, guint64 id)
{
  BeckIdNode *node = *bucket_of (table, id);

  while (node != NULL && node->id != id)
    node = node->next;
  return node;
}

static void
link_node (BeckIdTable *table, BeckIdNode *node)
{
  BeckIdNode **bucket = bucket_of (table, node->id);

  node->next = *bucket;
  *bucket = node;
}

static void
relink (BeckIdTable *table, BeckIdNode *nodes)
{
  while (nodes != NULL)
    {
      BeckIdNode *node = nodes;

      nodes = node->next;
      link_node (table, node);
    }
}

static void
grow (BeckIdTable *table)
{
  BeckIdTable old = *table;
  guint n = old.n_buckets == 0 ? FIRST_BUCKETS : old.n_buckets * 2;
  BeckIdNode **buckets = beck_alloc0 (n * sizeof *buckets);

  if (buckets == NULL)
    return;
  table->buckets = buckets;
  table->n_buckets = n;
  table->only = NULL;
  relink (table, old.only);
  for (guint i = 0; i < old.n_buckets; i++)
    relink (table, old.buckets[i]);
  beck_free (old.buckets);
}

void
beck_id_table_add (BeckIdTable *table, BeckIdNode *node)
{
  if (table->n >= MAX (table->n_buckets, 4) && table->n_buckets < MAX_BUCKETS)
    grow (table);
  link_node (table, node);
  table->n++;
}

void
beck_id_table_remove (BeckIdTable *table, BeckIdNode *node)
{
  BeckIdNode **place = bucket_of (table, node->id);

  while (*place != node)
    place = &(*place)->next;
  *place = node->next;
  table->n--;
}

BeckIdNode *
beck_id_table_take (BeckIdTable *table)
{
  BeckIdNode *node = table->only;

  for (guint i = 0; node == NULL && i < table->n_buckets; i++)
    node = table->buckets[i];
  if (node != NULL)
    beck_id_table_remove (table, node);
  return node;
}

static void
foreach_in (BeckIdNode *nodes, void (*func) (BeckIdNode *node, gpointer data), gpointer data)
{
  while (nodes != NULL)
    {
      BeckIdNode *next = nodes->next;

      func (nodes, data);
      nodes = next;
    }
}

void
beck_id_table_foreach (BeckIdTable *table, void (*func) (BeckIdNode *node, gpointer data),
                       gpointer data)
{
  foreach_in (table->only, func, data);
  for (guint i = 0; i < table->n_buckets; i++)
    foreach_in (table->buckets[i], func, data);
}

void
beck_id_table_clear (BeckIdTable *table)
{
  beck_free (table->buckets);
  *table = (BeckIdTable){ 0 };
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Full pointers (wire.md 3.6): the same address is the same number, and what it refers to travels
 * once. The writer knows numbers by address; the reader addresses by number, together
 * with what was read there, since a number that comes back as another type would give its
 * sender memory of the wrong size.
 *
 * Both tables are open-addressed, in memory that may be refused.
 */

#include "base/alloc.h"
#include "ndr/private.h"

/* ---- Writing ---- */

typedef struct
{
  const void *address;
  guint32 id;
  gboolean written;
} FullEntry;

struct BeckNdrFullTable
{
  FullEntry *slots;
  guint capacity; /* a power of two */
  guint count;
};

void
beck_ndr_full_table_free (BeckNdrFullTable *table)
{
  if (table == NULL)
    return;
  beck_free (table->slots);
  beck_free (table);
}

/* Numbers are the sender's choice: without a secret it could choose those that fall on one
 * place, and make every search a long one. */
static guint
hash (guint64 key)
{
  static gsize seed;

  if (g_once_init_enter (&seed))
    g_once_init_leave (&seed, (gsize) g_random_int () << 1 | 1);
  key = (key ^ (key >> 31) ^ seed) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  key = (key ^ (key >> 29) ^ (guint64) seed << 17) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  return (guint) (key >> 32);
}

/* The entry of @address, or the free slot where it belongs. */
static FullEntry *
find_address (const BeckNdrFullTable *table, const void *address)
{
  guint mask = table->capacity - 1;
  guint i = hash ((guintptr) address) & mask;

  while (table->slots[i].address != NULL && table->slots[i].address != address)
    i = (i + 1) & mask;
  return &table->slots[i];
}

static gboolean
grow_full (BeckNdrFullTable *table)
{
  BeckNdrFullTable larger = { NULL, MAX (table->capacity * 2, 16), table->count };

  if (table->count < table->capacity / 2)
    return TRUE;
  larger.slots = beck_alloc0 (larger.capacity * sizeof (FullEntry));
  if (larger.slots == NULL)
    return FALSE;
  for (guint i = 0; i < table->capacity; i++)
    if (table->slots[i].address != NULL)
      *find_address (&larger, table->slots[i].address) = table->slots[i];
  beck_free (table->slots);
  *table = larger;
  return TRUE;
}

/* The entry of @pointer, a new one if it has none; NULL without memory. */
static FullEntry *
add_address (BeckNdrFullTable **table, const void *pointer)
{
  FullEntry *entry;

  if (*table == NULL)
    *table = beck_alloc0 (sizeof **table);
  if (*table == NULL || !grow_full (*table))
    return NULL;
  entry = find_address (*table, pointer);
  if (entry->address == NULL)
    *entry = (FullEntry){ pointer, ++(*table)->count, FALSE };
  return entry;
}

gboolean
beck_ndr_put_full (BeckNdrWriter *writer, const void *pointer)
{
  FullEntry *entry;

  if (pointer == NULL)
    return beck_ndr_put_u32 (writer, 0);
  entry = add_address (&writer->full, pointer);
  if (entry == NULL)
    return beck_ndr_writer_fail (writer, RPC_X_NO_MEMORY, "no memory");
  return beck_ndr_put_u32 (writer, entry->id);
}

gboolean
beck_ndr_put_full_first (BeckNdrWriter *writer, const void *pointer)
{
  FullEntry *entry;

  if (pointer == NULL || writer->full == NULL)
    return FALSE;
  entry = find_address (writer->full, pointer);
  if (entry->address == NULL || entry->written)
    return FALSE;
  entry->written = TRUE;
  return TRUE;
}

/* ---- Releasing ---- */

/* Without memory for the account something is leaked rather than released twice. */
gboolean
beck_ndr_free_first (BeckNdrReleaser *releaser, const void *pointer)
{
  FullEntry *entry = pointer != NULL ? add_address (&releaser->seen, pointer) : NULL;

  if (entry == NULL || entry->written)
    return FALSE;
  entry->written = TRUE;
  return TRUE;
}

void
beck_ndr_releaser_clear (BeckNdrReleaser *releaser)
{
  beck_ndr_full_table_free (releaser->seen);
  releaser->seen = NULL;
}

/* ---- Reading ---- */

typedef struct
{
  guint32 id;
  gboolean used;
  void *address;
  const char *type;
  gsize count;
  guint order;
} ReadEntry;

struct BeckNdrReadTable
{
  ReadEntry *slots;
  guint capacity;
  guint count;
};

void
beck_ndr_read_table_free (BeckNdrReadTable *table)
{
  if (table == NULL)
    return;
  beck_free (table->slots);
  beck_free (table);
}

guint
beck_ndr_read_table_count (const BeckNdrReadTable *table)
{
  return table != NULL ? table->count : 0;
}

static ReadEntry *
find_id (const BeckNdrReadTable *table, guint32 id)
{
  guint mask = table->capacity - 1;
  guint i = hash (id) & mask;

  while (table->slots[i].used && table->slots[i].id != id)
    i = (i + 1) & mask;
  return &table->slots[i];
}

/* The entries of @table with an order below @count, in @larger. */
static void
move_entries (BeckNdrReadTable *larger, const BeckNdrReadTable *table, guint count)
{
  for (guint i = 0; i < table->capacity; i++)
    if (table->slots[i].used && table->slots[i].order < count)
      *find_id (larger, table->slots[i].id) = table->slots[i];
}

static gboolean
grow_read (BeckNdrReadTable *table)
{
  BeckNdrReadTable larger = { NULL, MAX (table->capacity * 2, 16), table->count };

  if (table->count < table->capacity / 2)
    return TRUE;
  larger.slots = beck_alloc0 (larger.capacity * sizeof (ReadEntry));
  if (larger.slots == NULL)
    return FALSE;
  move_entries (&larger, table, table->count);
  beck_free (table->slots);
  *table = larger;
  return TRUE;
}

gboolean
beck_ndr_read_table_cut (BeckNdrReadTable *table, guint count)
{
  BeckNdrReadTable kept;

  if (table == NULL || table->count == count)
    return TRUE;
  kept = (BeckNdrReadTable){ NULL, table->capacity, count };
  kept.slots = beck_alloc0 (kept.capacity * sizeof (ReadEntry));
  if (kept.slots == NULL)
    return FALSE;
  move_entries (&kept, table, count);
  beck_free (table->slots);
  *table = kept;
  return TRUE;
}

gboolean
beck_ndr_get_full (BeckNdrReader *reader, void *pointer, const char *type, gsize count,
                   gboolean *known)
{
  const ReadEntry *entry;
  void *mark;

  *known = FALSE;
  if (reader->full == NULL)
    return TRUE;
  memcpy (&mark, pointer, sizeof mark);
  entry = find_id (reader->full, (guint32) (guintptr) mark);
  if (!entry->used)
    return TRUE;
  if (strcmp (entry->type, type) != 0 || entry->count != count)
    return beck_ndr_reader_fail (reader, RPC_X_BAD_STUB_DATA,
                                 "an alias of something of another type or size");
  memcpy (pointer, &entry->address, sizeof entry->address);
  *known = TRUE;
  return TRUE;
}

gboolean
beck_ndr_get_full_at (BeckNdrReader *reader, const void *id, void *address, const char *type,
                      gsize count)
{
  BeckNdrReadTable *table;
  ReadEntry *entry;

  if (reader->full == NULL)
    reader->full = beck_alloc0 (sizeof *reader->full);
  table = reader->full;
  if (table == NULL || !grow_read (table))
    return beck_ndr_reader_fail (reader, RPC_X_NO_MEMORY, "no memory");
  entry = find_id (table, (guint32) (guintptr) id);
  if (entry->used)
    return beck_ndr_reader_fail (reader, RPC_X_BAD_STUB_DATA, "a pointer that was read before");
  *entry = (ReadEntry){ (guint32) (guintptr) id, TRUE, address, type, count, table->count++ };
  return TRUE;
}

gboolean
beck_ndr_get_full_param (BeckNdrReader *reader, void *id, void *address, const char *type,
                         gsize count, gboolean *known)
{
  void *alias = id;

  if (!beck_ndr_get_full (reader, &alias, type, count, known))
    return FALSE;
  if (*known && alias != address)
    return beck_ndr_reader_fail (reader, RPC_X_BAD_STUB_DATA, "an alias of something else");
  return *known || address == NULL || beck_ndr_get_full_at (reader, id, address, type, count);
}

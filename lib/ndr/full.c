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

static guint
hash (guint64 key)
{
  return (guint) ((key * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)) >> 32);
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

gboolean
beck_ndr_put_full (BeckNdrWriter *writer, const void *pointer)
{
  FullEntry *entry;

  if (pointer == NULL)
    return beck_ndr_put_u32 (writer, 0);
  if (writer->full == NULL)
    writer->full = beck_alloc0 (sizeof *writer->full);
  if (writer->full == NULL || !grow_full (writer->full))
    return beck_ndr_writer_fail (writer, RPC_X_NO_MEMORY, "no memory");
  entry = find_address (writer->full, pointer);
  if (entry->address == NULL)
    *entry = (FullEntry){ pointer, ++writer->full->count, FALSE };
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

/* Holes would end searches too early, so what is kept moves within the same memory, through a copy
 * of one entry at a time. */
void
beck_ndr_read_table_cut (BeckNdrReadTable *table, guint count)
{
  if (table == NULL || table->count == count)
    return;
  for (guint i = 0; i < table->capacity; i++)
    if (table->slots[i].used && table->slots[i].order >= count)
      table->slots[i].used = FALSE;
  table->count = count;
  /* Kept entries may be unreachable behind a hole: each is taken out and put in again, until none
   * moves. */
  for (gboolean moved = TRUE; moved;)
    {
      moved = FALSE;
      for (guint i = 0; i < table->capacity; i++)
        {
          ReadEntry entry = table->slots[i];
          ReadEntry *place;

          if (!entry.used)
            continue;
          table->slots[i].used = FALSE;
          place = find_id (table, entry.id);
          *place = entry;
          moved |= place != &table->slots[i];
        }
    }
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

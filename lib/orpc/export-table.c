/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Where exports are found: by the object's identity, in a hash table whose links are in the
 * records, and by number. An IPID has its place in an array in itself, so that looking is one step,
 * and random bits beside it, so that knowing places helps nobody: what is at the place has to have
 * the very same number. OIDs are in a hash table.
 */

#include "orpc/export-private.h"

#include <beck/guid.h>
#include <beck/hresult.h>
#include <string.h>

#include "base/alloc.h"
#include "orpc/resolver.h"

#define FIRST_SIZE 64
#define MAX_SIZE (1u << 30)
#define NO_PLACE G_MAXUINT32

BeckLock beck_exports_lock;

/* Under the lock. */
static struct
{
  BeckExport **buckets; /* a power of two */
  guint32 n_buckets;
  guint32 n_linked;

  BeckExportEntry **places; /* or, with the lowest bit set, the next free one */
  guint32 n_places;
  guint32 n_used; /* the rest was never used */
  guint32 free;

  BeckIdTable by_oid;
} table = { .free = NO_PLACE };

/* ---- Room ---- */

static gboolean
has_bucket (void)
{
  return table.n_linked < table.n_buckets;
}

static gboolean
has_place (void)
{
  return table.free != NO_PLACE || table.n_used < table.n_places;
}

static guint32
bucket_of (IUnknown *unknown, guint32 n_buckets)
{
  guint64 hash = ((guint64) (gsize) unknown >> 4) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return (guint32) (hash >> 32) & (n_buckets - 1);
}

static void
put_in_bucket (BeckExport **buckets, guint32 n_buckets, BeckExport *export)
{
  BeckExport **bucket = &buckets[bucket_of (export->unknown, n_buckets)];

  export->next = *bucket;
  *bucket = export;
}

/* Returns (transfer full): what is not needed any more. */
static gpointer
take_buckets (BeckExport **buckets, guint32 n)
{
  BeckExport **old = table.buckets;

  if (n <= table.n_buckets)
    return buckets;
  for (guint32 i = 0; i < table.n_buckets; i++)
    while (old[i] != NULL)
      {
        BeckExport *export = old[i];

        old[i] = export->next;
        put_in_bucket (buckets, n, export);
      }
  table.buckets = buckets;
  table.n_buckets = n;
  return old;
}

static gpointer
take_places (BeckExportEntry **places, guint32 n)
{
  BeckExportEntry **old = table.places;

  if (n <= table.n_places)
    return places;
  if (old != NULL)
    memcpy (places, old, table.n_used * sizeof *places);
  table.places = places;
  table.n_places = n;
  return old;
}

/* Entered and left with the lock held, which it releases meanwhile. */
static gboolean
grow (guint32 size, gpointer (*take) (gpointer bigger, guint32 n))
{
  guint32 n = MAX (FIRST_SIZE, size * 2);
  gpointer bigger;

  beck_lock_release (&beck_exports_lock);
  bigger = n <= MAX_SIZE ? beck_alloc0 (n * sizeof (gpointer)) : NULL;
  beck_lock_acquire (&beck_exports_lock);
  if (bigger == NULL)
    return FALSE;
  beck_free (take (bigger, n));
  return TRUE;
}

static gpointer
grow_buckets (gpointer bigger, guint32 n)
{
  return take_buckets (bigger, n);
}

static gpointer
grow_places (gpointer bigger, guint32 n)
{
  return take_places (bigger, n);
}

HRESULT
beck_export_table_lock_with_room (void)
{
  gboolean grown = TRUE;

  beck_lock_acquire (&beck_exports_lock);
  while (grown && !(has_bucket () && has_place ()))
    {
      if (!has_bucket ())
        grown = grow (table.n_buckets, grow_buckets);
      else
        grown = grow (table.n_places, grow_places);
    }
  if (!grown)
    beck_lock_release (&beck_exports_lock);
  return grown ? S_OK : E_OUTOFMEMORY;
}

/* ---- By identity ---- */

void
beck_export_table_link (BeckExport *export)
{
  put_in_bucket (table.buckets, table.n_buckets, export);
  table.n_linked++;
  export->is_linked = TRUE;
}

static void
unlink_at (BeckExport **place)
{
  BeckExport *export = *place;

  *place = export->next;
  export->next = NULL;
  export->is_linked = FALSE;
  table.n_linked--;
}

void
beck_export_table_unlink (BeckExport *export)
{
  BeckExport **place = &table.buckets[bucket_of (export->unknown, table.n_buckets)];

  while (*place != export)
    place = &(*place)->next;
  unlink_at (place);
}

BeckExport *
beck_export_table_find (IUnknown *unknown, BeckApartment *apartment)
{
  BeckExport *export = NULL;

  if (table.n_buckets > 0)
    export = table.buckets[bucket_of (unknown, table.n_buckets)];
  while (export != NULL
         && (export->unknown != unknown || export->state != EXPORT_LIVE
             || (export->apartment != NULL && export->apartment != apartment)))
    export = export->next;
  return export;
}

static BeckExport *
unlink_to_list (BeckExport **place, BeckExport *list)
{
  BeckExport *export = *place;

  unlink_at (place);
  export->next = list;
  return export;
}

BeckExport *
beck_export_table_unlink_object (IUnknown *unknown)
{
  BeckExport **place = NULL;
  BeckExport *found = NULL;

  if (table.n_buckets > 0)
    place = &table.buckets[bucket_of (unknown, table.n_buckets)];
  while (place != NULL && *place != NULL)
    if ((*place)->unknown == unknown)
      found = unlink_to_list (place, found);
    else
      place = &(*place)->next;
  return found;
}

BeckExport *
beck_export_table_unlink_all (BeckApartment *apartment)
{
  BeckExport *found = NULL;

  for (guint32 i = 0; i < table.n_buckets; i++)
    for (BeckExport **place = &table.buckets[i]; *place != NULL;)
      if ((*place)->apartment == apartment)
        found = unlink_to_list (place, found);
      else
        place = &(*place)->next;
  return found;
}

/* ---- By number ---- */

static guint32
take_place (void)
{
  guint32 place = table.free;

  if (place == NO_PLACE)
    return table.n_used++;
  table.free = (guint32) ((gsize) table.places[place] >> 1);
  return place;
}

static void
free_place (guint32 place)
{
  table.places[place] = (BeckExportEntry *) (((gsize) table.free << 1) | 1);
  table.free = place;
}

/* NULL if nothing is there. */
static BeckExportEntry *
at_place (guint32 place)
{
  BeckExportEntry *entry = place < table.n_used ? table.places[place] : NULL;

  return ((gsize) entry & 1) == 0 ? entry : NULL;
}

/* An OID tells whose it is, to resolvers of machines, and none comes again while somebody may think
 * of the old one. */
static void
name_export (BeckExport *export)
{
  static guint32 last;

  do
    export->by_oid.id = (guint64) beck_oxid_owner (beck_export_oxid ()) << 32 | ++last;
  while (beck_id_table_find (&table.by_oid, export->by_oid.id) != NULL);
  beck_id_table_add (&table.by_oid, &export->by_oid);
}

void
beck_export_table_add_entry (BeckExportEntry *entry)
{
  BeckExport *export = entry->export;
  guint32 place = take_place ();

  table.places[place] = entry;
  entry->ipid.Data1 = place;
  if (export->entries == NULL)
    name_export (export);
  entry->next = export->entries;
  export->entries = entry;
}

/* The entries of an export go together; the last in its list is the one that came first. */
void
beck_export_table_remove_entry (BeckExportEntry *entry)
{
  free_place (entry->ipid.Data1);
  if (entry->next == NULL)
    beck_id_table_remove (&table.by_oid, &entry->export->by_oid);
}

BeckExportEntry *
beck_export_table_find_entry (const IPID *ipid)
{
  BeckExportEntry *entry = at_place (ipid->Data1);

  return entry != NULL && beck_guid_equal (&entry->ipid, ipid) ? entry : NULL;
}

BeckExport *
beck_export_table_find_oid (OID oid)
{
  BeckIdNode *node = beck_id_table_find (&table.by_oid, oid);

  return node != NULL ? (BeckExport *) ((char *) node - G_STRUCT_OFFSET (BeckExport, by_oid))
                      : NULL;
}

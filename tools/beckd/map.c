/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The endpoint map: an array of entries, in the order of their serial numbers. Whoever goes through
 * it in steps keeps the serial of the entry before, so that what comes and goes in between does not
 * matter to him.
 */

#include "map.h"

#include <string.h>

struct BeckdMap
{
  BeckdMapLimits limits;
  GMutex mutex; /* guards the rest */
  GPtrArray *entries;
  guint64 last_serial;
};

BeckdMap *
beckd_map_new (const BeckdMapLimits *limits)
{
  BeckdMap *map = g_new0 (BeckdMap, 1);

  map->limits = *limits;
  g_mutex_init (&map->mutex);
  map->entries = g_ptr_array_new_with_free_func (g_atomic_rc_box_release);
  return map;
}

void
beckd_map_free (BeckdMap *map)
{
  g_ptr_array_unref (map->entries);
  g_mutex_clear (&map->mutex);
  g_free (map);
}

guint
beckd_map_size (BeckdMap *map)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&map->mutex);

  return map->entries->len;
}

static BeckdEntry *
entry_at (const BeckdMap *map, guint i)
{
  return g_ptr_array_index (map->entries, i);
}

/* ---- Changes ---- */

static BeckdEntry *
entry_new (const GUID *object, const guint8 *bytes, gsize size, const char *annotation)
{
  BeckdEntry *entry = g_atomic_rc_box_alloc0 (sizeof *entry + size);

  entry->object = *object;
  entry->size = size;
  memcpy (entry->bytes, bytes, size);
  g_strlcpy (entry->annotation, annotation, sizeof entry->annotation);
  if (beck_rpc_tower_parse (entry->bytes, size, &entry->tower) == BECK_RPC_TOWER_GOOD
      && entry->tower.protseq != NULL && entry->tower.endpoint[0] != '\0')
    return entry;
  g_atomic_rc_box_release (entry);
  return NULL;
}

static gboolean
is_same (const BeckdEntry *entry, const GUID *object, const guint8 *bytes, gsize size)
{
  return beck_guid_equal (&entry->object, object) && entry->size == size
         && memcmp (entry->bytes, bytes, size) == 0;
}

/* Whether @entry has to go for @next. */
static gboolean
is_replaced (const BeckdEntry *entry, const BeckdEntry *next)
{
  const RPC_IF_ID *a = &entry->tower.interface, *b = &next->tower.interface;

  return beck_guid_equal (&a->Uuid, &b->Uuid) && a->VersMajor == b->VersMajor
         && a->VersMinor == b->VersMinor && beck_guid_equal (&entry->object, &next->object)
         && strcmp (entry->tower.protseq, next->tower.protseq) == 0;
}

/* Takes out what @next takes the place of. */
static void
make_place (BeckdMap *map, const BeckdEntry *next, gboolean replace)
{
  for (guint i = map->entries->len; i-- > 0;)
    {
      const BeckdEntry *entry = entry_at (map, i);

      if ((replace && is_replaced (entry, next))
          || (entry->owner == next->owner
              && is_same (entry, &next->object, next->bytes, next->size)))
        g_ptr_array_remove_index (map->entries, i);
    }
}

static gboolean
has_room (const BeckdMap *map, gpointer owner)
{
  guint owned = 0;

  for (guint i = 0; i < map->entries->len; i++)
    owned += entry_at (map, i)->owner == owner;
  return map->entries->len < map->limits.entries && owned < map->limits.entries_per_owner;
}

guint32
beckd_map_insert (BeckdMap *map, gpointer owner, const GUID *object, const guint8 *bytes,
                  gsize size, const char *annotation, gboolean replace)
{
  BeckdEntry *entry = NULL;
  g_autoptr (GMutexLocker) locker = NULL;

  if (size <= BECK_RPC_TOWER_MAX_SIZE && strlen (annotation) < BECKD_MAX_ANNOTATION)
    entry = entry_new (object, bytes, size, annotation);
  if (entry == NULL)
    return BECKD_CANNOT_PERFORM;
  entry->owner = owner;
  locker = g_mutex_locker_new (&map->mutex);
  make_place (map, entry, replace);
  if (!has_room (map, owner))
    {
      g_atomic_rc_box_release (entry);
      return BECKD_NO_MEMORY;
    }
  entry->serial = ++map->last_serial;
  g_ptr_array_add (map->entries, entry);
  return BECKD_OK;
}

guint32
beckd_map_delete (BeckdMap *map, gpointer owner, const GUID *object, const guint8 *bytes,
                  gsize size)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&map->mutex);

  for (guint i = 0; i < map->entries->len; i++)
    {
      const BeckdEntry *entry = entry_at (map, i);

      if (entry->owner == owner && is_same (entry, object, bytes, size))
        {
          g_ptr_array_remove_index (map->entries, i);
          return BECKD_OK;
        }
    }
  return BECKD_NOT_REGISTERED;
}

void
beckd_map_forget (BeckdMap *map, gpointer owner)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&map->mutex);

  for (guint i = map->entries->len; i-- > 0;)
    if (entry_at (map, i)->owner == owner)
      g_ptr_array_remove_index (map->entries, i);
}

/* ---- Finding ---- */

static GPtrArray *
find_from (const BeckdMap *map, const BeckdQuery *query, guint64 *position, guint max,
           gboolean *more)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_atomic_rc_box_release);

  *more = FALSE;
  for (guint i = 0; i < map->entries->len && !*more; i++)
    {
      BeckdEntry *entry = entry_at (map, i);

      if (entry->serial <= *position || !query->matches (query, entry))
        continue;
      *more = found->len == max;
      if (!*more)
        g_ptr_array_add (found, g_atomic_rc_box_acquire (entry));
    }
  if (found->len > 0)
    *position = ((BeckdEntry *) g_ptr_array_index (found, found->len - 1))->serial;
  return found;
}

static gboolean
has_any (const BeckdMap *map, const BeckdQuery *query)
{
  for (guint i = 0; i < map->entries->len; i++)
    if (query->matches (query, entry_at (map, i)))
      return TRUE;
  return FALSE;
}

GPtrArray *
beckd_map_find (BeckdMap *map, const BeckdQuery *query, guint64 *position, guint max,
                gboolean *more)
{
  BeckdQuery nil = *query;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&map->mutex);

  if (!query->falls_back || has_any (map, query))
    return find_from (map, query, position, max, more);
  nil.object = GUID_NULL;
  return find_from (map, &nil, position, max, more);
}

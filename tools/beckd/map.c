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

static BeckdEntry *
entry_ref (BeckdEntry *entry)
{
  g_atomic_int_inc (&entry->refs);
  return entry;
}

static void
entry_unref (gpointer data)
{
  BeckdEntry *entry = data;

  if (g_atomic_int_dec_and_test (&entry->refs))
    g_free (entry);
}

BeckdMap *
beckd_map_new (const BeckdMapLimits *limits)
{
  BeckdMap *map = g_new0 (BeckdMap, 1);

  map->limits = *limits;
  g_mutex_init (&map->mutex);
  map->entries = g_ptr_array_new_with_free_func (entry_unref);
  return map;
}

void
beckd_map_free (BeckdMap *map)
{
  g_ptr_array_unref (map->entries);
  g_mutex_clear (&map->mutex);
  g_free (map);
}

static BeckdEntry *
entry_at (const BeckdMap *map, guint i)
{
  return g_ptr_array_index (map->entries, i);
}

guint
beckd_map_count (BeckdMap *map, gconstpointer owner)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&map->mutex);
  guint n = 0;

  for (guint i = 0; i < map->entries->len; i++)
    n += entry_at (map, i)->owner == owner;
  return n;
}

/* ---- New entries ---- */

static gboolean
is_same (const BeckdEntry *entry, const GUID *object, const guint8 *bytes, gsize size)
{
  return beck_guid_equal (&entry->object, object) && entry->size == size
         && memcmp (entry->bytes, bytes, size) == 0;
}

/* NULL for what cannot be an entry. */
static BeckdEntry *
entry_new (gpointer owner, const BeckdNewEntry *from)
{
  BeckdEntry *entry;

  if (from->size > BECK_RPC_TOWER_MAX_SIZE || strlen (from->annotation) >= BECKD_MAX_ANNOTATION)
    return NULL;
  entry = g_malloc0 (sizeof *entry + from->size);
  entry->refs = 1;
  entry->owner = owner;
  entry->object = *from->object;
  entry->size = from->size;
  memcpy (entry->bytes, from->bytes, from->size);
  g_strlcpy (entry->annotation, from->annotation, sizeof entry->annotation);
  if (beck_rpc_tower_parse (entry->bytes, entry->size, &entry->tower) == BECK_RPC_TOWER_GOOD
      && entry->tower.protseq != NULL && entry->tower.endpoint[0] != '\0')
    return entry;
  entry_unref (entry);
  return NULL;
}

/* All of them, each once; NULL if one cannot be. */
static GPtrArray *
entries_new (gpointer owner, const BeckdNewEntry *from, guint n)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_unref);

  for (guint i = 0; i < n; i++)
    {
      BeckdEntry *entry = entry_new (owner, &from[i]);
      gboolean known = FALSE;

      if (entry == NULL)
        return NULL;
      for (guint k = 0; k < entries->len && !known; k++)
        known = is_same (g_ptr_array_index (entries, k), from[i].object, from[i].bytes,
                         from[i].size);
      if (known)
        entry_unref (entry);
      else
        g_ptr_array_add (entries, entry);
    }
  return g_steal_pointer (&entries);
}

/* ---- Changes ---- */

/* Whether @entry has to go for @next. */
static gboolean
is_replaced (const BeckdEntry *entry, const BeckdEntry *next)
{
  const RPC_IF_ID *a = &entry->tower.interface, *b = &next->tower.interface;

  return beck_guid_equal (&a->Uuid, &b->Uuid) && a->VersMajor == b->VersMajor
         && a->VersMinor == b->VersMinor && beck_guid_equal (&entry->object, &next->object)
         && strcmp (entry->tower.protseq, next->tower.protseq) == 0;
}

static gboolean
goes (const BeckdEntry *entry, const GPtrArray *news, gboolean replace)
{
  for (guint i = 0; i < news->len; i++)
    {
      const BeckdEntry *next = g_ptr_array_index (news, i);

      if ((replace && is_replaced (entry, next))
          || (entry->owner == next->owner
              && is_same (entry, &next->object, next->bytes, next->size)))
        return TRUE;
    }
  return FALSE;
}

/* Whether there is room for @news when what they replace is gone. */
static gboolean
has_room (const BeckdMap *map, gconstpointer owner, const GPtrArray *news, gboolean replace)
{
  guint all = news->len, owned = news->len;

  for (guint i = 0; i < map->entries->len; i++)
    {
      const BeckdEntry *entry = entry_at (map, i);
      guint stays = !goes (entry, news, replace);

      all += stays;
      owned += stays && entry->owner == owner;
    }
  return all <= map->limits.entries && owned <= map->limits.entries_per_owner;
}

guint32
beckd_map_insert (BeckdMap *map, gpointer owner, const BeckdNewEntry *from, guint n,
                  gboolean replace)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GPtrArray) news = NULL;

  if (n > map->limits.entries_per_owner)
    return BECKD_NO_MEMORY;
  news = entries_new (owner, from, n);
  if (news == NULL)
    return BECKD_CANNOT_PERFORM;
  locker = g_mutex_locker_new (&map->mutex);
  if (!has_room (map, owner, news, replace))
    return BECKD_NO_MEMORY;
  for (guint i = map->entries->len; i-- > 0;)
    if (goes (entry_at (map, i), news, replace))
      g_ptr_array_remove_index (map->entries, i);
  for (guint i = 0; i < news->len; i++)
    ((BeckdEntry *) g_ptr_array_index (news, i))->serial = ++map->last_serial;
  g_ptr_array_extend_and_steal (map->entries, g_steal_pointer (&news));
  return BECKD_OK;
}

guint32
beckd_map_delete (BeckdMap *map, gpointer owner, const GUID *object, const guint8 *bytes,
                  gsize size)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&map->mutex);

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
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&map->mutex);

  for (guint i = map->entries->len; i-- > 0;)
    if (entry_at (map, i)->owner == owner)
      g_ptr_array_remove_index (map->entries, i);
}

/* ---- Finding ---- */

static GPtrArray *
find_from (const BeckdMap *map, const BeckdQuery *query, guint64 *position, guint max,
           gboolean *more)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (entry_unref);

  *more = FALSE;
  for (guint i = 0; i < map->entries->len && !*more; i++)
    {
      BeckdEntry *entry = entry_at (map, i);

      if (entry->serial <= *position || !query->matches (query, entry))
        continue;
      *more = found->len == max;
      if (!*more)
        g_ptr_array_add (found, entry_ref (entry));
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
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&map->mutex);

  if (!query->falls_back || has_any (map, query))
    return find_from (map, query, position, max, more);
  nil.object = GUID_NULL;
  return find_from (map, &nil, position, max, more);
}

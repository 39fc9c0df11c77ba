/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Entries: a list of keys with their values, searched from its beginning, since there are a few
 * dozen at most. A key is there once.
 */

#include "ras/entry.h"

#include <string.h>

#include "base/alloc.h"

typedef struct
{
  char *key;
  char *value;
} Pair;

struct BeckRasEntry
{
  gatomicrefcount refs;
  char *name;
  char *book;
  Pair *pairs;
  guint n_pairs;
  guint room; /* pairs that @pairs holds */
};

static char *
copy (const char *text)
{
  const gsize size = strlen (text) + 1;
  char *block = beck_alloc (size);

  return block != NULL ? memcpy (block, text, size) : NULL;
}

BeckRasEntry *
beck_ras_entry_new (const char *name, const char *book)
{
  BeckRasEntry *entry = beck_alloc0 (sizeof *entry);

  if (entry == NULL)
    return NULL;
  g_atomic_ref_count_init (&entry->refs);
  entry->name = copy (name);
  entry->book = copy (book);
  if (entry->name != NULL && entry->book != NULL)
    return entry;
  beck_ras_entry_unref (entry);
  return NULL;
}

BeckRasEntry *
beck_ras_entry_ref (BeckRasEntry *entry)
{
  g_atomic_ref_count_inc (&entry->refs);
  return entry;
}

static void
free_pair (Pair *pair)
{
  beck_free (pair->key);
  beck_free (pair->value);
}

void
beck_ras_entry_unref (BeckRasEntry *entry)
{
  if (entry == NULL || !g_atomic_ref_count_dec (&entry->refs))
    return;
  for (guint i = 0; i < entry->n_pairs; i++)
    free_pair (&entry->pairs[i]);
  beck_free (entry->pairs);
  beck_free (entry->name);
  beck_free (entry->book);
  beck_free (entry);
}

const char *
beck_ras_entry_get_name (const BeckRasEntry *entry)
{
  return entry->name;
}

const char *
beck_ras_entry_get_book (const BeckRasEntry *entry)
{
  return entry->book;
}

static Pair *
find (const BeckRasEntry *entry, const char *key)
{
  for (guint i = 0; i < entry->n_pairs; i++)
    if (strcmp (entry->pairs[i].key, key) == 0)
      return &entry->pairs[i];
  return NULL;
}

const char *
beck_ras_entry_get (const BeckRasEntry *entry, const char *key)
{
  const Pair *pair = find (entry, key);

  return pair != NULL ? pair->value : NULL;
}

guint32
beck_ras_entry_get_number (const BeckRasEntry *entry, const char *key, guint32 otherwise)
{
  const char *value = beck_ras_entry_get (entry, key);
  guint64 number;

  if (value == NULL || !g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT32, &number, NULL))
    return otherwise;
  return (guint32) number;
}

static void
remove_pair (BeckRasEntry *entry, Pair *pair)
{
  const gsize behind = (gsize) (entry->pairs + entry->n_pairs - (pair + 1));

  free_pair (pair);
  memmove (pair, pair + 1, behind * sizeof *pair);
  entry->n_pairs--;
}

static gboolean
has_room (BeckRasEntry *entry)
{
  const guint room = entry->room > 0 ? entry->room * 2 : 16;
  Pair *pairs;

  if (entry->n_pairs < entry->room)
    return TRUE;
  pairs = beck_realloc (entry->pairs, room * sizeof *pairs);
  if (pairs == NULL)
    return FALSE;
  entry->pairs = pairs;
  entry->room = room;
  return TRUE;
}

static gboolean
append (BeckRasEntry *entry, const char *key, const char *value)
{
  Pair pair;

  if (!has_room (entry))
    return FALSE;
  pair = (Pair) { copy (key), copy (value) };
  if (pair.key == NULL || pair.value == NULL)
    {
      free_pair (&pair);
      return FALSE;
    }
  entry->pairs[entry->n_pairs++] = pair;
  return TRUE;
}

gboolean
beck_ras_entry_set (BeckRasEntry *entry, const char *key, const char *value)
{
  Pair *pair = find (entry, key);
  char *replacement;

  if (value == NULL)
    {
      if (pair != NULL)
        remove_pair (entry, pair);
      return TRUE;
    }
  if (pair == NULL)
    return append (entry, key, value);
  replacement = copy (value);
  if (replacement == NULL)
    return FALSE;
  beck_free (pair->value);
  pair->value = replacement;
  return TRUE;
}

gboolean
beck_ras_entry_set_number (BeckRasEntry *entry, const char *key, guint32 value)
{
  char text[16];

  g_snprintf (text, sizeof text, "%" G_GUINT32_FORMAT, value);
  return beck_ras_entry_set (entry, key, text);
}

void
beck_ras_entry_foreach (const BeckRasEntry *entry,
                        void (*func) (const char *key, const char *value, gpointer data),
                        gpointer data)
{
  for (guint i = 0; i < entry->n_pairs; i++)
    func (entry->pairs[i].key, entry->pairs[i].value, data);
}

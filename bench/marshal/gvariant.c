/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Case K with GVariant. It has no C structures: values go in and come out by format
 * strings. What it has read is read in place, strings and bytes included; the data count as
 * not trusted, as data from a wire must.
 */

#include "marshal.h"

#define SMALL "(uuxd)"
#define RECORD "(sssss)"
#define ENTRIES "a(uusm" SMALL ")"

static gpointer buffer;
static gsize buffer_size;
static gsize message_size;

static gsize
store (GVariant *value)
{
  g_variant_ref_sink (value);
  message_size = g_variant_get_size (value);
  if (message_size > buffer_size)
    {
      buffer = g_realloc (buffer, message_size);
      buffer_size = message_size;
    }
  g_variant_store (value, buffer);
  g_variant_unref (value);
  return message_size;
}

static GVariant *
load (const char *type)
{
  return g_variant_ref_sink (g_variant_new_from_data (G_VARIANT_TYPE (type), buffer, message_size,
                                                      FALSE, NULL, NULL));
}

static gsize
write_small (void)
{
  const Small *small = &values ()->small;

  return store (g_variant_new (SMALL, small->id, small->kind, (gint64) small->stamp,
                               small->weight));
}

static void
read_small (gboolean check)
{
  g_autoptr (GVariant) value = load (SMALL);
  Small small;

  g_variant_get (value, SMALL, &small.id, &small.kind, &small.stamp, &small.weight);
  marshal_use (&small);
  if (check)
    check_small (&small);
}

static gsize
write_record (void)
{
  const Record *record = &values ()->record;

  return store (g_variant_new (RECORD, record->first, record->last, record->street,
                               record->town, record->country));
}

static void
read_record (gboolean check)
{
  g_autoptr (GVariant) value = load (RECORD);
  Record record;

  g_variant_get (value, "(&s&s&s&s&s)", &record.first, &record.last, &record.street,
                 &record.town, &record.country);
  marshal_use (&record);
  if (check)
    check_record (&record);
}

static gsize
write_entries (void)
{
  const Entry *entries = values ()->entries;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (ENTRIES));
  for (gsize i = 0; i < N_ENTRIES; i++)
    {
      const Entry *entry = &entries[i];
      const Small *extra = entry->extra;

      g_variant_builder_add (&builder, "(uusm" SMALL ")", entry->id, entry->size, entry->name,
                             TRUE, extra->id, extra->kind, (gint64) extra->stamp, extra->weight);
    }
  return store (g_variant_builder_end (&builder));
}

static void
read_entries (gboolean check)
{
  g_autoptr (GVariant) value = load (ENTRIES);
  gsize n = g_variant_n_children (value);
  g_autofree Entry *entries = g_new (Entry, n);
  g_autofree Small *extras = g_new (Small, n);
  gsize i = 0;
  GVariantIter iter;
  GVariant *child;

  g_variant_iter_init (&iter, value);
  while ((child = g_variant_iter_next_value (&iter)) != NULL)
    {
      gboolean has_extra;
      Small *extra = &extras[i];

      g_variant_get (child, "(uu&sm" SMALL ")", &entries[i].id, &entries[i].size,
                     &entries[i].name, &has_extra, &extra->id, &extra->kind, &extra->stamp,
                     &extra->weight);
      entries[i].extra = has_extra ? extra : NULL;
      g_variant_unref (child);
      i++;
    }
  marshal_use (entries);
  if (check)
    check_entries (entries, n);
}

static gsize
write_bytes (void)
{
  return store (g_variant_new_from_data (G_VARIANT_TYPE_BYTESTRING, values ()->bytes, N_BYTES, TRUE,
                                         NULL, NULL));
}

static void
read_bytes (gboolean check)
{
  g_autoptr (GVariant) value = load ("ay");
  gsize count;
  gconstpointer bytes = g_variant_get_fixed_array (value, &count, 1);

  marshal_use (bytes);
  if (check)
    check_bytes (bytes, count);
}

int
main (void)
{
#define STORED "stored in a reused buffer"
  static const MarshalCase cases[] = {
    { "small", STORED, "not trusted", write_small, read_small },
    { "record", STORED, "not trusted; strings in place", write_record, read_record },
    { "entries", STORED, "not trusted; strings in place", write_entries, read_entries },
    { "bytes", STORED, "not trusted; in place, no copy", write_bytes, read_bytes },
  };

  marshal_run ("GVariant", cases, G_N_ELEMENTS (cases));
  g_free (buffer);
  return 0;
}

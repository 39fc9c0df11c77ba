/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The values are of equal length for every peer: nothing is zero, empty or NULL, which some
 * of the formats leave out. */

#include "values.h"

#include <string.h>

#include "../harness.h"

#define TEXT(text) ((unsigned char *) (text))

static void
fill_small (Small *small, ULONG seed)
{
  small->id = 0x01020304 + seed;
  small->kind = 7;
  small->stamp = G_GINT64_CONSTANT (0x0102030405060708) + seed;
  small->weight = 0.5 + seed;
}

static void
fill (Values *all)
{
  static Small extras[N_ENTRIES];

  fill_small (&all->small, 0);
  all->record.first = TEXT ("Konstantinos-Alexand");
  all->record.last = TEXT ("Papadopoulos-Georgio");
  all->record.street = TEXT ("Leoforos Kifisias 12");
  all->record.town = TEXT ("Thessaloniki 546 21 ");
  all->record.country = TEXT ("Hellenic Republic EU");
  for (ULONG i = 0; i < N_ENTRIES; i++)
    {
      fill_small (&extras[i], i);
      all->entries[i].id = i + 1;
      all->entries[i].size = 4096 + i;
      all->entries[i].name = TEXT (g_strdup_printf ("entry-%06u", i));
      all->entries[i].extra = &extras[i];
    }
  for (gsize i = 0; i < N_BYTES; i++)
    all->bytes[i] = (byte) (i * 31 + i / 256);
}

const Values *
values (void)
{
  static Values all;

  if (all.record.first == NULL)
    fill (&all);
  return &all;
}

static gboolean
equal_small (const Small *a, const Small *b)
{
  return a->id == b->id && a->kind == b->kind && a->stamp == b->stamp && a->weight == b->weight;
}

static gboolean
equal_text (const unsigned char *a, const unsigned char *b)
{
  return strcmp ((const char *) a, (const char *) b) == 0;
}

void
check_small (const Small *small)
{
  BENCH_CHECK (equal_small (small, &values ()->small));
}

void
check_record (const Record *record)
{
  const Record *written = &values ()->record;

  BENCH_CHECK (equal_text (record->first, written->first));
  BENCH_CHECK (equal_text (record->last, written->last));
  BENCH_CHECK (equal_text (record->street, written->street));
  BENCH_CHECK (equal_text (record->town, written->town));
  BENCH_CHECK (equal_text (record->country, written->country));
}

void
check_entries (const Entry *entries, gsize count)
{
  const Entry *written = values ()->entries;

  BENCH_CHECK (count == N_ENTRIES);
  for (gsize i = 0; i < count; i++)
    {
      BENCH_CHECK (entries[i].id == written[i].id && entries[i].size == written[i].size);
      BENCH_CHECK (equal_text (entries[i].name, written[i].name));
      BENCH_CHECK (equal_small (entries[i].extra, written[i].extra));
    }
}

void
check_bytes (gconstpointer bytes, gsize count)
{
  BENCH_CHECK (count == N_BYTES && memcmp (bytes, values ()->bytes, N_BYTES) == 0);
}

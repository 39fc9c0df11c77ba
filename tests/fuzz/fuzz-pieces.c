/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Feeds inputs by pieces. */

#include "fuzz-pieces.h"

#include <string.h>

#define LONG 0x7f
#define CRUMB 1
#define LARGE 4096 /* an input of which crumbs are larger */

typedef struct
{
  const FuzzEater *eater;
  gpointer self;
  GByteArray *pending;
  gboolean full;
} Meal;

void
fuzz_trace (FuzzTrace *trace, guint64 value)
{
  *trace = (*trace ^ value) * 0x100000001b3;
}

void
fuzz_trace_bytes (FuzzTrace *trace, const guint8 *data, gsize size)
{
  fuzz_trace (trace, size);
  for (gsize i = 0; i < size; i++)
    fuzz_trace (trace, data[i]);
}

/* From a copy, so that the address sanitizer knows where the bytes end. */
static gssize
take_copy (Meal *meal)
{
  guint8 *copy = g_memdup2 (meal->pending->data, meal->pending->len);
  gssize used = meal->eater->take (meal->self, copy, meal->pending->len);

  g_free (copy);
  return used;
}

static void
eat (Meal *meal, gboolean copy)
{
  gssize used = 1;

  while (used > 0 && meal->pending->len > 0)
    {
      used = copy ? take_copy (meal)
                  : meal->eater->take (meal->self, meal->pending->data, meal->pending->len);
      g_assert (used <= (gssize) meal->pending->len);
      if (used > 0)
        g_byte_array_remove_range (meal->pending, 0, (guint) used);
    }
  meal->full = used < 0;
}

static gsize
length_of_piece (const guint8 *data, gsize size, gsize *at)
{
  gsize length = data[(*at)++];

  if (length == LONG && *at < size)
    length += 64 * (gsize) data[(*at)++];
  return MIN (length, size - *at);
}

static void
feed_piece (Meal *meal, FuzzManner manner, const guint8 *data, gsize length, gsize crumb)
{
  gsize step = manner == FUZZ_WHOLE ? length : crumb;

  for (gsize i = 0; i < length && !meal->full; i += step)
    {
      g_byte_array_append (meal->pending, data + i, (guint) MIN (step, length - i));
      eat (meal, manner == FUZZ_WHOLE);
    }
}

void
fuzz_feed (const FuzzEater *eater, gpointer self, FuzzManner manner, const guint8 *data, gsize size)
{
  Meal meal = { eater, self, g_byte_array_new (), FALSE };
  gsize crumb = size > LARGE ? 61 : CRUMB;
  gsize at = 0, length;

  while (at < size)
    {
      if (data[at] > LONG)
        {
          eater->command (self, data[at++] - LONG - 1);
          continue;
        }
      length = length_of_piece (data, size, &at);
      feed_piece (&meal, manner, data + at, length, crumb);
      at += length;
    }
  g_byte_array_unref (meal.pending);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Expected bytes. Gaps are filled with what no writer of ours writes, so that a reader that
 * looks at them is found out.
 */

#include "ndr-bytes.h"

#include <string.h>

#define FILLER 0xBF

typedef struct
{
  GByteArray *bytes;
  GByteArray *kinds;
  gboolean big_endian;
} Builder;

static void
append (Builder *builder, guint8 byte, NdrByteKind kind)
{
  guint8 as_byte = (guint8) kind;

  g_byte_array_append (builder->bytes, &byte, 1);
  g_byte_array_append (builder->kinds, &as_byte, 1);
}

static void
append_number (Builder *builder, guint64 value, guint width)
{
  for (guint i = 0; i < width; i++)
    append (builder, (guint8) (value >> 8 * (builder->big_endian ? width - 1 - i : i)),
            NDR_BYTE_EXACT);
}

static gsize
append_digits (Builder *builder, const char *text)
{
  gsize digits = strspn (text, "0123456789abcdef");

  if (digits != 2 && digits != 4 && digits != 8 && digits != 16)
    g_error ("a number of %" G_GSIZE_FORMAT " digits: %s", digits, text);
  append_number (builder, g_ascii_strtoull (text, NULL, 16), (guint) digits / 2);
  return digits;
}

static gsize
append_text (Builder *builder, const char *text)
{
  const char *end = strchr (text + 1, text[0]);

  if (end == NULL)
    g_error ("no end of text: %s", text);
  for (const char *c = text + 1; c < end; c++)
    append_number (builder, (guint8) *c, text[0] == '"' ? 2 : 1);
  return (gsize) (end + 1 - text);
}

/* The bytes since @start, until they are there @text times. */
static gsize
repeat (Builder *builder, const char *text, gsize start)
{
  gsize digits = strspn (text + 1, "0123456789");
  guint64 times = g_ascii_strtoull (text + 1, NULL, 10);
  gsize end = builder->bytes->len;

  if (digits == 0 || times == 0)
    g_error ("how often? %s", text);
  for (guint64 i = 1; i < times; i++)
    for (gsize j = start; j < end; j++)
      append (builder, builder->bytes->data[j], builder->kinds->data[j]);
  return digits + 1;
}

static gsize
append_token (Builder *builder, const char *text, gsize start)
{
  if (*text == '\'' || *text == '"')
    return append_text (builder, text);
  if (*text == '*')
    return repeat (builder, text, start);
  if (*text != '.')
    return append_digits (builder, text);
  append (builder, FILLER, NDR_BYTE_GAP);
  return 1;
}

void
ndr_bytes_parse (NdrBytes *bytes, const char *text, gboolean big_endian)
{
  Builder builder = { g_byte_array_sized_new (1), g_byte_array_sized_new (1), big_endian };
  gsize start = 0;

  while (*text != '\0')
    {
      gsize before = builder.bytes->len;

      if (*text == ' ')
        {
          text++;
          continue;
        }
      text += append_token (&builder, text, start);
      start = before;
    }
  bytes->size = builder.bytes->len;
  bytes->bytes = g_byte_array_free (builder.bytes, FALSE);
  bytes->kinds = g_byte_array_free (builder.kinds, FALSE);
}

void
ndr_bytes_init (NdrBytes *bytes, const guint8 *image, const guint8 *kinds, gsize size)
{
  bytes->size = size;
  bytes->bytes = g_memdup2 (image, size);
  bytes->kinds = g_memdup2 (kinds, size);
}

void
ndr_bytes_clear (NdrBytes *bytes)
{
  g_clear_pointer (&bytes->bytes, g_free);
  g_clear_pointer (&bytes->kinds, g_free);
  bytes->size = 0;
}

static char *
dump (const guint8 *bytes, gsize size)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%s%02x", i % 4 == 0 && i > 0 ? " " : "", bytes[i]);
  return g_string_free (text, FALSE);
}

/* All four bytes of a number are of its kind, in a row. */
static gboolean
same_id (const guint8 *expected, const guint8 *written)
{
  static const guint8 null[4];

  return (memcmp (expected, null, 4) == 0) == (memcmp (written, null, 4) == 0);
}

/* How many bytes from @i on belong together and are as they should be; 0 if they are not. */
static gsize
matching (const NdrBytes *bytes, const guint8 *written, gsize i)
{
  switch (bytes->kinds[i])
    {
    case NDR_BYTE_GAP:
      return written[i] == 0 ? 1 : 0;
    case NDR_BYTE_ID:
      return same_id (bytes->bytes + i, written + i) ? 4 : 0;
    default:
      return written[i] == bytes->bytes[i] ? 1 : 0;
    }
}

char *
ndr_bytes_difference (const NdrBytes *bytes, gconstpointer written, gsize size)
{
  g_autofree char *want = NULL;
  g_autofree char *have = NULL;
  gsize i = 0, n = 1;

  while (size == bytes->size && i < size && n > 0)
    {
      n = matching (bytes, written, i);
      i += n;
    }
  if (i == bytes->size && size == i)
    return NULL;
  want = dump (bytes->bytes, bytes->size);
  have = dump (written, size);
  return g_strdup_printf ("at %" G_GSIZE_FORMAT ":\n  expected %s\n  written  %s", i, want, have);
}

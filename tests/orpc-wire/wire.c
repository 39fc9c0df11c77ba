/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire.h"

#include <check.h>
#include <string.h>

#include "base/alloc.h"

#define DAMAGES 4000
#define MOST_ALLOCATIONS 200

static void
append_text (GByteArray *bytes, const char *text, const char *end)
{
  for (; text < end; text++)
    {
      const guint8 unit[] = { (guint8) *text, 0 };

      g_byte_array_append (bytes, unit, sizeof unit);
    }
}

GByteArray *
wire_bytes (const char *text)
{
  GByteArray *bytes = g_byte_array_new ();

  while (*text != '\0')
    if (*text == ' ' || *text == '|')
      text++;
    else if (*text == '"')
      {
        const char *end = strchr (text + 1, '"');

        append_text (bytes, text + 1, end);
        text = end + 1;
      }
    else
      {
        guint8 byte
            = (guint8) (g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]));

        g_assert (g_ascii_isxdigit (text[0]) && g_ascii_isxdigit (text[1]));
        g_byte_array_append (bytes, &byte, 1);
        text += 2;
      }
  return bytes;
}

void
wire_check_cut (const GByteArray *bytes, gsize whole, WireAgain again)
{
  for (gsize size = 0; size < whole; size++)
    ck_assert_msg (!again (bytes->data, size), "%zu bytes were enough", size);
  ck_assert (again (bytes->data, whole));
}

void
wire_check_damage (const GByteArray *bytes, WireAgain again)
{
  static const guint8 values[] = { 0, 1, 2, 4, 7, 8, 0x10, 0x40, 0x7f, 0x80, 0xff };
  GRand *random = g_rand_new_with_seed (bytes->len);

  for (guint i = 0; i < DAMAGES; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes->data, bytes->len);
      guint n = (guint) g_rand_int_range (random, 1, 4);

      while (n-- > 0)
        copy[g_rand_int_range (random, 0, (gint32) bytes->len)]
            = values[g_rand_int_range (random, 0, G_N_ELEMENTS (values))];
      again (copy, bytes->len);
    }
  g_rand_free (random);
}

void
wire_check_equal (const guint8 *data, gsize size, const GByteArray *bytes)
{
  for (gsize i = 0; i < MIN (size, bytes->len); i++)
    ck_assert_msg (data[i] == bytes->data[i], "byte %zu is %02x, not %02x", i, data[i],
                   bytes->data[i]);
  ck_assert_uint_eq (size, bytes->len);
}

void
wire_check_memory (gboolean (*scenario) (const GByteArray *bytes), const GByteArray *bytes)
{
  gint64 index = 0;
  gboolean done = FALSE;

  for (; !done; index++)
    {
      gboolean good;

      ck_assert_int_lt (index, MOST_ALLOCATIONS);
      beck_alloc_fail_at (index);
      good = scenario (bytes);
      done = beck_alloc_count () <= index;
      beck_alloc_fail_at (-1);
      ck_assert_int_eq (good, done);
    }
  ck_assert_int_gt (index, 1);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Texts in fields of a fixed size. UTF-16 is never longer than UTF-8, counted in characters of
 * either, so that what a caller gives always fits; what a caller is given may not.
 */

#include "ras/api-text.h"

#include <beck/status.h>
#include <string.h>

guint32
beck_ras_get_text_w (WCHAR *to, const WCHAR *from, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      to[i] = from[i];
      if (from[i] == 0)
        return 0;
    }
  return ERROR_INVALID_PARAMETER;
}

/* How many units it took. */
static gsize
put_character (WCHAR *to, gunichar character)
{
  if (character < 0x10000)
    {
      *to = (WCHAR) character;
      return 1;
    }
  to[0] = (WCHAR) (0xD800 + ((character - 0x10000) >> 10));
  to[1] = (WCHAR) (0xDC00 + (character & 0x3FF));
  return 2;
}

guint32
beck_ras_get_text_a (WCHAR *to, const char *from, gsize n)
{
  const char *end = memchr (from, 0, n);

  if (end == NULL)
    return ERROR_INVALID_PARAMETER;
  while (from < end)
    {
      gunichar character = g_utf8_get_char_validated (from, end - from);

      if (character >= 0x80000000u)
        return ERROR_NO_UNICODE_TRANSLATION;
      to += put_character (to, character);
      from = g_utf8_next_char (from);
    }
  *to = 0;
  return 0;
}

void
beck_ras_put_text_w (WCHAR *to, gsize n, const WCHAR *from)
{
  gsize i = 0;

  for (; i + 1 < n && from[i] != 0; i++)
    to[i] = from[i];
  /* Not between the halves of a character. */
  if (i > 0 && from[i] != 0 && (to[i - 1] & 0xFC00) == 0xD800)
    i--;
  to[i] = 0;
}

/* The next character, and how many units it is; a half is U+FFFD. */
static gunichar
next_character (const WCHAR *from, gsize *n)
{
  *n = 1;
  if ((from[0] & 0xFC00) == 0xD800 && (from[1] & 0xFC00) == 0xDC00)
    {
      *n = 2;
      return 0x10000 + ((gunichar) (from[0] & 0x3FF) << 10) + (from[1] & 0x3FF);
    }
  return (from[0] & 0xF800) == 0xD800 ? 0xFFFD : from[0];
}

void
beck_ras_put_text_a (char *to, gsize n, const WCHAR *from)
{
  char character[6];
  gsize units;

  while (*from != 0)
    {
      gsize size = (gsize) g_unichar_to_utf8 (next_character (from, &units), character);

      if (size >= n)
        break;
      memcpy (to, character, size);
      to += size;
      n -= size;
      from += units;
    }
  *to = 0;
}

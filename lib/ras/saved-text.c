/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The text of saved secrets. A group reaches from its heading to the next one, or to the end.
 * Keys of other names are left to later versions.
 */

#include "ras/saved-text.h"

#include <string.h>
#include <win/raserror.h>

enum
{
  N_KEYS = 3,
};

static const char *const keys[N_KEYS] = { "UserName", "Password", "Domain" };

typedef struct
{
  const char *begin;
  const char *end;
} Span;

static gsize
length (Span span)
{
  return (gsize) (span.end - span.begin);
}

/* Takes a line from the beginning of @rest, without its end. FALSE if there is none. */
static gboolean
take_line (Span *rest, Span *line)
{
  const char *newline;

  if (rest->begin == rest->end)
    return FALSE;
  newline = memchr (rest->begin, '\n', length (*rest));
  *line = (Span) { rest->begin, newline != NULL ? newline : rest->end };
  rest->begin = newline != NULL ? newline + 1 : rest->end;
  return TRUE;
}

static gboolean
is_heading (Span line)
{
  return length (line) > 0 && line.begin[0] == '[';
}

static gboolean
is_heading_of (Span line, const char *group)
{
  const gsize n = strlen (group);

  return length (line) == n + 2 && is_heading (line) && memcmp (line.begin + 1, group, n) == 0
         && line.end[-1] == ']';
}

/* Returns: the group with its heading; an empty one at the end if it is not there */
static Span
find_group (Span text, const char *group)
{
  Span rest = text, line, found = { text.end, text.end };

  while (take_line (&rest, &line))
    if (found.begin == text.end)
      found.begin = is_heading_of (line, group) ? line.begin : text.end;
    else if (is_heading (line))
      {
        found.end = line.begin;
        break;
      }
  return found;
}

/* ---- Reading ---- */

static int
hex_at (Span value)
{
  const int high = length (value) >= 3 ? g_ascii_xdigit_value (value.begin[1]) : -1;
  const int low = length (value) >= 3 ? g_ascii_xdigit_value (value.begin[2]) : -1;

  return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* Into @out, which has room for @value and a NUL. */
static gboolean
decode (Span value, char *out)
{
  while (value.begin < value.end)
    {
      const gboolean escaped = *value.begin == '%';
      const int c = escaped ? hex_at (value) : *value.begin;

      if (escaped && c <= 0)
        return FALSE;
      *out++ = (char) c;
      value.begin += escaped ? 3 : 1;
    }
  *out = '\0';
  return TRUE;
}

/* What stands behind "KEY=", or nothing. */
static gboolean
is_key (Span line, const char *key, Span *value)
{
  const gsize n = strlen (key);

  if (length (line) <= n || memcmp (line.begin, key, n) != 0 || line.begin[n] != '=')
    return FALSE;
  *value = (Span) { line.begin + n + 1, line.end };
  return TRUE;
}

static gboolean
find_values (Span group, Span values[N_KEYS])
{
  Span line;

  take_line (&group, &line);
  while (take_line (&group, &line))
    {
      if (length (line) == 0 || line.begin[0] == '#')
        continue;
      if (memchr (line.begin, '=', length (line)) == NULL)
        return FALSE;
      for (guint i = 0; i < N_KEYS; i++)
        if (is_key (line, keys[i], &values[i]))
          break;
    }
  return TRUE;
}

guint32
beck_ras_saved_text_get (const char *text, gsize size, const char *group,
                         BeckRasCredentials **credentials)
{
  const Span found = find_group ((Span) { text, text + size }, group);
  Span values[N_KEYS] = { { NULL, NULL } };
  char *decoded, *parts[N_KEYS];
  guint32 error = ERROR_SUCCESS;

  *credentials = NULL;
  if (length (found) == 0)
    return ERROR_SUCCESS;
  if (memchr (found.begin, 0, length (found)) != NULL || !find_values (found, values))
    return ERROR_CORRUPT_PHONEBOOK;
  decoded = beck_ras_secret_alloc (length (found) + N_KEYS);
  if (decoded == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  parts[0] = decoded;
  for (guint i = 0; i < N_KEYS; i++)
    {
      if (!decode (values[i], parts[i]) || !g_utf8_validate (parts[i], -1, NULL))
        error = ERROR_CORRUPT_PHONEBOOK;
      if (i + 1 < N_KEYS)
        parts[i + 1] = parts[i] + length (values[i]) + 1;
    }
  if (error == ERROR_SUCCESS)
    *credentials = beck_ras_credentials_new (parts[0], parts[1], parts[2]);
  if (error == ERROR_SUCCESS && *credentials == NULL)
    error = ERROR_NOT_ENOUGH_MEMORY;
  beck_ras_secret_free (decoded);
  return error;
}

/* ---- Writing ---- */

static void
put (BeckRasSavedText *out, const char *text, gsize size)
{
  if (size > 0)
    memcpy (out->text + out->size, text, size);
  out->size += size;
}

static void
put_escaped (BeckRasSavedText *out, const char *value)
{
  static const char hex[] = "0123456789ABCDEF";

  for (; *value != '\0'; value++)
    {
      const guchar c = (guchar) *value;
      const char escape[3] = { '%', hex[c >> 4], hex[c & 15] };

      if (g_ascii_isalnum (*value) || strchr ("-_.@\\ ", *value) != NULL)
        put (out, value, 1);
      else
        put (out, escape, sizeof escape);
    }
}

/* Every line but those of the group, which may be there more than once. */
static void
put_others (BeckRasSavedText *out, Span text, const char *group)
{
  gboolean ours = FALSE;
  Span line;

  while (take_line (&text, &line))
    {
      if (is_heading (line))
        ours = is_heading_of (line, group);
      if (ours)
        continue;
      put (out, line.begin, length (line));
      put (out, "\n", 1);
    }
}

static void
put_group (BeckRasSavedText *out, const char *group, const char *const values[N_KEYS])
{
  put (out, "[", 1);
  put (out, group, strlen (group));
  put (out, "]\n", 2);
  for (guint i = 0; i < N_KEYS; i++)
    {
      put (out, keys[i], strlen (keys[i]));
      put (out, "=", 1);
      put_escaped (out, values[i]);
      put (out, "\n", 1);
    }
}

/* As much as a group can become. */
static gsize
room_for (const char *group, const char *const values[N_KEYS])
{
  gsize room = strlen (group) + sizeof "[]\n";

  for (guint i = 0; i < N_KEYS; i++)
    room += strlen (keys[i]) + sizeof "=\n" + 3 * strlen (values[i]);
  return room;
}

guint32
beck_ras_saved_text_set (const char *text, gsize size, const char *group,
                         const BeckRasCredentials *credentials, BeckRasSavedText *result)
{
  const char *const values[N_KEYS] = {
    credentials != NULL ? credentials->user_name : "",
    credentials != NULL ? credentials->password : "",
    credentials != NULL ? credentials->domain : "",
  };

  *result = (BeckRasSavedText) { beck_ras_secret_alloc (size + 1 + room_for (group, values)), 0 };
  if (result->text == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  if (text != NULL)
    put_others (result, (Span) { text, text + size }, group);
  if (credentials != NULL)
    put_group (result, group, values);
  return ERROR_SUCCESS;
}

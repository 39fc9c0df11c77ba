/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Commas, indentation, escapes (RFC 8259).
 */

#include "json.h"

#include <string.h>

void
idl_json_init (IdlJson *json)
{
  *json = (IdlJson){ .out = g_string_new (NULL), .empty = TRUE };
}

char *
idl_json_finish (IdlJson *json)
{
  g_assert (json->depth == 0);
  g_string_append_c (json->out, '\n');
  return g_string_free (g_steal_pointer (&json->out), FALSE);
}

static void
new_line (IdlJson *json)
{
  g_string_append_c (json->out, '\n');
  for (guint i = 0; i < json->depth; i++)
    g_string_append (json->out, "  ");
}

static void
append_quoted (const char *text, GString *out)
{
  gboolean utf8 = g_utf8_validate (text, -1, NULL);

  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p = utf8 ? g_utf8_next_char (p) : p + 1)
    {
      gunichar c = utf8 ? g_utf8_get_char (p) : (guint8) *p;

      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", (char) c);
      else if (c >= 0x20 && c < 0x7F)
        g_string_append_c (out, (char) c);
      else if (c >= 0x10000)
        g_string_append_printf (out, "\\u%04x\\u%04x", 0xD800 + ((c - 0x10000) >> 10),
                                0xDC00 + ((c - 0x10000) & 0x3FF));
      else
        g_string_append_printf (out, "\\u%04x", c);
    }
  g_string_append_c (out, '"');
}

/* Whatever comes before a value. */
static void
begin (IdlJson *json, const char *key)
{
  if (!json->empty)
    g_string_append_c (json->out, ',');
  if (json->inline_depth == 0 && json->depth > 0)
    new_line (json);
  else if (json->depth > 0)
    g_string_append (json->out, " ");
  json->empty = FALSE;
  if (key == NULL)
    return;
  append_quoted (key, json->out);
  g_string_append (json->out, ": ");
}

static void
open_container (IdlJson *json, const char *key, char open, gboolean in_line)
{
  begin (json, key);
  g_string_append_c (json->out, open);
  json->depth++;
  json->inline_depth += in_line || json->inline_depth > 0 ? 1 : 0;
  json->empty = TRUE;
}

void
idl_json_open (IdlJson *json, const char *key, char open)
{
  open_container (json, key, open, FALSE);
}

void
idl_json_open_inline (IdlJson *json, const char *key, char open)
{
  open_container (json, key, open, TRUE);
}

void
idl_json_close (IdlJson *json, char close)
{
  gboolean in_line = json->inline_depth > 0;

  json->depth--;
  json->inline_depth -= in_line ? 1 : 0;
  if (!json->empty && in_line)
    g_string_append_c (json->out, ' ');
  else if (!json->empty)
    new_line (json);
  g_string_append_c (json->out, close);
  json->empty = FALSE;
}

void
idl_json_string (IdlJson *json, const char *key, const char *value)
{
  begin (json, key);
  if (value != NULL)
    append_quoted (value, json->out);
  else
    g_string_append (json->out, "null");
}

void
idl_json_bool (IdlJson *json, const char *key, gboolean value)
{
  begin (json, key);
  g_string_append (json->out, value ? "true" : "false");
}

void
idl_json_uint (IdlJson *json, const char *key, guint value)
{
  idl_json_number (json, key, idl_number_unsigned (value));
}

#define EXACT ((gint64) 1 << 53)

void
idl_json_number (IdlJson *json, const char *key, IdlNumber value)
{
  gboolean exact = value.negative ? (gint64) value.bits >= -EXACT : value.bits <= EXACT;
  const char *quote = exact ? "" : "\"";

  begin (json, key);
  if (value.negative)
    g_string_append_printf (json->out, "%s%" G_GINT64_FORMAT "%s", quote, (gint64) value.bits,
                            quote);
  else
    g_string_append_printf (json->out, "%s%" G_GUINT64_FORMAT "%s", quote, value.bits, quote);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Names of entries. */

#include "ras/entry-name.h"

#include <string.h>

static gboolean
is_blank (const char *name)
{
  for (; *name != '\0'; name = g_utf8_next_char (name))
    if (!g_unichar_isspace (g_utf8_get_char (name)))
      return FALSE;
  return TRUE;
}

gboolean
beck_ras_name_is_possible (const char *name)
{
  return strlen (name) <= BECK_RAS_NAME_MAX && g_utf8_validate (name, -1, NULL) && name[0] != '.'
         && !is_blank (name);
}

gboolean
beck_ras_name_is_valid (const char *name)
{
  gboolean has_alnum = FALSE;

  if (!beck_ras_name_is_possible (name) || strpbrk (name, "|><?*\\/:") != NULL)
    return FALSE;
  for (; *name != '\0'; name = g_utf8_next_char (name))
    {
      const gunichar c = g_utf8_get_char (name);

      if (g_unichar_iscntrl (c))
        return FALSE;
      has_alnum = has_alnum || g_unichar_isalnum (c);
    }
  return has_alnum;
}

static gboolean
is_plain (char c)
{
  return c != '%' && c != '[' && c != ']' && !g_ascii_iscntrl (c);
}

char *
beck_ras_name_escape (const char *name)
{
  GString *group = g_string_new (NULL);

  for (; *name != '\0'; name++)
    if (is_plain (*name))
      g_string_append_c (group, *name);
    else
      g_string_append_printf (group, "%%%02X", (guchar) *name);
  return g_string_free (group, FALSE);
}

/* What was written in another way is refused, so that no two groups have one name. */
char *
beck_ras_name_unescape (const char *group)
{
  g_autofree char *name = g_uri_unescape_string (group, NULL);
  g_autofree char *again = name != NULL ? beck_ras_name_escape (name) : NULL;

  return g_strcmp0 (again, group) == 0 ? g_steal_pointer (&name) : NULL;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Entries. Their texts come from files that anybody may have written: that they are what the
 * IDL says has been checked, that they are fit for a terminal has not.
 */

#include "entry.h"

#include <string.h>

static unsigned char *
copy (const char *text)
{
  return (unsigned char *) g_strdup (text);
}

/* ---- Making ---- */

static gboolean
take_post (Entry *entry, char **words, guint n)
{
  if (n != 2 && n != 3)
    return FALSE;
  entry->kind = CONTACT_POST;
  entry->contact.post.street = copy (words[0]);
  entry->contact.post.city = copy (words[1]);
  entry->contact.post.country = copy (n == 3 ? words[2] : NULL);
  return TRUE;
}

static gboolean
take_words (Entry *entry, char **words)
{
  guint n = g_strv_length (words);

  if (n == 2 && strcmp (words[0], "email") == 0)
    {
      entry->kind = CONTACT_EMAIL;
      entry->contact.email = copy (words[1]);
      return TRUE;
    }
  if (n == 2 && strcmp (words[0], "phone") == 0)
    {
      entry->kind = CONTACT_PHONE;
      entry->contact.phone = copy (words[1]);
      return TRUE;
    }
  return n > 0 && strcmp (words[0], "post") == 0 && take_post (entry, words + 1, n - 1);
}

Entry *
entry_new (const char *name, char **words)
{
  Entry *entry = g_new0 (Entry, 1);

  if (!take_words (entry, words))
    {
      g_free (entry);
      return NULL;
    }
  entry->name = copy (name);
  entry->added = g_get_real_time () / G_USEC_PER_SEC;
  return entry;
}

/* ---- Showing ---- */

static void
append_text (GString *out, const char *prefix, const unsigned char *text)
{
  g_autofree char *valid = NULL;

  if (text == NULL)
    return;
  valid = g_utf8_make_valid ((const char *) text, -1);
  g_string_append (out, prefix);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (out, g_unichar_isprint (g_utf8_get_char (p)) ? g_utf8_get_char (p)
                                                                         : 0xFFFD);
}

static void
append_date (GString *out, gint64 added)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (added);
  g_autofree char *text = date != NULL ? g_date_time_format (date, "%F") : g_strdup ("ever");

  g_string_append_printf (out, "  since %s", text);
}

char *
entry_to_string (const Entry *entry)
{
  GString *out = g_string_new (NULL);

  append_text (out, "", entry->name);
  switch (entry->kind)
    {
    case CONTACT_EMAIL:
      append_text (out, "  email ", entry->contact.email);
      break;
    case CONTACT_PHONE:
      append_text (out, "  phone ", entry->contact.phone);
      break;
    case CONTACT_POST:
      append_text (out, "  post ", entry->contact.post.street);
      append_text (out, ", ", entry->contact.post.city);
      append_text (out, ", ", entry->contact.post.country);
      break;
    }
  append_date (out, entry->added);
  return g_string_free (out, FALSE);
}

gboolean
entry_matches (const Entry *entry, const char *text)
{
  g_autofree char *line = entry_to_string (entry);
  g_autofree char *folded = g_utf8_casefold (line, -1);
  g_autofree char *wanted = g_utf8_casefold (text, -1);

  return strstr (folded, wanted) != NULL;
}

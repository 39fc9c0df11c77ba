/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where the copies of profiles are. Their names are numbers, so that an entry may be renamed. */

#include "ras/book-profile.h"

#include <string.h>
#include <unistd.h>

static char *
directory_of (const char *book)
{
  return g_strconcat (book, ".profiles", NULL);
}

char *
beck_ras_profile_path (const char *book)
{
  g_autofree char *directory = directory_of (book);
  g_autofree char *id = g_uuid_string_random ();

  return g_strdup_printf ("%s/%s.ovpn", directory, id);
}

void
beck_ras_profile_remove (const BeckRasEntry *entry)
{
  const char *path = beck_ras_entry_get (entry, BECK_RAS_KEY_PROFILE);
  g_autofree char *book = g_canonicalize_filename (beck_ras_entry_get_book (entry), NULL);
  g_autofree char *directory = directory_of (book);
  g_autofree char *parent = path != NULL ? g_path_get_dirname (path) : NULL;

  if (g_strcmp0 (parent, directory) == 0)
    unlink (path);
}

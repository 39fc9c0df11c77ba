/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A directory for the phone books of a test. */

#include "test-book-kit.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

static char *directory;

void
book_set_up (void)
{
  directory = g_dir_make_tmp ("beck-book-XXXXXX", NULL);
  ck_assert_ptr_nonnull (directory);
  g_setenv ("BECK_RAS_PHONEBOOK", book_path ("user"), TRUE);
  g_setenv ("BECK_RAS_SYSTEM_PHONEBOOK", book_path ("system"), TRUE);
}

static void
remove_all (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_all (child);
      else
        g_unlink (child);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_rmdir (path);
}

void
book_tear_down (void)
{
  remove_all (directory);
  g_clear_pointer (&directory, g_free);
}

const char *
book_path (const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  return g_intern_string (path);
}

const char *
book_write (const char *name, const char *text)
{
  const char *path = book_path (name);

  ck_assert (g_file_set_contents (path, text, -1, NULL));
  return path;
}

char *
book_read (const char *name)
{
  char *text = NULL;

  g_file_get_contents (book_path (name), &text, NULL, NULL);
  return text;
}

void
book_put (const char *name, const char *number)
{
  g_autoptr (BeckRasEntry) entry = beck_ras_entry_new (name, "");

  ck_assert (beck_ras_entry_set (entry, BECK_RAS_KEY_PHONE_NUMBER, number));
  ck_assert_uint_eq (beck_ras_book_put (NULL, entry), 0);
}

BeckRasEntry *
book_find (const char *book, const char *name)
{
  BeckRasEntry *entry;

  ck_assert_uint_eq (beck_ras_book_find (book, name, &entry), 0);
  ck_assert_ptr_nonnull (entry);
  return entry;
}

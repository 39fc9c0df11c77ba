/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Reading and writing one phone book. A book that is a link is written where the link points to.
 */

#include "ras/book-file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <win/raserror.h>

#include "ras/book.h"
#include "ras/entry-name.h"
#include "ras/secret.h"

#define NEW_MODE_USER 0600
#define NEW_MODE_SYSTEM 0644

/* ---- Where ---- */

static const char *
path_from (const char *variable, char *otherwise)
{
  const char *told = g_getenv (variable);
  const char *path = g_intern_string (told != NULL && told[0] != '\0' ? told : otherwise);

  g_free (otherwise);
  return path;
}

const char *
beck_ras_book_user (void)
{
  return path_from ("BECK_RAS_PHONEBOOK",
                    g_build_filename (g_get_user_config_dir (), "beck", "ras", "phonebook", NULL));
}

const char *
beck_ras_book_system (void)
{
  return path_from ("BECK_RAS_SYSTEM_PHONEBOOK", g_strdup ("/etc/beck/ras/phonebook"));
}

static gboolean
is_system (const char *path)
{
  return strcmp (path, beck_ras_book_system ()) == 0;
}

void
beck_ras_book_make_directory (const char *path)
{
  g_autofree char *directory = NULL;

  if (strcmp (path, beck_ras_book_user ()) != 0 && !is_system (path))
    return;
  directory = g_path_get_dirname (path);
  (void) !g_mkdir_with_parents (directory, is_system (path) ? 0755 : 0700);
}

/* ---- Reading ---- */

static guint32
parse (const char *text, gsize size, GKeyFile *keys)
{
  if (size > 0
      && !g_key_file_load_from_data (keys, text, size, G_KEY_FILE_KEEP_COMMENTS, NULL))
    return ERROR_CORRUPT_PHONEBOOK;
  return ERROR_SUCCESS;
}

guint32
beck_ras_book_parse (const char *path, const char *text, gsize size, BeckRasBook *book)
{
  guint32 error;

  *book = (BeckRasBook) { path, g_key_file_new (), 0, -1 };
  error = parse (text, size, book->keys);
  if (error != ERROR_SUCCESS)
    beck_ras_book_close (book);
  return error;
}

/* Into @book, whose keys are empty. */
static guint32
fill (BeckRasBook *book)
{
  BeckRasFile file;
  guint32 error = beck_ras_file_read (book->path, &file);

  if (error == ERROR_ACCESS_DENIED)
    return ERROR_CANNOT_OPEN_PHONEBOOK;
  if (error != ERROR_SUCCESS)
    return error;
  book->mode = file.mode;
  error = parse (file.text, file.size, book->keys);
  beck_ras_secret_free (file.text);
  return error;
}

guint32
beck_ras_book_load (const char *path, BeckRasBook *book)
{
  guint32 error;

  *book = (BeckRasBook) { path, g_key_file_new (), 0, -1 };
  error = fill (book);
  if (error != ERROR_SUCCESS)
    beck_ras_book_close (book);
  return error;
}

void
beck_ras_book_close (BeckRasBook *book)
{
  g_clear_pointer (&book->keys, g_key_file_unref);
  if (book->lock >= 0)
    beck_ras_file_unlock (book->lock);
  book->lock = -1;
}

/* ---- Writing ---- */

guint32
beck_ras_book_begin (const char *path, BeckRasBook *book)
{
  guint32 error;

  *book = (BeckRasBook) { path, NULL, is_system (path) ? NEW_MODE_SYSTEM : NEW_MODE_USER, -1 };
  beck_ras_book_make_directory (path);
  error = beck_ras_file_lock (path, &book->lock);
  if (error != ERROR_SUCCESS)
    {
      book->lock = -1;
      return error;
    }
  book->keys = g_key_file_new ();
  error = fill (book);
  if (error == ERROR_FILE_NOT_FOUND)
    return ERROR_SUCCESS;
  if (error != ERROR_SUCCESS)
    beck_ras_book_close (book);
  return error;
}

guint32
beck_ras_book_commit (BeckRasBook *book)
{
  gsize size;
  g_autofree char *text = g_key_file_to_data (book->keys, &size, NULL);
  char *target = realpath (book->path, NULL);
  guint32 error = ERROR_CANNOT_WRITE_PHONEBOOK;

  if (size <= BECK_RAS_FILE_MAX)
    error = beck_ras_file_replace (target != NULL ? target : book->path, text, size, book->mode);
  free (target);
  return error;
}

/* ---- Entries ---- */

static guint32
take_value (GKeyFile *keys, const char *group, const char *key, BeckRasEntry *entry)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *value = g_key_file_get_string (keys, group, key, &error);

  /* A value with a bad escape comes with an error and is not NULL. */
  if (value == NULL || error != NULL)
    return ERROR_CORRUPT_PHONEBOOK;
  return beck_ras_entry_set (entry, key, value) ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}

static guint32
take_values (GKeyFile *keys, const char *group, BeckRasEntry *entry)
{
  g_auto (GStrv) names = g_key_file_get_keys (keys, group, NULL, NULL);
  guint32 error = ERROR_SUCCESS;

  for (gsize i = 0; names != NULL && names[i] != NULL && error == ERROR_SUCCESS; i++)
    error = take_value (keys, group, names[i], entry);
  return error;
}

gboolean
beck_ras_book_has_entry (const BeckRasBook *book, const char *name)
{
  g_autofree char *group = beck_ras_name_escape (name);

  return g_key_file_has_group (book->keys, group);
}

guint32
beck_ras_book_get_entry (const BeckRasBook *book, const char *name, BeckRasEntry **entry)
{
  g_autofree char *group = beck_ras_name_escape (name);
  guint32 error;

  *entry = NULL;
  if (!g_key_file_has_group (book->keys, group))
    return ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
  *entry = beck_ras_entry_new (name, book->path);
  if (*entry == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  error = take_values (book->keys, group, *entry);
  if (error != ERROR_SUCCESS)
    g_clear_pointer (entry, beck_ras_entry_unref);
  return error;
}

static guint32
add_entry (const BeckRasBook *book, const char *group, GPtrArray *entries)
{
  g_autofree char *name = beck_ras_name_unescape (group);
  BeckRasEntry *entry;
  guint32 error;

  if (name == NULL || !beck_ras_name_is_possible (name))
    return ERROR_CORRUPT_PHONEBOOK;
  error = beck_ras_book_get_entry (book, name, &entry);
  if (error == ERROR_SUCCESS)
    g_ptr_array_add (entries, entry);
  return error;
}

guint32
beck_ras_book_get_entries (const BeckRasBook *book, GPtrArray *entries)
{
  g_auto (GStrv) groups = g_key_file_get_groups (book->keys, NULL);
  guint32 error = ERROR_SUCCESS;

  for (gsize i = 0; groups[i] != NULL && error == ERROR_SUCCESS; i++)
    error = add_entry (book, groups[i], entries);
  return error;
}

typedef struct
{
  GKeyFile *keys;
  const char *group;
} Target;

static void
put_value (const char *key, const char *value, gpointer data)
{
  const Target *target = data;

  g_key_file_set_string (target->keys, target->group, key, value);
}

/* An entry need not have any key. */
static void
make_group (const Target *target)
{
  g_key_file_set_string (target->keys, target->group, BECK_RAS_KEY_TYPE, "");
  g_key_file_remove_key (target->keys, target->group, BECK_RAS_KEY_TYPE, NULL);
}

static void
remove_others (const Target *target, const BeckRasEntry *entry)
{
  g_auto (GStrv) names = g_key_file_get_keys (target->keys, target->group, NULL, NULL);

  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    if (beck_ras_entry_get (entry, names[i]) == NULL)
      g_key_file_remove_key (target->keys, target->group, names[i], NULL);
}

void
beck_ras_book_set_entry (BeckRasBook *book, const char *name, const BeckRasEntry *entry)
{
  g_autofree char *group = beck_ras_name_escape (name);
  Target target = { book->keys, group };

  if (!g_key_file_has_group (book->keys, group))
    make_group (&target);
  remove_others (&target, entry);
  beck_ras_entry_foreach (entry, put_value, &target);
}

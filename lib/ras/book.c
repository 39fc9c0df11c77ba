/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Phone books: what is found in which of them. Every function reads the file anew, since other
 * processes change it.
 */

#include "ras/book.h"

#include <win/raserror.h>

#include "ras/book-file.h"
#include "ras/book-profile.h"
#include "ras/entry-name.h"

static gboolean
is_named (const char *book)
{
  return book != NULL && book[0] != '\0';
}

/* A book that was named has to be there; the default ones need not. */
static guint32
load (const char *path, gboolean named, BeckRasBook *book)
{
  const guint32 error = beck_ras_book_load (path, book);

  return error == ERROR_FILE_NOT_FOUND && named ? ERROR_CANNOT_OPEN_PHONEBOOK : error;
}

static guint32
find_in (const char *path, gboolean named, const char *name, BeckRasEntry **entry)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  BeckRasBook book;
  guint32 error = load (absolute, named, &book);

  if (error == ERROR_FILE_NOT_FOUND)
    return ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
  if (error != ERROR_SUCCESS)
    return error;
  error = beck_ras_book_get_entry (&book, name, entry);
  beck_ras_book_close (&book);
  return error;
}

guint32
beck_ras_book_find (const char *book, const char *name, BeckRasEntry **entry)
{
  guint32 error;

  *entry = NULL;
  if (!beck_ras_name_is_possible (name))
    return ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
  if (is_named (book))
    return find_in (book, TRUE, name, entry);
  error = find_in (beck_ras_book_user (), FALSE, name, entry);
  if (error == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY)
    error = find_in (beck_ras_book_system (), FALSE, name, entry);
  return error;
}

/* ---- All of them ---- */

static guint32
list_in (const char *path, gboolean named, GPtrArray *entries)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  BeckRasBook book;
  guint32 error = load (absolute, named, &book);

  if (error == ERROR_FILE_NOT_FOUND)
    return ERROR_SUCCESS;
  if (error != ERROR_SUCCESS)
    return error;
  error = beck_ras_book_get_entries (&book, entries);
  beck_ras_book_close (&book);
  return error;
}

guint32
beck_ras_book_list (const char *book, GPtrArray **entries)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) beck_ras_entry_unref);
  guint32 error;

  *entries = NULL;
  error = list_in (is_named (book) ? book : beck_ras_book_user (), is_named (book), found);
  if (error == ERROR_SUCCESS && !is_named (book))
    error = list_in (beck_ras_book_system (), FALSE, found);
  if (error == ERROR_SUCCESS)
    *entries = found;
  else
    g_ptr_array_unref (found);
  return error;
}

/* ---- Changes ---- */

guint32
beck_ras_book_put (const char *book, const BeckRasEntry *entry)
{
  BeckRasBook file;
  guint32 error;

  if (!beck_ras_name_is_possible (beck_ras_entry_get_name (entry)))
    return ERROR_INVALID_NAME;
  error = beck_ras_book_begin (is_named (book) ? book : beck_ras_book_user (), &file);
  if (error != ERROR_SUCCESS)
    return error;
  beck_ras_book_set_entry (&file, beck_ras_entry_get_name (entry), entry);
  error = beck_ras_book_commit (&file);
  beck_ras_book_close (&file);
  return error;
}

guint32
beck_ras_book_add (const char *book, const BeckRasEntry *entry)
{
  BeckRasBook file;
  const char *name = beck_ras_entry_get_name (entry);
  guint32 error;

  if (!beck_ras_name_is_possible (name))
    return ERROR_INVALID_NAME;
  error = beck_ras_book_begin (is_named (book) ? book : beck_ras_book_user (), &file);
  if (error != ERROR_SUCCESS)
    return error;
  if (beck_ras_book_has_entry (&file, name))
    error = ERROR_ALREADY_EXISTS;
  else
    {
      beck_ras_book_set_entry (&file, name, entry);
      error = beck_ras_book_commit (&file);
    }
  beck_ras_book_close (&file);
  return error;
}

/* In the file with its lock held. @new_name NULL: removed */
static guint32
replace_in (BeckRasBook *file, const BeckRasEntry *entry, const char *new_name)
{
  const char *name = beck_ras_entry_get_name (entry);
  g_autofree char *group = beck_ras_name_escape (name);

  if (!beck_ras_book_has_entry (file, name))
    return ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
  if (new_name != NULL && beck_ras_book_has_entry (file, new_name))
    return ERROR_ALREADY_EXISTS;
  g_key_file_remove_group (file->keys, group, NULL);
  if (new_name != NULL)
    beck_ras_book_set_entry (file, new_name, entry);
  return beck_ras_book_commit (file);
}

static guint32
replace (const BeckRasEntry *entry, const char *new_name)
{
  BeckRasBook file;
  guint32 error = beck_ras_book_begin (beck_ras_entry_get_book (entry), &file);

  if (error != ERROR_SUCCESS)
    return error;
  error = replace_in (&file, entry, new_name);
  beck_ras_book_close (&file);
  return error;
}

static guint32
copy_saved (const BeckRasEntry *from, const BeckRasEntry *to)
{
  BeckRasCredentials *saved = NULL;
  guint32 error = beck_ras_saved_get (from, &saved);

  if (error == ERROR_SUCCESS && saved != NULL)
    error = beck_ras_saved_put (to, saved);
  beck_ras_credentials_free (saved);
  return error;
}

/* What is saved with an entry has the new name before the entry has it: whatever happens in
 * between, an entry does not lose its password. */
static guint32
rename_entry (const BeckRasEntry *entry, const char *new_name)
{
  g_autoptr (BeckRasEntry) renamed = beck_ras_entry_new (new_name, beck_ras_entry_get_book (entry));
  guint32 error;

  if (renamed == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  error = copy_saved (entry, renamed);
  if (error == ERROR_SUCCESS)
    error = replace (entry, new_name);
  (void) beck_ras_saved_remove (error == ERROR_SUCCESS ? entry : renamed);
  return error;
}

guint32
beck_ras_book_rename (const char *book, const char *old_name, const char *new_name)
{
  g_autoptr (BeckRasEntry) entry = NULL;
  g_autoptr (BeckRasEntry) taken = NULL;
  guint32 error;

  if (!beck_ras_name_is_possible (new_name))
    return ERROR_INVALID_NAME;
  error = beck_ras_book_find (book, old_name, &entry);
  if (error != ERROR_SUCCESS)
    return error;
  error = beck_ras_book_find (beck_ras_entry_get_book (entry), new_name, &taken);
  if (error == ERROR_SUCCESS)
    return ERROR_ALREADY_EXISTS;
  return error == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY ? rename_entry (entry, new_name) : error;
}

/* What is saved goes first: no later entry of that name shall find it. */
guint32
beck_ras_book_remove (const char *book, const char *name)
{
  g_autoptr (BeckRasEntry) entry = NULL;
  guint32 error = beck_ras_book_find (book, name, &entry);

  if (error == ERROR_SUCCESS)
    error = beck_ras_saved_remove (entry);
  if (error == ERROR_SUCCESS)
    error = replace (entry, NULL);
  if (error == ERROR_SUCCESS)
    beck_ras_profile_remove (entry);
  return error;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Saved secrets: a file like a key file, with a group for each entry and three keys in it. Every
 * byte but letters, digits and a few signs is %XX in a value. GKeyFile is not used, since what
 * it reads is in ordinary memory and stays there; here everything is in secret memory, and is
 * changed by copying all other groups as they stand.
 */

#include "ras/book.h"

#include <string.h>
#include <win/raserror.h>

#include "ras/entry-name.h"
#include "ras/file.h"
#include "ras/saved-text.h"

static char *
path_of (const BeckRasEntry *entry)
{
  return g_strconcat (beck_ras_entry_get_book (entry), ".secrets", NULL);
}

static gboolean
is_open_to_others (const BeckRasFile *file)
{
  return (file->mode & 0077) != 0;
}

/* file->text is NULL, with 0, if there is no file. */
static guint32
read_file (const BeckRasEntry *entry, BeckRasFile *file)
{
  g_autofree char *path = path_of (entry);
  const guint32 error = beck_ras_file_read (path, file);

  if (error == ERROR_FILE_NOT_FOUND)
    return ERROR_SUCCESS;
  if (error != ERROR_SUCCESS || !is_open_to_others (file))
    return error;
  beck_ras_secret_free (g_steal_pointer (&file->text));
  return ERROR_ACCESS_DENIED;
}

guint32
beck_ras_saved_get (const BeckRasEntry *entry, BeckRasCredentials **credentials)
{
  g_autofree char *group = beck_ras_name_escape (beck_ras_entry_get_name (entry));
  BeckRasFile file = { NULL };
  guint32 error;

  *credentials = NULL;
  if (beck_ras_entry_get_book (entry)[0] == '\0')
    return ERROR_SUCCESS;
  error = read_file (entry, &file);
  if (error == ERROR_ACCESS_DENIED && !is_open_to_others (&file))
    return ERROR_SUCCESS; /* somebody else's */
  if (error == ERROR_SUCCESS && file.text != NULL)
    error = beck_ras_saved_text_get (file.text, file.size, group, credentials);
  beck_ras_secret_free (file.text);
  return error;
}

/* ---- Changes ---- */

static guint32
write_file (const BeckRasEntry *entry, const BeckRasSavedText *text)
{
  g_autofree char *path = path_of (entry);

  if (text->size > BECK_RAS_FILE_MAX)
    return ERROR_CANNOT_WRITE_PHONEBOOK;
  return beck_ras_file_replace (path, text->text, text->size, 0600);
}

/* With the lock held. */
static guint32
change (const BeckRasEntry *entry, const BeckRasCredentials *credentials)
{
  g_autofree char *group = beck_ras_name_escape (beck_ras_entry_get_name (entry));
  BeckRasFile file = { NULL };
  BeckRasSavedText text;
  guint32 error = read_file (entry, &file);

  if (error != ERROR_SUCCESS || (file.text == NULL && credentials == NULL))
    return error;
  error = beck_ras_saved_text_set (file.text, file.size, group, credentials, &text);
  beck_ras_secret_free (file.text);
  if (error != ERROR_SUCCESS)
    return error;
  error = write_file (entry, &text);
  beck_ras_secret_free (text.text);
  return error;
}

static guint32
change_locked (const BeckRasEntry *entry, const BeckRasCredentials *credentials)
{
  int lock;
  guint32 error = beck_ras_file_lock (beck_ras_entry_get_book (entry), &lock);

  if (error != ERROR_SUCCESS)
    return error;
  error = change (entry, credentials);
  beck_ras_file_unlock (lock);
  return error;
}

guint32
beck_ras_saved_put (const BeckRasEntry *entry, const BeckRasCredentials *credentials)
{
  if (beck_ras_entry_get_book (entry)[0] == '\0')
    return ERROR_CANNOT_WRITE_PHONEBOOK;
  return change_locked (entry, credentials);
}

guint32
beck_ras_saved_remove (const BeckRasEntry *entry)
{
  BeckRasCredentials *saved = NULL;
  const guint32 error = beck_ras_saved_get (entry, &saved);
  const gboolean is_there = saved != NULL;

  beck_ras_credentials_free (saved);
  return is_there ? change_locked (entry, NULL) : error;
}

/* ---- Requests ---- */

static const char *
or_saved (const char *text, const char *saved)
{
  return text[0] != '\0' ? text : saved;
}

guint32
beck_ras_saved_complete (const BeckRasEntry *entry, BeckRasCredentials **credentials)
{
  const BeckRasCredentials *given = *credentials;
  const gboolean is_token = strcmp (given->password, BECK_RAS_PASSWORD_TOKEN) == 0;
  BeckRasCredentials *saved = NULL, *completed;
  guint32 error;

  if (!is_token && (given->user_name[0] != '\0' || given->password[0] != '\0'))
    return ERROR_SUCCESS;
  error = beck_ras_saved_get (entry, &saved);
  if (error != ERROR_SUCCESS || (saved == NULL && !is_token))
    return error;
  completed = beck_ras_credentials_new (
      or_saved (given->user_name, saved != NULL ? saved->user_name : NULL),
      saved != NULL ? saved->password : NULL,
      or_saved (given->domain, saved != NULL ? saved->domain : NULL));
  beck_ras_credentials_free (saved);
  if (completed == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  beck_ras_credentials_free (*credentials);
  *credentials = completed;
  return ERROR_SUCCESS;
}

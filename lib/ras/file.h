/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The files of phone books: read whole, replaced whole, under a lock that is a file beside them.
 * What is read may be a secret, and so it is in secret memory.
 *
 * Functions return a number of raserror.h, or 0. Any thread.
 */

#include <beck/types.h>
#include <sys/types.h>

/* Of a book, of its secrets, of a profile. */
#define BECK_RAS_FILE_MAX (1u << 20)

typedef struct
{
  char *text; /* with a NUL behind it; for beck_ras_secret_free() */
  gsize size;
  mode_t mode; /* permissions */
  uid_t owner;
} BeckRasFile;

/* ERROR_FILE_NOT_FOUND; ERROR_ACCESS_DENIED; ERROR_CANNOT_LOAD_PHONEBOOK for what is no plain file,
 * is larger than BECK_RAS_FILE_MAX or cannot be read; ERROR_NOT_ENOUGH_MEMORY. */
guint32 beck_ras_file_read (const char *path, BeckRasFile *file);

/* The new file is never open to more than @mode, and is on the disk before it takes the place of
 * the old one. With the lock held. ERROR_ACCESS_DENIED, ERROR_CANNOT_WRITE_PHONEBOOK. */
guint32 beck_ras_file_replace (const char *path, gconstpointer text, gsize size, mode_t mode);

/* Waits for the lock for some seconds. @lock (out): for beck_ras_file_unlock().
 * ERROR_ACCESS_DENIED, ERROR_CANNOT_OPEN_PHONEBOOK if there is no such directory,
 * ERROR_CANNOT_WRITE_PHONEBOOK. */
guint32 beck_ras_file_lock (const char *path, int *lock);
void beck_ras_file_unlock (int lock);

/* FALSE if @fd does not take all of @text. */
gboolean beck_ras_file_write_all (int fd, const char *text, gsize size);

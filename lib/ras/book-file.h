/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* One phone book as a key file. Functions return a number of raserror.h, or 0. */

#include <glib.h>

#include "ras/entry.h"
#include "ras/file.h"

typedef struct
{
  const char *path;
  GKeyFile *keys;
  mode_t mode; /* of the file, or of the one that is made */
  int lock; /* -1: it is only read */
} BeckRasBook;

/* ERROR_FILE_NOT_FOUND, ERROR_CANNOT_OPEN_PHONEBOOK if it may not be read,
 * ERROR_CANNOT_LOAD_PHONEBOOK, ERROR_CORRUPT_PHONEBOOK. @path stays until it is closed. */
guint32 beck_ras_book_load (const char *path, BeckRasBook *book);

/* The same of @text, whose size is any. */
guint32 beck_ras_book_parse (const char *path, const char *text, gsize size, BeckRasBook *book);

/* The directories up to the user's or the system's book; a book that somebody names has them. */
void beck_ras_book_make_directory (const char *path);

/* As beck_ras_book_load(), to change it, under its lock; one that is not there is empty. */
guint32 beck_ras_book_begin (const char *path, BeckRasBook *book);
guint32 beck_ras_book_commit (BeckRasBook *book);

void beck_ras_book_close (BeckRasBook *book);

/* ERROR_CANNOT_FIND_PHONEBOOK_ENTRY, ERROR_CORRUPT_PHONEBOOK for values that are no text. */
guint32 beck_ras_book_get_entry (const BeckRasBook *book, const char *name, BeckRasEntry **entry);

/* Adds all of them, in their order; the array frees them. ERROR_CORRUPT_PHONEBOOK also for groups
 * that name none. */
guint32 beck_ras_book_get_entries (const BeckRasBook *book, GPtrArray *entries);

/* Comments and the order of what there is are kept. */
void beck_ras_book_set_entry (BeckRasBook *book, const char *name, const BeckRasEntry *entry);

gboolean beck_ras_book_has_entry (const BeckRasBook *book, const char *name);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Phone books: key files, a group for each entry (spec/ras.md 2, 7.8). The user's is
 * $XDG_CONFIG_HOME/beck/ras/phonebook, the system's /etc/beck/ras/phonebook; BECK_RAS_PHONEBOOK and
 * BECK_RAS_SYSTEM_PHONEBOOK name others. A change replaces the file, with a lock held beside it, so
 * that readers see the old book or the new one.
 *
 * Functions return a number of raserror.h, or 0.
 */

#include <beck/types.h>

#include "ras/entry.h"
#include "ras/secret.h"

/* Paths; static. */
const char *beck_ras_book_user (void);
const char *beck_ras_book_system (void);

/* @book NULL or "": the user's, then the system's. ERROR_CANNOT_FIND_PHONEBOOK_ENTRY,
 * ERROR_CANNOT_OPEN_PHONEBOOK (a book was named that is not there or may not be read),
 * ERROR_CORRUPT_PHONEBOOK. */
guint32 beck_ras_book_find (const char *book, const char *name, BeckRasEntry **entry);

/* All of @book, or of both. (transfer full) (element-type BeckRasEntry) */
guint32 beck_ras_book_list (const char *book, GPtrArray **entries);

/* Creates or replaces the entry, and the file if it is not there; NULL or "": the user's.
 * ERROR_ACCESS_DENIED, ERROR_CANNOT_WRITE_PHONEBOOK, ERROR_CORRUPT_PHONEBOOK. */
guint32 beck_ras_book_put (const char *book, const BeckRasEntry *entry);
guint32 beck_ras_book_rename (const char *book, const char *old_name, const char *new_name);
guint32 beck_ras_book_remove (const char *book, const char *name);

/* Secrets that were asked to be saved: a file of mode 0600 beside the book, read into secret memory only.
 * *@credentials is NULL, with 0, if nothing is saved. */
guint32 beck_ras_saved_get (const BeckRasEntry *entry, BeckRasCredentials **credentials);
guint32 beck_ras_saved_put (const BeckRasEntry *entry, const BeckRasCredentials *credentials);
guint32 beck_ras_saved_remove (const BeckRasEntry *entry);

/* Makes an entry of an OpenVPN profile. The file is copied beside the book, with what it refers to named by
 * absolute paths. @error says what was wrong and in which line; what no profile may contain is refused. */
gboolean beck_ras_book_import (const char *book, const char *name, const char *profile,
                               GError **error);

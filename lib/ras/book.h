/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Phone books: key files, a group for each entry (spec/ras.md 2, 7.8). The user's is
 * $XDG_CONFIG_HOME/beck/ras/phonebook, the system's /etc/beck/ras/phonebook; BECK_RAS_PHONEBOOK and
 * BECK_RAS_SYSTEM_PHONEBOOK name others. A change replaces the file, with a lock held beside it, so
 * that readers see the old book or the new one. A book that is not plain, is larger than 1 MiB or
 * is no key file is refused as a whole.
 *
 * Functions return a number of raserror.h, or 0.
 */

#include <beck/ras-book.h>
#include <beck/types.h>

#include "ras/entry.h"
#include "ras/secret.h"

/* Paths; static. */
const char *beck_ras_book_user (void);
const char *beck_ras_book_system (void);

/* @book NULL or "": the user's, then the system's. The entry has the absolute path of the file.
 * ERROR_CANNOT_FIND_PHONEBOOK_ENTRY, ERROR_CANNOT_OPEN_PHONEBOOK (a book was named that is not
 * there, or it may not be read), ERROR_CANNOT_LOAD_PHONEBOOK, ERROR_CORRUPT_PHONEBOOK. */
guint32 beck_ras_book_find (const char *book, const char *name, BeckRasEntry **entry);

/* All of @book, or of both. (transfer full) (element-type BeckRasEntry) */
guint32 beck_ras_book_list (const char *book, GPtrArray **entries);

/* Creates or replaces the entry, and the file if it is not there; NULL or "": the user's.
 * ERROR_INVALID_NAME, ERROR_ACCESS_DENIED, ERROR_CANNOT_OPEN_PHONEBOOK for a directory that is not
 * there, ERROR_CANNOT_WRITE_PHONEBOOK, ERROR_CORRUPT_PHONEBOOK. */
guint32 beck_ras_book_put (const char *book, const BeckRasEntry *entry);

/* The same of an entry that is new; ERROR_ALREADY_EXISTS. */
guint32 beck_ras_book_add (const char *book, const BeckRasEntry *entry);

/* Of an entry that is found as by beck_ras_book_find(), with what is saved for it and, to remove
 * it, its imported profile. ERROR_INVALID_NAME and ERROR_ALREADY_EXISTS for @new_name, else as
 * above. */
guint32 beck_ras_book_rename (const char *book, const char *old_name, const char *new_name);
guint32 beck_ras_book_remove (const char *book, const char *name);

/*
 * Secrets that were asked to be saved: a file of mode 0600 beside the book, PATH.secrets, read into
 * secret memory only. One that others may read is refused with ERROR_ACCESS_DENIED; one that is
 * somebody else's alone, as beside the system's book, has nothing saved for the caller.
 */

/* *@credentials is NULL, with 0, if nothing is saved. ERROR_CORRUPT_PHONEBOOK. */
guint32 beck_ras_saved_get (const BeckRasEntry *entry, BeckRasCredentials **credentials);
guint32 beck_ras_saved_put (const BeckRasEntry *entry, const BeckRasCredentials *credentials);
guint32 beck_ras_saved_remove (const BeckRasEntry *entry);

/* What RasGetEntryDialParams() gives in place of a saved password: as a password in a request it
 * stands for the saved one (spec/ras.md 2). A password that is this text cannot be used. */
#define BECK_RAS_PASSWORD_TOKEN "****************"

/* What a request leaves to be filled in from what is saved: all of it, if name and password are
 * empty; the password and what else is empty, if the password is the token. *@credentials is
 * replaced then. 0 also if nothing is saved; the token becomes an empty password. */
guint32 beck_ras_saved_complete (const BeckRasEntry *entry, BeckRasCredentials **credentials);

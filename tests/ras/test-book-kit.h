/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the suites of phone books have in common: a directory of their own for both books. */

#include <glib.h>

#include "beck-test.h"
#include "ras/book.h"
#include "suites.h"

/* Fixtures, checked. BECK_RAS_PHONEBOOK and BECK_RAS_SYSTEM_PHONEBOOK name files that are not there
 * yet, in a directory that goes away. */
void book_set_up (void);
void book_tear_down (void);

/* The path of a file in that directory; static until the next set-up. */
const char *book_path (const char *name);

/* Writes @text to the file of that name. Returns: its path */
const char *book_write (const char *name, const char *text);

/* (transfer full): what is in it; NULL if it is not there */
char *book_read (const char *name);

/* Puts an entry with a number into the user's book. */
void book_put (const char *name, const char *number);

/* @book, @name: as beck_ras_book_find(). (transfer full) */
BeckRasEntry *book_find (const char *book, const char *name);

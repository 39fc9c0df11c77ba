/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* An address book in memory and in a file. */

#include <glib.h>

#include "address-book.h"

/* Reads @path into @book. What was wrong with a file that cannot be read is in @error: where in the
 * file and in which field. */
gboolean store_load (const char *path, AddressBook *book, GError **error);

/* Replaces @path as a whole, or leaves it as it was. */
gboolean store_save (const char *path, const AddressBook *book, GError **error);

/* Releases the entries. */
void store_clear (AddressBook *book);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Phone books of remote access, beside what <win/ras.h> has for them (docs/ras.md).
 */

#include <beck/types.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * beck_ras_book_import:
 * @book: (nullable): the path of a phone book; %NULL or "" for the user's
 * @name: the entry to be made
 * @profile: the path of an OpenVPN profile
 * @error: (out): of beck_error_quark(): what was wrong, and in which line
 *
 * Makes an entry of a profile. The file is copied beside the book, with mode 0600 and with what it
 * refers to named by absolute paths. One that runs programs is refused, and so are a name that
 * is taken and files that cannot be read.
 *
 * Threading: any thread.
 * Returns: whether the entry is there now
 */
gboolean beck_ras_book_import (const char *book, const char *name, const char *profile,
                               GError **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* One entry: from the command line, and as text. */

#include <glib.h>

#include "address-book.h"

/* Makes an entry of "email ADDRESS", "phone NUMBER" or "post STREET CITY [COUNTRY]". Returns NULL if
 * @words are something else. */
Entry *entry_new (const char *name, char **words);

/* "Ada  email ada@example.org  since 2026-01-31", one line and nothing a terminal acts upon. */
char *entry_to_string (const Entry *entry);

/* Whether any text of the entry has @text in it, in any case of letters. */
gboolean entry_matches (const Entry *entry, const char *text);

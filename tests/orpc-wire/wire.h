/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Bytes for tests, and ways to spoil them.
 */

#include <glib.h>

/* One of again.h. */
typedef gboolean (*WireAgain) (const guint8 *data, gsize size);

/* Bytes in hexadecimal digits, blanks and bars between them ignored; "text" is UTF-16. */
GByteArray *wire_bytes (const char *text);

/* Cut anywhere below @whole, they cannot be read. */
void wire_check_cut (const GByteArray *bytes, gsize whole, WireAgain again);

/* With some of them changed, whatever is read can be written. */
void wire_check_damage (const GByteArray *bytes, WireAgain again);

/* Whether @data are these bytes. */
void wire_check_equal (const guint8 *data, gsize size, const GByteArray *bytes);

/* Runs @scenario with every allocation refused once; it returns whether it succeeded. */
void wire_check_memory (gboolean (*scenario) (const GByteArray *bytes), const GByteArray *bytes);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the phone-book functions of <ras.h> get and give, in either width: their arguments, and the
 * fields of their structures. One implementation serves A and W; @wide says which it is.
 *
 * Functions return a number of raserror.h, or 0.
 */

#include <beck/types.h>

/* (nullable): a text of the caller's, UTF-8 or UTF-16. *@copy is for CoTaskMemFree(), NULL for
 * NULL. ERROR_NO_UNICODE_TRANSLATION, ERROR_NOT_ENOUGH_MEMORY. */
guint32 beck_ras_argument (gboolean wide, gconstpointer text, char **copy);

/* The same of a field of @n characters. ERROR_INVALID_PARAMETER if it has no end. */
guint32 beck_ras_field_get (gboolean wide, gconstpointer field, gsize n, char **copy);

/* Whether a field of @n characters has an end; whether nothing is in front of it. */
gboolean beck_ras_field_has_end (gboolean wide, gconstpointer field, gsize n);
gboolean beck_ras_field_is_empty (gboolean wide, gconstpointer field);

/* Into a field of @n characters; what does not fit is cut off, at the end of a character. */
void beck_ras_field_put (gboolean wide, gpointer field, gsize n, const char *text);

/* How many characters @text has in that width, without its NUL. */
gsize beck_ras_text_length (gboolean wide, const char *text);

/*
 * An array that a function fills, or says how much it needs: the checks of RasEnumEntries() and its
 * like. @array (nullable): its first element begins with dwSize, one of @sizes (0 at the end), the
 * last of which is the one for no array. @element (out): the size of one. 0;
 * ERROR_BUFFER_TOO_SMALL with *@size set; @bad_size for a dwSize that is not known. */
guint32 beck_ras_check_array (gconstpointer array, DWORD *size, gsize n, const DWORD *sizes,
                              guint32 bad_size, DWORD *element);

/* Whether @size is one of @sizes, which end with 0. */
gboolean beck_ras_size_is_known (DWORD size, const DWORD *sizes);

/* Those that RASDIALPARAMS has had, with the fields that later versions have. */
const DWORD *beck_ras_dial_params_sizes (gboolean wide);

/* The size of a structure that ended before its field @next was added; all are packed to 4. */
#define BECK_RAS_SIZE_UP_TO(type, next) (((DWORD) offsetof (type, next) + 3) & ~3u)

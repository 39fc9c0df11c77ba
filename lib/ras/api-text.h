/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Between what is inside, UTF-16, and the structures of <ras.h>: texts in fields of a fixed size. */

#include <beck/types.h>
#include <glib.h>

/* @from, a field of @n characters, in @to, which has as many. 0; ERROR_INVALID_PARAMETER if it
 * has no end; ERROR_NO_UNICODE_TRANSLATION. No other copy is made. */
guint32 beck_ras_get_text_a (WCHAR *to, const char *from, gsize n);
guint32 beck_ras_get_text_w (WCHAR *to, const WCHAR *from, gsize n);

/* Cut where it is too long. */
void beck_ras_put_text_a (char *to, gsize n, const WCHAR *from);
void beck_ras_put_text_w (WCHAR *to, gsize n, const WCHAR *from);

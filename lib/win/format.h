/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <stdarg.h>
#include <stdio.h>

/* Prints @format, which is UTF-8, with the sizes of Windows (<win/crt.h>). @wide: it belongs to a
 * function for wide text, so that %s and %c are wide. Returns: the bytes written, or -1 and
 * errno */
int beck_win_vprint (FILE *out, gboolean wide, const char *format, va_list args);

/* The same into memory. Returns: (transfer full) (nullable): for free(3), or errno */
char *beck_win_print_to_memory (gboolean wide, const char *format, va_list args);

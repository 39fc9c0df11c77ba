/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The text of an OpenVPN profile on its way into a phone book: bytes in, bytes or the reason why
 * not out. The text is one that beck_ras_openvpn_profile_parse() takes.
 */

#include <beck/types.h>

typedef struct
{
  char *text; /* for beck_ras_secret_free() */
  gsize size;
} BeckRasImportText;

/* The same text with names of files that count from @directory made absolute.
 * ERROR_CORRUPT_PHONEBOOK with *@line and *@why (for g_free()): a file that is not there, a path
 * that OpenVPN would cut off, a directive that makes names count from elsewhere, or scripts asked
 * for. ERROR_NOT_ENOUGH_MEMORY. */
guint32 beck_ras_import_text (const char *text, gsize size, const char *directory,
                              BeckRasImportText *copy, guint *line, char **why);

/* (transfer full): why beck_ras_openvpn_profile_parse() has stopped at @line */
char *beck_ras_import_why_refused (const char *text, gsize size, guint line);

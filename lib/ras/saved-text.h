/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The text of a file of saved secrets: bytes in, credentials or other bytes out, all in secret
 * memory. @group is an escaped name (entry-name.h). ERROR_CORRUPT_PHONEBOOK for what is no such
 * text, ERROR_NOT_ENOUGH_MEMORY.
 */

#include "ras/secret.h"

typedef struct
{
  char *text; /* for beck_ras_secret_free() */
  gsize size;
} BeckRasSavedText;

/* *@credentials is NULL if there is no such group. */
guint32 beck_ras_saved_text_get (const char *text, gsize size, const char *group,
                                 BeckRasCredentials **credentials);

/* The text with @credentials in the group, or without the group if they are NULL. */
guint32 beck_ras_saved_text_set (const char *text, gsize size, const char *group,
                                 const BeckRasCredentials *credentials, BeckRasSavedText *result);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Memory for what nobody else may see: pages that are locked if the system allows it, left out of
 * core dumps and of children, and wiped when they are given back. Every copy of a password that
 * the library makes is here.
 */

#include <beck/types.h>
#include <glib.h>

/* Zero bytes, or NULL. */
gpointer beck_ras_secret_alloc (gsize size);

/* (nullable) */
void beck_ras_secret_free (gpointer block);

/* Who dials. Texts are UTF-8 and never NULL; all of it is one block of secret memory. */
typedef struct
{
  const char *user_name;
  const char *password;
  const char *domain;
} BeckRasCredentials;

/* Texts may be NULL. NULL if there is no memory. */
BeckRasCredentials *beck_ras_credentials_new (const char *user_name, const char *password,
                                              const char *domain);
/* From UTF-16; what is no UTF-16 becomes U+FFFD. */
BeckRasCredentials *beck_ras_credentials_new_utf16 (const WCHAR *user_name, const WCHAR *password,
                                                    const WCHAR *domain);
gboolean beck_ras_credentials_are_empty (const BeckRasCredentials *credentials);
void beck_ras_credentials_free (BeckRasCredentials *credentials); /* (nullable) */

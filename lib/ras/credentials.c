/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Credentials: a struct and its three texts behind it in one block of secret memory. The
 * conversion from UTF-16 is done here and not by <beck/utf16.h>, whose results are ordinary
 * memory.
 */

#include "ras/secret.h"

#include <string.h>

#define REPLACEMENT 0xfffd

enum
{
  N_TEXTS = 3,
};

/* Where the texts go. */
static BeckRasCredentials *
new_block (const gsize sizes[N_TEXTS], char *texts[N_TEXTS])
{
  BeckRasCredentials *credentials
    = beck_ras_secret_alloc (sizeof *credentials + sizes[0] + sizes[1] + sizes[2]);

  if (credentials == NULL)
    return NULL;
  texts[0] = (char *) (credentials + 1);
  texts[1] = texts[0] + sizes[0];
  texts[2] = texts[1] + sizes[1];
  credentials->user_name = texts[0];
  credentials->password = texts[1];
  credentials->domain = texts[2];
  return credentials;
}

BeckRasCredentials *
beck_ras_credentials_new (const char *user_name, const char *password, const char *domain)
{
  const char *const sources[N_TEXTS] = { user_name, password, domain };
  gsize sizes[N_TEXTS];
  char *texts[N_TEXTS];
  BeckRasCredentials *credentials;

  for (guint i = 0; i < N_TEXTS; i++)
    sizes[i] = sources[i] != NULL ? strlen (sources[i]) + 1 : 1;
  credentials = new_block (sizes, texts);
  if (credentials == NULL)
    return NULL;
  for (guint i = 0; i < N_TEXTS; i++)
    if (sources[i] != NULL)
      memcpy (texts[i], sources[i], sizes[i]);
  return credentials;
}

/* The character at *@text, which moves behind it. */
static gunichar
next_character (const WCHAR **text)
{
  const gunichar first = *(*text)++;
  gunichar second;

  if (first < 0xd800 || first > 0xdfff)
    return first;
  second = **text;
  if (first > 0xdbff || second < 0xdc00 || second > 0xdfff)
    return REPLACEMENT;
  (*text)++;
  return 0x10000 + ((first & 0x3ff) << 10) + (second & 0x3ff);
}

/* Writes @text to @out unless that is NULL. Returns: its bytes, with the NUL */
static gsize
to_utf8 (const WCHAR *text, char *out)
{
  gsize n = 0;

  while (text != NULL && *text != 0)
    n += (gsize) g_unichar_to_utf8 (next_character (&text), out != NULL ? out + n : NULL);
  if (out != NULL)
    out[n] = '\0';
  return n + 1;
}

BeckRasCredentials *
beck_ras_credentials_new_utf16 (const WCHAR *user_name, const WCHAR *password, const WCHAR *domain)
{
  const WCHAR *const sources[N_TEXTS] = { user_name, password, domain };
  gsize sizes[N_TEXTS];
  char *texts[N_TEXTS];
  BeckRasCredentials *credentials;

  for (guint i = 0; i < N_TEXTS; i++)
    sizes[i] = to_utf8 (sources[i], NULL);
  credentials = new_block (sizes, texts);
  if (credentials == NULL)
    return NULL;
  for (guint i = 0; i < N_TEXTS; i++)
    to_utf8 (sources[i], texts[i]);
  return credentials;
}

gboolean
beck_ras_credentials_are_empty (const BeckRasCredentials *credentials)
{
  return credentials->user_name[0] == '\0' && credentials->password[0] == '\0'
         && credentials->domain[0] == '\0';
}

void
beck_ras_credentials_free (BeckRasCredentials *credentials)
{
  beck_ras_secret_free (credentials);
}

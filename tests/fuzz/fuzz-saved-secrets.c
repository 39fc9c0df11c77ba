/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Arbitrary text as a file of saved secrets. What is saved in it comes back, and what was there
 * before for others is still there.
 *
 * With libFuzzer this is a fuzz target, with replay.c a program that runs it on files.
 */

#include <string.h>

#include "fuzz.h"
#include "ras/saved-text.h"

#define OURS "ours"
#define OTHERS "home"

static BeckRasCredentials *
get (const char *text, gsize size, const char *group, guint32 *error)
{
  BeckRasCredentials *saved;

  *error = beck_ras_saved_text_get (text, size, group, &saved);
  g_assert (*error == 0 || saved == NULL);
  return saved;
}

static void
check_same (const BeckRasCredentials *a, const BeckRasCredentials *b)
{
  g_assert ((a == NULL) == (b == NULL));
  if (a == NULL)
    return;
  g_assert_cmpstr (a->user_name, ==, b->user_name);
  g_assert_cmpstr (a->password, ==, b->password);
  g_assert_cmpstr (a->domain, ==, b->domain);
}

/* @credentials: (nullable): saved as ours */
static void
check_set (const char *text, gsize size, const BeckRasCredentials *credentials)
{
  BeckRasSavedText changed;
  guint32 error, error_before, error_after;
  BeckRasCredentials *before = get (text, size, OTHERS, &error_before), *after, *ours;

  g_assert (beck_ras_saved_text_set (text, size, OURS, credentials, &changed) == 0);
  after = get (changed.text, changed.size, OTHERS, &error_after);
  g_assert_cmpuint (error_before, ==, error_after);
  check_same (before, after);
  ours = get (changed.text, changed.size, OURS, &error);
  if (credentials != NULL)
    check_same (ours, credentials);
  beck_ras_credentials_free (before);
  beck_ras_credentials_free (after);
  beck_ras_credentials_free (ours);
  beck_ras_secret_free (changed.text);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  BeckRasCredentials *credentials = beck_ras_credentials_new ("user", "p%=\n[x]", "");
  g_autofree char *text = g_malloc (size + 1);

  /* As it comes from a file, with a NUL behind it. */
  memcpy (text, data, size);
  text[size] = '\0';
  check_set (text, size, credentials);
  check_set (text, size, NULL);
  beck_ras_credentials_free (credentials);
  return 0;
}

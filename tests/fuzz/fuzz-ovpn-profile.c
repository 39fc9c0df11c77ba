/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Arbitrary text as an OpenVPN profile that is imported. The copy of one that is taken is taken
 * again, connects to the same place, and does not change any more.
 *
 * With libFuzzer this is a fuzz target, with replay.c a program that runs it on files.
 */

#include <string.h>

#include "fuzz.h"
#include "ras/import-text.h"
#include "ras/openvpn-profile.h"
#include "ras/secret.h"

/* Names in the corpus count from here, and are there. */
#define DIRECTORY "/"

static void
check_copy (const BeckRasImportText *copy, const BeckRasOpenvpnProfile *profile)
{
  BeckRasOpenvpnProfile again;
  BeckRasImportText second;
  g_autofree char *why = NULL;
  guint line;

  g_assert (beck_ras_openvpn_profile_parse (copy->text, copy->size, FALSE, &again, &line) == 0);
  g_assert_cmpstr (again.host, ==, profile->host);
  g_assert_cmpstr (again.port, ==, profile->port);
  g_assert_cmpstr (again.protocol, ==, profile->protocol);
  g_assert_cmpuint (again.n_remotes, ==, profile->n_remotes);
  beck_ras_openvpn_profile_clear (&again);
  g_assert (beck_ras_import_text (copy->text, copy->size, "/nowhere", &second, &line, &why) == 0);
  g_assert_cmpmem (second.text, second.size, copy->text, copy->size);
  beck_ras_secret_free (second.text);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *text = (const char *) data;
  BeckRasOpenvpnProfile profile;
  BeckRasImportText copy;
  g_autofree char *why = NULL;
  guint line = 0;

  if (beck_ras_openvpn_profile_parse (text, size, FALSE, &profile, &line) != 0)
    {
      why = beck_ras_import_why_refused (text, size, line);
      g_assert (why != NULL);
      return 0;
    }
  if (beck_ras_import_text (text, size, DIRECTORY, &copy, &line, &why) == 0)
    {
      check_copy (&copy, &profile);
      beck_ras_secret_free (copy.text);
    }
  else
    g_assert (why != NULL && line > 0);
  beck_ras_openvpn_profile_clear (&profile);
  return 0;
}

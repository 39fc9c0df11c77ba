/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Arbitrary bytes as an OpenVPN profile. What is left of one that is taken is taken again, and stays
 * as it is.
 *
 * With libFuzzer this is a fuzz target, with replay.c a program that runs it on files.
 */

#include "ras/openvpn-profile.h"

#include "fuzz.h"

#include <string.h>

static void
check_again (const BeckRasOpenvpnProfile *profile)
{
  BeckRasOpenvpnProfile again;

  g_assert (beck_ras_openvpn_profile_parse (profile->text, profile->size, FALSE, &again, NULL)
            == 0);
  g_assert (again.size == profile->size);
  g_assert (memcmp (again.text, profile->text, again.size) == 0);
  beck_ras_openvpn_profile_clear (&again);
}

static void
check_line (const char *line, gsize length)
{
  BeckRasOpenvpnLine split;

  if (!beck_ras_openvpn_split (line, length, &split))
    return;
  g_assert (split.n <= BECK_RAS_OPENVPN_WORDS);
  for (guint i = 0; i < split.n; i++)
    g_assert (split.words[i] >= split.buffer
              && split.words[i] + strlen (split.words[i]) < split.buffer + sizeof split.buffer);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_memdup2 (data, size);

  check_line (text, size);
  for (guint replace = 0; replace < 2; replace++)
    {
      BeckRasOpenvpnProfile profile;
      guint line = 0;

      if (beck_ras_openvpn_profile_parse (text, size, replace, &profile, &line) != 0)
        {
          g_assert (profile.text == NULL);
          continue;
        }
      g_assert (profile.size <= size + 1);
      check_again (&profile);
      beck_ras_openvpn_profile_clear (&profile);
    }
  return 0;
}

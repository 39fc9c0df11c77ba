/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * beck: the command line. The verbs do the work.
 */

#include "verb.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

static const BeckVerb *const verbs[] = { &beck_verb_ndr, &beck_verb_rpc, &beck_verb_ras, NULL };

int
main (int argc, char **argv)
{
  g_autofree char **words = g_new0 (char *, (gsize) argc + 2);

  setlocale (LC_ALL, "");
  words[0] = (char *) "beck";
  for (int i = 1; i < argc; i++)
    words[i] = argv[i];
  if (g_strcmp0 (words[1], "--version") == 0)
    {
      printf ("beck " BECK_VERSION "\n");
      return beck_verb_finish (words, BECK_EXIT_OK);
    }
  return beck_verbs_run (verbs,
                         "Looks at what Beck and its peers send, asks servers, and dials links. --version "
                         "prints the version.",
                         words);
}

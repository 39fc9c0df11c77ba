/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * beck ras import: an entry of a profile.
 */

#include "ras.h"

#include <beck/ras-book.h>

int
ras_run_import (char **words)
{
  RasCommand command = { .as_json = FALSE };
  g_autoptr (GError) error = NULL;
  int status;

  if (!ras_parse (&command, words, NULL, 2, 2, "FILE NAME",
                  "Makes the entry NAME of an OpenVPN profile, which is copied.", &error))
    status = beck_verb_error (words, BECK_EXIT_USAGE, "%s", error->message);
  else if (!beck_ras_book_import (command.book, command.rest[1], command.rest[0], &error))
    status = beck_verb_error (words, BECK_EXIT_FAILED, "%s", error->message);
  else
    status = beck_verb_finish (words, BECK_EXIT_OK);
  ras_command_clear (&command);
  return status;
}

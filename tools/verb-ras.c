/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * beck ras: remote access. A verb is in the file that its name suggests: ras-dial.c and what it
 * asks in ras-ask.c, ras-show.c, ras-watch.c, ras-book.c, ras-import.c.
 */

#include "ras.h"

static int
run_ras (char **words)
{
  static const BeckVerb dial = { "dial", "connects", ras_run_dial };
  static const BeckVerb hang_up = { "hangup", "ends a connection", ras_run_hang_up };
  static const BeckVerb status = { "status", "what there is to know of one", ras_run_status };
  static const BeckVerb list = { "list", "the connections that are up", ras_run_list };
  static const BeckVerb entries = { "entries", "what can be dialled", ras_run_entries };
  static const BeckVerb import = { "import", "makes an entry of a profile", ras_run_import };
  static const BeckVerb watch = { "watch", "connections as they come and go", ras_run_watch };
  static const BeckVerb *const verbs[]
      = { &dial, &hang_up, &status, &list, &entries, &import, &watch, NULL };

  return beck_verbs_run (verbs, "Remote access: links to other networks.", words);
}

const BeckVerb beck_verb_ras = { "ras", "links to other networks", run_ras };

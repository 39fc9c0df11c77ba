/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The lines of pppd 2.4.9 that say how far it is. They are those of its ordinary log: with `debug`
 * it would tell more, but to the system's log, too, and the hashes of passwords with it.
 *
 * A plugin of our own would hear of every phase. It would have to be compiled against the headers
 * of the very version of pppd that loads it, and only root and the administrator may load it.
 * States that the lines leave out the core fills in.
 */

#include "ras/pppd-private.h"

#include <string.h>
#include <win/raserror.h>

typedef struct
{
  const char *prefix;
  PppdFactKind kind;
  gboolean has_text; /* the word behind the prefix */
} Pattern;

static const Pattern patterns[] = {
  { "Serial connection established.", PPPD_CARRIER, FALSE },
  { "Connected to ", PPPD_CARRIER, FALSE },
  { "Using interface ", PPPD_INTERFACE, TRUE },
  { "Connect: ", PPPD_LINK, FALSE },
  { "PAP authentication succeeded", PPPD_AUTHENTICATED, FALSE },
  { "CHAP authentication succeeded", PPPD_AUTHENTICATED, FALSE },
  { "EAP authentication succeeded", PPPD_AUTHENTICATED, FALSE },
  { "PAP authentication failed", PPPD_REJECTED, FALSE },
  { "CHAP authentication failed", PPPD_REJECTED, FALSE },
  { "MS-CHAP authentication failed: ", PPPD_REJECTED, TRUE },
  { "EAP authentication failed", PPPD_REJECTED, FALSE },
  { "local  IP address ", PPPD_LOCAL, TRUE },
  { "remote IP address ", PPPD_REMOTE, TRUE },
  { "local  LL address ", PPPD_LOCAL6, TRUE },
  { "remote LL address ", PPPD_REMOTE6, TRUE },
  { "Timeout waiting for PADO", PPPD_UNANSWERED, FALSE },
  { "Timeout waiting for PADS", PPPD_UNANSWERED, FALSE },
};

static void
copy_word (char *to, gsize size, const char *from)
{
  const gsize length = strcspn (from, " \t");

  g_strlcpy (to, from, MIN (size, length + 1));
}

/* "E=648 Password expired"; the numbers of MS-CHAP are those of RAS. */
static guint32
rejection_of (const char *text)
{
  const guint64 number
    = g_str_has_prefix (text, "E=") ? g_ascii_strtoull (text + 2, NULL, 10) : 0;

  return number > RASBASE && number <= RASBASEEND ? (guint32) number
                                                   : ERROR_AUTHENTICATION_FAILURE;
}

/* "Renamed interface ppp0 to dsl" */
static gboolean
read_renaming (const char *line, PppdFact *fact)
{
  const char *to = g_str_has_prefix (line, "Renamed interface ") ? strstr (line, " to ") : NULL;

  if (to == NULL)
    return FALSE;
  fact->kind = PPPD_INTERFACE;
  copy_word (fact->text, sizeof fact->text, to + 4);
  return TRUE;
}

static gboolean
is_plugin (const char *line)
{
  return g_str_has_prefix (line, "Plugin ") && strstr (line, "pppoe.so loaded") != NULL;
}

PppdFact
pppd_read_line (const char *line)
{
  PppdFact fact = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    if (g_str_has_prefix (line, patterns[i].prefix))
      {
        fact.kind = patterns[i].kind;
        if (patterns[i].has_text)
          copy_word (fact.text, sizeof fact.text, line + strlen (patterns[i].prefix));
        if (fact.kind == PPPD_REJECTED)
          fact.number = rejection_of (fact.text);
        return fact;
      }
  if (is_plugin (line))
    fact.kind = PPPD_PLUGIN;
  else
    read_renaming (line, &fact);
  return fact;
}

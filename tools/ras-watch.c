/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * beck ras watch: connections as they come and go. What happened is found out by comparing
 * those that are up with those that were; an object is kept of each, to be asked why it went.
 */

#include "ras-links.h"

#include <beck/handle.h>
#include <stdio.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>
#include <win/winerror.h>
#include <win/synchapi.h>

typedef struct
{
  RasCommand command;
  HANDLE event;
  GPtrArray *links; /* as they were last seen */
} Watching;

/* ---- Printing ---- */

static void
tell_as_json (const char *what, const RasLink *link)
{
  g_autofree char *text = NULL;
  IdlJson json;

  idl_json_init (&json);
  idl_json_open_inline (&json, NULL, '{');
  idl_json_string (&json, "event", what);
  idl_json_uint (&json, "error", link->status.error);
  ras_put_connection (&json, &link->status, &link->projection);
  idl_json_close (&json, '}');
  text = idl_json_finish (&json);
  fputs (text, stdout);
}

static void
tell_as_text (const char *what, const RasLink *link)
{
  g_autofree char *entry = ras_fit_for_terminal (link->entry);
  g_autofree char *address = ras_from_wide (link->projection.address);
  g_autofree char *reason = link->status.error != 0 ? ras_error_to_text (link->status.error) : NULL;

  printf ("%s %s", what, entry);
  if (reason != NULL)
    printf (", error %u: %s", (guint) link->status.error, reason);
  else if (address[0] != '\0' && link->status.state == RASCS_Connected)
    printf (", address %s", address);
  putchar ('\n');
}

static void
tell (const Watching *self, const char *what, const RasLink *link)
{
  if (self->command.as_json)
    tell_as_json (what, link);
  else
    tell_as_text (what, link);
}

/* ---- Comparing ---- */

static RasLink *
find (const GPtrArray *links, const RasLink *wanted)
{
  for (guint i = 0; i < links->len; i++)
    {
      RasLink *link = links->pdata[i];

      if (memcmp (&link->status.id, &wanted->status.id, sizeof (GUID)) == 0)
        return link;
    }
  return NULL;
}

static void
tell_change (const Watching *self, const RasLink *before, const RasLink *now)
{
  if (before == NULL)
    tell (self, "connected", now);
  else if (before->status.sub_state != now->status.sub_state)
    tell (self, now->status.sub_state == RASCSS_Reconnecting ? "reconnecting" : "reconnected",
          now);
}

static DWORD
look (Watching *self)
{
  const char *entry = self->command.rest != NULL ? self->command.rest[0] : NULL;
  GPtrArray *now;
  DWORD error = ras_links_get (self->command.book, entry, &now);

  if (error != 0)
    return error;
  for (guint i = 0; i < self->links->len; i++)
    {
      RasLink *before = self->links->pdata[i];

      if (find (now, before) != NULL)
        continue;
      ras_link_refresh (before);
      tell (self, "disconnected", before);
    }
  for (guint i = 0; i < now->len; i++)
    tell_change (self, find (self->links, now->pdata[i]), now->pdata[i]);
  fflush (stdout);
  g_ptr_array_unref (self->links);
  self->links = now;
  return 0;
}

/* ---- The verb ---- */

/* Ends by a signal, or because standard output does not take any more. */
static int
watch (Watching *self, char **words)
{
  const DWORD flags = RASCN_Connection | RASCN_Disconnection | RASCN_Dormant | RASCN_ReConnection;
  DWORD error = RasConnectionNotificationA ((HRASCONN) INVALID_HANDLE_VALUE, self->event, flags);

  while (error == 0 && (error = look (self)) == 0 && !ferror (stdout))
    WaitForSingleObject (self->event, INFINITE);
  return error != 0 ? ras_fail (words, error) : beck_verb_finish (words, BECK_EXIT_OK);
}

int
ras_run_watch (char **words)
{
  Watching self = { .event = beck_handle_new_event (FALSE, FALSE) };
  g_autoptr (GError) error = NULL;
  int status;

  self.links = g_ptr_array_new ();
  if (!ras_parse (&self.command, words, NULL, 0, 1, "ENTRY",
                  "Connections as they come and go, beginning with those that are up, until Ctrl-C.",
                  &error))
    status = beck_verb_error (words, BECK_EXIT_USAGE, "%s", error->message);
  else if (self.event == INVALID_HANDLE_VALUE)
    status = ras_fail (words, ERROR_NOT_ENOUGH_MEMORY);
  else
    status = watch (&self, words);
  g_ptr_array_unref (self.links);
  ras_command_clear (&self.command);
  return status;
}

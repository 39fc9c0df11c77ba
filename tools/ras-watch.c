/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * beck ras watch: connections as they come and go. What happened is found out by comparing
 * those that are up with those that were; an object is kept of each, to be asked why it went.
 */

#include "ras-links.h"

#include <beck/handle.h>
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>
#include <win/winerror.h>
#include <win/synchapi.h>

/* How long the reason is waited for. */
#define GRACE_MS 1000

typedef struct
{
  RasCommand command;
  HANDLE event;
  GPtrArray *links; /* (element-type RasLink): as they were last seen */
  guint grace;      /* a source; 0 */
  DWORD error;      /* ends it */
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

static gboolean
is_same (const RasLink *a, const RasLink *b)
{
  return memcmp (&a->status.id, &b->status.id, sizeof (GUID)) == 0;
}

/* (out): its place, or that behind the last */
static gboolean
find (const GPtrArray *links, const RasLink *wanted, guint *place)
{
  for (*place = 0; *place < links->len; (*place)++)
    if (is_same (links->pdata[*place], wanted))
      return TRUE;
  return FALSE;
}

static void look (Watching *self);

static gboolean
on_grace (gpointer data)
{
  Watching *self = data;

  self->grace = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

/* Whether @link is done with. The list may know that it has gone before the link has been told why;
 * that is waited for, but not for ever. */
static gboolean
has_gone (Watching *self, RasLink *link)
{
  gint64 now = g_get_monotonic_time ();

  if (!ras_link_refresh (link) || link->status.state == RASCS_Disconnected)
    return TRUE;
  if (link->gone == 0)
    link->gone = now;
  if (now - link->gone >= GRACE_MS * 1000)
    return TRUE;
  if (self->grace == 0)
    self->grace = g_timeout_add (GRACE_MS, on_grace, self);
  return FALSE;
}

/* Those that are not among @now. */
static void
drop_gone (Watching *self, const GPtrArray *now)
{
  guint place;

  for (guint i = self->links->len; i > 0; i--)
    {
      RasLink *link = self->links->pdata[i - 1];

      if (find (now, link, &place) || !has_gone (self, link))
        continue;
      tell (self, "disconnected", link);
      g_ptr_array_remove_index (self->links, i - 1);
    }
}

static void
look_again (const Watching *self, RasLink *link)
{
  DWORD before = link->status.sub_state;

  if (!ras_link_refresh (link) || link->status.sub_state == before)
    return;
  if (link->status.sub_state == RASCSS_Reconnecting)
    tell (self, "reconnecting", link);
  else if (before == RASCSS_Reconnecting)
    tell (self, "reconnected", link);
}

static gboolean
on_state (DWORD state, DWORD error, DWORD extended_error, gpointer data)
{
  look (data);
  return G_SOURCE_CONTINUE;
}

/* Who hears of a link's states looks after it, too, if its dialler is gone. */
static void
add_new (Watching *self, RasLink *link)
{
  tell (self, "connected", link);
  if (SUCCEEDED (beck_ras_state_source_new (link->info, &link->states)))
    {
      g_source_set_callback (link->states, G_SOURCE_FUNC (on_state), self, NULL);
      g_source_attach (link->states, NULL);
    }
  g_ptr_array_add (self->links, link);
}

static void
look (Watching *self)
{
  const char *entry = self->command.rest != NULL ? self->command.rest[0] : NULL;
  g_autoptr (GPtrArray) now = NULL;
  guint place;

  self->error = ras_links_get (self->command.book, entry, &now);
  if (self->error != 0)
    return;
  drop_gone (self, now);
  while (now->len > 0)
    {
      RasLink *link = now->pdata[0];

      if (find (self->links, link, &place))
        {
          look_again (self, self->links->pdata[place]);
          g_ptr_array_remove_index (now, 0);
        }
      else
        add_new (self, g_ptr_array_steal_index (now, 0));
    }
  fflush (stdout);
}

/* ---- The verb ---- */

static gboolean
on_event (gint fd, GIOCondition condition, gpointer data)
{
  Watching *self = data;

  WaitForSingleObject (self->event, 0);
  look (self);
  return G_SOURCE_CONTINUE;
}

/* Ends by a signal, or because standard output does not take any more. */
static int
watch (Watching *self, char **words)
{
  const DWORD flags = RASCN_Connection | RASCN_Disconnection | RASCN_Dormant | RASCN_ReConnection;
  guint source = g_unix_fd_add (beck_handle_to_fd (self->event), G_IO_IN, on_event, self);

  self->error
      = RasConnectionNotificationA ((HRASCONN) INVALID_HANDLE_VALUE, self->event, flags);
  if (self->error == 0)
    look (self);
  while (self->error == 0 && !ferror (stdout))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
  g_clear_handle_id (&self->grace, g_source_remove);
  return self->error != 0 ? ras_fail (words, self->error)
                          : beck_verb_finish (words, BECK_EXIT_OK);
}

int
ras_run_watch (char **words)
{
  Watching self = { .event = beck_handle_new_event (FALSE, FALSE) };
  g_autoptr (GError) error = NULL;
  int status;

  self.links = ras_links_new ();
  if (!ras_parse (&self.command, words, NULL, 0, 1, "ENTRY",
                  "Connections as they come and go, from those that are up on, until Ctrl-C.",
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

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * beck ras list, status, hangup: connections that are up, whoever dialled them.
 */

#include "ras-links.h"

#include <stdio.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>
#include <win/winerror.h>

/* ---- One connection, printed ---- */

/* "1:02:03"; free with g_free. */
static char *
duration_to_text (guint64 milliseconds)
{
  guint64 seconds = milliseconds / 1000;

  return g_strdup_printf ("%" G_GUINT64_FORMAT ":%02u:%02u", seconds / 3600,
                          (guint) (seconds / 60 % 60), (guint) (seconds % 60));
}

static void
put_statistics (IdlJson *json, const BeckRasStatistics *counts)
{
  idl_json_number (json, "bytes_sent", idl_number_unsigned (counts->bytes_sent));
  idl_json_number (json, "bytes_received", idl_number_unsigned (counts->bytes_received));
  idl_json_number (json, "frames_sent", idl_number_unsigned (counts->frames_sent));
  idl_json_number (json, "frames_received", idl_number_unsigned (counts->frames_received));
  idl_json_number (json, "errors_sent", idl_number_unsigned (counts->errors_sent));
  idl_json_number (json, "errors_received", idl_number_unsigned (counts->errors_received));
  idl_json_number (json, "duration_ms", idl_number_unsigned (counts->duration_ms));
}

static void
put_link (IdlJson *json, const RasLink *link)
{
  ras_put_connection (json, &link->status, &link->projection);
  put_statistics (json, &link->statistics);
}

static void
print_line (const RasLink *link)
{
  g_autofree char *entry = ras_fit_for_terminal (link->entry);
  g_autofree char *address = ras_from_wide (link->projection.address);
  g_autofree char *duration = duration_to_text (link->statistics.duration_ms);
  const char *sub_state = ras_sub_state_to_name (link->status.sub_state);

  printf ("%s  %s", entry, sub_state != NULL ? sub_state : ras_state_to_name (link->status.state));
  if (address[0] != '\0')
    printf ("  %s", address);
  printf ("  %s\n", duration);
}

static void
print_field (const char *name, const WCHAR *wide)
{
  g_autofree char *text = ras_from_wide (wide);
  g_autofree char *fit = ras_fit_for_terminal (text);

  if (fit[0] != '\0')
    printf ("%-16s %s\n", name, fit);
}

static void
print_counts (const char *name, guint64 bytes, guint64 frames, guint64 errors)
{
  printf ("%-16s %" G_GUINT64_FORMAT " bytes in %" G_GUINT64_FORMAT " frames, %" G_GUINT64_FORMAT
          " errors\n",
          name, bytes, frames, errors);
}

static void
print_all (const RasLink *link)
{
  const BeckRasStatistics *counts = &link->statistics;
  const char *sub_state = ras_sub_state_to_name (link->status.sub_state);
  g_autofree char *duration = duration_to_text (counts->duration_ms);

  print_field ("entry", link->status.entry);
  print_field ("phone book", link->status.phone_book);
  printf ("%-16s %s%s%s\n", "state", ras_state_to_name (link->status.state),
          sub_state != NULL ? ", " : "", sub_state != NULL ? sub_state : "");
  printf ("%-16s %u\n", "uses", (guint) link->status.uses);
  print_field ("device", link->status.device_name);
  print_field ("number", link->status.phone_number);
  print_field ("address", link->projection.address);
  print_field ("server", link->projection.server_address);
  print_field ("local endpoint", link->status.local_endpoint);
  print_field ("remote endpoint", link->status.remote_endpoint);
  print_counts ("sent", counts->bytes_sent, counts->frames_sent, counts->errors_sent);
  print_counts ("received", counts->bytes_received, counts->frames_received,
                counts->errors_received);
  printf ("%-16s %s\n", "connected for", duration);
}

/* ---- list ---- */

static void
print_links (const GPtrArray *links, gboolean as_json)
{
  g_autofree char *text = NULL;
  IdlJson json;

  if (as_json)
    {
      idl_json_init (&json);
      idl_json_open (&json, NULL, '{');
      idl_json_open (&json, "connections", '[');
    }
  for (guint i = 0; i < links->len; i++)
    if (!as_json)
      print_line (links->pdata[i]);
    else
      {
        idl_json_open (&json, NULL, '{');
        put_link (&json, links->pdata[i]);
        idl_json_close (&json, '}');
      }
  if (!as_json)
    return;
  idl_json_close (&json, ']');
  idl_json_close (&json, '}');
  text = idl_json_finish (&json);
  fputs (text, stdout);
}

int
ras_run_list (char **words)
{
  RasCommand command = { .as_json = FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) links = NULL;
  DWORD number;
  int status;

  if (!ras_parse (&command, words, NULL, 0, 0, NULL, "The connections that are up.", &error))
    status = beck_verb_error (words, BECK_EXIT_USAGE, "%s", error->message);
  else if ((number = ras_links_get (command.book, NULL, &links)) != 0)
    status = ras_fail (words, number);
  else
    {
      print_links (links, command.as_json);
      status = beck_verb_finish (words, BECK_EXIT_OK);
    }
  ras_command_clear (&command);
  return status;
}

/* ---- status ---- */

static void
print_link (const RasLink *link, gboolean as_json)
{
  g_autofree char *text = NULL;
  IdlJson json;

  if (!as_json)
    {
      print_all (link);
      return;
    }
  idl_json_init (&json);
  idl_json_open (&json, NULL, '{');
  put_link (&json, link);
  idl_json_close (&json, '}');
  text = idl_json_finish (&json);
  fputs (text, stdout);
}

int
ras_run_status (char **words)
{
  RasCommand command = { .as_json = FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) links = NULL;
  DWORD number;
  int status;

  if (!ras_parse (&command, words, NULL, 1, 1, "ENTRY",
                  "What there is to know of a connection.", &error))
    status = beck_verb_error (words, BECK_EXIT_USAGE, "%s", error->message);
  else if ((number = ras_links_get (command.book, command.rest[0], &links)) != 0)
    status = ras_fail (words, number);
  else if (links->len == 0)
    status = ras_fail (words, ERROR_NO_CONNECTION);
  else
    {
      print_link (links->pdata[0], command.as_json);
      status = beck_verb_finish (words, BECK_EXIT_OK);
    }
  ras_command_clear (&command);
  return status;
}

/* ---- hangup ---- */

/* Gives one dial back. */
static int
hang_up (char **words, const RasCommand *command, guint *uses)
{
  g_autoptr (GPtrArray) links = NULL;
  DWORD error = ras_links_get (command->book, command->rest[0], &links);
  const RasLink *link;
  HRESULT hr;

  *uses = 0;
  if (error != 0 || links->len == 0)
    return ras_fail (words, error != 0 ? error : ERROR_NO_CONNECTION);
  link = links->pdata[0];
  hr = link->connection->lpVtbl->HangUp (link->connection);
  if (FAILED (hr))
    return ras_fail_hresult (words, hr);
  *uses = link->status.uses > 0 ? link->status.uses - 1 : 0;
  return BECK_EXIT_OK;
}

static void
tell_hung_up (const RasCommand *command, guint uses)
{
  g_autofree char *text = NULL;
  IdlJson json;

  if (!command->as_json)
    {
      if (uses > 0)
        printf ("still in use by %u other dial%s\n", uses, uses == 1 ? "" : "s");
      return;
    }
  idl_json_init (&json);
  idl_json_open (&json, NULL, '{');
  idl_json_string (&json, "entry", command->rest[0]);
  idl_json_uint (&json, "uses", uses);
  idl_json_close (&json, '}');
  text = idl_json_finish (&json);
  fputs (text, stdout);
}

/* Others may dial meanwhile, so there is an end to "all". */
static int
hang_up_and_tell (char **words, const RasCommand *command, gboolean all)
{
  guint uses, turns = 1;
  int status = hang_up (words, command, &uses);

  while (all && status == BECK_EXIT_OK && uses > 0 && turns++ < 1000)
    status = hang_up (words, command, &uses);
  if (status != BECK_EXIT_OK)
    return status;
  tell_hung_up (command, uses);
  return beck_verb_finish (words, BECK_EXIT_OK);
}

int
ras_run_hang_up (char **words)
{
  RasCommand command = { .as_json = FALSE };
  gboolean all = FALSE;
  const GOptionEntry entries[] = {
    { "all", 'a', 0, G_OPTION_ARG_NONE, &all, "Also if it was dialled several times", NULL },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  g_autoptr (GError) error = NULL;
  int status;

  if (!ras_parse (&command, words, entries, 1, 1, "ENTRY",
                  "Hangs up a connection, whoever dialled it. Returns when nothing is left of it.",
                  &error))
    status = beck_verb_error (words, BECK_EXIT_USAGE, "%s", error->message);
  else
    status = hang_up_and_tell (words, &command, all);
  ras_command_clear (&command);
  return status;
}

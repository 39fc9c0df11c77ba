/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The command line of beck ras dial.
 */

#include "ras-dial.h"

#include <gio/gio.h>
#include <string.h>

/* ---- Options ---- */

static const char description[]
    = "Prints each state, and returns when the connection is there; it goes on without this "
      "process, until\n'beck ras hangup ENTRY'. Ctrl-C hangs up.\n\nWithout --user and "
      "--password-fd what is saved with the entry is used. What is missing is asked\nfor on "
      "the terminal, and again if the server refuses it.\n";

static gboolean
parse (RasDialling *self, GError **error)
{
  const GOptionEntry entries[] = {
    { "user", 'u', 0, G_OPTION_ARG_STRING, &self->user, "The user's name", "NAME" },
    { "domain", 'd', 0, G_OPTION_ARG_STRING, &self->domain, "The user's domain", "NAME" },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &self->password_fd,
      "Read the password from this descriptor, a line", "N" },
    { "number", 0, 0, G_OPTION_ARG_STRING, &self->number, "Dial this and not the entry's number",
      "NUMBER" },
    { "callback", 0, 0, G_OPTION_ARG_STRING, &self->callback,
      "Where to call back; '*' asks when the server offers it", "NUMBER" },
    { "timeout", 't', 0, G_OPTION_ARG_INT, &self->seconds, "Give up after this time", "SECONDS" },
    { "foreground", 'f', 0, G_OPTION_ARG_NONE, &self->foreground,
      "Stay, report, and hang up on Ctrl-C", NULL },
    { "batch", 'b', 0, G_OPTION_ARG_NONE, &self->batch, "Ask nothing", NULL },
    { "save", 0, 0, G_OPTION_ARG_NONE, &self->save,
      "Save name and password, when they were right, in a file that others cannot read", NULL },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };

  return ras_parse (&self->command, self->words, entries, 1, 1, "ENTRY", description, error);
}

static gboolean
check (const RasDialling *self, GError **error)
{
  const char *wrong = NULL;

  if (self->seconds < 0)
    wrong = "--timeout: a number of seconds is needed";
  else if (self->password_fd < -1)
    wrong = "--password-fd: there is no such descriptor";
  else if (self->password_fd >= 0 && self->user == NULL)
    wrong = "--password-fd needs --user";
  else if (self->save && (self->user == NULL && self->batch))
    wrong = "--save needs --user";
  else
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, wrong);
  return FALSE;
}

/* ---- The request ---- */

/* NULL stays NULL. */
static gboolean
to_wide (RasDialling *self, const char *text, LPCWSTR *wide, GError **error)
{
  gunichar2 *copy;

  *wide = NULL;
  if (text == NULL)
    return TRUE;
  copy = g_utf8_to_utf16 (text, -1, NULL, NULL, error);
  if (copy == NULL)
    return FALSE;
  g_ptr_array_add (self->wide, copy);
  *wide = (LPCWSTR) copy;
  return TRUE;
}

static gboolean
make_request (RasDialling *self, GError **error)
{
  BeckRasRequest *request = &self->request;

  /* The books of connections are known by path. */
  if (self->command.book != NULL)
    {
      char *path = g_canonicalize_filename (self->command.book, NULL);

      g_free (self->command.book);
      self->command.book = path;
    }
  if (!to_wide (self, self->command.book, &request->phone_book, error)
      || !to_wide (self, self->command.rest[0], &request->entry, error)
      || !to_wide (self, self->number, &request->phone_number, error)
      || !to_wide (self, self->callback, &request->callback_number, error)
      || !to_wide (self, self->user, &request->user_name, error)
      || !to_wide (self, self->domain, &request->domain, error))
    return FALSE;
  if (self->password_fd < 0)
    return TRUE;
  if (!ras_answer_read (self->password, self->password_fd, error))
    return FALSE;
  request->password = self->password->wide;
  return TRUE;
}

/* ---- The verb ---- */

static int
run (RasDialling *self)
{
  g_autoptr (GError) error = NULL;

  if (!parse (self, &error) || !check (self, &error))
    return beck_verb_error (self->words, BECK_EXIT_USAGE, "%s", error->message);
  if (!make_request (self, &error))
    return beck_verb_error (self->words, BECK_EXIT_FAILED, "%s", error->message);
  return ras_dialling_run (self);
}

static void
release (gpointer interface)
{
  ((IUnknown *) interface)->lpVtbl->Release (interface);
}

static void
clear (RasDialling *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->signals); i++)
    g_clear_handle_id (&self->signals[i], g_source_remove);
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->states != NULL)
    g_source_destroy (self->states);
  g_clear_pointer (&self->states, g_source_unref);
  g_clear_pointer (&self->ender, release);
  g_clear_pointer (&self->call, release);
  g_clear_pointer (&self->info, release);
  g_clear_pointer (&self->connection, release);
  ras_answer_free (self->answer);
  ras_answer_free (self->password);
  g_ptr_array_unref (self->wide);
  ras_command_clear (&self->command);
  g_free (self->user);
  g_free (self->domain);
  g_free (self->number);
  g_free (self->callback);
}

int
ras_run_dial (char **words)
{
  RasDialling self = {
    .words = words,
    .password_fd = -1,
    .wide = g_ptr_array_new_with_free_func (g_free),
    .password = ras_answer_new (),
    .answer = ras_answer_new (),
  };
  int status = run (&self);

  clear (&self);
  return status;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a dial asks people: who they are, before it begins and when the server refuses them, a new
 * password, a number to call back. Nobody is asked without a terminal.
 */

#include "ras-dial.h"

#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>
#include <win/winerror.h>

static gboolean
may_ask (const RasDialling *self)
{
  return !self->batch && ras_terminal_is_there ();
}

static gboolean
ask (RasDialling *self, const char *prompt, gboolean echo, RasAnswer *answer)
{
  self->stop = self->interrupted;
  return ras_terminal_ask (prompt, echo, &self->stop, answer);
}

/* ---- Who ---- */

static gboolean
ask_password (RasDialling *self)
{
  if (!ask (self, "Password: ", FALSE, self->password))
    return FALSE;
  self->request.password = self->password->wide;
  return TRUE;
}

/* An empty answer is the name that there is. */
static gboolean
ask_user (RasDialling *self)
{
  g_autofree char *prompt
      = self->user == NULL || self->user[0] == '\0'
            ? g_strdup ("User name: ")
            : g_strdup_printf ("User name [%s]: ", self->user);

  if (!ask (self, prompt, TRUE, self->answer))
    return FALSE;
  if (self->answer->text[0] != '\0')
    {
      g_free (self->user);
      self->user = g_strdup (self->answer->text);
      self->request.user_name = self->answer->wide;
    }
  return TRUE;
}

/* An entry that is not there is found out by dialling it. */
static gboolean
is_saved (RasDialling *self)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params };
  BOOL has_password = FALSE;

  g_strlcpy (params.szEntryName, self->command.rest[0], sizeof params.szEntryName);
  return RasGetEntryDialParamsA (self->command.book, &params, &has_password) == ERROR_SUCCESS
         && (has_password || params.szUserName[0] != '\0');
}

gboolean
ras_dialling_ask_who (RasDialling *self)
{
  if (may_ask (self))
    self->request.options |= RDEOPT_PausedStates;
  if (self->password_fd >= 0 || !may_ask (self))
    return TRUE;
  if (self->user == NULL && is_saved (self))
    return TRUE;
  return (self->user != NULL || ask_user (self)) && ask_password (self);
}

void
ras_dialling_forget (RasDialling *self)
{
  self->request.password = NULL;
  if (!self->save)
    explicit_bzero (self->password, sizeof *self->password);
}

/* ---- Pauses ---- */

static gboolean
ask_new_password (RasDialling *self)
{
  g_autoptr (RasAnswer) again = ras_answer_new ();

  for (;;)
    {
      if (!ask (self, "New password: ", FALSE, self->password)
          || !ask (self, "New password again: ", FALSE, again))
        return FALSE;
      if (strcmp (self->password->text, again->text) == 0)
        break;
      g_printerr ("They differ.\n");
    }
  self->request.password = self->password->wide;
  return TRUE;
}

static gboolean
ask_number (RasDialling *self)
{
  if (!ask (self, "Number to call back: ", TRUE, self->answer))
    return FALSE;
  self->request.callback_number = self->answer->wide;
  return TRUE;
}

static gboolean
ask_for (RasDialling *self, DWORD state)
{
  switch (state)
    {
    case RASCS_RetryAuthentication:
      return ask_user (self) && ask_password (self);
    case RASCS_PasswordExpired:
      return ask_new_password (self);
    default:
      return ask_number (self);
    }
}

static gboolean
can_be_asked (DWORD state)
{
  return state == RASCS_RetryAuthentication || state == RASCS_PasswordExpired
         || state == RASCS_CallbackSetByCaller;
}

void
ras_dialling_answer (RasDialling *self)
{
  DWORD state = self->paused;
  HRESULT hr;

  self->paused = 0;
  if (!can_be_asked (state))
    ras_dialling_hang_up (self, ERROR_INTERACTIVE_MODE);
  else if (ask_for (self, state))
    {
      hr = self->connection->lpVtbl->Resume (self->connection, &self->request);
      ras_dialling_forget (self);
      if (FAILED (hr))
        ras_dialling_hang_up (self, ras_error_from_hresult (hr));
    }
  else if (!self->stop)
    ras_dialling_hang_up (self, ERROR_USER_DISCONNECTION);
}

/* ---- Saving ---- */

DWORD
ras_dialling_save (RasDialling *self)
{
  RASDIALPARAMSA *params = ras_secret_new (sizeof *params);
  DWORD error;

  params->dwSize = sizeof *params;
  g_strlcpy (params->szEntryName, self->command.rest[0], sizeof params->szEntryName);
  g_strlcpy (params->szUserName, self->user != NULL ? self->user : "", sizeof params->szUserName);
  g_strlcpy (params->szPassword, self->password->text, sizeof params->szPassword);
  g_strlcpy (params->szDomain, self->domain != NULL ? self->domain : "", sizeof params->szDomain);
  error = RasSetEntryDialParamsA (self->command.book, params, FALSE);
  ras_secret_free (params, sizeof *params);
  return error;
}

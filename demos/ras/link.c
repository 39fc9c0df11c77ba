/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A dial from its beginning to its end. Its password is in its own memory only as long as there may
 * be another dial.
 */

#include "link.h"

#include <beck/window.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>

Link link_of_demo;

static char password[PWLEN + 1];

/* ---- Text ---- */

const char *
name_of_state (RASCONNSTATE state)
{
  static const char *const names[] = {
    "OpenPort",       "PortOpened",          "ConnectDevice",      "DeviceConnected",
    "AllDevicesConnected", "Authenticate",   "AuthNotify",         "AuthRetry",
    "AuthCallback",   "AuthChangePassword",  "AuthProject",        "AuthLinkSpeed",
    "AuthAck",        "ReAuthenticate",      "Authenticated",      "PrepareForCallback",
    "WaitForModemReset", "WaitForCallback",  "Projected",
  };

  if (state == RASCS_RetryAuthentication)
    return "RetryAuthentication";
  if (state == RASCS_Connected)
    return "Connected";
  if (state == RASCS_Disconnected)
    return "Disconnected";
  return (gsize) state < G_N_ELEMENTS (names) ? names[state] : "another state";
}

const char *
text_of_error (DWORD error)
{
  static _Thread_local char text[600];
  char reason[512];

  if (RasGetErrorStringA (error, reason, sizeof reason) != ERROR_SUCCESS)
    strcpy (reason, "no error of remote access");
  snprintf (text, sizeof text, "%u, %s", (guint) error, reason);
  return text;
}

BOOL
wrong (const char *what, DWORD error)
{
  fflush (stdout);
  fprintf (stderr, "ras-client: %s: %s\n", what, text_of_error (error));
  return FALSE;
}

/* ---- The dial ---- */

BOOL
link_init (Notify notify, const char *entry, const char *user)
{
  Link *self = &link_of_demo;

  self->notify = notify;
  self->params.dwSize = sizeof self->params;
  strncpy (self->params.szEntryName, entry, sizeof self->params.szEntryName - 1);
  strncpy (self->params.szUserName, user, sizeof self->params.szUserName - 1);
  /* Without a buffer of the C library in between, which nobody would wipe. */
  setvbuf (stdin, NULL, _IONBF, 0);
  if (fgets (password, sizeof password, stdin) == NULL)
    return FALSE;
  password[strcspn (password, "\n")] = '\0';
  self->stopped = CreateEvent (NULL, FALSE, FALSE, NULL);
  return self->stopped != NULL && (notify != NOTIFY_WINDOW || link_make_window ());
}

void
link_clear (void)
{
  explicit_bzero (password, sizeof password);
  beck_window_free (link_of_demo.window);
  if (link_of_demo.stopped != NULL)
    CloseHandle (link_of_demo.stopped);
}

void
link_use_password (BOOL right)
{
  strcpy (link_of_demo.params.szPassword, right ? password : "wrong");
}

DWORD
link_begin (DWORD options)
{
  RASDIALEXTENSIONS extensions = { .dwSize = sizeof extensions, .dwfOptions = options };
  DWORD error = link_call_dial (&extensions);

  explicit_bzero (link_of_demo.params.szPassword, sizeof link_of_demo.params.szPassword);
  return error;
}

/* The message comes into the main loop; with the other notifiers nothing does. */
DWORD
link_wait (void)
{
  const gint64 end = g_get_monotonic_time () + PATIENCE_MS * G_GINT64_CONSTANT (1000);

  while (WaitForSingleObject (link_of_demo.stopped, 10) != WAIT_OBJECT_0)
    {
      if (g_get_monotonic_time () > end)
        return ERROR_TIMEOUT;
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  return link_of_demo.error;
}

DWORD
link_dial (DWORD options)
{
  DWORD error = link_begin (options);

  return error != 0 || link_of_demo.notify == NOTIFY_NEVER ? error : link_wait ();
}

/* The handle is good until the last of the connection is gone. */
DWORD
link_hang_up (void)
{
  const gint64 end = g_get_monotonic_time () + PATIENCE_MS * G_GINT64_CONSTANT (1000);
  RASCONNSTATUS status = { .dwSize = sizeof status };
  DWORD error = RasHangUp (link_of_demo.connection);

  while (error == ERROR_SUCCESS && g_get_monotonic_time () < end)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      error = RasGetConnectStatus (link_of_demo.connection, &status);
      if (error == ERROR_SUCCESS)
        Sleep (5);
    }
  link_of_demo.connection = NULL;
  return error == ERROR_INVALID_HANDLE ? ERROR_SUCCESS
         : error == ERROR_SUCCESS      ? ERROR_TIMEOUT
                                       : error;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * ras-client STORY ENTRY USER, with the password in a line of standard input: dials, in C as it is
 * written for this API elsewhere, and shows one thing.
 *
 *   sync, func, func1, func2, window   dials with that notifier, uses the link, hangs up
 *   retry                              is refused, and goes on from the paused state
 *   fail                               has to fail
 *   lose                               has to lose the link
 *   hangup                             hangs up in the middle of the dial
 */

#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "link.h"

static BOOL may_ping;

/* ---- Using a link ---- */

static BOOL
ping (const char *address)
{
  const char *argv[] = { "ping", "-c", "3", "-i", "0.2", "-q", address, NULL };
  g_autofree char *output = NULL;
  gint status = -1;
  const char *summary;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL,
                     &status, NULL))
    return wrong ("ping", ERROR_FROM_DEVICE);
  summary = strstr (output, "3 packets");
  printf ("  ping %s: %.*s\n", address, summary != NULL ? (int) strcspn (summary, "\n") : 0,
          summary);
  return status == 0;
}

static BOOL
show_statistics (void)
{
  RAS_STATS counts = { .dwSize = sizeof counts };
  DWORD error = RasGetConnectionStatistics (link_of_demo.connection, &counts);

  if (error != ERROR_SUCCESS)
    return wrong ("statistics", error);
  printf ("  %u frames sent, %u received\n", (guint) counts.dwFramesXmited,
          (guint) counts.dwFramesRcved);
  return !may_ping || (counts.dwFramesXmited >= 3 && counts.dwFramesRcved >= 3);
}

static BOOL
use_link (void)
{
  RASPPPIP addresses = { .dwSize = sizeof addresses };
  DWORD size = sizeof addresses;
  DWORD error = RasGetProjectionInfo (link_of_demo.connection, RASP_PppIp, &addresses, &size);

  if (error != ERROR_SUCCESS)
    return wrong ("addresses", error);
  printf ("  address %s, server %s\n", addresses.szIpAddress, addresses.szServerIpAddress);
  return (!may_ping || ping (addresses.szServerIpAddress)) && show_statistics ();
}

static BOOL
end_link (void)
{
  DWORD error = link_hang_up ();

  if (error != ERROR_SUCCESS)
    return wrong ("hanging up", error);
  printf ("  hung up\n");
  return TRUE;
}

/* ---- Stories ---- */

static BOOL
tell_success (void)
{
  DWORD error = link_dial (0);

  if (error != ERROR_SUCCESS)
    {
      link_hang_up ();
      return wrong ("not connected", error);
    }
  if (link_of_demo.notify == NOTIFY_NEVER)
    printf ("  connected\n");
  return use_link () & end_link ();
}

static BOOL
tell_retry (void)
{
  DWORD error;

  link_use_password (FALSE);
  error = link_dial (RDEOPT_PausedStates);
  if (error != ERROR_SUCCESS || link_of_demo.state != RASCS_RetryAuthentication)
    {
      link_hang_up ();
      return wrong ("not paused", error);
    }
  printf ("  once more, with the right password\n");
  link_use_password (TRUE);
  error = link_dial (RDEOPT_PausedStates);
  if (error != ERROR_SUCCESS)
    wrong ("not connected", error);
  return end_link () && error == ERROR_SUCCESS;
}

static BOOL
tell_failure (void)
{
  RASCONNSTATUS status = { .dwSize = sizeof status };
  DWORD error = link_dial (0);

  if (error == ERROR_SUCCESS)
    {
      link_hang_up ();
      return wrong ("it is connected", error);
    }
  /* Why it failed can be asked until it is hung up. */
  if (RasGetConnectStatus (link_of_demo.connection, &status) == ERROR_SUCCESS)
    printf ("  the status says %s: %s\n", name_of_state (status.rasconnstate),
            text_of_error (status.dwError));
  return end_link () && status.dwError == error;
}

/* The event is about the link, whoever dialled it; the connection is told by another thread. */
static DWORD
status_after_loss (RASCONNSTATUS *status)
{
  DWORD error;

  for (guint waited = 0; waited < PATIENCE_MS; waited += 5)
    {
      error = RasGetConnectStatus (link_of_demo.connection, status);
      if (error != ERROR_SUCCESS || status->rasconnstate == RASCS_Disconnected)
        return error;
      Sleep (5);
    }
  return ERROR_TIMEOUT;
}

static BOOL
wait_for_loss (HANDLE lost)
{
  RASCONNSTATUS status = { .dwSize = sizeof status };
  DWORD error;

  printf ("  waiting for the link to go\n");
  if (WaitForSingleObject (lost, PATIENCE_MS) != WAIT_OBJECT_0)
    return wrong ("it does not go", ERROR_TIMEOUT);
  error = status_after_loss (&status);
  if (error != ERROR_SUCCESS)
    return wrong ("status", error);
  printf ("  the status says %s: %s\n", name_of_state (status.rasconnstate),
          text_of_error (status.dwError));
  return status.dwError != ERROR_SUCCESS;
}

static BOOL
tell_loss (void)
{
  HANDLE lost = CreateEvent (NULL, FALSE, FALSE, NULL);
  DWORD error = link_dial (0);
  BOOL good = FALSE;

  if (error == ERROR_SUCCESS)
    error = RasConnectionNotification (link_of_demo.connection, lost, RASCN_Disconnection);
  if (error != ERROR_SUCCESS)
    wrong ("not connected", error);
  else
    good = wait_for_loss (lost);
  good &= end_link ();
  CloseHandle (lost);
  return good;
}

static BOOL
tell_hang_up (void)
{
  RASCONNSTATUS status = { .dwSize = sizeof status };
  DWORD error = link_begin (0);
  gint64 begun;

  do
    {
      Sleep (5);
      error = error != ERROR_SUCCESS ? error
                                     : RasGetConnectStatus (link_of_demo.connection, &status);
    }
  while (error == ERROR_SUCCESS && status.rasconnstate < RASCS_ConnectDevice);
  if (error != ERROR_SUCCESS)
    return wrong ("not dialling", error);
  begun = g_get_monotonic_time ();
  if (!end_link ())
    return FALSE;
  printf ("  in %u ms\n", (guint) ((g_get_monotonic_time () - begun) / 1000));
  return TRUE;
}

static const struct
{
  const char *name;
  Notify notify;
  BOOL (*tell) (void);
} stories[] = {
  { "sync", NOTIFY_NEVER, tell_success },    { "func", NOTIFY_FUNC, tell_success },
  { "func1", NOTIFY_FUNC1, tell_success },   { "func2", NOTIFY_FUNC2, tell_success },
  { "window", NOTIFY_WINDOW, tell_success }, { "retry", NOTIFY_FUNC1, tell_retry },
  { "fail", NOTIFY_FUNC1, tell_failure },    { "lose", NOTIFY_FUNC2, tell_loss },
  { "hangup", NOTIFY_FUNC1, tell_hang_up },
};

static int
tell (gsize i, const char *entry, const char *user)
{
  BOOL good;

  if (!link_init (stories[i].notify, entry, user))
    {
      fprintf (stderr, "ras-client: a password is needed on standard input\n");
      link_clear ();
      return 1;
    }
  link_use_password (TRUE);
  good = stories[i].tell ();
  link_clear ();
  return good ? 0 : 1;
}

int
main (int argc, char **argv)
{
  setvbuf (stdout, NULL, _IOLBF, 0);
  if (argc > 1 && strcmp (argv[1], "--ping") == 0)
    {
      may_ping = TRUE;
      argc--;
      argv++;
    }
  for (gsize i = 0; argc == 4 && i < G_N_ELEMENTS (stories); i++)
    if (strcmp (argv[1], stories[i].name) == 0)
      return tell (i, argv[2], argv[3]);
  fprintf (stderr, "usage: ras-client [--ping] STORY ENTRY USER <PASSWORD\n");
  return 2;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What there is to dial: entries of the simulator, or a network with OpenVPN servers. */

#include "test-behaviours.h"

#include <glib/gstdio.h>
#include <string.h>

#include "stage.h"

#define PASSWORD "correct horse"
#define LOGIN "login alice \"" PASSWORD "\"; helper; endpoint 192.0.2.2 192.0.2.1; "

static char *directory; /* of the test */
static char *network_password;
static gboolean office_is_away;

gboolean
ground_is_real (void)
{
  return g_getenv ("TEST_NETWORK") != NULL;
}

char *
ground_path (const char *name)
{
  return g_build_filename (directory, name, NULL);
}

/* ---- The simulator ---- */

void
ground_add_entry (const char *entry, const char *script)
{
  stage_add_entry (entry, script);
}

/* A link that is there until the file is. */
static char *
link_until (const char *file, const char *addresses, guint error)
{
  g_autofree char *path = ground_path (file);

  return g_strdup_printf (LOGIN "address %s; up; until %s; drop %u", addresses, path, error);
}

static void
add_places (void)
{
  g_autofree char *office = link_until ("stopped", "10.8.0.6 10.8.0.1", 629);
  g_autofree char *branch = link_until ("closed", "10.9.0.6 10.9.0.1", 629);
  g_autofree char *vanishing = link_until ("vanished", "10.8.0.6 10.8.0.1", 628);
  const char *scripts[N_PLACES] = {
    [OFFICE] = office,
    [BRANCH] = branch,
    [VANISHING] = vanishing,
    [SILENT] = "state ConnectDevice; silence",
    [TIMEOUT] = "state ConnectDevice; fail 809",
    [CLOSED] = "state ConnectDevice; fail 808",
    [NOBODY] = "state ConnectDevice; fail 868",
    [STRANGER] = "state Authenticate; fail 801",
  };

  for (Place place = 0; place < N_PLACES; place++)
    if (scripts[place] != NULL)
      ground_add_entry (place_entry (place), scripts[place]);
}

/* ---- The network ---- */

static void
run_network (const char *verb, const char *what)
{
  const char *argv[]
    = { g_getenv ("TEST_NETWORK_SCRIPT"), g_getenv ("TEST_NETWORK"), verb, what, NULL };
  GError *error = NULL;
  int status;

  ck_assert_msg (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL,
                               &status, &error)
                   && g_spawn_check_wait_status (status, &error),
                 "network %s %s: %s", verb, what, error != NULL ? error->message : "");
}

static void
read_password (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("TEST_NETWORK"), "password", NULL);

  ck_assert (g_file_get_contents (path, &network_password, NULL, NULL));
  g_strchomp (network_password);
}

/* ---- Either ---- */

const char *
place_entry (Place place)
{
  static const char *const entries[N_PLACES] = {
    [OFFICE] = "office",     [BRANCH] = "office-tcp", [VANISHING] = "vanishing",
    [SILENT] = "silent",     [TIMEOUT] = "timeout",   [CLOSED] = "closed",
    [NOBODY] = "nobody",     [STRANGER] = "stranger", [UNKNOWN] = "unknown",
  };

  if (ground_is_real () && place == VANISHING)
    return "office";
  if (ground_is_real () && place == TIMEOUT)
    return "silent";
  return entries[place];
}

const char *
right_password (void)
{
  return ground_is_real () ? network_password : PASSWORD;
}

/* A thread that waits for a handle has a descriptor from then on. */
static void
wait_once (void)
{
  HANDLE event = CreateEventA (NULL, FALSE, TRUE, NULL);

  ck_assert_uint_eq (WaitForSingleObject (event, INFINITE), WAIT_OBJECT_0);
  ck_assert_uint_eq (WaitForSingleObject (event, 1), WAIT_TIMEOUT);
  ck_assert (CloseHandle (event));
  beck_test_keep_descriptors ();
}

void
ground_set_up (void)
{
  wait_once ();
  directory = g_dir_make_tmp ("beck-behaviour-XXXXXX", NULL);
  ck_assert_ptr_nonnull (directory);
  office_is_away = FALSE;
  if (ground_is_real ())
    read_password ();
  else
    {
      stage_set_up ();
      add_places ();
    }
  the_ear = ear_new ();
}

static void
remove_directory (void)
{
  GDir *listing = g_dir_open (directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *path = ground_path (name);

      g_remove (path);
    }
  g_dir_close (listing);
  g_rmdir (directory);
  g_clear_pointer (&directory, g_free);
}

void
ground_tear_down (void)
{
  g_clear_pointer (&the_ear, ear_free);
  if (!ground_is_real ())
    stage_tear_down ();
  else if (office_is_away)
    run_network ("server", "start");
  g_clear_pointer (&network_password, g_free);
  remove_directory ();
}

static void
go_away (const char *file, const char *how)
{
  g_autofree char *path = ground_path (file);

  office_is_away = TRUE;
  if (ground_is_real ())
    run_network ("server", how);
  else
    ck_assert (g_file_set_contents (path, "", 0, NULL));
}

void
office_stops (void)
{
  go_away ("stopped", "stop");
}

void
office_vanishes (void)
{
  go_away ("vanished", "kill");
}

/* The simulator counts by itself. */
void
send_packets (HRASCONN connection, guint n)
{
  g_autofree char *count = g_strdup_printf ("%u", n);
  const char *argv[]
    = { "ping", "-n", "-q", "-i", "0.01", "-c", count, "10.8.0.1", NULL };
  int status;

  if (!ground_is_real ())
    return;
  ck_assert (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH
                                                           | G_SPAWN_STDOUT_TO_DEV_NULL,
                           NULL, NULL, NULL, NULL, &status, NULL));
  ck_assert (g_spawn_check_wait_status (status, NULL));
}

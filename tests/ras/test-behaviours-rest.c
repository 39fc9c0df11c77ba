/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is left of dials: nothing, and no password anywhere (spec/ras.md 6, 49 and 50). */

#include "test-behaviours.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ras/record.h"

/* ---- Leaks ---- */

typedef struct
{
  guint descriptors, threads, children, interfaces;
} Count;

static guint
count_entries (const char *directory)
{
  DIR *listing = opendir (directory);
  guint n = 0;

  ck_assert_ptr_nonnull (listing);
  while (readdir (listing) != NULL)
    n++;
  closedir (listing);
  return n;
}

/* Of every thread of this process. */
static guint
count_children (void)
{
  GDir *tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const char *task;
  guint n = 0;

  ck_assert_ptr_nonnull (tasks);
  while ((task = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", task, "children", NULL);
      g_autofree char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL))
        for (const char *at = text; (at = strchr (at, ' ')) != NULL; at++)
          n++;
    }
  g_dir_close (tasks);
  return n;
}

static guint
count_lines (const char *path)
{
  g_autofree char *text = NULL;
  guint n = 0;

  ck_assert (g_file_get_contents (path, &text, NULL, NULL));
  for (const char *at = text; (at = strchr (at, '\n')) != NULL; at++)
    n++;
  return n;
}

static Count
count_all (void)
{
  return (Count){ count_entries ("/proc/self/fd"), count_entries ("/proc/self/task"),
                  count_children (), count_lines ("/proc/self/net/dev") };
}

static gboolean
is_more (Count now, Count before)
{
  return now.descriptors > before.descriptors || now.threads > before.threads
         || now.children > before.children || now.interfaces > before.interfaces;
}

/* Threads that have done their work are gone a moment later. */
static void
wait_until_no_more_than (Count before)
{
  while (is_more (count_all (), before))
    g_usleep (1000);
}

static void
cycle (guint i)
{
  Ear *ear = ear_new ();
  HRASCONN connection = NULL;

  ck_assert_uint_eq (dial_ear (ear, OFFICE, 0, NULL, &connection), 0);
  /* Half of them are hung up while they are dialled. */
  ear_wait (ear, i % 2 == 0 ? RASCS_Connected : RASCS_ConnectDevice, 0);
  hang_up (connection);
  ear_free (ear);
}

/* 49 */
START_TEST (nothing_is_left_of_a_hundred_dials)
{
  Count before = count_all ();

  for (guint i = 0; i < 100; i++)
    cycle (i);
  wait_until_no_more_than (before);
}
END_TEST

/* ---- Secrets ---- */

static gboolean
contains (const char *path, const char *secret)
{
  g_autofree char *bytes = NULL;
  gsize size;

  /* Not there any more, or somebody else's. */
  if (!g_file_get_contents (path, &bytes, &size, NULL))
    return FALSE;
  return memmem (bytes, size, secret, strlen (secret)) != NULL;
}

static void
assert_absent_below (const char *directory, const char *secret)
{
  GDir *listing = g_dir_open (directory, 0, NULL);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        assert_absent_below (path, secret);
      else if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        ck_assert_msg (!contains (path, secret), "the password is in %s", path);
    }
  if (listing != NULL)
    g_dir_close (listing);
}

/* In the arguments and the environment of every process there is; how many were looked at. */
static guint
assert_absent_in_processes (const char *secret)
{
  GDir *processes = g_dir_open ("/proc", 0, NULL);
  const char *pid;
  guint n = 0;

  ck_assert_ptr_nonnull (processes);
  while ((pid = g_dir_read_name (processes)) != NULL)
    {
      g_autofree char *arguments = g_build_filename ("/proc", pid, "cmdline", NULL);
      g_autofree char *environment = g_build_filename ("/proc", pid, "environ", NULL);

      if (!g_ascii_isdigit (*pid))
        continue;
      ck_assert_msg (!contains (arguments, secret), "the password is in %s", arguments);
      ck_assert_msg (!contains (environment, secret), "the password is in %s", environment);
      n++;
    }
  g_dir_close (processes);
  return n;
}

/* 50 */
START_TEST (a_password_is_in_no_arguments_environment_or_file)
{
  /* Of the simulator's entry any will do, so that it is not in the phone book. */
  const char *secret = ground_is_real () ? right_password () : "a-password-of-this-test-only";
  RASDIALPARAMSA params = dial_params (OFFICE);
  HRASCONN connection = NULL;

  if (!ground_is_real ())
    {
      ground_add_entry ("open", "helper; address 192.0.2.2; up");
      strcpy (params.szEntryName, "open");
    }
  strcpy (params.szPassword, secret);
  ck_assert_uint_eq (dial_with (&params, 0, 0, NULL, &connection), 0);
  ck_assert_uint_gt (assert_absent_in_processes (secret), 1);
  assert_absent_below (g_getenv ("BECK_RAS_RUNTIME_DIR"), secret);
  ck_assert (!contains (g_getenv ("BECK_RAS_PHONEBOOK"), secret));
  hang_up (connection);
  assert_absent_below (g_getenv ("BECK_RAS_RUNTIME_DIR"), secret);
}
END_TEST

Suite *
rest_suite (void)
{
  Suite *suite = suite_create ("rest");
  const Behaviour rest[] = {
    EVERYWHERE (nothing_is_left_of_a_hundred_dials),
    EVERYWHERE (a_password_is_in_no_arguments_environment_or_file),
  };

  add_behaviours (suite, "rest", rest, G_N_ELEMENTS (rest));
  return suite;
}

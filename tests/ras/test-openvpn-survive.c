/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Links that outlive the process that dialled them, and what no dial leaves behind: helpers, files,
 * descriptors, passwords. With a real OpenVPN. */

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "openvpn-scene.h"
#include "openvpn-suites.h"
#include "ras/netlink.h"

#define UP "0 1 2 5 10 projected 14 18 up"

static void
bring_up (Scene *scene, const char *entry)
{
  scene_init (scene, entry, NULL);
  scene_dial (scene, "alice", scene_password (), 0);
  scene_wait (scene, &scene->is_up);
}

/* Dials and leaves; what another process needs is returned. */
static GKeyFile *
leave_link (const char *entry, BeckRasLink *link, BeckRasProcessId *helper)
{
  GKeyFile *record = g_key_file_new ();
  Scene scene;

  bring_up (&scene, entry);
  beck_ras_openvpn.save (scene.session, record, "Session", helper);
  *link = scene.link;
  beck_ras_openvpn.leave (scene.session);
  beck_ras_openvpn.release (scene.session);
  scene.session = NULL;
  ck_assert_str_eq (scene.told->str, UP);
  scene_clear (&scene);
  return record;
}

static void
ping (const char *address, const char *count)
{
  int status = -1;

  ck_assert (g_spawn_sync (NULL,
                           (char *[]){ (char *) "ping", (char *) "-q", (char *) "-i",
                                       (char *) "0.01", (char *) "-c", (char *) count,
                                       (char *) address, NULL },
                           NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                           NULL, NULL, &status, NULL));
  ck_assert_int_eq (status, 0);
}

/* ---- Taking over ---- */

START_TEST (link_that_was_left_goes_on_and_is_taken_over)
{
  g_autoptr (GKeyFile) record = NULL;
  BeckRasProcessId helper;
  BeckRasLink link;
  Scene scene;

  record = leave_link (_i == 0 ? "office" : "office-tcp", &link, &helper);
  ck_assert (beck_ras_process_id_lives (&helper));
  ping (link.server_address, "1");
  scene_init (&scene, "office", NULL);
  ck_assert_uint_eq (scene_attach (&scene, record), 0);
  scene_wait (&scene, &scene.is_up);
  ck_assert_str_eq (scene.told->str, "up");
  ck_assert_mem_eq (&scene.link, &link, sizeof link);
  ping (link.server_address, "1");
  scene_hang_up (&scene);
  ck_assert (!beck_ras_process_id_lives (&helper));
}
END_TEST

START_TEST (link_that_was_taken_over_is_watched)
{
  g_autoptr (GKeyFile) record = NULL;
  BeckRasProcessId helper;
  BeckRasLink link;
  Scene scene;

  record = leave_link ("office", &link, &helper);
  scene_init (&scene, "office", NULL);
  ck_assert_uint_eq (scene_attach (&scene, record), 0);
  scene_wait (&scene, &scene.is_up);
  scene_network ("server", "stop");
  scene_end (&scene, "up down:629 ended");
  scene_network ("server", "start");
}
END_TEST

START_TEST (link_that_has_ended_is_not_taken_over)
{
  g_autoptr (GKeyFile) record = NULL;
  BeckRasProcessId helper;
  BeckRasLink link;
  Scene scene;

  record = leave_link ("office", &link, &helper);
  kill (helper.pid, SIGKILL);
  while (beck_ras_process_id_lives (&helper))
    g_usleep (1000);
  scene_init (&scene, "office", NULL);
  ck_assert_uint_eq (scene_attach (&scene, record), ERROR_PORT_DISCONNECTED);
  scene_clear (&scene);
  /* It is our child, and reaped by the loop. */
  while (scene_count_helpers () > 0)
    scene_iterate ();
}
END_TEST

START_TEST (link_that_has_dropped_meanwhile_is_ended)
{
  g_autoptr (GKeyFile) record = NULL;
  BeckRasProcessId helper;
  BeckRasLink link;
  Scene scene;

  record = leave_link ("office-tcp", &link, &helper);
  scene_network ("server", "stop");
  scene_init (&scene, "office-tcp", NULL);
  ck_assert_uint_eq (scene_attach (&scene, record), 0);
  while (!scene.is_ended)
    scene_iterate ();
  /* The helper may notice before we ask, or after it. */
  ck_assert_msg (strstr (scene.told->str, "down:") != NULL, "%s", scene.told->str);
  scene_clear (&scene);
  scene_network ("server", "start");
}
END_TEST

/* ---- Nobody is waited for forever ---- */

/* A process that dies in the middle of its dial. */
static void
die_paused (void)
{
  Scene scene;

  scene_set_up ();
  scene_init (&scene, "office", NULL);
  scene_dial (&scene, "alice", "wrong", RDEOPT_PausedStates);
  scene_wait (&scene, &scene.is_paused);
  raise (SIGKILL);
}

static BeckRasProcessId
read_note (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("BECK_RAS_RUNTIME_DIR"), "openvpn", NULL);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  g_autofree char *file = g_build_filename (path, g_dir_read_name (directory), "helper", NULL);
  g_autofree char *text = NULL;
  BeckRasProcessId id = { 0, 0 };

  ck_assert (g_file_get_contents (file, &text, NULL, NULL));
  ck_assert_int_eq (sscanf (text, "%d %" G_GUINT64_FORMAT, &id.pid, &id.start), 2);
  return id;
}

START_TEST (helper_of_a_dead_dialler_is_ended_by_the_next_dial)
{
  BeckRasProcessId helper;
  pid_t child = fork ();
  Scene scene;
  int status;

  ck_assert_int_ge (child, 0);
  if (child == 0)
    die_paused ();
  ck_assert_int_eq (waitpid (child, &status, 0), child);
  ck_assert (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
  helper = read_note ();
  ck_assert (beck_ras_process_id_lives (&helper));
  bring_up (&scene, "office");
  ck_assert_uint_eq (scene_count_places (), 1);
  while (beck_ras_process_id_lives (&helper))
    g_usleep (1000);
  scene_hang_up (&scene);
}
END_TEST

/* ---- Nothing is left ---- */

static guint
count_in_proc (const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/%s", name);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (directory) != NULL)
    n++;
  return n;
}

/* A hundred are in the behaviours (rest). */
START_TEST (many_dials_leave_nothing)
{
  guint n_descriptors = count_in_proc ("fd"), n_threads = count_in_proc ("task");

  for (guint i = 0; i < 20; i++)
    {
      Scene scene;

      bring_up (&scene, i % 2 == 0 ? "office" : "office-tcp");
      scene_hang_up (&scene);
      ck_assert_uint_eq (scene_count_helpers (), 0);
      ck_assert_uint_eq (scene_count_places (), 0);
    }
  ck_assert_uint_eq (count_in_proc ("fd"), n_descriptors);
  ck_assert_uint_eq (count_in_proc ("task"), n_threads);
  ck_assert_uint_eq (scene_count_devices (), 0);
}
END_TEST

START_TEST (traffic_is_counted_by_the_device)
{
  BeckRasCounts before, after;
  Scene scene;

  bring_up (&scene, "office");
  ck_assert (beck_ras_device_counts (scene.link.device, &before));
  ping (scene.link.server_address, "20");
  /* They may be a moment behind. */
  do
    ck_assert (beck_ras_device_counts (scene.link.device, &after));
  while (after.frames_sent - before.frames_sent < 20
         || after.frames_received - before.frames_received < 20);
  ck_assert_uint_ge (after.bytes_sent - before.bytes_sent, 20 * 84);
  scene_hang_up (&scene);
  ck_assert (!beck_ras_device_counts ("ras-none", &after));
}
END_TEST

/* ---- Passwords ---- */

static void
expect_absent (const char *path, const char *secret)
{
  g_autofree char *text = NULL;
  gsize size;

  ck_assert_msg (g_file_get_contents (path, &text, &size, NULL), "%s", path);
  ck_assert_msg (memmem (text, size, secret, strlen (secret)) == NULL, "%s", path);
}

static void
expect_absent_in_helper (const Scene *scene, const char *name, const char *secret)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", (int) scene_helper (scene), name);

  expect_absent (path, secret);
}

/* A helper that is OpenVPN, and whose output goes to a file. */
static char *
install_logging_helper (void)
{
  g_autofree char *bin = g_build_filename (scene_directory (), "bin", NULL);
  g_autofree char *path = g_build_filename (bin, "openvpn", NULL);
  g_autofree char *real = g_find_program_in_path ("openvpn");
  g_autofree char *search = g_strconcat (bin, ":", g_getenv ("PATH"), NULL);
  char *log = g_build_filename (scene_directory (), "helper.log", NULL);
  g_autofree char *script
    = g_strdup_printf ("#!/bin/sh\nexec %s \"$@\" >%s 2>&1\n",
                       real != NULL ? real : "/usr/sbin/openvpn", log);

  ck_assert_int_eq (g_mkdir_with_parents (bin, 0700), 0);
  ck_assert (g_file_set_contents_full (path, script, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  g_setenv ("PATH", search, TRUE);
  return log;
}

START_TEST (password_is_in_no_argument_environment_file_or_log)
{
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  g_autofree char *log = install_logging_helper ();
  g_autofree char *place = NULL, *note = NULL;
  g_autoptr (GKeyFile) record = g_key_file_new ();
  g_autofree char *text = NULL;
  BeckRasProcessId helper;
  Scene scene;

  bring_up (&scene, "office");
  g_setenv ("PATH", path, TRUE);
  expect_absent_in_helper (&scene, "cmdline", scene_password ());
  expect_absent_in_helper (&scene, "environ", scene_password ());
  beck_ras_openvpn.save (scene.session, record, "Session", &helper);
  text = g_key_file_to_data (record, NULL, NULL);
  ck_assert_ptr_null (strstr (text, scene_password ()));
  place = g_key_file_get_string (record, "Session", "Place", NULL);
  note = g_build_filename (place, "helper", NULL);
  expect_absent (note, scene_password ());
  scene_hang_up (&scene);
  expect_absent (log, scene_password ());
}
END_TEST

#define SECRET_LENGTH 20
#define MASK 0x15

static gboolean
is_secret (const guint8 *at, const guint8 *masked)
{
  for (guint i = 0; i < SECRET_LENGTH; i++)
    if ((at[i] ^ MASK) != masked[i])
      return FALSE;
  return TRUE;
}

static guint
count_in_range (int memory, guint64 begin, guint64 end, const guint8 *masked)
{
  g_autofree guint8 *bytes = g_malloc (end - begin);
  const gssize size = pread (memory, bytes, end - begin, begin);
  guint n = 0;

  for (gssize i = 0; i + SECRET_LENGTH <= size; i++)
    n += is_secret (bytes + i, masked);
  memset (bytes, 0, end - begin);
  return n;
}

/* In all that this process could write. */
static guint
count_in_memory (const guint8 *masked)
{
  g_autofree char *maps = NULL;
  int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  guint n = 0;

  ck_assert (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  for (char *line = strtok (maps, "\n"); line != NULL; line = strtok (NULL, "\n"))
    {
      guint64 begin, end;
      char rights[5];

      if (sscanf (line, "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %4s", &begin, &end, rights)
            == 3
          && rights[1] == 'w' && end - begin < (64u << 20))
        n += count_in_range (memory, begin, end, masked);
    }
  close (memory);
  return n;
}

/* Made so that it is nowhere but in @secret. */
static void
make_secret (char *secret, guint8 *masked)
{
  for (guint i = 0; i < SECRET_LENGTH; i++)
    {
      masked[i] = g_random_int_range ('a', 'z') ^ MASK;
      secret[i] = masked[i] ^ MASK;
    }
  secret[SECRET_LENGTH] = '\0';
}

START_TEST (password_is_wiped_after_the_dial)
{
  /* Where it is looked for: stacks may be in mappings that are too large. */
  static char secret[SECRET_LENGTH + 1];
  guint8 masked[SECRET_LENGTH];
  Scene scene;

  make_secret (secret, masked);
  ck_assert_uint_ge (count_in_memory (masked), 1);
  scene_init (&scene, "office", NULL);
  scene_dial (&scene, "alice", secret, _i == 0 ? 0 : RDEOPT_PausedStates);
  if (_i == 1)
    {
      scene_wait (&scene, &scene.is_paused);
      scene_answer (&scene, "alice", secret);
      scene_wait (&scene, &scene.is_paused);
      beck_ras_openvpn.hang_up (scene.session, FALSE);
    }
  explicit_bzero (secret, sizeof secret);
  scene_clear (&scene);
  ck_assert_uint_eq (count_in_memory (masked), 0);
}
END_TEST

Suite *
openvpn_survive_suite (void)
{
  Suite *suite = suite_create ("openvpn-survive");
  TCase *tcase = tcase_create ("survive");

  tcase_set_timeout (tcase, 120);
  tcase_add_checked_fixture (tcase, scene_set_up, scene_tear_down);
  tcase_add_loop_test (tcase, link_that_was_left_goes_on_and_is_taken_over, 0, 2);
  tcase_add_test (tcase, link_that_was_taken_over_is_watched);
  tcase_add_test (tcase, link_that_has_ended_is_not_taken_over);
  tcase_add_test (tcase, link_that_has_dropped_meanwhile_is_ended);
  tcase_add_test (tcase, helper_of_a_dead_dialler_is_ended_by_the_next_dial);
  tcase_add_test (tcase, many_dials_leave_nothing);
  tcase_add_test (tcase, traffic_is_counted_by_the_device);
  tcase_add_test (tcase, password_is_in_no_argument_environment_file_or_log);
  tcase_add_loop_test (tcase, password_is_wiped_after_the_dial, 0, 2);
  suite_add_tcase (suite, tcase);
  return suite;
}

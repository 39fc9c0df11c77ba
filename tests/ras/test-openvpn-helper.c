/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Helpers that hang, die, or say what they ought not to (openvpn-fake.c), and entries that are not
 * good. Neither a network nor a right is needed. */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <win/ras.h>
#include <win/raserror.h>
#include <win/winerror.h>

#include "openvpn-scene.h"
#include "openvpn-suites.h"
#include "ras/openvpn-session.h"
#include "ras/place.h"

static char *directory, *ca, *search;
static guint start_limit, end_limit;

/* It is made by the first dial. */
static void
make_base (void)
{
  g_autofree char *path = g_build_filename (directory, "openvpn", NULL);

  ck_assert_int_eq (g_mkdir_with_parents (path, 0700), 0);
}

static void
set_up (void)
{
  g_autofree char *bin = NULL, *link = NULL, *path = NULL;

  directory = g_dir_make_tmp ("beck-openvpn-XXXXXX", NULL);
  bin = g_build_filename (directory, "bin", NULL);
  link = g_build_filename (bin, "openvpn", NULL);
  ca = g_build_filename (directory, "ca.crt", NULL);
  ck_assert_int_eq (g_mkdir_with_parents (bin, 0700), 0);
  ck_assert_int_eq (symlink (TEST_FAKE_OPENVPN, link), 0);
  ck_assert (g_file_set_contents (ca, "", 0, NULL));
  search = g_strdup (g_getenv ("PATH"));
  path = g_strconcat (bin, ":", search, NULL);
  g_setenv ("PATH", path, TRUE);
  g_setenv ("BECK_RAS_RUNTIME_DIR", directory, TRUE);
  make_base ();
  scene_set_up_alone ();
  end_limit = openvpn_end_limit;
  start_limit = openvpn_start_limit;
}

static void
remove_file (const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  ck_assert_int_eq (remove (path), 0);
}

static void
tear_down (void)
{
  openvpn_end_limit = end_limit;
  openvpn_start_limit = start_limit;
  scene_tear_down_alone ();
  g_setenv ("PATH", search, TRUE);
  remove_file ("bin/openvpn");
  remove_file ("bin");
  remove_file ("ca.crt");
  remove_file ("openvpn");
  remove_file ("");
  g_free (directory);
  g_free (ca);
  g_free (search);
}

static void
dial (Scene *scene, const char *way, guint32 options)
{
  scene_init_alone (scene, "CA", ca, "PhoneNumber", way, NULL);
  scene_dial (scene, "alice", "secret", options);
}

/* ---- Failures ---- */

static const struct
{
  const char *way;
  const char *told;
} failures[] = {
  { "option", "0 failed:0/625 ended" },
  { "missing", "0 failed:0/766 ended" },
  { "garble", "0 failed:0/619 ended" },
  { "gone", "0 1 2 failed:2/619 ended" },
  { "proxy", "0 1 2 failed:2/703 ended" },
  { "fatal-busy", "0 1 2 5 10 failed:10/633 ended" },
  { "fatal-denied", "0 1 2 5 10 failed:10/5 ended" },
  { "fatal-absent", "0 1 2 5 10 failed:10/797 ended" },
};

START_TEST (failure_of_the_helper_has_its_error)
{
  Scene scene;

  dial (&scene, failures[_i].way, 0);
  scene_end (&scene, failures[_i].told);
}
END_TEST

/* Whatever that is taken for, it ends, and is told in order. */
START_TEST (hostile_helper_does_no_harm)
{
  Scene scene;

  dial (&scene, "hostile", 0);
  while (!scene.is_ended)
    scene_iterate ();
  ck_assert (g_str_has_suffix (scene.told->str, " ended"));
  scene_clear (&scene);
}
END_TEST

/* One that is mute may be too slow to have its socket before it is given up. */
START_TEST (helper_that_hangs_is_given_up)
{
  static const char *const ways[] = { "deaf", "mute" };
  Scene scene;

  openvpn_start_limit = 1000;
  openvpn_end_limit = 200;
  dial (&scene, ways[_i], 0);
  while (!scene.is_ended)
    scene_iterate ();
  if (_i == 0 || strstr (scene.told->str, " 1 ") == NULL)
    ck_assert_str_eq (scene.told->str, "0 failed:1/711 ended");
  else
    ck_assert_str_eq (scene.told->str, "0 1 failed:1/711 ended");
  scene_clear (&scene);
}
END_TEST

START_TEST (helper_that_hangs_is_hung_up)
{
  static const char *const ways[] = { "deaf", "mute" };
  Scene scene;

  openvpn_end_limit = 200;
  dial (&scene, ways[_i], 0);
  scene_wait_state (&scene, _i == 0 ? RASCS_OpenPort : RASCS_PortOpened);
  scene_hang_up (&scene);
}
END_TEST

/* ---- Questions while it lasts ---- */

START_TEST (new_keys_are_agreed_with_the_same_password)
{
  Scene scene;

  dial (&scene, "renew", 0);
  scene_end (&scene, "0 1 2 5 10 projected 14 18 up down:828 ended");
}
END_TEST

START_TEST (page_to_look_at_needs_a_user)
{
  Scene scene;

  dial (&scene, "sso", 0);
  scene_end (&scene, "0 1 2 5 6 need:0x1000/703 ended");
}
END_TEST

START_TEST (page_to_look_at_needs_no_answer)
{
  Scene scene;

  dial (&scene, "sso", RDEOPT_PausedStates);
  scene_wait (&scene, &scene.is_up);
  ck_assert_str_eq (scene.told->str, "0 1 2 5 6 need:0x1000/703 10 projected 14 18 up");
  ck_assert_str_eq (scene.prompt, "https://example.com/?a:b");
  scene_hang_up (&scene);
}
END_TEST

START_TEST (answer_while_the_server_decides_is_sent)
{
  Scene scene;

  dial (&scene, "respond", RDEOPT_PausedStates);
  scene_wait (&scene, &scene.is_paused);
  ck_assert_str_eq (scene.prompt, "say: it");
  scene_answer (&scene, "", "here");
  scene_wait (&scene, &scene.is_up);
  scene_hang_up (&scene);
}
END_TEST

/* ---- Entries ---- */

static const struct
{
  const char *number;
  guint32 error;
} numbers[] = {
  { "host", 0 },
  { "host:1194", 0 },
  { "host:1194/udp", 0 },
  { "host/tcp", 0 },
  { "192.0.2.1:1/tcp", 0 },
  { "[2001:db8::1]", 0 },
  { "[2001:db8::1]:1194/udp", 0 },
  { "", ERROR_BAD_PHONE_NUMBER },
  { "--up", ERROR_BAD_PHONE_NUMBER },
  { "host up", ERROR_BAD_PHONE_NUMBER },
  { "host:0", ERROR_BAD_PHONE_NUMBER },
  { "host:65536", ERROR_BAD_PHONE_NUMBER },
  { "host:x", ERROR_BAD_PHONE_NUMBER },
  { "host:", ERROR_BAD_PHONE_NUMBER },
  { "host/sctp", ERROR_BAD_PHONE_NUMBER },
  { "[2001:db8::1", ERROR_BAD_PHONE_NUMBER },
  { "[2001:db8::1]1194", ERROR_BAD_PHONE_NUMBER },
  { "/tcp", ERROR_BAD_PHONE_NUMBER },
};

START_TEST (numbers_are_checked)
{
  Scene scene;

  scene_init_alone (&scene, "CA", ca, NULL);
  ck_assert_uint_eq (beck_ras_openvpn.validate (scene.entry, numbers[_i].number),
                     numbers[_i].error);
  scene_clear (&scene);
}
END_TEST

static const struct
{
  const char *key, *value;
  guint32 error;
} settings[] = {
  { "CA", "/nonexistent/ca.crt", ERROR_NO_CERTIFICATE },
  { "CA", "relative/ca.crt", ERROR_CORRUPT_PHONEBOOK },
  { "Certificate", "/nonexistent/client.crt", ERROR_NO_CERTIFICATE },
  { "Key", "--up", ERROR_CORRUPT_PHONEBOOK },
  { "ServerName", "--up", ERROR_CORRUPT_PHONEBOOK },
  { "Device", "--up", ERROR_CORRUPT_PHONEBOOK },
  { "Device", "a-name-that-is-too-long", ERROR_CORRUPT_PHONEBOOK },
  { "Device", "a/b", ERROR_CORRUPT_PHONEBOOK },
  { "Device", "ras7", 0 },
  { "Profile", "/nonexistent/x.ovpn", ERROR_NO_CERTIFICATE },
  { "Profile", "relative.ovpn", ERROR_CORRUPT_PHONEBOOK },
  { "Profile", "/dev/null", ERROR_NO_CERTIFICATE },
};

START_TEST (settings_are_checked)
{
  Scene scene;

  scene_init_alone (&scene, "CA", ca, settings[_i].key, settings[_i].value, NULL);
  ck_assert_uint_eq (beck_ras_openvpn.validate (scene.entry, "host"), settings[_i].error);
  scene_clear (&scene);
}
END_TEST

START_TEST (entry_without_an_authority_is_refused)
{
  Scene scene;

  scene_init_alone (&scene, NULL);
  ck_assert_uint_eq (beck_ras_openvpn.validate (scene.entry, "host"), ERROR_NO_CERTIFICATE);
  scene_clear (&scene);
}
END_TEST

START_TEST (entries_that_suit_are_known)
{
  Scene scene;

  scene_init_alone (&scene, "Type", "2", NULL);
  ck_assert_uint_gt (beck_ras_openvpn.probe (scene.entry), 0);
  scene_clear (&scene);
  scene_init_alone (&scene, "Type", "1", "DeviceType", "modem", NULL);
  ck_assert_uint_eq (beck_ras_openvpn.probe (scene.entry), 0);
  scene_clear (&scene);
}
END_TEST

/* ---- Places ---- */

/* Which is when old places are looked at. */
static void
dial_next (void)
{
  g_autofree char *place = beck_ras_place_new ("openvpn");

  ck_assert_ptr_nonnull (place);
  beck_ras_place_remove (place);
}

START_TEST (a_hang_up_leaves_no_files_to_a_program_that_exits_at_once)
{
  Scene scene;

  dial (&scene, "deaf", 0);
  ck_assert_uint_eq (scene_count_places (), 1);
  beck_ras_openvpn.hang_up (scene.session, FALSE);
  ck_assert_uint_eq (scene_count_places (), 0);
  beck_ras_openvpn.hang_up (scene.session, TRUE);
  scene_wait (&scene, &scene.is_ended);
  scene_clear (&scene);
}
END_TEST

START_TEST (a_note_is_replaced_and_never_half_written)
{
  const BeckRasProcessId helper = { getpid (), 1 };
  g_autofree char *place = beck_ras_place_new ("openvpn");
  g_autofree char *note = g_build_filename (place, "helper", NULL);
  g_autofree char *old = g_build_filename (directory, "old", NULL);
  g_autofree char *before = NULL, *after = NULL, *now = NULL;

  ck_assert (beck_ras_place_note (place, &helper, BECK_RAS_PLACE_DIALLED));
  ck_assert_int_eq (link (note, old), 0);
  ck_assert (g_file_get_contents (old, &before, NULL, NULL));
  ck_assert (beck_ras_place_note (place, &helper, BECK_RAS_PLACE_OWNED));
  ck_assert (g_file_get_contents (old, &after, NULL, NULL));
  ck_assert (g_file_get_contents (note, &now, NULL, NULL));
  ck_assert_str_eq (before, after);
  ck_assert_str_ne (now, after);
  ck_assert_int_eq (remove (old), 0);
  beck_ras_place_remove (place);
}
END_TEST

START_TEST (a_place_that_never_got_a_note_is_removed_when_it_is_old)
{
  g_autofree char *place = beck_ras_place_new ("openvpn");
  const struct timespec times[2] = { { 1, 0 }, { 1, 0 } };

  ck_assert (beck_ras_place_write (place, "profile", "key", 3));
  dial_next ();
  ck_assert_uint_eq (scene_count_places (), 1);
  ck_assert_int_eq (utimensat (AT_FDCWD, place, times, 0), 0);
  dial_next ();
  ck_assert_uint_eq (scene_count_places (), 0);
}
END_TEST

Suite *
openvpn_helper_suite (void)
{
  Suite *suite = suite_create ("openvpn-helper");
  TCase *tcase = tcase_create ("helper");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_loop_test (tcase, failure_of_the_helper_has_its_error, 0, G_N_ELEMENTS (failures));
  tcase_add_test (tcase, hostile_helper_does_no_harm);
  tcase_add_loop_test (tcase, helper_that_hangs_is_given_up, 0, 2);
  tcase_add_loop_test (tcase, helper_that_hangs_is_hung_up, 0, 2);
  tcase_add_test (tcase, new_keys_are_agreed_with_the_same_password);
  tcase_add_test (tcase, page_to_look_at_needs_a_user);
  tcase_add_test (tcase, page_to_look_at_needs_no_answer);
  tcase_add_test (tcase, answer_while_the_server_decides_is_sent);
  tcase_add_loop_test (tcase, numbers_are_checked, 0, G_N_ELEMENTS (numbers));
  tcase_add_loop_test (tcase, settings_are_checked, 0, G_N_ELEMENTS (settings));
  tcase_add_test (tcase, entry_without_an_authority_is_refused);
  tcase_add_test (tcase, entries_that_suit_are_known);
  tcase_add_test (tcase, a_hang_up_leaves_no_files_to_a_program_that_exits_at_once);
  tcase_add_test (tcase, a_note_is_replaced_and_never_half_written);
  tcase_add_test (tcase, a_place_that_never_got_a_note_is_removed_when_it_is_old);
  suite_add_tcase (suite, tcase);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Dials with a real OpenVPN: the states of ras.md 7.4 and the errors of 7.5. */

#include <win/ras.h>
#include <win/raserror.h>

#include "openvpn-scene.h"
#include "openvpn-suites.h"

#define UP "0 1 2 5 10 projected 14 18 up"

START_TEST (good_dial_comes_up_in_order)
{
  Scene scene;

  scene_init (&scene, _i == 0 ? "office" : "office-tcp", NULL);
  scene_dial (&scene, "alice", scene_password (), 0);
  scene_wait (&scene, &scene.is_up);
  ck_assert_str_eq (scene.told->str, UP);
  ck_assert (scene.was_projected);
  ck_assert (g_str_has_prefix (scene.link.address, _i == 0 ? "10.8.0." : "10.9.0."));
  ck_assert_str_eq (scene.link.server_address, _i == 0 ? "10.8.0.1" : "10.9.0.1");
  ck_assert_str_eq (scene.link.remote_endpoint, "192.0.2.1");
  ck_assert_str_eq (scene.link.device_type, "vpn");
  ck_assert_uint_eq (scene_count_devices (), 1);
  scene_hang_up (&scene);
}
END_TEST

/* ---- The server is not there ---- */

static const struct
{
  const char *entry;
  const char *told;
} absent[] = {
  { "closed", "0 1 2 failed:2/808 ended" },
  { "closed-tcp", "0 1 2 failed:2/808 ended" },
  { "silent", "0 1 2 failed:2/809 ended" },
  { "silent-tcp", "0 1 2 failed:2/809 ended" },
  { "unreachable", "0 1 2 failed:2/800 ended" },
  { "nobody", "0 1 2 failed:2/868 ended" },
};

START_TEST (server_that_is_not_there_fails_in_the_link_phase)
{
  Scene scene;

  scene_init (&scene, absent[_i].entry, "ConnectTimeout", "2", NULL);
  scene_dial (&scene, "alice", scene_password (), 0);
  scene_end (&scene, absent[_i].told);
}
END_TEST

/* ---- The server is another ---- */

static const struct
{
  const char *entry;
  const char *told;
} wrong[] = {
  { "stranger", "0 1 2 5 failed:5/801 ended" },
  { "impostor", "0 1 2 5 failed:5/778 ended" },
  { "expired", "0 1 2 5 failed:5/858 ended" },
};

START_TEST (server_with_a_wrong_certificate_fails_in_authentication)
{
  Scene scene;

  scene_init (&scene, wrong[_i].entry, NULL);
  scene_dial (&scene, "alice", scene_password (), 0);
  scene_end (&scene, wrong[_i].told);
}
END_TEST

/* ---- What the profile adds ---- */

static const struct
{
  const char *entry, *lines, *user, *told;
} extended[] = {
  { "silent", "hand-window 2\ntls-exit", "alice", "0 1 2 failed:2/809 ended" },
  { "stranger", "tls-exit", "alice", "0 1 2 5 failed:5/801 ended" },
  /* The server is busy with somebody's password for 2 s. */
  { "office", "hand-window 1", "slow", "0 1 2 5 failed:5/718 ended" },
  { "office", "no-such-option x", "alice", "0 failed:0/625 ended" },
  { "office", "tls-auth /nonexistent/x.key", "alice", "0 failed:0/766 ended" },
};

START_TEST (failures_that_the_profile_makes_have_their_error)
{
  Scene scene;

  scene_init (&scene, extended[_i].entry, "ConnectTimeout", "60", NULL);
  scene_extend_profile (&scene, extended[_i].lines);
  scene_dial (&scene, extended[_i].user, scene_password (), 0);
  scene_end (&scene, extended[_i].told);
}
END_TEST

START_TEST (profile_that_runs_programs_is_no_dial)
{
  Scene scene;

  scene_init (&scene, "office", NULL);
  scene_extend_profile (&scene, "up /bin/true");
  ck_assert_uint_eq (beck_ras_openvpn.validate (scene.entry, "office"), ERROR_CORRUPT_PHONEBOOK);
  scene_clear (&scene);
}
END_TEST

/* Without a number, it is the profile that says where to. */
START_TEST (second_server_is_tried_after_the_first)
{
  Scene scene;

  scene_init (&scene, "closed-tcp", "PhoneNumber", "", NULL);
  scene_extend_profile (&scene, "remote 192.0.2.1 1194");
  scene_dial (&scene, "alice", scene_password (), 0);
  scene_wait (&scene, &scene.is_up);
  ck_assert_str_eq (scene.told->str, UP);
  scene_hang_up (&scene);
}
END_TEST

START_TEST (device_that_is_busy_fails_in_projection)
{
  Scene first, second;

  scene_init (&first, "office", "Device", "ras-busy", NULL);
  scene_dial (&first, "alice", scene_password (), 0);
  scene_wait (&first, &first.is_up);
  ck_assert_str_eq (first.link.device, "ras-busy");
  scene_init (&second, "office-tcp", "Device", "ras-busy", NULL);
  scene_dial (&second, "alice", scene_password (), 0);
  scene_end (&second, "0 1 2 5 failed:10/633 ended");
  scene_hang_up (&first);
}
END_TEST

START_TEST (two_dials_at_once_do_not_disturb_each_other)
{
  Scene first, second;

  scene_init (&first, "office", NULL);
  scene_init (&second, "office-tcp", NULL);
  scene_dial (&first, "alice", scene_password (), 0);
  scene_dial (&second, "alice", scene_password (), 0);
  scene_wait (&first, &first.is_up);
  scene_wait (&second, &second.is_up);
  ck_assert_str_ne (first.link.device, second.link.device);
  scene_hang_up (&first);
  ck_assert_uint_eq (scene_count_devices (), 1);
  scene_hang_up (&second);
}
END_TEST

Suite *
openvpn_dial_suite (void)
{
  Suite *suite = suite_create ("openvpn-dial");
  TCase *tcase = tcase_create ("dial");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, scene_set_up, scene_tear_down);
  tcase_add_loop_test (tcase, good_dial_comes_up_in_order, 0, 2);
  tcase_add_loop_test (tcase, server_that_is_not_there_fails_in_the_link_phase, 0,
                       G_N_ELEMENTS (absent));
  tcase_add_loop_test (tcase, server_with_a_wrong_certificate_fails_in_authentication, 0,
                       G_N_ELEMENTS (wrong));
  tcase_add_loop_test (tcase, failures_that_the_profile_makes_have_their_error, 0,
                       G_N_ELEMENTS (extended));
  tcase_add_test (tcase, profile_that_runs_programs_is_no_dial);
  tcase_add_test (tcase, second_server_is_tried_after_the_first);
  tcase_add_test (tcase, device_that_is_busy_fails_in_projection);
  tcase_add_test (tcase, two_dials_at_once_do_not_disturb_each_other);
  suite_add_tcase (suite, tcase);
  return suite;
}

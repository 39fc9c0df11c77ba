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
  suite_add_tcase (suite, tcase);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Passwords, refusals, pauses and challenges, with a real OpenVPN (ras.md 7.3 to 7.5). */

#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "openvpn-scene.h"
#include "openvpn-suites.h"

#define REST " 10 projected 14 18 up"

/* The server compares with what the file says now. */
static void
set_password (const char *password)
{
  g_autofree char *path = g_build_filename (scene_directory (), "password", NULL);

  ck_assert (g_file_set_contents (path, password, -1, NULL));
}

static void
restore_password (void)
{
  set_password (scene_password ());
}

static void
expect_told (Scene *scene, const char *told)
{
  ck_assert_str_eq (scene->told->str, told);
}

/* ---- Refusals ---- */

START_TEST (wrong_password_without_pauses_ends_the_dial)
{
  Scene scene;

  scene_init (&scene, _i == 0 ? "office" : "office-tcp", NULL);
  scene_dial (&scene, "alice", "wrong", 0);
  scene_end (&scene, "0 1 2 5 need:0x1001/691 ended");
}
END_TEST

START_TEST (wrong_password_pauses_and_a_good_one_goes_on)
{
  Scene scene;

  scene_init (&scene, "office", NULL);
  scene_dial (&scene, "alice", "wrong", RDEOPT_PausedStates);
  scene_wait (&scene, &scene.is_paused);
  scene_answer (&scene, "alice", "wrong again");
  scene_wait (&scene, &scene.is_paused);
  expect_told (&scene, "0 1 2 5 need:0x1001/691 need:0x1001/691");
  scene_answer (&scene, "alice", scene_password ());
  scene_wait (&scene, &scene.is_up);
  expect_told (&scene, "0 1 2 5 need:0x1001/691 need:0x1001/691" REST);
  scene_hang_up (&scene);
}
END_TEST

START_TEST (paused_dial_is_hung_up)
{
  Scene scene;

  scene_init (&scene, "office", NULL);
  scene_dial (&scene, "alice", "wrong", RDEOPT_PausedStates);
  scene_wait (&scene, &scene.is_paused);
  scene_hang_up (&scene);
}
END_TEST

START_TEST (dial_without_credentials_asks_for_them)
{
  Scene scene;

  scene_init (&scene, "office", NULL);
  scene_dial (&scene, "", "", RDEOPT_PausedStates);
  scene_wait (&scene, &scene.is_paused);
  expect_told (&scene, "0 1 2 need:0x1001/691");
  scene_answer (&scene, "alice", scene_password ());
  scene_wait (&scene, &scene.is_up);
  scene_hang_up (&scene);
}
END_TEST

START_TEST (expired_password_asks_for_a_new_one)
{
  Scene scene;

  scene_init (&scene, "office", NULL);
  scene_dial (&scene, "old", scene_password (), RDEOPT_PausedStates);
  scene_wait (&scene, &scene.is_paused);
  expect_told (&scene, "0 1 2 5 need:0x1003/648");
  ck_assert_str_eq (scene.prompt, "password expired");
  scene_hang_up (&scene);
}
END_TEST

START_TEST (site_says_what_an_expired_password_is)
{
  Scene scene;

  scene_init (&scene, "office", "PasswordExpiredReason", "word exp", NULL);
  scene_dial (&scene, "old", scene_password (), 0);
  scene_end (&scene, "0 1 2 5 need:0x1003/648 ended");
  scene_init (&scene, "office", "PasswordExpiredReason", "too old", NULL);
  scene_dial (&scene, "old", scene_password (), 0);
  scene_end (&scene, "0 1 2 5 need:0x1001/691 ended");
}
END_TEST

/* What would be another command if it were sent as it is. */
START_TEST (password_that_cannot_be_said_is_a_wrong_one)
{
  Scene scene;

  scene_init (&scene, "office", NULL);
  scene_dial (&scene, "alice", "x\nsignal SIGTERM", 0);
  scene_end (&scene, "0 1 2 failed:6/691 ended");
}
END_TEST

START_TEST (password_arrives_as_it_is)
{
  const char *odd = "a\"b\\c 'd' $e \xc3\xa4 #;%";
  Scene scene;

  set_password (odd);
  scene_init (&scene, "office", NULL);
  scene_dial (&scene, "alice", odd, 0);
  scene_wait (&scene, &scene.is_up);
  restore_password ();
  scene_hang_up (&scene);
}
END_TEST

/* ---- A server that takes its time ---- */

START_TEST (server_may_decide_later)
{
  static const char *const users[] = { "slow", "deferred" };
  Scene scene;

  scene_init (&scene, "office", NULL);
  scene_dial (&scene, users[_i], scene_password (), 0);
  scene_wait (&scene, &scene.is_up);
  expect_told (&scene, "0 1 2 5" REST);
  scene_hang_up (&scene);
}
END_TEST

/* ---- Challenges ---- */

START_TEST (challenge_without_pauses_ends_the_dial)
{
  Scene scene;

  scene_init (&scene, "office", NULL);
  scene_dial (&scene, "asked", scene_password (), 0);
  scene_end (&scene, "0 1 2 5 need:0x1000/703 ended");
}
END_TEST

/* The server asks whoever has the right password, so being asked again says that the answer has
 * arrived as it ought to. */
START_TEST (challenge_is_answered)
{
  Scene scene;

  scene_init (&scene, "office", NULL);
  scene_dial (&scene, "asked", scene_password (), RDEOPT_PausedStates);
  scene_wait (&scene, &scene.is_paused);
  ck_assert_str_eq (scene.prompt, "the code of today");
  set_password ("CRV1::beck::123456");
  scene_answer (&scene, "", "123456");
  scene_wait (&scene, &scene.is_paused);
  restore_password ();
  expect_told (&scene, "0 1 2 5 need:0x1000/703 need:0x1000/703");
  scene_answer (&scene, "", "another");
  scene_wait (&scene, &scene.is_paused);
  expect_told (&scene, "0 1 2 5 need:0x1000/703 need:0x1000/703 need:0x1001/691");
  scene_hang_up (&scene);
}
END_TEST

static char *
static_answer (const char *response)
{
  g_autofree char *password
    = g_base64_encode ((const guchar *) scene_password (), strlen (scene_password ()));
  g_autofree char *answer = g_base64_encode ((const guchar *) response, strlen (response));

  return g_strdup_printf ("SCRV1:%s:%s", password, answer);
}

START_TEST (static_challenge_is_answered)
{
  g_autofree char *expected = static_answer ("123456");
  Scene scene;

  scene_init (&scene, "office", NULL);
  scene_extend_profile (&scene, "static-challenge \"the code: of, today\" 1");
  scene_dial (&scene, "alice", scene_password (), RDEOPT_PausedStates);
  scene_wait (&scene, &scene.is_paused);
  ck_assert_str_eq (scene.prompt, "the code: of, today");
  expect_told (&scene, "0 1 2 need:0x1000/703");
  set_password (expected);
  scene_answer (&scene, "", "123456");
  scene_wait (&scene, &scene.is_up);
  restore_password ();
  scene_hang_up (&scene);
}
END_TEST

/* ---- Keys ---- */

static char *
make_key (void)
{
  g_autofree char *command = g_strdup_printf (
    "cd '%s' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 2"
    " -subj /CN=client -passout file:password -keyout client.key -out client.crt 2>/dev/null",
    scene_directory ());
  int status = -1;

  ck_assert (g_spawn_sync (NULL, (char *[]){ (char *) "sh", (char *) "-c", command, NULL }, NULL,
                           G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  ck_assert_int_eq (status, 0);
  return g_build_filename (scene_directory (), "client", NULL);
}

START_TEST (password_opens_the_key)
{
  g_autofree char *path = make_key ();
  g_autofree char *key = g_strconcat (path, ".key", NULL);
  g_autofree char *certificate = g_strconcat (path, ".crt", NULL);
  Scene scene;

  scene_init (&scene, "office", "Key", key, "Certificate", certificate, NULL);
  scene_dial (&scene, "alice", _i == 0 ? scene_password () : "wrong", 0);
  if (_i == 1)
    {
      scene_end (&scene, "0 1 2 failed:2/869 ended");
      return;
    }
  scene_wait (&scene, &scene.is_up);
  scene_hang_up (&scene);
}
END_TEST

Suite *
openvpn_login_suite (void)
{
  Suite *suite = suite_create ("openvpn-login");
  TCase *tcase = tcase_create ("login");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, scene_set_up, scene_tear_down);
  tcase_add_loop_test (tcase, wrong_password_without_pauses_ends_the_dial, 0, 2);
  tcase_add_test (tcase, wrong_password_pauses_and_a_good_one_goes_on);
  tcase_add_test (tcase, paused_dial_is_hung_up);
  tcase_add_test (tcase, dial_without_credentials_asks_for_them);
  tcase_add_test (tcase, expired_password_asks_for_a_new_one);
  tcase_add_test (tcase, site_says_what_an_expired_password_is);
  tcase_add_test (tcase, password_that_cannot_be_said_is_a_wrong_one);
  tcase_add_test (tcase, password_arrives_as_it_is);
  tcase_add_loop_test (tcase, server_may_decide_later, 0, 2);
  tcase_add_test (tcase, challenge_without_pauses_ends_the_dial);
  tcase_add_test (tcase, challenge_is_answered);
  tcase_add_test (tcase, static_challenge_is_answered);
  tcase_add_loop_test (tcase, password_opens_the_key, 0, 2);
  suite_add_tcase (suite, tcase);
  return suite;
}

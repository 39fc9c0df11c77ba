/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What servers offer that nobody has started: com.md 6.5 and 8.4, item 55. */

#include "suites.h"

#include <signal.h>

#include "scene.h"

START_TEST (a_server_is_found)
{
  GPid pid = scene_spawn ("", 1);
  g_autoptr (ICounter) counter = NULL;

  assert_hr (scene_create (1, &counter), S_OK);
  ck_assert_uint_eq (scene_process (counter), pid);
}
END_TEST

START_TEST (the_server_that_came_first_serves)
{
  GPid pid = scene_spawn ("", 1);
  g_autoptr (ICounter) counter = NULL;

  scene_spawn ("", 1);
  assert_hr (scene_create (1, &counter), S_OK);
  ck_assert_uint_eq (scene_process (counter), pid);
}
END_TEST

START_TEST (suspended_classes_are_not_found_until_they_are_resumed)
{
  GPid pid = scene_spawn ("--suspended", 1);
  g_autoptr (ICounter) counter = NULL;

  assert_hr (scene_create (1, &counter), REGDB_E_CLASSNOTREG);
  scene_signal (pid, SIGUSR1, "resumed");
  assert_hr (scene_create (1, &counter), S_OK);
  ck_assert_uint_eq (scene_process (counter), pid);
}
END_TEST

START_TEST (a_single_use_is_one)
{
  g_autoptr (ICounter) counter = NULL;
  ICounter *second;

  scene_spawn ("--single", 1);
  assert_hr (scene_create (1, &counter), S_OK);
  assert_hr (scene_create (1, &second), REGDB_E_CLASSNOTREG);
}
END_TEST

START_TEST (a_revoked_class_is_not_found)
{
  GPid pid = scene_spawn ("", 1);
  ICounter *counter;

  scene_signal (pid, SIGUSR2, "revoked");
  assert_hr (scene_create (1, &counter), REGDB_E_CLASSNOTREG);
}
END_TEST

START_TEST (a_dead_server_s_classes_are_not_found)
{
  GPid pid = scene_spawn ("", 1);
  ICounter *counter;

  scene_kill (pid);
  assert_hr (scene_create (1, &counter), REGDB_E_CLASSNOTREG);
}
END_TEST

START_TEST (a_dead_server_leaves_the_place_to_the_next)
{
  GPid first = scene_spawn ("", 1), second = scene_spawn ("", 1);
  g_autoptr (ICounter) counter = NULL;

  scene_kill (first);
  assert_hr (scene_create (1, &counter), S_OK);
  ck_assert_uint_eq (scene_process (counter), second);
}
END_TEST

START_TEST (a_class_of_this_process_can_be_had_as_a_server)
{
  g_autoptr (IUnknown) event = NULL;
  g_autoptr (IClassFactory) factory = NULL;
  CLSID clsid = scene_class (1);
  DWORD cookie;

  assert_hr (CoGetClassObject (&CLSID_StdEvent, CLSCTX_INPROC_SERVER, NULL, &IID_IClassFactory,
                               (void **) &factory),
             S_OK);
  assert_hr (CoRegisterClassObject (&clsid, (IUnknown *) factory, CLSCTX_LOCAL_SERVER,
                                    REGCLS_MULTI_SEPARATE, &cookie),
             S_OK);
  assert_hr (CoCreateInstance (&clsid, NULL, CLSCTX_LOCAL_SERVER, &IID_IUnknown,
                               (void **) &event),
             S_OK);
  assert_hr (CoRevokeClassObject (cookie), S_OK);
}
END_TEST

Suite *
offer_suite (void)
{
  Suite *suite = suite_create ("offer");
  TCase *tc = tcase_create ("server");

  tcase_add_checked_fixture (tc, scene_begin, scene_end);
  tcase_add_test (tc, a_server_is_found);
  tcase_add_test (tc, the_server_that_came_first_serves);
  tcase_add_test (tc, suspended_classes_are_not_found_until_they_are_resumed);
  tcase_add_test (tc, a_single_use_is_one);
  tcase_add_test (tc, a_revoked_class_is_not_found);
  tcase_add_test (tc, a_dead_server_s_classes_are_not_found);
  tcase_add_test (tc, a_dead_server_leaves_the_place_to_the_next);
  tcase_add_test (tc, a_class_of_this_process_can_be_had_as_a_server);
  suite_add_tcase (suite, tc);
  return suite;
}

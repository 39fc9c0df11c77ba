/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The class by its identifier: from the module, through the key file that is installed. */

#include "ras-suites.h"

/* The installed key file, with the module that was built in place of the installed one. */
static void
offer_module (void)
{
  const char *path = ras_path ("ras-dialer.beckclass");
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  g_autoptr (GString) key_file = NULL;
  g_autoptr (GPtrArray) errors = NULL;

  ck_assert (g_file_get_contents (CLASS_FILE, &text, NULL, NULL));
  key_file = g_string_new (text);
  ck_assert_uint_eq (g_string_replace (key_file, "Module=ras-dialer.so", "Module=" MODULE, 0), 1);
  ck_assert (g_file_set_contents (path, key_file->str, -1, NULL));
  ck_assert (g_setenv ("BECK_CLASS_PATH", directory, TRUE));
  errors = beck_class_scan ();
  ck_assert_uint_eq (errors->len, 0);
}

START_TEST (module_serves_the_class)
{
  static const DWORD models[] = { COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED };
  IRasConnection *connection;

  assert_hr (CoInitializeEx (NULL, models[_i]), S_OK);
  offer_module ();
  ras_entry ("office", "up");
  assert_hr (CoCreateInstance (&CLSID_RasConnection, NULL, CLSCTX_INPROC_SERVER,
                               &IID_IRasConnection, (void **) &connection),
             S_OK);
  assert_hr (IRasConnection_Dial (connection, ras_request ("office")), S_OK);
  ck_assert_uint_eq (ras_state (connection, NULL), RASCS_Connected);
  assert_hr (IRasConnection_HangUp (connection), S_OK);
  IRasConnection_Release (connection);
  CoUninitialize ();
}
END_TEST

Suite *
ras_module_suite (void)
{
  Suite *suite = suite_create ("ras-module");
  TCase *tcase = ras_case ("module");

  tcase_add_loop_test (tcase, module_serves_the_class, 0, 2);
  suite_add_tcase (suite, tcase);
  return suite;
}

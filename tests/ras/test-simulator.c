/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The list of back ends and the devices of the simulator; runs the suites of the simulator. */

#include <string.h>

#include "beck-test.h"
#include "ras/backends.h"
#include "test-backend-kit.h"
#include "test-simulator.h"

START_TEST (back_end_is_found_by_the_name_of_a_library)
{
  static const char *const names[] = { "simulator", "Simulator", "simulator.so", "SIMULATOR.DLL",
                                       "C:\\Windows\\simulator.dll", "/usr/lib/x/simulator.so" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    ck_assert_ptr_eq (beck_ras_backend_by_name (names[i]), &beck_ras_simulator);
}
END_TEST

START_TEST (unknown_names_have_no_back_end)
{
  static const char *const names[] = { "", "simul", "simulators", ".dll", "simulator/",
                                       "simulator.dll.so" };

  ck_assert_ptr_null (beck_ras_backend_by_name (NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    ck_assert_ptr_null (beck_ras_backend_by_name (names[i]));
}
END_TEST

static const BeckRasBackend *
backend_for (const char *const *keys)
{
  BeckRasEntry *entry = kit_entry (keys);
  const BeckRasBackend *backend = beck_ras_backend_for (entry);

  beck_ras_entry_unref (entry);
  return backend;
}

START_TEST (entry_that_names_a_back_end_gets_that_or_none)
{
  ck_assert_ptr_eq (backend_for ((const char *const[]){ "Backend", "simulator", "DeviceType", "vpn",
                                                        NULL }),
                    &beck_ras_simulator);
  ck_assert_ptr_null (backend_for (
    (const char *const[]){ "Backend", "else", "DeviceName", "Simulator (vpn)", NULL }));
}
END_TEST

START_TEST (simulator_is_chosen_by_its_devices_only)
{
  ck_assert_ptr_eq (backend_for ((const char *const[]){ "DeviceName", "Simulator (modem)", NULL }),
                    &beck_ras_simulator);
  ck_assert_ptr_eq (backend_for ((const char *const[]){ "DeviceName", "Simulator (vpn)", "Backend",
                                                        "", NULL }),
                    &beck_ras_simulator);
  ck_assert_ptr_ne (backend_for ((const char *const[]){ "DeviceType", "vpn", NULL }),
                    &beck_ras_simulator);
  ck_assert_ptr_ne (backend_for ((const char *const[]){ "Script", "up", NULL }),
                    &beck_ras_simulator);
}
END_TEST

static void
append_device (const BeckRasDevice *device, gpointer data)
{
  g_string_append_printf (data, "%s=%s;", device->device_type, device->device_name);
}

START_TEST (devices_are_listed_when_asked_for)
{
  GString *devices = g_string_new (NULL);

  g_unsetenv ("BECK_RAS_SIMULATOR");
  beck_ras_simulator.list_devices (append_device, devices);
  g_setenv ("BECK_RAS_SIMULATOR", "0", TRUE);
  beck_ras_simulator.list_devices (append_device, devices);
  ck_assert_str_eq (devices->str, "");
  g_setenv ("BECK_RAS_SIMULATOR", "1", TRUE);
  beck_ras_simulator.list_devices (append_device, devices);
  ck_assert_str_eq (devices->str, "modem=Simulator (modem);vpn=Simulator (vpn);");
  g_unsetenv ("BECK_RAS_SIMULATOR");
  g_string_free (devices, TRUE);
}
END_TEST

static Suite *
backends_suite (void)
{
  Suite *suite = suite_create ("backends");
  TCase *tcase = tcase_create ("choice");

  tcase_add_test (tcase, back_end_is_found_by_the_name_of_a_library);
  tcase_add_test (tcase, unknown_names_have_no_back_end);
  tcase_add_test (tcase, entry_that_names_a_back_end_gets_that_or_none);
  tcase_add_test (tcase, simulator_is_chosen_by_its_devices_only);
  tcase_add_test (tcase, devices_are_listed_when_asked_for);
  suite_add_tcase (suite, tcase);
  return suite;
}

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { backends_suite, simulator_script_suite,
                                             simulator_dial_suite, simulator_end_suite,
                                             simulator_link_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

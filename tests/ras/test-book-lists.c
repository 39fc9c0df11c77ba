/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* RasEnumDevices(), RasGetCountryInfo() (spec/ras.md 2). */

#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "test-book-kit.h"

static void
set_up (void)
{
  g_setenv ("BECK_RAS_SIMULATOR", "1", TRUE); /* it lists two devices */
}

static void
tear_down (void)
{
  g_unsetenv ("BECK_RAS_SIMULATOR");
}

static DWORD
needed_narrow (DWORD *n)
{
  DWORD size = 0;

  ck_assert_uint_eq (RasEnumDevicesA (NULL, &size, n), ERROR_BUFFER_TOO_SMALL);
  ck_assert_uint_eq (size, *n * sizeof (RASDEVINFOA));
  return size;
}

START_TEST (devices_are_listed)
{
  DWORD n, size = needed_narrow (&n);
  g_autofree RASDEVINFOA *devices = g_malloc0 (size);
  guint simulated = 0;

  ck_assert_uint_ge (n, 2);
  devices->dwSize = sizeof *devices;
  ck_assert_uint_eq (RasEnumDevicesA (devices, &size, &n), 0);
  for (DWORD i = 0; i < n; i++)
    {
      ck_assert_uint_eq (devices[i].dwSize, sizeof *devices);
      ck_assert_str_ne (devices[i].szDeviceType, "");
      ck_assert_str_ne (devices[i].szDeviceName, "");
      simulated += g_str_has_prefix (devices[i].szDeviceName, "Simulator");
    }
  ck_assert_uint_eq (simulated, 2);
}
END_TEST

START_TEST (wide_devices_are_the_same)
{
  DWORD n, size = needed_narrow (&n), n_wide;
  g_autofree RASDEVINFOA *devices = g_malloc0 (size);
  DWORD wide_size = n * (DWORD) sizeof (RASDEVINFOW);
  g_autofree RASDEVINFOW *wide = g_malloc0 (wide_size);

  devices->dwSize = sizeof *devices;
  wide->dwSize = sizeof *wide;
  ck_assert_uint_eq (RasEnumDevicesA (devices, &size, &n), 0);
  ck_assert_uint_eq (RasEnumDevicesW (wide, &wide_size, &n_wide), 0);
  ck_assert_uint_eq (n_wide, n);
  for (DWORD i = 0; i < n; i++)
    for (gsize c = 0; c <= strlen (devices[i].szDeviceName); c++)
      ck_assert_uint_eq (wide[i].szDeviceName[c], (WCHAR) devices[i].szDeviceName[c]);
}
END_TEST

START_TEST (wrong_arguments_are_refused)
{
  RASDEVINFOA device = { .dwSize = 3 };
  DWORD size = sizeof device, n;

  ck_assert_uint_eq (RasEnumDevicesA (&device, NULL, &n), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasEnumDevicesA (&device, &size, NULL), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasEnumDevicesA (&device, &size, &n), ERROR_INVALID_USER_BUFFER);
  device.dwSize = sizeof device;
  ck_assert_uint_eq (RasEnumDevicesA (&device, &size, &n), ERROR_BUFFER_TOO_SMALL);
  ck_assert_uint_eq (size, n * sizeof device);
}
END_TEST

/* ---- Countries ---- */

typedef struct
{
  RASCTRYINFO info;
  WCHAR name[64];
} Country;

static DWORD
get_country (DWORD id, Country *country)
{
  DWORD size = sizeof *country;

  *country = (Country) { { .dwSize = sizeof country->info, .dwCountryID = id } };
  return RasGetCountryInfoA (&country->info, &size);
}

START_TEST (countries_are_a_chain)
{
  Country country;
  guint n = 0;
  DWORD id = 1;

  while (id != 0)
    {
      ck_assert_uint_eq (get_country (id, &country), 0);
      ck_assert_uint_gt (country.info.dwCountryCode, 0);
      ck_assert_uint_gt (strlen ((char *) &country + country.info.dwCountryNameOffset), 2);
      ck_assert (country.info.dwNextCountryID > id || country.info.dwNextCountryID == 0);
      id = country.info.dwNextCountryID;
      n++;
    }
  ck_assert_uint_gt (n, 200);
}
END_TEST

START_TEST (a_country_has_its_code_and_name)
{
  Country country;
  DWORD size = sizeof country;

  ck_assert_uint_eq (get_country (49, &country), 0);
  ck_assert_uint_eq (country.info.dwCountryCode, 49);
  ck_assert_str_eq ((char *) country.name, "Germany");
  ck_assert_uint_eq (get_country (107, &country), 0);
  ck_assert_uint_eq (country.info.dwCountryCode, 1);
  country = (Country) { { .dwSize = sizeof country.info, .dwCountryID = 49 } };
  ck_assert_uint_eq (RasGetCountryInfoW (&country.info, &size), 0);
  ck_assert_mem_eq (country.name, u"Germany", sizeof u"Germany");
  ck_assert_uint_eq (size, sizeof country.info + sizeof u"Germany");
}
END_TEST

START_TEST (wrong_countries_are_refused)
{
  Country country = { { .dwSize = sizeof country.info, .dwCountryID = 49 } };
  DWORD size = sizeof country.info;

  ck_assert_uint_eq (RasGetCountryInfoA (&country.info, &size), ERROR_BUFFER_TOO_SMALL);
  ck_assert_uint_eq (size, sizeof country.info + sizeof "Germany");
  size--;
  ck_assert_uint_eq (RasGetCountryInfoA (&country.info, &size), ERROR_BUFFER_TOO_SMALL);
  size = 3;
  ck_assert_uint_eq (RasGetCountryInfoA (&country.info, &size), ERROR_BUFFER_TOO_SMALL);
  ck_assert_uint_eq (RasGetCountryInfoA (NULL, &size), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasGetCountryInfoA (&country.info, NULL), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (get_country (2, &country), ERROR_INVALID_PARAMETER);
  country.info.dwSize = 4;
  size = sizeof country;
  ck_assert_uint_eq (RasGetCountryInfoA (&country.info, &size), ERROR_INVALID_SIZE);
}
END_TEST

Suite *
ras_book_lists_suite (void)
{
  Suite *suite = suite_create ("book-lists");
  TCase *devices = tcase_create ("devices");
  TCase *countries = tcase_create ("countries");

  tcase_add_checked_fixture (devices, set_up, tear_down);
  tcase_add_test (devices, devices_are_listed);
  tcase_add_test (devices, wide_devices_are_the_same);
  tcase_add_test (devices, wrong_arguments_are_refused);
  suite_add_tcase (suite, devices);
  tcase_add_test (countries, countries_are_a_chain);
  tcase_add_test (countries, a_country_has_its_code_and_name);
  tcase_add_test (countries, wrong_countries_are_refused);
  suite_add_tcase (suite, countries);
  return suite;
}

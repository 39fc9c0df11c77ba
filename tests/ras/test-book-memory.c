/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Memory that is lacking: each function of phone books with each of its allocations refused. It
 * says so, and what was there before still is.
 */

#include <beck/error.h>
#include <beck/hresult.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "base/alloc.h"
#include "test-book-kit.h"

/* @action with its allocations refused one after the other, until it has enough. @before
 * (nullable): what there is each time. */
static void
fail_each (DWORD (*action) (void), void (*before) (void))
{
  DWORD error = ERROR_NOT_ENOUGH_MEMORY;
  gint64 i;

  for (i = 0; error != ERROR_SUCCESS; i++)
    {
      if (before != NULL)
        before ();
      beck_alloc_fail_at (i);
      error = action ();
      beck_alloc_fail_at (-1);
      ck_assert_msg (error == ERROR_SUCCESS || error == ERROR_NOT_ENOUGH_MEMORY,
                     "%u at allocation %d", error, (int) i);
    }
  ck_assert_int_gt (i, 1);
}

static void
two_entries (void)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params, .szEntryName = "home", .szUserName = "u",
                            .szPassword = "p", .szDomain = "d", .szCallbackNumber = "5" };

  book_write ("user", "[home]\nType=2\nPhoneNumber=1\nAlternateNumbers=2\n[work]\nType=2\n");
  ck_assert_uint_eq (RasSetEntryDialParamsA (NULL, &params, FALSE), 0);
}

static DWORD
list (void)
{
  RASENTRYNAMEW names[2] = { { .dwSize = sizeof names[0] } };
  DWORD size = sizeof names, n;

  return RasEnumEntriesW (NULL, NULL, names, &size, &n);
}

static DWORD
get_properties (void)
{
  struct
  {
    RASENTRYW entry;
    WCHAR room[16];
  } got = { { .dwSize = sizeof got.entry } };
  DWORD size = sizeof got;

  return RasGetEntryPropertiesW (NULL, u"home", &got.entry, &size, NULL, NULL);
}

static DWORD
get_defaults (void)
{
  RASENTRYA got = { .dwSize = sizeof got };
  DWORD size = sizeof got;

  return RasGetEntryPropertiesA (NULL, "", &got, &size, NULL, NULL);
}

static DWORD
set_properties (void)
{
  RASENTRYW put = { .dwSize = sizeof put, .szLocalPhoneNumber = u"1", .szDeviceName = u"d",
                    .szDeviceType = u"vpn", .dwFramingProtocol = RASFP_Ppp, .dwType = RASET_Vpn };

  return RasSetEntryPropertiesW (NULL, u"new", &put, sizeof put, NULL, 0);
}

static DWORD
get_params (void)
{
  RASDIALPARAMSW params = { .dwSize = sizeof params, .szEntryName = u"home" };
  BOOL has_password;
  const DWORD error = RasGetEntryDialParamsW (NULL, &params, &has_password);

  ck_assert (error != ERROR_SUCCESS || has_password);
  return error;
}

static DWORD
set_params (void)
{
  RASDIALPARAMSW params = { .dwSize = sizeof params, .szEntryName = u"home",
                            .szUserName = u"new", .szPassword = u"new", .szDomain = u"new" };

  return RasSetEntryDialParamsW (NULL, &params, FALSE);
}

static DWORD
rename_home (void)
{
  return RasRenameEntryW (NULL, u"home", u"new");
}

static DWORD
delete_home (void)
{
  return RasDeleteEntryW (NULL, u"home");
}

static DWORD
validate (void)
{
  return RasValidateEntryNameW (NULL, u"free");
}

START_TEST (reading_says_that_memory_is_lacking)
{
  fail_each (list, two_entries);
  fail_each (get_properties, two_entries);
  fail_each (get_defaults, NULL);
  fail_each (get_params, two_entries);
  fail_each (validate, two_entries);
}
END_TEST

START_TEST (changes_say_that_memory_is_lacking)
{
  fail_each (set_properties, two_entries);
  fail_each (set_params, two_entries);
  fail_each (rename_home, two_entries);
  fail_each (delete_home, two_entries);
}
END_TEST

/* What is saved for an entry is there under its old or its new name, whatever happens. */
START_TEST (a_rename_without_memory_loses_no_password)
{
  DWORD error = ERROR_NOT_ENOUGH_MEMORY;

  for (gint64 i = 0; error != ERROR_SUCCESS; i++)
    {
      g_autoptr (BeckRasEntry) entry = NULL;
      BeckRasCredentials *saved;

      two_entries ();
      beck_alloc_fail_at (i);
      error = rename_home ();
      beck_alloc_fail_at (-1);
      entry = book_find (NULL, error == ERROR_SUCCESS ? "new" : "home");
      ck_assert_uint_eq (beck_ras_saved_get (entry, &saved), 0);
      ck_assert_ptr_nonnull (saved);
      ck_assert_str_eq (saved->password, "p");
      beck_ras_credentials_free (saved);
    }
}
END_TEST

static DWORD
import (void)
{
  g_autoptr (GError) error = NULL;

  if (beck_ras_book_import (NULL, "vpn", book_path ("a.ovpn"), &error))
    return ERROR_SUCCESS;
  ck_assert_int_eq (beck_error_to_hresult (error), HRESULT_FROM_WIN32 (ERROR_NOT_ENOUGH_MEMORY));
  return ERROR_NOT_ENOUGH_MEMORY;
}

START_TEST (an_import_without_memory_leaves_nothing)
{
  DWORD error = ERROR_NOT_ENOUGH_MEMORY;
  GDir *dir;
  guint n = 0;

  book_write ("a.ovpn", "remote a.example\nca /dev/null\n");
  for (gint64 i = 0; error != ERROR_SUCCESS; i++)
    {
      beck_alloc_fail_at (i);
      error = import ();
      beck_alloc_fail_at (-1);
    }
  dir = g_dir_open (book_path ("user.profiles"), 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_dir_close (dir);
  ck_assert_uint_eq (n, 1);
}
END_TEST

Suite *
ras_book_memory_suite (void)
{
  Suite *suite = suite_create ("book-memory");
  TCase *tcase = tcase_create ("memory");

  tcase_add_checked_fixture (tcase, book_set_up, book_tear_down);
  tcase_set_timeout (tcase, 120);
  tcase_add_test (tcase, reading_says_that_memory_is_lacking);
  tcase_add_test (tcase, changes_say_that_memory_is_lacking);
  tcase_add_test (tcase, a_rename_without_memory_loses_no_password);
  tcase_add_test (tcase, an_import_without_memory_leaves_nothing);
  suite_add_tcase (suite, tcase);
  return suite;
}

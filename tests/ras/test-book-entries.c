/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The functions of <ras.h> on names of entries, in both widths (spec/ras.md 2, 6). */

#define COBJMACROS
#include <beck/hresult.h>
#include <beck/object.h>
#include <beck/ras-connection.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "test-book-kit.h"

static char16_t *
wide (const char *text)
{
  return g_utf8_to_utf16 (text, -1, NULL, NULL, NULL);
}

/* ---- Enumerating ---- */

START_TEST (entries_are_listed_with_their_books)
{
  RASENTRYNAMEA names[4] = { { .dwSize = sizeof names[0] } };
  DWORD size = sizeof names, n = 0;

  book_put ("home", "1");
  book_write ("system", "[office]\nPhoneNumber=1\n");
  ck_assert_uint_eq (RasEnumEntriesA (NULL, NULL, names, &size, &n), 0);
  ck_assert_uint_eq (n, 2);
  ck_assert_uint_eq (size, 2 * sizeof names[0]);
  ck_assert_str_eq (names[0].szEntryName, "home");
  ck_assert_str_eq (names[0].szPhonebookPath, book_path ("user"));
  ck_assert_uint_eq (names[0].dwFlags, REN_User);
  ck_assert_uint_eq (names[1].dwSize, sizeof names[1]);
  ck_assert_str_eq (names[1].szEntryName, "office");
  ck_assert_uint_eq (names[1].dwFlags, REN_AllUsers);
}
END_TEST

START_TEST (wide_names_are_utf16)
{
  RASENTRYNAMEW name = { .dwSize = sizeof name };
  DWORD size = sizeof name, n;
  g_autofree char16_t *expected = wide ("b\u00fcro \U0001f600");
  g_autofree char16_t *path = wide (book_path ("user"));

  book_put ("b\u00fcro \U0001f600", "1");
  ck_assert_uint_eq (RasEnumEntriesW (NULL, path, &name, &size, &n), 0);
  ck_assert_mem_eq (name.szEntryName, expected, 8 * sizeof (WCHAR));
  ck_assert_uint_eq (name.dwFlags, REN_User);
}
END_TEST

START_TEST (an_array_that_is_too_small_is_told_its_size)
{
  RASENTRYNAMEA names[2] = { { .dwSize = sizeof names[0] } };
  DWORD size = 0, n = 0;

  book_put ("home", "1");
  book_put ("work", "1");
  ck_assert_uint_eq (RasEnumEntriesA (NULL, NULL, NULL, &size, &n), ERROR_BUFFER_TOO_SMALL);
  ck_assert_uint_eq (size, sizeof names);
  ck_assert_uint_eq (n, 2);
  size = sizeof names[0];
  ck_assert_uint_eq (RasEnumEntriesA (NULL, NULL, names, &size, &n), ERROR_BUFFER_TOO_SMALL);
  ck_assert_uint_eq (size, sizeof names);
  size = 0;
  ck_assert_uint_eq (RasEnumEntriesW (NULL, NULL, NULL, &size, &n), ERROR_BUFFER_TOO_SMALL);
  ck_assert_uint_eq (size, 2 * sizeof (RASENTRYNAMEW));
}
END_TEST

START_TEST (no_entries_are_a_success)
{
  DWORD size = 0, n = 7;

  ck_assert_uint_eq (RasEnumEntriesA (NULL, NULL, NULL, &size, &n), 0);
  ck_assert_uint_eq (n, 0);
}
END_TEST

START_TEST (elements_of_the_first_version_are_filled_too)
{
  struct
  {
    DWORD size;
    char name[RAS_MaxEntryName + 1];
  } names[2] = { { .size = 264 } };
  DWORD size = sizeof names, n;

  G_STATIC_ASSERT (sizeof names[0] == 264);
  book_put ("home", "1");
  book_put ("work", "1");
  ck_assert_uint_eq (RasEnumEntriesA (NULL, NULL, (RASENTRYNAMEA *) names, &size, &n), 0);
  ck_assert_str_eq (names[1].name, "work");
}
END_TEST

START_TEST (wrong_arguments_of_enumeration_are_refused)
{
  RASENTRYNAMEA name = { .dwSize = 5 };
  DWORD size = sizeof name, n;

  ck_assert_uint_eq (RasEnumEntriesA (NULL, NULL, &name, NULL, &n), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasEnumEntriesA (NULL, NULL, &name, &size, NULL), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasEnumEntriesA (NULL, NULL, &name, &size, &n), ERROR_INVALID_SIZE);
  ck_assert_uint_eq (RasEnumEntriesA (NULL, book_path ("none"), NULL, &size, &n),
                     ERROR_CANNOT_OPEN_PHONEBOOK);
  ck_assert_uint_eq (RasEnumEntriesA (NULL, "\xff", NULL, &size, &n),
                     ERROR_NO_UNICODE_TRANSLATION);
  ck_assert_uint_eq (RasEnumEntriesW (NULL, (const WCHAR[]) { 0xd800, 0 }, NULL, &size, &n),
                     ERROR_NO_UNICODE_TRANSLATION);
}
END_TEST

/* ---- Validating; behaviour 44 ---- */

static DWORD
validate (const char *book, const char *name)
{
  g_autofree char16_t *wide_book = book != NULL ? wide (book) : NULL;
  g_autofree char16_t *wide_name = wide (name);
  const DWORD error = RasValidateEntryNameA (book, name);

  ck_assert_uint_eq (RasValidateEntryNameW (wide_book, wide_name), error);
  return error;
}

START_TEST (names_are_validated)
{
  static const char *const bad[] = { "a|b", "a>b", "a<b", "a?b", "a*b", "a\\b", "a/b", "a:b",
                                     ".x",  "",    " ",   "-_-", "a\nb" };
  static const char *const good[] = { "new", "7", "\u00e9", "a.b", "[a]", "\u4e2d" };
  g_autofree char *longest = g_strnfill (RAS_MaxEntryName, 'a');
  g_autofree char *too_long = g_strnfill (RAS_MaxEntryName + 1, 'a');

  book_put ("home", "1");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    ck_assert_uint_eq (validate (NULL, bad[i]), ERROR_INVALID_NAME);
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    ck_assert_uint_eq (validate (NULL, good[i]), 0);
  ck_assert_uint_eq (validate (NULL, longest), 0);
  ck_assert_uint_eq (validate (NULL, too_long), ERROR_INVALID_NAME);
  ck_assert_uint_eq (validate (NULL, "home"), ERROR_ALREADY_EXISTS);
  ck_assert_uint_eq (validate (book_path ("user"), "home"), ERROR_ALREADY_EXISTS);
  ck_assert_uint_eq (validate (book_path ("none"), "new"), ERROR_CANNOT_OPEN_PHONEBOOK);
  ck_assert_uint_eq (RasValidateEntryNameA (NULL, NULL), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasValidateEntryNameA (NULL, "\xff"), ERROR_INVALID_NAME);
}
END_TEST

/* ---- Renaming and deleting ---- */

START_TEST (entries_are_renamed)
{
  g_autofree char *too_long = g_strnfill (RAS_MaxEntryName + 1, 'a');

  book_put ("home", "1");
  book_put ("work", "2");
  ck_assert_uint_eq (RasRenameEntryA (NULL, "home", "work"), ERROR_ALREADY_EXISTS);
  ck_assert_uint_eq (RasRenameEntryA (NULL, "none", "x"), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  ck_assert_uint_eq (RasRenameEntryA (NULL, "home", ".x"), ERROR_INVALID_NAME);
  ck_assert_uint_eq (RasRenameEntryA (NULL, "home", too_long), ERROR_INVALID_NAME);
  ck_assert_uint_eq (RasRenameEntryA (NULL, "home", NULL), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasRenameEntryA (NULL, NULL, "x"), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasRenameEntryW (NULL, u"home", u"a/b"), 0);
  beck_ras_entry_unref (book_find (NULL, "a/b"));
}
END_TEST

START_TEST (entries_are_deleted)
{
  BeckRasEntry *entry;

  book_put ("home", "1");
  ck_assert_uint_eq (RasDeleteEntryA (NULL, NULL), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasDeleteEntryA (NULL, "none"), ERROR_INVALID_NAME);
  ck_assert_uint_eq (RasDeleteEntryW (NULL, u"home"), 0);
  ck_assert_uint_eq (beck_ras_book_find (NULL, "home", &entry), ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  ck_assert_uint_eq (RasDeleteEntryA (NULL, "home"), ERROR_INVALID_NAME);
}
END_TEST

static IRasConnection *
dial (const WCHAR *name)
{
  const BeckRasRequest request = { .entry = (LPWSTR) name };
  IRasConnection *connection;

  ck_assert_int_eq (beck_object_create (&beck_ras_connection_class, NULL, &IID_IRasConnection,
                                        (void **) &connection),
                    S_OK);
  ck_assert_int_eq (IRasConnection_Dial (connection, &request), S_OK);
  return connection;
}

/* Behaviour 46. */
START_TEST (an_entry_that_is_connected_is_not_deleted)
{
  IRasConnection *connection;

  g_setenv ("BECK_RAS_RUNTIME_DIR", book_path ("run"), TRUE);
  book_write ("user", "[home]\nType=2\nDeviceType=vpn\nPhoneNumber=1\nBackend=simulator\n"
                      "Script=address 192.0.2.2 192.0.2.1; up\n");
  connection = dial (u"home");
  ck_assert_uint_eq (RasDeleteEntryA (NULL, "home"), ERROR_CANNOT_DELETE);
  ck_assert_int_eq (IRasConnection_HangUp (connection), S_OK);
  IRasConnection_Release (connection);
  ck_assert_uint_eq (RasDeleteEntryA (NULL, "home"), 0);
}
END_TEST

Suite *
ras_book_entries_suite (void)
{
  Suite *suite = suite_create ("book-entries");
  TCase *tcase = tcase_create ("entries");

  tcase_add_checked_fixture (tcase, book_set_up, book_tear_down);
  tcase_add_test (tcase, entries_are_listed_with_their_books);
  tcase_add_test (tcase, wide_names_are_utf16);
  tcase_add_test (tcase, an_array_that_is_too_small_is_told_its_size);
  tcase_add_test (tcase, no_entries_are_a_success);
  tcase_add_test (tcase, elements_of_the_first_version_are_filled_too);
  tcase_add_test (tcase, wrong_arguments_of_enumeration_are_refused);
  tcase_add_test (tcase, names_are_validated);
  tcase_add_test (tcase, entries_are_renamed);
  tcase_add_test (tcase, entries_are_deleted);
  tcase_add_test (tcase, an_entry_that_is_connected_is_not_deleted);
  suite_add_tcase (suite, tcase);
  return suite;
}

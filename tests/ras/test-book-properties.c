/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* RasGetEntryProperties(), RasSetEntryProperties() (spec/ras.md 1, 2, 6). */

#include <beck/guid.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "ras/entry-keys.h"
#include "test-book-kit.h"

/* Each field has a value of its own. */
static RASENTRYA
everything (void)
{
  RASENTRYA entry = { .dwSize = sizeof entry };
  BYTE value = 0;
  DWORD number = 1000;

#define FILL_TEXT(key, field)                                                                      \
  g_snprintf (entry.field, sizeof entry.field, "%.9s", #field);
#define FILL_NUMBER(key, field) entry.field = ++number;
#define FILL_BYTES(key, field)                                                                     \
  for (gsize i = 0; i < sizeof entry.field; i++)                                                   \
    ((BYTE *) &entry.field)[i] = ++value;
  BECK_RAS_ENTRY_FIELDS (FILL_TEXT, FILL_NUMBER, FILL_BYTES, FILL_BYTES, FILL_BYTES)
  entry.dwType = RASET_Vpn;
  entry.dwFramingProtocol = RASFP_Ppp;
  entry.dwSubEntries = 1;
  return entry;
}

static RASENTRYA
minimum (void)
{
  return (RASENTRYA) { .dwSize = sizeof (RASENTRYA), .szLocalPhoneNumber = "example.org",
                       .szDeviceName = "OpenVPN (tun)", .szDeviceType = "vpn",
                       .dwFramingProtocol = RASFP_Ppp, .dwType = RASET_Vpn };
}

/* Behaviour 45. */
START_TEST (every_field_comes_back)
{
  RASENTRYA put = everything (), got = { .dwSize = sizeof got };
  DWORD size = sizeof got, n = 0;

  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "home", &put, sizeof put, NULL, 0), 0);
  ck_assert_uint_eq (RasGetEntryPropertiesA (NULL, "home", &got, &size, NULL, NULL), 0);
#define COMPARE(key, field) ck_assert_mem_eq (&got.field, &put.field, sizeof put.field);
  BECK_RAS_ENTRY_FIELDS (COMPARE, COMPARE, COMPARE, COMPARE, COMPARE)
  ck_assert_mem_eq (&got, &put, sizeof put);
  size = 0;
  ck_assert_uint_eq (RasEnumEntriesA (NULL, NULL, NULL, &size, &n), ERROR_BUFFER_TOO_SMALL);
  ck_assert_uint_eq (n, 1);
}
END_TEST

START_TEST (every_field_comes_back_in_the_other_width)
{
  RASENTRYA put = everything (), got = { .dwSize = sizeof got };
  RASENTRYW wide = { .dwSize = sizeof wide };
  DWORD size = sizeof wide;

  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "home", &put, sizeof put, NULL, 0), 0);
  ck_assert_uint_eq (RasGetEntryPropertiesW (NULL, u"home", &wide, &size, NULL, NULL), 0);
  ck_assert_uint_eq (wide.dwSubEntries, 1);
  ck_assert_uint_eq (RasDeleteEntryA (NULL, "home"), 0);
  ck_assert_uint_eq (RasSetEntryPropertiesW (NULL, u"home", &wide, sizeof wide, NULL, 0), 0);
  size = sizeof got;
  ck_assert_uint_eq (RasGetEntryPropertiesA (NULL, "home", &got, &size, NULL, NULL), 0);
  ck_assert_mem_eq (&got, &put, sizeof put);
}
END_TEST

START_TEST (what_is_needed_is_asked_for)
{
  RASENTRYA wrong[6];

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    wrong[i] = minimum ();
  wrong[0].szLocalPhoneNumber[0] = '\0';
  wrong[1].szDeviceName[0] = '\0';
  wrong[2].szDeviceType[0] = '\0';
  wrong[3].dwFramingProtocol = 0;
  wrong[4].dwType = 0;
  wrong[5].dwType = RASET_Broadband + 1;
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    ck_assert_uint_eq (
        RasSetEntryPropertiesA (NULL, "home", &wrong[i], sizeof wrong[i], NULL, 0),
        ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasValidateEntryNameA (NULL, "home"), 0);
}
END_TEST

START_TEST (other_keys_and_the_identifier_are_kept)
{
  RASENTRYA put = minimum (), got = { .dwSize = sizeof got };
  DWORD size = sizeof got;
  GUID id;

  book_write ("user", "[home]\nCa=/ca.pem\nAreaCode=030\n");
  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "home", &put, sizeof put, NULL, 0), 0);
  g_autoptr (BeckRasEntry) entry = book_find (NULL, "home");
  ck_assert_str_eq (beck_ras_entry_get (entry, "Ca"), "/ca.pem");
  ck_assert_ptr_null (beck_ras_entry_get (entry, "AreaCode"));
  ck_assert_uint_eq (RasGetEntryPropertiesA (NULL, "home", &got, &size, NULL, NULL), 0);
  id = got.guidId;
  ck_assert (memcmp (&id, &GUID_NULL, sizeof id) != 0);
  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "home", &put, sizeof put, NULL, 0), 0);
  ck_assert_uint_eq (RasGetEntryPropertiesA (NULL, "home", &got, &size, NULL, NULL), 0);
  ck_assert_mem_eq (&got.guidId, &id, sizeof id);
}
END_TEST

START_TEST (an_entry_is_changed_where_it_is)
{
  RASENTRYA put = minimum ();

  book_write ("system", "[office]\nPhoneNumber=1\n");
  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "office", &put, sizeof put, NULL, 0), 0);
  g_autoptr (BeckRasEntry) entry = book_find (book_path ("system"), "office");
  ck_assert_str_eq (beck_ras_entry_get (entry, BECK_RAS_KEY_PHONE_NUMBER), "example.org");
  ck_assert_ptr_null (book_read ("user"));
}
END_TEST

START_TEST (a_new_entry_begins_with_defaults)
{
  RASENTRYA got = { .dwSize = sizeof got };
  DWORD size = sizeof got;

  ck_assert_uint_eq (RasGetEntryPropertiesA (NULL, "", &got, &size, NULL, NULL), 0);
  ck_assert_uint_eq (got.dwType, RASET_Vpn);
  ck_assert_uint_eq (got.dwFramingProtocol, RASFP_Ppp);
  ck_assert_str_eq (got.szDeviceType, "vpn");
  ck_assert_str_eq (got.szLocalPhoneNumber, "");
  ck_assert_uint_eq (RasGetEntryPropertiesW (NULL, NULL, NULL, &size, NULL, NULL),
                     ERROR_BUFFER_TOO_SMALL);
  ck_assert_uint_eq (size, sizeof (RASENTRYW));
}
END_TEST

START_TEST (names_of_new_entries_are_validated)
{
  RASENTRYA put = minimum ();

  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "a:b", &put, sizeof put, NULL, 0),
                     ERROR_INVALID_NAME);
  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "", &put, sizeof put, NULL, 0),
                     ERROR_INVALID_NAME);
  ck_assert_uint_eq (RasSetEntryPropertiesA (book_path ("new"), "home", &put, sizeof put, NULL, 0),
                     0);
  beck_ras_entry_unref (book_find (book_path ("new"), "home"));
}
END_TEST

START_TEST (sizes_are_looked_at)
{
  RASENTRYA entry = minimum ();
  DWORD size = sizeof entry;

  book_put ("home", "1");
  entry.dwSize = 17;
  ck_assert_uint_eq (RasGetEntryPropertiesA (NULL, "home", &entry, &size, NULL, NULL),
                     ERROR_INVALID_SIZE);
  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "home", &entry, sizeof entry, NULL, 0),
                     ERROR_INVALID_SIZE);
  entry.dwSize = sizeof entry;
  ck_assert_uint_eq (RasGetEntryPropertiesA (NULL, "home", &entry, NULL, NULL, NULL),
                     ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasGetEntryPropertiesA (NULL, "none", &entry, &size, NULL, NULL),
                     ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  size = sizeof entry - 1;
  ck_assert_uint_eq (RasGetEntryPropertiesA (NULL, "home", &entry, &size, NULL, NULL),
                     ERROR_BUFFER_TOO_SMALL);
  ck_assert_uint_eq (size, sizeof entry);
  size = 3;
  ck_assert_uint_eq (RasGetEntryPropertiesA (NULL, "home", &entry, &size, NULL, NULL),
                     ERROR_BUFFER_INVALID);
  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "home", &entry, sizeof entry - 1, NULL, 0),
                     ERROR_BUFFER_INVALID);
  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "home", NULL, sizeof entry, NULL, 0),
                     ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, NULL, &entry, sizeof entry, NULL, 0),
                     ERROR_INVALID_PARAMETER);
}
END_TEST

/* What is behind the end of an older structure is not touched. */
START_TEST (structures_of_older_versions_are_served)
{
  for (const DWORD *sizes = beck_ras_entry_sizes (FALSE); *sizes != 0; sizes++)
    {
      RASENTRYA put = everything (), got;
      DWORD size = *sizes;

      memset (&got, 0x5a, sizeof got);
      put.dwSize = got.dwSize = *sizes;
      ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "home", &put, put.dwSize, NULL, 0), 0);
      ck_assert_uint_eq (RasGetEntryPropertiesA (NULL, "home", &got, &size, NULL, NULL), 0);
      ck_assert_mem_eq (&got, &put, *sizes);
      for (gsize i = *sizes; i < sizeof got; i++)
        ck_assert_uint_eq (((guchar *) &got)[i], 0x5a);
    }
}
END_TEST

START_TEST (text_without_an_end_is_refused)
{
  RASENTRYA put = minimum ();

  memset (put.szAreaCode, 'x', sizeof put.szAreaCode);
  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "home", &put, sizeof put, NULL, 0),
                     ERROR_INVALID_PARAMETER);
  put = minimum ();
  put.szAreaCode[0] = '\xff';
  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "home", &put, sizeof put, NULL, 0),
                     ERROR_NO_UNICODE_TRANSLATION);
}
END_TEST

START_TEST (values_that_do_not_fit_are_cut_at_a_character)
{
  g_autofree char *number = g_strnfill (127, 'x');
  g_autofree char *text = g_strconcat ("[home]\nType=none\nAddress=1.2.3\nPhoneNumber=", number,
                                       "\u20ac\u20ac\n", NULL);
  RASENTRYA got = { .dwSize = sizeof got };
  RASENTRYW wide = { .dwSize = sizeof wide };
  DWORD size = sizeof got;

  book_write ("user", text);
  ck_assert_uint_eq (RasGetEntryPropertiesA (NULL, "home", &got, &size, NULL, NULL), 0);
  ck_assert_str_eq (got.szLocalPhoneNumber, number);
  ck_assert_uint_eq (got.dwType, 0);
  size = sizeof wide;
  ck_assert_uint_eq (RasGetEntryPropertiesW (NULL, u"home", &wide, &size, NULL, NULL), 0);
  ck_assert_uint_eq (wide.szLocalPhoneNumber[127], 0x20ac);
  ck_assert_uint_eq (wide.szLocalPhoneNumber[128], 0);
}
END_TEST

/* ---- Alternate numbers ---- */

typedef struct
{
  RASENTRYA entry;
  char numbers[32];
} WithNumbers;

START_TEST (alternate_numbers_follow_the_structure)
{
  WithNumbers put = { minimum (), "one\0two\0" }, got = { { .dwSize = sizeof got.entry } };
  struct
  {
    RASENTRYW entry;
    WCHAR numbers[9];
  } wide = { { .dwSize = sizeof wide.entry } };
  DWORD size = sizeof got.entry;

  put.entry.dwAlternateOffset = offsetof (WithNumbers, numbers);
  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "home", &put.entry, sizeof put, NULL, 0), 0);
  ck_assert_uint_eq (RasGetEntryPropertiesA (NULL, "home", &got.entry, &size, NULL, NULL),
                     ERROR_BUFFER_TOO_SMALL);
  ck_assert_uint_eq (size, sizeof got.entry + 9);
  ck_assert_uint_eq (RasGetEntryPropertiesA (NULL, "home", &got.entry, &size, NULL, NULL), 0);
  ck_assert_uint_eq (got.entry.dwAlternateOffset, sizeof got.entry);
  ck_assert_mem_eq (got.numbers, "one\0two\0", 9);
  size = sizeof wide;
  ck_assert_uint_eq (RasGetEntryPropertiesW (NULL, u"home", &wide.entry, &size, NULL, NULL), 0);
  ck_assert_mem_eq (wide.numbers, u"one\0two\0", 9 * sizeof (WCHAR));
  ck_assert_uint_eq (RasSetEntryPropertiesW (NULL, u"home", &wide.entry, sizeof wide, NULL, 0), 0);
  g_autoptr (BeckRasEntry) entry = book_find (NULL, "home");
  ck_assert_str_eq (beck_ras_entry_get (entry, BECK_RAS_KEY_ALTERNATES), "one\ntwo");
}
END_TEST

START_TEST (numbers_beyond_the_end_are_refused)
{
  WithNumbers put = { minimum (), "one\0two\0" };
  const DWORD at = offsetof (WithNumbers, numbers);

  put.entry.dwAlternateOffset = at;
  for (DWORD size = at; size < at + 9; size++)
    ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "home", &put.entry, size, NULL, 0),
                       ERROR_BUFFER_INVALID);
  put.entry.dwAlternateOffset = 8;
  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "home", &put.entry, sizeof put, NULL, 0),
                     ERROR_BUFFER_INVALID);
  put.entry.dwAlternateOffset = 0xffffffff;
  ck_assert_uint_eq (RasSetEntryPropertiesA (NULL, "home", &put.entry, sizeof put, NULL, 0),
                     ERROR_BUFFER_INVALID);
}
END_TEST

Suite *
ras_book_properties_suite (void)
{
  Suite *suite = suite_create ("book-properties");
  TCase *tcase = tcase_create ("properties");

  tcase_add_checked_fixture (tcase, book_set_up, book_tear_down);
  tcase_add_test (tcase, every_field_comes_back);
  tcase_add_test (tcase, every_field_comes_back_in_the_other_width);
  tcase_add_test (tcase, what_is_needed_is_asked_for);
  tcase_add_test (tcase, other_keys_and_the_identifier_are_kept);
  tcase_add_test (tcase, an_entry_is_changed_where_it_is);
  tcase_add_test (tcase, a_new_entry_begins_with_defaults);
  tcase_add_test (tcase, names_of_new_entries_are_validated);
  tcase_add_test (tcase, sizes_are_looked_at);
  tcase_add_test (tcase, structures_of_older_versions_are_served);
  tcase_add_test (tcase, text_without_an_end_is_refused);
  tcase_add_test (tcase, values_that_do_not_fit_are_cut_at_a_character);
  tcase_add_test (tcase, alternate_numbers_follow_the_structure);
  tcase_add_test (tcase, numbers_beyond_the_end_are_refused);
  suite_add_tcase (suite, tcase);
  return suite;
}

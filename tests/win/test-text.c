/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The functions on text (<win/crt.h>, <win/winbase.h>, <win/tchar.h>). */

#include "test-win.h"

#include <stdlib.h>
#include <tchar.h>

START_TEST (copies_that_fit_are_made)
{
  char text[8];

  ck_assert_int_eq (strcpy_s (text, sizeof text, "abc"), 0);
  ck_assert_int_eq (strcat_s (text, sizeof text, "defg"), 0);
  ck_assert_str_eq (text, "abcdefg");
  ck_assert_int_eq (strncpy_s (text, sizeof text, "123456789", 4), 0);
  ck_assert_str_eq (text, "1234");
  ck_assert_int_eq (strncat_s (text, sizeof text, "567", 2), 0);
  ck_assert_str_eq (text, "123456");
  ck_assert_int_eq (strncpy_s (text, sizeof text, "123456789", _TRUNCATE), STRUNCATE);
  ck_assert_str_eq (text, "1234567");
}
END_TEST

START_TEST (copies_that_do_not_fit_leave_nothing)
{
  char text[4] = "old";

  ck_assert_int_eq (strcpy_s (text, sizeof text, "abcd"), ERANGE);
  ck_assert_str_eq (text, "");
  ck_assert_int_eq (strcpy_s (text, sizeof text, "abc"), 0);
  ck_assert_int_eq (strcat_s (text, sizeof text, "d"), ERANGE);
  ck_assert_str_eq (text, "");
  strcpy_s (text, sizeof text, "abc");
  ck_assert_int_eq (strcpy_s (text, sizeof text, NULL), EINVAL);
  ck_assert_str_eq (text, "");
  ck_assert_int_eq (strcpy_s (NULL, 4, "a"), EINVAL);
  ck_assert_int_eq (strcpy_s (text, 0, "a"), EINVAL);
}
END_TEST

START_TEST (wide_copies_are_like_narrow_ones)
{
  WCHAR text[4];

  ck_assert_int_eq (wcscpy_s (text, 4, u"ab"), 0);
  ck_assert_int_eq (wcscat_s (text, 4, u"c"), 0);
  ck_assert_int_eq (lstrcmpW (text, u"abc"), 0);
  ck_assert_int_eq (wcscat_s (text, 4, u"d"), ERANGE);
  ck_assert_int_eq (text[0], 0);
  ck_assert_int_eq (wcsncpy_s (text, 4, u"abcdef", _TRUNCATE), STRUNCATE);
  ck_assert_int_eq (lstrcmpW (text, u"abc"), 0);
  ck_assert_int_eq (wcscpy_s (text, 4, NULL), EINVAL);
}
END_TEST

START_TEST (comparison_ignores_case_where_it_says_so)
{
  ck_assert_int_eq (_stricmp ("Hello", "hELLO"), 0);
  ck_assert_int_lt (_stricmp ("a", "B"), 0);
  ck_assert_int_eq (_strnicmp ("abX", "ABy", 2), 0);
  ck_assert_int_eq (_wcsicmp (u"Hello", u"hELLO"), 0);
  ck_assert_int_gt (_wcsicmp (u"b", u"A"), 0);
  ck_assert_int_ne (lstrcmpA ("a", "A"), 0);
  ck_assert_int_eq (lstrcmpiA ("a", "A"), 0);
  ck_assert_int_eq (lstrcmpiW (u"a", u"A"), 0);
  ck_assert_int_lt (lstrcmpA (NULL, "A"), 0);
  ck_assert_int_eq (lstrcmpW (NULL, NULL), 0);
}
END_TEST

START_TEST (text_is_measured_and_turned_around)
{
  char odd[] = "abc", even[] = "abcd", none[] = "";
  WCHAR wide[] = u"abc";
  char *copy = _strdup ("copy");
  WCHAR *wide_copy = _wcsdup (wide);

  ck_assert_str_eq (_strrev (odd), "cba");
  ck_assert_str_eq (_strrev (even), "dcba");
  ck_assert_str_eq (_strrev (none), "");
  ck_assert_int_eq (lstrcmpW (_wcsrev (wide), u"cba"), 0);
  ck_assert_int_eq (lstrlenA ("four"), 4);
  ck_assert_int_eq (lstrlenA (NULL), 0);
  ck_assert_int_eq (lstrlenW (u"four"), 4);
  ck_assert_str_eq (copy, "copy");
  ck_assert_int_eq (lstrcmpW (wide_copy, u"abc"), 0);
  free (copy);
  free (wide_copy);
}
END_TEST

START_TEST (text_changes_its_width)
{
  WCHAR wide[8];
  char narrow[8];
  size_t n;

  ck_assert_int_eq (mbstowcs_s (&n, wide, 8, "Gr\u00fc\u00dfe", _TRUNCATE), 0);
  ck_assert_uint_eq (n, 6);
  ck_assert_int_eq (lstrcmpW (wide, u"Gr\u00fc\u00dfe"), 0);
  ck_assert_int_eq (mbstowcs_s (&n, NULL, 0, "abc", 0), 0);
  ck_assert_uint_eq (n, 4);
  ck_assert_int_eq (mbstowcs_s (&n, wide, 2, "abc", 10), ERANGE);
  ck_assert_int_eq (mbstowcs_s (&n, wide, 8, "\xff", 10), EILSEQ);
  ck_assert_int_eq (wcstombs_s (&n, narrow, 8, u"Gr\u00fc\u00dfe", _TRUNCATE), 0);
  ck_assert_uint_eq (n, 8);
  ck_assert_str_eq (narrow, "Gr\u00fc\u00dfe");
  ck_assert_int_eq (wcstombs_s (NULL, narrow, 8, NULL, 10), EINVAL);
}
END_TEST

START_TEST (system_functions_convert_too)
{
  WCHAR wide[8];
  char narrow[8];

  ck_assert_int_eq (MultiByteToWideChar (CP_ACP, 0, "abc", -1, wide, 8), 4);
  ck_assert_int_eq (MultiByteToWideChar (CP_UTF8, 0, "abc", 2, NULL, 0), 2);
  ck_assert_int_eq (WideCharToMultiByte (CP_UTF8, 0, wide, -1, narrow, 8, NULL, NULL), 4);
  ck_assert_str_eq (narrow, "abc");
  assert_fails (MultiByteToWideChar (CP_UTF8, 0, "abc", -1, wide, 3), ERROR_INSUFFICIENT_BUFFER);
  assert_fails (MultiByteToWideChar (CP_UTF8, 0, "\xff", -1, wide, 3),
                ERROR_NO_UNICODE_TRANSLATION);
  assert_fails (MultiByteToWideChar (437, 0, "abc", -1, wide, 8), ERROR_INVALID_PARAMETER);
}
END_TEST

START_TEST (files_that_cannot_be_opened_are_null)
{
  FILE *file = stdin;

  ck_assert_int_eq (fopen_s (&file, "/nonexistent/file", "r"), ENOENT);
  ck_assert_ptr_null (file);
  ck_assert_int_eq (fopen_s (&file, NULL, "r"), EINVAL);
  ck_assert_int_eq (fopen_s (NULL, "name", "r"), EINVAL);
}
END_TEST

START_TEST (tchar_is_char_without_unicode)
{
  TCHAR text[8];

  _tcscpy_s (text, _countof (text), _T ("abc"));
  ck_assert_str_eq (text, "abc");
  ck_assert_uint_eq (_tcslen (text), 3);
  ck_assert_int_eq (_tcscmp (text, TEXT ("abc")), 0);
  ck_assert_int_eq (_stprintf_s (text, _countof (text), _T ("%s%d"), _T ("x"), 7), 2);
  ck_assert_str_eq (text, "x7");
}
END_TEST

Suite *
win_text_suite (void)
{
  Suite *suite = suite_create ("text");
  TCase *tc_copies = tcase_create ("copies");
  TCase *tc_others = tcase_create ("others");
  TCase *tc_widths = tcase_create ("widths");

  tcase_add_test (tc_copies, copies_that_fit_are_made);
  tcase_add_test (tc_copies, copies_that_do_not_fit_leave_nothing);
  tcase_add_test (tc_copies, wide_copies_are_like_narrow_ones);
  suite_add_tcase (suite, tc_copies);

  tcase_add_test (tc_others, comparison_ignores_case_where_it_says_so);
  tcase_add_test (tc_others, text_is_measured_and_turned_around);
  tcase_add_test (tc_others, files_that_cannot_be_opened_are_null);
  tcase_add_test (tc_others, tchar_is_char_without_unicode);
  suite_add_tcase (suite, tc_others);

  tcase_add_test (tc_widths, text_changes_its_width);
  tcase_add_test (tc_widths, system_functions_convert_too);
  suite_add_tcase (suite, tc_widths);
  return suite;
}

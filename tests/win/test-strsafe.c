/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Text into buffers of known size (<win/strsafe.h>). */

#include "test-win.h"

#include <strsafe.h>
#include <string.h>

START_TEST (what_fits_is_copied)
{
  char text[8];
  WCHAR wide[8];

  ck_assert_int_eq (StringCchCopyA (text, 8, "abc"), S_OK);
  ck_assert_int_eq (StringCchCatA (text, 8, "defg"), S_OK);
  ck_assert_str_eq (text, "abcdefg");
  ck_assert_int_eq (StringCchCopyNA (text, 8, "abcdefghijk", 3), S_OK);
  ck_assert_int_eq (StringCchCatNA (text, 8, "xyz", 1), S_OK);
  ck_assert_str_eq (text, "abcx");
  ck_assert_int_eq (StringCchCopyW (wide, 8, u"abc"), S_OK);
  ck_assert_int_eq (StringCbCatW (wide, sizeof wide, u"defg"), S_OK);
  ck_assert_int_eq (lstrcmpW (wide, u"abcdefg"), 0);
  ck_assert_int_eq (StringCbCopyNW (wide, sizeof wide, u"abcdefgh", 2 * sizeof (WCHAR)), S_OK);
  ck_assert_int_eq (StringCchCatNW (wide, 8, u"xyz", 1), S_OK);
  ck_assert_int_eq (lstrcmpW (wide, u"abx"), 0);
}
END_TEST

START_TEST (what_does_not_fit_is_cut_off)
{
  char text[4];
  WCHAR wide[4];

  ck_assert_int_eq (StringCchCopyA (text, 4, "abcd"), STRSAFE_E_INSUFFICIENT_BUFFER);
  ck_assert_str_eq (text, "abc");
  ck_assert_int_eq (StringCchCatA (text, 4, ""), S_OK);
  ck_assert_int_eq (StringCchCatA (text, 4, "d"), STRSAFE_E_INSUFFICIENT_BUFFER);
  ck_assert_str_eq (text, "abc");
  ck_assert_int_eq (StringCbCopyW (wide, sizeof wide, u"abcd"), STRSAFE_E_INSUFFICIENT_BUFFER);
  ck_assert_int_eq (lstrcmpW (wide, u"abc"), 0);
  ck_assert_int_eq (StringCbCopyA (text, 1, "a"), STRSAFE_E_INSUFFICIENT_BUFFER);
  ck_assert_str_eq (text, "");
}
END_TEST

START_TEST (wrong_parameters_leave_an_empty_text)
{
  char text[4] = "old", unended[4] = { 'a', 'b', 'c', 'd' };

  ck_assert_int_eq (StringCchCopyA (text, 4, NULL), STRSAFE_E_INVALID_PARAMETER);
  ck_assert_str_eq (text, "");
  ck_assert_int_eq (StringCchCopyA (NULL, 4, "a"), STRSAFE_E_INVALID_PARAMETER);
  ck_assert_int_eq (StringCchCopyA (text, 0, "a"), STRSAFE_E_INVALID_PARAMETER);
  ck_assert_int_eq (StringCchCopyA (text, (SIZE_T) STRSAFE_MAX_CCH + 1, "a"),
                    STRSAFE_E_INVALID_PARAMETER);
  ck_assert_int_eq (StringCchCatA (unended, 4, "x"), STRSAFE_E_INVALID_PARAMETER);
  ck_assert_str_eq (unended, "");
  ck_assert_int_eq (StringCchPrintfA (text, 4, NULL), STRSAFE_E_INVALID_PARAMETER);
  ck_assert_int_eq (StringCchPrintfA (NULL, 4, "a"), STRSAFE_E_INVALID_PARAMETER);
  ck_assert_int_eq (StringCbCopyW ((WCHAR *) text, 1, u"a"), STRSAFE_E_INVALID_PARAMETER);
}
END_TEST

START_TEST (text_is_printed)
{
  char text[12];
  WCHAR wide[12];

  ck_assert_int_eq (StringCchPrintfA (text, 12, "%s %d", "a", 5), S_OK);
  ck_assert_str_eq (text, "a 5");
  ck_assert_int_eq (StringCbPrintfA (text, 12, "%S|%ld", u"\u20ac", -3), S_OK);
  ck_assert_str_eq (text, "\u20ac|-3");
  ck_assert_int_eq (StringCchPrintfA (text, 12, "%s", "0123456789abcdef"),
                    STRSAFE_E_INSUFFICIENT_BUFFER);
  ck_assert_str_eq (text, "0123456789a");
  ck_assert_int_eq (StringCchPrintfW (wide, 12, u"%s %d", u"\u20ac", 5), S_OK);
  ck_assert_int_eq (lstrcmpW (wide, u"\u20ac 5"), 0);
  ck_assert_int_eq (StringCbPrintfW (wide, sizeof wide, u"%s", u"0123456789abcdef"),
                    STRSAFE_E_INSUFFICIENT_BUFFER);
  ck_assert_int_eq (lstrcmpW (wide, u"0123456789a"), 0);
  ck_assert_int_eq (StringCchPrintfA (text, 12, "%n", NULL), STRSAFE_E_INVALID_PARAMETER);
  ck_assert_str_eq (text, "");
}
END_TEST

START_TEST (text_is_measured_up_to_a_limit)
{
  SIZE_T n = 7;

  ck_assert_int_eq (StringCchLengthA ("abc", 4, &n), S_OK);
  ck_assert_uint_eq (n, 3);
  ck_assert_int_eq (StringCchLengthA ("abc", 3, &n), STRSAFE_E_INVALID_PARAMETER);
  ck_assert_uint_eq (n, 0);
  ck_assert_int_eq (StringCchLengthW (u"abc", 4, &n), S_OK);
  ck_assert_uint_eq (n, 3);
  ck_assert_int_eq (StringCbLengthW (u"abc", 8, &n), S_OK);
  ck_assert_uint_eq (n, 6);
  ck_assert_int_eq (StringCbLengthA ("abc", 8, NULL), S_OK);
  ck_assert_int_eq (StringCchLengthA (NULL, 8, &n), STRSAFE_E_INVALID_PARAMETER);
}
END_TEST

START_TEST (letters_have_their_functions)
{
  ck_assert_int_eq (tolower ('A'), 'a'); /* without <ctype.h> */
}
END_TEST

Suite *
win_strsafe_suite (void)
{
  Suite *suite = suite_create ("strsafe");
  TCase *tcase = tcase_create ("strsafe");

  tcase_add_test (tcase, what_fits_is_copied);
  tcase_add_test (tcase, what_does_not_fit_is_cut_off);
  tcase_add_test (tcase, wrong_parameters_leave_an_empty_text);
  tcase_add_test (tcase, text_is_printed);
  tcase_add_test (tcase, text_is_measured_up_to_a_limit);
  tcase_add_test (tcase, letters_have_their_functions);
  suite_add_tcase (suite, tcase);
  return suite;
}

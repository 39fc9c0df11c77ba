/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* printf as Windows has it, conversion by conversion (<win/crt.h>). */

#include "test-win.h"

#define assert_prints(expected, ...)                                                               \
  do                                                                                               \
    {                                                                                              \
      char text_[256];                                                                             \
                                                                                                   \
      ck_assert_int_eq (sprintf_s (text_, sizeof text_, __VA_ARGS__), (int) strlen (expected));    \
      ck_assert_str_eq (text_, expected);                                                          \
    }                                                                                              \
  while (0)

START_TEST (numbers_have_the_sizes_of_windows)
{
  assert_prints ("-5", "%ld", (LONG) -5);
  assert_prints ("4294967295", "%lu", (ULONG) -1);
  assert_prints ("-5 7", "%ld %d", -5l, 7);
  assert_prints ("-1311768467463790320", "%I64d", -G_GINT64_CONSTANT (0x123456789abcdef0));
  assert_prints ("123456789ABCDEF0", "%llX", G_GINT64_CONSTANT (0x123456789abcdef0));
  assert_prints ("5", "%I32u", 5);
  assert_prints ("81985529216486895", "%Iu", (SIZE_T) G_GINT64_CONSTANT (0x123456789abcdef));
  assert_prints ("-1", "%hd", 65535);
  assert_prints ("255", "%hhu", -1);
  assert_prints ("00000000DEADBEEF", "%p", (void *) (uintptr_t) 0xdeadbeef);
}
END_TEST

START_TEST (flags_width_and_precision_hold)
{
  assert_prints ("   42|42   |00042|+42", "%5d|%-5d|%05d|%+d", 42, 42, 42, 42);
  assert_prints ("   42|42   ", "%*d|%-*d", 5, 42, 5, 42);
  assert_prints ("42   |", "%*d|", -5, 42);
  assert_prints ("0x2a 052", "%#x %#o", 42, 42);
  assert_prints ("3.14|   3.1", "%.2f|%6.1f", 3.14159, 3.14159);
  assert_prints ("1.5", "%Lg", (long double) 1.5);
  assert_prints ("100%", "%d%%", 100);
}
END_TEST

START_TEST (text_is_of_either_width)
{
  assert_prints ("abc|  abc|ab", "%s|%5s|%.2s", "abc", "abc", "abc");
  assert_prints ("wide wide wide ab", "%S %ls %ws %.2ls", u"wide", u"wide", u"wide", u"abc");
  assert_prints ("narrow", "%hs", "narrow");
  assert_prints ("x\u00fc", "%c%C", 'x', u'\u00fc');
  assert_prints ("(null) (null)", "%s %S", NULL, NULL);
}
END_TEST

START_TEST (wide_formats_are_the_other_way_round)
{
  WCHAR text[32];

  ck_assert_int_eq (swprintf_s (text, 32, u"%s %S %ld \u00fc", u"wide", "narrow", 5), 15);
  ck_assert_int_eq (lstrcmpW (text, u"wide narrow 5 \u00fc"), 0);
  ck_assert_int_eq (swprintf_s (text, 4, u"%s", u"much"), -1);
  ck_assert_int_eq (text[0], 0);
  ck_assert_int_eq (swprintf_s (NULL, 0, u"%s", u"much"), -1);
}
END_TEST

START_TEST (what_does_not_fit_or_is_dangerous_fails)
{
  char text[4] = "old";
  int n = 5;

  ck_assert_int_eq (sprintf_s (text, sizeof text, "%s", "much"), -1);
  ck_assert_str_eq (text, "");
  ck_assert_int_eq (sprintf_s (text, sizeof text, "a%n", &n), -1);
  ck_assert_int_eq (n, 5);
  ck_assert_int_eq (sprintf_s (text, sizeof text, "%y", 1), -1);
  ck_assert_int_eq (sprintf_s (text, sizeof text, "%"), -1);
  ck_assert_int_eq (sprintf_s (text, sizeof text, NULL), -1);
  ck_assert_int_eq (sprintf_s (NULL, 4, "a"), -1);
  ck_assert_int_eq (sprintf_s (text, sizeof text, "%S", u"\xd800"), -1);
}
END_TEST

START_TEST (files_are_printed_to)
{
  char *text = NULL;
  size_t size = 0;
  FILE *file = open_memstream (&text, &size);

  ck_assert_int_eq (fprintf_s (file, "%s %ld\n", "abc", (LONG) -1), 7);
  ck_assert_int_eq (fwprintf_s (file, u"%s\n", u"wide"), 5);
  ck_assert_int_eq (fprintf_s (NULL, "abc"), -1);
  fclose (file);
  ck_assert_str_eq (text, "abc -1\nwide\n");
  free (text);
}
END_TEST

Suite *
win_format_suite (void)
{
  Suite *suite = suite_create ("format");
  TCase *tc_conversions = tcase_create ("conversions");
  TCase *tc_targets = tcase_create ("targets");

  tcase_add_test (tc_conversions, numbers_have_the_sizes_of_windows);
  tcase_add_test (tc_conversions, flags_width_and_precision_hold);
  tcase_add_test (tc_conversions, text_is_of_either_width);
  tcase_add_test (tc_conversions, wide_formats_are_the_other_way_round);
  suite_add_tcase (suite, tc_conversions);

  tcase_add_test (tc_targets, what_does_not_fit_or_is_dangerous_fails);
  tcase_add_test (tc_targets, files_are_printed_to);
  suite_add_tcase (suite, tc_targets);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* FormatMessage (<win/winbase.h>). */

#include "test-win.h"

START_TEST (errors_have_texts)
{
  char *text = NULL;
  char buffer[100];
  WCHAR *wide = NULL;
  DWORD n = FormatMessage (FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM
                             | FORMAT_MESSAGE_IGNORE_INSERTS,
                           NULL, ERROR_ACCESS_DENIED, MAKELANGID (LANG_NEUTRAL, SUBLANG_DEFAULT),
                           (LPSTR) &text, 0, NULL);

  ck_assert_str_eq (text, "Access is denied.\r\n");
  ck_assert_uint_eq (n, strlen (text));
  ck_assert_ptr_null (LocalFree (text));
  n = FormatMessageA (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL,
                      (DWORD) E_NOTIMPL, 0, buffer, sizeof buffer, NULL);
  ck_assert_uint_eq (n, strlen (buffer));
  ck_assert_int_eq (buffer[n - 1], '.');
  n = FormatMessageW (FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM, NULL,
                      RPC_S_SERVER_UNAVAILABLE, 0, (LPWSTR) &wide, 0, NULL);
  ck_assert_int_eq (lstrlenW (wide), (int) n);
  LocalFree (wide);
}
END_TEST

START_TEST (what_has_no_text_is_an_error)
{
  char buffer[8];

  assert_fails (FormatMessage (FORMAT_MESSAGE_FROM_SYSTEM, NULL, 54321, 0, buffer, 8, NULL),
                ERROR_MR_MID_NOT_FOUND);
  assert_fails (FormatMessage (FORMAT_MESSAGE_FROM_SYSTEM, NULL, 5, 0, buffer, 8, NULL),
                ERROR_INSUFFICIENT_BUFFER);
  assert_fails (FormatMessage (0, NULL, 5, 0, buffer, 8, NULL), ERROR_INVALID_PARAMETER);
  assert_fails (FormatMessage (FORMAT_MESSAGE_FROM_STRING, NULL, 5, 0, buffer, 8, NULL),
                ERROR_INVALID_PARAMETER);
}
END_TEST

static DWORD
format (char *buffer, const char *template, ...)
{
  va_list arguments;
  DWORD n;

  va_start (arguments, template);
  n = FormatMessageA (FORMAT_MESSAGE_FROM_STRING, template, 0, 0, buffer, 100, &arguments);
  va_end (arguments);
  return n;
}

START_TEST (templates_have_inserts)
{
  const char *array[] = { "one", "two" };
  char buffer[100];

  ck_assert_uint_eq (format (buffer, "%2 before %1!s!, 5%%%n", "b", "a"), 16);
  ck_assert_str_eq (buffer, "a before b, 5%\r\n");
  FormatMessageA (FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY, "%1 %2", 0, 0, buffer,
                  100, (va_list *) array);
  ck_assert_str_eq (buffer, "one two");
  FormatMessageA (FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_IGNORE_INSERTS, "%1%n", 0, 0, buffer,
                  100, NULL);
  ck_assert_str_eq (buffer, "%1%n");
}
END_TEST

START_TEST (wide_templates_have_wide_inserts)
{
  const WCHAR *array[] = { u"\u00fc" };
  WCHAR buffer[10];

  ck_assert_uint_eq (FormatMessageW (FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY,
                                     u"<%1>", 0, 0, buffer, 10, (va_list *) array),
                     3);
  ck_assert_int_eq (lstrcmpW (buffer, u"<\u00fc>"), 0);
}
END_TEST

Suite *
win_message_suite (void)
{
  Suite *suite = suite_create ("message");
  TCase *tc_system = tcase_create ("system");
  TCase *tc_templates = tcase_create ("templates");

  tcase_add_test (tc_system, errors_have_texts);
  tcase_add_test (tc_system, what_has_no_text_is_an_error);
  suite_add_tcase (suite, tc_system);

  tcase_add_test (tc_templates, templates_have_inserts);
  tcase_add_test (tc_templates, wide_templates_have_wide_inserts);
  suite_add_tcase (suite, tc_templates);
  return suite;
}

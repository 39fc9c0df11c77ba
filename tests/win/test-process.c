/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The command line and the environment (<win/processenv.h>). */

#include "test-win.h"

#include <stdlib.h>

#define MOST 6

/* Lines and the arguments in them. */
static const struct
{
  const WCHAR *line;
  int n;
  const WCHAR *arguments[MOST];
} lines[] = {
  { u"prog", 1, { u"prog" } },
  { u"prog a  b\tc ", 4, { u"prog", u"a", u"b", u"c" } },
  { u"\"C:\\a b\\prog.exe\" x", 2, { u"C:\\a b\\prog.exe", u"x" } },
  { u"prog \"a b\" c", 3, { u"prog", u"a b", u"c" } },
  { u"prog a\"b c\"d", 2, { u"prog", u"ab cd" } },
  { u"prog \"\"", 2, { u"prog", u"" } },
  { u"prog a\\\\b", 2, { u"prog", u"a\\\\b" } },
  { u"prog a\\\"b", 2, { u"prog", u"a\"b" } },
  { u"prog \"a\\\\\" b", 3, { u"prog", u"a\\", u"b" } },
  { u"prog a\\\\\\\"b c", 3, { u"prog", u"a\\\"b", u"c" } },
  { u"prog \"a\"\"b\" c", 3, { u"prog", u"a\"b", u"c" } },
  { u"prog \"open", 2, { u"prog", u"open" } },
};

START_TEST (lines_are_taken_apart)
{
  int n = 0;
  LPWSTR *arguments = CommandLineToArgvW (lines[_i].line, &n);

  ck_assert_int_eq (n, lines[_i].n);
  for (int i = 0; i < n; i++)
    ck_assert_int_eq (lstrcmpW (arguments[i], lines[_i].arguments[i]), 0);
  ck_assert_ptr_null (arguments[n]);
  LocalFree (arguments);
}
END_TEST

START_TEST (own_line_is_that_of_the_process)
{
  int n = 0;
  LPWSTR *arguments = CommandLineToArgvW (GetCommandLineW (), &n);
  char program[4096];

  ck_assert_int_ge (n, 1);
  ck_assert_int_gt (WideCharToMultiByte (CP_UTF8, 0, arguments[0], -1, program, 4096, NULL, NULL),
                    0);
  ck_assert_ptr_nonnull (strstr (program, "test-win"));
  ck_assert_ptr_nonnull (strstr (GetCommandLine (), "test-win"));
  LocalFree (arguments);
  assert_fails (CommandLineToArgvW (NULL, &n), ERROR_INVALID_PARAMETER);
}
END_TEST

START_TEST (program_has_a_file)
{
  char name[4096];
  WCHAR wide[4096];
  DWORD n = GetModuleFileName (NULL, name, sizeof name);

  ck_assert_uint_eq (n, strlen (name));
  ck_assert_int_eq (name[0], '/');
  ck_assert_uint_eq (GetModuleFileNameW (NULL, wide, 4096), n);
  ck_assert_uint_eq (GetModuleFileName (NULL, name, 5), 5);
  ck_assert_uint_eq (GetLastError (), ERROR_INSUFFICIENT_BUFFER);
  ck_assert_uint_eq (strlen (name), 4);
  assert_fails (GetModuleFileName (name, name, 5), ERROR_MOD_NOT_FOUND);
}
END_TEST

START_TEST (environment_is_a_block)
{
  LPSTR strings;
  LPWSTR wide;
  gboolean found = FALSE;

  g_setenv ("BECK_TEST_WIN", "a value", TRUE);
  strings = GetEnvironmentStrings ();
  for (LPSTR p = strings; *p != '\0'; p += strlen (p) + 1)
    found |= strcmp (p, "BECK_TEST_WIN=a value") == 0;
  ck_assert (found);
  wide = GetEnvironmentStringsW ();
  ck_assert_ptr_nonnull (wide);
  ck_assert (FreeEnvironmentStrings (strings));
  ck_assert (FreeEnvironmentStringsW (wide));
}
END_TEST

START_TEST (variables_are_read)
{
  char value[8];

  g_setenv ("BECK_TEST_WIN", "a value", TRUE);
  ck_assert_uint_eq (GetEnvironmentVariable ("BECK_TEST_WIN", value, sizeof value), 7);
  ck_assert_str_eq (value, "a value");
  ck_assert_uint_eq (GetEnvironmentVariable ("BECK_TEST_WIN", value, 7), 8);
  assert_fails (GetEnvironmentVariable ("BECK_TEST_NONE", value, 8), ERROR_ENVVAR_NOT_FOUND);
}
END_TEST

START_TEST (computer_has_a_name)
{
  char name[MAX_COMPUTERNAME_LENGTH + 1];
  DWORD size = sizeof name;

  ck_assert (GetComputerName (name, &size));
  ck_assert_uint_eq (size, strlen (name));
  size = 0;
  assert_fails (GetComputerName (name, &size), ERROR_INSUFFICIENT_BUFFER);
  ck_assert_uint_eq (size, strlen (name) + 1);
}
END_TEST

Suite *
win_process_suite (void)
{
  Suite *suite = suite_create ("process");
  TCase *tc_line = tcase_create ("line");
  TCase *tc_surroundings = tcase_create ("surroundings");

  tcase_add_loop_test (tc_line, lines_are_taken_apart, 0, G_N_ELEMENTS (lines));
  tcase_add_test (tc_line, own_line_is_that_of_the_process);
  suite_add_tcase (suite, tc_line);

  tcase_add_test (tc_surroundings, program_has_a_file);
  tcase_add_test (tc_surroundings, environment_is_a_block);
  tcase_add_test (tc_surroundings, variables_are_read);
  tcase_add_test (tc_surroundings, computer_has_a_name);
  suite_add_tcase (suite, tc_surroundings);
  return suite;
}

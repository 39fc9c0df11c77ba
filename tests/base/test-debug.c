/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "suites.h"

#include "base/debug.h"

START_TEST (nothing_is_on_by_itself)
{
  ck_assert_int_eq (beck_debug_parse (NULL), 0);
  ck_assert_int_eq (beck_debug_parse (""), 0);
  ck_assert_int_eq (beck_debug_parse ("no-such-flag"), 0);
}
END_TEST

START_TEST (names_switch_flags_on)
{
  ck_assert_int_eq (beck_debug_parse ("refs"), BECK_DEBUG_REFS);
  ck_assert_int_eq (beck_debug_parse ("calls"), BECK_DEBUG_CALLS);
  ck_assert_int_eq (beck_debug_parse ("refs,calls"), BECK_DEBUG_REFS | BECK_DEBUG_CALLS);
  ck_assert_int_eq (beck_debug_parse ("all"), BECK_DEBUG_REFS | BECK_DEBUG_CALLS);
}
END_TEST

START_TEST (the_environment_was_read_before_main)
{
  ck_assert_int_eq (beck_debug_flags, beck_debug_parse (g_getenv ("BECK_DEBUG")));
}
END_TEST

START_TEST (each_flag_is_asked_alone)
{
  BeckDebugFlags before = beck_debug_flags;

  beck_debug_flags = BECK_DEBUG_CALLS;
  ck_assert (beck_debug_on (BECK_DEBUG_CALLS));
  ck_assert (!beck_debug_on (BECK_DEBUG_REFS));
  beck_debug_flags = before;
}
END_TEST

Suite *
debug_suite (void)
{
  Suite *suite = suite_create ("debug");
  TCase *tc = tcase_create ("debug");

  tcase_add_test (tc, nothing_is_on_by_itself);
  tcase_add_test (tc, names_switch_flags_on);
  tcase_add_test (tc, the_environment_was_read_before_main);
  tcase_add_test (tc, each_flag_is_asked_alone);
  suite_add_tcase (suite, tc);
  return suite;
}

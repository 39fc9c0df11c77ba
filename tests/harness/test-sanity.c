/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Does the harness notice? A check for leaks that never fires looks just like a program
 * without leaks, so here it has to fire.
 */

#include "beck-test.h"

#include <stdio.h>

/* Runs a case of the program `leaky`, which stands beside this one. */
static gboolean
passes (const char *name, const char *expected)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *dir = g_path_get_dirname (self);
  g_autofree char *leaky = g_build_filename (dir, "leaky", NULL);
  const char *argv[] = { leaky, "leaky", name, NULL };
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  int status;

  ck_assert (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output,
                           &errors, &status, NULL));
  if (strstr (output, expected) == NULL)
    ck_abort_msg ("no \"%s\" in:\n%s", expected, output);
  return g_spawn_check_wait_status (status, NULL);
}

START_TEST (open_descriptor_is_noticed)
{
  ck_assert (!passes ("descriptor", "leaked: 0 objects, 1 file descriptors"));
}
END_TEST

START_TEST (live_object_is_noticed)
{
  ck_assert (!passes ("object", "leaked: 1 objects, 0 file descriptors"));
}
END_TEST

START_TEST (object_kept_on_purpose_is_no_leak)
{
  ck_assert (passes ("kept", "ok 1 "));
}
END_TEST

START_TEST (descriptor_kept_on_purpose_is_no_leak)
{
  ck_assert (passes ("kept-descriptor", "ok 1 "));
}
END_TEST

START_TEST (late_close_is_no_leak)
{
  ck_assert (passes ("late", "ok 1 "));
}
END_TEST

START_TEST (fixture_is_not_blamed)
{
  ck_assert (passes ("fixture", "ok 1 "));
}
END_TEST

START_TEST (unknown_name_fails)
{
  ck_assert (!passes ("no-such-case", "Bail out!"));
}
END_TEST

static Suite *
sanity_suite (void)
{
  Suite *suite = suite_create ("sanity");
  TCase *leaks = tcase_create ("leaks");
  TCase *names = tcase_create ("names");

  tcase_add_test (leaks, open_descriptor_is_noticed);
  tcase_add_test (leaks, live_object_is_noticed);
  tcase_add_test (leaks, object_kept_on_purpose_is_no_leak);
  tcase_add_test (leaks, descriptor_kept_on_purpose_is_no_leak);
  tcase_add_test (leaks, late_close_is_no_leak);
  tcase_add_test (leaks, fixture_is_not_blamed);
  suite_add_tcase (suite, leaks);
  tcase_add_test (names, unknown_name_fails);
  suite_add_tcase (suite, names);
  return suite;
}

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { sanity_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The report of live objects, BECK_DEBUG=refs. */

#include "suites.h"

#include <beck/errorinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/debug.h"

static BeckDebugFlags flags_before;
static guint n_before;

static void
set_up (void)
{
  flags_before = beck_debug_flags;
  beck_debug_flags |= BECK_DEBUG_REFS;
  n_before = beck_debug_report_refs ();
}

static void
tear_down (void)
{
  beck_debug_flags = flags_before;
}

/* Returns: (transfer full): what @program, run in a child until it exits, prints to standard
 * error, exit handlers included */
static char *
capture (void (*program) (void))
{
  FILE *file = tmpfile ();
  char *text = g_malloc0 (65536);
  gsize size;
  pid_t child;

  fflush (NULL);
  child = fork ();
  if (child == 0)
    {
      dup2 (fileno (file), STDERR_FILENO);
      program ();
      exit (EXIT_SUCCESS);
    }
  ck_assert_int_eq (waitpid (child, NULL, 0), child);
  rewind (file);
  size = fread (text, 1, 65535, file);
  text[size] = '\0';
  fclose (file);
  return text;
}

static void
leak_twice_referenced_sample (void)
{
  beck_object_ref (beck_object_new (&sample_class, NULL));
}

static void
leave_error (void)
{
  beck_error_info_set (E_FAIL, &IID_NULL, NULL, "nobody asks");
}

START_TEST (live_objects_are_counted)
{
  ISynchronize *sample = sample_new ();

  ck_assert_uint_eq (beck_debug_report_refs (), n_before + 1);
  release (sample);
  ck_assert_uint_eq (beck_debug_report_refs (), n_before);
}
END_TEST

START_TEST (leak_is_reported_at_exit_by_class_count_and_place)
{
  g_autofree char *text = capture (leak_twice_referenced_sample);

  ck_assert_msg (strstr (text, "live Sample") != NULL, "%s", text);
  ck_assert_msg (strstr (text, "2 references") != NULL, "%s", text);
  ck_assert_msg (strstr (text, "test-refs.c:") != NULL, "%s", text);
}
END_TEST

START_TEST (error_object_nobody_asked_for_is_no_leak_at_exit)
{
  g_autofree char *text = capture (leave_error);

  ck_assert_msg (strstr (text, "live") == NULL, "%s", text);
}
END_TEST

START_TEST (parts_of_an_aggregate_are_listed_too)
{
  Whole *whole = beck_object_new (&whole_class, NULL);

  ck_assert_uint_eq (beck_debug_report_refs (), n_before + 2);
  beck_object_unref (whole);
  ck_assert_uint_eq (beck_debug_report_refs (), n_before);
}
END_TEST

START_TEST (object_made_without_the_flag_is_not_listed_and_dies_well)
{
  ISynchronize *sample;

  beck_debug_flags &= ~BECK_DEBUG_REFS;
  sample = sample_new ();
  beck_debug_flags |= BECK_DEBUG_REFS;
  ck_assert_uint_eq (beck_debug_report_refs (), n_before);
  release (sample);
}
END_TEST

Suite *
refs_suite (void)
{
  Suite *suite = suite_create ("refs");
  TCase *tc = tcase_create ("report");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, live_objects_are_counted);
  tcase_add_test (tc, leak_is_reported_at_exit_by_class_count_and_place);
  tcase_add_test (tc, error_object_nobody_asked_for_is_no_leak_at_exit);
  tcase_add_test (tc, parts_of_an_aggregate_are_listed_too);
  tcase_add_test (tc, object_made_without_the_flag_is_not_listed_and_dies_well);
  suite_add_tcase (suite, tc);
  return suite;
}

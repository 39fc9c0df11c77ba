/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The report of live objects, BECK_DEBUG=refs. */

#include "suites.h"

#include "base/debug.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

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

/* What the report prints. */
static char *
capture_report (void)
{
  FILE *file = tmpfile ();
  int saved = dup (STDERR_FILENO);
  char *text = g_malloc0 (65536);

  fflush (stderr);
  dup2 (fileno (file), STDERR_FILENO);
  beck_debug_report_refs ();
  fflush (stderr);
  dup2 (saved, STDERR_FILENO);
  close (saved);
  rewind (file);
  fread (text, 1, 65535, file);
  fclose (file);
  return text;
}

START_TEST (live_objects_are_counted)
{
  ISynchronize *sample = sample_new ();

  ck_assert_uint_eq (beck_debug_report_refs (), n_before + 1);
  release (sample);
  ck_assert_uint_eq (beck_debug_report_refs (), n_before);
}
END_TEST

START_TEST (report_names_class_count_and_place)
{
  Sample *sample = beck_object_new (&sample_class, NULL);
  g_autofree char *text = NULL;

  beck_object_ref (sample);
  text = capture_report ();
  ck_assert_msg (strstr (text, "live Sample") != NULL, "%s", text);
  ck_assert_msg (strstr (text, "2 references") != NULL, "%s", text);
  ck_assert_msg (strstr (text, "test-refs.c:") != NULL, "%s", text);
  beck_object_release (sample);
  beck_object_unref (sample);
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
  tcase_add_test (tc, report_names_class_count_and_place);
  tcase_add_test (tc, parts_of_an_aggregate_are_listed_too);
  tcase_add_test (tc, object_made_without_the_flag_is_not_listed_and_dies_well);
  suite_add_tcase (suite, tc);
  return suite;
}

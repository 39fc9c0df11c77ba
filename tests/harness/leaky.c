/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A program whose tests misbehave, one per case; test-sanity.c runs it and looks whether
 * the harness noticed. It is not part of the tests itself.
 */

#include "beck-test.h"

#include <beck/object.h>
#include <fcntl.h>
#include <unistd.h>

static const BeckClass thing_class = {
  .name = "Thing",
  .size = sizeof (BeckObject),
};

static int held = -1;

static int
open_something (void)
{
  int fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);

  ck_assert_int_ge (fd, 0);
  return fd;
}

static gpointer
close_after_a_while (gpointer fd)
{
  g_usleep (20 * 1000);
  close (GPOINTER_TO_INT (fd));
  return NULL;
}

static void
set_up (void)
{
  held = open_something ();
}

static void
tear_down (void)
{
  close (held);
}

START_TEST (leaves_descriptor)
{
  open_something ();
}
END_TEST

START_TEST (leaves_object)
{
  ck_assert_ptr_nonnull (beck_object_new (&thing_class, NULL));
}
END_TEST

START_TEST (keeps_object)
{
  static gpointer kept; /* where the leak sanitizer finds it, which has no say here */

  kept = beck_object_new (&thing_class, NULL);
  ck_assert_ptr_nonnull (kept);
  beck_test_keep_objects (1);
}
END_TEST

START_TEST (keeps_descriptor)
{
  open_something ();
  beck_test_keep_descriptors ();
}
END_TEST

START_TEST (closes_late)
{
  int fd = open_something ();

  g_thread_unref (g_thread_new ("late", close_after_a_while, GINT_TO_POINTER (fd)));
}
END_TEST

START_TEST (uses_fixture)
{
  ck_assert_int_ge (held, 0);
}
END_TEST

static void
add_case (Suite *suite, const char *name, const TTest *test)
{
  TCase *tcase = tcase_create (name);

  tcase_add_test (tcase, test);
  suite_add_tcase (suite, tcase);
}

static Suite *
leaky_suite (void)
{
  Suite *suite = suite_create ("leaky");
  TCase *fixture = tcase_create ("fixture");

  add_case (suite, "descriptor", leaves_descriptor);
  add_case (suite, "object", leaves_object);
  add_case (suite, "kept", keeps_object);
  add_case (suite, "kept-descriptor", keeps_descriptor);
  add_case (suite, "late", closes_late);
  tcase_add_checked_fixture (fixture, set_up, tear_down);
  tcase_add_test (fixture, uses_fixture);
  suite_add_tcase (suite, fixture);
  return suite;
}

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { leaky_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

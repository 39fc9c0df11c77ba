/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What every check program of these tests starts with:
 *
 *   #include "beck-test.h"
 *
 *   int
 *   main (int argc, char **argv)
 *   {
 *     static Suite *(*const suites[]) (void) = { event_suite, container_suite, NULL };
 *
 *     return beck_test_main (argc, argv, suites);
 *   }
 *
 * A program that links the meson dependency `test_harness` has each of its tests looked
 * at before its first and after its last fixture: a file descriptor or a Beck object
 * that the test leaves behind is a failure of that test. This needs no word in the
 * tests, so none can forget it. Objects are counted when BECK_DEBUG=refs is set, as it
 * is in `meson test`, and when the program links the library at all.
 */

#include <check.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * beck_test_main:
 * @argc: as main() received it
 * @argv: as main() received it; up to two arguments select a suite and a case by name
 * @suites: functions that make one suite each; the last is %NULL
 *
 * Runs the suites and writes their results to standard output in the form of the Test
 * Anything Protocol. check's own environment variables apply: CK_FORK=no runs all tests
 * in this process, for debuggers and sanitizers.
 *
 * Returns: the exit status for main(): 0 when at least one test ran and none failed
 */
int beck_test_main (int argc, char **argv, Suite *(*const suites[]) (void));

/**
 * beck_test_keep_objects:
 * @n: objects more than at its beginning that the running test leaves on purpose
 *
 * For a test whose subject is a leak. Nothing is forgiven beyond @n or after the test.
 */
void beck_test_keep_objects (guint n);

/**
 * beck_test_keep_descriptors:
 *
 * Forgives the running test the descriptors that are open now: for a fixture that first does
 * what opens one for the life of the thread or of the process.
 */
void beck_test_keep_descriptors (void);

/**
 * beck_test_every:
 *
 * Of many like cases one in so many is enough where each takes long: the environment variable
 * BECK_TEST_EVERY, which tests/stages.sh sets for sanitizers and meson for valgrind. Which ones
 * should differ from place to place, so that all together still see everything.
 *
 * Returns: 1 if all are to be tried
 */
guint beck_test_every (void);

/**
 * beck_test_rounds:
 * @n: how often something is done that may go wrong each time
 *
 * Returns: how often to do it: @n, or one in beck_test_every() of them and at least once
 */
guint beck_test_rounds (guint n);

G_END_DECLS

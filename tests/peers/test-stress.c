/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the suites of calls to a server in another process that go wrong, or are many. */

#include "beck-test.h"
#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { storm_suite, death_suite, cut_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

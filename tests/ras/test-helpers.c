/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the suites of helper programs and of what is said with them. */

#include "beck-test.h"
#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { management_suite, process_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

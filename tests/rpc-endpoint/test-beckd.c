/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the suites that need a beckd, which the environment names. */

#include "beck-test.h"
#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { mapper_suite, inquiry_suite, memory_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

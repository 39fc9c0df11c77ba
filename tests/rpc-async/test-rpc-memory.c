/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the suite of what happens when memory is lacking. */

#include "beck-test.h"
#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { memory_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

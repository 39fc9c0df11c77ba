/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the behaviours. */

#include "test-behaviours.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void)
    = { dial_suite, order_suite, failure_suite, hang_up_suite, end_suite, info_suite,
        rest_suite, NULL };
  int status;

  if (is_another_process (&status))
    return status;
  return beck_test_main (argc, argv, suites);
}

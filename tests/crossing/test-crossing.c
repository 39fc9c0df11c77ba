/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "beck-test.h"
#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    calls_suite, cancel_suite, ends_suite, many_suite, objects_suite, outer_suite, NULL,
  };

  return beck_test_main (argc, argv, suites);
}

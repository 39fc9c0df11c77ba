/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "beck-test.h"
#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    arguments_suite, errors_suite, free_suite,   lack_suite, packets_suite,
    standard_suite,  stream_suite, tables_suite, NULL,
  };

  return beck_test_main (argc, argv, suites);
}

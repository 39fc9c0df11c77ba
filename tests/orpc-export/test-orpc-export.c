/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The tests of exported objects and of calls that come in, with a bringer of their own. */

#include "suites.h"

#include "beck-test.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    packets_suite, counts_suite, apartments_suite, ends_suite,
    calls_suite,   later_suite,  memory_suite,     NULL,
  };

  return beck_test_main (argc, argv, suites);
}

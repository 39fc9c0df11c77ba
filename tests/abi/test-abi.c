/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The tests of the binary interface: docs/abi.md. */

#include "suites.h"

#include "beck-test.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { interface_suite, layout_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the suites of endpoints. */

#include "beck-test.h"
#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    tower_suite, epm_wire_suite, map_suite, management_suite, NULL,
  };

  return beck_test_main (argc, argv, suites);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "beck-test.h"

#include <string.h>

#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void)
    = { order_suite, connection_suite, again_suite, rivals_suite, NULL };

  if (argc == 3 && strcmp (argv[1], RIVAL) == 0)
    return rival_main (argv[2]);
  return beck_test_main (argc, argv, suites);
}

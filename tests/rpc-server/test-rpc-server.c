/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the suites of the server. */

#include "beck-test.h"
#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { conversation_suite, life_suite, hostile_suite,
                                             manager_suite, close_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

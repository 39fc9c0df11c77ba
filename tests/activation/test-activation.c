/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the suites of activation in servers, for which the environment names beckd and a server. */

#include "beck-test.h"
#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { home_suite, launch_suite, offer_suite, network_suite,
                                               NULL };

  return beck_test_main (argc, argv, suites);
}

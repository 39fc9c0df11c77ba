/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Threads that are at the same call, event, container, deadline or pool at the same time. */

#include "suites.h"

#include "beck-test.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    call_races_suite, deadline_races_suite, event_races_suite, pool_races_suite, storm_suite, NULL,
  };

  return beck_test_main (argc, argv, suites);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The tests of what is waited for, and of waiting. */

#include "suites.h"

#include "beck-test.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    events_suite, handles_suite, ports_suite, containers_suite, waits_suite,
    put_off_suite, NULL,
  };

  return beck_test_main (argc, argv, suites);
}

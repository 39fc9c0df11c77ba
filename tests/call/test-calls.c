/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The tests of calls as a client and a server see them. */

#include "suites.h"

#include "beck-test.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    factory_suite,  states_suite,    begin_finish_suite, cancel_suite,
    contexts_suite, deadlines_suite, abandon_suite,      NULL,
  };

  return beck_test_main (argc, argv, suites);
}

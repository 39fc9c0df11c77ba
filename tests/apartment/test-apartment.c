/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The tests of apartments and of waiting in them. */

#include "suites.h"

#include "beck-test.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    enter_suite,        leave_suite, mta_suite,     post_suite,
    main_context_suite, wait_suite,  handles_suite, visit_suite, NULL,
  };

  return beck_test_main (argc, argv, suites);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The tests of call objects that are part of an aggregate. */

#include "suites.h"

#include "beck-test.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { outer_suite, outer_apartment_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

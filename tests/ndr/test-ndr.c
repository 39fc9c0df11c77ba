/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Generated marshaling code against bytes that are not of its own making.
 */

#include "suites.h"

#include "beck-test.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { features_suite, shapes_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

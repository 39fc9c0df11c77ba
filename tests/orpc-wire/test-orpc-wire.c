/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The wire of object RPC: pure functions over bytes. */

#include "suites.h"

#include "beck-test.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { string_array_suite, objref_suite, header_suite,
                                             activation_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The interfaces of object RPC as generated code has them. */

#include "suites.h"

#include "beck-test.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { interfaces_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The compiler, in process. */

#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void)
      = { fail_suite, golden_suite, language_suite, limits_suite, parts_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the command line does, and the description in JSON, in process. */

#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { dump_suite, json_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The tests of objects/ras-dialer, on the simulator. */

#include "ras-suites.h"

#include "beck-test.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    ras_dial_suite, ras_sink_suite, ras_main_loop_suite, ras_module_suite, NULL,
  };

  return beck_test_main (argc, argv, suites);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the suites of the back end of pppd. BECK_TEST_MODEM is the modem that they dial with. */

#include "beck-test.h"
#include "test-pppd.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void)
    = { pppd_text_suite, pppd_dial_suite, pppd_end_suite, pppd_modem_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the suites of the wire. */

#include "beck-test.h"
#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    bytes_suite, pdu_suite, fault_suite, core_suite, conversation_suite, NULL,
  };

  return beck_test_main (argc, argv, suites);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "beck-test.h"
#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    client_states_suite, server_states_suite, notification_suite, pipe_suite, plain_pipe_suite, bulk_suite,
    context_suite, synchronous_suite, loss_suite, NULL,
  };

  return beck_test_main (argc, argv, suites);
}

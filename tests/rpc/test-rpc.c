/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the suites of remote procedure calls. */

#include "beck-test.h"
#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    exception_suite, rpc_call_suite, rpc_context_suite, rpc_pipe_suite, NULL,
  };

  return beck_test_main (argc, argv, suites);
}

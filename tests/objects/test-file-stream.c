/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The tests of objects/file-stream. */

#include "suites.h"

#include "beck-test.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    file_suite,   stream_suite,    order_suite,  pipe_suite,
    cancel_suite, aggregate_suite, module_suite, NULL,
  };

  return beck_test_main (argc, argv, suites);
}

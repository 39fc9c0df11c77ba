/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the suites of the NDR runtime. */

#include "beck-test.h"
#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    fault_suite,    arena_suite,  writer_suite, reader_suite, pointer_suite,
    releaser_suite, object_suite, user_suite,   block_suite,  bounds_suite,
    image_suite,    limits_suite, gather_suite, landing_suite, NULL,
  };

  return beck_test_main (argc, argv, suites);
}

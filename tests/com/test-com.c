/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The tests of lib/com. */

#include "suites.h"

#include "beck-test.h"
#include "scratch.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    object_suite,     aggregation_suite, refs_suite,   class_suite,  error_info_suite,
    options_suite,    class_file_suite,  module_suite, memory_suite, NULL,
  };

  int status;

  scratch_use_data_dirs ();
  status = beck_test_main (argc, argv, suites);
  scratch_remove_data_dirs ();
  return status;
}

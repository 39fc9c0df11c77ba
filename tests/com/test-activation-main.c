/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The tests of activation. */

#include "activation-suites.h"

#include "beck-test.h"
#include "scratch.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { activation_suite, class_object_suite, NULL };
  int status;

  scratch_use_data_dirs ();
  status = beck_test_main (argc, argv, suites);
  scratch_remove_data_dirs ();
  return status;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Serialization: <beck/pickle.h> under code that beck-idl has written. */

#include <beck-test.h>

#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void)
      = { encode_suite,  decode_suite, damage_suite, procedure_suite,
          failure_suite, kinds_suite,  native_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

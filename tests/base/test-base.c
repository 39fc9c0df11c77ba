/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the suites of lib/base. */

#include "beck-test.h"
#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    guid_suite, hresult_suite, errno_suite, error_suite, alloc_suite,
    bstr_suite, utf16_suite,   lock_suite,  debug_suite, spare_suite, NULL,
  };

  return beck_test_main (argc, argv, suites);
}

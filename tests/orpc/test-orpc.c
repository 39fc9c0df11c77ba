/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The tests of proxies and stubs, over a channel within the process. */

#include "suites.h"

#include "beck-test.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    plumbing_suite, bstr_suite,    sync_suite,    failures_suite, async_suite, dispatch_suite,
    races_suite,    hostile_suite, memory_suite,   NULL,
  };

  return beck_test_main (argc, argv, suites);
}

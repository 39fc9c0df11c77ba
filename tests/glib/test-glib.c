/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The tests of what Beck is to a GLib program. */

#include "suites.h"

#include "beck-test.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    source_suite,
    source_thread_suite,
    wait_async_suite,
    cancellable_suite,
    error_suite,
    autoptr_suite,
    window_suite,
    NULL,
  };

  return beck_test_main (argc, argv, suites);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the suites of what RPC offers around a call. */

#include "beck-test.h"
#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    auth_info_suite,  binding_call_suite, binding_handle_suite, binding_text_suite,
    error_info_suite, local_path_suite,   names_suite,          network_suite,
    ss_memory_suite,  uuid_suite,         NULL,
  };

  return beck_test_main (argc, argv, suites);
}

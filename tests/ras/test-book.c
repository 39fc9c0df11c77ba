/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the suites of phone books and of what <ras.h> has for them. */

#include "beck-test.h"
#include "suites.h"

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    ras_book_errors_suite,
    ras_book_files_suite,
    ras_book_layout_suite,
    ras_book_entries_suite,
    ras_book_properties_suite,
    ras_book_import_suite,
    ras_book_secrets_suite,
    ras_book_lists_suite,
    ras_book_memory_suite,
    NULL,
  };

  return beck_test_main (argc, argv, suites);
}

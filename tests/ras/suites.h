/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The suites of lib/ras, one per file. */

#include <check.h>

/* test-connections */
Suite *again_suite (void);
Suite *connection_suite (void);
Suite *order_suite (void);
Suite *rivals_suite (void);

/* What the program is with RIVAL as its first argument. */
#define RIVAL "--rival"
int rival_main (const char *state);

/* test-ras-helpers */
Suite *management_suite (void);
Suite *process_suite (void);

/* test-ras-book */
Suite *ras_book_errors_suite (void);
Suite *ras_book_files_suite (void);
Suite *ras_book_layout_suite (void);
Suite *ras_book_memory_suite (void);
Suite *ras_book_lists_suite (void);
Suite *ras_book_secrets_suite (void);
Suite *ras_book_import_suite (void);
Suite *ras_book_properties_suite (void);
Suite *ras_book_entries_suite (void);

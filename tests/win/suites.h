/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The suites of the functions behind include/win, one per file. */

#include <check.h>

Suite *win_console_suite (void);
Suite *win_directory_suite (void);
Suite *win_format_suite (void);
Suite *win_handles_suite (void);
Suite *win_memory_suite (void);
Suite *win_message_suite (void);
Suite *win_process_suite (void);
Suite *win_strsafe_suite (void);
Suite *win_text_suite (void);
Suite *win_threads_suite (void);
Suite *win_waits_suite (void);

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Runs the suites of the functions behind include/win. */

#include "test-win.h"

static gpointer
run (gpointer data)
{
  ((void (*) (void)) data) ();
  return NULL;
}

void
on_a_thread (void (*body) (void))
{
  g_thread_join (g_thread_new ("test", run, (gpointer) body));
}

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = {
    win_handles_suite, win_waits_suite,   win_threads_suite, win_memory_suite,
    win_text_suite,    win_format_suite,  win_message_suite, win_process_suite,
    win_console_suite, win_directory_suite, win_strsafe_suite, NULL,
  };

  return beck_test_main (argc, argv, suites);
}

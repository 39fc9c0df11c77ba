/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Console handlers (<win/consoleapi.h>). */

#include "test-win.h"

#include <signal.h>
#include <sys/wait.h>

static HANDLE told;
static LONG calls;
static DWORD last_event;
static DWORD last_thread;

static BOOL
take (DWORD event)
{
  last_event = event;
  last_thread = GetCurrentThreadId ();
  InterlockedIncrement (&calls);
  SetEvent (told);
  return TRUE;
}

static BOOL
pass_on (DWORD event)
{
  InterlockedIncrement (&calls);
  return FALSE;
}

/* The thread that reads signals stays, and so does its pipe. */
static void
set_up (void)
{
  told = CreateEvent (NULL, FALSE, FALSE, NULL);
  calls = 0;
  ck_assert (SetConsoleCtrlHandler (take, TRUE));
}

static void
tear_down (void)
{
  ck_assert (SetConsoleCtrlHandler (take, FALSE));
  CloseHandle (told);
  beck_test_keep_descriptors ();
}

static void
wait_until_told (void)
{
  ck_assert_uint_eq (WaitForSingleObject (told, 30000), WAIT_OBJECT_0);
}

static const struct
{
  int signal;
  DWORD event;
} events[] = {
  { SIGINT, CTRL_C_EVENT },
  { SIGTERM, CTRL_BREAK_EVENT },
  { SIGQUIT, CTRL_BREAK_EVENT },
  { SIGHUP, CTRL_CLOSE_EVENT },
};

START_TEST (signals_are_events_on_another_thread)
{
  raise (events[_i].signal);
  wait_until_told ();
  ck_assert_uint_eq (last_event, events[_i].event);
  ck_assert_uint_ne (last_thread, GetCurrentThreadId ());
}
END_TEST

START_TEST (the_last_handler_is_asked_first)
{
  ck_assert (SetConsoleCtrlHandler (pass_on, TRUE));
  raise (SIGINT);
  wait_until_told ();
  ck_assert_int_eq (calls, 2);
  ck_assert (SetConsoleCtrlHandler (pass_on, FALSE));
  raise (SIGINT);
  wait_until_told ();
  ck_assert_int_eq (calls, 3);
}
END_TEST

START_TEST (what_was_not_added_is_not_removed)
{
  assert_fails (SetConsoleCtrlHandler (pass_on, FALSE), ERROR_INVALID_PARAMETER);
}
END_TEST

START_TEST (signals_are_the_systems_without_handlers)
{
  struct sigaction before, during, after;

  sigaction (SIGTERM, NULL, &before);
  set_up ();
  sigaction (SIGTERM, NULL, &during);
  tear_down ();
  sigaction (SIGTERM, NULL, &after);
  ck_assert (during.sa_handler != before.sa_handler);
  ck_assert (after.sa_handler == before.sa_handler);
}
END_TEST

START_TEST (interrupts_can_be_ignored)
{
  struct sigaction action;

  ck_assert (SetConsoleCtrlHandler (NULL, TRUE));
  sigaction (SIGINT, NULL, &action);
  ck_assert (action.sa_handler == SIG_IGN);
  ck_assert (SetConsoleCtrlHandler (NULL, FALSE));
  sigaction (SIGINT, NULL, &action);
  ck_assert (action.sa_handler == SIG_DFL);
}
END_TEST

START_TEST (what_nobody_takes_ends_the_process)
{
  int status;
  pid_t child = fork ();

  if (child == 0)
    {
      SetConsoleCtrlHandler (pass_on, TRUE);
      raise (SIGTERM);
      Sleep (30000);
      _exit (0);
    }
  ck_assert_int_eq (waitpid (child, &status, 0), child);
  ck_assert (WIFSIGNALED (status));
  ck_assert_int_eq (WTERMSIG (status), SIGTERM);
}
END_TEST

Suite *
win_console_suite (void)
{
  Suite *suite = suite_create ("console");
  TCase *tc_handlers = tcase_create ("handlers");
  TCase *tc_signals = tcase_create ("signals");

  /* First, where tests share a process: their children have none of the threads of others. */
  tcase_add_test (tc_signals, what_nobody_takes_ends_the_process);
  tcase_add_test (tc_signals, signals_are_the_systems_without_handlers);
  tcase_add_test (tc_signals, interrupts_can_be_ignored);
  suite_add_tcase (suite, tc_signals);

  tcase_add_checked_fixture (tc_handlers, set_up, tear_down);
  tcase_add_loop_test (tc_handlers, signals_are_events_on_another_thread, 0,
                       G_N_ELEMENTS (events));
  tcase_add_test (tc_handlers, the_last_handler_is_asked_first);
  tcase_add_test (tc_handlers, what_was_not_added_is_not_removed);
  suite_add_tcase (suite, tc_handlers);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Exceptions, row by row of rpc.md 5. */

#include "suites.h"

#include <beck/exception.h>
#include <beck/status.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
raise_from_below (guint32 status)
{
  RpcRaiseException ((LONG) status);
}

START_TEST (handler_runs_if_the_body_raised)
{
  volatile guint32 code = 0;
  volatile gboolean past = FALSE;

  RpcTryExcept
    {
      raise_from_below (1702);
      past = TRUE;
    }
  RpcExcept (RpcExceptionCode () == 1702 ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH)
    {
      code = RpcExceptionCode ();
    }
  RpcEndExcept
  ck_assert_uint_eq (code, 1702);
  ck_assert (!past);
}
END_TEST

START_TEST (handler_does_not_run_otherwise)
{
  volatile gboolean handled = FALSE;

  RpcTryExcept
    {
      ;
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      handled = TRUE;
    }
  RpcEndExcept;
  ck_assert (!handled);
}
END_TEST

/* What the filter of an inner block makes of an exception: 1 inner handler, 2 outer. */
static int
who_handles (int filter)
{
  volatile int who = 0;

  RpcTryExcept
    {
      RpcTryExcept
        {
          raise_from_below (5);
        }
      RpcExcept (filter)
        {
          who = 1;
        }
      RpcEndExcept
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      ck_assert_uint_eq (RpcExceptionCode (), 5);
      who = 2;
    }
  RpcEndExcept
  return who;
}

START_TEST (filter_decides_which_handler_runs)
{
  ck_assert_int_eq (who_handles (EXCEPTION_EXECUTE_HANDLER), 1);
  ck_assert_int_eq (who_handles (EXCEPTION_CONTINUE_SEARCH), 2);
  ck_assert_int_eq (who_handles (EXCEPTION_CONTINUE_EXECUTION), 2);
}
END_TEST

START_TEST (handler_may_raise_again_to_the_outer_block)
{
  volatile guint32 code = 0;

  RpcTryExcept
    {
      RpcTryExcept
        {
          raise_from_below (1);
        }
      RpcExcept (EXCEPTION_EXECUTE_HANDLER)
        {
          RpcRaiseException ((LONG) RpcExceptionCode () + 1);
        }
      RpcEndExcept
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      code = RpcExceptionCode ();
    }
  RpcEndExcept
  ck_assert_uint_eq (code, 2);
}
END_TEST

START_TEST (code_is_that_of_the_innermost_block_around)
{
  volatile guint32 inner = 0, outer = 0;

  RpcTryExcept
    {
      raise_from_below (10);
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      RpcTryExcept
        {
          raise_from_below (11);
        }
      RpcExcept (EXCEPTION_EXECUTE_HANDLER)
        {
          inner = RpcExceptionCode ();
        }
      RpcEndExcept
      outer = RpcExceptionCode ();
    }
  RpcEndExcept
  ck_assert_uint_eq (inner, 11);
  ck_assert_uint_eq (outer, 10);
}
END_TEST

/* 1 for a finally part that ran after a good end, 2 after an exception. */
static int
run_finally (guint32 status)
{
  volatile int seen = 0;

  RpcTryExcept
    {
      RpcTryFinally
        {
          if (status != 0)
            raise_from_below (status);
        }
      RpcFinally
        {
          seen = RpcAbnormalTermination () ? 2 : 1;
        }
      RpcEndFinally
      seen = seen + 10;
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      ck_assert_uint_eq (RpcExceptionCode (), status);
    }
  RpcEndExcept
  return seen;
}

START_TEST (finally_runs_in_both_cases_and_the_exception_goes_on)
{
  ck_assert_int_eq (run_finally (0), 11);
  ck_assert_int_eq (run_finally (1726), 2);
}
END_TEST

static int
leave_by_return (gboolean from_handler)
{
  RpcTryExcept
    {
      if (!from_handler)
        return 1;
      raise_from_below (3);
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      return 2;
    }
  RpcEndExcept
  return 0;
}

static void
leave_by_break (void)
{
  for (;;)
    {
      RpcTryExcept
        {
          break;
        }
      RpcExcept (EXCEPTION_EXECUTE_HANDLER)
        {
          ck_abort_msg ("nothing was raised");
        }
      RpcEndExcept
    }
}

START_TEST (body_and_handler_may_be_left_early)
{
  volatile guint32 code = 0;

  RpcTryExcept
    {
      ck_assert_int_eq (leave_by_return (FALSE), 1);
      ck_assert_int_eq (leave_by_return (TRUE), 2);
      leave_by_break ();
      /* A frame left dangling would be jumped to. */
      raise_from_below (7);
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      code = RpcExceptionCode ();
    }
  RpcEndExcept
  ck_assert_uint_eq (code, 7);
}
END_TEST

START_TEST (many_exceptions_in_a_loop)
{
  volatile int handled = 0;

  for (int i = 0; i < 100000; i++)
    {
      RpcTryExcept
        {
          raise_from_below ((guint32) i);
        }
      RpcExcept (EXCEPTION_EXECUTE_HANDLER)
        {
          ck_assert_uint_eq (RpcExceptionCode (), (guint32) i);
          handled = handled + 1;
        }
      RpcEndExcept
    }
  ck_assert_int_eq (handled, 100000);
}
END_TEST

static void
raise_data (gpointer data)
{
  if (data != NULL)
    raise_from_below (GPOINTER_TO_UINT (data));
}

START_TEST (catch_as_a_function)
{
  guint32 status = 99;

  ck_assert (!beck_exception_catch (raise_data, NULL, &status));
  ck_assert_uint_eq (status, 99);
  ck_assert (beck_exception_catch (raise_data, GUINT_TO_POINTER (1775), &status));
  ck_assert_uint_eq (status, 1775);
}
END_TEST

static gpointer
catch_own (gpointer data)
{
  guint32 status;

  for (int i = 0; i < 1000; i++)
    {
      if (!beck_exception_catch (raise_data, data, &status) || status != GPOINTER_TO_UINT (data))
        return NULL;
    }
  return data;
}

START_TEST (threads_have_their_own_blocks)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new (NULL, catch_own, GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    ck_assert_uint_eq (GPOINTER_TO_UINT (g_thread_join (threads[i])), i + 1);
}
END_TEST

START_TEST (filter_function_lets_fatal_codes_pass)
{
  static const ULONG fatal[] = { STATUS_ACCESS_VIOLATION, STATUS_DATATYPE_MISALIGNMENT,
                                 STATUS_BREAKPOINT,       STATUS_GUARD_PAGE_VIOLATION,
                                 STATUS_IN_PAGE_ERROR,    STATUS_ILLEGAL_INSTRUCTION,
                                 STATUS_STACK_OVERFLOW,   STATUS_PRIVILEGED_INSTRUCTION };

  for (gsize i = 0; i < G_N_ELEMENTS (fatal); i++)
    ck_assert_int_eq (RpcExceptionFilter (fatal[i]), EXCEPTION_CONTINUE_SEARCH);
  ck_assert_int_eq (RpcExceptionFilter (RPC_S_SERVER_UNAVAILABLE), EXCEPTION_EXECUTE_HANDLER);
  ck_assert_int_eq (RpcExceptionFilter (0x20000001), EXCEPTION_EXECUTE_HANDLER);
}
END_TEST

/* In a process of its own, with its standard error in @text. */
static int
raise_unhandled (char *text, gsize size)
{
  int ends[2], status;
  gssize length;
  pid_t child;

  ck_assert_int_eq (pipe (ends), 0);
  child = fork ();
  ck_assert_int_ge (child, 0);
  if (child == 0)
    {
      dup2 (ends[1], STDERR_FILENO);
      signal (SIGABRT, SIG_DFL);
      raise_from_below (RPC_S_SERVER_UNAVAILABLE);
    }
  close (ends[1]);
  length = read (ends[0], text, size - 1);
  close (ends[0]);
  ck_assert_int_gt (length, 0);
  text[length] = '\0';
  ck_assert_int_eq (waitpid (child, &status, 0), child);
  return status;
}

START_TEST (without_a_block_the_process_ends_and_says_why)
{
  char text[512];
  int status = raise_unhandled (text, sizeof text);

  ck_assert (WIFSIGNALED (status));
  ck_assert_int_eq (WTERMSIG (status), SIGABRT);
  ck_assert_msg (strstr (text, "exception 1722") != NULL, "%s", text);
  ck_assert_msg (strstr (text, "RPC_S_SERVER_UNAVAILABLE") != NULL, "%s", text);
}
END_TEST

Suite *
exception_suite (void)
{
  Suite *suite = suite_create ("exception");
  TCase *tcase = tcase_create ("exception");

  tcase_add_test (tcase, handler_runs_if_the_body_raised);
  tcase_add_test (tcase, handler_does_not_run_otherwise);
  tcase_add_test (tcase, filter_decides_which_handler_runs);
  tcase_add_test (tcase, handler_may_raise_again_to_the_outer_block);
  tcase_add_test (tcase, code_is_that_of_the_innermost_block_around);
  tcase_add_test (tcase, finally_runs_in_both_cases_and_the_exception_goes_on);
  tcase_add_test (tcase, body_and_handler_may_be_left_early);
  tcase_add_test (tcase, many_exceptions_in_a_loop);
  tcase_add_test (tcase, catch_as_a_function);
  tcase_add_test (tcase, threads_have_their_own_blocks);
  tcase_add_test (tcase, filter_function_lets_fatal_codes_pass);
  tcase_add_test (tcase, without_a_block_the_process_ends_and_says_why);
  suite_add_tcase (suite, tcase);
  return suite;
}

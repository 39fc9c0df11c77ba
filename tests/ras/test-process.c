/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Helper programs: what they inherit, how they are ended, how their end is told. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "beck-test.h"
#include "ras/process.h"
#include "ras/process-start.h"
#include "suites.h"

typedef struct
{
  BeckRasProcess *process;
  GString *output;
  guint n_ended;
  int status;
  guint n_lines_after_end;
  gboolean free_at_line;
} Helper;

static GMainContext *context;

static void
helper_line (const char *line, gpointer data)
{
  Helper *helper = data;

  helper->n_lines_after_end += helper->n_ended;
  g_string_append_printf (helper->output, "%s\n", line);
  if (helper->free_at_line)
    g_clear_pointer (&helper->process, beck_ras_process_free);
}

static void
helper_ended (int status, gpointer data)
{
  Helper *helper = data;

  helper->n_ended++;
  helper->status = status;
}

static void
helper_start (Helper *helper, const char *const *argv)
{
  GError *error = NULL;

  memset (helper, 0, sizeof *helper);
  helper->output = g_string_new (NULL);
  helper->process = beck_ras_process_spawn (argv, helper_line, helper_ended, helper, &error);
  ck_assert_msg (helper->process != NULL, "%s", error != NULL ? error->message : "");
}

static void
helper_shell (Helper *helper, const char *script)
{
  helper_start (helper, (const char *const[]){ "sh", "-c", script, NULL });
}

static void
helper_wait (Helper *helper)
{
  while (helper->n_ended == 0)
    g_main_context_iteration (context, TRUE);
}

static void
helper_wait_output (Helper *helper, const char *text)
{
  while (strstr (helper->output->str, text) == NULL)
    g_main_context_iteration (context, TRUE);
}

static void
helper_clear (Helper *helper)
{
  g_clear_pointer (&helper->process, beck_ras_process_free);
  g_string_free (helper->output, TRUE);
}

/* The output of a program that ends well. */
static char *
output_of (const char *const *argv)
{
  Helper helper;

  helper_start (&helper, argv);
  helper_wait (&helper);
  ck_assert_int_eq (helper.status, 0);
  beck_ras_process_free (helper.process);
  return g_string_free (helper.output, FALSE);
}

static void
set_up (void)
{
  context = g_main_context_new ();
  g_main_context_push_thread_default (context);
}

static void
tear_down (void)
{
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
}

/* ---- What a helper inherits ---- */

START_TEST (helper_has_three_descriptors)
{
  int extra = open ("/dev/null", O_RDONLY); /* not close-on-exec */
  int high = fcntl (extra, F_DUPFD, 200);
  char *list;

  ck_assert_int_ge (high, 200);
  list = output_of ((const char *const[]){ "ls", "/proc/self/fd", NULL });
  ck_assert_str_eq (list, "0\n1\n2\n3\n"); /* the last is of the listed directory */
  g_free (list);
  close (high);
  close (extra);
}
END_TEST

START_TEST (helper_environment_is_path_and_language)
{
  char *output, **variables;
  guint n = 0;

  g_setenv ("BECK_TEST_SECRET", "hunter2", TRUE);
  output = output_of ((const char *const[]){ "env", NULL });
  variables = g_strsplit (output, "\n", -1);
  for (; *variables[n] != '\0'; n++)
    ck_assert (g_str_has_prefix (variables[n], "PATH=")
               || g_str_has_prefix (variables[n], "LANG="));
  ck_assert_uint_eq (n, 2);
  ck_assert_ptr_nonnull (strstr (output, ":/usr/sbin"));
  g_strfreev (variables);
  g_free (output);
  g_unsetenv ("BECK_TEST_SECRET");
}
END_TEST

START_TEST (helper_signals_are_default_and_unblocked)
{
  sigset_t blocked, before;
  void (*pipe_before) (int) = signal (SIGPIPE, SIG_IGN);
  char *status;

  sigemptyset (&blocked);
  sigaddset (&blocked, SIGTERM);
  pthread_sigmask (SIG_BLOCK, &blocked, &before);
  status = output_of ((const char *const[]){ "cat", "/proc/self/status", NULL });
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  signal (SIGPIPE, pipe_before);
  ck_assert_ptr_nonnull (strstr (status, "SigBlk:\t0000000000000000"));
  /* All but the two that the C library keeps for itself, and ignores in what it starts. */
  ck_assert_uint_eq (g_ascii_strtoull (strstr (status, "SigIgn:") + 8, NULL, 16) & ~0x180000000ULL,
                     0);
  g_free (status);
}
END_TEST

START_TEST (helper_leads_a_session_in_the_root_directory)
{
  char *output, expected[64];
  Helper helper;
  pid_t pid;

  helper_shell (&helper, "pwd -P; cut -d' ' -f5,6 /proc/$$/stat");
  pid = beck_ras_process_get_id (helper.process).pid;
  helper_wait (&helper);
  g_snprintf (expected, sizeof expected, "/\n%d %d\n", pid, pid);
  output = helper.output->str;
  ck_assert_str_eq (output, expected);
  helper_clear (&helper);
}
END_TEST

START_TEST (arguments_are_not_seen_by_a_shell)
{
  char *output = output_of ((const char *const[]){ "echo", "$HOME; `id` * 'x'", NULL });

  ck_assert_str_eq (output, "$HOME; `id` * 'x'\n");
  g_free (output);
}
END_TEST

START_TEST (programs_of_the_system_are_found_without_a_path)
{
  char *before = g_strdup (g_getenv ("PATH"));
  Helper helper;

  g_setenv ("PATH", "/nonexistent", TRUE);
  helper_start (&helper, (const char *const[]){ "ldconfig", "-V", NULL });
  g_setenv ("PATH", before, TRUE);
  helper_wait (&helper);
  ck_assert_int_eq (helper.status, 0);
  helper_clear (&helper);
  g_free (before);
}
END_TEST

/* ---- What cannot be started ---- */

START_TEST (missing_program_is_an_error)
{
  GError *error = NULL;

  ck_assert_ptr_null (beck_ras_process_spawn (
    (const char *const[]){ "beck-no-such-helper", NULL }, NULL, helper_ended, NULL, &error));
  ck_assert (g_error_matches (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT));
  g_clear_error (&error);
  ck_assert_ptr_null (beck_ras_process_spawn (
    (const char *const[]){ "/nonexistent/helper", NULL }, NULL, helper_ended, NULL, &error));
  ck_assert (g_error_matches (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT));
  g_clear_error (&error);
}
END_TEST

START_TEST (lack_of_memory_is_an_error)
{
  GError *error = NULL;

  beck_alloc_fail_at (0);
  ck_assert_ptr_null (beck_ras_process_spawn ((const char *const[]){ "true", NULL }, helper_line,
                                              helper_ended, NULL, &error));
  beck_alloc_fail_at (-1);
  ck_assert (g_error_matches (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOMEM));
  g_clear_error (&error);
}
END_TEST

/* ---- Lines ---- */

START_TEST (all_lines_come_before_the_end)
{
  Helper helper;

  helper_shell (&helper, "echo out; echo err >&2; printf rest");
  helper_wait (&helper);
  ck_assert_str_eq (helper.output->str, "out\nerr\nrest\n");
  ck_assert_uint_eq (helper.n_lines_after_end, 0);
  helper_clear (&helper);
}
END_TEST

START_TEST (long_lines_are_cut)
{
  char *output = output_of ((const char *const[]){ "sh", "-c",
                                                   "printf '%03000d\\nnext\\n' 7", NULL });

  ck_assert_uint_eq (strlen (output), 1024 + 1 + 5);
  ck_assert (g_str_has_suffix (output, "0\nnext\n"));
  g_free (output);
}
END_TEST

START_TEST (helper_may_be_forgotten_inside_a_line)
{
  Helper helper;
  BeckRasProcessId id;

  helper_shell (&helper, "exec 2>/dev/null; echo one; echo two; exec sleep 1000");
  helper.free_at_line = TRUE;
  id = beck_ras_process_get_id (helper.process);
  while (helper.process != NULL)
    g_main_context_iteration (context, TRUE);
  ck_assert_str_eq (helper.output->str, "one\n");
  ck_assert_uint_eq (helper.n_ended, 0);
  kill (id.pid, SIGKILL);
  helper_clear (&helper);
}
END_TEST

/* ---- The end ---- */

START_TEST (status_is_told_once_and_child_is_reaped)
{
  Helper helper;
  pid_t pid;

  helper_shell (&helper, "exit 7");
  pid = beck_ras_process_get_id (helper.process).pid;
  helper_wait (&helper);
  ck_assert (WIFEXITED (helper.status));
  ck_assert_int_eq (WEXITSTATUS (helper.status), 7);
  ck_assert_int_eq (waitpid (pid, NULL, WNOHANG), -1);
  ck_assert_int_eq (errno, ECHILD);
  ck_assert (!beck_ras_process_signal (helper.process, SIGTERM));
  while (g_main_context_iteration (context, FALSE))
    ;
  ck_assert_uint_eq (helper.n_ended, 1);
  helper_clear (&helper);
}
END_TEST

START_TEST (signal_reaches_the_whole_group)
{
  Helper helper;

  /* The inner shell holds the pipe, too: its line tells that it was signalled. */
  helper_shell (&helper, "trap 'wait; echo outer; exit 3' TERM; "
                         "(trap 'echo inner; exit' TERM; echo ready; while :; do sleep 1000 & "
                         "wait $!; done) & wait; exit 4");
  helper_wait_output (&helper, "ready\n");
  ck_assert (beck_ras_process_signal (helper.process, SIGTERM));
  helper_wait (&helper);
  ck_assert_ptr_nonnull (strstr (helper.output->str, "inner\n"));
  ck_assert_int_eq (WEXITSTATUS (helper.status), 3);
  helper_clear (&helper);
}
END_TEST

START_TEST (what_it_leaves_behind_ends_with_it)
{
  Helper helper;
  BeckRasProcessId left = { 0 };
  char *stat = NULL;

  helper_shell (&helper, "sleep 1000 & echo $!; read x < /proc/self/fd/0; kill -9 $$");
  helper_wait (&helper);
  ck_assert (WIFSIGNALED (helper.status));
  left.pid = atoi (helper.output->str);
  ck_assert_int_gt (left.pid, 1);
  /* Ended by SIGKILL, which takes the time it takes: until its new parent has reaped it. */
  for (char path[64];;)
    {
      g_snprintf (path, sizeof path, "/proc/%d/stat", left.pid);
      if (!g_file_get_contents (path, &stat, NULL, NULL) || strstr (stat, ") Z ") != NULL
          || strstr (stat, "(sleep)") == NULL)
        break;
      g_clear_pointer (&stat, g_free);
      g_usleep (1000);
    }
  g_free (stat);
  helper_clear (&helper);
}
END_TEST

/* In a child: traces @pid until it has ended, and a while longer. */
static void
trace (pid_t pid, int report)
{
  gboolean may = ptrace (PTRACE_SEIZE, pid, NULL, NULL) == 0;

  if (write (report, may ? "y" : "n", 1) != 1)
    _exit (1);
  while (may && beck_ras_process_started (pid) != 0)
    usleep (1000);
  usleep (30 * 1000);
  _exit (0);
}

START_TEST (child_that_is_traced_is_reaped_when_its_tracer_lets_it_go)
{
  Helper helper;
  pid_t pid, tracer;
  char may = 'n';
  int ends[2];

  helper_shell (&helper, "exec sleep 1000");
  pid = beck_ras_process_get_id (helper.process).pid;
  ck_assert_int_eq (pipe (ends), 0);
  tracer = fork ();
  if (tracer == 0)
    trace (pid, ends[1]);
  ck_assert_int_eq (read (ends[0], &may, 1), 1);
  if (may != 'y')
    printf ("# nobody may trace here\n");
  if (_i == 1)
    g_clear_pointer (&helper.process, beck_ras_process_free);
  ck_assert_int_eq (kill (pid, SIGKILL), 0);
  if (_i == 0)
    {
      helper_wait (&helper);
      ck_assert (WIFSIGNALED (helper.status));
    }
  else
    while (kill (pid, 0) == 0)
      g_main_context_iteration (context, TRUE);
  ck_assert_int_eq (waitpid (pid, NULL, WNOHANG), -1);
  ck_assert_int_eq (waitpid (tracer, NULL, 0), tracer);
  helper_clear (&helper);
  close (ends[0]);
  close (ends[1]);
}
END_TEST

START_TEST (forgotten_child_is_reaped)
{
  Helper helper;
  BeckRasProcessId id;

  helper_shell (&helper, "exec sleep 1000");
  id = beck_ras_process_get_id (helper.process);
  g_clear_pointer (&helper.process, beck_ras_process_free);
  ck_assert (beck_ras_process_id_lives (&id));
  kill (id.pid, SIGKILL);
  while (waitpid (id.pid, NULL, WNOHANG) == 0 || kill (id.pid, 0) == 0)
    g_main_context_iteration (context, TRUE);
  ck_assert_uint_eq (helper.n_ended, 0);
  helper_clear (&helper);
}
END_TEST

START_TEST (child_that_outlives_the_loop_is_reaped_at_the_next_start)
{
  siginfo_t info;
  Helper helper;
  pid_t pid;

  helper_shell (&helper, "exec sleep 1000");
  pid = beck_ras_process_get_id (helper.process).pid;
  helper_clear (&helper);
  tear_down ();
  kill (pid, SIGKILL);
  ck_assert_int_eq (waitid (P_PID, pid, &info, WEXITED | WNOWAIT), 0);
  set_up ();
  g_free (output_of ((const char *const[]){ "true", NULL }));
  ck_assert_int_eq (waitpid (pid, NULL, WNOHANG), -1);
}
END_TEST

/* ---- Taking over ---- */

START_TEST (process_of_another_is_watched)
{
  Helper helper;
  BeckRasProcess *watched;
  BeckRasProcessId id;
  Helper second = { NULL };

  helper_shell (&helper, "exec sleep 1000");
  id = beck_ras_process_get_id (helper.process);
  ck_assert_uint_ne (id.start, 0);
  watched = beck_ras_process_attach (&id, helper_ended, &second);
  ck_assert_ptr_nonnull (watched);
  ck_assert_int_eq (beck_ras_process_get_id (watched).pid, id.pid);
  ck_assert (beck_ras_process_signal (watched, SIGTERM));
  helper_wait (&second);
  helper_wait (&helper);
  ck_assert (!beck_ras_process_id_lives (&id));
  beck_ras_process_free (watched);
  helper_clear (&helper);
}
END_TEST

START_TEST (another_process_with_the_same_number_is_refused)
{
  Helper helper, unused = { NULL };
  BeckRasProcessId id;

  helper_shell (&helper, "exec sleep 1000");
  id = beck_ras_process_get_id (helper.process);
  id.start++;
  ck_assert (!beck_ras_process_id_lives (&id));
  ck_assert_ptr_null (beck_ras_process_attach (&id, helper_ended, &unused));
  ck_assert_ptr_null (
    beck_ras_process_attach (&(BeckRasProcessId){ 0, 0 }, helper_ended, &unused));
  beck_ras_process_signal (helper.process, SIGKILL);
  helper_wait (&helper);
  helper_clear (&helper);
}
END_TEST

START_TEST (a_hundred_helpers_leave_nothing)
{
  for (guint i = 0; i < 100; i++)
    g_free (output_of ((const char *const[]){ "true", NULL }));
  ck_assert_int_eq (waitpid (-1, NULL, WNOHANG), -1);
}
END_TEST

static void
add (Suite *suite, const char *name, const TTest *const *tests, gsize n)
{
  TCase *tcase = tcase_create (name);

  tcase_add_checked_fixture (tcase, set_up, tear_down);
  for (gsize i = 0; i < n; i++)
    tcase_add_test (tcase, tests[i]);
  suite_add_tcase (suite, tcase);
}

Suite *
process_suite (void)
{
  Suite *suite = suite_create ("process");
  TCase *tcase;
  const TTest *const inherits[] = {
    helper_has_three_descriptors,
    helper_environment_is_path_and_language,
    helper_signals_are_default_and_unblocked,
    helper_leads_a_session_in_the_root_directory,
    arguments_are_not_seen_by_a_shell,
    programs_of_the_system_are_found_without_a_path,
  };
  const TTest *const fails[] = { missing_program_is_an_error, lack_of_memory_is_an_error };
  const TTest *const lines[] = {
    all_lines_come_before_the_end,
    long_lines_are_cut,
    helper_may_be_forgotten_inside_a_line,
  };
  const TTest *const ends[] = {
    status_is_told_once_and_child_is_reaped, signal_reaches_the_whole_group,
    what_it_leaves_behind_ends_with_it,      forgotten_child_is_reaped,
    child_that_outlives_the_loop_is_reaped_at_the_next_start, a_hundred_helpers_leave_nothing,
  };
  const TTest *const attach[] = {
    process_of_another_is_watched,
    another_process_with_the_same_number_is_refused,
  };

  add (suite, "inherit", inherits, G_N_ELEMENTS (inherits));
  add (suite, "start", fails, G_N_ELEMENTS (fails));
  add (suite, "lines", lines, G_N_ELEMENTS (lines));
  add (suite, "end", ends, G_N_ELEMENTS (ends));
  add (suite, "attach", attach, G_N_ELEMENTS (attach));
  tcase = tcase_create ("trace");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_loop_test (tcase, child_that_is_traced_is_reaped_when_its_tracer_lets_it_go, 0, 2);
  suite_add_tcase (suite, tcase);
  return suite;
}

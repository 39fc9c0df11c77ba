/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What costs nothing: calls that need no system call, and calls that need no descriptor (design
 * decision 3).
 *
 * A system call is noticed by a child process that may make none but those of memory management
 * and the one that ends it: a filter kills it otherwise. The sanitizers and valgrind make
 * system calls of their own, so with them the bodies run, but nothing is forbidden.
 */

#include "suites.h"

#include <dirent.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "beck-test.h"

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)                                  \
    || __has_feature (address_sanitizer) || __has_feature (thread_sanitizer)
#define IS_SANITIZED TRUE
#else
#define IS_SANITIZED FALSE
#endif

/* --- silence --- */

/* What runs in silence may not use check's assertions, which write a file. */

static gboolean
is_observed (void)
{
  const char *preloaded = g_getenv ("LD_PRELOAD");

  return IS_SANITIZED || (preloaded != NULL && strstr (preloaded, "vgpreload") != NULL);
}

#define ALLOW(number)                                                                              \
  BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1),                                            \
      BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static gboolean
forbid_system_calls (void)
{
  static struct sock_filter filter[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    ALLOW (SYS_exit_group),
    ALLOW (SYS_brk),
    ALLOW (SYS_mmap),
    ALLOW (SYS_munmap),
    ALLOW (SYS_mremap),
    ALLOW (SYS_madvise),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
  };
  const struct sock_fprog program = { G_N_ELEMENTS (filter), filter };

  return prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
         && prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* The status of a child that runs @body in silence; 0 if @body gave TRUE. */
static int
status_of_silent (gboolean (*body) (void))
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      if (!is_observed () && !forbid_system_calls ())
        _exit (2);
      _exit (body () ? 0 : 1);
    }
  ck_assert_int_gt (child, 0);
  ck_assert_int_eq (waitpid (child, &status, 0), child);
  return status;
}

static void
assert_silent (gboolean (*body) (void))
{
  int status = status_of_silent (body);

  ck_assert_msg (!WIFSIGNALED (status), "a system call was made");
  ck_assert_int_eq (WEXITSTATUS (status), 0);
}

static gboolean
make_noise (void)
{
  return poll (NULL, 0, 0) == 0;
}

START_TEST (silence_is_kept)
{
  int status = status_of_silent (make_noise);

  if (is_observed ())
    return;
  ck_assert (WIFSIGNALED (status));
  ck_assert_int_eq (WTERMSIG (status), SIGSYS);
}
END_TEST

static Server *server;
static AsyncITally *call;
static ISynchronize *done; /* the call's */
static ICancelMethodCalls *canceller;
static ISynchronizeContainer *container;

static void
set_up (void)
{
  enter_sta ();
  server = server_new (AT_ONCE);
  call = tally_call (server);
  done = sync_of (call);
  canceller = ask (call, &IID_ICancelMethodCalls);
  assert_hr (CoCreateInstance (&CLSID_SynchronizeContainer, NULL, CLSCTX_INPROC_SERVER,
                               &IID_ISynchronizeContainer, (void **) &container),
             S_OK);
}

static void
tear_down (void)
{
  while (atomic_load (&server->n_held) > 0)
    server_answer_next (server);
  let_go (&container);
  let_go (&canceller);
  let_go (&done);
  let_go (&call);
  server_unref (server);
  leave_sta ();
}

static gboolean
wait_and_finish (void)
{
  LONG sum;

  return ISynchronize_Wait (done, 0, 0) == S_OK
         && ISynchronize_Wait (done, 0, 1000) == S_OK
         && ISynchronize_Wait (done, COWAIT_ALERTABLE, INFINITE) == S_OK
         && AsyncITally_Finish_Add (call, &sum) == S_OK && sum == 5;
}

START_TEST (completed_call_is_waited_for_and_finished_in_silence)
{
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_silent (wait_and_finish);
}
END_TEST

static gboolean
call_from_begin_to_finish (void)
{
  for (int i = 0; i < 1000; i++)
    if (AsyncITally_Begin_Add (call, 2, 3) != S_OK || !wait_and_finish ())
      return FALSE;
  return TRUE;
}

START_TEST (call_that_begin_completes_is_silent)
{
  assert_silent (call_from_begin_to_finish);
}
END_TEST

static gboolean
hold_a_call (void)
{
  LONG sum;

  return AsyncITally_Begin_Add (call, 2, 3) == S_OK
         && ISynchronize_Wait (done, 0, 0) == RPC_E_TIMEOUT && server_answer_next (server)
         && AsyncITally_Finish_Add (call, &sum) == S_OK
         && AsyncITally_Begin_Add (call, 2, 3) == S_OK && ICancelMethodCalls_Cancel (canceller, 0) == S_OK
         && ISynchronize_Wait (done, 0, 0) == S_OK
         && AsyncITally_Finish_Add (call, &sum) == RPC_E_CALL_CANCELED;
}

START_TEST (completion_and_cancellation_that_nobody_waits_for_are_silent)
{
  server->manner = HELD;
  assert_silent (hold_a_call);
}
END_TEST

static gboolean
reap_from_container (void)
{
  ISynchronize *found;

  if (ISynchronizeContainer_AddSynchronize (container, done) != S_OK
      || ISynchronizeContainer_WaitMultiple (container, 0, INFINITE, &found) != S_OK)
    return FALSE;
  ISynchronize_Release (found);
  return found == done;
}

START_TEST (container_gives_a_completed_call_back_in_silence)
{
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_silent (reap_from_container);
}
END_TEST

static gboolean
signal_and_take (void)
{
  return ISynchronize_Signal (done) == S_OK && ISynchronize_Wait (done, 0, INFINITE) == S_OK
         && ISynchronize_Reset (done) == S_OK
         && ISynchronize_Wait (done, 0, 0) == RPC_E_TIMEOUT;
}

START_TEST (event_that_nobody_waits_for_is_signaled_in_silence)
{
  let_go (&done);
  assert_hr (CoCreateInstance (&CLSID_StdEvent, NULL, CLSCTX_INPROC_SERVER, &IID_ISynchronize,
                               (void **) &done),
             S_OK);
  assert_silent (signal_and_take);
}
END_TEST

/* --- descriptors --- */

static guint
n_descriptors (void)
{
  DIR *dir = opendir ("/proc/self/fd");
  guint n = 0;

  while (readdir (dir) != NULL)
    n++;
  closedir (dir);
  return n;
}

#define N_CALLS 1000

START_TEST (call_that_nobody_asks_a_handle_of_has_no_descriptor)
{
  AsyncITally *calls[N_CALLS];
  guint before = n_descriptors ();
  ISynchronize *found;
  HANDLE handle;

  server->manner = HELD;
  for (int i = 0; i < N_CALLS; i++)
    {
      g_autoptr (ISynchronize) each = NULL;

      calls[i] = tally_call (server);
      each = sync_of (calls[i]);
      assert_hr (AsyncITally_Begin_Add (calls[i], 2, 3), S_OK);
      assert_hr (ISynchronizeContainer_AddSynchronize (container, each), S_OK);
    }
  assert_hr (wait_for (calls[0], 1), RPC_E_TIMEOUT);
  assert_hr (ISynchronizeContainer_WaitMultiple (container, 0, 1, &found), RPC_E_TIMEOUT);
  assert_hr (beck_call_set_deadline ((IUnknown *) calls[0], g_get_monotonic_time ()), S_OK);
  assert_hr (wait_for (calls[0], INFINITE), S_OK);
  ck_assert_uint_eq (n_descriptors (), before);
  assert_hr (get_handle (calls[1], &handle), S_OK);
  ck_assert_uint_eq (n_descriptors (), before + 1);
  for (int i = 0; i < N_CALLS; i++)
    let_go (&calls[i]);
}
END_TEST

static gboolean
note (ISynchronize *signaled, gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

START_TEST (source_on_a_call_has_no_descriptor)
{
  GSource *source = beck_synchronize_source_new (done);
  guint before = n_descriptors ();
  gboolean noted = FALSE;

  g_source_set_callback (source, G_SOURCE_FUNC (note), &noted, NULL);
  g_source_attach (source, NULL);
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  while (!noted)
    g_main_context_iteration (NULL, TRUE);
  ck_assert_uint_eq (n_descriptors (), before);
  g_source_unref (source);
}
END_TEST

static Suite *
quiet_suite (void)
{
  Suite *suite = suite_create ("quiet");
  TCase *tc_silence = tcase_create ("silence");
  TCase *tc_descriptors = tcase_create ("descriptors");

  tcase_add_checked_fixture (tc_silence, set_up, tear_down);
  tcase_add_test (tc_silence, silence_is_kept);
  tcase_add_test (tc_silence, completed_call_is_waited_for_and_finished_in_silence);
  tcase_add_test (tc_silence, call_that_begin_completes_is_silent);
  tcase_add_test (tc_silence, completion_and_cancellation_that_nobody_waits_for_are_silent);
  tcase_add_test (tc_silence, container_gives_a_completed_call_back_in_silence);
  tcase_add_test (tc_silence, event_that_nobody_waits_for_is_signaled_in_silence);
  suite_add_tcase (suite, tc_silence);

  tcase_add_checked_fixture (tc_descriptors, set_up, tear_down);
  tcase_add_test (tc_descriptors, call_that_nobody_asks_a_handle_of_has_no_descriptor);
  tcase_add_test (tc_descriptors, source_on_a_call_has_no_descriptor);
  suite_add_tcase (suite, tc_descriptors);
  return suite;
}

int
main (int argc, char **argv)
{
  static Suite *(*const suites[]) (void) = { quiet_suite, NULL };

  return beck_test_main (argc, argv, suites);
}

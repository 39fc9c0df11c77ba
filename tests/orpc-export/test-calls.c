/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a call sees of itself while it is served: its context, who calls, cancel, its deadline; and
 * calls within calls. */

#include "suites.h"

#include <beck/security.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../apartment/actor.h"
#include "fixture.h"

static STDOBJREF std;
static Subject *subject;

static void
export_subject (void)
{
  subject = subject_new (&fate);
  export_only (subject, BECK_HELD_HERE, 0, &std);
}

static void
set_up (void)
{
  set_up_mta ();
  export_subject ();
}

static void
set_up_alone (void)
{
  set_up_sta ();
  export_subject ();
}

static void
tear_down_export (void)
{
  assert_hr (beck_export_release_packet (&std), S_OK);
  tear_down ();
}

static Request *
begin_with (void (*inside) (Subject *self, gpointer data), gpointer data)
{
  subject->inside = inside;
  subject->data = data;
  return request_new (&std, 1, 2);
}

static void
run_with (void (*inside) (Subject *self, gpointer data), gpointer data)
{
  Request *request = begin_with (inside, data);

  request_send (request, TRUE);
  assert_hr (request_wait (request), S_OK);
  request_free (request);
}

/* ---- What is refused ---- */

START_TEST (unknown_ipid_is_refused)
{
  STDOBJREF wrong = std;
  LONG sum;

  wrong.ipid.Data4[7] ^= 0x80;
  assert_hr (request_add (&wrong, 1, 2, &sum), RPC_E_INVALID_IPID);
}
END_TEST

START_TEST (wrong_interface_is_refused)
{
  Request *request = request_new (&std, 1, 2);

  request->call->iid = IID_ICarrier;
  request_send (request, TRUE);
  assert_hr (request_wait (request), RPC_E_INVALID_IPID);
  request_free (request);
  assert_count (n_calls, 0);
}
END_TEST

START_TEST (unknown_method_is_refused)
{
  Request *request = request_new (&std, 1, 2);

  request->call->method = 77;
  request_send (request, TRUE);
  assert_hr (request_wait (request), RPC_E_INVALIDMETHOD);
  request_free (request);
}
END_TEST

START_TEST (unknown_is_not_called)
{
  REMQIRESULT result;
  LONG sum;

  assert_hr (beck_export_query (&std.ipid, BECK_HELD_HERE, 1, 1, &IID_IUnknown, &result), S_OK);
  assert_hr (request_add (&result.std, 1, 2, &sum), RPC_E_INVALID_IPID);
  release_all (&result.std, BECK_HELD_HERE);
}
END_TEST

START_TEST (request_that_is_cut_is_refused)
{
  Request *request = request_new (&std, 1, 2);

  request->call->request.size -= 3;
  request_send (request, TRUE);
  ck_assert (FAILED (request_wait (request)));
  request_free (request);
  assert_count (n_calls, 0);
}
END_TEST

/* ---- The context ---- */

static void
look_at_context (Subject *self, gpointer request)
{
  g_autoptr (ICancelMethodCalls) cancel = NULL;
  g_autoptr (IServerSecurity) security = NULL;

  ck_assert_ptr_eq (beck_incoming_current (), ((Request *) request)->call);
  assert_hr (CoGetCallContext (&IID_ICancelMethodCalls, (void **) &cancel), S_OK);
  assert_hr (CoGetCallContext (&IID_IServerSecurity, (void **) &security), S_OK);
  assert_hr (CoTestCancel (), RPC_S_CALLPENDING);
}

START_TEST (context_is_there_inside_only)
{
  Request *request = begin_with (look_at_context, NULL);

  subject->data = request;
  request_send (request, TRUE);
  assert_hr (request_wait (request), S_OK);
  assert_count (n_calls, 1);
  assert_hr (CoTestCancel (), RPC_E_CALL_COMPLETE);
  ck_assert_ptr_null (beck_incoming_current ());
  request_free (request);
}
END_TEST

static IServerSecurity *kept;

static void
look_at_caller (Subject *self, gpointer local)
{
  g_autoptr (IServerSecurity) security = NULL;
  DWORD service, level, imp, caps;
  OLECHAR *name, *server;

  assert_hr (CoGetCallContext (&IID_IServerSecurity, (void **) &security), S_OK);
  assert_hr (IServerSecurity_QueryBlanket (security, NULL, NULL, NULL, NULL, &imp, NULL, NULL),
             E_INVALIDARG);
  for (guint i = 0; i < 2; i++)
    {
      assert_hr (IServerSecurity_QueryBlanket (security, &service, NULL, &server, &level, NULL,
                                               (void **) &name, &caps),
                 S_OK);
      ck_assert_uint_eq (service, 0);
      ck_assert_uint_eq (level, local != NULL ? 6 : 1);
      ck_assert_ptr_null (server);
      ck_assert_uint_eq (name[0], 'm');
      ck_assert_uint_eq (name[2], 0);
    }
  ck_assert (!IServerSecurity_IsImpersonating (security));
  assert_hr (IServerSecurity_ImpersonateClient (security),
             local != NULL ? S_OK : CO_E_FAILEDTOIMPERSONATE);
  ck_assert_int_eq (IServerSecurity_IsImpersonating (security), local != NULL);
  assert_hr (IServerSecurity_ImpersonateClient (security),
             local != NULL ? S_OK : CO_E_FAILEDTOIMPERSONATE);
  assert_hr (IServerSecurity_RevertToSelf (security), S_OK);
  ck_assert (!IServerSecurity_IsImpersonating (security));
  kept = g_steal_pointer (&security);
}

/* The kernel's word for it, of this thread: the C library's is that of the process. */
static void
look_as_client (Subject *self, gpointer may)
{
  g_autoptr (IServerSecurity) security = NULL;

  assert_hr (CoGetCallContext (&IID_IServerSecurity, (void **) &security), S_OK);
  if (may == NULL)
    {
      assert_hr (CoImpersonateClient (), CO_E_FAILEDTOIMPERSONATE);
      return;
    }
  assert_hr (CoImpersonateClient (), S_OK);
  ck_assert_int_eq (syscall (SYS_geteuid), 65534);
  ck_assert_int_eq (access ("/etc/shadow", R_OK), 0); /* by the real user */
  ck_assert_int_eq (open ("/etc/shadow", O_RDONLY), -1);
  assert_hr (CoRevertToSelf (), S_OK);
  ck_assert_int_eq (syscall (SYS_geteuid), 0);
  /* The end of the method reverts, too. */
  assert_hr (CoImpersonateClient (), S_OK);
}

START_TEST (a_thread_has_the_rights_of_its_client_while_it_impersonates)
{
  gboolean may = getuid () == 0;
  Request *request = begin_with (look_as_client, GINT_TO_POINTER (may));

  request->call->caller
      = (BeckCaller){ .is_local = TRUE, .uid = 65534, .gid = 65534, .peer = "nobody" };
  request_send (request, TRUE);
  assert_hr (request_wait (request), S_OK);
  ck_assert_int_eq (syscall (SYS_geteuid), getuid ());
  request_free (request);
}
END_TEST

START_TEST (caller_is_known)
{
  for (gsize local = 0; local < 2; local++)
    {
      Request *request = begin_with (look_at_caller, GSIZE_TO_POINTER (local));

      request->call->caller = (BeckCaller){
        .is_local = local, .uid = getuid (), .gid = getgid (), .peer = "me"
      };
      request_send (request, TRUE);
      assert_hr (request_wait (request), S_OK);
      assert_hr (IServerSecurity_QueryBlanket (kept, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                 RPC_E_CALL_COMPLETE);
      IServerSecurity_Release (kept);
      request_free (request);
    }
}
END_TEST

/* ---- Calls within calls ---- */

static void
call_again (Subject *self, gpointer depth)
{
  BeckIncoming *outer = beck_incoming_current ();
  LONG sum;

  self->data = GSIZE_TO_POINTER (GPOINTER_TO_SIZE (depth) - 1);
  if (GPOINTER_TO_SIZE (depth) > 0)
    assert_hr (request_add (&std, 1, 1, &sum), S_OK);
  ck_assert_ptr_eq (beck_incoming_current (), outer);
  assert_hr (CoTestCancel (), RPC_S_CALLPENDING);
}

/* The calls of an STA wait in its own queue, which the wait serves. */
START_TEST (calls_nest_in_an_sta)
{
  Request *request = begin_with (call_again, GSIZE_TO_POINTER (3));

  request_send (request, FALSE);
  assert_hr (request_wait (request), S_OK);
  assert_count (n_calls, 4);
  ck_assert_int_eq (atomic_load (&fate.called_on), gettid ());
  request_free (request);
}
END_TEST

static void
note_inside (Subject *self, gpointer inside)
{
  ck_assert (!*(gboolean *) inside);
  *(gboolean *) inside = TRUE;
  *(gboolean *) inside = FALSE;
}

START_TEST (calls_of_an_sta_run_one_at_a_time)
{
  gboolean inside = FALSE;
  Request *requests[8];

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      requests[i] = begin_with (note_inside, &inside);
      request_send (requests[i], FALSE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      assert_hr (request_wait (requests[i]), S_OK);
      request_free (requests[i]);
    }
  assert_count (n_calls, 8);
}
END_TEST

/* ---- Cancel ---- */

static void
cancel_and_test (Subject *self, gpointer request)
{
  assert_hr (CoTestCancel (), RPC_S_CALLPENDING);
  beck_incoming_cancel (((Request *) request)->call);
  assert_hr (CoTestCancel (), RPC_E_CALL_CANCELED);
  beck_incoming_cancel (((Request *) request)->call);
}

/* The server decides what comes of it. */
START_TEST (cancel_is_seen_by_the_server)
{
  Request *request = begin_with (cancel_and_test, NULL);

  subject->data = request;
  request_send (request, TRUE);
  assert_hr (request_wait (request), S_OK);
  request_free (request);
}
END_TEST

static void
cancel_by_context (Subject *self, gpointer unused)
{
  g_autoptr (ICancelMethodCalls) cancel = NULL;

  assert_hr (CoGetCallContext (&IID_ICancelMethodCalls, (void **) &cancel), S_OK);
  assert_hr (ICancelMethodCalls_Cancel (cancel, 0), S_OK);
  assert_hr (ICancelMethodCalls_Cancel (cancel, 0), RPC_E_CALL_CANCELED);
  assert_hr (ICancelMethodCalls_TestCancel (cancel), RPC_E_CALL_CANCELED);
  assert_hr (CoTestCancel (), RPC_E_CALL_CANCELED);
}

START_TEST (context_cancels_its_call)
{
  run_with (cancel_by_context, NULL);
}
END_TEST

START_TEST (context_of_a_call_that_is_over_says_so)
{
  Request *request = request_new (&std, 1, 2);
  g_autoptr (ICancelMethodCalls) cancel = NULL;

  assert_hr (beck_object_query (request->call, &IID_ICancelMethodCalls, (void **) &cancel), S_OK);
  request_send (request, TRUE);
  assert_hr (request_wait (request), S_OK);
  assert_hr (ICancelMethodCalls_TestCancel (cancel), RPC_E_CALL_COMPLETE);
  assert_hr (ICancelMethodCalls_Cancel (cancel, 0), RPC_E_CALL_COMPLETE);
  g_clear_pointer (&cancel, beck_ICancelMethodCalls_release);
  request_free (request);
}
END_TEST

static void
expect_cancelled (Subject *self, gpointer unused)
{
  assert_hr (CoTestCancel (), RPC_E_CALL_CANCELED);
}

/* There may be references in its arguments. */
START_TEST (call_cancelled_in_the_queue_reaches_the_server)
{
  Request *request = begin_with (expect_cancelled, NULL);

  request_send (request, FALSE);
  beck_incoming_cancel (request->call);
  assert_hr (request_wait (request), S_OK);
  assert_count (n_calls, 1);
  request_free (request);
}
END_TEST

/* ---- Deadlines ---- */

static void
wait_for_cancel (Subject *self, gpointer unused)
{
  while (CoTestCancel () != RPC_E_CALL_CANCELED)
    g_usleep (1000);
}

START_TEST (deadline_is_a_cancel)
{
  Request *request = begin_with (wait_for_cancel, NULL);

  request->call->deadline = g_get_monotonic_time () + 20000;
  request_send (request, TRUE);
  assert_hr (request_wait (request), S_OK);
  request_free (request);
}
END_TEST

START_TEST (deadline_that_has_passed_is_a_cancel)
{
  Request *request = begin_with (wait_for_cancel, NULL);

  request->call->deadline = 0;
  request_send (request, FALSE);
  assert_hr (request_wait (request), S_OK);
  request_free (request);
}
END_TEST

START_TEST (deadline_of_a_call_that_is_over_does_nothing)
{
  Request *request = request_new (&std, 1, 2);

  request->call->deadline = g_get_monotonic_time () + G_TIME_SPAN_HOUR;
  request_send (request, TRUE);
  assert_hr (request_wait (request), S_OK);
  ck_assert (!beck_incoming_is_cancelled (request->call));
  request_free (request);
}
END_TEST

Suite *
calls_suite (void)
{
  Suite *suite = suite_create ("calls");
  TCase *tc = tcase_create ("refused");

  tcase_add_checked_fixture (tc, set_up, tear_down_export);
  tcase_add_test (tc, unknown_ipid_is_refused);
  tcase_add_test (tc, wrong_interface_is_refused);
  tcase_add_test (tc, unknown_method_is_refused);
  tcase_add_test (tc, unknown_is_not_called);
  tcase_add_test (tc, request_that_is_cut_is_refused);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("context");
  tcase_add_checked_fixture (tc, set_up, tear_down_export);
  tcase_add_test (tc, context_is_there_inside_only);
  tcase_add_test (tc, caller_is_known);
  tcase_add_test (tc, a_thread_has_the_rights_of_its_client_while_it_impersonates);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("sta");
  tcase_add_checked_fixture (tc, set_up_alone, tear_down_export);
  tcase_add_test (tc, calls_nest_in_an_sta);
  tcase_add_test (tc, calls_of_an_sta_run_one_at_a_time);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("cancel");
  tcase_add_checked_fixture (tc, set_up, tear_down_export);
  tcase_add_test (tc, cancel_is_seen_by_the_server);
  tcase_add_test (tc, context_cancels_its_call);
  tcase_add_test (tc, context_of_a_call_that_is_over_says_so);
  tcase_add_test (tc, deadline_is_a_cancel);
  tcase_add_test (tc, deadline_that_has_passed_is_a_cancel);
  tcase_add_test (tc, deadline_of_a_call_that_is_over_does_nothing);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("queued");
  tcase_add_checked_fixture (tc, set_up_alone, tear_down_export);
  tcase_add_test (tc, call_cancelled_in_the_queue_reaches_the_server);
  suite_add_tcase (suite, tc);
  return suite;
}

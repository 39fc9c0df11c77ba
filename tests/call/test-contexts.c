/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Cancellation of synchronous calls by thread, and the context of the call that a thread serves.
 * The numbers are those of spec/com.md 8.2. Everything here belongs to a thread, so each test
 * has one of its own.
 */

#include "suites.h"

static Server *server;

static void
set_up (void)
{
  server = server_new (HELD);
}

static void
tear_down (void)
{
  while (atomic_load (&server->n_held) > 0)
    server_answer_next (server);
  server_unref (server);
}

/* --- the count that enables --- */

/* 29 */
THREAD_TEST (disable_without_enable_fails)
{
  assert_hr (CoDisableCallCancellation (NULL), CO_E_CANCEL_DISABLED);
}

THREAD_TEST (enables_are_counted)
{
  assert_hr (CoEnableCallCancellation (NULL), S_OK);
  assert_hr (CoEnableCallCancellation (NULL), S_OK);
  assert_hr (CoDisableCallCancellation (NULL), S_OK);
  assert_hr (CoDisableCallCancellation (NULL), S_OK);
  assert_hr (CoDisableCallCancellation (NULL), CO_E_CANCEL_DISABLED);
}

/* 30 */
THREAD_TEST (count_survives_the_apartment)
{
  assert_hr (CoEnableCallCancellation (NULL), S_OK);
  CoUninitialize ();
  assert_hr (CoInitializeEx (NULL, COINIT_APARTMENTTHREADED), S_OK);
  assert_hr (CoDisableCallCancellation (NULL), S_OK);
  assert_hr (CoDisableCallCancellation (NULL), CO_E_CANCEL_DISABLED);
}

static gpointer
disable (gpointer unused)
{
  return GINT_TO_POINTER (CoDisableCallCancellation (NULL));
}

THREAD_TEST (count_is_the_threads_own)
{
  assert_hr (CoEnableCallCancellation (NULL), S_OK);
  assert_hr (GPOINTER_TO_INT (g_thread_join (start (disable, NULL))), CO_E_CANCEL_DISABLED);
}

THREAD_TEST (reserved_arguments_must_be_null)
{
  assert_hr (CoEnableCallCancellation (server), E_INVALIDARG);
  assert_hr (CoDisableCallCancellation (server), E_INVALIDARG);
}

/* --- synchronous calls --- */

/* A thread that makes a synchronous call and gives its result. */
typedef struct
{
  gboolean enabled;
  Gate entered;
  DWORD id;
} Caller;

static gpointer
call_synchronously (gpointer data)
{
  Caller *self = data;
  LONG sum;

  if (self->enabled)
    assert_hr (CoEnableCallCancellation (NULL), S_OK);
  self->id = (DWORD) gettid ();
  gate_open (&self->entered);
  return GINT_TO_POINTER (ITally_Add (&server->tally, 2, 3, &sum));
}

/* Starts @caller and waits until its call has begun. */
static GThread *
start_caller (Caller *caller)
{
  GThread *thread = start (call_synchronously, caller);

  gate_pass (&caller->entered);
  while (atomic_load (&server->n_held) == 0)
    g_thread_yield ();
  return thread;
}

/* The caller is about to wait, but may not have said so yet. */
static HRESULT
cancel_thread (Caller *caller, ULONG seconds)
{
  HRESULT hr;

  while ((hr = CoCancelCall (caller->id, seconds)) == E_NOINTERFACE)
    g_thread_yield ();
  return hr;
}

/* 28 */
THREAD_TEST (call_of_a_thread_that_did_not_enable_is_not_cancelled)
{
  Caller caller = { FALSE };
  GThread *thread = start_caller (&caller);

  assert_hr (cancel_thread (&caller, 0), CO_E_CANCEL_DISABLED);
  server_answer_next (server);
  assert_hr (GPOINTER_TO_INT (g_thread_join (thread)), S_OK);
}

/* 35 */
THREAD_TEST (cancelled_caller_is_freed_from_a_server_that_does_not_care)
{
  Caller caller = { TRUE };
  GThread *thread = start_caller (&caller);

  assert_hr (cancel_thread (&caller, 0), S_OK);
  assert_hr (GPOINTER_TO_INT (g_thread_join (thread)), RPC_E_CALL_CANCELED);
  ck_assert (!server_answer_next (server));
}

THREAD_TEST (synchronous_call_that_is_not_cancelled_gives_its_result)
{
  Caller caller = { TRUE };
  GThread *thread = start_caller (&caller);

  server_answer_next (server);
  assert_hr (GPOINTER_TO_INT (g_thread_join (thread)), S_OK);
}

/* 31 */
THREAD_TEST (there_is_no_cancel_object_without_a_call)
{
  gpointer object = server;

  assert_hr (CoGetCancelObject (0, &IID_ICancelMethodCalls, &object), E_NOINTERFACE);
  ck_assert_ptr_null (object);
  assert_hr (CoCancelCall (0, 0), E_NOINTERFACE);
  assert_hr (CoEnableCallCancellation (NULL), S_OK);
  assert_hr (CoCancelCall (0, 0), E_NOINTERFACE);
  assert_hr (CoCancelCall (1, 0), E_NOINTERFACE);
  assert_hr (CoGetCancelObject (0, &IID_ICancelMethodCalls, NULL), E_POINTER);
}

THREAD_TEST (call_after_the_last_one_is_not_there)
{
  LONG sum;

  assert_hr (CoEnableCallCancellation (NULL), S_OK);
  server->manner = AT_ONCE;
  assert_hr (ITally_Add (&server->tally, 2, 3, &sum), S_OK);
  assert_hr (CoCancelCall (0, 0), E_NOINTERFACE);
}

THREAD_TEST (cancel_object_is_the_call_object)
{
  g_autoptr (AsyncITally) call = tally_call (server);
  g_autoptr (ICancelMethodCalls) object = NULL;
  BeckSyncCall frame;

  assert_hr (CoEnableCallCancellation (NULL), S_OK);
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  beck_sync_call_enter (&frame, (IUnknown *) call);
  assert_hr (CoGetCancelObject (0, &IID_ICancelMethodCalls, (void **) &object), S_OK);
  beck_sync_call_leave (&frame);
  assert_hr (ICancelMethodCalls_TestCancel (object), RPC_S_CALLPENDING);
  assert_hr (ICancelMethodCalls_Cancel (object, 0), S_OK);
  assert_hr (AsyncITally_Finish_Add (call, &(LONG){ 0 }), RPC_E_CALL_CANCELED);
}

THREAD_TEST (innermost_call_is_the_one_to_cancel)
{
  g_autoptr (AsyncITally) outer = tally_call (server);
  g_autoptr (AsyncITally) inner = tally_call (server);
  BeckSyncCall outer_frame, inner_frame;

  assert_hr (CoEnableCallCancellation (NULL), S_OK);
  assert_hr (AsyncITally_Begin_Add (outer, 2, 3), S_OK);
  beck_sync_call_enter (&outer_frame, (IUnknown *) outer);
  assert_hr (AsyncITally_Begin_Add (inner, 2, 3), S_OK);
  beck_sync_call_enter (&inner_frame, (IUnknown *) inner);
  assert_hr (CoCancelCall (0, 0), S_OK);
  beck_sync_call_leave (&inner_frame);
  assert_hr (test_cancel (inner), RPC_E_CALL_CANCELED);
  assert_hr (test_cancel (outer), RPC_S_CALLPENDING);
  assert_hr (CoCancelCall (0, 0), S_OK);
  beck_sync_call_leave (&outer_frame);
  assert_hr (test_cancel (outer), RPC_E_CALL_CANCELED);
}

THREAD_TEST (whether_a_call_can_be_cancelled_is_fixed_when_it_starts)
{
  g_autoptr (AsyncITally) call = tally_call (server);
  BeckSyncCall frame;

  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  beck_sync_call_enter (&frame, (IUnknown *) call);
  assert_hr (CoEnableCallCancellation (NULL), S_OK);
  assert_hr (CoCancelCall (0, 0), CO_E_CANCEL_DISABLED);
  beck_sync_call_leave (&frame);
  beck_sync_call_enter (&frame, (IUnknown *) call);
  assert_hr (CoDisableCallCancellation (NULL), S_OK);
  assert_hr (CoCancelCall (0, 0), S_OK);
  beck_sync_call_leave (&frame);
}

/* --- cancel objects of one's own --- */

THREAD_TEST (cancel_object_set_is_counted_and_used)
{
  g_autoptr (AsyncITally) call = tally_call (server);

  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_hr (CoSetCancelObject ((IUnknown *) call), S_OK);
  ck_assert_uint_eq (count_of (call), 3);
  assert_hr (CoCancelCall (0, 0), S_OK);
  assert_hr (CoSetCancelObject (NULL), S_OK);
  ck_assert_uint_eq (count_of (call), 2);
  assert_hr (CoCancelCall (0, 0), E_NOINTERFACE);
  assert_hr (test_cancel (call), RPC_E_CALL_CANCELED);
}

THREAD_TEST (object_that_cannot_cancel_is_refused)
{
  assert_hr (CoSetCancelObject ((IUnknown *) &server->tally), E_NOINTERFACE);
  ck_assert_uint_eq (count_of (&server->tally), 1);
}

THREAD_TEST (cancel_object_of_a_call_is_not_taken_away)
{
  g_autoptr (AsyncITally) call = tally_call (server);
  BeckSyncCall frame;

  assert_hr (CoSetCancelObject (NULL), E_ACCESSDENIED);
  beck_sync_call_enter (&frame, (IUnknown *) call);
  assert_hr (CoSetCancelObject (NULL), E_ACCESSDENIED);
  beck_sync_call_leave (&frame);
}

static gpointer
set_and_end (gpointer call)
{
  return GINT_TO_POINTER (CoSetCancelObject (call));
}

THREAD_TEST (cancel_object_goes_with_its_thread)
{
  g_autoptr (AsyncITally) call = tally_call (server);

  assert_hr (GPOINTER_TO_INT (g_thread_join (start (set_and_end, call))), S_OK);
  ck_assert_uint_eq (count_of (call), 1);
}

/* --- the context of the call that is served --- */

/* 32 */
THREAD_TEST (there_is_no_context_without_a_call)
{
  gpointer context = server;

  assert_hr (CoGetCallContext (&IID_IUnknown, &context), RPC_E_CALL_COMPLETE);
  ck_assert_ptr_null (context);
  assert_hr (CoGetCallContext (&IID_IUnknown, NULL), E_POINTER);
  assert_hr (CoTestCancel (), RPC_E_CALL_COMPLETE);
}

/* 33 */
THREAD_TEST (contexts_are_switched_without_counting)
{
  g_autoptr (AsyncITally) call = tally_call (server);
  g_autoptr (IUnknown) context = ask (call, &IID_IUnknown);
  g_autoptr (ICancelMethodCalls) found = NULL;
  IUnknown *old = context;

  assert_hr (CoSwitchCallContext (context, NULL), E_INVALIDARG);
  assert_hr (CoSwitchCallContext (context, &old), S_OK);
  ck_assert_ptr_null (old);
  ck_assert_uint_eq (count_of (context), 2);
  assert_hr (CoGetCallContext (&IID_ICancelMethodCalls, (void **) &found), S_OK);
  assert_hr (CoSwitchCallContext (NULL, &old), S_OK);
  ck_assert_ptr_eq (old, context);
  ck_assert_uint_eq (count_of (context), 3);
  assert_hr (CoGetCallContext (&IID_IUnknown, (void **) &old), RPC_E_CALL_COMPLETE);
}

THREAD_TEST (context_that_cannot_cancel_is_no_call_to_test)
{
  g_autoptr (IUnknown) context = ask (&server->tally, &IID_IUnknown);
  IUnknown *old;

  assert_hr (CoSwitchCallContext (context, &old), S_OK);
  assert_hr (CoTestCancel (), RPC_E_CALL_COMPLETE);
  assert_hr (CoSwitchCallContext (old, &context), S_OK);
}

static IUnknown *context_seen;

static HRESULT
note_context (BeckJob *job)
{
  assert_hr (CoGetCallContext (&IID_IUnknown, (void **) &context_seen), S_OK);
  IUnknown_Release (context_seen);
  return server_answer (job);
}

THREAD_TEST (context_of_work_is_its_call_object)
{
  g_autoptr (AsyncITally) call = tally_call (server);
  g_autoptr (IUnknown) identity = ask (call, &IID_IUnknown);

  server->manner = ON_POOL;
  server->work = note_context;
  make_a_call (call);
  ck_assert_ptr_eq (context_seen, identity);
}

static HRESULT
call_on (BeckJob *job)
{
  LONG sum;
  HRESULT hr;

  server->manner = AT_ONCE;
  hr = ITally_Add (&server->tally, 1, 1, &sum);
  if (SUCCEEDED (hr))
    hr = CoTestCancel () == RPC_S_CALLPENDING ? server_answer (job) : E_UNEXPECTED;
  return hr;
}

THREAD_TEST (work_that_calls_others_keeps_its_context)
{
  g_autoptr (AsyncITally) call = tally_call (server);

  server->manner = ON_POOL;
  server->work = call_on;
  make_a_call (call);
}

Suite *
contexts_suite (void)
{
  Suite *suite = suite_create ("contexts");
  TCase *tc_enable = tcase_create ("enable");
  TCase *tc_cancel = tcase_create ("cancel");
  TCase *tc_context = tcase_create ("context");

  tcase_add_checked_fixture (tc_enable, set_up, tear_down);
  tcase_add_test (tc_enable, disable_without_enable_fails);
  tcase_add_test (tc_enable, enables_are_counted);
  tcase_add_test (tc_enable, count_survives_the_apartment);
  tcase_add_test (tc_enable, count_is_the_threads_own);
  tcase_add_test (tc_enable, reserved_arguments_must_be_null);
  suite_add_tcase (suite, tc_enable);

  tcase_add_checked_fixture (tc_cancel, set_up, tear_down);
  tcase_add_test (tc_cancel, call_of_a_thread_that_did_not_enable_is_not_cancelled);
  tcase_add_test (tc_cancel, cancelled_caller_is_freed_from_a_server_that_does_not_care);
  tcase_add_test (tc_cancel, synchronous_call_that_is_not_cancelled_gives_its_result);
  tcase_add_test (tc_cancel, there_is_no_cancel_object_without_a_call);
  tcase_add_test (tc_cancel, call_after_the_last_one_is_not_there);
  tcase_add_test (tc_cancel, cancel_object_is_the_call_object);
  tcase_add_test (tc_cancel, innermost_call_is_the_one_to_cancel);
  tcase_add_test (tc_cancel, whether_a_call_can_be_cancelled_is_fixed_when_it_starts);
  tcase_add_test (tc_cancel, cancel_object_set_is_counted_and_used);
  tcase_add_test (tc_cancel, object_that_cannot_cancel_is_refused);
  tcase_add_test (tc_cancel, cancel_object_goes_with_its_thread);
  tcase_add_test (tc_cancel, cancel_object_of_a_call_is_not_taken_away);
  suite_add_tcase (suite, tc_cancel);

  tcase_add_checked_fixture (tc_context, set_up, tear_down);
  tcase_add_test (tc_context, there_is_no_context_without_a_call);
  tcase_add_test (tc_context, contexts_are_switched_without_counting);
  tcase_add_test (tc_context, context_that_cannot_cancel_is_no_call_to_test);
  tcase_add_test (tc_context, context_of_work_is_its_call_object);
  tcase_add_test (tc_context, work_that_calls_others_keeps_its_context);
  suite_add_tcase (suite, tc_context);
  return suite;
}

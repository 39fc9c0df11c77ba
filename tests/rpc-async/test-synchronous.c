/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Synchronous calls over connections, beside asynchronous ones and by themselves: cancelled by
 * thread (rpc.md 2.4), with statuses instead of exceptions (3.3), and bindings that connect first
 * (2.1).
 */

#include <beck/cancel.h>
#include <beck/hresult.h>
#include <unistd.h>

#include "customer.h"
#include "suites.h"

/* A thread in a call of Await. */
typedef struct
{
  GThread *thread;
  HANDLE handle; /* of it */
  DWORD id;
  ULONG raised;
  LONG reply;
  RPC_STATUS test, again; /* RpcTestCancel(), twice, when the call has ended */
  OfficeCall call;        /* at the server */
} Waiter;

static gpointer
await (gpointer data)
{
  Waiter *waiter = data;

  waiter->handle = beck_handle_new_thread (0);
  waiter->id = (DWORD) gettid ();
  CoEnableCallCancellation (NULL);
  RpcTryExcept
    {
      waiter->reply = c_Await (office_binding, 20);
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      waiter->raised = RpcExceptionCode ();
    }
  RpcEndExcept
  waiter->test = RpcTestCancel ();
  waiter->again = RpcTestCancel ();
  CoDisableCallCancellation (NULL);
  return NULL;
}

static void
start (Waiter *waiter)
{
  *waiter = (Waiter){ 0 };
  waiter->thread = g_thread_new ("waiter", await, waiter);
  waiter->call = office_next ();
}

static void
join (Waiter *waiter)
{
  g_thread_join (waiter->thread);
  beck_handle_close (waiter->handle);
}

static void
see_cancel (const Waiter *waiter)
{
  RPC_BINDING_HANDLE handle = RpcAsyncGetCallHandle (waiter->call.async);

  for (guint i = 0; i < 10 * 1000 && RpcServerTestCancel (handle) != 0; i++)
    g_usleep (1000);
  ck_assert_int_eq (RpcServerTestCancel (handle), 0);
}

/* Where the call has been given up at the client, nobody gets this. */
static void
answer_nobody (Waiter *waiter)
{
  LONG reply = 0;

  RpcAsyncCompleteCall (waiter->call.async, &reply);
}

/* ---- Cancelling ---- */

START_TEST (a_call_is_cancelled_by_its_thread_and_the_server_may_answer)
{
  Waiter waiter;

  start (&waiter);
  ck_assert_int_eq (RpcCancelThreadEx (waiter.handle, RPC_C_CANCEL_INFINITE_TIMEOUT), 0);
  see_cancel (&waiter);
  office_complete (&waiter.call);
  join (&waiter);
  ck_assert_uint_eq (waiter.raised, 0);
  ck_assert_int_eq (waiter.reply, 21);
  ck_assert_int_eq (waiter.test, 0);
  ck_assert_int_eq (waiter.again, RPC_S_ACCESS_DENIED);
}
END_TEST

START_TEST (a_server_may_honour_the_cancel_of_a_thread)
{
  Waiter waiter;

  start (&waiter);
  ck_assert_int_eq (RpcCancelThread (waiter.handle), 0);
  see_cancel (&waiter);
  ck_assert_int_eq (RpcAsyncAbortCall (waiter.call.async, RPC_S_CALL_CANCELLED), 0);
  join (&waiter);
  ck_assert_uint_eq (waiter.raised, RPC_S_CALL_CANCELLED);
}
END_TEST

/* With and without the time-out of the thread that cancels. */
START_TEST (a_server_that_ignores_the_cancel_is_left)
{
  Waiter waiter;

  start (&waiter);
  if (_i)
    ck_assert_int_eq (RpcCancelThreadEx (waiter.handle, 0), 0);
  else
    {
      ck_assert_int_eq (RpcMgmtSetCancelTimeout (0), 0);
      ck_assert_int_eq (RpcCancelThread (waiter.handle), 0);
    }
  join (&waiter);
  ck_assert_uint_eq (waiter.raised, RPC_S_CALL_CANCELLED);
  ck_assert_int_eq (waiter.test, 0);
  see_cancel (&waiter);
  answer_nobody (&waiter);
  ck_assert_int_eq (RpcMgmtSetCancelTimeout (RPC_C_CANCEL_INFINITE_TIMEOUT), 0);
}
END_TEST

START_TEST (objects_cancel_calls_too)
{
  Waiter waiter;

  start (&waiter);
  ck_assert_int_eq (CoCancelCall (waiter.id, 0), S_OK);
  join (&waiter);
  ck_assert_uint_eq (waiter.raised, RPC_S_CALL_CANCELLED);
  ck_assert_int_eq (waiter.test, RPC_S_ACCESS_DENIED); /* the thread was not */
  answer_nobody (&waiter);
}
END_TEST

START_TEST (a_thread_that_was_not_cancelled_is_told_so)
{
  Waiter waiter;

  ck_assert_int_eq (RpcTestCancel (), RPC_S_ACCESS_DENIED);
  start (&waiter);
  office_complete (&waiter.call);
  join (&waiter);
  ck_assert_int_eq (waiter.test, RPC_S_ACCESS_DENIED);
  ck_assert_int_eq (RpcMgmtSetCancelTimeout (-2), RPC_S_INVALID_TIMEOUT);
  ck_assert_int_eq (RpcCancelThread (NULL), RPC_S_INVALID_ARG);
}
END_TEST

static gpointer
cancel_oneself (gpointer data)
{
  Waiter *waiter = data;

  ck_assert_int_eq (RpcCancelThread (BECK_CURRENT_THREAD), 0);
  waiter->test = RpcTestCancel ();
  waiter->again = RpcTestCancel ();
  return NULL;
}

START_TEST (a_thread_may_be_cancelled_outside_a_call)
{
  Waiter waiter;

  g_thread_join (g_thread_new ("oneself", cancel_oneself, &waiter));
  ck_assert_int_eq (waiter.test, 0);
  ck_assert_int_eq (waiter.again, RPC_S_ACCESS_DENIED);
}
END_TEST

/* ---- Beside asynchronous calls ---- */

START_TEST (a_synchronous_call_passes_a_pending_one)
{
  Customer customer;
  OfficeCall pending;
  Waiter waiter;

  customer_init (&customer);
  ck_assert_uint_eq (customer_call (&customer, 1), 0);
  pending = office_next ();
  start (&waiter);
  office_complete (&waiter.call);
  join (&waiter);
  ck_assert_int_eq (waiter.reply, 21);
  ck_assert_int_eq (RpcAsyncGetCallStatus (&customer.async), RPC_S_ASYNC_CALL_PENDING);
  office_complete (&pending);
  ck_assert_int_eq (customer_poll (&customer.async), 0);
  ck_assert_int_eq (RpcAsyncCompleteCall (&customer.async, NULL), 0);
}
END_TEST

/* ---- Statuses ---- */

START_TEST (an_interface_that_is_not_there_is_unknown)
{
  Customer customer;
  ULONG raised;

  ck_assert_int_eq (office_unregister (FALSE), 0);
  customer_init (&customer);
  raised = customer_call (&customer, 1);
  if (raised == 0)
    {
      customer_poll (&customer.async);
      raised = (ULONG) RpcAsyncCompleteCall (&customer.async, NULL);
    }
  ck_assert_uint_eq (raised, RPC_S_UNKNOWN_IF);
}
END_TEST

START_TEST (without_a_server_the_status_is_returned)
{
  RPC_BINDING_HANDLE nobody;

  ck_assert_int_eq (RpcBindingFromStringBindingA ((RPC_CSTR) "ncalrpc:[nobody]", &nobody), 0);
  ck_assert_uint_eq (c_Check (nobody, 1), RPC_S_SERVER_UNAVAILABLE);
  ck_assert_int_eq (RpcBindingFree (&nobody), 0);
}
END_TEST

static gpointer
abort_next (gpointer code)
{
  OfficeCall call = office_next ();

  RpcAsyncAbortCall (call.async, GPOINTER_TO_UINT (code));
  return NULL;
}

START_TEST (a_fault_is_returned)
{
  GThread *thread = g_thread_new ("abort", abort_next, GUINT_TO_POINTER (4711));

  ck_assert_uint_eq (c_Check (office_binding, 1), 4711);
  g_thread_join (thread);
}
END_TEST

/* ---- Connecting first ---- */

START_TEST (a_binding_may_connect_before_the_first_call)
{
  ck_assert_int_eq (RpcBindingBind (NULL, office_binding, Work_v1_0_c_ifspec), 0);
  ck_assert_int_eq (RpcBindingSetOption (office_binding, RPC_C_OPT_UNIQUE_BINDING, TRUE),
                    RPC_S_WRONG_KIND_OF_BINDING);
  ck_assert_int_eq (RpcBindingUnbind (office_binding), 0);
  ck_assert_int_eq (RpcBindingBind (NULL, office_binding, Work_v1_0_c_ifspec), 0);
}
END_TEST

START_TEST (a_binding_may_connect_meanwhile)
{
  Customer customer;

  customer_init_event (&customer);
  ck_assert_int_eq (RpcBindingBind (&customer.async, office_binding, Work_v1_0_c_ifspec), 0);
  customer_wait (&customer);
  ck_assert_int_eq (customer.async.Event, RpcCallComplete);
  ck_assert_int_eq (RpcAsyncCompleteCall (&customer.async, NULL), 0);
  customer_free_event (&customer);
}
END_TEST

START_TEST (connecting_fails_as_a_call_does)
{
  RPC_BINDING_HANDLE nobody, far;
  Customer customer;

  ck_assert_int_eq (RpcBindingFromStringBindingA ((RPC_CSTR) "ncalrpc:[nobody]", &nobody), 0);
  ck_assert_int_eq (RpcBindingFromStringBindingA ((RPC_CSTR) "ncacn_ip_tcp:[1]", &far), 0);
  ck_assert_int_eq (RpcBindingBind (NULL, nobody, Work_v1_0_c_ifspec), RPC_S_SERVER_UNAVAILABLE);
  customer_init (&customer);
  ck_assert_int_eq (RpcBindingBind (&customer.async, nobody, Work_v1_0_c_ifspec), 0);
  ck_assert_int_eq (customer_poll (&customer.async), RPC_S_SERVER_UNAVAILABLE);
  ck_assert_int_eq (RpcAsyncCompleteCall (&customer.async, NULL), RPC_S_SERVER_UNAVAILABLE);
  ck_assert_int_eq (RpcBindingBind (NULL, far, Work_v1_0_c_ifspec), RPC_S_CANNOT_SUPPORT);
  ck_assert_int_eq (RpcBindingUnbind (far), RPC_S_CANNOT_SUPPORT);
  ck_assert_int_eq (RpcBindingBind (NULL, nobody, NULL), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcBindingBind (NULL, NULL, Work_v1_0_c_ifspec), RPC_S_INVALID_BINDING);
  ck_assert_int_eq (office_unregister (FALSE), 0);
  ck_assert_int_eq (RpcBindingBind (NULL, office_binding, Work_v1_0_c_ifspec), RPC_S_UNKNOWN_IF);
  ck_assert_int_eq (RpcBindingFree (&nobody), 0);
  ck_assert_int_eq (RpcBindingFree (&far), 0);
}
END_TEST

Suite *
synchronous_suite (void)
{
  Suite *suite = suite_create ("synchronous");
  TCase *tcase = tcase_create ("synchronous");
  TCase *within = tcase_create ("within");

  tcase_add_checked_fixture (tcase, office_setup, office_teardown);
  tcase_add_test (tcase, a_call_is_cancelled_by_its_thread_and_the_server_may_answer);
  tcase_add_test (tcase, a_server_may_honour_the_cancel_of_a_thread);
  tcase_add_loop_test (tcase, a_server_that_ignores_the_cancel_is_left, 0, 2);
  tcase_add_test (tcase, objects_cancel_calls_too);
  tcase_add_test (tcase, a_thread_that_was_not_cancelled_is_told_so);
  tcase_add_test (tcase, a_thread_may_be_cancelled_outside_a_call);
  tcase_add_test (tcase, a_synchronous_call_passes_a_pending_one);
  tcase_add_test (tcase, an_interface_that_is_not_there_is_unknown);
  tcase_add_test (tcase, without_a_server_the_status_is_returned);
  tcase_add_test (tcase, a_fault_is_returned);
  tcase_add_test (tcase, a_binding_may_connect_before_the_first_call);
  tcase_add_test (tcase, a_binding_may_connect_meanwhile);
  tcase_add_test (tcase, connecting_fails_as_a_call_does);
  suite_add_tcase (suite, tcase);

  tcase_add_checked_fixture (within, office_setup_within, office_teardown_within);
  tcase_add_test (within, a_call_is_cancelled_by_its_thread_and_the_server_may_answer);
  tcase_add_test (within, a_server_may_honour_the_cancel_of_a_thread);
  tcase_add_loop_test (within, a_server_that_ignores_the_cancel_is_left, 0, 2);
  tcase_add_test (within, objects_cancel_calls_too);
  tcase_add_test (within, a_synchronous_call_passes_a_pending_one);
  tcase_add_test (within, a_fault_is_returned);
  suite_add_tcase (suite, within);
  return suite;
}

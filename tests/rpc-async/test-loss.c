/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Connections that end while there are calls (rpc.md 2.5, rule 11), and afterwards. */

#include <beck/hresult.h>

#include "customer.h"
#include "suites.h"

static Customer customer;

static gpointer
close_server (gpointer unused)
{
  beck_rpc_server_close ();
  return NULL;
}

/* The server ends: the client is told, the manager too, and its answer goes nowhere. */
START_TEST (a_pending_call_fails_with_its_connection)
{
  GThread *closing;
  OfficeCall call;
  LONG reply = 1;

  customer_init_event (&customer);
  ck_assert_uint_eq (customer_call (&customer, 20), 0);
  call = office_next ();
  closing = g_thread_new ("closing", close_server, NULL);
  customer_wait (&customer);
  ck_assert_int_eq (customer.async.Event, RpcCallComplete);
  ck_assert_int_eq (RpcAsyncCompleteCall (&customer.async, &reply), RPC_S_CALL_FAILED);
  ck_assert_int_eq (customer.touched, 1);
  ck_assert_int_eq (RpcServerTestCancel (RpcAsyncGetCallHandle (call.async)), 0);
  RpcAsyncCompleteCall (call.async, &reply);
  g_thread_join (closing);
  customer_free_event (&customer);
}
END_TEST

static RPC_STATUS
ask_promptly (void)
{
  RPC_ASYNC_STATE async = { 0 };
  LONG twice = 0, reply = 0;

  RpcAsyncInitializeHandle (&async, sizeof async);
  c_Prompt (&async, office_binding, 4, &twice);
  customer_poll (&async);
  return RpcAsyncCompleteCall (&async, &reply);
}

/* The connection is gone, and so is the association group: both are made anew, and the calls know
 * nothing of it. */
START_TEST (a_server_that_was_started_anew_is_found)
{
  RPC_STATUS status;

  ck_assert_int_eq (ask_promptly (), 0);
  beck_rpc_server_close ();
  /* Calls that are made before the end of the connection is noticed may be lost. */
  do
    status = (RPC_STATUS) c_Check (office_binding, 1);
  while (status == RPC_S_CALL_FAILED);
  ck_assert_int_eq (status, RPC_S_SERVER_UNAVAILABLE);
  office_open ();
  ck_assert_int_eq (ask_promptly (), 0);
}
END_TEST

START_TEST (a_stub_that_raised_tells_nothing_later)
{
  RPC_BINDING_HANDLE good = office_binding;
  HANDLE event;
  DWORD index;
  OfficeCall call;

  customer_init_event (&customer);
  office_binding = NULL;
  ck_assert_uint_eq (customer_call (&customer, 1), RPC_S_INVALID_BINDING);
  office_binding = good;
  event = customer.async.u.hEvent;
  ck_assert (BECK_TIMED_OUT (CoWaitForMultipleHandles (0, 20, 1, &event, &index)));
  ck_assert_uint_eq (customer_call (&customer, 1), 0);
  call = office_next ();
  office_complete (&call);
  customer_wait (&customer);
  ck_assert_int_eq (RpcAsyncCompleteCall (&customer.async, NULL), 0);
  customer_free_event (&customer);
}
END_TEST

Suite *
loss_suite (void)
{
  Suite *suite = suite_create ("loss");
  TCase *tcase = tcase_create ("loss");

  tcase_add_checked_fixture (tcase, office_setup, office_teardown);
  tcase_add_test (tcase, a_pending_call_fails_with_its_connection);
  tcase_add_test (tcase, a_server_that_was_started_anew_is_found);
  tcase_add_test (tcase, a_stub_that_raised_tells_nothing_later);
  suite_add_tcase (suite, tcase);
  return suite;
}

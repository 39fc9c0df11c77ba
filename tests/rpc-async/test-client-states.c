/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The client's state machine, rpc.md 2.5, row by row. */

#include <string.h>

#include "customer.h"
#include "suites.h"

typedef enum
{
  RAW, /* zeroed memory */
  INITIALISED,
  FAILED, /* the stub raised */
  PENDING,
  DONE,
  CONSUMED,
  N_STATES,
} State;

static Customer customer;
static OfficeCall call; /* PENDING: to be ended */

static void
fail_to_begin (void)
{
  RPC_BINDING_HANDLE good = office_binding;

  office_binding = NULL;
  ck_assert_uint_eq (customer_call (&customer, 1), RPC_S_INVALID_BINDING);
  office_binding = good;
}

static void
reach (State state)
{
  memset (&customer, 0, sizeof customer);
  if (state == RAW)
    return;
  customer_init (&customer);
  if (state == FAILED)
    fail_to_begin ();
  if (state <= FAILED)
    return;
  ck_assert_uint_eq (customer_call (&customer, 20), 0);
  call = office_next ();
  if (state == PENDING)
    return;
  office_complete (&call);
  ck_assert_int_eq (customer_poll (&customer.async), 0);
  if (state == CONSUMED)
    ck_assert_int_eq (RpcAsyncCompleteCall (&customer.async, NULL), 0);
}

/* Brings a call to its end, if there is one. */
static void
leave (State state)
{
  if (state == PENDING)
    {
      office_complete (&call);
      ck_assert_int_eq (customer_poll (&customer.async), 0);
    }
  if (state == PENDING || state == DONE)
    ck_assert_int_eq (RpcAsyncCompleteCall (&customer.async, NULL), 0);
}

START_TEST (a_status_is_that_of_the_state)
{
  static const RPC_STATUS expected[N_STATES] = {
    [RAW] = RPC_S_INVALID_BINDING,        [INITIALISED] = RPC_S_INVALID_BINDING,
    [FAILED] = RPC_S_INVALID_BINDING,     [PENDING] = RPC_S_ASYNC_CALL_PENDING,
    [DONE] = 0,                           [CONSUMED] = RPC_S_INVALID_BINDING,
  };

  reach ((State) _i);
  for (guint again = 0; again < 2; again++)
    ck_assert_int_eq (RpcAsyncGetCallStatus (&customer.async), expected[_i]);
  leave ((State) _i);
}
END_TEST

START_TEST (a_call_is_completed_once_and_when_it_is_done)
{
  static const RPC_STATUS expected[N_STATES] = {
    [RAW] = RPC_S_INVALID_ASYNC_HANDLE,    [INITIALISED] = RPC_S_INVALID_ASYNC_HANDLE,
    [FAILED] = RPC_S_INVALID_ASYNC_HANDLE, [PENDING] = RPC_S_ASYNC_CALL_PENDING,
    [DONE] = 0,                            [CONSUMED] = RPC_S_INVALID_ASYNC_HANDLE,
  };
  LONG reply = -77;

  reach ((State) _i);
  ck_assert_int_eq (RpcAsyncCompleteCall (&customer.async, &reply), expected[_i]);
  ck_assert_int_eq (reply, _i == DONE ? 21 : -77);
  if (_i == DONE)
    {
      ck_assert_int_eq (customer.twice, 40);
      ck_assert_int_eq (customer.touched, 101);
    }
  else
    leave ((State) _i);
}
END_TEST

START_TEST (a_cancel_without_abort_changes_no_state)
{
  static const RPC_STATUS expected[N_STATES] = {
    [RAW] = RPC_S_INVALID_ASYNC_HANDLE,
    [INITIALISED] = RPC_S_INVALID_ASYNC_HANDLE,
    [FAILED] = RPC_S_INVALID_ASYNC_HANDLE,
    [CONSUMED] = RPC_S_INVALID_ASYNC_HANDLE,
  };

  reach ((State) _i);
  ck_assert_int_eq (RpcAsyncCancelCall (&customer.async, FALSE), expected[_i]);
  if (_i == PENDING)
    ck_assert_int_eq (RpcAsyncGetCallStatus (&customer.async), RPC_S_ASYNC_CALL_PENDING);
  leave ((State) _i);
}
END_TEST

START_TEST (a_cancel_with_abort_ends_what_is_pending)
{
  static const RPC_STATUS expected[N_STATES] = {
    [RAW] = RPC_S_INVALID_ASYNC_HANDLE,
    [INITIALISED] = RPC_S_INVALID_ASYNC_HANDLE,
    [FAILED] = RPC_S_INVALID_ASYNC_HANDLE,
    [CONSUMED] = RPC_S_INVALID_ASYNC_HANDLE,
  };
  LONG reply = -77, late = 0;

  reach ((State) _i);
  ck_assert_int_eq (RpcAsyncCancelCall (&customer.async, TRUE), expected[_i]);
  if (_i == PENDING)
    {
      ck_assert_int_eq (RpcAsyncGetCallStatus (&customer.async), RPC_S_CALL_CANCELLED);
      ck_assert_int_eq (RpcAsyncCompleteCall (&customer.async, &reply), RPC_S_CALL_CANCELLED);
      ck_assert_int_eq (reply, -77);
      ck_assert_int_eq (customer.touched, 1);
      RpcAsyncCompleteCall (call.async, &late); /* succeeds or fails, and reaches nobody */
    }
  else
    leave ((State) _i);
}
END_TEST

START_TEST (a_client_cannot_abort)
{
  static const RPC_STATUS expected[N_STATES] = {
    [RAW] = RPC_S_INVALID_ASYNC_HANDLE,    [INITIALISED] = RPC_S_INVALID_ASYNC_HANDLE,
    [FAILED] = RPC_S_INVALID_ASYNC_HANDLE, [PENDING] = RPC_S_INVALID_ASYNC_CALL,
    [DONE] = RPC_S_INVALID_ASYNC_CALL,     [CONSUMED] = RPC_S_INVALID_ASYNC_HANDLE,
  };

  reach ((State) _i);
  ck_assert_int_eq (RpcAsyncAbortCall (&customer.async, 5), expected[_i]);
  leave ((State) _i);
}
END_TEST

START_TEST (a_stub_begins_a_call_where_there_is_none)
{
  static const ULONG expected[N_STATES] = {
    [RAW] = RPC_S_INVALID_ASYNC_HANDLE,
    [PENDING] = RPC_S_INVALID_ASYNC_CALL,
    [DONE] = RPC_S_INVALID_ASYNC_CALL,
  };
  OfficeCall second;

  reach ((State) _i);
  ck_assert_uint_eq (customer_call (&customer, 30), expected[_i]);
  if (expected[_i] == 0)
    {
      second = office_next ();
      ck_assert_int_eq (second.number, 30);
      office_complete (&second);
      ck_assert_int_eq (customer_poll (&customer.async), 0);
      ck_assert_int_eq (RpcAsyncCompleteCall (&customer.async, NULL), 0);
    }
  else
    leave ((State) _i);
  ck_assert (office_is_idle ());
}
END_TEST

START_TEST (initialising_leaves_what_is_the_programs)
{
  RPC_ASYNC_STATE async;

  memset (&async, 0xA5, sizeof async);
  async.UserInfo = &customer;
  async.NotificationType = RpcNotificationTypeCallback;
  ck_assert_int_eq (RpcAsyncInitializeHandle (&async, sizeof async), 0);
  ck_assert_uint_eq (async.Size, sizeof async);
  ck_assert_uint_eq (async.Signature, 0x43595341);
  ck_assert_int_eq (async.Lock, 0);
  ck_assert_uint_eq (async.Flags, 0);
  ck_assert_ptr_null (async.StubInfo);
  ck_assert_ptr_null (async.RuntimeInfo);
  for (guint i = 0; i < 4; i++)
    ck_assert_int_eq (async.Reserved[i], 0);
  ck_assert_ptr_eq (async.UserInfo, &customer);
  ck_assert_int_eq (async.NotificationType, RpcNotificationTypeCallback);
}
END_TEST

START_TEST (a_handle_of_another_size_is_refused)
{
  RPC_ASYNC_STATE async;

  ck_assert_int_eq (RpcAsyncInitializeHandle (&async, sizeof async - 1), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcAsyncInitializeHandle (&async, sizeof async + 1), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcAsyncInitializeHandle (NULL, sizeof async), RPC_S_INVALID_ASYNC_HANDLE);
}
END_TEST

START_TEST (a_void_procedure_leaves_the_reply_alone)
{
  RPC_ASYNC_STATE async = { 0 };
  LONG reply = -77;
  OfficeCall nothing;

  RpcAsyncInitializeHandle (&async, sizeof async);
  c_Nothing (&async, office_binding, 1);
  nothing = office_next ();
  ck_assert_int_eq (RpcAsyncCompleteCall (nothing.async, NULL), 0);
  ck_assert_int_eq (customer_poll (&async), 0);
  ck_assert_int_eq (RpcAsyncCompleteCall (&async, &reply), 0);
  ck_assert_int_eq (reply, -77);
}
END_TEST

START_TEST (a_synchronous_manager_serves_an_asynchronous_client)
{
  RPC_ASYNC_STATE async = { 0 };
  LONG twice = 0, reply = 0;

  RpcAsyncInitializeHandle (&async, sizeof async);
  c_Prompt (&async, office_binding, 4, &twice);
  ck_assert_int_eq (customer_poll (&async), 0);
  ck_assert_int_eq (RpcAsyncCompleteCall (&async, &reply), 0);
  ck_assert_int_eq (twice, 8);
  ck_assert_int_eq (reply, 5);
}
END_TEST

START_TEST (a_server_that_is_not_there_is_told_once)
{
  RPC_BINDING_HANDLE good = office_binding;
  ULONG raised;

  ck_assert_int_eq (
      RpcBindingFromStringBindingA ((RPC_CSTR) "ncalrpc:[nobody]", &office_binding), 0);
  customer_init (&customer);
  raised = customer_call (&customer, 1);
  if (raised != 0)
    ck_assert_uint_eq (raised, RPC_S_SERVER_UNAVAILABLE);
  else
    {
      ck_assert_int_eq (customer_poll (&customer.async), RPC_S_SERVER_UNAVAILABLE);
      ck_assert_int_eq (RpcAsyncCompleteCall (&customer.async, NULL), RPC_S_SERVER_UNAVAILABLE);
    }
  ck_assert_int_eq (RpcBindingFree (&office_binding), 0);
  office_binding = good;
}
END_TEST

START_TEST (a_binding_that_was_freed_still_carries_its_calls)
{
  RPC_BINDING_HANDLE copy;
  RPC_BINDING_HANDLE good = office_binding;
  OfficeCall held;

  ck_assert_int_eq (RpcBindingCopy (good, &copy), 0);
  office_binding = copy;
  customer_init (&customer);
  ck_assert_uint_eq (customer_call (&customer, 1), 0);
  held = office_next ();
  ck_assert_int_eq (RpcBindingFree (&office_binding), 0);
  office_binding = good;
  office_complete (&held);
  ck_assert_int_eq (customer_poll (&customer.async), 0);
  ck_assert_int_eq (RpcAsyncCompleteCall (&customer.async, NULL), 0);
  ck_assert_int_eq (customer.twice, 2);
}
END_TEST

static void
add_table (Suite *suite, const char *name, SFun setup, SFun teardown)
{
  TCase *table = tcase_create (name);

  tcase_add_checked_fixture (table, setup, teardown);
  tcase_add_loop_test (table, a_status_is_that_of_the_state, 0, N_STATES);
  tcase_add_loop_test (table, a_call_is_completed_once_and_when_it_is_done, 0, N_STATES);
  tcase_add_loop_test (table, a_cancel_without_abort_changes_no_state, 0, N_STATES);
  tcase_add_loop_test (table, a_cancel_with_abort_ends_what_is_pending, 0, N_STATES);
  tcase_add_loop_test (table, a_client_cannot_abort, 0, N_STATES);
  tcase_add_loop_test (table, a_stub_begins_a_call_where_there_is_none, 0, N_STATES);
  suite_add_tcase (suite, table);
}

Suite *
client_states_suite (void)
{
  Suite *suite = suite_create ("client-states");
  TCase *calls = tcase_create ("calls");
  TCase *within = tcase_create ("calls-within");

  add_table (suite, "table", office_setup, office_teardown);
  add_table (suite, "table-within", office_setup_within, office_teardown_within);

  tcase_add_checked_fixture (calls, office_setup, office_teardown);
  tcase_add_test (calls, initialising_leaves_what_is_the_programs);
  tcase_add_test (calls, a_handle_of_another_size_is_refused);
  tcase_add_test (calls, a_void_procedure_leaves_the_reply_alone);
  tcase_add_test (calls, a_synchronous_manager_serves_an_asynchronous_client);
  tcase_add_test (calls, a_server_that_is_not_there_is_told_once);
  tcase_add_test (calls, a_binding_that_was_freed_still_carries_its_calls);
  suite_add_tcase (suite, calls);

  tcase_add_checked_fixture (within, office_setup_within, office_teardown_within);
  tcase_add_test (within, a_void_procedure_leaves_the_reply_alone);
  tcase_add_test (within, a_synchronous_manager_serves_an_asynchronous_client);
  suite_add_tcase (suite, within);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The server's state machine, rpc.md 2.6, and what ends a call for the client, 2.7. */

#include <beck/hresult.h>

#include "customer.h"
#include "suites.h"

static Customer customer;

static void
begin (LONG number)
{
  customer_init (&customer);
  ck_assert_uint_eq (customer_call (&customer, number), 0);
}

/* What the client gets in the end; after a failure it has nothing else. */
static void
expect_end (RPC_STATUS status, LONG expected_reply)
{
  LONG reply = -77;

  ck_assert_int_eq (customer_poll (&customer.async), status);
  ck_assert_int_eq (RpcAsyncCompleteCall (&customer.async, &reply), status);
  ck_assert_int_eq (reply, status == 0 ? expected_reply : -77);
  if (status != 0)
    ck_assert_int_eq (customer.touched, 1);
}

START_TEST (another_thread_ends_the_call_after_the_manager_returned)
{
  OfficeCall call;

  begin (20);
  call = office_next ();
  office_complete (&call);
  expect_end (0, 21);
}
END_TEST

START_TEST (a_manager_may_end_the_call_itself)
{
  begin (OFFICE_COMPLETE);
  expect_end (0, 7);
}
END_TEST

START_TEST (an_exception_of_the_manager_ends_the_call)
{
  begin (OFFICE_RAISE);
  expect_end (4711, 0);
}
END_TEST

START_TEST (the_first_end_counts)
{
  begin (OFFICE_ABORT_AND_RAISE);
  expect_end (1, 0);
}
END_TEST

START_TEST (ends_after_the_first_are_refused)
{
  begin (OFFICE_COMPLETE_TWICE);
  expect_end (0, 7);
  ck_assert_int_eq (office_second (), RPC_S_INVALID_ASYNC_HANDLE);
  ck_assert_int_eq (office_third (), RPC_S_INVALID_ASYNC_HANDLE);
}
END_TEST

START_TEST (a_call_that_ended_long_ago_is_still_known_as_such)
{
  LONG reply = 0;
  OfficeCall first, next;

  begin (1);
  first = office_next ();
  office_complete (&first);
  expect_end (0, 2);
  for (LONG i = 0; i < 50; i++)
    {
      begin (i);
      next = office_next ();
      ck_assert_int_eq (RpcAsyncCompleteCall (first.async, &reply), RPC_S_INVALID_ASYNC_HANDLE);
      ck_assert_int_eq (RpcAsyncAbortCall (first.async, 5), RPC_S_INVALID_ASYNC_HANDLE);
      office_complete (&next);
      expect_end (0, i + 1);
    }
}
END_TEST

typedef struct
{
  ULONG code;
  RPC_STATUS seen;
} Code;

/* rpc.md 1.5: what is sent for a code, and what the client makes of it. */
static const Code codes[] = {
  { 1, 1 },
  { 5, 5 },
  { 6, 6 },
  { 14, 1130 },
  { 0x20000001, 0x20000001 },
  { 1715, 1723 },
  { 1717, 1717 },
  { 1723, 1723 },
  { 1726, 1726 },
  { 1727, 1727 },
  { 1745, 1745 },
  { 1818, 1818 },
  { 1916, 1916 },
  { 4711, 4711 },
};

START_TEST (an_abort_sends_the_programs_code)
{
  OfficeCall call;

  begin (20);
  call = office_next ();
  ck_assert_int_eq (RpcAsyncAbortCall (call.async, codes[_i].code), 0);
  expect_end (codes[_i].seen, 0);
}
END_TEST

START_TEST (an_abort_without_code_is_refused)
{
  OfficeCall call;

  begin (20);
  call = office_next ();
  ck_assert_int_eq (RpcAsyncAbortCall (call.async, 0), RPC_S_INVALID_ARG);
  office_complete (&call);
  expect_end (0, 21);
}
END_TEST

START_TEST (a_result_needs_a_reply)
{
  OfficeCall call;

  begin (20);
  call = office_next ();
  ck_assert_int_eq (RpcAsyncCompleteCall (call.async, NULL), RPC_S_INVALID_ARG);
  office_complete (&call);
  expect_end (0, 21);
}
END_TEST

START_TEST (the_status_of_a_call_is_the_clients)
{
  OfficeCall call;

  begin (20);
  call = office_next ();
  ck_assert_int_eq (RpcAsyncGetCallStatus (call.async), RPC_S_INVALID_ASYNC_CALL);
  ck_assert_int_eq (RpcAsyncCancelCall (call.async, TRUE), RPC_S_INVALID_ASYNC_CALL);
  ck_assert_int_eq (RpcAsyncRegisterInfo (call.async), 0);
  office_complete (&call);
  expect_end (0, 21);
}
END_TEST

/* ---- Cancelling ---- */

static void
wait_for_cancel (const OfficeCall *call)
{
  RPC_BINDING_HANDLE handle = RpcAsyncGetCallHandle (call->async);

  for (guint i = 0; i < 10 * 1000 && RpcServerTestCancel (handle) != 0; i++)
    g_usleep (1000);
  ck_assert_int_eq (RpcServerTestCancel (handle), 0);
}

START_TEST (a_server_sees_that_a_call_is_cancelled)
{
  OfficeCall call;

  begin (20);
  call = office_next ();
  ck_assert_int_eq (RpcServerTestCancel (RpcAsyncGetCallHandle (call.async)),
                    RPC_S_CALL_IN_PROGRESS);
  ck_assert_int_eq (RpcAsyncCancelCall (&customer.async, FALSE), 0);
  wait_for_cancel (&call);
  ck_assert_int_eq (RpcAsyncGetCallStatus (&customer.async), RPC_S_ASYNC_CALL_PENDING);
  office_complete (&call);
  expect_end (0, 21);
}
END_TEST

START_TEST (a_server_may_honour_a_cancel)
{
  OfficeCall call;

  begin (20);
  call = office_next ();
  ck_assert_int_eq (RpcAsyncCancelCall (&customer.async, FALSE), 0);
  wait_for_cancel (&call);
  ck_assert_int_eq (RpcAsyncAbortCall (call.async, RPC_S_CALL_CANCELLED), 0);
  expect_end (RPC_S_CALL_CANCELLED, 0);
}
END_TEST

START_TEST (an_abandoned_call_is_seen_by_the_server)
{
  LONG reply = 1;
  OfficeCall call;

  begin (20);
  call = office_next ();
  ck_assert_int_eq (RpcAsyncCancelCall (&customer.async, TRUE), 0);
  expect_end (RPC_S_CALL_CANCELLED, 0);
  wait_for_cancel (&call);
  RpcAsyncCompleteCall (call.async, &reply);
}
END_TEST

START_TEST (a_cancel_after_the_answer_changes_nothing)
{
  OfficeCall call;

  begin (20);
  call = office_next ();
  office_complete (&call);
  ck_assert_int_eq (customer_poll (&customer.async), 0);
  ck_assert_int_eq (RpcAsyncCancelCall (&customer.async, TRUE), 0);
  expect_end (0, 21);
}
END_TEST

START_TEST (outside_a_call_there_is_nothing_to_test)
{
  ck_assert_int_eq (RpcServerTestCancel (NULL), RPC_S_NO_CALL_ACTIVE);
  ck_assert_int_eq (RpcServerTestCancel (office_binding), RPC_S_INVALID_BINDING);
}
END_TEST

/* FALSE if managers did not begin in the order in which the calls were made. */
static gboolean
make_and_answer_calls (void)
{
  Customer customers[50];
  OfficeCall calls[50];
  gboolean ordered = TRUE;
  LONG reply;

  for (LONG i = 0; i < 50; i++)
    {
      customer_init (&customers[i]);
      ck_assert_uint_eq (customer_call (&customers[i], i), 0);
    }
  for (LONG i = 0; i < 50; i++)
    {
      OfficeCall call = office_next ();

      ordered = ordered && call.number == i;
      calls[call.number] = call;
    }
  for (LONG i = 49; i >= 0; i--)
    office_complete (&calls[(i * 7) % 50]);
  for (LONG i = 0; i < 50; i++)
    {
      ck_assert_int_eq (customer_poll (&customers[i].async), 0);
      ck_assert_int_eq (RpcAsyncCompleteCall (&customers[i].async, &reply), 0);
      ck_assert_int_eq (reply, i + 1);
      ck_assert_int_eq (customers[i].twice, 2 * i);
    }
  return ordered;
}

/* They are dispatched in the order in which they were made. A manager that is dispatched, but whose
 * thread the kernel stops before it says so, is overtaken: on a busy machine that happens, but not
 * each time. */
START_TEST (calls_are_answered_in_any_order)
{
  guint rounds = 0;

  while (!make_and_answer_calls ())
    ck_assert_uint_lt (++rounds, 10);
}
END_TEST

/* ---- Races ---- */

static gpointer
cancel_it (gpointer data)
{
  RpcAsyncCancelCall (data, TRUE);
  return NULL;
}

START_TEST (of_a_cancel_and_an_answer_one_wins)
{
  for (LONG i = 0; i < 300; i++)
    {
      GThread *thread;
      OfficeCall call;
      LONG reply = -77, number = i + 1;
      RPC_STATUS status, ended;

      begin (i);
      call = office_next ();
      thread = g_thread_new ("cancel", cancel_it, &customer.async);
      ended = RpcAsyncCompleteCall (call.async, &number);
      ck_assert (ended == 0 || ended == RPC_S_CALL_FAILED);
      status = customer_poll (&customer.async);
      g_thread_join (thread);
      ck_assert_int_eq (RpcAsyncGetCallStatus (&customer.async), status);
      ck_assert_int_eq (RpcAsyncCompleteCall (&customer.async, &reply), status);
      ck_assert (status == 0 || status == RPC_S_CALL_CANCELLED);
      ck_assert_int_eq (reply, status == 0 ? i + 1 : -77);
    }
}
END_TEST

/* Calls that begin in order do so over connections only. */
static void
add_ends (Suite *suite, const char *name, SFun setup, SFun teardown)
{
  TCase *ends = tcase_create (name);

  tcase_add_checked_fixture (ends, setup, teardown);
  tcase_add_test (ends, another_thread_ends_the_call_after_the_manager_returned);
  tcase_add_test (ends, a_manager_may_end_the_call_itself);
  tcase_add_test (ends, an_exception_of_the_manager_ends_the_call);
  tcase_add_test (ends, the_first_end_counts);
  tcase_add_test (ends, ends_after_the_first_are_refused);
  tcase_add_test (ends, a_call_that_ended_long_ago_is_still_known_as_such);
  tcase_add_loop_test (ends, an_abort_sends_the_programs_code, 0, G_N_ELEMENTS (codes));
  tcase_add_test (ends, an_abort_without_code_is_refused);
  tcase_add_test (ends, a_result_needs_a_reply);
  tcase_add_test (ends, the_status_of_a_call_is_the_clients);
  if (setup == office_setup)
    tcase_add_test (ends, calls_are_answered_in_any_order);
  suite_add_tcase (suite, ends);
}

static void
add_cancels (Suite *suite, const char *name, SFun setup, SFun teardown)
{
  TCase *cancels = tcase_create (name);

  tcase_add_checked_fixture (cancels, setup, teardown);
  tcase_add_test (cancels, a_server_sees_that_a_call_is_cancelled);
  tcase_add_test (cancels, a_server_may_honour_a_cancel);
  tcase_add_test (cancels, an_abandoned_call_is_seen_by_the_server);
  tcase_add_test (cancels, a_cancel_after_the_answer_changes_nothing);
  tcase_add_test (cancels, outside_a_call_there_is_nothing_to_test);
  tcase_add_test (cancels, of_a_cancel_and_an_answer_one_wins);
  suite_add_tcase (suite, cancels);
}

Suite *
server_states_suite (void)
{
  Suite *suite = suite_create ("server-states");

  add_ends (suite, "ends", office_setup, office_teardown);
  add_cancels (suite, "cancels", office_setup, office_teardown);
  add_ends (suite, "ends-within", office_setup_within, office_teardown_within);
  add_cancels (suite, "cancels-within", office_setup_within, office_teardown_within);
  return suite;
}

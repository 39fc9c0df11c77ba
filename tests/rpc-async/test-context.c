/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Context handles of asynchronous calls (rpc.md 2.8). */

#include "customer.h"
#include "suites.h"

static DESK desk;

static void
setup (void)
{
  office_setup ();
  g_atomic_int_set (&office_rundowns, 0);
  desk = NULL;
  ck_assert_int_eq (c_Open (office_binding, 1000, &desk), 0);
}

static void
finish (RPC_ASYNC_STATE *async, LONG expected)
{
  LONG reply = 0;

  ck_assert_int_eq (customer_poll (async), 0);
  ck_assert_int_eq (RpcAsyncCompleteCall (async, &reply), 0);
  ck_assert_int_eq (reply, expected);
}

START_TEST (calls_with_one_context_follow_each_other)
{
  RPC_ASYNC_STATE first = { 0 }, second = { 0 };
  OfficeCall call;

  RpcAsyncInitializeHandle (&first, sizeof first);
  RpcAsyncInitializeHandle (&second, sizeof second);
  c_Use (&first, desk, 1);
  call = office_next ();
  c_Use (&second, desk, 2);
  g_usleep (30 * 1000);
  ck_assert (office_is_idle ()); /* the second has not begun */
  ck_assert_int_eq (call.number, 1001);
  office_complete (&call);
  finish (&first, 1002);
  call = office_next ();
  ck_assert_int_eq (call.number, 1002);
  office_complete (&call);
  finish (&second, 1003);
  ck_assert_int_eq (c_Close (&desk), 0);
  ck_assert_ptr_null (desk);
}
END_TEST

START_TEST (a_context_keeps_its_binding)
{
  RPC_ASYNC_STATE async = { 0 };
  RPC_BINDING_HANDLE other;
  OfficeCall call;

  ck_assert_int_eq (RpcBindingCopy (office_binding, &other), 0);
  ck_assert_int_eq (RpcBindingFree (&office_binding), 0);
  office_binding = other;
  RpcAsyncInitializeHandle (&async, sizeof async);
  c_Use (&async, desk, 1);
  call = office_next ();
  office_complete (&call);
  finish (&async, 1002);
  ck_assert_int_eq (c_Close (&desk), 0);
}
END_TEST

START_TEST (a_client_that_goes_has_its_contexts_run_down)
{
  RpcSsDestroyClientContext (&desk);
  ck_assert_int_eq (RpcBindingFree (&office_binding), 0);
  beck_rpc_close_idle ();
  for (guint i = 0; i < 10 * 1000 && g_atomic_int_get (&office_rundowns) == 0; i++)
    g_usleep (1000);
  ck_assert_int_eq (g_atomic_int_get (&office_rundowns), 1);
  ck_assert_int_eq (RpcBindingFromStringBindingA ((RPC_CSTR) OFFICE, &office_binding), 0);
}
END_TEST

Suite *
context_suite (void)
{
  Suite *suite = suite_create ("context");
  TCase *tcase = tcase_create ("context");

  tcase_add_checked_fixture (tcase, setup, office_teardown);
  tcase_add_test (tcase, calls_with_one_context_follow_each_other);
  tcase_add_test (tcase, a_context_keeps_its_binding);
  tcase_add_test (tcase, a_client_that_goes_has_its_contexts_run_down);
  suite_add_tcase (suite, tcase);
  return suite;
}

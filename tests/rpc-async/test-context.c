/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Context handles of asynchronous calls (rpc.md 2.8). */

#include <string.h>

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

/* ---- Contexts that calls share ---- */

typedef struct
{
  RPC_ASYNC_STATE async[2];
  OfficeCall calls[2];
} Pair;

static SHELF shelf;

/* Two calls with one context, both inside. */
static void
begin_pair (Pair *pair)
{
  memset (pair, 0, sizeof *pair);
  ck_assert_int_eq (c_OpenShelf (office_binding, &shelf), 0);
  for (guint i = 0; i < 2; i++)
    {
      RpcAsyncInitializeHandle (&pair->async[i], sizeof pair->async[i]);
      c_UseShelf (&pair->async[i], shelf, (LONG) i);
    }
  for (guint i = 0; i < 2; i++)
    pair->calls[i] = office_next ();
}

static RPC_BINDING_HANDLE
handle_of (const Pair *pair, guint i)
{
  return RpcAsyncGetCallHandle (pair->calls[i].async);
}

static void
end_one (Pair *pair, guint i)
{
  LONG number = pair->calls[i].number;

  office_complete (&pair->calls[i]);
  finish (&pair->async[number], number + 1);
}

START_TEST (calls_that_share_a_context_overlap)
{
  Pair pair;

  begin_pair (&pair);
  end_one (&pair, 1);
  end_one (&pair, 0);
  RpcSsDestroyClientContext (&shelf);
}
END_TEST

typedef struct
{
  OfficeCall *call;
  RPC_STATUS status;
} Wanting;

/* Who cannot have the context for itself leaves it to the other. */
static gpointer
want_alone (gpointer data)
{
  Wanting *wanting = data;

  wanting->status = RpcSsContextLockExclusive (RpcAsyncGetCallHandle (wanting->call->async),
                                               &office_shelf);
  office_complete (wanting->call);
  return NULL;
}

START_TEST (of_two_that_want_a_context_for_themselves_one_is_told)
{
  Pair pair;
  Wanting wanting[2];
  GThread *threads[2];

  begin_pair (&pair);
  for (guint i = 0; i < 2; i++)
    {
      wanting[i].call = &pair.calls[i];
      threads[i] = g_thread_new ("wanting", want_alone, &wanting[i]);
    }
  for (guint i = 0; i < 2; i++)
    g_thread_join (threads[i]);
  ck_assert_int_eq (MIN (wanting[0].status, wanting[1].status), 0);
  ck_assert_int_eq (MAX (wanting[0].status, wanting[1].status), ERROR_MORE_WRITES);
  for (LONG i = 0; i < 2; i++)
    finish (&pair.async[i], i + 1);
  RpcSsDestroyClientContext (&shelf);
}
END_TEST

START_TEST (a_call_may_have_a_context_for_itself_and_share_it_again)
{
  RPC_ASYNC_STATE third = { 0 };
  OfficeCall call;
  Pair pair;

  begin_pair (&pair);
  end_one (&pair, 1);
  ck_assert_int_eq (RpcSsContextLockExclusive (handle_of (&pair, 0), &office_shelf), 0);
  ck_assert_int_eq (RpcSsContextLockExclusive (handle_of (&pair, 0), &office_shelf), 0);
  RpcAsyncInitializeHandle (&third, sizeof third);
  c_UseShelf (&third, shelf, 5);
  g_usleep (20 * 1000);
  ck_assert (office_is_idle ());
  ck_assert_int_eq (RpcSsContextLockShared (handle_of (&pair, 0), &office_shelf), 0);
  call = office_next ();
  office_complete (&call);
  finish (&third, 6);
  end_one (&pair, 0);
  RpcSsDestroyClientContext (&shelf);
}
END_TEST

START_TEST (locks_are_of_contexts_that_the_call_has)
{
  Pair pair;

  begin_pair (&pair);
  ck_assert_int_eq (RpcSsContextLockExclusive (handle_of (&pair, 0), &pair),
                    RPC_X_SS_CONTEXT_MISMATCH);
  ck_assert_int_eq (RpcSsContextLockShared (handle_of (&pair, 0), NULL),
                    RPC_X_SS_CONTEXT_MISMATCH);
  ck_assert_int_eq (RpcSsContextLockShared (NULL, &office_shelf), RPC_S_NO_CALL_ACTIVE);
  ck_assert_int_eq (RpcSsContextLockExclusive (office_binding, &office_shelf),
                    RPC_S_WRONG_KIND_OF_BINDING);
  end_one (&pair, 0);
  end_one (&pair, 1);
  RpcSsDestroyClientContext (&shelf);
}
END_TEST

START_TEST (contexts_need_not_be_serialized)
{
  RPC_ASYNC_STATE first = { 0 }, second = { 0 };
  OfficeCall calls[2];

  RpcSsDontSerializeContext ();
  RpcAsyncInitializeHandle (&first, sizeof first);
  RpcAsyncInitializeHandle (&second, sizeof second);
  c_Use (&first, desk, 1);
  c_Use (&second, desk, 2);
  calls[0] = office_next ();
  calls[1] = office_next ();
  office_complete (&calls[1]);
  office_complete (&calls[0]);
  finish (&first, 1002);
  finish (&second, 1003);
  ck_assert_int_eq (c_Close (&desk), 0);
}
END_TEST

/* ---- The end of contexts ---- */

static ULONG
use_desk (DESK used)
{
  RPC_ASYNC_STATE async = { 0 };
  volatile ULONG raised = 0;

  RpcAsyncInitializeHandle (&async, sizeof async);
  RpcTryExcept
    {
      c_Use (&async, used, 1);
    }
  RpcExcept (EXCEPTION_EXECUTE_HANDLER)
    {
      raised = RpcExceptionCode ();
    }
  RpcEndExcept
  if (raised != 0)
    return raised;
  customer_poll (&async);
  return (ULONG) RpcAsyncCompleteCall (&async, NULL);
}

START_TEST (null_and_a_closed_context_are_refused)
{
  DESK copy = desk;

  ck_assert_uint_eq (use_desk (NULL), RPC_X_SS_IN_NULL_CONTEXT);
  ck_assert_int_eq (c_Close (&desk), 0);
  ck_assert_uint_eq (use_desk (copy), RPC_X_SS_CONTEXT_MISMATCH);
}
END_TEST

/* With the registration, or, if that is not wanted, with the client. */
START_TEST (contexts_may_end_with_their_interface)
{
  ck_assert_int_eq (office_unregister (_i), 0);
  ck_assert_int_eq (g_atomic_int_get (&office_rundowns), _i);
  office_register ();
  if (_i)
    ck_assert_uint_eq (use_desk (desk), RPC_X_SS_CONTEXT_MISMATCH);
  RpcSsDestroyClientContext (&desk);
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
  office_bind ();
}
END_TEST

Suite *
context_suite (void)
{
  Suite *suite = suite_create ("context");
  TCase *shared = tcase_create ("shared");
  TCase *within = tcase_create ("shared-within");
  TCase *tcase = tcase_create ("context");

  tcase_add_checked_fixture (shared, office_setup, office_teardown);
  tcase_add_test (shared, calls_that_share_a_context_overlap);
  tcase_add_test (shared, of_two_that_want_a_context_for_themselves_one_is_told);
  tcase_add_test (shared, a_call_may_have_a_context_for_itself_and_share_it_again);
  tcase_add_test (shared, locks_are_of_contexts_that_the_call_has);
  suite_add_tcase (suite, shared);

  tcase_add_checked_fixture (within, office_setup_within, office_teardown_within);
  tcase_add_test (within, calls_that_share_a_context_overlap);
  tcase_add_test (within, of_two_that_want_a_context_for_themselves_one_is_told);
  tcase_add_test (within, a_call_may_have_a_context_for_itself_and_share_it_again);
  suite_add_tcase (suite, within);

  tcase_add_checked_fixture (tcase, setup, office_teardown);
  tcase_add_test (tcase, calls_with_one_context_follow_each_other);
  tcase_add_test (tcase, a_context_keeps_its_binding);
  tcase_add_test (tcase, null_and_a_closed_context_are_refused);
  tcase_add_loop_test (tcase, contexts_may_end_with_their_interface, 0, 2);
  tcase_add_test (tcase, a_client_that_goes_has_its_contexts_run_down);
  tcase_add_test (tcase, contexts_need_not_be_serialized); /* and never are again */
  suite_add_tcase (suite, tcase);
  return suite;
}

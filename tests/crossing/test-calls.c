/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What calls do, sync and async, wherever the object is (spec/com.md 8.1). */

#define COBJMACROS
#include "suites.h"

#include "beck-test.h"
#include "client.h"

/* ---- Synchronous calls ---- */

static void
check_sync (guint kind, gboolean with_calls)
{
  LONG sum = 0, b = 5, c = 0, kept = 7, out = 9;
  const byte bytes[] = { 1, 2, 3, 4 };
  byte reversed[4] = { 0 };
  Place place;

  place_open (&place, kind, with_calls);
  ck_assert_int_eq (ITally_Add (place.tally, 2, 3, &sum), S_OK);
  ck_assert_int_eq (sum, 5);
  ck_assert_int_eq (ITally_Exchange (place.tally, 2, &b, &c), S_FALSE);
  ck_assert_int_eq (b, 7);
  ck_assert_int_eq (c, 5);
  ck_assert_int_eq (ITally_Fail (place.tally, E_ACCESSDENIED, &kept, &out), E_ACCESSDENIED);
  ck_assert_int_eq (kept, 7);
  ck_assert_int_eq (out, 0);
  ck_assert_int_eq (ITally_Reverse (place.tally, 4, bytes, reversed), S_OK);
  ck_assert_int_eq (reversed[0], 4);
  ck_assert_int_eq (reversed[3], 1);
  place_close (&place);
}

START_TEST (a_synchronous_call_has_the_results_of_the_method)
{
  check_sync ((guint) _i, FALSE);
}
END_TEST

START_TEST (a_synchronous_call_of_a_server_with_call_objects_has_the_same)
{
  check_sync ((guint) _i, TRUE);
}
END_TEST

START_TEST (a_server_with_call_objects_is_called_through_them_from_elsewhere_only)
{
  LONG sum;
  Place place;
  PlaceCounts counts;

  place_open (&place, (guint) _i, TRUE);
  ck_assert_int_eq (ITally_Add (place.tally, 2, 3, &sum), S_OK);
  counts = place_counts (&place);
  ck_assert_int_eq (counts.n_sync, place.kind->crosses ? 0 : 1);
  ck_assert_int_eq (counts.n_begun, place.kind->crosses ? 1 : 0);
  ck_assert_int_eq (counts.n_finished, counts.n_begun);
  ck_assert_int_eq (counts.outer, place.kind->crosses ? 1 : 0);
  place_close (&place);
}
END_TEST

/* ---- Asynchronous calls ---- */

static void
check_async (guint kind, gboolean with_calls)
{
  LONG sum = 0, b = 5, c = 0, kept = 7, out = 9;
  AsyncITally *async;
  Place place;

  if (!place_has_calls (kind, with_calls))
    return;
  place_open (&place, kind, with_calls);
  async = place_new_call (&place, &IID_AsyncITally);
  ck_assert_int_eq (AsyncITally_Finish_Add (async, &sum), RPC_E_CALL_COMPLETE);
  ck_assert_int_eq (AsyncITally_Begin_Add (async, 2, 3), S_OK);
  ck_assert_int_eq (call_wait (async, INFINITE), S_OK);
  ck_assert_int_eq (call_wait (async, 0), S_OK);
  ck_assert_int_eq (AsyncITally_Begin_Add (async, 2, 3), RPC_S_CALLPENDING);
  ck_assert_int_eq (AsyncITally_Finish_Add (async, &sum), S_OK);
  ck_assert_int_eq (sum, 5);

  ck_assert_int_eq (AsyncITally_Begin_Exchange (async, 2, &b), S_OK);
  ck_assert_int_eq (AsyncITally_Finish_Exchange (async, &b, &c), S_FALSE);
  ck_assert_int_eq (b, 7);
  ck_assert_int_eq (c, 5);

  ck_assert_int_eq (AsyncITally_Begin_Fail (async, E_ACCESSDENIED, &kept), S_OK);
  ck_assert_int_eq (call_wait (async, INFINITE), S_OK);
  ck_assert_int_eq (AsyncITally_Finish_Fail (async, &kept, &out), E_ACCESSDENIED);
  ck_assert_int_eq (out, 0);
  AsyncITally_Release (async);
  place_close (&place);
}

START_TEST (an_asynchronous_call_has_the_results_of_the_method)
{
  check_async ((guint) _i, FALSE);
}
END_TEST

START_TEST (an_asynchronous_call_of_a_server_with_call_objects_has_the_same)
{
  check_async ((guint) _i, TRUE);
}
END_TEST

static void
check_pending (guint kind, gboolean with_calls)
{
  AsyncITally *async;
  Place place;

  if (!place_has_calls (kind, with_calls))
    return;
  place_open (&place, kind, with_calls);
  async = place_new_call (&place, &IID_AsyncITally);
  ck_assert_int_eq (AsyncITally_Begin_Hold (async), S_OK);
  ck_assert_int_eq (AsyncITally_Begin_Hold (async), RPC_S_CALLPENDING);
  ck_assert_int_eq (call_wait (async, 1), RPC_E_TIMEOUT);
  if (place_is_free (&place, with_calls))
    {
      ck_assert_int_eq (IPlace_Open (place.place), S_OK);
      ck_assert_int_eq (call_wait (async, INFINITE), S_OK);
      ck_assert_int_eq (AsyncITally_Finish_Hold (async), S_OK);
    }
  else
    {
      /* A thread that is inside a method cannot be told to open. */
      ck_assert_int_eq (call_cancel (async, 0), S_OK);
      ck_assert_int_eq (AsyncITally_Finish_Hold (async), RPC_E_CALL_CANCELED);
    }
  AsyncITally_Release (async);
  place_close (&place);
}

START_TEST (a_pending_call_is_pending_until_the_server_is_done)
{
  check_pending ((guint) _i, FALSE);
}
END_TEST

START_TEST (a_pending_call_is_pending_until_the_call_object_is_signaled)
{
  check_pending ((guint) _i, TRUE);
}
END_TEST

/* ---- Cancel ---- */

static void
check_cancel (guint kind, gboolean with_calls)
{
  AsyncITally *async;
  Place place;

  if (!place_has_calls (kind, with_calls))
    return;
  place_open (&place, kind, with_calls);
  async = place_new_call (&place, &IID_AsyncITally);
  ck_assert_int_eq (AsyncITally_Begin_Hold (async), S_OK);
  /* Wherever the call is on its way. */
  ck_assert_int_eq (call_cancel (async, 0), S_OK);
  ck_assert_int_eq (call_wait (async, INFINITE), S_OK);
  ck_assert_int_eq (AsyncITally_Begin_Hold (async), RPC_S_CALLPENDING);
  ck_assert_int_eq (call_cancel (async, 0), RPC_E_CALL_CANCELED);
  ck_assert_int_eq (AsyncITally_Finish_Hold (async), RPC_E_CALL_CANCELED);
  ck_assert_int_eq (call_cancel (async, 0), RPC_E_CALL_COMPLETE);
  AsyncITally_Release (async);
  place_close (&place);
}

START_TEST (a_cancelled_call_is_over_for_the_client)
{
  check_cancel ((guint) _i, FALSE);
}
END_TEST

START_TEST (a_cancelled_call_of_a_call_object_is_over_for_the_client)
{
  check_cancel ((guint) _i, TRUE);
}
END_TEST

static void
check_server_sees_cancel (guint kind, gboolean with_calls)
{
  AsyncITally *async;
  Place place;

  if (!place_has_calls (kind, with_calls))
    return;
  place_open (&place, kind, with_calls);
  async = place_new_call (&place, &IID_AsyncITally);
  ck_assert_int_eq (AsyncITally_Begin_Hold (async), S_OK);
  /* A server that sits in its only thread tells nothing before it has seen the cancel. */
  if (place_is_free (&place, with_calls))
    while (place_counts (&place).n_holding == 0)
      ;
  ck_assert_int_eq (call_cancel (async, 0), S_OK);
  ck_assert_int_eq (AsyncITally_Finish_Hold (async), RPC_E_CALL_CANCELED);
  while (place_counts (&place).n_holding > 0)
    ;
  if (place_is_free (&place, with_calls))
    ck_assert_int_eq (place_counts (&place).n_cancelled, 1);
  AsyncITally_Release (async);
  place_close (&place);
}

START_TEST (a_server_sees_that_its_call_was_cancelled)
{
  check_server_sees_cancel ((guint) _i, FALSE);
}
END_TEST

START_TEST (a_call_object_of_the_server_is_cancelled_with_the_call)
{
  check_server_sees_cancel ((guint) _i, TRUE);
}
END_TEST

/* ---- Abandoned calls ---- */

START_TEST (an_abandoned_call_runs_to_its_end)
{
  AsyncITally *async;
  Place place;

  if (!place_has_calls ((guint) _i, FALSE))
    return;
  place_open (&place, (guint) _i, FALSE);
  async = place_new_call (&place, &IID_AsyncITally);
  ck_assert_int_eq (AsyncITally_Begin_Add (async, 1, 2), S_OK);
  AsyncITally_Release (async);
  while (place_counts (&place).n_sync == 0)
    ;
  place_close (&place);
}
END_TEST

/* ---- Call factories ---- */

START_TEST (what_the_object_has_not_got_has_no_call_objects)
{
  ICallFactory *factory;
  IUnknown *async = (IUnknown *) &place_kinds;
  Place place;

  place_open (&place, (guint) _i, TRUE);
  ck_assert_int_eq (ITally_QueryInterface (place.tally, &IID_ICallFactory, (void **) &factory),
                    S_OK);
  ck_assert_int_eq (ICallFactory_CreateCall (factory, &IID_AsyncIAbsent, NULL, &IID_IUnknown,
                                             &async),
                    E_NOINTERFACE);
  ck_assert_ptr_null (async);
  ck_assert_int_eq (ICallFactory_CreateCall (factory, &IID_AsyncITally, (IUnknown *) factory,
                                             &IID_AsyncITally, &async),
                    E_INVALIDARG);
  ck_assert_ptr_null (async);
  ICallFactory_Release (factory);
  place_close (&place);
}
END_TEST

Suite *
calls_suite (void)
{
  Suite *suite = suite_create ("calls");
  const int n = (int) n_place_kinds;
  TCase *tc = tcase_create ("sync");

  tcase_add_loop_test (tc, a_synchronous_call_has_the_results_of_the_method, 0, n);
  tcase_add_loop_test (tc, a_synchronous_call_of_a_server_with_call_objects_has_the_same, 0, n);
  tcase_add_loop_test (tc, a_server_with_call_objects_is_called_through_them_from_elsewhere_only, 0,
                       n);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("async");
  tcase_add_loop_test (tc, an_asynchronous_call_has_the_results_of_the_method, 0, n);
  tcase_add_loop_test (tc, an_asynchronous_call_of_a_server_with_call_objects_has_the_same, 0, n);
  tcase_add_loop_test (tc, a_pending_call_is_pending_until_the_server_is_done, 0, n);
  tcase_add_loop_test (tc, a_pending_call_is_pending_until_the_call_object_is_signaled, 0, n);
  tcase_add_loop_test (tc, an_abandoned_call_runs_to_its_end, 0, n);
  tcase_add_loop_test (tc, what_the_object_has_not_got_has_no_call_objects, 0, n);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("cancel");
  tcase_add_loop_test (tc, a_cancelled_call_is_over_for_the_client, 0, n);
  tcase_add_loop_test (tc, a_cancelled_call_of_a_call_object_is_over_for_the_client, 0, n);
  tcase_add_loop_test (tc, a_server_sees_that_its_call_was_cancelled, 0, n);
  tcase_add_loop_test (tc, a_call_object_of_the_server_is_cancelled_with_the_call, 0, n);
  suite_add_tcase (suite, tc);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Call objects as they are made: what that costs, what they are a part of, and AsyncIUnknown
 * (spec/com.md 3.1, 3.6, 3.8, 8.1).
 */

#define COBJMACROS
#include "suites.h"

#include "beck-test.h"
#include "client.h"
#include "outer.h"

/* ---- Outer objects ---- */

/* 19 */
static void
check_signal (guint kind, gboolean with_calls)
{
  LONG sum = 0;
  Outer *outer;
  Place place;

  if (!place_has_calls (kind, with_calls))
    return;
  place_open (&place, kind, with_calls);
  outer = outer_new (place.tally);
  for (int i = 1; i <= 3; i++)
    {
      ck_assert_int_eq (AsyncITally_Begin_Add (outer->call, i, 3), S_OK);
      ck_assert_int_eq (AsyncITally_Finish_Add (outer->call, &sum), S_OK);
      ck_assert_int_eq (sum, i + 3);
      ck_assert_int_eq (atomic_load (&outer->n_signals), i);
    }
  ck_assert_int_eq (AsyncITally_Begin_Hold (outer->call), S_OK);
  ck_assert_int_eq (call_cancel (outer->call, 0), S_OK);
  ck_assert_int_eq (AsyncITally_Finish_Hold (outer->call), RPC_E_CALL_CANCELED);
  ck_assert_int_eq (atomic_load (&outer->n_signals), 4);
  beck_object_unref (outer);
  place_close (&place);
}

START_TEST (an_outer_object_is_told_once_of_each_call)
{
  check_signal ((guint) _i, FALSE);
}
END_TEST

START_TEST (an_outer_object_is_told_once_of_each_call_of_a_call_object)
{
  check_signal ((guint) _i, TRUE);
}
END_TEST

/* 20 */
static void
check_signal_fails (guint kind, gboolean with_calls)
{
  LONG sum = 9;
  Outer *outer;
  Place place;

  if (!place_has_calls (kind, with_calls))
    return;
  place_open (&place, kind, with_calls);
  outer = outer_new (place.tally);
  outer->reset_result = E_NOTIMPL;
  ck_assert_int_eq (AsyncITally_Begin_Add (outer->call, 2, 3), E_NOTIMPL);
  ck_assert_int_eq (AsyncITally_Finish_Add (outer->call, &sum), RPC_E_CALL_COMPLETE);
  outer->reset_result = S_OK;
  outer->signal_result = E_NOTIMPL;
  ck_assert_int_eq (AsyncITally_Begin_Add (outer->call, 2, 3), S_OK);
  ck_assert_int_eq (AsyncITally_Finish_Add (outer->call, &sum), E_NOTIMPL);
  ck_assert_int_eq (sum, 0);
  outer->signal_result = S_OK;
  ck_assert_int_eq (AsyncITally_Begin_Add (outer->call, 2, 3), S_OK);
  ck_assert_int_eq (AsyncITally_Finish_Add (outer->call, &sum), S_OK);
  beck_object_unref (outer);
  place_close (&place);
}

START_TEST (an_outer_object_that_cannot_be_told_fails_the_call)
{
  check_signal_fails ((guint) _i, FALSE);
}
END_TEST

START_TEST (an_outer_object_that_cannot_be_told_fails_the_call_of_a_call_object)
{
  check_signal_fails ((guint) _i, TRUE);
}
END_TEST

/* 52 */
START_TEST (a_call_object_inside_counts_on_the_outer_object)
{
  ULONG before;
  Outer *outer;
  Place place;

  if (!place_has_calls ((guint) _i, TRUE))
    return;
  place_open (&place, (guint) _i, TRUE);
  outer = outer_new (place.tally);
  before = ISynchronize_AddRef (&outer->sync);
  ck_assert_uint_eq (AsyncITally_AddRef (outer->call), before + 1);
  ck_assert_uint_eq (AsyncITally_Release (outer->call), before);
  ISynchronize_Release (&outer->sync);
  beck_object_unref (outer);
  place_close (&place);
}
END_TEST

/* ---- What a call object costs ---- */

/* 1, 2: the server could not answer. */
START_TEST (a_call_object_is_made_without_the_server)
{
  AsyncITally *call;
  Place place;

  if (place_kinds[_i].protseq == NULL)
    return;
  place_open (&place, (guint) _i, FALSE);
  place_stop (&place);
  call = place_new_call (&place, &IID_AsyncITally);
  AsyncITally_Release (call);
  place_continue (&place);
  place_close (&place);
}
END_TEST

/* ---- AsyncIUnknown ---- */

static HRESULT
query (AsyncIUnknown *call, REFIID iid, void **ppv)
{
  ck_assert_int_eq (AsyncIUnknown_Begin_QueryInterface (call, iid), S_OK);
  ck_assert_int_eq (call_wait (call, INFINITE), S_OK);
  return AsyncIUnknown_Finish_QueryInterface (call, ppv);
}

/* 22 */
START_TEST (an_asynchronous_query_has_the_results_of_a_query)
{
  AsyncIUnknown *call;
  void *found;
  Place place;

  if (!place_kinds[_i].crosses)
    return;
  place_open (&place, (guint) _i, FALSE);
  ITally_Release (place.tally);
  place.tally = NULL;
  call = place_new_call (&place, &IID_AsyncIUnknown);
  found = &place;
  ck_assert_int_eq (query (call, &IID_IAbsent, &found), E_NOINTERFACE);
  ck_assert_ptr_null (found);
  ck_assert_int_eq (query (call, &IID_ITally, &found), S_OK);
  place.tally = found;
  ck_assert_int_eq (ITally_Add (place.tally, 1, 2, &(LONG){ 0 }), S_OK);
  ck_assert_int_eq (query (call, &IID_ITally, &found), S_OK);
  ck_assert_ptr_eq (found, place.tally);
  ITally_Release (place.tally);
  AsyncIUnknown_Release (call);
  place_close (&place);
}
END_TEST

/* 23 */
START_TEST (an_asynchronous_release_does_not_wait_for_a_server_that_hangs)
{
  AsyncIUnknown *call;
  Place place;

  if (place_kinds[_i].protseq == NULL)
    return;
  place_open (&place, (guint) _i, FALSE);
  call = place_new_call (&place, &IID_AsyncIUnknown);
  ITally_Release (place.tally);
  place.tally = NULL;
  place_stop (&place);
  ck_assert_int_eq (AsyncIUnknown_Begin_Release (call), S_OK);
  AsyncIUnknown_Finish_Release (call);
  place.place = NULL;
  AsyncIUnknown_Release (call);
  place_continue (&place);
  place_close (&place);
}
END_TEST

Suite *
outer_suite (void)
{
  Suite *suite = suite_create ("outer");
  const int n = (int) n_place_kinds;
  TCase *tc = tcase_create ("outer");

  tcase_add_loop_test (tc, an_outer_object_is_told_once_of_each_call, 0, n);
  tcase_add_loop_test (tc, an_outer_object_is_told_once_of_each_call_of_a_call_object, 0, n);
  tcase_add_loop_test (tc, an_outer_object_that_cannot_be_told_fails_the_call, 0, n);
  tcase_add_loop_test (tc, an_outer_object_that_cannot_be_told_fails_the_call_of_a_call_object, 0,
                       n);
  tcase_add_loop_test (tc, a_call_object_inside_counts_on_the_outer_object, 0, n);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("unknown");
  tcase_add_loop_test (tc, a_call_object_is_made_without_the_server, 0, n);
  tcase_add_loop_test (tc, an_asynchronous_query_has_the_results_of_a_query, 0, n);
  tcase_add_loop_test (tc, an_asynchronous_release_does_not_wait_for_a_server_that_hangs, 0, n);
  suite_add_tcase (suite, tc);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Cancel of calls that cross, from where the client is to the calls that the server makes meanwhile
 * (spec/com.md 3.7, 8.2), and deadlines, which are cancels that come by themselves.
 */

#define COBJMACROS
#include "suites.h"

#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "beck-test.h"
#include "client.h"
#include "tally.h"

static void
open_place (Helper *self)
{
  ck_assert_int_eq (IPlace_Open (self->place), S_OK);
}

/* ---- Asynchronous calls ---- */

/* 34 */
static void
check_states (guint kind, gboolean with_calls)
{
  AsyncITally *call;
  Place place;

  if (!place_has_calls (kind, with_calls))
    return;
  place_open (&place, kind, with_calls);
  call = place_new_call (&place, &IID_AsyncITally);
  ck_assert_int_eq (call_test_cancel (call), RPC_E_CALL_COMPLETE);
  ck_assert_int_eq (AsyncITally_Begin_Hold (call), S_OK);
  ck_assert_int_eq (call_test_cancel (call), RPC_S_CALLPENDING);
  ck_assert_int_eq (call_cancel (call, 0), S_OK);
  ck_assert_int_eq (call_test_cancel (call), RPC_E_CALL_CANCELED);
  ck_assert_int_eq (AsyncITally_Finish_Hold (call), RPC_E_CALL_CANCELED);
  ck_assert_int_eq (call_test_cancel (call), RPC_E_CALL_COMPLETE);
  /* 25: and the call object is as good as new. */
  ck_assert_int_eq (AsyncITally_Begin_Add (call, 1, 2), S_OK);
  ck_assert_int_eq (AsyncITally_Finish_Add (call, &(LONG){ 0 }), S_OK);
  AsyncITally_Release (call);
  place_close (&place);
}

START_TEST (a_call_tells_whether_it_was_cancelled)
{
  check_states ((guint) _i, FALSE);
}
END_TEST

START_TEST (a_call_of_a_call_object_tells_whether_it_was_cancelled)
{
  check_states ((guint) _i, TRUE);
}
END_TEST

/* 27 */
START_TEST (a_server_that_is_given_time_finishes_its_call)
{
  Helper helper = { .work = open_place };
  AsyncIPlace *call;
  Place place;

  if (!place_has_calls ((guint) _i, FALSE))
    return;
  place_open (&place, (guint) _i, FALSE);
  call = place_new_call (&place, &IID_AsyncIPlace);
  ck_assert_int_eq (AsyncIPlace_Begin_Sit (call), S_OK);
  helper_start (&helper, &place);
  ck_assert_int_eq (call_cancel (call, 1000), RPC_E_CALL_COMPLETE);
  ck_assert_int_eq (AsyncIPlace_Finish_Sit (call), S_OK);
  helper_join (&helper);
  AsyncIPlace_Release (call);
  place_close (&place);
}
END_TEST

/* ---- Synchronous calls, by another thread ---- */

typedef struct
{
  DWORD tid;        /* whose call */
  HRESULT expected; /* of CoCancelCall */
  gboolean opens;   /* afterwards */
} Canceller;

static void
cancel_other (Helper *self)
{
  const Canceller *canceller = self->data;
  HRESULT hr;

  /* 31: as long as it makes none. */
  do
    hr = CoCancelCall (canceller->tid, 0);
  while (hr == E_NOINTERFACE);
  ck_assert_int_eq (hr, canceller->expected);
  if (canceller->opens)
    open_place (self);
}

/* 28 */
START_TEST (a_call_is_not_cancelled_where_that_is_not_enabled)
{
  Canceller canceller = { (DWORD) syscall (SYS_gettid), CO_E_CANCEL_DISABLED, TRUE };
  Helper helper = { .work = cancel_other, .data = &canceller };
  Place place;

  if (!place_kinds[_i].crosses)
    return;
  place_open (&place, (guint) _i, TRUE);
  helper_start (&helper, &place);
  ck_assert_int_eq (ITally_Hold (place.tally), S_OK);
  helper_join (&helper);
  place_close (&place);
}
END_TEST

static void
check_sync_cancel (guint kind, gboolean with_calls)
{
  Canceller canceller = { (DWORD) syscall (SYS_gettid), S_OK, FALSE };
  Helper helper = { .work = cancel_other, .data = &canceller };
  Place place;

  if (!place_kinds[kind].crosses)
    return;
  place_open (&place, kind, with_calls);
  ck_assert_int_eq (CoEnableCallCancellation (NULL), S_OK);
  helper_start (&helper, &place);
  ck_assert_int_eq (ITally_Hold (place.tally), RPC_E_CALL_CANCELED);
  ck_assert_int_eq (CoDisableCallCancellation (NULL), S_OK);
  ck_assert_int_eq (CoCancelCall (0, 0), E_NOINTERFACE);
  helper_join (&helper);
  while (place_counts (&place).n_holding > 0)
    ;
  place_close (&place);
}

START_TEST (a_synchronous_call_is_cancelled_by_another_thread)
{
  check_sync_cancel ((guint) _i, FALSE);
}
END_TEST

START_TEST (a_synchronous_call_of_a_call_object_is_cancelled_by_another_thread)
{
  check_sync_cancel ((guint) _i, TRUE);
}
END_TEST

/* 35 */
START_TEST (a_cancelled_call_lets_its_caller_go_whatever_the_server_does)
{
  Canceller canceller = { (DWORD) syscall (SYS_gettid), S_OK, FALSE };
  Helper helper = { .work = cancel_other, .data = &canceller };
  Place place;

  if (!place_kinds[_i].crosses)
    return;
  place_open (&place, (guint) _i, FALSE);
  ck_assert_int_eq (CoEnableCallCancellation (NULL), S_OK);
  helper_start (&helper, &place);
  ck_assert_int_eq (IPlace_Sit (place.place), RPC_E_CALL_CANCELED);
  ck_assert_int_eq (CoDisableCallCancellation (NULL), S_OK);
  ck_assert_int_eq (IPlace_Open (place.place), S_OK);
  helper_join (&helper);
  while (place_counts (&place).n_holding > 0)
    ;
  place_close (&place);
}
END_TEST

/* ---- Calls that are made in calls ---- */

static PlaceCounts
counts_of (ITally *tally)
{
  PlaceCounts counts;
  IPlace *place;

  ck_assert_int_eq (ITally_QueryInterface (tally, &IID_IPlace, (void **) &place), S_OK);
  ck_assert_int_eq (IPlace_Counts (place, &counts), S_OK);
  IPlace_Release (place);
  return counts;
}

/* An object of the client's own whose calls need no thread. */
static ITally *
own_with_calls (void)
{
  IPlace *place = tally_new (TRUE);
  ITally *tally;

  ck_assert_ptr_nonnull (place);
  ck_assert_int_eq (IPlace_QueryInterface (place, &IID_ITally, (void **) &tally), S_OK);
  IPlace_Release (place);
  return tally;
}

START_TEST (cancel_reaches_the_calls_that_the_call_has_made)
{
  AsyncIPlace *call;
  ITally *own;
  Place place;

  if (!place_kinds[_i].crosses || place_kinds[_i].is_home)
    return;
  place_open (&place, (guint) _i, FALSE);
  own = own_with_calls ();
  call = place_new_call (&place, &IID_AsyncIPlace);
  ck_assert_int_eq (AsyncIPlace_Begin_HoldAt (call, own), S_OK);
  while (counts_of (own).n_holding == 0)
    place_serve ();
  ck_assert_int_eq (call_cancel (call, 0), S_OK);
  ck_assert_int_eq (AsyncIPlace_Finish_HoldAt (call), RPC_E_CALL_CANCELED);
  while (counts_of (own).n_holding > 0)
    place_serve ();
  ck_assert_int_eq (counts_of (own).n_cancelled, 1);
  AsyncIPlace_Release (call);
  place_let_go (own);
  place_close (&place);
}
END_TEST

/* Wherever they are: not begun, on the way there, running. */
START_TEST (cancel_at_any_time_leaves_no_call_behind)
{
  HRESULT cancelled;
  AsyncIPlace *call;
  ITally *own;
  Place place;

  if (!place_kinds[_i].crosses || place_kinds[_i].is_home)
    return;
  place_open (&place, (guint) _i, FALSE);
  own = own_with_calls ();
  call = place_new_call (&place, &IID_AsyncIPlace);
  for (guint i = 0, n = beck_test_rounds (30); i < n; i++)
    {
      ck_assert_int_eq (AsyncIPlace_Begin_HoldAt (call, own), S_OK);
      if (i % 3 == 1)
        g_usleep ((gulong) g_random_int_range (0, 500));
      else if (i % 3 == 2)
        place_serve ();
      cancelled = call_cancel (call, 0);
      ck_assert_int_eq (AsyncIPlace_Finish_HoldAt (call), RPC_E_CALL_CANCELED);
      ck_assert_int_eq (cancelled, S_OK);
    }
  AsyncIPlace_Release (call);
  place_let_go (own);
  ck_assert_int_eq (place_counts (&place).n_holding, 0);
  place_close (&place);
}
END_TEST

/* ---- Deadlines ---- */

#define HOUR (3600 * G_TIME_SPAN_SECOND)

static void
set_deadline (gpointer call, gint64 from_now)
{
  ck_assert_int_eq (beck_call_set_deadline (call, g_get_monotonic_time () + from_now), S_OK);
}

START_TEST (a_deadline_travels_with_its_call)
{
  hyper left = 0;
  AsyncIPlace *call;
  Place place;

  if (!place_has_calls ((guint) _i, FALSE))
    return;
  place_open (&place, (guint) _i, FALSE);
  call = place_new_call (&place, &IID_AsyncIPlace);
  ck_assert_int_eq (AsyncIPlace_Begin_Deadline (call), S_OK);
  ck_assert_int_eq (AsyncIPlace_Finish_Deadline (call, &left), S_OK);
  ck_assert_int_eq (left, -1);
  set_deadline (call, HOUR);
  ck_assert_int_eq (AsyncIPlace_Begin_Deadline (call), S_OK);
  ck_assert_int_eq (AsyncIPlace_Finish_Deadline (call, &left), S_OK);
  ck_assert_int_gt (left, HOUR / 2);
  ck_assert_int_le (left, HOUR);
  AsyncIPlace_Release (call);
  place_close (&place);
}
END_TEST

START_TEST (a_deadline_is_that_of_nested_calls)
{
  hyper left = 0;
  AsyncIPlace *call;
  IPlace *own;
  Place place;

  if (!place_kinds[_i].crosses || place_kinds[_i].is_home)
    return;
  place_open (&place, (guint) _i, FALSE);
  own = tally_new (FALSE);
  call = place_new_call (&place, &IID_AsyncIPlace);
  set_deadline (call, HOUR);
  ck_assert_int_eq (AsyncIPlace_Begin_DeadlineAt (call, own), S_OK);
  ck_assert_int_eq (call_wait (call, INFINITE), S_OK);
  ck_assert_int_eq (AsyncIPlace_Finish_DeadlineAt (call, &left), S_OK);
  ck_assert_int_gt (left, HOUR / 2);
  ck_assert_int_le (left, HOUR);
  AsyncIPlace_Release (call);
  place_let_go (own);
  place_close (&place);
}
END_TEST

START_TEST (a_deadline_ends_the_call_and_those_it_has_made)
{
  HRESULT hr;
  AsyncIPlace *call;
  ITally *own;
  Place place;

  if (!place_kinds[_i].crosses || place_kinds[_i].is_home)
    return;
  place_open (&place, (guint) _i, FALSE);
  own = own_with_calls ();
  call = place_new_call (&place, &IID_AsyncIPlace);
  set_deadline (call, 20 * G_TIME_SPAN_MILLISECOND);
  ck_assert_int_eq (AsyncIPlace_Begin_HoldAt (call, own), S_OK);
  ck_assert_int_eq (call_wait (call, INFINITE), S_OK);
  /* The time is up for the client and the server at once, and either may be the first to say so. */
  hr = AsyncIPlace_Finish_HoldAt (call);
  ck_assert (hr == RPC_E_CALL_CANCELED || hr == RPC_E_TIMEOUT);
  AsyncIPlace_Release (call);
  place_let_go (own);
  ck_assert_int_eq (place_counts (&place).n_holding, 0);
  place_close (&place);
}
END_TEST

Suite *
cancel_suite (void)
{
  Suite *suite = suite_create ("cancel");
  const int n = (int) n_place_kinds;
  TCase *tc = tcase_create ("asynchronous");

  tcase_add_loop_test (tc, a_call_tells_whether_it_was_cancelled, 0, n);
  tcase_add_loop_test (tc, a_call_of_a_call_object_tells_whether_it_was_cancelled, 0, n);
  tcase_add_loop_test (tc, a_server_that_is_given_time_finishes_its_call, 0, n);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("synchronous");
  tcase_add_loop_test (tc, a_call_is_not_cancelled_where_that_is_not_enabled, 0, n);
  tcase_add_loop_test (tc, a_synchronous_call_is_cancelled_by_another_thread, 0, n);
  tcase_add_loop_test (tc, a_synchronous_call_of_a_call_object_is_cancelled_by_another_thread, 0,
                       n);
  tcase_add_loop_test (tc, a_cancelled_call_lets_its_caller_go_whatever_the_server_does, 0, n);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("caused");
  tcase_add_loop_test (tc, cancel_reaches_the_calls_that_the_call_has_made, 0, n);
  tcase_add_loop_test (tc, cancel_at_any_time_leaves_no_call_behind, 0, n);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("deadlines");
  tcase_add_loop_test (tc, a_deadline_travels_with_its_call, 0, n);
  tcase_add_loop_test (tc, a_deadline_is_that_of_nested_calls, 0, n);
  tcase_add_loop_test (tc, a_deadline_ends_the_call_and_those_it_has_made, 0, n);
  suite_add_tcase (suite, tc);
  return suite;
}

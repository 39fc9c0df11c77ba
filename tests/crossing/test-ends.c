/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Objects, apartments and processes that end while others have proxies or wait for calls: each call
 * ends at once, with an error that says whether it ran (spec/com.md 8.1, 8.5).
 */

#define COBJMACROS
#include "suites.h"

#include "beck-test.h"
#include "client.h"

/* ---- Objects ---- */

/* 65: the call itself ends as it would have. */
START_TEST (an_object_disconnects_itself_within_a_call)
{
  LONG sum;
  Place place;

  if (!place_kinds[_i].crosses)
    return;
  place_open (&place, (guint) _i, FALSE);
  ck_assert_int_eq (IPlace_Disconnect (place.place), S_OK);
  ck_assert_int_eq (ITally_Add (place.tally, 1, 2, &sum), RPC_E_DISCONNECTED);
  place_close (&place);
}
END_TEST

START_TEST (asynchronous_calls_of_a_disconnected_object_say_so)
{
  LONG sum;
  AsyncITally *call;
  Place place;

  if (!place_kinds[_i].crosses)
    return;
  place_open (&place, (guint) _i, TRUE);
  call = place_new_call (&place, &IID_AsyncITally);
  ck_assert_int_eq (AsyncITally_Begin_Hold (call), S_OK);
  while (place_counts (&place).n_holding == 0)
    ;
  ck_assert_int_eq (IPlace_Disconnect (place.place), S_OK);
  /* It was begun, and nobody will finish it. */
  ck_assert_int_eq (call_wait (call, INFINITE), S_OK);
  ck_assert_int_eq (AsyncITally_Finish_Hold (call), RPC_E_SERVER_DIED);
  ck_assert_int_eq (AsyncITally_Begin_Add (call, 1, 2), S_OK);
  ck_assert_int_eq (AsyncITally_Finish_Add (call, &sum), RPC_E_DISCONNECTED);
  AsyncITally_Release (call);
  place_close (&place);
}
END_TEST

/* ---- Apartments ---- */

typedef struct
{
  IStream *stream;
  ITally *tally;
} Guest;

static gpointer
leave_with_proxy (gpointer data)
{
  Guest *guest = data;
  LONG sum;

  ck_assert_int_eq (CoInitializeEx (NULL, COINIT_APARTMENTTHREADED), S_OK);
  ck_assert_int_eq (CoGetInterfaceAndReleaseStream (guest->stream, &IID_ITally,
                                                    (void **) &guest->tally),
                    S_OK);
  ck_assert_int_eq (ITally_Add (guest->tally, 1, 2, &sum), S_OK);
  CoUninitialize ();
  ck_assert_int_eq (ITally_Add (guest->tally, 1, 2, &sum), CO_E_OBJNOTCONNECTED);
  ck_assert_int_eq (ITally_Release (guest->tally), 0);
  return NULL;
}

static Guest
invite (Place *place)
{
  Guest guest = { NULL };

  ck_assert_int_eq (CoMarshalInterThreadInterfaceInStream (&IID_ITally, (IUnknown *) place->tally,
                                                           &guest.stream),
                    S_OK);
  return guest;
}

/* 66 */
START_TEST (a_proxy_is_of_no_use_after_its_apartment)
{
  Guest guest;
  Place place;

  if (!place_kinds[_i].crosses)
    return;
  place_open (&place, (guint) _i, FALSE);
  guest = invite (&place);
  g_thread_join (g_thread_new ("guest", leave_with_proxy, &guest));
  /* And the object is none the worse. */
  ck_assert_int_eq (ITally_Add (place.tally, 1, 2, &(LONG){ 0 }), S_OK);
  place_close (&place);
}
END_TEST

static gpointer
use_from_elsewhere (gpointer tally)
{
  LONG sum;

  ck_assert_int_eq (CoInitializeEx (NULL, COINIT_APARTMENTTHREADED), S_OK);
  ck_assert_int_eq (ITally_Add ((ITally *) tally, 1, 2, &sum), RPC_E_WRONG_THREAD);
  CoUninitialize ();
  return NULL;
}

/* 60 */
START_TEST (a_proxy_is_for_its_own_apartment)
{
  Place place;

  if (!place_kinds[_i].crosses)
    return;
  place_open (&place, (guint) _i, FALSE);
  g_thread_join (g_thread_new ("elsewhere", use_from_elsewhere, place.tally));
  place_close (&place);
}
END_TEST

static void
fetch_from_table (Helper *self)
{
  const DWORD *cookie = self->data;
  IGlobalInterfaceTable *table;
  ITally *tally;
  LONG sum = 0;

  ck_assert_int_eq (CoCreateInstance (&CLSID_StdGlobalInterfaceTable, NULL, CLSCTX_INPROC_SERVER,
                                      &IID_IGlobalInterfaceTable, (void **) &table),
                    S_OK);
  ck_assert_int_eq (IGlobalInterfaceTable_GetInterfaceFromGlobal (table, *cookie, &IID_ITally,
                                                                  (void **) &tally),
                    S_OK);
  ck_assert_int_eq (ITally_Add (tally, 20, 3, &sum), S_OK);
  ck_assert_int_eq (sum, 23);
  ITally_Release (tally);
  ck_assert_uint_eq (IGlobalInterfaceTable_Release (table), 1);
}

/* 69 */
START_TEST (the_global_table_gives_a_pointer_for_every_apartment)
{
  Helper helper = { .work = fetch_from_table };
  IGlobalInterfaceTable *table;
  DWORD cookie = 0;
  Place place;

  place_open (&place, (guint) _i, FALSE);
  ck_assert_int_eq (CoCreateInstance (&CLSID_StdGlobalInterfaceTable, NULL, CLSCTX_INPROC_SERVER,
                                      &IID_IGlobalInterfaceTable, (void **) &table),
                    S_OK);
  ck_assert_int_eq (IGlobalInterfaceTable_RegisterInterfaceInGlobal (
                        table, (IUnknown *) place.tally, &IID_ITally, &cookie),
                    S_OK);
  helper.data = &cookie;
  helper_start (&helper, &place);
  helper_join (&helper);
  ck_assert_int_eq (IGlobalInterfaceTable_RevokeInterfaceFromGlobal (table, cookie), S_OK);
  IGlobalInterfaceTable_Release (table);
  place_close (&place);
}
END_TEST

/* ---- Processes ---- */

#define N_HELD 20

/* How many calls of Hold the server lets in at a time. */
static guint
n_held (const Place *place, gboolean with_calls)
{
  if (with_calls)
    return N_HELD;
  return place->kind->server == COINIT_MULTITHREADED ? 2 : 1;
}

static void
check_killed (guint kind, gboolean with_calls)
{
  AsyncITally *calls[N_HELD];
  LONG sum;
  guint n;
  Place place;

  if (place_kinds[kind].protseq == NULL)
    return;
  place_open (&place, kind, with_calls);
  n = n_held (&place, with_calls);
  for (guint i = 0; i < n; i++)
    {
      calls[i] = place_new_call (&place, &IID_AsyncITally);
      ck_assert_int_eq (AsyncITally_Begin_Hold (calls[i]), S_OK);
    }
  if (place_is_free (&place, with_calls))
    while (place_counts (&place).n_holding < (LONG) n)
      ;
  place_kill (&place);
  for (guint i = 0; i < n; i++)
    {
      HRESULT hr;

      ck_assert_int_eq (call_wait (calls[i], INFINITE), S_OK);
      hr = AsyncITally_Finish_Hold (calls[i]);
      /* A server that is busy does not say whether the call has reached it. */
      ck_assert (hr == RPC_E_SERVER_DIED
                 || (hr == RPC_E_SERVER_DIED_DNE && !place_is_free (&place, with_calls)));
      AsyncITally_Release (calls[i]);
    }
  ck_assert_int_eq (ITally_Add (place.tally, 1, 2, &sum), RPC_E_SERVER_DIED_DNE);
  ck_assert_int_eq (sum, 0);
  place_close (&place);
}

/* 12 */
START_TEST (calls_end_with_the_process_that_runs_them)
{
  check_killed ((guint) _i, FALSE);
}
END_TEST

START_TEST (calls_end_with_the_process_that_has_their_call_objects)
{
  check_killed ((guint) _i, TRUE);
}
END_TEST

static void
kill_when_called (Helper *self)
{
  PlaceCounts counts;

  do
    ck_assert_int_eq (IPlace_Counts (self->place, &counts), S_OK);
  while (counts.n_holding == 0);
  place_kill (self->data);
}

START_TEST (a_synchronous_call_ends_with_the_process_that_runs_it)
{
  Helper helper = { .work = kill_when_called };
  Place place;

  if (place_kinds[_i].protseq == NULL)
    return;
  place_open (&place, (guint) _i, TRUE);
  helper.data = &place;
  helper_start (&helper, &place);
  ck_assert_int_eq (ITally_Hold (place.tally), RPC_E_SERVER_DIED);
  helper_join (&helper);
  ck_assert_int_eq (ITally_Hold (place.tally), RPC_E_SERVER_DIED_DNE);
  place_close (&place);
}
END_TEST

START_TEST (calls_wait_for_a_process_that_is_stopped)
{
  AsyncITally *call, *other;
  LONG sum = 0;
  Place place;

  if (place_kinds[_i].protseq == NULL)
    return;
  place_open (&place, (guint) _i, FALSE);
  call = place_new_call (&place, &IID_AsyncITally);
  other = place_new_call (&place, &IID_AsyncITally);
  place_stop (&place);
  ck_assert_int_eq (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  ck_assert_int_eq (AsyncITally_Begin_Hold (other), S_OK);
  ck_assert_int_eq (call_wait (call, 50), RPC_E_TIMEOUT);
  /* A cancel waits for nobody. */
  ck_assert_int_eq (call_cancel (other, 0), S_OK);
  ck_assert_int_eq (AsyncITally_Finish_Hold (other), RPC_E_CALL_CANCELED);
  ck_assert_int_eq (call_wait (call, 0), RPC_E_TIMEOUT);
  place_continue (&place);
  ck_assert_int_eq (AsyncITally_Finish_Add (call, &sum), S_OK);
  ck_assert_int_eq (sum, 5);
  AsyncITally_Release (call);
  AsyncITally_Release (other);
  place_close (&place);
}
END_TEST

Suite *
ends_suite (void)
{
  Suite *suite = suite_create ("ends");
  const int n = (int) n_place_kinds;
  TCase *tc = tcase_create ("objects");

  tcase_add_loop_test (tc, an_object_disconnects_itself_within_a_call, 0, n);
  tcase_add_loop_test (tc, asynchronous_calls_of_a_disconnected_object_say_so, 0, n);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("apartments");
  tcase_add_loop_test (tc, a_proxy_is_of_no_use_after_its_apartment, 0, n);
  tcase_add_loop_test (tc, a_proxy_is_for_its_own_apartment, 0, n);
  tcase_add_loop_test (tc, the_global_table_gives_a_pointer_for_every_apartment, 0, n);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("processes");
  tcase_add_loop_test (tc, calls_end_with_the_process_that_runs_them, 0, n);
  tcase_add_loop_test (tc, calls_end_with_the_process_that_has_their_call_objects, 0, n);
  tcase_add_loop_test (tc, a_synchronous_call_ends_with_the_process_that_runs_it, 0, n);
  tcase_add_loop_test (tc, calls_wait_for_a_process_that_is_stopped, 0, n);
  suite_add_tcase (suite, tc);
  return suite;
}

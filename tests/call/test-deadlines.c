/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Deadlines of calls, Beck's own and foreign ones. */

#include "suites.h"

#include "call/call-private.h"

#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

static Server *server;
static AsyncITally *call;

static void
set_up (void)
{
  enter_sta ();
  server = server_new (HELD);
  call = tally_call (server);
}

static void
tear_down (void)
{
  while (atomic_load (&server->n_held) > 0)
    server_answer_next (server);
  let_go (&call);
  server_unref (server);
  leave_sta ();
}

static void
set_deadline (gint64 when)
{
  assert_hr (beck_call_set_deadline ((IUnknown *) call, when), S_OK);
}

static void
set_deadline_in (gint64 microseconds)
{
  set_deadline (g_get_monotonic_time () + microseconds);
}

static void
begin (void)
{
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
}

static HRESULT
finish (void)
{
  LONG sum;

  return AsyncITally_Finish_Add (call, &sum);
}

/* --- of Beck's call objects --- */

START_TEST (call_is_cancelled_when_its_deadline_comes)
{
  gint64 when = g_get_monotonic_time () + 20000;

  server->asks_to_be_told = TRUE;
  set_deadline (when);
  begin ();
  assert_hr (test_cancel (call), RPC_S_CALLPENDING);
  assert_hr (wait_for (call, INFINITE), S_OK);
  ck_assert_int_ge (g_get_monotonic_time (), when);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
  while (atomic_load (&server->n_told) == 0)
    g_thread_yield ();
}
END_TEST

START_TEST (deadline_may_be_set_while_the_call_is_in_progress)
{
  begin ();
  set_deadline_in (5000);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
}
END_TEST

START_TEST (deadline_that_has_passed_cancels_the_call_that_begins)
{
  set_deadline_in (-1000);
  begin ();
  assert_hr (finish (), RPC_E_CALL_CANCELED);
}
END_TEST

START_TEST (deadline_at_the_beginning_of_time_has_passed)
{
  begin ();
  set_deadline (0);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
}
END_TEST

START_TEST (deadline_that_has_passed_cancels_the_call_in_progress)
{
  begin ();
  set_deadline_in (-1000);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
}
END_TEST

START_TEST (call_that_begin_completes_meets_no_deadline)
{
  server->manner = AT_ONCE;
  set_deadline_in (-1000);
  make_a_call (call);
}
END_TEST

START_TEST (call_that_completes_in_time_is_not_cancelled)
{
  set_deadline_in (HOUR);
  begin ();
  server_answer_next (server);
  assert_hr (finish (), S_OK);
}
END_TEST

START_TEST (later_deadline_replaces_an_earlier_one)
{
  set_deadline_in (10000);
  begin ();
  set_deadline_in (HOUR);
  assert_hr (wait_for (call, 30), RPC_E_TIMEOUT);
}
END_TEST

START_TEST (earlier_deadline_replaces_a_later_one)
{
  set_deadline_in (HOUR);
  begin ();
  set_deadline_in (1000);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
}
END_TEST

START_TEST (deadline_set_again_before_begin_counts)
{
  set_deadline_in (-1000);
  set_deadline_in (HOUR);
  begin ();
  assert_hr (wait_for (call, 10), RPC_E_TIMEOUT);
}
END_TEST

START_TEST (deadline_can_be_taken_back)
{
  set_deadline_in (-1000);
  set_deadline (-1);
  begin ();
  set_deadline_in (10000);
  set_deadline (-1);
  assert_hr (wait_for (call, 30), RPC_E_TIMEOUT);
}
END_TEST

START_TEST (finish_forgets_the_deadline)
{
  set_deadline_in (10000);
  begin ();
  server_answer_next (server);
  assert_hr (finish (), S_OK);
  begin ();
  assert_hr (wait_for (call, 30), RPC_E_TIMEOUT);
}
END_TEST

START_TEST (finish_of_a_cancelled_call_forgets_the_deadline)
{
  set_deadline_in (10000);
  begin ();
  assert_hr (cancel (call, 0), S_OK);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
  begin ();
  assert_hr (wait_for (call, 30), RPC_E_TIMEOUT);
}
END_TEST

START_TEST (begin_that_fails_keeps_the_deadline_for_the_next)
{
  set_deadline_in (1000);
  server->manner = REFUSED;
  server->result = E_FAIL;
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), E_FAIL);
  server->manner = HELD;
  begin ();
  assert_hr (finish (), RPC_E_CALL_CANCELED);
}
END_TEST

START_TEST (each_call_may_have_a_deadline)
{
  for (int i = 0; i < 20; i++)
    {
      set_deadline_in (i % 2 == 0 ? 500 : HOUR);
      begin ();
      if (i % 2 != 0)
        server_answer_next (server);
      assert_hr (finish (), i % 2 == 0 ? RPC_E_CALL_CANCELED : S_OK);
      if (i % 2 == 0)
        ck_assert (!server_answer_next (server));
    }
}
END_TEST

START_TEST (abandoned_call_is_cancelled_too)
{
  server->asks_to_be_told = TRUE;
  begin ();
  set_deadline_in (2000);
  let_go (&call);
  while (atomic_load (&server->n_told) == 0)
    g_thread_yield ();
  ck_assert (!server_answer_next (server));
}
END_TEST

START_TEST (any_interface_of_the_call_object_will_do)
{
  g_autoptr (ISynchronize) sync = sync_of (call);

  begin ();
  assert_hr (beck_call_set_deadline ((IUnknown *) sync, 0), S_OK);
  assert_hr (finish (), RPC_E_CALL_CANCELED);
}
END_TEST

START_TEST (what_cannot_be_cancelled_has_no_deadline)
{
  assert_hr (beck_call_set_deadline (NULL, 0), E_POINTER);
  assert_hr (beck_call_set_deadline ((IUnknown *) &server->tally, 0), E_NOINTERFACE);
}
END_TEST

/* More calls than the pool has threads, and no server answers: that is what deadlines are for. */
#define N_STUCK 70

START_TEST (deadlines_come_while_all_servers_are_stuck)
{
  AsyncITally *calls[N_STUCK];
  int n_worked;

  beck_pool_set_max_threads (1);
  server->manner = ON_POOL;
  gate_shut (&server->gate);
  for (int i = 0; i < N_STUCK; i++)
    {
      calls[i] = tally_call (server);
      assert_hr (AsyncITally_Begin_Add (calls[i], 2, 3), S_OK);
    }
  for (int i = 0; i < N_STUCK; i++)
    assert_hr (beck_call_set_deadline ((IUnknown *) calls[i], g_get_monotonic_time () + 1000),
               S_OK);
  for (int i = 0; i < N_STUCK; i++)
    {
      assert_hr (AsyncITally_Finish_Add (calls[i], &(LONG){ 0 }), RPC_E_CALL_CANCELED);
      let_go (&calls[i]);
    }
  n_worked = atomic_load (&server->n_worked);
  gate_open (&server->gate);
  beck_pool_set_max_threads (64);
  /* Threads of earlier tests may have worked too, but there was none for each call. */
  ck_assert_int_lt (n_worked, N_STUCK);
}
END_TEST

#define N_CALLS 1000

START_TEST (a_thousand_deadlines_come_each_in_its_time)
{
  AsyncITally *calls[N_CALLS];
  gint64 when[N_CALLS];
  gint64 begun = g_get_monotonic_time ();

  for (int i = 0; i < N_CALLS; i++)
    {
      calls[i] = tally_call (server);
      when[i] = begun + i * 7919 % N_CALLS * 50;
      assert_hr (AsyncITally_Begin_Add (calls[i], 2, 3), S_OK);
      assert_hr (beck_call_set_deadline ((IUnknown *) calls[i], when[i]), S_OK);
    }
  for (int i = 0; i < N_CALLS; i++)
    {
      assert_hr (AsyncITally_Finish_Add (calls[i], &(LONG){ 0 }), RPC_E_CALL_CANCELED);
      ck_assert_int_ge (g_get_monotonic_time (), when[i]);
      let_go (&calls[i]);
    }
}
END_TEST

START_TEST (a_thousand_deadlines_that_do_not_come_are_taken_back)
{
  AsyncITally *calls[N_CALLS];

  for (int i = 0; i < N_CALLS; i++)
    {
      calls[i] = tally_call (server);
      assert_hr (beck_call_set_deadline ((IUnknown *) calls[i], g_get_monotonic_time () + HOUR + i),
                 S_OK);
      assert_hr (AsyncITally_Begin_Add (calls[i], 2, 3), S_OK);
    }
  for (int i = 0; i < N_CALLS; i++)
    {
      server_answer_next (server);
      assert_hr (AsyncITally_Finish_Add (calls[i], &(LONG){ 0 }), S_OK);
      let_go (&calls[i]);
    }
}
END_TEST

/* The calls of an object are numbered in 20 bits; this makes the next one's number that of the
 * last one again, as a million calls would. */
static void
turn_generation_back (void)
{
  BeckCall *self = beck_object_from_interface (call, &beck_call_class);
  guint64 word = beck_event_load (call_event (self));

  ck_assert (beck_event_update (call_event (self), &word,
                                word - ((guint64) 1 << CALL_GENERATION_SHIFT)));
}

START_TEST (deadline_that_passed_is_forgotten_for_good)
{
  set_deadline_in (-1000);
  begin ();
  assert_hr (finish (), RPC_E_CALL_CANCELED);
  ck_assert (!server_answer_next (server));
  turn_generation_back ();
  begin ();
  assert_hr (test_cancel (call), RPC_S_CALLPENDING);
}
END_TEST

/* --- of foreign call objects --- */

/* Each ICancelMethodCalls it gives out is a tear-off. */
typedef struct
{
  IUnknown unknown;
  atomic_int refs;
  atomic_int n_cancelled;
} Foreign;

typedef struct
{
  ICancelMethodCalls cancel;
  atomic_int refs;
  Foreign *owner;
} TearOff;

static HRESULT
tear_off_query (ICancelMethodCalls *This, REFIID riid, void **ppv)
{
  IUnknown *owner = &((TearOff *) This)->owner->unknown;

  return IUnknown_QueryInterface (owner, riid, ppv);
}

static ULONG
tear_off_ref (ICancelMethodCalls *This)
{
  return (ULONG) atomic_fetch_add (&((TearOff *) This)->refs, 1) + 1;
}

static ULONG
tear_off_unref (ICancelMethodCalls *This)
{
  TearOff *self = (TearOff *) This;
  int refs = atomic_fetch_sub (&self->refs, 1) - 1;

  if (refs > 0)
    return (ULONG) refs;
  IUnknown_Release (&self->owner->unknown);
  g_free (self);
  return 0;
}

static HRESULT
tear_off_cancel (ICancelMethodCalls *This, ULONG seconds)
{
  atomic_fetch_add (&((TearOff *) This)->owner->n_cancelled, 1);
  return S_OK;
}

static HRESULT
tear_off_test_cancel (ICancelMethodCalls *This)
{
  return RPC_S_CALLPENDING;
}

static ICancelMethodCallsVtbl tear_off_vtbl = {
  tear_off_query, tear_off_ref, tear_off_unref, tear_off_cancel, tear_off_test_cancel,
};

static HRESULT
foreign_query (IUnknown *This, REFIID riid, void **ppv)
{
  *ppv = NULL;
  if (beck_guid_equal (riid, &IID_IUnknown))
    *ppv = This;
  if (beck_guid_equal (riid, &IID_ICancelMethodCalls))
    {
      TearOff *tear_off = g_new (TearOff, 1);

      *tear_off = (TearOff){ { &tear_off_vtbl }, 1, (Foreign *) This };
      *ppv = &tear_off->cancel;
    }
  if (*ppv == NULL)
    return E_NOINTERFACE;
  IUnknown_AddRef (This);
  return S_OK;
}

static ULONG
foreign_ref (IUnknown *This)
{
  return (ULONG) atomic_fetch_add (&((Foreign *) This)->refs, 1) + 1;
}

static ULONG
foreign_unref (IUnknown *This)
{
  return (ULONG) atomic_fetch_sub (&((Foreign *) This)->refs, 1) - 1;
}

static IUnknownVtbl foreign_vtbl = { foreign_query, foreign_ref, foreign_unref };

static Foreign foreign;

static void
set_up_foreign (void)
{
  foreign = (Foreign){ { &foreign_vtbl }, 1, 0 };
}

/* Whoever cancels it lets go of it shortly after. */
static void
tear_down_foreign (void)
{
  while (atomic_load (&foreign.refs) > 1)
    g_thread_yield ();
}

static void
set_foreign_deadline_in (gint64 microseconds)
{
  assert_hr (beck_call_set_deadline (&foreign.unknown, g_get_monotonic_time () + microseconds),
             S_OK);
}

static void
take_foreign_deadline_back (void)
{
  assert_hr (beck_call_set_deadline (&foreign.unknown, -1), S_OK);
}

START_TEST (foreign_call_is_cancelled_when_its_deadline_comes)
{
  gint64 when = g_get_monotonic_time () + 10000;

  assert_hr (beck_call_set_deadline (&foreign.unknown, when), S_OK);
  while (atomic_load (&foreign.n_cancelled) == 0)
    g_thread_yield ();
  ck_assert_int_ge (g_get_monotonic_time (), when);
}
END_TEST

START_TEST (foreign_call_is_kept_until_its_deadline)
{
  set_foreign_deadline_in (HOUR);
  ck_assert_int_eq (atomic_load (&foreign.refs), 2);
  take_foreign_deadline_back ();
  ck_assert_int_eq (atomic_load (&foreign.refs), 1);
}
END_TEST

START_TEST (foreign_deadline_is_replaced)
{
  set_foreign_deadline_in (20000);
  set_foreign_deadline_in (HOUR);
  ck_assert_int_eq (atomic_load (&foreign.refs), 2);
  g_usleep (40000);
  ck_assert_int_eq (atomic_load (&foreign.n_cancelled), 0);
  set_foreign_deadline_in (-1000);
  while (atomic_load (&foreign.n_cancelled) == 0)
    g_thread_yield ();
}
END_TEST

START_TEST (foreign_deadline_can_be_taken_back)
{
  take_foreign_deadline_back ();
  set_foreign_deadline_in (20000);
  take_foreign_deadline_back ();
  g_usleep (40000);
  ck_assert_int_eq (atomic_load (&foreign.n_cancelled), 0);
}
END_TEST

Suite *
deadlines_suite (void)
{
  Suite *suite = suite_create ("deadlines");
  TCase *tc_own = tcase_create ("own");
  TCase *tc_many = tcase_create ("many");
  TCase *tc_foreign = tcase_create ("foreign");

  tcase_add_checked_fixture (tc_own, set_up, tear_down);
  tcase_add_test (tc_own, call_is_cancelled_when_its_deadline_comes);
  tcase_add_test (tc_own, deadline_may_be_set_while_the_call_is_in_progress);
  tcase_add_test (tc_own, deadline_that_has_passed_cancels_the_call_that_begins);
  tcase_add_test (tc_own, deadline_at_the_beginning_of_time_has_passed);
  tcase_add_test (tc_own, deadline_that_has_passed_cancels_the_call_in_progress);
  tcase_add_test (tc_own, call_that_begin_completes_meets_no_deadline);
  tcase_add_test (tc_own, call_that_completes_in_time_is_not_cancelled);
  tcase_add_test (tc_own, later_deadline_replaces_an_earlier_one);
  tcase_add_test (tc_own, earlier_deadline_replaces_a_later_one);
  tcase_add_test (tc_own, deadline_set_again_before_begin_counts);
  tcase_add_test (tc_own, deadline_can_be_taken_back);
  tcase_add_test (tc_own, finish_forgets_the_deadline);
  tcase_add_test (tc_own, finish_of_a_cancelled_call_forgets_the_deadline);
  tcase_add_test (tc_own, begin_that_fails_keeps_the_deadline_for_the_next);
  tcase_add_test (tc_own, each_call_may_have_a_deadline);
  tcase_add_test (tc_own, abandoned_call_is_cancelled_too);
  tcase_add_test (tc_own, any_interface_of_the_call_object_will_do);
  tcase_add_test (tc_own, what_cannot_be_cancelled_has_no_deadline);
  suite_add_tcase (suite, tc_own);

  tcase_add_checked_fixture (tc_many, set_up, tear_down);
  tcase_set_timeout (tc_many, 60);
  tcase_add_test (tc_many, deadlines_come_while_all_servers_are_stuck);
  tcase_add_test (tc_many, a_thousand_deadlines_come_each_in_its_time);
  tcase_add_test (tc_many, a_thousand_deadlines_that_do_not_come_are_taken_back);
  tcase_add_test (tc_many, deadline_that_passed_is_forgotten_for_good);
  suite_add_tcase (suite, tc_many);

  tcase_add_checked_fixture (tc_foreign, set_up_foreign, tear_down_foreign);
  tcase_add_test (tc_foreign, foreign_call_is_cancelled_when_its_deadline_comes);
  tcase_add_test (tc_foreign, foreign_call_is_kept_until_its_deadline);
  tcase_add_test (tc_foreign, foreign_deadline_is_replaced);
  tcase_add_test (tc_foreign, foreign_deadline_can_be_taken_back);
  suite_add_tcase (suite, tc_foreign);
  return suite;
}

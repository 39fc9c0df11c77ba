/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* StdEvent and ManualResetEvent. The numbers are those of spec/com.md 8.3. */

#include "suites.h"

static ISynchronize *event;

static gpointer
create (REFCLSID clsid, REFIID iid)
{
  gpointer made;

  assert_hr (CoCreateInstance (clsid, NULL, CLSCTX_INPROC_SERVER, iid, &made), S_OK);
  return made;
}

static void
set_up_manual (void)
{
  enter_sta ();
  event = create (&CLSID_ManualResetEvent, &IID_ISynchronize);
}

static void
set_up_std (void)
{
  enter_sta ();
  event = create (&CLSID_StdEvent, &IID_ISynchronize);
}

static void
tear_down (void)
{
  let_go (&event);
  leave_sta ();
}

static HRESULT
poll_event (void)
{
  return ISynchronize_Wait (event, 0, 0);
}

static void
signal_event (void)
{
  assert_hr (ISynchronize_Signal (event), S_OK);
}

static void
reset_event (void)
{
  assert_hr (ISynchronize_Reset (event), S_OK);
}

/* --- ManualResetEvent --- */

/* 36 */
START_TEST (manual_event_stays_signaled_until_it_is_reset)
{
  assert_hr (poll_event (), RPC_E_TIMEOUT);
  signal_event ();
  assert_hr (poll_event (), S_OK);
  assert_hr (poll_event (), S_OK);
  reset_event ();
  assert_hr (poll_event (), RPC_E_TIMEOUT);
}
END_TEST

START_TEST (signals_and_resets_do_not_add_up)
{
  signal_event ();
  signal_event ();
  reset_event ();
  assert_hr (poll_event (), RPC_E_TIMEOUT);
  reset_event ();
  reset_event ();
  signal_event ();
  assert_hr (poll_event (), S_OK);
}
END_TEST

START_TEST (wait_lasts_as_long_as_it_is_to)
{
  gint64 begun = g_get_monotonic_time ();

  assert_hr (ISynchronize_Wait (event, 0, 10), RPC_E_TIMEOUT);
  ck_assert_int_ge (g_get_monotonic_time () - begun, 10000);
}
END_TEST

static gpointer
signal_later (gpointer unused)
{
  g_usleep (2000);
  signal_event ();
  return NULL;
}

START_TEST (signal_of_another_thread_ends_the_wait)
{
  GThread *thread = start (signal_later, NULL);

  assert_hr (ISynchronize_Wait (event, 0, INFINITE), S_OK);
  g_thread_join (thread);
}
END_TEST

START_TEST (timeout_status_is_an_option)
{
  assert_hr (beck_options_set (COMGLB_BECK_TIMEOUT_STATUS, 1), S_OK);
  assert_hr (poll_event (), RPC_S_CALLPENDING);
  assert_hr (ISynchronize_Wait (event, 0, 1), RPC_S_CALLPENDING);
  assert_hr (beck_options_set (COMGLB_BECK_TIMEOUT_STATUS, 0), S_OK);
}
END_TEST

/* 38 */
START_TEST (handle_follows_a_manual_event)
{
  HANDLE handle, again;

  assert_hr (get_handle (event, &handle), S_OK);
  ck_assert (!is_readable (handle));
  signal_event ();
  ck_assert (is_readable (handle));
  assert_hr (poll_event (), S_OK);
  ck_assert (is_readable (handle));
  reset_event ();
  ck_assert (!is_readable (handle));
  assert_hr (get_handle (event, &again), S_OK);
  ck_assert_ptr_eq (handle, again);
  assert_hr (get_handle (event, NULL), E_INVALIDARG);
}
END_TEST

START_TEST (handle_got_late_shows_the_signal)
{
  HANDLE handle;

  signal_event ();
  assert_hr (get_handle (event, &handle), S_OK);
  ck_assert (is_readable (handle));
}
END_TEST

START_TEST (event_object_has_its_interfaces)
{
  const IID *const iids[] = { &IID_IUnknown, &IID_ISynchronize, &IID_ISynchronizeHandle,
                              &IID_ISynchronizeEvent };
  g_autoptr (IUnknown) identity = ask (event, &IID_IUnknown);

  for (gsize i = 0; i < G_N_ELEMENTS (iids); i++)
    {
      g_autoptr (IUnknown) iface = ask (event, iids[i]);
      g_autoptr (IUnknown) same = ask (iface, &IID_IUnknown);

      ck_assert_ptr_eq (same, identity);
    }
}
END_TEST

/* --- StdEvent --- */

/* 37 */
START_TEST (wait_resets_a_std_event)
{
  assert_hr (poll_event (), RPC_E_TIMEOUT);
  signal_event ();
  assert_hr (poll_event (), S_OK);
  assert_hr (poll_event (), RPC_E_TIMEOUT);
}
END_TEST

START_TEST (handle_follows_a_std_event)
{
  HANDLE handle;

  assert_hr (get_handle (event, &handle), S_OK);
  signal_event ();
  ck_assert (is_readable (handle));
  assert_hr (poll_event (), S_OK);
  ck_assert (!is_readable (handle));
}
END_TEST

THREAD_TEST (wait_by_the_handle_resets_a_std_event)
{
  HANDLE handle;
  DWORD index;

  event = create (&CLSID_StdEvent, &IID_ISynchronize);
  assert_hr (get_handle (event, &handle), S_OK);
  signal_event ();
  assert_hr (CoWaitForMultipleHandles (0, 0, 1, &handle, &index), S_OK);
  assert_hr (poll_event (), RPC_E_TIMEOUT);
  let_go (&event);
}

START_TEST (handle_signals_and_resets_its_object)
{
  HANDLE handle;

  assert_hr (get_handle (event, &handle), S_OK);
  assert_hr (beck_handle_signal (handle), S_OK);
  assert_hr (poll_event (), S_OK);
  assert_hr (poll_event (), RPC_E_TIMEOUT);
  signal_event ();
  assert_hr (beck_handle_reset (handle), S_OK);
  assert_hr (poll_event (), RPC_E_TIMEOUT);
}
END_TEST

/* --- a handle that is supplied --- */

static HRESULT
supply (HANDLE handle)
{
  g_autoptr (ISynchronizeEvent) face = ask (event, &IID_ISynchronizeEvent);

  return ISynchronizeEvent_SetEventHandle (face, &handle);
}

/* Supplies an event and keeps no handle of it. */
static void
supply_event (BOOL manual_reset)
{
  HANDLE handle = beck_handle_new_event (manual_reset, FALSE);

  assert_hr (supply (handle), S_OK);
  assert_hr (beck_handle_close (handle), S_OK);
}

THREAD_TEST (supplied_handle_is_the_event_from_then_on)
{
  HANDLE handle = beck_handle_new_event (TRUE, FALSE);

  event = create (&CLSID_StdEvent, &IID_ISynchronize);
  assert_hr (supply (handle), S_OK);
  assert_hr (poll_event (), RPC_E_TIMEOUT);
  assert_hr (beck_handle_signal (handle), S_OK);
  assert_hr (poll_event (), S_OK);
  assert_hr (poll_event (), S_OK);
  reset_event ();
  ck_assert (!is_readable (handle));
  signal_event ();
  ck_assert (is_readable (handle));
  let_go (&event);
  assert_hr (beck_handle_close (handle), S_OK);
}

THREAD_TEST (supplied_handle_decides_what_a_wait_does)
{
  event = create (&CLSID_ManualResetEvent, &IID_ISynchronize);
  supply_event (FALSE);
  signal_event ();
  assert_hr (poll_event (), S_OK);
  assert_hr (poll_event (), RPC_E_TIMEOUT);
  let_go (&event);
}

THREAD_TEST (supplied_handle_may_be_closed)
{
  HANDLE got;

  event = create (&CLSID_StdEvent, &IID_ISynchronize);
  supply_event (TRUE);
  assert_hr (get_handle (event, &got), S_OK);
  signal_event ();
  ck_assert (is_readable (got));
  assert_hr (poll_event (), S_OK);
  let_go (&event);
}

THREAD_TEST (time_out_of_a_supplied_event_is_that_of_any_event)
{
  event = create (&CLSID_StdEvent, &IID_ISynchronize);
  supply_event (TRUE);
  assert_hr (ISynchronize_Wait (event, 0, 2), RPC_E_TIMEOUT);
  assert_hr (beck_options_set (COMGLB_BECK_TIMEOUT_STATUS, 1), S_OK);
  assert_hr (ISynchronize_Wait (event, 0, 2), RPC_S_CALLPENDING);
  assert_hr (beck_options_set (COMGLB_BECK_TIMEOUT_STATUS, 0), S_OK);
  let_go (&event);
}

static void
count (gpointer counter)
{
  ++*(int *) counter;
}

/* An APC runs during the wait of a call or an event, but is not what was waited for. */
THREAD_TEST (apc_does_not_signal_an_event)
{
  int n_run = 0;

  event = create (&CLSID_StdEvent, &IID_ISynchronize);
  assert_hr (beck_apc_queue (0, count, &n_run, NULL), S_OK);
  assert_hr (ISynchronize_Wait (event, COWAIT_ALERTABLE, 2), RPC_E_TIMEOUT);
  ck_assert_int_eq (n_run, 1);
  supply_event (TRUE);
  assert_hr (beck_apc_queue (0, count, &n_run, NULL), S_OK);
  assert_hr (ISynchronize_Wait (event, COWAIT_ALERTABLE, 2), RPC_E_TIMEOUT);
  ck_assert_int_eq (n_run, 2);
  let_go (&event);
}

START_TEST (event_is_supplied_once)
{
  HANDLE first = beck_handle_new_event (TRUE, FALSE);
  HANDLE second = beck_handle_new_event (TRUE, FALSE);

  assert_hr (supply (first), S_OK);
  assert_hr (supply (second), E_FAIL);
  assert_hr (beck_handle_close (first), S_OK);
  assert_hr (beck_handle_close (second), S_OK);
}
END_TEST

START_TEST (what_is_no_event_is_not_supplied)
{
  g_autoptr (ISynchronizeEvent) face = ask (event, &IID_ISynchronizeEvent);
  HANDLE semaphore = beck_handle_new_semaphore (0);
  HANDLE own;

  assert_hr (ISynchronizeEvent_SetEventHandle (face, NULL), E_INVALIDARG);
  assert_hr (supply (semaphore), E_INVALIDARG);
  assert_hr (supply (INVALID_HANDLE_VALUE), E_INVALIDARG);
  assert_hr (supply (beck_handle_from_fd (0)), E_INVALIDARG);
  assert_hr (get_handle (event, &own), S_OK);
  assert_hr (supply (own), E_INVALIDARG);
  assert_hr (beck_handle_close (semaphore), S_OK);
}
END_TEST

/* --- aggregation --- */

typedef struct
{
  BeckObject object;
  IUnknown *event;
} Holder;

static void
holder_finalize (gpointer self)
{
  IUnknown_Release (((Holder *) self)->event);
}

static const BeckClass holder_class = {
  .name = "Holder",
  .size = sizeof (Holder),
  .interfaces = BECK_INTERFACES (BECK_INNER_INTERFACE (Holder, event, ISynchronize),
                                 BECK_INNER_INTERFACE (Holder, event, ISynchronizeHandle)),
  .finalize = holder_finalize,
};

START_TEST (events_can_be_part_of_an_aggregate)
{
  Holder *holder = beck_object_new (&holder_class, NULL);
  g_autoptr (ISynchronize) sync = NULL;
  g_autoptr (IUnknown) identity = NULL;

  assert_hr (CoCreateInstance (&CLSID_ManualResetEvent, BECK_UNKNOWN (holder),
                               CLSCTX_INPROC_SERVER, &IID_IUnknown, (void **) &holder->event),
             S_OK);
  sync = ask (BECK_UNKNOWN (holder), &IID_ISynchronize);
  identity = ask (sync, &IID_IUnknown);
  beck_object_unref (holder);
  ck_assert_ptr_eq (identity, BECK_UNKNOWN (holder));
  assert_hr (ISynchronize_Signal (sync), S_OK);
  assert_hr (ISynchronize_Wait (sync, 0, 0), S_OK);
}
END_TEST

START_TEST (aggregated_event_is_asked_for_as_unknown)
{
  Holder *holder = beck_object_new (&holder_class, NULL);
  gpointer made = holder;

  assert_hr (CoCreateInstance (&CLSID_StdEvent, BECK_UNKNOWN (holder), CLSCTX_INPROC_SERVER,
                               &IID_ISynchronize, &made),
             CLASS_E_NOAGGREGATION);
  ck_assert_ptr_null (made);
  assert_hr (CoCreateInstance (&CLSID_StdEvent, BECK_UNKNOWN (holder), CLSCTX_INPROC_SERVER,
                               &IID_IUnknown, (void **) &holder->event),
             S_OK);
  beck_object_unref (holder);
}
END_TEST

Suite *
events_suite (void)
{
  Suite *suite = suite_create ("events");
  TCase *tc_manual = tcase_create ("manual");
  TCase *tc_std = tcase_create ("std");
  TCase *tc_thread = tcase_create ("thread");
  TCase *tc_aggregate = tcase_create ("aggregate");

  tcase_add_checked_fixture (tc_manual, set_up_manual, tear_down);
  tcase_add_test (tc_manual, manual_event_stays_signaled_until_it_is_reset);
  tcase_add_test (tc_manual, signals_and_resets_do_not_add_up);
  tcase_add_test (tc_manual, wait_lasts_as_long_as_it_is_to);
  tcase_add_test (tc_manual, signal_of_another_thread_ends_the_wait);
  tcase_add_test (tc_manual, timeout_status_is_an_option);
  tcase_add_test (tc_manual, handle_follows_a_manual_event);
  tcase_add_test (tc_manual, handle_got_late_shows_the_signal);
  tcase_add_test (tc_manual, event_object_has_its_interfaces);
  tcase_add_test (tc_manual, event_is_supplied_once);
  tcase_add_test (tc_manual, what_is_no_event_is_not_supplied);
  suite_add_tcase (suite, tc_manual);

  tcase_add_checked_fixture (tc_std, set_up_std, tear_down);
  tcase_add_test (tc_std, wait_resets_a_std_event);
  tcase_add_test (tc_std, handle_follows_a_std_event);
  tcase_add_test (tc_std, handle_signals_and_resets_its_object);
  suite_add_tcase (suite, tc_std);

  tcase_add_test (tc_thread, wait_by_the_handle_resets_a_std_event);
  tcase_add_test (tc_thread, supplied_handle_is_the_event_from_then_on);
  tcase_add_test (tc_thread, supplied_handle_decides_what_a_wait_does);
  tcase_add_test (tc_thread, supplied_handle_may_be_closed);
  tcase_add_test (tc_thread, time_out_of_a_supplied_event_is_that_of_any_event);
  tcase_add_test (tc_thread, apc_does_not_signal_an_event);
  suite_add_tcase (suite, tc_thread);

  tcase_add_checked_fixture (tc_aggregate, enter_sta, leave_sta);
  tcase_add_test (tc_aggregate, events_can_be_part_of_an_aggregate);
  tcase_add_test (tc_aggregate, aggregated_event_is_asked_for_as_unknown);
  suite_add_tcase (suite, tc_aggregate);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* SynchronizeContainer: wait-any over calls, events and what else is an ISynchronize. The numbers
 * are those of spec/com.md 8.3. */

#include "suites.h"

#include "outer.h"

static Server *server;
static ISynchronizeContainer *container;

static void
set_up (void)
{
  enter_sta ();
  server = server_new (HELD);
  assert_hr (CoCreateInstance (&CLSID_SynchronizeContainer, NULL, CLSCTX_INPROC_SERVER,
                               &IID_ISynchronizeContainer, (void **) &container),
             S_OK);
}

static void
tear_down (void)
{
  while (atomic_load (&server->n_held) > 0)
    server_answer_next (server);
  let_go (&container);
  server_unref (server);
  leave_sta ();
}

static HRESULT
add (gpointer iface)
{
  g_autoptr (ISynchronize) sync = sync_of (iface);

  return ISynchronizeContainer_AddSynchronize (container, sync);
}

/* A pending call of which only the container and the server have references. */
static ISynchronize *
add_call (LONG a)
{
  g_autoptr (AsyncITally) call = tally_call (server);
  g_autoptr (ISynchronize) sync = sync_of (call);

  assert_hr (AsyncITally_Begin_Add (call, a, 0), S_OK);
  assert_hr (add (call), S_OK);
  return sync;
}

static HRESULT
wait_any (DWORD timeout_ms, ISynchronize **sync)
{
  return ISynchronizeContainer_WaitMultiple (container, 0, timeout_ms, sync);
}

static HRESULT
poll_in_vain (void)
{
  ISynchronize *sync = (ISynchronize *) &sync;
  HRESULT hr = wait_any (0, &sync);

  ck_assert_ptr_null (sync);
  return hr;
}

/* Takes @expected, or anything, out of the container. */
static void
take (ISynchronize *expected)
{
  g_autoptr (ISynchronize) sync = NULL;

  assert_hr (wait_any (INFINITE, &sync), S_OK);
  if (expected != NULL)
    ck_assert_ptr_eq (sync, expected);
}

static ISynchronize *
event_new (REFCLSID clsid)
{
  ISynchronize *event;

  assert_hr (CoCreateInstance (clsid, NULL, CLSCTX_INPROC_SERVER, &IID_ISynchronize,
                               (void **) &event),
             S_OK);
  return event;
}

/* --- arguments --- */

/* 40 */
START_TEST (there_is_nothing_to_wait_for_in_an_empty_container)
{
  assert_hr (poll_in_vain (), RPC_E_NO_SYNC);
}
END_TEST

START_TEST (arguments_are_checked)
{
  ISynchronize *sync = NULL;

  assert_hr (ISynchronizeContainer_AddSynchronize (container, NULL), E_INVALIDARG);
  assert_hr (wait_any (0, NULL), E_INVALIDARG);
  assert_hr (ISynchronizeContainer_WaitMultiple (container, COWAIT_WAITALL, 0, &sync),
             E_INVALIDARG);
  assert_hr (ISynchronizeContainer_WaitMultiple (container, 0x20, 0, &sync), E_INVALIDARG);
  ck_assert_ptr_null (sync);
}
END_TEST

/* 39 */
START_TEST (container_is_full_with_63_objects_where_an_option_says_so)
{
  g_autoptr (ISynchronize) event = event_new (&CLSID_ManualResetEvent);

  assert_hr (beck_options_set (COMGLB_BECK_CONTAINER_LIMIT, 63), S_OK);
  for (int i = 0; i < 63; i++)
    assert_hr (add (event), S_OK);
  assert_hr (add (event), RPC_E_OUT_OF_RESOURCES);
  ck_assert_uint_eq (count_of (event), 64);
  ISynchronize_Signal (event);
  take (event);
  assert_hr (add (event), S_OK);
  assert_hr (add (event), RPC_E_OUT_OF_RESOURCES);
  assert_hr (beck_options_set (COMGLB_BECK_CONTAINER_LIMIT, 0), S_OK);
  assert_hr (add (event), S_OK);
}
END_TEST

/* --- waiting --- */

/* 41 */
START_TEST (signaled_object_comes_back_with_a_reference)
{
  g_autoptr (ISynchronize) one = event_new (&CLSID_ManualResetEvent);
  g_autoptr (ISynchronize) other = event_new (&CLSID_ManualResetEvent);
  ISynchronize *sync;

  assert_hr (add (one), S_OK);
  assert_hr (add (other), S_OK);
  assert_hr (poll_in_vain (), RPC_E_TIMEOUT);
  ISynchronize_Signal (other);
  assert_hr (wait_any (INFINITE, &sync), S_OK);
  ck_assert_ptr_eq (sync, other);
  ck_assert_uint_eq (count_of (other), 2);
  ISynchronize_Release (sync);
}
END_TEST

/* Design decision 6. */
START_TEST (object_that_came_back_is_not_in_the_container)
{
  g_autoptr (ISynchronize) event = event_new (&CLSID_ManualResetEvent);

  assert_hr (add (event), S_OK);
  ISynchronize_Signal (event);
  take (event);
  assert_hr (poll_in_vain (), RPC_E_NO_SYNC);
  assert_hr (add (event), S_OK);
  take (event);
}
END_TEST

START_TEST (wait_times_out)
{
  gint64 begun = g_get_monotonic_time ();
  ISynchronize *sync;

  add_call (1);
  assert_hr (wait_any (5, &sync), RPC_E_TIMEOUT);
  ck_assert_int_ge (g_get_monotonic_time () - begun, 5000);
  assert_hr (beck_options_set (COMGLB_BECK_TIMEOUT_STATUS, 1), S_OK);
  assert_hr (wait_any (1, &sync), RPC_S_CALLPENDING);
  assert_hr (beck_options_set (COMGLB_BECK_TIMEOUT_STATUS, 0), S_OK);
}
END_TEST

START_TEST (objects_come_back_in_the_order_of_their_signals)
{
  ISynchronize *syncs[10];
  BeckJob *jobs[10];

  for (int i = 0; i < 10; i++)
    {
      syncs[i] = add_call (i);
      jobs[i] = server_take (server);
    }
  for (int i = 0; i < 10; i++)
    job_answer (jobs[i * 7 % 10]);
  for (int i = 0; i < 10; i++)
    take (syncs[i * 7 % 10]);
}
END_TEST

START_TEST (object_that_is_signaled_already_comes_back_at_once)
{
  g_autoptr (AsyncITally) call = tally_call (server);

  server->manner = AT_ONCE;
  assert_hr (AsyncITally_Begin_Add (call, 2, 3), S_OK);
  assert_hr (add (call), S_OK);
  take (NULL);
}
END_TEST

START_TEST (cancelled_call_comes_back)
{
  ISynchronize *sync = add_call (1);

  assert_hr (cancel (sync, 0), S_OK);
  take (sync);
}
END_TEST

START_TEST (signal_that_is_gone_again_does_not_count)
{
  g_autoptr (ISynchronize) event = event_new (&CLSID_ManualResetEvent);

  assert_hr (add (event), S_OK);
  for (int i = 0; i < 3; i++)
    {
      ISynchronize_Signal (event);
      ISynchronize_Reset (event);
      assert_hr (poll_in_vain (), RPC_E_TIMEOUT);
    }
  ISynchronize_Signal (event);
  take (event);
}
END_TEST

START_TEST (wait_resets_a_std_event_that_comes_back)
{
  g_autoptr (ISynchronize) event = event_new (&CLSID_StdEvent);

  assert_hr (add (event), S_OK);
  assert_hr (add (event), S_OK);
  ISynchronize_Signal (event);
  take (event);
  assert_hr (ISynchronize_Wait (event, 0, 0), RPC_E_TIMEOUT);
  assert_hr (poll_in_vain (), RPC_E_TIMEOUT);
  ISynchronize_Signal (event);
  assert_hr (ISynchronize_Wait (event, 0, 0), S_OK);
  assert_hr (poll_in_vain (), RPC_E_TIMEOUT);
}
END_TEST

static gpointer
answer_later (gpointer unused)
{
  g_usleep (2000);
  server_answer_next (server);
  return NULL;
}

START_TEST (completion_ends_the_wait)
{
  GThread *thread;

  add_call (1);
  thread = start (answer_later, NULL);
  take (NULL);
  g_thread_join (thread);
}
END_TEST

static void
answer_posted (gpointer unused)
{
  server_answer_next (server);
}

START_TEST (wait_serves_the_apartment)
{
  add_call (1);
  assert_hr (beck_apartment_post (beck_apartment_current (), answer_posted, NULL, NULL), S_OK);
  take (NULL);
}
END_TEST

START_TEST (calls_are_reaped_by_a_plain_loop)
{
  LONG total = 0;
  ISynchronize *sync;
  HRESULT hr;

  for (LONG i = 1; i <= 1000; i++)
    add_call (i);
  while (atomic_load (&server->n_held) > 0)
    server_answer_next (server);
  while ((hr = wait_any (INFINITE, &sync)) == S_OK)
    {
      g_autoptr (AsyncITally) call = ask (sync, &IID_AsyncITally);
      LONG sum;

      assert_hr (AsyncITally_Finish_Add (call, &sum), S_OK);
      total += sum;
      ISynchronize_Release (sync);
    }
  assert_hr (hr, RPC_E_NO_SYNC);
  ck_assert_int_eq (total, 1000 * 1001 / 2);
}
END_TEST

START_TEST (container_that_goes_lets_go_of_its_objects)
{
  g_autoptr (ISynchronize) signaled = event_new (&CLSID_ManualResetEvent);
  g_autoptr (ISynchronize) other = event_new (&CLSID_ManualResetEvent);

  assert_hr (add (signaled), S_OK);
  assert_hr (add (other), S_OK);
  add_call (1);
  ISynchronize_Signal (signaled);
  let_go (&container);
  ck_assert_uint_eq (count_of (signaled), 1);
  ck_assert_uint_eq (count_of (other), 1);
  ISynchronize_Signal (other);
  server_answer_next (server);
}
END_TEST

START_TEST (one_object_may_be_in_two_containers)
{
  g_autoptr (ISynchronize) event = event_new (&CLSID_ManualResetEvent);
  g_autoptr (ISynchronizeContainer) second = NULL;
  ISynchronize *sync;

  assert_hr (CoCreateInstance (&CLSID_SynchronizeContainer, NULL, CLSCTX_INPROC_SERVER,
                               &IID_ISynchronizeContainer, (void **) &second),
             S_OK);
  assert_hr (add (event), S_OK);
  assert_hr (ISynchronizeContainer_AddSynchronize (second, event), S_OK);
  ISynchronize_Signal (event);
  take (event);
  assert_hr (ISynchronizeContainer_WaitMultiple (second, 0, 0, &sync), S_OK);
  ISynchronize_Release (sync);
}
END_TEST

/* --- objects that are watched by their handle --- */

/* The test is over before its thread is, whose descriptor for polling goes with it. */
#define WATCH_TEST(name)                                                                           \
  static void name##_body (void);                                                                  \
  START_TEST (name)                                                                                \
  {                                                                                                \
    in_sta (name##_body);                                                                          \
  }                                                                                                \
  END_TEST                                                                                         \
  static void name##_body (void)

static Outer *
add_outer (void)
{
  Outer *outer = outer_new (&outer_class, server);

  assert_hr (AsyncITally_Begin_Add (outer->call, 2, 3), S_OK);
  assert_hr (add (outer->call), S_OK);
  return outer;
}

/* The ISynchronize of an outer object is nobody's but its own. */
WATCH_TEST (outer_object_is_watched_by_its_handle)
{
  g_autoptr (Outer) outer = add_outer ();

  assert_hr (poll_in_vain (), RPC_E_TIMEOUT);
  server_answer_next (server);
  take (&outer->sync);
  assert_hr (poll_in_vain (), RPC_E_NO_SYNC);
}

WATCH_TEST (objects_of_both_kinds_are_waited_for_together)
{
  g_autoptr (Outer) outer = add_outer ();
  BeckJob *first = server_take (server);
  ISynchronize *sync = add_call (1);

  server_answer_next (server);
  take (sync);
  assert_hr (poll_in_vain (), RPC_E_TIMEOUT);
  job_answer (first);
  take (&outer->sync);
}

static gpointer
add_outer_later (gpointer outer)
{
  g_usleep (2000);
  assert_hr (add (((Outer *) outer)->call), S_OK);
  server_answer_next (server);
  return NULL;
}

WATCH_TEST (wait_hears_of_what_is_added_while_it_lasts)
{
  g_autoptr (Outer) outer = outer_new (&agile_outer_class, server);
  GThread *thread;

  assert_hr (AsyncITally_Begin_Add (outer->call, 2, 3), S_OK);
  add_call (1);
  thread = start (add_outer_later, outer);
  take (&outer->sync);
  g_thread_join (thread);
}

WATCH_TEST (supplied_event_is_watched_by_its_handle)
{
  g_autoptr (ISynchronize) event = event_new (&CLSID_StdEvent);
  g_autoptr (ISynchronizeEvent) face = ask (event, &IID_ISynchronizeEvent);
  HANDLE handle = beck_handle_new_event (FALSE, FALSE);

  assert_hr (ISynchronizeEvent_SetEventHandle (face, &handle), S_OK);
  assert_hr (add (event), S_OK);
  assert_hr (poll_in_vain (), RPC_E_TIMEOUT);
  assert_hr (beck_handle_signal (handle), S_OK);
  take (event);
  ck_assert (!is_readable (handle));
  beck_handle_close (handle);
}

static HRESULT
no_wait (ISynchronize *This, DWORD flags, DWORD timeout_ms)
{
  return E_NOTIMPL;
}

static HRESULT
no_signal (ISynchronize *This)
{
  return E_NOTIMPL;
}

typedef struct
{
  BeckObject object;
  ISynchronize sync;
} Opaque;

static const BeckClass opaque_class = {
  .name = "Opaque",
  .size = sizeof (Opaque),
  .interfaces = BECK_INTERFACES (BECK_INTERFACE (Opaque, sync, ISynchronize, .Wait = no_wait,
                                                 .Signal = no_signal, .Reset = no_signal)),
};

START_TEST (object_that_cannot_be_watched_is_refused)
{
  Opaque *opaque = beck_object_new (&opaque_class, NULL);

  assert_hr (ISynchronizeContainer_AddSynchronize (container, &opaque->sync), E_NOINTERFACE);
  assert_hr (poll_in_vain (), RPC_E_NO_SYNC);
  ck_assert_uint_eq (count_of (&opaque->sync), 1);
  beck_object_unref (opaque);
}
END_TEST

Suite *
containers_suite (void)
{
  Suite *suite = suite_create ("containers");
  TCase *tc_arguments = tcase_create ("arguments");
  TCase *tc_wait = tcase_create ("wait");
  TCase *tc_watch = tcase_create ("watch");

  tcase_add_checked_fixture (tc_arguments, set_up, tear_down);
  tcase_add_test (tc_arguments, there_is_nothing_to_wait_for_in_an_empty_container);
  tcase_add_test (tc_arguments, arguments_are_checked);
  tcase_add_test (tc_arguments, container_is_full_with_63_objects_where_an_option_says_so);
  tcase_add_test (tc_arguments, object_that_cannot_be_watched_is_refused);
  suite_add_tcase (suite, tc_arguments);

  tcase_add_checked_fixture (tc_wait, set_up, tear_down);
  tcase_add_test (tc_wait, signaled_object_comes_back_with_a_reference);
  tcase_add_test (tc_wait, object_that_came_back_is_not_in_the_container);
  tcase_add_test (tc_wait, wait_times_out);
  tcase_add_test (tc_wait, objects_come_back_in_the_order_of_their_signals);
  tcase_add_test (tc_wait, object_that_is_signaled_already_comes_back_at_once);
  tcase_add_test (tc_wait, cancelled_call_comes_back);
  tcase_add_test (tc_wait, signal_that_is_gone_again_does_not_count);
  tcase_add_test (tc_wait, wait_resets_a_std_event_that_comes_back);
  tcase_add_test (tc_wait, completion_ends_the_wait);
  tcase_add_test (tc_wait, wait_serves_the_apartment);
  tcase_add_test (tc_wait, calls_are_reaped_by_a_plain_loop);
  tcase_add_test (tc_wait, container_that_goes_lets_go_of_its_objects);
  tcase_add_test (tc_wait, one_object_may_be_in_two_containers);
  suite_add_tcase (suite, tc_wait);

  tcase_add_checked_fixture (tc_watch, set_up, tear_down);
  tcase_add_test (tc_watch, outer_object_is_watched_by_its_handle);
  tcase_add_test (tc_watch, objects_of_both_kinds_are_waited_for_together);
  tcase_add_test (tc_watch, wait_hears_of_what_is_added_while_it_lasts);
  tcase_add_test (tc_watch, supplied_event_is_watched_by_its_handle);
  suite_add_tcase (suite, tc_watch);
  return suite;
}

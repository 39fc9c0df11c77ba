/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * CoWaitForMultipleHandles: the flags of spec/com.md 6.4 and items 42 to 49 of 8.3, on a
 * thread of each kind.
 */

#include "suites.h"

#include "actor.h"
#include "scene.h"

#define N_KINDS 3

/* In an STA, in the MTA, outside. */
static void
enter_kind (int kind)
{
  if (kind == 0)
    enter_sta ();
  else if (kind == 1)
    enter_mta ();
}

static HANDLE a;
static HANDLE b;
static HANDLE handles[2];

static void
set_up (void)
{
  a = handles[0] = beck_handle_new_semaphore (0);
  b = handles[1] = beck_handle_new_semaphore (0);
  ck_assert_ptr_ne (a, INVALID_HANDLE_VALUE);
  ck_assert_ptr_ne (b, INVALID_HANDLE_VALUE);
}

/* Leaving an apartment that was not entered is harmless. */
static void
tear_down (void)
{
  assert_hr (beck_handle_close (a), S_OK);
  assert_hr (beck_handle_close (b), S_OK);
  CoUninitialize ();
}

static HRESULT
wait_both (DWORD flags, DWORD timeout_ms, DWORD *index)
{
  *index = 42;
  return CoWaitForMultipleHandles (flags, timeout_ms, 2, handles, index);
}

static gboolean
is_signaled (HANDLE handle)
{
  DWORD index;
  HRESULT hr = CoWaitForMultipleHandles (0, 0, 1, &handle, &index);

  return hr == S_OK;
}

/* ---- Arguments ---- */

START_TEST (no_handles_are_nothing_to_wait_for)
{
  DWORD index = 42;

  enter_kind (_i);
  assert_hr (CoWaitForMultipleHandles (0, 0, 0, handles, &index), RPC_E_NO_SYNC);
  ck_assert_uint_eq (index, 0);
}
END_TEST

START_TEST (index_and_array_are_needed)
{
  DWORD index = 42;

  enter_kind (_i);
  assert_hr (CoWaitForMultipleHandles (0, 0, 2, handles, NULL), E_INVALIDARG);
  assert_hr (CoWaitForMultipleHandles (0, 0, 0, handles, NULL), E_INVALIDARG);
  assert_hr (CoWaitForMultipleHandles (0, 0, 2, NULL, &index), E_INVALIDARG);
  ck_assert_uint_eq (index, 0);
}
END_TEST

START_TEST (unknown_flags_are_invalid)
{
  DWORD index;

  enter_kind (_i);
  assert_hr (wait_both (0x20, 0, &index), E_INVALIDARG);
  ck_assert_uint_eq (index, 0);
}
END_TEST

START_TEST (dispatch_flags_change_nothing)
{
  DWORD index;

  enter_kind (_i);
  assert_hr (beck_handle_signal (b), S_OK);
  assert_hr (
      wait_both (COWAIT_INPUTAVAILABLE | COWAIT_DISPATCH_CALLS | COWAIT_DISPATCH_WINDOW_MESSAGES,
                 INFINITE, &index),
      S_OK);
  ck_assert_uint_eq (index, 1);
}
END_TEST

/* ---- Any ---- */

START_TEST (time_out_is_callpending_with_index_0)
{
  gint64 start = g_get_monotonic_time ();
  DWORD index;

  enter_kind (_i);
  assert_hr (wait_both (0, 0, &index), RPC_S_CALLPENDING);
  ck_assert_uint_eq (index, 0);
  assert_hr (wait_both (0, 10, &index), RPC_S_CALLPENDING);
  ck_assert_uint_eq (index, 0);
  ck_assert_int_ge (g_get_monotonic_time () - start, 10000);
}
END_TEST

START_TEST (lowest_index_wins_and_only_it_is_taken)
{
  DWORD index;

  enter_kind (_i);
  beck_handle_signal (b);
  beck_handle_signal (a);
  assert_hr (wait_both (0, INFINITE, &index), S_OK);
  ck_assert_uint_eq (index, 0);
  ck_assert (!is_signaled (a));
  ck_assert (is_signaled (b));
}
END_TEST

START_TEST (second_handle_is_found_too)
{
  DWORD index;

  enter_kind (_i);
  beck_handle_signal (b);
  assert_hr (wait_both (0, INFINITE, &index), S_OK);
  ck_assert_uint_eq (index, 1);
}
END_TEST

static void
signal_late (gpointer handle)
{
  g_usleep (3000);
  beck_handle_signal (handle);
}

START_TEST (sleeper_is_woken)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);
  DWORD index;

  enter_kind (_i);
  actor_start (actor, signal_late, b);
  assert_hr (wait_both (0, INFINITE, &index), S_OK);
  ck_assert_uint_eq (index, 1);
  actor_wait (actor);
  actor_free (actor);
}
END_TEST

/* ---- All ---- */

START_TEST (all_of_a_handle_given_twice_is_refused)
{
  HANDLE twice[] = { a, b, a };
  DWORD index = 9;

  enter_kind (_i);
  beck_handle_signal (a);
  beck_handle_signal (b);
  assert_hr (CoWaitForMultipleHandles (COWAIT_WAITALL, INFINITE, 3, twice, &index), E_INVALIDARG);
  ck_assert_uint_eq (index, 0);
  ck_assert (is_signaled (a));
}
END_TEST

START_TEST (all_is_all_or_nothing)
{
  DWORD index;

  enter_kind (_i);
  beck_handle_signal (b);
  assert_hr (wait_both (COWAIT_WAITALL, 5, &index), RPC_S_CALLPENDING);
  ck_assert_uint_eq (index, 0);
  beck_handle_signal (a);
  assert_hr (wait_both (COWAIT_WAITALL, INFINITE, &index), S_OK);
  ck_assert_uint_eq (index, 0);
  ck_assert (!is_signaled (a));
  ck_assert (!is_signaled (b));
}
END_TEST

START_TEST (sleeper_for_all_is_woken_by_the_last)
{
  Actor *actor = actor_new (ACTOR_OUTSIDE);
  DWORD index;

  enter_kind (_i);
  beck_handle_signal (b);
  actor_start (actor, signal_late, a);
  assert_hr (wait_both (COWAIT_WAITALL, INFINITE, &index), S_OK);
  actor_wait (actor);
  actor_free (actor);
}
END_TEST

#define N_PAIRS 500

static void
take_pairs (gpointer unused)
{
  for (int i = 0; i < N_PAIRS; i++)
    {
      DWORD index;

      assert_hr (wait_both (COWAIT_WAITALL, INFINITE, &index), S_OK);
    }
}

START_TEST (waits_for_all_that_compete_all_end)
{
  Actor *actors[2] = { actor_new (ACTOR_OUTSIDE), actor_new (ACTOR_OUTSIDE) };

  enter_kind (_i);
  actor_start (actors[0], take_pairs, NULL);
  actor_start (actors[1], take_pairs, NULL);
  for (int i = 0; i < 2 * N_PAIRS; i++)
    {
      beck_handle_signal (a);
      beck_handle_signal (b);
      if (i % 3 == 0)
        g_thread_yield ();
    }
  for (int i = 0; i < 2; i++)
    {
      actor_wait (actors[i]);
      actor_free (actors[i]);
    }
}
END_TEST

/* ---- APCs ---- */

static void
note_apc (gpointer n)
{
  ++*(int *) n;
}

START_TEST (apc_ends_an_alertable_wait)
{
  int n = 0;
  DWORD index;

  enter_kind (_i);
  assert_hr (beck_apc_queue (0, note_apc, &n, NULL), S_OK);
  assert_hr (wait_both (COWAIT_ALERTABLE, INFINITE, &index), S_OK);
  ck_assert_uint_eq (index, WAIT_IO_COMPLETION);
  ck_assert_int_eq (n, 1);
}
END_TEST

START_TEST (apc_waits_for_an_alertable_wait)
{
  int n = 0;
  DWORD index;

  enter_kind (_i);
  assert_hr (beck_apc_queue (0, note_apc, &n, NULL), S_OK);
  assert_hr (wait_both (0, 0, &index), RPC_S_CALLPENDING);
  ck_assert_int_eq (n, 0);
  assert_hr (wait_both (COWAIT_ALERTABLE, 0, &index), S_OK);
  ck_assert_int_eq (n, 1);
}
END_TEST

START_TEST (signaled_handle_comes_before_an_apc)
{
  int n = 0;
  DWORD index;

  enter_kind (_i);
  assert_hr (beck_apc_queue (0, note_apc, &n, NULL), S_OK);
  beck_handle_signal (b);
  assert_hr (wait_both (COWAIT_ALERTABLE, INFINITE, &index), S_OK);
  ck_assert_uint_eq (index, 1);
  ck_assert_int_eq (n, 0);
  assert_hr (wait_both (COWAIT_ALERTABLE, INFINITE, &index), S_OK);
  ck_assert_int_eq (n, 1);
}
END_TEST

START_TEST (apc_comes_before_any_call)
{
  Note note = { 0 };
  int n = 0;
  DWORD index;

  enter_sta ();
  post_note (beck_apartment_current (), &note);
  assert_hr (beck_apc_queue (0, note_apc, &n, NULL), S_OK);
  assert_hr (wait_both (COWAIT_ALERTABLE, INFINITE, &index), S_OK);
  ck_assert_uint_eq (index, WAIT_IO_COMPLETION);
  assert_not_noted (&note);
  iterate (NULL);
}
END_TEST

Suite *
handles_suite (void)
{
  Suite *suite = suite_create ("handles");
  TCase *tc = tcase_create ("handles");

  tcase_add_checked_fixture (tc, warm_up_thread, NULL);
  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_loop_test (tc, no_handles_are_nothing_to_wait_for, 0, N_KINDS);
  tcase_add_loop_test (tc, index_and_array_are_needed, 0, N_KINDS);
  tcase_add_loop_test (tc, unknown_flags_are_invalid, 0, N_KINDS);
  tcase_add_loop_test (tc, dispatch_flags_change_nothing, 0, N_KINDS);
  tcase_add_loop_test (tc, time_out_is_callpending_with_index_0, 0, N_KINDS);
  tcase_add_loop_test (tc, lowest_index_wins_and_only_it_is_taken, 0, N_KINDS);
  tcase_add_loop_test (tc, second_handle_is_found_too, 0, N_KINDS);
  tcase_add_loop_test (tc, sleeper_is_woken, 0, N_KINDS);
  tcase_add_loop_test (tc, all_of_a_handle_given_twice_is_refused, 0, N_KINDS);
  tcase_add_loop_test (tc, all_is_all_or_nothing, 0, N_KINDS);
  tcase_add_loop_test (tc, sleeper_for_all_is_woken_by_the_last, 0, N_KINDS);
  tcase_add_loop_test (tc, waits_for_all_that_compete_all_end, 0, N_KINDS);
  tcase_add_loop_test (tc, apc_ends_an_alertable_wait, 0, N_KINDS);
  tcase_add_loop_test (tc, apc_waits_for_an_alertable_wait, 0, N_KINDS);
  tcase_add_loop_test (tc, signaled_handle_comes_before_an_apc, 0, N_KINDS);
  tcase_add_test (tc, apc_comes_before_any_call);
  suite_add_tcase (suite, tc);
  return suite;
}

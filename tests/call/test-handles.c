/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Handles: events and semaphores of one's own, what poll(2) sees of them, and what may be done
 * with which (see <beck/handle.h>). */

#include "suites.h"

#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

#include "call/handle-table.h"

START_TEST (event_starts_as_it_is_asked_to)
{
  for (BOOL manual = FALSE; manual <= TRUE; manual++)
    for (BOOL signaled = FALSE; signaled <= TRUE; signaled++)
      {
        HANDLE event = beck_handle_new_event (manual, signaled);

        ck_assert_int_eq (is_readable (event), signaled);
        assert_hr (beck_handle_close (event), S_OK);
      }
}
END_TEST

START_TEST (signal_and_reset_show_in_poll)
{
  HANDLE event = beck_handle_new_event (TRUE, FALSE);

  assert_hr (beck_handle_signal (event), S_OK);
  assert_hr (beck_handle_signal (event), S_OK);
  ck_assert (is_readable (event));
  assert_hr (beck_handle_reset (event), S_OK);
  ck_assert (!is_readable (event));
  assert_hr (beck_handle_reset (event), S_OK);
  assert_hr (beck_handle_close (event), S_OK);
}
END_TEST

THREAD_TEST (semaphore_lets_through_as_many_as_it_counts)
{
  HANDLE semaphore = beck_handle_new_semaphore (2);
  DWORD index;

  assert_hr (beck_handle_signal (semaphore), S_OK);
  for (int i = 0; i < 3; i++)
    assert_hr (CoWaitForMultipleHandles (0, 0, 1, &semaphore, &index), S_OK);
  assert_hr (CoWaitForMultipleHandles (0, 0, 1, &semaphore, &index), RPC_S_CALLPENDING);
  ck_assert (!is_readable (semaphore));
  assert_hr (beck_handle_close (semaphore), S_OK);
}

START_TEST (semaphore_is_not_reset)
{
  HANDLE semaphore = beck_handle_new_semaphore (1);

  assert_hr (beck_handle_reset (semaphore), E_HANDLE);
  ck_assert (is_readable (semaphore));
  assert_hr (beck_handle_close (semaphore), S_OK);
}
END_TEST

START_TEST (foreign_descriptor_is_left_alone)
{
  int fds[2];

  ck_assert_int_eq (pipe (fds), 0);
  for (int i = 0; i < 2; i++)
    {
      HANDLE handle = beck_handle_from_fd (fds[i]);

      ck_assert_int_eq (beck_handle_to_fd (handle), fds[i]);
      assert_hr (beck_handle_signal (handle), E_HANDLE);
      assert_hr (beck_handle_reset (handle), E_HANDLE);
      assert_hr (beck_handle_close (handle), E_HANDLE);
      ck_assert_int_eq (close (fds[i]), 0);
    }
}
END_TEST

START_TEST (what_is_no_handle_is_refused)
{
  HANDLE const bad[] = { INVALID_HANDLE_VALUE, beck_handle_from_fd (-7),
                         beck_handle_from_fd (100000), beck_handle_from_fd (G_MAXINT) };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      assert_hr (beck_handle_signal (bad[i]), E_HANDLE);
      assert_hr (beck_handle_reset (bad[i]), E_HANDLE);
      assert_hr (beck_handle_close (bad[i]), E_HANDLE);
    }
}
END_TEST

START_TEST (handle_is_closed_once)
{
  HANDLE event = beck_handle_new_event (TRUE, TRUE);

  assert_hr (beck_handle_close (event), S_OK);
  assert_hr (beck_handle_close (event), E_HANDLE);
  assert_hr (beck_handle_signal (event), E_HANDLE);
}
END_TEST

START_TEST (handle_of_an_object_is_not_closed)
{
  g_autoptr (Server) server = server_new (HELD);
  g_autoptr (AsyncITally) call = tally_call (server);
  HANDLE handle;

  assert_hr (get_handle (call, &handle), S_OK);
  assert_hr (beck_handle_close (handle), E_HANDLE);
  ck_assert (!is_readable (handle));
}
END_TEST

START_TEST (handle_of_an_object_goes_with_it)
{
  g_autoptr (Server) server = server_new (HELD);
  AsyncITally *call = tally_call (server);
  HANDLE handle;

  assert_hr (get_handle (call, &handle), S_OK);
  let_go (&call);
  assert_hr (beck_handle_signal (handle), E_HANDLE);
  ck_assert_int_eq (write (beck_handle_to_fd (handle), "", 0), -1);
  ck_assert_int_eq (errno, EBADF);
}
END_TEST

/* The descriptor 0 would be the HANDLE NULL. */
START_TEST (no_handle_is_null)
{
  int kept = dup (0);
  HANDLE event;

  close (0);
  event = beck_handle_new_event (TRUE, TRUE);
  ck_assert_ptr_nonnull (event);
  ck_assert (is_readable (event));
  assert_hr (beck_handle_close (event), S_OK);
  if (kept >= 0)
    {
      dup2 (kept, 0);
      close (kept);
    }
}
END_TEST

/* The soft limit on descriptors is what is open now. */
static rlim_t
forbid_descriptors (void)
{
  struct rlimit limit;
  rlim_t before;
  int next = dup (0);

  close (next);
  getrlimit (RLIMIT_NOFILE, &limit);
  before = limit.rlim_cur;
  limit.rlim_cur = (rlim_t) next;
  setrlimit (RLIMIT_NOFILE, &limit);
  return before;
}

static void
allow_descriptors (rlim_t before)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = before;
  setrlimit (RLIMIT_NOFILE, &limit);
}

START_TEST (lack_of_descriptors_is_told_and_passes)
{
  g_autoptr (Server) server = server_new (AT_ONCE);
  g_autoptr (AsyncITally) call = tally_call (server);
  rlim_t before = forbid_descriptors ();
  HANDLE event = beck_handle_new_event (TRUE, FALSE);
  int event_errno = errno;
  HANDLE handle = event;
  HRESULT hr = get_handle (call, &handle);

  allow_descriptors (before);
  ck_assert_ptr_eq (event, INVALID_HANDLE_VALUE);
  ck_assert_int_eq (event_errno, EMFILE);
  assert_hr (hr, beck_hresult_from_errno (EMFILE));
  ck_assert_ptr_null (handle);
  make_a_call (call);
  assert_hr (get_handle (call, &handle), S_OK);
  ck_assert (is_readable (handle));
}
END_TEST

/* What a wait that cannot have all it asks for does in the end, see handle-table.h. */
START_TEST (what_is_put_back_was_taken)
{
  g_autoptr (Server) server = server_new (HELD);
  g_autoptr (AsyncITally) call = tally_call (server);
  g_autoptr (ISynchronize) sync = sync_of (call);
  HANDLE semaphore = beck_handle_new_semaphore (1);
  HANDLE handle;

  ck_assert (beck_handle_table_take (beck_handle_to_fd (semaphore)));
  ck_assert (!is_readable (semaphore));
  beck_handle_table_put_back (beck_handle_to_fd (semaphore));
  ck_assert (is_readable (semaphore));
  assert_hr (beck_handle_close (semaphore), S_OK);

  assert_hr (get_handle (call, &handle), S_OK);
  assert_hr (ISynchronize_Signal (sync), S_OK);
  ck_assert (beck_handle_table_take (beck_handle_to_fd (handle)));
  assert_hr (ISynchronize_Reset (sync), S_OK);
  beck_handle_table_put_back (beck_handle_to_fd (handle));
  assert_hr (ISynchronize_Wait (sync, 0, 0), RPC_E_TIMEOUT);
}
END_TEST

START_TEST (many_handles_at_once)
{
  HANDLE handles[300];

  for (gsize i = 0; i < G_N_ELEMENTS (handles); i++)
    {
      handles[i] = beck_handle_new_event (TRUE, i % 2 == 0);
      ck_assert_ptr_ne (handles[i], INVALID_HANDLE_VALUE);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (handles); i++)
    {
      ck_assert_int_eq (is_readable (handles[i]), i % 2 == 0);
      assert_hr (beck_handle_close (handles[i]), S_OK);
    }
}
END_TEST

Suite *
handles_suite (void)
{
  Suite *suite = suite_create ("handles");
  TCase *tc_own = tcase_create ("own");
  TCase *tc_object = tcase_create ("object");

  tcase_add_test (tc_own, event_starts_as_it_is_asked_to);
  tcase_add_test (tc_own, signal_and_reset_show_in_poll);
  tcase_add_test (tc_own, semaphore_lets_through_as_many_as_it_counts);
  tcase_add_test (tc_own, semaphore_is_not_reset);
  tcase_add_test (tc_own, foreign_descriptor_is_left_alone);
  tcase_add_test (tc_own, what_is_no_handle_is_refused);
  tcase_add_test (tc_own, handle_is_closed_once);
  tcase_add_test (tc_own, no_handle_is_null);
  tcase_add_test (tc_own, many_handles_at_once);
  suite_add_tcase (suite, tc_own);

  tcase_add_test (tc_object, handle_of_an_object_is_not_closed);
  tcase_add_test (tc_object, handle_of_an_object_goes_with_it);
  tcase_add_test (tc_object, lack_of_descriptors_is_told_and_passes);
  tcase_add_test (tc_object, what_is_put_back_was_taken);
  suite_add_tcase (suite, tc_object);
  return suite;
}

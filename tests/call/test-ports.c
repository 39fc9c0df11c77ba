/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Completion ports, and handles of threads (see <beck/port.h>, <beck/handle.h>). */

#include "suites.h"

#include <beck/port.h>
#include <errno.h>
#include <unistd.h>

#include "base/alloc.h"

/* ---- Ports ---- */

static void
assert_packet (HANDLE port, DWORD bytes, ULONG_PTR key, gpointer overlapped)
{
  BeckPacket packet;

  assert_hr (beck_port_get (port, 0, &packet), S_OK);
  ck_assert_uint_eq (packet.bytes, bytes);
  ck_assert_uint_eq (packet.key, key);
  ck_assert_ptr_eq (packet.overlapped, overlapped);
}

START_TEST (packets_come_out_as_they_went_in)
{
  HANDLE port = beck_port_new ();

  for (guint i = 0; i < 100; i++)
    assert_hr (beck_port_post (port, ~i, G_MAXUINT64 - i, GUINT_TO_POINTER (i)), S_OK);
  for (guint i = 0; i < 100; i++)
    assert_packet (port, ~i, G_MAXUINT64 - i, GUINT_TO_POINTER (i));
  assert_hr (beck_handle_close (port), S_OK);
}
END_TEST

START_TEST (port_is_readable_while_packets_wait)
{
  HANDLE port = beck_port_new ();

  for (int round = 0; round < 2; round++)
    {
      ck_assert (!is_readable (port));
      assert_hr (beck_port_post (port, 1, 0, NULL), S_OK);
      assert_hr (beck_port_post (port, 2, 0, NULL), S_OK);
      assert_packet (port, 1, 0, NULL);
      ck_assert (is_readable (port));
      assert_packet (port, 2, 0, NULL);
    }
  ck_assert (!is_readable (port));
  assert_hr (beck_handle_close (port), S_OK);
}
END_TEST

THREAD_TEST (empty_port_times_out)
{
  BeckPacket packet = { 7, 8, &packet };
  HANDLE port = beck_port_new ();

  ck_assert (BECK_TIMED_OUT (beck_port_get (port, 0, &packet)));
  ck_assert (BECK_TIMED_OUT (beck_port_get (port, 5, &packet)));
  ck_assert_uint_eq (packet.bytes, 7);
  ck_assert_uint_eq (packet.key, 8);
  ck_assert_ptr_eq (packet.overlapped, &packet);
  assert_hr (beck_handle_close (port), S_OK);
}

START_TEST (packets_left_behind_go_with_the_port)
{
  HANDLE port = beck_port_new ();

  assert_hr (beck_port_post (port, 1, 2, NULL), S_OK);
  assert_hr (beck_handle_close (port), S_OK);
}
END_TEST

START_TEST (what_is_no_port_is_refused)
{
  HANDLE event = beck_handle_new_event (TRUE, FALSE);
  HANDLE port = beck_port_new ();
  BeckPacket packet;

  assert_hr (beck_port_post (event, 0, 0, NULL), E_HANDLE);
  assert_hr (beck_port_get (event, 0, &packet), E_HANDLE);
  assert_hr (beck_port_get (INVALID_HANDLE_VALUE, 0, &packet), E_HANDLE);
  assert_hr (beck_port_get (port, 0, NULL), E_INVALIDARG);
  assert_hr (beck_handle_signal (port), E_HANDLE);
  assert_hr (beck_handle_reset (port), E_HANDLE);
  assert_hr (beck_handle_close (event), S_OK);
  assert_hr (beck_handle_close (port), S_OK);
  assert_hr (beck_port_post (port, 0, 0, NULL), E_HANDLE);
}
END_TEST

START_TEST (port_without_memory_is_told)
{
  HANDLE port;

  beck_alloc_fail_at (0);
  port = beck_port_new ();
  beck_alloc_fail_at (-1);
  ck_assert_ptr_eq (port, INVALID_HANDLE_VALUE);
  ck_assert_int_eq (errno, ENOMEM);

  port = beck_port_new ();
  beck_alloc_fail_at (0);
  assert_hr (beck_port_post (port, 1, 2, NULL), E_OUTOFMEMORY);
  beck_alloc_fail_at (-1);
  ck_assert (!is_readable (port));
  assert_hr (beck_handle_close (port), S_OK);
}
END_TEST

/* ---- Threads at a port ---- */

typedef struct
{
  HANDLE port;
  GThread *thread;
  HRESULT hr;
  BeckPacket packet;
  gint got;
} Taker;

static gpointer
take_one (gpointer data)
{
  Taker *taker = data;

  taker->hr = beck_port_get (taker->port, INFINITE, &taker->packet);
  return NULL;
}

START_TEST (closing_tells_those_who_wait)
{
  Taker takers[3];
  HANDLE port = beck_port_new ();

  for (int i = 0; i < 3; i++)
    {
      takers[i] = (Taker){ .port = port };
      takers[i].thread = start (take_one, &takers[i]);
    }
  g_usleep (20000); /* most likely they wait by now; else they find no port, which is right too */
  assert_hr (beck_handle_close (port), S_OK);
  for (int i = 0; i < 3; i++)
    {
      g_thread_join (takers[i].thread);
      ck_assert (takers[i].hr == HRESULT_FROM_WIN32 (ERROR_ABANDONED_WAIT_0)
                 || takers[i].hr == E_HANDLE);
    }
}
END_TEST

static gpointer
take_until_zero (gpointer data)
{
  Taker *taker = data;
  BeckPacket packet;

  while (SUCCEEDED (taker->hr = beck_port_get (taker->port, INFINITE, &packet)))
    {
      if (packet.bytes == 0)
        break;
      taker->got++;
    }
  return NULL;
}

START_TEST (each_packet_goes_to_one_thread)
{
  enum { THREADS = 4, PACKETS = 2000 };
  HANDLE port = beck_port_new ();
  Taker takers[THREADS];
  int sum = 0;

  for (int i = 0; i < THREADS; i++)
    {
      takers[i] = (Taker){ .port = port };
      takers[i].thread = start (take_until_zero, &takers[i]);
    }
  for (int i = 0; i < PACKETS; i++)
    assert_hr (beck_port_post (port, 1, 0, NULL), S_OK);
  for (int i = 0; i < THREADS; i++)
    assert_hr (beck_port_post (port, 0, 0, NULL), S_OK);
  for (int i = 0; i < THREADS; i++)
    {
      g_thread_join (takers[i].thread);
      assert_hr (takers[i].hr, S_OK);
      sum += takers[i].got;
    }
  ck_assert_int_eq (sum, PACKETS);
  assert_hr (beck_handle_close (port), S_OK);
}
END_TEST

/* Takers whose time runs out while packets arrive lose none. */
static gpointer
take_impatiently (gpointer data)
{
  Taker *taker = data;
  BeckPacket packet;
  HRESULT hr;

  for (;;)
    {
      hr = beck_port_get (taker->port, 1, &packet);
      if (SUCCEEDED (hr) && packet.bytes == 0)
        return NULL;
      if (SUCCEEDED (hr))
        taker->got++;
    }
}

START_TEST (no_packet_is_lost_to_a_time_out)
{
  HANDLE port = beck_port_new ();
  Taker takers[2];

  for (int i = 0; i < 2; i++)
    {
      takers[i] = (Taker){ .port = port };
      takers[i].thread = start (take_impatiently, &takers[i]);
    }
  for (int i = 0; i < 100; i++)
    {
      assert_hr (beck_port_post (port, 1, 0, NULL), S_OK);
      g_usleep (i * 13 % 1200);
    }
  for (int i = 0; i < 2; i++)
    assert_hr (beck_port_post (port, 0, 0, NULL), S_OK);
  for (int i = 0; i < 2; i++)
    g_thread_join (takers[i].thread);
  ck_assert_int_eq (takers[0].got + takers[1].got, 100);
  assert_hr (beck_handle_close (port), S_OK);
}
END_TEST

/* ---- Handles of threads ---- */

static gpointer
show_itself (gpointer data)
{
  HANDLE *handles = data;
  DWORD index;

  handles[0] = beck_handle_new_thread (0);
  ck_assert_uint_eq (beck_handle_get_thread (handles[0]), (DWORD) gettid ());
  ck_assert_uint_eq (beck_handle_get_thread (BECK_CURRENT_THREAD), (DWORD) gettid ());
  beck_handle_signal (handles[1]);
  assert_hr (CoWaitForMultipleHandles (0, INFINITE, 1, &handles[2], &index), S_OK);
  return NULL;
}

THREAD_TEST (handle_of_a_thread_is_signaled_at_its_end)
{
  HANDLE handles[3] = { NULL, beck_handle_new_event (TRUE, FALSE),
                        beck_handle_new_event (TRUE, FALSE) };
  GThread *thread = start (show_itself, handles);
  HANDLE second;
  DWORD index;

  assert_hr (CoWaitForMultipleHandles (0, INFINITE, 1, &handles[1], &index), S_OK);
  second = beck_handle_new_thread (beck_handle_get_thread (handles[0]));
  ck_assert_ptr_ne (second, INVALID_HANDLE_VALUE);
  ck_assert (!is_readable (handles[0]));
  assert_hr (beck_handle_signal (handles[2]), S_OK);
  g_thread_join (thread);
  ck_assert (is_readable (handles[0]));
  ck_assert (is_readable (second));
  ck_assert_uint_eq (beck_handle_get_thread (second), 0);
  for (int i = 0; i < 3; i++)
    assert_hr (beck_handle_close (handles[i]), S_OK);
  assert_hr (beck_handle_close (second), S_OK);
}

START_TEST (unknown_threads_have_no_handle)
{
  HANDLE event = beck_handle_new_event (TRUE, FALSE);

  ck_assert_ptr_eq (beck_handle_new_thread (1), INVALID_HANDLE_VALUE);
  ck_assert_int_eq (errno, ESRCH);
  ck_assert_uint_eq (beck_handle_get_thread (event), 0);
  assert_hr (beck_handle_close (event), S_OK);
}
END_TEST

Suite *
ports_suite (void)
{
  Suite *suite = suite_create ("ports");
  TCase *tc_port = tcase_create ("port");
  TCase *tc_threads = tcase_create ("threads");
  TCase *tc_handles = tcase_create ("handles");

  tcase_add_test (tc_port, packets_come_out_as_they_went_in);
  tcase_add_test (tc_port, port_is_readable_while_packets_wait);
  tcase_add_test (tc_port, empty_port_times_out);
  tcase_add_test (tc_port, packets_left_behind_go_with_the_port);
  tcase_add_test (tc_port, what_is_no_port_is_refused);
  tcase_add_test (tc_port, port_without_memory_is_told);
  suite_add_tcase (suite, tc_port);

  tcase_add_test (tc_threads, closing_tells_those_who_wait);
  tcase_add_test (tc_threads, each_packet_goes_to_one_thread);
  tcase_add_test (tc_threads, no_packet_is_lost_to_a_time_out);
  suite_add_tcase (suite, tc_threads);

  tcase_add_test (tc_handles, handle_of_a_thread_is_signaled_at_its_end);
  tcase_add_test (tc_handles, unknown_threads_have_no_handle);
  suite_add_tcase (suite, tc_handles);
  return suite;
}

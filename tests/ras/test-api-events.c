/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Events of connections (RasConnectionNotification). */

#include "test-api.h"

#include <string.h>

#define ALL ((HRASCONN) INVALID_HANDLE_VALUE)

START_TEST (requests_want_sound_arguments)
{
  HRASCONN connection = connect_to (OFFICE);
  HANDLE event = new_event (), semaphore = CreateSemaphoreA (NULL, 0, 1, NULL);

  ck_assert_uint_eq (RasConnectionNotificationA (NULL, event, RASCN_Disconnection),
                     ERROR_INVALID_HANDLE);
  ck_assert_uint_eq (RasConnectionNotificationA (ALL, NULL, RASCN_Connection),
                     ERROR_INVALID_HANDLE);
  ck_assert_uint_eq (RasConnectionNotificationA (ALL, semaphore, RASCN_Connection),
                     ERROR_INVALID_HANDLE);
  ck_assert_uint_eq (RasConnectionNotificationA (ALL, event, 0), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasConnectionNotificationA (ALL, event, 0x40), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasConnectionNotificationW (connection, event, RASCN_Connection),
                     ERROR_INVALID_PARAMETER);
  hang_up (connection);
  ck_assert_uint_eq (RasConnectionNotificationA (connection, event, RASCN_Disconnection),
                     ERROR_INVALID_HANDLE);
  ck_assert (CloseHandle (event));
  ck_assert (CloseHandle (semaphore));
}
END_TEST

START_TEST (a_dial_that_is_hung_up_sets_its_event)
{
  HANDLE event = new_event ();
  HRASCONN connection = NULL;

  ck_assert_uint_eq (dial_ear (the_ear, OFFICE, 0, NULL, &connection), 0);
  ck_assert_uint_eq (RasConnectionNotificationA (connection, event, RASCN_Disconnection), 0);
  ear_wait (the_ear, RASCS_Connected, 0);
  ck_assert_uint_eq (RasHangUpA (connection), 0);
  wait_for_event (event);
  wait_until_gone (connection);
  ck_assert (CloseHandle (event));
}
END_TEST

/* However often the records were looked at meanwhile. */
START_TEST (a_connection_of_a_moment_sets_its_event)
{
  for (guint i = 0; i < 30; i++)
    {
      HANDLE event = new_event ();
      HRASCONN connection = dial_script ("up", 0);

      ck_assert_uint_eq (RasConnectionNotificationA (connection, event, RASCN_Disconnection), 0);
      while (status_of (connection).rasconnstate != RASCS_Connected)
        g_thread_yield ();
      ck_assert_uint_eq (RasHangUpA (connection), 0);
      wait_for_event (event);
      wait_until_gone (connection);
      ck_assert (CloseHandle (event));
    }
}
END_TEST

START_TEST (a_dial_that_fails_sets_its_event)
{
  HANDLE event = new_event (), late = new_event ();
  HRASCONN connection;

  connection = dial_script ("state Authenticate; fail 691", 0);
  ck_assert_uint_eq (RasConnectionNotificationA (connection, event, RASCN_Disconnection), 0);
  wait_for_event (event);
  ck_assert_uint_eq (RasConnectionNotificationA (connection, late, RASCN_Disconnection), 0);
  wait_for_event (late);
  hang_up (connection);
  ck_assert (CloseHandle (event));
  ck_assert (CloseHandle (late));
}
END_TEST

START_TEST (a_connection_that_is_lost_already_sets_the_event_at_once)
{
  HANDLE event = new_event ();
  HRASCONN connection = connect_to (OFFICE);

  office_stops ();
  while (status_of (connection).rasconnstate != RASCS_Disconnected)
    g_usleep (1000);
  ck_assert_uint_eq (RasConnectionNotificationA (connection, event, RASCN_Disconnection), 0);
  wait_for_event (event);
  hang_up (connection);
  ck_assert (CloseHandle (event));
}
END_TEST

START_TEST (a_connection_of_another_process_sets_events)
{
  HANDLE event = new_event (), end = new_event ();
  HRASCONN connection = NULL;

  ck_assert_uint_eq (RasConnectionNotificationA (ALL, event, RASCN_Connection), 0);
  dial_in_another_process (OFFICE);
  wait_for_event (event);
  ck_assert_uint_eq (count_listed (OFFICE, &connection), 1);
  ck_assert_uint_eq (RasConnectionNotificationA (connection, end, RASCN_Disconnection), 0);
  ck_assert (CloseHandle (event));
  ck_assert_uint_eq (RasHangUpA (connection), 0);
  wait_for_event (end);
  wait_until_gone (connection);
  ck_assert (CloseHandle (end));
}
END_TEST

START_TEST (a_link_that_comes_back_sets_the_event)
{
  g_autofree char *path = ground_path ("back");
  g_autofree char *script = g_strdup_printf (
    "up; substate Reconnecting; until %s; substate Reconnected; silence", path);
  HANDLE event = new_event ();
  HRASCONN connection = connect_script (script);

  ck_assert_uint_eq (RasConnectionNotificationA (connection, event, RASCN_ReConnection), 0);
  while (status_of (connection).rasconnsubstate != RASCSS_Reconnecting)
    g_usleep (1000);
  ck_assert (g_file_set_contents (path, "", 0, NULL));
  wait_for_event (event);
  ck_assert_int_eq (status_of (connection).rasconnsubstate, RASCSS_Reconnected);
  hang_up (connection);
  ck_assert (CloseHandle (event));
}
END_TEST

START_TEST (an_event_that_is_closed_is_forgotten_whatever_has_its_number)
{
  HANDLE event = new_event (), other;
  HRASCONN connection = connect_to (OFFICE);

  ck_assert_uint_eq (RasConnectionNotificationA (connection, event, RASCN_Disconnection), 0);
  ck_assert (CloseHandle (event));
  other = new_event ();
  ck_assert_ptr_eq (other, event);
  hang_up (connection);
  ck_assert_uint_eq (WaitForSingleObject (other, 0), WAIT_TIMEOUT);
  ck_assert (CloseHandle (other));
}
END_TEST

Suite *
events_suite (void)
{
  Suite *suite = suite_create ("events");
  TCase *tcase = api_case (suite, "events");

  tcase_add_test (tcase, requests_want_sound_arguments);
  tcase_add_test (tcase, a_dial_that_is_hung_up_sets_its_event);
  tcase_add_test (tcase, a_connection_of_a_moment_sets_its_event);
  tcase_add_test (tcase, a_dial_that_fails_sets_its_event);
  tcase_add_test (tcase, a_connection_that_is_lost_already_sets_the_event_at_once);
  tcase_add_test (tcase, a_connection_of_another_process_sets_events);
  tcase_add_test (tcase, a_link_that_comes_back_sets_the_event);
  tcase_add_test (tcase, an_event_that_is_closed_is_forgotten_whatever_has_its_number);
  return suite;
}

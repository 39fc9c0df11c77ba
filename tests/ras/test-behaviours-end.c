/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Links that are lost, links that outlive their dialler, and events (spec/ras.md 6, 34 to 38 and
 * 46 to 48). */

#include "test-behaviours.h"

#include <signal.h>

#include "ras/record.h"

static gboolean
is_set (HANDLE event)
{
  return WaitForSingleObject (event, 0) == WAIT_OBJECT_0;
}

/* With an event of the end of it. */
static HRASCONN
connect_with_event (Place place, HANDLE *event)
{
  HRASCONN connection = NULL;

  *event = new_event ();
  ck_assert_uint_eq (dial_ear (the_ear, place, 0, NULL, &connection), 0);
  ear_wait (the_ear, RASCS_Connected, 0);
  ck_assert_uint_eq (RasConnectionNotificationA (connection, *event, RASCN_Disconnection), 0);
  return connection;
}

static void
assert_lost (HRASCONN connection, HANDLE event, DWORD error)
{
  RASCONNSTATUSA status;

  wait_for_event (event);
  /* The event is of the record; the connection hears of it by itself. */
  do
    status = status_of (connection);
  while (status.rasconnstate != RASCS_Disconnected);
  ck_assert_uint_eq (status.dwError, error);
  ck_assert_uint_eq (ear_at (the_ear, ear_count (the_ear) - 1).state, RASCS_Connected);
}

/* 34 */
START_TEST (a_server_that_stops_is_no_news_to_the_handler)
{
  HANDLE event;
  HRASCONN connection = connect_with_event (OFFICE, &event);

  office_stops ();
  assert_lost (connection, event, ERROR_REMOTE_DISCONNECTION);
  hang_up (connection);
  ck_assert (CloseHandle (event));
}
END_TEST

/* 35 */
START_TEST (a_server_that_vanishes_is_missed)
{
  HANDLE event;
  HRASCONN connection = connect_with_event (VANISHING, &event);

  office_vanishes ();
  assert_lost (connection, event, ERROR_DISCONNECTION);
  hang_up (connection);
  ck_assert (CloseHandle (event));
}
END_TEST

/* 36 */
START_TEST (an_event_of_all_connections_is_set_once_for_each)
{
  HANDLE event = new_event ();
  HRASCONN connection;

  ck_assert_uint_eq (
    RasConnectionNotificationA ((HRASCONN) INVALID_HANDLE_VALUE, event, RASCN_Connection), 0);
  connection = connect_to (OFFICE);
  wait_for_event (event);
  hang_up (connection);
  ck_assert (!is_set (event));
  connection = connect_to (BRANCH);
  wait_for_event (event);
  ck_assert (CloseHandle (event));
  hang_up (connection);
}
END_TEST

/* 37 */
START_TEST (the_event_of_one_connection_is_not_set_for_another)
{
  HANDLE event, all = new_event ();
  HRASCONN connection = connect_with_event (OFFICE, &event), other;

  other = connect_to (BRANCH);
  ck_assert_uint_eq (
    RasConnectionNotificationA ((HRASCONN) INVALID_HANDLE_VALUE, all, RASCN_Disconnection), 0);
  hang_up (other);
  wait_for_event (all);
  ck_assert (!is_set (event));
  ck_assert (CloseHandle (all));
  hang_up (connection);
  wait_for_event (event);
  ck_assert (CloseHandle (event));
}
END_TEST

static void
count_inside (Ear *ear, const Heard *heard)
{
  ck_assert_uint_eq (count_listed (OFFICE, NULL), 0);
}

/* 38 */
START_TEST (connections_are_listed_while_they_are_connected)
{
  HRASCONN connection = NULL, listed = NULL;

  ck_assert_uint_eq (count_listed (OFFICE, NULL), 0);
  the_ear->state = RASCS_Projected;
  the_ear->func = count_inside;
  ck_assert_uint_eq (dial_ear (the_ear, OFFICE, 0, NULL, &connection), 0);
  ear_wait (the_ear, RASCS_Connected, 0);
  ck_assert_uint_eq (ear_count_state (the_ear, RASCS_Projected), 1);
  ck_assert_uint_eq (count_listed (OFFICE, &listed), 1);
  ck_assert_ptr_eq (listed, connection);
  hang_up (connection);
  ck_assert_uint_eq (count_listed (OFFICE, NULL), 0);
}
END_TEST

/* 46 */
START_TEST (a_connected_entry_cannot_be_deleted)
{
  HRASCONN connection = connect_to (OFFICE);

  ck_assert_uint_eq (RasDeleteEntryA (NULL, place_entry (OFFICE)), ERROR_CANNOT_DELETE);
  hang_up (connection);
  connection = connect_to (OFFICE);
  hang_up (connection);
}
END_TEST

/* 47 */
START_TEST (a_connection_outlives_its_dialler)
{
  RAS_STATS statistics = { .dwSize = sizeof statistics };
  HRASCONN connection = NULL, again = NULL;

  dial_in_another_process (OFFICE);
  ck_assert_uint_eq (count_listed (OFFICE, &connection), 1);
  ck_assert_uint_eq (count_listed (OFFICE, &again), 1);
  ck_assert_ptr_eq (again, connection);
  ck_assert_int_eq (status_of (connection).rasconnstate, RASCS_Connected);
  send_packets (connection, 4);
  /* Counts of a device may be a moment behind; the simulator has no device. */
  do
    ck_assert_uint_eq (RasGetConnectionStatistics (connection, &statistics), 0);
  while (ground_is_real () && statistics.dwFramesRcved < 4);
  hang_up (connection);
  ck_assert_uint_eq (count_listed (OFFICE, NULL), 0);
}
END_TEST

/* 47, dialled once more */
START_TEST (a_connection_that_another_process_dialled_is_dialled_once_more)
{
  HRASCONN listed = NULL, connection;

  dial_in_another_process (OFFICE);
  ck_assert_uint_eq (count_listed (OFFICE, &listed), 1);
  connection = connect_to (OFFICE);
  ck_assert_ptr_eq (connection, listed);
  hang_up (connection);
  /* The other's use is still there. */
  ck_assert_uint_eq (count_listed (OFFICE, &listed), 1);
  ck_assert_ptr_ne (connection, listed);
  hang_up (listed);
  ck_assert_uint_eq (count_listed (OFFICE, NULL), 0);
}
END_TEST

/* Of the only connection there is. */
static void
kill_helper (void)
{
  g_autoptr (GPtrArray) records = NULL;
  const BeckRasRecord *record;

  ck_assert_uint_eq (beck_ras_record_list (&records), 0);
  ck_assert_uint_eq (records->len, 1);
  record = records->pdata[0];
  ck_assert_int_gt (record->helper.pid, 1);
  ck_assert_int_eq (kill (record->helper.pid, SIGKILL), 0);
}

/* 48 */
START_TEST (a_helper_that_is_killed_is_missed)
{
  HANDLE event;
  HRASCONN connection = connect_with_event (OFFICE, &event);

  kill_helper ();
  assert_lost (connection, event, ERROR_PORT_DISCONNECTED);
  hang_up (connection);
  ck_assert (CloseHandle (event));
}
END_TEST

Suite *
end_suite (void)
{
  Suite *suite = suite_create ("end");
  const Behaviour losses[] = {
    EVERYWHERE (a_server_that_stops_is_no_news_to_the_handler),
    EVERYWHERE (a_server_that_vanishes_is_missed),
    EVERYWHERE (a_helper_that_is_killed_is_missed),
  };
  const Behaviour events[] = {
    EVERYWHERE (an_event_of_all_connections_is_set_once_for_each),
    EVERYWHERE (the_event_of_one_connection_is_not_set_for_another),
  };
  const Behaviour lists[] = {
    EVERYWHERE (connections_are_listed_while_they_are_connected),
    EVERYWHERE (a_connected_entry_cannot_be_deleted),
    EVERYWHERE (a_connection_outlives_its_dialler),
    EVERYWHERE (a_connection_that_another_process_dialled_is_dialled_once_more),
  };

  add_behaviours (suite, "losses", losses, G_N_ELEMENTS (losses));
  add_behaviours (suite, "events", events, G_N_ELEMENTS (events));
  add_behaviours (suite, "lists", lists, G_N_ELEMENTS (lists));
  return suite;
}

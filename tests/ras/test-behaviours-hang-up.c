/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What handlers may do, and hanging up (spec/ras.md 6, 23 to 30). */

#include "test-behaviours.h"

/* 23 */
START_TEST (a_dial_that_is_not_paused_does_not_go_on)
{
  HRASCONN connection = NULL, connected;

  ck_assert_uint_eq (dial_ear (the_ear, SILENT, 0, NULL, &connection), 0);
  ear_wait (the_ear, RASCS_ConnectDevice, 0);
  ck_assert_uint_eq (dial_ear (the_ear, SILENT, 0, NULL, &connection),
                     ERROR_INVALID_AUTH_STATE);
  hang_up (connection);
  connected = connect_to (OFFICE);
  ck_assert_uint_eq (dial (OFFICE, 0, 0, NULL, &connected), ERROR_INVALID_AUTH_STATE);
  ck_assert_int_eq (status_of (connected).rasconnstate, RASCS_Connected);
  hang_up (connected);
}
END_TEST

/* ---- Inside a handler ---- */

static void
dial_inside (Ear *ear, const Heard *heard)
{
  HRASCONN other = NULL, same = heard->connection;

  ck_assert_uint_eq (dial (BRANCH, 0, 1, hear_1, &other), ERROR_ASYNC_REQUEST_PENDING);
  ck_assert_uint_eq (dial (BRANCH, 0, 0, NULL, &other), ERROR_ASYNC_REQUEST_PENDING);
  ck_assert_ptr_null (other);
  ck_assert_uint_eq (dial_ear (ear, OFFICE, 0, NULL, &same), ERROR_ASYNC_REQUEST_PENDING);
  ck_assert_ptr_eq (same, heard->connection);
}

/* 24 */
START_TEST (dialling_in_a_handler_is_refused_and_the_dial_goes_on)
{
  HRASCONN connection = NULL;

  the_ear->state = RASCS_Authenticate;
  the_ear->func = dial_inside;
  ck_assert_uint_eq (dial_ear (the_ear, OFFICE, 0, NULL, &connection), 0);
  ear_wait (the_ear, RASCS_Connected, 0);
  hang_up (connection);
}
END_TEST

static void
hang_up_inside (Ear *ear, const Heard *heard)
{
  RASCONNSTATUSA status;

  ck_assert_uint_eq (RasHangUpA (heard->connection), 0);
  ck_assert_uint_eq (RasHangUpA (heard->connection), ERROR_INVALID_HANDLE);
  /* It is not gone while the handler runs. */
  ck_assert_uint_eq (get_status (heard->connection, &status), 0);
  ck_assert_int_eq (status.rasconnstate, RASCS_Disconnected);
}

static void
assert_disconnected_once (Ear *ear)
{
  guint n = ear_count (ear);

  ck_assert_uint_eq (ear_count_state (ear, RASCS_Disconnected), 1);
  ck_assert_uint_eq (ear_at (ear, n - 1).state, RASCS_Disconnected);
  ck_assert_uint_eq (ear_at (ear, n - 1).error, 0);
}

/* 25 */
START_TEST (hanging_up_in_a_handler_is_done_when_it_has_returned)
{
  static const DWORD states[] = { RASCS_OpenPort, RASCS_ConnectDevice, RASCS_Authenticate,
                                  RASCS_Projected };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      Ear *ear = ear_new ();
      HRASCONN connection = NULL;

      ear->state = states[i];
      ear->func = hang_up_inside;
      ck_assert_uint_eq (dial_ear (ear, OFFICE, 0, NULL, &connection), 0);
      ear_wait (ear, RASCS_Disconnected, 0);
      wait_until_gone (connection);
      assert_disconnected_once (ear);
      ck_assert_uint_eq (ear_at (ear, ear_count (ear) - 2).state, states[i]);
      ear_free (ear);
    }
}
END_TEST

/* 25, at the end of a dial */
START_TEST (a_handler_that_hears_of_the_connection_may_hang_up)
{
  HRASCONN connection = NULL;

  the_ear->state = RASCS_Connected;
  the_ear->func = hang_up_inside;
  ck_assert_uint_eq (dial_ear (the_ear, OFFICE, 0, NULL, &connection), 0);
  ear_wait (the_ear, RASCS_Connected, 0);
  wait_until_gone (connection);
  ck_assert_uint_eq (count_listed (OFFICE, NULL), 0);
}
END_TEST

static void
ask_inside (Ear *ear, const Heard *heard)
{
  RASENTRYNAMEA entries[16] = { { .dwSize = sizeof *entries } };
  DWORD size = sizeof entries, n = 0;
  RASCONNSTATUSA status;
  char text[512];

  ck_assert_uint_eq (get_status (heard->connection, &status), 0);
  ck_assert_uint_eq (status.rasconnstate, heard->state);
  ck_assert_uint_eq (count_listed (OFFICE, NULL), heard->state == RASCS_Connected);
  ck_assert_uint_eq (RasEnumEntriesA (NULL, NULL, entries, &size, &n), 0);
  ck_assert_uint_gt (n, 0);
  ck_assert_uint_eq (RasGetErrorStringA (ERROR_NO_CARRIER, text, sizeof text), 0);
}

static void
ask_in_state (DWORD state)
{
  Ear *ear = ear_new ();
  HRASCONN connection = NULL;

  ear->state = state;
  ear->func = ask_inside;
  ck_assert_uint_eq (dial_ear (ear, OFFICE, 0, NULL, &connection), 0);
  ear_wait (ear, RASCS_Connected, 0);
  hang_up (connection);
  ear_free (ear);
}

/* 26 */
START_TEST (a_handler_may_ask)
{
  ask_in_state (RASCS_OpenPort);
  ask_in_state (RASCS_Authenticate);
  ask_in_state (RASCS_Connected);
}
END_TEST

/* ---- Hanging up ---- */

/* 27 */
START_TEST (a_dial_to_a_silent_host_is_hung_up)
{
  HRASCONN connection = NULL;

  ck_assert_uint_eq (dial_ear (the_ear, SILENT, 0, NULL, &connection), 0);
  ear_wait (the_ear, RASCS_ConnectDevice, 0);
  ck_assert_uint_eq (RasHangUpA (connection), 0);
  wait_until_gone (connection);
  assert_disconnected_once (the_ear);
}
END_TEST

/* 28 */
START_TEST (what_is_no_connection_cannot_be_hung_up)
{
  HRASCONN connection = connect_to (OFFICE);

  hang_up (connection);
  ck_assert_uint_eq (RasHangUpA (connection), ERROR_INVALID_HANDLE);
  ck_assert_uint_eq (RasHangUpA (NULL), ERROR_INVALID_HANDLE);
  ck_assert_uint_eq (RasHangUpA ((HRASCONN) 4711), ERROR_INVALID_HANDLE);
  ck_assert_uint_eq (RasHangUpA ((HRASCONN) INVALID_HANDLE_VALUE), ERROR_INVALID_HANDLE);
}
END_TEST

typedef struct
{
  GMutex mutex;
  GCond cond;
  gboolean begun, may_return;
} Gate;

static void
wait_at_gate (Ear *ear, const Heard *heard)
{
  Gate *gate = ear->data;

  g_mutex_lock (&gate->mutex);
  gate->begun = TRUE;
  g_cond_broadcast (&gate->cond);
  while (!gate->may_return)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

static void
set_gate (Gate *gate, gboolean *what)
{
  g_mutex_lock (&gate->mutex);
  *what = TRUE;
  g_cond_broadcast (&gate->cond);
  g_mutex_unlock (&gate->mutex);
}

static void
wait_for_gate (Gate *gate, gboolean *what)
{
  g_mutex_lock (&gate->mutex);
  while (!*what)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

/* 29 */
START_TEST (hanging_up_does_not_wait_for_the_handler_that_runs)
{
  Gate gate = { 0 };
  HRASCONN connection = NULL;

  the_ear->data = &gate;
  the_ear->state = RASCS_ConnectDevice;
  the_ear->func = wait_at_gate;
  ck_assert_uint_eq (dial_ear (the_ear, OFFICE, 0, NULL, &connection), 0);
  wait_for_gate (&gate, &gate.begun);
  ck_assert_uint_eq (RasHangUpA (connection), 0);
  ck_assert_int_eq (status_of (connection).rasconnstate, RASCS_Disconnected);
  set_gate (&gate, &gate.may_return);
  wait_until_gone (connection);
  assert_disconnected_once (the_ear);
  ck_assert_uint_eq (the_ear->most_inside, 1);
}
END_TEST

/* 30 */
START_TEST (each_dial_of_an_entry_needs_a_hang_up_of_its_own)
{
  HRASCONN connection = connect_to (OFFICE), again = NULL, thrice = NULL;

  ck_assert_uint_eq (dial (OFFICE, 0, 0, NULL, &again), 0);
  ck_assert_ptr_eq (again, connection);
  ck_assert_uint_eq (dial_ear (the_ear, OFFICE, 0, NULL, &thrice), 0);
  ck_assert_ptr_eq (thrice, connection);
  ear_wait (the_ear, RASCS_Connected, 0);
  ck_assert_uint_eq (ear_count (the_ear), 1);
  ck_assert_uint_eq (count_listed (OFFICE, NULL), 1);

  for (int i = 0; i < 2; i++)
    {
      ck_assert_uint_eq (RasHangUpA (connection), 0);
      ck_assert_int_eq (status_of (connection).rasconnstate, RASCS_Connected);
      ck_assert_uint_eq (count_listed (OFFICE, NULL), 1);
    }
  hang_up (connection);
  ck_assert_uint_eq (count_listed (OFFICE, NULL), 0);
}
END_TEST

Suite *
hang_up_suite (void)
{
  Suite *suite = suite_create ("hang-up");
  const Behaviour handlers[] = {
    EVERYWHERE (a_dial_that_is_not_paused_does_not_go_on),
    EVERYWHERE (dialling_in_a_handler_is_refused_and_the_dial_goes_on),
    EVERYWHERE (hanging_up_in_a_handler_is_done_when_it_has_returned),
    EVERYWHERE (a_handler_that_hears_of_the_connection_may_hang_up),
    EVERYWHERE (a_handler_may_ask),
  };
  const Behaviour hang_ups[] = {
    EVERYWHERE (a_dial_to_a_silent_host_is_hung_up),
    EVERYWHERE (what_is_no_connection_cannot_be_hung_up),
    EVERYWHERE (hanging_up_does_not_wait_for_the_handler_that_runs),
    EVERYWHERE (each_dial_of_an_entry_needs_a_hang_up_of_its_own),
  };

  add_behaviours (suite, "handlers", handlers, G_N_ELEMENTS (handlers));
  add_behaviours (suite, "hang-up", hang_ups, G_N_ELEMENTS (hang_ups));
  return suite;
}

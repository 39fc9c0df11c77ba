/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Sinks: what they hear, in which order, and what they may do meanwhile. */

#include "ras-suites.h"

START_TEST (a_sink_hears_each_state_in_order)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  DWORD cookie;
  RasListener *listener = ras_listener (connection, &cookie);
  g_autofree char *told = NULL;

  ras_entry ("office", "up");
  assert_hr (IRasConnection_Dial (connection, ras_request ("office")), S_OK);
  assert_hr (IRasConnection_HangUp (connection), S_OK);
  told = ras_listener_told (listener);
  ck_assert_str_eq (told, RAS_ALL_STATES "8193 ");
  beck_object_unref (listener);
}
END_TEST

START_TEST (a_failure_is_the_state_again_with_the_error)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  DWORD cookie;
  RasListener *listener = ras_listener (connection, &cookie);
  g_autofree char *told = NULL;

  ras_entry ("office", "state ConnectDevice; fail 678");
  assert_error (IRasConnection_Dial (connection, ras_request ("office")), ERROR_NO_ANSWER);
  told = ras_listener_told (listener);
  ck_assert_str_eq (told, "0 1 2 2:678 ");
  assert_hr (IRasConnection_HangUp (connection), S_OK);
  beck_object_unref (listener);
}
END_TEST

/* The state that callers see is the one the sink is being told. */
static void
look_at_the_state (gpointer object, DWORD state, DWORD error)
{
  RasListener *self = object;

  ck_assert_uint_eq (ras_state (self->connection, NULL), state);
}

START_TEST (a_sink_may_ask_for_the_state)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  DWORD cookie;
  RasListener *listener = ras_listener (connection, &cookie);

  listener->connection = connection;
  listener->react = look_at_the_state;
  ras_entry ("office", "up");
  assert_hr (IRasConnection_Dial (connection, ras_request ("office")), S_OK);
  assert_hr (IRasConnection_HangUp (connection), S_OK);
  beck_object_unref (listener);
}
END_TEST

static void
hang_up_in_authenticate (gpointer object, DWORD state, DWORD error)
{
  RasListener *self = object;

  if (state == RASCS_Authenticate)
    assert_hr (IRasConnection_HangUp (self->connection), S_OK);
}

START_TEST (a_sink_may_hang_up)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  DWORD cookie;
  RasListener *listener = ras_listener (connection, &cookie);
  g_autofree char *told = NULL;

  listener->connection = connection;
  listener->react = hang_up_in_authenticate;
  ras_entry ("office", "up");
  assert_error (IRasConnection_Dial (connection, ras_request ("office")),
                ERROR_USER_DISCONNECTION);
  told = ras_listener_told (listener);
  ck_assert_str_eq (told, "0 1 2 3 4 5 8193 ");
  beck_object_unref (listener);
}
END_TEST

START_TEST (all_sinks_hear_until_they_are_unadvised)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  g_autoptr (IRasConnectionInfo) info = ras_info_of (connection);
  DWORD cookies[2];
  RasListener *first = ras_listener (connection, &cookies[0]);
  RasListener *second = ras_listener (connection, &cookies[1]);
  g_autofree char *told_first = NULL, *told_second = NULL;

  ck_assert_uint_ne (cookies[0], cookies[1]);
  ras_entry ("office", "up");
  assert_hr (IRasConnection_Dial (connection, ras_request ("office")), S_OK);
  assert_hr (IRasConnectionInfo_Unadvise (info, cookies[0]), S_OK);
  ck_assert (FAILED (IRasConnectionInfo_Unadvise (info, cookies[0])));
  assert_hr (IRasConnection_HangUp (connection), S_OK);
  told_first = ras_listener_told (first);
  told_second = ras_listener_told (second);
  ck_assert_str_eq (told_first, RAS_ALL_STATES);
  ck_assert_str_eq (told_second, RAS_ALL_STATES "8193 ");
  beck_object_unref (first);
  beck_object_unref (second);
}
END_TEST

START_TEST (a_link_that_drops_is_told_with_the_reason)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  DWORD cookie, error = 0;
  RasListener *listener = ras_listener (connection, &cookie);
  const char *wait = ras_path ("drop");
  g_autofree char *script = g_strdup_printf ("up; until %s; drop 629", wait);

  ras_entry ("office", script);
  assert_hr (IRasConnection_Dial (connection, ras_request ("office")), S_OK);
  ck_assert (g_file_set_contents (wait, "", 0, NULL));
  ras_listener_wait (listener, "8193:629");
  ck_assert_uint_eq (ras_state (connection, &error), RASCS_Disconnected);
  ck_assert_uint_eq (error, ERROR_REMOTE_DISCONNECTION);
  assert_hr (IRasConnection_HangUp (connection), S_OK);
  beck_object_unref (listener);
}
END_TEST

Suite *
ras_sink_suite (void)
{
  Suite *suite = suite_create ("ras-sink");
  TCase *tcase = ras_case ("sink");

  tcase_add_test (tcase, a_sink_hears_each_state_in_order);
  tcase_add_test (tcase, a_failure_is_the_state_again_with_the_error);
  tcase_add_test (tcase, a_sink_may_ask_for_the_state);
  tcase_add_test (tcase, a_sink_may_hang_up);
  tcase_add_test (tcase, all_sinks_hear_until_they_are_unadvised);
  tcase_add_test (tcase, a_link_that_drops_is_told_with_the_reason);
  suite_add_tcase (suite, tcase);
  return suite;
}

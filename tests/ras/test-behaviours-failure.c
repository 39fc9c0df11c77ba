/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Dials that fail, and those that pause (spec/ras.md 6, 17 to 22 and 31 to 33). */

#include "test-behaviours.h"

#include <string.h>

#define WRONG "something else"

/* 17 */
START_TEST (a_wrong_password_is_the_last_that_is_heard)
{
  HRASCONN connection = NULL;
  Heard end;
  guint n;

  ck_assert_uint_eq (dial_ear (the_ear, OFFICE, 0, WRONG, &connection), 0);
  end = ear_wait_for_end (the_ear);
  ck_assert_uint_eq (end.state, RASCS_AuthNotify);
  ck_assert_uint_eq (end.error, ERROR_AUTHENTICATION_FAILURE);
  ck_assert_uint_eq (status_of (connection).dwError, ERROR_AUTHENTICATION_FAILURE);
  n = ear_count (the_ear);
  hang_up (connection);
  ck_assert_uint_eq (ear_count (the_ear), n);
}
END_TEST

/* 17, without a handler */
START_TEST (a_wrong_password_is_what_a_dial_without_handler_returns)
{
  RASDIALPARAMSA params = dial_params (OFFICE);
  HRASCONN connection = NULL;

  strcpy (params.szPassword, WRONG);
  ck_assert_uint_eq (dial_with (&params, RDEOPT_PausedStates, 0, NULL, &connection),
                     ERROR_AUTHENTICATION_FAILURE);
  ck_assert_ptr_nonnull (connection);
  ck_assert_uint_eq (status_of (connection).dwError, ERROR_AUTHENTICATION_FAILURE);
  hang_up (connection);
}
END_TEST

/* 18 */
START_TEST (the_reason_can_be_read_until_the_dial_is_hung_up)
{
  HRASCONN failed = NULL, connection;

  ck_assert_uint_eq (dial_ear (the_ear, OFFICE, 0, WRONG, &failed), 0);
  ear_wait_for_end (the_ear);
  /* A whole connection comes and goes meanwhile. */
  connection = connect_to (BRANCH);
  hang_up (connection);
  ck_assert_uint_eq (status_of (failed).dwError, ERROR_AUTHENTICATION_FAILURE);
  hang_up (failed);
}
END_TEST

/* Dials and waits until it is paused. */
static HRASCONN
dial_and_pause (void)
{
  HRASCONN connection = NULL;

  ck_assert_uint_eq (dial_ear (the_ear, OFFICE, RDEOPT_PausedStates, WRONG, &connection), 0);
  ear_wait (the_ear, RASCS_RetryAuthentication, 0);
  return connection;
}

static void
assert_paused (HRASCONN connection)
{
  ck_assert_int_eq (status_of (connection).rasconnstate, RASCS_RetryAuthentication);
  ck_assert_uint_eq (ear_at (the_ear, ear_count (the_ear) - 1).state, RASCS_RetryAuthentication);
}

/* 19 */
START_TEST (a_wrong_password_pauses_a_dial_that_may_pause)
{
  HRASCONN connection = dial_and_pause (), other;

  /* Silence: another connection has all the time it needs. */
  other = connect_to (BRANCH);
  hang_up (other);
  assert_paused (connection);
  ck_assert_uint_eq (ear_count_state (the_ear, RASCS_RetryAuthentication), 1);
  hang_up (connection);
}
END_TEST

/* 20 */
START_TEST (a_paused_dial_goes_on_with_the_right_password)
{
  HRASCONN connection = dial_and_pause (), same = connection;
  guint n = ear_count (the_ear);

  ck_assert_uint_eq (dial_ear (the_ear, OFFICE, RDEOPT_PausedStates, NULL, &same), 0);
  ck_assert_ptr_eq (same, connection);
  ear_wait (the_ear, RASCS_Connected, 0);
  ck_assert_uint_eq (ear_at (the_ear, n).state, RASCS_AuthRetry);
  ck_assert_int_eq (status_of (connection).rasconnstate, RASCS_Connected);
  hang_up (connection);
}
END_TEST

/* 21 */
START_TEST (a_paused_dial_does_not_go_on_with_another_notifier)
{
  HRASCONN connection = dial_and_pause ();

  ck_assert_uint_eq (dial (OFFICE, RDEOPT_PausedStates, 1, hear_1, &connection),
                     ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (dial (OFFICE, RDEOPT_PausedStates, 1, hear_2, &connection),
                     ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (dial (OFFICE, 0, 0, NULL, &connection), ERROR_INVALID_PARAMETER);
  assert_paused (connection);
  hang_up (connection);
}
END_TEST

/* 22 */
START_TEST (a_paused_dial_that_is_hung_up_is_disconnected_once)
{
  HRASCONN connection = dial_and_pause ();
  guint n = ear_count (the_ear);

  hang_up (connection);
  ck_assert_uint_eq (ear_count (the_ear), n + 1);
  ck_assert_uint_eq (ear_at (the_ear, n).state, RASCS_Disconnected);
  ck_assert_uint_eq (ear_at (the_ear, n).error, 0);
}
END_TEST

static void
assert_fails (Place place, DWORD state, DWORD error)
{
  Ear *ear = ear_new ();
  HRASCONN connection = NULL;
  Heard end;

  ck_assert_uint_eq (dial_ear (ear, place, 0, NULL, &connection), 0);
  end = ear_wait_for_end (ear);
  ck_assert_uint_eq (end.state, state);
  ck_assert_uint_eq (end.error, error);
  ck_assert_uint_eq (status_of (connection).dwError, error);
  ck_assert_uint_eq (ear_count_state (ear, RASCS_Connected), 0);
  hang_up (connection);
  ear_free (ear);
}

/* 31 */
START_TEST (a_closed_port_refuses)
{
  assert_fails (CLOSED, RASCS_ConnectDevice, ERROR_VPN_REFUSED);
}
END_TEST

/* 31 */
START_TEST (a_silent_host_takes_too_long)
{
  assert_fails (TIMEOUT, RASCS_ConnectDevice, ERROR_VPN_TIMEOUT);
}
END_TEST

/* 32 */
START_TEST (a_name_of_nobody_is_not_resolved)
{
  assert_fails (NOBODY, RASCS_ConnectDevice, ERROR_DNSNAME_NOT_RESOLVABLE);
}
END_TEST

/* 33 */
START_TEST (a_server_of_another_authority_is_not_connected_to)
{
  assert_fails (STRANGER, RASCS_Authenticate, ERROR_VALIDATING_SERVER_CERT);
}
END_TEST

Suite *
failure_suite (void)
{
  Suite *suite = suite_create ("failure");
  const Behaviour passwords[] = {
    EVERYWHERE (a_wrong_password_is_the_last_that_is_heard),
    EVERYWHERE (a_wrong_password_is_what_a_dial_without_handler_returns),
    EVERYWHERE (the_reason_can_be_read_until_the_dial_is_hung_up),
  };
  const Behaviour pauses[] = {
    EVERYWHERE (a_wrong_password_pauses_a_dial_that_may_pause),
    EVERYWHERE (a_paused_dial_goes_on_with_the_right_password),
    EVERYWHERE (a_paused_dial_does_not_go_on_with_another_notifier),
    EVERYWHERE (a_paused_dial_that_is_hung_up_is_disconnected_once),
  };
  const Behaviour servers[] = {
    EVERYWHERE (a_closed_port_refuses),
    EVERYWHERE (a_silent_host_takes_too_long),
    EVERYWHERE (a_name_of_nobody_is_not_resolved),
    EVERYWHERE (a_server_of_another_authority_is_not_connected_to),
  };

  add_behaviours (suite, "passwords", passwords, G_N_ELEMENTS (passwords));
  add_behaviours (suite, "pauses", pauses, G_N_ELEMENTS (pauses));
  add_behaviours (suite, "servers", servers, G_N_ELEMENTS (servers));
  return suite;
}

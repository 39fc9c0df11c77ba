/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Dial, Resume and HangUp as asynchronous methods: call objects, waits, cancel, deadlines. */

#include "ras-suites.h"

#define N_LINKS 12

/* ---- Dialling ---- */

START_TEST (dial_is_an_ordinary_asynchronous_method)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  g_autoptr (AsyncIRasConnection) call = ras_call (connection);

  ras_entry ("office", "delay 5; up");
  assert_hr (AsyncIRasConnection_Begin_Dial (call, ras_request ("office")), S_OK);
  assert_hr (AsyncIRasConnection_Begin_Dial (call, ras_request ("office")), RPC_E_CALL_PENDING);
  assert_hr (ras_wait (call, INFINITE), S_OK);
  assert_hr (AsyncIRasConnection_Finish_Dial (call), S_OK);
  assert_hr (AsyncIRasConnection_Finish_Dial (call), RPC_E_CALL_COMPLETE);
  ck_assert_uint_eq (ras_state (connection, NULL), RASCS_Connected);
  assert_hr (AsyncIRasConnection_Begin_HangUp (call), S_OK);
  assert_hr (AsyncIRasConnection_Finish_HangUp (call), S_OK);
  ck_assert_uint_eq (ras_state (connection, NULL), RASCS_Disconnected);
}
END_TEST

START_TEST (a_connection_is_dialled_again_when_it_has_ended)
{
  g_autoptr (IRasConnection) connection = ras_connection ();

  ras_entry ("office", "up");
  ras_entry ("home", "up");
  for (guint i = 0; i < 3; i++)
    {
      assert_hr (IRasConnection_Dial (connection, ras_request (i == 1 ? "home" : "office")), S_OK);
      assert_hr (IRasConnection_HangUp (connection), S_OK);
    }
  assert_error (IRasConnection_HangUp (connection), ERROR_NO_CONNECTION);
}
END_TEST

START_TEST (a_failed_dial_tells_why)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  g_autoptr (AsyncIRasConnection) call = ras_call (connection);
  DWORD error = 0;

  ras_entry ("office", "login alice secret; up");
  assert_hr (AsyncIRasConnection_Begin_Dial (call, ras_request_as ("office", "alice", "x", 0)),
             S_OK);
  assert_error (AsyncIRasConnection_Finish_Dial (call), ERROR_AUTHENTICATION_FAILURE);
  ck_assert_uint_eq (ras_state (connection, &error), RASCS_AuthNotify);
  ck_assert_uint_eq (error, ERROR_AUTHENTICATION_FAILURE);
  assert_hr (IRasConnection_HangUp (connection), S_OK);
}
END_TEST

START_TEST (an_unknown_entry_is_refused)
{
  g_autoptr (IRasConnection) connection = ras_connection ();

  ras_entry ("office", "up");
  assert_error (IRasConnection_Dial (connection, ras_request ("nobody")),
                ERROR_CANNOT_FIND_PHONEBOOK_ENTRY);
  assert_hr (IRasConnection_Dial (connection, NULL), E_POINTER);
  assert_error (IRasConnection_HangUp (connection), ERROR_NO_CONNECTION);
}
END_TEST

START_TEST (a_paused_dial_goes_on_with_an_answer)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  g_autoptr (AsyncIRasConnection) call = ras_call (connection);
  DWORD cookie;
  RasListener *listener = ras_listener (connection, &cookie);
  const BeckRasRequest *wrong = ras_request_as ("office", "alice", "x", RDEOPT_PausedStates);
  const BeckRasRequest *right = ras_request_as ("office", "alice", "secret", RDEOPT_PausedStates);

  ras_entry ("office", "login alice secret; up");
  assert_hr (AsyncIRasConnection_Begin_Dial (call, wrong), S_OK);
  ras_listener_wait (listener, "4097");
  ck_assert (BECK_TIMED_OUT (ras_wait (call, 0)));
  assert_hr (IRasConnection_Resume (connection, right), S_OK);
  assert_error (IRasConnection_Resume (connection, right), ERROR_INVALID_AUTH_STATE);
  assert_hr (AsyncIRasConnection_Finish_Dial (call), S_OK);
  assert_hr (IRasConnection_HangUp (connection), S_OK);
  beck_object_unref (listener);
}
END_TEST

/* ---- Waiting ---- */

static ISynchronizeContainer *
container_new (void)
{
  ISynchronizeContainer *container;

  assert_hr (CoCreateInstance (&CLSID_SynchronizeContainer, NULL, CLSCTX_INPROC_SERVER,
                               &IID_ISynchronizeContainer, (void **) &container),
             S_OK);
  return container;
}

typedef struct
{
  IRasConnection *connection;
  AsyncIRasConnection *call;
  ISynchronize *sync;
} Line;

static void
line_begin (Line *line, guint i, ISynchronizeContainer *container)
{
  g_autofree char *name = g_strdup_printf ("line %u", i);
  g_autofree char *script = g_strdup_printf ("delay %u; up", i * 5 % 17);

  ras_entry (name, script);
  line->connection = ras_connection ();
  line->call = ras_call (line->connection);
  line->sync = ras_query (line->call, &IID_ISynchronize);
  assert_hr (AsyncIRasConnection_Begin_Dial (line->call, ras_request (name)), S_OK);
  assert_hr (ISynchronizeContainer_AddSynchronize (container, line->sync), S_OK);
}

static void
line_end (Line *line)
{
  assert_hr (AsyncIRasConnection_Finish_Dial (line->call), S_OK);
  assert_hr (IRasConnection_HangUp (line->connection), S_OK);
  ISynchronize_Release (line->sync);
  AsyncIRasConnection_Release (line->call);
  IRasConnection_Release (line->connection);
  line->sync = NULL;
}

static Line *
line_of (Line lines[N_LINKS], ISynchronize *sync)
{
  for (guint i = 0; i < N_LINKS; i++)
    if (lines[i].sync == sync)
      return &lines[i];
  return NULL;
}

START_TEST (several_dials_are_waited_for_in_a_container)
{
  Line lines[N_LINKS] = { { NULL } };

  assert_hr (CoInitializeEx (NULL, COINIT_MULTITHREADED), S_OK);
  {
    g_autoptr (ISynchronizeContainer) container = container_new ();

    for (guint i = 0; i < N_LINKS; i++)
      line_begin (&lines[i], i, container);
    for (guint i = 0; i < N_LINKS; i++)
      {
        g_autoptr (ISynchronize) sync = NULL;

        assert_hr (ISynchronizeContainer_WaitMultiple (container, 0, INFINITE, &sync), S_OK);
        ck_assert_ptr_nonnull (line_of (lines, sync));
        line_end (line_of (lines, sync));
      }
  }
  CoUninitialize ();
}
END_TEST

/* ---- Cancelling ---- */

START_TEST (cancel_hangs_up)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  g_autoptr (AsyncIRasConnection) call = ras_call (connection);
  DWORD cookie;
  RasListener *listener = ras_listener (connection, &cookie);
  g_autofree char *told = NULL;

  ras_entry ("office", "state ConnectDevice; silence");
  assert_hr (AsyncIRasConnection_Begin_Dial (call, ras_request ("office")), S_OK);
  ras_listener_wait (listener, "2");
  ck_assert (BECK_TIMED_OUT (ras_wait (call, 0)));
  assert_hr (ras_cancel (call), S_OK);
  assert_hr (AsyncIRasConnection_Finish_Dial (call), RPC_E_CALL_CANCELED);
  ras_listener_wait (listener, "8193");
  told = ras_listener_told (listener);
  ck_assert_str_eq (told, "0 1 2 8193 ");
  beck_object_unref (listener);
}
END_TEST

/* The helper would take a minute and a half; nobody waits for that. */
START_TEST (a_hang_up_that_takes_too_long_is_forced)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  g_autoptr (AsyncIRasConnection) call = ras_call (connection);
  DWORD cookie;
  RasListener *listener = ras_listener (connection, &cookie);

  ras_entry ("office", "hangup 90000; state ConnectDevice; silence");
  assert_hr (AsyncIRasConnection_Begin_Dial (call, ras_request ("office")), S_OK);
  ras_listener_wait (listener, "2");
  assert_hr (IRasConnection_HangUp (connection), S_OK);
  assert_error (AsyncIRasConnection_Finish_Dial (call), ERROR_USER_DISCONNECTION);
  beck_object_unref (listener);
}
END_TEST

START_TEST (a_deadline_hangs_up)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  g_autoptr (AsyncIRasConnection) call = ras_call (connection);
  DWORD cookie;
  RasListener *listener = ras_listener (connection, &cookie);

  ras_entry ("office", "state ConnectDevice; silence");
  assert_hr (beck_call_set_deadline ((IUnknown *) call, g_get_monotonic_time () + 20000), S_OK);
  assert_hr (AsyncIRasConnection_Begin_Dial (call, ras_request ("office")), S_OK);
  assert_hr (AsyncIRasConnection_Finish_Dial (call), RPC_E_CALL_CANCELED);
  ras_listener_wait (listener, "8193");
  beck_object_unref (listener);
}
END_TEST

START_TEST (cancel_after_it_is_connected_changes_nothing)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  g_autoptr (AsyncIRasConnection) call = ras_call (connection);

  ras_entry ("office", "up");
  assert_hr (AsyncIRasConnection_Begin_Dial (call, ras_request ("office")), S_OK);
  assert_hr (ras_wait (call, INFINITE), S_OK);
  assert_hr (ras_cancel (call), RPC_E_CALL_COMPLETE);
  assert_hr (AsyncIRasConnection_Finish_Dial (call), S_OK);
  ck_assert_uint_eq (ras_state (connection, NULL), RASCS_Connected);
  assert_hr (IRasConnection_HangUp (connection), S_OK);
}
END_TEST

/* At every moment of the dial: whoever wins, nothing is left. */
START_TEST (cancel_may_come_at_any_time)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  g_autoptr (AsyncIRasConnection) call = ras_call (connection);

  ras_entry ("office", "up");
  for (guint round = 0; round < 200; round++)
    {
      HRESULT hr;

      hr = AsyncIRasConnection_Begin_Dial (call, ras_request ("office"));
      /* The one before is still on its way out. */
      if (hr == HRESULT_FROM_WIN32 (ERROR_DIAL_ALREADY_IN_PROGRESS))
        continue;
      assert_hr (hr, S_OK);
      g_usleep (round * 10);
      ras_cancel (call);
      hr = AsyncIRasConnection_Finish_Dial (call);
      ck_assert (hr == S_OK || hr == RPC_E_CALL_CANCELED);
      IRasConnection_HangUp (connection);
    }
}
END_TEST

START_TEST (an_abandoned_dial_goes_on)
{
  g_autoptr (IRasConnection) connection = ras_connection ();
  AsyncIRasConnection *call = ras_call (connection);
  DWORD cookie;
  RasListener *listener = ras_listener (connection, &cookie);

  ras_entry ("office", "delay 10; up");
  assert_hr (AsyncIRasConnection_Begin_Dial (call, ras_request ("office")), S_OK);
  AsyncIRasConnection_Release (call);
  ras_listener_wait (listener, "8192");
  ck_assert_uint_eq (ras_state (connection, NULL), RASCS_Connected);
  assert_hr (IRasConnection_HangUp (connection), S_OK);
  beck_object_unref (listener);
}
END_TEST

/* ---- ---- */

Suite *
ras_dial_suite (void)
{
  Suite *suite = suite_create ("ras-dial");
  TCase *dial = ras_case ("dial"), *wait = ras_case ("wait"), *cancel = ras_case ("cancel");

  tcase_add_test (dial, dial_is_an_ordinary_asynchronous_method);
  tcase_add_test (dial, a_connection_is_dialled_again_when_it_has_ended);
  tcase_add_test (dial, a_failed_dial_tells_why);
  tcase_add_test (dial, an_unknown_entry_is_refused);
  tcase_add_test (dial, a_paused_dial_goes_on_with_an_answer);
  suite_add_tcase (suite, dial);
  tcase_add_test (wait, several_dials_are_waited_for_in_a_container);
  suite_add_tcase (suite, wait);
  tcase_add_test (cancel, cancel_hangs_up);
  tcase_add_test (cancel, a_hang_up_that_takes_too_long_is_forced);
  tcase_add_test (cancel, a_deadline_hangs_up);
  tcase_add_test (cancel, cancel_after_it_is_connected_changes_nothing);
  tcase_add_test (cancel, cancel_may_come_at_any_time);
  tcase_add_test (cancel, an_abandoned_dial_goes_on);
  suite_add_tcase (suite, cancel);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Handlers that block, hang up, end their thread, and windows that go; pauses of every kind. */

#include "test-api.h"

#include <beck/window.h>
#include <pthread.h>
#include <string.h>
#include <win/processthreadsapi.h>

/* ---- Threads that end ---- */

static void WINAPI
end_thread (HRASCONN connection, UINT message, RASCONNSTATE state, DWORD error,
            DWORD extended_error)
{
  hear_1 (connection, message, state, error, extended_error);
  if (state % 2 == 0)
    ExitThread (7);
  pthread_exit (NULL);
}

START_TEST (a_handler_may_end_its_thread_in_every_state)
{
  HRASCONN connection = NULL;
  g_autofree char *text = NULL;

  ck_assert_uint_eq (dial (OFFICE, 0, 1, end_thread, &connection), 0);
  ear_wait (the_ear, RASCS_Connected, 0);
  text = ear_text (the_ear);
  ck_assert_str_eq (text, "0 1 2 3 4 5 6 a e 12 2000");
  hang_up (connection);
}
END_TEST

static void WINAPI
hang_up_and_end_thread (HRASCONN connection, UINT message, RASCONNSTATE state, DWORD error,
                        DWORD extended_error)
{
  hear_1 (connection, message, state, error, extended_error);
  if (state != RASCS_Authenticate)
    return;
  ck_assert_uint_eq (RasHangUpA (connection), 0);
  pthread_exit (NULL);
}

START_TEST (a_handler_may_hang_up_and_end_its_thread)
{
  HRASCONN connection = NULL;
  g_autofree char *text = NULL;

  ck_assert_uint_eq (dial (OFFICE, 0, 1, hang_up_and_end_thread, &connection), 0);
  ear_wait (the_ear, RASCS_Disconnected, 0);
  wait_until_gone (connection);
  text = ear_text (the_ear);
  ck_assert_str_eq (text, "0 1 2 3 4 5 2001");
}
END_TEST

/* ---- Hanging up ---- */

static void
hang_up_failed (Ear *ear, const Heard *heard)
{
  ck_assert_uint_eq (RasHangUpA (heard->connection), 0);
}

START_TEST (a_handler_that_hangs_up_hears_of_no_failure_after_that)
{
  g_autofree char *text = NULL;
  HRASCONN connection;

  the_ear->state = RASCS_DeviceConnected;
  the_ear->func = hang_up_failed;
  connection = dial_script ("state DeviceConnected; fail 676", 0);
  ear_wait (the_ear, RASCS_Disconnected, 0);
  wait_until_gone (connection);
  text = ear_text (the_ear);
  ck_assert_str_eq (text, "0 1 2 3 2001");
}
END_TEST

START_TEST (a_handler_that_hears_of_a_failure_may_hang_up)
{
  HRASCONN connection;

  the_ear->state = RASCS_ConnectDevice;
  connection = dial_script ("state ConnectDevice; fail 676", 0);
  ck_assert_uint_eq (ear_wait_for_end (the_ear).error, ERROR_LINE_BUSY);
  hang_up (connection);
  ck_assert_uint_eq (ear_count_state (the_ear, RASCS_Disconnected), 0);
}
END_TEST

static void
hang_up_when_failed (Ear *ear, const Heard *heard)
{
  if (heard->error != 0)
    ck_assert_uint_eq (RasHangUpA (heard->connection), 0);
}

START_TEST (a_failed_dial_is_hung_up_in_the_handler)
{
  HRASCONN connection;

  the_ear->state = RASCS_ConnectDevice;
  the_ear->func = hang_up_when_failed;
  connection = dial_script ("state ConnectDevice; fail 676", 0);
  ck_assert_uint_eq (ear_wait_for_end (the_ear).error, ERROR_LINE_BUSY);
  wait_until_gone (connection);
  ck_assert_uint_eq (ear_count_state (the_ear, RASCS_Disconnected), 0);
}
END_TEST

/* And connects to somewhere else meanwhile. */
static gpointer
hang_up_and_connect (gpointer connection)
{
  ck_assert_uint_eq (RasHangUpA (connection), 0);
  hang_up (connect_to (BRANCH));
  return NULL;
}

static void
hang_up_elsewhere (Ear *ear, const Heard *heard)
{
  RASCONNSTATUSA status;

  if (heard->error == 0)
    return;
  g_thread_join (g_thread_new ("hang-up", hang_up_and_connect, heard->connection));
  ck_assert_uint_eq (get_status (heard->connection, &status), 0);
  ck_assert_int_eq (status.rasconnstate, RASCS_Disconnected);
}

START_TEST (a_handle_is_valid_while_a_handler_runs)
{
  HRASCONN connection;

  the_ear->state = RASCS_ConnectDevice;
  the_ear->func = hang_up_elsewhere;
  connection = dial_script ("state ConnectDevice; fail 676", 0);
  ck_assert_uint_eq (ear_wait_for_end (the_ear).error, ERROR_LINE_BUSY);
  wait_until_gone (connection);
}
END_TEST

static gpointer
hang_up_in_thread (gpointer connection)
{
  return GUINT_TO_POINTER (RasHangUpA (connection));
}

START_TEST (of_threads_that_hang_up_at_once_one_does_it)
{
  HRASCONN connection = connect_to (OFFICE);
  GThread *threads[8];
  guint n_done = 0;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("hang-up", hang_up_in_thread, connection);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      DWORD error = GPOINTER_TO_UINT (g_thread_join (threads[i]));

      n_done += error == 0;
      ck_assert (error == 0 || error == ERROR_INVALID_HANDLE);
    }
  ck_assert_uint_eq (n_done, 1);
  wait_until_gone (connection);
}
END_TEST

/* ---- Windows ---- */

static void
window_hears (HWND window, UINT message, ULONG_PTR wparam, LONG_PTR lparam, gpointer user_data)
{
  ear_hear (user_data, &(Heard){ message, (DWORD) wparam, (DWORD) lparam });
}

START_TEST (a_dial_goes_on_when_its_window_is_gone)
{
  GMainContext *context = g_main_context_new ();
  HWND window = beck_window_new (context, window_hears, the_ear, NULL);
  HRASCONN connection = NULL;

  ck_assert_uint_eq (dial (OFFICE, 0, 0xFFFFFFFF, window, &connection), 0);
  while (ear_count (the_ear) < 2)
    g_main_context_iteration (context, TRUE);
  /* Kept, so that its number is not another's; but it takes no more messages. */
  g_source_ref (window);
  beck_window_free (window);
  while (status_of (connection).rasconnstate != RASCS_Connected)
    g_usleep (1000);
  ck_assert_uint_eq (ear_count (the_ear), 2);
  hang_up (connection);
  g_source_unref (window);
  g_main_context_unref (context);
}
END_TEST

static void
window_hangs_up (HWND window, UINT message, ULONG_PTR wparam, LONG_PTR lparam, gpointer user_data)
{
  HRASCONN *connection = the_ear->data;

  window_hears (window, message, wparam, lparam, user_data);
  if (wparam == RASCS_Authenticate)
    ck_assert_uint_eq (RasHangUpA (*connection), 0);
}

START_TEST (a_window_may_hang_up)
{
  GMainContext *context = g_main_context_new ();
  HWND window = beck_window_new (context, window_hangs_up, the_ear, NULL);
  HRASCONN connection = NULL;

  the_ear->data = &connection;
  ck_assert_uint_eq (dial (OFFICE, 0, 0xFFFFFFFF, window, &connection), 0);
  while (ear_count_state (the_ear, RASCS_Disconnected) == 0)
    g_main_context_iteration (context, TRUE);
  wait_until_gone (connection);
  ck_assert_uint_eq (ear_count_state (the_ear, RASCS_Connected), 0);
  beck_window_free (window);
  g_main_context_unref (context);
}
END_TEST

/* ---- Pauses ---- */

static void
go_on (HRASCONN connection, const char *password, const char *number)
{
  RASDIALPARAMSA params = dial_params (OFFICE);
  HRASCONN same = connection;

  strcpy (params.szEntryName, "scripted");
  params.dwCallbackId = (ULONG_PTR) the_ear;
  strcpy (params.szPassword, password);
  strcpy (params.szCallbackNumber, number);
  ck_assert_uint_eq (dial_with (&params, RDEOPT_PausedStates, 2, hear_2, &same), 0);
  ck_assert_ptr_eq (same, connection);
}

START_TEST (an_expired_password_is_changed)
{
  HRASCONN connection = dial_script ("change fresh; up", RDEOPT_PausedStates);

  ear_wait (the_ear, RASCS_PasswordExpired, 0);
  ck_assert_int_eq (status_of (connection).rasconnstate, RASCS_PasswordExpired);
  go_on (connection, "fresh", "");
  ear_wait (the_ear, RASCS_Connected, 0);
  ck_assert_uint_eq (ear_count_state (the_ear, RASCS_AuthChangePassword), 1);
  hang_up (connection);
}
END_TEST

START_TEST (an_expired_password_fails_a_dial_that_may_not_pause)
{
  HRASCONN connection = dial_script ("change fresh; up", 0);

  ck_assert_uint_eq (ear_wait_for_end (the_ear).error, ERROR_PASSWD_EXPIRED);
  hang_up (connection);
}
END_TEST

START_TEST (several_tries_pause_several_times)
{
  HRASCONN connection = dial_script ("login alice third 3; up", RDEOPT_PausedStates);

  ear_wait (the_ear, RASCS_RetryAuthentication, 0);
  go_on (connection, "second", "");
  while (ear_count_state (the_ear, RASCS_RetryAuthentication) < 2)
    g_usleep (1000);
  while (ear_at (the_ear, ear_count (the_ear) - 1).left == 0)
    g_usleep (1000);
  go_on (connection, "third", "");
  ear_wait (the_ear, RASCS_Connected, 0);
  ck_assert_uint_eq (ear_count_state (the_ear, RASCS_AuthRetry), 2);
  hang_up (connection);
}
END_TEST

/* Paused states are for handlers: who waits in RasDial() could not go on. */
START_TEST (a_dial_without_handler_does_not_pause)
{
  RASDIALPARAMSA params = dial_params (OFFICE);
  HRASCONN connection = NULL;

  ground_add_entry ("scripted", "change fresh; up");
  strcpy (params.szEntryName, "scripted");
  ck_assert_uint_eq (dial_with (&params, RDEOPT_PausedStates, 0, NULL, &connection),
                     ERROR_PASSWD_EXPIRED);
  hang_up (connection);
}
END_TEST

/* ---- Many at once ---- */

#define N_DIALLERS 4
#define N_DIALS 50

/* Returns: an error that speaks of somebody else's dial or hang-up; 0 */
static gpointer
dial_and_hang_up (gpointer unused)
{
  RASDIALPARAMSA params = dial_params (OFFICE);
  DWORD wrong = 0;

  for (guint i = 0; i < N_DIALS; i++)
    {
      HRASCONN connection = NULL;
      DWORD error = RasDialA (NULL, NULL, &params, 0, NULL, &connection);

      /* The link before it may not be quite gone. */
      if (error != 0 && error != ERROR_DIAL_ALREADY_IN_PROGRESS)
        wrong = error;
      if (connection != NULL)
        RasHangUpA (connection);
    }
  return GUINT_TO_POINTER (wrong);
}

START_TEST (a_dial_is_not_told_of_others_who_just_hang_up)
{
  GThread *diallers[N_DIALLERS];

  for (guint i = 0; i < N_DIALLERS; i++)
    diallers[i] = g_thread_new ("dialler", dial_and_hang_up, NULL);
  for (guint i = 0; i < N_DIALLERS; i++)
    ck_assert_uint_eq (GPOINTER_TO_UINT (g_thread_join (diallers[i])), 0);
}
END_TEST

Suite *
handlers_suite (void)
{
  Suite *suite = suite_create ("handlers");
  TCase *tcase = api_case (suite, "threads");

  tcase_add_test (tcase, a_handler_may_end_its_thread_in_every_state);
  tcase_add_test (tcase, a_handler_may_hang_up_and_end_its_thread);

  tcase = api_case (suite, "hang-up");
  tcase_add_test (tcase, a_handler_that_hangs_up_hears_of_no_failure_after_that);
  tcase_add_test (tcase, a_handler_that_hears_of_a_failure_may_hang_up);
  tcase_add_test (tcase, a_failed_dial_is_hung_up_in_the_handler);
  tcase_add_test (tcase, a_handle_is_valid_while_a_handler_runs);
  tcase_add_test (tcase, of_threads_that_hang_up_at_once_one_does_it);

  tcase = api_case (suite, "windows");
  tcase_add_test (tcase, a_dial_goes_on_when_its_window_is_gone);
  tcase_add_test (tcase, a_window_may_hang_up);

  tcase = api_case (suite, "pauses");
  tcase_add_test (tcase, an_expired_password_is_changed);
  tcase_add_test (tcase, an_expired_password_fails_a_dial_that_may_not_pause);
  tcase_add_test (tcase, several_tries_pause_several_times);
  tcase_add_test (tcase, a_dial_without_handler_does_not_pause);

  tcase = api_case (suite, "many");
  tcase_add_test (tcase, a_dial_is_not_told_of_others_who_just_hang_up);
  return suite;
}

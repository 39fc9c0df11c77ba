/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Connections as objects: dialled by call objects, told to sinks, shared, hung up, lost. */

#include "test-connection-kit.h"

#include <beck/call.h>
#include <beck/ras-connection.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suites.h"

#define VPN_STATES "0 1 2 3 4 5 6 a e 12 2000"
#define SILENT "state ConnectDevice; silence"
#define LOGIN "state AuthNotify; login u secret 9; address 192.0.2.2 192.0.2.1; up"

/* ---- What every test has ---- */

static IRasConnection *connection;
static IRasConnectionInfo *info;
static AsyncIRasConnection *call;
static Watcher *watcher;

static void
set_up (void)
{
  stage_set_up ();
  connection = new_connection ();
  ck_assert_int_eq (
      IRasConnection_QueryInterface (connection, &IID_IRasConnectionInfo, (void **) &info), S_OK);
  call = new_call (connection);
  watcher = watcher_new (connection);
}

static void
tear_down (void)
{
  watcher_free (watcher);
  AsyncIRasConnection_Release (call);
  IRasConnectionInfo_Release (info);
  IRasConnection_Release (connection);
  stage_tear_down ();
}

static HRESULT
begin_dial (const char *entry, const char *script, DWORD options)
{
  BeckRasRequest request = stage_request (entry, options);

  if (script != NULL)
    stage_add_entry (entry, script);
  return AsyncIRasConnection_Begin_Dial (call, &request);
}

static HRESULT
dial (IRasConnection *with, const char *entry)
{
  BeckRasRequest request = stage_request (entry, 0);

  return IRasConnection_Dial (with, &request);
}

static BeckRasStatus
status_of (IRasConnectionInfo *of)
{
  BeckRasStatus status;

  ck_assert_int_eq (IRasConnectionInfo_GetStatus (of, &status), S_OK);
  return status;
}

static void
hang_up (void)
{
  ck_assert_int_eq (IRasConnection_HangUp (connection), S_OK);
}

/* ---- Dialling ---- */

START_TEST (a_dial_tells_every_state_and_ends_when_the_link_is_there)
{
  ck_assert_int_eq (begin_dial ("vpn", "address 192.0.2.2 192.0.2.1; up", 0), S_OK);
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), S_OK);
  watcher_expect (watcher, VPN_STATES);
  ck_assert_uint_eq (status_of (info).state, RASCS_Connected);
  ck_assert_uint_eq (status_of (info).uses, 1);
  hang_up ();
  watcher_expect (watcher, VPN_STATES " 2001");
  ck_assert_uint_eq (status_of (info).state, RASCS_Disconnected);
}
END_TEST

START_TEST (a_synchronous_dial_is_the_same)
{
  stage_add_entry ("vpn", "up");
  ck_assert_int_eq (dial (connection, "vpn"), S_OK);
  watcher_expect (watcher, VPN_STATES);
  hang_up ();
}
END_TEST

START_TEST (a_connection_can_be_dialled_again)
{
  for (int i = 0; i < 3; i++)
    {
      ck_assert_int_eq (begin_dial ("vpn", "up", 0), S_OK);
      ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), S_OK);
      hang_up ();
    }
}
END_TEST

START_TEST (a_failure_is_the_result_and_the_last_that_is_told)
{
  ck_assert_int_eq (begin_dial ("vpn", "state Authenticate; fail 691 AuthNotify 7", 0), S_OK);
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), RAS (691));
  watcher_expect (watcher, "0 1 2 3 4 5 6 6!691+7");
  ck_assert_uint_eq (status_of (info).state, RASCS_AuthNotify);
  ck_assert_uint_eq (status_of (info).error, 691);
  hang_up ();
  watcher_expect (watcher, "0 1 2 3 4 5 6 6!691+7");
}
END_TEST

START_TEST (what_cannot_be_dialled_is_refused_at_once)
{
  BeckRasRequest nothing = { 0 };

  ck_assert_int_eq (AsyncIRasConnection_Begin_Dial (call, NULL), E_POINTER);
  ck_assert_int_eq (AsyncIRasConnection_Begin_Dial (call, &nothing), RAS (87));
  ck_assert_int_eq (begin_dial ("unknown", NULL, 0), RAS (623));
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), RPC_E_CALL_COMPLETE);
  ck_assert_int_eq (IRasConnection_HangUp (connection), RAS (668));
  watcher_expect (watcher, "");
}
END_TEST

START_TEST (an_entry_is_dialled_once_at_a_time)
{
  IRasConnection *other = new_connection ();

  ck_assert_int_eq (begin_dial ("vpn", SILENT, 0), S_OK);
  ck_assert_int_eq (dial (other, "vpn"), RAS (756));
  ck_assert_int_eq (dial (connection, "vpn"), RAS (756));
  IRasConnection_Release (other);
  hang_up ();
}
END_TEST

START_TEST (an_abandoned_dial_goes_on)
{
  AsyncIRasConnection *abandoned = new_call (connection);
  BeckRasRequest request = stage_request ("vpn", 0);

  stage_add_entry ("vpn", "delay 50; up");
  ck_assert_int_eq (AsyncIRasConnection_Begin_Dial (abandoned, &request), S_OK);
  AsyncIRasConnection_Release (abandoned);
  watcher_wait (watcher, RASCS_Connected, 0);
  hang_up ();
}
END_TEST

/* ---- Pauses ---- */

START_TEST (without_leave_to_pause_a_wrong_password_ends_the_dial)
{
  ck_assert_int_eq (begin_dial ("vpn", LOGIN, 0), S_OK);
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), RAS (691));
  watcher_expect (watcher, "0 1 2 3 4 5 6 6!691");
}
END_TEST

START_TEST (a_pause_waits_for_new_credentials)
{
  BeckRasRequest good = stage_request ("vpn", RDEOPT_PausedStates);

  good.password = stage_wide ("secret");
  ck_assert_int_eq (begin_dial ("vpn", LOGIN, RDEOPT_PausedStates), S_OK);
  watcher_wait (watcher, RASCS_RetryAuthentication, 0);
  ck_assert_int_eq (IRasConnection_Resume (connection, &good), S_OK);
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), S_OK);
  watcher_expect (watcher, "0 1 2 3 4 5 6 1001 7 a e 12 2000");
  ck_assert_int_eq (IRasConnection_Resume (connection, &good), RAS (705));
  hang_up ();
}
END_TEST

START_TEST (a_pause_can_come_again)
{
  BeckRasRequest bad = stage_request ("vpn", RDEOPT_PausedStates);
  BeckRasRequest good = bad;

  good.password = stage_wide ("secret");
  ck_assert_int_eq (begin_dial ("vpn", LOGIN, RDEOPT_PausedStates), S_OK);
  watcher_wait (watcher, RASCS_RetryAuthentication, 0);
  ck_assert_int_eq (IRasConnection_Resume (connection, &bad), S_OK);
  while (IRasConnection_Resume (connection, &good) == RAS (705))
    g_thread_yield ();
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), S_OK);
  watcher_expect (watcher, "0 1 2 3 4 5 6 1001 7 1001 7 a e 12 2000");
  hang_up ();
}
END_TEST

START_TEST (a_pause_can_be_hung_up)
{
  ck_assert_int_eq (begin_dial ("vpn", LOGIN, RDEOPT_PausedStates), S_OK);
  watcher_wait (watcher, RASCS_RetryAuthentication, 0);
  hang_up ();
  watcher_expect (watcher, "0 1 2 3 4 5 6 1001 2001");
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), RAS (631));
}
END_TEST

/* The only child of this process. */
static pid_t
get_helper (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;

  ck_assert_ptr_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc", name, "stat", NULL);
      g_autofree char *text = NULL;
      int parent;

      if (g_ascii_isdigit (*name) && g_file_get_contents (path, &text, NULL, NULL)
          && sscanf (strrchr (text, ')'), ") %*c %d", &parent) == 1 && parent == getpid ())
        return atoi (name);
    }
  return 0;
}

START_TEST (a_pause_that_is_told_too_late_is_not_gone_on_with)
{
  BeckRasRequest request = stage_request ("vpn", RDEOPT_PausedStates);
  Gate gate = { .inside = FALSE };
  pid_t helper;

  watcher_on (watcher, RASCS_RetryAuthentication, stay, &gate);
  ck_assert_int_eq (begin_dial ("vpn", "helper; " LOGIN, RDEOPT_PausedStates), S_OK);
  wait_inside (&gate);
  helper = get_helper ();
  ck_assert_int_gt (helper, 0);
  ck_assert_int_eq (kill (helper, SIGKILL), 0);
  while (kill (helper, 0) == 0)
    g_thread_yield ();
  ck_assert_int_eq (IRasConnection_Resume (connection, &request), RAS (705));
  while (count_records () > 0)
    g_thread_yield ();
  ck_assert_int_eq (IRasConnection_Resume (connection, &request), RAS (705));
  open_gate (&gate);
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), RAS (619));
  watcher_expect (watcher, "0 1 2 3 4 5 6 1001 6!619");
}
END_TEST

/* ---- Hanging up ---- */

START_TEST (a_dial_that_is_hung_up_tells_so_once)
{
  ck_assert_int_eq (begin_dial ("vpn", SILENT, 0), S_OK);
  watcher_wait (watcher, RASCS_ConnectDevice, 0);
  hang_up ();
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), RAS (631));
  watcher_expect (watcher, "0 1 2 2001");
}
END_TEST

START_TEST (cancelling_the_call_hangs_up)
{
  ICancelMethodCalls *cancel;

  ck_assert_int_eq (begin_dial ("vpn", SILENT, 0), S_OK);
  watcher_wait (watcher, RASCS_ConnectDevice, 0);
  ck_assert_int_eq (
      AsyncIRasConnection_QueryInterface (call, &IID_ICancelMethodCalls, (void **) &cancel), S_OK);
  ck_assert_int_eq (ICancelMethodCalls_Cancel (cancel, 0), S_OK);
  ICancelMethodCalls_Release (cancel);
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), RPC_E_CALL_CANCELED);
  watcher_wait (watcher, RASCS_Disconnected, 0);
  watcher_expect (watcher, "0 1 2 2001");
}
END_TEST

START_TEST (a_deadline_ends_a_dial)
{
  stage_add_entry ("vpn", SILENT);
  ck_assert_int_eq (
      beck_call_set_deadline ((IUnknown *) call, g_get_monotonic_time () + 50 * 1000), S_OK);
  ck_assert_int_eq (begin_dial ("vpn", NULL, 0), S_OK);
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), RPC_E_CALL_CANCELED);
  watcher_wait (watcher, RASCS_Disconnected, 0);
}
END_TEST

START_TEST (a_dial_whose_deadline_has_passed_is_hung_up)
{
  stage_add_entry ("vpn", SILENT);
  ck_assert_int_eq (beck_call_set_deadline ((IUnknown *) call, g_get_monotonic_time ()), S_OK);
  ck_assert_int_eq (begin_dial ("vpn", NULL, 0), S_OK);
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), RPC_E_CALL_CANCELED);
  watcher_wait (watcher, RASCS_Disconnected, 0);
}
END_TEST

START_TEST (a_session_that_hangs_up_slowly_is_waited_for)
{
  ck_assert_int_eq (begin_dial ("vpn", "hangup 300; up", 0), S_OK);
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), S_OK);
  hang_up ();
  ck_assert_int_eq (IRasConnection_HangUp (connection), RAS (668));
}
END_TEST

static void
hang_up_inside (Watcher *self, gpointer data)
{
  *(HRESULT *) data = IRasConnection_HangUp (watcher_connection (self));
}

START_TEST (a_sink_can_hang_up)
{
  HRESULT hr = E_FAIL;

  watcher_on (watcher, RASCS_Authenticate, hang_up_inside, &hr);
  ck_assert_int_eq (begin_dial ("vpn", "up", 0), S_OK);
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), RAS (631));
  ck_assert_int_eq (hr, S_OK);
  watcher_expect (watcher, "0 1 2 3 4 5 2001");
}
END_TEST

/* ---- Sinks ---- */

static void
end_thread (Watcher *self, gpointer data)
{
  pthread_exit (NULL);
}

START_TEST (a_sink_that_ends_its_thread_ends_nothing_else)
{
  Watcher *second = watcher_new (connection);

  watcher_on (watcher, RASCS_Authenticate, end_thread, NULL);
  ck_assert_int_eq (begin_dial ("vpn", "up", 0), S_OK);
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), S_OK);
  watcher_expect (watcher, VPN_STATES);
  watcher_expect (second, VPN_STATES);
  watcher_free (second);
  hang_up ();
}
END_TEST

typedef struct
{
  gboolean listed;
  DWORD state;
} Seen;

static void
look_inside (Watcher *self, gpointer data)
{
  Seen *seen = data;

  seen->state = status_of (info).state;
  seen->listed = status_of (info).uses > 0;
}

START_TEST (a_sink_sees_the_state_it_is_told)
{
  Seen seen = { .state = 0 };

  watcher_on (watcher, RASCS_ConnectDevice, look_inside, &seen);
  ck_assert_int_eq (begin_dial ("vpn", "up", 0), S_OK);
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), S_OK);
  ck_assert_uint_eq (seen.state, RASCS_ConnectDevice);
  ck_assert (!seen.listed);
  hang_up ();
}
END_TEST

/* ---- Links that are shared, and lost ---- */

START_TEST (a_second_dial_shares_the_link_and_the_last_hang_up_ends_it)
{
  IRasConnection *other = new_connection ();
  Watcher *others = watcher_new (other);

  ck_assert_int_eq (begin_dial ("vpn", "up", 0), S_OK);
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), S_OK);
  ck_assert_int_eq (dial (other, "vpn"), S_OK);
  watcher_wait (others, RASCS_Connected, 0);
  ck_assert_uint_eq (status_of (info).uses, 2);
  hang_up ();
  ck_assert_uint_eq (status_of (info).state, RASCS_Connected);
  ck_assert_int_eq (IRasConnection_HangUp (other), S_OK);
  watcher_wait (watcher, RASCS_Disconnected, ERROR_USER_DISCONNECTION);
  watcher_wait (others, RASCS_Disconnected, 0);
  watcher_expect (others, "2000 2001");
  watcher_free (others);
  IRasConnection_Release (other);
}
END_TEST

START_TEST (a_link_that_is_found_can_be_hung_up)
{
  IRasConnection *found = NULL;
  BeckRasStatus status;

  ck_assert_int_eq (begin_dial ("vpn", "up", 0), S_OK);
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), S_OK);
  status = status_of (info);
  ck_assert_int_eq (beck_ras_connection_open (&status.id, &found), S_OK);
  ck_assert_ptr_eq (found, connection);
  ck_assert_int_eq (IRasConnection_HangUp (found), S_OK);
  IRasConnection_Release (found);
  ck_assert_int_eq (beck_ras_connection_open (&status.id, &found), RAS (668));
}
END_TEST

START_TEST (a_link_that_is_lost_tells_why)
{
  ck_assert_int_eq (begin_dial ("vpn", "up; delay 20; drop 629", 0), S_OK);
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), S_OK);
  watcher_wait (watcher, RASCS_Disconnected, 629);
  ck_assert_uint_eq (status_of (info).state, RASCS_Disconnected);
  ck_assert_uint_eq (status_of (info).error, 629);
  hang_up ();
}
END_TEST

START_TEST (projection_and_statistics_belong_to_links)
{
  BeckRasStatistics statistics;
  BeckRasProjection projection;

  ck_assert_int_eq (IRasConnectionInfo_GetProjection (info, RASP_PppIp, &projection), RAS (730));
  ck_assert_int_eq (IRasConnectionInfo_GetStatistics (info, &statistics), RAS (668));
  ck_assert_int_eq (
      begin_dial ("vpn", "address 192.0.2.2 192.0.2.1; rate 0 0; traffic 1000 10; up", 0), S_OK);
  ck_assert_int_eq (AsyncIRasConnection_Finish_Dial (call), S_OK);
  ck_assert_int_eq (IRasConnectionInfo_GetProjection (info, RASP_PppIp, &projection), S_OK);
  ck_assert_int_eq (IRasConnectionInfo_GetProjection (info, RASP_PppIpx, &projection), RAS (731));
  ck_assert_int_eq (IRasConnectionInfo_GetStatistics (info, &statistics), S_OK);
  ck_assert_uint_ge (statistics.frames_sent, 10);
  ck_assert_int_eq (IRasConnectionInfo_ClearStatistics (info), S_OK);
  ck_assert_int_eq (IRasConnectionInfo_GetStatistics (info, &statistics), S_OK);
  ck_assert_uint_lt (statistics.frames_sent, 10);
  hang_up ();
}
END_TEST

Suite *
connection_suite (void)
{
  Suite *suite = suite_create ("connection");
  TCase *dialling = tcase_create ("dial");
  TCase *ending = tcase_create ("end");

  tcase_add_checked_fixture (dialling, set_up, tear_down);
  tcase_add_test (dialling, a_dial_tells_every_state_and_ends_when_the_link_is_there);
  tcase_add_test (dialling, a_synchronous_dial_is_the_same);
  tcase_add_test (dialling, a_connection_can_be_dialled_again);
  tcase_add_test (dialling, a_failure_is_the_result_and_the_last_that_is_told);
  tcase_add_test (dialling, what_cannot_be_dialled_is_refused_at_once);
  tcase_add_test (dialling, an_entry_is_dialled_once_at_a_time);
  tcase_add_test (dialling, an_abandoned_dial_goes_on);
  tcase_add_test (dialling, without_leave_to_pause_a_wrong_password_ends_the_dial);
  tcase_add_test (dialling, a_pause_waits_for_new_credentials);
  tcase_add_test (dialling, a_pause_can_come_again);
  tcase_add_test (dialling, a_pause_that_is_told_too_late_is_not_gone_on_with);
  tcase_add_test (dialling, a_sink_that_ends_its_thread_ends_nothing_else);
  tcase_add_test (dialling, a_sink_sees_the_state_it_is_told);
  suite_add_tcase (suite, dialling);
  tcase_add_checked_fixture (ending, set_up, tear_down);
  tcase_add_test (ending, a_pause_can_be_hung_up);
  tcase_add_test (ending, a_dial_that_is_hung_up_tells_so_once);
  tcase_add_test (ending, cancelling_the_call_hangs_up);
  tcase_add_test (ending, a_deadline_ends_a_dial);
  tcase_add_test (ending, a_dial_whose_deadline_has_passed_is_hung_up);
  tcase_add_test (ending, a_session_that_hangs_up_slowly_is_waited_for);
  tcase_add_test (ending, a_sink_can_hang_up);
  tcase_add_test (ending, a_second_dial_shares_the_link_and_the_last_hang_up_ends_it);
  tcase_add_test (ending, a_link_that_is_found_can_be_hung_up);
  tcase_add_test (ending, a_link_that_is_lost_tells_why);
  tcase_add_test (ending, projection_and_statistics_belong_to_links);
  suite_add_tcase (suite, ending);
  return suite;
}

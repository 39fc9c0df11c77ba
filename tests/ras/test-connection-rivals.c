/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Several processes that dial the same, and those that die while they do. */

#include "test-connection-kit.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ras/connection.h"
#include "ras/record.h"
#include "suites.h"

/* The helper of the only record. */
static BeckRasProcessId
get_helper (void)
{
  g_autoptr (GPtrArray) records = NULL;

  ck_assert_uint_eq (beck_ras_record_list (&records), 0);
  ck_assert_uint_eq (records->len, 1);
  return ((BeckRasRecord *) records->pdata[0])->helper;
}

/* The only link, whoever owns it. */
static void
hang_up_only (void)
{
  g_autoptr (GPtrArray) records = NULL;
  IRasConnection *connection;

  ck_assert_uint_eq (beck_ras_record_list (&records), 0);
  ck_assert_uint_eq (records->len, 1);
  ck_assert_int_eq (
      beck_ras_connection_open (&((BeckRasRecord *) records->pdata[0])->id, &connection), S_OK);
  ck_assert_int_eq (IRasConnection_HangUp (connection), S_OK);
  IRasConnection_Release (connection);
}

/* ---- Other processes ---- */

typedef struct
{
  pid_t pid;
  int output; /* a byte comes when it has dialled as far as it shall */
} Other;

static DWORD halt_state;

static void WINAPI
halt (UINT message, RASCONNSTATE state, DWORD error)
{
  if (state != halt_state)
    return;
  if (write (STDOUT_FILENO, "", 1) != 1)
    _exit (1);
  pause ();
}

/* Without check, which works in its own processes only. */
int
rival_main (const char *state)
{
  RASDIALPARAMSA params = { .dwSize = sizeof params, .szEntryName = "vpn" };
  HRASCONN connection = NULL;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  halt_state = (DWORD) atoi (state);
  if (RasDialA (NULL, NULL, &params, 0, (LPVOID) halt, &connection) != 0)
    return 1;
  pause ();
  return 0;
}

/* This program, as another process, which dials "vpn" and stays inside its sink in @state. */
static Other
start_other (DWORD state)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *number = g_strdup_printf ("%u", state);
  const char *const argv[] = { program, RIVAL, number, NULL };
  Other other;

  ck_assert (g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                                       NULL, &other.pid, NULL, &other.output, NULL, NULL));
  return other;
}

static void
wait_for_other (const Other *other)
{
  char mark;

  ck_assert_int_eq (read (other->output, &mark, 1), 1);
}

static void
kill_other (const Other *other)
{
  int status;

  ck_assert_int_eq (kill (other->pid, SIGKILL), 0);
  ck_assert_int_eq (waitpid (other->pid, &status, 0), other->pid);
  ck_assert (WIFSIGNALED (status));
  close (other->output);
}

START_TEST (an_entry_that_another_process_dials_is_not_dialled)
{
  IRasConnection *connection;
  Other other;

  stage_add_entry ("vpn", "up");
  other = start_other (RASCS_Authenticate);
  wait_for_other (&other);
  connection = new_connection ();
  ck_assert_int_eq (dial_vpn (connection), RAS (756));
  kill_other (&other);
  ck_assert_int_eq (dial_vpn (connection), S_OK);
  ck_assert_int_eq (IRasConnection_HangUp (connection), S_OK);
  IRasConnection_Release (connection);
}
END_TEST

/* The link is there, but nobody was told so, and nobody could ever hang it up. */
START_TEST (a_dialler_that_dies_before_it_is_connected_leaves_no_helper)
{
  BeckRasProcessId helper;
  Other other;

  stage_add_entry ("vpn", "helper; up");
  other = start_other (RASCS_Projected);
  wait_for_other (&other);
  /* Its thread of sessions is not held up by the sink. */
  do
    helper = get_helper ();
  while (helper.pid == 0);
  ck_assert (beck_ras_process_id_lives (&helper));
  kill_other (&other);
  ck_assert_uint_eq (count_records (), 0);
  while (beck_ras_process_id_lives (&helper))
    g_thread_yield ();
}
END_TEST

START_TEST (a_dialler_that_dies_when_it_is_connected_leaves_the_link)
{
  IRasConnection *connection;
  Other other;

  stage_add_entry ("vpn", "helper; up");
  other = start_other (RASCS_Connected);
  wait_for_other (&other);
  kill_other (&other);
  ck_assert_uint_eq (count_records (), 1);
  connection = new_connection ();
  ck_assert_int_eq (dial_vpn (connection), S_OK);
  ck_assert_int_eq (IRasConnection_HangUp (connection), S_OK);
  ck_assert_int_eq (IRasConnection_HangUp (connection), RAS (668));
  IRasConnection_Release (connection);
  hang_up_only ();
  ck_assert_uint_eq (count_records (), 0);
}
END_TEST

/* The simulator goes on with the script of a link that is taken over: what an OpenVPN whose server
 * is gone answers. */
START_TEST (a_link_that_nobody_looked_after_is_asked_before_it_is_shared)
{
  g_autofree char *file = stage_path ("lost");
  g_autofree char *script = g_strdup_printf ("helper; up; until %s; drop 629", file);
  IRasConnection *connection;
  Watcher *watcher;
  Other other;
  HRESULT hr;

  stage_add_entry ("vpn", script);
  other = start_other (RASCS_Connected);
  wait_for_other (&other);
  kill_other (&other);
  ck_assert (g_file_set_contents (file, "", 0, NULL));
  connection = new_connection ();
  watcher = watcher_new (connection);
  /* It may be lost before it can be shared, and then is cleared away. */
  while ((hr = dial_vpn (connection)) == RAS (756))
    g_thread_yield ();
  ck_assert_int_eq (hr, S_OK);
  watcher_wait (watcher, RASCS_Disconnected, 629);
  watcher_free (watcher);
  IRasConnection_Release (connection);
}
END_TEST

START_TEST (links_without_an_owner_are_taken_over)
{
  GPtrArray *records = NULL;
  Other other;

  stage_add_entry ("vpn", "helper; up");
  other = start_other (RASCS_Connected);
  wait_for_other (&other);
  kill_other (&other);
  beck_ras_connections_adopt (NULL);
  ck_assert_uint_eq (beck_ras_record_list (&records), 0);
  ck_assert_uint_eq (records->len, 1);
  ck_assert_int_eq (((BeckRasRecord *) records->pdata[0])->owner.pid, getpid ());
  g_ptr_array_unref (records);
  hang_up_only ();
}
END_TEST

Suite *
rivals_suite (void)
{
  Suite *suite = suite_create ("rivals");
  TCase *tcase = tcase_create ("processes");

  tcase_add_checked_fixture (tcase, stage_set_up, stage_tear_down);
  tcase_add_test (tcase, an_entry_that_another_process_dials_is_not_dialled);
  tcase_add_test (tcase, a_dialler_that_dies_before_it_is_connected_leaves_no_helper);
  tcase_add_test (tcase, a_dialler_that_dies_when_it_is_connected_leaves_the_link);
  tcase_add_test (tcase, a_link_that_nobody_looked_after_is_asked_before_it_is_shared);
  tcase_add_test (tcase, links_without_an_owner_are_taken_over);
  suite_add_tcase (suite, tcase);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Several who dial the same, those that die while they do, and those that dial once more. */

#define COBJMACROS
#include "stage.h"

#include <beck/hresult.h>
#include <beck/object.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "ras/connection.h"
#include "ras/record.h"
#include "suites.h"

#define RAS(code) HRESULT_FROM_WIN32 (code)

static IRasConnection *
new_connection (void)
{
  IRasConnection *made;

  ck_assert_int_eq (beck_object_create (&beck_ras_connection_class, NULL, &IID_IRasConnection,
                                        (void **) &made),
                    S_OK);
  return made;
}

static AsyncIRasConnection *
new_call (IRasConnection *of)
{
  AsyncIRasConnection *made;
  ICallFactory *factory;

  ck_assert_int_eq (IRasConnection_QueryInterface (of, &IID_ICallFactory, (void **) &factory),
                    S_OK);
  ck_assert_int_eq (ICallFactory_CreateCall (factory, &IID_AsyncIRasConnection, NULL,
                                             &IID_AsyncIRasConnection, (IUnknown **) &made),
                    S_OK);
  ICallFactory_Release (factory);
  return made;
}

static HRESULT
dial (IRasConnection *connection)
{
  BeckRasRequest request = stage_request ("vpn", 0);

  return IRasConnection_Dial (connection, &request);
}

static AsyncIRasConnection *
begin_dial (IRasConnection *connection)
{
  BeckRasRequest request = stage_request ("vpn", 0);
  AsyncIRasConnection *call = new_call (connection);

  ck_assert_int_eq (AsyncIRasConnection_Begin_Dial (call, &request), S_OK);
  return call;
}

static HRESULT
finish_dial (AsyncIRasConnection *call)
{
  HRESULT hr = AsyncIRasConnection_Finish_Dial (call);

  AsyncIRasConnection_Release (call);
  return hr;
}

static guint
count_records (void)
{
  g_autoptr (GPtrArray) records = NULL;

  ck_assert_uint_eq (beck_ras_record_list (&records), 0);
  return records->len;
}

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
  ck_assert_int_eq (dial (connection), RAS (756));
  kill_other (&other);
  ck_assert_int_eq (dial (connection), S_OK);
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
  ck_assert_int_eq (dial (connection), S_OK);
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
  g_autofree char *file = g_strdup_printf ("/tmp/beck-rivals-%d", getpid ());
  g_autofree char *script = g_strdup_printf ("helper; up; until %s; drop 629", file);
  IRasConnection *connection;
  Watcher *watcher;
  Other other;

  stage_add_entry ("vpn", script);
  other = start_other (RASCS_Connected);
  wait_for_other (&other);
  kill_other (&other);
  ck_assert (g_file_set_contents (file, "", 0, NULL));
  connection = new_connection ();
  watcher = watcher_new (connection);
  ck_assert_int_eq (dial (connection), S_OK);
  watcher_wait (watcher, RASCS_Disconnected, 629);
  watcher_free (watcher);
  IRasConnection_Release (connection);
  unlink (file);
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

/* ---- What is left ---- */

START_TEST (a_dial_has_a_record_only_as_long_as_it_lasts)
{
  IRasConnection *connection = new_connection ();

  stage_add_entry ("vpn", "fail 691");
  ck_assert_int_eq (dial (connection), RAS (691));
  ck_assert_uint_eq (count_records (), 0);
  stage_add_entry ("vpn", "refuse 711");
  ck_assert_int_eq (dial (connection), RAS (711));
  ck_assert_uint_eq (count_records (), 0);
  IRasConnection_Release (connection);
}
END_TEST

typedef struct
{
  GMutex mutex;
  GCond cond;
  gboolean inside, go_on;
} Gate;

static void
stay (Watcher *self, gpointer data)
{
  Gate *gate = data;

  g_mutex_lock (&gate->mutex);
  gate->inside = TRUE;
  g_cond_broadcast (&gate->cond);
  while (!gate->go_on)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

static void
open_gate (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  gate->go_on = TRUE;
  g_cond_broadcast (&gate->cond);
  g_mutex_unlock (&gate->mutex);
}

static void
wait_inside (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  while (!gate->inside)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

static gboolean
is_lost (void)
{
  g_autoptr (GPtrArray) records = NULL;

  ck_assert_uint_eq (beck_ras_record_list (&records), 0);
  ck_assert_uint_eq (records->len, 1);
  return ((BeckRasRecord *) records->pdata[0])->state == RASCS_Disconnected;
}

START_TEST (a_link_that_is_lost_and_hung_up_inside_a_sink_leaves_no_record)
{
  IRasConnection *connection = new_connection ();
  AsyncIRasConnection *call, *end = new_call (connection);
  Watcher *watcher = watcher_new (connection);
  Gate gate = { .inside = FALSE };

  stage_add_entry ("vpn", "up; drop 629");
  watcher_on (watcher, RASCS_Connected, stay, &gate);
  call = begin_dial (connection);
  wait_inside (&gate);
  while (!is_lost ())
    g_thread_yield ();
  ck_assert_int_eq (AsyncIRasConnection_Begin_HangUp (end), S_OK);
  open_gate (&gate);
  ck_assert_int_eq (AsyncIRasConnection_Finish_HangUp (end), S_OK);
  AsyncIRasConnection_Release (end);
  ck_assert_int_eq (finish_dial (call), S_OK);
  ck_assert_uint_eq (count_records (), 0);
  watcher_free (watcher);
  IRasConnection_Release (connection);
}
END_TEST

/* ---- Once more ---- */

START_TEST (a_dial_does_not_begin_while_the_failure_of_the_last_is_told)
{
  IRasConnection *connection = new_connection ();
  Watcher *watcher = watcher_new (connection);
  AsyncIRasConnection *call;
  Gate gate = { .inside = FALSE };

  stage_add_entry ("vpn", "fail 691 OpenPort");
  watcher_on (watcher, RASCS_OpenPort, stay, &gate);
  call = begin_dial (connection);
  wait_inside (&gate);
  ck_assert_int_eq (dial (connection), RAS (756));
  open_gate (&gate);
  ck_assert_int_eq (finish_dial (call), RAS (691));
  ck_assert_int_eq (dial (connection), RAS (691));
  watcher_free (watcher);
  IRasConnection_Release (connection);
}
END_TEST

static void
dial_inside (Watcher *self, gpointer data)
{
  BeckRasRequest request = stage_request ("vpn", 0);

  g_atomic_int_set ((int *) data, IRasConnection_Dial (watcher_connection (self), &request));
}

START_TEST (a_sink_cannot_wait_for_what_it_would_be_told)
{
  IRasConnection *connection = new_connection ();
  Watcher *watcher = watcher_new (connection);
  int hr = S_OK;

  stage_add_entry ("vpn", "up; drop 629");
  watcher_on (watcher, RASCS_Disconnected, dial_inside, &hr);
  ck_assert_int_eq (dial (connection), S_OK);
  while (g_atomic_int_get (&hr) == S_OK)
    g_thread_yield ();
  ck_assert_int_eq (hr, RAS (616));
  ck_assert_int_eq (IRasConnection_HangUp (connection), S_OK);
  watcher_free (watcher);
  IRasConnection_Release (connection);
}
END_TEST

static void
begin_inside (Watcher *self, gpointer data)
{
  g_atomic_pointer_set ((AsyncIRasConnection **) data, begin_dial (watcher_connection (self)));
}

START_TEST (a_sink_can_begin_to_dial_when_the_link_is_lost)
{
  IRasConnection *connection = new_connection ();
  Watcher *watcher = watcher_new (connection);
  AsyncIRasConnection *again = NULL;

  stage_add_entry ("vpn", "up; drop 629");
  watcher_on (watcher, RASCS_Disconnected, begin_inside, &again);
  ck_assert_int_eq (dial (connection), S_OK);
  while (g_atomic_pointer_get (&again) == NULL)
    g_thread_yield ();
  watcher_on (watcher, RASCS_Disconnected, NULL, NULL);
  ck_assert_int_eq (finish_dial (again), S_OK);
  IRasConnection_HangUp (connection);
  watcher_free (watcher);
  IRasConnection_Release (connection);
}
END_TEST

START_TEST (who_shared_a_link_owns_the_next_one)
{
  IRasConnection *owner = new_connection (), *guest = new_connection ();
  Watcher *watcher = watcher_new (guest);

  stage_add_entry ("vpn", "up");
  ck_assert_int_eq (dial (owner), S_OK);
  ck_assert_int_eq (dial (guest), S_OK);
  ck_assert_int_eq (IRasConnection_HangUp (guest), S_OK);
  ck_assert_int_eq (IRasConnection_HangUp (owner), S_OK);
  ck_assert_int_eq (dial (guest), S_OK);
  ck_assert_int_eq (IRasConnection_HangUp (guest), S_OK);
  watcher_wait (watcher, RASCS_Disconnected, 0);
  ck_assert_int_eq (dial (guest), S_OK);
  ck_assert_int_eq (IRasConnection_HangUp (guest), S_OK);
  ck_assert_uint_eq (count_records (), 0);
  watcher_free (watcher);
  IRasConnection_Release (guest);
  IRasConnection_Release (owner);
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
  tcase = tcase_create ("again");
  tcase_add_checked_fixture (tcase, stage_set_up, stage_tear_down);
  tcase_add_test (tcase, a_dial_has_a_record_only_as_long_as_it_lasts);
  tcase_add_test (tcase, a_link_that_is_lost_and_hung_up_inside_a_sink_leaves_no_record);
  tcase_add_test (tcase, a_dial_does_not_begin_while_the_failure_of_the_last_is_told);
  tcase_add_test (tcase, a_sink_cannot_wait_for_what_it_would_be_told);
  tcase_add_test (tcase, a_sink_can_begin_to_dial_when_the_link_is_lost);
  tcase_add_test (tcase, who_shared_a_link_owns_the_next_one);
  suite_add_tcase (suite, tcase);
  return suite;
}

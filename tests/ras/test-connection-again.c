/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What dials leave behind, and connections that dial once more. */

#include "test-connection-kit.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "ras/record.h"
#include "suites.h"

/* ---- What is left ---- */

START_TEST (a_dial_has_a_record_only_as_long_as_it_lasts)
{
  IRasConnection *connection = new_connection ();

  stage_add_entry ("vpn", "fail 691");
  ck_assert_int_eq (dial_vpn (connection), RAS (691));
  ck_assert_uint_eq (count_records (), 0);
  stage_add_entry ("vpn", "refuse 711");
  ck_assert_int_eq (dial_vpn (connection), RAS (711));
  ck_assert_uint_eq (count_records (), 0);
  IRasConnection_Release (connection);
}
END_TEST

/* Of files in the directory of the records, whose lock is not asked for. */
static guint
count_files (void)
{
  g_autoptr (GDir) dir = g_dir_open (g_getenv ("BECK_RAS_RUNTIME_DIR"), 0, NULL);
  guint n = 0;

  ck_assert_ptr_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Keeps the lock of the records for a while, and gives it back. */
static gpointer
keep_lock (gpointer directory)
{
  g_usleep (50 * 1000);
  close (GPOINTER_TO_INT (directory));
  return NULL;
}

static int
take_lock (void)
{
  int directory = open (g_getenv ("BECK_RAS_RUNTIME_DIR"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  ck_assert_int_ge (directory, 0);
  ck_assert_int_eq (flock (directory, LOCK_EX), 0);
  return directory;
}

/* However long it takes to remove it. */
START_TEST (a_hang_up_is_over_when_the_record_is_gone)
{
  IRasConnection *connection = new_connection ();
  AsyncIRasConnection *call;
  Watcher *watcher = watcher_new (connection);
  GThread *thread;

  stage_add_entry ("vpn", "state Authenticate; silence");
  call = begin_vpn (connection);
  watcher_wait (watcher, RASCS_Authenticate, 0);
  thread = g_thread_new ("lock", keep_lock, GINT_TO_POINTER (take_lock ()));
  ck_assert_int_eq (IRasConnection_HangUp (connection), S_OK);
  ck_assert_uint_eq (count_files (), 0);
  g_thread_join (thread);
  ck_assert_int_eq (finish_dial (call), RAS (631));
  watcher_free (watcher);
  IRasConnection_Release (connection);
}
END_TEST

START_TEST (a_failed_dial_is_over_when_the_record_is_gone)
{
  IRasConnection *connection = new_connection ();
  AsyncIRasConnection *call;
  g_autofree char *file = stage_path ("failed");
  g_autofree char *script = g_strdup_printf ("state OpenPort; until %s; fail 691", file);
  GThread *thread;

  stage_add_entry ("vpn", script);
  call = begin_vpn (connection);
  thread = g_thread_new ("lock", keep_lock, GINT_TO_POINTER (take_lock ()));
  ck_assert (g_file_set_contents (file, "", 0, NULL));
  ck_assert_int_eq (finish_dial (call), RAS (691));
  ck_assert_uint_eq (count_files (), 0);
  g_thread_join (thread);
  IRasConnection_Release (connection);
}
END_TEST

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
  call = begin_vpn (connection);
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

START_TEST (a_lost_link_that_is_dialled_again_leaves_no_record)
{
  IRasConnection *connection = new_connection ();
  Watcher *watcher = watcher_new (connection);

  stage_add_entry ("vpn", "up; drop 629");
  ck_assert_int_eq (dial_vpn (connection), S_OK);
  watcher_wait (watcher, RASCS_Disconnected, 629);
  stage_add_entry ("vpn", "up");
  while (dial_vpn (connection) != S_OK) /* while the lost one is being cleared away */
    g_thread_yield ();
  ck_assert_uint_eq (count_records (), 1);
  ck_assert_int_eq (IRasConnection_HangUp (connection), S_OK);
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
  call = begin_vpn (connection);
  wait_inside (&gate);
  ck_assert_int_eq (dial_vpn (connection), RAS (756));
  open_gate (&gate);
  ck_assert_int_eq (finish_dial (call), RAS (691));
  ck_assert_int_eq (dial_vpn (connection), RAS (691));
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
  ck_assert_int_eq (dial_vpn (connection), S_OK);
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
  /* Once: the next link is lost, too. */
  watcher_on (self, RASCS_Disconnected, NULL, NULL);
  g_atomic_pointer_set ((AsyncIRasConnection **) data, begin_vpn (watcher_connection (self)));
}

START_TEST (a_sink_can_begin_to_dial_when_the_link_is_lost)
{
  IRasConnection *connection = new_connection ();
  Watcher *watcher = watcher_new (connection);
  AsyncIRasConnection *again = NULL;

  stage_add_entry ("vpn", "up; drop 629");
  watcher_on (watcher, RASCS_Disconnected, begin_inside, &again);
  ck_assert_int_eq (dial_vpn (connection), S_OK);
  while (g_atomic_pointer_get (&again) == NULL)
    g_thread_yield ();
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
  ck_assert_int_eq (dial_vpn (owner), S_OK);
  ck_assert_int_eq (dial_vpn (guest), S_OK);
  ck_assert_int_eq (IRasConnection_HangUp (guest), S_OK);
  ck_assert_int_eq (IRasConnection_HangUp (owner), S_OK);
  ck_assert_int_eq (dial_vpn (guest), S_OK);
  ck_assert_int_eq (IRasConnection_HangUp (guest), S_OK);
  watcher_wait (watcher, RASCS_Disconnected, 0);
  ck_assert_int_eq (dial_vpn (guest), S_OK);
  ck_assert_int_eq (IRasConnection_HangUp (guest), S_OK);
  ck_assert_uint_eq (count_records (), 0);
  watcher_free (watcher);
  IRasConnection_Release (guest);
  IRasConnection_Release (owner);
}
END_TEST

Suite *
again_suite (void)
{
  Suite *suite = suite_create ("again");
  TCase *tcase;

  tcase = tcase_create ("records");
  tcase_add_checked_fixture (tcase, stage_set_up, stage_tear_down);
  tcase_add_test (tcase, a_dial_has_a_record_only_as_long_as_it_lasts);
  tcase_add_test (tcase, a_hang_up_is_over_when_the_record_is_gone);
  tcase_add_test (tcase, a_failed_dial_is_over_when_the_record_is_gone);
  tcase_add_test (tcase, a_link_that_is_lost_and_hung_up_inside_a_sink_leaves_no_record);
  tcase_add_test (tcase, a_lost_link_that_is_dialled_again_leaves_no_record);
  suite_add_tcase (suite, tcase);

  tcase = tcase_create ("again");
  tcase_add_checked_fixture (tcase, stage_set_up, stage_tear_down);
  tcase_add_test (tcase, a_dial_does_not_begin_while_the_failure_of_the_last_is_told);
  tcase_add_test (tcase, a_sink_cannot_wait_for_what_it_would_be_told);
  tcase_add_test (tcase, a_sink_can_begin_to_dial_when_the_link_is_lost);
  tcase_add_test (tcase, who_shared_a_link_owns_the_next_one);
  suite_add_tcase (suite, tcase);
  return suite;
}

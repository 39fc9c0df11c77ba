/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How simulated dials and links end: by a hang-up in every state, by their helper, by a file. */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "ras/backends.h"
#include "test-backend-kit.h"
#include "test-simulator.h"

static Kit kit;

static void
dial_script (const char *script)
{
  kit_init (&kit, &beck_ras_simulator,
            kit_entry ((const char *const[]){ "Script", script, NULL }));
  kit.dial.callback_number = "*";
  kit_start (&kit);
}

static void
save (GKeyFile **record, BeckRasProcessId *helper)
{
  *record = g_key_file_new ();
  *helper = (BeckRasProcessId){ 0 };
  beck_ras_simulator.save (kit.session, *record, "Session", helper);
}

static BeckRasProcessId
helper_id (void)
{
  BeckRasProcessId helper;
  GKeyFile *record;

  save (&record, &helper);
  g_key_file_free (record);
  return helper;
}

/* ---- Hang-up ---- */

/* One of everything; each word of it is an event at which somebody hangs up. */
static const char everything[]
  = "state 0; helper; state 1; device modem M; state 2; state 3; state 4; state 5; login ann x;"
    "state 6; callback; state 10; address 192.0.2.2 192.0.2.1; project; state 18; up;"
    "substate 2; substate 0x2000; silence";

static guint n_events, hang_up_at;
static gboolean in_the_event;

static void
count_and_hang_up (Kit *dial, const char *word)
{
  if (n_events++ != hang_up_at)
    {
      if (strstr (word, "0x1001") != NULL)
        kit_answer (dial, "ann", "x", "");
      else if (strstr (word, "0x1002") != NULL)
        kit_answer (dial, "ann", "x", "555");
    }
  else if (in_the_event)
    kit_hang_up (dial);
}

static gboolean
is_at_an_end (void)
{
  return n_events > hang_up_at || g_str_has_suffix (kit.told->str, "sub 8192");
}

/* FALSE if there is no such event. */
static gboolean
hang_up_at_event (guint index)
{
  BeckRasProcessId helper;
  gboolean found;

  n_events = 0;
  hang_up_at = index;
  dial_script (everything);
  kit.react = count_and_hang_up;
  while (!is_at_an_end ())
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  found = n_events > hang_up_at;
  helper = helper_id ();
  g_string_truncate (kit.told, 0);
  if (!in_the_event || !found)
    kit_hang_up (&kit);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "ended");
  ck_assert (helper.pid == 0 || !beck_ras_process_id_lives (&helper));
  kit_clear (&kit);
  return found;
}

START_TEST (hang_up_ends_it_after_any_event)
{
  guint index = 0;

  in_the_event = _i;
  while (hang_up_at_event (index))
    index++;
  ck_assert_uint_gt (index, 20);
}
END_TEST

START_TEST (hang_up_before_the_first_event_ends_it)
{
  dial_script (everything);
  kit_hang_up (&kit);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "ended");
  kit_clear (&kit);
}
END_TEST

START_TEST (second_hang_up_changes_nothing)
{
  dial_script ("helper; up");
  kit_run_until (&kit, "up");
  kit_hang_up (&kit);
  kit_hang_up (&kit);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "up ended");
  kit_hang_up (&kit);
  kit_clear (&kit);
}
END_TEST

START_TEST (session_may_be_released_inside_its_end)
{
  dial_script ("helper; state 2; fail 678");
  kit.react = kit_release_at_the_end;
  kit_run_to_end (&kit);
  ck_assert_ptr_null (kit.session);
  kit_assert_told (&kit, "2 failed 2 678 0 ended");
  kit_clear (&kit);
}
END_TEST

START_TEST (slow_hang_up_takes_its_time)
{
  gint64 begin;

  dial_script (_i == 0 ? "hangup 30; up" : "helper; up; hangup 30");
  kit_run_until (&kit, "up");
  kit_run_while_busy ();
  begin = g_get_monotonic_time ();
  kit_hang_up (&kit);
  kit_run_to_end (&kit);
  ck_assert_int_ge (g_get_monotonic_time () - begin, 30000);
  kit_clear (&kit);
}
END_TEST

START_TEST (force_ends_a_hang_up_that_hangs)
{
  dial_script (_i == 0 ? "hangup 600000; up" : "helper; hangup 600000; up");
  kit_run_until (&kit, "up");
  kit_hang_up (&kit);
  kit_run_while_busy ();
  kit.backend->hang_up (kit.session, TRUE);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "up ended");
  kit_clear (&kit);
}
END_TEST

/* ---- The helper ---- */

START_TEST (death_of_the_helper_ends_the_link)
{
  BeckRasProcessId helper;

  dial_script ("helper; up; silence");
  kit_run_until (&kit, "up");
  helper = helper_id ();
  ck_assert_int_gt (helper.pid, 0);
  ck_assert_int_eq (kill (helper.pid, SIGKILL), 0);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "up down 619 ended");
  kit_clear (&kit);
}
END_TEST

START_TEST (death_of_the_helper_ends_the_dial)
{
  dial_script (_i == 0 ? "state 2; helper; delay 600000" : "state 2; helper; need Interactive");
  kit_run_until (&kit, _i == 0 ? "2" : "703");
  while (helper_id ().pid == 0)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  ck_assert_int_eq (kill (helper_id ().pid, SIGKILL), 0);
  g_string_truncate (kit.told, 0);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "failed 2 619 0 ended");
  kit_clear (&kit);
}
END_TEST

START_TEST (helper_that_cannot_be_started_fails_the_dial)
{
  dial_script ("state 2; state 3; helper; up");
  kit_run_until (&kit, "3");
  beck_alloc_fail_at (0);
  kit_run_to_end (&kit);
  beck_alloc_fail_at (-1);
  kit_assert_told (&kit, "2 3 failed 3 8 0 ended");
  kit_clear (&kit);
}
END_TEST

/* ---- Files ---- */

static char *
directory_path (const char *directory, const char *name)
{
  return g_build_filename (directory, name, NULL);
}

START_TEST (file_that_appears_or_vanishes_moves_the_script)
{
  char *directory = g_dir_make_tmp ("beck-simulator-XXXXXX", NULL);
  char *path = directory_path (directory, "go"), *other = directory_path (directory, "other");
  char *script
    = g_strdup_printf ("state 2; until %s; state 3; while \"%s\"; up; while %s; drop 629", path,
                       path, path);

  dial_script (script);
  kit_run_until (&kit, "2");
  ck_assert (g_file_set_contents (other, "", 0, NULL));
  kit_run_while_busy ();
  kit_assert_told (&kit, "2");
  ck_assert (g_file_set_contents (path, "", 0, NULL));
  kit_run_until (&kit, "3");
  kit_run_while_busy ();
  kit_assert_told (&kit, "3");
  ck_assert_int_eq (g_unlink (path), 0);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "up down 629 ended");
  kit_clear (&kit);

  g_unlink (other);
  g_rmdir (directory);
  g_free (script);
  g_free (other);
  g_free (path);
  g_free (directory);
}
END_TEST

START_TEST (waiting_for_a_file_ends_with_a_hang_up)
{
  dial_script ("state 2; until /tmp/beck-simulator-that-never-comes");
  kit_run_until (&kit, "2");
  kit_run_while_busy ();
  kit_hang_up (&kit);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "2 ended");
  kit_clear (&kit);
}
END_TEST

START_TEST (file_without_a_directory_is_an_error)
{
  dial_script ("state 2; until /nowhere/at/all");
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "2 failed 2 651 0 ended");
  kit_clear (&kit);
  dial_script ("up; while /nowhere/at/all");
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "up down 651 ended");
  kit_clear (&kit);
}
END_TEST

static TCase *
add_case (Suite *suite, const char *name)
{
  TCase *tcase = tcase_create (name);

  tcase_add_checked_fixture (tcase, kit_set_up_loop, kit_tear_down_loop);
  suite_add_tcase (suite, tcase);
  return tcase;
}

Suite *
simulator_end_suite (void)
{
  Suite *suite = suite_create ("simulator-end");
  TCase *tcase = add_case (suite, "hang-up");

  tcase_set_timeout (tcase, 60);
  tcase_add_loop_test (tcase, hang_up_ends_it_after_any_event, 0, 2);
  tcase_add_test (tcase, hang_up_before_the_first_event_ends_it);
  tcase_add_test (tcase, second_hang_up_changes_nothing);
  tcase_add_test (tcase, session_may_be_released_inside_its_end);
  tcase_add_loop_test (tcase, slow_hang_up_takes_its_time, 0, 2);
  tcase_add_loop_test (tcase, force_ends_a_hang_up_that_hangs, 0, 2);

  tcase = add_case (suite, "helper");
  tcase_add_test (tcase, death_of_the_helper_ends_the_link);
  tcase_add_loop_test (tcase, death_of_the_helper_ends_the_dial, 0, 2);
  tcase_add_test (tcase, helper_that_cannot_be_started_fails_the_dial);

  tcase = add_case (suite, "file");
  tcase_add_test (tcase, file_that_appears_or_vanishes_moves_the_script);
  tcase_add_test (tcase, waiting_for_a_file_ends_with_a_hang_up);
  tcase_add_test (tcase, file_without_a_directory_is_an_error);
  return suite;
}

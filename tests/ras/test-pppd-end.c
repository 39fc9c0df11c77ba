/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How dials with pppd end, are refused, pass to another process, or are ended for one that died. */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "ras/pppd-private.h"
#include "ras/backends.h"
#include "test-pppd-kit.h"
#include "test-pppd.h"

#define TO_LINK "0 1 2 3 4 5"
#define TO_UP TO_LINK " 6 10 14 projected 10.0.0.2 10.0.0.1 18 up"

static Kit kit;

static void
dial (const char *plan)
{
  pppd_kit_plan (1, plan);
  pppd_kit_init (&kit);
  kit_start (&kit);
}

static void
hang_up_and_clear (void)
{
  kit_hang_up (&kit);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "ended");
  kit_clear (&kit);
}

/* ---- Hang-up ---- */

START_TEST (hang_up_before_the_first_line_ends_it)
{
  dial ("stay");
  hang_up_and_clear ();
}
END_TEST

static const char *hang_up_at;

static void
hang_up_inside (Kit *dial, const char *word)
{
  if (strcmp (word, hang_up_at) == 0)
    {
      kit_hang_up (dial);
      g_string_truncate (dial->told, 0);
    }
}

START_TEST (hang_up_inside_an_event_ends_it)
{
  static const char *const words[]
    = { "0", "2", "5", "6", "10", "14", "projected 10.0.0.2 10.0.0.1", "18", "up" };

  hang_up_at = words[_i];
  dial (PPPD_KIT_TO_UP "stay");
  kit.react = hang_up_inside;
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "ended");
  kit_clear (&kit);
}
END_TEST

START_TEST (force_ends_a_pppd_that_does_not_listen)
{
  dial ("trap '' TERM\n" PPPD_KIT_TO_UP "while true; do sleep 1000; done");
  kit_run_until (&kit, "up");
  kit_hang_up (&kit);
  kit_run_while_busy ();
  kit_assert_told (&kit, TO_UP);
  kit.backend->hang_up (kit.session, TRUE);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "ended");
  kit_hang_up (&kit);
  kit_clear (&kit);
}
END_TEST

START_TEST (session_may_be_released_inside_its_end)
{
  dial (PPPD_KIT_TO_LINK "exit 10");
  kit.react = kit_release_at_the_end;
  kit_run_to_end (&kit);
  ck_assert_ptr_null (kit.session);
  kit_clear (&kit);
}
END_TEST

START_TEST (a_hundred_dials_leave_nothing)
{
  for (guint i = 1; i <= 100; i++)
    {
      pppd_kit_plan (i, i % 2 == 0 ? PPPD_KIT_TO_UP "stay" : PPPD_KIT_TO_LINK "exit 10");
      pppd_kit_init (&kit);
      kit_start (&kit);
      if (i % 2 == 0)
        {
          kit_run_until (&kit, "up");
          kit_hang_up (&kit);
        }
      kit_run_to_end (&kit);
      kit_clear (&kit);
    }
}
END_TEST

/* ---- Refusals ---- */

START_TEST (kernel_without_ppp_refuses_before_a_start)
{
  pppd_kit_init (&kit);
  ck_assert_uint_eq (beck_ras_pppd.validate (kit.dial.entry, ""), 0);
  pppd_kernel_device = "/dev/no-such-device";
  ck_assert_uint_eq (beck_ras_pppd.validate (kit.dial.entry, ""), 711);
  ck_assert_uint_eq (pppd_kit_count_starts (), 0);
  kit_clear (&kit);
}
END_TEST

static void
refuse_to_start (guint32 error)
{
  pppd_kit_init (&kit);
  ck_assert_uint_eq (beck_ras_pppd.start (&kit.dial, &kit_events, &kit, &kit.session), error);
  ck_assert_ptr_null (kit.session);
  kit_assert_told (&kit, "");
  kit_clear (&kit);
}

START_TEST (missing_pppd_refuses_a_dial)
{
  pppd_program = "no-such-pppd";
  refuse_to_start (711);
  pppd_program = "pppd";
}
END_TEST

START_TEST (runtime_directory_of_others_refuses_a_dial)
{
  char *place = g_build_filename (g_getenv ("BECK_RAS_RUNTIME_DIR"), "pppd", NULL);

  ck_assert_int_eq (g_mkdir (place, 0700), 0);
  ck_assert_int_eq (g_chmod (place, 0777), 0);
  refuse_to_start (633);
  g_rmdir (place);
  ck_assert (g_file_set_contents (place, "", 0, NULL));
  refuse_to_start (633);
  g_unlink (place);
  g_free (place);
}
END_TEST

START_TEST (lack_of_memory_refuses_a_dial)
{
  guint n_failed = 0;

  pppd_kit_plan (1, "stay");
  pppd_kit_init (&kit);
  for (;; n_failed++)
    {
      guint32 error;

      beck_alloc_fail_at (n_failed);
      error = beck_ras_pppd.start (&kit.dial, &kit_events, &kit, &kit.session);
      beck_alloc_fail_at (-1);
      if (error == 0)
        break;
      ck_assert_uint_eq (error, 8);
      ck_assert_ptr_null (kit.session);
    }
  ck_assert_uint_gt (n_failed, 3);
  kit_run_until (&kit, "0");
  kit_assert_told (&kit, "0");
  hang_up_and_clear ();
}
END_TEST

/* ---- Passing on ---- */

static guint32
take_over (GKeyFile *record)
{
  return kit.backend->attach (kit.dial.entry, record, "Session", &kit_events, &kit,
                              &kit.session);
}

START_TEST (link_passes_to_another_process)
{
  GKeyFile *record = g_key_file_new ();
  BeckRasProcessId helper = { 0 };

  dial (PPPD_KIT_TO_UP "stay");
  kit_run_until (&kit, "up");
  kit.backend->save (kit.session, record, "Session", &helper);
  ck_assert (beck_ras_process_id_lives (&helper));
  kit.backend->leave (kit.session);
  kit.backend->release (kit.session);
  g_string_truncate (kit.told, 0);
  memset (&kit.link, 0, sizeof kit.link);
  ck_assert_uint_eq (take_over (record), 0);
  kit_run_until (&kit, "up");
  kit_assert_told (&kit, "up");
  ck_assert_str_eq (kit.link.device, "ppp7");
  ck_assert_str_eq (kit.link.server_address, "10.0.0.1");
  if (_i == 0)
    kit_hang_up (&kit);
  else
    ck_assert_int_eq (kill (helper.pid, SIGKILL), 0);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, _i == 0 ? "ended" : "down 619 ended");
  kit.backend->release (kit.session);
  ck_assert_uint_eq (take_over (record), 619);
  kit_clear (&kit);
  g_key_file_free (record);
}
END_TEST

/* ---- Diallers that died ---- */

static char *
abandoned_place (const char *note)
{
  char *path
    = g_build_filename (g_getenv ("BECK_RAS_RUNTIME_DIR"), "pppd", "dial-abandoned", NULL);
  char *file = g_build_filename (path, "helper", NULL);

  ck_assert_int_eq (g_mkdir_with_parents (path, 0700), 0);
  ck_assert (g_file_set_contents (file, note, -1, NULL));
  g_free (file);
  return path;
}

static void
note_end (int status, gpointer data)
{
  *(int *) data = status;
}

START_TEST (pppd_of_a_dialler_that_died_is_ended)
{
  static const char *const argv[] = { "sleep", "infinity", NULL };
  int status = -1;
  BeckRasProcess *process = beck_ras_process_spawn (argv, NULL, note_end, &status, NULL);
  const BeckRasProcessId id = beck_ras_process_get_id (process);
  char *note = g_strdup_printf ("%d %" G_GUINT64_FORMAT " 0 0 1\n", (int) id.pid, id.start);
  char *path = abandoned_place (note);

  dial ("stay");
  while (status == -1)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  ck_assert_int_eq (status, SIGKILL);
  ck_assert (!g_file_test (path, G_FILE_TEST_EXISTS));
  kit_run_until (&kit, "0");
  g_string_truncate (kit.told, 0);
  hang_up_and_clear ();
  beck_ras_process_free (process);
  g_free (path);
  g_free (note);
}
END_TEST

START_TEST (bad_notes_end_nobody)
{
  static const char *const notes[] = {
    "", "2 1", "1 0 0 0 1", "-1 0 0 0 1", "99999999999 5 0 0 1", "2 1 0 0 1", "4194303 1 0 0 1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      char *path = abandoned_place (notes[i]);

      pppd_kit_plan ((guint) i + 2, "stay");
      dial ("stay");
      kit_run_until (&kit, "0");
      g_string_truncate (kit.told, 0);
      hang_up_and_clear ();
      if (g_file_test (path, G_FILE_TEST_EXISTS))
        {
          char *file = g_build_filename (path, "helper", NULL);

          g_unlink (file);
          g_rmdir (path);
          g_free (file);
        }
      g_free (path);
    }
}
END_TEST

START_TEST (dials_at_the_same_time_leave_each_other_alone)
{
  Kit second;

  dial ("say 'Plugin pppoe.so loaded.'\n"
        "while ! test -e \"$dir/second\"; do sleep 0.01; done\n" PPPD_KIT_TO_UP "stay");
  kit_run_until (&kit, "2");
  pppd_kit_init (&second);
  pppd_kit_plan (2, "touch \"$dir/second\"\n" PPPD_KIT_TO_UP "stay");
  kit_start (&second);
  kit_run_until (&second, "up");
  kit_run_until (&kit, "up");
  kit_assert_told (&kit, "0 1 2 1 2 3 4 5 6 10 14 projected 10.0.0.2 10.0.0.1 18 up");
  hang_up_and_clear ();
  kit_hang_up (&second);
  kit_run_to_end (&second);
  kit_clear (&second);
}
END_TEST

static TCase *
add_case (Suite *suite, const char *name)
{
  TCase *tcase = tcase_create (name);

  tcase_add_checked_fixture (tcase, pppd_kit_set_up, pppd_kit_tear_down);
  tcase_set_timeout (tcase, 60);
  suite_add_tcase (suite, tcase);
  return tcase;
}

Suite *
pppd_end_suite (void)
{
  Suite *suite = suite_create ("pppd-end");
  TCase *tcase = add_case (suite, "hang-up");
  tcase_add_test (tcase, hang_up_before_the_first_line_ends_it);
  tcase_add_loop_test (tcase, hang_up_inside_an_event_ends_it, 0, 9);
  tcase_add_test (tcase, force_ends_a_pppd_that_does_not_listen);
  tcase_add_test (tcase, session_may_be_released_inside_its_end);
  tcase_add_test (tcase, a_hundred_dials_leave_nothing);

  tcase = add_case (suite, "refusals");
  tcase_add_test (tcase, kernel_without_ppp_refuses_before_a_start);
  tcase_add_test (tcase, missing_pppd_refuses_a_dial);
  tcase_add_test (tcase, runtime_directory_of_others_refuses_a_dial);
  tcase_add_test (tcase, lack_of_memory_refuses_a_dial);

  tcase = add_case (suite, "pass-on");
  tcase_add_loop_test (tcase, link_passes_to_another_process, 0, 2);

  tcase = add_case (suite, "abandoned");
  tcase_add_test (tcase, pppd_of_a_dialler_that_died_is_ended);
  tcase_add_test (tcase, bad_notes_end_nobody);
  tcase_add_test (tcase, dials_at_the_same_time_leave_each_other_alone);
  return suite;
}

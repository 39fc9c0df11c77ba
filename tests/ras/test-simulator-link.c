/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Simulated links that are up: their counts, and how they pass from one process to another. */

#include <signal.h>
#include <string.h>

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
  kit_start (&kit);
}

static void
save (GKeyFile **record, BeckRasProcessId *helper)
{
  *record = g_key_file_new ();
  *helper = (BeckRasProcessId){ 0 };
  beck_ras_simulator.save (kit.session, *record, "Session", helper);
}

/* ---- Counts ---- */

START_TEST (counts_are_what_the_script_sends)
{
  BeckRasCounts counts;

  dial_script ("rate 0 0; traffic 640 10; up; traffic 4294967295 1; substate 1");
  ck_assert (beck_ras_simulator.get_counts (kit.session, &counts));
  ck_assert_uint_eq (counts.bytes_sent, 0);
  kit_run_until (&kit, "sub 1");
  ck_assert (beck_ras_simulator.get_counts (kit.session, &counts));
  ck_assert_uint_eq (counts.bytes_sent, 640 + G_GUINT64_CONSTANT (4294967295));
  ck_assert_uint_eq (counts.bytes_received, counts.bytes_sent);
  ck_assert_uint_eq (counts.frames_sent, 11);
  ck_assert_uint_eq (counts.frames_received, 11);
  ck_assert_uint_eq (counts.errors_sent, 0);
  kit_hang_up (&kit);
  kit_run_to_end (&kit);
  kit_clear (&kit);
}
END_TEST

START_TEST (counts_grow_by_their_rate)
{
  BeckRasCounts first, counts;

  dial_script ("rate 1000000 4000000000; up");
  kit_run_until (&kit, "up");
  beck_ras_simulator.get_counts (kit.session, &first);
  do
    beck_ras_simulator.get_counts (kit.session, &counts);
  while (counts.bytes_sent < first.bytes_sent + 1000);
  ck_assert_uint_ge (counts.frames_sent, first.frames_sent + 3990000);
  kit_hang_up (&kit);
  kit_run_to_end (&kit);
  kit_clear (&kit);
}
END_TEST

/* ---- Passing on ---- */

static const char passed_on[] = "helper; address 192.0.2.9 192.0.2.1; device vpn V; rate 0 0;"
                                "traffic 5 2; up; substate 1; substate 2; silence";

/* Left by who dialled it; taken over by the kit anew. */
static void
pass_on (GKeyFile *record)
{
  kit.backend->leave (kit.session);
  kit.backend->release (kit.session);
  g_string_truncate (kit.told, 0);
  memset (&kit.link, 0, sizeof kit.link);
  ck_assert_uint_eq (kit.backend->attach (kit.dial.entry, record, "Session", &kit_events, &kit,
                                          &kit.session),
                     0);
  kit_assert_told (&kit, "");
}

START_TEST (link_passes_to_another_process)
{
  BeckRasProcessId helper;
  BeckRasCounts counts;
  GKeyFile *record;

  dial_script (passed_on);
  kit_run_until (&kit, "up");
  save (&record, &helper);
  pass_on (record);
  kit_run_until (&kit, "sub 2");
  kit_assert_told (&kit, "up sub 1 sub 2");
  ck_assert_str_eq (kit.link.address, "192.0.2.9");
  ck_assert_str_eq (kit.link.device_name, "V");
  kit.backend->get_counts (kit.session, &counts);
  ck_assert_uint_eq (counts.bytes_sent, 5);
  ck_assert_uint_eq (counts.frames_received, 2);
  kit_hang_up (&kit);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "ended");
  ck_assert (!beck_ras_process_id_lives (&helper));
  kit_clear (&kit);
  g_key_file_free (record);
}
END_TEST

START_TEST (script_goes_on_with_the_step_that_was_under_way)
{
  BeckRasProcessId helper;
  GKeyFile *record;

  dial_script (passed_on);
  kit_run_until (&kit, "sub 2");
  save (&record, &helper);
  pass_on (record);
  kit_run_until (&kit, "up");
  kit_run_while_busy ();
  kit_assert_told (&kit, "up");
  ck_assert_int_eq (kill (helper.pid, SIGKILL), 0);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "down 619 ended");
  kit_clear (&kit);
  g_key_file_free (record);
}
END_TEST

static guint32
attach_error (GKeyFile *record)
{
  BeckRasSession *session = (BeckRasSession *) &kit;
  const guint32 error = kit.backend->attach (kit.dial.entry, record, "Session", &kit_events, &kit,
                                             &session);

  ck_assert (error == 0 || session == NULL);
  if (error == 0)
    {
      kit.backend->leave (session);
      kit.backend->release (session);
    }
  return error;
}

START_TEST (link_that_is_gone_is_not_taken_over)
{
  BeckRasProcessId helper;
  GKeyFile *record;

  dial_script (passed_on);
  kit_run_until (&kit, "up");
  save (&record, &helper);
  g_key_file_set_uint64 (record, "Session", "Start", helper.start + 1);
  ck_assert_uint_eq (attach_error (record), 619);
  kit_hang_up (&kit);
  kit_run_to_end (&kit);
  g_key_file_set_uint64 (record, "Session", "Start", helper.start);
  ck_assert_uint_eq (attach_error (record), 619);
  kit_clear (&kit);
  g_key_file_free (record);
}
END_TEST

START_TEST (link_without_a_helper_is_not_passed_on)
{
  BeckRasProcessId helper;
  GKeyFile *record;

  dial_script ("up");
  kit_run_until (&kit, "up");
  save (&record, &helper);
  ck_assert_int_eq (helper.pid, 0);
  ck_assert_uint_eq (attach_error (record), 619);
  kit_hang_up (&kit);
  kit_run_to_end (&kit);
  kit_clear (&kit);
  g_key_file_free (record);
}
END_TEST

/* What others wrote into a record, or what became of the entry, runs no step of a dial. */
START_TEST (spoilt_records_do_no_harm)
{
  static const char *const steps[] = { "0", "3", "5", "17", "4294967296", "-1", "many", "" };
  static const char *const others[]
    = { "login a b; up; silence", "state 2", "no script", "up; substate 1; delay 1; substate 2" };
  BeckRasProcessId helper;
  GKeyFile *record;
  Kit other = kit;

  dial_script (passed_on);
  kit_run_until (&kit, "sub 2");
  save (&record, &helper);
  for (gsize i = 0; i < G_N_ELEMENTS (steps) * G_N_ELEMENTS (others); i++)
    {
      const char *const keys[] = { "Script", others[i % G_N_ELEMENTS (others)], NULL };

      kit_init (&other, &beck_ras_simulator, kit_entry (keys));
      g_key_file_set_string (record, "Session", "Step", steps[i / G_N_ELEMENTS (others)]);
      g_key_file_set_string (record, "Session", "Since", steps[i / G_N_ELEMENTS (others)]);
      ck_assert_uint_eq (other.backend->attach (other.dial.entry, record, "Session", &kit_events,
                                                &other, &other.session),
                         0);
      kit_run_until (&other, "up");
      kit_run_while_busy ();
      ck_assert (g_str_has_prefix (other.told->str, "up"));
      other.backend->leave (other.session);
      kit_clear (&other);
    }
  kit_hang_up (&kit);
  kit_run_to_end (&kit);
  kit_clear (&kit);
  g_key_file_free (record);
}
END_TEST

START_TEST (lack_of_memory_refuses_to_take_over)
{
  BeckRasProcessId helper;
  GKeyFile *record;
  guint n_failed = 0;

  dial_script (passed_on);
  kit_run_until (&kit, "up");
  save (&record, &helper);
  for (;; n_failed++)
    {
      guint32 error;

      beck_alloc_fail_at (n_failed);
      error = attach_error (record);
      beck_alloc_fail_at (-1);
      if (error == 0)
        break;
      ck_assert (error == 8 || error == 619);
    }
  ck_assert_uint_gt (n_failed, 1);
  kit_hang_up (&kit);
  kit_run_to_end (&kit);
  kit_clear (&kit);
  g_key_file_free (record);
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
simulator_link_suite (void)
{
  Suite *suite = suite_create ("simulator-link");
  TCase *tcase = add_case (suite, "counts");
  tcase_add_test (tcase, counts_are_what_the_script_sends);
  tcase_add_test (tcase, counts_grow_by_their_rate);

  tcase = add_case (suite, "pass-on");
  tcase_add_test (tcase, link_passes_to_another_process);
  tcase_add_test (tcase, script_goes_on_with_the_step_that_was_under_way);
  tcase_add_test (tcase, link_that_is_gone_is_not_taken_over);
  tcase_add_test (tcase, link_without_a_helper_is_not_passed_on);
  tcase_add_test (tcase, spoilt_records_do_no_harm);
  tcase_add_test (tcase, lack_of_memory_refuses_to_take_over);
  return suite;
}

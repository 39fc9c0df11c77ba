/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Dials with a pppd that plays what a real one writes and how it ends. */

#include <string.h>

#include "base/alloc.h"
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
expect (const char *plan, const char *told)
{
  dial (plan);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, told);
  kit_clear (&kit);
}

static void
hang_up_and_clear (void)
{
  kit_hang_up (&kit);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "ended");
  kit_clear (&kit);
}

/* ---- Up ---- */

START_TEST (lines_become_states)
{
  dial (PPPD_KIT_TO_UP "stay");
  kit_run_until (&kit, "up");
  kit_assert_told (&kit, TO_UP);
  ck_assert_str_eq (kit.link.device, "ppp7");
  ck_assert_str_eq (kit.link.device_type, "PPPoE");
  ck_assert_str_eq (kit.link.device_name, "eth9");
  ck_assert_str_eq (kit.link.address, "10.0.0.2");
  ck_assert_str_eq (kit.link.server_address, "10.0.0.1");
  hang_up_and_clear ();
}
END_TEST

START_TEST (pppd_hears_credentials_through_a_fifo_alone)
{
  char *heard, *told;

  /* The FIFO is gone as soon as it was read, and no file has what came through it. */
  dial ("while test -e \"$(word file)\"; do sleep 0.01; done\n"
        "grep -r hunter2 \"${options%/*}\" && exit 1\n" PPPD_KIT_TO_UP "stay");
  kit_run_until (&kit, "up");
  heard = pppd_kit_read ("heard.1");
  ck_assert_str_eq (heard, "user \"ann\"\npassword \"hunter2\"\n");
  g_free (heard);
  for (guint i = 0; i < 3; i++)
    {
      static const char *const names[] = { "arguments.1", "environment.1", "options.1" };

      told = pppd_kit_read (names[i]);
      ck_assert_uint_gt (strlen (told), 0);
      ck_assert_ptr_null (strstr (told, "hunter2"));
      ck_assert_ptr_null (strstr (told, "ann"));
      g_free (told);
    }
  g_string_truncate (kit.told, 0);
  hang_up_and_clear ();
}
END_TEST

/* ---- Every exit code ---- */

static const struct
{
  guint code;
  const char *dialling; /* after PPP has begun */
  const char *up;
} ends[] = {
  { 0, "failed 5 629 0", "down 629" },   { 1, "failed 5 635 0", "down 635" },
  { 2, "failed 0 625 0", "down 625" },   { 3, "failed 0 5 0", "down 5" },
  { 4, "failed 0 711 0", "down 711" },   { 5, "failed 5 631 0", "down 631" },
  { 6, "failed 0 633 0", "down 633" },   { 7, "failed 0 692 0", "down 692" },
  { 8, "failed 2 651 0", "down 651" },   { 9, "failed 2 651 0", "down 651" },
  { 10, "failed 10 720 0", "down 720" }, { 11, "failed 5 778 0", "down 778" },
  { 12, "failed 5 828 0", "down 828" },  { 13, "failed 5 932 0", "down 932" },
  { 14, "failed 8 704 0", "down 704" },  { 15, "failed 5 721 0", "down 721" },
  { 16, "failed 5 668 0", "down 668" },  { 17, "failed 5 737 0", "down 737" },
  { 18, "failed 2 651 0", "down 651" },  { 99, "failed 5 635 0", "down 635" },
};

START_TEST (every_exit_while_dialling_is_a_failure)
{
  char *plan = g_strdup_printf (PPPD_KIT_TO_LINK "exit %u", ends[_i].code);
  char *told = g_strconcat (TO_LINK " ", ends[_i].dialling, " ended", NULL);

  expect (plan, told);
  g_free (told);
  g_free (plan);
}
END_TEST

START_TEST (every_exit_of_a_link_is_its_drop)
{
  char *plan = g_strdup_printf (PPPD_KIT_TO_UP "exit %u", ends[_i].code);
  char *told = g_strconcat (TO_UP " ", ends[_i].up, " ended", NULL);

  expect (plan, told);
  g_free (told);
  g_free (plan);
}
END_TEST

START_TEST (killed_pppd_is_a_disconnected_port)
{
  expect (PPPD_KIT_TO_LINK "kill -9 $$", TO_LINK " failed 5 619 0 ended");
  pppd_kit_plan (2, PPPD_KIT_TO_UP "kill -9 $$");
  pppd_kit_init (&kit);
  kit_start (&kit);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, TO_UP " down 619 ended");
  kit_clear (&kit);
}
END_TEST

START_TEST (silence_of_all_concentrators_is_no_answer)
{
  expect ("say 'Plugin rp-pppoe.so loaded.' 'Timeout waiting for PADO packets' "
          "'Unable to complete PPPoE Discovery'; exit 1",
          "0 1 2 failed 2 678 0 ended");
}
END_TEST

/* ---- Credentials that are wrong ---- */

#define REJECTED                                                                                   \
  PPPD_KIT_TO_LINK "say 'PAP authentication failed' 'Connection terminated.'; exit 19"

START_TEST (wrong_password_can_be_answered)
{
  char *heard;

  pppd_kit_plan (2, REJECTED);
  pppd_kit_plan (3, PPPD_KIT_TO_UP "stay");
  dial (REJECTED);
  kit_run_until (&kit, "691");
  kit_assert_told (&kit, TO_LINK " 6 need 0x1001 6 691");
  kit_run_while_busy ();
  kit_answer (&kit, "ann", "wrong, too", "");
  kit_run_until (&kit, "691");
  kit_assert_told (&kit, "7 1 2 3 4 5 6 need 0x1001 6 691");
  kit_answer (&kit, "bob", "better", "");
  kit_run_until (&kit, "up");
  heard = pppd_kit_read ("heard.3");
  ck_assert_str_eq (heard, "user \"bob\"\npassword \"better\"\n");
  g_free (heard);
  g_string_truncate (kit.told, 0);
  hang_up_and_clear ();
}
END_TEST

START_TEST (other_rejections_are_final)
{
  expect (PPPD_KIT_TO_LINK "say 'MS-CHAP authentication failed: E=648 Password expired'; exit 19",
          TO_LINK " 6 failed 6 648 0 ended");
}
END_TEST

START_TEST (hang_up_ends_a_paused_dial)
{
  dial (REJECTED);
  kit_run_until (&kit, "691");
  g_string_truncate (kit.told, 0);
  hang_up_and_clear ();
  ck_assert_uint_eq (pppd_kit_count_starts (), 1);
}
END_TEST

START_TEST (bad_answer_fails_the_dial)
{
  char *too_long = g_strnfill (256, 'x');

  dial (REJECTED);
  kit_run_until (&kit, "691");
  g_string_truncate (kit.told, 0);
  kit_answer (&kit, "ann", too_long, "");
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "7 failed 7 87 0 ended");
  kit_clear (&kit);
  g_free (too_long);
}
END_TEST

START_TEST (lack_of_memory_for_an_answer_fails_the_dial)
{
  BeckRasCredentials *credentials = beck_ras_credentials_new ("ann", "new", "");

  dial (REJECTED);
  kit_run_until (&kit, "691");
  g_string_truncate (kit.told, 0);
  beck_alloc_fail_at (0);
  kit.backend->answer (kit.session, credentials, "");
  beck_alloc_fail_at (-1);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "failed 6 8 0 ended");
  kit_clear (&kit);
  beck_ras_credentials_free (credentials);
}
END_TEST

/* ---- Callback ---- */

START_TEST (call_of_the_server_is_waited_for)
{
  char *options;

  pppd_kit_plan (2, PPPD_KIT_TO_UP "stay");
  pppd_kit_plan (1, PPPD_KIT_TO_LINK "say 'PAP authentication succeeded'; exit 14");
  pppd_kit_init (&kit);
  kit.dial.callback_number = "555";
  kit_start (&kit);
  kit_run_until (&kit, "up");
  kit_assert_told (&kit, TO_LINK " 6 8 15 16 17 13 10 14 projected 10.0.0.2 10.0.0.1 18 up");
  options = pppd_kit_read ("options.1");
  ck_assert_ptr_nonnull (strstr (options, "callback \"555\"\n"));
  g_free (options);
  options = pppd_kit_read ("options.2");
  ck_assert_ptr_null (strstr (options, "callback"));
  g_free (options);
  hang_up_and_clear ();
}
END_TEST

START_TEST (second_callback_is_refused)
{
  pppd_kit_plan (2, PPPD_KIT_TO_LINK "exit 14");
  pppd_kit_plan (1, PPPD_KIT_TO_LINK "exit 14");
  pppd_kit_init (&kit);
  kit.dial.callback_number = "555";
  kit_start (&kit);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, TO_LINK " 8 15 16 17 13 failed 8 704 0 ended");
  kit_clear (&kit);
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
pppd_dial_suite (void)
{
  Suite *suite = suite_create ("pppd-dial");
  TCase *tcase = add_case (suite, "up");

  tcase_add_test (tcase, lines_become_states);
  tcase_add_test (tcase, pppd_hears_credentials_through_a_fifo_alone);

  tcase = add_case (suite, "exit");
  tcase_add_loop_test (tcase, every_exit_while_dialling_is_a_failure, 0, G_N_ELEMENTS (ends));
  tcase_add_loop_test (tcase, every_exit_of_a_link_is_its_drop, 0, G_N_ELEMENTS (ends));
  tcase_add_test (tcase, killed_pppd_is_a_disconnected_port);
  tcase_add_test (tcase, silence_of_all_concentrators_is_no_answer);

  tcase = add_case (suite, "answer");
  tcase_add_test (tcase, wrong_password_can_be_answered);
  tcase_add_test (tcase, other_rejections_are_final);
  tcase_add_test (tcase, hang_up_ends_a_paused_dial);
  tcase_add_test (tcase, bad_answer_fails_the_dial);
  tcase_add_test (tcase, lack_of_memory_for_an_answer_fails_the_dial);
  tcase_add_test (tcase, call_of_the_server_is_waited_for);
  tcase_add_test (tcase, second_callback_is_refused);
  return suite;
}

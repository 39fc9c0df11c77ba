/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Dials of the simulator: the states a script tells, and what it makes of answers. */

#include <string.h>
#include <win/ras.h>

#include "base/alloc.h"
#include "ras/backends.h"
#include "test-backend-kit.h"
#include "test-simulator.h"

#define TO_AUTHENTICATION "0 1 2 3 4 5 "
#define FROM_PROJECTION "14 projected 192.0.2.2 192.0.2.1 18 up"

static Kit kit;

static void
init (const char *const *keys)
{
  kit_init (&kit, &beck_ras_simulator, kit_entry (keys));
}

static void
init_script (const char *script)
{
  init ((const char *const[]){ "Script", script, NULL });
}

static void
dial_script (const char *script)
{
  init_script (script);
  kit_start (&kit);
}

/* The whole story of a dial that nobody touches. */
static void
expect (const char *script, const char *told)
{
  dial_script (script);
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

/* ---- Without a script ---- */

START_TEST (vpn_goes_through_the_states_of_a_vpn)
{
  init ((const char *const[]){ "DeviceType", "vpn", NULL });
  kit_start (&kit);
  kit_run_until (&kit, "up");
  kit_assert_told (&kit, TO_AUTHENTICATION "6 10 " FROM_PROJECTION);
  ck_assert_str_eq (kit.link.device_type, "vpn");
  ck_assert_str_eq (kit.link.device_name, "Simulator (vpn)");
  hang_up_and_clear ();
}
END_TEST

START_TEST (modem_goes_through_the_states_of_a_modem)
{
  init ((const char *const[]){ "Type", "1", "DeviceName", "Modem 7", NULL });
  kit_start (&kit);
  kit_run_until (&kit, "up");
  kit_assert_told (&kit, TO_AUTHENTICATION "6 10 11 12 " FROM_PROJECTION);
  ck_assert_str_eq (kit.link.device_type, "modem");
  ck_assert_str_eq (kit.link.device_name, "Modem 7");
  hang_up_and_clear ();
}
END_TEST

static const char *const guarded[]
  = { "DeviceType", "vpn", "ScriptUser", "ann", "ScriptPassword", "secret", NULL };

START_TEST (credentials_of_the_entry_are_asked_for)
{
  init (guarded);
  kit_set_credentials (&kit, "ann", "secret");
  kit_start (&kit);
  kit_run_until (&kit, "up");
  g_string_truncate (kit.told, 0);
  hang_up_and_clear ();
}
END_TEST

START_TEST (wrong_password_is_asked_for_again)
{
  init (guarded);
  kit_set_credentials (&kit, "ann", "wrong");
  kit_start (&kit);
  kit_run_until (&kit, "691");
  kit_assert_told (&kit, TO_AUTHENTICATION "6 need 0x1001 6 691");
  kit_run_while_busy ();
  kit_assert_told (&kit, "");
  kit_answer (&kit, "ann", "wrong, too", "");
  kit_run_until (&kit, "691");
  kit_assert_told (&kit, "7 6 need 0x1001 6 691");
  kit_answer (&kit, "ann", "secret", "");
  kit_run_until (&kit, "up");
  kit_assert_told (&kit, "7 6 10 " FROM_PROJECTION);
  hang_up_and_clear ();
}
END_TEST

static void
start_with_number (const char *number)
{
  init ((const char *const[]){ "DeviceType", "modem", NULL });
  kit.dial.callback_number = number;
  kit_start (&kit);
}

START_TEST (server_asks_where_to_call_back)
{
  start_with_number ("*");
  kit_run_until (&kit, "704");
  kit_assert_told (&kit, TO_AUTHENTICATION "6 8 need 0x1002 8 704");
  kit_answer (&kit, "", "", "555");
  kit_run_until (&kit, "up");
  kit_assert_told (&kit, "15 16 17 13 10 11 12 " FROM_PROJECTION);
  hang_up_and_clear ();
}
END_TEST

START_TEST (known_number_is_called_back)
{
  start_with_number ("555");
  kit_run_until (&kit, "up");
  kit_assert_told (&kit, TO_AUTHENTICATION "6 8 15 16 17 13 10 11 12 " FROM_PROJECTION);
  hang_up_and_clear ();
}
END_TEST

START_TEST (no_number_means_no_callback)
{
  start_with_number ("*");
  kit_run_until (&kit, "704");
  kit_answer (&kit, "", "", "");
  kit_run_until (&kit, "up");
  kit_assert_told (&kit, TO_AUTHENTICATION "6 8 need 0x1002 8 704 10 11 12 " FROM_PROJECTION);
  hang_up_and_clear ();
}
END_TEST

/* ---- Scripts ---- */

START_TEST (failures_name_state_and_errors)
{
  expect ("state 2; fail 678", "2 failed 2 678 0 ended");
  expect ("state 5; fail 691 AuthNotify", "5 failed 6 691 0 ended");
  expect ("state 5; fail 645 6 77", "5 failed 6 645 77 ended");
}
END_TEST

START_TEST (chains_repeat_their_states)
{
  dial_script ("state 2; state 3; device isdn \"Second\"; state 2; state 3; state 4; up");
  kit_run_until (&kit, "up");
  kit_assert_told (&kit, "2 3 2 3 4 up");
  ck_assert_str_eq (kit.link.device_type, "isdn");
  ck_assert_str_eq (kit.link.device_name, "Second");
  hang_up_and_clear ();
}
END_TEST

START_TEST (link_has_the_addresses_of_the_script)
{
  dial_script ("address 10.0.0.1 10.0.0.2 fd00::1 fd00::2; endpoint 192.0.2.7 192.0.2.8; up");
  kit_run_until (&kit, "up");
  ck_assert_str_eq (kit.link.address, "10.0.0.1");
  ck_assert_str_eq (kit.link.server_address, "10.0.0.2");
  ck_assert_str_eq (kit.link.address6, "fd00::1");
  ck_assert_str_eq (kit.link.server_address6, "fd00::2");
  ck_assert_str_eq (kit.link.local_endpoint, "192.0.2.7");
  ck_assert_str_eq (kit.link.remote_endpoint, "192.0.2.8");
  ck_assert_str_eq (kit.link.device, "");
  g_string_truncate (kit.told, 0);
  hang_up_and_clear ();
}
END_TEST

START_TEST (login_gives_up_after_its_tries)
{
  init_script ("state 5; login ann secret 2; up");
  kit_start (&kit);
  kit_run_until (&kit, "691");
  kit_answer (&kit, "ann", "again", "");
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "5 6 need 0x1001 6 691 7 6 failed 6 691 0 ended");
  kit_clear (&kit);
}
END_TEST

START_TEST (expired_password_is_changed)
{
  init_script ("change; up; drop 629");
  kit_set_credentials (&kit, "ann", "old");
  kit_start (&kit);
  kit_run_until (&kit, "648");
  kit_answer (&kit, "ann", "new", "");
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "6 need 0x1003 6 648 9 up down 629 ended");
  kit_clear (&kit);
}
END_TEST

static const struct
{
  const char *script, *password;
} refused_changes[] = {
  { "change; up", "old" },
  { "change; up", "" },
  { "change good; up", "other" },
};

START_TEST (bad_new_password_is_refused)
{
  init_script (refused_changes[_i].script);
  kit_set_credentials (&kit, "ann", "old");
  kit_start (&kit);
  kit_run_until (&kit, "648");
  kit_answer (&kit, "ann", refused_changes[_i].password, "");
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "6 need 0x1003 6 648 9 failed 9 709 0 ended");
  kit_clear (&kit);
}
END_TEST

START_TEST (any_pause_can_be_asked_for)
{
  dial_script ("need Interactive; need InvokeEapUI 645 5 \"Code?\"; need CallbackSetByCaller; up");
  kit_run_until (&kit, "703");
  kit_answer (&kit, "", "", "");
  kit_run_until (&kit, "\"Code?\"");
  kit_answer (&kit, "", "", "");
  kit_run_until (&kit, "704");
  kit_answer (&kit, "", "", "5");
  kit_run_until (&kit, "up");
  kit_assert_told (&kit, "need 0x1000 6 703 need 0x1004 5 645 \"Code?\" need 0x1002 8 704 up");
  hang_up_and_clear ();
}
END_TEST

START_TEST (answer_without_a_question_is_ignored)
{
  dial_script ("state 2; silence");
  kit_run_until (&kit, "2");
  kit_answer (&kit, "ann", "secret", "5");
  kit_run_while_busy ();
  kit_assert_told (&kit, "2");
  hang_up_and_clear ();
}
END_TEST

static const struct
{
  const char *check, *told;
} checks[] = {
  { "check user ann", "up down 1 ended" },
  { "check user bob", "failed 6 691 0 ended" },
  { "check password secret", "up down 1 ended" },
  { "check password other", "failed 6 691 0 ended" },
  { "check domain \"\"", "up down 1 ended" },
  { "check domain there", "failed 6 691 0 ended" },
  { "check number 12345", "up down 1 ended" },
  { "check number 0", "failed 2 678 0 ended" },
  { "check number 0 676", "failed 2 676 0 ended" },
  { "check number 0 680 1", "failed 1 680 0 ended" },
  { "check callback 77", "up down 1 ended" },
  { "check callback 78", "failed 8 704 0 ended" },
};

START_TEST (what_was_given_can_be_checked)
{
  char *script = g_strconcat (checks[_i].check, "; up; drop 1", NULL);

  init_script (script);
  kit_set_credentials (&kit, "ann", "secret");
  kit.dial.phone_number = "12345";
  kit.dial.callback_number = "77";
  kit_start (&kit);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, checks[_i].told);
  kit_clear (&kit);
  g_free (script);
}
END_TEST

START_TEST (wrong_callback_number_is_refused)
{
  init_script ("callback 555; up");
  kit.dial.callback_number = "*";
  kit_start (&kit);
  kit_run_until (&kit, "704");
  kit_answer (&kit, "", "", "556");
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "8 need 0x1002 8 704 failed 8 704 0 ended");
  kit_clear (&kit);
}
END_TEST

START_TEST (link_drops_with_its_error)
{
  expect ("up; delay 1; substate Reconnecting; substate Reconnected; drop 629",
          "up sub 2 sub 8192 down 629 ended");
}
END_TEST

START_TEST (delay_lasts_at_least_so_long)
{
  const gint64 begin = g_get_monotonic_time ();

  expect ("delay 30; fail 678 2", "failed 2 678 0 ended");
  ck_assert_int_ge (g_get_monotonic_time () - begin, 30000);
}
END_TEST

START_TEST (script_at_its_end_leaves_things_as_they_are)
{
  dial_script ("state 2");
  kit_run_until (&kit, "2");
  kit_run_while_busy ();
  kit_assert_told (&kit, "2");
  hang_up_and_clear ();
}
END_TEST

/* ---- Before a dial ---- */

START_TEST (bad_script_is_refused_before_a_dial)
{
  init_script ("state 2; stat 3");
  ck_assert_uint_eq (beck_ras_simulator.validate (kit.dial.entry, ""), 625);
  ck_assert_uint_eq (beck_ras_simulator.start (&kit.dial, &kit_events, &kit, &kit.session), 625);
  kit_assert_told (&kit, "");
  kit_clear (&kit);
}
END_TEST

START_TEST (dial_can_be_refused_at_once)
{
  init_script ("refuse 633");
  ck_assert_uint_eq (beck_ras_simulator.validate (kit.dial.entry, ""), 633);
  kit_clear (&kit);
  init_script ("state 2");
  ck_assert_uint_eq (beck_ras_simulator.validate (kit.dial.entry, ""), 0);
  kit_clear (&kit);
}
END_TEST

START_TEST (lack_of_memory_refuses_a_dial)
{
  guint n_failed = 0;

  init_script ("state 2");
  beck_alloc_fail_at (0);
  ck_assert_uint_eq (beck_ras_simulator.validate (kit.dial.entry, ""), 8);
  for (;; n_failed++)
    {
      guint32 error;

      beck_alloc_fail_at (n_failed);
      error = beck_ras_simulator.start (&kit.dial, &kit_events, &kit, &kit.session);
      beck_alloc_fail_at (-1);
      if (error == 0)
        break;
      ck_assert_uint_eq (error, 8);
      ck_assert_ptr_null (kit.session);
    }
  ck_assert_uint_gt (n_failed, 0);
  kit_run_until (&kit, "2");
  kit_assert_told (&kit, "2");
  hang_up_and_clear ();
}
END_TEST

START_TEST (lack_of_memory_for_an_answer_fails_the_dial)
{
  for (guint index = 0; index < 2; index++)
    {
      BeckRasCredentials *credentials = beck_ras_credentials_new ("ann", "new", "");

      dial_script ("state 8; need CallbackSetByCaller; up");
      kit_run_until (&kit, "704");
      beck_alloc_fail_at (index);
      beck_ras_simulator.answer (kit.session, credentials, "1");
      beck_alloc_fail_at (-1);
      kit_run_to_end (&kit);
      kit_assert_told (&kit, "8 need 0x1002 8 704 failed 8 8 0 ended");
      kit_clear (&kit);
      beck_ras_credentials_free (credentials);
    }
}
END_TEST

Suite *
simulator_dial_suite (void)
{
  Suite *suite = suite_create ("simulator-dial");
  TCase *tcase = tcase_create ("sequences");

  tcase_add_checked_fixture (tcase, kit_set_up_loop, kit_tear_down_loop);
  tcase_add_test (tcase, vpn_goes_through_the_states_of_a_vpn);
  tcase_add_test (tcase, modem_goes_through_the_states_of_a_modem);
  tcase_add_test (tcase, credentials_of_the_entry_are_asked_for);
  tcase_add_test (tcase, wrong_password_is_asked_for_again);
  tcase_add_test (tcase, server_asks_where_to_call_back);
  tcase_add_test (tcase, known_number_is_called_back);
  tcase_add_test (tcase, no_number_means_no_callback);
  suite_add_tcase (suite, tcase);

  tcase = tcase_create ("scripts");
  tcase_add_checked_fixture (tcase, kit_set_up_loop, kit_tear_down_loop);
  tcase_add_test (tcase, failures_name_state_and_errors);
  tcase_add_test (tcase, chains_repeat_their_states);
  tcase_add_test (tcase, link_has_the_addresses_of_the_script);
  tcase_add_test (tcase, login_gives_up_after_its_tries);
  tcase_add_test (tcase, expired_password_is_changed);
  tcase_add_loop_test (tcase, bad_new_password_is_refused, 0, G_N_ELEMENTS (refused_changes));
  tcase_add_test (tcase, any_pause_can_be_asked_for);
  tcase_add_test (tcase, answer_without_a_question_is_ignored);
  tcase_add_loop_test (tcase, what_was_given_can_be_checked, 0, G_N_ELEMENTS (checks));
  tcase_add_test (tcase, wrong_callback_number_is_refused);
  tcase_add_test (tcase, link_drops_with_its_error);
  tcase_add_test (tcase, delay_lasts_at_least_so_long);
  tcase_add_test (tcase, script_at_its_end_leaves_things_as_they_are);
  suite_add_tcase (suite, tcase);

  tcase = tcase_create ("refusals");
  tcase_add_checked_fixture (tcase, kit_set_up_loop, kit_tear_down_loop);
  tcase_add_test (tcase, bad_script_is_refused_before_a_dial);
  tcase_add_test (tcase, dial_can_be_refused_at_once);
  tcase_add_test (tcase, lack_of_memory_refuses_a_dial);
  tcase_add_test (tcase, lack_of_memory_for_an_answer_fails_the_dial);
  suite_add_tcase (suite, tcase);
  return suite;
}

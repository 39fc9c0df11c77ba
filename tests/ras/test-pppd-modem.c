/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Modems: the connecting script is run by the real chat at a modem that answers as it is told
 * to. And what the real pppd says where the kernel has no PPP. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ras/backends.h"
#include "test-pppd-kit.h"
#include "test-pppd.h"

static Kit kit;

static void
init_modem (const char *callback_number)
{
  kit_init (&kit, &beck_ras_pppd,
            kit_entry ((const char *const[]){ "DeviceType", "modem", "DeviceName", "Modem 1",
                                              "PppdDevice", "/dev/null", "PppdInit", "AT&F",
                                              NULL }));
  kit_set_credentials (&kit, "ann", "hunter2");
  kit.dial.phone_number = "(030) 12-34";
  kit.dial.callback_number = callback_number;
}

static void
dial_modem (const char *plan)
{
  pppd_kit_plan (1, plan);
  init_modem ("");
  kit_start (&kit);
}

#define TO_UP                                                                                      \
  "say 'Using interface ppp7' 'Connect: ppp7 <--> /dev/null' "                                     \
  "'CHAP authentication succeeded' 'local  IP address 10.0.0.2' 'remote IP address 10.0.0.1'\n"    \
  "stay"

START_TEST (modem_is_reset_and_dials)
{
  char *commands;

  dial_modem ("modem OK 'CONNECT 33600'\n" TO_UP);
  kit_run_until (&kit, "up");
  kit_assert_told (&kit, "0 1 2 3 4 5 6 10 14 projected 10.0.0.2 10.0.0.1 18 up");
  commands = pppd_kit_read ("commands.1");
  ck_assert_str_eq (commands, "AT&F\nATDT0301234\n");
  g_free (commands);
  ck_assert_str_eq (kit.link.device_type, "modem");
  ck_assert_str_eq (kit.link.device_name, "Modem 1");
  kit_hang_up (&kit);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "ended");
  kit_clear (&kit);
}
END_TEST

static const struct
{
  const char *plan;
  const char *told;
} answers[] = {
  { "modem OK BUSY", "0 1 2 failed 2 676 0 ended" },
  { "modem OK 'NO ANSWER'", "0 1 2 failed 2 678 0 ended" },
  { "modem OK 'NO CARRIER'", "0 1 2 failed 2 679 0 ended" },
  { "modem OK 'NO DIALTONE'", "0 1 2 failed 2 680 0 ended" },
  { "modem OK 'NO DIAL TONE'", "0 1 2 failed 2 680 0 ended" },
  { "modem OK ERROR", "0 1 2 failed 2 651 0 ended" },
  { "modem ERROR BUSY", "0 1 2 failed 2 692 0 ended" },
};

START_TEST (what_the_modem_answers_is_the_error)
{
  dial_modem (answers[_i].plan);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, answers[_i].told);
  kit_clear (&kit);
}
END_TEST

START_TEST (modem_is_told_to_answer_the_call)
{
  char *commands;

  pppd_kit_plan (1, "modem OK 'CONNECT 33600'\nexit 14");
  pppd_kit_plan (2, "modem '' RING\n" TO_UP);
  init_modem ("555");
  kit_start (&kit);
  kit_run_until (&kit, "up");
  kit_assert_told (&kit,
                   "0 1 2 3 8 15 16 17 13 10 14 projected 10.0.0.2 10.0.0.1 18 up");
  commands = pppd_kit_read ("commands.2");
  ck_assert_str_eq (commands, "ATA\n");
  g_free (commands);
  kit_hang_up (&kit);
  kit_run_to_end (&kit);
  kit_clear (&kit);
}
END_TEST

START_TEST (hang_up_ends_a_dial_that_nobody_answers)
{
  dial_modem ("trap 'exit 5' TERM\nmodem OK '' & wait");
  kit_run_until (&kit, "2");
  kit_assert_told (&kit, "0 1 2");
  kit_hang_up (&kit);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "ended");
  kit_clear (&kit);
}
END_TEST

START_TEST (real_pppd_refuses_without_ppp_in_the_kernel)
{
  g_setenv ("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", TRUE);
  init_modem ("");
  kit_start (&kit);
  kit_run_to_end (&kit);
  kit_assert_told (&kit, "0 failed 0 711 0 ended");
  kit_clear (&kit);
}
END_TEST

static gboolean
has (const char *program)
{
  return access (program, X_OK) == 0;
}

static gboolean
has_ppp (void)
{
  return access ("/dev/ppp", F_OK) == 0;
}

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
pppd_modem_suite (void)
{
  Suite *suite = suite_create ("pppd-modem");
  TCase *tcase;

  if (!has ("/usr/sbin/chat"))
    printf ("# chat is not installed: no modem is dialled\n");
  else
    {
      tcase = add_case (suite, "chat");
      tcase_add_test (tcase, modem_is_reset_and_dials);
      tcase_add_loop_test (tcase, what_the_modem_answers_is_the_error, 0,
                           G_N_ELEMENTS (answers));
      tcase_add_test (tcase, modem_is_told_to_answer_the_call);
      tcase_add_test (tcase, hang_up_ends_a_dial_that_nobody_answers);
    }
  if (!has ("/usr/sbin/pppd") || has_ppp ())
    printf ("# no pppd that may be run, or a kernel with PPP: its refusal is not seen\n");
  else
    {
      tcase = add_case (suite, "real");
      tcase_add_test (tcase, real_pppd_refuses_without_ppp_in_the_kernel);
    }
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The language of scripts: what is read, and what is refused at which byte. */

#include <string.h>
#include <win/ras.h>

#include "base/alloc.h"
#include "beck-test.h"
#include "ras/script.h"
#include "test-simulator.h"

static BeckRasScript *
read_script (const char *text)
{
  BeckRasScript *script;
  gsize position;

  ck_assert_int_eq (beck_ras_script_parse (text, &script, &position), BECK_RAS_SCRIPT_OK);
  ck_assert_ptr_nonnull (script);
  return script;
}

static void
refuse (const char *text, BeckRasScriptError error, gsize position)
{
  BeckRasScript *script = (BeckRasScript *) "";
  gsize at = 77;

  ck_assert_int_eq (beck_ras_script_parse (text, &script, &at), error);
  ck_assert_ptr_null (script);
  ck_assert_uint_eq (at, position);
  ck_assert_uint_gt (strlen (beck_ras_script_describe (error)), 0);
}

START_TEST (empty_texts_have_no_steps)
{
  static const char *const texts[] = { "", " ", ";;;\n\n \t;", "# nothing", " # a\n;# b; c\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      BeckRasScript *script = read_script (texts[i]);

      ck_assert_uint_eq (script->n_steps, 0);
      beck_ras_script_free (script);
    }
}
END_TEST

START_TEST (steps_are_separated_by_semicolons_and_lines)
{
  BeckRasScript *script
    = read_script ("state 2;project\nup;\r\n\tsilence # for ever; up\n;delay 7");

  ck_assert_uint_eq (script->n_steps, 5);
  ck_assert_int_eq (script->steps[0].kind, BECK_RAS_STEP_STATE);
  ck_assert_int_eq (script->steps[1].kind, BECK_RAS_STEP_PROJECT);
  ck_assert_int_eq (script->steps[2].kind, BECK_RAS_STEP_UP);
  ck_assert_int_eq (script->steps[3].kind, BECK_RAS_STEP_SILENCE);
  ck_assert_int_eq (script->steps[4].kind, BECK_RAS_STEP_DELAY);
  ck_assert_uint_eq (script->steps[4].numbers[0], 7);
  beck_ras_script_free (script);
}
END_TEST

START_TEST (a_comment_may_touch_what_it_follows)
{
  BeckRasScript *script = read_script ("up#;drop 1\nsubstate 1#x\ndrop 619");

  ck_assert_uint_eq (script->n_steps, 3);
  ck_assert_uint_eq (script->steps[1].numbers[0], RASCSS_Dormant);
  ck_assert_uint_eq (script->steps[2].numbers[0], 619);
  beck_ras_script_free (script);
}
END_TEST

START_TEST (quotes_keep_blanks_and_separators)
{
  BeckRasScript *script = read_script ("login \"a b;#\\\"\\\\\" \"\";check user x\"y\" 5");

  ck_assert_uint_eq (script->n_steps, 2);
  ck_assert_str_eq (script->steps[0].texts[0], "a b;#\"\\");
  ck_assert_str_eq (script->steps[0].texts[1], "");
  ck_assert_uint_eq (script->steps[0].n_arguments, 2);
  /* Quotes inside a word are the word's. */
  ck_assert_str_eq (script->steps[1].texts[1], "x\"y\"");
  ck_assert_uint_eq (script->steps[1].numbers[2], 5);
  beck_ras_script_free (script);
}
END_TEST

START_TEST (states_are_names_or_their_numbers)
{
  BeckRasScript *script = read_script ("state ApplySettings; state 24; state 0x18;"
                                       "need PasswordExpired; need 0x1003; up; substate 0x2000");

  for (guint i = 0; i < 3; i++)
    ck_assert_uint_eq (script->steps[i].numbers[0], RASCS_ApplySettings);
  ck_assert_uint_eq (script->steps[3].numbers[0], RASCS_PasswordExpired);
  ck_assert_uint_eq (script->steps[4].numbers[0], RASCS_PasswordExpired);
  ck_assert_uint_eq (script->steps[6].numbers[0], RASCSS_Reconnected);
  beck_ras_script_free (script);
}
END_TEST

START_TEST (what_is_left_out_is_empty)
{
  BeckRasScript *script = read_script ("address 192.0.2.2; fail 691");

  ck_assert_str_eq (script->steps[0].texts[3], "");
  ck_assert_uint_eq (script->steps[1].n_arguments, 1);
  ck_assert_uint_eq (script->steps[1].numbers[2], 0);
  beck_ras_script_free (script);
}
END_TEST

typedef struct
{
  const char *text;
  BeckRasScriptError error;
  gsize position;
} Refused;

static const Refused refused[] = {
  { "state 2; stat 3", BECK_RAS_SCRIPT_UNKNOWN_WORD, 9 },
  { "STATE 2", BECK_RAS_SCRIPT_UNKNOWN_WORD, 0 },
  { "\"\"", BECK_RAS_SCRIPT_UNKNOWN_WORD, 0 },
  { "  state", BECK_RAS_SCRIPT_MISSING_ARGUMENT, 2 },
  { "device vpn ;", BECK_RAS_SCRIPT_MISSING_ARGUMENT, 0 },
  { "up up", BECK_RAS_SCRIPT_EXTRA_ARGUMENT, 3 },
  { "need 0x1001 1 2 a b", BECK_RAS_SCRIPT_EXTRA_ARGUMENT, 18 },
  { "delay -1", BECK_RAS_SCRIPT_BAD_NUMBER, 6 },
  { "delay +1", BECK_RAS_SCRIPT_BAD_NUMBER, 6 },
  { "delay 4294967296", BECK_RAS_SCRIPT_BAD_NUMBER, 6 },
  { "delay 0x", BECK_RAS_SCRIPT_BAD_NUMBER, 6 },
  { "delay 1s", BECK_RAS_SCRIPT_BAD_NUMBER, 6 },
  { "delay \"\"", BECK_RAS_SCRIPT_BAD_NUMBER, 6 },
  { "state 0x1001", BECK_RAS_SCRIPT_BAD_STATE, 6 },
  { "state 0x2000", BECK_RAS_SCRIPT_BAD_STATE, 6 },
  { "state 25", BECK_RAS_SCRIPT_BAD_STATE, 6 },
  { "need 6", BECK_RAS_SCRIPT_BAD_STATE, 5 },
  { "up; substate 3", BECK_RAS_SCRIPT_BAD_STATE, 13 },
  { "check phone 5", BECK_RAS_SCRIPT_BAD_CHECK, 6 },
  { "check 0 5", BECK_RAS_SCRIPT_BAD_CHECK, 6 },
  { "address 1.2.3", BECK_RAS_SCRIPT_BAD_ADDRESS, 8 },
  { "address ::1", BECK_RAS_SCRIPT_BAD_ADDRESS, 8 },
  { "address \"\" \"\" 1.2.3.4", BECK_RAS_SCRIPT_BAD_ADDRESS, 14 },
  { "endpoint ::1 host", BECK_RAS_SCRIPT_BAD_ADDRESS, 13 },
  { "device 12345678901234567 x", BECK_RAS_SCRIPT_ARGUMENT_TOO_LONG, 7 },
  { "until file", BECK_RAS_SCRIPT_RELATIVE_PATH, 6 },
  { "login \"a", BECK_RAS_SCRIPT_OPEN_QUOTE, 6 },
  { "login \"a\\\"", BECK_RAS_SCRIPT_OPEN_QUOTE, 6 },
  { "login \"\\", BECK_RAS_SCRIPT_OPEN_QUOTE, 6 },
  { "drop 619", BECK_RAS_SCRIPT_BEFORE_UP, 0 },
  { "up; state 2", BECK_RAS_SCRIPT_AFTER_UP, 4 },
  { "up; login", BECK_RAS_SCRIPT_AFTER_UP, 4 },
  { "up; up", BECK_RAS_SCRIPT_AFTER_UP, 4 },
  { "up; drop 1; silence", BECK_RAS_SCRIPT_AFTER_END, 12 },
  { "fail 5; up", BECK_RAS_SCRIPT_AFTER_END, 8 },
  { "state 2\x01", BECK_RAS_SCRIPT_BAD_TEXT, 7 },
  { "login \xff", BECK_RAS_SCRIPT_BAD_TEXT, 6 },
  { "login \xed\xa0\x80", BECK_RAS_SCRIPT_BAD_TEXT, 6 },
};

START_TEST (bad_script_is_refused_where_it_is_bad)
{
  refuse (refused[_i].text, refused[_i].error, refused[_i].position);
}
END_TEST

START_TEST (limits_are_kept)
{
  GString *text = g_string_new (NULL);
  BeckRasScript *script;

  for (guint i = 0; i < BECK_RAS_SCRIPT_MAX_STEPS; i++)
    g_string_append (text, "state 2;");
  script = read_script (text->str);
  ck_assert_uint_eq (script->n_steps, BECK_RAS_SCRIPT_MAX_STEPS);
  beck_ras_script_free (script);
  g_string_append (text, "state 3");
  refuse (text->str, BECK_RAS_SCRIPT_TOO_LONG, text->len - 7);

  g_string_truncate (text, 0);
  while (text->len < BECK_RAS_SCRIPT_MAX_BYTES)
    g_string_append_c (text, ';');
  beck_ras_script_free (read_script (text->str));
  g_string_append_c (text, ';');
  refuse (text->str, BECK_RAS_SCRIPT_TOO_LONG, 0);
  g_string_free (text, TRUE);
}
END_TEST

START_TEST (lack_of_memory_is_told)
{
  BeckRasScript *script;
  gsize position;

  beck_alloc_fail_at (0);
  ck_assert_int_eq (beck_ras_script_parse ("up", &script, &position), BECK_RAS_SCRIPT_NO_MEMORY);
  beck_alloc_fail_at (-1);
  ck_assert_ptr_null (script);
}
END_TEST

/* Bytes put at every place of a script that has one of everything. */
START_TEST (spoilt_scripts_are_read_or_refused)
{
  static const char whole[] = "state OpenPort; helper; device modem \"A \\\" b\"; login a \"b\" 3;"
                              "need 0x1001 691 6 \"why\"; address 192.0.2.2 192.0.2.1 ::1 ::2;"
                              "check number 5; until /tmp/x # wait\nup; rate 1 2; drop 0x26b";
  static const char bytes[] = { '"', '\\', ';', '\n', '#', ' ', '0', '\0', '\x7f', '\xff' };
  guint n_read = 0, n_refused = 0;
  char text[sizeof whole];

  for (gsize at = 0; at < sizeof whole - 1; at++)
    for (gsize i = 0; i < sizeof bytes; i++)
      {
        BeckRasScript *script;
        gsize position = G_MAXSIZE;

        memcpy (text, whole, sizeof whole);
        text[at] = bytes[i];
        if (beck_ras_script_parse (text, &script, &position) == BECK_RAS_SCRIPT_OK)
          n_read++;
        else
          n_refused++;
        ck_assert_uint_le (position, strlen (text));
        beck_ras_script_free (script);
      }
  ck_assert_uint_gt (n_read, 0);
  ck_assert_uint_gt (n_refused, 0);
}
END_TEST

Suite *
simulator_script_suite (void)
{
  Suite *suite = suite_create ("simulator-script");
  TCase *tcase = tcase_create ("read");

  tcase_add_test (tcase, empty_texts_have_no_steps);
  tcase_add_test (tcase, steps_are_separated_by_semicolons_and_lines);
  tcase_add_test (tcase, a_comment_may_touch_what_it_follows);
  tcase_add_test (tcase, quotes_keep_blanks_and_separators);
  tcase_add_test (tcase, states_are_names_or_their_numbers);
  tcase_add_test (tcase, what_is_left_out_is_empty);
  suite_add_tcase (suite, tcase);

  tcase = tcase_create ("refuse");
  tcase_add_loop_test (tcase, bad_script_is_refused_where_it_is_bad, 0, G_N_ELEMENTS (refused));
  tcase_add_test (tcase, limits_are_kept);
  tcase_add_test (tcase, lack_of_memory_is_told);
  tcase_add_test (tcase, spoilt_scripts_are_read_or_refused);
  suite_add_tcase (suite, tcase);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* OpenVPN's management protocol: the sequences that were recorded (ras.md 7.2, 7.3), and lines that
 * are none of it. */

#include "beck-test.h"
#include "ras/management.h"
#include "suites.h"

#include <string.h>

static GString *told;
static BeckRasManagementParser *parser;

static void
set_up (void)
{
  told = g_string_new (NULL);
  parser = g_new0 (BeckRasManagementParser, 1);
}

static void
tear_down (void)
{
  g_string_free (told, TRUE);
  g_free (parser);
}

static void
tell_state (const BeckRasManagementState *state)
{
  g_string_append_printf (told, "state %d|%s|%s|%s:%s|%s:%s|%s\n", state->state, state->detail,
                          state->address, state->remote_address, state->remote_port,
                          state->local_address, state->local_port, state->address6);
}

static gboolean
tell (const BeckRasManagementEvent *event, gpointer data)
{
  if (event->kind == BECK_RAS_MANAGEMENT_STATE)
    tell_state (&event->state);
  else if (event->kind == BECK_RAS_MANAGEMENT_BYTES)
    g_string_append_printf (told, "bytes %u %u\n", (guint) event->received, (guint) event->sent);
  else
    g_string_append_printf (told, "%d|%s|%s|%u\n", event->kind, event->subject, event->text,
                            event->number);
  return TRUE;
}

static void
feed (const char *text)
{
  g_string_truncate (told, 0);
  ck_assert (beck_ras_management_feed (parser, text, strlen (text), tell, NULL));
}

static void
expect (const char *text, const char *events)
{
  feed (text);
  ck_assert_str_eq (told->str, events);
}

/* ---- Recorded lines ---- */

START_TEST (greeting_and_hold_are_told)
{
  expect (">INFO:OpenVPN Management Interface Version 5 -- type 'help' for more info\r\n"
          ">HOLD:Waiting for hold release:0\r\n>HOLD:Waiting for hold release:57\r\n",
          "4|INFO|OpenVPN Management Interface Version 5 -- type 'help' for more info|0\n"
          "5|HOLD|Waiting for hold release:0|0\n5|HOLD|Waiting for hold release:57|57\n");
}
END_TEST

START_TEST (states_have_all_their_fields)
{
  expect (">STATE:1700000000,WAIT,,,,,,\n"
          ">STATE:1700000000,ASSIGN_IP,,10.8.0.2,,,,\n"
          ">STATE:1700000000,CONNECTED,SUCCESS,10.8.0.2,192.0.2.1,1194,192.0.2.2,5000,fd00::2\n"
          ">STATE:1700000000,RECONNECTING,server_poll,,,,,\n>STATE:1,EXITING\n>STATE:1,NEW_ONE,x\n",
          "state 4|||:|:|\nstate 8||10.8.0.2|:|:|\n"
          "state 10|SUCCESS|10.8.0.2|192.0.2.1:1194|192.0.2.2:5000|fd00::2\n"
          "state 11|server_poll||:|:|\nstate 12|||:|:|\nstate 0|x||:|:|\n");
}
END_TEST

START_TEST (questions_for_passwords_name_their_subject)
{
  expect (">PASSWORD:Need 'Auth' username/password\n>PASSWORD:Need 'Private Key' password\n"
          ">PASSWORD:Need 'Auth' username/password SC:1,the code: of, today\n",
          "9|Auth||0\n9|Private Key||0\n9|Auth|SC:1,the code: of, today|0\n");
}
END_TEST

START_TEST (refusals_have_their_reason)
{
  expect (">PASSWORD:Verification Failed: 'Auth'\n"
          ">PASSWORD:Verification Failed: 'Auth' ['password expired']\n"
          ">PASSWORD:Verification Failed: 'Auth' ['CRV1:R,E:id:YQ==:it's time']\n"
          ">PASSWORD:Verification Failed: 'Private Key'\n",
          "10|Auth||0\n10|Auth|password expired|0\n10|Auth|CRV1:R,E:id:YQ==:it's time|0\n"
          "10|Private Key||0\n");
}
END_TEST

START_TEST (other_lines_are_told_by_their_kind)
{
  expect (">LOG:1700000000,N,read UDPv4 [ECONNREFUSED]: Connection refused (fd=5,code=111)\n"
          ">FATAL:RESOLVE: Cannot resolve host address: x (y)\n"
          ">NOTIFY:info,server-pushed-connection-reset,\n>NOTIFY:info,server-pushed-halt,bye, all\n"
          ">INFOMSG:OPEN_URL:https://example.com/a:b\n>BYTECOUNT:2320,1389\n"
          ">REMOTE:host,1194,udp\n>ECHO:1,x\n",
          "7|LOG|read UDPv4 [ECONNREFUSED]: Connection refused (fd=5,code=111)|0\n"
          "8|FATAL|RESOLVE: Cannot resolve host address: x (y)|0\n"
          "11|server-pushed-connection-reset||0\n11|server-pushed-halt|bye, all|0\n"
          "12|INFOMSG|OPEN_URL:https://example.com/a:b|0\nbytes 2320 1389\n"
          "14|REMOTE|host,1194,udp|0\n15|ECHO|1,x|0\n");
}
END_TEST

START_TEST (lines_may_come_within_an_answer)
{
  expect ("1700000000,CONNECTING,,,,,,\n>BYTECOUNT:1,2\n1700000000,WAIT,,,,,,\nEND\n"
          "SUCCESS: hold release succeeded\n"
          "ERROR: unknown command, enter 'help' for more options\n",
          "0||1700000000,CONNECTING,,,,,,|0\nbytes 1 2\n0||1700000000,WAIT,,,,,,|0\n3|||0\n"
          "1||hold release succeeded|0\n2||unknown command, enter 'help' for more options|0\n");
}
END_TEST

START_TEST (history_is_parsed_like_states)
{
  char line[] = "1700000000,CONNECTED,SUCCESS,10.8.0.2,192.0.2.1,1194,,";
  char other[] = "OpenVPN Version: OpenVPN 2.6.14";
  BeckRasManagementState state;

  ck_assert (beck_ras_management_parse_state (line, &state));
  ck_assert_int_eq (state.state, BECK_RAS_OPENVPN_CONNECTED);
  ck_assert_int_eq (state.time, 1700000000);
  ck_assert_str_eq (state.address, "10.8.0.2");
  ck_assert_str_eq (state.address6, "");
  ck_assert (!beck_ras_management_parse_state (other, &state));
}
END_TEST

/* ---- Bytes ---- */

START_TEST (line_may_come_in_pieces)
{
  feed (">STATE:1,WA");
  ck_assert_str_eq (told->str, "");
  feed ("IT,,,,,,");
  ck_assert_str_eq (told->str, "");
  expect ("\r\n", "state 4|||:|:|\n");
}
END_TEST

START_TEST (long_line_is_cut_and_the_next_one_whole)
{
  g_autofree char *filler = g_strnfill (2 * BECK_RAS_MANAGEMENT_LINE, 'x');
  g_autofree char *text = g_strdup_printf (">LOG:1,,%s\n>BYTECOUNT:3,4\n", filler);

  feed (text);
  ck_assert (g_str_has_suffix (told->str, "x|0\nbytes 3 4\n"));
  ck_assert_uint_eq (strcspn (told->str, "\n"),
                     BECK_RAS_MANAGEMENT_LINE - strlen (">LOG:1,,") + strlen ("7|LOG||0"));
}
END_TEST

START_TEST (malformed_lines_are_other_lines)
{
  expect (">STATE:x,WAIT\n>STATE\n>PASSWORD:Need 'Auth\n>PASSWORD:Verification Failed: Auth\n>\n",
          "15|STATE|x,WAIT|0\n15|STATE||0\n15|PASSWORD|Need 'Auth|0\n"
          "15|PASSWORD|Verification Failed: Auth|0\n15|||0\n");
}
END_TEST

START_TEST (zero_byte_does_not_end_a_line)
{
  ck_assert (beck_ras_management_feed (parser, ">INFO:a\0b\n", 10, tell, NULL));
  ck_assert_str_eq (told->str, "4|INFO|a?b|0\n");
}
END_TEST

static gboolean
stop (const BeckRasManagementEvent *event, gpointer data)
{
  /* Whoever stops may free the parser. */
  g_clear_pointer (&parser, g_free);
  return FALSE;
}

START_TEST (parser_may_be_freed_by_who_stops)
{
  ck_assert (!beck_ras_management_feed (parser, "END\nEND\n", 8, stop, NULL));
}
END_TEST

START_TEST (tokens_do_not_stay_in_the_parser)
{
  feed (">PASSWORD:Auth-Token:SESS_ID_hunter2\n");
  ck_assert_str_eq (told->str, "15|PASSWORD|Auth-Token:SESS_ID_hunter2|0\n");
  ck_assert_ptr_null (memmem (parser, sizeof *parser, "hunter2", 7));
}
END_TEST

/* ---- Lines to the helper ---- */

START_TEST (quotes_and_backslashes_are_escaped)
{
  char line[64] = "password";

  ck_assert (beck_ras_management_quote (line, sizeof line, "Auth"));
  ck_assert (beck_ras_management_quote (line, sizeof line, "a\"b\\c d\xc3\xa4"));
  ck_assert_str_eq (line, "password \"Auth\" \"a\\\"b\\\\c d\xc3\xa4\"");
}
END_TEST

START_TEST (what_would_end_a_line_is_refused)
{
  static const char *const texts[] = { "a\nsignal SIGTERM", "\r", "a\tb", "\x7f", "\x1b" };
  char line[64] = "password";

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      ck_assert (!beck_ras_management_quote (line, sizeof line, texts[i]));
      ck_assert_str_eq (line, "password");
    }
}
END_TEST

START_TEST (text_that_does_not_fit_is_refused_and_wiped)
{
  char line[16] = "password";

  ck_assert (!beck_ras_management_quote (line, sizeof line, "hunter2"));
  ck_assert_str_eq (line, "password");
  ck_assert_ptr_null (memmem (line, sizeof line, "hun", 3));
  ck_assert (beck_ras_management_quote (line, sizeof line, "pi"));
  ck_assert_str_eq (line, "password \"pi\"");
}
END_TEST

START_TEST (challenges_are_taken_apart)
{
  char fixed[] = "SC:1,the code: of, today";
  char dynamic[] = "CRV1:R,E:beck:YXNrZWQ=:the code: of today";
  char other[] = "password expired";
  BeckRasChallenge challenge;

  ck_assert (beck_ras_challenge_parse (fixed, &challenge));
  ck_assert (!challenge.is_dynamic && challenge.echo && challenge.wants_answer);
  ck_assert_str_eq (challenge.text, "the code: of, today");
  ck_assert (beck_ras_challenge_parse (dynamic, &challenge));
  ck_assert (challenge.is_dynamic && challenge.echo && challenge.wants_answer);
  ck_assert_str_eq (challenge.id, "beck");
  ck_assert_str_eq (challenge.user, "YXNrZWQ=");
  ck_assert_str_eq (challenge.text, "the code: of today");
  ck_assert (!beck_ras_challenge_parse (other, &challenge));
}
END_TEST

Suite *
management_suite (void)
{
  const TTest *const tests[] = {
    greeting_and_hold_are_told,
    states_have_all_their_fields,
    questions_for_passwords_name_their_subject,
    refusals_have_their_reason,
    other_lines_are_told_by_their_kind,
    lines_may_come_within_an_answer,
    history_is_parsed_like_states,
    line_may_come_in_pieces,
    long_line_is_cut_and_the_next_one_whole,
    malformed_lines_are_other_lines,
    zero_byte_does_not_end_a_line,
    parser_may_be_freed_by_who_stops,
    tokens_do_not_stay_in_the_parser,
    quotes_and_backslashes_are_escaped,
    what_would_end_a_line_is_refused,
    text_that_does_not_fit_is_refused_and_wiped,
    challenges_are_taken_apart,
  };
  Suite *suite = suite_create ("management");
  TCase *tcase = tcase_create ("management");

  tcase_add_checked_fixture (tcase, set_up, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    tcase_add_test (tcase, tests[i]);
  suite_add_tcase (suite, tcase);
  return suite;
}

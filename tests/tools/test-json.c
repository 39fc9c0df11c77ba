/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The JSON description of description.idl, byte for byte, and the writer on what no IDL file
 * says. test-json.py reads descriptions of all files with a reader of JSON.
 */

#include "suites.h"

#include "../idl/idl-files.h"
#include "json.h"

#include <string.h>

static char *
describe (const char *path)
{
  const IdlOptions options = { .outputs = 1u << IDL_OUTPUT_JSON };
  g_autofree char *text = NULL;
  g_autofree char *messages = NULL;
  g_autoptr (IdlResult) result = NULL;
  IdlTestFile files[] = { { "description.idl", NULL }, { NULL, NULL } };

  ck_assert (g_file_get_contents (path, &text, NULL, NULL));
  files[0].text = text;
  result = idl_test_compile_files (files, &options);
  messages = idl_test_messages (result);
  ck_assert_str_eq (messages, "");
  return g_strdup (idl_result_output (result, IDL_OUTPUT_JSON));
}

/* check has no room for messages with both of them. */
static void
check_lines (const char *text, const char *golden)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto (GStrv) golden_lines = g_strsplit (golden, "\n", -1);

  for (guint i = 0; lines[i] != NULL || golden_lines[i] != NULL; i++)
    ck_assert_msg (g_strcmp0 (lines[i], golden_lines[i]) == 0, "line %u: '%s', not '%s'", i + 1,
                   lines[i] != NULL ? lines[i] : "", golden_lines[i] != NULL ? golden_lines[i] : "");
}

START_TEST (description_is_the_golden_one)
{
  static const char path[] = TEST_SOURCE_DIR "/golden/description.json";
  g_autofree char *text = describe (TEST_SOURCE_DIR "/description.idl");
  g_autofree char *again = describe (TEST_SOURCE_DIR "/description.idl");
  g_autofree char *golden = NULL;

  if (g_strcmp0 (g_getenv ("BECK_UPDATE_GOLDENS"), "1") == 0)
    ck_assert (g_file_set_contents (path, text, -1, NULL));
  ck_assert (g_file_get_contents (path, &golden, NULL, NULL));
  check_lines (text, golden);
  check_lines (again, text);
}
END_TEST

/* ---- The writer ---- */

START_TEST (strings_are_escaped_to_ascii)
{
  static const struct
  {
    const char *text;
    const char *json;
  } rows[] = {
    { "", "\"\"\n" },
    { "plain", "\"plain\"\n" },
    { "\"\\/", "\"\\\"\\\\/\"\n" },
    { "\n\t\x01\x7f", "\"\\u000a\\u0009\\u0001\\u007f\"\n" },
    { "\xC3\xBC\xE2\x82\xAC", "\"\\u00fc\\u20ac\"\n" },
    { "\xF0\x9F\x98\x80", "\"\\ud83d\\ude00\"\n" },
    { "\xFC\xFF", "\"\\u00fc\\u00ff\"\n" },
    { NULL, "null\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = NULL;
      IdlJson json;

      idl_json_init (&json);
      idl_json_string (&json, NULL, rows[i].text);
      text = idl_json_finish (&json);
      ck_assert_str_eq (text, rows[i].json);
    }
}
END_TEST

START_TEST (numbers_that_a_double_would_round_are_strings)
{
  static const char expected[] = "[ 9007199254740992, \"9007199254740993\", "
                                 "-9007199254740992, \"-9007199254740993\", "
                                 "\"18446744073709551615\", \"-9223372036854775808\", 0 ]\n";
  const gint64 limit = (gint64) 1 << 53;
  g_autofree char *text = NULL;
  IdlJson json;

  idl_json_init (&json);
  idl_json_open_inline (&json, NULL, '[');
  idl_json_number (&json, NULL, idl_number_signed (limit));
  idl_json_number (&json, NULL, idl_number_signed (limit + 1));
  idl_json_number (&json, NULL, idl_number_signed (-limit));
  idl_json_number (&json, NULL, idl_number_signed (-limit - 1));
  idl_json_number (&json, NULL, idl_number_unsigned (G_MAXUINT64));
  idl_json_number (&json, NULL, idl_number_signed (G_MININT64));
  idl_json_uint (&json, NULL, 0);
  idl_json_close (&json, ']');
  text = idl_json_finish (&json);
  ck_assert_str_eq (text, expected);
}
END_TEST

START_TEST (containers_nest)
{
  g_autofree char *text = NULL;
  IdlJson json;

  idl_json_init (&json);
  idl_json_open (&json, NULL, '{');
  idl_json_open (&json, "none", '[');
  idl_json_close (&json, ']');
  idl_json_open_inline (&json, "line", '{');
  idl_json_open (&json, "inner", '[');
  idl_json_bool (&json, NULL, TRUE);
  idl_json_close (&json, ']');
  idl_json_close (&json, '}');
  idl_json_bool (&json, "last", FALSE);
  idl_json_close (&json, '}');
  text = idl_json_finish (&json);
  ck_assert_str_eq (text, "{\n  \"none\": [],\n  \"line\": { \"inner\": [ true ] },\n"
                          "  \"last\": false\n}\n");
}
END_TEST

Suite *
json_suite (void)
{
  Suite *suite = suite_create ("json");
  TCase *tcase = tcase_create ("description");

  tcase_add_test (tcase, description_is_the_golden_one);
  tcase_add_test (tcase, strings_are_escaped_to_ascii);
  tcase_add_test (tcase, numbers_that_a_double_would_round_are_strings);
  tcase_add_test (tcase, containers_nest);
  suite_add_tcase (suite, tcase);
  return suite;
}

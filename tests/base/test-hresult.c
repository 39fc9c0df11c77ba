/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "suites.h"

#include <beck/hresult.h>
#include <string.h>

#include "base/status-table.h"

START_TEST (parts_are_taken_apart_and_put_together)
{
  ck_assert_uint_eq (HRESULT_SEVERITY (RPC_E_CALL_COMPLETE), SEVERITY_ERROR);
  ck_assert_uint_eq (HRESULT_FACILITY (RPC_E_CALL_COMPLETE), FACILITY_RPC);
  ck_assert_int_eq (HRESULT_CODE (RPC_E_CALL_COMPLETE), 0x117);
  ck_assert_int_eq (MAKE_HRESULT (SEVERITY_ERROR, FACILITY_RPC, 0x117), RPC_E_CALL_COMPLETE);
  ck_assert_int_eq (MAKE_HRESULT (SEVERITY_SUCCESS, FACILITY_WINDOWS, 0x12), CO_S_NOTALLINTERFACES);
}
END_TEST

/* com.md section 2, "Conversions". */
START_TEST (win32_numbers_become_failures_once)
{
  static const HRESULT constant = HRESULT_FROM_WIN32 (RPC_S_SERVER_UNAVAILABLE);

  ck_assert_int_eq (constant, (HRESULT) 0x800706ba);
  ck_assert_int_eq (HRESULT_FROM_WIN32 (0), S_OK);
  ck_assert_int_eq (HRESULT_FROM_WIN32 (ERROR_OUTOFMEMORY), E_OUTOFMEMORY);
  ck_assert_int_eq (HRESULT_FROM_WIN32 (E_NOINTERFACE), E_NOINTERFACE);
  ck_assert_int_eq (HRESULT_FROM_WIN32 (0x80010105), RPC_E_SERVERFAULT);
  ck_assert_int_eq (HRESULT_FROM_WIN32 (0x12345), (HRESULT) 0x80072345);
}
END_TEST

START_TEST (nt_statuses_get_their_bit)
{
  ck_assert_int_eq (HRESULT_FROM_NT (0xc0000022), (HRESULT) 0xd0000022);
}
END_TEST

START_TEST (both_codes_of_a_time_out_are_one)
{
  ck_assert (BECK_TIMED_OUT (RPC_E_TIMEOUT));
  ck_assert (BECK_TIMED_OUT (RPC_S_CALLPENDING));
  ck_assert (BECK_TIMED_OUT (RPC_E_CALL_PENDING));
  ck_assert (!BECK_TIMED_OUT (S_OK));
  ck_assert (!BECK_TIMED_OUT (RPC_E_CALL_CANCELED));
  ck_assert (FAILED (RPC_S_CALLPENDING));
}
END_TEST

static void
assert_sorted (const BeckStatusRow *rows, gsize n_rows)
{
  for (gsize i = 1; i < n_rows; i++)
    ck_assert_msg (rows[i - 1].number < rows[i].number, "%s is out of order", rows[i].name);
}

START_TEST (tables_are_sorted_and_unique)
{
  assert_sorted (beck_hresult_rows, beck_n_hresult_rows);
  assert_sorted (beck_status_rows, beck_n_status_rows);
}
END_TEST

/* Reads the header by other means than the build does. */
static gsize
count_named_hresults (const char *header)
{
  g_autoptr (GRegex) regex
    = g_regex_new ("^#define +(\\w+) +\\(\\(HRESULT\\) +(0x[0-9A-Fa-f]+)\\)", G_REGEX_MULTILINE,
                   0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  gsize n = 0;

  for (g_regex_match (regex, header, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL), n++)
    {
      g_autofree char *name = g_match_info_fetch (match, 1);
      g_autofree char *number = g_match_info_fetch (match, 2);
      HRESULT hr = (HRESULT) g_ascii_strtoull (number, NULL, 16);

      ck_assert_str_eq (beck_hresult_to_name (hr), name);
      ck_assert_uint_gt (strlen (beck_hresult_to_string (hr)), 5);
    }
  return n;
}

START_TEST (every_constant_of_the_header_has_name_and_text)
{
  g_autofree char *header = NULL;

  ck_assert (g_file_get_contents (HEADER_DIR "/hresult.h", &header, NULL, NULL));
  ck_assert_uint_eq (count_named_hresults (header), beck_n_hresult_rows);
  ck_assert_uint_gt (beck_n_hresult_rows, 100);
}
END_TEST

START_TEST (every_status_of_the_header_has_name_and_text)
{
  for (gsize i = 0; i < beck_n_status_rows; i++)
    {
      HRESULT hr = HRESULT_FROM_WIN32 (beck_status_rows[i].number);

      ck_assert_ptr_nonnull (beck_hresult_to_name (hr));
      ck_assert_uint_gt (strlen (beck_hresult_to_string (hr)), 5);
    }
  ck_assert_uint_gt (beck_n_status_rows, 150);
}
END_TEST

static const struct
{
  HRESULT hr;
  const char *name;
  const char *text;
} samples[] = {
  { S_OK, "S_OK", "Success" },
  { RPC_E_CALL_COMPLETE, "RPC_E_CALL_COMPLETE", "The call is complete or there is no call" },
  { RPC_E_CALL_PENDING, "RPC_S_CALLPENDING", "The call is still pending" },
  { CO_E_SERVER_STOPPING, "CO_E_SERVER_STOPPING", "The server is stopping" },
  { E_ACCESSDENIED, "E_ACCESSDENIED", "Access is denied" },
  { HRESULT_FROM_WIN32 (ERROR_ACCESS_DENIED), "E_ACCESSDENIED", "Access is denied" },
  { HRESULT_FROM_WIN32 (ERROR_FILE_NOT_FOUND), "ERROR_FILE_NOT_FOUND",
    "No such file or directory" },
  { HRESULT_FROM_WIN32 (RPC_S_SERVER_UNAVAILABLE), "RPC_S_SERVER_UNAVAILABLE",
    "The server cannot be reached" },
  { (HRESULT) 0x80077fff, NULL, "Unknown error of the system, code 0x80077FFF" },
  { (HRESULT) 0x80040201, NULL, "Unknown error of the interface, code 0x80040201" },
  { (HRESULT) 0x80020009, NULL, "Unknown error of late-bound calls, code 0x80020009" },
  { (HRESULT) 0x800300F1, NULL, "Unknown error of storage, code 0x800300F1" },
  { (HRESULT) 0x8001ff00, NULL, "Unknown error of remote calls, code 0x8001FF00" },
  { (HRESULT) 0x8008ff00, NULL, "Unknown error of activation, code 0x8008FF00" },
  { (HRESULT) 0xd0000022, NULL, "Unknown error, code 0xD0000022" },
  { (HRESULT) 0xa0be0000, NULL, "Unknown error, code 0xA0BE0000" },
  { (HRESULT) 0xa0beffff, NULL, "Unknown error, code 0xA0BEFFFF" },
  { 2, NULL, "Unknown success, code 0x00000002" },
  { 0x00070002, NULL, "Unknown success of the system, code 0x00070002" },
};

START_TEST (codes_are_named_and_described)
{
  const char *name = beck_hresult_to_name (samples[_i].hr);

  ck_assert_pstr_eq (name, samples[_i].name);
  ck_assert_str_eq (beck_hresult_to_string (samples[_i].hr), samples[_i].text);
}
END_TEST

static gpointer
describe_another (gpointer unused)
{
  return g_strdup (beck_hresult_to_string ((HRESULT) 0x8004ffff));
}

START_TEST (text_of_an_unknown_code_belongs_to_the_thread)
{
  const char *text = beck_hresult_to_string ((HRESULT) 0x8004fffe);
  GThread *thread = g_thread_new (NULL, describe_another, NULL);
  g_autofree char *other = g_thread_join (thread);

  ck_assert_str_eq (text, "Unknown error of the interface, code 0x8004FFFE");
  ck_assert_str_eq (other, "Unknown error of the interface, code 0x8004FFFF");
}
END_TEST

Suite *
hresult_suite (void)
{
  Suite *suite = suite_create ("hresult");
  TCase *parts = tcase_create ("parts");
  TCase *texts = tcase_create ("texts");

  tcase_add_test (parts, parts_are_taken_apart_and_put_together);
  tcase_add_test (parts, win32_numbers_become_failures_once);
  tcase_add_test (parts, nt_statuses_get_their_bit);
  tcase_add_test (parts, both_codes_of_a_time_out_are_one);
  suite_add_tcase (suite, parts);

  tcase_add_test (texts, tables_are_sorted_and_unique);
  tcase_add_test (texts, every_constant_of_the_header_has_name_and_text);
  tcase_add_test (texts, every_status_of_the_header_has_name_and_text);
  tcase_add_loop_test (texts, codes_are_named_and_described, 0, G_N_ELEMENTS (samples));
  tcase_add_test (texts, text_of_an_unknown_code_belongs_to_the_thread);
  suite_add_tcase (suite, texts);
  return suite;
}

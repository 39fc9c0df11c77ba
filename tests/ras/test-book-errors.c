/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The errors of remote access and RasGetErrorString() (spec/ras.md 1 and 2). */

#include <beck/hresult.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "base/status-table.h"
#include "suites.h"

#define TEXT_SIZE 512

START_TEST (every_error_from_600_to_870_is_there_once)
{
  ck_assert_uint_eq (beck_n_ras_error_rows, 272);
  for (guint i = 0; i <= 270; i++)
    ck_assert_uint_eq (beck_ras_error_rows[i].number, 600 + i);
  ck_assert_uint_eq (beck_ras_error_rows[271].number, ERROR_PPP_SESSION_TIMEOUT);
  ck_assert_uint_eq (RASBASE, 600);
  ck_assert_uint_eq (RASBASEEND, 870);
}
END_TEST

START_TEST (no_two_errors_have_the_same_text)
{
  g_autoptr (GHashTable) texts = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < beck_n_ras_error_rows; i++)
    ck_assert_msg (g_hash_table_add (texts, (gpointer) beck_ras_error_rows[i].text), "%s",
                   beck_ras_error_rows[i].name);
}
END_TEST

START_TEST (every_error_has_its_text_in_both_widths)
{
  for (gsize i = 0; i < beck_n_ras_error_rows; i++)
    {
      const BeckStatusRow *row = &beck_ras_error_rows[i];
      char text[TEXT_SIZE];
      WCHAR wide[TEXT_SIZE];

      ck_assert_uint_eq (RasGetErrorStringA (row->number, text, TEXT_SIZE), 0);
      ck_assert_str_eq (text, row->text);
      ck_assert_uint_eq (RasGetErrorStringW (row->number, wide, TEXT_SIZE), 0);
      for (gsize c = 0; c <= strlen (text); c++)
        ck_assert_uint_eq (wide[c], (WCHAR) text[c]);
    }
}
END_TEST

/* Behaviour 43. */
START_TEST (text_is_refused_to_small_buffers_and_none)
{
  char text[TEXT_SIZE] = "kept";
  WCHAR wide[TEXT_SIZE] = { 'k' };
  const DWORD length = (DWORD) strlen (beck_ras_error_rows[691 - 600].text);

  ck_assert_uint_eq (RasGetErrorStringA (691, text, 3), ERROR_INSUFFICIENT_BUFFER);
  ck_assert_uint_eq (RasGetErrorStringA (691, text, length), ERROR_INSUFFICIENT_BUFFER);
  ck_assert_str_eq (text, "kept");
  ck_assert_uint_eq (RasGetErrorStringW (691, wide, length), ERROR_INSUFFICIENT_BUFFER);
  ck_assert_uint_eq (wide[0], 'k');
  ck_assert_uint_eq (RasGetErrorStringA (691, text, length + 1), 0);
  ck_assert_uint_eq (RasGetErrorStringA (691, NULL, 512), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasGetErrorStringW (691, NULL, 512), ERROR_INVALID_PARAMETER);
}
END_TEST

START_TEST (unknown_numbers_are_refused)
{
  char text[TEXT_SIZE];

  ck_assert_uint_eq (RasGetErrorStringA (599, text, TEXT_SIZE), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasGetErrorStringA (871, text, TEXT_SIZE), ERROR_INVALID_PARAMETER);
  ck_assert_uint_eq (RasGetErrorStringA (0xffffffffu, text, TEXT_SIZE), ERROR_INVALID_PARAMETER);
}
END_TEST

START_TEST (system_errors_have_texts_too)
{
  char text[TEXT_SIZE];

  ck_assert_uint_eq (RasGetErrorStringA (ERROR_ACCESS_DENIED, text, TEXT_SIZE), 0);
  ck_assert_str_eq (text, "Access is denied");
}
END_TEST

START_TEST (a_number_of_both_means_remote_access)
{
  char text[TEXT_SIZE];

  G_STATIC_ASSERT (ERROR_PPP_REQUIRED_ADDRESS_REJECTED == ERROR_ABANDONED_WAIT_0);
  ck_assert_uint_eq (RasGetErrorStringA (735, text, TEXT_SIZE), 0);
  ck_assert_str_eq (text, beck_ras_error_rows[135].text);
}
END_TEST

START_TEST (as_results_they_have_names)
{
  ck_assert_str_eq (beck_hresult_to_name (HRESULT_FROM_WIN32 (ERROR_AUTHENTICATION_FAILURE)),
                    "ERROR_AUTHENTICATION_FAILURE");
}
END_TEST

Suite *
ras_book_errors_suite (void)
{
  Suite *suite = suite_create ("book-errors");
  TCase *tcase = tcase_create ("errors");

  tcase_add_test (tcase, every_error_from_600_to_870_is_there_once);
  tcase_add_test (tcase, no_two_errors_have_the_same_text);
  tcase_add_test (tcase, every_error_has_its_text_in_both_widths);
  tcase_add_test (tcase, text_is_refused_to_small_buffers_and_none);
  tcase_add_test (tcase, unknown_numbers_are_refused);
  tcase_add_test (tcase, system_errors_have_texts_too);
  tcase_add_test (tcase, a_number_of_both_means_remote_access);
  tcase_add_test (tcase, as_results_they_have_names);
  suite_add_tcase (suite, tcase);
  return suite;
}

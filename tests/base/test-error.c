/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "suites.h"

#include <beck/error.h>
#include <gio/gio.h>

START_TEST (new_keeps_code_and_message)
{
  g_autoptr (GError) error = beck_error_new (E_NOINTERFACE, "%s lacks %d", "it", 3);

  ck_assert (g_error_matches (error, BECK_ERROR, E_NOINTERFACE));
  ck_assert_str_eq (error->message, "it lacks 3");
}
END_TEST

START_TEST (set_says_what_text_name_and_number)
{
  g_autoptr (GError) error = NULL;

  ck_assert (!beck_error_set (&error, HRESULT_FROM_WIN32 (ERROR_FILE_NOT_FOUND), "%s", "a.txt"));
  ck_assert (g_error_matches (error, BECK_ERROR, (int) 0x80070002));
  ck_assert_str_eq (error->message,
                    "a.txt: No such file or directory (ERROR_FILE_NOT_FOUND 0x80070002)");
}
END_TEST

START_TEST (set_leaves_out_the_name_a_code_does_not_have)
{
  g_autoptr (GError) error = NULL;

  beck_error_set (&error, (HRESULT) 0x80040201, "Frobnicating");
  ck_assert_str_eq (error->message,
                    "Frobnicating: Unknown error of the interface, code 0x80040201");
}
END_TEST

START_TEST (set_allows_a_caller_without_interest)
{
  ck_assert (!beck_error_set (NULL, E_FAIL, "Nobody reads this"));
}
END_TEST

START_TEST (cancelled_is_glibs_cancelled)
{
  g_autoptr (GError) set = NULL;
  g_autoptr (GError) made = beck_error_new (RPC_E_CALL_CANCELED, "Stopped");

  beck_error_set (&set, RPC_E_CALL_CANCELED, "Reading");
  ck_assert (g_error_matches (set, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  ck_assert (g_error_matches (made, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  ck_assert_int_eq (beck_error_to_hresult (set), RPC_E_CALL_CANCELED);
}
END_TEST

static const HRESULT round_trips[] = {
  E_NOINTERFACE, RPC_E_CALL_CANCELED, RPC_E_TIMEOUT, STG_E_MEDIUMFULL, (HRESULT) 0x80040201,
};

START_TEST (hresults_survive_the_way_there_and_back)
{
  g_autoptr (GError) error = NULL;

  beck_error_set (&error, round_trips[_i], "x");
  ck_assert_int_eq (beck_error_to_hresult (error), round_trips[_i]);
}
END_TEST

START_TEST (no_error_is_success)
{
  ck_assert_int_eq (beck_error_to_hresult (NULL), S_OK);
}
END_TEST

static HRESULT
convert (GQuark domain, int code)
{
  g_autoptr (GError) error = g_error_new_literal (domain, code, "x");

  return beck_error_to_hresult (error);
}

START_TEST (errors_of_gio_become_the_code_of_their_meaning)
{
  ck_assert_int_eq (convert (G_IO_ERROR, G_IO_ERROR_CANCELLED), RPC_E_CALL_CANCELED);
  ck_assert_int_eq (convert (G_IO_ERROR, G_IO_ERROR_TIMED_OUT), RPC_E_TIMEOUT);
  ck_assert_int_eq (convert (G_IO_ERROR, G_IO_ERROR_NOT_FOUND),
                    HRESULT_FROM_WIN32 (ERROR_FILE_NOT_FOUND));
  ck_assert_int_eq (convert (G_IO_ERROR, G_IO_ERROR_NO_SPACE), STG_E_MEDIUMFULL);
  ck_assert_int_eq (convert (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED),
                    HRESULT_FROM_WIN32 (ERROR_BROKEN_PIPE));
  ck_assert_int_eq (convert (G_IO_ERROR, G_IO_ERROR_FAILED), E_FAIL);
}
END_TEST

START_TEST (file_errors_become_the_code_of_their_errno)
{
  ck_assert_int_eq (convert (G_FILE_ERROR, G_FILE_ERROR_ACCES), E_ACCESSDENIED);
  ck_assert_int_eq (convert (G_FILE_ERROR, G_FILE_ERROR_NOMEM), E_OUTOFMEMORY);
  ck_assert_int_eq (convert (G_FILE_ERROR, G_FILE_ERROR_EXIST),
                    HRESULT_FROM_WIN32 (ERROR_FILE_EXISTS));
  ck_assert_int_eq (convert (G_FILE_ERROR, G_FILE_ERROR_FAILED), E_FAIL);
}
END_TEST

START_TEST (errors_of_other_domains_just_fail)
{
  ck_assert_int_eq (convert (G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE), E_FAIL);
}
END_TEST

Suite *
error_suite (void)
{
  Suite *suite = suite_create ("error");
  TCase *from = tcase_create ("from HRESULT");
  TCase *to = tcase_create ("to HRESULT");

  tcase_add_test (from, new_keeps_code_and_message);
  tcase_add_test (from, set_says_what_text_name_and_number);
  tcase_add_test (from, set_leaves_out_the_name_a_code_does_not_have);
  tcase_add_test (from, set_allows_a_caller_without_interest);
  tcase_add_test (from, cancelled_is_glibs_cancelled);
  suite_add_tcase (suite, from);

  tcase_add_loop_test (to, hresults_survive_the_way_there_and_back, 0,
                       G_N_ELEMENTS (round_trips));
  tcase_add_test (to, no_error_is_success);
  tcase_add_test (to, errors_of_gio_become_the_code_of_their_meaning);
  tcase_add_test (to, file_errors_become_the_code_of_their_errno);
  tcase_add_test (to, errors_of_other_domains_just_fail);
  suite_add_tcase (suite, to);
  return suite;
}

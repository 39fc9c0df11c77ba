/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* HRESULTs as a GLib program meets them: the results of calls as GErrors, and the way back. */

#include "suites.h"

#include <gio/gio.h>
#include <string.h>

#include "gate.h"
#include "scene.h"

/* A GLib-style function on top of a call. */
static gboolean
push_through (AsyncIPipeLong *call, HRESULT result, GError **error)
{
  HRESULT hr;

  gate_begin (call);
  gate_open (call, result);
  hr = gate_finish (call);
  return SUCCEEDED (hr) ? TRUE : beck_error_set (error, hr, "%s number %d", "gate", 7);
}

START_TEST (failed_call_is_an_error_with_its_code_and_text)
{
  g_autoptr (AsyncIPipeLong) call = gate_call_new ();
  g_autoptr (GError) error = NULL;

  ck_assert (!push_through (call, STG_E_MEDIUMFULL, &error));
  ck_assert (g_error_matches (error, BECK_ERROR, STG_E_MEDIUMFULL));
  ck_assert (g_str_has_prefix (error->message, "gate number 7: "));
  ck_assert_ptr_nonnull (strstr (error->message, beck_hresult_to_string (STG_E_MEDIUMFULL)));
  ck_assert_ptr_nonnull (strstr (error->message, "STG_E_MEDIUMFULL"));
}
END_TEST

START_TEST (successful_call_sets_no_error)
{
  g_autoptr (AsyncIPipeLong) call = gate_call_new ();
  g_autoptr (GError) error = NULL;

  ck_assert (push_through (call, S_OK, &error));
  ck_assert (push_through (call, S_FALSE, &error));
  ck_assert_ptr_null (error);
}
END_TEST

START_TEST (caller_that_wants_no_error_gets_none)
{
  g_autoptr (AsyncIPipeLong) call = gate_call_new ();

  ck_assert (!push_through (call, E_FAIL, NULL));
}
END_TEST

static const HRESULT codes[] = {
  E_NOTIMPL,          E_NOINTERFACE,       E_POINTER,          E_FAIL,
  E_UNEXPECTED,       E_ACCESSDENIED,      E_HANDLE,           E_OUTOFMEMORY,
  E_INVALIDARG,       RPC_S_CALLPENDING,   RPC_E_TIMEOUT,      RPC_E_CALL_COMPLETE,
  RPC_E_DISCONNECTED, RPC_E_CHANGED_MODE,  RPC_E_NO_SYNC,      CO_E_CANCEL_DISABLED,
  STG_E_READFAULT,    REGDB_E_CLASSNOTREG, RPC_E_WRONG_THREAD, CO_E_NOTINITIALIZED,
};

START_TEST (code_survives_the_way_there_and_back)
{
  g_autoptr (GError) error = NULL;

  beck_error_set (&error, codes[_i], "there");
  ck_assert_int_eq (error->domain, BECK_ERROR);
  ck_assert_int_eq (error->code, codes[_i]);
  assert_hr (beck_error_to_hresult (error), codes[_i]);
}
END_TEST

START_TEST (cancelled_is_what_glib_calls_cancelled)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) glibs = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  beck_error_set (&error, RPC_E_CALL_CANCELED, "there");
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  assert_hr (beck_error_to_hresult (error), RPC_E_CALL_CANCELED);

  g_cancellable_cancel (cancellable);
  g_cancellable_set_error_if_cancelled (cancellable, &glibs);
  assert_hr (beck_error_to_hresult (glibs), RPC_E_CALL_CANCELED);
}
END_TEST

START_TEST (errors_of_gio_become_codes_that_say_the_same)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_new_for_path ("/nonexistent/file");
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &error);

  ck_assert_ptr_null (stream);
  assert_hr (beck_error_to_hresult (error), HRESULT_FROM_WIN32 (ERROR_FILE_NOT_FOUND));
}
END_TEST

Suite *
error_suite (void)
{
  Suite *suite = suite_create ("error");
  TCase *tc = tcase_create ("error");

  tcase_add_test (tc, failed_call_is_an_error_with_its_code_and_text);
  tcase_add_test (tc, successful_call_sets_no_error);
  tcase_add_test (tc, caller_that_wants_no_error_gets_none);
  tcase_add_loop_test (tc, code_survives_the_way_there_and_back, 0, G_N_ELEMENTS (codes));
  tcase_add_test (tc, cancelled_is_what_glib_calls_cancelled);
  tcase_add_test (tc, errors_of_gio_become_codes_that_say_the_same);
  suite_add_tcase (suite, tc);
  return suite;
}

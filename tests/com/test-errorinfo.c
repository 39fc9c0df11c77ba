/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Error objects and the thread's place for one (spec/com.md 6.5, and 8.6 item 74). */

#include "suites.h"

#include <beck/bstr.h>
#include <beck/error.h>
#include <beck/errorinfo.h>
#include <gio/gio.h>
#include <string.h>

static void
tear_down (void)
{
  SetErrorInfo (0, NULL);
}

static IErrorInfo *
info_new (LPOLESTR description)
{
  g_autoptr (ICreateErrorInfo) create = NULL;
  IErrorInfo *info;

  assert_hr (CreateErrorInfo (&create), S_OK);
  assert_hr (create->lpVtbl->SetDescription (create, description), S_OK);
  assert_hr (query (create, &IID_IErrorInfo, &info), S_OK);
  return info;
}

static void
assert_text (BSTR text, const OLECHAR *expected)
{
  UINT length = 0;

  while (expected[length] != 0)
    length++;
  ck_assert_uint_eq (SysStringLen (text), length);
  ck_assert_mem_eq (text, expected, length * sizeof *expected);
  SysFreeString (text);
}

/* ---- The thread's place ---- */

START_TEST (get_returns_what_was_set_and_clears)
{
  g_autoptr (IErrorInfo) info = info_new ((LPOLESTR) u"broken");
  IErrorInfo *got = NULL;

  assert_hr (SetErrorInfo (0, info), S_OK);
  ck_assert_uint_eq (count_of (info), 2);
  assert_hr (GetErrorInfo (0, &got), S_OK);
  ck_assert_ptr_eq (got, info);
  release (got);
  ck_assert_uint_eq (count_of (info), 1);
  assert_hr (GetErrorInfo (0, &got), S_FALSE);
  ck_assert_ptr_null (got);
}
END_TEST

START_TEST (reserved_must_be_zero)
{
  g_autoptr (IErrorInfo) info = info_new (NULL);
  IErrorInfo *got;

  assert_hr (SetErrorInfo (1, info), E_INVALIDARG);
  assert_hr (GetErrorInfo (0, &got), S_FALSE);
  assert_hr (SetErrorInfo (0, info), S_OK);
  assert_hr (GetErrorInfo (1, &got), E_INVALIDARG);
  assert_hr (GetErrorInfo (0, NULL), E_INVALIDARG);
}
END_TEST

START_TEST (setting_another_or_none_releases_the_first)
{
  g_autoptr (IErrorInfo) first = info_new (NULL);
  g_autoptr (IErrorInfo) second = info_new (NULL);

  assert_hr (SetErrorInfo (0, first), S_OK);
  assert_hr (SetErrorInfo (0, second), S_OK);
  ck_assert_uint_eq (count_of (first), 1);
  assert_hr (SetErrorInfo (0, NULL), S_OK);
  ck_assert_uint_eq (count_of (second), 1);
}
END_TEST

static gpointer
set_and_end (gpointer info)
{
  IErrorInfo *got;

  if (GetErrorInfo (0, &got) != S_FALSE)
    return NULL;
  SetErrorInfo (0, info);
  return GUINT_TO_POINTER (count_of (info));
}

START_TEST (each_thread_has_its_own_and_releases_it_at_its_end)
{
  g_autoptr (IErrorInfo) info = info_new (NULL);
  GThread *thread;

  assert_hr (SetErrorInfo (0, info), S_OK);
  thread = g_thread_new (NULL, set_and_end, info);
  ck_assert_uint_eq (GPOINTER_TO_UINT (g_thread_join (thread)), 3);
  ck_assert_uint_eq (count_of (info), 2);
}
END_TEST

/* ---- The object ---- */

START_TEST (fields_are_empty_at_first)
{
  g_autoptr (IErrorInfo) info = info_new (NULL);
  BSTR text = (BSTR) u"";
  DWORD help_context = 1;
  GUID guid = { 1 };

  assert_hr (info->lpVtbl->GetGUID (info, &guid), S_OK);
  ck_assert (beck_guid_equal (&guid, &GUID_NULL));
  assert_hr (info->lpVtbl->GetSource (info, &text), S_OK);
  ck_assert_ptr_null (text);
  assert_hr (info->lpVtbl->GetHelpContext (info, &help_context), S_OK);
  ck_assert_uint_eq (help_context, 0);
}
END_TEST

START_TEST (fields_are_what_was_set)
{
  g_autoptr (ICreateErrorInfo) create = NULL;
  g_autoptr (IErrorInfo) info = NULL;
  DWORD help_context;
  GUID guid;
  BSTR text;

  assert_hr (CreateErrorInfo (&create), S_OK);
  assert_hr (create->lpVtbl->SetGUID (create, &IID_ISynchronize), S_OK);
  assert_hr (create->lpVtbl->SetSource (create, (LPOLESTR) u"Beck.Test"), S_OK);
  assert_hr (create->lpVtbl->SetDescription (create, (LPOLESTR) u"first"), S_OK);
  assert_hr (create->lpVtbl->SetDescription (create, (LPOLESTR) u"second"), S_OK);
  assert_hr (create->lpVtbl->SetHelpFile (create, (LPOLESTR) u"help.html"), S_OK);
  assert_hr (create->lpVtbl->SetHelpContext (create, 42), S_OK);

  assert_hr (query (create, &IID_IErrorInfo, &info), S_OK);
  assert_hr (info->lpVtbl->GetGUID (info, &guid), S_OK);
  ck_assert (beck_guid_equal (&guid, &IID_ISynchronize));
  assert_hr (info->lpVtbl->GetSource (info, &text), S_OK);
  assert_text (text, u"Beck.Test");
  assert_hr (info->lpVtbl->GetDescription (info, &text), S_OK);
  assert_text (text, u"second");
  assert_hr (info->lpVtbl->GetHelpFile (info, &text), S_OK);
  assert_text (text, u"help.html");
  assert_hr (info->lpVtbl->GetHelpContext (info, &help_context), S_OK);
  ck_assert_uint_eq (help_context, 42);
}
END_TEST

START_TEST (getters_need_a_place_for_the_result)
{
  g_autoptr (IErrorInfo) info = info_new (NULL);

  assert_hr (info->lpVtbl->GetGUID (info, NULL), E_POINTER);
  assert_hr (info->lpVtbl->GetSource (info, NULL), E_POINTER);
  assert_hr (info->lpVtbl->GetDescription (info, NULL), E_POINTER);
  assert_hr (info->lpVtbl->GetHelpFile (info, NULL), E_POINTER);
  assert_hr (info->lpVtbl->GetHelpContext (info, NULL), E_POINTER);
  assert_hr (CreateErrorInfo (NULL), E_INVALIDARG);
}
END_TEST

/* ---- Natives ---- */

static void
assert_taken (HRESULT hr, const char *message)
{
  g_autoptr (GError) error = beck_error_info_take (hr);

  ck_assert (g_error_matches (error, BECK_ERROR, hr));
  ck_assert_str_eq (error->message, message);
}

START_TEST (set_returns_the_failure_and_take_its_text)
{
  IErrorInfo *got;

  assert_hr (beck_error_info_set (E_ACCESSDENIED, &IID_ISynchronize, "Beck.Test", "no %s for %d",
                                  "entry", 7),
             E_ACCESSDENIED);
  assert_taken (E_ACCESSDENIED, "Beck.Test: no entry for 7");
  assert_hr (GetErrorInfo (0, &got), S_FALSE);
}
END_TEST

START_TEST (set_fills_an_error_object)
{
  g_autoptr (IErrorInfo) info = NULL;
  GUID guid;
  BSTR text;

  beck_error_info_set (E_FAIL, &IID_ISynchronize, "Größe", "%s", "zu groß");
  assert_hr (GetErrorInfo (0, &info), S_OK);
  assert_hr (info->lpVtbl->GetGUID (info, &guid), S_OK);
  ck_assert (beck_guid_equal (&guid, &IID_ISynchronize));
  assert_hr (info->lpVtbl->GetSource (info, &text), S_OK);
  assert_text (text, u"Größe");
  assert_hr (info->lpVtbl->GetDescription (info, &text), S_OK);
  assert_text (text, u"zu groß");
}
END_TEST

START_TEST (source_and_interface_may_be_missing)
{
  beck_error_info_set (E_FAIL, NULL, NULL, "alone");
  assert_taken (E_FAIL, "alone");
}
END_TEST

START_TEST (bytes_that_are_not_utf8_become_question_marks)
{
  beck_error_info_set (E_FAIL, &IID_NULL, NULL, "a\xff" "b\xc3");
  assert_taken (E_FAIL, "a?b?");
}
END_TEST

START_TEST (take_without_an_error_object_has_the_general_text)
{
  assert_taken (E_NOINTERFACE, beck_hresult_to_string (E_NOINTERFACE));
}
END_TEST

START_TEST (take_ignores_the_text_of_another_failure)
{
  beck_error_info_set (E_FAIL, &IID_NULL, NULL, "an old story");
  assert_taken (E_ACCESSDENIED, beck_hresult_to_string (E_ACCESSDENIED));
  assert_taken (E_FAIL, beck_hresult_to_string (E_FAIL));
}
END_TEST

START_TEST (take_believes_objects_that_do_not_tell_their_failure)
{
  g_autoptr (IErrorInfo) info = info_new ((LPOLESTR) u"by hand");

  assert_hr (SetErrorInfo (0, info), S_OK);
  assert_taken (E_FAIL, "by hand");
}
END_TEST

START_TEST (taken_cancellation_is_one_for_glib)
{
  g_autoptr (GError) error = NULL;

  beck_error_info_set (RPC_E_CALL_CANCELED, &IID_NULL, NULL, "stopped");
  error = beck_error_info_take (RPC_E_CALL_CANCELED);
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  ck_assert_str_eq (error->message, "stopped");
}
END_TEST

START_TEST (long_descriptions_are_whole)
{
  g_autofree char *text = g_strnfill (100000, 'x');

  beck_error_info_set (E_FAIL, &IID_NULL, NULL, "%s", text);
  assert_taken (E_FAIL, text);
}
END_TEST

Suite *
error_info_suite (void)
{
  Suite *suite = suite_create ("error-info");
  TCase *thread = tcase_create ("thread");
  TCase *object = tcase_create ("object");
  TCase *native = tcase_create ("native");

  tcase_add_checked_fixture (thread, NULL, tear_down);
  tcase_add_test (thread, get_returns_what_was_set_and_clears);
  tcase_add_test (thread, reserved_must_be_zero);
  tcase_add_test (thread, setting_another_or_none_releases_the_first);
  tcase_add_test (thread, each_thread_has_its_own_and_releases_it_at_its_end);
  suite_add_tcase (suite, thread);

  tcase_add_test (object, fields_are_empty_at_first);
  tcase_add_test (object, fields_are_what_was_set);
  tcase_add_test (object, getters_need_a_place_for_the_result);
  suite_add_tcase (suite, object);

  tcase_add_checked_fixture (native, NULL, tear_down);
  tcase_add_test (native, set_returns_the_failure_and_take_its_text);
  tcase_add_test (native, set_fills_an_error_object);
  tcase_add_test (native, source_and_interface_may_be_missing);
  tcase_add_test (native, bytes_that_are_not_utf8_become_question_marks);
  tcase_add_test (native, take_without_an_error_object_has_the_general_text);
  tcase_add_test (native, take_ignores_the_text_of_another_failure);
  tcase_add_test (native, take_believes_objects_that_do_not_tell_their_failure);
  tcase_add_test (native, taken_cancellation_is_one_for_glib);
  tcase_add_test (native, long_descriptions_are_whole);
  suite_add_tcase (suite, native);
  return suite;
}

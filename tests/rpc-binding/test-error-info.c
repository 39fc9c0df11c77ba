/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Texts and records of errors: rpc.md 1.2, 2.1, 2.4, 8. */

#include <beck/memory.h>
#include <beck/rpc-error.h>
#include <beck/status.h>
#include <beck/hresult.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "beck-test.h"
#include "rpc/error-record.h"
#include "shared.h"
#include "suites.h"

/* ---- Texts ---- */

START_TEST (status_has_a_text)
{
  char text[DCE_C_ERROR_STRING_LEN];
  WCHAR wide[DCE_C_ERROR_STRING_LEN];

  ck_assert_int_eq (DceErrorInqTextA (RPC_S_UUID_LOCAL_ONLY, (RPC_CSTR) text), RPC_S_OK);
  ck_assert_str_eq (text, "The UUID is unique on this machine only");
  ck_assert_int_eq (DceErrorInqTextW (RPC_S_UUID_LOCAL_ONLY, wide), RPC_S_OK);
  for (gsize i = 0; i <= strlen (text); i++)
    ck_assert_uint_eq (wide[i], (guchar) text[i]);
  ck_assert_int_eq (DceErrorInqTextA (0, (RPC_CSTR) text), RPC_S_OK);
  ck_assert_ptr_null (strstr (text, "not valid"));
  ck_assert_int_eq (DceErrorInqTextA (E_NOINTERFACE, (RPC_CSTR) text), RPC_S_OK);
  ck_assert_ptr_null (strstr (text, "not valid"));
}
END_TEST

START_TEST (other_numbers_have_one_that_says_so)
{
  static const RPC_STATUS others[] = { 1731, 65535, 65536, 0x12345678, -2, -0x7fffffff };
  char text[DCE_C_ERROR_STRING_LEN];

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      ck_assert_int_eq (DceErrorInqTextA (others[i], (RPC_CSTR) text), RPC_S_OK);
      ck_assert_ptr_nonnull (strstr (text, "not valid"));
    }
  ck_assert_int_eq (DceErrorInqTextA (0, NULL), RPC_S_INVALID_ARG);
  ck_assert_int_eq (DceErrorInqTextW (0, NULL), RPC_S_INVALID_ARG);
}
END_TEST

/* ---- Records ---- */

static char ansi[] = "some text";
static WCHAR unicode[] = u"other text";
static guint8 bytes[] = { 1, 2, 3 };

static RPC_STATUS
add (ULONG number)
{
  RPC_EXTENDED_ERROR_INFO info = {
    .Version = RPC_EEINFO_VERSION,
    .Status = number,
    .NumberOfParameters = 4,
    .Parameters = { { eeptAnsiString, { .AnsiString = ansi } },
                    { eeptUnicodeString, { .UnicodeString = unicode } },
                    { eeptBinary, { .BVal = { bytes, sizeof bytes } } },
                    { eeptLongVal, { .LVal = -5 } } },
  };

  return RpcErrorAddRecord (&info);
}

static void
add_other (ULONG number)
{
  RPC_EXTENDED_ERROR_INFO info = {
    .Version = RPC_EEINFO_VERSION,
    .Status = number,
    .NumberOfParameters = 4,
    .Parameters = { { eeptShortVal, { .SVal = -7 } },
                    { eeptPointerVal, { .PVal = G_MAXUINT64 - 1 } },
                    { eeptNone, { 0 } },
                    { eeptAnsiString, { .AnsiString = NULL } } },
  };

  ck_assert_int_eq (RpcErrorAddRecord (&info), RPC_S_OK);
}

static void
tear_down (void)
{
  RpcErrorClearInformation ();
}

static RPC_STATUS
next (RPC_ERROR_ENUM_HANDLE *enumeration, BOOL copy, RPC_EXTENDED_ERROR_INFO *info)
{
  *info = (RPC_EXTENDED_ERROR_INFO){ .Version = RPC_EEINFO_VERSION,
                                     .Flags = EEInfoUseFileTime,
                                     .NumberOfParameters = MaxNumberOfEEInfoParams };
  return RpcErrorGetNextRecord (enumeration, copy, info);
}

static void
expect_first (const RPC_EXTENDED_ERROR_INFO *info)
{
  ck_assert_int_eq (info->NumberOfParameters, 4);
  ck_assert_int_eq (info->Parameters[0].ParameterType, eeptAnsiString);
  ck_assert_str_eq (info->Parameters[0].u.AnsiString, ansi);
  ck_assert_mem_eq (info->Parameters[1].u.UnicodeString, unicode, sizeof unicode);
  ck_assert_int_eq (info->Parameters[2].u.BVal.Size, sizeof bytes);
  ck_assert_mem_eq (info->Parameters[2].u.BVal.Buffer, bytes, sizeof bytes);
  ck_assert_int_eq (info->Parameters[3].u.LVal, -5);
}

static void
expect_other (const RPC_EXTENDED_ERROR_INFO *info)
{
  ck_assert_int_eq (info->Parameters[0].u.SVal, -7);
  ck_assert_uint_eq (info->Parameters[1].u.PVal, G_MAXUINT64 - 1);
  ck_assert_int_eq (info->Parameters[2].ParameterType, eeptNone);
  ck_assert_ptr_null (info->Parameters[3].u.AnsiString);
}

START_TEST (without_records_there_is_nothing_to_enumerate)
{
  RPC_ERROR_ENUM_HANDLE enumeration;

  ck_assert_int_eq (RpcErrorStartEnumeration (&enumeration), RPC_S_ENTRY_NOT_FOUND);
  add (1);
  RpcErrorClearInformation ();
  ck_assert_int_eq (RpcErrorStartEnumeration (&enumeration), RPC_S_ENTRY_NOT_FOUND);
}
END_TEST

START_TEST (newest_record_comes_first)
{
  RPC_ERROR_ENUM_HANDLE enumeration;
  RPC_EXTENDED_ERROR_INFO info;
  int n;

  add (1);
  add_other (2);
  ck_assert_int_eq (RpcErrorStartEnumeration (&enumeration), RPC_S_OK);
  ck_assert_int_eq (RpcErrorGetNumberOfRecords (&enumeration, &n), RPC_S_OK);
  ck_assert_int_eq (n, 2);
  for (guint round = 0; round < 2; round++)
    {
      ck_assert_int_eq (next (&enumeration, FALSE, &info), RPC_S_OK);
      ck_assert_uint_eq (info.Status, 2);
      expect_other (&info);
      ck_assert_int_eq (next (&enumeration, FALSE, &info), RPC_S_OK);
      ck_assert_uint_eq (info.Status, 1);
      expect_first (&info);
      ck_assert_int_eq (next (&enumeration, FALSE, &info), RPC_S_ENTRY_NOT_FOUND);
      ck_assert_int_eq (RpcErrorResetEnumeration (&enumeration), RPC_S_OK);
    }
  ck_assert_int_eq (RpcErrorEndEnumeration (&enumeration), RPC_S_OK);
}
END_TEST

START_TEST (record_tells_who_and_when)
{
  RPC_ERROR_ENUM_HANDLE enumeration;
  RPC_EXTENDED_ERROR_INFO info = { .Version = RPC_EEINFO_VERSION, .NumberOfParameters = 4 };
  g_autoptr (GDateTime) before = g_date_time_new_now_utc (), after = NULL, then = NULL;
  const SYSTEMTIME *time = &info.u.SystemTime;

  add (1);
  after = g_date_time_new_now_utc ();
  RpcErrorStartEnumeration (&enumeration);
  ck_assert_int_eq (RpcErrorGetNextRecord (&enumeration, FALSE, &info), RPC_S_OK);
  ck_assert_ptr_null (info.ComputerName);
  ck_assert_uint_eq (info.ProcessID, (guint) getpid ());
  ck_assert_uint_eq (info.GeneratingComponent, EEInfoGCApplication);
  ck_assert_uint_eq (info.Flags, 0);
  then = g_date_time_new_utc (time->wYear, time->wMonth, time->wDay, time->wHour, time->wMinute,
                              time->wSecond + time->wMilliseconds / 1000.0);
  ck_assert_int_ge (g_date_time_difference (then, before), -1000);
  ck_assert_int_ge (g_date_time_difference (after, then), 0);
  ck_assert_int_eq (time->wDayOfWeek, g_date_time_get_day_of_week (then) % 7);
  RpcErrorEndEnumeration (&enumeration);
}
END_TEST

START_TEST (short_room_does_not_advance)
{
  RPC_ERROR_ENUM_HANDLE enumeration;
  RPC_EXTENDED_ERROR_INFO info = { .Version = RPC_EEINFO_VERSION, .NumberOfParameters = 3 };

  add (1);
  RpcErrorStartEnumeration (&enumeration);
  ck_assert_int_eq (RpcErrorGetNextRecord (&enumeration, FALSE, &info), RPC_S_BUFFER_TOO_SMALL);
  info.Version = 2;
  ck_assert_int_eq (RpcErrorGetNextRecord (&enumeration, FALSE, &info), RPC_S_INVALID_ARG);
  ck_assert_int_eq (next (&enumeration, FALSE, &info), RPC_S_OK);
  ck_assert_uint_eq (info.Status, 1);
  RpcErrorEndEnumeration (&enumeration);
}
END_TEST

START_TEST (copies_outlive_the_enumeration)
{
  RPC_ERROR_ENUM_HANDLE enumeration;
  RPC_EXTENDED_ERROR_INFO info;

  add (1);
  RpcErrorStartEnumeration (&enumeration);
  ck_assert_int_eq (next (&enumeration, TRUE, &info), RPC_S_OK);
  RpcErrorEndEnumeration (&enumeration);
  RpcErrorClearInformation ();
  expect_first (&info);
  CoTaskMemFree (info.Parameters[0].u.AnsiString);
  CoTaskMemFree (info.Parameters[1].u.UnicodeString);
  CoTaskMemFree (info.Parameters[2].u.BVal.Buffer);
}
END_TEST

START_TEST (enumeration_outlives_the_records)
{
  RPC_ERROR_ENUM_HANDLE enumeration;
  RPC_EXTENDED_ERROR_INFO info;

  add (1);
  RpcErrorStartEnumeration (&enumeration);
  RpcErrorClearInformation ();
  add (2);
  ck_assert_int_eq (next (&enumeration, FALSE, &info), RPC_S_OK);
  ck_assert_uint_eq (info.Status, 1);
  expect_first (&info);
  ck_assert_int_eq (next (&enumeration, FALSE, &info), RPC_S_ENTRY_NOT_FOUND);
  RpcErrorEndEnumeration (&enumeration);
}
END_TEST

START_TEST (there_is_an_end_to_records)
{
  RPC_ERROR_ENUM_HANDLE enumeration;
  RPC_EXTENDED_ERROR_INFO info;
  int n;

  for (guint i = 0; i <= BECK_RPC_MAX_ERROR_RECORDS; i++)
    ck_assert_int_eq (add (i), RPC_S_OK);
  RpcErrorStartEnumeration (&enumeration);
  RpcErrorGetNumberOfRecords (&enumeration, &n);
  ck_assert_int_eq (n, 1);
  next (&enumeration, FALSE, &info);
  ck_assert_uint_eq (info.Status, BECK_RPC_MAX_ERROR_RECORDS);
  ck_assert_uint_eq (info.Flags, EEInfoNextRecordsMissing | EEInfoUseFileTime);
  RpcErrorEndEnumeration (&enumeration);
}
END_TEST

static gpointer
look_for_records (gpointer data)
{
  RPC_ERROR_ENUM_HANDLE enumeration;

  ck_assert_int_eq (RpcErrorStartEnumeration (&enumeration), RPC_S_ENTRY_NOT_FOUND);
  ck_assert_int_eq (add (5), RPC_S_OK);
  return NULL;
}

START_TEST (records_belong_to_their_thread)
{
  RPC_ERROR_ENUM_HANDLE enumeration;
  int n;

  add (1);
  g_thread_join (g_thread_new ("other", look_for_records, NULL));
  RpcErrorStartEnumeration (&enumeration);
  RpcErrorGetNumberOfRecords (&enumeration, &n);
  ck_assert_int_eq (n, 1);
  RpcErrorEndEnumeration (&enumeration);
}
END_TEST

START_TEST (what_the_library_fills_in_must_be_empty)
{
  const RPC_EXTENDED_ERROR_INFO good = { .Version = RPC_EEINFO_VERSION };
  RPC_EXTENDED_ERROR_INFO bad[7];

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    bad[i] = good;
  bad[0].Version = 0;
  bad[1].ComputerName = unicode;
  bad[2].ProcessID = 1;
  bad[3].GeneratingComponent = 1;
  bad[4].DetectionLocation = 1;
  bad[5].NumberOfParameters = 5;
  bad[6].NumberOfParameters = 1; /* of no type */
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    ck_assert_int_eq (RpcErrorAddRecord (&bad[i]), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcErrorAddRecord (NULL), RPC_S_INVALID_ARG);
}
END_TEST

START_TEST (what_is_no_enumeration_is_refused)
{
  RPC_ERROR_ENUM_HANDLE none = { 0 };
  RPC_EXTENDED_ERROR_INFO info;
  void *blob;
  gsize size;
  int n;

  ck_assert_int_eq (RpcErrorStartEnumeration (NULL), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcErrorEndEnumeration (&none), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcErrorResetEnumeration (&none), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcErrorGetNumberOfRecords (&none, &n), RPC_S_INVALID_ARG);
  ck_assert_int_eq (next (&none, FALSE, &info), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcErrorSaveErrorInfo (&none, &blob, &size), RPC_S_INVALID_ARG);
  ck_assert_int_eq (RpcErrorLoadErrorInfo (NULL, 0, &none), RPC_S_INVALID_ARG);
}
END_TEST

/* ---- As bytes ---- */

static gpointer
save (gsize *size)
{
  RPC_ERROR_ENUM_HANDLE enumeration;
  void *blob;

  add (1);
  add_other (2);
  RpcErrorStartEnumeration (&enumeration);
  ck_assert_int_eq (RpcErrorSaveErrorInfo (&enumeration, &blob, size), RPC_S_OK);
  RpcErrorEndEnumeration (&enumeration);
  return blob;
}

START_TEST (bytes_give_the_records_back)
{
  RPC_ERROR_ENUM_HANDLE enumeration;
  RPC_EXTENDED_ERROR_INFO info;
  gsize size;
  gpointer blob = save (&size);

  ck_assert_int_eq (RpcErrorLoadErrorInfo (blob, size, &enumeration), RPC_S_OK);
  CoTaskMemFree (blob);
  ck_assert_int_eq (next (&enumeration, FALSE, &info), RPC_S_OK);
  ck_assert_uint_eq (info.Status, 2);
  ck_assert_uint_eq (info.ProcessID, (guint) getpid ());
  expect_other (&info);
  ck_assert_int_eq (next (&enumeration, FALSE, &info), RPC_S_OK);
  expect_first (&info);
  ck_assert_int_eq (next (&enumeration, FALSE, &info), RPC_S_ENTRY_NOT_FOUND);
  RpcErrorEndEnumeration (&enumeration);
}
END_TEST

START_TEST (bytes_that_are_cut_are_refused)
{
  RPC_ERROR_ENUM_HANDLE enumeration;
  gsize size;
  guint8 *blob = save (&size), *longer;

  for (gsize cut = 0; cut < size; cut++)
    {
      g_autofree guint8 *part = g_malloc (cut + 1);

      memcpy (part, blob, cut);
      ck_assert_int_eq (RpcErrorLoadErrorInfo (part, cut, &enumeration), RPC_S_INVALID_ARG);
    }
  longer = g_malloc0 (size + 1);
  memcpy (longer, blob, size);
  ck_assert_int_eq (RpcErrorLoadErrorInfo (longer, size + 1, &enumeration), RPC_S_INVALID_ARG);
  g_free (longer);
  CoTaskMemFree (blob);
}
END_TEST

static gpointer saved;
static gsize saved_size;

static RPC_STATUS
load_and_save (void)
{
  RPC_ERROR_ENUM_HANDLE enumeration;
  RPC_EXTENDED_ERROR_INFO info;
  void *blob = NULL;
  gsize size;
  RPC_STATUS status = RpcErrorLoadErrorInfo (saved, saved_size, &enumeration);

  if (status != RPC_S_OK)
    return status;
  status = RpcErrorSaveErrorInfo (&enumeration, &blob, &size);
  if (status == RPC_S_OK)
    status = next (&enumeration, FALSE, &info);
  if (status == RPC_S_OK)
    status = next (&enumeration, TRUE, &info);
  if (status == RPC_S_OK)
    beck_rpc_error_info_clear (&info);
  CoTaskMemFree (blob);
  RpcErrorEndEnumeration (&enumeration);
  return status;
}

static RPC_STATUS
add_one (void)
{
  return add (1);
}

START_TEST (lack_of_memory_is_told)
{
  saved = save (&saved_size);
  fail_each_allocation (load_and_save);
  fail_each_allocation (add_one);
  CoTaskMemFree (saved);
}
END_TEST

static TCase *
records_case (void)
{
  TCase *records = tcase_create ("records");

  tcase_add_checked_fixture (records, NULL, tear_down);
  tcase_add_test (records, without_records_there_is_nothing_to_enumerate);
  tcase_add_test (records, newest_record_comes_first);
  tcase_add_test (records, record_tells_who_and_when);
  tcase_add_test (records, short_room_does_not_advance);
  tcase_add_test (records, copies_outlive_the_enumeration);
  tcase_add_test (records, enumeration_outlives_the_records);
  tcase_add_test (records, there_is_an_end_to_records);
  tcase_add_test (records, records_belong_to_their_thread);
  tcase_add_test (records, what_the_library_fills_in_must_be_empty);
  tcase_add_test (records, what_is_no_enumeration_is_refused);
  return records;
}

Suite *
error_info_suite (void)
{
  Suite *suite = suite_create ("error-info");
  TCase *texts = tcase_create ("texts");
  TCase *blobs = tcase_create ("bytes");

  tcase_add_test (texts, status_has_a_text);
  tcase_add_test (texts, other_numbers_have_one_that_says_so);
  suite_add_tcase (suite, texts);
  suite_add_tcase (suite, records_case ());
  tcase_add_checked_fixture (blobs, NULL, tear_down);
  tcase_add_test (blobs, bytes_give_the_records_back);
  tcase_add_test (blobs, bytes_that_are_cut_are_refused);
  tcase_add_test (blobs, lack_of_memory_is_told);
  suite_add_tcase (suite, blobs);
  return suite;
}

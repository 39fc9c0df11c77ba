/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ISimpleStream on regular files and devices: each method, waited for and begun. */

#include "suites.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BIG (3 * 256 * 1024 + 7)
#define READ_WRITE (FILE_STREAM_READ | FILE_STREAM_WRITE)

/* --- Read --- */

START_TEST (read_gives_what_is_there)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_file ("file", 100), FILE_STREAM_READ);
  byte data[60];
  ULONG n;

  assert_hr (ISimpleStream_Read (stream, data, 60, &n), S_OK);
  ck_assert_uint_eq (n, 60);
  scene_assert_bytes (data, 0, 60);
  ck_assert_uint_eq (scene_position (stream), 60);
}
END_TEST

START_TEST (read_at_the_end_is_short_and_false)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_file ("file", 100), FILE_STREAM_READ);
  byte data[200];
  ULONG n;

  assert_hr (ISimpleStream_Read (stream, data, 200, &n), S_FALSE);
  ck_assert_uint_eq (n, 100);
  scene_assert_bytes (data, 0, 100);
  assert_hr (ISimpleStream_Read (stream, data, 200, &n), S_FALSE);
  ck_assert_uint_eq (n, 0);
  ck_assert_uint_eq (scene_position (stream), 100);
}
END_TEST

START_TEST (read_up_to_the_end_is_whole)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_file ("file", 100), FILE_STREAM_READ);
  byte data[100];
  ULONG n;

  assert_hr (ISimpleStream_Read (stream, data, 100, &n), S_OK);
  ck_assert_uint_eq (n, 100);
}
END_TEST

START_TEST (read_of_several_steps_is_one_read)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_file ("file", BIG), FILE_STREAM_READ);
  g_autofree byte *data = g_malloc (2 * BIG);
  ULONG n;

  assert_hr (ISimpleStream_Read (stream, data, 2 * BIG, &n), S_FALSE);
  ck_assert_uint_eq (n, BIG);
  scene_assert_bytes (data, 0, BIG);
}
END_TEST

static rlim_t
address_space (void)
{
  g_autofree char *text = NULL;

  ck_assert (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  return g_ascii_strtoull (text, NULL, 10) * (rlim_t) sysconf (_SC_PAGESIZE);
}

START_TEST (huge_read_takes_memory_for_what_there_is)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_file ("file", 10), FILE_STREAM_READ);
  rlim_t limit = scene_limit (RLIMIT_AS, address_space () + (1 << 30));
  byte data[10];
  ULONG n;

  assert_hr (ISimpleStream_Read (stream, data, G_MAXUINT32, &n), S_FALSE);
  scene_limit (RLIMIT_AS, limit);
  ck_assert_uint_eq (n, 10);
}
END_TEST

START_TEST (read_of_nothing_succeeds_at_the_end_too)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_file ("empty", 0), FILE_STREAM_READ);
  byte data[1];
  ULONG n = 1;

  assert_hr (ISimpleStream_Read (stream, data, 0, &n), S_OK);
  ck_assert_uint_eq (n, 0);
}
END_TEST

START_TEST (file_that_grew_is_read_on)
{
  const char *path = scene_file ("file", 10);
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_READ);
  byte data[50];
  ULONG n;

  assert_hr (ISimpleStream_Read (stream, data, 50, &n), S_FALSE);
  {
    g_autoptr (ISimpleStream) writer = scene_stream (path, FILE_STREAM_WRITE);
    ULONGLONG position;

    assert_hr (ISimpleStream_Seek (writer, 0, STREAM_SEEK_END, &position), S_OK);
    assert_hr (ISimpleStream_Write (writer, (const byte *) "more", 4, &n), S_OK);
  }
  assert_hr (ISimpleStream_Read (stream, data, 50, &n), S_FALSE);
  ck_assert_uint_eq (n, 4);
  ck_assert_int_eq (memcmp (data, "more", 4), 0);
}
END_TEST

/* --- Write --- */

START_TEST (write_puts_it_where_the_stream_stands)
{
  const char *path = scene_path ("file");
  g_autoptr (ISimpleStream) stream = scene_stream (path, READ_WRITE | FILE_STREAM_CREATE);
  ULONGLONG position;
  ULONG n;

  assert_hr (ISimpleStream_Write (stream, (const byte *) "abcdef", 6, &n), S_OK);
  ck_assert_uint_eq (n, 6);
  assert_hr (ISimpleStream_Seek (stream, 2, STREAM_SEEK_SET, &position), S_OK);
  assert_hr (ISimpleStream_Write (stream, (const byte *) "XY", 2, &n), S_OK);
  ck_assert_uint_eq (scene_position (stream), 4);
  assert_hr (ISimpleStream_Write (stream, (const byte *) "", 0, &n), S_OK);
  ck_assert_uint_eq (n, 0);
  scene_assert_contents (path, "abXYef", 6);
}
END_TEST

START_TEST (write_of_several_steps_is_one_write)
{
  const char *path = scene_path ("file");
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_WRITE | FILE_STREAM_CREATE);
  g_autofree byte *data = g_malloc (BIG);
  ULONG n;

  for (gsize i = 0; i < BIG; i++)
    data[i] = scene_byte (i);
  assert_hr (ISimpleStream_Write (stream, data, BIG, &n), S_OK);
  ck_assert_uint_eq (n, BIG);
  scene_assert_contents (path, data, BIG);
}
END_TEST

START_TEST (full_device_is_told_and_the_position_stays)
{
  g_autoptr (ISimpleStream) stream = scene_stream ("/dev/full", FILE_STREAM_WRITE);
  ULONG n = 1;

  assert_hr (ISimpleStream_Write (stream, (const byte *) "abc", 3, &n), STG_E_MEDIUMFULL);
  ck_assert_uint_eq (n, 0);
  ck_assert_uint_eq (scene_position (stream), 0);
}
END_TEST

START_TEST (size_limit_is_told_without_a_signal)
{
  const char *path = scene_path ("file");
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_WRITE | FILE_STREAM_CREATE);
  rlim_t limit = scene_limit (RLIMIT_FSIZE, BIG); /* check writes to files too, but less */
  byte data[8] = { 0 };
  ULONGLONG position;
  ULONG n = 1;

  assert_hr (ISimpleStream_Seek (stream, BIG - 4, STREAM_SEEK_SET, &position), S_OK);
  assert_errno (ISimpleStream_Write (stream, data, 8, &n), EFBIG);
  scene_limit (RLIMIT_FSIZE, limit);
  ck_assert_uint_eq (n, 0);
  ck_assert_uint_eq (scene_position (stream), BIG - 4);
}
END_TEST

/* --- Seek and GetSize --- */

START_TEST (seek_goes_from_each_origin)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_file ("file", 100), FILE_STREAM_READ);
  ULONGLONG position;

  assert_hr (ISimpleStream_Seek (stream, 30, STREAM_SEEK_SET, &position), S_OK);
  ck_assert_uint_eq (position, 30);
  assert_hr (ISimpleStream_Seek (stream, -10, STREAM_SEEK_CUR, &position), S_OK);
  ck_assert_uint_eq (position, 20);
  assert_hr (ISimpleStream_Seek (stream, -1, STREAM_SEEK_END, &position), S_OK);
  ck_assert_uint_eq (position, 99);
}
END_TEST

START_TEST (seek_that_leads_nowhere_moves_nothing)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_file ("file", 100), FILE_STREAM_READ);
  ULONGLONG position;

  assert_hr (ISimpleStream_Seek (stream, 7, STREAM_SEEK_SET, &position), S_OK);
  assert_hr (ISimpleStream_Seek (stream, -1, STREAM_SEEK_SET, &position), E_INVALIDARG);
  ck_assert_uint_eq (position, 0);
  assert_hr (ISimpleStream_Seek (stream, -8, STREAM_SEEK_CUR, &position), E_INVALIDARG);
  assert_hr (ISimpleStream_Seek (stream, -101, STREAM_SEEK_END, &position), E_INVALIDARG);
  assert_hr (ISimpleStream_Seek (stream, G_MININT64, STREAM_SEEK_CUR, &position), E_INVALIDARG);
  assert_hr (ISimpleStream_Seek (stream, G_MAXINT64, STREAM_SEEK_CUR, &position), E_INVALIDARG);
  assert_hr (ISimpleStream_Seek (stream, G_MAXINT64, STREAM_SEEK_END, &position), E_INVALIDARG);
  assert_hr (ISimpleStream_Seek (stream, 0, 3, &position), E_INVALIDARG);
  ck_assert_uint_eq (scene_position (stream), 7);
}
END_TEST

START_TEST (write_beyond_the_end_leaves_zeros_between)
{
  const char *path = scene_path ("file");
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_WRITE | FILE_STREAM_CREATE);
  ULONGLONG position, size;
  ULONG n;

  assert_hr (ISimpleStream_Seek (stream, 3, STREAM_SEEK_END, &position), S_OK);
  assert_hr (ISimpleStream_GetSize (stream, &size), S_OK);
  ck_assert_uint_eq (size, 0);
  assert_hr (ISimpleStream_Write (stream, (const byte *) "x", 1, &n), S_OK);
  scene_assert_contents (path, "\0\0\0x", 4);
}
END_TEST

START_TEST (largest_position_is_a_position)
{
  const char *path = scene_file ("file", 3);
  g_autoptr (ISimpleStream) stream = scene_stream (path, READ_WRITE);
  ULONGLONG position;
  byte data[4] = { 0 };
  ULONG n;

  assert_hr (ISimpleStream_Seek (stream, G_MAXINT64, STREAM_SEEK_SET, &position), S_OK);
  assert_hr (ISimpleStream_Read (stream, data, 4, &n), S_FALSE);
  assert_errno (ISimpleStream_Write (stream, data, 4, &n), EFBIG);
  ck_assert_uint_eq (scene_position (stream), G_MAXINT64);
}
END_TEST

START_TEST (size_beyond_four_gigabytes_is_known)
{
  const guint64 size = G_GUINT64_CONSTANT (5) << 30;
  g_autoptr (ISimpleStream) stream
      = scene_stream (scene_path ("sparse"), READ_WRITE | FILE_STREAM_CREATE);
  g_autoptr (IFileStream) file = scene_file_of (stream);
  ULONGLONG value;
  byte data[4] = { 1, 2, 3, 4 };
  ULONG n;

  assert_hr (IFileStream_SetSize (file, size), S_OK);
  assert_hr (ISimpleStream_GetSize (stream, &value), S_OK);
  ck_assert_uint_eq (value, size);
  assert_hr (ISimpleStream_Seek (stream, -2, STREAM_SEEK_END, &value), S_OK);
  ck_assert_uint_eq (value, size - 2);
  assert_hr (ISimpleStream_Read (stream, data, 4, &n), S_FALSE);
  ck_assert_uint_eq (n, 2);
  ck_assert_uint_eq (data[0] + data[1], 0);
}
END_TEST

/* --- arguments --- */

START_TEST (null_results_are_refused)
{
  const char *path = scene_file ("file", 10);
  g_autoptr (ISimpleStream) stream = scene_stream (path, READ_WRITE);
  byte data[4] = { 0 };
  ULONG n;

  assert_hr (ISimpleStream_Read (stream, NULL, 4, &n), E_POINTER);
  assert_hr (ISimpleStream_Read (stream, data, 4, NULL), E_POINTER);
  assert_hr (ISimpleStream_Write (stream, NULL, 4, &n), E_POINTER);
  assert_hr (ISimpleStream_Write (stream, data, 4, NULL), E_POINTER);
  assert_hr (ISimpleStream_Seek (stream, 1, STREAM_SEEK_SET, NULL), E_POINTER);
  assert_hr (ISimpleStream_GetSize (stream, NULL), E_POINTER);
  ck_assert_uint_eq (scene_position (stream), 0);
}
END_TEST

START_TEST (null_results_of_a_call_leave_it_to_be_finished)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_file ("file", 10), READ_WRITE);
  g_autoptr (AsyncISimpleStream) call = scene_call (stream);
  ULONGLONG size;
  byte data[4];
  ULONG n;

  assert_hr (AsyncISimpleStream_Begin_Write (call, NULL, 4), E_POINTER);
  assert_hr (AsyncISimpleStream_Begin_Read (call, 4), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Read (call, NULL, &n), E_POINTER);
  assert_hr (AsyncISimpleStream_Finish_Read (call, data, NULL), E_POINTER);
  assert_hr (AsyncISimpleStream_Finish_Read (call, data, &n), S_OK);
  assert_hr (AsyncISimpleStream_Begin_Write (call, data, 4), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Write (call, NULL), E_POINTER);
  assert_hr (AsyncISimpleStream_Finish_Write (call, &n), S_OK);
  assert_hr (AsyncISimpleStream_Begin_GetSize (call), S_OK);
  assert_hr (AsyncISimpleStream_Finish_GetSize (call, NULL), E_POINTER);
  assert_hr (AsyncISimpleStream_Finish_GetSize (call, &size), S_OK);
}
END_TEST

/* --- begun --- */

START_TEST (every_method_can_be_begun)
{
  const char *path = scene_file ("file", 10);
  g_autoptr (ISimpleStream) stream = scene_stream (path, READ_WRITE);
  g_autoptr (AsyncISimpleStream) call = scene_call (stream);
  ULONGLONG value;
  byte data[20];
  ULONG n;

  assert_hr (AsyncISimpleStream_Begin_Read (call, 20), S_OK);
  assert_hr (scene_wait (call, INFINITE), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Read (call, data, &n), S_FALSE);
  ck_assert_uint_eq (n, 10);
  scene_assert_bytes (data, 0, 10);
  assert_hr (AsyncISimpleStream_Begin_Write (call, (const byte *) "xy", 2), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Write (call, &n), S_OK);
  ck_assert_uint_eq (n, 2);
  assert_hr (AsyncISimpleStream_Begin_GetSize (call), S_OK);
  assert_hr (AsyncISimpleStream_Finish_GetSize (call, &value), S_OK);
  ck_assert_uint_eq (value, 12);
  assert_hr (AsyncISimpleStream_Begin_Seek (call, -3, STREAM_SEEK_END), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Seek (call, &value), S_OK);
  ck_assert_uint_eq (value, 9);
}
END_TEST

START_TEST (what_is_written_is_taken_at_begin)
{
  const char *path = scene_path ("file");
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_WRITE | FILE_STREAM_CREATE);
  g_autoptr (AsyncISimpleStream) call = scene_call (stream);
  byte data[] = "before";
  ULONG n;

  assert_hr (AsyncISimpleStream_Begin_Write (call, data, 6), S_OK);
  memcpy (data, "after!", 6);
  assert_hr (AsyncISimpleStream_Finish_Write (call, &n), S_OK);
  scene_assert_contents (path, "before", 6);
}
END_TEST

START_TEST (failure_comes_with_finish_and_zeroed_results)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_file ("file", 10), FILE_STREAM_READ);
  g_autoptr (AsyncISimpleStream) call = scene_call (stream);
  ULONGLONG position = 1;
  ULONG n = 1;

  assert_hr (AsyncISimpleStream_Begin_Write (call, (const byte *) "x", 1), S_OK);
  assert_hr (scene_wait (call, INFINITE), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Write (call, &n), E_ACCESSDENIED);
  ck_assert_uint_eq (n, 0);
  assert_hr (AsyncISimpleStream_Begin_Seek (call, -1, STREAM_SEEK_SET), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Seek (call, &position), E_INVALIDARG);
  ck_assert_uint_eq (position, 0);
}
END_TEST

START_TEST (one_call_object_is_one_call)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_file ("file", 10), FILE_STREAM_READ);
  g_autoptr (AsyncISimpleStream) call = scene_call (stream);
  ULONGLONG value;
  byte data[4];
  ULONG n;

  assert_hr (AsyncISimpleStream_Finish_Read (call, data, &n), RPC_E_CALL_COMPLETE);
  assert_hr (AsyncISimpleStream_Begin_Read (call, 4), S_OK);
  assert_hr (AsyncISimpleStream_Begin_Read (call, 4), RPC_S_CALLPENDING);
  assert_hr (AsyncISimpleStream_Begin_Write (call, data, 4), RPC_S_CALLPENDING);
  assert_hr (AsyncISimpleStream_Begin_GetSize (call), RPC_S_CALLPENDING);
  assert_hr (AsyncISimpleStream_Begin_Seek (call, 0, 0), RPC_S_CALLPENDING);
  assert_hr (AsyncISimpleStream_Finish_GetSize (call, &value), RPC_E_CALL_COMPLETE);
  assert_hr (AsyncISimpleStream_Finish_Read (call, data, &n), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Read (call, data, &n), RPC_E_CALL_COMPLETE);
}
END_TEST

START_TEST (factory_makes_calls_of_the_asynchronous_interfaces_only)
{
  g_autoptr (ISimpleStream) stream = scene_stream (NULL, 0);
  g_autoptr (ICallFactory) factory = NULL;
  IUnknown *call;

  assert_hr (ISimpleStream_QueryInterface (stream, &IID_ICallFactory, (void **) &factory), S_OK);
  assert_hr (ICallFactory_CreateCall (factory, &IID_ISimpleStream, NULL, &IID_ISimpleStream, &call),
             E_NOINTERFACE);
  ck_assert_ptr_null (call);
  assert_hr (ICallFactory_CreateCall (factory, &IID_AsyncISimpleStream, NULL, &IID_IStream, &call),
             E_NOINTERFACE);
  assert_hr (ICallFactory_CreateCall (factory, &IID_AsyncIFileStream, NULL, &IID_IUnknown, NULL),
             E_POINTER);
}
END_TEST

/* --- --- */

static void
add_read (Suite *suite)
{
  TCase *tcase = scene_case ("read");

  tcase_add_test (tcase, read_gives_what_is_there);
  tcase_add_test (tcase, read_at_the_end_is_short_and_false);
  tcase_add_test (tcase, read_up_to_the_end_is_whole);
  tcase_add_test (tcase, read_of_several_steps_is_one_read);
  tcase_add_test (tcase, huge_read_takes_memory_for_what_there_is);
  tcase_add_test (tcase, read_of_nothing_succeeds_at_the_end_too);
  tcase_add_test (tcase, file_that_grew_is_read_on);
  suite_add_tcase (suite, tcase);
}

static void
add_write (Suite *suite)
{
  TCase *tcase = scene_case ("write");

  tcase_add_test (tcase, write_puts_it_where_the_stream_stands);
  tcase_add_test (tcase, write_of_several_steps_is_one_write);
  tcase_add_test (tcase, full_device_is_told_and_the_position_stays);
  tcase_add_test (tcase, size_limit_is_told_without_a_signal);
  suite_add_tcase (suite, tcase);
}

static void
add_seek (Suite *suite)
{
  TCase *tcase = scene_case ("seek");

  tcase_add_test (tcase, seek_goes_from_each_origin);
  tcase_add_test (tcase, seek_that_leads_nowhere_moves_nothing);
  tcase_add_test (tcase, write_beyond_the_end_leaves_zeros_between);
  tcase_add_test (tcase, largest_position_is_a_position);
  tcase_add_test (tcase, size_beyond_four_gigabytes_is_known);
  suite_add_tcase (suite, tcase);
}

static void
add_call (Suite *suite)
{
  TCase *tcase = scene_case ("call");

  tcase_add_test (tcase, null_results_are_refused);
  tcase_add_test (tcase, null_results_of_a_call_leave_it_to_be_finished);
  tcase_add_test (tcase, every_method_can_be_begun);
  tcase_add_test (tcase, what_is_written_is_taken_at_begin);
  tcase_add_test (tcase, failure_comes_with_finish_and_zeroed_results);
  tcase_add_test (tcase, one_call_object_is_one_call);
  tcase_add_test (tcase, factory_makes_calls_of_the_asynchronous_interfaces_only);
  suite_add_tcase (suite, tcase);
}

Suite *
stream_suite (void)
{
  Suite *suite = suite_create ("stream");

  add_read (suite);
  add_write (suite);
  add_seek (suite);
  add_call (suite);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* IFileStream: opening, closing, the size of a file, by itself and through call objects. */

#include "suites.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static HRESULT
open_file (const char *path, DWORD mode)
{
  g_autoptr (ISimpleStream) stream = scene_stream (NULL, 0);
  g_autoptr (IFileStream) file = scene_file_of (stream);

  return IFileStream_Open (file, path, mode, 0600);
}

START_TEST (missing_file_is_not_found)
{
  assert_errno (open_file (scene_path ("missing"), FILE_STREAM_READ), ENOENT);
  assert_errno (open_file ("", FILE_STREAM_READ), ENOENT);
}
END_TEST

START_TEST (errors_of_open_are_those_of_errno)
{
  const char *file = scene_file ("file", 1);
  g_autofree char *below = g_build_filename (file, "below", NULL);
  g_autofree char *long_name = g_strnfill (300, 'x');
  const char *loop = scene_path ("loop");

  ck_assert_int_eq (symlink ("loop", loop), 0);
  assert_errno (open_file (below, FILE_STREAM_READ), ENOTDIR);
  assert_errno (open_file (scene_path (long_name), FILE_STREAM_READ), ENAMETOOLONG);
  assert_errno (open_file (loop, FILE_STREAM_READ), ELOOP);
  assert_errno (open_file ("/proc/version", FILE_STREAM_WRITE | FILE_STREAM_CREATE
                                                | FILE_STREAM_EXCLUSIVE), EEXIST);
}
END_TEST

START_TEST (directory_is_refused)
{
  assert_errno (open_file (scene_path (""), FILE_STREAM_READ), EISDIR);
  assert_errno (open_file (scene_path (""), FILE_STREAM_WRITE), EISDIR);
}
END_TEST

START_TEST (too_many_open_files_is_told)
{
  const char *path = scene_file ("file", 1);
  int next = open ("/dev/null", O_RDONLY);
  rlim_t limit = scene_limit (RLIMIT_NOFILE, (rlim_t) next);

  ck_assert_int_eq (close (next), 0);
  assert_errno (open_file (path, FILE_STREAM_READ), EMFILE);
  scene_limit (RLIMIT_NOFILE, limit);
}
END_TEST

START_TEST (modes_without_sense_are_refused)
{
  static const DWORD modes[] = {
    0,
    FILE_STREAM_CREATE,
    FILE_STREAM_READ | FILE_STREAM_TRUNCATE,
    FILE_STREAM_WRITE | FILE_STREAM_EXCLUSIVE,
    FILE_STREAM_READ | 0x80000000,
  };
  const char *path = scene_file ("file", 3);

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    assert_hr (open_file (path, modes[i]), E_INVALIDARG);
  scene_assert_contents (path, (const byte[]){ scene_byte (0), scene_byte (1), scene_byte (2) }, 3);
}
END_TEST

START_TEST (create_makes_the_file_with_its_permissions)
{
  g_autoptr (ISimpleStream) stream = scene_stream (NULL, 0);
  g_autoptr (IFileStream) file = scene_file_of (stream);
  const char *path = scene_path ("new");
  struct stat status;

  assert_hr (IFileStream_Open (file, path, FILE_STREAM_WRITE | FILE_STREAM_CREATE, 0640), S_OK);
  ck_assert_int_eq (stat (path, &status), 0);
  ck_assert_uint_eq (status.st_mode & 0777, 0640);
  ck_assert_int_eq (status.st_size, 0);
}
END_TEST

START_TEST (exclusive_refuses_what_is_there)
{
  const DWORD mode = FILE_STREAM_WRITE | FILE_STREAM_CREATE | FILE_STREAM_EXCLUSIVE;
  const char *path = scene_path ("new");

  assert_hr (open_file (path, mode), S_OK);
  assert_errno (open_file (path, mode), EEXIST);
}
END_TEST

START_TEST (truncate_empties_the_file)
{
  const char *path = scene_file ("file", 1000);

  assert_hr (open_file (path, FILE_STREAM_WRITE | FILE_STREAM_TRUNCATE), S_OK);
  scene_assert_contents (path, "", 0);
}
END_TEST

START_TEST (null_path_is_refused)
{
  assert_hr (open_file (NULL, FILE_STREAM_READ), E_POINTER);
}
END_TEST

START_TEST (open_stream_is_not_opened_again)
{
  const char *path = scene_file ("file", 10);
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_READ);
  g_autoptr (IFileStream) file = scene_file_of (stream);
  byte data[10];
  ULONG n;

  assert_hr (IFileStream_Open (file, path, FILE_STREAM_READ, 0), E_ILLEGAL_METHOD_CALL);
  assert_hr (ISimpleStream_Read (stream, data, 10, &n), S_OK);
}
END_TEST

/* Every method but Open, and what it leaves in its results. */
static void
assert_all_fail (ISimpleStream *stream, HRESULT expected)
{
  g_autoptr (IFileStream) file = scene_file_of (stream);
  ULONG n = 1;
  ULONGLONG value = 1;
  byte data[4] = { 0 };

  assert_hr (ISimpleStream_Read (stream, data, 4, &n), expected);
  ck_assert_uint_eq (n, 0);
  n = 1;
  assert_hr (ISimpleStream_Write (stream, data, 4, &n), expected);
  ck_assert_uint_eq (n, 0);
  assert_hr (ISimpleStream_Seek (stream, 0, STREAM_SEEK_SET, &value), expected);
  ck_assert_uint_eq (value, 0);
  value = 1;
  assert_hr (ISimpleStream_GetSize (stream, &value), expected);
  ck_assert_uint_eq (value, 0);
  assert_hr (IFileStream_SetSize (file, 0), expected);
  assert_hr (IFileStream_Close (file), expected);
}

START_TEST (stream_without_a_file_has_nothing_to_offer)
{
  g_autoptr (ISimpleStream) stream = scene_stream (NULL, 0);

  assert_all_fail (stream, E_HANDLE);
}
END_TEST

START_TEST (closed_stream_has_nothing_to_offer)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_file ("file", 10), FILE_STREAM_READ);
  g_autoptr (IFileStream) file = scene_file_of (stream);

  assert_hr (IFileStream_Close (file), S_OK);
  assert_all_fail (stream, E_HANDLE);
}
END_TEST

START_TEST (closed_stream_opens_again)
{
  const char *path = scene_file ("file", 10);
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_READ);
  g_autoptr (IFileStream) file = scene_file_of (stream);
  byte data[10];
  ULONG n;

  assert_hr (ISimpleStream_Read (stream, data, 4, &n), S_OK);
  assert_hr (IFileStream_Close (file), S_OK);
  assert_hr (IFileStream_Open (file, path, FILE_STREAM_READ, 0), S_OK);
  ck_assert_uint_eq (scene_position (stream), 0);
}
END_TEST

START_TEST (what_a_mode_does_not_allow_is_denied)
{
  const char *path = scene_file ("file", 10);
  g_autoptr (ISimpleStream) reader = scene_stream (path, FILE_STREAM_READ);
  g_autoptr (ISimpleStream) writer = scene_stream (path, FILE_STREAM_WRITE);
  g_autoptr (IFileStream) file = scene_file_of (reader);
  byte data[4] = { 0 };
  ULONG n;

  assert_hr (ISimpleStream_Write (reader, data, 4, &n), E_ACCESSDENIED);
  assert_hr (IFileStream_SetSize (file, 0), E_ACCESSDENIED);
  assert_hr (ISimpleStream_Read (writer, data, 4, &n), E_ACCESSDENIED);
}
END_TEST

START_TEST (set_size_cuts_and_fills_up_and_keeps_the_position)
{
  const char *path = scene_file ("file", 4);
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_READ | FILE_STREAM_WRITE);
  g_autoptr (IFileStream) file = scene_file_of (stream);
  const byte expected[] = { scene_byte (0), scene_byte (1), 0, 0, 0, 0 };
  ULONGLONG position, size;

  assert_hr (ISimpleStream_Seek (stream, 3, STREAM_SEEK_SET, &position), S_OK);
  assert_hr (IFileStream_SetSize (file, 2), S_OK);
  assert_hr (IFileStream_SetSize (file, 6), S_OK);
  assert_hr (ISimpleStream_GetSize (stream, &size), S_OK);
  ck_assert_uint_eq (size, 6);
  ck_assert_uint_eq (scene_position (stream), 3);
  scene_assert_contents (path, expected, sizeof expected);
  assert_errno (IFileStream_SetSize (file, G_MAXUINT64), EFBIG);
}
END_TEST

START_TEST (file_calls_can_be_begun)
{
  const char *path = scene_path ("new");
  g_autoptr (ISimpleStream) stream = scene_stream (NULL, 0);
  g_autoptr (AsyncIFileStream) call = scene_file_call (stream);

  assert_hr (AsyncIFileStream_Begin_Open (call, NULL, FILE_STREAM_READ, 0), E_POINTER);
  assert_hr (AsyncIFileStream_Begin_Open (call, path, FILE_STREAM_READ, 0), S_OK);
  assert_errno (AsyncIFileStream_Finish_Open (call), ENOENT);
  assert_hr (AsyncIFileStream_Begin_Open (call, path, FILE_STREAM_WRITE | FILE_STREAM_CREATE, 0600),
             S_OK);
  assert_hr (AsyncIFileStream_Finish_Close (call), RPC_E_CALL_COMPLETE);
  assert_hr (AsyncIFileStream_Finish_Open (call), S_OK);
  assert_hr (AsyncIFileStream_Begin_SetSize (call, 3), S_OK);
  assert_hr (AsyncIFileStream_Finish_SetSize (call), S_OK);
  assert_hr (AsyncIFileStream_Begin_Close (call), S_OK);
  assert_hr (AsyncIFileStream_Begin_Close (call), RPC_S_CALLPENDING);
  assert_hr (AsyncIFileStream_Finish_Close (call), S_OK);
  assert_hr (AsyncIFileStream_Finish_Close (call), RPC_E_CALL_COMPLETE);
  scene_assert_contents (path, "\0\0", 3);
}
END_TEST

static void
add_open (Suite *suite)
{
  TCase *tcase = scene_case ("open");

  tcase_add_test (tcase, missing_file_is_not_found);
  tcase_add_test (tcase, errors_of_open_are_those_of_errno);
  tcase_add_test (tcase, directory_is_refused);
  tcase_add_test (tcase, too_many_open_files_is_told);
  tcase_add_test (tcase, modes_without_sense_are_refused);
  tcase_add_test (tcase, create_makes_the_file_with_its_permissions);
  tcase_add_test (tcase, exclusive_refuses_what_is_there);
  tcase_add_test (tcase, truncate_empties_the_file);
  tcase_add_test (tcase, null_path_is_refused);
  tcase_add_test (tcase, open_stream_is_not_opened_again);
  suite_add_tcase (suite, tcase);
}

static void
add_state (Suite *suite)
{
  TCase *tcase = scene_case ("state");

  tcase_add_test (tcase, stream_without_a_file_has_nothing_to_offer);
  tcase_add_test (tcase, closed_stream_has_nothing_to_offer);
  tcase_add_test (tcase, closed_stream_opens_again);
  tcase_add_test (tcase, what_a_mode_does_not_allow_is_denied);
  tcase_add_test (tcase, set_size_cuts_and_fills_up_and_keeps_the_position);
  tcase_add_test (tcase, file_calls_can_be_begun);
  suite_add_tcase (suite, tcase);
}

Suite *
file_suite (void)
{
  Suite *suite = suite_create ("file");

  add_open (suite);
  add_state (suite);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Streams that have no position and may have to wait: named pipes. */

#include "suites.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* More than the threads of the pool. */
#define N_PIPES 100

static int
open_writer (const char *path)
{
  int fd = open (path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);

  ck_assert_int_ge (fd, 0);
  return fd;
}

static void
put (int fd, const char *text)
{
  ck_assert_int_eq (write (fd, text, strlen (text)), (ssize_t) strlen (text));
}

START_TEST (read_waits_for_the_first_writer)
{
  const char *path = scene_pipe ("pipe");
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_READ);
  g_autoptr (AsyncISimpleStream) call = scene_call (stream);
  byte data[10];
  ULONG n;
  int fd;

  assert_hr (AsyncISimpleStream_Begin_Read (call, 10), S_OK);
  scene_let_block ();
  ck_assert (BECK_TIMED_OUT (scene_wait (call, 0)));
  fd = open_writer (path);
  scene_let_block ();
  ck_assert (BECK_TIMED_OUT (scene_wait (call, 0)));
  put (fd, "abc");
  assert_hr (AsyncISimpleStream_Finish_Read (call, data, &n), S_OK);
  ck_assert_uint_eq (n, 3);
  ck_assert_int_eq (memcmp (data, "abc", 3), 0);
  close (fd);
}
END_TEST

START_TEST (pipe_ends_with_its_last_writer)
{
  const char *path = scene_pipe ("pipe");
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_READ);
  int fd = open_writer (path);
  byte data[10];
  ULONG n;

  put (fd, "abc");
  close (fd);
  assert_hr (ISimpleStream_Read (stream, data, 10, &n), S_OK);
  ck_assert_uint_eq (n, 3);
  assert_hr (ISimpleStream_Read (stream, data, 10, &n), S_FALSE);
  ck_assert_uint_eq (n, 0);
}
END_TEST

START_TEST (reads_in_flight_share_a_pipe_in_order)
{
  const char *path = scene_pipe ("pipe");
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_READ);
  g_autoptr (AsyncISimpleStream) first = scene_call (stream);
  g_autoptr (AsyncISimpleStream) second = scene_call (stream);
  int fd = open_writer (path);
  byte data[3];
  ULONG n;

  assert_hr (AsyncISimpleStream_Begin_Read (first, 3), S_OK);
  assert_hr (AsyncISimpleStream_Begin_Read (second, 3), S_OK);
  put (fd, "abcdef");
  assert_hr (AsyncISimpleStream_Finish_Read (second, data, &n), S_OK);
  ck_assert_int_eq (memcmp (data, "def", 3), 0);
  assert_hr (AsyncISimpleStream_Finish_Read (first, data, &n), S_OK);
  ck_assert_int_eq (memcmp (data, "abc", 3), 0);
  close (fd);
}
END_TEST

START_TEST (pipe_has_no_position_and_no_size)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_pipe ("pipe"), FILE_STREAM_READ);
  ULONGLONG value;
  byte data[1];
  ULONG n;

  assert_errno (ISimpleStream_Seek (stream, 0, STREAM_SEEK_CUR, &value), ESPIPE);
  assert_errno (ISimpleStream_GetSize (stream, &value), ESPIPE);
  assert_hr (ISimpleStream_Read (stream, data, 0, &n), S_OK);
}
END_TEST

START_TEST (write_waits_until_it_is_read)
{
  enum { SIZE = 1 << 20 };
  const char *path = scene_pipe ("pipe");
  g_autoptr (ISimpleStream) reader = scene_stream (path, FILE_STREAM_READ);
  g_autoptr (ISimpleStream) writer = scene_stream (path, FILE_STREAM_WRITE);
  g_autoptr (AsyncISimpleStream) call = scene_call (writer);
  g_autofree byte *data = g_malloc (SIZE);
  gsize total = 0;
  ULONG n;

  for (gsize i = 0; i < SIZE; i++)
    data[i] = scene_byte (i);
  assert_hr (AsyncISimpleStream_Begin_Write (call, data, SIZE), S_OK);
  scene_let_block ();
  ck_assert (BECK_TIMED_OUT (scene_wait (call, 0)));
  for (; total < SIZE; total += n)
    {
      assert_hr (ISimpleStream_Read (reader, data, SIZE, &n), S_OK);
      scene_assert_bytes (data, total, n);
    }
  ck_assert_uint_eq (total, SIZE);
  assert_hr (AsyncISimpleStream_Finish_Write (call, &n), S_OK);
  ck_assert_uint_eq (n, SIZE);
}
END_TEST

START_TEST (pipe_that_nobody_reads_is_not_opened_for_writing)
{
  g_autoptr (ISimpleStream) stream = scene_stream (NULL, 0);
  g_autoptr (IFileStream) file = scene_file_of (stream);

  assert_errno (IFileStream_Open (file, scene_pipe ("pipe"), FILE_STREAM_WRITE, 0), ENXIO);
}
END_TEST

START_TEST (pipe_that_lost_its_reader_is_broken_without_a_signal)
{
  const char *path = scene_pipe ("pipe");
  ISimpleStream *reader = scene_stream (path, FILE_STREAM_READ);
  g_autoptr (ISimpleStream) writer = scene_stream (path, FILE_STREAM_WRITE);
  ULONG n;

  ISimpleStream_Release (reader);
  assert_errno (ISimpleStream_Write (writer, (const byte *) "x", 1, &n), EPIPE);
  assert_errno (ISimpleStream_Write (writer, (const byte *) "x", 1, &n), EPIPE);
}
END_TEST

START_TEST (waiting_pipes_leave_the_pool_to_others)
{
  const char *path = scene_file ("file", 10);
  ISimpleStream *pipes[N_PIPES];
  AsyncISimpleStream *calls[N_PIPES];
  g_autoptr (ISimpleStream) stream = NULL;
  byte data[10];
  ULONG n;

  for (int i = 0; i < N_PIPES; i++)
    {
      g_autofree char *name = g_strdup_printf ("pipe-%d", i);

      pipes[i] = scene_stream (scene_pipe (name), FILE_STREAM_READ);
      calls[i] = scene_call (pipes[i]);
      assert_hr (AsyncISimpleStream_Begin_Read (calls[i], 10), S_OK);
    }
  stream = scene_stream (path, FILE_STREAM_READ);
  assert_hr (ISimpleStream_Read (stream, data, 10, &n), S_OK);
  for (int i = 0; i < N_PIPES; i++)
    {
      assert_hr (scene_cancel (calls[i]), S_OK);
      assert_hr (AsyncISimpleStream_Finish_Read (calls[i], data, &n), RPC_E_CALL_CANCELED);
      AsyncISimpleStream_Release (calls[i]);
      ISimpleStream_Release (pipes[i]);
    }
}
END_TEST

Suite *
pipe_suite (void)
{
  Suite *suite = suite_create ("pipe");
  TCase *reading = scene_case ("read");
  TCase *writing = scene_case ("write");

  tcase_add_test (reading, read_waits_for_the_first_writer);
  tcase_add_test (reading, pipe_ends_with_its_last_writer);
  tcase_add_test (reading, reads_in_flight_share_a_pipe_in_order);
  tcase_add_test (reading, pipe_has_no_position_and_no_size);
  tcase_add_test (reading, waiting_pipes_leave_the_pool_to_others);
  suite_add_tcase (suite, reading);
  tcase_add_test (writing, write_waits_until_it_is_read);
  tcase_add_test (writing, pipe_that_nobody_reads_is_not_opened_for_writing);
  tcase_add_test (writing, pipe_that_lost_its_reader_is_broken_without_a_signal);
  suite_add_tcase (suite, writing);
  return suite;
}

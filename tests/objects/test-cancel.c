/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Calls that are cancelled: while they wait for a pipe, for their turn, or between two steps. */

#include "suites.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define N_ROUNDS 1000

/* A time that differs from round to round, about as long as a call takes: so that a cancellation
 * after it meets every moment of the call. */
static void
spin (int round)
{
  gint64 end = g_get_monotonic_time () + round % 64;

  while (g_get_monotonic_time () < end)
    ;
}

/* --- on a pipe --- */

static int
open_writer (const char *path)
{
  int fd = open (path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);

  ck_assert_int_ge (fd, 0);
  return fd;
}

START_TEST (cancelled_read_frees_its_client_and_the_stream)
{
  const char *path = scene_pipe ("pipe");
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_READ);
  g_autoptr (AsyncISimpleStream) call = scene_call (stream);
  int fd = open_writer (path);
  byte data[10];
  ULONG n = 1;

  assert_hr (AsyncISimpleStream_Begin_Read (call, 10), S_OK);
  scene_let_block ();
  assert_hr (scene_cancel (call), S_OK);
  assert_hr (scene_wait (call, 0), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Read (call, data, &n), RPC_E_CALL_CANCELED);
  ck_assert_uint_eq (n, 0);

  ck_assert_int_eq (write (fd, "abc", 3), 3);
  assert_hr (ISimpleStream_Read (stream, data, 10, &n), S_OK);
  ck_assert_uint_eq (n, 3);
  close (fd);
}
END_TEST

START_TEST (cancelled_write_frees_its_client_and_the_stream)
{
  const char *path = scene_pipe ("pipe");
  BECK_UNUSED g_autoptr (ISimpleStream) reader = scene_stream (path, FILE_STREAM_READ);
  g_autoptr (ISimpleStream) writer = scene_stream (path, FILE_STREAM_WRITE);
  g_autoptr (IFileStream) file = scene_file_of (writer);
  g_autoptr (AsyncISimpleStream) call = scene_call (writer);
  g_autofree byte *data = g_malloc0 (1 << 20);
  ULONG n = 1;

  assert_hr (AsyncISimpleStream_Begin_Write (call, data, 1 << 20), S_OK);
  scene_let_block ();
  assert_hr (scene_cancel (call), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Write (call, &n), RPC_E_CALL_CANCELED);
  ck_assert_uint_eq (n, 0);
  assert_hr (IFileStream_Close (file), S_OK);
}
END_TEST

START_TEST (deadline_ends_a_read)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_pipe ("pipe"), FILE_STREAM_READ);
  g_autoptr (AsyncISimpleStream) call = scene_call (stream);
  byte data[10];
  ULONG n;

  assert_hr (beck_call_set_deadline ((IUnknown *) call, g_get_monotonic_time () + 10000), S_OK);
  assert_hr (AsyncISimpleStream_Begin_Read (call, 10), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Read (call, data, &n), RPC_E_CALL_CANCELED);
}
END_TEST

START_TEST (cancelled_call_may_be_released_unfinished)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_pipe ("pipe"), FILE_STREAM_READ);
  g_autoptr (IFileStream) file = scene_file_of (stream);
  AsyncISimpleStream *call = scene_call (stream);

  assert_hr (AsyncISimpleStream_Begin_Read (call, 10), S_OK);
  assert_hr (scene_cancel (call), S_OK);
  AsyncISimpleStream_Release (call);
  assert_hr (IFileStream_Close (file), S_OK);
}
END_TEST

/* A writer and a canceller meet at the same read, many times: whoever wins, no byte is lost
 * and none comes twice. */
START_TEST (cancelled_read_takes_nothing_from_the_pipe)
{
  enum { BLOCK = 4096 };
  const char *path = scene_pipe ("pipe");
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_READ);
  g_autoptr (AsyncISimpleStream) call = scene_call (stream);
  int fd = open_writer (path);
  gsize n_written = 0, n_read = 0;
  byte block[BLOCK], data[2 * BLOCK];
  ULONG n;

  for (int round = 0; round < N_ROUNDS; round++)
    {
      for (int i = 0; i < BLOCK; i++)
        block[i] = scene_byte (n_written + (gsize) i);
      assert_hr (AsyncISimpleStream_Begin_Read (call, sizeof data), S_OK);
      if (write (fd, block, BLOCK) == BLOCK) /* unless the pipe is full */
        n_written += BLOCK;
      spin (round);
      scene_cancel (call);
      if (AsyncISimpleStream_Finish_Read (call, data, &n) != S_OK)
        continue;
      scene_assert_bytes (data, n_read, n);
      n_read += n;
    }
  close (fd);
  while (ISimpleStream_Read (stream, data, sizeof data, &n) == S_OK)
    {
      scene_assert_bytes (data, n_read, n);
      n_read += n;
    }
  ck_assert_uint_eq (n_read, n_written);
}
END_TEST

/* --- in the queue --- */

START_TEST (cancelled_in_the_queue_is_as_if_never_begun)
{
  const char *path = scene_pipe ("pipe");
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_READ);
  g_autoptr (AsyncISimpleStream) first = scene_call (stream);
  g_autoptr (AsyncISimpleStream) second = scene_call (stream);
  g_autoptr (AsyncISimpleStream) third = scene_call (stream);
  int fd = open_writer (path);
  byte data[3];
  ULONG n;

  assert_hr (AsyncISimpleStream_Begin_Read (first, 3), S_OK);
  assert_hr (AsyncISimpleStream_Begin_Read (second, 3), S_OK);
  assert_hr (AsyncISimpleStream_Begin_Read (third, 3), S_OK);
  assert_hr (scene_cancel (second), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Read (second, data, &n), RPC_E_CALL_CANCELED);
  /* Let go by the stream, it can be begun again and is behind the third now. */
  assert_hr (AsyncISimpleStream_Begin_Read (second, 3), S_OK);
  ck_assert_int_eq (write (fd, "abcdefghi", 9), 9);
  assert_hr (AsyncISimpleStream_Finish_Read (first, data, &n), S_OK);
  ck_assert_int_eq (memcmp (data, "abc", 3), 0);
  assert_hr (AsyncISimpleStream_Finish_Read (third, data, &n), S_OK);
  ck_assert_int_eq (memcmp (data, "def", 3), 0);
  assert_hr (AsyncISimpleStream_Finish_Read (second, data, &n), S_OK);
  ck_assert_int_eq (memcmp (data, "ghi", 3), 0);
  close (fd);
}
END_TEST

START_TEST (cancelled_head_lets_the_next_have_its_turn)
{
  const char *path = scene_pipe ("pipe");
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_READ);
  g_autoptr (AsyncISimpleStream) reading = scene_call (stream);
  g_autoptr (AsyncIFileStream) closing = scene_file_call (stream);

  assert_hr (AsyncISimpleStream_Begin_Read (reading, 3), S_OK);
  assert_hr (AsyncIFileStream_Begin_Close (closing), S_OK);
  scene_let_block ();
  ck_assert (BECK_TIMED_OUT (scene_wait (closing, 0)));
  assert_hr (scene_cancel (reading), S_OK);
  assert_hr (AsyncIFileStream_Finish_Close (closing), S_OK);
}
END_TEST

/* --- between two steps --- */

START_TEST (long_read_stops_between_two_steps)
{
  g_autoptr (ISimpleStream) stream = scene_stream ("/dev/zero", FILE_STREAM_READ);
  g_autoptr (AsyncISimpleStream) call = scene_call (stream);
  byte data[1];
  ULONG n;

  assert_hr (AsyncISimpleStream_Begin_Read (call, G_MAXUINT32), S_OK);
  g_usleep (2000);
  assert_hr (scene_cancel (call), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Read (call, data, &n), RPC_E_CALL_CANCELED);
  /* Comes after it: the worker is free. */
  ck_assert_uint_eq (scene_position (stream), 0);
}
END_TEST

START_TEST (long_write_stops_between_two_steps)
{
  const gsize size = 256 << 20;
  g_autoptr (ISimpleStream) stream = scene_stream ("/dev/null", FILE_STREAM_WRITE);
  g_autoptr (AsyncISimpleStream) call = scene_call (stream);
  g_autofree byte *data = g_malloc0 (size);
  ULONG n;
  HRESULT hr;

  assert_hr (AsyncISimpleStream_Begin_Write (call, data, (ULONG) size), S_OK);
  scene_cancel (call);
  hr = AsyncISimpleStream_Finish_Write (call, &n);
  ck_assert (hr == RPC_E_CALL_CANCELED || hr == S_OK);
  ck_assert_uint_eq (n, hr == S_OK ? size : 0);
  ck_assert_uint_eq (scene_position (stream), n);
}
END_TEST

/* The position tells what really happened: a cancelled call must not have moved it. */
START_TEST (cancelled_call_does_not_move_the_position)
{
  enum { SIZE = 64 * 1024 };
  const char *path = scene_path ("file");
  g_autoptr (ISimpleStream) stream
      = scene_stream (path, FILE_STREAM_READ | FILE_STREAM_WRITE | FILE_STREAM_CREATE);
  g_autoptr (IFileStream) file = scene_file_of (stream);
  g_autoptr (AsyncISimpleStream) call = scene_call (stream);
  g_autofree byte *data = g_malloc0 (SIZE);
  ULONGLONG expected = 0, position;
  ULONG n;

  assert_hr (IFileStream_SetSize (file, (guint64) N_ROUNDS * SIZE), S_OK);
  for (int round = 0; round < N_ROUNDS; round++)
    {
      int method = round / 64 % 3;
      HRESULT hr;

      if (method == 0)
        AsyncISimpleStream_Begin_Read (call, SIZE);
      else if (method == 1)
        AsyncISimpleStream_Begin_Write (call, data, SIZE);
      else
        AsyncISimpleStream_Begin_Seek (call, SIZE, STREAM_SEEK_CUR);
      spin (round);
      scene_cancel (call);
      hr = method == 0   ? AsyncISimpleStream_Finish_Read (call, data, &n)
           : method == 1 ? AsyncISimpleStream_Finish_Write (call, &n)
                         : AsyncISimpleStream_Finish_Seek (call, &position);
      ck_assert (hr == S_OK || hr == RPC_E_CALL_CANCELED);
      expected += hr == S_OK ? SIZE : 0;
      ck_assert_uint_eq (scene_position (stream), expected);
    }
}
END_TEST

START_TEST (cancelled_open_leaves_the_stream_closed)
{
  const char *path = scene_file ("file", 1);

  for (int round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (ISimpleStream) stream = scene_stream (NULL, 0);
      g_autoptr (AsyncIFileStream) call = scene_file_call (stream);
      ULONGLONG size;
      HRESULT hr;

      assert_hr (AsyncIFileStream_Begin_Open (call, path, FILE_STREAM_READ, 0), S_OK);
      spin (round);
      scene_cancel (call);
      hr = AsyncIFileStream_Finish_Open (call);
      ck_assert (hr == S_OK || hr == RPC_E_CALL_CANCELED);
      assert_hr (ISimpleStream_GetSize (stream, &size), hr == S_OK ? S_OK : E_HANDLE);
    }
}
END_TEST

/* --- all at once --- */

/* Begins a call that would wait for ever, and lets go of it in one of the ways there are. */
static void
begin_and_let_go (ISimpleStream *stream, int way)
{
  g_autoptr (AsyncISimpleStream) call = scene_call (stream);
  byte data[10];
  ULONG n;

  if (way == 0)
    assert_hr (beck_call_set_deadline ((IUnknown *) call, g_get_monotonic_time () + 50), S_OK);
  assert_hr (AsyncISimpleStream_Begin_Read (call, sizeof data), S_OK);
  if (way == 1 || way == 2)
    scene_cancel (call);
  if (way == 0 || way == 1)
    assert_hr (AsyncISimpleStream_Finish_Read (call, data, &n), RPC_E_CALL_CANCELED);
  else if (way == 3)
    beck_call_set_deadline ((IUnknown *) call, g_get_monotonic_time () + 50);
}

static gpointer
begin_many (gpointer stream)
{
  for (int round = 0; round < N_ROUNDS / 4; round++)
    begin_and_let_go (stream, round % 4);
  return NULL;
}

START_TEST (threads_begin_and_let_go_at_once)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_pipe ("pipe"), FILE_STREAM_READ);
  g_autoptr (IFileStream) file = scene_file_of (stream);
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("client", begin_many, stream);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  /* Has its turn when all of them are gone. */
  assert_hr (IFileStream_Close (file), S_OK);
}
END_TEST

/* --- synchronous calls --- */

typedef struct
{
  ISimpleStream *stream;
  gboolean enable;
  gint thread_id; /* atomic */
  HRESULT result;
  ULONG n_read;
} Blocked;

static gpointer
read_blocked (gpointer data)
{
  Blocked *self = data;
  byte buffer[10];

  if (self->enable)
    assert_hr (CoEnableCallCancellation (NULL), S_OK);
  g_atomic_int_set (&self->thread_id, gettid ());
  self->result = ISimpleStream_Read (self->stream, buffer, 10, &self->n_read);
  return NULL;
}

static GThread *
start_blocked (Blocked *self)
{
  GThread *thread = g_thread_new ("blocked", read_blocked, self);

  while (g_atomic_int_get (&self->thread_id) == 0)
    g_thread_yield ();
  return thread;
}

/* Until the thread is in its call there is nothing to cancel. */
static HRESULT
cancel_when_there (DWORD thread_id)
{
  HRESULT hr;

  while ((hr = CoCancelCall (thread_id, 0)) == E_NOINTERFACE || hr == RPC_E_CALL_COMPLETE)
    g_usleep (1000);
  return hr;
}

START_TEST (synchronous_read_is_cancelled_from_another_thread)
{
  g_autoptr (ISimpleStream) stream = scene_stream (scene_pipe ("pipe"), FILE_STREAM_READ);
  Blocked blocked = { .stream = stream, .enable = TRUE, .n_read = 1 };
  GThread *thread = start_blocked (&blocked);

  assert_hr (cancel_when_there ((DWORD) blocked.thread_id), S_OK);
  g_thread_join (thread);
  assert_hr (blocked.result, RPC_E_CALL_CANCELED);
  ck_assert_uint_eq (blocked.n_read, 0);
}
END_TEST

START_TEST (synchronous_read_is_not_cancelled_unless_enabled)
{
  const char *path = scene_pipe ("pipe");
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_READ);
  Blocked blocked = { .stream = stream };
  GThread *thread = start_blocked (&blocked);
  int fd = open_writer (path);

  assert_hr (cancel_when_there ((DWORD) blocked.thread_id), CO_E_CANCEL_DISABLED);
  ck_assert_int_eq (write (fd, "abc", 3), 3);
  g_thread_join (thread);
  assert_hr (blocked.result, S_OK);
  ck_assert_uint_eq (blocked.n_read, 3);
  close (fd);
}
END_TEST

/* --- --- */

static void
add_pipe (Suite *suite)
{
  TCase *tcase = scene_case ("pipe");

  tcase_add_test (tcase, cancelled_read_frees_its_client_and_the_stream);
  tcase_add_test (tcase, cancelled_write_frees_its_client_and_the_stream);
  tcase_add_test (tcase, deadline_ends_a_read);
  tcase_add_test (tcase, cancelled_call_may_be_released_unfinished);
  tcase_add_test (tcase, cancelled_read_takes_nothing_from_the_pipe);
  tcase_add_test (tcase, cancelled_in_the_queue_is_as_if_never_begun);
  tcase_add_test (tcase, cancelled_head_lets_the_next_have_its_turn);
  suite_add_tcase (suite, tcase);
}

static void
add_steps (Suite *suite)
{
  TCase *tcase = scene_case ("steps");

  tcase_add_test (tcase, long_read_stops_between_two_steps);
  tcase_add_test (tcase, long_write_stops_between_two_steps);
  tcase_add_test (tcase, cancelled_call_does_not_move_the_position);
  tcase_add_test (tcase, cancelled_open_leaves_the_stream_closed);
  tcase_add_test (tcase, threads_begin_and_let_go_at_once);
  suite_add_tcase (suite, tcase);
}

static void
add_synchronous (Suite *suite)
{
  TCase *tcase = scene_case ("synchronous");

  tcase_add_test (tcase, synchronous_read_is_cancelled_from_another_thread);
  tcase_add_test (tcase, synchronous_read_is_not_cancelled_unless_enabled);
  suite_add_tcase (suite, tcase);
}

Suite *
cancel_suite (void)
{
  Suite *suite = suite_create ("cancel");

  add_pipe (suite);
  add_steps (suite);
  add_synchronous (suite);
  return suite;
}

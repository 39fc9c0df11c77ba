/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Several calls in flight on one stream: they take effect in the order in which they began. */

#include "suites.h"

#include <errno.h>
#include <string.h>

#define READ_WRITE (FILE_STREAM_READ | FILE_STREAM_WRITE)
#define N_CALLS 16
#define BLOCK 1000

typedef AsyncISimpleStream *Calls[N_CALLS];

static void
make_calls (ISimpleStream *stream, Calls calls)
{
  for (int i = 0; i < N_CALLS; i++)
    calls[i] = scene_call (stream);
}

static void
release_calls (Calls calls)
{
  for (int i = 0; i < N_CALLS; i++)
    AsyncISimpleStream_Release (calls[i]);
}

START_TEST (reads_in_flight_read_successive_blocks)
{
  const char *path = scene_file ("file", N_CALLS * BLOCK);
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_READ);
  byte data[BLOCK];
  Calls calls;
  ULONG n;

  make_calls (stream, calls);
  for (int i = 0; i < N_CALLS; i++)
    assert_hr (AsyncISimpleStream_Begin_Read (calls[i], BLOCK), S_OK);
  for (int i = N_CALLS - 1; i >= 0; i--)
    {
      assert_hr (AsyncISimpleStream_Finish_Read (calls[i], data, &n), S_OK);
      ck_assert_uint_eq (n, BLOCK);
      scene_assert_bytes (data, (gsize) i * BLOCK, BLOCK);
    }
  release_calls (calls);
}
END_TEST

START_TEST (reads_in_flight_share_the_end)
{
  const gsize size = 2 * BLOCK + 10;
  g_autoptr (ISimpleStream) stream = scene_stream (scene_file ("file", size), FILE_STREAM_READ);
  byte data[BLOCK];
  Calls calls;

  make_calls (stream, calls);
  for (int i = 0; i < N_CALLS; i++)
    assert_hr (AsyncISimpleStream_Begin_Read (calls[i], BLOCK), S_OK);
  for (int i = 0; i < N_CALLS; i++)
    {
      ULONG n = 0;

      assert_hr (AsyncISimpleStream_Finish_Read (calls[i], data, &n), i < 2 ? S_OK : S_FALSE);
      ck_assert_uint_eq (n, i < 2 ? BLOCK : i == 2 ? 10 : 0);
    }
  ck_assert_uint_eq (scene_position (stream), size);
  release_calls (calls);
}
END_TEST

START_TEST (write_behind_a_short_read_appends)
{
  const char *path = scene_file ("file", 10);
  g_autoptr (ISimpleStream) stream = scene_stream (path, READ_WRITE);
  g_autoptr (AsyncISimpleStream) reading = scene_call (stream);
  g_autoptr (AsyncISimpleStream) writing = scene_call (stream);
  ULONGLONG size;
  byte data[50];
  ULONG n;

  assert_hr (AsyncISimpleStream_Begin_Read (reading, 50), S_OK);
  assert_hr (AsyncISimpleStream_Begin_Write (writing, (const byte *) "tail", 4), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Write (writing, &n), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Read (reading, data, &n), S_FALSE);
  ck_assert_uint_eq (n, 10);
  assert_hr (ISimpleStream_GetSize (stream, &size), S_OK);
  ck_assert_uint_eq (size, 14);
}
END_TEST

START_TEST (writes_in_flight_land_one_behind_the_other)
{
  const char *path = scene_path ("file");
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_WRITE | FILE_STREAM_CREATE);
  byte expected[N_CALLS * 100];
  Calls calls;
  ULONG n;

  make_calls (stream, calls);
  for (int i = 0; i < N_CALLS; i++)
    {
      memset (expected + 100 * i, 'a' + i, 100);
      assert_hr (AsyncISimpleStream_Begin_Write (calls[i], expected + 100 * i, 100), S_OK);
    }
  for (int i = 0; i < N_CALLS; i++)
    assert_hr (AsyncISimpleStream_Finish_Write (calls[i], &n), S_OK);
  scene_assert_contents (path, expected, sizeof expected);
  release_calls (calls);
}
END_TEST

START_TEST (mixed_calls_do_what_they_do_one_by_one)
{
  const char *path = scene_path ("file");
  g_autoptr (ISimpleStream) stream = scene_stream (NULL, 0);
  g_autoptr (AsyncIFileStream) opening = scene_file_call (stream);
  g_autoptr (AsyncIFileStream) closing = scene_file_call (stream);
  ULONGLONG position;
  byte data[10];
  Calls calls;
  ULONG n;

  make_calls (stream, calls);
  assert_hr (AsyncIFileStream_Begin_Open (opening, path, READ_WRITE | FILE_STREAM_CREATE, 0600),
             S_OK);
  assert_hr (AsyncISimpleStream_Begin_Write (calls[0], (const byte *) "0123456789", 10), S_OK);
  assert_hr (AsyncISimpleStream_Begin_Seek (calls[1], 3, STREAM_SEEK_SET), S_OK);
  assert_hr (AsyncISimpleStream_Begin_Read (calls[2], 4), S_OK);
  assert_hr (AsyncISimpleStream_Begin_Write (calls[3], (const byte *) "X", 1), S_OK);
  assert_hr (AsyncISimpleStream_Begin_Read (calls[4], 10), S_OK);
  assert_hr (AsyncIFileStream_Begin_Close (closing), S_OK);
  assert_hr (AsyncISimpleStream_Begin_Read (calls[5], 10), S_OK);

  assert_hr (AsyncISimpleStream_Finish_Read (calls[5], data, &n), E_HANDLE);
  assert_hr (AsyncISimpleStream_Finish_Read (calls[4], data, &n), S_FALSE);
  ck_assert_uint_eq (n, 2);
  ck_assert_int_eq (memcmp (data, "89", 2), 0);
  assert_hr (AsyncISimpleStream_Finish_Write (calls[3], &n), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Read (calls[2], data, &n), S_OK);
  ck_assert_int_eq (memcmp (data, "3456", 4), 0);
  assert_hr (AsyncISimpleStream_Finish_Seek (calls[1], &position), S_OK);
  assert_hr (AsyncISimpleStream_Finish_Write (calls[0], &n), S_OK);
  assert_hr (AsyncIFileStream_Finish_Close (closing), S_OK);
  assert_hr (AsyncIFileStream_Finish_Open (opening), S_OK);
  scene_assert_contents (path, "0123456X89", 10);
  release_calls (calls);
}
END_TEST

START_TEST (synchronous_call_waits_for_its_turn)
{
  const char *path = scene_file ("file", 4 * BLOCK);
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_READ);
  g_autoptr (AsyncISimpleStream) call = scene_call (stream);
  byte data[3 * BLOCK];
  ULONG n;

  assert_hr (AsyncISimpleStream_Begin_Read (call, 3 * BLOCK), S_OK);
  assert_hr (ISimpleStream_Read (stream, data, BLOCK, &n), S_OK);
  scene_assert_bytes (data, 3 * BLOCK, BLOCK);
  assert_hr (AsyncISimpleStream_Finish_Read (call, data, &n), S_OK);
}
END_TEST

/* --- letting go --- */

START_TEST (abandoned_writes_are_done)
{
  const char *path = scene_path ("file");
  g_autoptr (ISimpleStream) stream = scene_stream (path, FILE_STREAM_WRITE | FILE_STREAM_CREATE);

  for (int i = 0; i < 100; i++)
    {
      g_autoptr (AsyncISimpleStream) call = scene_call (stream);

      assert_hr (AsyncISimpleStream_Begin_Write (call, (const byte *) "0123456789", 10), S_OK);
    }
  ck_assert_uint_eq (scene_position (stream), 1000);
}
END_TEST

START_TEST (call_in_flight_keeps_the_stream)
{
  ISimpleStream *stream = scene_stream (scene_file ("file", BLOCK), FILE_STREAM_READ);
  g_autoptr (AsyncISimpleStream) call = scene_call (stream);
  byte data[BLOCK];
  ULONG n;

  assert_hr (AsyncISimpleStream_Begin_Read (call, BLOCK), S_OK);
  ISimpleStream_Release (stream);
  assert_hr (AsyncISimpleStream_Finish_Read (call, data, &n), S_OK);
  scene_assert_bytes (data, 0, BLOCK);
}
END_TEST

START_TEST (everything_may_be_released_in_flight)
{
  const char *path = scene_file ("file", BLOCK);

  for (int round = 0; round < 200; round++)
    {
      ISimpleStream *stream = scene_stream (path, FILE_STREAM_READ);
      Calls calls;

      make_calls (stream, calls);
      ISimpleStream_Release (stream);
      for (int i = 0; i < N_CALLS; i++)
        assert_hr (AsyncISimpleStream_Begin_Read (calls[i], 10), S_OK);
      release_calls (calls);
    }
}
END_TEST

/* --- several threads, several streams --- */

typedef struct
{
  ISimpleStream *stream;
  gsize n_records;
} Reader;

/* Records of four equal bytes come out whole, whoever reads them. */
static gpointer
read_records (gpointer data)
{
  Reader *reader = data;
  byte record[4];
  ULONG n;

  while (ISimpleStream_Read (reader->stream, record, 4, &n) == S_OK)
    {
      ck_assert (record[0] == record[1] && record[1] == record[2] && record[2] == record[3]);
      reader->n_records++;
    }
  return NULL;
}

START_TEST (threads_share_a_stream)
{
  enum { N_THREADS = 4, N_RECORDS = 2000 };
  const char *path = scene_path ("file");
  g_autoptr (ISimpleStream) stream
      = scene_stream (path, READ_WRITE | FILE_STREAM_CREATE);
  byte records[N_RECORDS][4];
  Reader readers[N_THREADS];
  GThread *threads[N_THREADS];
  ULONGLONG position;
  gsize total = 0;
  ULONG n;

  for (int i = 0; i < N_RECORDS; i++)
    memset (records[i], i, 4);
  assert_hr (ISimpleStream_Write (stream, records[0], sizeof records, &n), S_OK);
  assert_hr (ISimpleStream_Seek (stream, 0, STREAM_SEEK_SET, &position), S_OK);
  for (int i = 0; i < N_THREADS; i++)
    {
      readers[i] = (Reader){ stream, 0 };
      threads[i] = g_thread_new ("reader", read_records, &readers[i]);
    }
  for (int i = 0; i < N_THREADS; i++)
    {
      g_thread_join (threads[i]);
      total += readers[i].n_records;
    }
  ck_assert_uint_eq (total, N_RECORDS);
}
END_TEST

START_TEST (many_streams_work_at_once)
{
  enum { N_STREAMS = 200 };
  const char *path = scene_file ("file", BLOCK);
  ISimpleStream *streams[N_STREAMS];
  AsyncISimpleStream *calls[N_STREAMS];
  byte data[BLOCK];
  ULONG n;

  for (int i = 0; i < N_STREAMS; i++)
    {
      streams[i] = scene_stream (path, FILE_STREAM_READ);
      calls[i] = scene_call (streams[i]);
      assert_hr (AsyncISimpleStream_Begin_Read (calls[i], BLOCK), S_OK);
    }
  for (int i = 0; i < N_STREAMS; i++)
    {
      assert_hr (AsyncISimpleStream_Finish_Read (calls[i], data, &n), S_OK);
      scene_assert_bytes (data, 0, BLOCK);
      AsyncISimpleStream_Release (calls[i]);
      ISimpleStream_Release (streams[i]);
    }
}
END_TEST

static void
add_order (Suite *suite)
{
  TCase *tcase = scene_case ("order");

  tcase_add_test (tcase, reads_in_flight_read_successive_blocks);
  tcase_add_test (tcase, reads_in_flight_share_the_end);
  tcase_add_test (tcase, write_behind_a_short_read_appends);
  tcase_add_test (tcase, writes_in_flight_land_one_behind_the_other);
  tcase_add_test (tcase, mixed_calls_do_what_they_do_one_by_one);
  tcase_add_test (tcase, synchronous_call_waits_for_its_turn);
  suite_add_tcase (suite, tcase);
}

static void
add_release (Suite *suite)
{
  TCase *tcase = scene_case ("release");

  tcase_add_test (tcase, abandoned_writes_are_done);
  tcase_add_test (tcase, call_in_flight_keeps_the_stream);
  tcase_add_test (tcase, everything_may_be_released_in_flight);
  suite_add_tcase (suite, tcase);
}

static void
add_many (Suite *suite)
{
  TCase *tcase = scene_case ("many");

  tcase_add_test (tcase, threads_share_a_stream);
  tcase_add_test (tcase, many_streams_work_at_once);
  suite_add_tcase (suite, tcase);
}

Suite *
order_suite (void)
{
  Suite *suite = suite_create ("order");

  add_order (suite);
  add_release (suite);
  add_many (suite);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Streams of memory. */

#include "hr.h"
#include "suites.h"

#include <stdlib.h>
#include <string.h>

static IStream *stream;

static void
set_up (void)
{
  assert_hr (beck_memory_stream_new ("abcdef", 6, &stream), S_OK);
}

static void
tear_down (void)
{
  IStream_Release (stream);
}

static guint64
seek (IStream *on, gint64 move, DWORD origin)
{
  LARGE_INTEGER by = { .QuadPart = move };
  ULARGE_INTEGER position;

  assert_hr (IStream_Seek (on, by, origin, &position), S_OK);
  return position.QuadPart;
}

static void
assert_rest (IStream *of, const char *expected)
{
  char buffer[64] = "";
  ULONG n;

  assert_hr (IStream_Read (of, buffer, sizeof buffer - 1, &n), S_FALSE);
  ck_assert_uint_eq (n, strlen (expected));
  ck_assert_str_eq (buffer, expected);
}

static guint64
size_of (IStream *of)
{
  STATSTG stat;

  assert_hr (IStream_Stat (of, &stat, STATFLAG_DEFAULT), S_OK);
  ck_assert_ptr_null (stat.pwcsName);
  ck_assert_uint_eq (stat.type, STGTY_STREAM);
  return stat.cbSize.QuadPart;
}

START_TEST (reading_ends_with_false)
{
  char buffer[8] = "";
  ULONG n;

  assert_hr (IStream_Read (stream, buffer, 4, &n), S_OK);
  ck_assert_uint_eq (n, 4);
  assert_hr (IStream_Read (stream, buffer, 4, &n), S_FALSE);
  ck_assert_uint_eq (n, 2);
  assert_hr (IStream_Read (stream, buffer, 4, NULL), S_FALSE);
  ck_assert_str_eq (buffer, "efcd");
}
END_TEST

static const struct
{
  gint64 move;
  DWORD origin;
  HRESULT hr;
  guint64 position;
} seeks[] = {
  { 0, STREAM_SEEK_SET, S_OK, 0 },
  { 100, STREAM_SEEK_SET, S_OK, 100 },
  { G_MAXINT64, STREAM_SEEK_SET, S_OK, G_MAXINT64 },
  { -1, STREAM_SEEK_SET, STG_E_INVALIDFUNCTION, 2 },
  { 1, STREAM_SEEK_CUR, S_OK, 3 },
  { -2, STREAM_SEEK_CUR, S_OK, 0 },
  { -3, STREAM_SEEK_CUR, STG_E_INVALIDFUNCTION, 2 },
  { G_MININT64, STREAM_SEEK_CUR, STG_E_INVALIDFUNCTION, 2 },
  { G_MAXINT64, STREAM_SEEK_CUR, STG_E_INVALIDFUNCTION, 2 },
  { 0, STREAM_SEEK_END, S_OK, 6 },
  { -6, STREAM_SEEK_END, S_OK, 0 },
  { -7, STREAM_SEEK_END, STG_E_INVALIDFUNCTION, 2 },
  { 4, STREAM_SEEK_END, S_OK, 10 },
  { 0, 3, STG_E_INVALIDFUNCTION, 2 },
};

START_TEST (seeking_goes_where_it_can)
{
  LARGE_INTEGER by = { .QuadPart = seeks[_i].move };
  ULARGE_INTEGER position;

  seek (stream, 2, STREAM_SEEK_SET);
  assert_hr (IStream_Seek (stream, by, seeks[_i].origin, &position), seeks[_i].hr);
  ck_assert_uint_eq (position.QuadPart, seeks[_i].position);
  ck_assert_uint_eq (seek (stream, 0, STREAM_SEEK_CUR), seeks[_i].position);
}
END_TEST

START_TEST (writing_overwrites_and_appends)
{
  ULONG n;

  seek (stream, 4, STREAM_SEEK_SET);
  assert_hr (IStream_Write (stream, "1234", 4, &n), S_OK);
  ck_assert_uint_eq (n, 4);
  assert_hr (IStream_Write (stream, "5", 1, NULL), S_OK);
  seek (stream, 0, STREAM_SEEK_SET);
  assert_rest (stream, "abcd12345");
}
END_TEST

START_TEST (a_gap_is_zeros)
{
  static const char expected[] = "abcdef\0\0\0\0x";
  char buffer[16];
  ULONG n;

  seek (stream, 10, STREAM_SEEK_SET);
  assert_hr (IStream_Write (stream, "x", 1, NULL), S_OK);
  seek (stream, 0, STREAM_SEEK_SET);
  assert_hr (IStream_Read (stream, buffer, sizeof buffer, &n), S_FALSE);
  ck_assert_uint_eq (n, 11);
  ck_assert_mem_eq (buffer, expected, 11);
}
END_TEST

START_TEST (what_was_cut_off_comes_back_as_zeros)
{
  ULARGE_INTEGER two = { .QuadPart = 2 }, four = { .QuadPart = 4 };
  char buffer[8];
  ULONG n;

  assert_hr (IStream_SetSize (stream, two), S_OK);
  ck_assert_uint_eq (size_of (stream), 2);
  assert_hr (IStream_SetSize (stream, four), S_OK);
  assert_hr (IStream_Read (stream, buffer, sizeof buffer, &n), S_FALSE);
  ck_assert_uint_eq (n, 4);
  ck_assert_mem_eq (buffer, "ab\0", 4);
}
END_TEST

START_TEST (no_stream_is_larger_than_memory)
{
  ULARGE_INTEGER vast = { .QuadPart = G_MAXUINT64 };

  assert_hr (IStream_SetSize (stream, vast), STG_E_MEDIUMFULL);
  seek (stream, G_MAXINT64 - 1, STREAM_SEEK_SET);
  assert_hr (IStream_Write (stream, "abc", 3, NULL), STG_E_MEDIUMFULL);
  ck_assert_uint_eq (size_of (stream), 6);
  seek (stream, 0, STREAM_SEEK_SET);
  assert_rest (stream, "abcdef");
}
END_TEST

START_TEST (clones_share_bytes_and_not_positions)
{
  IStream *clone;

  seek (stream, 3, STREAM_SEEK_SET);
  assert_hr (IStream_Clone (stream, &clone), S_OK);
  assert_hr (IStream_Write (stream, "X", 1, NULL), S_OK);
  assert_rest (clone, "Xef");
  assert_rest (stream, "ef");
  IStream_Release (stream);
  stream = clone;
  seek (stream, 0, STREAM_SEEK_SET);
  assert_rest (stream, "abcXef");
}
END_TEST

START_TEST (copying_counts_both_sides)
{
  ULARGE_INTEGER wanted = { .QuadPart = 100 }, n_read, n_written;
  IStream *to;

  assert_hr (beck_memory_stream_new (NULL, 0, &to), S_OK);
  seek (stream, 2, STREAM_SEEK_SET);
  assert_hr (IStream_CopyTo (stream, to, wanted, &n_read, &n_written), S_OK);
  ck_assert_uint_eq (n_read.QuadPart, 4);
  ck_assert_uint_eq (n_written.QuadPart, 4);
  seek (to, 0, STREAM_SEEK_SET);
  assert_rest (to, "cdef");
  IStream_Release (to);
}
END_TEST

START_TEST (copying_to_itself_ends)
{
  ULARGE_INTEGER wanted = { .QuadPart = 6 }, n_read;

  assert_hr (IStream_CopyTo (stream, stream, wanted, &n_read, NULL), S_OK);
  ck_assert_uint_eq (n_read.QuadPart, 6);
  seek (stream, 0, STREAM_SEEK_SET);
  assert_rest (stream, "abcdefabcdef");
}
END_TEST

START_TEST (large_copies_arrive_whole)
{
  enum
  {
    SIZE = 100000
  };
  ULARGE_INTEGER wanted = { .QuadPart = SIZE };
  guint8 *bytes = g_malloc (2 * SIZE);
  IStream *from, *to;

  for (guint i = 0; i < SIZE; i++)
    bytes[i] = (guint8) (i * 7 + i / 256);
  assert_hr (beck_memory_stream_new (bytes, SIZE, &from), S_OK);
  assert_hr (beck_memory_stream_new (NULL, 0, &to), S_OK);
  assert_hr (IStream_CopyTo (from, to, wanted, NULL, NULL), S_OK);
  seek (to, 0, STREAM_SEEK_SET);
  assert_hr (IStream_Read (to, bytes + SIZE, SIZE, NULL), S_OK);
  ck_assert_mem_eq (bytes, bytes + SIZE, SIZE);
  IStream_Release (from);
  IStream_Release (to);
  g_free (bytes);
}
END_TEST

START_TEST (null_is_refused)
{
  ULARGE_INTEGER one = { .QuadPart = 1 };
  IStream *other = stream;

  assert_hr (IStream_Read (stream, NULL, 1, NULL), STG_E_INVALIDPOINTER);
  assert_hr (IStream_Write (stream, NULL, 1, NULL), STG_E_INVALIDPOINTER);
  assert_hr (IStream_CopyTo (stream, NULL, one, NULL, NULL), STG_E_INVALIDPOINTER);
  assert_hr (IStream_Stat (stream, NULL, 0), STG_E_INVALIDPOINTER);
  assert_hr (IStream_Clone (stream, NULL), STG_E_INVALIDPOINTER);
  assert_hr (beck_memory_stream_new (NULL, 1, &other), E_INVALIDARG);
  ck_assert_ptr_null (other);
  assert_hr (beck_memory_stream_new (NULL, 0, NULL), E_INVALIDARG);
  assert_hr (CreateStreamOnHGlobal (NULL, TRUE, NULL), E_INVALIDARG);
}
END_TEST

START_TEST (what_it_cannot_do_it_says)
{
  ULARGE_INTEGER one = { .QuadPart = 1 };

  assert_hr (IStream_LockRegion (stream, one, one, 0), STG_E_INVALIDFUNCTION);
  assert_hr (IStream_UnlockRegion (stream, one, one, 0), STG_E_INVALIDFUNCTION);
  assert_hr (IStream_Commit (stream, 0), S_OK);
  assert_hr (IStream_Revert (stream), S_OK);
}
END_TEST

START_TEST (a_block_is_given_and_taken_back)
{
  char *block = malloc (4);
  PVOID bytes;
  IStream *on;

  memcpy (block, "wxyz", 4);
  assert_hr (CreateStreamOnHGlobal (block, FALSE, &on), S_OK);
  ck_assert_uint_ge (size_of (on), 4);
  seek (on, 1, STREAM_SEEK_SET);
  assert_hr (IStream_Write (on, "123456789", 9, NULL), S_OK);
  assert_hr (GetHGlobalFromStream (on, &bytes), S_OK);
  IStream_Release (on);
  ck_assert_mem_eq (bytes, "w123456789", 10);
  free (bytes);
}
END_TEST

START_TEST (a_block_may_be_left_to_the_stream)
{
  PVOID block = malloc (4), bytes;
  IStream *on;

  assert_hr (CreateStreamOnHGlobal (block, TRUE, &on), S_OK);
  assert_hr (GetHGlobalFromStream (on, &bytes), S_OK);
  ck_assert_ptr_eq (bytes, block);
  IStream_Release (on);
}
END_TEST

START_TEST (streams_of_others_have_no_block)
{
  static const IUnknownVtbl none;
  IStream foreign = { (IStreamVtbl *) &none };
  PVOID block;

  assert_hr (GetHGlobalFromStream (NULL, &block), E_INVALIDARG);
  assert_hr (GetHGlobalFromStream (stream, NULL), E_INVALIDARG);
  assert_hr (GetHGlobalFromStream (&foreign, &block), E_INVALIDARG);
  ck_assert_ptr_null (block);
}
END_TEST

static gpointer
append (gpointer on)
{
  IStream *mine;

  assert_hr (IStream_Clone ((IStream *) on, &mine), S_OK);
  for (guint i = 0; i < 1000; i++)
    {
      seek (mine, i, STREAM_SEEK_SET);
      assert_hr (IStream_Write (mine, "x", 1, NULL), S_OK);
    }
  IStream_Release (mine);
  return NULL;
}

START_TEST (threads_with_clones_do_not_mind_each_other)
{
  GThread *threads[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("writer", append, stream);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  ck_assert_uint_eq (size_of (stream), 1000);
}
END_TEST

START_TEST (interfaces_are_those_of_an_agile_stream)
{
  ISequentialStream *sequential;
  IAgileObject *agile;

  assert_hr (IStream_QueryInterface (stream, &IID_ISequentialStream, (void **) &sequential), S_OK);
  ck_assert_ptr_eq (sequential, stream);
  ISequentialStream_Release (sequential);
  assert_hr (IStream_QueryInterface (stream, &IID_IAgileObject, (void **) &agile), S_OK);
  IAgileObject_Release (agile);
}
END_TEST

Suite *
stream_suite (void)
{
  Suite *suite = suite_create ("stream");
  TCase *tc = tcase_create ("memory");

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, reading_ends_with_false);
  tcase_add_loop_test (tc, seeking_goes_where_it_can, 0, G_N_ELEMENTS (seeks));
  tcase_add_test (tc, writing_overwrites_and_appends);
  tcase_add_test (tc, a_gap_is_zeros);
  tcase_add_test (tc, what_was_cut_off_comes_back_as_zeros);
  tcase_add_test (tc, no_stream_is_larger_than_memory);
  tcase_add_test (tc, clones_share_bytes_and_not_positions);
  tcase_add_test (tc, copying_counts_both_sides);
  tcase_add_test (tc, copying_to_itself_ends);
  tcase_add_test (tc, large_copies_arrive_whole);
  tcase_add_test (tc, null_is_refused);
  tcase_add_test (tc, what_it_cannot_do_it_says);
  tcase_add_test (tc, threads_with_clones_do_not_mind_each_other);
  tcase_add_test (tc, interfaces_are_those_of_an_agile_stream);
  suite_add_tcase (suite, tc);

  tc = tcase_create ("block");
  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_test (tc, a_block_is_given_and_taken_back);
  tcase_add_test (tc, a_block_may_be_left_to_the_stream);
  tcase_add_test (tc, streams_of_others_have_no_block);
  suite_add_tcase (suite, tc);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Large arrays that a writer leaves where they are. */

#include <beck/ndr.h>
#include <beck/status.h>
#include <string.h>

#include "ndr/gather.h"
#include "suites.h"

#define MANY (3 * BECK_NDR_GATHER_LEAST)

static BeckNdrArena arena;
static guint8 *inside;
static guint8 outside[MANY];

static void
setup (void)
{
  arena = (BeckNdrArena) BECK_NDR_ARENA_INIT;
  inside = beck_ndr_arena_alloc (&arena, MANY);
  ck_assert_ptr_nonnull (inside);
  for (guint i = 0; i < MANY; i++)
    inside[i] = outside[i] = (guint8) (i * 3 + i / 256);
}

static void
teardown (void)
{
  beck_ndr_arena_clear (&arena);
}

/* Values of all alignments before and behind arrays of @size bytes. */
static gboolean
write_some (BeckNdrWriter *writer, const guint8 *bytes, gsize size)
{
  return beck_ndr_put_u8 (writer, 1) && beck_ndr_put_bytes (writer, bytes, size)
         && beck_ndr_put_u64 (writer, 2) && beck_ndr_put_u8 (writer, 3)
         && beck_ndr_put_u64s (writer, bytes, size / 8) && beck_ndr_put_u16 (writer, 4)
         && beck_ndr_put_bytes (writer, bytes + 1, size) && beck_ndr_put_u32 (writer, 5)
         && beck_ndr_put_bytes (writer, bytes, 3);
}

static gsize
flatten (const BeckNdrWriter *writer, guint8 *to)
{
  struct iovec vectors[BECK_NDR_GATHER_VECTORS];
  gsize size, done = 0;
  guint n = beck_ndr_gather_look (writer, vectors, &size);

  for (guint i = 0; i < n; i++)
    {
      if (vectors[i].iov_len > 0)
        memcpy (to + done, vectors[i].iov_base, vectors[i].iov_len);
      done += vectors[i].iov_len;
    }
  ck_assert_uint_eq (done, size);
  return size;
}

START_TEST (what_is_gathered_is_what_is_copied)
{
  static guint8 flat[4 * MANY];
  g_auto (BeckNdrWriter) plain = { 0 }, gathering = { 0 };
  gsize size = BECK_NDR_GATHER_LEAST - 8 + (gsize) _i;
  BeckNdrGather gather;

  beck_ndr_writer_init (&plain, NULL);
  beck_ndr_writer_init (&gathering, NULL);
  beck_ndr_gather_begin (&gather, &arena, &gathering);
  ck_assert (write_some (&plain, inside, size));
  ck_assert (write_some (&gathering, inside, size));
  ck_assert_uint_eq (gather.n, size / 8 * 8 >= BECK_NDR_GATHER_LEAST ? 3 : 0);
  ck_assert_uint_eq (flatten (&gathering, flat), plain.pos);
  ck_assert_mem_eq (flat, plain.data, plain.pos);
}
END_TEST

START_TEST (what_may_go_is_copied)
{
  g_auto (BeckNdrWriter) writer = { 0 };
  BeckNdrGather gather;

  beck_ndr_writer_init (&writer, NULL);
  beck_ndr_gather_begin (&gather, &arena, &writer);
  ck_assert (beck_ndr_put_bytes (&writer, outside, MANY));
  ck_assert (!beck_ndr_gather_has_pieces (&writer));
  ck_assert_uint_eq (writer.pos, MANY);
}
END_TEST

START_TEST (no_more_than_there_are_places_for)
{
  static guint8 flat[10 * MANY];
  g_auto (BeckNdrWriter) writer = { 0 };
  BeckNdrGather gather;

  beck_ndr_writer_init (&writer, NULL);
  beck_ndr_gather_begin (&gather, &arena, &writer);
  for (guint i = 0; i < BECK_NDR_GATHER_MAX + 3; i++)
    ck_assert (beck_ndr_put_bytes (&writer, inside, MANY));
  ck_assert_uint_eq (gather.n, BECK_NDR_GATHER_MAX);
  ck_assert_uint_eq (flatten (&writer, flat), (BECK_NDR_GATHER_MAX + 3) * MANY);
  for (guint i = 0; i < BECK_NDR_GATHER_MAX + 3; i++)
    ck_assert_mem_eq (flat + i * MANY, inside, MANY);
}
END_TEST

START_TEST (the_limit_counts_what_is_elsewhere)
{
  const BeckNdrLimits limits = { 2 * MANY + 100, 1000 * 1000, 10 };
  g_auto (BeckNdrWriter) writer = { 0 };
  BeckNdrGather gather;

  beck_ndr_writer_init (&writer, &limits);
  beck_ndr_gather_begin (&gather, &arena, &writer);
  ck_assert (beck_ndr_put_bytes (&writer, inside, MANY));
  ck_assert (beck_ndr_put_bytes (&writer, inside, MANY));
  ck_assert (!beck_ndr_put_bytes (&writer, inside, MANY));
  ck_assert_uint_eq (writer.fault.status, RPC_X_NO_MEMORY);
}
END_TEST

START_TEST (bytes_that_are_turned_around_are_copied)
{
  g_auto (BeckNdrWriter) writer = { 0 };
  BeckNdrGather gather;

  beck_ndr_writer_init (&writer, NULL);
  beck_ndr_writer_set_big_endian (&writer, G_BYTE_ORDER == G_LITTLE_ENDIAN);
  beck_ndr_gather_begin (&gather, &arena, &writer);
  ck_assert (beck_ndr_put_u64s (&writer, inside, MANY / 8));
  ck_assert (!beck_ndr_gather_has_pieces (&writer));
}
END_TEST

Suite *
gather_suite (void)
{
  Suite *suite = suite_create ("gather");
  TCase *tcase = tcase_create ("gather");

  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_loop_test (tcase, what_is_gathered_is_what_is_copied, 0, 24);
  tcase_add_test (tcase, what_may_go_is_copied);
  tcase_add_test (tcase, no_more_than_there_are_places_for);
  tcase_add_test (tcase, the_limit_counts_what_is_elsewhere);
  tcase_add_test (tcase, bytes_that_are_turned_around_are_copied);
  suite_add_tcase (suite, tcase);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Types the program marshals. The one here is a number in memory of its own, four bytes on
 * the wire, which its functions align for themselves; live counts what it holds.
 */

#include "suites.h"

#include <beck/ndr.h>

#include "base/alloc.h"

#define BIG_ENDIAN_DATA(flags) (((flags) >> 16 & 0x00F0) == 0)

static int live;
static gsize beyond; /* what unmarshal claims to have read too much */
static gsize extra;  /* what marshal claims to have written too much */
static gsize remaining;
static ULONG seen_flags;
static guintptr seen_address;

typedef struct
{
  guint32 *number;
} Coin;

static unsigned char *
align4 (unsigned char *buffer)
{
  return buffer + (-(guintptr) buffer & 3);
}

static ULONG
coin_size (ULONG *flags, ULONG offset, void *value)
{
  return ((offset + 3) & ~3u) + 4;
}

static unsigned char *
coin_marshal (ULONG *flags, unsigned char *buffer, void *value)
{
  unsigned char *place = align4 (buffer);
  guint32 number = *((Coin *) value)->number;

  seen_flags = *flags;
  remaining = beck_ndr_user_remaining (flags, buffer);
  number = BIG_ENDIAN_DATA (*flags) ? GUINT32_TO_BE (number) : GUINT32_TO_LE (number);
  memcpy (place, &number, 4);
  return place + 4 + extra;
}

static unsigned char *
coin_unmarshal (ULONG *flags, unsigned char *buffer, void *value)
{
  unsigned char *place = align4 (buffer);
  guint32 *number;

  seen_flags = *flags;
  seen_address = (guintptr) buffer;
  remaining = beck_ndr_user_remaining (flags, buffer);
  if (beck_ndr_user_remaining (flags, place) < 4)
    return place + 4;
  number = g_memdup2 (place, 4);
  *number = BIG_ENDIAN_DATA (*flags) ? GUINT32_FROM_BE (*number) : GUINT32_FROM_LE (*number);
  ((Coin *) value)->number = number;
  live++;
  return place + 4 + beyond;
}

static void
coin_free (ULONG *flags, void *value)
{
  Coin *coin = value;

  seen_flags = *flags;
  if (coin->number == NULL)
    return;
  g_free (coin->number);
  coin->number = NULL;
  live--;
}

static const BeckNdrUserType coin_type
    = { "Coin", sizeof (Coin), coin_size, coin_marshal, coin_unmarshal, coin_free };

static void
setup (void)
{
  live = 0;
  beyond = extra = remaining = 0;
  seen_flags = 0;
}

/* Three coins behind a byte each: 1, 2, 3. */
static const guint8 three[] = { 9, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0,
                                2, 0, 0, 0, 9, 0, 0, 0, 3, 0, 0, 0 };

static gboolean
get_three (BeckNdrReader *reader, Coin *coins)
{
  guint8 gap;

  for (guint i = 0; i < 3; i++)
    if (!beck_ndr_get_u8 (reader, &gap) || !beck_ndr_get_user (reader, &coin_type, 1, &coins[i]))
      return FALSE;
  return TRUE;
}

static void
drop_three (Coin *coins)
{
  ULONG flags = 0;

  for (guint i = 0; i < 3; i++)
    coin_free (&flags, &coins[i]);
}

START_TEST (values_are_written_where_their_functions_align_them)
{
  static const guint8 little[] = { 9, 0, 0, 0, 0x44, 0x33, 0x22, 0x11 };
  static const guint8 big[] = { 9, 0, 0, 0, 0x11, 0x22, 0x33, 0x44 };
  guint32 number = 0x11223344;
  Coin coin = { &number };
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init (&writer, NULL);
  beck_ndr_writer_set_big_endian (&writer, _i == 1);
  writer.hooks.user_flags = 2;
  ck_assert (beck_ndr_put_u8 (&writer, 9) && beck_ndr_put_user (&writer, &coin_type, 1, &coin));
  ck_assert_uint_eq (writer.pos, sizeof little);
  ck_assert_mem_eq (writer.data, _i == 1 ? big : little, sizeof little);
  ck_assert_uint_eq (seen_flags, _i == 1 ? 2 : 0x00100002);
  ck_assert_uint_eq (remaining, 7);
}
END_TEST

START_TEST (a_value_that_writes_more_than_it_said_is_taken_back)
{
  guint32 number = 1;
  Coin coin = { &number };
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init (&writer, NULL);
  extra = 1;
  ck_assert (beck_ndr_put_u32 (&writer, 7) && !beck_ndr_put_user (&writer, &coin_type, 4, &coin));
  ck_assert_uint_eq (writer.fault.status, RPC_X_BAD_STUB_DATA);
  ck_assert_uint_eq (writer.pos, 4);
}
END_TEST

START_TEST (values_are_read_at_any_address)
{
  guint8 *room = g_malloc (sizeof three + 8);
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;
  Coin coins[3];

  memcpy (room + _i, three, sizeof three);
  beck_ndr_reader_init (&reader, room + _i, sizeof three, 0x10, &arena, NULL, NULL);
  beck_alloc_fail_at (BECK_ALLOC_FAIL_NEVER);
  ck_assert (get_three (&reader, coins));
  /* One block of the arena, and one copy for all, if the data is not aligned to 8. */
  ck_assert_int_eq (beck_alloc_count (), ((guintptr) (room + _i) & 7) == 0 ? 1 : 2);
  beck_alloc_fail_at (-1);
  ck_assert_uint_eq (reader.pos, sizeof three);
  ck_assert_uint_eq (seen_address & 7, 17 & 7);
  ck_assert_uint_eq (remaining, 7);
  for (guint i = 0; i < 3; i++)
    ck_assert_uint_eq (*coins[i].number, i + 1);
  beck_ndr_reader_end (&reader, TRUE);
  g_free (room);
}
END_TEST

START_TEST (the_flags_tell_context_and_byte_order)
{
  static const guint8 data[] = { 0x11, 0x22, 0x33, 0x44 };
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;
  Coin coin;

  beck_ndr_reader_init (&reader, data, sizeof data, _i == 1 ? 0x00 : 0x10, &arena, NULL, NULL);
  reader.hooks.user_flags = 3;
  ck_assert (beck_ndr_get_user (&reader, &coin_type, 4, &coin));
  ck_assert_uint_eq (seen_flags, _i == 1 ? 3 : 0x00100003);
  ck_assert_uint_eq (*coin.number, _i == 1 ? 0x11223344 : 0x44332211);
  beck_ndr_reader_end (&reader, TRUE);
}
END_TEST

START_TEST (what_reads_past_the_end_is_released_once)
{
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;
  Coin good, bad;

  beck_ndr_reader_init (&reader, three, 8, 0x10, &arena, NULL, NULL);
  ck_assert (beck_ndr_get_user (&reader, &coin_type, 4, &good));
  beyond = 1;
  ck_assert (!beck_ndr_get_user (&reader, &coin_type, 4, &bad));
  ck_assert_uint_eq (reader.fault.status, RPC_X_BAD_STUB_DATA);
  ck_assert_uint_eq (reader.fault.offset, 4);
  ck_assert_ptr_null (bad.number);
  ck_assert_int_eq (live, 1);
  beck_ndr_reader_end (&reader, FALSE);
  beck_ndr_arena_clear (&arena);
  ck_assert_int_eq (live, 0);
}
END_TEST

START_TEST (data_cut_anywhere_leaves_no_value)
{
  guint8 *data = g_memdup2 (three, MAX (_i, 1));
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;
  Coin coins[3] = { { NULL } };

  beck_ndr_reader_init (&reader, data, (gsize) _i, 0x10, &arena, &beck_ndr_task_allocator, NULL);
  beck_ndr_reader_set_owned (&reader, TRUE);
  ck_assert (!get_three (&reader, coins));
  ck_assert_int_eq (live, _i / 8);
  beck_ndr_reader_end (&reader, TRUE);
  ck_assert_int_eq (live, 0);
  g_free (data);
}
END_TEST

START_TEST (owned_values_stay_if_kept_and_only_then)
{
  BeckNdrReader reader;
  Coin coins[3] = { { NULL } };

  beck_ndr_reader_init (&reader, three, sizeof three, 0x10, NULL, &beck_ndr_task_allocator, NULL);
  ck_assert (get_three (&reader, coins));
  beck_ndr_reader_end (&reader, _i == 1);
  ck_assert_int_eq (live, _i == 1 ? 3 : 0);
  drop_three (coins);
  ck_assert_int_eq (live, 0);
}
END_TEST

START_TEST (values_of_the_arena_go_with_it)
{
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;
  Coin coins[3];

  beck_ndr_reader_init (&reader, three, sizeof three, 0x10, &arena, NULL, NULL);
  reader.hooks.user_flags = 4;
  ck_assert (get_three (&reader, coins));
  beck_ndr_reader_end (&reader, _i == 1);
  ck_assert_int_eq (live, 3);
  beck_ndr_arena_clear (&arena);
  ck_assert_int_eq (live, 0);
  ck_assert_uint_eq (seen_flags & 0xFFFF, 4);
}
END_TEST

START_TEST (lack_of_memory_at_any_index_loses_no_value)
{
  guint64 room[5];
  guint8 *data = memcpy ((guint8 *) room + 1, three, sizeof three);
  gboolean owned = _i == 1;

  for (gint64 i = 0, done = 0; !done; i++)
    {
      BeckNdrArena arena = BECK_NDR_ARENA_INIT;
      BeckNdrReader reader;
      Coin coins[3] = { { NULL } };

      beck_ndr_reader_init (&reader, data, sizeof three, 0x10, &arena, &beck_ndr_task_allocator,
                            NULL);
      beck_ndr_reader_set_owned (&reader, owned);
      beck_alloc_fail_at (i);
      done = get_three (&reader, coins);
      ck_assert (!done || beck_alloc_count () == i);
      beck_alloc_fail_at (-1);
      ck_assert_uint_eq (reader.fault.status, done ? 0 : RPC_X_NO_MEMORY);
      beck_ndr_reader_end (&reader, FALSE);
      beck_ndr_arena_clear (&arena);
      ck_assert_int_eq (live, 0);
    }
}
END_TEST

/* A coin behind a pointer, for [allocate (all_nodes)]: it is read twice and one of them goes. */
static gboolean
get_coin (BeckNdrReader *reader, void *coin)
{
  Coin *memory;

  if (!beck_ndr_get_pointee (reader, coin, sizeof (Coin), 4))
    return FALSE;
  memcpy (&memory, coin, sizeof memory);
  return beck_ndr_get_user (reader, &coin_type, 4, memory);
}

START_TEST (values_that_are_read_twice_are_released_once_each)
{
  static const guint8 data[] = { 7, 0, 0, 0 };
  gboolean keep = _i == 1;

  for (gint64 i = 0, done = 0; !done; i++)
    {
      BeckNdrReader reader;
      Coin *coin;

      beck_ndr_reader_init (&reader, data, sizeof data, 0x10, NULL, &beck_ndr_task_allocator,
                            NULL);
      beck_alloc_fail_at (i);
      done = beck_ndr_get_all_nodes (&reader, get_coin, &coin);
      beck_alloc_fail_at (-1);
      ck_assert_uint_eq (reader.fault.status, done ? 0 : RPC_X_NO_MEMORY);
      ck_assert_int_eq (live, done ? 1 : 0);
      beck_ndr_reader_end (&reader, keep);
      ck_assert_int_eq (live, done && keep ? 1 : 0);
      if (live == 0)
        continue;
      ck_assert_uint_eq (*coin->number, 7);
      coin_type.user_free (&(ULONG){ 0 }, coin);
      beck_ndr_task_allocator.free (coin);
    }
}
END_TEST

START_TEST (lack_of_memory_is_the_writers_fault)
{
  guint32 number = 1;
  Coin coin = { &number };

  for (gint64 i = 0, done = 0; !done; i++)
    {
      g_auto (BeckNdrWriter) writer;

      beck_ndr_writer_init (&writer, NULL);
      beck_alloc_fail_at (i);
      done = beck_ndr_put_user (&writer, &coin_type, 4, &coin);
      beck_alloc_fail_at (-1);
      ck_assert_uint_eq (writer.fault.status, done ? 0 : RPC_X_NO_MEMORY);
      ck_assert (!done || i > 0);
    }
}
END_TEST

START_TEST (a_pointer_that_was_null_is_an_empty_value)
{
  static const guint8 data[] = { 0, 0, 0, 0, 0, 0, 2, 0, 5, 0, 0, 0 };
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;
  Coin null, coin;

  beck_ndr_reader_init (&reader, data, sizeof data, 0x10, &arena, NULL, NULL);
  ck_assert (beck_ndr_get_user_mark (&reader, &coin_type, &null)
             && beck_ndr_get_user_mark (&reader, &coin_type, &coin)
             && beck_ndr_get_user_behind (&reader, &coin_type, 4, &null)
             && beck_ndr_get_user_behind (&reader, &coin_type, 4, &coin));
  ck_assert_ptr_null (null.number);
  ck_assert_uint_eq (*coin.number, 5);
  beck_ndr_reader_end (&reader, TRUE);
}
END_TEST

static TCase *
writing_case (void)
{
  TCase *task = tcase_create ("writing");

  tcase_add_checked_fixture (task, setup, NULL);
  tcase_add_loop_test (task, values_are_written_where_their_functions_align_them, 0, 2);
  tcase_add_test (task, a_value_that_writes_more_than_it_said_is_taken_back);
  tcase_add_test (task, lack_of_memory_is_the_writers_fault);
  return task;
}

static TCase *
reading_case (void)
{
  TCase *task = tcase_create ("reading");

  tcase_add_checked_fixture (task, setup, NULL);
  tcase_add_loop_test (task, values_are_read_at_any_address, 0, 8);
  tcase_add_loop_test (task, the_flags_tell_context_and_byte_order, 0, 2);
  tcase_add_test (task, a_pointer_that_was_null_is_an_empty_value);
  tcase_add_test (task, what_reads_past_the_end_is_released_once);
  tcase_add_loop_test (task, data_cut_anywhere_leaves_no_value, 0, (int) sizeof three);
  tcase_add_loop_test (task, owned_values_stay_if_kept_and_only_then, 0, 2);
  tcase_add_loop_test (task, values_of_the_arena_go_with_it, 0, 2);
  tcase_add_loop_test (task, lack_of_memory_at_any_index_loses_no_value, 0, 2);
  tcase_add_loop_test (task, values_that_are_read_twice_are_released_once_each, 0, 2);
  return task;
}

Suite *
user_suite (void)
{
  Suite *suite = suite_create ("user");

  suite_add_tcase (suite, writing_case ());
  suite_add_tcase (suite, reading_case ());
  return suite;
}

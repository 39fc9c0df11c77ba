/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Several pointees in one block: [byte_count] and [allocate (all_nodes)]. */

#include "suites.h"

#include <beck/memory.h>
#include <beck/ndr.h>

#include "base/alloc.h"

/* ---- A buffer of the caller's ---- */

START_TEST (pieces_lie_one_after_the_other)
{
  guint64 block[4];
  guint8 *first, *second, *third, *behind;
  BeckNdrReader reader;

  beck_ndr_reader_init (&reader, "", 0, 0x10, NULL, &beck_ndr_task_allocator, NULL);
  beck_ndr_reader_enter_block (&reader, block, 24);
  ck_assert (beck_ndr_get_alloc (&reader, &first, 1) && beck_ndr_get_alloc (&reader, &second, 0)
             && beck_ndr_get_alloc (&reader, &third, 16));
  ck_assert_ptr_eq (first, block);
  ck_assert_ptr_eq (second, &block[1]);
  ck_assert_ptr_eq (third, &block[1]);
  beck_ndr_reader_leave_block (&reader);
  ck_assert (beck_ndr_get_alloc (&reader, &behind, 1));
  ck_assert (behind < (guint8 *) block || behind >= (guint8 *) (block + 4));
  beck_ndr_reader_end (&reader, FALSE);
}
END_TEST

START_TEST (a_block_that_ends_is_a_fault)
{
  guint64 block[2];
  void *piece;
  BeckNdrReader reader;

  beck_ndr_reader_init (&reader, "", 0, 0x10, NULL, &beck_ndr_task_allocator, NULL);
  beck_ndr_reader_enter_block (&reader, block, 15);
  ck_assert (beck_ndr_get_alloc (&reader, &piece, 8));
  ck_assert (!beck_ndr_get_alloc (&reader, &piece, 8));
  ck_assert_uint_eq (reader.fault.status, RPC_X_BYTE_COUNT_TOO_SMALL);
  ck_assert_uint_eq (reader.fault.found, 8);
  ck_assert_uint_eq (reader.fault.limit, 7);
  beck_ndr_reader_end (&reader, TRUE);
}
END_TEST

START_TEST (a_buffer_begins_behind_what_it_is_for)
{
  static const struct
  {
    gsize used;
    gint64 size;
    gboolean entered;
    gsize room; /* of pieces of 8 bytes */
  } rows[] = {
    { 5, 24, TRUE, 2 }, { 8, 24, TRUE, 2 }, { 5, 5, TRUE, 0 },   { 5, 7, TRUE, 0 }, { 5, 15, TRUE, 0 },
    { 5, 4, FALSE, 0 }, { 0, 0, TRUE, 0 },  { 5, -1, FALSE, 0 }, { 0, G_MININT64, FALSE, 0 },
  };
  guint64 buffer[3];
  guint8 *piece;
  gsize room = 0;
  gboolean entered;
  BeckNdrReader reader;

  beck_ndr_reader_init (&reader, "", 0, 0x10, NULL, &beck_ndr_task_allocator, NULL);
  entered = beck_ndr_reader_enter_buffer (&reader, buffer, rows[_i].used, rows[_i].size);
  ck_assert_int_eq (entered, rows[_i].entered);
  while (entered && beck_ndr_get_alloc (&reader, &piece, 8))
    {
      ck_assert_ptr_eq (piece, (guint8 *) &buffer[(rows[_i].used + 7) / 8 + room]);
      room++;
    }
  ck_assert_uint_eq (room, rows[_i].room);
  ck_assert_uint_eq (reader.fault.status, RPC_X_BYTE_COUNT_TOO_SMALL);
  beck_ndr_reader_end (&reader, TRUE);
}
END_TEST

/* ---- One allocation for a list ---- */

typedef struct Node
{
  struct Node *next; /* full, so that the last may point back at the first */
  guint32 value;
} Node;

static int allocations, frees;

static void *
count_alloc (size_t size)
{
  allocations++;
  return CoTaskMemAlloc (size);
}

static void
count_free (void *block)
{
  frees++;
  CoTaskMemFree (block);
}

static const BeckNdrAllocator allocator = { count_alloc, count_free };

/* A reader of { [ptr] next, value } behind a number, like generated code. */
static gboolean
get_node (BeckNdrReader *reader, Node **node)
{
  gboolean known;
  void *id;

  while (*node != NULL)
    {
      id = *node;
      if (!beck_ndr_get_full (reader, node, "Node", 1, &known))
        return FALSE;
      if (known)
        return TRUE;
      if (!beck_ndr_get_pointee (reader, node, sizeof (Node), 8)
          || !beck_ndr_get_full_at (reader, id, *node, "Node", 1)
          || !beck_ndr_get_check_elements (reader, 1, 8)
          || !beck_ndr_get_unique (reader, &(*node)->next)
          || !beck_ndr_get_u32 (reader, &(*node)->value))
        return FALSE;
      node = &(*node)->next;
    }
  return TRUE;
}

static gboolean
get_list (BeckNdrReader *reader, void *args)
{
  return beck_ndr_get_unique (reader, args) && get_node (reader, args);
}

/* 1 -> 2 -> 3 -> 1 */
static const guint8 ring[] = { 1, 0, 0, 0, 2, 0, 0, 0, 10, 0, 0, 0, 3, 0, 0, 0,
                               20, 0, 0, 0, 1, 0, 0, 0, 30, 0, 0, 0 };

static void
setup (void)
{
  allocations = frees = 0;
}

START_TEST (all_nodes_are_one_allocation)
{
  BeckNdrReader reader;
  Node *list;

  beck_ndr_reader_init (&reader, ring, sizeof ring, 0x10, NULL, &allocator, NULL);
  ck_assert (beck_ndr_get_all_nodes (&reader, get_list, &list));
  beck_ndr_reader_end (&reader, TRUE);
  ck_assert_int_eq (allocations, 1);
  ck_assert_uint_eq (reader.pos, sizeof ring);
  ck_assert_ptr_eq (list->next, list + 1);
  ck_assert_ptr_eq (list->next->next, list + 2);
  ck_assert_ptr_eq (list->next->next->next, list);
  for (guint i = 0; i < 3; i++)
    ck_assert_uint_eq (list[i].value, (i + 1) * 10);
  count_free (list);
}
END_TEST

START_TEST (no_nodes_are_no_allocation)
{
  static const guint8 null[4];
  BeckNdrReader reader;
  Node *list = (Node *) (void *) &reader;

  beck_ndr_reader_init (&reader, null, sizeof null, 0x10, NULL, &allocator, NULL);
  ck_assert (beck_ndr_get_all_nodes (&reader, get_list, &list));
  ck_assert_ptr_null (list);
  beck_ndr_reader_end (&reader, TRUE);
  ck_assert_int_eq (allocations, 0);
}
END_TEST

START_TEST (full_pointers_from_before_stay_known)
{
  guint8 data[] = { 7, 0, 0, 0, 9, 0, 0, 0, 7, 0, 0, 0, 5, 0, 0, 0 };
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;
  Node earlier, *list;

  beck_ndr_reader_init (&reader, data + 4, 12, 0x10, &arena, &allocator, NULL);
  beck_ndr_reader_set_owned (&reader, TRUE);
  ck_assert (beck_ndr_get_full_at (&reader, GUINT_TO_POINTER (7), &earlier, "Node", 1));
  ck_assert (beck_ndr_get_all_nodes (&reader, get_list, &list));
  ck_assert_ptr_eq (list->next, &earlier);
  ck_assert_uint_eq (list->value, 5);
  beck_ndr_reader_end (&reader, FALSE);
  ck_assert_int_eq (frees, 1);
}
END_TEST

/* Read twice, but counted once: what is just allowed passes, one less does not. */
START_TEST (limits_count_once)
{
  static const struct
  {
    BeckNdrLimits limits;
    guint32 status;
  } rows[] = {
    { { 3 * sizeof (Node), 3, 1 }, 0 },
    { { 3 * sizeof (Node) - 1, 3, 1 }, RPC_X_NO_MEMORY },
    { { 3 * sizeof (Node), 2, 1 }, RPC_X_BAD_STUB_DATA },
  };
  BeckNdrReader reader;
  Node *list;

  beck_ndr_reader_init (&reader, ring, sizeof ring, 0x10, NULL, &allocator, &rows[_i].limits);
  ck_assert_int_eq (beck_ndr_get_all_nodes (&reader, get_list, &list), rows[_i].status == 0);
  ck_assert_uint_eq (reader.fault.status, rows[_i].status);
  if (rows[_i].status == 0)
    {
      ck_assert_uint_eq (reader.limits.bytes, 0);
      ck_assert_uint_eq (reader.limits.elements, 0);
    }
  beck_ndr_reader_end (&reader, FALSE);
  ck_assert_int_eq (frees, allocations);
}
END_TEST

START_TEST (failing_to_measure_leaves_arena_and_account_intact)
{
  guint8 *data = g_memdup2 (ring, MAX (_i, 1));
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  guint32 *earlier;
  void *owned;
  BeckNdrReader reader;
  Node *list;

  beck_ndr_reader_init (&reader, data, (gsize) _i, 0x10, &arena, &allocator, NULL);
  ck_assert (beck_ndr_get_alloc (&reader, &earlier, 4));
  *earlier = 42;
  beck_ndr_reader_set_owned (&reader, TRUE);
  ck_assert (beck_ndr_get_alloc (&reader, &owned, 4));
  ck_assert (!beck_ndr_get_all_nodes (&reader, get_list, &list));
  ck_assert_uint_eq (reader.fault.status, RPC_X_BAD_STUB_DATA);
  ck_assert_ptr_eq (reader.arena, &arena);
  ck_assert (reader.owned);
  ck_assert (beck_ndr_arena_owns (&arena, earlier));
  ck_assert_uint_eq (*earlier, 42);
  beck_ndr_reader_end (&reader, TRUE);
  ck_assert_int_eq (allocations, 1);
  ck_assert_int_eq (frees, 1);
  g_free (data);
}
END_TEST

/* The second reading fails: here the one that finds its list again. */
static gboolean
get_once (BeckNdrReader *reader, void *args)
{
  static guint times;

  return get_list (reader, args)
         && (++times % 2 == 1 || beck_ndr_reader_fail (reader, RPC_X_BAD_STUB_DATA, "again"));
}

START_TEST (failing_behind_the_measure_releases_the_allocation)
{
  BeckNdrReader reader;
  Node *list;

  beck_ndr_reader_init (&reader, ring, sizeof ring, 0x10, NULL, &allocator, NULL);
  ck_assert (!beck_ndr_get_all_nodes (&reader, get_once, &list));
  ck_assert_ptr_null (reader.block);
  beck_ndr_reader_end (&reader, TRUE);
  ck_assert_int_eq (allocations, 1);
  ck_assert_int_eq (frees, 1);
}
END_TEST

START_TEST (lack_of_memory_at_any_index_loses_no_node)
{
  for (gint64 i = 0, done = 0; !done; i++)
    {
      BeckNdrReader reader;
      Node *list;

      beck_ndr_reader_init (&reader, ring, sizeof ring, 0x10, NULL, &allocator, NULL);
      beck_alloc_fail_at (i);
      done = beck_ndr_get_all_nodes (&reader, get_list, &list);
      ck_assert (!done || beck_alloc_count () == i);
      beck_alloc_fail_at (-1);
      ck_assert_uint_eq (reader.fault.status, done ? 0 : RPC_X_NO_MEMORY);
      beck_ndr_reader_end (&reader, FALSE);
    }
  ck_assert_int_ge (allocations, 2);
  /* An allocation that failed is counted, but there is nothing to free. */
  ck_assert_int_eq (frees, allocations - 1);
}
END_TEST

Suite *
block_suite (void)
{
  Suite *suite = suite_create ("block");
  TCase *buffer = tcase_create ("buffer");
  TCase *nodes = tcase_create ("nodes");

  tcase_add_test (buffer, pieces_lie_one_after_the_other);
  tcase_add_test (buffer, a_block_that_ends_is_a_fault);
  tcase_add_loop_test (buffer, a_buffer_begins_behind_what_it_is_for, 0, 9);
  suite_add_tcase (suite, buffer);
  tcase_add_checked_fixture (nodes, setup, NULL);
  tcase_add_test (nodes, all_nodes_are_one_allocation);
  tcase_add_test (nodes, no_nodes_are_no_allocation);
  tcase_add_test (nodes, full_pointers_from_before_stay_known);
  tcase_add_loop_test (nodes, limits_count_once, 0, 3);
  tcase_add_loop_test (nodes, failing_to_measure_leaves_arena_and_account_intact, 0,
                       (int) sizeof ring);
  tcase_add_test (nodes, failing_behind_the_measure_releases_the_allocation);
  tcase_add_test (nodes, lack_of_memory_at_any_index_loses_no_node);
  suite_add_tcase (suite, nodes);
  return suite;
}

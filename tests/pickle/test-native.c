/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Streams without handles, for programs with GLib. */

#include "scene.h"
#include "suites.h"

#include "base/alloc.h"

#include <string.h>

START_TEST (write_makes_the_stream_of_a_handle)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  Node list = scene_list;
  BeckNdrFault fault;
  gsize size;
  g_autofree char *bytes = beck_pickle_write (&Node_PickleType, &list, &size, &fault);

  Node_Encode (handle, &list);
  stream_end (handle);
  ck_assert_uint_eq (fault.status, 0);
  ck_assert_uint_eq (size, stream.size);
  ck_assert_mem_eq (bytes, stream.bytes, size);
  ck_assert_int_eq (scene_blocks, 0);
}
END_TEST

START_TEST (read_takes_bytes_of_any_alignment)
{
  Node list = scene_list, back;
  gsize size;
  g_autofree char *bytes = beck_pickle_write (&Node_PickleType, &list, &size, NULL);

  for (gsize shift = 0; shift < 8; shift++)
    {
      g_autofree char *moved = g_malloc (size + shift);

      memcpy (moved + shift, bytes, size);
      ck_assert_uint_eq (beck_pickle_read (&Node_PickleType, moved + shift, size, &back, NULL), 0);
      scene_check_list (&back);
      beck_pickle_release (&Node_PickleType, &back);
    }
}
END_TEST

START_TEST (read_wants_one_object_and_nothing_behind)
{
  Node list = scene_list, back;
  BeckNdrFault fault;
  gsize size;
  g_autofree char *bytes = beck_pickle_write (&Node_PickleType, &list, &size, NULL);
  g_autofree char *longer = g_malloc0 (size + 8);

  memcpy (longer, bytes, size);
  ck_assert_uint_eq (beck_pickle_read (&Node_PickleType, longer, size + 8, &back, &fault),
                     RPC_X_BAD_STUB_DATA);
  ck_assert_uint_eq (fault.offset, size);
  ck_assert_int_eq (scene_blocks, 0);
  ck_assert_ptr_null (back.next);
}
END_TEST

START_TEST (a_value_that_cannot_be_written_is_told)
{
  Counted wrong = { -1, NULL };
  BeckNdrFault fault;
  gsize size = 99;

  ck_assert_ptr_null (beck_pickle_write (&Counted_PickleType, &wrong, &size, &fault));
  ck_assert_uint_eq (size, 0);
  ck_assert_uint_eq (fault.status, RPC_X_INVALID_BOUND);
  ck_assert_str_eq (fault.path, "Counted.count");
}
END_TEST

START_TEST (arrays_are_written_and_read)
{
  Sample samples[3] = { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } };
  Counted counted = { 3, samples }, back;
  gsize size;
  g_autofree char *bytes = beck_pickle_write (&Counted_PickleType, &counted, &size, NULL);

  ck_assert_uint_eq (beck_pickle_read (&Counted_PickleType, bytes, size, &back, NULL), 0);
  ck_assert_int_eq (back.count, 3);
  ck_assert_int_eq (back.samples[2].level, 9);
  beck_pickle_release (&Counted_PickleType, &back);
}
END_TEST

START_TEST (a_list_may_be_long)
{
  enum { N = 100000 };
  g_autofree Node *nodes = g_new0 (Node, N);
  g_autofree char *bytes = NULL;
  Node back;
  gsize size, n = 0;

  for (gsize i = 0; i + 1 < N; i++)
    nodes[i].next = &nodes[i + 1];
  bytes = beck_pickle_write (&Node_PickleType, nodes, &size, NULL);
  ck_assert_ptr_nonnull (bytes);
  ck_assert_uint_eq (beck_pickle_read (&Node_PickleType, bytes, size, &back, NULL), 0);
  for (const Node *node = &back; node != NULL; node = node->next)
    n++;
  ck_assert_uint_eq (n, N);
  beck_pickle_release (&Node_PickleType, &back);
}
END_TEST

static gboolean
write_and_read (void)
{
  Node list = scene_list, back;
  gsize size;
  g_autofree char *bytes = beck_pickle_write (&Node_PickleType, &list, &size, NULL);
  guint32 status;

  if (bytes == NULL)
    return FALSE;
  status = beck_pickle_read (&Node_PickleType, bytes, size, &back, NULL);
  if (status == RPC_S_OK)
    beck_pickle_release (&Node_PickleType, &back);
  return status == RPC_S_OK;
}

START_TEST (any_allocation_may_fail)
{
  gint64 n;

  beck_alloc_fail_at (BECK_ALLOC_FAIL_NEVER);
  ck_assert (write_and_read ());
  n = beck_alloc_count ();
  ck_assert_int_ge (n, 2);
  for (gint64 i = 0; i < n; i++)
    {
      beck_alloc_fail_at (i);
      ck_assert (!write_and_read ());
      beck_alloc_fail_at (-1);
      ck_assert_int_eq (scene_blocks, 0);
    }
}
END_TEST

START_TEST (nothing_is_released_for_null)
{
  beck_pickle_release (&Node_PickleType, NULL);
  beck_pickle_release (&Number_PickleType, &(Number){ 7 });
}
END_TEST

Suite *
native_suite (void)
{
  const TTest *const tests[] = {
    write_makes_the_stream_of_a_handle,
    read_takes_bytes_of_any_alignment,
    read_wants_one_object_and_nothing_behind,
    a_value_that_cannot_be_written_is_told,
    arrays_are_written_and_read,
    a_list_may_be_long,
    any_allocation_may_fail,
    nothing_is_released_for_null,
  };

  return scene_suite ("native", tests, G_N_ELEMENTS (tests));
}

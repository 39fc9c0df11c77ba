/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Full pointers, and taking back what was read. */

#include "suites.h"

#include <beck/ndr.h>

#include "base/alloc.h"

static GString *trace;

static void
note (gpointer object)
{
  g_string_append (trace, object);
}

START_TEST (full_pointers_are_numbered_by_address)
{
  static const guint32 expected[] = { 1, 2, 1, 0 };
  g_auto (BeckNdrWriter) writer;
  int a, b;

  beck_ndr_writer_init (&writer, NULL);
  ck_assert (beck_ndr_put_full (&writer, &a) && beck_ndr_put_full (&writer, &b)
             && beck_ndr_put_full (&writer, &a) && beck_ndr_put_full (&writer, NULL));
  for (guint i = 0; i < 4; i++)
    {
      guint32 id;

      memcpy (&id, writer.data + i * 4, 4);
      ck_assert_uint_eq (id, expected[i]);
    }
  ck_assert (beck_ndr_put_full_first (&writer, &a));
  ck_assert (!beck_ndr_put_full_first (&writer, &a));
  ck_assert (!beck_ndr_put_full_first (&writer, NULL));
}
END_TEST

START_TEST (aliases_have_one_address_type_and_count)
{
  static const struct
  {
    const char *type;
    gsize count;
  } others[] = { { "Leaf", 1 }, { "Node", 2 } };
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;
  void *pointer = GUINT_TO_POINTER (7);
  gboolean known;
  int place;

  beck_ndr_reader_init (&reader, "", 0, 0x10, &arena, NULL, NULL);
  ck_assert (beck_ndr_get_full (&reader, &pointer, "Node", 1, &known) && !known);
  ck_assert (beck_ndr_get_full_at (&reader, pointer, &place, "Node", 1));
  ck_assert (beck_ndr_get_full (&reader, &pointer, "Node", 1, &known) && known);
  ck_assert_ptr_eq (pointer, &place);
  pointer = GUINT_TO_POINTER (7);
  ck_assert (!beck_ndr_get_full (&reader, &pointer, others[_i].type, others[_i].count, &known));
  ck_assert_uint_eq (reader.fault.status, RPC_X_BAD_STUB_DATA);
  beck_ndr_reader_end (&reader, FALSE);
}
END_TEST

/* Reads three owned things; whether that went well. */
static gboolean
read_owned (BeckNdrReader *reader)
{
  void *memory;

  return beck_ndr_reader_defer (reader, note, (gpointer) "a")
         && beck_ndr_get_alloc (reader, &memory, 10)
         && beck_ndr_reader_defer (reader, note, (gpointer) "b")
         && beck_ndr_get_full_at (reader, GUINT_TO_POINTER (1), memory, "T", 1);
}

START_TEST (a_failure_takes_everything_back_in_reverse)
{
  BeckNdrReader reader;

  trace = g_string_new (NULL);
  beck_ndr_reader_init (&reader, "", 0, 0x10, NULL, &beck_ndr_task_allocator, NULL);
  ck_assert (read_owned (&reader));
  beck_ndr_reader_fail (&reader, RPC_X_BAD_STUB_DATA, "wrong");
  beck_ndr_reader_end (&reader, TRUE);
  ck_assert_str_eq (trace->str, "ba");
  g_string_free (trace, TRUE);
}
END_TEST

START_TEST (lack_of_memory_at_any_index_loses_nothing)
{
  gint64 n;

  for (gint64 i = 0, done = 0; !done; i++)
    {
      BeckNdrReader reader;
      guint noted;

      trace = g_string_new (NULL);
      beck_ndr_reader_init (&reader, "", 0, 0x10, NULL, &beck_ndr_task_allocator, NULL);
      beck_alloc_fail_at (i);
      done = read_owned (&reader);
      n = beck_alloc_count ();
      beck_alloc_fail_at (-1);
      ck_assert_uint_eq (reader.fault.status, done ? 0 : RPC_X_NO_MEMORY);
      beck_ndr_reader_end (&reader, FALSE);
      noted = (guint) trace->len;
      ck_assert (done ? noted == 2 : noted >= 1);
      ck_assert (!done || n == i);
      g_string_free (trace, TRUE);
    }
}
END_TEST

Suite *
pointer_suite (void)
{
  Suite *suite = suite_create ("pointer");
  TCase *task = tcase_create ("pointer");

  tcase_add_test (task, full_pointers_are_numbered_by_address);
  tcase_add_loop_test (task, aliases_have_one_address_type_and_count, 0, 2);
  tcase_add_test (task, a_failure_takes_everything_back_in_reverse);
  tcase_add_test (task, lack_of_memory_at_any_index_loses_nothing);
  suite_add_tcase (suite, task);
  return suite;
}

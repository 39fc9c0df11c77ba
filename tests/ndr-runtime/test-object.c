/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Interface pointers and context handles: the frame around the hooks, and what their failure does. */

#include "suites.h"

#include <beck/ndr.h>

#include "base/alloc.h"

#define REFUSED 0x80010108u /* any status goes through as it is */

static const GUID iid = { 0x00112233, 0x4455, 0x6677, { 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff } };

/* ---- Interface pointers: objects that count their references ---- */

static int references;
static guint32 answer;
static gboolean nothing; /* the reference is one to no object */
static const void *seen_iid;
static int object;

static guint32
marshal (gpointer context, REFIID which, void *what, BeckNdrWriter *writer)
{
  ck_assert_ptr_eq (context, &references);
  ck_assert_ptr_eq (what, &object);
  seen_iid = which;
  if (answer == 0)
    beck_ndr_put_bytes (writer, "MEOW!", 5);
  return answer;
}

static guint32
unmarshal (gpointer context, REFIID which, const guint8 *bytes, gsize length, void **result)
{
  ck_assert_ptr_eq (context, &references);
  ck_assert_uint_eq (length, 5);
  ck_assert_mem_eq (bytes, "MEOW!", 5);
  seen_iid = which;
  if (answer != 0 || nothing)
    return answer;
  references++;
  *result = &object;
  return 0;
}

static void
release (void *what)
{
  ck_assert_ptr_eq (what, &object);
  references--;
}

static const BeckNdrInterfaceHooks interfaces = { marshal, unmarshal, release };
static const BeckNdrHooks hooks = { .interfaces = &interfaces, .context = &references };

static void
setup (void)
{
  references = 0;
  answer = 0;
  nothing = FALSE;
  seen_iid = NULL;
}

static const guint8 little[] = { 5, 0, 0, 0, 5, 0, 0, 0, 'M', 'E', 'O', 'W', '!' };
static const guint8 big[] = { 0, 0, 0, 5, 0, 0, 0, 5, 'M', 'E', 'O', 'W', '!' };

START_TEST (a_reference_has_its_length_twice_in_either_order)
{
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init (&writer, NULL);
  beck_ndr_writer_set_big_endian (&writer, _i == 1);
  writer.hooks = hooks;
  ck_assert (beck_ndr_put_u8 (&writer, 1) && beck_ndr_put_interface (&writer, &iid, &object));
  ck_assert_uint_eq (writer.pos, 4 + sizeof little);
  ck_assert_mem_eq (writer.data + 4, _i == 1 ? big : little, sizeof little);
  ck_assert_ptr_eq (seen_iid, &iid);
}
END_TEST

START_TEST (a_hook_that_cannot_marshal_names_the_status)
{
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init (&writer, NULL);
  ck_assert (!beck_ndr_put_interface (&writer, &iid, &object));
  ck_assert_uint_eq (writer.fault.status, RPC_S_CANNOT_SUPPORT);
  beck_ndr_writer_rewind (&writer);
  writer.hooks = hooks;
  answer = REFUSED;
  ck_assert (!beck_ndr_put_interface (&writer, &iid, &object));
  ck_assert_uint_eq (writer.fault.status, REFUSED);
}
END_TEST

START_TEST (a_reference_that_does_not_fit_is_the_writers_fault)
{
  guint64 room[2];
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init_fixed (&writer, room, (gsize) _i, NULL);
  writer.hooks = hooks;
  ck_assert_int_eq (beck_ndr_put_interface (&writer, &iid, &object), _i == sizeof little);
  ck_assert_uint_eq (writer.fault.status, _i == sizeof little ? 0 : RPC_S_BUFFER_TOO_SMALL);
}
END_TEST

static gboolean
get_two (BeckNdrReader *reader, void **first, void **second)
{
  return beck_ndr_get_interface (reader, &iid, first)
         && beck_ndr_get_interface (reader, NULL, second);
}

START_TEST (references_are_read_in_either_order_and_released_if_not_kept)
{
  guint8 data[32] = { 0 };
  gboolean keep = _i >= 2;
  BeckNdrReader reader;
  void *first, *second;

  memcpy (data, _i & 1 ? big : little, sizeof little);
  memcpy (data + 16, _i & 1 ? big : little, sizeof little);
  beck_ndr_reader_init (&reader, data, sizeof data, _i & 1 ? 0x00 : 0x10, NULL,
                        &beck_ndr_task_allocator, NULL);
  reader.hooks = hooks;
  ck_assert (get_two (&reader, &first, &second));
  ck_assert_ptr_null (seen_iid);
  ck_assert_ptr_eq (first, &object);
  ck_assert_ptr_eq (second, &object);
  ck_assert_int_eq (references, 2);
  beck_ndr_reader_end (&reader, keep);
  ck_assert_int_eq (references, keep ? 2 : 0);
}
END_TEST

START_TEST (references_of_a_server_go_with_its_arena)
{
  BeckNdrArena arena = BECK_NDR_ARENA_INIT;
  BeckNdrReader reader;
  void *result;

  beck_ndr_reader_init (&reader, little, sizeof little, 0x10, &arena, NULL, NULL);
  reader.hooks = hooks;
  ck_assert (beck_ndr_get_interface (&reader, &iid, &result));
  beck_ndr_reader_end (&reader, _i == 1);
  ck_assert_int_eq (references, 1);
  beck_ndr_arena_clear (&arena);
  ck_assert_int_eq (references, 0);
}
END_TEST

START_TEST (bad_references_are_faults)
{
  static const struct
  {
    guint8 data[13];
    gboolean hooked;
    guint32 answer;
    guint32 status;
    gsize size;
    gsize offset;
  } rows[] = {
    { { 5, 0, 0, 0, 4, 0, 0, 0, 'M', 'E', 'O', 'W', '!' }, TRUE, 0, RPC_X_BAD_STUB_DATA, 13, 4 },
    { { 5, 0, 0, 0, 5, 0, 0, 0, 'M', 'E', 'O', 'W' }, TRUE, 0, RPC_X_BAD_STUB_DATA, 12, 8 },
    { { 5, 0, 0, 0, 5 }, TRUE, 0, RPC_X_BAD_STUB_DATA, 5, 4 },
    { { 5, 0, 0, 0, 5, 0, 0, 0, 'M', 'E', 'O', 'W', '!' }, FALSE, 0, RPC_S_CANNOT_SUPPORT, 13, 13 },
    { { 5, 0, 0, 0, 5, 0, 0, 0, 'M', 'E', 'O', 'W', '!' }, TRUE, REFUSED, REFUSED, 13, 13 },
  };
  BeckNdrReader reader;
  void *result = NULL;

  beck_ndr_reader_init (&reader, rows[_i].data, rows[_i].size, 0x10, NULL,
                        &beck_ndr_task_allocator, NULL);
  if (rows[_i].hooked)
    reader.hooks = hooks;
  answer = rows[_i].answer;
  ck_assert (!beck_ndr_get_interface (&reader, &iid, &result));
  ck_assert_uint_eq (reader.fault.status, rows[_i].status);
  ck_assert_uint_eq (reader.fault.offset, rows[_i].offset);
  ck_assert_ptr_null (result);
  beck_ndr_reader_end (&reader, TRUE);
  ck_assert_int_eq (references, 0);
}
END_TEST

START_TEST (a_reference_to_nothing_is_null)
{
  BeckNdrReader reader;
  void *result = &reader;

  beck_ndr_reader_init (&reader, little, sizeof little, 0x10, NULL, &beck_ndr_task_allocator, NULL);
  reader.hooks = hooks;
  nothing = TRUE;
  ck_assert (beck_ndr_get_interface (&reader, &iid, &result));
  ck_assert_ptr_null (result);
  beck_ndr_reader_end (&reader, FALSE);
}
END_TEST

START_TEST (lack_of_memory_at_any_index_loses_no_reference)
{
  for (gint64 i = 0, done = 0; !done; i++)
    {
      BeckNdrArena arena = BECK_NDR_ARENA_INIT;
      BeckNdrReader reader;
      void *result;

      beck_ndr_reader_init (&reader, little, sizeof little, 0x10, &arena,
                            &beck_ndr_task_allocator, NULL);
      beck_ndr_reader_set_owned (&reader, _i == 1);
      reader.hooks = hooks;
      beck_alloc_fail_at (i);
      done = beck_ndr_get_interface (&reader, &iid, &result);
      beck_alloc_fail_at (-1);
      ck_assert (!done || i > 0);
      ck_assert_uint_eq (reader.fault.status, done ? 0 : RPC_X_NO_MEMORY);
      ck_assert_int_eq (references, done);
      beck_ndr_reader_end (&reader, FALSE);
      beck_ndr_arena_clear (&arena);
      ck_assert_int_eq (references, 0);
    }
}
END_TEST

/* ---- Context handles ---- */

static const BeckNdrContextType context_type = { "Session", NULL, 0 };
static BeckNdrContextId seen_id;
static void **seen_variable;
static void *seen_before;

static guint32
to_wire (gpointer context, const BeckNdrContextType *type, void *handle, BeckNdrContextId *id)
{
  ck_assert_ptr_eq (type, &context_type);
  ck_assert_ptr_eq (handle, &object);
  *id = (BeckNdrContextId){ 0, iid };
  return answer;
}

static guint32
from_wire (gpointer context, const BeckNdrContextType *type, const BeckNdrContextId *id,
           void **handle)
{
  static const GUID null;

  ck_assert_ptr_eq (type, &context_type);
  seen_id = *id;
  seen_variable = handle;
  seen_before = *handle;
  if (answer == 0)
    *handle = memcmp (&id->uuid, &null, sizeof null) == 0 ? NULL : &object;
  return answer;
}

static const BeckNdrContextHooks contexts = { to_wire, from_wire };
static const BeckNdrHooks context_hooks = { .contexts = &contexts };

static const guint8 little_id[20] = { 0,    0,    0,    0,    0x33, 0x22, 0x11, 0x00, 0x55, 0x44,
                                      0x77, 0x66, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff };
static const guint8 big_id[20] = { 0,    0,    0,    0,    0x00, 0x11, 0x22, 0x33, 0x44, 0x55,
                                   0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff };
static const guint8 null_id[20];

START_TEST (a_context_handle_is_example_11)
{
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init (&writer, NULL);
  beck_ndr_writer_set_big_endian (&writer, _i == 1);
  writer.hooks = context_hooks;
  ck_assert (beck_ndr_put_context (&writer, &context_type, &object, FALSE));
  ck_assert_uint_eq (writer.pos, sizeof little_id);
  ck_assert_mem_eq (writer.data, _i == 1 ? big_id : little_id, sizeof little_id);
}
END_TEST

START_TEST (a_null_context_handle_is_zeros_where_it_may_be)
{
  g_auto (BeckNdrWriter) writer;

  /* It takes no hooks. */
  beck_ndr_writer_init (&writer, NULL);
  ck_assert (beck_ndr_put_context (&writer, &context_type, NULL, TRUE));
  ck_assert_uint_eq (writer.pos, sizeof null_id);
  ck_assert_mem_eq (writer.data, null_id, sizeof null_id);
  ck_assert (!beck_ndr_put_context (&writer, &context_type, NULL, FALSE));
  ck_assert_uint_eq (writer.fault.status, RPC_X_SS_IN_NULL_CONTEXT);
}
END_TEST

START_TEST (a_context_handle_that_cannot_be_sent_is_a_fault)
{
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init (&writer, NULL);
  ck_assert (!beck_ndr_put_context (&writer, &context_type, &object, TRUE));
  ck_assert_uint_eq (writer.fault.status, RPC_X_SS_CONTEXT_MISMATCH);
  beck_ndr_writer_rewind (&writer);
  writer.hooks = context_hooks;
  answer = REFUSED;
  ck_assert (!beck_ndr_put_context (&writer, &context_type, &object, TRUE));
  ck_assert_uint_eq (writer.fault.status, REFUSED);
  ck_assert_uint_eq (writer.pos, 0);
}
END_TEST

/* A server looks at the variable again when the manager is done, so it must not be handed a copy. */
START_TEST (the_hook_receives_the_variable_itself)
{
  BeckNdrReader reader;
  void *variable = _i >= 2 ? &reader : NULL;

  beck_ndr_reader_init (&reader, _i & 1 ? big_id : little_id, 20, _i & 1 ? 0x00 : 0x10, NULL, NULL,
                        NULL);
  reader.hooks = context_hooks;
  ck_assert (beck_ndr_get_context (&reader, &context_type, &variable, FALSE));
  ck_assert_ptr_eq (seen_variable, &variable);
  ck_assert_ptr_eq (seen_before, _i >= 2 ? &reader : NULL);
  ck_assert_ptr_eq (variable, &object);
  ck_assert_uint_eq (seen_id.attributes, 0);
  ck_assert (IsEqualGUID (&seen_id.uuid, &iid));
  beck_ndr_reader_end (&reader, TRUE);
}
END_TEST

START_TEST (a_null_context_handle_is_told_only_if_there_was_one)
{
  BeckNdrReader reader;
  void *variable = NULL;

  seen_variable = NULL;
  beck_ndr_reader_init (&reader, null_id, sizeof null_id, 0x10, NULL, NULL, NULL);
  ck_assert (beck_ndr_get_context (&reader, &context_type, &variable, TRUE));
  ck_assert_ptr_null (variable);
  beck_ndr_reader_end (&reader, TRUE);
  beck_ndr_reader_init (&reader, null_id, sizeof null_id, 0x10, NULL, NULL, NULL);
  reader.hooks = context_hooks;
  ck_assert (beck_ndr_get_context (&reader, &context_type, &variable, TRUE));
  ck_assert_ptr_null (seen_variable);
  beck_ndr_reader_end (&reader, TRUE);
  variable = &object;
  beck_ndr_reader_init (&reader, null_id, sizeof null_id, 0x10, NULL, NULL, NULL);
  reader.hooks = context_hooks;
  ck_assert (beck_ndr_get_context (&reader, &context_type, &variable, TRUE));
  ck_assert_ptr_eq (seen_variable, &variable);
  ck_assert_ptr_eq (seen_before, &object);
  ck_assert_ptr_null (variable);
  beck_ndr_reader_end (&reader, TRUE);
}
END_TEST

START_TEST (bad_context_handles_are_faults)
{
  static const struct
  {
    const guint8 *data;
    gsize size;
    gboolean hooked;
    gboolean nullable;
    guint32 answer;
    guint32 status;
  } rows[] = {
    { null_id, 20, TRUE, FALSE, 0, RPC_X_SS_IN_NULL_CONTEXT },
    { little_id, 20, FALSE, TRUE, 0, RPC_X_SS_CONTEXT_MISMATCH },
    { little_id, 20, TRUE, TRUE, RPC_X_SS_CONTEXT_MISMATCH, RPC_X_SS_CONTEXT_MISMATCH },
    { little_id, 19, TRUE, TRUE, 0, RPC_X_BAD_STUB_DATA },
    { little_id, 0, TRUE, TRUE, 0, RPC_X_BAD_STUB_DATA },
  };
  BeckNdrReader reader;
  void *variable = NULL;

  beck_ndr_reader_init (&reader, rows[_i].data, rows[_i].size, 0x10, NULL, NULL, NULL);
  if (rows[_i].hooked)
    reader.hooks = context_hooks;
  answer = rows[_i].answer;
  ck_assert (!beck_ndr_get_context (&reader, &context_type, &variable, rows[_i].nullable));
  ck_assert_uint_eq (reader.fault.status, rows[_i].status);
  ck_assert_ptr_null (variable);
  beck_ndr_reader_end (&reader, TRUE);
}
END_TEST

static TCase *
interface_case (void)
{
  TCase *task = tcase_create ("interface");

  tcase_add_checked_fixture (task, setup, NULL);
  tcase_add_loop_test (task, a_reference_has_its_length_twice_in_either_order, 0, 2);
  tcase_add_test (task, a_hook_that_cannot_marshal_names_the_status);
  tcase_add_loop_test (task, a_reference_that_does_not_fit_is_the_writers_fault, 0,
                       sizeof little + 1);
  tcase_add_loop_test (task, references_are_read_in_either_order_and_released_if_not_kept, 0, 4);
  tcase_add_loop_test (task, references_of_a_server_go_with_its_arena, 0, 2);
  tcase_add_loop_test (task, bad_references_are_faults, 0, 5);
  tcase_add_test (task, a_reference_to_nothing_is_null);
  tcase_add_loop_test (task, lack_of_memory_at_any_index_loses_no_reference, 0, 2);
  return task;
}

static TCase *
context_case (void)
{
  TCase *task = tcase_create ("context");

  tcase_add_checked_fixture (task, setup, NULL);
  tcase_add_loop_test (task, a_context_handle_is_example_11, 0, 2);
  tcase_add_test (task, a_null_context_handle_is_zeros_where_it_may_be);
  tcase_add_test (task, a_context_handle_that_cannot_be_sent_is_a_fault);
  tcase_add_loop_test (task, the_hook_receives_the_variable_itself, 0, 4);
  tcase_add_test (task, a_null_context_handle_is_told_only_if_there_was_one);
  tcase_add_loop_test (task, bad_context_handles_are_faults, 0, 5);
  return task;
}

Suite *
object_suite (void)
{
  Suite *suite = suite_create ("object");

  suite_add_tcase (suite, interface_case ());
  suite_add_tcase (suite, context_case ());
  return suite;
}

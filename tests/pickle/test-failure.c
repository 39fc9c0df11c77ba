/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Exceptions, lack of memory at every allocation, functions of the program that fail. */

#include "scene.h"
#include "suites.h"

#include "base/alloc.h"

#include <string.h>

/* ---- Exceptions of generated functions ---- */

typedef struct
{
  handle_t handle;
  Node node;
} Call;

static void
encode (gpointer data)
{
  Call *call = data;

  Node_Encode (call->handle, &call->node);
}

static void
decode (gpointer data)
{
  Call *call = data;

  Node_Decode (call->handle, &call->node);
}

static void
measure (gpointer data)
{
  Call *call = data;

  (void) Node_AlignSize (call->handle, &call->node);
}

START_TEST (generated_functions_raise_the_status)
{
  Stream stream;
  Call call = { stream_begin (&stream), scene_list };

  ck_assert_uint_eq (scene_raised (decode, &call), RPC_X_INVALID_ES_ACTION);
  stream_end (call.handle);
  stream.size = 0;
  call.handle = stream_open (&stream);
  ck_assert_uint_eq (scene_raised (encode, &call), RPC_X_INVALID_ES_ACTION);
  ck_assert_uint_eq (scene_raised (measure, &call), RPC_X_INVALID_ES_ACTION);
  ck_assert_uint_eq (scene_raised (decode, &call), RPC_X_BAD_STUB_DATA);
  stream_end (call.handle);
}
END_TEST

START_TEST (what_is_no_handle_raises_invalid_binding)
{
  Call call = { NULL, scene_list };

  ck_assert_uint_eq (scene_raised (encode, &call), RPC_S_INVALID_BINDING);
  ck_assert_uint_eq (scene_raised (decode, &call), RPC_S_INVALID_BINDING);
  ck_assert_uint_eq (scene_raised (measure, &call), RPC_S_INVALID_BINDING);
}
END_TEST

START_TEST (a_handler_can_ask_what_was_wrong)
{
  Stream stream;
  handle_t handle;
  Node node;

  stream_from_text (&stream, "01 10 08 00 cc cc cc cc");
  handle = stream_open (&stream);
  RpcTryExcept
    {
      Node_Decode (handle, &node);
      ck_abort_msg ("an empty stream was decoded");
    }
  RpcExcept (RpcExceptionFilter (RpcExceptionCode ()))
    {
      ck_assert_uint_eq (RpcExceptionCode (), RPC_X_BAD_STUB_DATA);
      ck_assert_uint_eq (beck_pickle_get_fault (handle)->status, RPC_X_BAD_STUB_DATA);
      ck_assert_uint_eq (beck_pickle_get_fault (handle)->offset, 8);
    }
  RpcEndExcept
  stream_end (handle);
}
END_TEST

/* ---- Functions of the program ---- */

/* How many blocks decoding the list takes. */
static int
blocks_of_list (Stream *stream)
{
  handle_t handle = stream_begin (stream);
  Node list = scene_list, back;
  int n;

  Node_Encode (handle, &list);
  stream_end (handle);
  handle = stream_open (stream);
  Node_Decode (handle, &back);
  n = scene_blocks;
  Node_Free (handle, &back);
  stream_end (handle);
  return n;
}

START_TEST (a_program_without_memory_has_nothing_left_behind)
{
  Stream stream;
  int n = blocks_of_list (&stream);

  ck_assert_int_eq (n, 4);
  for (int i = 0; i < n; i++)
    {
      handle_t handle = stream_open (&stream);
      Node back;

      scene_failing_block = i;
      ck_assert_uint_eq (beck_pickle_try_decode (handle, &Node_PickleType, &back, NULL),
                         RPC_S_OUT_OF_MEMORY);
      ck_assert_int_eq (scene_blocks, 0);
      stream_end (handle);
    }
}
END_TEST

START_TEST (an_exception_of_the_allocator_is_the_status)
{
  Stream stream;
  int n = blocks_of_list (&stream);

  scene_raise = 4711;
  for (int i = 0; i < n; i++)
    {
      Call call = { stream_open (&stream), { 0 } };
      static const Node zero;

      memset (&call.node, 0xFF, sizeof call.node);
      scene_failing_block = i;
      ck_assert_uint_eq (scene_raised (decode, &call), 4711);
      ck_assert_int_eq (scene_blocks, 0);
      ck_assert_mem_eq (&call.node, &zero, sizeof zero);
      ck_assert_uint_eq (scene_raised (decode, &call), 0);
      Node_Free (call.handle, &call.node);
      stream_end (call.handle);
    }
}
END_TEST

START_TEST (a_dynamic_buffer_without_memory_keeps_what_is_there)
{
  char *buffer, *before;
  ULONG size;
  handle_t handle;
  Number number = 7;

  MesEncodeDynBufferHandleCreate (&buffer, &size, &handle);
  scene_failing_block = 0;
  ck_assert_uint_eq (beck_pickle_try_encode (handle, &Number_PickleType, &number, NULL),
                     RPC_S_OUT_OF_MEMORY);
  ck_assert_ptr_null (buffer);
  Number_Encode (handle, &number);
  before = buffer;
  scene_failing_block = 0;
  ck_assert_uint_eq (beck_pickle_try_encode (handle, &Number_PickleType, &number, NULL),
                     RPC_S_OUT_OF_MEMORY);
  ck_assert_ptr_eq (buffer, before);
  ck_assert_uint_eq (size, 24);
  stream_end (handle);
  MIDL_user_free (buffer);
}
END_TEST

START_TEST (an_exception_of_a_callback_is_the_status)
{
  Pieces pieces = { .piece = 4, .gifts = 2 };
  Call call = { NULL, scene_list };

  scene_raise = 4711;
  MesEncodeIncrementalHandleCreate (&pieces, pieces_alloc, pieces_write, &call.handle);
  ck_assert_uint_eq (scene_raised (encode, &call), 4711);
  pieces.gifts = G_MAXUINT;
  ck_assert_uint_eq (scene_raised (encode, &call), RPC_S_OUT_OF_MEMORY);
  stream_end (call.handle);
}
END_TEST

static void
read_and_raise (void *state, char **buffer, unsigned int *size)
{
  Pieces *pieces = state;

  if (pieces->calls >= 3)
    beck_exception_raise (scene_raise);
  pieces_read (state, buffer, size);
}

START_TEST (an_exception_while_reading_is_the_status)
{
  Pieces pieces = { .piece = 8 };
  Call call;

  ck_assert_int_eq (blocks_of_list (&pieces.stream), 4);
  scene_raise = 4711;
  MesDecodeIncrementalHandleCreate (&pieces, read_and_raise, &call.handle);
  ck_assert_uint_eq (scene_raised (decode, &call), 4711);
  ck_assert_int_eq (scene_blocks, 0);
  stream_end (call.handle);
}
END_TEST

/* ---- Our own memory ---- */

/* Encodes and decodes in each way; returns whether all of it went well. */
static gboolean
round_trip (void)
{
  Pieces pieces = { .piece = 16, .gifts = G_MAXUINT };
  handle_t handle = NULL;
  Node list = scene_list, back;
  guint32 status
      = (guint32) MesEncodeIncrementalHandleCreate (&pieces, pieces_alloc, pieces_write, &handle);

  if (status == RPC_S_OK)
    {
      status = beck_pickle_try_encode (handle, &Node_PickleType, &list, NULL);
      stream_end (handle);
    }
  if (status == RPC_S_OK)
    status = (guint32) MesDecodeIncrementalHandleCreate (&pieces, pieces_read, &handle);
  if (status == RPC_S_OK)
    {
      status = beck_pickle_try_decode (handle, &Node_PickleType, &back, NULL);
      if (status == RPC_S_OK)
        Node_Free (handle, &back);
      stream_end (handle);
    }
  ck_assert (status == RPC_S_OK || status == RPC_S_OUT_OF_MEMORY);
  return status == RPC_S_OK;
}

START_TEST (any_allocation_may_fail)
{
  gint64 n;

  beck_alloc_fail_at (BECK_ALLOC_FAIL_NEVER);
  ck_assert (round_trip ());
  n = beck_alloc_count ();
  ck_assert_int_ge (n, 4);
  for (gint64 i = 0; i < n; i++)
    {
      beck_alloc_fail_at (i);
      ck_assert (!round_trip ());
      beck_alloc_fail_at (-1);
      ck_assert_int_eq (scene_blocks, 0);
    }
}
END_TEST

/* All four arguments of a procedure's way there and back. */
static gboolean
keep_trip (void)
{
  Stream stream;
  handle_t handle = NULL;
  LONG number = 1;
  Node list = scene_list, *back = &list;
  volatile gboolean ok = FALSE;

  if (MesEncodeFixedBufferHandleCreate (stream.bytes, SCENE_ROOM, &stream.size, &handle) != 0)
    return FALSE;
  BECK_TRY
  {
    char *buffer = stream.bytes;

    Keep (handle, &number, &back);
    back = NULL;
    MesBufferHandleReset (handle, MES_FIXED_BUFFER_HANDLE, MES_DECODE, &buffer, stream.size, NULL);
    Keep (handle, &number, &back);
    scene_check_list (back);
    Node_Free (handle, back);
    MIDL_user_free (back);
    ok = TRUE;
  }
  BECK_CATCH (EXCEPTION_EXECUTE_HANDLER)
  {
    ck_assert_uint_eq (RpcExceptionCode (), RPC_S_OUT_OF_MEMORY);
  }
  BECK_END_CATCH
  stream_end (handle);
  return ok;
}

START_TEST (any_allocation_of_a_procedure_may_fail)
{
  gint64 n;

  beck_alloc_fail_at (BECK_ALLOC_FAIL_NEVER);
  ck_assert (keep_trip ());
  n = beck_alloc_count ();
  ck_assert_int_ge (n, 1);
  for (gint64 i = 0; i < n; i++)
    {
      beck_alloc_fail_at (i);
      ck_assert (!keep_trip ());
      beck_alloc_fail_at (-1);
      ck_assert_int_eq (scene_blocks, 0);
    }
  for (int i = 0; i < 5; i++)
    {
      scene_failing_block = i;
      ck_assert (!keep_trip ());
      ck_assert_int_eq (scene_blocks, 0);
    }
}
END_TEST

Suite *
failure_suite (void)
{
  const TTest *const tests[] = {
    generated_functions_raise_the_status,
    what_is_no_handle_raises_invalid_binding,
    a_handler_can_ask_what_was_wrong,
    a_program_without_memory_has_nothing_left_behind,
    an_exception_of_the_allocator_is_the_status,
    a_dynamic_buffer_without_memory_keeps_what_is_there,
    an_exception_of_a_callback_is_the_status,
    an_exception_while_reading_is_the_status,
    any_allocation_may_fail,
    any_allocation_of_a_procedure_may_fail,
  };

  return scene_suite ("failure", tests, G_N_ELEMENTS (tests));
}

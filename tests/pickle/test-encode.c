/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The bytes, and the three kinds of handles that make them (wire.md 3.10, rpc.md 2.3). */

#include "scene.h"
#include "suites.h"

#include <string.h>

#define COMMON "01 10 08 00 cc cc cc cc "
#define NUMBER_7 "08 00 00 00 00 00 00 00  07 00 00 00 00 00 00 00 "
#define NUMBER_8 "08 00 00 00 00 00 00 00  08 00 00 00 00 00 00 00 "

static Number seven = 7, eight = 8;

/* ---- Bytes ---- */

START_TEST (a_stream_has_a_common_and_a_private_header_and_padding)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);

  Number_Encode (handle, &seven);
  stream_is (&stream, COMMON NUMBER_7);
  stream_end (handle);
}
END_TEST

START_TEST (alignment_counts_from_behind_the_private_header)
{
  Sample sample = { 0x11223344, 0x0102030405060708, 0x5566 };
  Stream stream;
  handle_t handle = stream_begin (&stream);

  Sample_Encode (handle, &sample);
  stream_is (&stream, COMMON "18 00 00 00 00 00 00 00"
                             "44 33 22 11 00 00 00 00 08 07 06 05 04 03 02 01"
                             "66 55 00 00 00 00 00 00");
  stream_end (handle);
}
END_TEST

START_TEST (objects_follow_each_other_with_one_common_header)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);

  Number_Encode (handle, &seven);
  Number_Encode (handle, &eight);
  stream_is (&stream, COMMON NUMBER_7 NUMBER_8);
  stream_end (handle);
}
END_TEST

START_TEST (each_object_numbers_its_pointers_anew)
{
  Node node = { 1, NULL, NULL }, outer = { 2, NULL, &node };
  Stream first, both;
  handle_t handle = stream_begin (&first);

  Node_Encode (handle, &outer);
  stream_end (handle);
  handle = stream_begin (&both);
  Node_Encode (handle, &outer);
  Node_Encode (handle, &outer);
  stream_end (handle);
  ck_assert_uint_eq (both.size, 2 * first.size - 8);
  ck_assert_mem_eq (both.bytes + first.size, first.bytes + 8, first.size - 8);
}
END_TEST

/* ---- Fixed buffers ---- */

START_TEST (the_encoded_size_accumulates)
{
  Stream stream = { .size = 99 };
  handle_t handle = stream_begin (&stream);

  ck_assert_uint_eq (stream.size, 0);
  Number_Encode (handle, &seven);
  ck_assert_uint_eq (stream.size, 24);
  Number_Encode (handle, &seven);
  ck_assert_uint_eq (stream.size, 40);
  stream_end (handle);
}
END_TEST

START_TEST (align_size_is_what_the_stream_grows_by)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  Node list = scene_list;

  for (int i = 0; i < 3; i++)
    {
      ULONG before = stream.size;
      size_t size = Node_AlignSize (handle, &list);

      ck_assert_uint_eq (stream.size, before);
      ck_assert_uint_eq (size % 8, 0);
      Node_Encode (handle, &list);
      ck_assert_uint_eq (stream.size - before, size);
    }
  stream_end (handle);
}
END_TEST

START_TEST (a_buffer_of_align_size_is_enough_and_less_is_not)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  ULONG enough = (ULONG) Sample_AlignSize (handle, &(Sample){ 0 });
  BeckNdrFault fault;

  stream_end (handle);
  for (ULONG size = 0; size <= enough; size += 8)
    {
      ck_assert_int_eq (
          MesEncodeFixedBufferHandleCreate (stream.bytes, size, &stream.size, &handle), RPC_S_OK);
      ck_assert_uint_eq (
          beck_pickle_try_encode (handle, &Sample_PickleType, &(Sample){ 0 }, &fault),
          size < enough ? RPC_S_BUFFER_TOO_SMALL : RPC_S_OK);
      ck_assert_uint_eq (stream.size, size < enough ? 0 : enough);
      stream_end (handle);
    }
}
END_TEST

START_TEST (what_no_longer_fits_leaves_what_is_there)
{
  Stream stream;
  handle_t handle;

  MesEncodeFixedBufferHandleCreate (stream.bytes, 40, &stream.size, &handle);
  Number_Encode (handle, &seven);
  ck_assert_uint_eq (beck_pickle_try_encode (handle, &Sample_PickleType, &(Sample){ 0 }, NULL),
                     RPC_S_BUFFER_TOO_SMALL);
  ck_assert_uint_eq (stream.size, 24);
  Number_Encode (handle, &eight);
  stream_is (&stream, COMMON NUMBER_7 NUMBER_8);
  stream_end (handle);
}
END_TEST

START_TEST (fixed_buffers_are_judged)
{
  Stream stream;
  handle_t handle = &stream;

  ck_assert_int_eq (MesEncodeFixedBufferHandleCreate (NULL, 64, &stream.size, &handle),
                    RPC_X_INVALID_BUFFER);
  ck_assert_ptr_null (handle);
  ck_assert_int_eq (
      MesEncodeFixedBufferHandleCreate (stream.bytes + 4, 64, &stream.size, &handle),
      RPC_X_INVALID_BUFFER);
  ck_assert_int_eq (MesEncodeFixedBufferHandleCreate (stream.bytes, 63, &stream.size, &handle),
                    RPC_S_INVALID_ARG);
  ck_assert_int_eq (MesEncodeFixedBufferHandleCreate (stream.bytes, 64, NULL, &handle),
                    RPC_S_INVALID_ARG);
  ck_assert_int_eq (MesEncodeFixedBufferHandleCreate (stream.bytes, 64, &stream.size, NULL),
                    RPC_S_INVALID_ARG);
}
END_TEST

/* ---- Dynamic buffers ---- */

START_TEST (a_dynamic_buffer_is_the_programs_in_the_end)
{
  char *buffer = (char *) &seven;
  ULONG size = 99;
  handle_t handle;
  Stream stream;

  ck_assert_int_eq (MesEncodeDynBufferHandleCreate (&buffer, &size, &handle), RPC_S_OK);
  ck_assert_ptr_null (buffer);
  ck_assert_uint_eq (size, 0);
  Number_Encode (handle, &seven);
  stream_end (handle);
  ck_assert_int_eq (scene_blocks, 1);
  memcpy (stream.bytes, buffer, size);
  stream.size = size;
  stream_is (&stream, COMMON NUMBER_7);
  MIDL_user_free (buffer);
}
END_TEST

START_TEST (a_dynamic_buffer_grows_and_there_is_only_one)
{
  char *buffer;
  ULONG size;
  handle_t handle;
  Stream stream;
  handle_t fixed = stream_begin (&stream);

  MesEncodeDynBufferHandleCreate (&buffer, &size, &handle);
  for (Number i = 0; i < 100; i++)
    {
      Number_Encode (handle, &i);
      Number_Encode (fixed, &i);
      ck_assert_int_eq (scene_blocks, 1);
    }
  ck_assert_uint_eq (size, stream.size);
  ck_assert_mem_eq (buffer, stream.bytes, size);
  stream_end (handle);
  stream_end (fixed);
  MIDL_user_free (buffer);
}
END_TEST

START_TEST (dynamic_buffers_are_judged)
{
  char *buffer;
  ULONG size;
  handle_t handle;

  ck_assert_int_eq (MesEncodeDynBufferHandleCreate (NULL, &size, &handle), RPC_S_INVALID_ARG);
  ck_assert_int_eq (MesEncodeDynBufferHandleCreate (&buffer, NULL, &handle), RPC_S_INVALID_ARG);
  ck_assert_int_eq (MesEncodeDynBufferHandleCreate (&buffer, &size, NULL), RPC_S_INVALID_ARG);
}
END_TEST

/* ---- In pieces ---- */

START_TEST (pieces_make_the_same_stream)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  Node list = scene_list;

  Node_Encode (handle, &list);
  Number_Encode (handle, &seven);
  stream_end (handle);
  for (unsigned int piece = 1; piece <= stream.size + 8; piece++)
    {
      Pieces pieces = { .piece = piece, .gifts = G_MAXUINT };

      ck_assert_int_eq (
          MesEncodeIncrementalHandleCreate (&pieces, pieces_alloc, pieces_write, &handle),
          RPC_S_OK);
      Node_Encode (handle, &list);
      Number_Encode (handle, &seven);
      stream_end (handle);
      ck_assert_uint_eq (pieces.stream.size, stream.size);
      ck_assert_mem_eq (pieces.stream.bytes, stream.bytes, stream.size);
    }
}
END_TEST

START_TEST (half_an_object_ends_an_incremental_stream)
{
  Pieces pieces = { .piece = 4, .gifts = 3 };
  handle_t handle;

  MesEncodeIncrementalHandleCreate (&pieces, pieces_alloc, pieces_write, &handle);
  ck_assert_uint_eq (beck_pickle_try_encode (handle, &Number_PickleType, &seven, NULL),
                     RPC_S_OUT_OF_MEMORY);
  ck_assert_uint_eq (pieces.stream.size, 12);
  pieces.gifts = G_MAXUINT;
  ck_assert_uint_eq (beck_pickle_try_encode (handle, &Number_PickleType, &seven, NULL),
                     RPC_S_OUT_OF_MEMORY);
  ck_assert_uint_eq (pieces.stream.size, 12);
  stream_end (handle);
}
END_TEST

START_TEST (a_value_that_cannot_be_encoded_spoils_no_stream)
{
  Counted wrong = { 1001, NULL };
  Pieces pieces = { .piece = 8, .gifts = G_MAXUINT };
  handle_t handle;

  MesEncodeIncrementalHandleCreate (&pieces, pieces_alloc, pieces_write, &handle);
  ck_assert_uint_eq (beck_pickle_try_encode (handle, &Counted_PickleType, &wrong, NULL),
                     RPC_X_INVALID_BOUND);
  ck_assert_uint_eq (pieces.calls, 0);
  Number_Encode (handle, &seven);
  stream_end (handle);
  stream_is (&pieces.stream, COMMON NUMBER_7);
}
END_TEST

START_TEST (incremental_handles_need_their_functions)
{
  handle_t handle;

  ck_assert_int_eq (MesEncodeIncrementalHandleCreate (NULL, NULL, pieces_write, &handle),
                    RPC_S_INVALID_ARG);
  ck_assert_int_eq (MesEncodeIncrementalHandleCreate (NULL, pieces_alloc, NULL, &handle),
                    RPC_S_INVALID_ARG);
  ck_assert_int_eq (MesEncodeIncrementalHandleCreate (NULL, pieces_alloc, pieces_write, NULL),
                    RPC_S_INVALID_ARG);
}
END_TEST

/* ---- Reset ---- */

START_TEST (reset_begins_a_new_stream)
{
  Stream first, second;
  handle_t handle = stream_begin (&first);
  char *buffer = second.bytes;

  Number_Encode (handle, &seven);
  ck_assert_int_eq (MesBufferHandleReset (handle, MES_FIXED_BUFFER_HANDLE, MES_ENCODE, &buffer,
                                          SCENE_ROOM, &second.size),
                    RPC_S_OK);
  ck_assert_uint_eq (second.size, 0);
  Number_Encode (handle, &eight);
  stream_is (&first, COMMON NUMBER_7);
  stream_is (&second, COMMON NUMBER_8);
  stream_end (handle);
}
END_TEST

START_TEST (reset_leaves_a_dynamic_buffer_to_the_program)
{
  char *first, *second = NULL;
  ULONG size;
  handle_t handle;

  MesEncodeDynBufferHandleCreate (&first, &size, &handle);
  Number_Encode (handle, &seven);
  ck_assert_int_eq (MesBufferHandleReset (handle, MES_DYNAMIC_BUFFER_HANDLE, MES_ENCODE, &second,
                                          0, &size),
                    RPC_S_OK);
  Number_Encode (handle, &eight);
  ck_assert_ptr_ne (first, second);
  ck_assert_int_eq (scene_blocks, 2);
  stream_end (handle);
  MIDL_user_free (first);
  MIDL_user_free (second);
}
END_TEST

START_TEST (reset_turns_the_direction)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  char *buffer = stream.bytes;
  Number number = 0;

  Number_Encode (handle, &seven);
  ck_assert_int_eq (MesBufferHandleReset (handle, MES_FIXED_BUFFER_HANDLE, MES_DECODE, &buffer,
                                          stream.size, NULL),
                    RPC_S_OK);
  Number_Decode (handle, &number);
  ck_assert_int_eq (number, 7);
  stream_end (handle);
}
END_TEST

START_TEST (a_refused_reset_changes_nothing)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  char *buffer = stream.bytes + 1;
  ULONG size = 99;

  Number_Encode (handle, &seven);
  ck_assert_int_eq (MesBufferHandleReset (handle, MES_FIXED_BUFFER_HANDLE, MES_ENCODE, &buffer,
                                          64, &size),
                    RPC_X_INVALID_BUFFER);
  ck_assert_int_eq (
      MesBufferHandleReset (handle, MES_FIXED_BUFFER_HANDLE, MES_ENCODE, NULL, 64, &size),
      RPC_S_INVALID_ARG);
  buffer = stream.bytes;
  ck_assert_int_eq (
      MesBufferHandleReset (handle, MES_INCREMENTAL_HANDLE, MES_ENCODE, &buffer, 64, &size),
      RPC_S_INVALID_ARG);
  ck_assert_int_eq (
      MesIncrementalHandleReset (handle, NULL, pieces_alloc, pieces_write, NULL, MES_ENCODE),
      RPC_S_INVALID_ARG);
  ck_assert_uint_eq (size, 99);
  Number_Encode (handle, &eight);
  stream_is (&stream, COMMON NUMBER_7 NUMBER_8);
  stream_end (handle);
}
END_TEST

START_TEST (an_incremental_handle_keeps_its_functions)
{
  Pieces first = { .piece = 8, .gifts = G_MAXUINT }, second = first;
  handle_t handle;
  Number number = 0;

  MesEncodeIncrementalHandleCreate (&first, pieces_alloc, pieces_write, &handle);
  Number_Encode (handle, &seven);
  ck_assert_int_eq (MesIncrementalHandleReset (handle, &second, NULL, NULL, NULL, MES_ENCODE),
                    RPC_S_OK);
  Number_Encode (handle, &eight);
  stream_is (&second.stream, COMMON NUMBER_8);
  ck_assert_int_eq (MesIncrementalHandleReset (handle, &first, NULL, NULL, NULL, MES_DECODE),
                    RPC_S_INVALID_ARG);
  ck_assert_int_eq (
      MesIncrementalHandleReset (handle, &first, NULL, NULL, pieces_read, MES_DECODE), RPC_S_OK);
  Number_Decode (handle, &number);
  ck_assert_int_eq (number, 7);
  ck_assert_int_eq (MesBufferHandleReset (handle, MES_FIXED_BUFFER_HANDLE, MES_DECODE,
                                          &(char *){ first.stream.bytes }, 24, NULL),
                    RPC_S_INVALID_ARG);
  stream_end (handle);
}
END_TEST

/* ---- Handles ---- */

START_TEST (only_serialization_handles_are_taken)
{
  guint64 other[64] = { 0 };
  BeckNdrFault fault;

  ck_assert_int_eq (MesHandleFree (NULL), RPC_S_INVALID_ARG);
  ck_assert_int_eq (MesHandleFree (other), RPC_S_INVALID_ARG);
  ck_assert_int_eq (beck_pickle_set_limits (other, NULL), RPC_S_INVALID_ARG);
  ck_assert_ptr_null (beck_pickle_get_fault (other));
  ck_assert_int_eq (
      MesIncrementalHandleReset (NULL, NULL, pieces_alloc, pieces_write, NULL, MES_ENCODE),
      RPC_S_INVALID_ARG);
  ck_assert_uint_eq (beck_pickle_try_encode (other, &Number_PickleType, &seven, &fault),
                     RPC_S_INVALID_BINDING);
  ck_assert_uint_eq (fault.status, RPC_S_INVALID_BINDING);
}
END_TEST

START_TEST (a_handle_that_decodes_encodes_nothing)
{
  Stream stream;
  handle_t handle;

  stream_from_text (&stream, COMMON NUMBER_7);
  handle = stream_open (&stream);
  ck_assert_uint_eq (beck_pickle_try_encode (handle, &Number_PickleType, &seven, NULL),
                     RPC_X_INVALID_ES_ACTION);
  stream_end (handle);
}
END_TEST

START_TEST (a_type_need_not_have_both_attributes)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);

  OneWay_Encode (handle, &(OneWay){ 7 });
  stream_is (&stream, COMMON NUMBER_7);
  stream_end (handle);
}
END_TEST

START_TEST (there_must_be_a_value)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);

  ck_assert_uint_eq (beck_pickle_try_encode (handle, &Number_PickleType, NULL, NULL),
                     RPC_X_NULL_REF_POINTER);
  stream_end (handle);
}
END_TEST

START_TEST (an_implicit_handle_is_a_variable)
{
  Stream stream;
  Pair pair = { 1, 2 }, back;

  implicit_stream = stream_begin (&stream);
  ck_assert_uint_eq (Pair_AlignSize (&pair), 24);
  Pair_Encode (&pair);
  stream_end (implicit_stream);
  stream_is (&stream, COMMON "08 00 00 00 00 00 00 00 01 00 00 00 02 00 00 00");
  implicit_stream = stream_open (&stream);
  Pair_Decode (&back);
  ck_assert_int_eq (back.right, 2);
  Pair_Free (&back);
  stream_end (implicit_stream);
}
END_TEST

START_TEST (a_variable_needs_no_procedures)
{
  Stream stream;
  Single single = { 7 };

  alone_stream = stream_begin (&stream);
  Single_Encode (&single);
  stream_end (alone_stream);
  stream_is (&stream, COMMON NUMBER_7);
}
END_TEST

Suite *
encode_suite (void)
{
  const TTest *const tests[] = {
    a_stream_has_a_common_and_a_private_header_and_padding,
    alignment_counts_from_behind_the_private_header,
    objects_follow_each_other_with_one_common_header,
    each_object_numbers_its_pointers_anew,
    the_encoded_size_accumulates,
    align_size_is_what_the_stream_grows_by,
    a_buffer_of_align_size_is_enough_and_less_is_not,
    what_no_longer_fits_leaves_what_is_there,
    fixed_buffers_are_judged,
    a_dynamic_buffer_is_the_programs_in_the_end,
    a_dynamic_buffer_grows_and_there_is_only_one,
    dynamic_buffers_are_judged,
    pieces_make_the_same_stream,
    half_an_object_ends_an_incremental_stream,
    a_value_that_cannot_be_encoded_spoils_no_stream,
    incremental_handles_need_their_functions,
    reset_begins_a_new_stream,
    reset_leaves_a_dynamic_buffer_to_the_program,
    reset_turns_the_direction,
    a_refused_reset_changes_nothing,
    an_incremental_handle_keeps_its_functions,
    only_serialization_handles_are_taken,
    a_handle_that_decodes_encodes_nothing,
    a_type_need_not_have_both_attributes,
    there_must_be_a_value,
    an_implicit_handle_is_a_variable,
    a_variable_needs_no_procedures,
  };

  return scene_suite ("encode", tests, G_N_ELEMENTS (tests));
}

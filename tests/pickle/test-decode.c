/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Streams that are good, of this and of other makers (wire.md 3.10). */

#include "scene.h"
#include "suites.h"

#include <string.h>

#define COMMON "01 10 08 00 cc cc cc cc "
#define NUMBER_7 "08 00 00 00 00 00 00 00  07 00 00 00 00 00 00 00 "
#define NUMBER_8 "08 00 00 00 00 00 00 00  08 00 00 00 00 00 00 00 "

/* Decodes the streams of @text, which hold numbers from 7 on. */
static void
numbers_are (const char *text, int n)
{
  Stream stream;
  handle_t handle;

  stream_from_text (&stream, text);
  handle = stream_open (&stream);
  for (int i = 0; i < n; i++)
    {
      Number number = 0;

      Number_Decode (handle, &number);
      ck_assert_int_eq (number, 7 + i);
    }
  stream_end (handle);
}

START_TEST (both_byte_orders_are_read)
{
  Sample sample;
  Stream stream;
  handle_t handle;

  stream_from_text (&stream, "01 00 00 08 cc cc cc cc  00 00 00 18 00 00 00 00"
                             "11 22 33 44 00 00 00 00 01 02 03 04 05 06 07 08"
                             "55 66 00 00 00 00 00 00");
  handle = stream_open (&stream);
  Sample_Decode (handle, &sample);
  ck_assert_int_eq (sample.id, 0x11223344);
  ck_assert_int_eq (sample.when, 0x0102030405060708);
  ck_assert_int_eq (sample.level, 0x5566);
  stream_end (handle);
}
END_TEST

START_TEST (several_types_in_one_stream_come_in_their_order)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  Node list = scene_list, back;
  Number seven = 7;
  Sample sample = { 1, 2, 3 };

  Number_Encode (handle, &seven);
  Node_Encode (handle, &list);
  Sample_Encode (handle, &sample);
  stream_end (handle);

  handle = stream_open (&stream);
  seven = 0;
  Number_Decode (handle, &seven);
  ck_assert_int_eq (seven, 7);
  Node_Decode (handle, &back);
  scene_check_list (&back);
  Node_Free (handle, &back);
  memset (&sample, 0, sizeof sample);
  Sample_Decode (handle, &sample);
  ck_assert_int_eq (sample.level, 3);
  stream_end (handle);
}
END_TEST

START_TEST (fillers_may_be_anything)
{
  numbers_are ("01 10 08 00 12 34 56 78 08 00 00 00 cc cc cc cc 07 00 00 00 be ef be ef", 1);
}
END_TEST

START_TEST (a_length_without_padding_is_padded_behind)
{
  numbers_are (COMMON "04 00 00 00 cc cc cc cc 07 00 00 00 00 00 00 00" NUMBER_8, 2);
}
END_TEST

START_TEST (padding_may_be_missing_at_the_end)
{
  numbers_are (COMMON "04 00 00 00 cc cc cc cc 07 00 00 00", 1);
  numbers_are (COMMON "04 00 00 00 cc cc cc cc 07 00 00 00 00 00", 1);
}
END_TEST

START_TEST (what_a_pointer_is_not_null_for_does_not_matter)
{
  Stream stream;
  handle_t handle;
  Node node;

  stream_from_text (&stream, COMMON "20 00 00 00 00 00 00 00"
                                    "01 00 00 00 ff ff ff ff 00 00 00 00"
                                    "02 00 00 00 00 00 00 00 02 00 00 00 41 00 00 00 00 00 00 00");
  handle = stream_open (&stream);
  Node_Decode (handle, &node);
  ck_assert_str_eq ((char *) node.text, "A");
  ck_assert_ptr_null (node.next);
  Node_Free (handle, &node);
  stream_end (handle);
}
END_TEST

START_TEST (pieces_of_any_size_are_read)
{
  Pieces pieces = { 0 };
  handle_t handle = stream_begin (&pieces.stream);
  Node list = scene_list;
  Number number = 7;

  Node_Encode (handle, &list);
  Number_Encode (handle, &number);
  stream_end (handle);
  for (pieces.piece = 1; pieces.piece <= pieces.stream.size + 8; pieces.piece++)
    {
      Node back;

      pieces.position = 0;
      ck_assert_int_eq (MesDecodeIncrementalHandleCreate (&pieces, pieces_read, &handle),
                        RPC_S_OK);
      Node_Decode (handle, &back);
      scene_check_list (&back);
      Node_Free (handle, &back);
      number = 0;
      Number_Decode (handle, &number);
      ck_assert_int_eq (number, 7);
      stream_end (handle);
    }
}
END_TEST

START_TEST (no_more_than_the_next_object_is_asked_for)
{
  Pieces pieces = { .piece = 8 };
  handle_t handle;
  Number number;

  stream_from_text (&pieces.stream, COMMON NUMBER_7 NUMBER_8);
  MesDecodeIncrementalHandleCreate (&pieces, pieces_read, &handle);
  Number_Decode (handle, &number);
  ck_assert_uint_eq (pieces.position, 24);
  stream_end (handle);
}
END_TEST

START_TEST (an_object_that_failed_is_still_the_next)
{
  Stream stream;
  handle_t handle;
  Number number = 0;
  Sample sample;

  stream_from_text (&stream, COMMON NUMBER_7 NUMBER_8);
  handle = stream_open (&stream);
  ck_assert_uint_eq (beck_pickle_try_decode (handle, &Sample_PickleType, &sample, NULL),
                     RPC_X_BAD_STUB_DATA);
  Number_Decode (handle, &number);
  ck_assert_int_eq (number, 7);
  stream_end (handle);
}
END_TEST

START_TEST (the_same_for_streams_in_pieces)
{
  Pieces pieces = { .piece = 3 };
  handle_t handle;
  Number number = 0;
  Sample sample;

  stream_from_text (&pieces.stream, COMMON NUMBER_7 NUMBER_8);
  MesDecodeIncrementalHandleCreate (&pieces, pieces_read, &handle);
  ck_assert_uint_eq (beck_pickle_try_decode (handle, &Sample_PickleType, &sample, NULL),
                     RPC_X_BAD_STUB_DATA);
  Number_Decode (handle, &number);
  ck_assert_int_eq (number, 7);
  Number_Decode (handle, &number);
  ck_assert_int_eq (number, 8);
  stream_end (handle);
}
END_TEST

START_TEST (what_the_value_held_before_is_not_looked_at)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  Node list = scene_list, back;

  Node_Encode (handle, &list);
  stream_end (handle);
  memset (&back, 0xFF, sizeof back);
  handle = stream_open (&stream);
  Node_Decode (handle, &back);
  scene_check_list (&back);
  Node_Free (handle, &back);
  stream_end (handle);
}
END_TEST

START_TEST (a_failure_leaves_zeros)
{
  static const Node zero;
  Stream stream;
  handle_t handle;
  Node back;

  memset (&back, 0xFF, sizeof back);
  stream_from_text (&stream, COMMON NUMBER_7);
  handle = stream_open (&stream);
  ck_assert_uint_ne (beck_pickle_try_decode (handle, &Node_PickleType, &back, NULL), 0);
  ck_assert_mem_eq (&back, &zero, sizeof zero);
  Node_Free (handle, &back);
  stream_end (handle);
}
END_TEST

START_TEST (a_handle_that_encodes_decodes_nothing)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  Number number;

  ck_assert_uint_eq (beck_pickle_try_decode (handle, &Number_PickleType, &number, NULL),
                     RPC_X_INVALID_ES_ACTION);
  stream_end (handle);
}
END_TEST

START_TEST (a_type_need_not_have_both_attributes)
{
  Stream stream;
  handle_t handle;
  OtherWay other;

  stream_from_text (&stream, COMMON NUMBER_7);
  handle = stream_open (&stream);
  ck_assert_uint_eq (beck_pickle_try_decode (handle, &OtherWay_PickleType, NULL, NULL),
                     RPC_X_NULL_REF_POINTER);
  OtherWay_Decode (handle, &other);
  ck_assert_int_eq (other.number, 7);
  OtherWay_Free (handle, &other);
  stream_end (handle);
}
END_TEST

START_TEST (buffers_to_decode_are_judged)
{
  Stream stream;
  handle_t handle = &stream;

  ck_assert_int_eq (MesDecodeBufferHandleCreate (NULL, 24, &handle), RPC_X_INVALID_BUFFER);
  ck_assert_ptr_null (handle);
  ck_assert_int_eq (MesDecodeBufferHandleCreate (stream.bytes + 2, 24, &handle),
                    RPC_X_INVALID_BUFFER);
  ck_assert_int_eq (MesDecodeBufferHandleCreate (stream.bytes, 24, NULL), RPC_S_INVALID_ARG);
  ck_assert_int_eq (MesDecodeIncrementalHandleCreate (&stream, NULL, &handle), RPC_S_INVALID_ARG);
  ck_assert_int_eq (MesDecodeIncrementalHandleCreate (&stream, pieces_read, NULL),
                    RPC_S_INVALID_ARG);
}
END_TEST

START_TEST (the_buffer_is_not_changed)
{
  Stream stream, before;
  handle_t handle = stream_begin (&stream);
  Node list = scene_list, back;

  Node_Encode (handle, &list);
  stream_end (handle);
  before = stream;
  handle = stream_open (&stream);
  Node_Decode (handle, &back);
  Node_Free (handle, &back);
  stream_end (handle);
  ck_assert_mem_eq (stream.bytes, before.bytes, stream.size);
}
END_TEST

Suite *
decode_suite (void)
{
  const TTest *const tests[] = {
    both_byte_orders_are_read,
    several_types_in_one_stream_come_in_their_order,
    fillers_may_be_anything,
    a_length_without_padding_is_padded_behind,
    padding_may_be_missing_at_the_end,
    what_a_pointer_is_not_null_for_does_not_matter,
    pieces_of_any_size_are_read,
    no_more_than_the_next_object_is_asked_for,
    an_object_that_failed_is_still_the_next,
    the_same_for_streams_in_pieces,
    what_the_value_held_before_is_not_looked_at,
    a_failure_leaves_zeros,
    a_handle_that_encodes_decodes_nothing,
    a_type_need_not_have_both_attributes,
    buffers_to_decode_are_judged,
    the_buffer_is_not_changed,
  };

  return scene_suite ("decode", tests, G_N_ELEMENTS (tests));
}

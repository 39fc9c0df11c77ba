/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Streams that are not good: each ends in a status that tells why, and leaves nothing. */

#include "scene.h"
#include "suites.h"

#include <string.h>

#define COMMON "01 10 08 00 cc cc cc cc "
#define LENGTH_8 "08 00 00 00 00 00 00 00 "
#define SEVEN "07 00 00 00 00 00 00 00 "

static void
is_refused (const char *text, guint32 status)
{
  ck_assert_uint_eq (stream_status (&Number_PickleType, text), status);
}

START_TEST (the_good_one_is_good)
{
  is_refused (COMMON LENGTH_8 SEVEN, RPC_S_OK);
}
END_TEST

START_TEST (other_versions_are_refused)
{
  is_refused ("02 10 08 00 cc cc cc cc" LENGTH_8 SEVEN, RPC_X_WRONG_ES_VERSION);
  is_refused ("03 10 08 00 cc cc cc cc" LENGTH_8 SEVEN, RPC_X_WRONG_ES_VERSION);
  is_refused ("00 10 08 00 cc cc cc cc" LENGTH_8 SEVEN, RPC_X_WRONG_ES_VERSION);
}
END_TEST

START_TEST (other_byte_orders_are_refused)
{
  is_refused ("01 20 08 00 cc cc cc cc" LENGTH_8 SEVEN, RPC_X_BAD_STUB_DATA);
  is_refused ("01 11 08 00 cc cc cc cc" LENGTH_8 SEVEN, RPC_X_BAD_STUB_DATA);
  is_refused ("01 01 08 00 cc cc cc cc" LENGTH_8 SEVEN, RPC_X_BAD_STUB_DATA);
}
END_TEST

START_TEST (other_header_lengths_are_refused)
{
  is_refused ("01 10 10 00 cc cc cc cc" LENGTH_8 SEVEN, RPC_X_BAD_STUB_DATA);
  is_refused ("01 10 00 08 cc cc cc cc" LENGTH_8 SEVEN, RPC_X_BAD_STUB_DATA);
  is_refused ("01 00 08 00 cc cc cc cc 00 00 00 08 00 00 00 00" SEVEN, RPC_X_BAD_STUB_DATA);
}
END_TEST

START_TEST (lengths_above_the_data_are_refused)
{
  is_refused (COMMON "10 00 00 00 00 00 00 00" SEVEN, RPC_X_BAD_STUB_DATA);
  is_refused (COMMON "ff ff ff ff 00 00 00 00" SEVEN, RPC_X_BAD_STUB_DATA);
  is_refused (COMMON "f8 ff ff ff 00 00 00 00" SEVEN, RPC_X_BAD_STUB_DATA);
}
END_TEST

START_TEST (lengths_below_the_value_are_refused)
{
  is_refused (COMMON "00 00 00 00 00 00 00 00" SEVEN, RPC_X_BAD_STUB_DATA);
  is_refused (COMMON "03 00 00 00 00 00 00 00" SEVEN, RPC_X_BAD_STUB_DATA);
}
END_TEST

START_TEST (lengths_above_the_value_are_refused)
{
  is_refused (COMMON "10 00 00 00 00 00 00 00" SEVEN SEVEN, RPC_X_BAD_STUB_DATA);
}
END_TEST

START_TEST (counts_above_the_data_are_refused)
{
  /* A million samples, and room for one; a thousand and one, which [range] excludes. */
  ck_assert_uint_eq (stream_status (&Counted_PickleType, COMMON "10 00 00 00 00 00 00 00"
                                                                "e8 03 00 00 00 00 02 00"
                                                                "40 42 0f 00 00 00 00 00"),
                     RPC_X_BAD_STUB_DATA);
  ck_assert_uint_eq (stream_status (&Counted_PickleType, COMMON "10 00 00 00 00 00 00 00"
                                                                "e9 03 00 00 00 00 02 00"
                                                                "e9 03 00 00 00 00 00 00"),
                     RPC_X_INVALID_BOUND);
}
END_TEST

/* A list in a buffer, in a block of its own that ends where the stream ends. */
START_TEST (cut_anywhere_it_is_refused)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  Node list = scene_list, back;
  BeckNdrFault fault;

  Node_Encode (handle, &list);
  stream_end (handle);
  for (gsize size = 0; size < stream.size; size++)
    {
      g_autofree char *cut = g_memdup2 (stream.bytes, MAX (size, 1));

      ck_assert_uint_eq (beck_pickle_read (&Node_PickleType, cut, size, &back, &fault),
                         RPC_X_BAD_STUB_DATA);
      ck_assert_uint_le (fault.offset, size);
      ck_assert_ptr_nonnull (fault.reason);
      ck_assert (g_str_has_prefix (fault.path, "Node"));
      ck_assert_int_eq (scene_blocks, 0);
    }
}
END_TEST

START_TEST (cut_anywhere_in_pieces_it_is_refused)
{
  Pieces whole = { 0 };
  handle_t handle = stream_begin (&whole.stream);
  Node list = scene_list, back;

  Node_Encode (handle, &list);
  stream_end (handle);
  for (ULONG size = 0; size < whole.stream.size; size++)
    {
      Pieces pieces = whole;

      pieces.piece = 5;
      pieces.stream.size = size;
      MesDecodeIncrementalHandleCreate (&pieces, pieces_read, &handle);
      ck_assert_uint_eq (beck_pickle_try_decode (handle, &Node_PickleType, &back, NULL),
                         RPC_X_BAD_STUB_DATA);
      stream_end (handle);
      ck_assert_int_eq (scene_blocks, 0);
    }
}
END_TEST

/* Whatever a byte is changed to: either a value comes of it, which can be released, or a
 * status. */
START_TEST (any_byte_may_be_wrong)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  Node list = scene_list, back;

  Node_Encode (handle, &list);
  stream_end (handle);
  for (gsize i = 0; i < stream.size; i++)
    for (int bit = 0; bit < 8; bit++)
      {
        g_autofree char *changed = g_memdup2 (stream.bytes, stream.size);
        BeckNdrFault fault;

        changed[i] = (char) (changed[i] ^ (1 << bit));
        if (beck_pickle_read (&Node_PickleType, changed, stream.size, &back, &fault) == 0)
          beck_pickle_release (&Node_PickleType, &back);
        else
          ck_assert_ptr_nonnull (fault.reason);
        ck_assert_int_eq (scene_blocks, 0);
      }
}
END_TEST

START_TEST (objects_above_the_limit_are_refused_before_they_arrive)
{
  BeckNdrLimits limits = beck_ndr_default_limits;
  Pieces pieces = { .piece = 8 };
  handle_t handle;
  Number number;

  stream_from_text (&pieces.stream, COMMON "00 10 00 00 00 00 00 00" SEVEN);
  limits.bytes = 0xFFF;
  MesDecodeIncrementalHandleCreate (&pieces, pieces_read, &handle);
  ck_assert_int_eq (beck_pickle_set_limits (handle, &limits), RPC_S_OK);
  ck_assert_uint_eq (beck_pickle_try_decode (handle, &Number_PickleType, &number, NULL),
                     RPC_X_BAD_STUB_DATA);
  ck_assert_uint_eq (pieces.position, 16);
  stream_end (handle);
}
END_TEST

START_TEST (values_above_the_limit_are_refused)
{
  BeckNdrLimits limits = beck_ndr_default_limits;
  Stream stream;
  handle_t handle = stream_begin (&stream);
  Node list = scene_list, back;

  Node_Encode (handle, &list);
  stream_end (handle);
  limits.bytes = sizeof (Node);
  handle = stream_open (&stream);
  beck_pickle_set_limits (handle, &limits);
  ck_assert_uint_ne (beck_pickle_try_decode (handle, &Node_PickleType, &back, NULL), RPC_S_OK);
  beck_pickle_set_limits (handle, NULL);
  ck_assert_uint_eq (beck_pickle_try_decode (handle, &Node_PickleType, &back, NULL), RPC_S_OK);
  Node_Free (handle, &back);
  stream_end (handle);
}
END_TEST

/* ---- What is said of it ---- */

START_TEST (a_fault_has_its_offset_in_the_stream_and_its_field)
{
  Stream stream;
  handle_t handle;
  Node back;
  const BeckNdrFault *fault;

  /* The second object: value, text, next; the text's actual count is above its maximum. */
  stream_from_text (&stream, COMMON LENGTH_8 SEVEN "20 00 00 00 00 00 00 00"
                                                   "01 00 00 00 00 00 02 00 00 00 00 00"
                                                   "02 00 00 00 00 00 00 00 09 00 00 00"
                                                   "41 00 00 00 00 00 00 00");
  handle = stream_open (&stream);
  Number_Decode (handle, &(Number){ 0 });
  ck_assert_uint_eq (beck_pickle_get_fault (handle)->status, 0);
  ck_assert_uint_eq (beck_pickle_try_decode (handle, &Node_PickleType, &back, NULL),
                     RPC_X_BAD_STUB_DATA);
  fault = beck_pickle_get_fault (handle);
  ck_assert_uint_eq (fault->status, RPC_X_BAD_STUB_DATA);
  ck_assert_uint_gt (fault->offset, 8 + 16 + 8 + 12);
  ck_assert_uint_le (fault->offset, 8 + 16 + 8 + 24);
  ck_assert_str_eq (fault->path, "Node.text");
  stream_end (handle);
}
END_TEST

START_TEST (faults_of_headers_have_their_offset)
{
  BeckNdrFault fault;
  Stream stream;
  Number number;

  stream_from_text (&stream, "01 20 08 00 cc cc cc cc" LENGTH_8 SEVEN);
  beck_pickle_read (&Number_PickleType, stream.bytes, stream.size, &number, &fault);
  ck_assert_uint_eq (fault.offset, 1);
  ck_assert (fault.has_numbers);
  ck_assert_uint_eq (fault.found, 0x20);
  ck_assert_str_eq (fault.path, "Number");
}
END_TEST

Suite *
damage_suite (void)
{
  const TTest *const tests[] = {
    the_good_one_is_good,
    other_versions_are_refused,
    other_byte_orders_are_refused,
    other_header_lengths_are_refused,
    lengths_above_the_data_are_refused,
    lengths_below_the_value_are_refused,
    lengths_above_the_value_are_refused,
    counts_above_the_data_are_refused,
    cut_anywhere_it_is_refused,
    cut_anywhere_in_pieces_it_is_refused,
    any_byte_may_be_wrong,
    objects_above_the_limit_are_refused_before_they_arrive,
    values_above_the_limit_are_refused,
    a_fault_has_its_offset_in_the_stream_and_its_field,
    faults_of_headers_have_their_offset,
  };

  return scene_suite ("damage", tests, G_N_ELEMENTS (tests));
}

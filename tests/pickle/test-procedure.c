/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Procedures with [encode] and [decode]: the handle gives the direction. */

#include "scene.h"
#include "suites.h"

#include <string.h>

#define COMMON "01 10 08 00 cc cc cc cc "
#define NDR20 "04 5d 88 8a eb 1c c9 11 9f e8 08 00 2b 10 48 60 02 00 00 00 "
#define INTERFACE "44 33 22 11 66 55 88 77 99 aa bb cc dd ee ff 00 02 00 03 00 "

START_TEST (the_header_names_interface_and_procedure)
{
  Sample sample = { 1, 2, 3 };
  Stream stream;
  handle_t handle = stream_begin (&stream);

  KeepOther (handle, &sample);
  stream_is (&stream, COMMON NDR20 INTERFACE "01 00 00 00 18 00 00 00"
                                             "01 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00"
                                             "03 00 00 00 00 00 00 00");
  stream_end (handle);
}
END_TEST

START_TEST (what_was_stored_is_got_back)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  LONG number = 42;
  Node list = scene_list, *back = &list;

  Keep (handle, &number, &back);
  stream_end (handle);
  number = 0;
  back = NULL;
  handle = stream_open (&stream);
  Keep (handle, &number, &back);
  stream_end (handle);
  ck_assert_int_eq (number, 42);
  scene_check_list (back);
  Node_Free (NULL, back);
  MIDL_user_free (back);
}
END_TEST

START_TEST (the_stream_tells_which_procedure_is_next)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  Sample sample = { 1, 2, 3 };
  LONG number = 4;
  RPC_SYNTAX_IDENTIFIER id;
  ULONG proc = 99;
  GUID expected = { 0x11223344, 0x5566, 0x7788, { 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0 } };

  KeepOther (handle, &sample);
  KeepQuietly (handle, &number);
  stream_end (handle);
  handle = stream_open (&stream);
  for (int i = 0; i < 2; i++)
    {
      ck_assert_int_eq (MesInqProcEncodingId (handle, &id, &proc), RPC_S_OK);
      ck_assert_mem_eq (&id.SyntaxGUID, &expected, sizeof (GUID));
      ck_assert_uint_eq (id.SyntaxVersion.MajorVersion, 2);
      ck_assert_uint_eq (id.SyntaxVersion.MinorVersion, 3);
      ck_assert_uint_eq (proc, 1);
    }
  KeepOther (handle, &sample);
  ck_assert_int_eq (MesInqProcEncodingId (handle, &id, &proc), RPC_S_OK);
  ck_assert_uint_eq (proc, 2);
  KeepQuietly (handle, &number);
  ck_assert_int_eq (MesInqProcEncodingId (handle, &id, &proc), RPC_X_BAD_STUB_DATA);
  stream_end (handle);
}
END_TEST

START_TEST (a_stream_in_pieces_tells_it_too)
{
  Pieces pieces = { .piece = 7 };
  handle_t handle = stream_begin (&pieces.stream);
  Sample sample = { 1, 2, 3 };
  RPC_SYNTAX_IDENTIFIER id;
  ULONG proc;

  KeepOther (handle, &sample);
  stream_end (handle);
  memset (&sample, 0, sizeof sample);
  MesDecodeIncrementalHandleCreate (&pieces, pieces_read, &handle);
  ck_assert_int_eq (MesInqProcEncodingId (handle, &id, &proc), RPC_S_OK);
  ck_assert_uint_eq (proc, 1);
  KeepOther (handle, &sample);
  ck_assert_int_eq (sample.level, 3);
  stream_end (handle);
}
END_TEST

START_TEST (asking_is_judged)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  RPC_SYNTAX_IDENTIFIER id;
  ULONG proc;

  ck_assert_int_eq (MesInqProcEncodingId (handle, &id, &proc), RPC_X_INVALID_ES_ACTION);
  ck_assert_int_eq (MesInqProcEncodingId (NULL, &id, &proc), RPC_S_INVALID_ARG);
  ck_assert_int_eq (MesInqProcEncodingId (handle, NULL, &proc), RPC_S_INVALID_ARG);
  ck_assert_int_eq (MesInqProcEncodingId (handle, &id, NULL), RPC_S_INVALID_ARG);
  stream_end (handle);
}
END_TEST

START_TEST (a_type_is_no_procedure)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  RPC_SYNTAX_IDENTIFIER id;
  ULONG proc;
  Node list = scene_list;

  Node_Encode (handle, &list);
  stream_end (handle);
  handle = stream_open (&stream);
  ck_assert_int_eq (MesInqProcEncodingId (handle, &id, &proc), RPC_S_UNSUPPORTED_TRANS_SYN);
  Node_Decode (handle, &list);
  scene_check_list (&list);
  Node_Free (handle, &list);
  stream_end (handle);
}
END_TEST

/* ---- Other procedures ---- */

typedef struct
{
  handle_t handle;
  Sample sample;
} Call;

static void
keep_other (gpointer data)
{
  Call *call = data;

  KeepOther (call->handle, &call->sample);
}

static guint32
status_of (const char *text)
{
  Stream stream;
  Call call = { 0 };
  guint32 status;

  stream_from_text (&stream, text);
  call.handle = stream_open (&stream);
  status = scene_raised (keep_other, &call);
  stream_end (call.handle);
  return status;
}

#define SAMPLE "01 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 03 00 00 00 00 00 00 00"

START_TEST (another_interface_is_refused)
{
  ck_assert_uint_eq (status_of (COMMON NDR20 "45 33 22 11 66 55 88 77 99 aa bb cc dd ee ff 00"
                                             "02 00 03 00 01 00 00 00 18 00 00 00" SAMPLE),
                     RPC_S_UNKNOWN_IF);
}
END_TEST

START_TEST (versions_must_fit)
{
  static const struct
  {
    const char *version;
    guint32 status;
  } rows[] = { { "02 00 03 00", RPC_S_OK },
               { "02 00 00 00", RPC_S_OK },
               { "02 00 04 00", RPC_S_UNKNOWN_IF },
               { "01 00 03 00", RPC_S_UNKNOWN_IF },
               { "03 00 03 00", RPC_S_UNKNOWN_IF } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strconcat (
          COMMON NDR20 "44 33 22 11 66 55 88 77 99 aa bb cc dd ee ff 00", rows[i].version,
          "01 00 00 00 18 00 00 00" SAMPLE, NULL);

      ck_assert_uint_eq (status_of (text), rows[i].status);
    }
}
END_TEST

START_TEST (another_procedure_is_refused)
{
  ck_assert_uint_eq (status_of (COMMON NDR20 INTERFACE "02 00 00 00 18 00 00 00" SAMPLE),
                     RPC_S_PROCNUM_OUT_OF_RANGE);
}
END_TEST

START_TEST (another_transfer_syntax_is_refused)
{
  ck_assert_uint_eq (status_of (COMMON "33 05 71 71 ba be 37 49 83 19 b5 db ef 9c cc 36"
                                       "01 00 00 00" INTERFACE "01 00 00 00 18 00 00 00" SAMPLE),
                     RPC_S_UNSUPPORTED_TRANS_SYN);
}
END_TEST

START_TEST (the_other_byte_order_is_read)
{
  Stream stream;
  Call call = { 0 };

  stream_from_text (&stream, "01 00 00 08 cc cc cc cc"
                             "8a 88 5d 04 1c eb 11 c9 9f e8 08 00 2b 10 48 60 00 02 00 00"
                             "11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff 00 00 02 00 03"
                             "00 00 00 01 00 00 00 18"
                             "00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 02"
                             "00 03 00 00 00 00 00 00");
  call.handle = stream_open (&stream);
  keep_other (&call);
  ck_assert_int_eq (call.sample.when, 2);
  stream_end (call.handle);
}
END_TEST

START_TEST (cut_anywhere_it_is_refused)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  LONG number = 42;
  Node list = scene_list, *back = &list;

  Keep (handle, &number, &back);
  stream_end (handle);
  for (; stream.size > 0; stream.size--)
    {
      Pieces pieces = { .stream = stream, .piece = 9 };

      pieces.stream.size--;
      back = NULL;
      MesDecodeIncrementalHandleCreate (&pieces, pieces_read, &handle);
      BECK_TRY
      {
        Keep (handle, &number, &back);
        ck_abort_msg ("%u bytes were enough", pieces.stream.size);
      }
      BECK_CATCH (EXCEPTION_EXECUTE_HANDLER)
      {
        ck_assert_uint_eq (RpcExceptionCode (), RPC_X_BAD_STUB_DATA);
      }
      BECK_END_CATCH
      stream_end (handle);
      ck_assert_ptr_null (back);
      ck_assert_int_eq (scene_blocks, 0);
    }
}
END_TEST

/* ---- Attributes ---- */

START_TEST (comm_status_tells_instead_of_raising)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  LONG number = 5;

  ck_assert_uint_eq (KeepQuietly (handle, &number), RPC_S_OK);
  stream_end (handle);
  handle = stream_open (&stream);
  ck_assert_uint_eq (KeepQuietly (handle, &number), RPC_S_OK);
  ck_assert_uint_eq (KeepQuietly (handle, &number), RPC_X_BAD_STUB_DATA);
  stream_end (handle);
  ck_assert_int_eq (number, 5);
}
END_TEST

START_TEST (a_status_parameter_is_told_and_not_stored)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  LONG number = 5;
  error_status_t status = 99;

  KeepTelling (handle, &number, &status);
  ck_assert_uint_eq (status, RPC_S_OK);
  ck_assert_uint_eq (stream.size, 8 + 48 + 8);
  stream_end (handle);
  handle = stream_open (&stream);
  number = 0;
  KeepTelling (handle, &number, &status);
  ck_assert_int_eq (number, 5);
  KeepTelling (handle, &number, &status);
  ck_assert_uint_eq (status, RPC_X_BAD_STUB_DATA);
  stream_end (handle);
}
END_TEST

static void
only_store (gpointer data)
{
  OnlyStore (data, 7);
}

START_TEST (a_procedure_goes_where_its_attributes_allow)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);

  only_store (handle);
  stream_end (handle);
  handle = stream_open (&stream);
  ck_assert_uint_eq (scene_raised (only_store, handle), RPC_X_INVALID_ES_ACTION);
  stream_end (handle);
}
END_TEST

static void
keep_nothing (gpointer data)
{
  LONG number = 0;

  Keep (data, &number, NULL);
}

START_TEST (there_must_be_room_in_both_directions)
{
  Stream stream;
  handle_t handle = stream_begin (&stream);
  LONG number = 1;
  Node *list = NULL;
  error_status_t status;

  ck_assert_uint_eq (scene_raised (keep_nothing, handle), RPC_X_NULL_REF_POINTER);
  ck_assert_uint_eq (KeepQuietly (handle, NULL), RPC_X_NULL_REF_POINTER);
  Keep (handle, &number, &list);
  stream_end (handle);
  handle = stream_open (&stream);
  ck_assert_uint_eq (scene_raised (keep_nothing, handle), RPC_X_NULL_REF_POINTER);
  ck_assert_uint_eq (KeepQuietly (handle, NULL), RPC_X_NULL_REF_POINTER);
  KeepTelling (handle, NULL, &status);
  ck_assert_uint_eq (status, RPC_X_NULL_REF_POINTER);
  stream_end (handle);
}
END_TEST

START_TEST (an_implicit_handle_is_a_variable)
{
  Stream stream;
  Pair pair = { 1, 2 };

  implicit_stream = stream_begin (&stream);
  KeepPair (&pair);
  stream_end (implicit_stream);
  memset (&pair, 0, sizeof pair);
  implicit_stream = stream_open (&stream);
  KeepPair (&pair);
  ck_assert_int_eq (pair.right, 2);
  stream_end (implicit_stream);
}
END_TEST

Suite *
procedure_suite (void)
{
  const TTest *const tests[] = {
    the_header_names_interface_and_procedure,
    what_was_stored_is_got_back,
    the_stream_tells_which_procedure_is_next,
    a_stream_in_pieces_tells_it_too,
    asking_is_judged,
    a_type_is_no_procedure,
    another_interface_is_refused,
    versions_must_fit,
    another_procedure_is_refused,
    another_transfer_syntax_is_refused,
    the_other_byte_order_is_read,
    cut_anywhere_it_is_refused,
    comm_status_tells_instead_of_raising,
    a_status_parameter_is_told_and_not_stored,
    a_procedure_goes_where_its_attributes_allow,
    there_must_be_room_in_both_directions,
    an_implicit_handle_is_a_variable,
  };

  return scene_suite ("procedure", tests, G_N_ELEMENTS (tests));
}

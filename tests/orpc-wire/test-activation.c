/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Activation properties: wire.md 5.6. */

#include "again.h"
#include "request.h"
#include "suites.h"
#include "wire.h"

#include "orpc/activation.h"

#include <beck/guid.h>
#include <beck/hresult.h>
#include <beck/status.h>

#include "beck-test.h"

#define COM "00 00 00 00 c0 00 00 00 00 00 00 46 "
#define CLASS(n) #n " 01 00 00 " COM
#define ZERO "00 00 00 00 "
#define GUID_BYTES(n) n n n n n n n n n n n n n n n n " "
#define PTR(n) n " 00 02 00 "

/* The headers of a serialized type. What some peers have in the second filler, and that their
 * length does not include the padding, is different from what is written here. */
#define TYPE(length, filler) "01 10 08 00 cc cc cc cc " length " 00 00 00 " filler " "
#define OURS "00 00 00 00"
#define THEIRS "cc cc cc cc"

/* The request of wire.md, 416 bytes without the counts in front. */
#define REQUEST(filler, instantiation, this_size, scm, padding)                                    \
  "4d 45 4f 57 04 00 00 00 a2 01 00 00 " COM "38 03 00 00 " COM ZERO "78 01 00 00 "                \
  "68 01 00 00 " ZERO                                                                              \
  TYPE ("88", filler) "68 01 00 00 98 00 00 00 " ZERO "02 00 00 00 04 00 00 00 "                   \
  GUID_BYTES ("00") PTR ("00") PTR ("04") ZERO                                                     \
  "04 00 00 00 " CLASS (ab) CLASS (a5) CLASS (a4) CLASS (aa)                                       \
  "04 00 00 00 58 00 00 00 28 00 00 00 20 00 00 00 30 00 00 00 "                                   \
  TYPE (instantiation, filler) GUID_BYTES ("33") ZERO ZERO ZERO "01 00 00 00 " ZERO PTR ("08")     \
  this_size " 00 00 00 05 00 07 00 01 00 00 00 " GUID_BYTES ("44") padding padding padding padding \
  TYPE ("18", filler) ZERO ZERO ZERO ZERO ZERO ZERO                                                \
  TYPE ("10", filler) ZERO ZERO ZERO ZERO                                                          \
  TYPE (scm, filler) ZERO PTR ("0c") ZERO "01 00 00 00 " PTR ("10") "01 00 00 00 07 00 "           \
  padding padding padding padding padding padding

#define THEIR_REQUEST REQUEST (THEIRS, "44", "00", "1a", "fa")
#define OUR_REQUEST REQUEST (OURS, "48", "58", "20", "00")

/* Places in it */
enum
{
  AT_IID = 0x08,
  AT_CLSID = 0x18,
  AT_SIZE = 0x30,
  AT_HEADER_TYPE = 0x38,
  AT_HEADER_LENGTH = 0x40,
  AT_HEADER_SIZE = 0x4c,
  AT_N_PROPERTIES = 0x58,
  AT_CLASSES = 0x7c,
  AT_SIZES = 0xc0,
  AT_INSTANTIATION = 0xd0,
  AT_INSTANTIATION_LENGTH = 0xd8,
  AT_N_IIDS = 0xfc,
};

/* One interface that was made, and where. */
#define REPLY                                                                                      \
  "4d 45 4f 57 04 00 00 00 a3 01 00 00 " COM "39 03 00 00 " COM ZERO "20 01 00 00 "                \
  "10 01 00 00 " ZERO                                                                              \
  TYPE ("60", OURS) "10 01 00 00 70 00 00 00 " ZERO "02 00 00 00 02 00 00 00 "                     \
  GUID_BYTES ("00") PTR ("00") PTR ("04") ZERO                                                     \
  "02 00 00 00 39 03 00 00 " COM "b6 01 00 00 " COM "02 00 00 00 50 00 00 00 50 00 00 00 "         \
  TYPE ("40", OURS) "01 00 00 00 " PTR ("08") PTR ("0c") PTR ("10")                                \
  "01 00 00 00 " GUID_BYTES ("44") "01 00 00 00 " ZERO                                             \
  "01 00 00 00 " PTR ("14") "04 00 00 00 04 00 00 00 aa bb cc dd "                                 \
  TYPE ("40", OURS) ZERO PTR ("18") "11 11 11 11 11 11 11 11 " PTR ("1c") GUID_BYTES ("55")        \
  "06 00 00 00 05 00 07 00 04 00 00 00 04 00 02 00 00 00 00 00 00 00 00 00 00 00 00 00 "

static void
set_u32 (GByteArray *bytes, guint offset, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (bytes->data + offset, &value, sizeof value);
}

static gboolean
parse_request (const GByteArray *bytes, BeckNdrArena *arena, BeckActivationRequest *request,
               BeckNdrFault *fault)
{
  return beck_activation_parse_request (bytes->data, bytes->len, arena, request, fault);
}

static void
check_good (gboolean good, const BeckNdrFault *fault)
{
  g_autofree char *why = good ? NULL : beck_ndr_fault_to_string (fault);

  ck_assert_msg (good, "%s", why);
}

/* ---- Requests ---- */

START_TEST (a_request_of_a_peer_is_read)
{
  g_autoptr (GByteArray) bytes = wire_bytes (THEIR_REQUEST);
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckActivationRequest request;
  BeckNdrFault fault;

  ck_assert_uint_eq (bytes->len, 416);
  check_good (parse_request (bytes, &arena, &request, &fault), &fault);
  ck_assert_uint_eq (request.properties, BECK_ACTIVATION_INSTANTIATION | BECK_ACTIVATION_CONTEXT
                                             | BECK_ACTIVATION_LOCATION
                                             | BECK_ACTIVATION_SCM_REQUEST);
  ck_assert_uint_eq (request.destination, 2);
  ck_assert_uint_eq (request.instantiation.clsid.Data1, 0x33333333);
  ck_assert_uint_eq (request.instantiation.n_iids, 1);
  ck_assert_uint_eq (request.instantiation.iids[0].Data1, 0x44444444);
  ck_assert_uint_eq (request.instantiation.version.MinorVersion, 7);
  ck_assert_uint_eq (request.scm.n_protseqs, 1);
  ck_assert_uint_eq (request.scm.protseqs[0], BECK_STRING_ARRAY_TCP);
  ck_assert_ptr_null (request.location.machine);
  ck_assert_ptr_null (request.context.client.data);
}
END_TEST

START_TEST (a_request_is_written)
{
  g_autoptr (GByteArray) expected = wire_bytes (OUR_REQUEST);
  static const IID iid = BECK_GUID (0x44444444, 0x4444, 0x4444, 0x44, 0x44, 0x44, 0x44, 0x44,
                                    0x44, 0x44, 0x44);
  static const guint16 protseq = BECK_STRING_ARRAY_TCP;
  BeckActivationRequest request
      = { .properties = BECK_ACTIVATION_INSTANTIATION | BECK_ACTIVATION_CONTEXT
                        | BECK_ACTIVATION_LOCATION | BECK_ACTIVATION_SCM_REQUEST,
          .destination = 2,
          .instantiation = { .n_iids = 1, .iids = &iid, .version = { 5, 7 } },
          .scm = { .n_protseqs = 1, .protseqs = &protseq } };
  g_auto (BeckNdrWriter) writer;

  memset (&request.instantiation.clsid, 0x33, sizeof request.instantiation.clsid);
  beck_ndr_writer_init (&writer, NULL);
  check_good (beck_activation_print_request (&request, &writer), &writer.fault);
  wire_check_equal (writer.data, writer.pos, expected);
}
END_TEST

static GByteArray *
print_request (const BeckActivationRequest *request, gboolean big_endian)
{
  GByteArray *bytes = g_byte_array_new ();
  g_auto (BeckNdrWriter) writer;

  beck_ndr_writer_init (&writer, NULL);
  beck_ndr_writer_set_big_endian (&writer, big_endian);
  check_good (beck_activation_print_request (request, &writer), &writer.fault);
  g_byte_array_append (bytes, writer.data, (guint) writer.pos);
  return bytes;
}

START_TEST (every_property_goes_both_ways_in_both_orders)
{
  for (guint big_endian = 0; big_endian < 2; big_endian++)
    {
      g_autoptr (GByteArray) bytes = print_request (&wire_request, big_endian != 0);
      g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
      BeckActivationRequest request;
      BeckNdrFault fault;

      check_good (parse_request (bytes, &arena, &request, &fault), &fault);
      wire_check_request (&request);
    }
}
END_TEST

START_TEST (properties_that_are_not_known_are_passed_over)
{
  g_autoptr (GByteArray) bytes = wire_bytes (THEIR_REQUEST);
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckActivationRequest request;
  BeckNdrFault fault;

  set_u32 (bytes, AT_CLASSES + 16, 0x777);
  check_good (parse_request (bytes, &arena, &request, &fault), &fault);
  ck_assert_uint_eq (request.properties, BECK_ACTIVATION_INSTANTIATION | BECK_ACTIVATION_LOCATION
                                             | BECK_ACTIVATION_SCM_REQUEST);
  set_u32 (bytes, AT_CLASSES + 16, 0x1ad);
  check_good (parse_request (bytes, &arena, &request, &fault), &fault);
  ck_assert (request.properties & BECK_ACTIVATION_INSTANCE);
}
END_TEST

START_TEST (as_many_interfaces_as_the_protocol_allows_can_be_asked_for)
{
  g_autofree IID *iids = g_new0 (IID, BECK_ACTIVATION_MAX_INTERFACES);
  BeckActivationRequest request = { .properties = BECK_ACTIVATION_INSTANTIATION };
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  g_autoptr (GByteArray) bytes = NULL;
  g_auto (BeckNdrWriter) writer;
  BeckNdrFault fault;

  request.instantiation.iids = iids;
  request.instantiation.n_iids = BECK_ACTIVATION_MAX_INTERFACES;
  bytes = print_request (&request, FALSE);
  check_good (parse_request (bytes, &arena, &request, &fault), &fault);
  ck_assert_uint_eq (request.instantiation.n_iids, BECK_ACTIVATION_MAX_INTERFACES);
  request.instantiation.n_iids++;
  beck_ndr_writer_init (&writer, NULL);
  ck_assert (!beck_activation_print_request (&request, &writer));
  ck_assert_uint_eq (writer.fault.status, RPC_X_INVALID_BOUND);
}
END_TEST

START_TEST (properties_that_cannot_be_written_are_not)
{
  static const guint32 wrong[] = {
    0,
    BECK_ACTIVATION_LOCATION,
    BECK_ACTIVATION_INSTANTIATION | BECK_ACTIVATION_INSTANCE,
    BECK_ACTIVATION_INSTANTIATION | BECK_ACTIVATION_SCM_REPLY,
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      BeckActivationRequest request = wire_request;
      g_auto (BeckNdrWriter) writer;

      request.properties = wrong[i];
      beck_ndr_writer_init (&writer, NULL);
      ck_assert (!beck_activation_print_request (&request, &writer));
      ck_assert_uint_eq (writer.fault.status, RPC_X_INVALID_BOUND);
    }
}
END_TEST

START_TEST (malformed_requests_are_refused)
{
  static const struct
  {
    guint offset;
    guint32 value;
    guint32 status;
  } rows[] = {
    { AT_IID, 0x1a3, (guint32) RPC_E_INVALID_OBJREF },
    { AT_CLSID, 0x339, (guint32) RPC_E_INVALID_OBJREF },
    { 4, 1, (guint32) RPC_E_INVALID_OBJREF },
    { AT_SIZE, 0x169, RPC_X_BAD_STUB_DATA },
    { AT_SIZE, 0x167, RPC_X_BAD_STUB_DATA },
    { AT_SIZE, 0xffffffff, RPC_X_BAD_STUB_DATA },
    { AT_SIZE, 0, RPC_X_BAD_STUB_DATA },
    { AT_HEADER_TYPE, 0xcccc1002, RPC_X_BAD_STUB_DATA },
    { AT_HEADER_TYPE, 0xcccc2001, RPC_X_BAD_STUB_DATA },
    { AT_HEADER_LENGTH, 0x159, RPC_X_BAD_STUB_DATA },
    { AT_HEADER_LENGTH, 0xffffffff, RPC_X_BAD_STUB_DATA },
    { AT_HEADER_SIZE, 0x169, RPC_X_BAD_STUB_DATA },
    { AT_HEADER_SIZE, 15, RPC_X_BAD_STUB_DATA },
    { AT_N_PROPERTIES, 0, RPC_X_INVALID_BOUND },
    { AT_N_PROPERTIES, 3, RPC_X_BAD_STUB_DATA },
    { AT_N_PROPERTIES, 11, RPC_X_INVALID_BOUND },
    { AT_N_PROPERTIES, 0xffffffff, RPC_X_INVALID_BOUND },
    { AT_CLASSES, 0x777, RPC_X_BAD_STUB_DATA },
    { AT_CLASSES + 16, 0x1ab, RPC_X_BAD_STUB_DATA },
    { AT_SIZES, 0xffffffff, RPC_X_BAD_STUB_DATA },
    { AT_SIZES, 0xd1, RPC_X_BAD_STUB_DATA },
    { AT_SIZES, 15, RPC_X_BAD_STUB_DATA },
    { AT_SIZES + 12, 0x31, RPC_X_BAD_STUB_DATA },
    { AT_INSTANTIATION, 0xcccc2001, RPC_X_BAD_STUB_DATA },
    { AT_INSTANTIATION_LENGTH, 0x49, RPC_X_BAD_STUB_DATA },
    { AT_INSTANTIATION_LENGTH, 0x43, RPC_X_BAD_STUB_DATA },
    { AT_N_IIDS, 0, RPC_X_INVALID_BOUND },
    { AT_N_IIDS, 2, RPC_X_BAD_STUB_DATA },
    { AT_N_IIDS, 0x8001, RPC_X_INVALID_BOUND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) bytes = wire_bytes (THEIR_REQUEST);
      g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
      BeckActivationRequest request;
      BeckNdrFault fault;

      set_u32 (bytes, rows[i].offset, rows[i].value);
      ck_assert_msg (!parse_request (bytes, &arena, &request, &fault), "row %u", i);
      ck_assert_msg (fault.status == rows[i].status, "row %u: %u", i, fault.status);
      ck_assert_ptr_nonnull (fault.reason);
    }
}
END_TEST

/* ---- Replies ---- */

static void
check_reply (const BeckActivationReply *reply)
{
  ck_assert_uint_eq (reply->properties, BECK_ACTIVATION_OUT | BECK_ACTIVATION_SCM_REPLY);
  ck_assert_uint_eq (reply->out.n, 1);
  ck_assert_uint_eq (reply->out.iids[0].Data1, 0x44444444);
  ck_assert_int_eq (reply->out.results[0], S_OK);
  ck_assert_uint_eq (reply->out.references[0].size, 4);
  ck_assert_mem_eq (reply->out.references[0].data, "\xaa\xbb\xcc\xdd", 4);
  ck_assert_uint_eq (reply->scm.oxid, 0x1111111111111111u);
  ck_assert_uint_eq (reply->scm.rem_unknown.Data1, 0x55555555);
  ck_assert_uint_eq (reply->scm.authentication, 6);
  ck_assert_uint_eq (reply->scm.version.MajorVersion, 5);
  ck_assert_uint_eq (reply->scm.version.MinorVersion, 7);
  ck_assert_uint_eq (reply->scm.bindings.n_entries, 4);
}

START_TEST (a_reply_goes_both_ways)
{
  g_autoptr (GByteArray) bytes = wire_bytes (REPLY);
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  g_auto (BeckNdrWriter) writer;
  BeckActivationReply reply;
  BeckNdrFault fault;

  check_good (
      beck_activation_parse_reply (bytes->data, bytes->len, &arena, &reply, &fault), &fault);
  check_reply (&reply);
  beck_ndr_writer_init (&writer, NULL);
  check_good (beck_activation_print_reply (&reply, &writer), &writer.fault);
  wire_check_equal (writer.data, writer.pos, bytes);
  beck_ndr_writer_rewind (&writer);
  beck_ndr_writer_set_big_endian (&writer, TRUE);
  check_good (beck_activation_print_reply (&reply, &writer), &writer.fault);
  check_good (beck_activation_parse_reply (writer.data, writer.pos, &arena, &reply, &fault),
              &fault);
  check_reply (&reply);
}
END_TEST

START_TEST (what_could_not_be_made_has_a_result_and_no_reference)
{
  static const HRESULT results[] = { S_OK, E_NOINTERFACE };
  static const BeckActivationReference references[]
      = { { (const guint8 *) "abc", 3 }, { NULL, 0 } };
  const IID *iids = wire_request.instantiation.iids;
  const BeckActivationReply reply = { .properties = BECK_ACTIVATION_OUT,
                                      .out = { 2, iids, results, references } };
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  g_auto (BeckNdrWriter) writer;
  BeckActivationReply read;
  BeckNdrFault fault;

  beck_ndr_writer_init (&writer, NULL);
  check_good (beck_activation_print_reply (&reply, &writer), &writer.fault);
  check_good (beck_activation_parse_reply (writer.data, writer.pos, &arena, &read, &fault),
              &fault);
  ck_assert_uint_eq (read.properties, BECK_ACTIVATION_OUT);
  ck_assert_mem_eq (read.out.iids, iids, 2 * sizeof *iids);
  ck_assert_int_eq (read.out.results[1], E_NOINTERFACE);
  ck_assert_uint_eq (read.out.references[0].size, 3);
  ck_assert_ptr_null (read.out.references[1].data);
}
END_TEST

START_TEST (a_request_is_no_reply)
{
  g_autoptr (GByteArray) bytes = wire_bytes (OUR_REQUEST);
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckActivationReply reply;
  BeckNdrFault fault;

  ck_assert (!beck_activation_parse_reply (bytes->data, bytes->len, &arena, &reply, &fault));
  ck_assert_uint_eq (fault.status, (guint32) RPC_E_INVALID_OBJREF);
}
END_TEST

/* ---- Both ---- */

static GByteArray *
blob (int i)
{
  switch (i)
    {
    case 0:
      return wire_bytes (THEIR_REQUEST);
    case 1:
      return wire_bytes (REPLY);
    default:
      return print_request (&wire_request, i == 3);
    }
}

START_TEST (every_cut_is_refused)
{
  g_autoptr (GByteArray) bytes = blob (_i);

  wire_check_cut (bytes, bytes->len, again_activation);
}
END_TEST

START_TEST (damaged_properties_are_refused_or_good)
{
  g_autoptr (GByteArray) bytes = blob (_i);

  wire_check_damage (bytes, again_activation);
}
END_TEST

static gboolean
read_request (const GByteArray *bytes)
{
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  BeckActivationRequest request;
  BeckNdrFault fault;
  gboolean good = parse_request (bytes, &arena, &request, &fault);

  if (!good)
    ck_assert_uint_eq (fault.status, RPC_X_NO_MEMORY);
  return good;
}

static gboolean
write_request (const GByteArray *bytes)
{
  g_auto (BeckNdrWriter) writer;
  gboolean good;

  beck_ndr_writer_init (&writer, NULL);
  good = beck_activation_print_request (&wire_request, &writer);
  if (good)
    wire_check_equal (writer.data, writer.pos, bytes);
  else
    ck_assert_uint_eq (writer.fault.status, RPC_X_NO_MEMORY);
  return good;
}

START_TEST (memory_may_lack_anywhere)
{
  g_autoptr (GByteArray) bytes = print_request (&wire_request, FALSE);

  wire_check_memory (read_request, bytes);
  wire_check_memory (write_request, bytes);
}
END_TEST

Suite *
activation_suite (void)
{
  Suite *suite = suite_create ("activation");
  TCase *request = tcase_create ("request");
  TCase *reply = tcase_create ("reply");
  TCase *both = tcase_create ("both");

  tcase_add_test (request, a_request_of_a_peer_is_read);
  tcase_add_test (request, a_request_is_written);
  tcase_add_test (request, every_property_goes_both_ways_in_both_orders);
  tcase_add_test (request, properties_that_are_not_known_are_passed_over);
  tcase_add_test (request, as_many_interfaces_as_the_protocol_allows_can_be_asked_for);
  tcase_add_test (request, properties_that_cannot_be_written_are_not);
  tcase_add_test (request, malformed_requests_are_refused);
  suite_add_tcase (suite, request);
  tcase_add_test (reply, a_reply_goes_both_ways);
  tcase_add_test (reply, what_could_not_be_made_has_a_result_and_no_reference);
  tcase_add_test (reply, a_request_is_no_reply);
  suite_add_tcase (suite, reply);
  tcase_add_loop_test (both, every_cut_is_refused, 0, 4);
  tcase_add_loop_test (both, damaged_properties_are_refused_or_good, 0, 4);
  tcase_add_test (both, memory_may_lack_anywhere);
  tcase_set_timeout (both, 120);
  suite_add_tcase (suite, both);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Headers as bytes (wire.md 1.1 to 1.5). */

#include "suites.h"
#include "wire-text.h"

#include "rpc/pdu.h"

static void
check_bytes (const guint8 *bytes, gsize size, const char *text)
{
  g_autoptr (GByteArray) want = wire_bytes_here (text);

  ck_assert_uint_eq (size, want->len);
  ck_assert_mem_eq (bytes, want->data, size);
}

START_TEST (the_captured_request_is_made)
{
  guint8 out[28] = { [24] = 0x29 };

  ck_assert_uint_eq (beck_pdu_put_request (out, BECK_PDU_WHOLE, 1, 0, 0, NULL, 4, 4), 24);
  check_bytes (out, 28, REQUEST_AS ("00", "03", "00000001", "00000004", "0000", "0000",
                                    "29 00 00 00"));
}
END_TEST

START_TEST (a_request_with_an_object_is_made)
{
  const GUID object = BECK_GUID (0xdeadbeef, 0x0102, 0x0304, 5, 6, 7, 8, 9, 10, 11, 12);
  guint8 out[41] = { [40] = 0x29 };

  ck_assert_uint_eq (beck_pdu_put_request (out, BECK_PDU_FIRST, 7, 0x1234, 0x55, &object, 1, 99),
                     40);
  check_bytes (out, 41,
               REQUEST_AS ("00", "81", "00000007", "00000063", "1234", "0055",
                           "deadbeef 0102 0304 05 06 07 08 09 0a 0b 0c 29"));
}
END_TEST

START_TEST (a_hint_that_no_number_holds_is_not_given)
{
  guint8 out[24];

  beck_pdu_put_request (out, BECK_PDU_WHOLE, 1, 0, 0, NULL, 0, (gsize) G_MAXUINT32 + 1);
  check_bytes (out, 24, REQUEST ("03", "00000001", "0000", ""));
}
END_TEST

START_TEST (the_captured_response_is_made)
{
  guint8 out[28] = { [24] = 0x2a };

  beck_pdu_put_response (out, BECK_PDU_WHOLE, 1, 0, 0, 4, 4);
  check_bytes (out, 28, RESPONSE ("03", "00000001", "2a 00 00 00"));
}
END_TEST

START_TEST (a_response_names_one_byte_of_the_context)
{
  guint8 out[24];

  beck_pdu_put_response (out, BECK_PDU_LAST, 9, 0x1234, 3, 0, 0);
  check_bytes (out, 24, HEADER ("02", "02", "00000009") "00000000 0034 03 00");
}
END_TEST

START_TEST (the_captured_fault_is_made)
{
  guint8 out[32];

  beck_pdu_put_fault (out, BECK_PDU_WHOLE | BECK_PDU_DID_NOT_EXECUTE, 1, 0, 0, 0x1c010002);
  check_bytes (out, 32, FAULT ("23", "00000001", "1c010002"));
}
END_TEST

START_TEST (the_captured_nak_is_made)
{
  guint8 out[24];

  beck_pdu_put_nak (out, 1, 4);
  check_bytes (out, 24, NAK ("00000001", "0004"));
}
END_TEST

START_TEST (controls_are_made)
{
  guint8 out[16];

  beck_pdu_put_control (out, BECK_PDU_CANCEL, 0x01020304);
  check_bytes (out, 16, CANCEL ("01020304"));
  beck_pdu_put_control (out, BECK_PDU_ORPHANED, 5);
  check_bytes (out, 16, ORPHANED ("00000005"));
}
END_TEST

START_TEST (syntaxes_are_read_in_both_orders)
{
  for (int big = 0; big < 2; big++)
    {
      g_autoptr (GByteArray) bytes = wire_bytes (NDR_SYNTAX, big);
      BeckRpcSyntax syntax;

      beck_pdu_parse_syntax (bytes->data, big != (G_BYTE_ORDER == G_BIG_ENDIAN), &syntax);
      ck_assert (beck_rpc_syntax_equal (&syntax, &beck_rpc_ndr_syntax));
    }
}
END_TEST

START_TEST (features_are_found_by_half_an_identifier)
{
  g_autoptr (GByteArray) bytes = wire_bytes_here (FEATURES ("03 02 00 00 00 00 00 00"));
  BeckRpcSyntax syntax;
  guint8 made[20];
  guint16 features = 0;

  beck_pdu_parse_syntax (bytes->data, FALSE, &syntax);
  ck_assert (beck_pdu_parse_features (&syntax, &features));
  ck_assert_uint_eq (features, 0x203);
  ck_assert (!beck_pdu_parse_features (&beck_rpc_ndr_syntax, &features));
  beck_pdu_put_features (made, 2);
  check_bytes (made, 20, FEATURES ("02 00 00 00 00 00 00 00"));
}
END_TEST

START_TEST (a_length_is_known_with_the_header)
{
  for (int big = 0; big < 2; big++)
    {
      g_autoptr (GByteArray) bytes = wire_bytes (HEADER ("00", "03", "00000001") "00 *300", big);

      for (gsize size = 0; size <= bytes->len; size++)
        ck_assert_uint_eq (beck_pdu_wanted (bytes->data, size), size < 16 ? 0 : 316);
    }
}
END_TEST

START_TEST (a_length_is_that_of_a_header_at_least)
{
  static const guint8 zero[16];

  ck_assert_uint_eq (beck_pdu_wanted (zero, 16), 16);
}
END_TEST

/* 5840: 5808 (wire.md 1.8). */
START_TEST (stub_data_goes_in_steps_of_sixteen)
{
  ck_assert_uint_eq (beck_pdu_max_stub (5840, 24), 5808);
  ck_assert_uint_eq (beck_pdu_max_stub (5840, 40), 5792);
  ck_assert_uint_eq (beck_pdu_max_stub (4280, 24), 4256);
  ck_assert_uint_eq (beck_pdu_max_stub (1432, 24), 1408);
}
END_TEST

Suite *
pdu_suite (void)
{
  Suite *suite = suite_create ("pdu");
  TCase *make = tcase_create ("make"), *parse = tcase_create ("parse");

  tcase_add_test (make, the_captured_request_is_made);
  tcase_add_test (make, a_request_with_an_object_is_made);
  tcase_add_test (make, a_hint_that_no_number_holds_is_not_given);
  tcase_add_test (make, the_captured_response_is_made);
  tcase_add_test (make, a_response_names_one_byte_of_the_context);
  tcase_add_test (make, the_captured_fault_is_made);
  tcase_add_test (make, the_captured_nak_is_made);
  tcase_add_test (make, controls_are_made);
  tcase_add_test (make, stub_data_goes_in_steps_of_sixteen);
  suite_add_tcase (suite, make);
  tcase_add_test (parse, syntaxes_are_read_in_both_orders);
  tcase_add_test (parse, features_are_found_by_half_an_identifier);
  tcase_add_test (parse, a_length_is_known_with_the_header);
  tcase_add_test (parse, a_length_is_that_of_a_header_at_least);
  suite_add_tcase (suite, parse);
  return suite;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What servers must not send. */

#include "client-rows.h"

#define RAW(version, type, drep, length, auth)                                                     \
  version " " type " 03 " drep " 00 00 00 " length " " auth " 00000002 "
#define BREAKS(name, bytes) { name, { BOUND, { bytes, NULL, BROKEN } } }
#define FOREIGN(name, type) BREAKS (name "_breaks", CONTROL (type, "00000002"))

static const WireConversation rows[] = {
  BREAKS ("a_length_of_0_breaks", RAW ("05 00", "02", "@", "0000", "0000")),
  BREAKS ("a_length_of_15_breaks", RAW ("05 00", "02", "@", "000f", "0000")),
  BREAKS ("a_response_of_a_header_breaks", RAW ("05 00", "02", "@", "0010", "0000")),
  BREAKS ("a_response_of_23_bytes_breaks", RAW ("05 00", "02", "@", "0017", "0000")),
  BREAKS ("a_fault_of_23_bytes_breaks", RAW ("05 00", "03", "@", "0017", "0000")),
  BREAKS ("an_ack_of_27_bytes_breaks", RAW ("05 00", "0c", "@", "001b", "0000")),
  BREAKS ("version_4_breaks", RAW ("04 00", "02", "@", "001c", "0000")),
  BREAKS ("minor_version_1_breaks", RAW ("05 01", "02", "@", "001c", "0000")),
  BREAKS ("security_beyond_the_end_breaks", RAW ("05 00", "02", "@", "001c", "0010")),
  BREAKS ("security_of_65535_bytes_breaks", RAW ("05 00", "02", "@", "001c", "ffff")),
  BREAKS ("security_of_65528_bytes_breaks", RAW ("05 00", "02", "@", "001c", "fff8")),
  BREAKS ("ebcdic_breaks", "05 00 02 03 11 00 00 00 1c 00 00 00 02 00 00 00"),
  BREAKS ("floats_of_another_kind_break", "05 00 02 03 @ 01 00 00 001c 0000 00000002"),
  BREAKS ("http_breaks", "'HTTP/1.1 400 Bad Request'"),
  FOREIGN ("a_request", "00"),
  FOREIGN ("a_ping", "01"),
  FOREIGN ("a_working", "04"),
  FOREIGN ("a_cancel_ack", "0a"),
  FOREIGN ("a_bind", "0b"),
  FOREIGN ("an_alter", "0e"),
  FOREIGN ("an_auth3", "10"),
  FOREIGN ("a_cancel", "12"),
  FOREIGN ("an_orphaned", "13"),
  FOREIGN ("an_rts", "14"),
  FOREIGN ("type_255", "ff"),
  { "a_response_before_the_ack_breaks",
    { ASK, { RESPONSE ("03", "00000001", ""), NULL, BROKEN } } },
  { "a_fault_of_no_call_before_the_ack_breaks",
    { ASK, { FAULT ("03", "00000002", "000006f7"), NULL, BROKEN } } },
  { "an_ack_before_the_bind_breaks", { { ACKED, NULL, BROKEN } } },
  { "a_nak_before_the_bind_breaks", { { NAK ("00000001", "0000"), NULL, BROKEN } } },
  { "what_does_not_come_is_waited_for",
    { BOUND, { RAW ("05 00", "02", "@", "ffff", "0000") "00 *3000", NULL, NULL } } },
};

const WireTable wire_client_hostile = { "client hostile", rows, G_N_ELEMENTS (rows) };

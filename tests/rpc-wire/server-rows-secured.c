/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Security where there is none (wire.md 1.11, 7: 24 to 33): no type is known, so that nobody ever
 * is authenticated, but trailers are read.
 */

#include "wire-text.h"

#define BOUND { SIMPLE_BIND, SIMPLE_ACK, "bound" }
#define TRAILER(type, level, padding) type " " level " " padding " 00 00000001 "
#define TOKEN "4e *16 "
#define SECURE_BIND(trailer, token, size)                                                          \
  SECURED ("0b", "03", "00000001", size)                                                           \
  BIND_BODY ("00000000", "01", ELEMENT ("0000", ECHO_SYNTAX, NDR_SYNTAX)) trailer token
#define SECURE_ALTER(trailer)                                                                      \
  SECURED ("0e", "03", "00000002", "0010")                                                         \
  BIND_BODY ("00000000", "01", ELEMENT ("0001", ECHO_SYNTAX, NDR_SYNTAX)) trailer TOKEN
#define SECURE_REQUEST(stub, trailer)                                                              \
  SECURED ("00", "03", "00000002", "0010") "00000000 0000 0000 " stub trailer TOKEN

#define REFUSED_TYPE(name, type, level)                                                            \
  { name,                                                                                          \
    { { SECURE_BIND (TRAILER (type, level, "00"), TOKEN, "0010"), NAK ("00000001", "0008"),        \
        "close" } } }
#define REFUSED_LEVEL(name, level)                                                                 \
  { name,                                                                                          \
    { { SECURE_BIND (TRAILER ("0a", level, "00"), TOKEN, "0010"), NAK ("00000001", "0000"),        \
        "close" } } }

static const WireConversation rows[] = {
  REFUSED_TYPE ("case_24_type_255_is_refused", "ff", "05"),
  REFUSED_TYPE ("type_10_is_refused_while_it_is_not_known", "0a", "05"),
  REFUSED_TYPE ("type_9_is_refused_while_it_is_not_known", "09", "06"),
  REFUSED_LEVEL ("case_24_level_0_is_refused", "00"),
  REFUSED_LEVEL ("case_24_level_1_is_refused", "01"),
  REFUSED_LEVEL ("case_24_level_7_is_refused", "07"),
  REFUSED_LEVEL ("case_24_level_255_is_refused", "ff"),
  { "case_25_a_token_of_a_byte_is_refused",
    { { SECURE_BIND (TRAILER ("0a", "05", "00"), "4e", "0001"), NAK ("00000001", "0008"),
        "close" } } },
  { "padding_of_a_bind_is_taken_off",
    { { SECURED ("0b", "03", "00000001", "0010") BIND_BODY (
            "00000000", "01", ELEMENT ("0000", ECHO_SYNTAX, NDR_SYNTAX)) "ff *8 "
        TRAILER ("0a", "05", "08") TOKEN,
        NAK ("00000001", "0008"), "close" } } },
  { "padding_of_a_bind_that_reaches_into_its_elements_closes",
    { { SECURE_BIND (TRAILER ("0a", "05", "04"), TOKEN, "0010"), NULL, "close" } } },
  { "padding_of_a_bind_beyond_its_elements_is_refused",
    { { SECURE_BIND (TRAILER ("0a", "05", "ff"), TOKEN, "0010"), NAK ("00000001", "0004"),
        "close" } } },
  { "a_token_where_elements_should_be_is_refused",
    { { SECURED ("0b", "03", "00000001", "0028") BIND_BODY (
            "00000000", "01", ELEMENT ("0000", ECHO_SYNTAX, NDR_SYNTAX)) "00 *8",
        NAK ("00000001", "0004"), "close" } } },
  { "security_in_an_alter_is_refused",
    { BOUND,
      { SECURE_ALTER (TRAILER ("0a", "05", "00")), FAULT ("23", "00000002", "00000005"),
        "close" } } },
  { "case_29_an_alter_with_a_wild_trailer_is_refused",
    { BOUND,
      { SECURE_ALTER (TRAILER ("0a", "05", "ff")), PROTOCOL_UNEXECUTED ("00000002"), "close" } } },
  { "case_26_an_auth3_is_refused",
    { BOUND,
      { SECURED ("10", "03", "00000002", "0010") "00000000 " TRAILER ("0a", "05", "00") TOKEN,
        PROTOCOL_UNEXECUTED ("00000002"), "close" } } },
  { "case_26_an_auth3_of_65535_bytes_is_refused",
    { BOUND,
      { "05 00 10 03 @ 00 00 00 ffff ff00 00000002", PROTOCOL_UNEXECUTED ("00000002"),
        "close" } } },
  { "a_request_with_security_is_denied",
    { BOUND,
      { SECURE_REQUEST ("29 00 00 00 ", TRAILER ("0a", "05", "00")), ACCESS_DENIED ("00000002"),
        "close" } } },
  { "case_28_padding_beyond_the_stub_closes",
    { BOUND,
      { SECURE_REQUEST ("29 00 00 00 ", TRAILER ("0a", "05", "ff")), PROTOCOL ("00000002"),
        "close" } } },
  { "case_28_padding_of_all_of_the_stub_is_possible",
    { BOUND,
      { SECURE_REQUEST ("29 00 00 00 ", TRAILER ("0a", "05", "04")), ACCESS_DENIED ("00000002"),
        "close" } } },
  { "case_29_a_trailer_that_is_not_aligned_closes",
    { BOUND,
      { SECURE_REQUEST ("29 00 ", TRAILER ("0a", "05", "00")), PROTOCOL ("00000002"), "close" } } },
  { "a_trailer_within_the_header_closes",
    { BOUND,
      { SECURED ("00", "03", "00000002", "0010") "00000000 0000 0000 " TOKEN,
        PROTOCOL ("00000002"), "close" } } },
  { "a_trailer_within_the_object_closes",
    { BOUND,
      { SECURED ("00", "83", "00000002", "0004") "00000000 0000 0000 00 *16",
        PROTOCOL ("00000002"), "close" } } },
  { "case_45_a_signed_cancel_is_one",
    { BOUND,
      { REQUEST ("03", "00000002", "0000", ""), NULL, "request 2 echo 0:" },
      { SECURED ("12", "03", "00000002", "0010") TRAILER ("0a", "05", "00") TOKEN, NULL,
        "cancel 2" } } },
};

const WireTable wire_server_secured = { "server security", rows, G_N_ELEMENTS (rows) };

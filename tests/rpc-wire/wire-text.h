/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * PDUs as text: the notation of tests/ndr/ndr-bytes.h, and besides
 *
 *   @    the first byte of the data representation
 *   #    the length of the PDU
 *   |    between PDUs
 *
 * so that one text gives the PDU of both byte orders.
 */

#include <glib.h>

/* ---- Parts ---- */

#define ECHO_SYNTAX "60a15ec5 4de8 11d7 a6 37 00 50 56 a2 01 82 00000001 "
#define ECHO_MINOR(minor) "60a15ec5 4de8 11d7 a6 37 00 50 56 a2 01 82 " minor "0001 "
#define OTHER_SYNTAX "12345678 1234 abcd ef 00 01 23 45 67 89 ac 00000001 "
#define STRANGE_SYNTAX "99999999 1234 abcd ef 00 01 23 45 67 89 ac 00000001 "
#define NDR_SYNTAX "8a885d04 1ceb 11c9 9f e8 08 00 2b 10 48 60 00000002 "
#define NDR64_SYNTAX "71710533 beba 4937 83 19 b5 db ef 9c cc 36 00000001 "
#define FEATURES(mask) "6cb71c2c 9812 4540 " mask " 00000001 "

#define HEADER(type, flags, call) "05 00 " type " " flags " @ 00 00 00 # 0000 " call " "
#define SECURED(type, flags, call, auth) "05 00 " type " " flags " @ 00 00 00 # " auth " " call " "

#define ELEMENT(id, syntax, transfer) id " 01 00 " syntax transfer
#define BIND_BODY(group, count, elements) "16d0 16d0 " group " " count " 00 00 00 " elements
#define BIND(flags, call, group, count, elements)                                                  \
  HEADER ("0b", flags, call) BIND_BODY (group, count, elements)
#define ALTER(call, count, elements)                                                               \
  HEADER ("0e", "03", call) BIND_BODY ("00000000", count, elements)
#define SIMPLE_BIND                                                                                \
  BIND ("03", "00000001", "00000000", "01", ELEMENT ("0000", ECHO_SYNTAX, NDR_SYNTAX))
#define MULTIPLEX_BIND                                                                             \
  BIND ("13", "00000001", "00000000", "01", ELEMENT ("0000", ECHO_SYNTAX, NDR_SYNTAX))

#define GOOD "0000 0000 " NDR_SYNTAX
#define BAD(reason) "0002 " reason " 00 *20 "
#define SUPPORTED(features) "0003 " features " 00 *20 "
#define ACK(flags, call, count, results)                                                           \
  HEADER ("0c", flags, call) "16d0 16d0 0000873c 0006 '49153' 00 " count " 00 00 00 " results
#define ALTER_ACK(call, count, results)                                                            \
  HEADER ("0f", "03", call) "16d0 16d0 0000873c 0000 00 00 " count " 00 00 00 " results
#define SIMPLE_ACK ACK ("03", "00000001", "01", GOOD)
#define MULTIPLEX_ACK ACK ("13", "00000001", "01", GOOD)
#define NAK(call, reason) HEADER ("0d", "03", call) reason " 01 05 00 00 00 00 "

#define REQUEST_AS(type, flags, call, hint, context, opnum, stub)                                  \
  HEADER (type, flags, call) hint " " context " " opnum " " stub
#define REQUEST(flags, call, opnum, stub)                                                          \
  REQUEST_AS ("00", flags, call, "00000000", "0000", opnum, stub)
#define RESPONSE(flags, call, stub) HEADER ("02", flags, call) "00000004 0000 00 00 " stub
#define FAULT(flags, call, status)                                                                 \
  HEADER ("03", flags, call) "00000018 0000 00 00 " status " 00000000 "
#define CONTROL(type, call) HEADER (type, "03", call)
#define CANCEL(call) CONTROL ("12", call)
#define ORPHANED(call) CONTROL ("13", call)

/* What every violation of the protocol is answered with, at the header and later. */
#define PROTOCOL_UNEXECUTED(call) FAULT ("23", call, "1c01000b")
#define PROTOCOL(call) FAULT ("03", call, "1c01000b")
#define ACCESS_DENIED(call) FAULT ("03", call, "00000005")

/* ---- Conversations ---- */

/* What goes in, what must come out, and what the owner must be told; or a command to the owner. */
typedef struct
{
  const char *in, *out, *told;
} WireLine;

#define WIRE_MAX_LINES 16

typedef struct
{
  const char *name;
  WireLine lines[WIRE_MAX_LINES]; /* up to one without @in */
} WireConversation;

typedef struct
{
  const char *name; /* of the test case */
  const WireConversation *rows;
  gsize n_rows;
} WireTable;

extern const WireTable wire_server_bind, wire_server_request, wire_server_fragment;
extern const WireTable wire_server_header, wire_server_secured;
extern const WireTable wire_client_bind, wire_client_answer, wire_client_hostile;

/* ---- Reading them ---- */

GByteArray *wire_bytes (const char *text, gboolean big_endian);
GByteArray *wire_bytes_here (const char *text); /* in this machine's order */

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Headers that are wrong, at servers (wire.md 7, 1 to 14), and what may not come. */

#include "wire-text.h"

#define BOUND { SIMPLE_BIND, SIMPLE_ACK, "bound" }
#define RAW(version, type, drep, length, auth)                                                     \
  version " " type " 03 " drep " 00 00 00 " length " " auth " 00000002 "
#define REFUSED_BIND NAK ("00000002", "0004"), "close"
#define UNEXECUTED PROTOCOL_UNEXECUTED ("00000002"), "close"

/* A type that servers do not take: after the bind and before. */
#define FOREIGN(number, type)                                                                      \
  { "case_" number "_after_the_bind_closes",                                                       \
    { BOUND, { CONTROL (type, "00000002"), UNEXECUTED } } },                                       \
  { "case_" number "_before_the_bind_closes",                                                      \
    { { CONTROL (type, "00000002"), NAK ("00000002", "0004"), "close" } } }

/* A number that no type has. */
#define NO_TYPE(name, type)                                                                        \
  { name "_closes", { BOUND, { CONTROL (type, "00000002"), NULL, "close" } } },                    \
  { name "_before_the_bind_closes", { { CONTROL (type, "00000002"), NULL, "close" } } }

/* A header that is wrong, on a request and on a bind. */
#define BAD_HEADER(name, version, drep, auth)                                                      \
  { name "_closes", { BOUND, { RAW (version, "00", drep, "001c", auth), UNEXECUTED } } },          \
  { name "_in_an_alter_closes",                                                                    \
    { BOUND, { RAW (version, "0e", drep, "0048", auth), UNEXECUTED } } },                          \
  { name "_in_a_bind_is_refused", { { RAW (version, "0b", drep, "0048", auth), REFUSED_BIND } } }

static const WireConversation rows[] = {
  { "case_2_a_length_of_0_closes",
    { BOUND, { RAW ("05 00", "00", "@", "0000", "0000"), NULL, "close" } } },
  { "case_2_a_length_of_1_closes",
    { BOUND, { RAW ("05 00", "00", "@", "0001", "0000"), NULL, "close" } } },
  { "case_2_a_length_of_15_closes",
    { { RAW ("05 00", "0b", "@", "000f", "0000"), NULL, "close" } } },
  { "case_3_a_bind_of_a_header_closes",
    { { RAW ("05 00", "0b", "@", "0010", "0000"), NULL, "close" } } },
  { "a_bind_of_27_bytes_closes",
    { { HEADER ("0b", "03", "00000002") "16d0 16d0 00000000 01 00 00", NULL, "close" } } },
  { "case_4_what_does_not_come_is_waited_for",
    { BOUND, { RAW ("05 00", "00", "@", "16d0", "0000") "00 *5000", NULL, NULL } } },
  { "case_5_a_request_of_65535_bytes_closes",
    { BOUND, { RAW ("05 00", "00", "@", "ffff", "0000"), PROTOCOL ("00000002"), "close" } } },
  { "case_6_a_request_of_5841_bytes_closes",
    { BOUND, { RAW ("05 00", "00", "@", "16d1", "0000"), PROTOCOL ("00000002"), "close" } } },
  { "an_alter_may_be_larger",
    { BOUND,
      { ALTER ("00000002", "02",
               "0001 ff 00 " OTHER_SYNTAX NDR_SYNTAX "00 *5080 0002 ff 00 "
                 OTHER_SYNTAX "00 *5100"),
        ALTER_ACK ("00000002", "02", GOOD BAD ("0002")), NULL } } },
  BAD_HEADER ("case_7_security_beyond_the_end", "05 00", "@", "0101"),
  BAD_HEADER ("case_8_security_of_65535_bytes", "05 00", "@", "ffff"),
  BAD_HEADER ("case_8_security_of_65528_bytes", "05 00", "@", "fff8"),
  BAD_HEADER ("case_9_version_4", "04 00", "@", "0000"),
  BAD_HEADER ("case_9_version_6", "06 00", "@", "0000"),
  BAD_HEADER ("case_9_minor_version_1", "05 01", "@", "0000"),
  BAD_HEADER ("case_9_minor_version_255", "05 ff", "@", "0000"),
  { "case_10_ebcdic_is_refused",
    { { "05 00 0b 03 11 00 00 00 48 00 00 00 02 00 00 00", "05 00 0d 03 10 00 00 00 18 00 00 00 "
        "02 00 00 00 04 00 01 05 00 00 00 00", "close" } } },
  { "case_10_ebcdic_closes",
    { BOUND, { "05 00 00 03 11 00 00 00 1c 00 00 00 02 00 00 00", UNEXECUTED } } },
  { "case_10_integers_of_a_third_kind_close",
    { BOUND, { "05 00 00 03 20 00 00 00 00 1c 00 00 00 00 00 02", UNEXECUTED } } },
  { "case_10_floats_of_another_kind_close",
    { BOUND, { "05 00 00 03 @ 01 00 00 001c 0000 00000002", UNEXECUTED } } },
  { "case_10_the_third_byte_of_the_label_is_zero",
    { BOUND, { "05 00 00 03 @ 00 01 00 001c 0000 00000002", UNEXECUTED } } },
  { "case_10_the_fourth_byte_of_the_label_is_zero",
    { BOUND, { "05 00 00 03 @ 00 00 01 001c 0000 00000002", UNEXECUTED } } },
  NO_TYPE ("case_11_type_21", "15"),
  NO_TYPE ("case_11_type_99", "63"),
  NO_TYPE ("case_11_type_255", "ff"),
  FOREIGN ("11_rts", "14"),
  FOREIGN ("11_ping", "01"),
  FOREIGN ("11_working", "04"),
  FOREIGN ("11_nocall", "05"),
  FOREIGN ("11_reject", "06"),
  FOREIGN ("11_ack", "07"),
  FOREIGN ("11_cl_cancel", "08"),
  FOREIGN ("11_fack", "09"),
  FOREIGN ("11_cancel_ack", "0a"),
  FOREIGN ("13_response", "02"),
  FOREIGN ("13_fault", "03"),
  FOREIGN ("13_bind_ack", "0c"),
  FOREIGN ("13_bind_nak", "0d"),
  FOREIGN ("13_alter_response", "0f"),
  FOREIGN ("13_shutdown", "11"),
  FOREIGN ("26_auth3", "10"),
  { "case_12_a_request_before_the_bind_is_refused",
    { { REQUEST ("03", "00000002", "0000", "01"), NAK ("00000002", "0004"), "close" } } },
  { "a_cancel_before_the_bind_is_refused",
    { { CANCEL ("00000002"), NAK ("00000002", "0004"), "close" } } },
  { "an_orphaned_before_the_bind_is_refused",
    { { ORPHANED ("00000002"), NAK ("00000002", "0004"), "close" } } },
  { "case_14_http_closes",
    { { "'GET / HTTP/1.1' 0d 0a 'Host: localhost' 0d 0a 0d 0a", NULL, "close" } } },
  { "case_14_tls_closes",
    { { "16 03 01 02 00 01 00 01 fc 03 03 58 12 fa 20 11 94", NULL, "close" } } },
  { "case_14_smb_closes",
    { { "00 00 00 54 ff 'SMBr' 00 00 00 00 18 01 28 00 00 00 00", NULL, "close" } } },
  { "case_14_smb2_closes",
    { { "00 00 00 6c fe 'SMB' 40 00 01 00 00 00 00 00 00 00 1f 00", NULL, "close" } } },
};

const WireTable wire_server_header = { "server header", rows, G_N_ELEMENTS (rows) };

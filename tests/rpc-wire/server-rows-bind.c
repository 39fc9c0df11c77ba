/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What servers answer to bind and alter_context (wire.md 1.5 to 1.7, 7). */

#include "wire-text.h"

#define TWO_ELEMENTS                                                                               \
  ELEMENT ("0000", ECHO_SYNTAX, NDR_SYNTAX) ELEMENT ("0001", OTHER_SYNTAX, NDR_SYNTAX)
#define WITH_FEATURES(mask)                                                                        \
  BIND ("03", "00000001", "00000000", "02",                                                        \
        ELEMENT ("0000", ECHO_SYNTAX, NDR_SYNTAX) ELEMENT ("0001", ECHO_SYNTAX, FEATURES (mask)))
#define SIZES(xmit, recv)                                                                          \
  HEADER ("0b", "03", "00000001")                                                                  \
  xmit " " recv " 00000000 01 00 00 00 " ELEMENT ("0000", ECHO_SYNTAX, NDR_SYNTAX)
#define SIZED_ACK(size)                                                                            \
  HEADER ("0c", "03", "00000001") size " " size " 0000873c 0006 '49153' 00 01 00 00 00 " GOOD
#define BOUND { SIMPLE_BIND, SIMPLE_ACK, "bound" }
#define ALTER_ONE(call, id, syntax, transfer) ALTER (call, "01", ELEMENT (id, syntax, transfer))

static const WireConversation rows[] = {
  { "the_captured_bind_is_answered_with_the_captured_ack",
    { { "05 00 0b 03 @ 00 00 00 0048 0000 00000001 16d0 16d0 00000000 01 00 00 00 0000 01 00 "
        "60a15ec5 4de8 11d7 a6 37 00 50 56 a2 01 82 00000001 "
        "8a885d04 1ceb 11c9 9f e8 08 00 2b 10 48 60 00000002",
        "05 00 0c 03 10 00 00 00 3c 00 00 00 01 00 00 00 d0 16 d0 16 3c 87 00 00 06 00 34 39 31 35 "
        "33 00 01 00 00 00 00 00 00 00 04 5d 88 8a eb 1c c9 11 9f e8 08 00 2b 10 48 60 02 00 00 "
        "00",
        "bound" },
      { "05 00 00 03 @ 00 00 00 001c 0000 00000001 00000004 0000 0000 29 00 00 00", NULL,
        "request 1 echo 0: 29000000" } } },
  { "flags_of_a_bind_do_not_matter",
    { { BIND ("00", "00000001", "00000000", "01", ELEMENT ("0000", ECHO_SYNTAX, NDR_SYNTAX)),
        SIMPLE_ACK, "bound" } } },
  { "header_signing_is_not_agreed_to",
    { { BIND ("07", "00000001", "00000000", "01", ELEMENT ("0000", ECHO_SYNTAX, NDR_SYNTAX)),
        SIMPLE_ACK, "bound" } } },
  { "multiplexing_is_agreed_to", { { MULTIPLEX_BIND, MULTIPLEX_ACK, "bound" } } },
  { "small_fragments_are_raised_to_2048",
    { { SIZES ("03e8", "16d0"), SIZED_ACK ("0800"), "bound" } } },
  { "large_fragments_are_lowered_to_the_transport's",
    { { SIZES ("ffff", "ffff"), SIZED_ACK ("16d0"), "bound" } } },
  { "the_smaller_size_counts_in_steps_of_eight",
    { { SIZES ("10b8", "0fff"), SIZED_ACK ("0ff8"), "bound" } } },
  { "a_group_may_be_entered",
    { { BIND ("03", "00000001", "0000873c", "01", ELEMENT ("0000", ECHO_SYNTAX, NDR_SYNTAX)),
        SIMPLE_ACK, "bound" } } },
  { "case_19_an_unknown_group_is_refused",
    { { BIND ("03", "00000001", "00001234", "01", ELEMENT ("0000", ECHO_SYNTAX, NDR_SYNTAX)),
        NAK ("00000001", "0000"), "close" } } },
  { "several_contexts_are_accepted_at_once",
    { { BIND ("03", "00000001", "00000000", "02", TWO_ELEMENTS),
        ACK ("03", "00000001", "02", GOOD GOOD), "bound" },
      { REQUEST_AS ("00", "03", "00000002", "00000000", "0001", "0003", ""), NULL,
        "request 2 other 3 context 1:" } } },
  { "contexts_have_any_number_in_any_order",
    { { BIND ("03", "00000001", "00000000", "02",
              ELEMENT ("ffff", ECHO_SYNTAX, NDR_SYNTAX)
                  ELEMENT ("0101", OTHER_SYNTAX, NDR_SYNTAX)),
        ACK ("03", "00000001", "02", GOOD GOOD), "bound" },
      { REQUEST_AS ("00", "03", "00000002", "00000000", "ffff", "0000", ""), NULL,
        "request 2 echo 0 context 65535:" },
      { "end 2" },
      { REQUEST_AS ("00", "03", "00000003", "00000000", "0101", "0000", ""), NULL,
        "request 3 other 0 context 257:" } } },
  { "an_older_minor_version_is_served",
    { { BIND ("03", "00000001", "00000000", "02",
              ELEMENT ("0000", ECHO_MINOR ("0002"), NDR_SYNTAX)
                  ELEMENT ("0001", ECHO_MINOR ("0003"), NDR_SYNTAX)),
        ACK ("03", "00000001", "02", GOOD BAD ("0001")), "bound" } } },
  { "what_is_refused_leaves_the_connection",
    { { BIND ("03", "00000001", "00000000", "02",
              ELEMENT ("0000", STRANGE_SYNTAX, NDR_SYNTAX)
                  ELEMENT ("0001", ECHO_SYNTAX, NDR64_SYNTAX)),
        ACK ("03", "00000001", "02", BAD ("0001") BAD ("0002")), "bound" },
      { ALTER_ONE ("00000002", "0001", ECHO_SYNTAX, NDR_SYNTAX),
        ALTER_ACK ("00000002", "01", GOOD), NULL },
      { REQUEST_AS ("00", "03", "00000003", "00000000", "0001", "0000", ""), NULL,
        "request 3 echo 0 context 1:" } } },
  { "ndr_is_found_among_transfer_syntaxes",
    { { BIND ("03", "00000001", "00000000", "01", "0000 02 00 "
      ECHO_SYNTAX NDR64_SYNTAX NDR_SYNTAX),
        SIMPLE_ACK, "bound" } } },
  { "case_21_features_are_answered_as_far_as_they_are_known",
    { { WITH_FEATURES ("ff *8"), ACK ("03", "00000001", "02", GOOD SUPPORTED ("0002")),
      "bound" } } },
  { "features_not_known_are_not_agreed_to",
    { { WITH_FEATURES ("01 00 00 00 00 00 00 00"),
        ACK ("03", "00000001", "02", GOOD SUPPORTED ("0000")), "bound" } } },
  { "case_20_two_questions_for_features_are_refused",
    { { BIND ("03", "00000001", "00000000", "02",
              ELEMENT ("0000", ECHO_SYNTAX, FEATURES ("03 00 00 00 00 00 00 00"))
                  ELEMENT ("0001", ECHO_SYNTAX, FEATURES ("03 00 00 00 00 00 00 00"))),
        NAK ("00000001", "0000"), "close" } } },
  { "features_beside_a_transfer_syntax_are_refused",
    { { BIND ("03", "00000001", "00000000", "01",
              "0000 02 00 " ECHO_SYNTAX FEATURES ("03 00 00 00 00 00 00 00") NDR_SYNTAX),
        NAK ("00000001", "0000"), "close" } } },
  { "features_in_an_alter_are_a_strange_transfer_syntax",
    { BOUND,
      { ALTER_ONE ("00000002", "0001", ECHO_SYNTAX, FEATURES ("03 00 00 00 00 00 00 00")),
        ALTER_ACK ("00000002", "01", BAD ("0002")), NULL } } },
  { "case_15_a_bind_without_elements_is_refused",
    { { BIND ("03", "00000001", "00000000", "00", ""), NAK ("00000001", "0004"), "close" } } },
  { "case_15_an_alter_without_elements_is_refused",
    { BOUND, { ALTER ("00000002", "00", ""), PROTOCOL_UNEXECUTED ("00000002"), "close" } } },
  { "case_16_more_elements_than_there_are_close",
    { { BIND ("03", "00000001", "00000000", "ff", ELEMENT ("0000", ECHO_SYNTAX, NDR_SYNTAX)), NULL,
        "close" } } },
  { "case_16_more_transfer_syntaxes_than_there_are_close",
    { { BIND ("03", "00000001", "00000000", "01", "0000 ff 00 " ECHO_SYNTAX NDR_SYNTAX), NULL,
        "close" } } },
  { "an_element_without_transfer_syntax_is_refused",
    { { BIND ("03", "00000001", "00000000", "01", "0000 00 00 " ECHO_SYNTAX),
        NAK ("00000001", "0000"), "close" } } },
  { "an_element_of_an_alter_without_transfer_syntax_is_refused",
    { BOUND,
      { ALTER ("00000002", "01", "0001 00 00 " ECHO_SYNTAX), PROTOCOL_UNEXECUTED ("00000002"),
        "close" } } },
  { "case_17_a_second_bind_is_refused",
    { BOUND, { SIMPLE_BIND, NAK ("00000001", "0000"), "close" } } },
  { "case_18_an_alter_before_a_bind_is_refused",
    { { ALTER_ONE ("00000002", "0000", ECHO_SYNTAX, NDR_SYNTAX), NAK ("00000002", "0004"),
        "close" } } },
  { "case_22_a_number_twice_in_a_bind_with_different_syntaxes_is_refused",
    { { BIND ("03", "00000001", "00000000", "02",
              ELEMENT ("0000", ECHO_SYNTAX, NDR_SYNTAX)
                  ELEMENT ("0000", OTHER_SYNTAX, NDR_SYNTAX)),
        NAK ("00000001", "0000"), "close" } } },
  { "case_23_a_context_that_is_redefined_closes",
    { BOUND,
      { ALTER_ONE ("00000002", "0000", OTHER_SYNTAX, NDR_SYNTAX), PROTOCOL_UNEXECUTED ("00000002"),
        "close" } } },
  { "the_same_context_again_is_fine",
    { BOUND,
      { ALTER_ONE ("00000002", "0000", ECHO_SYNTAX, NDR_SYNTAX),
        ALTER_ACK ("00000002", "01", GOOD), NULL } } },
  { "a_context_stays_when_it_is_proposed_with_a_strange_transfer_syntax",
    { BOUND,
      { ALTER_ONE ("00000002", "0000", ECHO_SYNTAX, NDR64_SYNTAX),
        ALTER_ACK ("00000002", "01", BAD ("0002")), NULL },
      { REQUEST ("03", "00000003", "0000", ""), NULL, "request 3 echo 0:" } } },
  { "case_24_contexts_beyond_the_limit_are_refused",
    { BOUND,
      { ALTER ("00000002", "03",
               ELEMENT ("0001", ECHO_SYNTAX, NDR_SYNTAX) ELEMENT ("0002", OTHER_SYNTAX, NDR_SYNTAX)
                   ELEMENT ("0003", OTHER_SYNTAX, NDR_SYNTAX)),
        ALTER_ACK ("00000002", "03", GOOD GOOD BAD ("0003")), NULL },
      { REQUEST_AS ("00", "03", "00000003", "00000000", "0003", "0000", ""),
        HEADER ("03", "23", "00000003") "00000018 0003 00 00 1c010003 00000000", NULL } } },
  { "an_alter_never_turns_on_multiplexing",
    { BOUND,
      { HEADER ("0e", "13", "00000002")
            BIND_BODY ("00000000", "01", ELEMENT ("0001", ECHO_SYNTAX, NDR_SYNTAX)),
        ALTER_ACK ("00000002", "01", GOOD), NULL },
      { REQUEST ("03", "00000003", "0000", ""), NULL, "request 3 echo 0:" },
      { REQUEST ("03", "00000004", "0000", ""), PROTOCOL ("00000004"), "close" } } },
  { "the_sizes_of_an_alter_are_ignored",
    { BOUND,
      { HEADER ("0e", "03", "00000002") "0100 0100 00001234 01 00 00 00 " ELEMENT (
            "0001", ECHO_SYNTAX, NDR_SYNTAX),
        ALTER_ACK ("00000002", "01", GOOD), NULL } } },
  { "a_bind_and_requests_may_come_at_once",
    { { MULTIPLEX_BIND "|" REQUEST ("03", "00000002", "0000", "aa") "|" REQUEST ("03", "00000003",
                                                                                 "0001", "bb"),
        MULTIPLEX_ACK, "bound; request 2 echo 0: aa; request 3 echo 1: bb" } } },
};

const WireTable wire_server_bind = { "server bind", rows, G_N_ELEMENTS (rows) };

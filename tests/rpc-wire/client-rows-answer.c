/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Responses and faults, at clients (wire.md 1.5, 1.8, 1.11). */

#include "client-rows.h"

#define SECURE_RESPONSE(padding, stub)                                                             \
  SECURED ("02", "03", "00000002", "0010")                                                         \
  "00000004 0000 00 00 " stub "0a 05 " padding " 00 00000001 4e *16"

static const WireConversation rows[] = {
  { "the_captured_response_is_told",
    { BOUND,
      { "05 00 02 03 @ 00 00 00 001c 0000 00000002 00000004 0000 0000 2a 00 00 00", NULL,
        "response 2 first last hint 4: 2a000000" } } },
  { "fragments_are_told_one_by_one",
    { BOUND,
      { RESPONSE ("01", "00000002", "01") "|" RESPONSE ("00", "00000002", "02"), NULL,
        "response 2 first hint 4: 01; response 2 hint 4: 02" },
      { RESPONSE ("02", "00000002", "03 *5808"), NULL, "response 2 last hint 4: 5808 bytes" } } },
  { "fragments_of_calls_may_be_interleaved",
    { BOUND,
      { RESPONSE ("01", "00000002", "01") "|" RESPONSE ("01", "00000003", "02"), NULL,
        "response 2 first hint 4: 01; response 3 first hint 4: 02" },
      { RESPONSE ("02", "00000002", "03") "|" RESPONSE ("02", "00000003", "04"), NULL,
        "response 2 last hint 4: 03; response 3 last hint 4: 04" } } },
  { "a_response_may_be_empty",
    { BOUND, { RESPONSE ("03", "00000002", ""), NULL, "response 2 first last hint 4:" } } },
  { "a_response_may_be_as_large_as_its_length_can_say",
    { BOUND,
      { RESPONSE ("03", "00000002", "01 *65511"), NULL,
        "response 2 first last hint 4: 65511 bytes" } } },
  { "the_number_of_the_context_does_not_matter",
    { BOUND,
      { HEADER ("02", "03", "00000002") "ffffffff 0055 03 77 aa", NULL,
        "response 2 first last hint 4294967295: aa" } } },
  { "other_flags_of_a_response_are_ignored",
    { BOUND, { RESPONSE ("1f", "00000002", "01"), NULL, "response 2 first last hint 4: 01" } } },
  { "security_of_a_response_is_taken_off",
    { BOUND,
      { SECURE_RESPONSE ("0c", "2a 00 00 00 ff *12 "), NULL,
        "response 2 first last hint 4: 2a000000" } } },
  { "padding_beyond_the_stub_breaks",
    { BOUND, { SECURE_RESPONSE ("11", "2a 00 00 00 ff *12 "), NULL, BROKEN } } },
  { "security_that_is_not_aligned_breaks",
    { BOUND, { SECURE_RESPONSE ("00", "2a 00 "), NULL, BROKEN } } },
  { "the_captured_fault_is_told",
    { BOUND,
      { "05 00 03 23 10 00 00 00 20 00 00 00 02 00 00 00 18 00 00 00 00 00 00 00 02 00 01 1c "
        "00 00 00 00",
        NULL, "fault 2 1c010002 unexecuted" } } },
  { "a_fault_may_say_that_it_is_not_known",
    { BOUND, { FAULT ("03", "00000002", "000006f7"), NULL, "fault 2 6f7" } } },
  { "a_fault_may_end_behind_the_status",
    { BOUND, { HEADER ("03", "03", "00000002") "00000000 0000 00 00 000006f7",
      NULL, "fault 2 6f7" } } },
  { "a_fault_may_end_before_the_status",
    { BOUND, { HEADER ("03", "03", "00000002") "00000000 0000 00 00", NULL, "fault 2 0" } } },
  { "a_fault_that_ends_in_the_status_has_none",
    { BOUND, { HEADER ("03", "03", "00000002") "00000000 0000 00 00 01 02 03",
      NULL, "fault 2 0" } } },
  { "a_fault_may_have_status_0",
    { BOUND, { FAULT ("03", "00000002", "00000000"), NULL, "fault 2 0" } } },
  { "a_fault_may_have_more_behind_it",
    { BOUND, { FAULT ("03", "00000002", "000006f7") "01 02 03", NULL, "fault 2 6f7: 010203" } } },
  { "security_of_a_fault_is_taken_off",
    { BOUND,
      { SECURED ("03", "03", "00000002", "0010") "00000018 0000 00 00 000006f7 00000000 "
                                                 "0a 05 00 00 00000001 4e *16",
        NULL, "fault 2 6f7" } } },
  { "a_shutdown_is_told",
    { BOUND,
      { CONTROL ("11", "00000000"), NULL, "shutdown" },
      { RESPONSE ("03", "00000002", ""), NULL, "response 2 first last hint 4:" } } },
};

const WireTable wire_client_answer = { "client answer", rows, G_N_ELEMENTS (rows) };

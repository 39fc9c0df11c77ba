/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the conversations of clients begin with. */

#include "wire-text.h"

#define ASKED(flags)                                                                               \
  BIND (flags, "00000001", "00000000", "02",                                                       \
        ELEMENT ("0000", ECHO_SYNTAX, NDR_SYNTAX)                                                  \
            ELEMENT ("ffff", ECHO_SYNTAX, FEATURES ("02 00 00 00 00 00 00 00")))
#define ASK { "ask echo", ASKED ("03"), NULL }
#define ACKED ACK ("03", "00000001", "02", GOOD BAD ("0002"))
#define BOUND ASK, { ACKED, NULL, "bound 5808 group 873c" }
#define ASK_OTHER(call, id)                                                                        \
  { "ask other",                                                                                   \
    HEADER ("0e", "03", call) "16d0 16d0 0000873c 01 00 00 00 " ELEMENT (id, OTHER_SYNTAX,         \
                                                                         NDR_SYNTAX),              \
    NULL }
#define BROKEN "close 1728"

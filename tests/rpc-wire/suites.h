/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The suites of the wire, one per file. */

#include <check.h>

Suite *bytes_suite (void);
Suite *conversation_suite (void);
Suite *core_suite (void);
Suite *fault_suite (void);
Suite *pdu_suite (void);

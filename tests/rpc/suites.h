/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The suites of remote procedure calls, one per file. */

#include <check.h>

Suite *exception_suite (void);
Suite *rpc_call_suite (void);
Suite *rpc_context_suite (void);
Suite *rpc_pipe_suite (void);

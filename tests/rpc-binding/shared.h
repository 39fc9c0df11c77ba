/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What several of the suites use. */

#include <beck/rpc-binding.h>

/* A literal as what the functions take, which is not const. */
#define TEXT(literal) ((RPC_CSTR) (literal))
#define WIDE(literal) ((RPC_WSTR) (literal))

/* A binding of a string that must be good. */
RPC_BINDING_HANDLE bind_to (const char *string);

/* Holds the string binding of @binding against @expected. */
void expect_string (RPC_BINDING_HANDLE binding, const char *expected);

/* A handle of the kind that a call at a server has: neither of the program's nor to be changed. Its
 * object is one, and its string "ncalrpc:". */
RPC_BINDING_HANDLE server_handle (void);

/* Runs @scenario with each allocation failing in turn, until it gets through. It returns what went
 * wrong: 0 or RPC_S_OUT_OF_MEMORY. */
void fail_each_allocation (RPC_STATUS (*scenario) (void));

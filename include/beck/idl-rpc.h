/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the headers written by beck-idl need beside <beck/idl.h> if they declare remote procedures.
 * Programs do not include this themselves.
 */

#include <beck/idl.h>

/* Sources written for Windows expect its names behind such a header; they ask for them by the
 * directory in their search path (docs/porting.md). */
#ifdef __has_include
#if __has_include (<rpcndr.h>)
#include <rpc.h>
#include <rpcndr.h>
#endif
#endif

/* Of the RPC runtime, for a program that does not include it; C and C++ accept the same typedef
 * twice. */
typedef void *RPC_IF_HANDLE;
typedef LONG RPC_STATUS;
typedef struct _RPC_ASYNC_STATE *PRPC_ASYNC_STATE;

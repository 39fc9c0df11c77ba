/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Completion ports, see <beck/port.h>. They are for packets of asynchronous calls and of the program;
 * files are not associated with them. */

#include "winnt.h"

#include <beck/port.h>

G_BEGIN_DECLS

/**
 * CreateIoCompletionPort:
 * @file: INVALID_HANDLE_VALUE
 * @port: NULL
 * @key: not looked at
 * @threads: not looked at
 *
 * Returns: (transfer full): a port for CloseHandle(); NULL with ERROR_INVALID_PARAMETER, or
 *   ERROR_NOT_SUPPORTED for a file
 */
HANDLE CreateIoCompletionPort (HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads);

/**
 * GetQueuedCompletionStatus:
 * @port: a port
 * @bytes, @key: (out): of the packet
 * @overlapped: (out): of the packet; NULL after a failure
 * @timeout_ms: milliseconds; 0 polls, INFINITE
 *
 * Returns: TRUE; FALSE with WAIT_TIMEOUT, ERROR_ABANDONED_WAIT_0 when the port is closed,
 *   ERROR_INVALID_HANDLE
 */
BOOL GetQueuedCompletionStatus (HANDLE port, DWORD *bytes, ULONG_PTR *key, LPOVERLAPPED *overlapped,
                                DWORD timeout_ms);

/**
 * PostQueuedCompletionStatus:
 * @port: a port
 * @bytes, @key, @overlapped: delivered as they are
 *
 * Returns: TRUE; FALSE with ERROR_INVALID_HANDLE, ERROR_NOT_ENOUGH_MEMORY
 */
BOOL PostQueuedCompletionStatus (HANDLE port, DWORD bytes, ULONG_PTR key, LPOVERLAPPED overlapped);

G_END_DECLS

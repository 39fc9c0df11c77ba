/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Handles of all kinds. A HANDLE is a descriptor, see <beck/handle.h>. */

#include "winnt.h"

#include <beck/handle.h>

G_BEGIN_DECLS

#define DUPLICATE_CLOSE_SOURCE 0x1
#define DUPLICATE_SAME_ACCESS 0x2

/**
 * CloseHandle:
 * @handle: (transfer full): an event, semaphore, thread or completion port
 *
 * Threads that wait at a port get ERROR_ABANDONED_WAIT_0; nobody may be waiting for others.
 *
 * Returns: TRUE; FALSE with ERROR_INVALID_HANDLE for what is none of these
 */
BOOL CloseHandle (HANDLE handle);

/**
 * DuplicateHandle:
 * @source_process, @target_process: GetCurrentProcess()
 * @source: an event or a thread, GetCurrentThread() included
 * @target: (out) (transfer full): another handle of it
 * @access, @inherit: not looked at
 * @options: DUPLICATE_*
 *
 * Returns: TRUE; FALSE with ERROR_INVALID_PARAMETER for other processes, ERROR_NOT_SUPPORTED for
 *   handles of other kinds
 */
BOOL DuplicateHandle (HANDLE source_process, HANDLE source, HANDLE target_process, HANDLE *target,
                      DWORD access, BOOL inherit, DWORD options);

G_END_DECLS

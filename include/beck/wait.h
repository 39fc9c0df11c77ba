/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Waiting on handles, and asynchronous procedure calls that interrupt a wait (spec/com.md
 * 6.4). Calls are waited on by their ISynchronize or in a container; this is for the case
 * that other descriptors are to be waited on beside them.
 */

#include <beck/types.h>
#include <objidlbase.h>

G_BEGIN_DECLS

/**
 * WAIT_IO_COMPLETION:
 *
 * The index CoWaitForMultipleHandles() gives when an APC ended the wait.
 */
#define WAIT_IO_COMPLETION 0xC0

/**
 * CoWaitForMultipleHandles:
 * @flags: COWAIT_* values: WAITALL waits for all handles at once, ALERTABLE lets an APC end
 *   the wait; the others are accepted and change nothing here
 * @timeout_ms: milliseconds; 0 polls, INFINITE
 * @n: the number of @handles; there is no upper limit
 * @handles: (array length=n): what to wait for, see <beck/handle.h>
 * @index: (out): which handle ended the wait, the lowest of several; 0 with WAITALL and
 *   after any failure
 *
 * In an STA the calls that arrive for the apartment run meanwhile and nothing else does; a
 * handle that is signaled already is returned before any runs. In the MTA and on other
 * threads the thread just sleeps. No handle is consumed unless the wait succeeds.
 *
 * Threading: any thread, with or without an apartment.
 * Returns: S_OK; RPC_S_CALLPENDING when the time is up; RPC_E_NO_SYNC for no handles;
 *   E_INVALIDARG for NULL, unknown flags, or a handle that WAITALL is given twice; E_HANDLE if one
 *   is no open descriptor; E_OUTOFMEMORY
 */
HRESULT CoWaitForMultipleHandles (DWORD flags, DWORD timeout_ms, ULONG n, HANDLE *handles,
                                  DWORD *index);

/**
 * BeckApcFunc:
 * @data: what was queued with it
 */
typedef void (*BeckApcFunc) (gpointer data);

/**
 * beck_apc_queue:
 * @thread_id: the thread that is to run @func, as gettid(2) has it; 0 for the caller
 * @func: runs once, on that thread, during its next alertable wait
 * @data: (transfer full): for @func
 * @free_data: (nullable): frees @data, after @func, or without it if the thread ends
 *   first; also when this function fails
 *
 * Threading: any thread; never blocks, never runs @func itself.
 * Returns: S_OK; E_INVALIDARG if the library has not met the thread; E_OUTOFMEMORY
 */
HRESULT beck_apc_queue (DWORD thread_id, BeckApcFunc func, gpointer data,
                        GDestroyNotify free_data);

G_END_DECLS

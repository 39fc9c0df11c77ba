/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Handles: what CoWaitForMultipleHandles() waits on. A HANDLE is a file descriptor and is
 * signaled while it is readable, so any descriptor can be waited on beside calls, and any
 * handle can be given to poll(2) or to a main loop. What a wait takes from a handle
 * depends on what it is: a semaphore counts down, an auto-reset event is reset, everything
 * else is left as it is. Never read or write the descriptor of a handle made here.
 */

#include <beck/types.h>

G_BEGIN_DECLS

/**
 * beck_handle_to_fd:
 * @handle: a handle
 *
 * Returns: the descriptor that @handle is, for poll(2) with POLLIN
 */
static inline int
beck_handle_to_fd (HANDLE handle)
{
  return (int) (gintptr) handle;
}

/**
 * beck_handle_from_fd:
 * @fd: (transfer none): a descriptor
 *
 * Returns: @fd as a handle; it stays the caller's to close
 */
static inline HANDLE
beck_handle_from_fd (int fd)
{
  return (HANDLE) (gintptr) fd;
}

/**
 * beck_handle_new_event:
 * @manual_reset: whether it stays signaled until beck_handle_reset(); otherwise each signal
 *   ends one wait
 * @signaled: the state it starts in
 *
 * Threading: any thread.
 * Returns: (transfer full): an event, to be closed with beck_handle_close();
 *   INVALID_HANDLE_VALUE with errno set when descriptors or memory are lacking
 */
HANDLE beck_handle_new_event (BOOL manual_reset, BOOL signaled);

/**
 * beck_handle_new_semaphore:
 * @count: how many waits it lets through to begin with
 *
 * Threading: any thread.
 * Returns: (transfer full): a semaphore, as beck_handle_new_event()
 */
HANDLE beck_handle_new_semaphore (guint count);

/**
 * beck_handle_signal:
 * @handle: an event, a semaphore, or a handle got from ISynchronizeHandle
 *
 * Signals the event, or counts the semaphore up by one.
 *
 * Threading: any thread; runs no foreign code.
 * Returns: S_OK; E_HANDLE if @handle was not made by this library
 */
HRESULT beck_handle_signal (HANDLE handle);

/**
 * beck_handle_reset:
 * @handle: an event, or a handle got from ISynchronizeHandle
 *
 * Threading: any thread.
 * Returns: S_OK; E_HANDLE if @handle is no event of this library
 */
HRESULT beck_handle_reset (HANDLE handle);

/**
 * beck_handle_close:
 * @handle: (transfer full): made by a function beck_handle_new_*() or beck_port_new()
 *
 * Handles that ISynchronizeHandle::GetHandle gave out belong to their object and are not
 * closed (spec/com.md 3.5).
 *
 * Threading: any thread; nobody may be waiting on @handle.
 * Returns: S_OK; E_HANDLE if @handle is not the caller's to close
 */
HRESULT beck_handle_close (HANDLE handle);

/* ---- Threads ---- */

/**
 * BECK_CURRENT_THREAD:
 *
 * Stands for the calling thread where a thread's handle is asked for. It is no descriptor: it
 * cannot be waited on, and closing it does nothing.
 */
#define BECK_CURRENT_THREAD ((HANDLE) (intptr_t) -2)

/**
 * beck_handle_new_thread:
 * @thread_id: as gettid(2) has it; 0 for the caller
 *
 * A handle that is signaled when the thread has ended. A thread may have any number of them.
 *
 * Threading: any thread.
 * Returns: (transfer full): to be closed with beck_handle_close(); INVALID_HANDLE_VALUE with
 *   errno set: ESRCH if the library has not met the thread, or what is lacking
 */
HANDLE beck_handle_new_thread (DWORD thread_id);

/**
 * beck_handle_get_thread:
 * @handle: got from beck_handle_new_thread(), or %BECK_CURRENT_THREAD
 *
 * Threading: any thread.
 * Returns: the thread's id, for beck_apc_queue(); 0 if the thread has ended or @handle is no
 *   thread's
 */
DWORD beck_handle_get_thread (HANDLE handle);

G_END_DECLS

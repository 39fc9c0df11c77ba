/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Events, semaphores, waiting, critical sections (rpc.md 2.5, 6). A wait here leaves the calls
 * for a single-threaded apartment where they are, as on Windows; CoWaitForMultipleHandles()
 * lets them in.
 */

#include "winnt.h"

#include <beck/wait.h>
#include <pthread.h>

#include "winerror.h"

G_BEGIN_DECLS

#define WAIT_OBJECT_0 0u
#define WAIT_ABANDONED 0x80u
#define WAIT_ABANDONED_0 0x80u
#define WAIT_FAILED 0xFFFFFFFFu
#define MAXIMUM_WAIT_OBJECTS 64 /* more are taken; see WaitForMultipleObjectsEx() */

/* ---- Events and semaphores ---- */

/**
 * CreateEventA:
 * @attributes: not looked at
 * @manual_reset: whether it stays signaled until ResetEvent(); otherwise each signal ends one wait
 * @initial: whether it starts signaled
 * @name: NULL: events are known within the process only
 *
 * Threading: any thread, like all functions here.
 * Returns: (transfer full): an event for CloseHandle(); NULL with ERROR_NOT_SUPPORTED for a name,
 *   or with what is lacking
 */
HANDLE CreateEventA (LPSECURITY_ATTRIBUTES attributes, BOOL manual_reset, BOOL initial,
                     LPCSTR name);

/* As CreateEventA(). */
HANDLE CreateEventW (LPSECURITY_ATTRIBUTES attributes, BOOL manual_reset, BOOL initial,
                     LPCWSTR name);

/**
 * SetEvent:
 * @event: an event
 *
 * Returns: TRUE; FALSE with ERROR_INVALID_HANDLE for what is none
 */
BOOL SetEvent (HANDLE event);

/* As SetEvent(). */
BOOL ResetEvent (HANDLE event);

/**
 * CreateSemaphoreA:
 * @attributes: not looked at
 * @initial: how many waits it lets through to begin with
 * @maximum: how far it counts
 * @name: NULL, as for CreateEventA()
 *
 * Returns: (transfer full): a semaphore for CloseHandle(); NULL with ERROR_INVALID_PARAMETER for
 *   counts below 0 or beyond @maximum, or as CreateEventA()
 */
HANDLE CreateSemaphoreA (LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum, LPCSTR name);

/* As CreateSemaphoreA(). */
HANDLE CreateSemaphoreW (LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum,
                         LPCWSTR name);

/**
 * ReleaseSemaphore:
 * @semaphore: a semaphore
 * @count: by how much it counts up, more than 0
 * @previous: (nullable) (out): where it stood
 *
 * Returns: TRUE; FALSE, and nothing counted, with ERROR_TOO_MANY_POSTS beyond its maximum,
 *   ERROR_INVALID_PARAMETER, ERROR_INVALID_HANDLE
 */
BOOL ReleaseSemaphore (HANDLE semaphore, LONG count, LONG *previous);

/* ---- Waiting ---- */

/**
 * WaitForSingleObjectEx:
 * @handle: any handle or descriptor
 * @timeout_ms: milliseconds; 0 polls, INFINITE
 * @alertable: whether APCs of this thread run and end the wait
 *
 * Returns: WAIT_OBJECT_0; WAIT_TIMEOUT; WAIT_IO_COMPLETION (192) after APCs; WAIT_FAILED with
 *   ERROR_INVALID_HANDLE or what is lacking
 */
DWORD WaitForSingleObjectEx (HANDLE handle, DWORD timeout_ms, BOOL alertable);

/* As WaitForSingleObjectEx(), without APCs. */
DWORD WaitForSingleObject (HANDLE handle, DWORD timeout_ms);

/**
 * WaitForMultipleObjectsEx:
 * @n: the number of @handles, at least 1; with more than 192 and @alertable the result is
 *   ambiguous
 * @handles: (array length=n): what to wait for
 * @all: whether for all of them at once; otherwise the lowest that is signaled ends the wait
 *
 * Returns: WAIT_OBJECT_0 + index (+ 0 with @all); WAIT_TIMEOUT; WAIT_IO_COMPLETION; WAIT_FAILED
 *   with ERROR_INVALID_PARAMETER for none or, with @all, the same twice, or as
 *   WaitForSingleObjectEx()
 */
DWORD WaitForMultipleObjectsEx (DWORD n, const HANDLE *handles, BOOL all, DWORD timeout_ms,
                                BOOL alertable);

/* As WaitForMultipleObjectsEx(), without APCs. */
DWORD WaitForMultipleObjects (DWORD n, const HANDLE *handles, BOOL all, DWORD timeout_ms);

/**
 * SleepEx:
 * @timeout_ms: milliseconds; 0 yields, INFINITE
 * @alertable: whether APCs of this thread run and end the sleep
 *
 * Returns: 0; WAIT_IO_COMPLETION after APCs
 */
DWORD SleepEx (DWORD timeout_ms, BOOL alertable);

/* As SleepEx(), without APCs. */
void Sleep (DWORD timeout_ms);

/* ---- Critical sections ---- */

/**
 * CRITICAL_SECTION:
 *
 * A lock that its owner may take again.
 */
typedef struct
{
  pthread_mutex_t mutex;
} CRITICAL_SECTION, RTL_CRITICAL_SECTION, *PCRITICAL_SECTION, *LPCRITICAL_SECTION;

void InitializeCriticalSection (CRITICAL_SECTION *section);

/* Returns: TRUE. @spins: not looked at */
BOOL InitializeCriticalSectionAndSpinCount (CRITICAL_SECTION *section, DWORD spins);

void EnterCriticalSection (CRITICAL_SECTION *section);

/* Returns: whether the caller has it now */
BOOL TryEnterCriticalSection (CRITICAL_SECTION *section);

void LeaveCriticalSection (CRITICAL_SECTION *section);
void DeleteCriticalSection (CRITICAL_SECTION *section);

#ifdef UNICODE
#define CreateEvent CreateEventW
#define CreateSemaphore CreateSemaphoreW
#else
#define CreateEvent CreateEventA
#define CreateSemaphore CreateSemaphoreA
#endif

G_END_DECLS

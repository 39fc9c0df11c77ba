/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Threads. A thread's id is its number in the system, as gettid(2) has it. Threads that other
 * means have started are known once they have used something of Beck.
 */

#include "winnt.h"

G_BEGIN_DECLS

#define CREATE_SUSPENDED 0x4
#define STACK_SIZE_PARAM_IS_A_RESERVATION 0x10000

typedef DWORD THREAD_START_ROUTINE (LPVOID parameter);
typedef THREAD_START_ROUTINE *PTHREAD_START_ROUTINE, *LPTHREAD_START_ROUTINE;

/**
 * PAPCFUNC:
 * @parameter: what was queued with it
 */
typedef void (*PAPCFUNC) (ULONG_PTR parameter);

/**
 * CreateThread:
 * @attributes: not looked at
 * @stack: bytes of its stack; 0 for the system's default
 * @start: runs on the new thread
 * @parameter: for @start
 * @flags: 0 or CREATE_SUSPENDED
 * @id: (nullable) (out): of the thread
 *
 * APCs that are queued while the thread is suspended run before @start.
 *
 * Threading: any thread, like all functions here.
 * Returns: (transfer full): a handle of the thread, signaled at its end; NULL with the error
 */
HANDLE CreateThread (LPSECURITY_ATTRIBUTES attributes, SIZE_T stack, LPTHREAD_START_ROUTINE start,
                     LPVOID parameter, DWORD flags, DWORD *id);

/**
 * ExitThread:
 * @code: for GetExitCodeThread()
 *
 * Ends the calling thread.
 */
G_NORETURN void ExitThread (DWORD code);

/**
 * ResumeThread:
 * @thread: created with CREATE_SUSPENDED
 *
 * Returns: 1 if it was suspended and runs now, 0 if it ran before; (DWORD) -1 with the error for
 *   what is no thread
 */
DWORD ResumeThread (HANDLE thread);

/**
 * GetExitCodeThread:
 * @thread: of a thread made by CreateThread() or _beginthreadex()
 * @code: (out): what it ended with; STILL_ACTIVE before
 *
 * Returns: TRUE; FALSE with ERROR_INVALID_HANDLE
 */
BOOL GetExitCodeThread (HANDLE thread, DWORD *code);

/* A handle that means the calling thread, whichever that is; see %BECK_CURRENT_THREAD. */
HANDLE GetCurrentThread (void);

DWORD GetCurrentThreadId (void);
DWORD GetThreadId (HANDLE thread);

/* A handle that means this process, for functions that ask for one. */
HANDLE GetCurrentProcess (void);

DWORD GetCurrentProcessId (void);

/**
 * OpenThread:
 * @access, @inherit: not looked at
 * @id: of a thread
 *
 * Returns: (transfer full): a handle for CloseHandle(); NULL with ERROR_INVALID_PARAMETER for
 *   threads that are not known
 */
HANDLE OpenThread (DWORD access, BOOL inherit, DWORD id);

/**
 * QueueUserAPC:
 * @function: runs on @thread, in its next alertable wait
 * @thread: a handle of the thread
 * @parameter: for @function
 *
 * Returns: not 0; 0 with ERROR_INVALID_HANDLE, or ERROR_GEN_FAILURE if the thread has ended
 */
DWORD QueueUserAPC (PAPCFUNC function, HANDLE thread, ULONG_PTR parameter);

/* Lets other threads run. Returns: TRUE */
BOOL SwitchToThread (void);

/**
 * ExitProcess:
 * @code: of which the lower eight bits reach the parent
 *
 * exit(3).
 */
G_NORETURN void ExitProcess (UINT code);

G_END_DECLS

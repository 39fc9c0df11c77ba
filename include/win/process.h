/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Threads of the C runtime. */

#include "processthreadsapi.h"

#include <unistd.h>

G_BEGIN_DECLS

/**
 * _beginthreadex:
 *
 * CreateThread().
 *
 * Returns: (transfer full): the handle as a number; 0 with errno after a failure
 */
uintptr_t _beginthreadex (void *attributes, unsigned int stack, unsigned int (*start) (void *),
                          void *parameter, unsigned int flags, unsigned int *id);

/**
 * _beginthread:
 * @start: runs on the new thread
 * @stack: bytes of its stack; 0 for the system's default
 * @parameter: for @start
 *
 * Returns: a number that is not for use; (uintptr_t) -1 with errno after a failure
 */
uintptr_t _beginthread (void (*start) (void *), unsigned int stack, void *parameter);

/* ExitThread(). */
G_NORETURN void _endthreadex (unsigned int code);
G_NORETURN void _endthread (void);

#define _getpid getpid

G_END_DECLS

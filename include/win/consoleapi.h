/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Signals, as a console's control keys. */

#include "winnt.h"

G_BEGIN_DECLS

#define CTRL_C_EVENT 0
#define CTRL_BREAK_EVENT 1
#define CTRL_CLOSE_EVENT 2
#define CTRL_LOGOFF_EVENT 5
#define CTRL_SHUTDOWN_EVENT 6

typedef BOOL (*PHANDLER_ROUTINE) (DWORD event);

/**
 * SetConsoleCtrlHandler:
 * @handler: (nullable): called on a thread of its own: SIGINT is CTRL_C_EVENT, SIGTERM and SIGQUIT
 *   are CTRL_BREAK_EVENT, SIGHUP is CTRL_CLOSE_EVENT. Returns whether it has dealt with it
 * @add: whether to add or to remove @handler
 *
 * Handlers are asked in the reverse order of their registration until one returns TRUE. If none
 * does, the process ends of the signal. With @handler NULL, @add says whether SIGINT is ignored.
 *
 * Threading: any thread.
 * Returns: TRUE; FALSE with ERROR_INVALID_PARAMETER for the removal of what was not added, or what
 *   is lacking
 */
BOOL SetConsoleCtrlHandler (PHANDLER_ROUTINE handler, BOOL add);

G_END_DECLS

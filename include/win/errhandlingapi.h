/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The error of the last function that failed on this thread. */

#include "winnt.h"

G_BEGIN_DECLS

/**
 * GetLastError:
 *
 * Returns: the number that the last failing function of include/win left on this thread, or
 *   SetLastError() did
 */
DWORD GetLastError (void);

/**
 * SetLastError:
 * @error: for GetLastError() on this thread
 */
void SetLastError (DWORD error);

G_END_DECLS

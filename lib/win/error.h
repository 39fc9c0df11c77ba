/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/hresult.h>
#include <win/errhandlingapi.h>
#include <win/winerror.h>

/* How the functions of include/win end when they fail: the number is GetLastError()'s, and what
 * they return says FALSE. */

/* Returns: FALSE */
BOOL beck_win_fail (DWORD error);

/* The number in @hr, or of what comes closest. Returns: whether @hr is a success; its number is not
 * touched then */
BOOL beck_win_check (HRESULT hr);

/* Returns: FALSE */
BOOL beck_win_fail_errno (void);

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The error of the last function that failed on a thread. */

#include "win/error.h"

#include <errno.h>

static _Thread_local DWORD last_error;

DWORD
GetLastError (void)
{
  return last_error;
}

void
SetLastError (DWORD error)
{
  last_error = error;
}

BOOL
beck_win_fail (DWORD error)
{
  last_error = error;
  return FALSE;
}

static DWORD
error_of (HRESULT hr)
{
  if (hr == E_OUTOFMEMORY)
    return ERROR_NOT_ENOUGH_MEMORY;
  if (BECK_TIMED_OUT (hr))
    return WAIT_TIMEOUT;
  return HRESULT_FACILITY (hr) == FACILITY_WIN32 ? HRESULT_CODE (hr) : ERROR_GEN_FAILURE;
}

BOOL
beck_win_check (HRESULT hr)
{
  return SUCCEEDED (hr) || beck_win_fail (error_of (hr));
}

BOOL
beck_win_fail_errno (void)
{
  return beck_win_fail (error_of (beck_hresult_from_errno (errno)));
}

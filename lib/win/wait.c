/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Waiting, and sleeping with and without APCs. */

#include <win/synchapi.h>

#include <beck/hresult.h>
#include <objidlbase.h>
#include <sched.h>

#include "call/wait.h"
#include "win/error.h"

static DWORD
result (HRESULT hr, DWORD index)
{
  if (SUCCEEDED (hr))
    return WAIT_OBJECT_0 + index;
  if (BECK_TIMED_OUT (hr))
    return WAIT_TIMEOUT;
  beck_win_check (hr);
  return WAIT_FAILED;
}

DWORD
WaitForMultipleObjectsEx (DWORD n, const HANDLE *handles, BOOL all, DWORD timeout_ms,
                          BOOL alertable)
{
  DWORD flags = BECK_WAIT_PLAIN | (all ? (DWORD) COWAIT_WAITALL : 0)
                | (alertable ? (DWORD) COWAIT_ALERTABLE : 0);
  DWORD index = 0;
  HRESULT hr = E_INVALIDARG;

  if (n > 0 && handles != NULL)
    hr = beck_wait_for_handles (flags, timeout_ms, n, (HANDLE *) handles, &index);
  return result (hr, index);
}

DWORD
WaitForMultipleObjects (DWORD n, const HANDLE *handles, BOOL all, DWORD timeout_ms)
{
  return WaitForMultipleObjectsEx (n, handles, all, timeout_ms, FALSE);
}

DWORD
WaitForSingleObjectEx (HANDLE handle, DWORD timeout_ms, BOOL alertable)
{
  return WaitForMultipleObjectsEx (1, &handle, FALSE, timeout_ms, alertable);
}

DWORD
WaitForSingleObject (HANDLE handle, DWORD timeout_ms)
{
  return WaitForMultipleObjectsEx (1, &handle, FALSE, timeout_ms, FALSE);
}

DWORD
SleepEx (DWORD timeout_ms, BOOL alertable)
{
  if (alertable)
    return beck_wait_for_apc (timeout_ms) ? WAIT_IO_COMPLETION : 0;
  Sleep (timeout_ms);
  return 0;
}

void
Sleep (DWORD timeout_ms)
{
  if (timeout_ms == 0)
    sched_yield ();
  else if (timeout_ms != INFINITE)
    g_usleep ((gulong) timeout_ms * 1000);
  else
    for (;;)
      g_usleep (G_USEC_PER_SEC * 3600ul);
}

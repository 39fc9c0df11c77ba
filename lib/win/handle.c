/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Events, semaphores, completion ports, and closing. */

#include <win/handleapi.h>
#include <win/ioapiset.h>
#include <win/processthreadsapi.h>
#include <win/synchapi.h>

#include "call/handle-table.h"
#include "call/thread-handle.h"
#include "win/error.h"

static HANDLE
checked (HANDLE handle)
{
  if (handle != INVALID_HANDLE_VALUE)
    return handle;
  beck_win_fail_errno ();
  return NULL;
}

static gboolean
refuse_name (gconstpointer name)
{
  return name != NULL && !beck_win_fail (ERROR_NOT_SUPPORTED);
}

/* ---- Events ---- */

HANDLE
CreateEventA (LPSECURITY_ATTRIBUTES attributes, BOOL manual_reset, BOOL initial, LPCSTR name)
{
  return refuse_name (name) ? NULL : checked (beck_handle_new_event (manual_reset, initial));
}

HANDLE
CreateEventW (LPSECURITY_ATTRIBUTES attributes, BOOL manual_reset, BOOL initial, LPCWSTR name)
{
  return refuse_name (name) ? NULL : checked (beck_handle_new_event (manual_reset, initial));
}

BOOL
SetEvent (HANDLE event)
{
  return beck_win_check (beck_handle_table_is_event (event) ? beck_handle_signal (event) : E_HANDLE);
}

BOOL
ResetEvent (HANDLE event)
{
  return beck_win_check (beck_handle_reset (event));
}

/* ---- Semaphores ---- */

static HANDLE
create_semaphore (LONG initial, LONG maximum, gconstpointer name)
{
  if (refuse_name (name))
    return NULL;
  if (initial < 0 || maximum <= 0 || initial > maximum)
    {
      beck_win_fail (ERROR_INVALID_PARAMETER);
      return NULL;
    }
  return checked (beck_handle_table_new_semaphore ((guint) initial, (guint) maximum));
}

HANDLE
CreateSemaphoreA (LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum, LPCSTR name)
{
  return create_semaphore (initial, maximum, name);
}

HANDLE
CreateSemaphoreW (LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum, LPCWSTR name)
{
  return create_semaphore (initial, maximum, name);
}

BOOL
ReleaseSemaphore (HANDLE semaphore, LONG count, LONG *previous)
{
  guint before = 0;
  HRESULT hr;

  if (count <= 0)
    return beck_win_fail (ERROR_INVALID_PARAMETER);
  hr = beck_handle_table_release_semaphore (semaphore, (guint) count, &before);
  if (hr == E_BOUNDS)
    return beck_win_fail (ERROR_TOO_MANY_POSTS);
  if (SUCCEEDED (hr) && previous != NULL)
    *previous = (LONG) before;
  return beck_win_check (hr);
}

/* ---- Completion ports ---- */

HANDLE
CreateIoCompletionPort (HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads)
{
  if (file == INVALID_HANDLE_VALUE && port == NULL)
    return checked (beck_port_new ());
  beck_win_fail (file == INVALID_HANDLE_VALUE ? ERROR_INVALID_PARAMETER : ERROR_NOT_SUPPORTED);
  return NULL;
}

BOOL
GetQueuedCompletionStatus (HANDLE port, DWORD *bytes, ULONG_PTR *key, LPOVERLAPPED *overlapped,
                           DWORD timeout_ms)
{
  BeckPacket packet;
  HRESULT hr = beck_port_get (port, timeout_ms, &packet);

  *overlapped = NULL;
  if (FAILED (hr))
    return beck_win_check (hr);
  *bytes = packet.bytes;
  *key = packet.key;
  *overlapped = packet.overlapped;
  return TRUE;
}

BOOL
PostQueuedCompletionStatus (HANDLE port, DWORD bytes, ULONG_PTR key, LPOVERLAPPED overlapped)
{
  return beck_win_check (beck_port_post (port, bytes, key, overlapped));
}

/* ---- All kinds ---- */

BOOL
CloseHandle (HANDLE handle)
{
  if (handle == BECK_CURRENT_THREAD || handle == GetCurrentProcess ())
    return TRUE;
  return beck_win_check (beck_handle_close (handle));
}

static HRESULT
duplicate_thread (HANDLE source, HANDLE *target)
{
  BeckThreadObject *object = beck_thread_object_from_handle (source);

  if (object == NULL)
    return HRESULT_FROM_WIN32 (ERROR_NOT_SUPPORTED);
  *target = checked (beck_thread_object_open (object));
  beck_thread_object_unref (object);
  return *target != NULL ? S_OK : HRESULT_FROM_WIN32 (GetLastError ());
}

BOOL
DuplicateHandle (HANDLE source_process, HANDLE source, HANDLE target_process, HANDLE *target,
                 DWORD access, BOOL inherit, DWORD options)
{
  HRESULT hr;

  if (source_process != GetCurrentProcess () || target_process != GetCurrentProcess ()
      || target == NULL)
    return beck_win_fail (ERROR_INVALID_PARAMETER);
  hr = beck_handle_table_dup_event (source, target);
  if (hr == E_INVALIDARG)
    hr = duplicate_thread (source, target);
  if (SUCCEEDED (hr) && (options & DUPLICATE_CLOSE_SOURCE))
    CloseHandle (source);
  return beck_win_check (hr);
}

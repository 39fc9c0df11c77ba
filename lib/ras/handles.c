/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The handles of the process. There are as many as connections, so that a list does. No method of
 * a connection is called with the lock held.
 */

#define COBJMACROS
#include "ras/handles.h"

#include <beck/guid.h>
#include <beck/hresult.h>

#include "base/alloc.h"
#include "base/lock.h"
#include "ras/connection.h"

static BeckLock lock;
/* With the lock: */
static BeckRasHandle *handles;
static guint n_handles;
static guintptr last_value;

/* ---- References ---- */

BeckRasHandle *
beck_ras_handle_ref (BeckRasHandle *handle)
{
  g_atomic_int_inc (&handle->refs);
  return handle;
}

void
beck_ras_handle_unref (BeckRasHandle *handle)
{
  if (handle == NULL || !g_atomic_int_dec_and_test (&handle->refs))
    return;
  IRasConnectionInfo_Release (handle->info);
  IRasConnection_Release (handle->connection);
  beck_free (handle);
}

/* ---- The list ---- */

/* Newest first. Values are apart from small numbers and from each other, so that a number that is
 * made up or miscounted is no handle. */
static void
add (BeckRasHandle *handle)
{
  beck_lock_acquire (&lock);
  last_value += 0x10;
  handle->value = (HRASCONN) (0x52000000 + last_value);
  handle->next = handles;
  handles = handle;
  n_handles++;
  beck_lock_release (&lock);
}

BeckRasHandle *
beck_ras_handle_new (IRasConnection *connection)
{
  BeckRasHandle *handle = beck_alloc0 (sizeof *handle);

  if (handle == NULL
      || FAILED (IRasConnection_QueryInterface (connection, &IID_IRasConnectionInfo,
                                                (void **) &handle->info)))
    {
      beck_free (handle);
      return NULL;
    }
  handle->refs = 2; /* the list's and the caller's */
  handle->connection = connection;
  IRasConnection_AddRef (connection);
  add (handle);
  return handle;
}

BeckRasHandle *
beck_ras_handle_get (HRASCONN value)
{
  BeckRasHandle *handle;

  beck_lock_acquire (&lock);
  for (handle = handles; handle != NULL && handle->value != value; handle = handle->next)
    ;
  if (handle != NULL)
    beck_ras_handle_ref (handle);
  beck_lock_release (&lock);
  return handle;
}

void
beck_ras_handle_remove (BeckRasHandle *handle)
{
  BeckRasHandle **place;

  beck_lock_acquire (&lock);
  for (place = &handles; *place != NULL && *place != handle; place = &(*place)->next)
    ;
  if (*place == NULL)
    handle = NULL;
  else
    {
      *place = handle->next;
      n_handles--;
    }
  beck_lock_release (&lock);
  beck_ras_handle_unref (handle);
}

void
beck_ras_handle_end (BeckRasHandle *handle)
{
  gboolean removed;

  beck_lock_acquire (&lock);
  handle->gone = TRUE;
  removed = handle->n_listening == 0;
  beck_lock_release (&lock);
  if (removed)
    beck_ras_handle_remove (handle);
}

void
beck_ras_handle_listen (BeckRasHandle *handle)
{
  beck_lock_acquire (&lock);
  handle->n_listening++;
  beck_lock_release (&lock);
}

void
beck_ras_handle_unlisten (BeckRasHandle *handle)
{
  gboolean removed;

  beck_lock_acquire (&lock);
  removed = --handle->n_listening == 0 && handle->gone;
  beck_lock_release (&lock);
  if (removed)
    beck_ras_handle_remove (handle);
}

/* (out) (transfer full): all that are not being closed, as far as memory goes. */
static BeckRasHandle **
snapshot (guint *n)
{
  BeckRasHandle **all;
  BeckRasHandle *handle;

  *n = 0;
  beck_lock_acquire (&lock);
  all = beck_alloc ((n_handles + 1) * sizeof *all);
  for (handle = handles; all != NULL && handle != NULL; handle = handle->next)
    if (!handle->closing)
      all[(*n)++] = beck_ras_handle_ref (handle);
  beck_lock_release (&lock);
  return all;
}

static void
snapshot_free (BeckRasHandle **all, guint n)
{
  for (guint i = 0; i < n; i++)
    beck_ras_handle_unref (all[i]);
  beck_free (all);
}

/* ---- Connections ---- */

static gboolean
is_up (BeckRasHandle *handle, const GUID *id)
{
  BeckRasStatus status;

  return IRasConnectionInfo_GetStatus (handle->info, &status) == S_OK
         && status.state == RASCS_Connected
         && (id == NULL || beck_guid_equal (&status.id, id));
}

static BeckRasHandle *
find (const GUID *id)
{
  BeckRasHandle *found = NULL;
  BeckRasHandle **all;
  guint n;

  all = snapshot (&n);
  for (guint i = 0; i < n && found == NULL; i++)
    if (is_up (all[i], id))
      found = beck_ras_handle_ref (all[i]);
  snapshot_free (all, n);
  return found;
}

guint32
beck_ras_handle_of (const GUID *id, BeckRasHandle **handle)
{
  IRasConnection *connection;
  HRESULT hr;

  *handle = find (id);
  if (*handle != NULL)
    return 0;
  hr = beck_ras_connection_open (id, &connection);
  if (FAILED (hr))
    return beck_ras_error_of (hr);
  *handle = beck_ras_handle_new (connection);
  IRasConnection_Release (connection);
  return *handle != NULL ? 0 : ERROR_NOT_ENOUGH_MEMORY;
}

static gboolean
is_found (BeckRasHandle *handle)
{
  gboolean found;

  beck_lock_acquire (&lock);
  found = handle->n_dials == 0 && !handle->closing;
  beck_lock_release (&lock);
  return found;
}

void
beck_ras_handles_sweep (void)
{
  BeckRasHandle **all;
  guint n;

  all = snapshot (&n);
  for (guint i = 0; i < n; i++)
    if (is_found (all[i]) && !is_up (all[i], NULL))
      beck_ras_handle_remove (all[i]);
  snapshot_free (all, n);
}

/* ---- Dials ---- */

guint32
beck_ras_handle_add_dial (BeckRasHandle *handle, DWORD notifier_type, gpointer notifier)
{
  gboolean closing;

  beck_lock_acquire (&lock);
  closing = handle->closing;
  if (!closing)
    {
      handle->n_dials++;
      handle->notifier_type = notifier_type;
      handle->notifier = notifier;
    }
  beck_lock_release (&lock);
  return closing ? ERROR_INVALID_HANDLE : 0;
}

void
beck_ras_handle_drop_dial (BeckRasHandle *handle)
{
  gboolean unknown;

  beck_lock_acquire (&lock);
  handle->n_dials--;
  unknown = handle->n_dials == 0 && !handle->listed;
  handle->closing |= unknown;
  beck_lock_release (&lock);
  if (unknown)
    beck_ras_handle_remove (handle);
}

void
beck_ras_handle_list (BeckRasHandle *handle)
{
  beck_lock_acquire (&lock);
  handle->listed = TRUE;
  beck_lock_release (&lock);
}

gboolean
beck_ras_handle_take_dial (BeckRasHandle *handle, gboolean *last)
{
  gboolean taken;

  beck_lock_acquire (&lock);
  taken = !handle->closing;
  *last = handle->n_dials <= 1;
  if (taken && *last)
    handle->closing = TRUE;
  else if (taken)
    handle->n_dials--;
  beck_lock_release (&lock);
  return taken;
}

void
beck_ras_handle_put_dial_back (BeckRasHandle *handle, gboolean last)
{
  beck_lock_acquire (&lock);
  if (last)
    handle->closing = FALSE;
  else
    handle->n_dials++;
  beck_lock_release (&lock);
}

gboolean
beck_ras_handle_is_closing (BeckRasHandle *handle)
{
  gboolean closing;

  beck_lock_acquire (&lock);
  closing = handle->closing;
  beck_lock_release (&lock);
  return closing;
}

gboolean
beck_ras_handle_has_notifier (BeckRasHandle *handle, DWORD notifier_type, gpointer notifier)
{
  gboolean same;

  beck_lock_acquire (&lock);
  same = handle->notifier == notifier
         && (notifier == NULL || handle->notifier_type == notifier_type);
  beck_lock_release (&lock);
  return same;
}

/* ---- Results ---- */

DWORD
beck_ras_error_of (HRESULT hr)
{
  if (SUCCEEDED (hr))
    return 0;
  if (hr == E_OUTOFMEMORY)
    return ERROR_NOT_ENOUGH_MEMORY;
  if (hr == RPC_E_CALL_CANCELED)
    return ERROR_USER_DISCONNECTION;
  return HRESULT_FACILITY (hr) == FACILITY_WIN32 ? (DWORD) HRESULT_CODE (hr) : ERROR_UNKNOWN;
}

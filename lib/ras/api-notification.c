/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * RasConnectionNotification(): events that are set when connections come and go, whichever process
 * has them. The records tell: what they say now is held against what they said before. A request
 * lasts until its connection is gone or its event is closed; while there are any, the loop runs.
 * That of one connection does not depend on how often the records were looked at: its end is that
 * there is no record of it any more, or one of a link that was lost.
 *
 * Everything here is the loop's.
 */

#define COBJMACROS
#include <beck/guid.h>
#include <beck/handle.h>
#include <string.h>

#include "base/alloc.h"
#include "call/handle-table.h"
#include "ras/connection.h"
#include "ras/handles.h"
#include "ras/loop.h"
#include "ras/record.h"

#define FLAGS                                                                                      \
  (RASCN_Connection | RASCN_Disconnection | RASCN_BandwidthAdded | RASCN_BandwidthRemoved          \
   | RASCN_Dormant | RASCN_ReConnection)

typedef struct Request Request;

struct Request
{
  Request *next;
  HANDLE event;
  guint32 serial; /* of the event: its number may be another's one day */
  DWORD flags;
  BeckRasHandle *handle; /* NULL: every connection */
  GUID id; /* of its connection, once it is known */
  gboolean over;
};

static Request *requests;
static BeckRasWatch *watch;
static GPtrArray *known; /* (element-type BeckRasRecord): those that were up at the last look */

/* ---- Requests ---- */

static void
request_free (Request *request)
{
  beck_ras_handle_unref (request->handle);
  beck_free (request);
}

/* What the connection of a handle is known by, as long as it is dialled or up. */
static void
find_id (Request *request)
{
  BeckRasStatus status;

  if (request->handle != NULL
      && SUCCEEDED (IRasConnectionInfo_GetStatus (request->handle->info, &status)))
    request->id = status.id;
}

static void
signal_event (Request *request)
{
  if (!beck_handle_table_signal_serial (request->event, request->serial))
    request->over = TRUE;
}

static void
end_request (Request *request)
{
  if ((request->flags & RASCN_Disconnection) != 0)
    signal_event (request);
  request->over = TRUE;
}

/* @flag has happened to the connection @id. */
static void
tell (const GUID *id, DWORD flag)
{
  for (Request *request = requests; request != NULL; request = request->next)
    if ((request->flags & flag) != 0 && !request->over
        && (request->handle == NULL || beck_guid_equal (&request->id, id)))
      signal_event (request);
}

static gboolean
is_over (const Request *request)
{
  return request->over || beck_handle_table_get_serial (request->event) != request->serial;
}

static void
drop_over (void)
{
  Request **place = &requests, *request;

  while ((request = *place) != NULL)
    if (is_over (request))
      {
        *place = request->next;
        request_free (request);
      }
    else
      place = &request->next;
}

/* ---- What has changed ---- */

static gboolean
is_up (const BeckRasRecord *record)
{
  return record->state == RASCS_Connected && record->uses > 0;
}

static const BeckRasRecord *
find (GPtrArray *records, const GUID *id)
{
  for (guint i = 0; i < records->len; i++)
    {
      const BeckRasRecord *record = records->pdata[i];

      if (beck_guid_equal (&record->id, id))
        return record;
    }
  return NULL;
}

/* Those of connections that are neither up nor dialled. */
static void
end_requests (GPtrArray *records)
{
  for (Request *request = requests; request != NULL; request = request->next)
    {
      const BeckRasRecord *record = find (records, &request->id);

      if (request->handle != NULL && !request->over
          && (record == NULL || record->state == RASCS_Disconnected || record->uses == 0))
        end_request (request);
    }
}

/* (transfer full): of @records, which it takes, those that are up. */
static GPtrArray *
keep_up (GPtrArray *records)
{
  for (guint i = records->len; i > 0; i--)
    if (!is_up (records->pdata[i - 1]))
      g_ptr_array_remove_index (records, i - 1);
  return records;
}

static void
compare_sub_states (const BeckRasRecord *before, const BeckRasRecord *now)
{
  if (before->sub_state == now->sub_state)
    return;
  if (now->sub_state == RASCSS_Dormant)
    tell (&now->id, RASCN_Dormant);
  else if (now->sub_state == RASCSS_Reconnected)
    tell (&now->id, RASCN_ReConnection);
}

static void
compare (GPtrArray *now)
{
  for (guint i = 0; i < now->len; i++)
    {
      const BeckRasRecord *record = now->pdata[i], *before = find (known, &record->id);

      if (before != NULL)
        compare_sub_states (before, record);
      else
        tell (&record->id, RASCN_Connection);
    }
  for (guint i = 0; i < known->len; i++)
    {
      const BeckRasRecord *record = known->pdata[i];

      if (find (now, &record->id) == NULL)
        tell (&record->id, RASCN_Disconnection);
    }
}

/* ---- Watching ---- */

static void
stop_without_requests (void)
{
  if (requests != NULL || watch == NULL)
    return;
  g_clear_pointer (&watch, beck_ras_watch_free);
  g_clear_pointer (&known, g_ptr_array_unref);
  beck_ras_loop_release ();
}

static void
records_changed (gpointer unused)
{
  GPtrArray *now = NULL;

  beck_ras_connections_adopt (NULL); /* who hears of no link is told of none */
  if (beck_ras_record_list (&now) == 0)
    {
      end_requests (now);
      compare (keep_up (now));
      g_ptr_array_unref (known);
      known = now;
    }
  drop_over ();
  stop_without_requests ();
}

static gboolean
start (void)
{
  if (watch != NULL)
    return TRUE;
  if (!beck_ras_loop_hold ())
    return FALSE;
  beck_ras_connections_adopt (NULL);
  if (beck_ras_record_list (&known) == 0)
    {
      keep_up (known);
      watch = beck_ras_watch_new (records_changed, NULL);
    }
  if (watch != NULL)
    return TRUE;
  g_clear_pointer (&known, g_ptr_array_unref);
  beck_ras_loop_release ();
  return FALSE;
}

/* ---- The function ---- */

typedef struct
{
  Request *request;
  gboolean added;
} Addition;

static void
add (gpointer data)
{
  Addition *addition = data;
  Request *request = addition->request;
  g_autoptr (GPtrArray) records = NULL;

  drop_over ();
  addition->added = start ();
  if (!addition->added)
    return;
  find_id (request);
  request->next = requests;
  requests = request;
  /* A connection that is gone already has nothing to wait for. */
  if (beck_ras_record_list (&records) == 0)
    end_requests (records);
  drop_over ();
  stop_without_requests ();
}

static DWORD
add_request (Request *request)
{
  Addition addition = { request };

  if (!beck_ras_loop_hold ())
    return ERROR_NOT_ENOUGH_MEMORY;
  beck_ras_loop_call (add, &addition);
  beck_ras_loop_release ();
  return addition.added ? 0 : ERROR_NOT_ENOUGH_MEMORY;
}

static DWORD
make_request (BeckRasHandle *handle, HANDLE event, DWORD flags)
{
  Request *request = beck_alloc0 (sizeof *request);
  DWORD error;

  if (request == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  request->event = event;
  request->serial = beck_handle_table_get_serial (event);
  request->flags = flags;
  request->handle = handle != NULL ? beck_ras_handle_ref (handle) : NULL;
  error = add_request (request);
  if (error != 0)
    request_free (request);
  return error;
}

DWORD WINAPI
RasConnectionNotificationW (HRASCONN connection, HANDLE event, DWORD flags)
{
  g_autoptr (BeckRasHandle) handle = NULL;
  gboolean all = connection == (HRASCONN) INVALID_HANDLE_VALUE;

  if (!all)
    handle = beck_ras_handle_get (connection);
  if ((!all && handle == NULL) || beck_handle_table_get_serial (event) == 0)
    return ERROR_INVALID_HANDLE;
  if (flags == 0 || (flags & ~(DWORD) FLAGS) != 0 || (!all && (flags & RASCN_Connection) != 0))
    return ERROR_INVALID_PARAMETER;
  return make_request (handle, event, flags);
}

DWORD WINAPI
RasConnectionNotificationA (HRASCONN connection, HANDLE event, DWORD flags)
{
  return RasConnectionNotificationW (connection, event, flags);
}

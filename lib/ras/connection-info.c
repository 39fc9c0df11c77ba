/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What there is to know of a connection: IRasConnectionInfo. What changes while a link is up is in
 * its record, whoever owns it; what a dial has come to is in the connection.
 */

#include "ras/connection-private.h"

#include <beck/hresult.h>
#include <beck/memory.h>
#include <beck/utf16.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "ras/loop.h"
#include "ras/netlink.h"

static BeckRasConnection *
self_of (IRasConnectionInfo *This)
{
  return BECK_SELF (BeckRasConnection, info, This);
}

/* ---- Texts ---- */

/* Cut where it is too long, which only what others wrote can be. */
static void
put_text (WCHAR *place, gsize size, const char *text)
{
  OLECHAR *wide = NULL;
  gsize length;

  *place = 0;
  if (text == NULL || FAILED (beck_utf16_from_utf8 (text, -1, &wide, &length, NULL)))
    return;
  length = MIN (length, size - 1);
  memcpy (place, wide, length * sizeof *wide);
  place[length] = 0;
  CoTaskMemFree (wide);
}

#define PUT(place, text) put_text (place, G_N_ELEMENTS (place), text)

/* ---- Status ---- */

/* The link's record as it is now; NULL if the connection is not up. */
static BeckRasRecord *
read_record (BeckRasConnection *self)
{
  BeckRasRecord *record = NULL;
  gboolean up;
  GUID id;

  beck_lock_acquire (&self->lock);
  up = self->phase == BECK_RAS_UP;
  if (up)
    id = self->record->id;
  beck_lock_release (&self->lock);
  if (up)
    beck_ras_record_read (&id, &record);
  return record;
}

static void
put_link (BeckRasStatus *status, const BeckRasLink *link)
{
  PUT (status->device_type, link->device_type);
  PUT (status->device_name, link->device_name);
  PUT (status->local_endpoint, link->local_endpoint);
  PUT (status->remote_endpoint, link->remote_endpoint);
}

static void
put_record (BeckRasStatus *status, const BeckRasRecord *record)
{
  status->id = record->id;
  status->uses = record->uses;
  status->flags = record->flags;
  PUT (status->entry, record->entry);
  PUT (status->phone_book, record->book);
  PUT (status->phone_number, record->phone_number);
  put_link (status, &record->link);
}

/* What the entry says, until the link says more. */
static void
put_plan (BeckRasStatus *status, const BeckRasPlan *plan, const BeckRasLink *link)
{
  const BeckRasEntry *entry = plan->dial.entry;

  PUT (status->entry, beck_ras_entry_get_name (entry));
  PUT (status->phone_book, beck_ras_entry_get_book (entry));
  PUT (status->phone_number, plan->dial.phone_number);
  put_link (status, link);
  if (*link->device_type == 0)
    PUT (status->device_type, beck_ras_entry_get (entry, BECK_RAS_KEY_DEVICE_TYPE));
  if (*link->device_name == 0)
    PUT (status->device_name, beck_ras_entry_get (entry, BECK_RAS_KEY_DEVICE_NAME));
}

/* The connection's own account; whether there is a plan, too. */
static gboolean
take_account (BeckRasConnection *self, BeckRasStatus *status, BeckRasLink *link)
{
  gboolean has_plan;

  beck_lock_acquire (&self->lock);
  has_plan = self->has_plan;
  if (self->phase == BECK_RAS_DIALLING || self->phase == BECK_RAS_PAUSED
      || self->phase == BECK_RAS_UP)
    status->id = self->record->id;
  status->state = self->state;
  status->sub_state = self->sub_state;
  status->error = self->error;
  status->extended_error = self->extended_error;
  *link = self->link;
  beck_lock_release (&self->lock);
  return has_plan;
}

/* A guest hears of the end when it asks, if it does not watch. */
static void
correct (BeckRasConnection *self, BeckRasStatus *status, const BeckRasRecord *record)
{
  gboolean guest;

  beck_lock_acquire (&self->lock);
  guest = self->guest && self->phase == BECK_RAS_UP;
  beck_lock_release (&self->lock);
  if (!guest)
    return;
  status->state = record != NULL ? record->state : (DWORD) RASCS_Disconnected;
  status->sub_state = record != NULL ? record->sub_state : 0;
  status->error = record != NULL ? record->error : ERROR_PORT_DISCONNECTED;
}

typedef struct
{
  BeckRasConnection *self;
  BeckRasStatus *status;
  BeckRasLink *link;
} Ask;

/* On the loop, whose the plan is. */
static void
ask_plan (gpointer data)
{
  Ask *ask = data;

  if (ask->self->plan != NULL)
    put_plan (ask->status, ask->self->plan, ask->link);
}

HRESULT
beck_ras_info_get_status (IRasConnectionInfo *This, BeckRasStatus *status)
{
  BeckRasConnection *self = self_of (This);
  g_autoptr (BeckRasRecord) record = NULL;
  BeckRasLink link;
  Ask ask = { self, status, &link };
  gboolean has_plan;

  if (status == NULL)
    return E_POINTER;
  memset (status, 0, sizeof *status);
  record = read_record (self);
  has_plan = take_account (self, status, &link);
  correct (self, status, record);
  if (record != NULL)
    {
      put_record (status, record);
      return S_OK;
    }
  if (!has_plan)
    return S_OK;
  if (!beck_ras_loop_hold ())
    return E_OUTOFMEMORY;
  beck_ras_loop_call (ask_plan, &ask);
  beck_ras_loop_release ();
  return S_OK;
}

/* ---- Projection ---- */

HRESULT
beck_ras_info_get_projection (IRasConnectionInfo *This, DWORD protocol,
                              BeckRasProjection *projection)
{
  BeckRasConnection *self = self_of (This);
  const char *address, *server;
  BeckRasLink link;
  gboolean told;

  if (projection == NULL)
    return E_POINTER;
  memset (projection, 0, sizeof *projection);
  beck_lock_acquire (&self->lock);
  told = self->phase == BECK_RAS_UP
         || (self->phase == BECK_RAS_DIALLING
             && (self->state == RASCS_Projected || self->state == RASCS_ApplySettings));
  link = self->link;
  beck_lock_release (&self->lock);
  if (!told)
    return HRESULT_FROM_WIN32 (ERROR_PROJECTION_NOT_COMPLETE);
  address = protocol == RASP_PppIp ? link.address : protocol == RASP_PppIpv6 ? link.address6 : "";
  server = protocol == RASP_PppIp ? link.server_address : link.server_address6;
  if (*address == 0)
    return HRESULT_FROM_WIN32 (ERROR_PROTOCOL_NOT_CONFIGURED);
  PUT (projection->address, address);
  PUT (projection->server_address, server);
  return S_OK;
}

/* ---- Statistics ---- */

typedef struct
{
  BeckRasConnection *self;
  BeckRasCounts *counts;
} Count;

static void
count (gpointer data)
{
  Count *count = data;
  BeckRasConnection *self = count->self;

  if (self->session != NULL && self->backend->get_counts != NULL)
    self->backend->get_counts (self->session, count->counts);
}

/* The device's own; else what the session knows; else nothing. */
static HRESULT
get_counts (BeckRasConnection *self, const BeckRasRecord *record, BeckRasCounts *counts)
{
  Count request = { self, counts };

  memset (counts, 0, sizeof *counts);
  if (*record->link.device != 0 && beck_ras_device_counts (record->link.device, counts))
    return S_OK;
  if (!beck_ras_loop_hold ())
    return E_OUTOFMEMORY;
  beck_ras_loop_call (count, &request);
  beck_ras_loop_release ();
  return S_OK;
}

static guint64
since (guint64 now, guint64 then)
{
  return now >= then ? now - then : now;
}

static HRESULT
read_counts (BeckRasConnection *self, BeckRasRecord **record, BeckRasCounts *counts)
{
  *record = read_record (self);
  if (*record == NULL)
    return HRESULT_FROM_WIN32 (ERROR_NO_CONNECTION);
  return get_counts (self, *record, counts);
}

HRESULT
beck_ras_info_get_statistics (IRasConnectionInfo *This, BeckRasStatistics *statistics)
{
  g_autoptr (BeckRasRecord) record = NULL;
  BeckRasCounts counts;
  HRESULT hr;

  if (statistics == NULL)
    return E_POINTER;
  memset (statistics, 0, sizeof *statistics);
  hr = read_counts (self_of (This), &record, &counts);
  if (FAILED (hr))
    return hr;
#define FIELD(name) statistics->name = since (counts.name, record->baseline.name)
  FIELD (bytes_sent);
  FIELD (bytes_received);
  FIELD (frames_sent);
  FIELD (frames_received);
  FIELD (errors_sent);
  FIELD (errors_received);
#undef FIELD
  statistics->duration_ms = (guint64) (beck_ras_now () - record->since) / 1000;
  return S_OK;
}

static gboolean
set_baseline (BeckRasRecord *record, gpointer data)
{
  record->baseline = *(const BeckRasCounts *) data;
  record->since = beck_ras_now ();
  return TRUE;
}

HRESULT
beck_ras_info_clear_statistics (IRasConnectionInfo *This)
{
  g_autoptr (BeckRasRecord) record = NULL;
  BeckRasCounts counts;
  HRESULT hr = read_counts (self_of (This), &record, &counts);
  guint32 error;

  if (FAILED (hr))
    return hr;
  error = beck_ras_record_change (&record->id, set_baseline, &counts, NULL);
  return error != 0 ? HRESULT_FROM_WIN32 (ERROR_NO_CONNECTION) : S_OK;
}

/* ---- Sinks ---- */

HRESULT
beck_ras_info_advise (IRasConnectionInfo *This, IRasConnectionSink *sink, DWORD *cookie)
{
  BeckRasConnection *self = self_of (This);
  HRESULT hr;

  if (sink == NULL || cookie == NULL)
    return E_POINTER;
  hr = beck_ras_teller_add (&self->teller, sink, cookie);
  if (SUCCEEDED (hr))
    beck_ras_guest_watch (self);
  return hr;
}

HRESULT
beck_ras_info_unadvise (IRasConnectionInfo *This, DWORD cookie)
{
  BeckRasConnection *self = self_of (This);

  if (!beck_ras_teller_remove (&self->teller, cookie))
    return E_INVALIDARG;
  if (!beck_ras_teller_has_sinks (&self->teller))
    beck_ras_guest_unwatch (self);
  return S_OK;
}

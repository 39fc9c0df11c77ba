/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The references that clients have, as IRemUnknown counts them (wire.md 5.5), and pings. A client
 * may say what it likes: it cannot give back what it has not got, nor have more than is counted.
 */

#include <beck/hresult.h>

#include "orpc/export-private.h"

/* ---- References ---- */

/* More than any client needs, and few enough that sums cannot wrap. */
#define MAX_REFS ((guint32) 1 << 30)

/* Makes what was exported weakly callable, inside the apartment. */
typedef struct
{
  BeckExportEntry *entry;
  HRESULT hr;
} Visit;

static void
make_callable (gpointer data)
{
  Visit *visit = data;
  BeckExportEntry *same;

  visit->hr = beck_export_own (visit->entry->export);
  if (SUCCEEDED (visit->hr))
    visit->hr
        = beck_export_need_entry (visit->entry->export, &visit->entry->iid, TRUE, &same);
  if (SUCCEEDED (visit->hr))
    beck_export_entry_unref (same);
}

static HRESULT
enter (BeckExport *export, BeckFunc func, gpointer data)
{
  if (export->apartment != NULL)
    return beck_apartment_call (export->apartment, func, data);
  func (data);
  return S_OK;
}

static HRESULT
need_callable (BeckExportEntry *entry)
{
  Visit visit = { entry, CO_E_OBJNOTCONNECTED };
  gboolean is_callable;
  HRESULT hr;

  beck_lock_acquire (&beck_exports_lock);
  is_callable = beck_export_entry_is_callable (entry);
  beck_lock_release (&beck_exports_lock);
  if (is_callable)
    return S_OK;
  hr = enter (entry->export, make_callable, &visit);
  if (hr == RPC_E_DISCONNECTED)
    return CO_E_OBJNOTCONNECTED;
  return SUCCEEDED (hr) ? visit.hr : hr;
}

/* For an entry that is pinned. */
static HRESULT
add_refs (BeckExportEntry *entry, BeckHeldBy by, guint32 n)
{
  HRESULT hr = need_callable (entry);

  if (FAILED (hr))
    return hr;
  beck_lock_acquire (&beck_exports_lock);
  if (entry->export->state != EXPORT_LIVE)
    hr = beck_export_reason (entry->export);
  else if (n > MAX_REFS || entry->n_refs[by] > MAX_REFS - n)
    hr = E_INVALIDARG;
  else
    beck_export_entry_count (entry, by, n);
  beck_export_settle (entry->export);
  return hr;
}

HRESULT
beck_export_add_refs (const IPID *ipid, BeckHeldBy by, guint32 n_refs)
{
  HRESULT hr;
  BeckExportEntry *entry = beck_export_pin_entry (ipid, &hr);

  if (entry == NULL)
    return hr;
  hr = add_refs (entry, by, n_refs);
  beck_export_unpin_entry (entry);
  return hr;
}

void
beck_export_release_refs (const IPID *ipid, BeckHeldBy by, guint32 n_refs)
{
  BeckExportEntry *entry;

  beck_lock_acquire (&beck_exports_lock);
  entry = beck_export_table_find_entry (ipid);
  if (entry == NULL)
    {
      beck_lock_release (&beck_exports_lock);
      return;
    }
  beck_export_entry_count (entry, by, -(gint64) MIN (n_refs, entry->n_refs[by]));
  beck_export_settle (entry->export);
}

/* ---- IRemUnknown::RemQueryInterface ---- */

typedef struct
{
  BeckExport *export;
  BeckHeldBy by;
  guint32 n_refs;
  guint16 n;
  const IID *iids;
  REMQIRESULT *results;
} Query;

static HRESULT
query_one (const Query *query, guint16 i)
{
  STDOBJREF *std = &query->results[i].std;
  BeckExportEntry *entry;
  HRESULT hr = beck_export_need_entry (query->export, &query->iids[i], TRUE, &entry);

  if (FAILED (hr))
    return hr;
  hr = add_refs (entry, query->by, query->n_refs);
  if (SUCCEEDED (hr))
    beck_export_fill (entry, 0, query->n_refs, std);
  beck_export_entry_unref (entry);
  return hr;
}

static void
query_all (gpointer data)
{
  const Query *query = data;
  HRESULT hr = beck_export_own (query->export);

  for (guint16 i = 0; i < query->n; i++)
    query->results[i].hResult = SUCCEEDED (hr) ? query_one (query, i) : hr;
}

static HRESULT
sum_up (const Query *query)
{
  guint n_good = 0;

  for (guint16 i = 0; i < query->n; i++)
    n_good += SUCCEEDED (query->results[i].hResult);
  if (n_good == query->n)
    return S_OK;
  return n_good > 0 ? S_FALSE : E_NOINTERFACE;
}

HRESULT
beck_export_query (const IPID *ipid, BeckHeldBy by, guint32 n_refs, guint16 n, const IID *iids,
                   REMQIRESULT *results)
{
  HRESULT hr;
  BeckExportEntry *entry = beck_export_pin_entry (ipid, &hr);
  Query query = { .by = by, .n_refs = n_refs, .n = n, .iids = iids, .results = results };

  if (entry == NULL)
    return hr == CO_E_OBJNOTREG ? RPC_E_INVALID_OBJECT : hr;
  query.export = entry->export;
  for (guint16 i = 0; i < n; i++)
    results[i] = (REMQIRESULT){ .hResult = CO_E_OBJNOTCONNECTED };
  hr = enter (entry->export, query_all, &query);
  beck_export_unpin_entry (entry);
  if (hr == RPC_E_DISCONNECTED)
    return CO_E_OBJNOTCONNECTED;
  return SUCCEEDED (hr) ? sum_up (&query) : hr;
}

/* ---- Pings ---- */

gboolean
beck_export_has (OID oid)
{
  gboolean has;

  beck_lock_acquire (&beck_exports_lock);
  has = beck_export_table_find_oid (oid) != NULL;
  beck_lock_release (&beck_exports_lock);
  return has;
}

void
beck_export_run_down (OID oid)
{
  BeckExport *export;

  beck_lock_acquire (&beck_exports_lock);
  export = beck_export_table_find_oid (oid);
  if (export == NULL)
    {
      beck_lock_release (&beck_exports_lock);
      return;
    }
  for (BeckExportEntry *entry = export->entries; entry != NULL; entry = entry->next)
    beck_export_entry_count (entry, BECK_HELD_ELSEWHERE,
                             -(gint64) entry->n_refs[BECK_HELD_ELSEWHERE]);
  beck_export_settle (export);
}

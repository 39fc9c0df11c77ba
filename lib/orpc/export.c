/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Packets of references, and what IRemUnknown asks (spec/com.md 6.3, wire.md 5.5). Each works on an
 * export that it holds meanwhile, so that what it has found cannot end under its hands.
 *
 * Of which kind a packet is stands in its flags, in bits that are left to exporters. Normal ones
 * carry references. Nobody tells who has taken those that went elsewhere; those that stay are
 * counted, so that none is taken twice.
 */

#include "orpc/export.h"

#include <beck/guid.h>
#include <beck/hresult.h>

#include "orpc/export-private.h"

/* Reserved by the protocol for the exporter's own use. */
#define SORF_STRONG 0x20
#define SORF_WEAK 0x40

OXID
beck_export_oxid (void)
{
  static _Atomic guint64 oxid;
  guint64 none = 0;
  GUID random;

  if (atomic_load (&oxid) == 0)
    {
      if (FAILED (CoCreateGuid (&random)))
        random.Data1 = g_random_int ();
      atomic_compare_exchange_strong (
          &oxid, &none, (guint64) random.Data1 << 32 | (g_random_int () | 1));
    }
  return atomic_load (&oxid);
}

/* ---- Finding ---- */

static gboolean
is_at_home (BeckExport *export)
{
  return export->apartment == NULL || export->apartment == beck_apartment_current ();
}

BeckExportEntry *
beck_export_find (const IPID *ipid, HRESULT *hr)
{
  BeckExportEntry *entry;

  beck_lock_acquire (&beck_exports_lock);
  entry = beck_export_table_find_entry (ipid);
  if (entry == NULL)
    *hr = RPC_E_INVALID_IPID;
  else if (entry->export->state != EXPORT_LIVE)
    *hr = beck_export_reason (entry->export);
  else
    *hr = S_OK;
  entry = *hr == S_OK ? beck_export_entry_ref (entry) : NULL;
  beck_lock_release (&beck_exports_lock);
  return entry;
}

HRESULT
beck_export_entry_check (BeckExportEntry *entry)
{
  HRESULT hr;

  beck_lock_acquire (&beck_exports_lock);
  hr = entry->export->state == EXPORT_LIVE ? S_OK : beck_export_reason (entry->export);
  beck_lock_release (&beck_exports_lock);
  return hr;
}

BeckApartment *
beck_export_entry_apartment (BeckExportEntry *entry)
{
  return entry->export->apartment;
}

const IID *
beck_export_entry_iid (BeckExportEntry *entry)
{
  return &entry->iid;
}

IRpcStubBuffer *
beck_export_entry_stub (BeckExportEntry *entry)
{
  IRpcStubBuffer *stub;

  beck_lock_acquire (&beck_exports_lock);
  stub = entry->stub;
  beck_lock_release (&beck_exports_lock);
  return stub;
}

/* ---- Making packets ---- */

void
beck_export_fill (BeckExportEntry *entry, guint32 flags, guint32 n_refs, STDOBJREF *std)
{
  *std = (STDOBJREF){ .flags = flags,
                      .cPublicRefs = n_refs,
                      .oxid = beck_export_oxid (),
                      .oid = entry->export->by_oid.id,
                      .ipid = entry->ipid };
}

/* With the lock. */
static void
count_packet (BeckExportEntry *entry, BeckHeldBy by, DWORD flags, STDOBJREF *std)
{
  BeckExport *export = entry->export;
  guint32 ping = flags & MSHLFLAGS_NOPING ? SORF_NOPING : 0;

  if (flags & MSHLFLAGS_TABLESTRONG)
    {
      export->n_strong++;
      export->held++;
      beck_export_fill (entry, SORF_STRONG | ping, 0, std);
    }
  else if (flags & MSHLFLAGS_TABLEWEAK)
    {
      export->n_weak++;
      beck_export_fill (entry, SORF_WEAK | ping, 0, std);
    }
  else
    {
      beck_export_entry_count (entry, by, BECK_EXPORT_PACKET_REFS);
      if (by == BECK_HELD_HERE)
        entry->n_packets++;
      beck_export_fill (entry, ping, BECK_EXPORT_PACKET_REFS, std);
    }
}

static HRESULT
make_packet (BeckExport *export, REFIID riid, BeckHeldBy by, DWORD flags, STDOBJREF *std)
{
  gboolean strong = !(flags & MSHLFLAGS_TABLEWEAK);
  BeckExportEntry *entry;
  HRESULT hr = strong ? beck_export_own (export) : S_OK;

  if (SUCCEEDED (hr))
    hr = beck_export_need_entry (export, riid, strong, &entry);
  if (FAILED (hr))
    return hr;
  if (!strong)
    beck_export_watch (export);
  beck_lock_acquire (&beck_exports_lock);
  hr = export->state == EXPORT_LIVE ? S_OK : beck_export_reason (export);
  if (SUCCEEDED (hr))
    count_packet (entry, by, flags, std);
  beck_export_settle (export);
  beck_export_entry_unref (entry);
  return hr;
}

HRESULT
beck_export_marshal (IUnknown *object, REFIID riid, BeckHeldBy by, DWORD flags, STDOBJREF *std)
{
  BeckApartment *apartment;
  BeckExport *export;
  HRESULT hr = beck_export_begin (object, &export, &apartment);

  if (FAILED (hr))
    return hr;
  hr = make_packet (export, riid, by, flags, std);
  beck_export_end (export, apartment);
  return hr;
}

HRESULT
beck_export_marshal_again (const IPID *ipid, BeckHeldBy by, DWORD flags, STDOBJREF *std)
{
  HRESULT hr;
  BeckExportEntry *entry = beck_export_pin_entry (ipid, &hr);

  if (entry == NULL)
    return hr;
  beck_lock_acquire (&beck_exports_lock);
  count_packet (entry, by, flags, std);
  beck_export_settle (entry->export);
  beck_export_unpin_entry (entry);
  return S_OK;
}

/* ---- Taking packets ---- */

static gboolean
is_table (const STDOBJREF *std)
{
  return (std->flags & (SORF_STRONG | SORF_WEAK)) || std->cPublicRefs == 0;
}

/* With the lock: whose references those of a normal packet are, FALSE if nobody's. */
static gboolean
whose (BeckExportEntry *entry, const STDOBJREF *std, BeckHeldBy *by)
{
  if (entry->n_packets > 0 && entry->n_refs[BECK_HELD_HERE] >= std->cPublicRefs)
    *by = BECK_HELD_HERE;
  else if (entry->n_refs[BECK_HELD_ELSEWHERE] >= std->cPublicRefs)
    *by = BECK_HELD_ELSEWHERE;
  else
    return FALSE;
  return TRUE;
}

/* With the lock: the references of a normal packet are this process's, once. */
static gboolean
take_refs (BeckExportEntry *entry, const STDOBJREF *std)
{
  BeckHeldBy by;

  if (!whose (entry, std, &by))
    return FALSE;
  if (by == BECK_HELD_HERE)
    entry->n_packets--;
  else
    {
      beck_export_entry_count (entry, BECK_HELD_ELSEWHERE, -(gint64) std->cPublicRefs);
      beck_export_entry_count (entry, BECK_HELD_HERE, std->cPublicRefs);
    }
  return TRUE;
}

/* (transfer full): as beck_export_pin_entry(), with the packet taken. */
static HRESULT
take (const STDOBJREF *std, BeckExportEntry **ret)
{
  HRESULT hr;
  BeckExportEntry *entry = beck_export_pin_entry (&std->ipid, &hr);

  if (entry == NULL)
    return is_table (std) ? CO_E_OBJNOTREG : CO_E_OBJNOTCONNECTED;
  beck_lock_acquire (&beck_exports_lock);
  if (!is_table (std) && !take_refs (entry, std))
    hr = CO_E_OBJNOTCONNECTED;
  beck_export_settle (entry->export);
  if (SUCCEEDED (hr))
    *ret = entry;
  else
    beck_export_unpin_entry (entry);
  return hr;
}

HRESULT
beck_export_claim (const STDOBJREF *std)
{
  BeckExportEntry *entry = NULL;
  HRESULT hr = take (std, &entry);

  if (SUCCEEDED (hr))
    beck_export_unpin_entry (entry);
  return hr;
}

HRESULT
beck_export_unmarshal (const STDOBJREF *std, REFIID riid, void **home)
{
  BeckExportEntry *entry = NULL;
  HRESULT hr;

  *home = NULL;
  hr = take (std, &entry);
  if (FAILED (hr))
    return hr;
  if (is_at_home (entry->export))
    {
      hr = beck_export_object_query (entry->export, riid, home);
      if (!is_table (std))
        beck_export_release_refs (&std->ipid, BECK_HELD_HERE, std->cPublicRefs);
    }
  beck_export_unpin_entry (entry);
  return hr;
}

/* With the lock. */
static gboolean
drop_packet (BeckExportEntry *entry, const STDOBJREF *std)
{
  BeckExport *export = entry->export;
  BeckHeldBy by;

  if (std->flags & SORF_STRONG)
    {
      if (export->n_strong == 0)
        return FALSE;
      export->n_strong--;
      export->held--;
    }
  else if (std->flags & SORF_WEAK)
    {
      if (export->n_weak == 0)
        return FALSE;
      export->n_weak--;
    }
  else if (std->cPublicRefs > 0)
    {
      if (!whose (entry, std, &by))
        return FALSE;
      if (by == BECK_HELD_HERE)
        entry->n_packets--;
      beck_export_entry_count (entry, by, -(gint64) std->cPublicRefs);
    }
  return TRUE;
}

HRESULT
beck_export_release_packet (const STDOBJREF *std)
{
  BeckExportEntry *entry;
  gboolean dropped;

  beck_lock_acquire (&beck_exports_lock);
  entry = beck_export_table_find_entry (&std->ipid);
  dropped = entry != NULL && drop_packet (entry, std);
  if (dropped)
    beck_export_settle (entry->export);
  else
    beck_lock_release (&beck_exports_lock);
  if (dropped)
    return S_OK;
  return is_table (std) ? CO_E_OBJNOTREG : CO_E_OBJNOTCONNECTED;
}

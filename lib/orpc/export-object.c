/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What exporting asks of the object itself: who it is, whether it is agile, which interfaces it
 * has, their stubs. All of it happens inside the object's apartment and without the lock; what two
 * threads have made at once is there once afterwards.
 */

#include "orpc/export-private.h"

#include <beck/guid.h>
#include <beck/hresult.h>
#include <beckclasses.h>

#include "base/alloc.h"
#include "com/object-private.h"
#include "orpc/ps-registry.h"

/* ---- Agility ---- */

static gboolean
has_interface (IUnknown *unknown, REFIID iid)
{
  g_autoptr (IUnknown) found = NULL;

  return SUCCEEDED (unknown->lpVtbl->QueryInterface (unknown, iid, (void **) &found));
}

static gboolean
is_free_threaded (IUnknown *unknown)
{
  g_autoptr (IMarshal) marshal = NULL;
  CLSID clsid;

  if (FAILED (unknown->lpVtbl->QueryInterface (unknown, &IID_IMarshal, (void **) &marshal)))
    return FALSE;
  return SUCCEEDED (marshal->lpVtbl->GetUnmarshalClass (marshal, &IID_IUnknown, unknown,
                                                        MSHCTX_INPROC, NULL, MSHLFLAGS_NORMAL,
                                                        &clsid))
         && beck_guid_equal (&clsid, &CLSID_InProcFreeMarshaler);
}

static gboolean
is_agile (IUnknown *unknown)
{
  return has_interface (unknown, &IID_IAgileObject) || is_free_threaded (unknown);
}

/* ---- Exports ---- */

static BeckExport *
new_export (IUnknown *unknown, BeckApartment *apartment)
{
  BeckExport *export = beck_alloc0 (sizeof *export);

  if (export == NULL)
    return NULL;
  export->refs = 1;
  export->unknown = unknown;
  if (!is_agile (unknown))
    export->apartment = beck_apartment_ref (apartment);
  return export;
}

/* With the lock. */
static BeckExport *
pin_found (IUnknown *unknown, BeckApartment *apartment)
{
  BeckExport *export = beck_export_table_find (unknown, apartment);

  if (export == NULL)
    return NULL;
  export->held++;
  return beck_export_ref (export);
}

/* (transfer full): @made, or what another thread has made of the same object. */
static HRESULT
add_or_find (BeckExport *made, BeckApartment *apartment, BeckExport **ret)
{
  HRESULT hr = beck_export_table_lock_with_room ();

  if (FAILED (hr))
    return hr;
  *ret = pin_found (made->unknown, apartment);
  if (*ret == NULL)
    {
      beck_export_table_link (beck_export_ref (made));
      *ret = pin_found (made->unknown, apartment);
    }
  beck_lock_release (&beck_exports_lock);
  return S_OK;
}

HRESULT
beck_export_pin (IUnknown *unknown, BeckApartment *apartment, BeckExport **ret)
{
  BeckExport *made;
  HRESULT hr;

  beck_lock_acquire (&beck_exports_lock);
  *ret = pin_found (unknown, apartment);
  beck_lock_release (&beck_exports_lock);
  if (*ret != NULL)
    return S_OK;
  beck_apartment_on_gone (beck_export_apartment_gone);
  made = new_export (unknown, apartment);
  if (made == NULL)
    return E_OUTOFMEMORY;
  hr = add_or_find (made, apartment, ret);
  beck_export_unref (made);
  return hr;
}

/* With the lock, which it releases: a reference on the object, which may be on its way out. */
static gboolean
ref_object (BeckExport *export)
{
  BeckObject *object = export->owns ? NULL : beck_object_of_identity (export->unknown);
  gboolean alive = object == NULL || beck_object_try_ref (object);

  beck_lock_release (&beck_exports_lock);
  if (object == NULL)
    export->unknown->lpVtbl->AddRef (export->unknown);
  return alive;
}

static HRESULT
take_object (BeckExport *export)
{
  HRESULT hr = CO_E_OBJNOTREG;

  beck_lock_acquire (&beck_exports_lock);
  if (export->state == EXPORT_LIVE)
    return ref_object (export) ? S_OK : hr;
  hr = beck_export_reason (export);
  beck_lock_release (&beck_exports_lock);
  return hr;
}

HRESULT
beck_export_own (BeckExport *export)
{
  gboolean taken = FALSE;
  HRESULT hr = take_object (export);

  if (FAILED (hr))
    return hr;
  beck_lock_acquire (&beck_exports_lock);
  if (export->state != EXPORT_LIVE)
    hr = beck_export_reason (export);
  else if (!export->owns)
    taken = export->owns = TRUE;
  beck_lock_release (&beck_exports_lock);
  if (!taken)
    export->unknown->lpVtbl->Release (export->unknown);
  return hr;
}

HRESULT
beck_export_object_query (BeckExport *export, REFIID riid, void **ppv)
{
  HRESULT hr = take_object (export);

  if (FAILED (hr))
    return hr;
  hr = export->unknown->lpVtbl->QueryInterface (export->unknown, riid, ppv);
  export->unknown->lpVtbl->Release (export->unknown);
  return hr;
}

void
beck_export_watch (BeckExport *export)
{
  BeckObject *object = beck_object_of_identity (export->unknown);

  if (object == NULL)
    return;
  beck_object_on_last (beck_export_object_gone);
  beck_object_watch (object);
}

/* ---- Interfaces ---- */

/* With the lock. */
static BeckExportEntry *
find_entry (BeckExport *export, REFIID iid)
{
  BeckExportEntry *entry = export->entries;

  while (entry != NULL && !beck_guid_equal (&entry->iid, iid))
    entry = entry->next;
  return entry;
}

static HRESULT
make_stub (BeckExport *export, REFIID iid, gboolean callable, IRpcStubBuffer **stub)
{
  *stub = NULL;
  if (beck_guid_equal (iid, &IID_IUnknown))
    return S_OK;
  if (callable)
    return beck_ps_create_stub (iid, export->unknown, stub);
  /* A stub would hold the object. */
  return beck_ps_knows (iid) && has_interface (export->unknown, iid) ? S_OK : E_NOINTERFACE;
}

static HRESULT
new_entry (BeckExport *export, REFIID iid, gboolean callable, BeckExportEntry **ret)
{
  BeckExportEntry *entry = beck_alloc0 (sizeof *entry);
  HRESULT hr = E_OUTOFMEMORY;

  if (entry == NULL)
    return hr;
  entry->refs = 1;
  entry->export = beck_export_ref (export);
  entry->iid = *iid;
  hr = CoCreateGuid (&entry->ipid);
  if (SUCCEEDED (hr))
    hr = make_stub (export, iid, callable, &entry->stub);
  if (SUCCEEDED (hr))
    *ret = entry;
  else
    beck_export_entry_unref (entry);
  return hr;
}

/* With the lock: what @made is for another thread's entry, or becomes itself. */
static BeckExportEntry *
merge (BeckExport *export, BeckExportEntry *made)
{
  BeckExportEntry *entry = find_entry (export, &made->iid);

  if (entry == NULL)
    {
      beck_export_table_add_entry (beck_export_entry_ref (made));
      return made;
    }
  if (entry->stub == NULL)
    {
      entry->stub = made->stub;
      made->stub = NULL;
    }
  return entry;
}

static HRESULT
add_entry (BeckExport *export, BeckExportEntry *made, BeckExportEntry **ret)
{
  HRESULT hr = beck_export_table_lock_with_room ();

  if (FAILED (hr))
    return hr;
  if (export->state == EXPORT_LIVE)
    *ret = beck_export_entry_ref (merge (export, made));
  else
    hr = beck_export_reason (export);
  beck_lock_release (&beck_exports_lock);
  return hr;
}

gboolean
beck_export_entry_is_callable (const BeckExportEntry *entry)
{
  return entry->stub != NULL || beck_guid_equal (&entry->iid, &IID_IUnknown);
}

HRESULT
beck_export_need_entry (BeckExport *export, REFIID iid, gboolean callable, BeckExportEntry **ret)
{
  BeckExportEntry *made;
  HRESULT hr;

  beck_lock_acquire (&beck_exports_lock);
  *ret = find_entry (export, iid);
  if (*ret != NULL && callable && !beck_export_entry_is_callable (*ret))
    *ret = NULL;
  if (*ret != NULL)
    beck_export_entry_ref (*ret);
  beck_lock_release (&beck_exports_lock);
  if (*ret != NULL)
    return S_OK;
  hr = new_entry (export, iid, callable, &made);
  if (FAILED (hr))
    return hr;
  hr = add_entry (export, made, ret);
  if ((FAILED (hr) || *ret != made) && made->stub != NULL)
    made->stub->lpVtbl->Disconnect (made->stub);
  beck_export_entry_unref (made);
  return hr;
}

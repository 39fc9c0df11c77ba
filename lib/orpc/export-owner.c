/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What an object's own side does to its export: holds it for the time of an operation, locks it,
 * cuts it off (spec/com.md 6.3). Always inside the object's apartment, which is held meanwhile.
 */

#include <beck/hresult.h>

#include "orpc/export-private.h"

IUnknown *
beck_export_identity (IUnknown *object)
{
  IUnknown *unknown = NULL;

  if (SUCCEEDED (object->lpVtbl->QueryInterface (object, &IID_IUnknown, (void **) &unknown)))
    unknown->lpVtbl->Release (unknown);
  return unknown;
}

HRESULT
beck_export_begin (IUnknown *object, BeckExport **ret, BeckApartment **apartment)
{
  IUnknown *unknown;
  HRESULT hr;

  *apartment = beck_apartment_current ();
  if (*apartment == NULL || !beck_apartment_hold (*apartment))
    return CO_E_NOTINITIALIZED;
  unknown = beck_export_identity (object);
  hr = unknown != NULL ? beck_export_pin (unknown, *apartment, ret) : E_NOINTERFACE;
  if (FAILED (hr))
    beck_apartment_work_done (*apartment);
  return hr;
}

void
beck_export_end (BeckExport *export, BeckApartment *apartment)
{
  beck_export_unpin (export);
  beck_export_unref (export);
  beck_apartment_work_done (apartment);
}

HRESULT
beck_export_disconnect (IUnknown *object)
{
  BeckApartment *apartment = beck_apartment_current ();
  IUnknown *unknown = beck_export_identity (object);
  BeckExport *export;

  if (apartment == NULL)
    return CO_E_NOTINITIALIZED;
  beck_lock_acquire (&beck_exports_lock);
  export = beck_export_table_find (unknown, apartment);
  if (export != NULL)
    beck_export_sever (export);
  else
    beck_lock_release (&beck_exports_lock);
  return S_OK;
}

static HRESULT
unlock (IUnknown *object)
{
  BeckApartment *apartment = beck_apartment_current ();
  IUnknown *unknown = beck_export_identity (object);
  BeckExport *export;

  if (apartment == NULL)
    return CO_E_NOTINITIALIZED;
  beck_lock_acquire (&beck_exports_lock);
  export = beck_export_table_find (unknown, apartment);
  if (export == NULL || export->n_locks == 0)
    {
      beck_lock_release (&beck_exports_lock);
      return S_OK;
    }
  export->n_locks--;
  export->held--;
  beck_export_settle (export);
  return S_OK;
}

static HRESULT
lock (IUnknown *object)
{
  BeckApartment *apartment;
  BeckExport *export;
  HRESULT hr = beck_export_begin (object, &export, &apartment);

  if (FAILED (hr))
    return hr;
  hr = beck_export_own (export);
  beck_lock_acquire (&beck_exports_lock);
  if (export->state == EXPORT_LIVE && SUCCEEDED (hr))
    {
      export->n_locks++;
      export->held++;
    }
  beck_lock_release (&beck_exports_lock);
  beck_export_end (export, apartment);
  return hr;
}

HRESULT
beck_export_lock (IUnknown *object, gboolean locked)
{
  return locked ? lock (object) : unlock (object);
}


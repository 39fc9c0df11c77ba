/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The ICallFactory of every class that lists its call objects (spec/com.md 3.1). */

#include <beck/call.h>

#include <beck/guid.h>
#include <beck/hresult.h>

#include "com/object-private.h"

static const BeckCallClass *
find_call_class (const BeckClass *klass, REFIID riid)
{
  for (; klass != NULL; klass = klass->parent)
    for (const BeckCallEntry *entry = klass->calls; entry != NULL && entry->iid != NULL; entry++)
      if (beck_guid_equal (entry->iid, riid))
        return entry->klass;
  return NULL;
}

HRESULT STDMETHODCALLTYPE
beck_call_factory_create_call (ICallFactory *This, REFIID riid, IUnknown *outer, REFIID riid2,
                               IUnknown **ppv)
{
  BeckObject *server = beck_object_of_interface (This);
  const BeckCallClass *klass;
  BeckObject *made;
  HRESULT hr;

  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  if (riid == NULL || riid2 == NULL)
    return E_INVALIDARG;
  klass = find_call_class (server->klass, riid);
  if (klass == NULL)
    return E_NOINTERFACE;
  if (outer != NULL && !beck_guid_equal (riid2, &IID_IUnknown))
    return E_INVALIDARG;
  hr = beck_object_make (&klass->base, outer, G_STRLOC, &made);
  if (FAILED (hr))
    return hr;
  ((BeckCall *) made)->server = beck_object_ref (server);
  return beck_object_give (made, riid2, (void **) ppv);
}

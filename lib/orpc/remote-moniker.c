/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The remote forms of enumerators and monikers.
 */

#include <beck/hresult.h>
#include <objidl.h>

/* ---- Enumerators: who asks for one need not ask how many came ---- */

#define ENUMERATOR(Interface, Element)                                                             \
  HRESULT                                                                                          \
  Interface##_Next_Proxy (Interface *This, ULONG wanted, Element *elements, ULONG *n_fetched)      \
  {                                                                                                \
    ULONG n = 0;                                                                                   \
    HRESULT hr;                                                                                    \
                                                                                                   \
    if (n_fetched == NULL && wanted != 1)                                                          \
      return E_INVALIDARG;                                                                         \
    hr = Interface##_RemoteNext_Proxy (This, wanted, elements, &n);                                \
    if (n_fetched != NULL)                                                                         \
      *n_fetched = n;                                                                              \
    return hr;                                                                                     \
  }                                                                                                \
                                                                                                   \
  HRESULT                                                                                          \
  Interface##_Next_Stub (Interface *This, ULONG wanted, Element *elements, ULONG *n_fetched)       \
  {                                                                                                \
    *n_fetched = 0;                                                                                \
    return This->lpVtbl->Next (This, wanted, elements, n_fetched);                                 \
  }

ENUMERATOR (IEnumMoniker, IMoniker *)
ENUMERATOR (IEnumString, LPOLESTR)
ENUMERATOR (IEnumUnknown, IUnknown *)

/* ---- IMoniker: only the type of the result differs ---- */

HRESULT
IMoniker_BindToObject_Proxy (IMoniker *This, IBindCtx *context, IMoniker *left, REFIID riid,
                             void **ppv)
{
  return IMoniker_RemoteBindToObject_Proxy (This, context, left, riid, (IUnknown **) ppv);
}

HRESULT
IMoniker_BindToObject_Stub (IMoniker *This, IBindCtx *context, IMoniker *left, REFIID riid,
                            IUnknown **ppv)
{
  return This->lpVtbl->BindToObject (This, context, left, riid, (void **) ppv);
}

HRESULT
IMoniker_BindToStorage_Proxy (IMoniker *This, IBindCtx *context, IMoniker *left, REFIID riid,
                              void **ppv)
{
  return IMoniker_RemoteBindToStorage_Proxy (This, context, left, riid, (IUnknown **) ppv);
}

HRESULT
IMoniker_BindToStorage_Stub (IMoniker *This, IBindCtx *context, IMoniker *left, REFIID riid,
                             IUnknown **ppv)
{
  return This->lpVtbl->BindToStorage (This, context, left, riid, (void **) ppv);
}

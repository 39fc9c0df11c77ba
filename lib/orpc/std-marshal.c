/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Standard marshaling (std-marshal.h): from objects and proxies to references, and back. Which
 * exporter a reference belongs to decides everything: this process has its own objects at hand,
 * others are found by their addresses.
 */

#include "orpc/std-marshal.h"

#include <beck/guid.h>
#include <beck/hresult.h>

#include "orpc/export.h"
#include "orpc/exporter.h"
#include "orpc/manager.h"
#include "orpc/orpc-server.h"

/* Whether a packet of @context stays in this process. */
static gboolean
stays_here (DWORD context)
{
  return context == MSHCTX_INPROC || context == MSHCTX_CROSSCTX;
}

static BeckHeldBy
holder (DWORD context)
{
  return stays_here (context) ? BECK_HELD_HERE : BECK_HELD_ELSEWHERE;
}

/* ---- Marshaling ---- */

/* Before a reference to an object of ours leaves the process. */
static HRESULT
be_callable (REFIID riid, DWORD context, BeckStringArray *addresses)
{
  HRESULT hr;

  if (stays_here (context))
    return S_OK;
  hr = beck_orpc_server_start (addresses);
  return SUCCEEDED (hr) ? beck_orpc_server_offer (riid) : hr;
}

static HRESULT
marshal_proxy (IUnknown *object, REFIID riid, DWORD context, DWORD flags, BeckObjref *objref)
{
  g_autoptr (BeckExporter) exporter = NULL;
  HRESULT hr = beck_manager_marshal (object, riid, holder (context), flags, &objref->std,
                                     &exporter);

  if (hr != S_OK)
    return hr;
  if (objref->std.oxid == beck_export_oxid ())
    return be_callable (riid, context, &objref->addresses);
  objref->addresses = exporter->ops->addresses (exporter);
  return S_OK;
}

static HRESULT
marshal_object (IUnknown *object, REFIID riid, DWORD context, DWORD flags, BeckObjref *objref)
{
  HRESULT hr = be_callable (riid, context, &objref->addresses);

  if (FAILED (hr))
    return hr;
  return beck_export_marshal (object, riid, holder (context), flags, &objref->std);
}

HRESULT
beck_std_marshal (IUnknown *object, REFIID riid, DWORD context, DWORD flags, BeckObjref *objref)
{
  HRESULT hr;

  *objref = (BeckObjref){ .kind = BECK_OBJREF_STANDARD, .iid = *riid };
  hr = marshal_proxy (object, riid, context, flags, objref);
  return hr == S_FALSE ? marshal_object (object, riid, context, flags, objref) : hr;
}

/* ---- Unmarshaling ---- */

static gboolean
is_ours (const BeckObjref *objref)
{
  return objref->std.oxid == beck_export_oxid ();
}

static HRESULT
find_exporter (const BeckObjref *objref, BeckExporter **exporter)
{
  if (!is_ours (objref))
    return beck_exporter_there (objref->std.oxid, &objref->addresses, exporter);
  *exporter = beck_exporter_here ();
  return S_OK;
}

/* What beck_export_unmarshal() gave over to us. */
static HRESULT
make_proxy (const BeckObjref *objref, REFIID riid, void **ppv)
{
  g_autoptr (BeckExporter) exporter = NULL;
  HRESULT hr = find_exporter (objref, &exporter);

  if (FAILED (hr))
    return hr;
  return beck_manager_unmarshal (exporter, &objref->std, &objref->iid, riid, ppv);
}

HRESULT
beck_std_unmarshal (const BeckObjref *objref, REFIID riid, void **ppv)
{
  HRESULT hr;

  *ppv = NULL;
  if (objref->kind == BECK_OBJREF_CUSTOM)
    return E_INVALIDARG;
  if (beck_apartment_current () == NULL)
    return CO_E_NOTINITIALIZED;
  if (!is_ours (objref))
    return make_proxy (objref, riid, ppv);
  hr = beck_export_unmarshal (&objref->std, riid, ppv);
  if (FAILED (hr) || *ppv != NULL)
    return hr;
  return make_proxy (objref, riid, ppv);
}

HRESULT
beck_std_release (const BeckObjref *objref)
{
  g_autoptr (BeckExporter) exporter = NULL;
  REMINTERFACEREF ref
      = { .ipid = objref->std.ipid, .cPublicRefs = objref->std.cPublicRefs };
  HRESULT hr;

  if (is_ours (objref))
    return beck_export_release_packet (&objref->std);
  hr = find_exporter (objref, &exporter);
  if (SUCCEEDED (hr) && ref.cPublicRefs > 0)
    exporter->ops->release (exporter, 1, &ref);
  return hr;
}

/* ---- Proxies ---- */

gboolean
beck_std_is_proxy (IUnknown *object)
{
  return beck_manager_is (object);
}

HRESULT
beck_std_proxy_to_own (IUnknown *object, REFIID riid, void **ppv)
{
  g_autoptr (BeckExporter) exporter = NULL;
  STDOBJREF std;
  HRESULT hr;

  *ppv = NULL;
  if (beck_manager_is (object))
    return object->lpVtbl->QueryInterface (object, riid, ppv);
  hr = beck_export_marshal (object, riid, BECK_HELD_HERE, MSHLFLAGS_NORMAL, &std);
  if (SUCCEEDED (hr))
    hr = beck_export_claim (&std);
  if (FAILED (hr))
    return hr;
  exporter = beck_exporter_here ();
  return beck_manager_unmarshal (exporter, &std, riid, riid, ppv);
}

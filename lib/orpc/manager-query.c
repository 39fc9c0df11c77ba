/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The interfaces of a remote object (manager.h): those there are proxies for, and those the
 * exporter is asked for. Asking costs a call; that an object has not got an interface that nobody
 * here could make a proxy for is known without.
 */

#include "orpc/manager-private.h"

#include <beck/call.h>
#include <beck/guid.h>
#include <beck/hresult.h>

#include "base/alloc.h"
#include "com/object-private.h"
#include "orpc/export.h"
#include "orpc/ps-registry.h"

/* Interfaces that one call asks for. */
#define MOST_AT_ONCE 32

/* ---- Facets ---- */

BeckFacet *
beck_manager_find_facet (BeckManager *self, REFIID iid)
{
  BeckFacet *facet = atomic_load_explicit (&self->facets, memory_order_acquire);

  while (facet != NULL && !beck_guid_equal (&facet->iid, iid))
    facet = facet->next;
  return facet;
}

static void
facet_free (BeckFacet *facet)
{
  if (facet == NULL)
    return;
  if (facet->proxy != NULL)
    {
      facet->proxy->lpVtbl->Disconnect (facet->proxy);
      facet->proxy->lpVtbl->Release (facet->proxy);
    }
  beck_object_unref (facet->channel);
  beck_free (facet);
}

/* IUnknown is the manager's own. */
static HRESULT
make_proxy (BeckManager *self, BeckFacet *facet)
{
  HRESULT hr;

  if (beck_guid_equal (&facet->iid, &IID_IUnknown))
    return S_OK;
  hr = beck_ps_create_proxy (&facet->iid, &self->control, &facet->proxy, &facet->interface);
  if (FAILED (hr))
    return hr;
  /* CreateProxy counts the interface on the outer object, which is us. */
  self->control.lpVtbl->Release (&self->control);
  return facet->proxy->lpVtbl->Connect (facet->proxy,
                                        (IRpcChannelBuffer *) (gpointer) &facet->channel->channel);
}

/* FALSE if another thread was quicker; its facet has the references then. */
static gboolean
insert (BeckManager *self, BeckFacet *facet)
{
  BeckFacet *there;

  beck_lock_acquire (&self->lock);
  there = beck_manager_find_facet (self, &facet->iid);
  if (there == NULL)
    {
      facet->next = atomic_load_explicit (&self->facets, memory_order_relaxed);
      atomic_store_explicit (&self->facets, facet, memory_order_release);
    }
  beck_lock_release (&self->lock);
  return there == NULL;
}

static void
give_back (BeckManager *self, const STDOBJREF *std)
{
  REMINTERFACEREF ref = { .ipid = std->ipid, .cPublicRefs = std->cPublicRefs };

  if (std->cPublicRefs > 0)
    self->exporter->ops->release (self->exporter, 1, &ref);
}

HRESULT
beck_manager_add_facet (BeckManager *self, REFIID iid, const STDOBJREF *std)
{
  BeckFacet *facet = beck_manager_find_facet (self, iid);
  HRESULT hr;

  if (facet != NULL)
    {
      if (beck_guid_equal (&facet->channel->ipid, &std->ipid))
        beck_channel_add_refs (facet->channel, std->cPublicRefs);
      else
        give_back (self, std);
      return S_OK;
    }
  facet = beck_alloc0 (sizeof *facet);
  if (facet == NULL)
    {
      give_back (self, std);
      return E_OUTOFMEMORY;
    }
  facet->iid = *iid;
  facet->channel = beck_channel_new (self->apartment, self->exporter, std, &facet->iid);
  hr = facet->channel != NULL ? make_proxy (self, facet) : E_OUTOFMEMORY;
  if (FAILED (hr) || !insert (self, facet))
    facet_free (facet);
  return hr;
}

void
beck_manager_free_facets (BeckManager *self)
{
  BeckFacet *facet = atomic_load (&self->facets);

  while (facet != NULL)
    {
      BeckFacet *next = facet->next;

      facet_free (facet);
      facet = next;
    }
}

HRESULT
beck_manager_check_thread (BeckManager *self)
{
  BeckFacet *facet = atomic_load_explicit (&self->facets, memory_order_acquire);

  return facet != NULL ? beck_channel_check_thread (facet->channel) : CO_E_OBJNOTCONNECTED;
}

/* ---- QueryInterface ---- */

/* A proxy also has the interfaces that its own derives from. */
static gboolean
query_base (BeckFacet *facet, REFIID riid, void **ppv)
{
  return facet->proxy != NULL
         && SUCCEEDED (facet->proxy->lpVtbl->QueryInterface (facet->proxy, riid, ppv));
}

static gboolean
has_interface (IRpcProxyBuffer *proxy, REFIID riid)
{
  IUnknown *found;

  if (FAILED (proxy->lpVtbl->QueryInterface (proxy, riid, (void **) &found)))
    return FALSE;
  found->lpVtbl->Release (found);
  return TRUE;
}

/* What a proxy's own buffer answers for, and no object does. */
static gboolean
is_plumbing (REFIID riid)
{
  return beck_guid_equal (riid, &IID_IRpcProxyBuffer) || beck_guid_equal (riid, &IID_ICallFactory);
}

HRESULT
beck_manager_query_facets (BeckManager *self, REFIID riid, void **ppv)
{
  BeckFacet *facet = beck_manager_find_facet (self, riid);

  if (facet != NULL && facet->interface != NULL)
    {
      self->control.lpVtbl->AddRef (&self->control);
      *ppv = facet->interface;
      return S_OK;
    }
  if (is_plumbing (riid))
    return E_NOINTERFACE;
  facet = atomic_load_explicit (&self->facets, memory_order_acquire);
  for (; facet != NULL; facet = facet->next)
    if (query_base (facet, riid, ppv))
      return S_OK;
  return E_NOINTERFACE;
}

HRESULT
beck_manager_ask (BeckManager *self, guint16 n, const IID *iids, REMQIRESULT *results)
{
  BeckFacet *facet = atomic_load_explicit (&self->facets, memory_order_acquire);

  return self->exporter->ops->query (self->exporter, &facet->channel->ipid,
                                     BECK_EXPORT_PACKET_REFS, n, iids, results);
}

HRESULT
beck_manager_take (BeckManager *self, REFIID iid, const REMQIRESULT *result)
{
  if (FAILED (result->hResult))
    return result->hResult;
  return beck_manager_add_facet (self, iid, &result->std);
}

HRESULT
beck_manager_query_remote (BeckManager *self, guint16 n, const IID *iids, HRESULT *hrs)
{
  REMQIRESULT results[MOST_AT_ONCE];
  HRESULT hr = beck_manager_ask (self, n, iids, results);

  for (guint16 i = 0; i < n; i++)
    hrs[i] = hr == S_OK || hr == S_FALSE ? beck_manager_take (self, &iids[i], &results[i]) : hr;
  return hr == E_NOINTERFACE ? S_OK : hr;
}

/* ---- IMultiQI ---- */

/* Of those without an answer the first, at most MOST_AT_ONCE, from @from on. */
static guint16
collect_unknown (const MULTI_QI *results, ULONG n, ULONG from, IID *iids, ULONG *places)
{
  guint16 n_unknown = 0;

  for (ULONG i = from; i < n && n_unknown < MOST_AT_ONCE; i++)
    if (results[i].hr == E_NOINTERFACE && beck_ps_knows (results[i].pIID))
      {
        iids[n_unknown] = *results[i].pIID;
        places[n_unknown++] = i;
      }
  return n_unknown;
}

static HRESULT
query_unknown (BeckManager *self, MULTI_QI *results, ULONG n)
{
  IID iids[MOST_AT_ONCE];
  ULONG places[MOST_AT_ONCE];
  HRESULT hrs[MOST_AT_ONCE];
  ULONG from = 0;
  guint16 n_unknown;

  while ((n_unknown = collect_unknown (results, n, from, iids, places)) > 0)
    {
      HRESULT hr = beck_manager_query_remote (self, n_unknown, iids, hrs);

      for (guint16 i = 0; i < n_unknown; i++)
        {
          MULTI_QI *result = &results[places[i]];

          result->hr = FAILED (hr) ? hr : hrs[i];
          if (SUCCEEDED (result->hr))
            result->hr = beck_manager_query_here (self, result->pIID, (void **) &result->pItf);
        }
      if (FAILED (hr))
        return hr;
      from = places[n_unknown - 1] + 1;
    }
  return S_OK;
}

static HRESULT
sum_up (const MULTI_QI *results, ULONG n)
{
  ULONG n_found = 0;

  for (ULONG i = 0; i < n; i++)
    n_found += SUCCEEDED (results[i].hr) ? 1 : 0;
  if (n_found == n)
    return S_OK;
  return n_found > 0 ? S_FALSE : E_NOINTERFACE;
}

HRESULT STDMETHODCALLTYPE
beck_manager_query_multiple (IMultiQI *This, ULONG n, MULTI_QI *results)
{
  BeckManager *self = BECK_SELF (BeckManager, multi, This);
  HRESULT hr;

  if (n == 0 || results == NULL)
    return E_INVALIDARG;
  for (ULONG i = 0; i < n; i++)
    if (results[i].pIID == NULL)
      return E_INVALIDARG;
  hr = beck_manager_check_thread (self);
  if (FAILED (hr))
    return hr;
  for (ULONG i = 0; i < n; i++)
    results[i].hr = beck_manager_query_here (self, results[i].pIID, (void **) &results[i].pItf);
  hr = query_unknown (self, results, n);
  return FAILED (hr) ? hr : sum_up (results, n);
}

/* ---- ICallFactory ---- */

/* The proxy of the synchronous partner of @riid, asked for if need be: the only call that this
 * can cost. */
static HRESULT
get_partner (BeckManager *self, REFIID riid, ICallFactory **factory)
{
  const BeckProxyInterface *record = beck_ps_find_async (riid);
  BeckFacet *facet;
  IUnknown *partner;
  HRESULT hr;

  if (record == NULL)
    return E_NOINTERFACE;
  hr = self->control.lpVtbl->QueryInterface (&self->control, record->iid, (void **) &partner);
  if (FAILED (hr))
    return hr;
  partner->lpVtbl->Release (partner);
  facet = beck_manager_find_facet (self, record->iid);
  for (facet = facet != NULL ? facet : atomic_load (&self->facets); facet != NULL;
       facet = facet->next)
    if (facet->proxy != NULL && has_interface (facet->proxy, record->iid)
        && SUCCEEDED (facet->proxy->lpVtbl->QueryInterface (facet->proxy, &IID_ICallFactory,
                                                            (void **) factory)))
      return S_OK;
  return E_NOINTERFACE;
}

HRESULT STDMETHODCALLTYPE
beck_manager_create_call (ICallFactory *This, REFIID riid, IUnknown *outer, REFIID riid2,
                          IUnknown **ppv)
{
  BeckManager *self = BECK_SELF (BeckManager, factory, This);
  g_autoptr (ICallFactory) factory = NULL;
  HRESULT hr;

  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  if (riid == NULL || riid2 == NULL)
    return E_INVALIDARG;
  if (outer != NULL && !beck_guid_equal (riid2, &IID_IUnknown))
    return E_INVALIDARG;
  hr = beck_manager_check_thread (self);
  if (FAILED (hr))
    return hr;
  if (beck_guid_equal (riid, &IID_AsyncIUnknown))
    return beck_async_unknown_new (self, outer, riid2, ppv);
  hr = get_partner (self, riid, &factory);
  return SUCCEEDED (hr) ? factory->lpVtbl->CreateCall (factory, riid, outer, riid2, ppv) : hr;
}

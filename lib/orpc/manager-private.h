/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the files of managers share: manager.c (the identity, and finding it), manager-query.c (its
 * interfaces), async-unknown.c. */

#include "orpc/channel.h"
#include "orpc/manager.h"

/* One interface of the object, by IPID. Facets are added and never taken away while the manager
 * lives. */
typedef struct BeckFacet BeckFacet;

struct BeckFacet
{
  BeckFacet *next;
  IID iid;
  BeckChannel *channel;
  IRpcProxyBuffer *proxy; /* NULL for IUnknown, which has no methods that travel */
  gpointer interface;     /* of the proxy; not counted */
};

typedef struct BeckManager BeckManager;

struct BeckManager
{
  BeckObject object;
  BECK_MEMBER (IMultiQI) multi;
  BECK_MEMBER (ICallFactory) factory;
  IUnknown control; /* the controlling unknown: of this object and its proxies */
  gint refs;        /* of that */
  BeckApartment *apartment;
  BeckExporter *exporter;
  OID oid;
  BeckFacet *_Atomic facets;
  BeckLock lock;        /* of who adds one */
  BeckManager *next;    /* in the table, with its lock, like the next two */
  gboolean listed;
  gboolean dead; /* its apartment has ended */
};

/* The interface @riid, as far as it is known: the manager's own, that of a facet, or of one derived
 * from it. E_NOINTERFACE if the exporter has to be asked. */
HRESULT beck_manager_query_here (BeckManager *self, REFIID riid, void **ppv);
HRESULT beck_manager_query_facets (BeckManager *self, REFIID riid, void **ppv);

/* Asks the exporter for @n interfaces, which it does not have, in one call. @hrs: what became of
 * each. What else can go wrong is returned. */
HRESULT beck_manager_query_remote (BeckManager *self, guint16 n, const IID *iids, HRESULT *hrs);

/* The same in two steps: asking, from any thread; and taking what came, in the apartment. */
HRESULT beck_manager_ask (BeckManager *self, guint16 n, const IID *iids, REMQIRESULT *results);
HRESULT beck_manager_take (BeckManager *self, REFIID iid, const REMQIRESULT *result);

/* Adds the references of @std, of which it takes care also after a failure. */
HRESULT beck_manager_add_facet (BeckManager *self, REFIID iid, const STDOBJREF *std);

void beck_manager_free_facets (BeckManager *self);
BeckFacet *beck_manager_find_facet (BeckManager *self, REFIID iid);

/* A thread that may not use the manager: as beck_channel_check_thread(). */
HRESULT beck_manager_check_thread (BeckManager *self);

HRESULT STDMETHODCALLTYPE beck_manager_query_multiple (IMultiQI *This, ULONG n, MULTI_QI *results);
HRESULT STDMETHODCALLTYPE beck_manager_create_call (ICallFactory *This, REFIID riid,
                                                    IUnknown *outer, REFIID riid2,
                                                    IUnknown **ppv);

/* async-unknown.c: call objects for AsyncIUnknown, which any proxy has (spec/com.md 3.8). */
HRESULT beck_async_unknown_new (BeckManager *self, IUnknown *outer, REFIID riid, IUnknown **ppv);

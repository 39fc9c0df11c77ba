/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The identity of a remote object (manager.h), and where it is found again: a second reference to
 * the object that comes to the same apartment meets the same manager, so that pointers to it can
 * be compared (spec/com.md section 5).
 *
 * The table does not hold its managers. One that is about to go has no references any more and is
 * passed over; it leaves the table before it goes.
 */

#include "orpc/manager-private.h"

#include <beck/guid.h>
#include <beck/hresult.h>

#include "base/alloc.h"
#include "com/object-private.h"
#include "orpc/export.h"
#include "orpc/ps-registry.h"

/* ---- The table ---- */

#define FIRST_SIZE 64

static struct
{
  BeckLock lock;
  BeckManager **buckets; /* a power of two, or NULL */
  gsize n_buckets;
  gsize n;
} managers;

static gsize
hash (BeckExporter *exporter, OID oid, BeckApartment *apartment)
{
  guint64 mixed = oid ^ exporter->oxid ^ (guintptr) apartment;

  return (gsize) (mixed * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15) >> 20);
}

static gsize
hash_of (const BeckManager *self)
{
  return hash (self->exporter, self->oid, self->apartment);
}

/* Without memory for more buckets the chains become longer. */
static void
grow (void)
{
  gsize size = managers.n_buckets > 0 ? 2 * managers.n_buckets : FIRST_SIZE;
  BeckManager **buckets = beck_alloc0 (size * sizeof *buckets);

  if (buckets == NULL)
    return;
  for (gsize i = 0; i < managers.n_buckets; i++)
    for (BeckManager *self = managers.buckets[i], *next; self != NULL; self = next)
      {
        BeckManager **bucket = &buckets[hash_of (self) & (size - 1)];

        next = self->next;
        self->next = *bucket;
        *bucket = self;
      }
  beck_free (managers.buckets);
  managers.buckets = buckets;
  managers.n_buckets = size;
}

static gboolean
try_ref (BeckManager *self)
{
  gint refs = __atomic_load_n (&self->refs, __ATOMIC_RELAXED);

  while (refs > 0
         && !__atomic_compare_exchange_n (&self->refs, &refs, refs + 1, TRUE, __ATOMIC_ACQUIRE,
                                          __ATOMIC_RELAXED))
    ;
  return refs > 0;
}

/* With the lock. */
static BeckManager *
find (BeckExporter *exporter, OID oid, BeckApartment *apartment)
{
  BeckManager *self = NULL;

  if (managers.n_buckets > 0)
    self = managers.buckets[hash (exporter, oid, apartment) & (managers.n_buckets - 1)];
  for (; self != NULL; self = self->next)
    if (self->oid == oid && self->exporter->oxid == exporter->oxid
        && self->apartment == apartment && !self->dead && try_ref (self))
      return self;
  return NULL;
}

/* (transfer full): @self, or the one that was there before. NULL without memory. */
static BeckManager *
find_or_add (BeckManager *self)
{
  BeckManager *found;

  beck_lock_acquire (&managers.lock);
  found = find (self->exporter, self->oid, self->apartment);
  if (found == NULL)
    {
      if (managers.n >= managers.n_buckets)
        grow ();
      if (managers.n_buckets > 0)
        {
          BeckManager **bucket = &managers.buckets[hash_of (self) & (managers.n_buckets - 1)];

          self->next = *bucket;
          *bucket = self;
          self->listed = TRUE;
          managers.n++;
          found = self;
        }
    }
  beck_lock_release (&managers.lock);
  return found;
}

static void
remove_from_table (BeckManager *self)
{
  beck_lock_acquire (&managers.lock);
  if (self->listed)
    {
      BeckManager **link = &managers.buckets[hash_of (self) & (managers.n_buckets - 1)];

      while (*link != self)
        link = &(*link)->next;
      *link = self->next;
      managers.n--;
    }
  beck_lock_release (&managers.lock);
}

/* ---- IUnknown ---- */

static BeckManager *
control_self (IUnknown *This)
{
  return BECK_SELF (BeckManager, control, This);
}

static gpointer
own_interface (BeckManager *self, REFIID riid)
{
  if (beck_guid_equal (riid, &IID_IUnknown))
    return &self->control;
  if (beck_guid_equal (riid, &IID_IMultiQI))
    return &self->multi;
  if (beck_guid_equal (riid, &IID_ICallFactory))
    return &self->factory;
  return NULL;
}

HRESULT
beck_manager_query_here (BeckManager *self, REFIID riid, void **ppv)
{
  *ppv = own_interface (self, riid);
  if (*ppv == NULL)
    return beck_manager_query_facets (self, riid, ppv);
  self->control.lpVtbl->AddRef (&self->control);
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
control_query (IUnknown *This, REFIID riid, void **ppv)
{
  BeckManager *self = control_self (This);
  HRESULT answer;
  HRESULT hr;

  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  if (riid == NULL)
    return E_INVALIDARG;
  hr = beck_manager_query_here (self, riid, ppv);
  if (SUCCEEDED (hr))
    return hr;
  hr = beck_manager_check_thread (self);
  if (FAILED (hr))
    return hr;
  if (!beck_ps_knows (riid))
    return E_NOINTERFACE;
  hr = beck_manager_query_remote (self, 1, riid, &answer);
  if (SUCCEEDED (hr))
    hr = answer;
  return SUCCEEDED (hr) ? beck_manager_query_here (self, riid, ppv) : hr;
}

static ULONG STDMETHODCALLTYPE
control_ref (IUnknown *This)
{
  return (ULONG) __atomic_add_fetch (&control_self (This)->refs, 1, __ATOMIC_RELAXED);
}

static ULONG STDMETHODCALLTYPE
control_unref (IUnknown *This)
{
  BeckManager *self = control_self (This);
  gint refs = __atomic_sub_fetch (&self->refs, 1, __ATOMIC_ACQ_REL);

  if (refs > 0)
    return (ULONG) refs;
  remove_from_table (self);
  beck_object_unref (self);
  return 0;
}

static const IUnknownVtbl control_vtbl = {
  .QueryInterface = control_query,
  .AddRef = control_ref,
  .Release = control_unref,
};

/* ---- The class ---- */

static void
manager_finalize (gpointer object)
{
  BeckManager *self = object;

  beck_manager_free_facets (self);
  if (self->exporter != NULL)
    beck_exporter_unref (self->exporter);
  if (self->apartment != NULL)
    beck_apartment_unref (self->apartment);
}

static const BeckClass manager_class = {
  .name = "BeckManager",
  .size = sizeof (BeckManager),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (BeckManager, multi, IMultiQI,
                      .QueryMultipleInterfaces = beck_manager_query_multiple),
      BECK_INTERFACE (BeckManager, factory, ICallFactory,
                      .CreateCall = beck_manager_create_call)),
  .finalize = manager_finalize,
};

/* Of any of its interfaces. */
static BeckManager *
manager_of (IUnknown *object)
{
  IUnknown *identity;

  if (FAILED (object->lpVtbl->QueryInterface (object, &IID_IUnknown, (void **) &identity)))
    return NULL;
  identity->lpVtbl->Release (identity);
  return identity->lpVtbl == &control_vtbl ? control_self (identity) : NULL;
}

gboolean
beck_manager_is (IUnknown *object)
{
  return manager_of (object) != NULL;
}

gboolean
beck_manager_is_connected (IUnknown *object)
{
  BeckManager *self = manager_of (object);
  BeckExporter *exporter = self != NULL ? self->exporter : NULL;

  return exporter == NULL
         || (!self->dead && exporter->ops->is_connected (exporter) == S_OK);
}

static BeckManager *
manager_new (BeckApartment *apartment, BeckExporter *exporter, OID oid)
{
  BeckManager *self = beck_object_new (&manager_class, NULL);

  if (self == NULL)
    return NULL;
  self->control.lpVtbl = (IUnknownVtbl *) &control_vtbl;
  self->object.outer = &self->control;
  self->refs = 1;
  self->apartment = beck_apartment_ref (apartment);
  self->exporter = beck_exporter_ref (exporter);
  self->oid = oid;
  return self;
}

/* (transfer full): counted on the controlling unknown. */
static BeckManager *
get_manager (BeckApartment *apartment, BeckExporter *exporter, OID oid)
{
  BeckManager *found;
  BeckManager *self;

  beck_lock_acquire (&managers.lock);
  found = find (exporter, oid, apartment);
  beck_lock_release (&managers.lock);
  if (found != NULL)
    return found;
  beck_apartment_on_gone (beck_managers_apartment_gone);
  self = manager_new (apartment, exporter, oid);
  if (self == NULL)
    return NULL;
  found = find_or_add (self);
  if (found != self)
    beck_object_unref (self);
  return found;
}

/* ---- From references and to them ---- */

static void
give_back (BeckExporter *exporter, const STDOBJREF *std)
{
  REMINTERFACEREF ref = { .ipid = std->ipid, .cPublicRefs = std->cPublicRefs };

  if (std->cPublicRefs > 0)
    exporter->ops->release (exporter, 1, &ref);
}

/* A packet of a table carries none. */
static HRESULT
ask_for_refs (BeckExporter *exporter, STDOBJREF *std)
{
  REMINTERFACEREF ref = { .ipid = std->ipid, .cPublicRefs = BECK_EXPORT_PACKET_REFS };
  HRESULT result = E_UNEXPECTED;
  HRESULT hr = exporter->ops->add_refs (exporter, 1, &ref, &result);

  if (SUCCEEDED (hr))
    hr = result;
  if (SUCCEEDED (hr))
    std->cPublicRefs = ref.cPublicRefs;
  return hr;
}

HRESULT
beck_manager_unmarshal (BeckExporter *exporter, const STDOBJREF *packet, REFIID iid, REFIID riid,
                        void **ppv)
{
  BeckApartment *apartment = beck_apartment_current ();
  STDOBJREF std = *packet;
  BeckManager *self;
  HRESULT hr = S_OK;

  *ppv = NULL;
  if (std.cPublicRefs == 0)
    hr = ask_for_refs (exporter, &std);
  if (FAILED (hr))
    return hr;
  self = apartment != NULL ? get_manager (apartment, exporter, std.oid) : NULL;
  if (self == NULL)
    {
      give_back (exporter, &std);
      return apartment != NULL ? E_OUTOFMEMORY : CO_E_NOTINITIALIZED;
    }
  hr = beck_manager_add_facet (self, iid, &std);
  if (SUCCEEDED (hr))
    hr = control_query (&self->control, riid, ppv);
  control_unref (&self->control);
  return hr;
}

/* The facet whose IPID stands for @riid: one of just that interface, as calls by it are of that. */
static HRESULT
get_facet (BeckManager *self, REFIID riid, BeckFacet **facet)
{
  HRESULT answer = S_OK;
  HRESULT hr = beck_manager_check_thread (self);

  *facet = beck_manager_find_facet (self, riid);
  if (FAILED (hr) || *facet != NULL)
    return hr;
  if (beck_guid_equal (riid, &IID_IUnknown))
    {
      *facet = atomic_load (&self->facets);
      return S_OK;
    }
  if (!beck_ps_knows (riid))
    return E_NOINTERFACE;
  hr = beck_manager_query_remote (self, 1, riid, &answer);
  if (SUCCEEDED (hr))
    hr = answer;
  *facet = beck_manager_find_facet (self, riid);
  return hr;
}

/* Of an object elsewhere: some of the proxy's own references. Those of a table have none. */
static HRESULT
pass_on (BeckFacet *facet, DWORD flags, STDOBJREF *std)
{
  guint32 n_refs = 0;
  HRESULT hr = S_OK;

  if (!(flags & (MSHLFLAGS_TABLESTRONG | MSHLFLAGS_TABLEWEAK)))
    hr = beck_channel_split (facet->channel, &n_refs);
  if (FAILED (hr))
    return hr;
  *std = (STDOBJREF){ .cPublicRefs = n_refs,
                      .oxid = facet->channel->exporter->oxid,
                      .oid = facet->channel->oid,
                      .ipid = facet->channel->ipid };
  if (facet->channel->no_ping || (flags & MSHLFLAGS_NOPING))
    std->flags = SORF_NOPING;
  return S_OK;
}

HRESULT
beck_manager_marshal (IUnknown *object, REFIID riid, BeckHeldBy by, DWORD flags, STDOBJREF *std,
                      BeckExporter **exporter)
{
  BeckManager *self = manager_of (object);
  BeckFacet *facet;
  HRESULT hr;

  *exporter = NULL;
  if (self == NULL)
    return S_FALSE;
  hr = get_facet (self, riid, &facet);
  if (FAILED (hr))
    return hr;
  if (self->exporter->oxid == beck_export_oxid ())
    hr = beck_export_marshal_again (&facet->channel->ipid, by, flags, std);
  else
    hr = pass_on (facet, flags, std);
  if (SUCCEEDED (hr))
    *exporter = beck_exporter_ref (self->exporter);
  return hr;
}

/* ---- The end of an apartment ---- */

/* With the lock. It is not found any more: new references to the same object, should the apartment
 * begin anew, make a new manager. */
static void
disown (BeckManager *self)
{
  self->dead = TRUE;
  for (BeckFacet *facet = atomic_load (&self->facets); facet != NULL; facet = facet->next)
    atomic_store (&facet->channel->dead, TRUE);
}

void
beck_managers_apartment_gone (BeckApartment *apartment)
{
  beck_lock_acquire (&managers.lock);
  for (gsize i = 0; i < managers.n_buckets; i++)
    for (BeckManager *self = managers.buckets[i]; self != NULL; self = self->next)
      if (self->apartment == apartment)
        disown (self);
  beck_lock_release (&managers.lock);
}

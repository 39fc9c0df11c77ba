/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Agile references: one interface, for every apartment. The object is marshaled at once, or, if
 * that was put off, inside its apartment when another one asks first; until then the
 * reference has the pointer itself, which only its own apartment may use and release.
 */

#include <beck/guid.h>
#include <beck/hresult.h>
#include <beck/marshal.h>

#include "apartment/apartment.h"
#include "orpc/everywhere.h"

typedef struct
{
  BeckObject object;
  IAgileReference reference;
  IAgileObject agile;
  IID iid;

  GMutex lock;         /* of the next two */
  IUnknown *put_off;   /* counted (nullable): not marshaled yet */
  gboolean is_everywhere;
  BeckEverywhere everywhere; /* set once, before the above */
  BeckApartment *home;       /* (nullable) of what was put off */
} AgileReference;

static AgileReference *
reference_self (IAgileReference *This)
{
  return BECK_SELF (AgileReference, reference, This);
}

/* ---- What was put off ---- */

static gboolean
is_marshaled (AgileReference *self)
{
  gboolean is;

  g_mutex_lock (&self->lock);
  is = self->is_everywhere;
  g_mutex_unlock (&self->lock);
  return is;
}

typedef struct
{
  AgileReference *self;
  HRESULT hr;
} Marshaling;

/* Inside the object's apartment. In the MTA several threads may be here; the first has done it. */
static void
marshal_now (gpointer data)
{
  Marshaling *marshaling = data;
  AgileReference *self = marshaling->self;
  BeckEverywhere everywhere;
  gboolean first;

  marshaling->hr = beck_everywhere_init (&everywhere, self->put_off, &self->iid);
  if (FAILED (marshaling->hr))
    return;
  g_mutex_lock (&self->lock);
  first = !self->is_everywhere;
  if (first)
    self->everywhere = everywhere;
  self->is_everywhere = TRUE;
  g_mutex_unlock (&self->lock);
  if (!first)
    beck_everywhere_clear (&everywhere);
}

static HRESULT
marshal_at_home (AgileReference *self)
{
  Marshaling marshaling = { self, E_UNEXPECTED };
  HRESULT hr = beck_apartment_call (self->home, marshal_now, &marshaling);

  if (hr == RPC_E_DISCONNECTED)
    return CO_E_OBJNOTCONNECTED;
  return SUCCEEDED (hr) ? marshaling.hr : hr;
}

/* ---- IAgileReference ---- */

static HRESULT STDMETHODCALLTYPE
reference_resolve (IAgileReference *This, REFIID riid, void **ppv)
{
  AgileReference *self = reference_self (This);
  BeckApartment *here = beck_apartment_current ();
  HRESULT hr = S_OK;

  if (ppv == NULL)
    return E_INVALIDARG;
  *ppv = NULL;
  if (riid == NULL)
    return E_INVALIDARG;
  if (here == NULL)
    return CO_E_NOTINITIALIZED;
  if (self->home == here)
    return self->put_off->lpVtbl->QueryInterface (self->put_off, riid, ppv);
  if (!is_marshaled (self))
    hr = marshal_at_home (self);
  return SUCCEEDED (hr) ? beck_everywhere_get (&self->everywhere, riid, ppv) : hr;
}

/* ---- The class ---- */

static void
release (gpointer object)
{
  ((IUnknown *) object)->lpVtbl->Release (object);
}

static void
do_nothing (gpointer data)
{
}

/* At home, if that is still there; if not, nobody is inside the object any more. */
static void
release_put_off (AgileReference *self)
{
  if (self->home == beck_apartment_current ())
    release (self->put_off);
  else
    beck_apartment_post (self->home, do_nothing, self->put_off, release);
}

static void
reference_finalize (gpointer object)
{
  AgileReference *self = object;

  if (self->is_everywhere)
    beck_everywhere_clear (&self->everywhere);
  if (self->put_off != NULL)
    release_put_off (self);
  if (self->home != NULL)
    beck_apartment_unref (self->home);
  g_mutex_clear (&self->lock);
}

static HRESULT
reference_init (gpointer object)
{
  g_mutex_init (&((AgileReference *) object)->lock);
  return S_OK;
}

static const BeckClass reference_class = {
  .name = "BeckAgileReference",
  .size = sizeof (AgileReference),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (AgileReference, reference, IAgileReference, .Resolve = reference_resolve),
      BECK_INTERFACE (AgileReference, agile, IAgileObject, )),
  .init = reference_init,
  .finalize = reference_finalize,
};

/* ---- Making one ---- */

static HRESULT
put_off (AgileReference *self, IUnknown *object)
{
  HRESULT hr = object->lpVtbl->QueryInterface (object, &self->iid, (void **) &self->put_off);

  if (FAILED (hr))
    self->put_off = NULL;
  else
    self->home = beck_apartment_ref (beck_apartment_current ());
  return hr;
}

static gboolean
refuses (IUnknown *object)
{
  INoMarshal *marker;

  if (beck_std_is_proxy (object)
      || FAILED (object->lpVtbl->QueryInterface (object, &IID_INoMarshal, (void **) &marker)))
    return FALSE;
  marker->lpVtbl->Release (marker);
  return TRUE;
}

HRESULT
RoGetAgileReference (AgileReferenceOptions options, REFIID riid, IUnknown *object,
                     IAgileReference **reference)
{
  AgileReference *self;
  HRESULT hr;

  if (reference == NULL)
    return E_INVALIDARG;
  *reference = NULL;
  if ((guint) options > AGILEREFERENCE_DELAYEDMARSHAL || riid == NULL || object == NULL)
    return E_INVALIDARG;
  if (beck_apartment_current () == NULL)
    return CO_E_NOTINITIALIZED;
  if (refuses (object))
    return CO_E_NOT_SUPPORTED;
  self = beck_object_new (&reference_class, NULL);
  if (self == NULL)
    return E_OUTOFMEMORY;
  self->iid = *riid;
  hr = options == AGILEREFERENCE_DELAYEDMARSHAL
           ? put_off (self, object)
           : beck_everywhere_init (&self->everywhere, object, riid);
  self->is_everywhere = SUCCEEDED (hr) && self->put_off == NULL;
  if (FAILED (hr))
    beck_object_unref (self);
  else
    *reference = &self->reference;
  return hr;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * BeckObject: identity, counting, QueryInterface and aggregation for every class.
 *
 * Invariants: the identity IUnknown never delegates and alone owns the instance; every
 * other interface delegates its three IUnknown methods to `outer`, which is the identity
 * itself unless the object is part of an aggregate. The controlling unknown outlives its
 * parts, so `outer` is not counted (spec/com.md section 5).
 */

#include <beck/object.h>

#include <beck/guid.h>
#include <beck/hresult.h>
#include <stdatomic.h>
#include <string.h>

#include "base/alloc.h"
#include "base/debug.h"
#include "com/debug-refs.h"
#include "com/object-private.h"

/* While an instance is finalized its count stands here, so that references taken and
 * dropped by its own finalize cannot destroy it a second time. */
#define REFS_FINALIZING (G_MAXINT / 2)

enum
{
  OBJECT_TRACKED = 1 << 0,
  OBJECT_WATCHED = 1 << 1,
};

typedef struct
{
  BeckVtblHead head;
  IUnknownVtbl vtbl;
} IdentityVtbl;

static const IdentityVtbl identity_vtbl;

static const BeckVtblHead *
vtbl_head (gpointer This)
{
  return (const BeckVtblHead *) ((IUnknown *) This)->lpVtbl - 1;
}

BeckObject *
beck_object_of_interface (gpointer This)
{
  return (BeckObject *) (gpointer) ((char *) This - vtbl_head (This)->offset);
}

static gboolean
is_aggregated (const BeckObject *object)
{
  return object->outer != &object->identity;
}

static void
finalize (BeckObject *object, const BeckClass *klass)
{
  for (; klass != NULL; klass = klass->parent)
    if (klass->finalize != NULL)
      klass->finalize (object);
}

static void (*_Atomic last_func) (BeckObject *object);

void
beck_object_on_last (void (*last) (BeckObject *object))
{
  atomic_store (&last_func, last);
}

void
beck_object_watch (BeckObject *object)
{
  __atomic_fetch_or (&object->flags, OBJECT_WATCHED, __ATOMIC_RELAXED);
}

static gboolean
is_watched (BeckObject *object)
{
  return (__atomic_load_n (&object->flags, __ATOMIC_RELAXED) & OBJECT_WATCHED) != 0;
}

/* Who watches has forgotten the object before its count says anything else than 0. */
static void
destroy (BeckObject *object)
{
  if (G_UNLIKELY (is_watched (object)))
    atomic_load (&last_func) (object);
  __atomic_store_n (&object->refs, REFS_FINALIZING, __ATOMIC_RELAXED);
  finalize (object, object->klass);
  if (object->flags & OBJECT_TRACKED)
    beck_refs_free (object);
  else
    beck_free (object);
}

static ULONG
object_ref (BeckObject *object)
{
  return (ULONG) __atomic_add_fetch (&object->refs, 1, __ATOMIC_RELAXED);
}

static ULONG
object_unref (BeckObject *object)
{
  gint refs = 0;

  /* Who sees one reference has it, so nobody else can add or drop one meanwhile, but who watches. */
  if (__atomic_load_n (&object->refs, __ATOMIC_ACQUIRE) != 1 || is_watched (object))
    refs = __atomic_sub_fetch (&object->refs, 1, __ATOMIC_ACQ_REL);
  if (refs == 0)
    destroy (object);
  return (ULONG) refs;
}

gboolean
beck_object_try_ref (BeckObject *object)
{
  gint refs = __atomic_load_n (&object->refs, __ATOMIC_RELAXED);

  while (refs > 0)
    if (__atomic_compare_exchange_n (&object->refs, &refs, refs + 1, TRUE, __ATOMIC_ACQUIRE,
                                     __ATOMIC_RELAXED))
      return TRUE;
  return FALSE;
}

/* References on the object as others see it: on the aggregate that it is part of. */
static inline ULONG
ref_whole (BeckObject *object)
{
  if (G_UNLIKELY (is_aggregated (object)))
    return object->outer->lpVtbl->AddRef (object->outer);
  return object_ref (object);
}

static inline ULONG
unref_whole (BeckObject *object)
{
  if (G_UNLIKELY (is_aggregated (object)))
    return object->outer->lpVtbl->Release (object->outer);
  return object_unref (object);
}

/* --- what is derived from a class record --- */

/*
 * A class record is constant data; what speeds it up is kept beside it, in a table by the
 * record's address: a blank instance with its vtables set, which costs no more to copy than
 * clearing the memory would, and the rows that answered last. Classes that meet at one place
 * of the table have it in order of their first use; those that come later do without.
 */
typedef struct
{
  const BeckClass *klass;
  const BeckInterface *recent[8]; /* by IID; atomic */
  char blank[];
} ClassCache;

static ClassCache *caches[256];

static ClassCache **
cache_place (const BeckClass *klass)
{
  return &caches[((gsize) klass >> 4) % G_N_ELEMENTS (caches)];
}

static ClassCache *
cache_of (const BeckClass *klass)
{
  ClassCache *cache = __atomic_load_n (cache_place (klass), __ATOMIC_ACQUIRE);

  return G_LIKELY (cache != NULL && cache->klass == klass) ? cache : NULL;
}

static void
make_cache (const BeckClass *klass, gconstpointer blank)
{
  ClassCache *none = NULL;
  ClassCache *cache;

  if (__atomic_load_n (cache_place (klass), __ATOMIC_RELAXED) != NULL)
    return;
  cache = beck_alloc0 (sizeof *cache + klass->size);
  if (cache == NULL)
    return;
  cache->klass = klass;
  memcpy (cache->blank, blank, klass->size);
  if (!__atomic_compare_exchange_n (cache_place (klass), &none, cache, FALSE, __ATOMIC_RELEASE,
                                    __ATOMIC_RELAXED))
    beck_free (cache);
}

/* The derived class's first: it may put its own methods in its parent's place. */
static void
set_vtbls (gpointer instance, const BeckClass *klass)
{
  for (; klass != NULL; klass = klass->parent)
    for (const BeckInterface *row = klass->interfaces; row != NULL && row->iid != NULL; row++)
      {
        const void **field = (const void **) (gpointer) ((char *) instance + row->offset);

        if (row->vtbl != NULL && *field == NULL)
          *field = row->vtbl;
      }
}

static void
make_blank (BeckObject *object, const BeckClass *klass)
{
  const ClassCache *cache = cache_of (klass);

  if (G_LIKELY (cache != NULL))
    {
      memcpy (object, cache->blank, klass->size);
      return;
    }
  memset (object, 0, klass->size);
  object->identity.lpVtbl = (IUnknownVtbl *) &identity_vtbl.vtbl;
  object->klass = klass;
  object->refs = 1;
  set_vtbls (object, klass);
  make_cache (klass, object);
}

/* --- QueryInterface --- */

/* The row of @klass or of its parents for @riid; what stands first answers. */
static const BeckInterface *
search_row (const BeckClass *klass, REFIID riid)
{
  for (; klass != NULL; klass = klass->parent)
    for (const BeckInterface *row = klass->interfaces; row != NULL && row->iid != NULL; row++)
      if (beck_guid_equal (row->iid, riid))
        return row;
  return NULL;
}

static const BeckInterface *
find_row (const BeckClass *klass, REFIID riid)
{
  ClassCache *cache = cache_of (klass);
  const BeckInterface **recent;
  const BeckInterface *row;

  if (cache == NULL)
    return search_row (klass, riid);
  recent = &cache->recent[(riid->Data1 ^ riid->Data2) % G_N_ELEMENTS (cache->recent)];
  row = __atomic_load_n (recent, __ATOMIC_RELAXED);
  if (G_LIKELY (row != NULL && beck_guid_equal (row->iid, riid)))
    return row;
  row = search_row (klass, riid);
  if (row != NULL)
    __atomic_store_n (recent, row, __ATOMIC_RELAXED);
  return row;
}

static HRESULT
query_inner (IUnknown *inner, REFIID riid, void **ppv)
{
  return inner != NULL ? inner->lpVtbl->QueryInterface (inner, riid, ppv) : E_NOINTERFACE;
}

/* What the object itself answers: as the whole when it stands alone, as a part when its
 * controlling unknown asks. */
static HRESULT
object_query (BeckObject *object, REFIID riid, void **ppv)
{
  const BeckInterface *row;
  gpointer field;

  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  if (riid == NULL)
    return E_INVALIDARG;
  if (beck_guid_equal (riid, &IID_IUnknown))
    {
      object_ref (object);
      *ppv = &object->identity;
      return S_OK;
    }

  row = find_row (object->klass, riid);
  if (row == NULL)
    return E_NOINTERFACE;
  field = (char *) object + row->offset;
  if (row->kind == BECK_INTERFACE_INNER)
    return query_inner (*(IUnknown **) field, riid, ppv);
  ref_whole (object);
  *ppv = field;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
identity_query (IUnknown *This, REFIID riid, void **ppv)
{
  return object_query ((BeckObject *) This, riid, ppv);
}

static ULONG STDMETHODCALLTYPE
identity_ref (IUnknown *This)
{
  return object_ref ((BeckObject *) This);
}

static ULONG STDMETHODCALLTYPE
identity_unref (IUnknown *This)
{
  return object_unref ((BeckObject *) This);
}

static const IdentityVtbl identity_vtbl = {
  { 0 },
  { .QueryInterface = identity_query, .AddRef = identity_ref, .Release = identity_unref },
};

BeckObject *
beck_object_of_identity (IUnknown *unknown)
{
  return unknown->lpVtbl == &identity_vtbl.vtbl ? (BeckObject *) unknown : NULL;
}

HRESULT
beck_interface_query (gpointer This, REFIID riid, void **ppv)
{
  BeckObject *object = beck_object_of_interface (This);

  if (G_UNLIKELY (is_aggregated (object)))
    return object->outer->lpVtbl->QueryInterface (object->outer, riid, ppv);
  return object_query (object, riid, ppv);
}

ULONG
beck_interface_ref (gpointer This)
{
  return ref_whole (beck_object_of_interface (This));
}

ULONG
beck_interface_unref (gpointer This)
{
  return unref_whole (beck_object_of_interface (This));
}

/* Runs the init functions from the root of the chain down; on failure *@reached is the
 * last class whose init was entered, up to which finalize must run. */
static HRESULT
init (BeckObject *object, const BeckClass *klass, const BeckClass **reached)
{
  HRESULT hr = S_OK;

  if (klass->parent != NULL)
    hr = init (object, klass->parent, reached);
  if (FAILED (hr))
    return hr;
  *reached = klass;
  return klass->init != NULL ? klass->init (object) : S_OK;
}

HRESULT
beck_object_make (const BeckClass *klass, IUnknown *outer, const char *place, BeckObject **made)
{
  gboolean tracked = beck_debug_on (BECK_DEBUG_REFS);
  BeckObject *object
      = tracked ? beck_refs_alloc (klass->size, place) : beck_alloc (klass->size);
  HRESULT hr;

  *made = NULL;
  if (object == NULL)
    return E_OUTOFMEMORY;
  make_blank (object, klass);
  object->outer = outer != NULL ? outer : &object->identity;
  object->flags = tracked ? OBJECT_TRACKED : 0;
  if (tracked)
    beck_refs_list (object);

  const BeckClass *reached = NULL;
  hr = init (object, klass, &reached);
  if (FAILED (hr))
    {
      object->klass = reached;
      destroy (object);
      return hr;
    }
  *made = object;
  return S_OK;
}

gpointer
beck_object_new_at (const BeckClass *klass, IUnknown *outer, const char *place)
{
  BeckObject *object;

  beck_object_make (klass, outer, place, &object);
  return object;
}

HRESULT
beck_object_give (BeckObject *object, REFIID riid, void **ppv)
{
  const BeckInterface *row
      = is_aggregated (object) ? NULL : find_row (object->klass, riid);
  HRESULT hr;

  if (row != NULL && row->kind == BECK_INTERFACE_OWN)
    {
      *ppv = (char *) object + row->offset;
      return S_OK;
    }
  hr = object_query (object, riid, ppv);
  object_unref (object);
  return hr;
}

HRESULT
beck_object_create_at (const BeckClass *klass, IUnknown *outer, REFIID riid, void **ppv,
                       const char *place)
{
  BeckObject *object;
  HRESULT hr;

  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  if (riid == NULL)
    return E_INVALIDARG;
  if (outer != NULL && !beck_guid_equal (riid, &IID_IUnknown))
    return CLASS_E_NOAGGREGATION;
  hr = beck_object_make (klass, outer, place, &object);
  return SUCCEEDED (hr) ? beck_object_give (object, riid, ppv) : hr;
}

gpointer
beck_object_ref (gpointer object)
{
  ref_whole (object);
  return object;
}

void
beck_object_unref (gpointer object)
{
  if (object != NULL)
    object_unref (object);
}

void
beck_object_release (gpointer object)
{
  if (object != NULL)
    unref_whole (object);
}

HRESULT
beck_object_query (gpointer object, REFIID riid, void **ppv)
{
  IUnknown *outer = ((BeckObject *) object)->outer;

  return outer->lpVtbl->QueryInterface (outer, riid, ppv);
}

IUnknown *
beck_object_get_unknown (gpointer object)
{
  return ((BeckObject *) object)->outer;
}

gpointer
beck_object_from_interface (gpointer iface, const BeckClass *klass)
{
  const IUnknownVtbl *vtbl = ((IUnknown *) iface)->lpVtbl;
  BeckObject *object;

  if (vtbl != &identity_vtbl.vtbl
      && (gpointer) vtbl->QueryInterface != (gpointer) beck_interface_query)
    return NULL;
  object = beck_object_of_interface (iface);
  for (const BeckClass *k = object->klass; k != NULL; k = k->parent)
    if (k == klass)
      return object;
  return NULL;
}

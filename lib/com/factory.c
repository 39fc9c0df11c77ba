/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The generic class factory: an IClassFactory over a BeckClass. It holds nothing but
 * the record, so any number of threads may use one, and any number of them may exist for
 * one class.
 */

#include <beck/class.h>

#include <beck/guid.h>
#include <beck/hresult.h>
#include <stdatomic.h>

typedef struct
{
  BeckObject object;
  IClassFactory factory;
  const BeckClass *klass;
} Factory;

static atomic_uint n_server_locks;

static HRESULT
factory_create_instance (IClassFactory *This, IUnknown *outer, REFIID riid, void **ppv)
{
  Factory *self = BECK_SELF (Factory, factory, This);

  return beck_object_create (self->klass, outer, riid, ppv);
}

static HRESULT
factory_lock_server (IClassFactory *This, BOOL lock)
{
  guint locks = atomic_load (&n_server_locks);

  if (lock)
    {
      atomic_fetch_add (&n_server_locks, 1);
      return S_OK;
    }
  do
    if (locks == 0)
      return E_UNEXPECTED;
  while (!atomic_compare_exchange_weak (&n_server_locks, &locks, locks - 1));
  return S_OK;
}

static const BeckClass factory_class = {
  .name = "ClassFactory",
  .size = sizeof (Factory),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (Factory, factory, IClassFactory, .CreateInstance = factory_create_instance,
                      .LockServer = factory_lock_server)),
};

HRESULT
beck_class_get_factory (const BeckClass *klass, REFIID riid, void **ppv)
{
  Factory *factory;
  HRESULT hr;

  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  factory = beck_object_new (&factory_class, NULL);
  if (factory == NULL)
    return E_OUTOFMEMORY;
  factory->klass = klass;
  hr = beck_object_query (factory, riid, ppv);
  beck_object_unref (factory);
  return hr;
}

guint
beck_class_server_locks (void)
{
  return atomic_load (&n_server_locks);
}

HRESULT
beck_module_get_class_object (const BeckClass *const *classes, REFCLSID rclsid, REFIID riid,
                              void **ppv)
{
  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  for (; *classes != NULL; classes++)
    if (beck_guid_equal ((*classes)->clsid, rclsid))
      return beck_class_get_factory (*classes, riid, ppv);
  return CLASS_E_CLASSNOTAVAILABLE;
}

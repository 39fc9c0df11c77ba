/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* IPSFactoryBuffer over the tables of generated files. */

#include "orpc/proxy-private.h"

#include <beck/guid.h>
#include <beck/hresult.h>

#include "com/object-private.h"

typedef struct
{
  BeckObject object;
  IPSFactoryBuffer buffer;
  const BeckProxyFile *const *files;
  const BeckNdrInterfaceHooks *interfaces;
} Factory;

static const BeckProxyInterface *
find_record (const Factory *self, REFIID riid)
{
  for (guint i = 0; self->files[i] != NULL; i++)
    for (guint j = 0; j < self->files[i]->n_interfaces; j++)
      if (beck_guid_equal (self->files[i]->interfaces[j]->iid, riid))
        return self->files[i]->interfaces[j];
  return NULL;
}

static HRESULT STDMETHODCALLTYPE
factory_create_proxy (IPSFactoryBuffer *This, IUnknown *outer, REFIID riid,
                      IRpcProxyBuffer **proxy, void **ppv)
{
  Factory *self = BECK_SELF (Factory, buffer, This);
  const BeckProxyInterface *record;

  if (proxy == NULL || ppv == NULL)
    return E_POINTER;
  *proxy = NULL;
  *ppv = NULL;
  if (riid == NULL)
    return E_INVALIDARG;
  record = find_record (self, riid);
  if (record == NULL)
    return E_NOINTERFACE;
  return beck_proxy_new (record, self->interfaces, outer, proxy, ppv);
}

static HRESULT STDMETHODCALLTYPE
factory_create_stub (IPSFactoryBuffer *This, REFIID riid, IUnknown *server, IRpcStubBuffer **stub)
{
  Factory *self = BECK_SELF (Factory, buffer, This);
  const BeckProxyInterface *record;

  if (stub == NULL)
    return E_POINTER;
  *stub = NULL;
  if (riid == NULL)
    return E_INVALIDARG;
  record = find_record (self, riid);
  if (record == NULL)
    return E_NOINTERFACE;
  return beck_stub_new (record, self->interfaces, server, stub);
}

static const BeckClass factory_class = {
  .name = "BeckProxyFactory",
  .size = sizeof (Factory),
  .interfaces = BECK_INTERFACES (BECK_INTERFACE (Factory, buffer, IPSFactoryBuffer,
                                                 .CreateProxy = factory_create_proxy,
                                                 .CreateStub = factory_create_stub)),
};

HRESULT
beck_proxy_factory_new (const BeckProxyFile *const *files, const BeckNdrInterfaceHooks *interfaces,
                        IPSFactoryBuffer **factory)
{
  Factory *self;

  if (factory == NULL)
    return E_POINTER;
  *factory = NULL;
  if (files == NULL)
    return E_INVALIDARG;
  self = beck_object_new (&factory_class, NULL);
  if (self == NULL)
    return E_OUTOFMEMORY;
  self->files = files;
  self->interfaces = interfaces;
  *factory = &self->buffer;
  return S_OK;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Proxies and their synchronous calls. A proxy is an object with one interface of generated
 * methods, all of which end in beck_proxy_call(): arguments into a buffer of the channel,
 * there and back, results out of the buffer.
 *
 * The IRpcProxyBuffer takes the place of the object's identity: it does not delegate, and its
 * holder, which is the manager of an object's proxies, decides how long the proxy lives. The
 * interface belongs to the outer unknown (spec/com.md section 5).
 */

#include "orpc/proxy-private.h"

#include <beck/guid.h>
#include <beck/hresult.h>

#include "com/object-private.h"
#include "orpc/message.h"

/* ---- IUnknown ---- */

static gpointer
find_interface (BeckProxy *self, REFIID riid)
{
  if (beck_guid_equal (riid, &IID_ICallFactory))
    return self->record->calls != NULL ? &self->factory : NULL;
  for (const BeckProxyInterface *record = self->record; record != NULL; record = record->base)
    if (beck_guid_equal (riid, record->iid))
      return &self->interface;
  return NULL;
}

static HRESULT STDMETHODCALLTYPE
buffer_query (IRpcProxyBuffer *This, REFIID riid, void **ppv)
{
  BeckProxy *self = BECK_SELF (BeckProxy, buffer, This);

  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  if (riid == NULL)
    return E_INVALIDARG;
  if (beck_guid_equal (riid, &IID_IUnknown) || beck_guid_equal (riid, &IID_IRpcProxyBuffer))
    {
      This->lpVtbl->AddRef (This);
      *ppv = This;
      return S_OK;
    }
  *ppv = find_interface (self, riid);
  if (*ppv == NULL)
    return E_NOINTERFACE;
  beck_object_ref (self);
  return S_OK;
}

static ULONG STDMETHODCALLTYPE
buffer_ref (IRpcProxyBuffer *This)
{
  IUnknown *identity = BECK_UNKNOWN (BECK_SELF (BeckProxy, buffer, This));

  return identity->lpVtbl->AddRef (identity);
}

static ULONG STDMETHODCALLTYPE
buffer_unref (IRpcProxyBuffer *This)
{
  IUnknown *identity = BECK_UNKNOWN (BECK_SELF (BeckProxy, buffer, This));

  return identity->lpVtbl->Release (identity);
}

HRESULT
beck_proxy_query (void *This, REFIID riid, void **ppv)
{
  return beck_object_query (BECK_SELF (BeckProxy, interface, This), riid, ppv);
}

ULONG
beck_proxy_ref (void *This)
{
  IUnknown *outer = beck_object_get_unknown (BECK_SELF (BeckProxy, interface, This));

  return outer->lpVtbl->AddRef (outer);
}

ULONG
beck_proxy_unref (void *This)
{
  IUnknown *outer = beck_object_get_unknown (BECK_SELF (BeckProxy, interface, This));

  return outer->lpVtbl->Release (outer);
}

/* ---- IRpcProxyBuffer ---- */

static HRESULT STDMETHODCALLTYPE
buffer_connect (IRpcProxyBuffer *This, IRpcChannelBuffer *channel)
{
  if (channel == NULL)
    return E_INVALIDARG;
  return beck_link_slot_connect (&BECK_SELF (BeckProxy, buffer, This)->channel, channel);
}

static void STDMETHODCALLTYPE
buffer_disconnect (IRpcProxyBuffer *This)
{
  beck_link_slot_cut (&BECK_SELF (BeckProxy, buffer, This)->channel);
}

static const IRpcProxyBufferVtbl buffer_vtbl = {
  .QueryInterface = buffer_query,
  .AddRef = buffer_ref,
  .Release = buffer_unref,
  .Connect = buffer_connect,
  .Disconnect = buffer_disconnect,
};

/* ---- Calls ---- */

void
beck_proxy_clear_out (const BeckNdrMethod *method, void *args)
{
  if (method->clear_out != NULL)
    method->clear_out (args);
}

HRESULT
beck_proxy_read_reply (IRpcChannelBuffer *channel, const BeckNdrHooks *hooks,
                       const BeckNdrMethod *method, RPCOLEMESSAGE *message, void *args)
{
  g_auto (BeckNdrArena) arena = BECK_NDR_ARENA_INIT;
  HRESULT hr = beck_orpc_read (hooks, message, &arena, method->get_out, args);

  beck_orpc_free_buffer (channel, message);
  return hr;
}

static HRESULT
transact (BeckProxy *self, IRpcChannelBuffer *channel, const BeckNdrMethod *method, void *args)
{
  RPCOLEMESSAGE message = { .iMethod = method->opnum };
  BeckNdrHooks hooks = beck_orpc_hooks (self->interfaces, channel);
  ULONG status = 0;
  HRESULT hr = beck_orpc_write (channel, self->record->iid, &hooks, method->put_in, args, &message);

  if (FAILED (hr))
    return hr;
  hr = channel->lpVtbl->SendReceive (channel, &message, &status);
  hr = beck_proxy_transport_result (hr, status);
  beck_orpc_sent (&message, hr);
  if (SUCCEEDED (hr))
    return beck_proxy_read_reply (channel, &hooks, method, &message, args);
  beck_orpc_free_buffer (channel, &message);
  return hr;
}

HRESULT
beck_proxy_call (void *This, guint slot, void *args, HRESULT *result)
{
  BeckProxy *self = BECK_SELF (BeckProxy, interface, This);
  const BeckNdrMethod *method = beck_orpc_find_method (self->record, slot);
  g_autoptr (BeckLink) link = beck_link_slot_take (&self->channel);
  HRESULT hr = RPC_E_DISCONNECTED;

  if (link != NULL)
    hr = transact (self, (IRpcChannelBuffer *) (gpointer) link->object, method, args);
  if (FAILED (hr))
    {
      beck_proxy_clear_out (method, args);
      *result = hr;
    }
  return *result;
}

/* ---- The class ---- */

static void
proxy_finalize (gpointer object)
{
  beck_link_slot_cut (&((BeckProxy *) object)->channel);
}

static const BeckClass proxy_class = {
  .name = "BeckProxy",
  .size = sizeof (BeckProxy),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (BeckProxy, factory, ICallFactory, .CreateCall = beck_proxy_create_call)),
  .finalize = proxy_finalize,
};

HRESULT
beck_proxy_new (const BeckProxyInterface *record, const BeckNdrInterfaceHooks *interfaces,
                IUnknown *outer, IRpcProxyBuffer **proxy, void **ppv)
{
  BeckObject *made;
  BeckProxy *self;
  HRESULT hr = beck_object_make (&proxy_class, outer, G_STRLOC, &made);

  if (FAILED (hr))
    return hr;
  self = (BeckProxy *) made;
  self->buffer.lpVtbl = (IRpcProxyBufferVtbl *) &buffer_vtbl;
  self->interface.lpVtbl = record->vtbl;
  self->record = record;
  self->interfaces = interfaces;
  if (outer == NULL)
    self->object.outer = (IUnknown *) &self->buffer;
  beck_object_ref (self);
  *proxy = &self->buffer;
  *ppv = &self->interface;
  return S_OK;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/hresult.h>
#include <beck/proxy.h>

#include "orpc/link.h"

/* A proxy for one interface of a remote object; that of the object as a whole is its outer
 * unknown, which is its own @buffer if it stands alone. */
typedef struct
{
  BeckObject object;
  IRpcProxyBuffer buffer;
  ICallFactory factory;
  struct
  {
    const void *lpVtbl;
  } interface;
  const BeckProxyInterface *record;
  const BeckNdrInterfaceHooks *interfaces;
  BeckLinkSlot channel;
} BeckProxy;

/* IPSFactoryBuffer::CreateProxy and CreateStub, for @record. */
HRESULT beck_proxy_new (const BeckProxyInterface *record, const BeckNdrInterfaceHooks *interfaces,
                        IUnknown *outer, IRpcProxyBuffer **proxy, void **ppv);
HRESULT beck_stub_new (const BeckProxyInterface *record, const BeckNdrInterfaceHooks *interfaces,
                       IUnknown *server, IRpcStubBuffer **stub);

/* proxy-call.c: ICallFactory::CreateCall of a proxy. */
HRESULT STDMETHODCALLTYPE beck_proxy_create_call (ICallFactory *This, REFIID riid,
                                                  IUnknown *outer, REFIID riid2,
                                                  IUnknown **ppv);

/* Reads the reply in @message, and frees it. */
HRESULT beck_proxy_read_reply (IRpcChannelBuffer *channel, const BeckNdrHooks *hooks,
                               const BeckNdrMethod *method, RPCOLEMESSAGE *message, void *args);

/* For a call that failed: what the caller gets instead of results. */
void beck_proxy_clear_out (const BeckNdrMethod *method, void *args);

/* What a channel's method came to. */
static inline HRESULT
beck_proxy_transport_result (HRESULT hr, ULONG status)
{
  return SUCCEEDED (hr) && status != 0 ? HRESULT_FROM_WIN32 (status) : hr;
}

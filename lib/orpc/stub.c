/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Stubs: from the bytes of a request to a method of the server, and back. One stub serves one
 * interface of one object, any number of calls at a time; disconnecting it takes effect once the
 * calls in it have ended.
 *
 * What was read for a call lies in the call's arena or comes from the task allocator, and every
 * way out of Invoke releases both, but for calls that are answered later (stub-call.c). The
 * request's buffer stays the caller's; the reply's is the channel's, left in the message.
 */

#include "orpc/proxy-private.h"

#include <beck/guid.h>
#include <beck/hresult.h>
#include <string.h>

#include "com/object-private.h"
#include "orpc/stub-call.h"

typedef struct
{
  BeckObject object;
  IRpcStubBuffer buffer;
  const BeckProxyInterface *record;
  const BeckNdrInterfaceHooks *interfaces;
  BeckLinkSlot server;
} Stub;

static Stub *
stub_self (IRpcStubBuffer *This)
{
  return BECK_SELF (Stub, buffer, This);
}

/* ---- The server ---- */

static HRESULT
connect_server (Stub *self, IUnknown *server)
{
  IUnknown *interface;
  HRESULT hr
      = server->lpVtbl->QueryInterface (server, self->record->iid, (void **) &interface);

  if (FAILED (hr))
    return hr;
  hr = beck_link_slot_connect (&self->server, interface);
  interface->lpVtbl->Release (interface);
  return hr;
}

static HRESULT STDMETHODCALLTYPE
stub_connect (IRpcStubBuffer *This, IUnknown *server)
{
  return server != NULL ? connect_server (stub_self (This), server) : E_INVALIDARG;
}

static void STDMETHODCALLTYPE
stub_disconnect (IRpcStubBuffer *This)
{
  beck_link_slot_cut (&stub_self (This)->server);
}

static ULONG STDMETHODCALLTYPE
stub_count_refs (IRpcStubBuffer *This)
{
  g_autoptr (BeckLink) link = beck_link_slot_take (&stub_self (This)->server);

  return link != NULL ? 1 : 0;
}

static HRESULT STDMETHODCALLTYPE
stub_debug_query (IRpcStubBuffer *This, void **ppv)
{
  g_autoptr (BeckLink) link = beck_link_slot_take (&stub_self (This)->server);

  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  if (link == NULL)
    return CO_E_OBJNOTCONNECTED;
  link->object->lpVtbl->AddRef (link->object);
  *ppv = link->object;
  return S_OK;
}

static void STDMETHODCALLTYPE
stub_debug_release (IRpcStubBuffer *This, void *object)
{
  ((IUnknown *) object)->lpVtbl->Release (object);
}

/* ---- Calls ---- */

void
beck_stub_job_clear (BeckStubJob *job)
{
  BeckNdrReleaser releaser = { .arena = &job->arena,
                               .allocator = &beck_ndr_task_allocator,
                               .interfaces = job->interfaces,
                               .user_flags = job->hooks.user_flags };

  if (job->args != NULL && job->method->free_out != NULL)
    job->method->free_out (&releaser, job->args);
  beck_ndr_releaser_clear (&releaser);
  beck_ndr_arena_clear (&job->arena);
  job->args = NULL;
  g_clear_pointer (&job->server, beck_link_unref);
}

HRESULT
beck_stub_job_read (BeckStubJob *job)
{
  gpointer args = beck_ndr_arena_alloc (&job->arena, job->method->args_size);
  HRESULT hr;

  if (args == NULL)
    return E_OUTOFMEMORY;
  memset (args, 0, job->method->args_size);
  hr = beck_orpc_read (&job->hooks, &job->message, &job->arena, job->method->get_in, args);
  if (SUCCEEDED (hr))
    job->args = args;
  return beck_orpc_was_read (hr, RPC_E_SERVER_CANTUNMARSHAL_DATA);
}

HRESULT
beck_stub_job_write (BeckStubJob *job)
{
  HRESULT hr = beck_orpc_write (job->channel, job->iid, &job->hooks, job->method->put_out,
                                job->args, &job->message);

  beck_orpc_sent (&job->message, S_OK);
  return beck_orpc_was_read (hr, RPC_E_SERVER_CANTMARSHAL_DATA);
}

static HRESULT
serve (BeckStubJob *job, REFIID async_iid)
{
  HRESULT hr;

  /* A server with call objects is called through them, whoever calls (4.1). */
  if (job->method->begin != NULL && async_iid != NULL
      && beck_stub_call_serve (job, async_iid, &hr))
    return hr;
  hr = beck_stub_job_read (job);
  if (FAILED (hr))
    return hr;
  job->method->invoke (job->server->object, job->args);
  return beck_stub_job_write (job);
}

static HRESULT STDMETHODCALLTYPE
stub_invoke (IRpcStubBuffer *This, RPCOLEMESSAGE *message, IRpcChannelBuffer *channel)
{
  Stub *self = stub_self (This);
  BeckStubJob job = { .channel = channel, .iid = self->record->iid,
                      .interfaces = self->interfaces };
  HRESULT hr;

  if (message == NULL || channel == NULL)
    return E_INVALIDARG;
  job.message = *message;
  job.server = beck_link_slot_take (&self->server);
  if (job.server == NULL)
    return CO_E_OBJNOTCONNECTED;
  job.method = beck_orpc_find_method (self->record, message->iMethod);
  job.hooks = beck_orpc_hooks (self->interfaces, channel);
  hr = job.method != NULL ? serve (&job, self->record->async_iid) : RPC_E_INVALIDMETHOD;
  *message = job.message;
  beck_stub_job_clear (&job);
  return hr;
}

/* ---- The class ---- */

static IRpcStubBuffer *STDMETHODCALLTYPE
stub_is_iid_supported (IRpcStubBuffer *This, REFIID riid)
{
  if (riid == NULL || !beck_guid_equal (riid, stub_self (This)->record->iid))
    return NULL;
  This->lpVtbl->AddRef (This);
  return This;
}

static void
stub_finalize (gpointer object)
{
  beck_link_slot_cut (&((Stub *) object)->server);
}

static const BeckClass stub_class = {
  .name = "BeckStub",
  .size = sizeof (Stub),
  .interfaces = BECK_INTERFACES (BECK_INTERFACE (
      Stub, buffer, IRpcStubBuffer, .Connect = stub_connect, .Disconnect = stub_disconnect,
      .Invoke = stub_invoke, .IsIIDSupported = stub_is_iid_supported,
      .CountRefs = stub_count_refs, .DebugServerQueryInterface = stub_debug_query,
      .DebugServerRelease = stub_debug_release)),
  .finalize = stub_finalize,
};

HRESULT
beck_stub_new (const BeckProxyInterface *record, const BeckNdrInterfaceHooks *interfaces,
               IUnknown *server, IRpcStubBuffer **stub)
{
  Stub *self = beck_object_new (&stub_class, NULL);
  HRESULT hr = S_OK;

  if (self == NULL)
    return E_OUTOFMEMORY;
  self->record = record;
  self->interfaces = interfaces;
  if (server != NULL)
    hr = connect_server (self, server);
  if (FAILED (hr))
    beck_object_unref (self);
  else
    *stub = &self->buffer;
  return hr;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Asynchronous proxies: call objects (spec/com.md section 3) written with the same means as
 * anybody's, <beck/call.h>. Begin_ marshals and sends, the job is completed when
 * the reply is there, Finish_ unmarshals.
 *
 * Two kinds of channel carry them. An IAsyncRpcChannelBuffer is given the request and an
 * ISynchronize, which is the job in another form: Signal completes the call, and the last Release
 * without one fails it, so that a channel that dies cannot leave its callers waiting. With any
 * other channel a thread of the pool makes the synchronous call.
 *
 * While a request is out, `transport` is set. Giving such a call up is FreeBuffer on its message,
 * done when the last holder of the job lets go.
 */

#include "orpc/proxy-private.h"

#include <beck/guid.h>
#include <beck/hresult.h>
#include <string.h>

#include "base/alloc.h"
#include "call/call-private.h"
#include "call/synchronize.h"
#include "com/object-private.h"
#include "orpc/channel.h"
#include "orpc/message.h"

static IRpcChannelBuffer *
job_channel (const BeckProxyJob *job)
{
  return (IRpcChannelBuffer *) (gpointer) ((BeckLink *) job->link)->object;
}

static BeckProxy *
job_proxy (BeckProxyJob *job)
{
  return beck_job_get_server (&job->job);
}

/* ---- The job as an ISynchronize ---- */

static BeckProxyJob *
told_job (ISynchronize *This)
{
  return BECK_SELF (BeckProxyJob, told, This);
}

static HRESULT STDMETHODCALLTYPE
told_query (ISynchronize *This, REFIID riid, void **ppv)
{
  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  if (riid == NULL)
    return E_INVALIDARG;
  if (!beck_guid_equal (riid, &IID_IUnknown) && !beck_guid_equal (riid, &IID_ISynchronize)
      && !beck_guid_equal (riid, &IID_IAgileObject))
    return E_NOINTERFACE;
  This->lpVtbl->AddRef (This);
  *ppv = This;
  return S_OK;
}

/* The counts are the job's own business. */
static ULONG STDMETHODCALLTYPE
told_ref (ISynchronize *This)
{
  beck_job_ref (&told_job (This)->job);
  return 1;
}

static ULONG STDMETHODCALLTYPE
told_unref (ISynchronize *This)
{
  beck_job_unref (&told_job (This)->job);
  return 1;
}

static HRESULT STDMETHODCALLTYPE
told_wait (ISynchronize *This, DWORD flags, DWORD timeout_ms)
{
  BeckSynchronize *call = (BeckSynchronize *) told_job (This)->job.call;

  return beck_event_wait (beck_synchronize_event (call), flags, timeout_ms);
}

static HRESULT STDMETHODCALLTYPE
told_signal (ISynchronize *This)
{
  beck_job_complete (&told_job (This)->job, S_OK);
  return S_OK;
}

/* A call is begun with its event reset, and nobody but its client may do that again. */
static HRESULT STDMETHODCALLTYPE
told_reset (ISynchronize *This)
{
  return S_OK;
}

static const ISynchronizeVtbl told_vtbl = {
  .QueryInterface = told_query,
  .AddRef = told_ref,
  .Release = told_unref,
  .Wait = told_wait,
  .Signal = told_signal,
  .Reset = told_reset,
};

/* ---- Begin_ ---- */

void
beck_proxy_job_clear (gpointer data)
{
  BeckProxyJob *job = data;
  IAsyncRpcChannelBuffer *transport = job->transport;

  if (transport != NULL)
    {
      transport->lpVtbl->FreeBuffer (transport, &job->message);
      transport->lpVtbl->Release (transport);
    }
  else if (job->link != NULL)
    beck_orpc_free_buffer (job_channel (job), &job->message);
  beck_orpc_sent (&job->message, S_OK); /* nobody has told otherwise */
  beck_link_unref (job->link);
  beck_free (job->args);
}

/* On a thread of the pool. */
static HRESULT
send_receive (BeckJob *base)
{
  BeckProxyJob *job = (BeckProxyJob *) base;
  IRpcChannelBuffer *channel = job_channel (job);
  ULONG status = 0;
  HRESULT hr = channel->lpVtbl->SendReceive (channel, &job->message, &status);

  hr = beck_proxy_transport_result (hr, status);
  beck_orpc_sent (&job->message, hr);
  return FAILED (hr) ? hr : S_OK;
}

/* The client has cancelled; the channel tells the server. */
static void
tell_cancel (BeckJob *base)
{
  BeckProxyJob *job = (BeckProxyJob *) base;

  beck_channel_cancel (job->transport, &job->message);
}

/* From here on failures belong to Finish_: the channel may have told of the call by now. */
static HRESULT
send_by (BeckProxyJob *job, IAsyncRpcChannelBuffer *transport)
{
  ULONG status = 0;
  HRESULT hr;

  job->told.lpVtbl = (ISynchronizeVtbl *) &told_vtbl;
  job->transport = transport;
  beck_job_set_cancelled_func (&job->job, tell_cancel);
  hr = beck_job_defer (&job->job);
  if (FAILED (hr))
    return hr;
  hr = transport->lpVtbl->Send (transport, &job->message, &job->told, &status);
  hr = beck_proxy_transport_result (hr, status);
  if (FAILED (hr))
    {
      beck_orpc_sent (&job->message, hr);
      beck_job_complete (&job->job, hr);
    }
  beck_job_unref (&job->job);
  return S_OK;
}

static HRESULT
send (BeckProxyJob *job)
{
  IRpcChannelBuffer *channel = job_channel (job);
  IAsyncRpcChannelBuffer *transport;

  if (SUCCEEDED (channel->lpVtbl->QueryInterface (channel, &IID_IAsyncRpcChannelBuffer,
                                                  (void **) &transport)))
    return send_by (job, transport);
  return beck_job_run (&job->job, send_receive);
}

/* Everything that can fail before the channel has the request. */
static HRESULT
prepare (BeckProxyJob *job, guint slot, const void *args, gsize size)
{
  BeckProxy *proxy = job_proxy (job);
  gint64 deadline = beck_call_deadline (job->job.call);
  BeckNdrHooks hooks;
  HRESULT hr;

  job->method = beck_orpc_find_method (proxy->record, slot);
  job->link = beck_link_slot_take (&proxy->channel);
  if (job->link == NULL)
    return RPC_E_DISCONNECTED;
  job->args = beck_alloc (size);
  if (job->args == NULL)
    return E_OUTOFMEMORY;
  memcpy (job->args, args, size);
  job->message.iMethod = slot;
  BECK_MESSAGE_DEADLINE (&job->message) = &deadline;
  hooks = beck_orpc_hooks (proxy->interfaces, job_channel (job));
  hr = beck_orpc_write (job_channel (job), proxy->record->iid, &hooks, job->method->put_in, args,
                        &job->message);
  BECK_MESSAGE_DEADLINE (&job->message) = NULL;
  return hr;
}

HRESULT
beck_proxy_begin (void *This, guint slot, const void *args, gsize size)
{
  BeckProxyCall *call = BECK_SELF (BeckProxyCall, async, This);
  BeckProxyJob *job;
  HRESULT hr = beck_call_begin (call, slot, &job);

  if (FAILED (hr))
    return hr;
  hr = prepare (job, slot, args, size);
  return SUCCEEDED (hr) ? send (job) : beck_job_refuse (&job->job, hr);
}

/* ---- Finish_ ---- */

void
beck_proxy_finish (void *This, guint slot, void *args, gsize size, BeckProxyReply *reply)
{
  BeckProxyCall *call = BECK_SELF (BeckProxyCall, async, This);
  BeckProxy *proxy = beck_call_get_server (call);

  reply->call = call;
  reply->hr = beck_call_finish (call, slot, &reply->job);
  reply->method = beck_orpc_find_method (proxy->record, slot);
  reply->args = args;
  if (reply->job != NULL)
    memcpy (args, reply->job->args, size);
  else
    memset (args, 0, size);
}

/* The reply of an asynchronous channel is fetched by whoever wants to read it. */
static HRESULT
receive (BeckProxyJob *job)
{
  IAsyncRpcChannelBuffer *transport = job->transport;
  ULONG status = 0;
  HRESULT hr;

  if (transport == NULL)
    return S_OK;
  hr = transport->lpVtbl->Receive (transport, &job->message, &status);
  job->transport = NULL;
  transport->lpVtbl->Release (transport);
  hr = beck_proxy_transport_result (hr, status);
  beck_orpc_sent (&job->message, hr);
  return hr;
}

static HRESULT
read_reply (BeckProxyJob *job, const BeckProxyReply *reply)
{
  IRpcChannelBuffer *channel = job_channel (job);
  BeckNdrHooks hooks = beck_orpc_hooks (job_proxy (job)->interfaces, channel);

  return beck_proxy_read_reply (channel, &hooks, reply->method, &job->message, reply->args);
}

HRESULT
beck_proxy_end (BeckProxyReply *reply, HRESULT *result)
{
  BeckProxyJob *job = reply->job;
  HRESULT hr = reply->hr;

  if (SUCCEEDED (hr))
    hr = receive (job);
  if (SUCCEEDED (hr))
    hr = read_reply (job, reply);
  if (FAILED (hr))
    {
      beck_proxy_clear_out (reply->method, reply->args);
      *result = hr;
    }
  return beck_job_end (job, *result);
}

/* ---- ICallFactory ---- */

/* The class of call objects for @riid. Those of a derived interface serve its bases too. */
static const BeckCallClass *
find_calls (const BeckProxyInterface *record, REFIID riid)
{
  const BeckCallClass *calls = record->calls;

  for (; record != NULL && record->async_iid != NULL; record = record->base)
    {
      if (record->calls != NULL)
        calls = record->calls;
      if (beck_guid_equal (riid, record->async_iid))
        return calls;
    }
  return NULL;
}

HRESULT STDMETHODCALLTYPE
beck_proxy_create_call (ICallFactory *This, REFIID riid, IUnknown *outer, REFIID riid2,
                        IUnknown **ppv)
{
  BeckProxy *self = BECK_SELF (BeckProxy, factory, This);
  const BeckCallClass *calls;
  BeckObject *made;
  HRESULT hr;

  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  if (riid == NULL || riid2 == NULL)
    return E_INVALIDARG;
  calls = find_calls (self->record, riid);
  if (calls == NULL)
    return E_NOINTERFACE;
  if (outer != NULL && !beck_guid_equal (riid2, &IID_IUnknown))
    return E_INVALIDARG;
  hr = beck_object_make (&calls->base, outer, G_STRLOC, &made);
  if (FAILED (hr))
    return hr;
  ((BeckCall *) made)->server = beck_object_ref (self);
  return beck_object_give (made, riid2, (void **) ppv);
}

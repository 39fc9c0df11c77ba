/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The channel of a proxy (channel.h): from messages to calls that go out. A message has its call
 * from GetBuffer on, in `reserved1`, until FreeBuffer.
 *
 * A channel is used in its apartment; the reply of an asynchronous call is read and freed on any
 * thread.
 */

#include "orpc/channel.h"

#include <beck/hresult.h>

#include "com/object-private.h"
#include "orpc/export.h"
#include "orpc/message.h"
#include "orpc/outgoing.h"

static BeckChannel *
channel_self (gpointer This)
{
  return BECK_SELF (BeckChannel, channel, This);
}

HRESULT
beck_channel_check_thread (BeckChannel *self)
{
  BeckApartment *current = beck_apartment_current ();

  if (atomic_load (&self->dead))
    return CO_E_OBJNOTCONNECTED;
  if (current == NULL)
    return CO_E_NOTINITIALIZED;
  return current == self->apartment ? S_OK : RPC_E_WRONG_THREAD;
}

/* ---- Messages ---- */

static BeckOutgoing *
message_call (const RPCOLEMESSAGE *message)
{
  return message->reserved1;
}

static void
show_request (RPCOLEMESSAGE *message, BeckOutgoing *call)
{
  message->reserved1 = call;
  message->Buffer = call->request.data + call->request.start;
  BECK_MESSAGE_SKIP (message) = call->request.start;
}

/* What was the request's buffer is none any more. */
static void
show_reply (RPCOLEMESSAGE *message, BeckOutgoing *call)
{
  message->Buffer = call->reply.data + call->reply.start;
  message->cbBuffer = (ULONG) (call->reply.size - call->reply.start);
  message->dataRepresentation = call->reply.drep;
  BECK_MESSAGE_SKIP (message) = call->reply.start;
}

static gint64
message_deadline (const RPCOLEMESSAGE *message)
{
  const gint64 *deadline = BECK_MESSAGE_DEADLINE (message);

  return deadline != NULL ? *deadline : -1;
}

static HRESULT STDMETHODCALLTYPE
channel_get_buffer (IAsyncRpcChannelBuffer *This, RPCOLEMESSAGE *message, REFIID riid)
{
  BeckChannel *self = channel_self (This);
  BeckOutgoing *call;
  HRESULT hr = beck_channel_check_thread (self);

  message->Buffer = NULL;
  if (FAILED (hr))
    return hr;
  call = beck_outgoing_new (self->exporter, &self->ipid, self->iid, message->iMethod,
                            message_deadline (message));
  if (call == NULL)
    return E_OUTOFMEMORY;
  call->request.drep = message->dataRepresentation;
  hr = beck_outgoing_get_buffer (call, message->cbBuffer);
  if (FAILED (hr))
    beck_outgoing_unref (call);
  else
    show_request (message, call);
  return hr;
}

static HRESULT STDMETHODCALLTYPE
channel_free_buffer (IAsyncRpcChannelBuffer *This, RPCOLEMESSAGE *message)
{
  BeckOutgoing *call = message_call (message);

  message->Buffer = NULL;
  message->reserved1 = NULL;
  if (call == NULL)
    return S_OK;
  beck_outgoing_give_up (call);
  beck_outgoing_unref (call);
  return S_OK;
}

/* Ends the message of a call that failed. */
static HRESULT
finish (IAsyncRpcChannelBuffer *This, RPCOLEMESSAGE *message, HRESULT hr, ULONG *status)
{
  if (status != NULL)
    *status = 0;
  if (SUCCEEDED (hr))
    show_reply (message, message_call (message));
  else
    channel_free_buffer (This, message);
  return hr;
}

/* ---- Calls ---- */

static HRESULT STDMETHODCALLTYPE
channel_send_receive (IAsyncRpcChannelBuffer *This, RPCOLEMESSAGE *message, ULONG *status)
{
  BeckOutgoing *call = message_call (message);

  return finish (This, message, call != NULL ? beck_outgoing_call (call) : E_UNEXPECTED, status);
}

/* What goes wrong from here on is told by Receive. */
static HRESULT STDMETHODCALLTYPE
channel_send (IAsyncRpcChannelBuffer *This, RPCOLEMESSAGE *message, ISynchronize *told,
              ULONG *status)
{
  BeckOutgoing *call = message_call (message);

  if (status != NULL)
    *status = 0;
  if (call == NULL || told == NULL)
    return E_UNEXPECTED;
  return beck_outgoing_send (call, told);
}

static HRESULT STDMETHODCALLTYPE
channel_receive (IAsyncRpcChannelBuffer *This, RPCOLEMESSAGE *message, ULONG *status)
{
  BeckOutgoing *call = message_call (message);

  return finish (This, message, call != NULL ? beck_outgoing_result (call) : E_UNEXPECTED, status);
}

void
beck_channel_cancel (IAsyncRpcChannelBuffer *channel, RPCOLEMESSAGE *message)
{
  if (beck_channel_is (channel) && message_call (message) != NULL)
    beck_outgoing_cancel (message_call (message));
}

/* ---- What it leads to ---- */

static HRESULT STDMETHODCALLTYPE
channel_get_dest_ctx (IAsyncRpcChannelBuffer *This, DWORD *context, void **reserved)
{
  BeckExporter *exporter = channel_self (This)->exporter;

  if (context == NULL)
    return E_POINTER;
  *context = exporter->ops->destination (exporter);
  if (reserved != NULL)
    *reserved = NULL;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
channel_get_dest_ctx_ex (IAsyncRpcChannelBuffer *This, RPCOLEMESSAGE *message, DWORD *context,
                         void **reserved)
{
  return channel_get_dest_ctx (This, context, reserved);
}

static HRESULT STDMETHODCALLTYPE
channel_is_connected (IAsyncRpcChannelBuffer *This)
{
  BeckChannel *self = channel_self (This);

  if (atomic_load (&self->dead))
    return S_FALSE;
  return self->exporter->ops->is_connected (self->exporter);
}

static HRESULT STDMETHODCALLTYPE
channel_get_protocol_version (IAsyncRpcChannelBuffer *This, DWORD *version)
{
  if (version == NULL)
    return E_POINTER;
  *version = (DWORD) COM_MINOR_VERSION << 16 | COM_MAJOR_VERSION;
  return S_OK;
}

/* ---- References ---- */

void
beck_channel_add_refs (BeckChannel *self, guint32 n)
{
  beck_lock_acquire (&self->lock);
  self->n_refs += n;
  beck_lock_release (&self->lock);
}

static HRESULT
ask_for_refs (BeckChannel *self, guint32 n)
{
  REMINTERFACEREF ref = { .ipid = self->ipid, .cPublicRefs = n };
  HRESULT result = E_UNEXPECTED;
  HRESULT hr = self->exporter->ops->add_refs (self->exporter, 1, &ref, &result);

  return FAILED (hr) ? hr : result;
}

HRESULT
beck_channel_split (BeckChannel *self, guint32 *n)
{
  guint32 spare = 0;

  beck_lock_acquire (&self->lock);
  if (self->n_refs > 1)
    spare = self->n_refs / 2;
  self->n_refs -= spare;
  beck_lock_release (&self->lock);
  *n = spare > 0 ? spare : BECK_EXPORT_PACKET_REFS;
  return spare > 0 ? S_OK : ask_for_refs (self, *n);
}

static void
give_back (BeckExporter *exporter, const IPID *ipid, guint32 n)
{
  REMINTERFACEREF ref = { .ipid = *ipid, .cPublicRefs = n };

  if (n > 0)
    exporter->ops->release (exporter, 1, &ref);
}

/* ---- The class ---- */

static void
channel_finalize (gpointer object)
{
  BeckChannel *self = object;

  if (self->exporter == NULL)
    return;
  give_back (self->exporter, &self->ipid, self->n_refs);
  self->exporter->ops->let_go (self->exporter, self->oid, self->no_ping);
  beck_exporter_unref (self->exporter);
  beck_apartment_unref (self->apartment);
}

static const BeckClass channel_class = {
  .name = "BeckChannel",
  .size = sizeof (BeckChannel),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (BeckChannel, channel, IAsyncRpcChannelBuffer,
                      .GetBuffer = channel_get_buffer, .SendReceive = channel_send_receive,
                      .FreeBuffer = channel_free_buffer, .GetDestCtx = channel_get_dest_ctx,
                      .IsConnected = channel_is_connected,
                      .GetProtocolVersion = channel_get_protocol_version, .Send = channel_send,
                      .Receive = channel_receive, .GetDestCtxEx = channel_get_dest_ctx_ex),
      BECK_BASE_INTERFACE (BeckChannel, channel, IRpcChannelBuffer2),
      BECK_BASE_INTERFACE (BeckChannel, channel, IRpcChannelBuffer)),
  .finalize = channel_finalize,
};

gboolean
beck_channel_is (gpointer channel)
{
  return beck_object_from_interface (channel, &channel_class) != NULL;
}

BeckChannel *
beck_channel_new (BeckApartment *apartment, BeckExporter *exporter, const STDOBJREF *std,
                  const IID *iid)
{
  gboolean no_ping = (std->flags & SORF_NOPING) != 0;
  BeckChannel *self = beck_object_new (&channel_class, NULL);

  if (self == NULL || FAILED (exporter->ops->hold (exporter, std->oid, no_ping)))
    {
      beck_object_unref (self);
      give_back (exporter, &std->ipid, std->cPublicRefs);
      return NULL;
    }
  self->apartment = beck_apartment_ref (apartment);
  self->exporter = beck_exporter_ref (exporter);
  self->oid = std->oid;
  self->ipid = std->ipid;
  self->iid = iid;
  self->no_ping = no_ping;
  self->n_refs = std->cPublicRefs;
  return self;
}

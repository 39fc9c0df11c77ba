/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define COBJMACROS
#include "channel.h"

#include <check.h>
#include <string.h>

/* A call of the asynchronous channel, from Send to Receive or FreeBuffer. */
struct Request
{
  Request *next;
  RPCOLEMESSAGE message; /* the request, then the reply */
  ISynchronize *told;
  HRESULT hr;
};

/* ---- Buffers ---- */

static void
count_buffers (Channel *channel, gint n)
{
  beck_lock_acquire (&channel->lock);
  channel->n_buffers += n;
  beck_lock_release (&channel->lock);
}

/* Of exactly the size asked for, so that tools notice who goes too far. */
static HRESULT
make_buffer (Channel *channel, RPCOLEMESSAGE *message, REFIID riid)
{
  if (FAILED (channel->buffer_result))
    return channel->buffer_result;
  message->Buffer = g_malloc (MAX (message->cbBuffer, 1));
  count_buffers (channel, 1);
  beck_lock_acquire (&channel->lock);
  channel->iid = *riid;
  beck_lock_release (&channel->lock);
  return S_OK;
}

static void
drop_buffer (Channel *channel, RPCOLEMESSAGE *message)
{
  if (message->Buffer == NULL)
    return;
  g_free (message->Buffer);
  message->Buffer = NULL;
  count_buffers (channel, -1);
}

/* ---- To the stub and back ---- */

static HRESULT
serve (Channel *channel, RPCOLEMESSAGE *message)
{
  RPCOLEMESSAGE request;
  HRESULT hr;

  if (channel->rewrite_request != NULL)
    channel->rewrite_request (message);
  request = *message;
  beck_lock_acquire (&channel->lock);
  channel->n_calls++;
  beck_lock_release (&channel->lock);
  hr = IRpcStubBuffer_Invoke (channel->stub, message, &channel->sync);
  if (message->Buffer == request.Buffer)
    message->Buffer = NULL;
  drop_buffer (channel, &request);
  if (FAILED (hr))
    {
      ck_assert_ptr_null (message->Buffer);
      return hr;
    }
  message->cbBuffer -= (ULONG) MIN (channel->cut, message->cbBuffer);
  if (channel->rewrite != NULL)
    channel->rewrite (message);
  if (channel->drep != 0)
    message->dataRepresentation = channel->drep;
  return S_OK;
}

/* ---- IRpcChannelBuffer ---- */

static Channel *
sync_self (IRpcChannelBuffer *This)
{
  return BECK_SELF (Channel, sync, This);
}

static HRESULT
sync_get_buffer (IRpcChannelBuffer *This, RPCOLEMESSAGE *message, REFIID riid)
{
  return make_buffer (sync_self (This), message, riid);
}

static HRESULT
sync_send_receive (IRpcChannelBuffer *This, RPCOLEMESSAGE *message, ULONG *status)
{
  Channel *channel = sync_self (This);

  *status = channel->status;
  return FAILED (channel->result) ? channel->result : serve (channel, message);
}

static HRESULT
sync_free_buffer (IRpcChannelBuffer *This, RPCOLEMESSAGE *message)
{
  drop_buffer (sync_self (This), message);
  return S_OK;
}

static HRESULT
sync_get_dest_ctx (IRpcChannelBuffer *This, DWORD *context, void **reserved)
{
  *context = MSHCTX_INPROC;
  *reserved = NULL;
  return S_OK;
}

static HRESULT
sync_is_connected (IRpcChannelBuffer *This)
{
  return S_OK;
}

/* ---- IAsyncRpcChannelBuffer ---- */

static Channel *
async_self (IAsyncRpcChannelBuffer *This)
{
  return BECK_SELF (Channel, async, This);
}

static void
free_request (Channel *channel, Request *request)
{
  drop_buffer (channel, &request->message);
  g_free (request);
}

static void
answer (Channel *channel, Request *request)
{
  ISynchronize *told = request->told;

  request->hr = serve (channel, &request->message);
  ISynchronize_Signal (told);
  ISynchronize_Release (told);
}

static void
hold (Channel *channel, Request *request)
{
  Request **end = &channel->held;

  beck_lock_acquire (&channel->lock);
  while (*end != NULL)
    end = &(*end)->next;
  *end = request;
  beck_lock_release (&channel->lock);
}

void
channel_answer (Channel *channel)
{
  Request *request;

  beck_lock_acquire (&channel->lock);
  request = channel->held;
  ck_assert_ptr_nonnull (request);
  channel->held = request->next;
  beck_lock_release (&channel->lock);
  answer (channel, request);
}

static HRESULT
async_send (IAsyncRpcChannelBuffer *This, RPCOLEMESSAGE *message, ISynchronize *told,
            ULONG *status)
{
  Channel *channel = async_self (This);
  Request *request;

  *status = 0;
  if (channel->manner == REFUSE)
    return channel->result;
  request = g_new0 (Request, 1);
  request->message = *message;
  message->reserved1 = request;
  message->Buffer = NULL;
  if (channel->manner == DROP)
    return S_OK;
  request->told = told;
  ISynchronize_AddRef (told);
  if (channel->manner == HOLD)
    hold (channel, request);
  else
    answer (channel, request);
  return S_OK;
}

static HRESULT
async_receive (IAsyncRpcChannelBuffer *This, RPCOLEMESSAGE *message, ULONG *status)
{
  Channel *channel = async_self (This);
  Request *request = message->reserved1;
  HRESULT hr = FAILED (channel->result) ? channel->result : request->hr;

  *status = channel->status;
  message->reserved1 = NULL;
  if (SUCCEEDED (hr))
    {
      *message = request->message;
      request->message.Buffer = NULL;
    }
  free_request (channel, request);
  return hr;
}

/* A request that is still there is given up. It was answered, as nobody lets go of a call that the
 * channel will tell of. */
static HRESULT
async_free_buffer (IAsyncRpcChannelBuffer *This, RPCOLEMESSAGE *message)
{
  Channel *channel = async_self (This);
  Request *request = message->reserved1;

  drop_buffer (channel, message);
  if (request != NULL)
    free_request (channel, request);
  message->reserved1 = NULL;
  return S_OK;
}

static HRESULT
async_get_buffer (IAsyncRpcChannelBuffer *This, RPCOLEMESSAGE *message, REFIID riid)
{
  return make_buffer (async_self (This), message, riid);
}

static HRESULT
async_send_receive (IAsyncRpcChannelBuffer *This, RPCOLEMESSAGE *message, ULONG *status)
{
  return sync_send_receive (&async_self (This)->sync, message, status);
}

static HRESULT
async_get_dest_ctx (IAsyncRpcChannelBuffer *This, DWORD *context, void **reserved)
{
  return sync_get_dest_ctx (&async_self (This)->sync, context, reserved);
}

static HRESULT
async_is_connected (IAsyncRpcChannelBuffer *This)
{
  return S_OK;
}

static HRESULT
async_get_protocol_version (IAsyncRpcChannelBuffer *This, DWORD *version)
{
  *version = 0x70005;
  return S_OK;
}

static HRESULT
async_get_dest_ctx_ex (IAsyncRpcChannelBuffer *This, RPCOLEMESSAGE *message, DWORD *context,
                       void **reserved)
{
  return async_get_dest_ctx (This, context, reserved);
}

/* ---- The classes ---- */

#define SYNC_ROW                                                                                   \
  BECK_INTERFACE (Channel, sync, IRpcChannelBuffer, .GetBuffer = sync_get_buffer,                  \
                  .SendReceive = sync_send_receive, .FreeBuffer = sync_free_buffer,                \
                  .GetDestCtx = sync_get_dest_ctx, .IsConnected = sync_is_connected)

static void
channel_finalize (gpointer object)
{
  IRpcStubBuffer_Release (((Channel *) object)->stub);
}

static const BeckClass sync_class = {
  .name = "Channel",
  .size = sizeof (Channel),
  .interfaces = BECK_INTERFACES (SYNC_ROW),
  .finalize = channel_finalize,
};

static const BeckClass async_class = {
  .name = "AsyncChannel",
  .size = sizeof (Channel),
  .interfaces = BECK_INTERFACES (
      SYNC_ROW,
      BECK_INTERFACE (Channel, async, IAsyncRpcChannelBuffer, .GetBuffer = async_get_buffer,
                      .SendReceive = async_send_receive, .FreeBuffer = async_free_buffer,
                      .GetDestCtx = async_get_dest_ctx, .IsConnected = async_is_connected,
                      .GetProtocolVersion = async_get_protocol_version, .Send = async_send,
                      .Receive = async_receive, .GetDestCtxEx = async_get_dest_ctx_ex)),
  .finalize = channel_finalize,
};

Channel *
channel_new (IRpcStubBuffer *stub, gboolean is_async)
{
  Channel *channel = beck_object_new (is_async ? &async_class : &sync_class, NULL);

  ck_assert_ptr_nonnull (channel);
  channel->stub = stub;
  IRpcStubBuffer_AddRef (stub);
  return channel;
}

static gint
n_buffers (Channel *channel)
{
  gint n;

  beck_lock_acquire (&channel->lock);
  n = channel->n_buffers;
  beck_lock_release (&channel->lock);
  return n;
}

/* What was abandoned has its buffer until its thread lets go of it. */
void
channel_free (Channel *channel)
{
  ck_assert_ptr_null (channel->held);
  for (guint i = 0; i < 5000 && n_buffers (channel) > 0; i++)
    g_usleep (1000);
  ck_assert_int_eq (n_buffers (channel), 0);
  beck_object_unref (channel);
}

/* ---- Interface pointers ---- */

static IUnknown *table[16];
static BeckLock table_lock;

static guint32
marshal (gpointer context, REFIID iid, void *object, BeckNdrWriter *writer)
{
  IUnknown *wanted;
  guint32 place;

  ck_assert_ptr_nonnull (context);
  if (FAILED (IUnknown_QueryInterface ((IUnknown *) object, iid, (void **) &wanted)))
    return ERROR_INVALID_PARAMETER;
  beck_lock_acquire (&table_lock);
  for (place = 0; table[place] != NULL; place++)
    ck_assert_uint_lt (place, G_N_ELEMENTS (table) - 1);
  table[place] = wanted;
  beck_lock_release (&table_lock);
  if (beck_ndr_put_u32 (writer, place))
    return 0;
  IUnknown_Release (wanted);
  table[place] = NULL;
  return writer->fault.status;
}

static guint32
unmarshal (gpointer context, REFIID iid, const guint8 *bytes, gsize length, void **object)
{
  guint32 place;

  ck_assert_ptr_nonnull (context);
  if (length != sizeof place)
    return RPC_X_BAD_STUB_DATA;
  memcpy (&place, bytes, sizeof place);
  beck_lock_acquire (&table_lock);
  *object = place < G_N_ELEMENTS (table) ? table[place] : NULL;
  if (*object != NULL)
    table[place] = NULL;
  beck_lock_release (&table_lock);
  return *object != NULL ? 0 : RPC_X_BAD_STUB_DATA;
}

static void
release (void *object)
{
  IUnknown_Release ((IUnknown *) object);
}

const BeckNdrInterfaceHooks table_hooks = { marshal, unmarshal, release };

guint
table_clear (void)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i] != NULL)
      {
        IUnknown_Release (table[i]);
        table[i] = NULL;
        n++;
      }
  return n;
}

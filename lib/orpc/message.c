/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "orpc/message.h"

#include <beck/hresult.h>
#include <string.h>

#include "orpc/packet-list.h"

/* ---- Methods ---- */

/* Slots without a remote form leave gaps, so the place of a method's record is at most its
 * distance from the first slot. */
static const BeckNdrMethod *
find_own (const BeckNdrInterface *ndr, ULONG slot)
{
  guint i = slot - ndr->first;

  if (i >= ndr->n_methods)
    i = ndr->n_methods - 1;
  while (i > 0 && ndr->methods[i].opnum > slot)
    i--;
  return ndr->methods[i].opnum == slot ? &ndr->methods[i] : NULL;
}

const BeckNdrMethod *
beck_orpc_find_method (const BeckProxyInterface *record, ULONG slot)
{
  for (; record != NULL; record = record->base)
    if (record->ndr != NULL && record->ndr->n_methods > 0 && slot >= record->ndr->first)
      return find_own (record->ndr, slot);
  return NULL;
}

/* ---- Readers and writers ---- */

/* The byte of the data representation that says how floating point numbers look; 0 is IEEE. */
#define FLOAT_FORMAT 0xFF00u

BeckNdrHooks
beck_orpc_hooks (const BeckNdrInterfaceHooks *interfaces, IRpcChannelBuffer *channel)
{
  BeckNdrHooks hooks = { .interfaces = interfaces, .context = channel };
  DWORD destination = MSHCTX_LOCAL;
  void *reserved = NULL;

  if (FAILED (channel->lpVtbl->GetDestCtx (channel, &destination, &reserved)))
    destination = MSHCTX_DIFFERENTMACHINE; /* the one that shares the least */
  hooks.user_flags = destination;
  return hooks;
}

static HRESULT
fault_to_hresult (const BeckNdrFault *fault)
{
  return HRESULT_FROM_WIN32 (fault->status);
}

/* The library's own hooks have the message for a context, all others the channel. */
static void
set_context (BeckNdrHooks *hooks, BeckPacketContext *context)
{
  if (hooks->interfaces == &beck_orpc_interface_hooks)
    hooks->context = context;
}

static HRESULT
get_buffer (IRpcChannelBuffer *channel, REFIID iid, const BeckNdrWriter *writer,
            RPCOLEMESSAGE *message)
{
  HRESULT hr;

  message->Buffer = NULL;
  message->cbBuffer = (ULONG) writer->pos;
  message->dataRepresentation = BECK_ORPC_NATIVE_DREP;
  hr = channel->lpVtbl->GetBuffer (channel, message, iid);
  if (SUCCEEDED (hr) && writer->pos > 0)
    memcpy (message->Buffer, writer->data, writer->pos);
  return hr;
}

/* A size is known only once everything is written, and writing twice would marshal objects
 * twice; so it goes by way of a buffer of our own. */
HRESULT
beck_orpc_write (IRpcChannelBuffer *channel, REFIID iid, const BeckNdrHooks *hooks,
                 gboolean (*put) (BeckNdrWriter *ndr, const void *args), const void *args,
                 RPCOLEMESSAGE *message)
{
  BeckPacketContext context = { .channel = channel };
  g_auto (BeckNdrWriter) writer;
  HRESULT hr;

  BECK_MESSAGE_PACKETS (message) = NULL;
  beck_ndr_writer_init (&writer, NULL);
  writer.hooks = *hooks;
  set_context (&writer.hooks, &context);
  if (put (&writer, args))
    hr = get_buffer (channel, iid, &writer, message);
  else
    hr = fault_to_hresult (&writer.fault);
  if (FAILED (hr))
    beck_packet_list_release (context.written);
  else
    BECK_MESSAGE_PACKETS (message) = context.written;
  return hr;
}

/* What a call comes to only if the server's stub has not been given the message. */
static gboolean
was_not_read (HRESULT hr)
{
  static const HRESULT results[] = {
    CO_E_NOTINITIALIZED,      CO_E_OBJNOTCONNECTED,          RPC_E_CALL_REJECTED,
    RPC_E_CANTTRANSMIT_CALL,  RPC_E_DISCONNECTED,            RPC_E_INVALIDMETHOD,
    RPC_E_INVALID_IPID,       RPC_E_INVALID_OBJECT,          RPC_E_SERVERCALL_REJECTED,
    RPC_E_SERVER_DIED_DNE,    RPC_E_SERVERCALL_RETRYLATER,   RPC_E_WRONG_THREAD,
    HRESULT_FROM_WIN32 (RPC_S_CALL_FAILED_DNE), HRESULT_FROM_WIN32 (RPC_S_SERVER_UNAVAILABLE),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    if (results[i] == hr)
      return TRUE;
  return FALSE;
}

HRESULT
beck_orpc_was_read (HRESULT hr, HRESULT instead)
{
  return was_not_read (hr) ? instead : hr;
}

void
beck_orpc_sent (RPCOLEMESSAGE *message, HRESULT hr)
{
  BeckPacketList *packets = BECK_MESSAGE_PACKETS (message);

  BECK_MESSAGE_PACKETS (message) = NULL;
  if (was_not_read (hr))
    beck_packet_list_release (packets);
  else
    beck_packet_list_free (packets);
}

HRESULT
beck_orpc_read (const BeckNdrHooks *hooks, const RPCOLEMESSAGE *message, BeckNdrArena *arena,
                gboolean (*get) (BeckNdrReader *ndr, void *args), void *args)
{
  gsize skip = BECK_MESSAGE_SKIP (message);
  BeckPacketContext context = { .hr = S_OK };
  BeckNdrReader reader;
  HRESULT hr;

  if (message->dataRepresentation & FLOAT_FORMAT)
    return HRESULT_FROM_WIN32 (RPC_S_UNSUPPORTED_TYPE);
  beck_ndr_reader_init (&reader, (const guint8 *) message->Buffer - skip,
                        skip + message->cbBuffer, (guint8) message->dataRepresentation, arena,
                        &beck_ndr_task_allocator, NULL);
  reader.pos = skip;
  reader.hooks = *hooks;
  set_context (&reader.hooks, &context);
  hr = get (&reader, args) ? context.hr : fault_to_hresult (&reader.fault);
  beck_ndr_reader_end (&reader, SUCCEEDED (hr));
  return hr;
}

void
beck_orpc_free_buffer (IRpcChannelBuffer *channel, RPCOLEMESSAGE *message)
{
  if (message->Buffer != NULL)
    channel->lpVtbl->FreeBuffer (channel, message);
  message->Buffer = NULL;
}

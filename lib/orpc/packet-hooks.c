/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Interface pointers in the arguments of calls: each is a packet, made for where the channel
 * leads and good for one pointer. Packets that were written are remembered with the message, for
 * the case that nobody reads it.
 */

#include <beck/hresult.h>
#include <string.h>

#include "orpc/packet-list.h"

static BeckDestination
destination_of (IRpcChannelBuffer *channel)
{
  BeckDestination to = { MSHCTX_LOCAL, NULL, MSHLFLAGS_NORMAL };

  if (FAILED (channel->lpVtbl->GetDestCtx (channel, &to.context, &to.context_data)))
    to.context = MSHCTX_DIFFERENTMACHINE; /* the one that shares the least */
  return to;
}

/* An HRESULT is a status of its own: beck_orpc_read() and _write() leave it what it is. */
static guint32
marshal (gpointer context, REFIID iid, void *object, BeckNdrWriter *writer)
{
  BeckPacketContext *message = context;
  BeckDestination to = destination_of (message->channel);
  BeckPacketBytes packet;
  guint8 *place;
  HRESULT hr = beck_packet_make (object, iid, &to, &packet);

  if (FAILED (hr))
    return (guint32) hr;
  place = beck_ndr_writer_claim (writer, 1, packet.size);
  if (place != NULL)
    memcpy (place, packet.data, packet.size);
  if (place != NULL && beck_packet_list_add (&message->written, &packet))
    return 0;
  beck_packet_release (packet.data, packet.size, BECK_PACKET_ANY);
  beck_packet_clear (&packet);
  return (guint32) E_OUTOFMEMORY;
}

/* One that cannot be unmarshaled does not end the reading: those behind it would be lost. They are
 * released, and the call fails when everything was read. */
static guint32
unmarshal (gpointer context, REFIID iid, const guint8 *bytes, gsize length, void **object)
{
  BeckPacketContext *message = context;

  *object = NULL;
  if (SUCCEEDED (message->hr))
    message->hr = beck_packet_unmarshal (bytes, length, iid, BECK_PACKET_ANY, object);
  else
    beck_packet_release (bytes, length, BECK_PACKET_ANY);
  return 0;
}

static void
release (void *object)
{
  ((IUnknown *) object)->lpVtbl->Release (object);
}

const BeckNdrInterfaceHooks beck_orpc_interface_hooks = {
  .marshal = marshal,
  .unmarshal = unmarshal,
  .release = release,
};

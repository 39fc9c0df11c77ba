/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Packets in streams. A packet does not say how long it is: it is read piece by piece, each of
 * which says what follows, and never further than its end. What is behind it is somebody else's.
 */

#include "orpc/packet-stream.h"

#include <beck/hresult.h>

#include "orpc/wire.h"

/* Of the parts of a reference (wire.md 5.3). */
#define HEAD_SIZE 24
#define STD_SIZE 40
#define GUID_SIZE 16
#define ADDRESSES_SIZE 4
#define SIGNATURE_SIZE 4
#define ELEMENTS_SIZE (4 + 4 + GUID_SIZE + 4 + 4)

#define KIND_OFFSET 4

/* ---- Streams ---- */

HRESULT
beck_stream_read (IStream *stream, void *data, gsize size)
{
  guint8 *at = data;
  HRESULT hr = S_OK;

  while (size > 0)
    {
      ULONG n = 0;

      hr = stream->lpVtbl->Read (stream, at, (ULONG) MIN (size, G_MAXINT32), &n);
      if (FAILED (hr) || n == 0 || n > size)
        return STG_E_READFAULT;
      at += n;
      size -= n;
    }
  return S_OK;
}

HRESULT
beck_stream_write (IStream *stream, const void *data, gsize size)
{
  const guint8 *at = data;
  HRESULT hr = S_OK;

  while (size > 0)
    {
      ULONG n = 0;

      hr = stream->lpVtbl->Write (stream, at, (ULONG) MIN (size, G_MAXINT32), &n);
      if (FAILED (hr))
        return hr;
      if (n == 0 || n > size)
        return STG_E_MEDIUMFULL;
      at += n;
      size -= n;
    }
  return S_OK;
}

/* ---- Writing ---- */

/* @packet is used up. */
static HRESULT
write_packet (IStream *stream, BeckPacketBytes *packet)
{
  HRESULT hr = beck_stream_write (stream, packet->data, packet->size);

  if (FAILED (hr))
    beck_packet_release (packet->data, packet->size, BECK_PACKET_ANY);
  beck_packet_clear (packet);
  return hr;
}

HRESULT
beck_packet_write (IStream *stream, IUnknown *object, REFIID riid, const BeckDestination *to)
{
  BeckPacketBytes packet;
  HRESULT hr = beck_packet_make (object, riid, to, &packet);

  return SUCCEEDED (hr) ? write_packet (stream, &packet) : hr;
}

HRESULT
beck_packet_write_standard (IStream *stream, IUnknown *object, REFIID riid,
                            const BeckDestination *to)
{
  BeckPacketBytes packet;
  HRESULT hr = beck_packet_make_standard (object, riid, to, &packet);

  return SUCCEEDED (hr) ? write_packet (stream, &packet) : hr;
}

/* ---- Reading ---- */

/* Appends @size bytes of @stream. */
static HRESULT
read_more (IStream *stream, BeckPacketBytes *packet, gsize size)
{
  guint8 *data;

  if (size > BECK_OBJREF_MAX_SIZE - packet->size)
    return RPC_E_INVALID_OBJREF;
  if (size == 0)
    return S_OK;
  data = beck_realloc (packet->data, packet->size + size);
  if (data == NULL)
    return E_OUTOFMEMORY;
  packet->data = data;
  packet->size += size;
  return beck_stream_read (stream, data + packet->size - size, size);
}

static HRESULT
read_addresses (IStream *stream, BeckPacketBytes *packet)
{
  HRESULT hr = read_more (stream, packet, ADDRESSES_SIZE);

  if (FAILED (hr))
    return hr;
  return read_more (stream, packet,
                    2 * (gsize) beck_wire_get16 (packet->data + packet->size - ADDRESSES_SIZE));
}

static HRESULT
read_elements (IStream *stream, BeckPacketBytes *packet)
{
  HRESULT hr = read_more (stream, packet, ELEMENTS_SIZE);

  if (FAILED (hr))
    return hr;
  return read_more (stream, packet, beck_wire_get32 (packet->data + packet->size - 4));
}

/* What is between the head and the addresses. */
static gsize
middle_size (guint32 kind)
{
  switch (kind)
    {
    case BECK_OBJREF_STANDARD:
      return STD_SIZE;
    case BECK_OBJREF_HANDLER:
      return STD_SIZE + GUID_SIZE;
    case BECK_OBJREF_EXTENDED:
      return STD_SIZE + SIGNATURE_SIZE;
    }
  return 0;
}

static HRESULT
read_custom (IStream *stream, BeckObjref *head, BeckPacketBytes *packet)
{
  HRESULT hr = read_more (stream, packet, BECK_OBJREF_CUSTOM_SIZE - HEAD_SIZE);

  if (FAILED (hr))
    return hr;
  hr = beck_packet_fault (beck_objref_parse (packet->data, packet->size, head));
  head->data = NULL;
  beck_packet_clear (packet);
  return hr;
}

static HRESULT
read_rest (IStream *stream, guint32 kind, BeckPacketBytes *packet)
{
  gsize middle = middle_size (kind);
  HRESULT hr;

  if (middle == 0)
    return RPC_E_INVALID_OBJREF;
  hr = read_more (stream, packet, middle);
  if (SUCCEEDED (hr))
    hr = read_addresses (stream, packet);
  if (SUCCEEDED (hr) && kind == BECK_OBJREF_EXTENDED)
    hr = read_elements (stream, packet);
  return hr;
}

static HRESULT
read_all (IStream *stream, BeckObjref *head, BeckPacketBytes *packet)
{
  HRESULT hr = read_more (stream, packet, HEAD_SIZE);

  if (FAILED (hr))
    return hr;
  if (memcmp (packet->data, "MEOW", 4) != 0)
    return RPC_E_INVALID_OBJREF;
  head->kind = beck_wire_get32 (packet->data + KIND_OFFSET);
  if (head->kind == BECK_OBJREF_CUSTOM)
    return read_custom (stream, head, packet);
  return read_rest (stream, head->kind, packet);
}

HRESULT
beck_packet_read (IStream *stream, BeckObjref *head, BeckPacketBytes *packet)
{
  HRESULT hr;

  *packet = (BeckPacketBytes){ NULL, 0 };
  *head = (BeckObjref){ 0 };
  hr = read_all (stream, head, packet);
  if (FAILED (hr))
    beck_packet_clear (packet);
  return hr;
}

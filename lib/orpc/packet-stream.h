/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Packets in streams.
 */

#include "orpc/packet.h"

/* All @size bytes, or STG_E_READFAULT; all, or STG_E_MEDIUMFULL. */
HRESULT beck_stream_read (IStream *stream, void *data, gsize size);
HRESULT beck_stream_write (IStream *stream, const void *data, gsize size);

/* beck_packet_make() and _make_standard() into @stream; what cannot be written is released. */
HRESULT beck_packet_write (IStream *stream, IUnknown *object, REFIID riid,
                           const BeckDestination *to);
HRESULT beck_packet_write_standard (IStream *stream, IUnknown *object, REFIID riid,
                                    const BeckDestination *to);

/* A packet from @stream, which is behind it then. Of a custom one only the head is read, into
 * @head; its data are for its class. @packet: empty in that case. */
HRESULT beck_packet_read (IStream *stream, BeckObjref *head, BeckPacketBytes *packet);

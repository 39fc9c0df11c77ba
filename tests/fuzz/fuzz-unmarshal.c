/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Arbitrary bytes as the packet of an interface: what a stream or a peer may bring.
 *
 * The first byte says what the others are: 0 a packet, 1 what is changed (by exclusive or) in a
 * good standard packet, 2 the same in one of the free-threaded marshaler. References are made to
 * lead to this process, since others would be looked for on the network.
 *
 * With libFuzzer this is a fuzz target, with replay.c a program that runs it on files.
 */

#include <beck/beck.h>
#include <string.h>

#include "fuzz.h"
#include "orpc/export.h"
#include "orpc/packet.h"
#include "orpc/wire.h"

#define KIND_OFFSET 4
#define OXID_OFFSET 32
#define LARGEST ((gsize) 4096)

typedef struct
{
  BeckObject object;
  ISynchronize sync;
  IAgileObject agile;
} Target;

static HRESULT STDMETHODCALLTYPE
target_wait (ISynchronize *This, DWORD flags, DWORD ms)
{
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
target_do_nothing (ISynchronize *This)
{
  return S_OK;
}

#define SYNC                                                                                       \
  BECK_INTERFACE (Target, sync, ISynchronize, .Wait = target_wait, .Signal = target_do_nothing,    \
                  .Reset = target_do_nothing)

static const BeckClass plain_class
    = { .name = "Plain", .size = sizeof (Target), .interfaces = BECK_INTERFACES (SYNC) };
static const BeckClass agile_class
    = { .name = "Agile",
        .size = sizeof (Target),
        .interfaces = BECK_INTERFACES (SYNC, BECK_INTERFACE (Target, agile, IAgileObject, )) };

static void
stay_here (guint8 *bytes, gsize size)
{
  if (size >= OXID_OFFSET + 8 && beck_wire_get32 (bytes + KIND_OFFSET) != BECK_OBJREF_CUSTOM)
    beck_wire_set64 (bytes + OXID_OFFSET, beck_export_oxid ());
}

static void
take (HRESULT hr, IUnknown *interface)
{
  g_assert (SUCCEEDED (hr) == (interface != NULL));
  if (interface != NULL)
    interface->lpVtbl->Release (interface);
}

static void
feed (guint8 *bytes, gsize size)
{
  static const LARGE_INTEGER beginning;
  IStream *stream;
  void *interface;
  HRESULT hr;

  stay_here (bytes, size);
  g_assert (SUCCEEDED (beck_memory_stream_new (bytes, size, &stream)));
  hr = CoUnmarshalInterface (stream, &IID_ISynchronize, &interface);
  take (hr, interface);
  hr = beck_packet_unmarshal (bytes, size, NULL, BECK_PACKET_BUILT_IN, &interface);
  take (hr, interface);
  stream->lpVtbl->Seek (stream, beginning, STREAM_SEEK_SET, NULL);
  CoReleaseMarshalData (stream);
  stream->lpVtbl->Release (stream);
}

static void
feed_changed (const BeckClass *klass, const guint8 *data, gsize size)
{
  static const BeckDestination to = { MSHCTX_INPROC, NULL, MSHLFLAGS_NORMAL };
  Target *target = beck_object_new (klass, NULL);
  IUnknown *object = (IUnknown *) BECK_UNKNOWN (target);
  guint8 bytes[LARGEST];
  BeckPacketBytes packet;

  g_assert (SUCCEEDED (beck_packet_make (object, &IID_ISynchronize, &to, &packet)));
  g_assert (packet.size <= sizeof bytes);
  memcpy (bytes, packet.data, packet.size);
  for (gsize i = 0; i < MIN (size, packet.size); i++)
    bytes[i] ^= data[i];
  feed (bytes, packet.size);
  beck_packet_release (packet.data, packet.size, BECK_PACKET_ANY);
  beck_packet_clear (&packet);
  CoDisconnectObject (object, 0);
  beck_object_unref (target);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  guint8 bytes[LARGEST];

  if (size == 0 || size > LARGEST)
    return 0;
  g_assert (SUCCEEDED (CoInitializeEx (NULL, COINIT_MULTITHREADED)));
  memcpy (bytes, data + 1, size - 1);
  if (data[0] == 1)
    feed_changed (&plain_class, bytes, size - 1);
  else if (data[0] == 2)
    feed_changed (&agile_class, bytes, size - 1);
  else
    feed (bytes, size - 1);
  CoUninitialize ();
  return 0;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The peer in C: the macros of the generated headers, and a BeckObject. */

#define COBJMACROS
#include "peers.h"

typedef struct
{
  BeckObject object;
  IStream stream;
  IRpcStubBuffer stub;
  LONGLONG position;
} Peer;

static guint n_peers;

static HRESULT
peer_read (IStream *This, void *data, ULONG size, ULONG *n_read)
{
  for (*n_read = 0; *n_read < size; ++*n_read)
    ((BYTE *) data)[*n_read] = (BYTE) (*n_read + 1);
  return S_OK;
}

static HRESULT
peer_seek (IStream *This, LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER *position)
{
  Peer *self = BECK_SELF (Peer, stream, This);

  if (origin != STREAM_SEEK_CUR)
    return E_INVALIDARG;
  self->position += move.QuadPart;
  position->QuadPart = (ULONGLONG) self->position;
  return S_OK;
}

static HRESULT
peer_set_size (IStream *This, ULARGE_INTEGER size)
{
  BECK_SELF (Peer, stream, This)->position = (LONGLONG) size.QuadPart;
  return S_OK;
}

static IRpcStubBuffer *
peer_is_iid_supported (IRpcStubBuffer *This, REFIID riid)
{
  return IsEqualIID (riid, &IID_IStream) ? This : NULL;
}

static ULONG
peer_count_refs (IRpcStubBuffer *This)
{
  IRpcStubBuffer_AddRef (This);
  return IRpcStubBuffer_Release (This);
}

static void
peer_disconnect (IRpcStubBuffer *This)
{
  BECK_SELF (Peer, stub, This)->position = 0;
}

static HRESULT
peer_init (gpointer self)
{
  n_peers++;
  return S_OK;
}

static void
peer_finalize (gpointer self)
{
  n_peers--;
}

static const BeckClass peer_class = {
  .name = "Peer",
  .size = sizeof (Peer),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (Peer, stream, IStream, .Read = peer_read, .Seek = peer_seek,
                      .SetSize = peer_set_size),
      BECK_BASE_INTERFACE (Peer, stream, ISequentialStream),
      BECK_INTERFACE (Peer, stub, IRpcStubBuffer, .Disconnect = peer_disconnect,
                      .IsIIDSupported = peer_is_iid_supported, .CountRefs = peer_count_refs)),
  .init = peer_init,
  .finalize = peer_finalize,
};

IStream *
peer_new_in_c (void)
{
  IStream *stream;

  return SUCCEEDED (beck_object_create (&peer_class, NULL, &IID_IStream, (void **) &stream))
             ? stream
             : NULL;
}

guint
peer_count_in_c (void)
{
  return n_peers;
}

/* ---- Use ---- */

ULONGLONG
peer_seek_in_c (IStream *stream, LONGLONG move)
{
  LARGE_INTEGER by = { .QuadPart = move };
  ULARGE_INTEGER position = { .QuadPart = 0 };
  HRESULT hr = IStream_Seek (stream, by, STREAM_SEEK_CUR, &position);

  return SUCCEEDED (hr) ? position.QuadPart : (ULONGLONG) (LONGLONG) hr;
}

ULONG
peer_read_in_c (IStream *stream)
{
  ISequentialStream *base = (ISequentialStream *) stream;
  BYTE bytes[3] = { 0 };
  ULONG n_read = 0;
  HRESULT hr = ISequentialStream_Read (base, bytes, sizeof bytes, &n_read);

  return hr == S_OK && n_read == 3 ? bytes[0] + bytes[1] + bytes[2] : 0;
}

gboolean
peer_tour_in_c (IStream *stream)
{
  g_autoptr (IRpcStubBuffer) stub = NULL;
  g_autoptr (IUnknown) a = NULL;
  g_autoptr (IUnknown) b = NULL;
  HRESULT hr = IStream_QueryInterface (stream, &IID_IRpcStubBuffer, (void **) &stub);

  if (FAILED (hr))
    return FALSE;
  IStream_QueryInterface (stream, &IID_IUnknown, (void **) &a);
  IRpcStubBuffer_QueryInterface (stub, &IID_IUnknown, (void **) &b);
  IRpcStubBuffer_Disconnect (stub);
  return a == b && IRpcStubBuffer_CountRefs (stub) == 4
         && IRpcStubBuffer_IsIIDSupported (stub, &IID_IStream) == stub
         && IRpcStubBuffer_IsIIDSupported (stub, &IID_IMoniker) == NULL
         && peer_seek_in_c (stream, 0) == 0;
}

HRESULT
peer_miss_in_c (IStream *stream)
{
  void *nothing = stream;
  HRESULT hr = IStream_QueryInterface (stream, &IID_IMoniker, &nothing);

  return nothing == NULL ? hr : E_FAIL;
}

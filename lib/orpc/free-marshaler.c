/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The free-threaded marshaler (spec/com.md 6.3): for objects that every apartment of the process
 * may call directly. Within the process a packet stands for the pointer itself; other
 * destinations get standard references.
 *
 * A packet is flags, the pointer, and a GUID, 28 bytes in all. The pointer in it is never followed:
 * the GUID has the number under which the pointer is kept here, and the rest of it is a
 * secret of this process. So a forged packet finds nothing, nor does one that was used up, and
 * the worst that bytes with the right secret do is to name an object that somebody has marshaled
 * and nobody has fetched. A packet holds a reference. Weak ones, which hold none, are left to the
 * standard marshaler, which knows when an object ends.
 */

#include <beck/guid.h>
#include <beck/hresult.h>
#include <beck/marshal.h>
#include <beckclasses.h>

#include "orpc/cookies.h"
#include "orpc/export.h"
#include "orpc/packet.h"
#include "orpc/packet-stream.h"
#include "orpc/wire.h"

#define PACKET_SIZE BECK_FREE_PACKET_SIZE

typedef struct
{
  BeckObject object;
  IMarshal marshal;
} FreeMarshaler;

typedef struct
{
  gint refs; /* under the lock: of the packet, and of who is just looking */
  gboolean strong;
  IUnknown *interface;
} Kept;

static struct
{
  GMutex lock;
  BeckCookies all;
  gboolean has_secret;
  GUID secret;
} kept;

/* ---- What is kept for packets ---- */

static void
kept_unref (Kept *self)
{
  gboolean last;

  g_mutex_lock (&kept.lock);
  last = --self->refs == 0;
  g_mutex_unlock (&kept.lock);
  if (!last)
    return;
  self->interface->lpVtbl->Release (self->interface);
  beck_free (self);
}

/* @id: (out): what the packet has. */
static HRESULT
add (Kept *self, GUID *id)
{
  guint32 cookie = 0;
  HRESULT hr = S_OK;

  g_mutex_lock (&kept.lock);
  if (!kept.has_secret)
    hr = CoCreateGuid (&kept.secret);
  kept.has_secret = SUCCEEDED (hr);
  if (kept.has_secret)
    cookie = beck_cookies_add (&kept.all, self);
  *id = kept.secret;
  id->Data1 ^= cookie;
  g_mutex_unlock (&kept.lock);
  return SUCCEEDED (hr) && cookie == 0 ? E_OUTOFMEMORY : hr;
}

static HRESULT
keep (IUnknown *interface, DWORD flags, GUID *id)
{
  Kept *self = beck_alloc (sizeof *self);
  HRESULT hr;

  if (self == NULL)
    return E_OUTOFMEMORY;
  interface->lpVtbl->AddRef (interface);
  *self = (Kept){ 1, (flags & MSHLFLAGS_TABLESTRONG) != 0, interface };
  hr = add (self, id);
  if (FAILED (hr))
    kept_unref (self);
  return hr;
}

/* Under the lock: the number in @id, 0 if it is not from here. */
static guint32
cookie_of (GUID id)
{
  guint32 cookie = id.Data1 ^ kept.secret.Data1;

  id.Data1 = kept.secret.Data1;
  return kept.has_secret && beck_guid_equal (&id, &kept.secret) ? cookie : 0;
}

/* @found: (out): what the packet stands for, with a reference: the packet's own, if it is good for
 * one time only or is to be @used_up. */
static HRESULT
fetch (const guint8 *data, gsize size, gboolean used_up, Kept **found)
{
  guint32 cookie;
  GUID id;
  Kept *self;

  if (size < PACKET_SIZE)
    return RPC_E_INVALID_OBJREF;
  beck_wire_get_guid (data + 12, &id);
  g_mutex_lock (&kept.lock);
  cookie = cookie_of (id);
  self = beck_cookies_find (&kept.all, cookie);
  if (self != NULL && beck_wire_get64 (data + 4) != (guintptr) self->interface)
    self = NULL;
  if (self != NULL && (used_up || !self->strong))
    beck_cookies_take (&kept.all, cookie);
  else if (self != NULL)
    self->refs++;
  g_mutex_unlock (&kept.lock);
  *found = self;
  if (self != NULL)
    return S_OK;
  return cookie != 0 ? CO_E_OBJNOTCONNECTED : RPC_E_INVALID_OBJREF;
}

/* ---- Packets ---- */

static HRESULT
write_packet (IUnknown *object, REFIID riid, DWORD flags, guint8 data[PACKET_SIZE])
{
  g_autoptr (IUnknown) interface = NULL;
  GUID id;
  HRESULT hr = object->lpVtbl->QueryInterface (object, riid, (void **) &interface);

  if (SUCCEEDED (hr))
    hr = keep (interface, flags, &id);
  if (FAILED (hr))
    return hr;
  beck_wire_set32 (data, flags);
  beck_wire_set64 (data + 4, (guintptr) interface);
  beck_wire_set_guid (data + 12, &id);
  return S_OK;
}

HRESULT
beck_free_unmarshal (const guint8 *data, gsize size, REFIID riid, void **ppv)
{
  Kept *self;
  HRESULT hr = fetch (data, size, FALSE, &self);

  *ppv = NULL;
  if (FAILED (hr))
    return hr;
  hr = self->interface->lpVtbl->QueryInterface (self->interface, riid, ppv);
  kept_unref (self);
  return hr;
}

HRESULT
beck_free_release (const guint8 *data, gsize size)
{
  Kept *self;
  HRESULT hr = fetch (data, size, TRUE, &self);

  if (SUCCEEDED (hr))
    kept_unref (self);
  return hr;
}

HRESULT
beck_packet_make_free (IUnknown *object, REFIID riid, const BeckDestination *to,
                       BeckPacketBytes *packet)
{
  guint8 data[PACKET_SIZE];
  BeckObjref objref = { .kind = BECK_OBJREF_CUSTOM,
                        .iid = *riid,
                        .clsid = CLSID_InProcFreeMarshaler,
                        .data = data,
                        .size = sizeof data };
  HRESULT hr = write_packet (object, riid, to->flags, data);

  if (FAILED (hr))
    return hr;
  hr = beck_packet_print (&objref, packet);
  if (FAILED (hr))
    beck_free_release (data, sizeof data);
  return hr;
}

/* ---- IMarshal ---- */

/* Whether packets for @to stand for the pointer. */
static gboolean
is_free (const BeckDestination *to)
{
  return beck_destination_is_here (to) && !(to->flags & MSHLFLAGS_TABLEWEAK);
}

static FreeMarshaler *
free_self (IMarshal *This)
{
  return BECK_SELF (FreeMarshaler, marshal, This);
}

/* What is marshaled: what the caller has, or else the object that this marshaler is part of. */
static IUnknown *
object_of (IMarshal *This, void *interface)
{
  return interface != NULL ? interface : beck_object_get_unknown (free_self (This));
}

static HRESULT STDMETHODCALLTYPE
free_get_unmarshal_class (IMarshal *This, REFIID riid, void *interface, DWORD context,
                          void *context_data, DWORD flags, CLSID *clsid)
{
  BeckDestination to = { context, context_data, flags };

  if (clsid == NULL)
    return E_POINTER;
  *clsid = is_free (&to) ? CLSID_InProcFreeMarshaler : CLSID_StdMarshal;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
free_get_marshal_size_max (IMarshal *This, REFIID riid, void *interface, DWORD context,
                           void *context_data, DWORD flags, DWORD *size)
{
  BeckDestination to = { context, context_data, flags };

  if (riid == NULL || size == NULL)
    return E_INVALIDARG;
  *size = PACKET_SIZE;
  return is_free (&to) ? S_OK
                       : beck_packet_standard_size (object_of (This, interface), riid, &to, size);
}

static HRESULT STDMETHODCALLTYPE
free_marshal_interface (IMarshal *This, IStream *stream, REFIID riid, void *interface,
                        DWORD context, void *context_data, DWORD flags)
{
  BeckDestination to = { context, context_data, flags };
  guint8 data[PACKET_SIZE];
  HRESULT hr;

  if (stream == NULL || riid == NULL)
    return E_INVALIDARG;
  if (!is_free (&to))
    return beck_packet_write_standard (stream, object_of (This, interface), riid, &to);
  hr = write_packet (object_of (This, interface), riid, flags, data);
  if (FAILED (hr))
    return hr;
  hr = beck_stream_write (stream, data, sizeof data);
  if (FAILED (hr))
    beck_free_release (data, sizeof data);
  return hr;
}

static HRESULT STDMETHODCALLTYPE
free_unmarshal_interface (IMarshal *This, IStream *stream, REFIID riid, void **ppv)
{
  guint8 data[PACKET_SIZE];
  HRESULT hr;

  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  if (stream == NULL || riid == NULL)
    return E_INVALIDARG;
  hr = beck_stream_read (stream, data, sizeof data);
  return SUCCEEDED (hr) ? beck_free_unmarshal (data, sizeof data, riid, ppv) : hr;
}

static HRESULT STDMETHODCALLTYPE
free_release_marshal_data (IMarshal *This, IStream *stream)
{
  guint8 data[PACKET_SIZE];
  HRESULT hr;

  if (stream == NULL)
    return E_INVALIDARG;
  hr = beck_stream_read (stream, data, sizeof data);
  return SUCCEEDED (hr) ? beck_free_release (data, sizeof data) : hr;
}

/* Of the standard references to the object: pointers cannot be taken back. */
static HRESULT STDMETHODCALLTYPE
free_disconnect_object (IMarshal *This, DWORD reserved)
{
  return beck_export_disconnect (beck_object_get_unknown (free_self (This)));
}

const BeckClass beck_free_marshaler_class = {
  .name = "BeckFreeMarshaler",
  .size = sizeof (FreeMarshaler),
  .clsid = &CLSID_InProcFreeMarshaler,
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (FreeMarshaler, marshal, IMarshal,
                      .GetUnmarshalClass = free_get_unmarshal_class,
                      .GetMarshalSizeMax = free_get_marshal_size_max,
                      .MarshalInterface = free_marshal_interface,
                      .UnmarshalInterface = free_unmarshal_interface,
                      .ReleaseMarshalData = free_release_marshal_data,
                      .DisconnectObject = free_disconnect_object)),
};

HRESULT
CoCreateFreeThreadedMarshaler (IUnknown *outer, IUnknown **marshaler)
{
  if (marshaler == NULL)
    return E_INVALIDARG;
  return beck_object_create (&beck_free_marshaler_class, outer, &IID_IUnknown,
                             (void **) marshaler);
}

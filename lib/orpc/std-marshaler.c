/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * CLSID_StdMarshal and CoGetStandardMarshal(): the IMarshal of objects that have none, for those
 * that have one and want the standard way for some destinations. It holds the object it is for;
 * one without an object is for unmarshaling.
 */

#include <beck/hresult.h>
#include <beck/marshal.h>
#include <beckclasses.h>

#include "orpc/export.h"
#include "orpc/packet-stream.h"

typedef struct
{
  BeckObject object;
  IMarshal marshal;
  IUnknown *marshaled; /* counted (nullable) */
} StdMarshaler;

static StdMarshaler *
std_self (IMarshal *This)
{
  return BECK_SELF (StdMarshaler, marshal, This);
}

static IUnknown *
object_of (IMarshal *This, void *interface)
{
  return interface != NULL ? interface : std_self (This)->marshaled;
}

static HRESULT STDMETHODCALLTYPE
std_get_unmarshal_class (IMarshal *This, REFIID riid, void *interface, DWORD context,
                         void *context_data, DWORD flags, CLSID *clsid)
{
  if (clsid == NULL)
    return E_POINTER;
  *clsid = CLSID_StdMarshal;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE
std_get_marshal_size_max (IMarshal *This, REFIID riid, void *interface, DWORD context,
                          void *context_data, DWORD flags, DWORD *size)
{
  BeckDestination to = { context, context_data, flags };
  IUnknown *object = object_of (This, interface);

  if (riid == NULL || size == NULL || object == NULL)
    return E_INVALIDARG;
  return beck_packet_standard_size (object, riid, &to, size);
}

static HRESULT STDMETHODCALLTYPE
std_marshal_interface (IMarshal *This, IStream *stream, REFIID riid, void *interface,
                       DWORD context, void *context_data, DWORD flags)
{
  BeckDestination to = { context, context_data, flags };
  IUnknown *object = object_of (This, interface);

  if (stream == NULL || riid == NULL || object == NULL)
    return E_INVALIDARG;
  return beck_packet_write_standard (stream, object, riid, &to);
}

/* A reference of any kind but a custom one, which may come from anywhere and would lead back
 * here. */
static HRESULT
read_standard (IStream *stream, BeckPacketBytes *packet)
{
  BeckObjref head;
  HRESULT hr = beck_packet_read (stream, &head, packet);

  return SUCCEEDED (hr) && head.kind == BECK_OBJREF_CUSTOM ? RPC_E_INVALID_OBJREF : hr;
}

static HRESULT STDMETHODCALLTYPE
std_unmarshal_interface (IMarshal *This, IStream *stream, REFIID riid, void **ppv)
{
  BeckPacketBytes packet;
  HRESULT hr;

  if (ppv == NULL)
    return E_POINTER;
  *ppv = NULL;
  if (stream == NULL)
    return E_INVALIDARG;
  hr = read_standard (stream, &packet);
  if (SUCCEEDED (hr))
    hr = beck_packet_unmarshal_standard (packet.data, packet.size, riid, ppv);
  beck_packet_clear (&packet);
  return hr;
}

static HRESULT STDMETHODCALLTYPE
std_release_marshal_data (IMarshal *This, IStream *stream)
{
  BeckPacketBytes packet;
  HRESULT hr;

  if (stream == NULL)
    return E_INVALIDARG;
  hr = read_standard (stream, &packet);
  if (SUCCEEDED (hr))
    hr = beck_packet_release_standard (packet.data, packet.size);
  beck_packet_clear (&packet);
  return hr;
}

static HRESULT STDMETHODCALLTYPE
std_disconnect_object (IMarshal *This, DWORD reserved)
{
  IUnknown *object = std_self (This)->marshaled;

  return object != NULL ? beck_export_disconnect (object) : E_INVALIDARG;
}

static void
std_finalize (gpointer object)
{
  StdMarshaler *self = object;

  if (self->marshaled != NULL)
    self->marshaled->lpVtbl->Release (self->marshaled);
}

const BeckClass beck_std_marshaler_class = {
  .name = "BeckStdMarshaler",
  .size = sizeof (StdMarshaler),
  .clsid = &CLSID_StdMarshal,
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (StdMarshaler, marshal, IMarshal,
                      .GetUnmarshalClass = std_get_unmarshal_class,
                      .GetMarshalSizeMax = std_get_marshal_size_max,
                      .MarshalInterface = std_marshal_interface,
                      .UnmarshalInterface = std_unmarshal_interface,
                      .ReleaseMarshalData = std_release_marshal_data,
                      .DisconnectObject = std_disconnect_object)),
  .finalize = std_finalize,
};

HRESULT
CoGetStandardMarshal (REFIID riid, IUnknown *object, DWORD context, void *context_data,
                      DWORD flags, IMarshal **marshal)
{
  StdMarshaler *self;

  if (marshal == NULL)
    return E_INVALIDARG;
  *marshal = NULL;
  if (riid == NULL || !beck_destination_is_valid (context, flags))
    return E_INVALIDARG;
  self = beck_object_new (&beck_std_marshaler_class, NULL);
  if (self == NULL)
    return E_OUTOFMEMORY;
  if (object != NULL)
    object->lpVtbl->AddRef (object);
  self->marshaled = object;
  *marshal = &self->marshal;
  return S_OK;
}

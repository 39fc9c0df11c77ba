/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The functions of <beck/marshal.h> on streams: what they are given is looked at here, and what is
 * to be done is in packet.c.
 */

#include <beck/marshal.h>

#include <beck/apartment.h>
#include <beck/guid.h>
#include <beck/hresult.h>

#include "orpc/export.h"
#include "orpc/manager.h"
#include "orpc/memory-stream.h"
#include "orpc/packet-stream.h"
#include "orpc/ps-registry.h"

/* ---- Packets ---- */

HRESULT
CoMarshalInterface (IStream *stream, REFIID riid, IUnknown *object, DWORD context,
                    void *context_data, DWORD flags)
{
  BeckDestination to = { context, context_data, flags };

  if (stream == NULL || riid == NULL || object == NULL
      || !beck_destination_is_valid (context, flags))
    return E_INVALIDARG;
  return beck_packet_write (stream, object, riid, &to);
}

static HRESULT
unmarshal_custom (IStream *stream, const BeckObjref *head, REFIID riid, void **ppv)
{
  g_autoptr (IMarshal) marshal = NULL;
  HRESULT hr = beck_packet_reader (&head->clsid, BECK_PACKET_ANY, &marshal);

  if (FAILED (hr))
    return hr;
  if (beck_guid_equal (riid, &IID_NULL))
    riid = &head->iid;
  hr = marshal->lpVtbl->UnmarshalInterface (marshal, stream, riid, ppv);
  if (FAILED (hr))
    *ppv = NULL;
  return hr;
}

HRESULT
CoUnmarshalInterface (IStream *stream, REFIID riid, void **ppv)
{
  BeckPacketBytes packet;
  BeckObjref head;
  HRESULT hr;

  if (ppv == NULL)
    return E_INVALIDARG;
  *ppv = NULL;
  if (stream == NULL || riid == NULL)
    return E_INVALIDARG;
  if (beck_apartment_current () == NULL)
    return CO_E_NOTINITIALIZED;
  hr = beck_packet_read (stream, &head, &packet);
  if (FAILED (hr))
    return hr;
  if (head.kind == BECK_OBJREF_CUSTOM)
    return unmarshal_custom (stream, &head, riid, ppv);
  hr = beck_packet_unmarshal_standard (packet.data, packet.size, riid, ppv);
  beck_packet_clear (&packet);
  return hr;
}

static HRESULT
release_custom (IStream *stream, const BeckObjref *head)
{
  g_autoptr (IMarshal) marshal = NULL;
  HRESULT hr = beck_packet_reader (&head->clsid, BECK_PACKET_ANY, &marshal);

  return SUCCEEDED (hr) ? marshal->lpVtbl->ReleaseMarshalData (marshal, stream) : hr;
}

HRESULT
CoReleaseMarshalData (IStream *stream)
{
  BeckPacketBytes packet;
  BeckObjref head;
  HRESULT hr;

  if (stream == NULL)
    return E_INVALIDARG;
  if (beck_apartment_current () == NULL)
    return CO_E_NOTINITIALIZED;
  hr = beck_packet_read (stream, &head, &packet);
  if (FAILED (hr))
    return hr;
  if (head.kind == BECK_OBJREF_CUSTOM)
    return release_custom (stream, &head);
  hr = beck_packet_release_standard (packet.data, packet.size);
  beck_packet_clear (&packet);
  return hr;
}

HRESULT
CoGetMarshalSizeMax (ULONG *size, REFIID riid, IUnknown *object, DWORD context,
                     void *context_data, DWORD flags)
{
  BeckDestination to = { context, context_data, flags };

  if (size == NULL)
    return E_INVALIDARG;
  *size = 0;
  if (riid == NULL || object == NULL || !beck_destination_is_valid (context, flags))
    return E_INVALIDARG;
  return beck_packet_size_max (object, riid, &to, size);
}

/* ---- Between threads ---- */

HRESULT
CoMarshalInterThreadInterfaceInStream (REFIID riid, IUnknown *object, IStream **stream)
{
  static const BeckDestination to = { MSHCTX_INPROC, NULL, MSHLFLAGS_NORMAL };
  BeckPacketBytes packet;
  HRESULT hr;

  if (stream == NULL)
    return E_INVALIDARG;
  *stream = NULL;
  if (riid == NULL || object == NULL)
    return E_INVALIDARG;
  hr = beck_packet_make (object, riid, &to, &packet);
  if (FAILED (hr))
    return hr;
  hr = beck_memory_stream_new (packet.data, packet.size, stream);
  if (FAILED (hr))
    beck_packet_release (packet.data, packet.size, BECK_PACKET_ANY);
  beck_packet_clear (&packet);
  return hr;
}

HRESULT
CoGetInterfaceAndReleaseStream (IStream *stream, REFIID riid, void **ppv)
{
  HRESULT hr = CoUnmarshalInterface (stream, riid, ppv);

  if (stream != NULL)
    stream->lpVtbl->Release (stream);
  return hr;
}

/* ---- Results ---- */

HRESULT
CoMarshalHresult (IStream *stream, HRESULT result)
{
  guint32 bytes = GUINT32_TO_LE ((guint32) result);

  return stream != NULL ? beck_stream_write (stream, &bytes, sizeof bytes) : E_INVALIDARG;
}

HRESULT
CoUnmarshalHresult (IStream *stream, HRESULT *result)
{
  guint32 bytes;
  HRESULT hr;

  if (stream == NULL || result == NULL)
    return E_INVALIDARG;
  hr = beck_stream_read (stream, &bytes, sizeof bytes);
  if (SUCCEEDED (hr))
    *result = (HRESULT) GUINT32_FROM_LE (bytes);
  return hr;
}

/* ---- Objects that others have ---- */

HRESULT
CoDisconnectObject (IUnknown *object, DWORD reserved)
{
  g_autoptr (IMarshal) marshal = NULL;

  if (object == NULL || reserved != 0 || beck_std_is_proxy (object))
    return E_INVALIDARG;
  if (beck_apartment_current () == NULL)
    return CO_E_NOTINITIALIZED;
  if (SUCCEEDED (object->lpVtbl->QueryInterface (object, &IID_IMarshal, (void **) &marshal)))
    marshal->lpVtbl->DisconnectObject (marshal, reserved);
  return beck_export_disconnect (object);
}

HRESULT
CoLockObjectExternal (IUnknown *object, BOOL lock, BOOL last_unlock_releases)
{
  if (object == NULL || beck_std_is_proxy (object))
    return E_INVALIDARG;
  if (beck_apartment_current () == NULL)
    return CO_E_NOTINITIALIZED;
  return beck_export_lock (object, lock != FALSE);
}

BOOL
CoIsHandlerConnected (IUnknown *object)
{
  return object != NULL && beck_manager_is_connected (object);
}

HRESULT
beck_proxy_to_own (IUnknown *object, REFIID riid, void **ppv)
{
  if (ppv == NULL)
    return E_INVALIDARG;
  *ppv = NULL;
  if (object == NULL || riid == NULL)
    return E_INVALIDARG;
  if (beck_apartment_current () == NULL)
    return CO_E_NOTINITIALIZED;
  return beck_std_proxy_to_own (object, riid, ppv);
}

/* ---- Proxies and stubs ---- */

HRESULT
CoRegisterPSClsid (REFIID riid, REFCLSID rclsid)
{
  return riid != NULL && rclsid != NULL ? beck_ps_register_class (riid, rclsid) : E_INVALIDARG;
}

HRESULT
CoGetPSClsid (REFIID riid, CLSID *clsid)
{
  return riid != NULL && clsid != NULL ? beck_ps_get_class (riid, clsid) : E_INVALIDARG;
}

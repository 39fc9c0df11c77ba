/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * From an interface to a packet and back. Objects that have an IMarshal decide for themselves what
 * is in their packets, and which class reads it; all others get standard references. What was
 * marshaled and cannot be handed out is released again.
 */

#include "orpc/packet.h"

#include <beck/apartment.h>
#include <beck/class.h>
#include <beck/guid.h>
#include <beck/hresult.h>
#include <beck/options.h>
#include <stdatomic.h>

#include <beckclasses.h>

#include "orpc/memory-stream.h"

/* ---- Making them ---- */

HRESULT
beck_packet_print (const BeckObjref *objref, BeckPacketBytes *packet)
{
  gsize size = beck_objref_size (objref);

  if (size == 0)
    return RPC_E_INVALID_OBJREF;
  packet->data = beck_alloc (size);
  if (packet->data == NULL)
    return E_OUTOFMEMORY;
  packet->size = size;
  beck_objref_print (objref, packet->data);
  return S_OK;
}

/* The class that shall stand in for the object at the other side, if it names one. */
static gboolean
find_handler (IUnknown *object, const BeckDestination *to, CLSID *clsid)
{
  g_autoptr (IStdMarshalInfo) info = NULL;

  return SUCCEEDED (object->lpVtbl->QueryInterface (object, &IID_IStdMarshalInfo, (void **) &info))
         && SUCCEEDED (info->lpVtbl->GetClassForHandler (info, to->context, to->context_data,
                                                         clsid));
}

HRESULT
beck_packet_make_standard (IUnknown *object, REFIID riid, const BeckDestination *to,
                           BeckPacketBytes *packet)
{
  BeckObjref objref = { 0 };
  HRESULT hr = beck_std_marshal (object, riid, to->context, to->flags, &objref);

  if (FAILED (hr))
    return hr;
  if (objref.kind == BECK_OBJREF_STANDARD && !beck_std_is_proxy (object)
      && find_handler (object, to, &objref.clsid))
    objref.kind = BECK_OBJREF_HANDLER;
  hr = beck_packet_print (&objref, packet);
  if (FAILED (hr))
    beck_std_release (&objref);
  return hr;
}

/* The addresses in a reference have no greatest size, and change; so this tries. */
HRESULT
beck_packet_standard_size (IUnknown *object, REFIID riid, const BeckDestination *to, DWORD *size)
{
  BeckObjref objref = { 0 };
  HRESULT hr = beck_std_marshal (object, riid, to->context, MSHLFLAGS_NORMAL, &objref);

  if (FAILED (hr))
    return hr;
  objref.kind = BECK_OBJREF_HANDLER;
  *size = (DWORD) beck_objref_size (&objref);
  objref.kind = BECK_OBJREF_STANDARD;
  return beck_std_release (&objref);
}

/* What @stream has, behind a head that names the class that reads it. Who writes standard
 * references writes them with everything. */
static HRESULT
wrap (IStream *stream, REFIID riid, const CLSID *clsid, BeckPacketBytes *packet)
{
  BeckObjref objref = { .kind = BECK_OBJREF_CUSTOM, .iid = *riid, .clsid = *clsid };

  objref.data = beck_memory_stream_look (stream, &objref.size);
  if (!beck_guid_equal (clsid, &CLSID_StdMarshal))
    return beck_packet_print (&objref, packet);
  packet->data = beck_alloc (MAX (objref.size, 1));
  if (packet->data == NULL)
    return E_OUTOFMEMORY;
  packet->size = objref.size;
  if (objref.size > 0)
    memcpy (packet->data, objref.data, objref.size);
  return S_OK;
}

static void
unmake_custom (IMarshal *marshal, const CLSID *clsid, IStream *stream)
{
  static const LARGE_INTEGER beginning;
  const guint8 *data;
  gsize size;

  if (beck_guid_equal (clsid, &CLSID_StdMarshal))
    {
      data = beck_memory_stream_look (stream, &size);
      beck_packet_release_standard (data, size);
      return;
    }
  stream->lpVtbl->Seek (stream, beginning, STREAM_SEEK_SET, NULL);
  marshal->lpVtbl->ReleaseMarshalData (marshal, stream);
}

static HRESULT
make_custom (IMarshal *marshal, REFIID riid, void *interface, const BeckDestination *to,
             BeckPacketBytes *packet)
{
  g_autoptr (IStream) stream = NULL;
  CLSID clsid;
  HRESULT hr = marshal->lpVtbl->GetUnmarshalClass (marshal, riid, interface, to->context,
                                                   to->context_data, to->flags, &clsid);

  if (SUCCEEDED (hr))
    hr = beck_memory_stream_new (NULL, 0, &stream);
  if (SUCCEEDED (hr))
    hr = marshal->lpVtbl->MarshalInterface (marshal, stream, riid, interface, to->context,
                                            to->context_data, to->flags);
  /* This stream is full when there is no memory. */
  if (FAILED (hr))
    return hr == STG_E_MEDIUMFULL ? E_OUTOFMEMORY : hr;
  hr = wrap (stream, riid, &clsid, packet);
  if (FAILED (hr))
    unmake_custom (marshal, &clsid, stream);
  return hr;
}

static gboolean
has_interface (IUnknown *object, REFIID riid)
{
  g_autoptr (IUnknown) interface = NULL;

  return SUCCEEDED (object->lpVtbl->QueryInterface (object, riid, (void **) &interface));
}

/* How an object is marshaled. */
typedef struct
{
  IUnknown *interface; /* the one asked for; NULL for proxies */
  IMarshal *marshal;   /* (nullable): its own */
  gboolean free;       /* as the pointer that it is */
} Way;

static void
way_clear (Way *way)
{
  if (way->interface != NULL)
    way->interface->lpVtbl->Release (way->interface);
  if (way->marshal != NULL)
    way->marshal->lpVtbl->Release (way->marshal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Way, way_clear)

static HRESULT
find_way (IUnknown *object, REFIID riid, const BeckDestination *to, Way *way)
{
  HRESULT hr;

  if (beck_apartment_current () == NULL)
    return CO_E_NOTINITIALIZED;
  /* A proxy need not have it yet, and must not ask its server for what follows. */
  if (beck_std_is_proxy (object))
    return S_OK;
  if (has_interface (object, &IID_INoMarshal))
    return E_NOINTERFACE;
  hr = object->lpVtbl->QueryInterface (object, riid, (void **) &way->interface);
  if (FAILED (hr))
    return hr;
  if (FAILED (object->lpVtbl->QueryInterface (object, &IID_IMarshal, (void **) &way->marshal)))
    {
      way->marshal = NULL;
      way->free = beck_destination_is_here (to) && !(to->flags & MSHLFLAGS_TABLEWEAK)
                  && has_interface (object, &IID_IAgileObject);
    }
  return S_OK;
}

HRESULT
beck_packet_make (IUnknown *object, REFIID riid, const BeckDestination *to, BeckPacketBytes *packet)
{
  g_auto (Way) way = { NULL, NULL, FALSE };
  HRESULT hr;

  *packet = (BeckPacketBytes){ NULL, 0 };
  hr = find_way (object, riid, to, &way);
  if (FAILED (hr))
    return hr;
  if (way.marshal != NULL)
    return make_custom (way.marshal, riid, way.interface, to, packet);
  if (way.free)
    return beck_packet_make_free (object, riid, to, packet);
  return beck_packet_make_standard (object, riid, to, packet);
}

static HRESULT
custom_size_max (IMarshal *marshal, REFIID riid, void *interface, const BeckDestination *to,
                 DWORD *size)
{
  HRESULT hr = marshal->lpVtbl->GetMarshalSizeMax (marshal, riid, interface, to->context,
                                                   to->context_data, to->flags, size);

  /* The head is there in any case; a standard one begins in the same way. */
  if (SUCCEEDED (hr))
    *size = *size > G_MAXUINT32 - BECK_OBJREF_CUSTOM_SIZE ? G_MAXUINT32
                                                          : *size + BECK_OBJREF_CUSTOM_SIZE;
  return hr;
}

HRESULT
beck_packet_size_max (IUnknown *object, REFIID riid, const BeckDestination *to, DWORD *size)
{
  g_auto (Way) way = { NULL, NULL, FALSE };
  HRESULT hr = find_way (object, riid, to, &way);

  if (FAILED (hr))
    return hr;
  if (way.marshal != NULL)
    return custom_size_max (way.marshal, riid, way.interface, to, size);
  if (way.free)
    {
      *size = BECK_OBJREF_CUSTOM_SIZE + BECK_FREE_PACKET_SIZE;
      return S_OK;
    }
  return beck_packet_standard_size (object, riid, to, size);
}

/* ---- Who reads them ---- */

static atomic_bool custom_is_refused;

void
beck_packet_refuse_custom (void)
{
  atomic_store (&custom_is_refused, TRUE);
}

/* COMGLB_UNMARSHALING_POLICY: 1 is the strong one. */
static gboolean
may_read (REFCLSID clsid, BeckPacketReaders readers)
{
  ULONG_PTR policy = 0;

  if (beck_orpc_has_class (clsid))
    return TRUE;
  return readers == BECK_PACKET_ANY && !atomic_load (&custom_is_refused)
         && SUCCEEDED (beck_options_get (COMGLB_UNMARSHALING_POLICY, &policy)) && policy != 1;
}

HRESULT
beck_packet_reader (REFCLSID clsid, BeckPacketReaders readers, IMarshal **marshal)
{
  *marshal = NULL;
  if (!may_read (clsid, readers))
    return E_ACCESSDENIED;
  if (beck_guid_equal (clsid, &CLSID_InProcFreeMarshaler))
    return beck_object_create (&beck_free_marshaler_class, NULL, &IID_IMarshal, (void **) marshal);
  if (beck_guid_equal (clsid, &CLSID_StdMarshal))
    return beck_object_create (&beck_std_marshaler_class, NULL, &IID_IMarshal, (void **) marshal);
  return CoCreateInstance (clsid, NULL, CLSCTX_INPROC_SERVER | CLSCTX_INPROC_HANDLER,
                           &IID_IMarshal, (void **) marshal);
}

/* ---- Reading them ---- */

HRESULT
beck_packet_fault (BeckObjrefFault fault)
{
  return fault == BECK_OBJREF_GOOD ? S_OK : RPC_E_INVALID_OBJREF;
}

static HRESULT
parse (const guint8 *data, gsize size, BeckObjref *objref)
{
  if (beck_apartment_current () == NULL)
    return CO_E_NOTINITIALIZED;
  return beck_packet_fault (beck_objref_parse (data, size, objref));
}

/* What is asked for, or what the reference is for. */
static REFIID
iid_wanted (const BeckObjref *objref, REFIID riid)
{
  return riid == NULL || beck_guid_equal (riid, &IID_NULL) ? &objref->iid : riid;
}

HRESULT
beck_packet_unmarshal_standard (const guint8 *data, gsize size, REFIID riid, void **ppv)
{
  BeckObjref objref;
  HRESULT hr = parse (data, size, &objref);

  *ppv = NULL;
  if (FAILED (hr))
    return hr;
  if (objref.kind == BECK_OBJREF_CUSTOM)
    return RPC_E_INVALID_OBJREF;
  return beck_std_unmarshal (&objref, iid_wanted (&objref, riid), ppv);
}

HRESULT
beck_packet_release_standard (const guint8 *data, gsize size)
{
  BeckObjref objref;
  HRESULT hr = parse (data, size, &objref);

  if (FAILED (hr))
    return hr;
  return objref.kind == BECK_OBJREF_CUSTOM ? RPC_E_INVALID_OBJREF : beck_std_release (&objref);
}

/* The reader of a custom packet, and its data as a stream. */
static HRESULT
open_custom (const BeckObjref *objref, BeckPacketReaders readers, IMarshal **marshal,
             IStream **stream)
{
  HRESULT hr = beck_packet_reader (&objref->clsid, readers, marshal);

  return SUCCEEDED (hr) ? beck_memory_stream_new (objref->data, objref->size, stream) : hr;
}

static HRESULT
unmarshal_custom (const BeckObjref *objref, REFIID riid, BeckPacketReaders readers, void **ppv)
{
  g_autoptr (IMarshal) marshal = NULL;
  g_autoptr (IStream) stream = NULL;
  HRESULT hr;

  if (beck_guid_equal (&objref->clsid, &CLSID_InProcFreeMarshaler))
    return beck_free_unmarshal (objref->data, objref->size, riid, ppv);
  hr = open_custom (objref, readers, &marshal, &stream);
  if (SUCCEEDED (hr))
    hr = marshal->lpVtbl->UnmarshalInterface (marshal, stream, riid, ppv);
  if (FAILED (hr))
    *ppv = NULL;
  return hr;
}

HRESULT
beck_packet_unmarshal (const guint8 *data, gsize size, REFIID riid, BeckPacketReaders readers,
                       void **ppv)
{
  BeckObjref objref;
  HRESULT hr = parse (data, size, &objref);

  *ppv = NULL;
  if (FAILED (hr))
    return hr;
  riid = iid_wanted (&objref, riid);
  if (objref.kind != BECK_OBJREF_CUSTOM)
    return beck_std_unmarshal (&objref, riid, ppv);
  return unmarshal_custom (&objref, riid, readers, ppv);
}

HRESULT
beck_packet_release (const guint8 *data, gsize size, BeckPacketReaders readers)
{
  g_autoptr (IMarshal) marshal = NULL;
  g_autoptr (IStream) stream = NULL;
  BeckObjref objref;
  HRESULT hr = parse (data, size, &objref);

  if (FAILED (hr))
    return hr;
  if (objref.kind != BECK_OBJREF_CUSTOM)
    return beck_std_release (&objref);
  if (beck_guid_equal (&objref.clsid, &CLSID_InProcFreeMarshaler))
    return beck_free_release (objref.data, objref.size);
  hr = open_custom (&objref, readers, &marshal, &stream);
  return SUCCEEDED (hr) ? marshal->lpVtbl->ReleaseMarshalData (marshal, stream) : hr;
}

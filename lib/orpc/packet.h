/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Packets: references to interfaces as bytes, OBJREFs of every kind, with what has to be done so
 * that somebody else can make a pointer of them (spec/com.md 6.3). What CoMarshalInterface() does,
 * on bytes; streams are in marshal.c, arguments of calls in packet-hooks.c.
 */

#include <beck/object.h>

#include "base/alloc.h"
#include "orpc/std-marshal.h"

typedef struct
{
  guint8 *data; /* beck_free() */
  gsize size;
} BeckPacketBytes;

/* Who gets a packet, and what for: the parameters of IMarshal's methods. */
typedef struct
{
  DWORD context; /* MSHCTX_ */
  void *context_data;
  DWORD flags; /* MSHLFLAGS_ */
} BeckDestination;

/* Whether the numbers mean something. */
static inline gboolean
beck_destination_is_valid (DWORD context, DWORD flags)
{
  return context <= MSHCTX_CROSSCTX && flags <= (MSHLFLAGS_NOPING | MSHLFLAGS_TABLEWEAK)
         && (flags & ~(DWORD) MSHLFLAGS_NOPING) <= MSHLFLAGS_TABLEWEAK;
}

/* A destination within this process. */
static inline gboolean
beck_destination_is_here (const BeckDestination *to)
{
  return to->context == MSHCTX_INPROC || to->context == MSHCTX_CROSSCTX;
}

/* @packet is empty after a failure. */
HRESULT beck_packet_make (IUnknown *object, REFIID riid, const BeckDestination *to,
                          BeckPacketBytes *packet);

/* How many bytes that has at most. */
HRESULT beck_packet_size_max (IUnknown *object, REFIID riid, const BeckDestination *to,
                              DWORD *size);

/* The same by the standard way, whatever the object wants. */
HRESULT beck_packet_make_standard (IUnknown *object, REFIID riid, const BeckDestination *to,
                                   BeckPacketBytes *packet);

HRESULT beck_packet_standard_size (IUnknown *object, REFIID riid, const BeckDestination *to,
                                   DWORD *size);

/* The bytes of @objref. */
HRESULT beck_packet_print (const BeckObjref *objref, BeckPacketBytes *packet);

static inline void
beck_packet_clear (BeckPacketBytes *packet)
{
  beck_free (packet->data);
  *packet = (BeckPacketBytes){ NULL, 0 };
}

/* Who may read a packet. */
typedef enum
{
  BECK_PACKET_ANY,
  BECK_PACKET_BUILT_IN, /* classes of this library only: CLSCTX_NO_CUSTOM_MARSHAL */
} BeckPacketReaders;

/* An interface pointer from a packet; @riid may be IID_NULL or NULL for the packet's own. */
HRESULT beck_packet_unmarshal (const guint8 *data, gsize size, REFIID riid,
                               BeckPacketReaders readers, void **ppv);

/* For a packet that will not be unmarshaled, or no more. */
HRESULT beck_packet_release (const guint8 *data, gsize size, BeckPacketReaders readers);

/* EOAC_NO_CUSTOM_MARSHAL of CoInitializeSecurity(): for all packets from now on. */
void beck_packet_refuse_custom (void);

/* ---- Parts of the above, for streams ---- */

/* What is wrong with a packet, as HRESULT. */
HRESULT beck_packet_fault (BeckObjrefFault fault);

/* The object that reads packets of @clsid; E_ACCESSDENIED if it may not. */
HRESULT beck_packet_reader (REFCLSID clsid, BeckPacketReaders readers, IMarshal **marshal);

/* As the first two, for references other than custom ones. */
HRESULT beck_packet_unmarshal_standard (const guint8 *data, gsize size, REFIID riid, void **ppv);
HRESULT beck_packet_release_standard (const guint8 *data, gsize size);

/* ---- Objects that are at home everywhere: free-marshaler.c ---- */

extern const BeckClass beck_free_marshaler_class;

/* The data of its packets: flags, pointer, GUID. */
#define BECK_FREE_PACKET_SIZE (4 + 8 + 16)

/* For IAgileObject: what its own free-threaded marshaler would make. */
HRESULT beck_packet_make_free (IUnknown *object, REFIID riid, const BeckDestination *to,
                               BeckPacketBytes *packet);

/* The data of such a packet, within the custom reference. */
HRESULT beck_free_unmarshal (const guint8 *data, gsize size, REFIID riid, void **ppv);
HRESULT beck_free_release (const guint8 *data, gsize size);

/* ---- CLSID_StdMarshal: std-marshaler.c ---- */

extern const BeckClass beck_std_marshaler_class;

/* ---- The library's own classes: classes.c ---- */

gboolean beck_orpc_has_class (REFCLSID clsid);

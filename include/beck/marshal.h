/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Marshaling (spec/com.md 6.3; docs/marshaling.md): how an interface pointer gets from one
 * apartment to another, in this process or elsewhere. CoMarshalInterface() makes a packet of it,
 * bytes that say where the object is; CoUnmarshalInterface() makes a pointer of a packet: the
 * original one in the object's own apartment, a proxy in others.
 *
 *   hr = CoMarshalInterThreadInterfaceInStream (&IID_IAdder, adder, &stream);
 *   ... give stream to a thread of another apartment, which calls ...
 *   hr = CoGetInterfaceAndReleaseStream (stream, &IID_IAdder, (void **) &adder);
 *
 * A packet is good for one pointer (MSHLFLAGS_NORMAL), or, as one of a table, for any number:
 * MSHLFLAGS_TABLESTRONG keeps the object until CoReleaseMarshalData(), MSHLFLAGS_TABLEWEAK does not
 * keep it. Pointers that many threads want again and again are better kept by the global
 * interface table (CLSID_StdGlobalInterfaceTable) or by RoGetAgileReference().
 *
 * All functions need an apartment unless they say otherwise, and answer CO_E_NOTINITIALIZED
 * without one.
 */

#include <beck/proxy.h>
#include <beck/stream.h>
#include <beck/types.h>
#include <objidlbase.h>

G_BEGIN_DECLS

/* ---- Packets ---- */

/**
 * CoMarshalInterface:
 * @stream: (transfer none): the packet is written at its position
 * @riid: the interface
 * @object: (transfer none): the object, or a proxy; of the caller's apartment
 * @context: who gets it, MSHCTX_*
 * @context_data: NULL; handed on to an object that marshals itself
 * @flags: MSHLFLAGS_NORMAL, _TABLESTRONG or _TABLEWEAK, with or without _NOPING
 *
 * An object with an IMarshal decides what is in the packet. Of others it is a standard reference,
 * for which there must be proxies for @riid: a class of CoRegisterPSClsid(), tables of
 * beck_proxy_register(), or an interface of this library; and for IAgileObject within the process,
 * the pointer itself. The packet of a proxy leads straight to the object.
 *
 * Returns: S_OK; E_INVALIDARG, for NULL too; E_NOINTERFACE if the object has not got the interface,
 *   has INoMarshal, or if there are no proxies; E_OUTOFMEMORY; RPC_E_DISCONNECTED; what the stream
 *   or the object's IMarshal returns. After a failure nothing is kept for a packet.
 */
HRESULT CoMarshalInterface (IStream *stream, REFIID riid, IUnknown *object, DWORD context,
                            void *context_data, DWORD flags);

/**
 * CoUnmarshalInterface:
 * @stream: (transfer none): at the beginning of a packet; behind it afterwards
 * @riid: the interface wanted; IID_NULL for that of the packet
 * @ppv: (out) (transfer full): the interface, NULL after a failure
 *
 * Packets that their object made are read by the class that they name, which is created in
 * this process. Where a peer may send what it wants, that can be forbidden: by
 * COMGLB_UNMARSHALING_POLICY of 1, or EOAC_NO_CUSTOM_MARSHAL. Then only classes of this library
 * read packets, and others answer E_ACCESSDENIED.
 *
 * Threading: the pointer belongs to the calling apartment.
 * Returns: S_OK; E_INVALIDARG; STG_E_READFAULT if the stream ends within the packet, or is at its
 *   end since nobody rewound it; RPC_E_INVALID_OBJREF for what is no packet; CO_E_OBJNOTCONNECTED
 *   for a normal packet that was used or released, or if the object's apartment has ended;
 *   CO_E_OBJNOTREG for a weak one whose object is gone; E_NOINTERFACE; E_OUTOFMEMORY; what
 *   reaching the object's process fails with
 */
HRESULT CoUnmarshalInterface (IStream *stream, REFIID riid, void **ppv);

/**
 * CoReleaseMarshalData:
 * @stream: (transfer none): at the beginning of a packet
 *
 * For a packet that will not be unmarshaled, or that of a table which is not needed any more.
 *
 * Returns: as CoUnmarshalInterface()
 */
HRESULT CoReleaseMarshalData (IStream *stream);

/**
 * CoGetMarshalSizeMax:
 * @size: (out): the bytes that CoMarshalInterface() writes at most, with the other parameters the
 *   same
 *
 * Returns: as CoMarshalInterface()
 */
HRESULT CoGetMarshalSizeMax (ULONG *size, REFIID riid, IUnknown *object, DWORD context,
                             void *context_data, DWORD flags);

/**
 * CoGetStandardMarshal:
 * @riid: the interface
 * @object: (nullable) (transfer none): what will be marshaled; referenced by @marshal. NULL to
 *   unmarshal or release only
 * @context: @context_data: @flags: as for CoMarshalInterface()
 * @marshal: (out) (transfer full): NULL after a failure
 *
 * The IMarshal of objects that have none of their own, for those that marshal themselves for some
 * destinations only.
 *
 * Needs no apartment by itself.
 *
 * Returns: S_OK; E_INVALIDARG; E_OUTOFMEMORY
 */
HRESULT CoGetStandardMarshal (REFIID riid, IUnknown *object, DWORD context, void *context_data,
                              DWORD flags, IMarshal **marshal);

/**
 * CoMarshalInterThreadInterfaceInStream:
 * @riid: the interface
 * @object: (transfer none): of the caller's apartment
 * @stream: (out) (transfer full): a new one with a packet for MSHCTX_INPROC, at its beginning
 *
 * Returns: as CoMarshalInterface()
 */
HRESULT CoMarshalInterThreadInterfaceInStream (REFIID riid, IUnknown *object, IStream **stream);

/**
 * CoGetInterfaceAndReleaseStream:
 * @stream: (transfer full): from the function above; released in any case
 * @riid: the interface wanted
 * @ppv: (out) (transfer full): NULL after a failure
 *
 * Returns: as CoUnmarshalInterface()
 */
HRESULT CoGetInterfaceAndReleaseStream (IStream *stream, REFIID riid, void **ppv);

/**
 * CoMarshalHresult:
 * @stream: (transfer none): receives four bytes
 * @result: any HRESULT
 *
 * For an IMarshal that wants to tell the other side of a failure. Needs no apartment.
 *
 * Returns: S_OK; E_INVALIDARG; what the stream returns
 */
HRESULT CoMarshalHresult (IStream *stream, HRESULT result);

/**
 * CoUnmarshalHresult:
 * @stream: (transfer none): where CoMarshalHresult() has written
 * @result: (out): what was written; untouched after a failure
 *
 * Needs no apartment.
 *
 * Returns: S_OK; E_INVALIDARG; STG_E_READFAULT
 */
HRESULT CoUnmarshalHresult (IStream *stream, HRESULT *result);

/* ---- Objects that others have ---- */

/**
 * CoDisconnectObject:
 * @object: (transfer none): an object of the caller's apartment, no proxy
 * @reserved: 0
 *
 * Takes the object from all that have proxies for it: their calls from now on answer
 * RPC_E_DISCONNECTED. Calls that run end as they would have. Legal within a call to the object.
 * An object with an IMarshal is told by its DisconnectObject, too.
 *
 * Returns: S_OK, also if nobody had it; E_INVALIDARG
 */
HRESULT CoDisconnectObject (IUnknown *object, DWORD reserved);

/**
 * CoLockObjectExternal:
 * @object: (transfer none): an object of the caller's apartment, no proxy
 * @lock: TRUE keeps the object, even if nobody else does; FALSE undoes one such
 * @last_unlock_releases: not looked at: with the last lock the object goes, if nothing else
 *   holds it
 *
 * Returns: S_OK; E_INVALIDARG; E_OUTOFMEMORY
 */
HRESULT CoLockObjectExternal (IUnknown *object, BOOL lock, BOOL last_unlock_releases);

/**
 * CoIsHandlerConnected:
 * @object: (nullable) (transfer none): a proxy, or an object
 *
 * Asks nobody, so the server may be gone before this function knows.
 *
 * Needs no apartment.
 *
 * Returns: FALSE for a proxy whose object is known to be out of reach, and for NULL
 */
BOOL CoIsHandlerConnected (IUnknown *object);

/* ---- Objects for every apartment ---- */

/**
 * CoCreateFreeThreadedMarshaler:
 * @outer: (nullable) (transfer none): the object that it becomes a part of
 * @marshaler: (out) (transfer full): its own unknown, which answers for IMarshal; NULL after a
 *   failure
 *
 * For objects that may be called from every apartment of the process: with this as its IMarshal an
 * object is marshaled within the process as the pointer that it is. Such an object must not keep
 * pointers that belong to an apartment; agile references may take their place.
 *
 *   BECK_INNER_INTERFACE (Counter, marshaler, IMarshal)
 *
 * Needs no apartment. IAgileObject says the same with less.
 *
 * Returns: S_OK; E_INVALIDARG; E_OUTOFMEMORY
 */
HRESULT CoCreateFreeThreadedMarshaler (IUnknown *outer, IUnknown **marshaler);

/**
 * AgileReferenceOptions:
 * @AGILEREFERENCE_DEFAULT: the object is marshaled at once
 * @AGILEREFERENCE_DELAYEDMARSHAL: the object is marshaled when somebody in another apartment wants
 *   it first
 */
typedef enum AgileReferenceOptions
{
  AGILEREFERENCE_DEFAULT = 0,
  AGILEREFERENCE_DELAYEDMARSHAL = 1
} AgileReferenceOptions;

/**
 * RoGetAgileReference:
 * @options: one of the above
 * @riid: the interface
 * @object: (transfer none): of the caller's apartment; kept by the reference
 * @reference: (out) (transfer full): NULL after a failure
 *
 * Makes a reference that may be used in every apartment: its Resolve gives a pointer for the
 * apartment that calls it, E_NOINTERFACE if the object has not got the interface wanted, and
 * CO_E_OBJNOTCONNECTED if the object's apartment has ended.
 *
 * Returns: S_OK; E_INVALIDARG; E_NOINTERFACE; CO_E_NOT_SUPPORTED for an object with INoMarshal;
 *   otherwise as CoMarshalInterface()
 */
HRESULT RoGetAgileReference (AgileReferenceOptions options, REFIID riid, IUnknown *object,
                             IAgileReference **reference);

/**
 * beck_proxy_to_own:
 * @object: (transfer none): an object of the caller's own apartment
 * @riid: the interface
 * @ppv: (out) (transfer full): NULL after a failure
 *
 * Makes a proxy where a pointer would do: for what only proxies have, call objects of an object
 * that has none, for example. Calls go by way of a thread of the pool, or of the apartment's queue.
 *
 * Returns: S_OK; E_INVALIDARG; E_NOINTERFACE; E_OUTOFMEMORY
 */
HRESULT beck_proxy_to_own (IUnknown *object, REFIID riid, void **ppv);

/* ---- Proxies and stubs ---- */

/**
 * CoRegisterPSClsid:
 * @riid: an interface
 * @rclsid: the class whose class object is an IPSFactoryBuffer for it
 *
 * For the whole process. The class object is asked for by CLSCTX_INPROC_SERVER when it is needed.
 *
 * Threading: any thread, needs no apartment.
 * Returns: S_OK; E_INVALIDARG; E_OUTOFMEMORY
 */
HRESULT CoRegisterPSClsid (REFIID riid, REFCLSID rclsid);

/**
 * CoGetPSClsid:
 * @riid: an interface
 * @clsid: (out): as registered; for an interface of beck_proxy_register(), its IID
 *
 * Threading: any thread, needs no apartment.
 * Returns: S_OK; E_INVALIDARG; REGDB_E_IIDNOTREG
 */
HRESULT CoGetPSClsid (REFIID riid, CLSID *clsid);

G_END_DECLS

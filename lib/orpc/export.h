/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The objects of this process that somebody elsewhere may call: by OID, each with the interfaces
 * that were handed out, by IPID, and their stubs (wire.md 5.1, 5.5).
 *
 * An export lives as long as it is held: by references that clients have, by packets of references
 * that nobody has unmarshaled yet, by tables (MSHLFLAGS_TABLESTRONG) and by
 * CoLockObjectExternal(). When the last of these goes the object is released, in its
 * apartment. Weak tables do not hold it. Counts never go below zero, whatever a client says.
 *
 * All functions: any thread unless said otherwise; the object is called without locks and inside
 * its apartment only.
 */

#include <orpcobj.h>

#include "apartment/apartment.h"

typedef struct BeckExport BeckExport;
typedef struct BeckExportEntry BeckExportEntry;

/* References that one standard packet carries. */
#define BECK_EXPORT_PACKET_REFS 5

/* This process: its number, the same until it ends and never used again. The upper half of each of
 * its OIDs is the lower half of this, so that who is asked about an OID knows whose it is
 * (resolver.h); that half is not 0. */
OXID beck_export_oxid (void);

/* Who has references: proxies of this process, which end with it, or others, who ping. A packet
 * belongs to those that its context says. */
typedef enum
{
  BECK_HELD_HERE,
  BECK_HELD_ELSEWHERE,
} BeckHeldBy;

/* Makes a packet for interface @riid of @object, which belongs to the caller's apartment or is
 * agile. @flags: MSHLFLAGS_*. S_OK; E_NOINTERFACE if the object has it not or there are no proxies
 * for it; CO_E_NOTINITIALIZED; RPC_E_DISCONNECTED: another thread disconnects it just now;
 * E_OUTOFMEMORY. */
HRESULT beck_export_marshal (IUnknown *object, REFIID riid, BeckHeldBy by, DWORD flags,
                             STDOBJREF *std);

/* The same for interface @ipid, of which the caller has a proxy. */
HRESULT beck_export_marshal_again (const IPID *ipid, BeckHeldBy by, DWORD flags, STDOBJREF *std);

/* Whether packet @std of this process can be unmarshaled. S_OK: its references are the caller's
 * then. @home: (out) (transfer full) (nullable): interface @riid itself, if the object's apartment
 * is the caller's; the packet's references are gone in that case. CO_E_OBJNOTCONNECTED: a
 * normal packet whose references were taken before, or that was released; CO_E_OBJNOTREG: a weak
 * one whose object is gone. */
HRESULT beck_export_unmarshal (const STDOBJREF *std, REFIID riid, void **home);

/* The same for a proxy, wherever the object is: the packet's references are the caller's. */
HRESULT beck_export_claim (const STDOBJREF *std);

/* CoReleaseMarshalData() of a packet of this process. What kind of packet it is stands in its
 * flags, in bits that the protocol leaves to exporters, or in that it has no references. */
HRESULT beck_export_release_packet (const STDOBJREF *std);

/* IRemUnknown, for local proxies and for the network. Query enters the object's apartment and
 * blocks. */
HRESULT beck_export_query (const IPID *ipid, BeckHeldBy by, guint32 n_refs, guint16 n,
                           const IID *iids, REMQIRESULT *results);
HRESULT beck_export_add_refs (const IPID *ipid, BeckHeldBy by, guint32 n_refs);
void beck_export_release_refs (const IPID *ipid, BeckHeldBy by, guint32 n_refs);

/* CoDisconnectObject(), CoLockObjectExternal(); inside the object's apartment. With the last lock,
 * if nothing else holds the object, weak packets lose it too: they never outlive what was
 * held. CO_E_NOTINITIALIZED, E_OUTOFMEMORY. */
HRESULT beck_export_disconnect (IUnknown *object);
HRESULT beck_export_lock (IUnknown *object, gboolean lock);

/* ---- For calls: incoming.c ---- */

/* (transfer full): the interface that is called, NULL if there is none such: RPC_E_INVALID_IPID;
 * RPC_E_DISCONNECTED after beck_export_disconnect(); CO_E_OBJNOTCONNECTED, its apartment has
 * ended. */
BeckExportEntry *beck_export_find (const IPID *ipid, HRESULT *hr);
void beck_export_entry_unref (BeckExportEntry *entry);

/* NULL: the object is agile, and may be called on any thread. */
BeckApartment *beck_export_entry_apartment (BeckExportEntry *entry);

/* NULL: for IUnknown, which nobody calls. */
IRpcStubBuffer *beck_export_entry_stub (BeckExportEntry *entry);
const IID *beck_export_entry_iid (BeckExportEntry *entry);

/* ---- For the network: pings and run-down ---- */

/* Whether this process exports @oid. */
gboolean beck_export_has (OID oid);

/* Nobody pings @oid any more: the references that others have are taken back. Those of this
 * process, tables and locks stay. */
void beck_export_run_down (OID oid);

/* Has @changed called when the first reference of @oid went to others, and when the last came back;
 * no locks held, any thread. At most one: who answers for this process's pings. */
void beck_export_on_held_elsewhere (void (*changed) (OID oid, gboolean held));

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The records behind export.h. One lock guards them all, and is never held while an object is
 * called.
 *
 * An export is LIVE until it loses its object, for one of three reasons. Nobody holds it: it is
 * DEAD. The object was disconnected, or its apartment ended: it has no object any more, but stays
 * known by its IPIDs while clients have references, so that they learn why. Then it is DEAD.
 */

#include <beck/object.h>

#include "base/lock.h"
#include "orpc/export.h"
#include "orpc/id-table.h"

typedef enum
{
  EXPORT_LIVE,
  EXPORT_DISCONNECTED,
  EXPORT_GONE,
  EXPORT_DEAD,
} BeckExportState;

typedef struct BeckIncoming BeckIncoming;

struct BeckExport
{
  gint refs; /* of the record: entries, the table, and who is just at it */
  BeckExportState state;
  IUnknown *unknown;        /* the object's identity; counted if @owns */
  BeckApartment *apartment; /* counted; NULL: agile */
  BeckExport *next;         /* by identity, while @is_linked */
  BeckExportEntry *entries; /* each with a reference; only added to while LIVE */
  BeckIdNode by_oid;        /* the OID, from the first entry on */
  guint64 held;             /* references, locks, strong tables, and who is just at it */
  guint64 elsewhere;        /* of these, references of BECK_HELD_ELSEWHERE */
  guint32 n_locks;
  guint32 n_strong;
  guint32 n_weak; /* not in @held */
  guint8 owns; /* fixed once it is not LIVE; no bits, as it is read without the lock then */
  guint8 is_linked;
  guint8 has_let_go;
  guint8 told_elsewhere; /* what was said of @elsewhere last */
  guint8 is_telling;
  BeckWork work; /* lets go inside the apartment */
};

struct BeckExportEntry
{
  gint refs;
  guint32 n_refs[2];     /* by BeckHeldBy */
  guint32 n_packets;     /* normal ones of BECK_HELD_HERE that nobody has taken */
  BeckExport *export;    /* counted */
  BeckExportEntry *next; /* of the same export */
  IRpcStubBuffer *stub;  /* NULL: IUnknown, or there is no object to be called yet. Set once */
  BeckIncoming *deferred; /* calls that will be answered later */
  IPID ipid;
  IID iid;
};

/* Whether the object of @entry can be called still: S_OK, or the reason why not. */
HRESULT beck_export_entry_check (BeckExportEntry *entry);

/* ---- export-table.c ---- */

extern BeckLock beck_exports_lock;

/* Takes the lock, with room for one more export and one more entry. E_OUTOFMEMORY: without it. */
HRESULT beck_export_table_lock_with_room (void);

/* What follows needs the lock. By identity; @apartment counts for objects that are not agile. */
void beck_export_table_link (BeckExport *export);
void beck_export_table_unlink (BeckExport *export);
BeckExport *beck_export_table_find (IUnknown *unknown, BeckApartment *apartment);

/* Unlink those of @apartment, or of an object; (transfer full): a list by @next. */
BeckExport *beck_export_table_unlink_all (BeckApartment *apartment);
BeckExport *beck_export_table_unlink_object (IUnknown *unknown);

/* By number. Adding completes the entry's IPID and, with the first, the export's OID; the
 * caller's reference is the export's then. Removing leaves it there. */
void beck_export_table_add_entry (BeckExportEntry *entry);
void beck_export_table_remove_entry (BeckExportEntry *entry);
BeckExportEntry *beck_export_table_find_entry (const IPID *ipid);
BeckExport *beck_export_table_find_oid (OID oid);

/* ---- export-object.c: inside the apartment, without the lock ---- */

/* (transfer full): the export of @unknown, made if there is none, held once more. */
HRESULT beck_export_pin (IUnknown *unknown, BeckApartment *apartment, BeckExport **ret);

/* Has the object counted. */
HRESULT beck_export_own (BeckExport *export);

/* The object's end is to be told, which is known of the library's own objects only: the owner of
 * another one disconnects it first. */
void beck_export_watch (BeckExport *export);

/* (transfer full): the entry of @iid, made if there is none. @callable: with a stub; the object is
 * owned then. */
HRESULT beck_export_need_entry (BeckExport *export, REFIID iid, gboolean callable,
                                BeckExportEntry **ret);

/* With the lock: whether calls of it have somewhere to go. */
gboolean beck_export_entry_is_callable (const BeckExportEntry *entry);

/* QueryInterface of the object. */
HRESULT beck_export_object_query (BeckExport *export, REFIID riid, void **ppv);

/* ---- export.c ---- */

/* What names @entry to others. */
void beck_export_fill (BeckExportEntry *entry, guint32 flags, guint32 n_refs, STDOBJREF *std);

/* ---- export-owner.c ---- */

/* The identity of @object, to compare only; what keeps it is @object. */
IUnknown *beck_export_identity (IUnknown *object);

/* (transfer full): the export of @object in the caller's apartment, made if there is none, held
 * once more until beck_export_end(); and so is the apartment. */
HRESULT beck_export_begin (IUnknown *object, BeckExport **ret, BeckApartment **apartment);
void beck_export_end (BeckExport *export, BeckApartment *apartment);

/* ---- export-count.c ---- */

static inline BeckExport *
beck_export_ref (BeckExport *export)
{
  __atomic_add_fetch (&export->refs, 1, __ATOMIC_RELAXED);
  return export;
}

static inline BeckExportEntry *
beck_export_entry_ref (BeckExportEntry *entry)
{
  __atomic_add_fetch (&entry->refs, 1, __ATOMIC_RELAXED);
  return entry;
}

void beck_export_unref (BeckExport *export);

/* With the lock: more or fewer references of clients. */
void beck_export_entry_count (BeckExportEntry *entry, BeckHeldBy by, gint64 n);

/* Called with the lock, which it releases, after counts have changed. */
void beck_export_settle (BeckExport *export);

/* Holds it once less. */
void beck_export_unpin (BeckExport *export);

/* (transfer full): the entry of @ipid with its export held once more. NULL: @hr says why. */
BeckExportEntry *beck_export_pin_entry (const IPID *ipid, HRESULT *hr);
void beck_export_unpin_entry (BeckExportEntry *entry);

/* Called inside the apartment with the lock, which it releases: cuts the object off. */
void beck_export_sever (BeckExport *export);
void beck_export_apartment_gone (BeckApartment *apartment);

/* An object that is watched has no references any more, so that nothing but weak tables knew it. */
void beck_export_object_gone (BeckObject *object);

/* The reason why an export that is not live cannot be used. */
HRESULT beck_export_reason (const BeckExport *export);

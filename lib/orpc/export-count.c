/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What holds an export, and its end (export-private.h). Whoever changes a count does so with the
 * lock held and then settles: what follows from the count is decided under the lock, and done
 * without it.
 *
 * An object is let go of once: by whoever unlinks its export, inside its apartment. If the
 * apartment ends first, that is who.
 */

#include "orpc/export-private.h"

#include <beck/hresult.h>

#include "base/alloc.h"
#include "orpc/incoming-private.h"

static void (*_Atomic elsewhere_func) (OID oid, gboolean held);

/* ---- Records ---- */

void
beck_export_unref (BeckExport *export)
{
  if (__atomic_sub_fetch (&export->refs, 1, __ATOMIC_ACQ_REL) > 0)
    return;
  if (export->apartment != NULL)
    beck_apartment_unref (export->apartment);
  beck_free (export);
}

void
beck_export_entry_unref (BeckExportEntry *entry)
{
  if (__atomic_sub_fetch (&entry->refs, 1, __ATOMIC_ACQ_REL) > 0)
    return;
  if (entry->stub != NULL)
    entry->stub->lpVtbl->Release (entry->stub);
  beck_export_unref (entry->export);
  beck_free (entry);
}

static void
drop_entries (BeckExport *export)
{
  while (export->entries != NULL)
    {
      BeckExportEntry *entry = export->entries;

      export->entries = entry->next;
      beck_export_entry_unref (entry);
    }
}

HRESULT
beck_export_reason (const BeckExport *export)
{
  return export->state == EXPORT_DISCONNECTED ? RPC_E_DISCONNECTED : CO_E_OBJNOTCONNECTED;
}

/* ---- Letting go of the object ---- */

/* Inside the apartment, by who has unlinked @export and so has the table's reference. */
static void
let_go (BeckExport *export)
{
  gboolean is_dead;

  for (BeckExportEntry *entry = export->entries; entry != NULL; entry = entry->next)
    if (entry->stub != NULL)
      entry->stub->lpVtbl->Disconnect (entry->stub);
  for (BeckExportEntry *entry = export->entries; entry != NULL; entry = entry->next)
    beck_incoming_cut_off_all (entry);
  if (export->owns)
    export->unknown->lpVtbl->Release (export->unknown);
  beck_lock_acquire (&beck_exports_lock);
  export->has_let_go = TRUE;
  is_dead = export->state == EXPORT_DEAD;
  beck_lock_release (&beck_exports_lock);
  if (is_dead)
    drop_entries (export);
  beck_export_unref (export);
}

static void
unlink_and_let_go (BeckExport *export)
{
  gboolean mine;

  beck_lock_acquire (&beck_exports_lock);
  mine = export->is_linked;
  if (mine)
    beck_export_table_unlink (export);
  beck_lock_release (&beck_exports_lock);
  if (mine)
    let_go (export);
}

static void
run_let_go (BeckWork *work)
{
  BeckExport *export
      = (BeckExport *) (gpointer) ((char *) work - G_STRUCT_OFFSET (BeckExport, work));

  unlink_and_let_go (export);
  beck_apartment_work_done (export->apartment);
  beck_export_unref (export);
}

/* Where nothing can be pushed to an apartment, what is left to do is done when it ends. */
static void
let_go_at_home (BeckExport *export)
{
  if (export->apartment == NULL || !export->owns
      || export->apartment == beck_apartment_current ())
    {
      unlink_and_let_go (export);
      return;
    }
  export->work.run = run_let_go;
  beck_export_ref (export);
  if (FAILED (beck_apartment_push (export->apartment, &export->work)))
    beck_export_unref (export);
}

/* ---- Who is told of references elsewhere ---- */

void
beck_export_on_held_elsewhere (void (*changed) (OID oid, gboolean held))
{
  atomic_store (&elsewhere_func, changed);
}

/* With the lock: whether somebody has to be told, which is one thread's business at a time, so that
 * what is said last is true. */
static gboolean
has_to_tell (BeckExport *export)
{
  return !export->is_telling && export->told_elsewhere != (export->elsewhere > 0);
}

/* Called and left without the lock, by who has set is_telling. */
static void
tell_elsewhere (BeckExport *export)
{
  gboolean more = TRUE;

  while (more)
    {
      void (*changed) (OID oid, gboolean held) = atomic_load (&elsewhere_func);
      gboolean held;

      beck_lock_acquire (&beck_exports_lock);
      held = export->told_elsewhere = export->elsewhere > 0;
      beck_lock_release (&beck_exports_lock);
      if (changed != NULL)
        changed (export->by_oid.id, held);
      beck_lock_acquire (&beck_exports_lock);
      export->is_telling = FALSE;
      more = has_to_tell (export);
      export->is_telling = more;
      beck_lock_release (&beck_exports_lock);
    }
}

/* ---- Counts ---- */

void
beck_export_entry_count (BeckExportEntry *entry, BeckHeldBy by, gint64 n)
{
  entry->n_refs[by] = (guint32) (entry->n_refs[by] + n);
  entry->export->held += (guint64) n;
  if (by == BECK_HELD_ELSEWHERE)
    entry->export->elsewhere += (guint64) n;
}

/* With the lock, when nobody holds @export: TRUE if that is its end. */
static gboolean
end_unheld (BeckExport *export)
{
  if (export->state == EXPORT_DEAD
      || (export->state == EXPORT_LIVE && !export->owns && export->n_weak > 0))
    return FALSE;
  for (BeckExportEntry *entry = export->entries; entry != NULL; entry = entry->next)
    beck_export_table_remove_entry (entry);
  export->state = EXPORT_DEAD;
  return TRUE;
}

void
beck_export_settle (BeckExport *export)
{
  gboolean has_object = export->state == EXPORT_LIVE;
  gboolean ended = export->held == 0 && end_unheld (export);
  gboolean is_empty = ended && export->has_let_go;
  gboolean tells = has_to_tell (export);

  if (tells)
    export->is_telling = TRUE;
  beck_export_ref (export);
  beck_lock_release (&beck_exports_lock);
  if (tells)
    tell_elsewhere (export);
  if (ended && has_object)
    let_go_at_home (export);
  if (is_empty)
    drop_entries (export);
  beck_export_unref (export);
}

void
beck_export_unpin (BeckExport *export)
{
  beck_lock_acquire (&beck_exports_lock);
  export->held--;
  beck_export_settle (export);
}

BeckExportEntry *
beck_export_pin_entry (const IPID *ipid, HRESULT *hr)
{
  BeckExportEntry *entry;

  beck_lock_acquire (&beck_exports_lock);
  entry = beck_export_table_find_entry (ipid);
  *hr = CO_E_OBJNOTREG;
  if (entry != NULL && entry->export->state != EXPORT_LIVE)
    {
      *hr = beck_export_reason (entry->export);
      entry = NULL;
    }
  if (entry != NULL)
    {
      *hr = S_OK;
      entry->export->held++;
      beck_export_entry_ref (entry);
    }
  beck_lock_release (&beck_exports_lock);
  return entry;
}

void
beck_export_unpin_entry (BeckExportEntry *entry)
{
  beck_export_unpin (entry->export);
  beck_export_entry_unref (entry);
}

/* ---- Cutting an object off ---- */

/* With the lock: takes away what is not a client's, and the object. */
static void
sever (BeckExport *export, BeckExportState state)
{
  if (export->state != EXPORT_LIVE)
    return;
  export->state = state;
  export->held -= (guint64) export->n_locks + export->n_strong;
  export->n_locks = export->n_strong = export->n_weak = 0;
}

/* With the lock, which it releases: those of the list have lost their object. */
static void
end_all (BeckExport *list)
{
  for (BeckExport *export = list; export != NULL; export = export->next)
    {
      sever (export, EXPORT_GONE);
      if (export->held == 0)
        end_unheld (export);
    }
  beck_lock_release (&beck_exports_lock);
  for (BeckExport *export = list, *next; export != NULL; export = next)
    {
      next = export->next;
      let_go (export);
    }
}

void
beck_export_apartment_gone (BeckApartment *apartment)
{
  BeckExport *found;

  do
    {
      beck_lock_acquire (&beck_exports_lock);
      found = beck_export_table_unlink_all (apartment);
      end_all (found);
    }
  while (found != NULL); /* what an object has exported in its end */
}

void
beck_export_object_gone (BeckObject *object)
{
  beck_lock_acquire (&beck_exports_lock);
  end_all (beck_export_table_unlink_object (&object->identity));
}

void
beck_export_sever (BeckExport *export)
{
  sever (export, EXPORT_DISCONNECTED);
  beck_export_ref (export);
  beck_export_settle (export);
  unlink_and_let_go (export);
  beck_export_unref (export);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Links whose owner is gone: whoever comes across one takes it over (spec/ras.md 3.9). Nobody has
 * heard what became of such a link since, so before it is listed or shared it is asked.
 */

#include "ras/connection-private.h"

#include <beck/hresult.h>
#include <unistd.h>
#include <win/ras.h>
#include <win/raserror.h>

#include <errno.h>

#include "base/futex.h"
#include "ras/book.h"
#include "ras/loop.h"
#include "ras/process-start.h"
#include "ras/registry.h"

/* Microseconds that a helper has to say how its link is. */
#define ANSWER_TIME (2 * G_USEC_PER_SEC)

/* ---- Taking over ---- */

static gboolean
own (BeckRasRecord *record, gpointer data)
{
  gboolean *owned = data;

  *owned = !beck_ras_process_id_lives (&record->owner);
  if (*owned)
    record->owner = (BeckRasProcessId){ getpid (), beck_ras_process_started (getpid ()) };
  return *owned;
}

/* An entry that was deleted or renamed while it was connected is not missed. */
static BeckRasEntry *
entry_of (const BeckRasRecord *record)
{
  BeckRasEntry *entry = NULL;

  if (beck_ras_book_find (record->book, record->entry, &entry) != 0)
    entry = beck_ras_entry_new (record->entry, record->book);
  return entry;
}

static BeckRasPlan *
plan_of (const BeckRasRecord *record)
{
  const BeckRasBackend *backend = beck_ras_backend_by_name (record->backend);
  BeckRasEntry *entry;
  BeckRasPlan *plan = NULL;

  if (backend == NULL || backend->attach == NULL)
    return NULL;
  entry = entry_of (record);
  if (entry != NULL)
    plan = beck_ras_plan_new_attached (entry, backend);
  beck_ras_entry_unref (entry);
  return plan;
}

/* On the loop: a session for the link of @record, whose owner is this process. */
static guint32
attach (BeckRasConnection *self, const BeckRasRecord *record)
{
  BeckRasPlan *plan = plan_of (record);
  guint32 error;

  if (plan == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  if (!beck_ras_registry_add (self, plan->dial.entry))
    {
      beck_ras_plan_free (plan);
      return ERROR_DIAL_ALREADY_IN_PROGRESS;
    }
  beck_ras_plan_free (self->plan);
  self->plan = plan;
  self->backend = plan->backend;
  error = self->backend->attach (plan->dial.entry, record->session, BECK_RAS_RECORD_SESSION,
                                 &beck_ras_connection_events, self, &self->session);
  if (error != 0)
    {
      beck_ras_registry_remove (self);
      return error;
    }
  beck_ras_loop_hold (); /* as every session does */
  beck_object_ref (self);
  beck_lock_acquire (&self->lock);
  self->guest = FALSE;
  self->established = TRUE;
  self->alive = self->has_plan = TRUE;
  self->lost = 0;
  beck_lock_release (&self->lock);
  return 0;
}

static gboolean
disown (BeckRasRecord *record, gpointer data)
{
  record->owner = (BeckRasProcessId){ 0 };
  return TRUE;
}

gboolean
beck_ras_connection_take_over (BeckRasConnection *self, gboolean *dead)
{
  g_autoptr (BeckRasRecord) record = NULL;
  gboolean owned = FALSE;
  guint32 error = beck_ras_record_change (&self->record->id, own, &owned, &record);

  *dead = error == ERROR_INVALID_HANDLE;
  if (!owned)
    return FALSE;
  error = attach (self, record);
  *dead = error == ERROR_PORT_DISCONNECTED;
  if (*dead)
    beck_ras_record_remove (&self->record->id);
  else if (error != 0) /* somebody else may be luckier */
    beck_ras_record_change (&self->record->id, disown, NULL, NULL);
  return error == 0;
}

/* ---- Asking ---- */

void
beck_ras_connection_answer (BeckRasConnection *self)
{
  atomic_store (&self->has_answered, 1);
  beck_futex_wake (&self->has_answered, G_MAXINT);
}

static void
inherit (gpointer data)
{
  BeckRasConnection *self = data;

  beck_ras_guest_inherit (self);
  if (self->session == NULL) /* somebody else has it, or it is gone */
    beck_ras_connection_answer (self);
}

static gboolean
is_orphan (const BeckRasRecord *record, const BeckRasEntry *entry)
{
  if (record->state != RASCS_Connected || record->helper.pid == 0
      || beck_ras_process_id_lives (&record->owner))
    return FALSE;
  return entry == NULL
         || (g_strcmp0 (record->entry, beck_ras_entry_get_name (entry)) == 0
             && g_strcmp0 (record->book, beck_ras_entry_get_book (entry)) == 0);
}

/* @record becomes the connection's. */
static void
ask (BeckRasRecord *record, gboolean wait)
{
  BeckRasConnection *self = beck_ras_guest_new (record);
  gint64 deadline = g_get_monotonic_time () + ANSWER_TIME;

  if (self == NULL)
    return;
  if (beck_ras_loop_hold ())
    {
      beck_ras_loop_call (inherit, self);
      beck_ras_loop_release ();
      while (wait && atomic_load (&self->has_answered) == 0
             && beck_futex_wait (&self->has_answered, 0, deadline) != ETIMEDOUT)
        ;
    }
  beck_object_unref (self);
}

void
beck_ras_connections_adopt (const BeckRasEntry *entry)
{
  gboolean wait = !beck_ras_loop_is_current ();
  g_autoptr (GPtrArray) records = NULL;

  if (beck_ras_record_list (&records) != 0)
    return;
  for (guint i = records->len; i > 0; i--)
    if (is_orphan (records->pdata[i - 1], entry))
      ask (g_ptr_array_steal_index (records, i - 1), wait);
}

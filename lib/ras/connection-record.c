/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What other processes see of a connection, and what they do to it. */

#include "ras/connection-private.h"

#include <beck/guid.h>
#include <win/ras.h>
#include <win/raserror.h>

#include <time.h>
#include <unistd.h>

#include "ras/loop.h"
#include "ras/process-start.h"

gint64
beck_ras_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* ---- Making it ---- */

static gboolean
name (BeckRasConnection *self, BeckRasRecord *record)
{
  const BeckRasEntry *entry = self->plan->dial.entry;

  return SUCCEEDED (CoCreateGuid (&record->id))
         && beck_ras_record_set (&record->entry, beck_ras_entry_get_name (entry))
         && beck_ras_record_set (&record->book, beck_ras_entry_get_book (entry))
         && beck_ras_record_set (&record->backend, self->backend->name)
         && beck_ras_record_set (&record->phone_number, self->plan->dial.phone_number);
}

guint32
beck_ras_connection_reserve (BeckRasConnection *self)
{
  BeckRasRecord *record = beck_ras_record_new ();

  if (record == NULL || !name (self, record))
    {
      beck_ras_record_free (record);
      return ERROR_NOT_ENOUGH_MEMORY;
    }
  record->uses = 1;
  record->state = RASCS_OpenPort;
  record->owner = (BeckRasProcessId){ getpid (), beck_ras_process_started (getpid ()) };
  record->session = g_key_file_new ();
  beck_lock_acquire (&self->lock);
  beck_ras_record_free (self->record);
  self->record = record;
  self->established = FALSE;
  beck_lock_release (&self->lock);
  return beck_ras_record_reserve (record);
}

void
beck_ras_connection_forget_last (BeckRasConnection *self)
{
  gboolean is_own;

  beck_lock_acquire (&self->lock);
  is_own = self->phase == BECK_RAS_OVER && self->record != NULL && !self->guest;
  beck_lock_release (&self->lock);
  if (is_own)
    beck_ras_record_remove (&self->record->id);
}

/* Nobody else reads more than the id before the link is there. What cannot be written now is an
 * error then. */
void
beck_ras_connection_save (BeckRasConnection *self)
{
  BeckRasRecord *record = self->record;

  record->since = beck_ras_now ();
  record->link = self->link;
  if ((self->backend->capabilities & BECK_RAS_CAN_SURVIVE) == 0)
    return;
  self->backend->save (self->session, record->session, BECK_RAS_RECORD_SESSION, &record->helper);
  beck_ras_record_write (record);
}

/* ---- Changes ---- */

typedef struct
{
  BeckRasLink link;
  guint32 state, sub_state, error;
} Note;

static gboolean
write_note (BeckRasRecord *record, gpointer data)
{
  const Note *note = data;

  record->link = note->link;
  record->state = note->state;
  record->sub_state = note->sub_state;
  record->error = note->error;
  return TRUE;
}

void
beck_ras_connection_note (BeckRasConnection *self, guint32 state, guint32 error)
{
  Note note = { .state = state, .error = error };
  gboolean known;
  GUID id;

  beck_lock_acquire (&self->lock);
  known = self->established;
  if (known)
    id = self->record->id;
  note.link = self->link;
  note.sub_state = self->sub_state;
  beck_lock_release (&self->lock);
  /* One that is not written yet hears of it when it is. */
  if (known)
    beck_ras_record_change (&id, write_note, &note, NULL);
}

static gboolean
use (BeckRasRecord *record, gpointer data)
{
  gboolean *used = data;

  *used = record->state == RASCS_Connected && record->uses > 0;
  if (*used)
    record->uses++;
  return *used;
}

guint32
beck_ras_record_use (const GUID *id, BeckRasRecord **record)
{
  BeckRasRecord *result = NULL;
  gboolean used = FALSE;
  guint32 error = beck_ras_record_change (id, use, &used, &result);

  if (error == ERROR_INVALID_HANDLE || (error == 0 && !used))
    error = ERROR_NO_CONNECTION;
  if (error == 0 && record != NULL)
    *record = g_steal_pointer (&result);
  beck_ras_record_free (result);
  return error;
}

static gboolean
give_back (BeckRasRecord *record, gpointer data)
{
  guint32 *uses = data;

  if (record->uses > 0)
    record->uses--;
  *uses = record->uses;
  return TRUE;
}

guint32
beck_ras_record_give_back (const GUID *id, guint32 *uses)
{
  *uses = 0;
  return beck_ras_record_change (id, give_back, uses, NULL);
}

/* ---- Watching ---- */

/* Others may have hung up, or removed what they thought was stale. */
static void
look_at_own (BeckRasConnection *self)
{
  g_autoptr (BeckRasRecord) record = NULL;
  guint32 error = beck_ras_record_read (&self->record->id, &record);

  if (error == ERROR_INVALID_HANDLE || (error == 0 && record->uses == 0))
    beck_ras_connection_end (self, ERROR_USER_DISCONNECTION);
}

static void
on_changed (gpointer data)
{
  BeckRasConnection *self = data;
  BeckRasPhase phase;
  gboolean guest;

  beck_lock_acquire (&self->lock);
  phase = self->phase;
  guest = self->guest;
  beck_lock_release (&self->lock);
  beck_object_ref (self);
  if (guest)
    beck_ras_guest_look (self);
  else if (phase == BECK_RAS_UP && self->session != NULL)
    look_at_own (self);
  beck_object_release (self);
}

/* On the loop, with what the one who asked for it took. */
static void
look (BeckWork *work)
{
  BeckRasConnection *self = (BeckRasConnection *) ((char *) work
                                                   - offsetof (BeckRasConnection, looking));

  atomic_store (&self->looks, FALSE);
  if (self->watch == NULL && (self->session != NULL || self->guest))
    self->watch = beck_ras_watch_new (on_changed, self);
  on_changed (self);
  beck_object_release (self);
  beck_ras_loop_release ();
}

void
beck_ras_connection_look (BeckRasConnection *self)
{
  if (atomic_exchange (&self->looks, TRUE))
    return;
  beck_ras_loop_hold (); /* whoever asks holds it, so it cannot fail */
  beck_object_ref (self);
  self->looking.run = look;
  beck_ras_loop_push (&self->looking);
}

void
beck_ras_connection_look_away (BeckRasConnection *self)
{
  g_clear_pointer (&self->watch, beck_ras_watch_free);
}

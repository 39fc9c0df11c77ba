/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Links that another process dialled, or another connection of this one. A guest knows the record
 * and nothing more. When the owner of the link is gone, a guest that must do something about the
 * link takes it over, and is its owner from then on (spec/ras.md 3.9).
 */

#define COBJMACROS
#include "ras/connection-private.h"

#include <beck/hresult.h>
#include <unistd.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "ras/book.h"
#include "ras/loop.h"
#include "ras/process-start.h"
#include "ras/registry.h"

/* Seconds an owner has to hang up; it may have been stopped. */
#define PATIENCE 3

/* ---- Becoming one ---- */

static gboolean
is_up (const BeckRasRecord *record)
{
  return record->state == RASCS_Connected && record->uses > 0;
}

/* 0 and *@found, or NULL there if there is none. */
static guint32
find_record (const char *book, const char *entry, BeckRasRecord **found)
{
  GPtrArray *records = NULL;
  guint32 error = beck_ras_record_list (&records);

  *found = NULL;
  if (error != 0)
    return error;
  for (guint i = 0; i < records->len && *found == NULL; i++)
    {
      BeckRasRecord *record = g_ptr_array_index (records, i);

      if (is_up (record) && g_strcmp0 (record->entry, entry) == 0
          && g_strcmp0 (record->book, book) == 0)
        *found = g_ptr_array_steal_index (records, i);
    }
  g_ptr_array_unref (records);
  return 0;
}

/* @record becomes the connection's. */
static void
become_guest (BeckRasConnection *self, BeckRasRecord *record, guint uses)
{
  beck_lock_acquire (&self->lock);
  beck_ras_record_free (self->record);
  self->record = record;
  self->link = record->link;
  self->owner = record->owner;
  self->phase = BECK_RAS_UP;
  self->guest = TRUE;
  self->own_uses = uses;
  self->state = RASCS_Connected;
  self->error = self->extended_error = 0;
  beck_lock_release (&self->lock);
}

guint32
beck_ras_connection_join (BeckRasConnection *self, const BeckRasEntry *entry, gboolean *joined)
{
  g_autoptr (BeckRasRecord) found = NULL;
  BeckRasRecord *record = NULL;
  guint32 error = find_record (beck_ras_entry_get_book (entry), beck_ras_entry_get_name (entry),
                               &found);

  *joined = FALSE;
  if (found == NULL)
    return error;
  error = beck_ras_record_use (&found->id, &record);
  if (error != 0) /* it was just hung up */
    return error == ERROR_NO_CONNECTION ? 0 : error;
  *joined = TRUE;
  become_guest (self, record, 1);
  beck_ras_teller_push (&self->teller, RASCS_Connected, 0, 0);
  beck_ras_guest_watch (self);
  return 0;
}

BeckRasConnection *
beck_ras_guest_new (BeckRasRecord *record)
{
  BeckRasConnection *self = beck_object_new (&beck_ras_connection_class, NULL);

  if (self != NULL)
    become_guest (self, record, 0);
  else
    beck_ras_record_free (record);
  return self;
}

static HRESULT
open_record (BeckRasRecord *record, IRasConnection **connection)
{
  BeckRasConnection *self = beck_ras_guest_new (record);

  if (self == NULL)
    return E_OUTOFMEMORY;
  *connection = &self->connection;
  return S_OK;
}

HRESULT
beck_ras_connection_open (const GUID *id, IRasConnection **connection)
{
  BeckRasConnection *owner = beck_ras_registry_find (id);
  BeckRasRecord *record = NULL;

  *connection = NULL;
  if (owner != NULL)
    {
      HRESULT hr = beck_object_query (owner, &IID_IRasConnection, (void **) connection);

      IUnknown_Release (BECK_UNKNOWN (owner));
      return hr;
    }
  if (beck_ras_record_read (id, &record) == 0 && is_up (record))
    return open_record (record, connection);
  beck_ras_record_free (record);
  return HRESULT_FROM_WIN32 (ERROR_NO_CONNECTION);
}

HRESULT
beck_ras_connection_find (const char *book, const char *entry, IRasConnection **connection)
{
  g_autoptr (BeckRasRecord) record = NULL;
  guint32 error = find_record (book, entry, &record);

  *connection = NULL;
  if (record == NULL)
    return HRESULT_FROM_WIN32 (error != 0 ? error : (guint32) ERROR_NO_CONNECTION);
  return beck_ras_connection_open (&record->id, connection);
}

/* ---- Watching ---- */

void
beck_ras_guest_watch (BeckRasConnection *self)
{
  gboolean begin;

  if (!beck_ras_loop_hold ())
    return;
  beck_lock_acquire (&self->lock);
  begin = self->guest && self->phase == BECK_RAS_UP && !self->watching;
  self->watching |= begin;
  beck_lock_release (&self->lock);
  if (begin)
    {
      beck_object_ref (self);
      beck_ras_connection_look (self);
    }
  else
    beck_ras_loop_release ();
}

/* On the loop: what watching held. */
static void
unwatch (BeckRasConnection *self)
{
  gboolean watching;

  beck_ras_connection_stop_waiting (self);
  beck_lock_acquire (&self->lock);
  watching = self->watching;
  self->watching = FALSE;
  beck_lock_release (&self->lock);
  if (!watching)
    return;
  beck_object_release (self);
  beck_ras_loop_release ();
}

static gboolean
is_ending (BeckRasConnection *self)
{
  gboolean ending;

  beck_lock_acquire (&self->lock);
  ending = self->phase == BECK_RAS_ENDING;
  beck_lock_release (&self->lock);
  return ending;
}

static void
unwatch_idle (gpointer data)
{
  BeckRasConnection *self = data;

  if (self->guest && !is_ending (self))
    unwatch (self);
}

void
beck_ras_guest_unwatch (BeckRasConnection *self)
{
  if (!beck_ras_loop_hold ())
    return;
  beck_ras_loop_call (unwatch_idle, self);
  beck_ras_loop_release ();
}

/* The link is gone: a guest that hangs up has what it waits for, others hear why. */
static void
lose (BeckRasConnection *self, guint32 error)
{
  gboolean waits;

  beck_lock_acquire (&self->lock);
  waits = self->phase == BECK_RAS_ENDING;
  self->alive = FALSE;
  beck_lock_release (&self->lock);
  beck_ras_teller_push (&self->teller, RASCS_Disconnected, waits ? 0 : error, 0);
  unwatch (self);
}

/* Why a record is not there any more: its owner removes it when the link was hung up; others, if it
 * was stale. */
static guint32
reason (BeckRasConnection *self)
{
  return beck_ras_process_id_lives (&self->owner) ? ERROR_USER_DISCONNECTION
                                                  : ERROR_PORT_DISCONNECTED;
}

/* Whoever hangs up does it, now that the session is its own. */
void
beck_ras_guest_inherit (BeckRasConnection *self)
{
  gboolean dead, ending = is_ending (self);

  if (beck_ras_connection_take_over (self, &dead))
    {
      unwatch (self);
      if (ending)
        beck_ras_connection_end (self, 0);
      else
        beck_ras_connection_look (self);
    }
  else if (dead)
    lose (self, ERROR_PORT_DISCONNECTED);
}

void
beck_ras_guest_look (BeckRasConnection *self)
{
  g_autoptr (BeckRasRecord) record = NULL;
  guint32 error;

  if (self->watch == NULL)
    return;
  error = beck_ras_record_read (&self->record->id, &record);
  if (error == ERROR_INVALID_HANDLE)
    lose (self, reason (self));
  if (error != 0)
    return;
  self->owner = record->owner;
  if (record->state == RASCS_Disconnected)
    lose (self, record->error);
  else if (!beck_ras_process_id_lives (&record->owner))
    beck_ras_guest_inherit (self);
}

/* ---- Hanging up ---- */

/* An owner that does not do its part. */
static gboolean
lose_patience (gpointer data)
{
  BeckRasConnection *self = data;
  g_autoptr (BeckRasRecord) record = NULL;

  if (beck_ras_record_read (&self->record->id, &record) == 0)
    beck_ras_process_id_kill (&record->helper);
  beck_ras_record_remove (&self->record->id);
  lose (self, 0);
  return G_SOURCE_REMOVE;
}

static void
wait_for_owner (BeckRasConnection *self)
{
  self->patience = g_timeout_source_new_seconds (PATIENCE);
  g_source_set_callback (self->patience, lose_patience, self, NULL);
  g_source_attach (self->patience, beck_ras_loop_context ());
}

/* The last use is given back: the owner ends the link, or this connection, if that is gone. */
static void
ask_for_end (BeckRasConnection *self, BeckJob *job, gboolean *later)
{
  beck_ras_guest_watch (self);
  beck_lock_acquire (&self->lock);
  self->phase = BECK_RAS_ENDING;
  self->outcome = S_OK;
  self->alive = TRUE;
  if (job != NULL)
    {
      job->next = self->hangers;
      self->hangers = job;
    }
  beck_lock_release (&self->lock);
  *later = job != NULL;
  wait_for_owner (self);
}

static void
part (BeckRasConnection *self)
{
  beck_lock_acquire (&self->lock);
  self->phase = BECK_RAS_IDLE;
  self->state = RASCS_Disconnected;
  beck_lock_release (&self->lock);
  unwatch (self);
}

guint32
beck_ras_guest_hang_up (BeckRasConnection *self, BeckJob *job, gboolean *later)
{
  guint32 uses;
  guint32 error = beck_ras_record_give_back (&self->record->id, &uses);
  guint own_uses;

  if (error != 0 && error != ERROR_INVALID_HANDLE)
    return error;
  beck_lock_acquire (&self->lock);
  if (self->own_uses > 0)
    self->own_uses--;
  own_uses = self->own_uses;
  beck_lock_release (&self->lock);
  if (error != 0)
    part (self);
  else if (uses == 0)
    ask_for_end (self, job, later);
  else if (own_uses == 0)
    part (self);
  return 0;
}

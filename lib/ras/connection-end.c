/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How connections end: by a hang-up, which is forced if it takes too long, by the cancel of the
 * dial, or because somebody else gave the last reference back. On return the session has been told;
 * calls end on the teller's thread, when nothing is left of the link and everything has been told.
 */

#include "ras/connection-private.h"

#include <beck/hresult.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "ras/loop.h"
#include "ras/registry.h"

/* Seconds until a hang-up is forced (spec/ras.md 7.6). */
#define PATIENCE 3

/* ---- Ending ---- */

static gboolean
lose_patience (gpointer data)
{
  BeckRasConnection *self = data;

  if (self->session != NULL)
    self->backend->hang_up (self->session, TRUE);
  return G_SOURCE_CONTINUE;
}

static void
be_patient (BeckRasConnection *self)
{
  if (self->patience != NULL)
    return;
  self->patience = g_timeout_source_new_seconds (PATIENCE);
  g_source_set_callback (self->patience, lose_patience, self, NULL);
  g_source_attach (self->patience, beck_ras_loop_context ());
}

void
beck_ras_connection_end (BeckRasConnection *self, guint32 error)
{
  beck_lock_acquire (&self->lock);
  self->phase = BECK_RAS_ENDING;
  self->outcome = HRESULT_FROM_WIN32 (ERROR_USER_DISCONNECTION);
  beck_lock_release (&self->lock);
  /* It was lost, and that was not told yet. */
  if (self->session == NULL)
    beck_ras_record_remove (&self->record->id);
  beck_ras_teller_drop (&self->teller);
  beck_ras_teller_push (&self->teller, RASCS_Disconnected, error, 0);
  if (self->session == NULL)
    return;
  be_patient (self);
  self->backend->hang_up (self->session, FALSE);
}

/* Whether the record is of no more use: who was connected can be told why that is over. What came
 * up gets its record when that is told, which may be only now. */
static gboolean
is_forgotten (BeckRasConnection *self)
{
  gboolean forgotten;

  beck_lock_acquire (&self->lock);
  forgotten = self->phase == BECK_RAS_ENDING || (!self->established && !self->came_up);
  beck_lock_release (&self->lock);
  return forgotten;
}

/* Whoever waits on the teller's thread goes on from here, so it is the last that is done. */
static void
die (BeckRasConnection *self)
{
  guint32 lost;

  beck_lock_acquire (&self->lock);
  self->alive = FALSE;
  lost = self->phase != BECK_RAS_ENDING ? self->lost : 0;
  beck_lock_release (&self->lock);
  if (lost != 0)
    beck_ras_teller_push (&self->teller, RASCS_Disconnected, lost, 0);
  else
    beck_ras_teller_kick (&self->teller);
}

void
beck_ras_connection_stop_waiting (BeckRasConnection *self)
{
  beck_ras_connection_look_away (self);
  if (self->patience == NULL)
    return;
  g_source_destroy (self->patience);
  g_clear_pointer (&self->patience, g_source_unref);
}

void
beck_ras_connection_detach (BeckRasConnection *self)
{
  if (is_forgotten (self))
    beck_ras_record_remove (&self->record->id);
  beck_ras_connection_stop_waiting (self);
  beck_ras_registry_remove (self);
  die (self);
  beck_object_release (self);
  beck_ras_loop_release ();
}

/* ---- Whoever waits ---- */

static void
complete (BeckJob *job, HRESULT hr)
{
  beck_job_complete (job, hr);
  beck_job_unref (job);
}

void
beck_ras_connection_settle (BeckRasConnection *self)
{
  BeckJob *dialler = NULL, *hangers = NULL, *next;
  HRESULT outcome = S_OK;

  beck_lock_acquire (&self->lock);
  /* Also when a dial that has failed was hung up before this. */
  if (!self->alive && self->phase != BECK_RAS_DIALLING && self->phase != BECK_RAS_PAUSED
      && self->phase != BECK_RAS_UP)
    {
      outcome = self->outcome;
      dialler = self->dialler;
      hangers = self->hangers;
      self->dialler = self->hangers = NULL;
      if (self->phase == BECK_RAS_ENDING)
        {
          self->phase = BECK_RAS_IDLE;
          self->state = RASCS_Disconnected;
        }
    }
  beck_lock_release (&self->lock);
  if (dialler != NULL)
    complete (dialler, outcome);
  for (; hangers != NULL; hangers = next)
    {
      next = hangers->next;
      complete (hangers, S_OK);
    }
}

/* ---- Hanging up ---- */

static void
wait_for_end (BeckRasConnection *self, BeckJob *job, gboolean *later)
{
  *later = job != NULL;
  if (job == NULL)
    return;
  beck_lock_acquire (&self->lock);
  job->next = self->hangers;
  self->hangers = job;
  beck_lock_release (&self->lock);
}

/* A dial that has failed or a link that was lost: what there was to know has been asked. */
static void
forget (BeckRasConnection *self, BeckJob *job, gboolean *later)
{
  gboolean alive, known;

  beck_lock_acquire (&self->lock);
  alive = self->alive;
  known = self->record != NULL;
  self->phase = alive ? BECK_RAS_ENDING : BECK_RAS_IDLE;
  self->state = RASCS_Disconnected;
  beck_lock_release (&self->lock);
  if (alive)
    wait_for_end (self, job, later);
  else if (known && !self->guest)
    beck_ras_record_remove (&self->record->id);
}

/* Who cannot tell how many there are has given nothing back; without a record there is nobody
 * else. */
static guint32
hang_up_link (BeckRasConnection *self, BeckJob *job, gboolean *later)
{
  guint32 uses;
  guint32 error = beck_ras_record_give_back (&self->record->id, &uses);

  if (error != 0 && error != ERROR_INVALID_HANDLE)
    return error;
  if (uses > 0)
    return 0;
  wait_for_end (self, job, later);
  beck_ras_connection_end (self, 0);
  return 0;
}

typedef struct
{
  BeckRasConnection *self;
  BeckJob *job;
  gboolean later;
  guint32 error;
} HangUp;

static void
hang_up (gpointer data)
{
  HangUp *request = data;
  BeckRasConnection *self = request->self;
  BeckRasPhase phase;
  gboolean guest;

  beck_lock_acquire (&self->lock);
  phase = self->phase;
  guest = self->guest;
  beck_lock_release (&self->lock);
  if (phase == BECK_RAS_IDLE)
    request->error = ERROR_NO_CONNECTION;
  else if (phase == BECK_RAS_OVER)
    forget (self, request->job, &request->later);
  else if (phase == BECK_RAS_UP && guest)
    request->error = beck_ras_guest_hang_up (self, request->job, &request->later);
  else if (phase == BECK_RAS_UP)
    request->error = hang_up_link (self, request->job, &request->later);
  else
    {
      wait_for_end (self, request->job, &request->later);
      if (phase != BECK_RAS_ENDING)
        beck_ras_connection_end (self, 0);
    }
}

/* What a sink asks for is done when it has returned (spec/ras.md 2). */
static gboolean
put_off (BeckRasConnection *self, guint32 *error)
{
  if (!beck_ras_teller_is_current (&self->teller))
    return FALSE;
  beck_lock_acquire (&self->lock);
  *error = self->phase == BECK_RAS_IDLE ? ERROR_NO_CONNECTION : 0;
  self->hang_up_after = *error == 0;
  beck_lock_release (&self->lock);
  return TRUE;
}

guint32
beck_ras_connection_hang_up (BeckRasConnection *self, BeckJob *job, gboolean *later)
{
  HangUp request = { self, job };

  *later = FALSE;
  if (put_off (self, &request.error))
    return request.error;
  if (!beck_ras_loop_hold ())
    return ERROR_NOT_ENOUGH_MEMORY;
  beck_ras_loop_call (hang_up, &request);
  beck_ras_loop_release ();
  *later = request.later;
  return request.error;
}

/* ---- The call of Dial is cancelled ---- */

static gboolean
is_dialler (BeckRasConnection *self, const BeckJob *job)
{
  gboolean is;

  beck_lock_acquire (&self->lock);
  is = self->dialler == job
       && (self->phase == BECK_RAS_DIALLING || self->phase == BECK_RAS_PAUSED);
  beck_lock_release (&self->lock);
  return is;
}

static void
cancel (gpointer data)
{
  HangUp *request = data;

  if (is_dialler (request->self, request->job))
    beck_ras_connection_end (request->self, 0);
}

void
beck_ras_connection_cancel (BeckRasConnection *self, BeckJob *job)
{
  HangUp request = { self, job };

  if (!is_dialler (self, job) || !beck_ras_loop_hold ())
    return;
  beck_ras_loop_call (cancel, &request);
  beck_ras_loop_release ();
}

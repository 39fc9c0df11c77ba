/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a connection does about its news, on the teller's thread: what is told changes the state
 * that callers see. So whoever asks from inside a sink sees what that sink was told, however far
 * the link has come.
 */

#include "ras/connection-private.h"

#include <beck/hresult.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "ras/loop.h"

/* On the loop: a link that nobody could find counts as one that has not come up. */
static void
drop_link (gpointer data)
{
  BeckRasConnection *self = data;

  self->came_up = FALSE;
  if (self->session != NULL)
    self->backend->hang_up (self->session, FALSE);
  else
    beck_ras_record_remove (&self->record->id);
}

/* The link is there: from here on every process may know. FALSE if it was hung up meanwhile. */
static gboolean
establish (BeckRasConnection *self, BeckRasNews *news)
{
  gboolean wanted, changed;
  guint32 lost;

  self->record->state = RASCS_Connected;
  news->error = beck_ras_record_write (self->record);
  beck_lock_acquire (&self->lock);
  wanted = self->phase == BECK_RAS_DIALLING;
  lost = self->lost;
  changed = self->sub_state != RASCSS_None || lost != 0 || self->renewed;
  if (wanted && news->error == 0)
    {
      self->phase = BECK_RAS_UP;
      self->established = TRUE;
    }
  beck_lock_release (&self->lock);
  if (!wanted)
    beck_ras_record_remove (&self->record->id);
  else if (news->error != 0)
    beck_ras_loop_call (drop_link, self);
  else if (changed)
    beck_ras_connection_note (self, lost != 0 ? RASCS_Disconnected : RASCS_Connected, lost);
  if (wanted && news->error == 0 && lost == 0)
    beck_ras_connection_look (self);
  return wanted;
}

/* With the lock. */
static void
apply (BeckRasConnection *self, const BeckRasNews *news)
{
  self->state = news->state;
  self->error = news->error;
  self->extended_error = news->extended_error;
  if (news->error == 0 && (news->state & RASCS_PAUSED) != 0)
    self->phase = BECK_RAS_PAUSED;
  if (self->phase == BECK_RAS_ENDING
      || (news->error == 0 && news->state != RASCS_Disconnected))
    return;
  self->phase = BECK_RAS_OVER;
  self->outcome = HRESULT_FROM_WIN32 (news->error);
}

static gboolean
before (BeckRasTeller *teller, BeckRasNews *news)
{
  BeckRasConnection *self = beck_ras_connection_of (teller);
  gboolean wanted, dialling;

  beck_lock_acquire (&self->lock);
  wanted = self->phase != BECK_RAS_ENDING || news->state == RASCS_Disconnected;
  dialling = self->phase == BECK_RAS_DIALLING;
  beck_lock_release (&self->lock);
  if (!wanted)
    return FALSE;
  if (dialling && news->state == RASCS_Connected && !establish (self, news))
    return FALSE;
  beck_lock_acquire (&self->lock);
  apply (self, news);
  beck_lock_release (&self->lock);
  return TRUE;
}

static BeckJob *
take_dialler (BeckRasConnection *self)
{
  BeckJob *job;

  beck_lock_acquire (&self->lock);
  job = self->dialler;
  self->dialler = NULL;
  beck_lock_release (&self->lock);
  return job;
}

static void
after (BeckRasTeller *teller, const BeckRasNews *news)
{
  BeckJob *job;

  if (news->state != RASCS_Connected || news->error != 0)
    return;
  job = take_dialler (beck_ras_connection_of (teller));
  if (job == NULL)
    return;
  beck_job_complete (job, S_OK);
  beck_job_unref (job);
}

static void
left (BeckRasTeller *teller)
{
  BeckRasConnection *self = beck_ras_connection_of (teller);
  gboolean hang_up;

  beck_lock_acquire (&self->lock);
  hang_up = self->hang_up_after;
  self->hang_up_after = FALSE;
  beck_lock_release (&self->lock);
  if (hang_up)
    beck_ras_connection_hang_up (self, NULL, &hang_up);
}

static void
idle (BeckRasTeller *teller)
{
  beck_ras_connection_settle (beck_ras_connection_of (teller));
}

/* Whoever pushes holds the loop. */
static void
ref (BeckRasTeller *teller)
{
  beck_ras_loop_hold ();
  beck_object_ref (beck_ras_connection_of (teller));
}

static void
unref (BeckRasTeller *teller)
{
  beck_object_release (beck_ras_connection_of (teller));
  beck_ras_loop_release ();
}

const BeckRasTellerFuncs beck_ras_teller_funcs = {
  .before = before,
  .left = left,
  .after = after,
  .idle = idle,
  .ref = ref,
  .unref = unref,
};

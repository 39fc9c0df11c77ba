/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The dial of a connection that owns its link: what the session tells, on the loop's thread,
 * becomes news in the general order, which the teller's thread passes on (connection-tell.c).
 */

#include "ras/connection-private.h"

#include <beck/hresult.h>
#include <beck/memory.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "ras/book.h"
#include "ras/loop.h"
#include "ras/registry.h"

/* ---- Beginning ---- */

static void
set_out (BeckRasConnection *self, BeckRasPlan *plan, BeckJob *job)
{
  const char *type = beck_ras_entry_get (plan->dial.entry, BECK_RAS_KEY_DEVICE_TYPE);

  beck_ras_plan_free (self->plan);
  self->plan = plan;
  self->backend = plan->backend;
  self->order = (BeckRasOrder){ .modem = g_strcmp0 (type, RASDT_Modem) == 0 };
  self->came_up = self->failed = FALSE;
  beck_lock_acquire (&self->lock);
  self->phase = BECK_RAS_DIALLING;
  self->guest = FALSE;
  self->alive = self->has_plan = TRUE;
  self->hang_up_after = self->renewed = FALSE;
  self->state = RASCS_OpenPort;
  self->error = self->extended_error = self->sub_state = self->lost = 0;
  self->outcome = E_UNEXPECTED;
  memset (&self->link, 0, sizeof self->link);
  self->dialler = job;
  beck_lock_release (&self->lock);
}

/* The plan stays the caller's. */
static void
set_back (BeckRasConnection *self)
{
  self->plan = NULL;
  beck_lock_acquire (&self->lock);
  self->phase = BECK_RAS_IDLE;
  self->alive = self->has_plan = FALSE;
  self->state = RASCS_Disconnected;
  self->dialler = NULL;
  beck_lock_release (&self->lock);
  if (self->record != NULL)
    beck_ras_record_remove (&self->record->id);
}

static void
advance (BeckRasConnection *self, guint32 state)
{
  guint32 states[BECK_RAS_ORDER_MAX];
  guint n = beck_ras_order_advance (&self->order, state, states);

  for (guint i = 0; i < n; i++)
    beck_ras_teller_push (&self->teller, states[i], 0, 0);
}

/* Whether the session is a dial's that nobody has given up. */
static gboolean
is_dialling (BeckRasConnection *self)
{
  gboolean dialling;

  beck_lock_acquire (&self->lock);
  dialling = self->phase == BECK_RAS_DIALLING || self->phase == BECK_RAS_PAUSED;
  beck_lock_release (&self->lock);
  return dialling;
}

/* The record comes first, so that another process does not begin the same; then what it needs to
 * end what a dialler that dies leaves. */
static guint32
begin_session (BeckRasConnection *self)
{
  guint32 error = beck_ras_connection_reserve (self);

  if (error == 0)
    error = self->backend->start (&self->plan->dial, &beck_ras_connection_events, self,
                                  &self->session);
  if (error == 0)
    beck_ras_connection_save (self);
  return error;
}

static guint32
start_session (BeckRasConnection *self, BeckRasPlan *plan, BeckJob *job)
{
  guint32 error;

  if (!beck_ras_registry_add (self, plan->dial.entry))
    return ERROR_DIAL_ALREADY_IN_PROGRESS;
  beck_ras_loop_hold (); /* the session's; there is the caller's, so it cannot fail */
  beck_object_ref (self);
  set_out (self, plan, job);
  error = begin_session (self);
  if (error == 0)
    {
      advance (self, RASCS_OpenPort);
      /* Who cancelled the call before it was the dialler's found nothing to end. */
      if (beck_job_is_cancelled (job))
        beck_ras_connection_end (self, 0);
      return 0;
    }
  set_back (self);
  beck_ras_registry_remove (self);
  beck_object_release (self);
  beck_ras_loop_release ();
  return error;
}

/* One more dial of a connection that is up. */
static gboolean
use_again (BeckRasConnection *self, const BeckRasEntry *entry, guint32 *error)
{
  if (g_strcmp0 (self->record->entry, beck_ras_entry_get_name (entry)) != 0
      || g_strcmp0 (self->record->book, beck_ras_entry_get_book (entry)) != 0)
    *error = ERROR_PORT_ALREADY_OPEN;
  else
    *error = beck_ras_record_use (&self->record->id, NULL);
  if (*error != 0)
    return FALSE;
  beck_lock_acquire (&self->lock);
  self->own_uses++;
  beck_lock_release (&self->lock);
  beck_ras_teller_push (&self->teller, RASCS_Connected, 0, 0);
  return TRUE;
}

typedef struct
{
  BeckRasConnection *self;
  BeckRasPlan *plan;
  BeckJob *job;
  gboolean joined;
  guint32 error;
} Dial;

static gboolean
join (Dial *dial)
{
  dial->error = beck_ras_connection_join (dial->self, dial->plan->dial.entry, &dial->joined);
  return dial->joined || dial->error != 0;
}

/* Another process may have been faster in between, and may even have its link already. */
static void
join_or_start (Dial *dial)
{
  if (join (dial))
    return;
  dial->error = start_session (dial->self, dial->plan, dial->job);
  if (dial->error == ERROR_PORT_ALREADY_OPEN && !join (dial))
    dial->error = ERROR_DIAL_ALREADY_IN_PROGRESS;
}

static void
dial (gpointer data)
{
  Dial *dial = data;
  BeckRasConnection *self = dial->self;
  BeckRasPhase phase;
  gboolean busy;

  beck_lock_acquire (&self->lock);
  phase = self->phase;
  /* The call of the last dial has not ended while its failure is still being told. */
  busy = self->alive || self->dialler != NULL || phase == BECK_RAS_ENDING;
  beck_lock_release (&self->lock);
  if (phase == BECK_RAS_UP)
    dial->joined = use_again (self, dial->plan->dial.entry, &dial->error);
  else if (busy)
    dial->error = ERROR_DIAL_ALREADY_IN_PROGRESS;
  else
    {
      beck_ras_connection_forget_last (self);
      join_or_start (dial);
    }
}

guint32
beck_ras_connection_dial (BeckRasConnection *self, BeckRasPlan *plan, BeckJob *job,
                          gboolean *joined)
{
  Dial request = { self, plan, job };

  beck_ras_connections_adopt (plan->dial.entry);
  if (!beck_ras_loop_hold ())
    return ERROR_NOT_ENOUGH_MEMORY;
  beck_ras_loop_call (dial, &request);
  beck_ras_loop_release ();
  *joined = request.joined;
  return request.error;
}

/* ---- Going on after a pause ---- */

typedef struct
{
  BeckRasConnection *self;
  BeckRasCredentials *credentials;
  const char *callback_number;
  guint32 error;
} Resume;

/* Whether it was paused, and no longer is; *@state is the one it paused in. A session that has
 * ended while a sink was still busy with the pause has nothing to go on with. */
static gboolean
leave_pause (BeckRasConnection *self, guint32 *state)
{
  gboolean paused;

  beck_lock_acquire (&self->lock);
  paused = self->phase == BECK_RAS_PAUSED && self->session != NULL && !self->failed;
  if (paused)
    self->phase = BECK_RAS_DIALLING;
  *state = self->state;
  beck_lock_release (&self->lock);
  return paused;
}

static void
resume (gpointer data)
{
  Resume *resume = data;
  BeckRasConnection *self = resume->self;
  guint32 state;

  if (self->plan != NULL)
    resume->error = beck_ras_saved_complete (self->plan->dial.entry, &resume->credentials);
  if (resume->error != 0)
    return;
  if (!leave_pause (self, &state))
    {
      resume->error = ERROR_INVALID_AUTH_STATE;
      return;
    }
  if (state == RASCS_RetryAuthentication)
    advance (self, RASCS_AuthRetry);
  else if (state == RASCS_PasswordExpired)
    advance (self, RASCS_AuthChangePassword);
  self->backend->answer (self->session, resume->credentials, resume->callback_number);
}

guint32
beck_ras_connection_resume (BeckRasConnection *self, const BeckRasRequest *request)
{
  Resume resumption = { self };
  char *number = NULL;

  resumption.error = beck_ras_plan_text (request->callback_number, &number);
  if (resumption.error != 0)
    return resumption.error;
  resumption.callback_number = number;
  resumption.credentials = beck_ras_request_credentials (request);
  resumption.error = ERROR_NOT_ENOUGH_MEMORY;
  if (resumption.credentials != NULL && beck_ras_loop_hold ())
    {
      resumption.error = 0;
      beck_ras_loop_call (resume, &resumption);
      beck_ras_loop_release ();
    }
  beck_ras_credentials_free (resumption.credentials);
  CoTaskMemFree (number);
  return resumption.error;
}

/* ---- What the session tells ---- */

static void
on_state (gpointer context, guint32 state)
{
  BeckRasConnection *self = context;

  if (is_dialling (self))
    advance (self, state);
}

static void
on_failed (gpointer context, guint32 state, guint32 error, guint32 extended_error)
{
  BeckRasConnection *self = context;

  if (!is_dialling (self))
    return;
  self->failed = TRUE;
  advance (self, state);
  beck_ras_teller_push (&self->teller, state, error, extended_error);
  beck_ras_plan_forget (self->plan);
}

static void
give_up (BeckRasConnection *self, guint32 state, guint32 error)
{
  on_failed (self, state, error, 0);
  self->backend->hang_up (self->session, FALSE);
}

/* A situation that needs the user is the end of a dial that may not pause (spec/ras.md 3.5). */
static void
on_need (gpointer context, guint32 paused_state, guint32 error_state, guint32 error,
         const char *prompt)
{
  BeckRasConnection *self = context;

  if (!is_dialling (self))
    return;
  if ((self->plan->dial.options & RDEOPT_PausedStates) == 0)
    {
      give_up (self, error_state, error);
      return;
    }
  advance (self, error_state);
  self->order.again = paused_state == RASCS_RetryAuthentication;
  beck_ras_teller_push (&self->teller, paused_state, 0, 0);
}

static void
note_link (BeckRasConnection *self, const BeckRasLink *link)
{
  beck_lock_acquire (&self->lock);
  self->link = *link;
  beck_lock_release (&self->lock);
}

static void
on_projected (gpointer context, const BeckRasLink *link)
{
  note_link (context, link);
}

/* A link that was up has got other addresses, or was taken over. */
static void
renew (BeckRasConnection *self)
{
  beck_lock_acquire (&self->lock);
  self->renewed = TRUE;
  beck_lock_release (&self->lock);
  beck_ras_connection_note (self, RASCS_Connected, 0);
  beck_ras_connection_answer (self);
}

static void
on_up (gpointer context, const BeckRasLink *link)
{
  BeckRasConnection *self = context;

  note_link (self, link);
  if (self->came_up || !is_dialling (self))
    {
      renew (self);
      return;
    }
  self->came_up = TRUE;
  beck_ras_plan_forget (self->plan);
  beck_ras_connection_save (self);
  advance (self, RASCS_Connected);
}

static void
on_sub_state (gpointer context, guint32 sub_state)
{
  BeckRasConnection *self = context;

  beck_lock_acquire (&self->lock);
  self->sub_state = sub_state;
  beck_lock_release (&self->lock);
  beck_ras_connection_note (self, RASCS_Connected, 0);
}

/* Sinks hear of it when nothing is left of the link (connection-end.c), and can dial again then. */
static void
on_down (gpointer context, guint32 error)
{
  BeckRasConnection *self = context;
  gboolean hung_up;

  beck_lock_acquire (&self->lock);
  hung_up = self->phase == BECK_RAS_ENDING;
  self->lost = error;
  if (self->phase == BECK_RAS_UP)
    {
      /* Who is told by the record may ask at once. */
      self->state = RASCS_Disconnected;
      self->error = error;
    }
  beck_lock_release (&self->lock);
  if (hung_up)
    return;
  beck_ras_connection_note (self, RASCS_Disconnected, error);
  beck_ras_connection_answer (self);
}

static void
on_ended (gpointer context)
{
  BeckRasConnection *self = context;

  self->backend->release (self->session);
  self->session = NULL;
  beck_ras_connection_answer (self);
  beck_ras_connection_detach (self);
}

const BeckRasEvents beck_ras_connection_events = {
  .state = on_state,
  .need = on_need,
  .projected = on_projected,
  .up = on_up,
  .sub_state = on_sub_state,
  .failed = on_failed,
  .down = on_down,
  .ended = on_ended,
};

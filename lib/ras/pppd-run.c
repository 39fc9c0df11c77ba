/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A dial with pppd: tries one after the other until one is up or the verdict is final. Whatever is
 * told may come back as a hang-up or a release, so who tells holds a use of the session. Only
 * ended is told once a session is ending, and not before pppd has gone.
 */

#include "ras/pppd-private.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "base/alloc.h"

static void
tell_state (PppdSession *session, guint32 state)
{
  if (session->state != PPPD_DIALLING)
    return;
  session->ras_state = state;
  session->events->state (session->context, state);
}

/* ---- Sessions ---- */

PppdSession *
pppd_session_new (const BeckRasEntry *entry, const BeckRasEvents *events, gpointer context)
{
  PppdSession *session = beck_alloc0 (sizeof *session);
  const char *device = beck_ras_entry_get (entry, BECK_RAS_KEY_DEVICE_NAME);

  if (session == NULL)
    return NULL;
  session->uses = 1;
  session->events = events;
  session->context = context;
  g_strlcpy (session->link.device_type, pppd_is_pppoe (entry) ? RASDT_PPPoE : RASDT_Modem,
             sizeof session->link.device_type);
  g_strlcpy (session->link.device_name, device != NULL ? device : "",
             sizeof session->link.device_name);
  return session;
}

static void
forget_source (PppdSession *session)
{
  if (session->source == NULL)
    return;
  g_source_destroy (session->source);
  g_clear_pointer (&session->source, g_source_unref);
}

static void
forget_try (PppdSession *session)
{
  g_clear_pointer (&session->process, beck_ras_process_free);
  g_clear_pointer (&session->place, pppd_place_free);
}

void
pppd_session_unref (PppdSession *session)
{
  if (--session->uses > 0)
    return;
  forget_source (session);
  forget_try (session);
  beck_ras_credentials_free (session->credentials);
  beck_free (session);
}

void
pppd_session_later (PppdSession *session, GSourceFunc func)
{
  forget_source (session);
  session->source = g_idle_source_new ();
  /* Before what pppd has to say. */
  g_source_set_priority (session->source, G_PRIORITY_HIGH);
  g_source_set_callback (session->source, func, session, NULL);
  g_source_attach (session->source, g_main_context_get_thread_default ());
}

/* ---- How far it is ---- */

/* The part of a dial up to PPP is gone through once more to be called back, and not told again. */
static void
tell_way (PppdSession *session, guint32 state)
{
  if (!session->answering)
    tell_state (session, state);
}

static void
tell_up (PppdSession *session)
{
  if (session->state != PPPD_DIALLING)
    return;
  session->events->projected (session->context, &session->link);
  tell_state (session, RASCS_Projected);
  if (session->state != PPPD_DIALLING)
    return;
  g_clear_pointer (&session->place, pppd_place_free);
  g_clear_pointer (&session->credentials, beck_ras_credentials_free);
  session->state = PPPD_UP;
  session->events->up (session->context, &session->link);
}

#define COPY(field, text) g_strlcpy (session->link.field, text, sizeof session->link.field)

static void
take_address (PppdSession *session, const PppdFact *fact)
{
  switch (fact->kind)
    {
    case PPPD_LOCAL:
      COPY (address, fact->text);
      tell_state (session, RASCS_AuthProject);
      break;
    case PPPD_REMOTE:
      COPY (server_address, fact->text);
      tell_state (session, RASCS_Authenticated);
      tell_up (session);
      break;
    case PPPD_LOCAL6:
      COPY (address6, fact->text);
      break;
    default:
      COPY (server_address6, fact->text);
      break;
    }
}

static void
take_fact (PppdSession *session, const PppdFact *fact)
{
  switch (fact->kind)
    {
    case PPPD_PLUGIN:
      tell_way (session, RASCS_PortOpened);
      tell_way (session, RASCS_ConnectDevice);
      break;
    case PPPD_CARRIER:
      tell_way (session, RASCS_DeviceConnected);
      break;
    case PPPD_INTERFACE:
      COPY (device, fact->text);
      break;
    case PPPD_LINK:
      tell_way (session, RASCS_AllDevicesConnected);
      tell_state (session, session->answering ? RASCS_ReAuthenticate : RASCS_Authenticate);
      break;
    case PPPD_AUTHENTICATED:
      tell_way (session, RASCS_AuthNotify);
      break;
    case PPPD_REJECTED:
      session->rejection = fact->number;
      break;
    case PPPD_UNANSWERED:
      session->unanswered = TRUE;
      break;
    case PPPD_OTHER:
      break;
    default:
      take_address (session, fact);
      break;
    }
}

static void
take_line (const char *line, gpointer data)
{
  PppdSession *session = data;
  const PppdFact fact = pppd_read_line (line);

  if (session->state != PPPD_DIALLING)
    return;
  session->uses++;
  take_fact (session, &fact);
  pppd_session_unref (session);
}

/* The script that connects the modem has begun: the port is open. */
static void
report_changed (gpointer data)
{
  PppdSession *session = data;

  if (session->ras_state >= RASCS_ConnectDevice && session->ras_state != RASCS_AuthRetry)
    return;
  session->uses++;
  tell_way (session, RASCS_PortOpened);
  tell_way (session, RASCS_ConnectDevice);
  pppd_session_unref (session);
}

/* ---- A try ---- */

static gboolean
write_text (PppdPlace *place, const char *name, char *text)
{
  const gboolean written = pppd_place_write (place, name, text);

  g_free (text);
  return written;
}

static gboolean
write_scripts (const PppdSession *session)
{
  PppdPlace *place = session->place;
  const char *path = pppd_place_get_path (place);

  return write_text (place, "connect", pppd_make_connect (path, session->answering))
         && write_text (place, "init", pppd_make_init (session->dial->entry))
         && write_text (place, "dial", session->answering
                                         ? pppd_make_answer ()
                                         : pppd_make_dial (session->dial->phone_number));
}

static guint32
offer_secret (PppdSession *session)
{
  const BeckRasCredentials *credentials
    = session->credentials != NULL ? session->credentials : session->dial->credentials;
  guint32 error;
  char *secret;

  error = pppd_make_secret (credentials, &secret);
  if (error == 0 && !pppd_place_offer (session->place, secret))
    error = ERROR_PORT_NOT_AVAILABLE;
  beck_ras_secret_free (secret);
  return error;
}

static guint32
prepare_place (PppdSession *session)
{
  const guint32 error = pppd_place_new (report_changed, session, &session->place);
  char *options;

  if (error != 0)
    return error;
  options = pppd_make_options (session->dial, pppd_place_get_path (session->place), geteuid () == 0,
                               session->answering);
  if (!write_text (session->place, "options", options))
    return ERROR_PORT_NOT_AVAILABLE;
  if (!pppd_is_pppoe (session->dial->entry) && !write_scripts (session))
    return ERROR_PORT_NOT_AVAILABLE;
  return offer_secret (session);
}

static guint32
start_error (const GError *error)
{
  if (g_error_matches (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT))
    return ERROR_RASMAN_CANNOT_INITIALIZE;
  if (g_error_matches (error, G_SPAWN_ERROR, G_SPAWN_ERROR_ACCES)
      || g_error_matches (error, G_SPAWN_ERROR, G_SPAWN_ERROR_PERM))
    return ERROR_ACCESS_DENIED;
  return g_error_matches (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOMEM) ? ERROR_NOT_ENOUGH_MEMORY
                                                                     : ERROR_UNKNOWN;
}

static guint32
start_program (PppdSession *session)
{
  char *options = g_build_filename (pppd_place_get_path (session->place), "options", NULL);
  const char *const argv[] = { pppd_program, "file", options, NULL };
  GError *error = NULL;
  guint32 number = 0;

  session->process
    = beck_ras_process_spawn (argv, take_line, pppd_session_ended, session, &error);
  if (session->process == NULL)
    number = start_error (error);
  else
    {
      session->id = beck_ras_process_get_id (session->process);
      if (!pppd_place_note (session->place, &session->id))
        number = ERROR_PORT_NOT_AVAILABLE;
    }
  g_clear_error (&error);
  g_free (options);
  return number;
}

guint32
pppd_session_try (PppdSession *session)
{
  guint32 error = prepare_place (session);

  session->rejection = 0;
  session->unanswered = FALSE;
  if (error == 0)
    error = start_program (session);
  if (error != 0 && session->process != NULL)
    beck_ras_process_signal (session->process, SIGKILL);
  if (error != 0)
    forget_try (session);
  return error;
}

/* ---- The end ---- */

static gboolean
tell_ended (gpointer data)
{
  PppdSession *session = data;

  forget_source (session);
  session->state = PPPD_ENDED;
  session->events->ended (session->context);
  return G_SOURCE_REMOVE;
}

/* Nobody will be asked for, or told, credentials any more. */
static void
begin_ending (PppdSession *session)
{
  session->state = PPPD_ENDING;
  g_clear_pointer (&session->credentials, beck_ras_credentials_free);
}

static void
fail (PppdSession *session, guint32 state, guint32 error)
{
  begin_ending (session);
  pppd_session_later (session, tell_ended);
  session->events->failed (session->context, state, error, 0);
}

static void
try_again (PppdSession *session)
{
  const guint32 error = pppd_session_try (session);

  if (error != 0)
    fail (session, session->ras_state, error);
}

/* The server will call. It is waited for with the same credentials. */
static void
await_call (PppdSession *session)
{
  static const guint32 states[] = { RASCS_AuthCallback, RASCS_PrepareForCallback,
                                    RASCS_WaitForModemReset, RASCS_WaitForCallback };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    tell_state (session, states[i]);
  session->answering = TRUE;
  if (session->state == PPPD_DIALLING)
    try_again (session);
}

/* Others may be given if it is the name or the password that were wrong. */
static void
judge_rejection (PppdSession *session)
{
  const guint32 error
    = session->rejection != 0 ? session->rejection : ERROR_AUTHENTICATION_FAILURE;

  if (session->ras_state != RASCS_AuthNotify)
    tell_way (session, RASCS_AuthNotify);
  if (session->state != PPPD_DIALLING)
    return;
  if (error != ERROR_AUTHENTICATION_FAILURE)
    {
      fail (session, RASCS_AuthNotify, error);
      return;
    }
  session->state = PPPD_PAUSED;
  session->events->need (session->context, RASCS_RetryAuthentication, RASCS_AuthNotify, error,
                         NULL);
}

static void
judge_dial (PppdSession *session, int status, const char *report)
{
  const PppdVerdict verdict = pppd_judge (status, report);
  const guint32 state = verdict.state >= 0 ? (guint32) verdict.state : session->ras_state;
  const char *number = session->dial->callback_number;

  if (pppd_exit_code (status) == PPPD_EXIT_NOT_WELCOME)
    judge_rejection (session);
  else if (pppd_exit_code (status) == PPPD_EXIT_CALLBACK && !session->answering
           && number[0] != '\0' && strcmp (number, "*") != 0)
    await_call (session);
  else if (session->unanswered && session->ras_state <= RASCS_ConnectDevice)
    fail (session, RASCS_ConnectDevice, ERROR_NO_ANSWER);
  else
    fail (session, state, verdict.error);
}

void
pppd_session_ended (int status, gpointer data)
{
  PppdSession *session = data;
  char *report
    = session->place != NULL ? pppd_place_read_report (session->place) : g_strdup ("");

  session->uses++;
  forget_try (session);
  switch (session->state)
    {
    case PPPD_DIALLING:
      judge_dial (session, status, report);
      break;
    case PPPD_UP:
      begin_ending (session);
      pppd_session_later (session, tell_ended);
      session->events->down (session->context, pppd_judge (status, "").error);
      break;
    default:
      pppd_session_later (session, tell_ended);
      break;
    }
  g_free (report);
  pppd_session_unref (session);
}

void
pppd_session_answer (BeckRasSession *base, const BeckRasCredentials *credentials,
                     const char *callback_number)
{
  PppdSession *session = (PppdSession *) base;

  if (session->state != PPPD_PAUSED)
    return;
  session->state = PPPD_DIALLING;
  beck_ras_credentials_free (session->credentials);
  session->credentials = beck_ras_credentials_new (credentials->user_name, credentials->password,
                                                   credentials->domain);
  session->uses++;
  if (session->credentials == NULL)
    fail (session, session->ras_state, ERROR_NOT_ENOUGH_MEMORY);
  tell_state (session, RASCS_AuthRetry);
  if (session->state == PPPD_DIALLING)
    try_again (session);
  pppd_session_unref (session);
}

void
pppd_session_hang_up (BeckRasSession *base, gboolean force)
{
  PppdSession *session = (PppdSession *) base;

  if (session->state == PPPD_ENDED)
    return;
  if (session->process != NULL)
    beck_ras_process_signal (session->process, force ? SIGKILL : SIGTERM);
  if (session->state != PPPD_ENDING && session->process == NULL)
    pppd_session_later (session, tell_ended);
  begin_ending (session);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A helper is always either about to do something, with a limit of time, or up, where it gives a
 * sign of life every few seconds, or the user is asked. Its end is always its process's end: before
 * that nothing is ended, after it nothing is left.
 *
 * The core may hang up inside whatever it is told, so after each event the phase is looked at.
 */

#include "ras/openvpn-session.h"

#include <signal.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "base/alloc.h"
#include "ras/place.h"

#define SECOND 1000
/* From its start to its socket, and from there to its first word. */
guint openvpn_start_limit = 10 * SECOND;
/* Of the whole time that a name takes, which the helper can do nothing else in. */
#define RESOLVE_LIMIT (90 * SECOND)
#define SETUP_LIMIT (60 * SECOND)
/* On top of limits that the helper has itself. */
#define MARGIN (15 * SECOND)
/* Without a sign of life of a link. */
#define SILENCE_LIMIT (60 * SECOND)
/* From being asked to end to being made to. With the time that takes it is less than 3 s. */
guint openvpn_end_limit = 2500;

OpenvpnSession *
openvpn_session_new (const BeckRasEvents *events, gpointer context)
{
  OpenvpnSession *session = beck_alloc0 (sizeof *session);

  if (session == NULL)
    return NULL;
  session->events = events;
  session->context = context;
  return session;
}

static void
clear_timer (OpenvpnSession *session)
{
  if (session->timer == NULL)
    return;
  g_source_destroy (session->timer);
  g_clear_pointer (&session->timer, g_source_unref);
}

void
openvpn_session_free (OpenvpnSession *session)
{
  clear_timer (session);
  beck_ras_openvpn_channel_free (session->channel);
  if (session->process != NULL)
    beck_ras_process_free (session->process);
  beck_ras_credentials_free (session->credentials);
  beck_ras_openvpn_plan_clear (&session->plan);
  beck_ras_openvpn_routes_clear (&session->routes);
  g_free (session->challenge);
  g_free (session->challenge_user);
  g_free (session->place);
  beck_free (session);
}

void
openvpn_begin (OpenvpnSession *session)
{
  if (session->is_begun || session->phase != OPENVPN_STARTING)
    return;
  session->is_begun = TRUE;
  openvpn_limit (session);
  session->events->state (session->context, RASCS_OpenPort);
}

/* ---- Time ---- */

typedef struct
{
  OpenvpnSession *session;
  void (*func) (OpenvpnSession *session);
} Wait;

static gboolean
wait_is_over (gpointer data)
{
  Wait wait = *(Wait *) data;

  clear_timer (wait.session);
  wait.func (wait.session);
  return G_SOURCE_REMOVE;
}

void
openvpn_wait (OpenvpnSession *session, guint ms, void (*func) (OpenvpnSession *session))
{
  Wait *wait;

  clear_timer (session);
  if (func == NULL)
    return;
  wait = g_new (Wait, 1);
  *wait = (Wait){ session, func };
  session->timer = g_timeout_source_new (ms);
  g_source_set_callback (session->timer, wait_is_over, wait, g_free);
  g_source_attach (session->timer, g_main_context_get_thread_default ());
}

static void
lose_patience (OpenvpnSession *session)
{
  BeckRasOpenvpnError error = beck_ras_openvpn_error_of_silence (session->state);

  if (session->phase == OPENVPN_STARTING)
    error = beck_ras_openvpn_error_of_silence (BECK_RAS_OPENVPN_UNKNOWN);
  if (session->phase >= OPENVPN_ATTACHING)
    openvpn_drop (session, ERROR_PORT_DISCONNECTED);
  else
    openvpn_fail (session, error.state, error.error);
}

static guint
limit_of (const OpenvpnSession *session)
{
  switch (session->state)
    {
    case BECK_RAS_OPENVPN_RESOLVE:
      return RESOLVE_LIMIT;
    case BECK_RAS_OPENVPN_TCP_CONNECT:
    case BECK_RAS_OPENVPN_WAIT:
      return session->plan.connect_timeout * SECOND + MARGIN;
    case BECK_RAS_OPENVPN_AUTH:
    case BECK_RAS_OPENVPN_AUTH_PENDING:
    case BECK_RAS_OPENVPN_GET_CONFIG:
      return session->plan.hand_window * SECOND + MARGIN;
    default:
      return SETUP_LIMIT;
    }
}

void
openvpn_limit (OpenvpnSession *session)
{
  if (session->phase == OPENVPN_ENDING)
    return;
  if (session->question != OPENVPN_NOTHING)
    openvpn_wait (session, 0, NULL);
  else if (session->phase == OPENVPN_UP)
    openvpn_wait (session, SILENCE_LIMIT, lose_patience);
  else if (session->phase == OPENVPN_STARTING || session->phase == OPENVPN_ATTACHING)
    openvpn_wait (session, openvpn_start_limit, lose_patience);
  else
    openvpn_wait (session, limit_of (session), lose_patience);
}

/* ---- The end ---- */

static void
kill_helper (OpenvpnSession *session)
{
  beck_ras_process_signal (session->process, SIGKILL);
}

void
openvpn_terminate (OpenvpnSession *session, gboolean force)
{
  gboolean again = session->phase == OPENVPN_ENDING;

  session->phase = OPENVPN_ENDING;
  if (force)
    kill_helper (session);
  else if (!again)
    beck_ras_process_signal (session->process, SIGTERM);
  if (again)
    return;
  openvpn_wait (session, openvpn_end_limit, kill_helper);
  /* Now, since a program may exit as soon as it has hung up. */
  beck_ras_place_remove (session->place);
}

void
openvpn_fail (OpenvpnSession *session, guint32 state, guint32 error)
{
  if (session->phase == OPENVPN_ENDING)
    return;
  openvpn_terminate (session, FALSE);
  session->events->failed (session->context, state, error, 0);
}

void
openvpn_drop (OpenvpnSession *session, guint32 error)
{
  if (session->phase == OPENVPN_ENDING)
    return;
  openvpn_terminate (session, FALSE);
  session->events->down (session->context, error);
}

void
openvpn_send (OpenvpnSession *session, const char *line)
{
  if (session->phase == OPENVPN_ENDING || session->channel == NULL)
    return;
  if (!beck_ras_openvpn_channel_send (session->channel, line))
    lose_patience (session);
}

/* The helper has gone without a word of why, or what it said was printed. */
static void
tell_of_end (OpenvpnSession *session)
{
  const OpenvpnPhase phase = session->phase;
  BeckRasOpenvpnError error;

  session->phase = OPENVPN_ENDING;
  if (phase >= OPENVPN_ATTACHING)
    {
      session->events->down (session->context, ERROR_PORT_DISCONNECTED);
      return;
    }
  error = (BeckRasOpenvpnError){ RASCS_ConnectDevice, ERROR_PORT_DISCONNECTED };
  if (phase == OPENVPN_STARTING)
    error = beck_ras_openvpn_error_of_start (session->output);
  session->events->failed (session->context, error.state, error.error, 0);
}

void
openvpn_ended (int status, gpointer data)
{
  OpenvpnSession *session = data;

  if (session->channel != NULL)
    beck_ras_openvpn_channel_drain (session->channel);
  g_clear_pointer (&session->channel, beck_ras_openvpn_channel_free);
  openvpn_begin (session);
  clear_timer (session);
  if (session->phase != OPENVPN_ENDING)
    tell_of_end (session);
  beck_ras_openvpn_routes_remove (&session->routes);
  beck_ras_place_remove (session->place);
  /* It may be released in here. */
  session->events->ended (session->context);
}

/* ---- What it says ---- */

/* It reports errors of its options before it has a socket. */
void
openvpn_line (const char *line, gpointer data)
{
  OpenvpnSession *session = data;

  if (session->phase != OPENVPN_STARTING)
    return;
  g_strlcat (session->output, line, sizeof session->output);
  g_strlcat (session->output, "\n", sizeof session->output);
}

static void
opened (gpointer data)
{
  OpenvpnSession *session = data;

  openvpn_begin (session);
  openvpn_limit (session);
  if (session->phase == OPENVPN_STARTING)
    {
      /* It has been read, and keys may be in it. */
      beck_ras_place_drop (session->place, "profile");
      session->events->state (session->context, RASCS_PortOpened);
    }
  openvpn_send (session, "log on");
  openvpn_send (session, "bytecount 10");
  openvpn_send (session, session->phase == OPENVPN_ATTACHING ? "state on all" : "state on");
}

static void
closed (gpointer data)
{
  OpenvpnSession *session = data;

  g_clear_pointer (&session->channel, beck_ras_openvpn_channel_free);
  /* Its process ends now, or is made to. */
  if (session->phase != OPENVPN_ENDING)
    openvpn_wait (session, openvpn_end_limit, kill_helper);
}

const BeckRasOpenvpnListener openvpn_listener = { opened, openvpn_event, closed };

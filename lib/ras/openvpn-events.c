/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the helper says, and what that means for the dial (spec/ras.md 7.4, 7.5). It stops before
 * each try and waits to be released; there it is decided whether there is another one.
 */

#include "ras/openvpn-session.h"

#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "ras/place.h"

#define SECOND 1000

static void
tell (OpenvpnSession *session, guint32 state)
{
  if (session->phase == OPENVPN_DIALLING)
    session->events->state (session->context, state);
}

/* ---- Tries ---- */

void
openvpn_release_hold (OpenvpnSession *session)
{
  session->is_held = FALSE;
  session->is_refused = FALSE;
  session->reached = FALSE;
  memset (&session->mark, 0, sizeof session->mark);
  session->n_tries++;
  session->state = BECK_RAS_OPENVPN_CONNECTING;
  openvpn_limit (session);
  openvpn_send (session, "hold release");
}

/* Whether there is another try; between two rounds through all servers there may be a pause. */
static gboolean
try_again (OpenvpnSession *session)
{
  const guint n_remotes = MAX (session->plan.n_remotes, 1);
  const guint rounds = session->n_tries / n_remotes;
  const gboolean dropped = session->phase == OPENVPN_REDIALLING;

  if (session->n_tries % n_remotes != 0)
    openvpn_release_hold (session);
  else if (rounds == 0 || rounds < session->plan.redial_count + (dropped ? 0 : 1))
    openvpn_wait (session, session->plan.redial_pause * SECOND, openvpn_release_hold);
  else
    return FALSE;
  return TRUE;
}

static void
held (OpenvpnSession *session)
{
  session->is_held = TRUE;
  switch (session->phase)
    {
    case OPENVPN_STARTING:
      session->phase = OPENVPN_DIALLING;
      tell (session, RASCS_ConnectDevice);
      if (session->phase == OPENVPN_DIALLING)
        openvpn_release_hold (session);
      break;
    case OPENVPN_DIALLING:
      if (session->is_refused)
        openvpn_try_answer (session);
      else if (!try_again (session))
        openvpn_fail (session, session->failure.state, session->failure.error);
      break;
    case OPENVPN_REDIALLING:
      if (!try_again (session))
        openvpn_drop (session, session->failure.error);
      break;
    default:
      openvpn_drop (session, ERROR_DISCONNECTION);
    }
}

static void
reconnecting (OpenvpnSession *session, const char *reason)
{
  switch (session->phase)
    {
    case OPENVPN_DIALLING:
      session->failure = beck_ras_openvpn_error_of_try (reason, session->reached, &session->mark);
      break;
    case OPENVPN_UP:
    case OPENVPN_ATTACHING:
      session->failure.error = beck_ras_openvpn_error_of_drop (reason);
      if (session->phase == OPENVPN_ATTACHING || !session->plan.redial_dropped)
        {
          openvpn_drop (session, session->failure.error);
          break;
        }
      session->phase = OPENVPN_REDIALLING;
      session->n_tries = 0;
      session->events->sub_state (session->context, RASCSS_Reconnecting);
      break;
    default:
      break;
    }
}

static void
exiting (OpenvpnSession *session, const char *reason)
{
  BeckRasOpenvpnError error;

  if (session->phase >= OPENVPN_ATTACHING)
    {
      openvpn_drop (session, session->phase == OPENVPN_REDIALLING
                               ? session->failure.error
                               : beck_ras_openvpn_error_of_drop (reason));
      return;
    }
  error = beck_ras_openvpn_error_of_try (reason, session->reached, &session->mark);
  openvpn_fail (session, error.state, error.error);
}

/* ---- The link ---- */

static void
note_addresses (OpenvpnSession *session, const BeckRasManagementState *state)
{
  BeckRasLink *link = &session->link;
  const struct
  {
    char *to;
    const char *from;
  } texts[] = {
    { link->address, state->address },
    { link->address6, state->address6 },
    { link->remote_endpoint, state->remote_address },
    { link->local_endpoint, state->local_address },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (*texts[i].from != '\0')
      g_strlcpy (texts[i].to, texts[i].from, sizeof link->address);
}

/* Without routes to add the helper says nothing of it. */
static void
projected (OpenvpnSession *session)
{
  if (session->phase != OPENVPN_DIALLING || session->is_projected)
    return;
  session->is_projected = TRUE;
  session->events->projected (session->context, &session->link);
  tell (session, RASCS_Authenticated);
  tell (session, RASCS_Projected);
}

static void
connected (OpenvpnSession *session)
{
  BeckRasProcessId helper;
  OpenvpnPhase before;

  projected (session);
  before = session->phase;
  if (before == OPENVPN_UP || before == OPENVPN_ENDING)
    return;
  session->phase = OPENVPN_UP;
  session->question = OPENVPN_NOTHING;
  openvpn_limit (session);
  if (before == OPENVPN_REDIALLING)
    {
      session->events->sub_state (session->context, RASCSS_Reconnected);
      return;
    }
  /* From now on it may live without this process. */
  helper = beck_ras_process_get_id (session->process);
  beck_ras_place_note (session->place, &helper, BECK_RAS_PLACE_OWNED);
  session->events->up (session->context, &session->link);
}

static void
take_state (OpenvpnSession *session, const BeckRasManagementState *state)
{
  session->state = state->state;
  note_addresses (session, state);
  if (session->phase != OPENVPN_UP)
    openvpn_limit (session);
  switch (state->state)
    {
    case BECK_RAS_OPENVPN_AUTH:
      session->reached = TRUE;
      tell (session, RASCS_Authenticate);
      break;
    case BECK_RAS_OPENVPN_AUTH_PENDING:
      tell (session, RASCS_AuthNotify);
      break;
    case BECK_RAS_OPENVPN_GET_CONFIG:
    case BECK_RAS_OPENVPN_ASSIGN_IP:
      tell (session, RASCS_AuthProject);
      break;
    case BECK_RAS_OPENVPN_ADD_ROUTES:
      projected (session);
      break;
    case BECK_RAS_OPENVPN_CONNECTED:
      connected (session);
      break;
    case BECK_RAS_OPENVPN_RECONNECTING:
      reconnecting (session, state->detail);
      break;
    case BECK_RAS_OPENVPN_EXITING:
      exiting (session, state->detail);
      break;
    default:
      break;
    }
}

/* ---- The log ---- */

/* Copies the word at @from. */
static void
copy_word (char to[46], const char *from)
{
  g_strlcpy (to, from, MIN (strcspn (from, " ,'") + 1, sizeof (char[46])));
}

/* What the server pushes: "…,route-gateway ADDRESS,…,ifconfig-ipv6 ADDRESS/BITS GATEWAY,…" */
static void
note_push (OpenvpnSession *session, const char *text)
{
  const char *gateway = strstr (text, ",route-gateway ");
  const char *ipv6 = strstr (text, ",ifconfig-ipv6 ");

  if (gateway != NULL)
    copy_word (session->link.server_address, gateway + strlen (",route-gateway "));
  ipv6 = ipv6 != NULL ? strchr (ipv6 + strlen (",ifconfig-ipv6 "), ' ') : NULL;
  if (ipv6 != NULL)
    copy_word (session->link.server_address6, ipv6 + 1);
}

static void
take_log (OpenvpnSession *session, const char *text)
{
  beck_ras_openvpn_mark (&session->mark, text);
  if (strstr (text, "PUSH_REPLY") != NULL)
    note_push (session, text);
}

/* Its last words. */
static void
take_fatal (OpenvpnSession *session, const char *text)
{
  const BeckRasOpenvpnError other = { RASCS_ConnectDevice, ERROR_UNKNOWN };
  BeckRasOpenvpnMark mark = { 0 };

  beck_ras_openvpn_mark (&mark, text);
  if (session->phase >= OPENVPN_ATTACHING)
    openvpn_drop (session, ERROR_DISCONNECTION);
  else if (mark.rank == 0)
    mark.error = session->mark.rank != 0 ? session->mark.error : other;
  openvpn_fail (session, mark.error.state, mark.error.error);
}

/* ---- All of it ---- */

/* The last line of the history says how the link is; a link that was never up there is none. */
static void
take_history (OpenvpnSession *session, const char *text)
{
  char line[1024];
  BeckRasManagementState state;

  g_strlcpy (line, text, sizeof line);
  if (session->phase != OPENVPN_ATTACHING || !beck_ras_management_parse_state (line, &state))
    return;
  session->state = state.state;
  note_addresses (session, &state);
}

static void
history_ends (OpenvpnSession *session)
{
  if (session->phase != OPENVPN_ATTACHING)
    return;
  if (session->state == BECK_RAS_OPENVPN_CONNECTED)
    connected (session);
  else
    openvpn_drop (session, ERROR_PORT_DISCONNECTED);
}

static void
take_bytes (OpenvpnSession *session, const BeckRasManagementEvent *event)
{
  session->counts.bytes_received = event->received;
  session->counts.bytes_sent = event->sent;
  session->has_counts = TRUE;
  if (session->phase == OPENVPN_UP)
    openvpn_limit (session);
}

void
openvpn_event (const BeckRasManagementEvent *event, gpointer data)
{
  OpenvpnSession *session = data;

  if (event->kind == BECK_RAS_MANAGEMENT_LOG)
    beck_ras_openvpn_routes_note (&session->routes, event->text);
  /* After our own hang-up nothing else counts. */
  if (session->phase == OPENVPN_ENDING)
    return;
  switch (event->kind)
    {
    case BECK_RAS_MANAGEMENT_HOLD:
      held (session);
      break;
    case BECK_RAS_MANAGEMENT_STATE:
      take_state (session, &event->state);
      break;
    case BECK_RAS_MANAGEMENT_NEED:
      openvpn_asked (session, event);
      break;
    case BECK_RAS_MANAGEMENT_FAILED:
      openvpn_refused (session, event);
      break;
    case BECK_RAS_MANAGEMENT_INFOMSG:
      openvpn_message (session, event);
      break;
    case BECK_RAS_MANAGEMENT_LOG:
      take_log (session, event->text);
      break;
    case BECK_RAS_MANAGEMENT_FATAL:
      take_fatal (session, event->text);
      break;
    case BECK_RAS_MANAGEMENT_BYTES:
      take_bytes (session, event);
      break;
    case BECK_RAS_MANAGEMENT_TEXT:
      take_history (session, event->text);
      break;
    case BECK_RAS_MANAGEMENT_END:
      history_ends (session);
      break;
    default:
      break;
    }
}

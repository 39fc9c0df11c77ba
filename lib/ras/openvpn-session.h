/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Between the files of the OpenVPN back end: a dial or a link, and its helper.
 *
 *   backend-openvpn.c    the table: beginning, taking over, letting go
 *   openvpn-session.c    the helper's life, time limits, the end
 *   openvpn-events.c     what the helper says: states, tries, the log
 *   openvpn-login.c      passwords and challenges
 */

#include "ras/backend.h"
#include "ras/openvpn-channel.h"
#include "ras/openvpn-errors.h"
#include "ras/openvpn-plan.h"
#include "ras/openvpn-routes.h"

typedef enum
{
  OPENVPN_STARTING, /* until the helper is to connect */
  OPENVPN_DIALLING,
  OPENVPN_ATTACHING, /* to a link of another process */
  OPENVPN_UP,
  OPENVPN_REDIALLING, /* a link that was dropped and is to be kept */
  OPENVPN_ENDING, /* the core knows all it will be told but the end */
} OpenvpnPhase;

/* What the user is asked for. */
typedef enum
{
  OPENVPN_NOTHING,
  OPENVPN_CREDENTIALS, /* other ones */
  OPENVPN_DYNAMIC, /* the answer to a challenge that came with a refusal */
  OPENVPN_STATIC, /* the answer to one that came with the question for the password */
  OPENVPN_RESPONSE, /* one that came while the server decides */
  OPENVPN_ACTION, /* something elsewhere; there is nothing to send */
} OpenvpnQuestion;

typedef struct
{
  BeckRasSession head;
  const BeckRasEvents *events;
  gpointer context;
  BeckRasOpenvpnPlan plan; /* empty if it was taken over */
  BeckRasCredentials *credentials; /* (nullable): for the next question of the helper */

  char *place; /* the helper's directory */
  BeckRasProcess *process;
  BeckRasOpenvpnChannel *channel; /* NULL when the helper has closed it */
  GSource *timer; /* the one thing that is waited for */
  char output[512]; /* what the helper printed before it had a socket */

  gboolean is_begun; /* told of */
  OpenvpnPhase phase;
  BeckRasOpenvpnState state;
  gboolean reached; /* the server has answered in this try */
  BeckRasOpenvpnMark mark; /* of this try */
  BeckRasOpenvpnError failure; /* of the last try */
  guint n_tries; /* in this dial, or since the link was dropped */

  OpenvpnQuestion question;
  gboolean is_refused; /* the next try is with another answer, and no try of the link */
  gboolean is_held; /* it waits to be released */
  gboolean is_asking; /* it waits for credentials */
  char *challenge; /* (nullable): CRV1 up to the answer */
  char *challenge_user; /* (nullable) */

  BeckRasOpenvpnRoutes routes;
  BeckRasLink link;
  gboolean is_projected; /* told of */
  BeckRasCounts counts;
  gboolean has_counts;
} OpenvpnSession;

/* ---- openvpn-session.c ---- */

/* Milliseconds that a helper has to begin and to end; tests that wait for them have less. */
G_GNUC_INTERNAL extern guint openvpn_start_limit, openvpn_end_limit;

/* (nullable) */
OpenvpnSession *openvpn_session_new (const BeckRasEvents *events, gpointer context);
void openvpn_session_free (OpenvpnSession *session);

/* Tells that it has begun, unless it was told. */
void openvpn_begin (OpenvpnSession *session);

extern const BeckRasOpenvpnListener openvpn_listener;

/* Of the process. */
void openvpn_line (const char *line, gpointer data);
void openvpn_ended (int status, gpointer data);

/* Calls @func once, in @ms; that takes the place of what was waited for. NULL: of nothing. */
void openvpn_wait (OpenvpnSession *session, guint ms, void (*func) (OpenvpnSession *session));

/* If the helper does not go on from its state in time, that is the end. */
void openvpn_limit (OpenvpnSession *session);

/* The dial has failed in this state, or the link is gone; the helper is ended. */
void openvpn_fail (OpenvpnSession *session, guint32 state, guint32 error);
void openvpn_drop (OpenvpnSession *session, guint32 error);

/* Ends the helper, with nothing to tell but that. */
void openvpn_terminate (OpenvpnSession *session, gboolean force);

/* To the helper; the session fails if that does not listen. */
void openvpn_send (OpenvpnSession *session, const char *line);

/* ---- openvpn-events.c ---- */

void openvpn_event (const BeckRasManagementEvent *event, gpointer data);
void openvpn_release_hold (OpenvpnSession *session);

/* ---- openvpn-login.c ---- */

void openvpn_asked (OpenvpnSession *session, const BeckRasManagementEvent *event);
void openvpn_refused (OpenvpnSession *session, const BeckRasManagementEvent *event);
void openvpn_message (OpenvpnSession *session, const BeckRasManagementEvent *event);
/* Has a refused helper try what the user has answered, as soon as both are there. */
void openvpn_try_answer (OpenvpnSession *session);
void openvpn_answer (OpenvpnSession *session, const BeckRasCredentials *credentials);

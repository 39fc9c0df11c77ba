/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * OpenVPN's management protocol as text (spec/ras.md 7.2, 7.3): what the helper says becomes
 * events, what is said to it becomes lines. Pure: no socket, no memory of its own.
 *
 * Every line stands for itself: those that begin with ">" come at any time, in the middle of
 * an answer too. A line of a kind that is not known, or that is not formed as its kind
 * demands, is BECK_RAS_MANAGEMENT_TEXT or BECK_RAS_MANAGEMENT_OTHER and does no harm.
 */

#include <glib.h>

/* Longer lines are cut; OpenVPN's own are at most 10,240. */
#define BECK_RAS_MANAGEMENT_LINE 12288
/* What OpenVPN takes as a line, with its end. */
#define BECK_RAS_MANAGEMENT_COMMAND 1024

typedef enum
{
  BECK_RAS_MANAGEMENT_TEXT, /* a line of an answer of many: text */
  BECK_RAS_MANAGEMENT_SUCCESS, /* text */
  BECK_RAS_MANAGEMENT_ERROR, /* text */
  BECK_RAS_MANAGEMENT_END, /* of an answer of many lines */
  BECK_RAS_MANAGEMENT_INFO, /* the greeting: text */
  BECK_RAS_MANAGEMENT_HOLD, /* it waits to be released: number: seconds it would wait by itself */
  BECK_RAS_MANAGEMENT_STATE, /* state */
  BECK_RAS_MANAGEMENT_LOG, /* text, without time and flags */
  BECK_RAS_MANAGEMENT_FATAL, /* text: it ends */
  BECK_RAS_MANAGEMENT_NEED, /* a password: subject; text: the static challenge or "" */
  BECK_RAS_MANAGEMENT_FAILED, /* it was wrong: subject; text: the reason or "" */
  BECK_RAS_MANAGEMENT_NOTIFY, /* subject: what the server did; text */
  BECK_RAS_MANAGEMENT_INFOMSG, /* the server's text for the user */
  BECK_RAS_MANAGEMENT_BYTES, /* received, sent */
  BECK_RAS_MANAGEMENT_REMOTE, /* it asks where to connect to: text: host,port,protocol */
  BECK_RAS_MANAGEMENT_OTHER, /* subject: its kind; text */
} BeckRasManagementKind;

/* In the order in which they come. */
typedef enum
{
  BECK_RAS_OPENVPN_UNKNOWN,
  BECK_RAS_OPENVPN_CONNECTING,
  BECK_RAS_OPENVPN_RESOLVE,
  BECK_RAS_OPENVPN_TCP_CONNECT,
  BECK_RAS_OPENVPN_WAIT,
  BECK_RAS_OPENVPN_AUTH,
  BECK_RAS_OPENVPN_AUTH_PENDING,
  BECK_RAS_OPENVPN_GET_CONFIG,
  BECK_RAS_OPENVPN_ASSIGN_IP,
  BECK_RAS_OPENVPN_ADD_ROUTES,
  BECK_RAS_OPENVPN_CONNECTED,
  BECK_RAS_OPENVPN_RECONNECTING,
  BECK_RAS_OPENVPN_EXITING,
} BeckRasOpenvpnState;

/* Texts are "" where there is none. */
typedef struct
{
  BeckRasOpenvpnState state;
  gint64 time; /* seconds since 1970 */
  const char *detail;
  const char *address; /* in the tunnel */
  const char *remote_address; /* of the carrier */
  const char *remote_port;
  const char *local_address;
  const char *local_port;
  const char *address6;
} BeckRasManagementState;

/* Texts belong to the parser, and are never NULL. */
typedef struct
{
  BeckRasManagementKind kind;
  const char *subject;
  const char *text;
  guint number;
  guint64 received, sent;
  BeckRasManagementState state;
} BeckRasManagementEvent;

typedef struct
{
  gsize n_line;
  char line[BECK_RAS_MANAGEMENT_LINE + 1];
} BeckRasManagementParser;

/* FALSE to take no more: what is left of the bytes is dropped. */
typedef gboolean (*BeckRasManagementFunc) (const BeckRasManagementEvent *event, gpointer data);

/* A parser begins as zero bytes. Returns FALSE if @func did; then the parser is not touched after
 * that call, which may have freed it. Lines with passwords in them are wiped. */
gboolean beck_ras_management_feed (BeckRasManagementParser *parser, const char *bytes, gsize n,
                                   BeckRasManagementFunc func, gpointer data);

/* @line, which is changed and referred to: the fields of a state, as in the history that
 * "state all" answers with. FALSE if it is none. */
gboolean beck_ras_management_parse_state (char *line, BeckRasManagementState *state);

/* Appends @text to @line as a quoted argument. FALSE if it has a character that no line can
 * carry, or is too long for @size; @line is then as it was. */
gboolean beck_ras_management_quote (char *line, gsize size, const char *text);

/* What a challenge of the server says: static "SC:flags,text" or dynamic
 * "CRV1:flags:id:user:text". */
typedef struct
{
  gboolean is_dynamic;
  gboolean echo; /* the answer may be shown */
  gboolean wants_answer;
  const char *id; /* dynamic */
  const char *user; /* dynamic: in base 64 */
  const char *text;
} BeckRasChallenge;

/* @text is changed and referred to. FALSE if it is no challenge. */
gboolean beck_ras_challenge_parse (char *text, BeckRasChallenge *challenge);

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The management protocol, line by line. Whatever the bytes are, an event's texts lie in the
 * parser's line and end there.
 */

#include "ras/management.h"

#include <string.h>

typedef void (*ParseFunc) (char *text, BeckRasManagementEvent *event);

/* Cuts @text at the first @separator; returns what follows it, or the empty end. */
static char *
cut (char *text, char separator)
{
  char *at = strchr (text, separator);

  if (at == NULL)
    return text + strlen (text);
  *at = '\0';
  return at + 1;
}

/* Takes 'subject' off the front of *@text. FALSE, with nothing changed, if it is not there. */
static gboolean
take_quoted (char **text, const char **subject)
{
  char *end = **text == '\'' ? strchr (*text + 1, '\'') : NULL;

  if (end == NULL)
    return FALSE;
  *end = '\0';
  *subject = *text + 1;
  *text = end + 1;
  return TRUE;
}

static gboolean
take_prefix (char **text, const char *prefix)
{
  if (!g_str_has_prefix (*text, prefix))
    return FALSE;
  *text += strlen (prefix);
  return TRUE;
}

/* ---- States ---- */

static BeckRasOpenvpnState
state_by_name (const char *name)
{
  static const char *const names[] = {
    [BECK_RAS_OPENVPN_CONNECTING] = "CONNECTING",
    [BECK_RAS_OPENVPN_RESOLVE] = "RESOLVE",
    [BECK_RAS_OPENVPN_TCP_CONNECT] = "TCP_CONNECT",
    [BECK_RAS_OPENVPN_WAIT] = "WAIT",
    [BECK_RAS_OPENVPN_AUTH] = "AUTH",
    [BECK_RAS_OPENVPN_AUTH_PENDING] = "AUTH_PENDING",
    [BECK_RAS_OPENVPN_GET_CONFIG] = "GET_CONFIG",
    [BECK_RAS_OPENVPN_ASSIGN_IP] = "ASSIGN_IP",
    [BECK_RAS_OPENVPN_ADD_ROUTES] = "ADD_ROUTES",
    [BECK_RAS_OPENVPN_CONNECTED] = "CONNECTED",
    [BECK_RAS_OPENVPN_RECONNECTING] = "RECONNECTING",
    [BECK_RAS_OPENVPN_EXITING] = "EXITING",
  };

  for (guint i = BECK_RAS_OPENVPN_UNKNOWN + 1; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      return i;
  return BECK_RAS_OPENVPN_UNKNOWN;
}

gboolean
beck_ras_management_parse_state (char *line, BeckRasManagementState *state)
{
  const char **const fields[] = {
    &state->detail,        &state->address,    &state->remote_address, &state->remote_port,
    &state->local_address, &state->local_port, &state->address6,
  };
  char *name, *end = line;

  if (!g_ascii_isdigit (*line))
    return FALSE;
  state->time = g_ascii_strtoll (line, &end, 10);
  if (*end != ',')
    return FALSE;
  name = end + 1;
  end = cut (name, ',');
  state->state = state_by_name (name);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      *fields[i] = end;
      end = cut (end, ',');
    }
  return TRUE;
}

/* ---- Kinds ---- */

static void
parse_text (char *text, BeckRasManagementEvent *event)
{
  event->text = text;
}

static void
parse_hold (char *text, BeckRasManagementEvent *event)
{
  const char *number = strrchr (text, ':');
  guint64 seconds = number != NULL ? g_ascii_strtoull (number + 1, NULL, 10) : 0;

  event->number = MIN (seconds, G_MAXUINT);
  event->text = text;
}

static void
parse_state (char *text, BeckRasManagementEvent *event)
{
  if (beck_ras_management_parse_state (text, &event->state))
    return;
  event->kind = BECK_RAS_MANAGEMENT_OTHER;
  event->text = text;
}

/* time,flags,text */
static void
parse_log (char *text, BeckRasManagementEvent *event)
{
  event->text = cut (cut (text, ','), ',');
}

/* Need 'subject' kind[ SC:flags,text] | Verification Failed: 'subject'[ ['reason']] | others */
static void
parse_password (char *text, BeckRasManagementEvent *event)
{
  char *end;

  event->kind = BECK_RAS_MANAGEMENT_OTHER;
  event->text = text;
  if (take_prefix (&text, "Need ") && take_quoted (&text, &event->subject))
    {
      event->kind = BECK_RAS_MANAGEMENT_NEED;
      end = strstr (text, " SC:");
      event->text = end != NULL ? end + 1 : "";
    }
  else if (take_prefix (&text, "Verification Failed: ") && take_quoted (&text, &event->subject))
    {
      event->kind = BECK_RAS_MANAGEMENT_FAILED;
      event->text = "";
      end = strrchr (text, '\'');
      if (take_prefix (&text, " ['") && end >= text && strcmp (end, "']") == 0)
        {
          *end = '\0';
          event->text = text;
        }
    }
}

/* severity,subject,text */
static void
parse_notify (char *text, BeckRasManagementEvent *event)
{
  char *subject = cut (text, ',');

  event->text = cut (subject, ',');
  event->subject = subject;
}

static void
parse_bytes (char *text, BeckRasManagementEvent *event)
{
  char *sent = cut (text, ',');

  event->received = g_ascii_strtoull (text, NULL, 10);
  event->sent = g_ascii_strtoull (sent, NULL, 10);
}

static const struct
{
  const char *name;
  BeckRasManagementKind kind;
  ParseFunc parse;
} kinds[] = {
  { "INFO", BECK_RAS_MANAGEMENT_INFO, parse_text },
  { "HOLD", BECK_RAS_MANAGEMENT_HOLD, parse_hold },
  { "STATE", BECK_RAS_MANAGEMENT_STATE, parse_state },
  { "LOG", BECK_RAS_MANAGEMENT_LOG, parse_log },
  { "FATAL", BECK_RAS_MANAGEMENT_FATAL, parse_text },
  { "PASSWORD", BECK_RAS_MANAGEMENT_OTHER, parse_password },
  { "NOTIFY", BECK_RAS_MANAGEMENT_NOTIFY, parse_notify },
  { "INFOMSG", BECK_RAS_MANAGEMENT_INFOMSG, parse_text },
  { "BYTECOUNT", BECK_RAS_MANAGEMENT_BYTES, parse_bytes },
  { "REMOTE", BECK_RAS_MANAGEMENT_REMOTE, parse_text },
};

/* What follows the ">". */
static void
parse_event (char *line, BeckRasManagementEvent *event)
{
  char *text = cut (line, ':');

  event->kind = BECK_RAS_MANAGEMENT_OTHER;
  event->subject = line;
  event->text = text;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, line) == 0)
      {
        event->kind = kinds[i].kind;
        kinds[i].parse (text, event);
        return;
      }
}

static void
parse_line (char *line, BeckRasManagementEvent *event)
{
  memset (event, 0, sizeof *event);
  event->subject = event->text = "";
  event->state = (BeckRasManagementState){ 0, 0, "", "", "", "", "", "", "" };
  if (take_prefix (&line, ">"))
    parse_event (line, event);
  else if (take_prefix (&line, "SUCCESS:"))
    event->kind = BECK_RAS_MANAGEMENT_SUCCESS;
  else if (take_prefix (&line, "ERROR:"))
    event->kind = BECK_RAS_MANAGEMENT_ERROR;
  else if (strcmp (line, "END") == 0)
    event->kind = BECK_RAS_MANAGEMENT_END;
  else
    event->kind = BECK_RAS_MANAGEMENT_TEXT;
  if (event->kind <= BECK_RAS_MANAGEMENT_ERROR)
    event->text = g_strchug (line);
}

/* ---- Bytes to lines ---- */

static gboolean
end_line (BeckRasManagementParser *parser, BeckRasManagementFunc func, gpointer data)
{
  BeckRasManagementEvent event;
  gsize length = parser->n_line;
  gboolean secret;

  parser->n_line = 0;
  if (length > 0 && parser->line[length - 1] == '\r')
    length--;
  parser->line[length] = '\0';
  if (length == 0)
    return TRUE;
  secret = g_str_has_prefix (parser->line, ">PASSWORD:");
  parse_line (parser->line, &event);
  if (!func (&event, data))
    return FALSE;
  if (secret)
    explicit_bzero (parser->line, length);
  return TRUE;
}

gboolean
beck_ras_management_feed (BeckRasManagementParser *parser, const char *bytes, gsize n,
                          BeckRasManagementFunc func, gpointer data)
{
  for (gsize i = 0; i < n; i++)
    if (bytes[i] == '\n')
      {
        if (!end_line (parser, func, data))
          return FALSE;
      }
    else if (parser->n_line < BECK_RAS_MANAGEMENT_LINE)
      /* No text ends where the helper does not end it. */
      parser->line[parser->n_line++] = bytes[i] != '\0' ? bytes[i] : '?';
  return TRUE;
}

/* ---- Lines to the helper ---- */

gboolean
beck_ras_management_quote (char *line, gsize size, const char *text)
{
  gsize begin = strlen (line), at = begin;

  if (size - at < 4)
    return FALSE;
  line[at++] = ' ';
  line[at++] = '"';
  for (; *text != '\0'; text++)
    {
      /* The longest a character becomes, then the closing quote and the end. */
      if ((guchar) *text < ' ' || *text == 0x7f || size - at < 4)
        {
          explicit_bzero (line + begin, at - begin);
          return FALSE;
        }
      if (*text == '"' || *text == '\\')
        line[at++] = '\\';
      line[at++] = *text;
    }
  line[at++] = '"';
  line[at] = '\0';
  return TRUE;
}

/* ---- Challenges ---- */

/* SC:flags,text: 1 echo, 2 the answer is appended to the password. */
static void
parse_static (char *text, BeckRasChallenge *challenge)
{
  char *prompt = cut (text, ',');

  challenge->echo = (g_ascii_strtoull (text, NULL, 10) & 1) != 0;
  challenge->wants_answer = TRUE;
  challenge->text = prompt;
}

/* CRV1:flags:id:user:text: E echo, R an answer is wanted. */
static void
parse_dynamic (char *text, BeckRasChallenge *challenge)
{
  char *id = cut (text, ':'), *user = cut (id, ':'), *prompt = cut (user, ':');

  challenge->is_dynamic = TRUE;
  challenge->echo = strchr (text, 'E') != NULL;
  challenge->wants_answer = strchr (text, 'R') != NULL;
  challenge->id = id;
  challenge->user = user;
  challenge->text = prompt;
}

gboolean
beck_ras_challenge_parse (char *text, BeckRasChallenge *challenge)
{
  *challenge = (BeckRasChallenge){ FALSE, FALSE, FALSE, "", "", "" };
  if (take_prefix (&text, "SC:"))
    parse_static (text, challenge);
  else if (take_prefix (&text, "CRV1:"))
    parse_dynamic (text, challenge);
  else
    return FALSE;
  return TRUE;
}

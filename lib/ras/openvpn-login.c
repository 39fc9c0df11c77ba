/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Passwords and challenges (spec/ras.md 7.2, 7.3). What is said to the helper of them is put
 * together in secret memory and nowhere else.
 *
 * The helper asks for a name and a password in every try, and tells of a refusal after it; a
 * refused helper is held before the next try, so the answer of the user is at hand when it asks
 * again.
 */

#include "ras/openvpn-session.h"

#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#define LINE BECK_RAS_MANAGEMENT_COMMAND

/* Room for an answer in base 64, with what stands before it. */
#define RESPONSE 1024

static void
ask_user (OpenvpnSession *session, OpenvpnQuestion question, guint32 state, guint32 error,
          const char *prompt)
{
  session->question = question;
  openvpn_limit (session);
  session->events->need (session->context, state, RASCS_AuthNotify, error, prompt);
}

/* ---- What is sent ---- */

/* COMMAND "SUBJECT" "VALUE"; FALSE if that cannot be said in a line. */
static gboolean
send_value (OpenvpnSession *session, const char *command, const char *subject, const char *value)
{
  char *line = beck_ras_secret_alloc (LINE);
  gboolean sayable;

  if (line == NULL)
    return FALSE;
  g_strlcpy (line, command, LINE);
  /* The end of the line counts, too. */
  sayable = beck_ras_management_quote (line, LINE - 1, subject)
            && beck_ras_management_quote (line, LINE - 1, value);
  if (sayable)
    openvpn_send (session, line);
  beck_ras_secret_free (line);
  return sayable;
}

/* What cannot be said cannot be right. */
static void
send_login (OpenvpnSession *session, const char *subject, const char *user, const char *password)
{
  if ((user == NULL || send_value (session, "username", subject, user))
      && send_value (session, "password", subject, password))
    return;
  openvpn_fail (session, RASCS_AuthNotify, ERROR_AUTHENTICATION_FAILURE);
}

/* Appends @text in base 64; what does not fit is left out. */
static void
append_base64 (char *to, gsize size, const char *text)
{
  gsize at = strlen (to), length = strlen (text);
  gint state = 0, save = 0;

  if (size - at < (length / 3 + 1) * 4 + 5)
    return;
  at += g_base64_encode_step ((const guchar *) text, length, FALSE, to + at, &state, &save);
  at += g_base64_encode_close (FALSE, to + at, &state, &save);
  to[at] = '\0';
}

static void
send_credentials (OpenvpnSession *session)
{
  const BeckRasCredentials *credentials = session->credentials;
  char *user = beck_ras_secret_alloc (LINE);

  if (user == NULL)
    {
      openvpn_fail (session, RASCS_AuthNotify, ERROR_NOT_ENOUGH_MEMORY);
      return;
    }
  g_snprintf (user, LINE, "%s%s%s", credentials->domain, *credentials->domain != '\0' ? "\\" : "",
              credentials->user_name);
  send_login (session, "Auth", user, credentials->password);
  beck_ras_secret_free (user);
}

/* CRV1::id::answer, with the name that the server gave along. */
static void
send_dynamic (OpenvpnSession *session)
{
  char *answer = beck_ras_secret_alloc (RESPONSE);
  gsize length;
  guchar *user = g_base64_decode (session->challenge_user, &length);
  char *name = g_strndup ((const char *) user, length);

  if (answer != NULL)
    {
      g_snprintf (answer, RESPONSE, "CRV1::%s::%s", session->challenge,
                  session->credentials->password);
      send_login (session, "Auth", name, answer);
    }
  else
    openvpn_fail (session, RASCS_AuthNotify, ERROR_NOT_ENOUGH_MEMORY);
  beck_ras_secret_free (answer);
  g_free (user);
  g_free (name);
  g_clear_pointer (&session->challenge, g_free);
  g_clear_pointer (&session->challenge_user, g_free);
}

/* SCRV1:password:answer, both in base 64. */
static void
send_static (OpenvpnSession *session, const char *response)
{
  char *answer = beck_ras_secret_alloc (RESPONSE);

  if (answer == NULL)
    {
      openvpn_fail (session, RASCS_AuthNotify, ERROR_NOT_ENOUGH_MEMORY);
      return;
    }
  g_strlcpy (answer, "SCRV1:", RESPONSE);
  append_base64 (answer, RESPONSE, session->credentials->password);
  g_strlcat (answer, ":", RESPONSE);
  append_base64 (answer, RESPONSE, response);
  send_login (session, "Auth", session->credentials->user_name, answer);
  beck_ras_secret_free (answer);
}

static void
send_response (OpenvpnSession *session, const char *response)
{
  char *line = beck_ras_secret_alloc (RESPONSE);

  if (line == NULL)
    {
      openvpn_fail (session, RASCS_AuthNotify, ERROR_NOT_ENOUGH_MEMORY);
      return;
    }
  g_strlcpy (line, "cr-response ", RESPONSE);
  append_base64 (line, RESPONSE, response);
  openvpn_send (session, line);
  beck_ras_secret_free (line);
}

/* ---- What is asked ---- */

static gboolean
have_credentials (const OpenvpnSession *session)
{
  return session->credentials != NULL && !beck_ras_credentials_are_empty (session->credentials);
}

static void
asked_for_login (OpenvpnSession *session, const char *challenge_text)
{
  char *text;
  BeckRasChallenge challenge;

  if (session->challenge != NULL)
    {
      send_dynamic (session);
      return;
    }
  if (!have_credentials (session))
    {
      session->is_asking = TRUE;
      if (session->phase == OPENVPN_DIALLING)
        ask_user (session, OPENVPN_CREDENTIALS, RASCS_RetryAuthentication,
                  ERROR_AUTHENTICATION_FAILURE, NULL);
      else
        openvpn_drop (session, ERROR_AUTHENTICATION_FAILURE);
      return;
    }
  text = g_strdup (challenge_text);
  if (!beck_ras_challenge_parse (text, &challenge))
    send_credentials (session);
  else if (session->phase == OPENVPN_DIALLING)
    {
      session->is_asking = TRUE;
      ask_user (session, OPENVPN_STATIC, RASCS_Interactive, ERROR_INTERACTIVE_MODE,
                challenge.text);
    }
  else
    openvpn_drop (session, ERROR_AUTHENTICATION_FAILURE);
  g_free (text);
}

void
openvpn_asked (OpenvpnSession *session, const BeckRasManagementEvent *event)
{
  if (strcmp (event->subject, "Auth") == 0)
    asked_for_login (session, event->text);
  else if (strcmp (event->subject, "Private Key") == 0)
    send_login (session, "Private Key", NULL,
                session->credentials != NULL ? session->credentials->password : "");
  else
    /* Of a proxy, or of a token with a slot: there is nobody to ask for it. */
    openvpn_fail (session, RASCS_ConnectDevice, ERROR_INTERACTIVE_MODE);
}

static void
challenged (OpenvpnSession *session, const BeckRasChallenge *challenge)
{
  g_free (session->challenge);
  g_free (session->challenge_user);
  session->challenge = g_strdup (challenge->id);
  session->challenge_user = g_strdup (challenge->user);
  ask_user (session, OPENVPN_DYNAMIC, RASCS_Interactive, ERROR_INTERACTIVE_MODE, challenge->text);
}

static void
login_refused (OpenvpnSession *session, const char *reason)
{
  char *text = g_strdup (reason);
  BeckRasChallenge challenge;

  session->is_refused = TRUE;
  if (session->phase != OPENVPN_DIALLING)
    openvpn_drop (session, ERROR_AUTHENTICATION_FAILURE);
  else if (beck_ras_challenge_parse (text, &challenge) && challenge.is_dynamic)
    challenged (session, &challenge);
  else if (beck_ras_openvpn_is_expired (reason, session->plan.expired_reason))
    ask_user (session, OPENVPN_CREDENTIALS, RASCS_PasswordExpired, ERROR_PASSWD_EXPIRED, reason);
  else
    ask_user (session, OPENVPN_CREDENTIALS, RASCS_RetryAuthentication,
              ERROR_AUTHENTICATION_FAILURE, *reason != '\0' ? reason : NULL);
  g_free (text);
}

void
openvpn_refused (OpenvpnSession *session, const BeckRasManagementEvent *event)
{
  if (strcmp (event->subject, "Auth") == 0)
    login_refused (session, event->text);
  else if (strcmp (event->subject, "Private Key") == 0)
    openvpn_fail (session, RASCS_ConnectDevice, ERROR_EAPTLS_PASSWD_INVALID);
  else
    openvpn_fail (session, RASCS_ConnectDevice, ERROR_INTERACTIVE_MODE);
}

/* While the server decides: OPEN_URL:url, WEB_AUTH:flags:url, CR_TEXT:flags:text */
void
openvpn_message (OpenvpnSession *session, const BeckRasManagementEvent *event)
{
  const char *text = strchr (event->text, ':');

  if (session->phase != OPENVPN_DIALLING || text == NULL)
    return;
  text++;
  if (g_str_has_prefix (event->text, "OPEN_URL:"))
    ask_user (session, OPENVPN_ACTION, RASCS_Interactive, ERROR_INTERACTIVE_MODE, text);
  else if (g_str_has_prefix (event->text, "WEB_AUTH:") && strchr (text, ':') != NULL)
    ask_user (session, OPENVPN_ACTION, RASCS_Interactive, ERROR_INTERACTIVE_MODE,
              strchr (text, ':') + 1);
  else if (g_str_has_prefix (event->text, "CR_TEXT:") && strchr (text, ':') != NULL)
    ask_user (session, OPENVPN_RESPONSE, RASCS_Interactive, ERROR_INTERACTIVE_MODE,
              strchr (text, ':') + 1);
}

/* ---- What the user answers ---- */

static gboolean
keep (OpenvpnSession *session, const BeckRasCredentials *given)
{
  BeckRasCredentials *copy
    = beck_ras_credentials_new (given->user_name, given->password, given->domain);

  if (copy == NULL)
    return FALSE;
  beck_ras_credentials_free (session->credentials);
  session->credentials = copy;
  return TRUE;
}

void
openvpn_try_answer (OpenvpnSession *session)
{
  if (!session->is_held || session->question != OPENVPN_NOTHING)
    return;
  session->n_tries = 0;
  openvpn_release_hold (session);
}

/* The helper asks for it now, or has been refused and is held, or will be. */
static void
go_on (OpenvpnSession *session)
{
  openvpn_limit (session);
  if (session->is_asking)
    {
      session->is_asking = FALSE;
      send_credentials (session);
    }
  else
    openvpn_try_answer (session);
}

void
openvpn_answer (OpenvpnSession *session, const BeckRasCredentials *credentials)
{
  const OpenvpnQuestion question = session->question;

  if (question == OPENVPN_NOTHING || session->phase != OPENVPN_DIALLING)
    return;
  session->question = OPENVPN_NOTHING;
  if (question == OPENVPN_STATIC || question == OPENVPN_RESPONSE)
    {
      openvpn_limit (session);
      session->is_asking = FALSE;
      if (question == OPENVPN_STATIC)
        send_static (session, credentials->password);
      else
        send_response (session, credentials->password);
    }
  else if (question == OPENVPN_ACTION)
    openvpn_limit (session);
  else if (keep (session, credentials))
    go_on (session);
  else
    openvpn_fail (session, RASCS_AuthNotify, ERROR_NOT_ENOUGH_MEMORY);
}

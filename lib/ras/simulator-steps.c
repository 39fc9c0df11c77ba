/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What each step of a script does. A step that asks and then goes on runs more than once; its
 * stage says how far it is.
 */

#include "ras/simulator-private.h"

#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

/* ---- What was given ---- */

static const BeckRasCredentials *
credentials_of (const SimulatorSession *session)
{
  return session->credentials != NULL ? session->credentials : session->dial->credentials;
}

static const char *
callback_number_of (const SimulatorSession *session)
{
  return session->callback_number != NULL ? session->callback_number
                                          : session->dial->callback_number;
}

static guint32
number_or (const BeckRasStep *step, guint index, guint32 otherwise)
{
  return step->n_arguments > index ? step->numbers[index] : otherwise;
}

static SimulatorOutcome
fail (SimulatorSession *session, guint32 state, guint32 error)
{
  simulator_tell_failure (session, state, error, 0);
  return SIMULATOR_WAIT;
}

/* ---- States ---- */

static SimulatorOutcome
run_state (SimulatorSession *session, const BeckRasStep *step)
{
  simulator_tell_state (session, step->numbers[0]);
  return SIMULATOR_NEXT;
}

static SimulatorOutcome
run_delay (SimulatorSession *session, const BeckRasStep *step)
{
  if (session->stage++ > 0)
    return SIMULATOR_NEXT;
  simulator_go_on (session, MAX (step->numbers[0], 1));
  return SIMULATOR_WAIT;
}

static SimulatorOutcome
run_silence (SimulatorSession *session, const BeckRasStep *step)
{
  return SIMULATOR_WAIT;
}

static SimulatorOutcome
run_file (SimulatorSession *session, const BeckRasStep *step)
{
  if (simulator_wait_for_file (session, step->texts[0], step->kind == BECK_RAS_STEP_UNTIL))
    return SIMULATOR_WAIT;
  if (session->is_up)
    simulator_tell_down (session, ERROR_FROM_DEVICE);
  else
    simulator_tell_failure (session, session->ras_state, ERROR_FROM_DEVICE, 0);
  return SIMULATOR_WAIT;
}

static SimulatorOutcome
run_fail (SimulatorSession *session, const BeckRasStep *step)
{
  simulator_tell_failure (session, number_or (step, 1, session->ras_state), step->numbers[0],
                          step->numbers[2]);
  return SIMULATOR_WAIT;
}

static SimulatorOutcome
run_drop (SimulatorSession *session, const BeckRasStep *step)
{
  simulator_tell_down (session, step->numbers[0]);
  return SIMULATOR_WAIT;
}

static SimulatorOutcome
run_hangup (SimulatorSession *session, const BeckRasStep *step)
{
  session->hang_up_ms = step->numbers[0];
  return SIMULATOR_NEXT;
}

static SimulatorOutcome
run_substate (SimulatorSession *session, const BeckRasStep *step)
{
  session->events->sub_state (session->context, step->numbers[0]);
  return SIMULATOR_NEXT;
}

/* ---- Asking ---- */

/* What ends the dial, and where, if it may not pause. */
static void
explain_need (guint32 paused_state, guint32 *error, guint32 *state)
{
  *state = RASCS_AuthNotify;
  switch (paused_state)
    {
    case RASCS_RetryAuthentication:
      *error = ERROR_AUTHENTICATION_FAILURE;
      break;
    case RASCS_PasswordExpired:
      *error = ERROR_PASSWD_EXPIRED;
      break;
    case RASCS_CallbackSetByCaller:
      *error = ERROR_BAD_CALLBACK_NUMBER;
      *state = RASCS_AuthCallback;
      break;
    default:
      *error = ERROR_INTERACTIVE_MODE;
      break;
    }
}

static SimulatorOutcome
ask (SimulatorSession *session, guint32 paused_state)
{
  guint32 error, state;

  explain_need (paused_state, &error, &state);
  simulator_need (session, paused_state, state, error, "");
  return SIMULATOR_WAIT;
}

static SimulatorOutcome
run_need (SimulatorSession *session, const BeckRasStep *step)
{
  guint32 error, state;

  if (session->stage++ > 0)
    return SIMULATOR_NEXT;
  explain_need (step->numbers[0], &error, &state);
  simulator_need (session, step->numbers[0], number_or (step, 2, state),
                  number_or (step, 1, error), step->texts[3]);
  return SIMULATOR_WAIT;
}

/* What login names, or else the entry; what neither names is right whatever it is. */
static gboolean
is_right (const SimulatorSession *session, const BeckRasStep *step, guint index, const char *key,
          const char *given)
{
  const char *wanted = step->n_arguments > index
                           ? step->texts[index]
                           : beck_ras_entry_get (session->dial->entry, key);

  return wanted == NULL || strcmp (wanted, given) == 0;
}

static gboolean
is_welcome (const SimulatorSession *session, const BeckRasStep *step)
{
  const BeckRasCredentials *given = credentials_of (session);

  return is_right (session, step, 0, BECK_SIMULATOR_KEY_USER, given->user_name)
         && is_right (session, step, 1, BECK_SIMULATOR_KEY_PASSWORD, given->password);
}

/* Stage 0: at first; 1: answered, and the retry is not told yet; 2: it is. */
static SimulatorOutcome
run_login (SimulatorSession *session, const BeckRasStep *step)
{
  if (session->stage == 1)
    {
      session->stage = 2;
      simulator_tell_state (session, RASCS_AuthRetry);
      return SIMULATOR_AGAIN;
    }
  if (is_welcome (session, step))
    {
      session->tries = 0;
      return SIMULATOR_NEXT;
    }
  session->stage = 1;
  session->tries++;
  simulator_tell_state (session, RASCS_AuthNotify);
  if (step->numbers[2] != 0 && session->tries >= step->numbers[2])
    return fail (session, RASCS_AuthNotify, ERROR_AUTHENTICATION_FAILURE);
  return ask (session, RASCS_RetryAuthentication);
}

/* Likewise; the new password may not be the old one. */
static SimulatorOutcome
run_change (SimulatorSession *session, const BeckRasStep *step)
{
  const char *new_password = credentials_of (session)->password;

  switch (session->stage++)
    {
    case 0:
      simulator_tell_state (session, RASCS_AuthNotify);
      return ask (session, RASCS_PasswordExpired);
    case 1:
      simulator_tell_state (session, RASCS_AuthChangePassword);
      return SIMULATOR_AGAIN;
    default:
      if (new_password[0] == '\0'
          || strcmp (new_password, session->dial->credentials->password) == 0
          || (step->n_arguments > 0 && strcmp (new_password, step->texts[0]) != 0))
        return fail (session, RASCS_AuthChangePassword, ERROR_CHANGING_PASSWORD);
      return SIMULATOR_NEXT;
    }
}

/* The server calls back the number of the request, or, for "*", the one it asks for. Without
 * one, and if the answer is none, it stays on the line. */
static SimulatorOutcome
run_callback (SimulatorSession *session, const BeckRasStep *step)
{
  static const guint32 states[] = { RASCS_PrepareForCallback, RASCS_WaitForModemReset,
                                    RASCS_WaitForCallback, RASCS_ReAuthenticate };
  const char *number = callback_number_of (session);
  const guint stage = session->stage++;

  if (number[0] == '\0')
    return SIMULATOR_NEXT;
  if (stage == 0)
    {
      simulator_tell_state (session, RASCS_AuthCallback);
      return strcmp (number, "*") == 0 ? ask (session, RASCS_CallbackSetByCaller)
                                       : SIMULATOR_AGAIN;
    }
  if (strcmp (number, "*") == 0 || (step->n_arguments > 0 && strcmp (number, step->texts[0]) != 0))
    return fail (session, RASCS_AuthCallback, ERROR_BAD_CALLBACK_NUMBER);
  simulator_tell_state (session, states[stage - 1]);
  return stage == G_N_ELEMENTS (states) ? SIMULATOR_NEXT : SIMULATOR_AGAIN;
}

static const char *
given_for (const SimulatorSession *session, BeckRasCheck check)
{
  switch (check)
    {
    case BECK_RAS_CHECK_USER:
      return credentials_of (session)->user_name;
    case BECK_RAS_CHECK_PASSWORD:
      return credentials_of (session)->password;
    case BECK_RAS_CHECK_DOMAIN:
      return credentials_of (session)->domain;
    case BECK_RAS_CHECK_NUMBER:
      return session->dial->phone_number;
    default:
      return callback_number_of (session);
    }
}

static SimulatorOutcome
run_check (SimulatorSession *session, const BeckRasStep *step)
{
  static const struct
  {
    guint32 error, state;
  } defaults[] = {
    [BECK_RAS_CHECK_USER] = { ERROR_AUTHENTICATION_FAILURE, RASCS_AuthNotify },
    [BECK_RAS_CHECK_PASSWORD] = { ERROR_AUTHENTICATION_FAILURE, RASCS_AuthNotify },
    [BECK_RAS_CHECK_DOMAIN] = { ERROR_AUTHENTICATION_FAILURE, RASCS_AuthNotify },
    [BECK_RAS_CHECK_NUMBER] = { ERROR_NO_ANSWER, RASCS_ConnectDevice },
    [BECK_RAS_CHECK_CALLBACK] = { ERROR_BAD_CALLBACK_NUMBER, RASCS_AuthCallback },
  };
  const guint32 what = step->numbers[0];

  if (strcmp (given_for (session, what), step->texts[1]) == 0)
    return SIMULATOR_NEXT;
  return fail (session, number_or (step, 3, defaults[what].state),
               number_or (step, 2, defaults[what].error));
}

/* ---- The link ---- */

#define COPY(field, text) g_strlcpy (session->link.field, text, sizeof session->link.field)

static SimulatorOutcome
run_device (SimulatorSession *session, const BeckRasStep *step)
{
  COPY (device_type, step->texts[0]);
  COPY (device_name, step->texts[1]);
  return SIMULATOR_NEXT;
}

static SimulatorOutcome
run_address (SimulatorSession *session, const BeckRasStep *step)
{
  COPY (address, step->texts[0]);
  COPY (server_address, step->texts[1]);
  COPY (address6, step->texts[2]);
  COPY (server_address6, step->texts[3]);
  return SIMULATOR_NEXT;
}

static SimulatorOutcome
run_endpoint (SimulatorSession *session, const BeckRasStep *step)
{
  COPY (local_endpoint, step->texts[0]);
  COPY (remote_endpoint, step->texts[1]);
  return SIMULATOR_NEXT;
}

static SimulatorOutcome
run_project (SimulatorSession *session, const BeckRasStep *step)
{
  session->events->projected (session->context, &session->link);
  return SIMULATOR_NEXT;
}

static SimulatorOutcome
run_helper (SimulatorSession *session, const BeckRasStep *step)
{
  const guint32 error = simulator_start_helper (session);

  return error == 0 ? SIMULATOR_NEXT : fail (session, session->ras_state, error);
}

/* The core wipes the dial's credentials when it is told, so nothing looks at them any more. */
static SimulatorOutcome
run_up (SimulatorSession *session, const BeckRasStep *step)
{
  simulator_forget_answers (session);
  session->is_up = TRUE;
  session->since = g_get_monotonic_time ();
  session->events->up (session->context, &session->link);
  return SIMULATOR_NEXT;
}

static SimulatorOutcome
run_traffic (SimulatorSession *session, const BeckRasStep *step)
{
  session->bytes += step->numbers[0];
  session->frames += step->numbers[1];
  return SIMULATOR_NEXT;
}

static SimulatorOutcome
run_rate (SimulatorSession *session, const BeckRasStep *step)
{
  simulator_settle_counts (session);
  session->byte_rate = step->numbers[0];
  session->frame_rate = step->numbers[1];
  return SIMULATOR_NEXT;
}

SimulatorOutcome
simulator_run_step (SimulatorSession *session, const BeckRasStep *step)
{
  static SimulatorOutcome (*const funcs[]) (SimulatorSession *, const BeckRasStep *) = {
    [BECK_RAS_STEP_STATE] = run_state,
    [BECK_RAS_STEP_DELAY] = run_delay,
    [BECK_RAS_STEP_DEVICE] = run_device,
    [BECK_RAS_STEP_NEED] = run_need,
    [BECK_RAS_STEP_LOGIN] = run_login,
    [BECK_RAS_STEP_CHANGE] = run_change,
    [BECK_RAS_STEP_CALLBACK] = run_callback,
    [BECK_RAS_STEP_CHECK] = run_check,
    [BECK_RAS_STEP_FAIL] = run_fail,
    [BECK_RAS_STEP_REFUSE] = run_fail,
    [BECK_RAS_STEP_ADDRESS] = run_address,
    [BECK_RAS_STEP_ENDPOINT] = run_endpoint,
    [BECK_RAS_STEP_PROJECT] = run_project,
    [BECK_RAS_STEP_HELPER] = run_helper,
    [BECK_RAS_STEP_UP] = run_up,
    [BECK_RAS_STEP_SUBSTATE] = run_substate,
    [BECK_RAS_STEP_TRAFFIC] = run_traffic,
    [BECK_RAS_STEP_RATE] = run_rate,
    [BECK_RAS_STEP_UNTIL] = run_file,
    [BECK_RAS_STEP_WHILE] = run_file,
    [BECK_RAS_STEP_SILENCE] = run_silence,
    [BECK_RAS_STEP_HANGUP] = run_hangup,
    [BECK_RAS_STEP_DROP] = run_drop,
  };

  return funcs[step->kind](session, step);
}

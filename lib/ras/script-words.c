/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The words of scripts: what arguments they take, and where they may stand. A dial runs up to
 * up, a link after it, and nothing comes after fail, drop or refuse.
 */

#include "ras/script-private.h"

#include <arpa/inet.h>
#include <glib.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#define DIALLING BECK_RAS_SCRIPT_DIALLING
#define CONNECTED BECK_RAS_SCRIPT_CONNECTED
#define OVER BECK_RAS_SCRIPT_OVER
#define ALIVE (DIALLING | CONNECTED)

static const BeckRasScriptWord words[] = {
  { "state", BECK_RAS_STEP_STATE, "r", 1, DIALLING, 0 },
  { "delay", BECK_RAS_STEP_DELAY, "n", 1, ALIVE, 0 },
  { "device", BECK_RAS_STEP_DEVICE, "DN", 2, DIALLING, 0 },
  { "need", BECK_RAS_STEP_NEED, "pnrt", 1, DIALLING, 0 },
  { "login", BECK_RAS_STEP_LOGIN, "ttn", 0, DIALLING, 0 },
  { "change", BECK_RAS_STEP_CHANGE, "t", 0, DIALLING, 0 },
  { "callback", BECK_RAS_STEP_CALLBACK, "t", 0, DIALLING, 0 },
  { "check", BECK_RAS_STEP_CHECK, "ctnr", 2, DIALLING, 0 },
  { "fail", BECK_RAS_STEP_FAIL, "nrn", 1, DIALLING, OVER },
  { "refuse", BECK_RAS_STEP_REFUSE, "n", 1, DIALLING, OVER },
  { "address", BECK_RAS_STEP_ADDRESS, "4466", 1, DIALLING, 0 },
  { "endpoint", BECK_RAS_STEP_ENDPOINT, "ee", 2, DIALLING, 0 },
  { "project", BECK_RAS_STEP_PROJECT, "", 0, DIALLING, 0 },
  { "helper", BECK_RAS_STEP_HELPER, "", 0, DIALLING, 0 },
  { "up", BECK_RAS_STEP_UP, "", 0, DIALLING, CONNECTED },
  { "substate", BECK_RAS_STEP_SUBSTATE, "s", 1, CONNECTED, 0 },
  { "traffic", BECK_RAS_STEP_TRAFFIC, "nn", 2, ALIVE, 0 },
  { "rate", BECK_RAS_STEP_RATE, "nn", 2, ALIVE, 0 },
  { "until", BECK_RAS_STEP_UNTIL, "f", 1, ALIVE, 0 },
  { "while", BECK_RAS_STEP_WHILE, "f", 1, ALIVE, 0 },
  { "silence", BECK_RAS_STEP_SILENCE, "", 0, ALIVE, 0 },
  { "hangup", BECK_RAS_STEP_HANGUP, "n", 1, ALIVE, 0 },
  { "drop", BECK_RAS_STEP_DROP, "n", 1, CONNECTED, OVER },
};

typedef struct
{
  const char *name;
  guint32 value;
} Name;

static const Name running_states[] = {
  { "OpenPort", RASCS_OpenPort },
  { "PortOpened", RASCS_PortOpened },
  { "ConnectDevice", RASCS_ConnectDevice },
  { "DeviceConnected", RASCS_DeviceConnected },
  { "AllDevicesConnected", RASCS_AllDevicesConnected },
  { "Authenticate", RASCS_Authenticate },
  { "AuthNotify", RASCS_AuthNotify },
  { "AuthRetry", RASCS_AuthRetry },
  { "AuthCallback", RASCS_AuthCallback },
  { "AuthChangePassword", RASCS_AuthChangePassword },
  { "AuthProject", RASCS_AuthProject },
  { "AuthLinkSpeed", RASCS_AuthLinkSpeed },
  { "AuthAck", RASCS_AuthAck },
  { "ReAuthenticate", RASCS_ReAuthenticate },
  { "Authenticated", RASCS_Authenticated },
  { "PrepareForCallback", RASCS_PrepareForCallback },
  { "WaitForModemReset", RASCS_WaitForModemReset },
  { "WaitForCallback", RASCS_WaitForCallback },
  { "Projected", RASCS_Projected },
  { "StartAuthentication", RASCS_StartAuthentication },
  { "CallbackComplete", RASCS_CallbackComplete },
  { "LogonNetwork", RASCS_LogonNetwork },
  { "SubEntryConnected", RASCS_SubEntryConnected },
  { "SubEntryDisconnected", RASCS_SubEntryDisconnected },
  { "ApplySettings", RASCS_ApplySettings },
};

static const Name paused_states[] = {
  { "Interactive", RASCS_Interactive },
  { "RetryAuthentication", RASCS_RetryAuthentication },
  { "CallbackSetByCaller", RASCS_CallbackSetByCaller },
  { "PasswordExpired", RASCS_PasswordExpired },
  { "InvokeEapUI", RASCS_InvokeEapUI },
};

static const Name sub_states[] = {
  { "None", RASCSS_None },
  { "Dormant", RASCSS_Dormant },
  { "Reconnecting", RASCSS_Reconnecting },
  { "Reconnected", RASCSS_Reconnected },
};

static const Name checks[] = {
  { "user", BECK_RAS_CHECK_USER },
  { "password", BECK_RAS_CHECK_PASSWORD },
  { "domain", BECK_RAS_CHECK_DOMAIN },
  { "number", BECK_RAS_CHECK_NUMBER },
  { "callback", BECK_RAS_CHECK_CALLBACK },
};

const BeckRasScriptWord *
beck_ras_script_word (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].name, name) == 0)
      return &words[i];
  return NULL;
}

void
beck_ras_script_set_defaults (const BeckRasScriptWord *word, BeckRasStep *step)
{
  step->kind = word->kind;
  for (guint i = 0; i < BECK_RAS_SCRIPT_MAX_ARGUMENTS; i++)
    step->texts[i] = "";
}

static BeckRasScriptError
to_number (const char *text, guint32 *number)
{
  const guint base = g_str_has_prefix (text, "0x") ? 16 : 10;
  guint64 value;

  if (!g_ascii_string_to_unsigned (base == 16 ? text + 2 : text, base, 0, G_MAXUINT32, &value,
                                   NULL))
    return BECK_RAS_SCRIPT_BAD_NUMBER;
  *number = (guint32) value;
  return BECK_RAS_SCRIPT_OK;
}

/* By its name, or as a number that has one. */
static BeckRasScriptError
to_value (const Name *names, gsize n_names, const char *text, guint32 *value)
{
  guint32 number = 0;
  const gboolean is_number = to_number (text, &number) == BECK_RAS_SCRIPT_OK;

  for (gsize i = 0; i < n_names; i++)
    if (is_number ? names[i].value == number : strcmp (names[i].name, text) == 0)
      {
        *value = names[i].value;
        return BECK_RAS_SCRIPT_OK;
      }
  return BECK_RAS_SCRIPT_BAD_STATE;
}

static BeckRasScriptError
to_check (const char *text, guint32 *value)
{
  return !g_ascii_isdigit (text[0])
                 && to_value (checks, G_N_ELEMENTS (checks), text, value) == BECK_RAS_SCRIPT_OK
             ? BECK_RAS_SCRIPT_OK
             : BECK_RAS_SCRIPT_BAD_CHECK;
}

static BeckRasScriptError
check_address (char letter, const char *text)
{
  guint8 address[16];
  gboolean fits = text[0] == '\0';

  if (letter != '6')
    fits |= inet_pton (AF_INET, text, address) == 1;
  if (letter != '4')
    fits |= inet_pton (AF_INET6, text, address) == 1;
  return fits ? BECK_RAS_SCRIPT_OK : BECK_RAS_SCRIPT_BAD_ADDRESS;
}

static BeckRasScriptError
check_text (char letter, const char *text)
{
  switch (letter)
    {
    case 'D':
      return strlen (text) > RAS_MaxDeviceType ? BECK_RAS_SCRIPT_ARGUMENT_TOO_LONG
                                               : BECK_RAS_SCRIPT_OK;
    case 'N':
      return strlen (text) > RAS_MaxDeviceName ? BECK_RAS_SCRIPT_ARGUMENT_TOO_LONG
                                               : BECK_RAS_SCRIPT_OK;
    case 'f':
      return g_path_is_absolute (text) ? BECK_RAS_SCRIPT_OK : BECK_RAS_SCRIPT_RELATIVE_PATH;
    case '4':
    case '6':
    case 'e':
      return check_address (letter, text);
    default:
      return BECK_RAS_SCRIPT_OK;
    }
}

BeckRasScriptError
beck_ras_script_convert (char letter, const char *text, BeckRasStep *step, guint index)
{
  guint32 *number = &step->numbers[index];

  switch (letter)
    {
    case 'n':
      return to_number (text, number);
    case 'r':
      return to_value (running_states, G_N_ELEMENTS (running_states), text, number);
    case 'p':
      return to_value (paused_states, G_N_ELEMENTS (paused_states), text, number);
    case 's':
      return to_value (sub_states, G_N_ELEMENTS (sub_states), text, number);
    case 'c':
      return to_check (text, number);
    default:
      step->texts[index] = text;
      return check_text (letter, text);
    }
}

BeckRasScriptError
beck_ras_script_advance (const BeckRasScriptWord *word, BeckRasScriptPhase *phase)
{
  if (*phase == OVER)
    return BECK_RAS_SCRIPT_AFTER_END;
  if ((word->phases & *phase) == 0)
    return *phase == DIALLING ? BECK_RAS_SCRIPT_BEFORE_UP : BECK_RAS_SCRIPT_AFTER_UP;
  if (word->then != 0)
    *phase = word->then;
  return BECK_RAS_SCRIPT_OK;
}

const char *
beck_ras_script_describe (BeckRasScriptError error)
{
  static const char *const texts[] = {
    [BECK_RAS_SCRIPT_OK] = "no error",
    [BECK_RAS_SCRIPT_NO_MEMORY] = "no memory",
    [BECK_RAS_SCRIPT_TOO_LONG] = "the script is too long",
    [BECK_RAS_SCRIPT_BAD_TEXT] = "a character that is no text",
    [BECK_RAS_SCRIPT_OPEN_QUOTE] = "a quote that does not end",
    [BECK_RAS_SCRIPT_UNKNOWN_WORD] = "an unknown word",
    [BECK_RAS_SCRIPT_MISSING_ARGUMENT] = "an argument is missing",
    [BECK_RAS_SCRIPT_EXTRA_ARGUMENT] = "an argument too many",
    [BECK_RAS_SCRIPT_BAD_NUMBER] = "not a number of 32 bits",
    [BECK_RAS_SCRIPT_BAD_STATE] = "not a state that may stand here",
    [BECK_RAS_SCRIPT_BAD_ADDRESS] = "not an address of this kind",
    [BECK_RAS_SCRIPT_BAD_CHECK] = "nothing that can be checked",
    [BECK_RAS_SCRIPT_ARGUMENT_TOO_LONG] = "an argument that is too long",
    [BECK_RAS_SCRIPT_RELATIVE_PATH] = "not an absolute path",
    [BECK_RAS_SCRIPT_BEFORE_UP] = "only a connected link does that",
    [BECK_RAS_SCRIPT_AFTER_UP] = "a connected link does not do that",
    [BECK_RAS_SCRIPT_AFTER_END] = "nothing can come after the end",
  };

  return texts[error];
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the verbs of "beck ras" have in common: names, errors, command lines, the fields of a
 * connection.
 */

#include "ras.h"

#include <beck/hresult.h>
#include <beck/memory.h>
#include <beck/utf16.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>
#include <win/winerror.h>

static const struct
{
  DWORD state;
  const char *name;
} states[] = {
  { RASCS_OpenPort, "OpenPort" },
  { RASCS_PortOpened, "PortOpened" },
  { RASCS_ConnectDevice, "ConnectDevice" },
  { RASCS_DeviceConnected, "DeviceConnected" },
  { RASCS_AllDevicesConnected, "AllDevicesConnected" },
  { RASCS_Authenticate, "Authenticate" },
  { RASCS_AuthNotify, "AuthNotify" },
  { RASCS_AuthRetry, "AuthRetry" },
  { RASCS_AuthCallback, "AuthCallback" },
  { RASCS_AuthChangePassword, "AuthChangePassword" },
  { RASCS_AuthProject, "AuthProject" },
  { RASCS_AuthLinkSpeed, "AuthLinkSpeed" },
  { RASCS_AuthAck, "AuthAck" },
  { RASCS_ReAuthenticate, "ReAuthenticate" },
  { RASCS_Authenticated, "Authenticated" },
  { RASCS_PrepareForCallback, "PrepareForCallback" },
  { RASCS_WaitForModemReset, "WaitForModemReset" },
  { RASCS_WaitForCallback, "WaitForCallback" },
  { RASCS_Projected, "Projected" },
  { RASCS_StartAuthentication, "StartAuthentication" },
  { RASCS_CallbackComplete, "CallbackComplete" },
  { RASCS_LogonNetwork, "LogonNetwork" },
  { RASCS_SubEntryConnected, "SubEntryConnected" },
  { RASCS_SubEntryDisconnected, "SubEntryDisconnected" },
  { RASCS_ApplySettings, "ApplySettings" },
  { RASCS_Interactive, "Interactive" },
  { RASCS_RetryAuthentication, "RetryAuthentication" },
  { RASCS_CallbackSetByCaller, "CallbackSetByCaller" },
  { RASCS_PasswordExpired, "PasswordExpired" },
  { RASCS_InvokeEapUI, "InvokeEapUI" },
  { RASCS_Connected, "Connected" },
  { RASCS_Disconnected, "Disconnected" },
};

const char *
ras_state_to_name (DWORD state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (states[i].state == state)
      return states[i].name;
  return "?";
}

const char *
ras_sub_state_to_name (DWORD sub_state)
{
  switch (sub_state)
    {
    case RASCSS_None:
      return NULL;
    case RASCSS_Dormant:
      return "Dormant";
    case RASCSS_Reconnecting:
      return "Reconnecting";
    case RASCSS_Reconnected:
      return "Reconnected";
    default:
      return "?";
    }
}

/* ---- Errors ---- */

DWORD
ras_error_from_hresult (HRESULT hr)
{
  if (hr == RPC_E_CALL_CANCELED)
    return ERROR_USER_DISCONNECTION;
  if (hr == E_OUTOFMEMORY)
    return ERROR_NOT_ENOUGH_MEMORY;
  return FAILED (hr) && HRESULT_FACILITY (hr) == FACILITY_WIN32 ? (DWORD) HRESULT_CODE (hr) : 0;
}

char *
ras_error_to_text (DWORD error)
{
  char text[512];

  if (RasGetErrorStringA (error, text, sizeof text) == ERROR_SUCCESS)
    return g_strdup (text);
  return g_strdup (beck_hresult_to_string (HRESULT_FROM_WIN32 (error)));
}

int
ras_fail (char **words, DWORD error)
{
  g_autofree char *text = ras_error_to_text (error);

  return beck_verb_error (words, BECK_EXIT_FAILED, "error %u: %s", (guint) error, text);
}

int
ras_fail_hresult (char **words, HRESULT hr)
{
  DWORD error = ras_error_from_hresult (hr);

  if (error != 0)
    return ras_fail (words, error);
  return beck_verb_error (words, BECK_EXIT_FAILED, "error 0x%08x: %s", (guint) hr,
                          beck_hresult_to_string (hr));
}

/* ---- Text ---- */

char *
ras_fit_for_terminal (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (out, g_unichar_isprint (c) ? c : 0xFFFD);
    }
  return g_string_free (out, FALSE);
}

char *
ras_from_wide (const WCHAR *text)
{
  char *utf8, *copy;

  if (FAILED (beck_utf16_to_utf8 (text, -1, &utf8, NULL, NULL)))
    return g_strdup ("?");
  copy = g_strdup (utf8);
  CoTaskMemFree (utf8);
  return copy;
}

/* ---- Command lines ---- */

static gboolean
check_rest (RasCommand *command, guint min_rest, guint max_rest, const char *what, GError **error)
{
  guint n = command->rest != NULL ? g_strv_length (command->rest) : 0;

  if (n >= min_rest && n <= max_rest)
    return TRUE;
  if (max_rest == 0)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "too much: '%s'", command->rest[0]);
  else
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "%s %s", what,
                 n < min_rest ? "is needed" : "is all that can be given");
  return FALSE;
}

gboolean
ras_parse (RasCommand *command, char **words, const GOptionEntry *entries, guint min_rest,
           guint max_rest, const char *what, const char *summary, GError **error)
{
  const GOptionEntry common[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &command->as_json, "Answer in JSON", NULL },
    { "phone-book", 0, 0, G_OPTION_ARG_FILENAME, &command->book,
      "Look there and not in the user's and the system's", "FILE" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &command->rest, NULL, what },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (GStrv) argv = g_strdupv (words);

  g_option_context_add_main_entries (context, common, NULL);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, summary);
  return g_option_context_parse_strv (context, &argv, error)
         && check_rest (command, min_rest, max_rest, what, error);
}

void
ras_command_clear (RasCommand *command)
{
  g_clear_pointer (&command->book, g_free);
  g_clear_pointer (&command->rest, g_strfreev);
}

/* ---- Connections ---- */

static void
put_wide (IdlJson *json, const char *key, const WCHAR *text)
{
  g_autofree char *utf8 = ras_from_wide (text);

  idl_json_string (json, key, utf8[0] != '\0' ? utf8 : NULL);
}

void
ras_put_connection (IdlJson *json, const BeckRasStatus *status,
                    const BeckRasProjection *projection)
{
  put_wide (json, "entry", status->entry);
  put_wide (json, "phone_book", status->phone_book);
  idl_json_string (json, "state", ras_state_to_name (status->state));
  idl_json_string (json, "sub_state", ras_sub_state_to_name (status->sub_state));
  idl_json_uint (json, "uses", status->uses);
  put_wide (json, "device_type", status->device_type);
  put_wide (json, "device", status->device_name);
  put_wide (json, "phone_number", status->phone_number);
  put_wide (json, "address", projection->address);
  put_wide (json, "server_address", projection->server_address);
  put_wide (json, "local_endpoint", status->local_endpoint);
  put_wide (json, "remote_endpoint", status->remote_endpoint);
}

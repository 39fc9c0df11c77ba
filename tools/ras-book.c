/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * beck ras entries: what the phone books have.
 */

#include "ras.h"

#include <stdio.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>
#include <win/winerror.h>

/* ---- One entry ---- */

static const char *
type_to_name (DWORD type)
{
  static const char *const names[] = {
    [RASET_Phone] = "phone",       [RASET_Vpn] = "vpn",
    [RASET_Direct] = "direct",     [RASET_Internet] = "internet",
    [RASET_Broadband] = "broadband",
  };

  return type < G_N_ELEMENTS (names) && names[type] != NULL ? names[type] : "?";
}

/* (out) (transfer full): with room for alternate numbers behind it */
static DWORD
get_properties (const RASENTRYNAMEA *name, RASENTRYA **properties)
{
  DWORD size = sizeof (RASENTRYA) + 1024, error;

  do
    {
      *properties = g_malloc0 (size);
      (*properties)->dwSize = sizeof (RASENTRYA);
      error = RasGetEntryPropertiesA (name->szPhonebookPath, name->szEntryName, *properties, &size,
                                      NULL, NULL);
      if (error != ERROR_SUCCESS)
        g_clear_pointer (properties, g_free);
    }
  while (error == ERROR_BUFFER_TOO_SMALL);
  return error;
}

/* NULL for an empty text, which is the same here as none */
static const char *
or_null (const char *text)
{
  return text[0] != '\0' ? text : NULL;
}

static void
put_name (IdlJson *json, const RASENTRYNAMEA *name)
{
  idl_json_string (json, "entry", name->szEntryName);
  idl_json_string (json, "phone_book", name->szPhonebookPath);
  idl_json_bool (json, "all_users", name->dwFlags == REN_AllUsers);
}

static void
put_properties (IdlJson *json, const RASENTRYA *properties)
{
  idl_json_string (json, "type", type_to_name (properties->dwType));
  idl_json_string (json, "phone_number", or_null (properties->szLocalPhoneNumber));
  idl_json_string (json, "device_type", or_null (properties->szDeviceType));
  idl_json_string (json, "device", or_null (properties->szDeviceName));
  idl_json_string (json, "back_end", or_null (properties->szCustomDialDll));
  idl_json_uint (json, "redial_count", properties->dwRedialCount);
  idl_json_uint (json, "redial_pause", properties->dwRedialPause);
  idl_json_uint (json, "idle_seconds",
                 properties->dwIdleDisconnectSeconds == RASIDS_Disabled
                     ? 0
                     : properties->dwIdleDisconnectSeconds);
  idl_json_bool (json, "default_gateway",
                 (properties->dwfOptions & RASEO_RemoteDefaultGateway) != 0);
}

static void
print_field (const char *name, const char *text)
{
  g_autofree char *fit = ras_fit_for_terminal (text);

  if (fit[0] != '\0')
    printf ("%-16s %s\n", name, fit);
}

static void
print_entry (const RASENTRYNAMEA *name, const RASENTRYA *properties)
{
  print_field ("entry", name->szEntryName);
  print_field ("phone book", name->szPhonebookPath);
  print_field ("type", type_to_name (properties->dwType));
  print_field ("number", properties->szLocalPhoneNumber);
  print_field ("device", properties->szDeviceName);
  print_field ("back end", properties->szCustomDialDll);
  if (properties->dwRedialCount > 0)
    printf ("%-16s %u times, after %u s\n", "redialled", (guint) properties->dwRedialCount,
            (guint) properties->dwRedialPause);
  if (properties->dwIdleDisconnectSeconds != 0
      && properties->dwIdleDisconnectSeconds != RASIDS_Disabled)
    printf ("%-16s after %u s without traffic\n", "hung up",
            (guint) properties->dwIdleDisconnectSeconds);
  if ((properties->dwfOptions & RASEO_RemoteDefaultGateway) != 0)
    printf ("%-16s default gateway\n", "routes");
}

static DWORD
show_entry (const RASENTRYNAMEA *name, gboolean as_json)
{
  g_autofree RASENTRYA *properties = NULL;
  g_autofree char *text = NULL;
  DWORD error = get_properties (name, &properties);
  IdlJson json;

  if (error != ERROR_SUCCESS)
    return error;
  if (!as_json)
    {
      print_entry (name, properties);
      return ERROR_SUCCESS;
    }
  idl_json_init (&json);
  idl_json_open (&json, NULL, '{');
  put_name (&json, name);
  put_properties (&json, properties);
  idl_json_close (&json, '}');
  text = idl_json_finish (&json);
  fputs (text, stdout);
  return ERROR_SUCCESS;
}

/* ---- All of them ---- */

/* (out) (array length=n) (transfer full) */
static DWORD
enumerate (const char *book, RASENTRYNAMEA **names, DWORD *n)
{
  DWORD size = 16 * sizeof (RASENTRYNAMEA), error;

  do
    {
      *names = g_malloc0 (size);
      (*names)->dwSize = sizeof (RASENTRYNAMEA);
      error = RasEnumEntriesA (NULL, book, *names, &size, n);
      if (error != ERROR_SUCCESS)
        g_clear_pointer (names, g_free);
    }
  while (error == ERROR_BUFFER_TOO_SMALL);
  return error;
}

static void
list_entries (const RASENTRYNAMEA *names, DWORD n, gboolean as_json)
{
  g_autofree char *text = NULL;
  IdlJson json;

  for (DWORD i = 0; !as_json && i < n; i++)
    {
      g_autofree char *fit = ras_fit_for_terminal (names[i].szEntryName);

      printf ("%s\n", fit);
    }
  if (!as_json)
    return;
  idl_json_init (&json);
  idl_json_open (&json, NULL, '{');
  idl_json_open (&json, "entries", '[');
  for (DWORD i = 0; i < n; i++)
    {
      idl_json_open_inline (&json, NULL, '{');
      put_name (&json, &names[i]);
      idl_json_close (&json, '}');
    }
  idl_json_close (&json, ']');
  idl_json_close (&json, '}');
  text = idl_json_finish (&json);
  fputs (text, stdout);
}

static DWORD
list_or_show (const RasCommand *command)
{
  const char *wanted = command->rest != NULL ? command->rest[0] : NULL;
  g_autofree RASENTRYNAMEA *names = NULL;
  DWORD n = 0, error = enumerate (command->book, &names, &n);

  if (error != ERROR_SUCCESS)
    return error;
  if (wanted == NULL)
    {
      list_entries (names, n, command->as_json);
      return ERROR_SUCCESS;
    }
  for (DWORD i = 0; i < n; i++)
    if (strcmp (names[i].szEntryName, wanted) == 0)
      return show_entry (&names[i], command->as_json);
  return ERROR_CANNOT_FIND_PHONEBOOK_ENTRY;
}

int
ras_run_entries (char **words)
{
  RasCommand command = { .as_json = FALSE };
  g_autoptr (GError) error = NULL;
  DWORD number;
  int status;

  if (!ras_parse (&command, words, NULL, 0, 1, "ENTRY",
                  "The entries of the phone books, or what one of them has.", &error))
    status = beck_verb_error (words, BECK_EXIT_USAGE, "%s", error->message);
  else if ((number = list_or_show (&command)) != ERROR_SUCCESS)
    status = ras_fail (words, number);
  else
    status = beck_verb_finish (words, BECK_EXIT_OK);
  ras_command_clear (&command);
  return status;
}

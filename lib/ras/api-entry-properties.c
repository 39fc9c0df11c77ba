/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * RasGetEntryProperties() and RasSetEntryProperties(). The structure's fields are entry-keys.c's;
 * here are what stands behind it, the alternate numbers, and the rules.
 */

#include <beck/memory.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "ras/api-devices.h"
#include "ras/book.h"
#include "ras/entry-keys.h"
#include "ras/entry-name.h"
#include "ras/field.h"

/* The structure and what it needs to know of it in both widths. */
#define FIELD_OF(properties, wide, field)                                                          \
  ((wide) ? (gconstpointer) & ((const RASENTRYW *) (properties))->field                            \
          : (gconstpointer) & ((const RASENTRYA *) (properties))->field)

static DWORD
number_at (gconstpointer field)
{
  DWORD number;

  memcpy (&number, field, sizeof number);
  return number;
}

static gsize
character (gboolean wide)
{
  return wide ? sizeof (WCHAR) : sizeof (char);
}

/* ---- Alternate numbers: a text after the other, and an empty one ---- */

/* Bytes of them, 0 for none. */
static gsize
alternates_size (const BeckRasEntry *entry, gboolean wide)
{
  const char *value = beck_ras_entry_get (entry, BECK_RAS_KEY_ALTERNATES);

  if (value == NULL || value[0] == '\0')
    return 0;
  return (beck_ras_text_length (wide, value) + 2) * character (wide);
}

static void
put_alternates (const BeckRasEntry *entry, gboolean wide, gpointer properties)
{
  const DWORD size = number_at (properties);
  const gsize room = alternates_size (entry, wide) / character (wide);
  char *list = (char *) properties + size;

  if (room == 0)
    return;
  memcpy ((gpointer) FIELD_OF (properties, wide, dwAlternateOffset), &size, sizeof size);
  beck_ras_field_put (wide, list, room - 1, beck_ras_entry_get (entry, BECK_RAS_KEY_ALTERNATES));
  memset (list + (room - 1) * character (wide), 0, character (wide));
  for (gsize i = 0; i < room; i++)
    if (wide && ((WCHAR *) list)[i] == '\n')
      ((WCHAR *) list)[i] = 0;
    else if (!wide && list[i] == '\n')
      list[i] = '\0';
}

/* One text of the list, and where the next one is. */
static guint32
take_alternate (gboolean wide, const char **list, gsize *room, GString *numbers)
{
  char *number;
  const guint32 error = beck_ras_field_get (wide, *list, *room, &number);

  if (error != ERROR_SUCCESS)
    return error == ERROR_INVALID_PARAMETER ? ERROR_BUFFER_INVALID : error;
  if (numbers->len > 0)
    g_string_append_c (numbers, '\n');
  g_string_append (numbers, number);
  *room -= beck_ras_text_length (wide, number) + 1;
  *list += (beck_ras_text_length (wide, number) + 1) * character (wide);
  CoTaskMemFree (number);
  return ERROR_SUCCESS;
}

static guint32
take_alternates (BeckRasEntry *entry, gboolean wide, gconstpointer properties, DWORD size)
{
  const DWORD offset = number_at (FIELD_OF (properties, wide, dwAlternateOffset));
  const char *list = (const char *) properties + offset;
  g_autoptr (GString) numbers = g_string_new (NULL);
  gsize room;
  guint32 error = ERROR_SUCCESS;

  if (offset == 0)
    return beck_ras_entry_set (entry, BECK_RAS_KEY_ALTERNATES, NULL) ? 0 : ERROR_NOT_ENOUGH_MEMORY;
  if (offset < number_at (properties) || offset >= size || offset % character (wide) != 0)
    return ERROR_BUFFER_INVALID;
  room = (size - offset) / character (wide);
  while (error == ERROR_SUCCESS && room > 0 && !beck_ras_field_is_empty (wide, list))
    error = take_alternate (wide, &list, &room, numbers);
  if (error == ERROR_SUCCESS && room == 0)
    error = ERROR_BUFFER_INVALID;
  if (error != ERROR_SUCCESS)
    return error;
  return beck_ras_entry_set (entry, BECK_RAS_KEY_ALTERNATES, numbers->len > 0 ? numbers->str : NULL)
             ? ERROR_SUCCESS
             : ERROR_NOT_ENOUGH_MEMORY;
}

/* ---- RasGetEntryProperties ---- */

static const char *
default_device (void)
{
  g_autoptr (GArray) devices = beck_ras_devices ();

  for (guint i = 0; i < devices->len; i++)
    {
      const BeckRasDevice *device = &g_array_index (devices, BeckRasDevice, i);

      if (g_strcmp0 (device->device_type, "vpn") == 0)
        return device->device_name;
    }
  return "";
}

/* What a new entry begins with. */
static guint32
get_defaults (BeckRasEntry **entry)
{
  BeckRasEntry *made = beck_ras_entry_new ("", "");

  *entry = NULL;
  if (made != NULL && beck_ras_entry_set_number (made, BECK_RAS_KEY_TYPE, RASET_Vpn)
      && beck_ras_entry_set (made, BECK_RAS_KEY_DEVICE_TYPE, "vpn")
      && beck_ras_entry_set (made, BECK_RAS_KEY_DEVICE_NAME, default_device ())
      && beck_ras_entry_set_number (made, BECK_RAS_KEY_OPTIONS, RASEO_RemoteDefaultGateway)
      && beck_ras_entry_set_number (made, "NetProtocols", RASNP_Ip | RASNP_Ipv6)
      && beck_ras_entry_set_number (made, "FramingProtocol", RASFP_Ppp)
      && beck_ras_entry_set_number (made, BECK_RAS_KEY_REDIAL_COUNT, 3)
      && beck_ras_entry_set_number (made, BECK_RAS_KEY_REDIAL_PAUSE, 60))
    {
      *entry = made;
      return ERROR_SUCCESS;
    }
  beck_ras_entry_unref (made);
  return ERROR_NOT_ENOUGH_MEMORY;
}

static guint32
find_or_default (gboolean wide, gconstpointer book, gconstpointer name, BeckRasEntry **entry)
{
  char *book_text = NULL, *name_text = NULL;
  guint32 error = beck_ras_argument (wide, book, &book_text);

  *entry = NULL;
  if (error == ERROR_SUCCESS)
    error = beck_ras_argument (wide, name, &name_text);
  if (error == ERROR_SUCCESS)
    error = name_text == NULL || name_text[0] == '\0'
                ? get_defaults (entry)
                : beck_ras_book_find (book_text, name_text, entry);
  CoTaskMemFree (book_text);
  CoTaskMemFree (name_text);
  return error;
}

static DWORD
get_properties (gboolean wide, gconstpointer book, gconstpointer name, gpointer properties,
                DWORD *size, DWORD *device_info_size)
{
  const DWORD whole = wide ? sizeof (RASENTRYW) : sizeof (RASENTRYA);
  g_autoptr (BeckRasEntry) entry = NULL;
  DWORD needed, room;
  guint32 error;

  if (size == NULL)
    return ERROR_INVALID_PARAMETER;
  if (properties != NULL && *size < sizeof (DWORD))
    return ERROR_BUFFER_INVALID;
  if (properties != NULL
      && !beck_ras_size_is_known (number_at (properties), beck_ras_entry_sizes (wide)))
    return ERROR_INVALID_SIZE;
  error = find_or_default (wide, book, name, &entry);
  if (error != ERROR_SUCCESS)
    return error;
  if (device_info_size != NULL)
    *device_info_size = 0;
  room = *size;
  needed = (properties != NULL ? number_at (properties) : whole)
           + (DWORD) alternates_size (entry, wide);
  *size = needed;
  if (properties == NULL || room < needed)
    return ERROR_BUFFER_TOO_SMALL;
  beck_ras_entry_to_struct (entry, wide, properties);
  put_alternates (entry, wide, properties);
  return ERROR_SUCCESS;
}

/* ---- RasSetEntryProperties ---- */

/* The structures of before 5.0 have no dwType: their entries are what their device is. */
static guint32
complete_type (BeckRasEntry *entry, gboolean has_type)
{
  const char *device_type = beck_ras_entry_get (entry, BECK_RAS_KEY_DEVICE_TYPE);
  const DWORD type = g_strcmp0 (device_type, "vpn") == 0 ? RASET_Vpn : RASET_Phone;

  if (has_type || beck_ras_entry_get (entry, BECK_RAS_KEY_TYPE) != NULL)
    return ERROR_SUCCESS;
  return beck_ras_entry_set_number (entry, BECK_RAS_KEY_TYPE, type) ? ERROR_SUCCESS
                                                                     : ERROR_NOT_ENOUGH_MEMORY;
}

static gboolean
is_complete (const BeckRasEntry *entry)
{
  const DWORD type = beck_ras_entry_get_number (entry, BECK_RAS_KEY_TYPE, 0);
  const DWORD framing = beck_ras_entry_get_number (entry, "FramingProtocol", 0);

  return beck_ras_entry_get (entry, BECK_RAS_KEY_PHONE_NUMBER) != NULL
         && beck_ras_entry_get (entry, BECK_RAS_KEY_DEVICE_TYPE) != NULL
         && beck_ras_entry_get (entry, BECK_RAS_KEY_DEVICE_NAME) != NULL && type >= RASET_Phone
         && type <= RASET_Broadband
         && (framing == RASFP_Ppp || framing == RASFP_Slip || framing == RASFP_Ras);
}

/* An entry has an identifier from its beginning, which a structure without one does not change. */
static guint32
keep_id (BeckRasEntry *entry, const char *old_id)
{
  g_autofree char *new_id = g_uuid_string_random ();

  if (beck_ras_entry_get (entry, BECK_RAS_KEY_ID) != NULL)
    return ERROR_SUCCESS;
  return beck_ras_entry_set (entry, BECK_RAS_KEY_ID, old_id != NULL ? old_id : new_id)
             ? ERROR_SUCCESS
             : ERROR_NOT_ENOUGH_MEMORY;
}

static guint32
take_properties (BeckRasEntry *entry, gboolean wide, gconstpointer properties, DWORD size)
{
  const gsize type_at = wide ? offsetof (RASENTRYW, dwType) : offsetof (RASENTRYA, dwType);
  g_autofree char *old_id = g_strdup (beck_ras_entry_get (entry, BECK_RAS_KEY_ID));
  guint32 error = beck_ras_entry_from_struct (entry, wide, properties);

  if (error == ERROR_SUCCESS)
    error = take_alternates (entry, wide, properties, size);
  if (error == ERROR_SUCCESS)
    error = complete_type (entry, number_at (properties) > type_at);
  if (error == ERROR_SUCCESS && !is_complete (entry))
    error = ERROR_INVALID_PARAMETER;
  return error == ERROR_SUCCESS ? keep_id (entry, old_id) : error;
}

/* The entry as it is, wherever it is, or a new one. */
static guint32
find_or_make (const char *book, const char *name, BeckRasEntry **entry)
{
  const gboolean named = book != NULL && book[0] != '\0';
  guint32 error = beck_ras_book_find (book, name, entry);

  if (error != ERROR_CANNOT_FIND_PHONEBOOK_ENTRY
      && !(error == ERROR_CANNOT_OPEN_PHONEBOOK && named))
    return error;
  if (!beck_ras_name_is_valid (name))
    return ERROR_INVALID_NAME;
  *entry = beck_ras_entry_new (name, named ? book : beck_ras_book_user ());
  return *entry != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}

static guint32
set_in (const char *book, const char *name, gboolean wide, gconstpointer properties, DWORD size)
{
  g_autoptr (BeckRasEntry) entry = NULL;
  guint32 error = find_or_make (book, name, &entry);

  if (error == ERROR_SUCCESS)
    error = take_properties (entry, wide, properties, size);
  return error == ERROR_SUCCESS ? beck_ras_book_put (beck_ras_entry_get_book (entry), entry)
                                : error;
}

static DWORD
set_properties (gboolean wide, gconstpointer book, gconstpointer name, gconstpointer properties,
                DWORD size)
{
  char *book_text = NULL, *name_text = NULL;
  guint32 error;

  if (name == NULL || properties == NULL)
    return ERROR_INVALID_PARAMETER;
  if (size < sizeof (DWORD))
    return ERROR_BUFFER_INVALID;
  if (!beck_ras_size_is_known (number_at (properties), beck_ras_entry_sizes (wide)))
    return ERROR_INVALID_SIZE;
  if (size < number_at (properties))
    return ERROR_BUFFER_INVALID;
  error = beck_ras_argument (wide, book, &book_text);
  if (error == ERROR_SUCCESS)
    error = beck_ras_argument (wide, name, &name_text);
  if (error == ERROR_SUCCESS)
    error = set_in (book_text, name_text, wide, properties, size);
  CoTaskMemFree (book_text);
  CoTaskMemFree (name_text);
  return error;
}

/* ---- The names ---- */

DWORD
RasGetEntryPropertiesA (LPCSTR book, LPCSTR entry, LPRASENTRYA properties, LPDWORD size,
                        LPBYTE device_info, LPDWORD device_info_size)
{
  return get_properties (FALSE, book, entry, properties, size, device_info_size);
}

DWORD
RasGetEntryPropertiesW (LPCWSTR book, LPCWSTR entry, LPRASENTRYW properties, LPDWORD size,
                        LPBYTE device_info, LPDWORD device_info_size)
{
  return get_properties (TRUE, book, entry, properties, size, device_info_size);
}

DWORD
RasSetEntryPropertiesA (LPCSTR book, LPCSTR entry, LPRASENTRYA properties, DWORD size,
                        LPBYTE device_info, DWORD device_info_size)
{
  return set_properties (FALSE, book, entry, properties, size);
}

DWORD
RasSetEntryPropertiesW (LPCWSTR book, LPCWSTR entry, LPRASENTRYW properties, DWORD size,
                        LPBYTE device_info, DWORD device_info_size)
{
  return set_properties (TRUE, book, entry, properties, size);
}

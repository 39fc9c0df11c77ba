/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Texts in either width. Inside they are UTF-8. */

#include "ras/field.h"

#include <beck/hresult.h>
#include <beck/memory.h>
#include <beck/utf16.h>
#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

/* ---- In ---- */

static guint32
copy_narrow (const char *text, char **copy)
{
  const gsize size = strlen (text) + 1;

  if (!g_utf8_validate (text, -1, NULL))
    return ERROR_NO_UNICODE_TRANSLATION;
  *copy = CoTaskMemAlloc (size);
  if (*copy == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  memcpy (*copy, text, size);
  return ERROR_SUCCESS;
}

static guint32
copy_wide (const WCHAR *text, char **copy)
{
  const HRESULT hr = beck_utf16_to_utf8 (text, -1, copy, NULL, NULL);

  if (SUCCEEDED (hr))
    return ERROR_SUCCESS;
  return hr == E_OUTOFMEMORY ? ERROR_NOT_ENOUGH_MEMORY : ERROR_NO_UNICODE_TRANSLATION;
}

guint32
beck_ras_argument (gboolean wide, gconstpointer text, char **copy)
{
  *copy = NULL;
  if (text == NULL)
    return ERROR_SUCCESS;
  return wide ? copy_wide (text, copy) : copy_narrow (text, copy);
}

gboolean
beck_ras_field_has_end (gboolean wide, gconstpointer field, gsize n)
{
  if (!wide)
    return memchr (field, 0, n) != NULL;
  for (gsize i = 0; i < n; i++)
    if (((const WCHAR *) field)[i] == 0)
      return TRUE;
  return FALSE;
}

gboolean
beck_ras_field_is_empty (gboolean wide, gconstpointer field)
{
  return beck_ras_field_has_end (wide, field, 1);
}

guint32
beck_ras_field_get (gboolean wide, gconstpointer field, gsize n, char **copy)
{
  *copy = NULL;
  if (!beck_ras_field_has_end (wide, field, n))
    return ERROR_INVALID_PARAMETER;
  return beck_ras_argument (wide, field, copy);
}

/* ---- Out ---- */

static void
put_narrow (char *field, gsize n, const char *text)
{
  const gsize length = strlen (text);
  const char *end = text + length;

  if (length >= n)
    for (end = text + n - 1; (*end & 0xc0) == 0x80; end--)
      ;
  memcpy (field, text, (gsize) (end - text));
  field[end - text] = '\0';
}

/* Returns: the units of the character at @text, which it writes if they are no more than @room */
static gsize
put_character (WCHAR *out, gsize room, const char *text)
{
  const gunichar c = g_utf8_get_char (text);
  const gsize units = c < 0x10000 ? 1 : 2;

  if (units > room)
    return units;
  out[0] = (WCHAR) (units == 1 ? c : 0xd800 + ((c - 0x10000) >> 10));
  if (units == 2)
    out[1] = (WCHAR) (0xdc00 + (c & 0x3ff));
  return units;
}

static void
put_wide (WCHAR *field, gsize n, const char *text)
{
  gsize used = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      const gsize units = put_character (field + used, n - 1 - used, text);

      if (units > n - 1 - used)
        break;
      used += units;
    }
  field[used] = 0;
}

void
beck_ras_field_put (gboolean wide, gpointer field, gsize n, const char *text)
{
  if (wide)
    put_wide (field, n, text);
  else
    put_narrow (field, n, text);
}

gsize
beck_ras_text_length (gboolean wide, const char *text)
{
  gsize n = 0;

  if (!wide)
    return strlen (text);
  for (; *text != '\0'; text = g_utf8_next_char (text))
    n += g_utf8_get_char (text) < 0x10000 ? 1 : 2;
  return n;
}

/* ---- Sizes ---- */

gboolean
beck_ras_size_is_known (DWORD size, const DWORD *sizes)
{
  while (*sizes != 0 && *sizes != size)
    sizes++;
  return *sizes != 0;
}

#define DIAL_PARAMS_SIZES(Type)                                                                    \
  {                                                                                                \
    BECK_RAS_SIZE_UP_TO (Type, dwSubEntry), BECK_RAS_SIZE_UP_TO (Type, dwIfIndex), sizeof (Type),  \
        sizeof (Type) + sizeof (gpointer) /* szEncPassword */, 0                                   \
  }

const DWORD *
beck_ras_dial_params_sizes (gboolean wide)
{
  static const DWORD narrow_sizes[] = DIAL_PARAMS_SIZES (RASDIALPARAMSA);
  static const DWORD wide_sizes[] = DIAL_PARAMS_SIZES (RASDIALPARAMSW);

  return wide ? wide_sizes : narrow_sizes;
}

static DWORD
last_of (const DWORD *sizes)
{
  while (sizes[1] != 0)
    sizes++;
  return *sizes;
}

guint32
beck_ras_check_array (gconstpointer array, DWORD *size, gsize n, const DWORD *sizes,
                      guint32 bad_size, DWORD *element)
{
  DWORD needed;

  *element = last_of (sizes);
  if (array != NULL && *size >= sizeof (DWORD))
    {
      memcpy (element, array, sizeof *element);
      if (!beck_ras_size_is_known (*element, sizes))
        return bad_size;
    }
  if (n > G_MAXUINT32 / *element)
    return ERROR_NOT_ENOUGH_MEMORY;
  needed = (DWORD) n * *element;
  if (needed <= *size && (array != NULL || n == 0))
    {
      *size = needed;
      return ERROR_SUCCESS;
    }
  *size = needed;
  return ERROR_BUFFER_TOO_SMALL;
}

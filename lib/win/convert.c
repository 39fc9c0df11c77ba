/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Text from one width to the other. */

#include <win/crt.h>
#include <win/winbase.h>

#include <beck/memory.h>
#include <beck/utf16.h>
#include <string.h>

#include "win/error.h"

/* ---- Names of the C runtime ---- */

errno_t
mbstowcs_s (size_t *n, WCHAR *target, size_t size, const char *source, size_t count)
{
  WCHAR *wide;
  errno_t error = 0;
  gsize length;
  HRESULT hr;

  if (n != NULL)
    *n = 0;
  if (target != NULL && size > 0)
    target[0] = 0;
  if (source == NULL || (target == NULL) != (size == 0))
    return EINVAL;
  hr = beck_utf16_from_utf8 (source, -1, &wide, &length, NULL);
  if (FAILED (hr))
    return hr == E_OUTOFMEMORY ? ENOMEM : EILSEQ;
  if (target != NULL)
    {
      error = wcsncpy_s (target, size, wide, count);
      length = beck_utf16_length (target);
    }
  CoTaskMemFree (wide);
  if (n != NULL && (error == 0 || error == STRUNCATE))
    *n = length + 1;
  return error;
}

errno_t
wcstombs_s (size_t *n, char *target, size_t size, const WCHAR *source, size_t count)
{
  char *narrow;
  errno_t error = 0;
  gsize length;
  HRESULT hr;

  if (n != NULL)
    *n = 0;
  if (target != NULL && size > 0)
    target[0] = '\0';
  if (source == NULL || (target == NULL) != (size == 0))
    return EINVAL;
  hr = beck_utf16_to_utf8 (source, -1, &narrow, &length, NULL);
  if (FAILED (hr))
    return hr == E_OUTOFMEMORY ? ENOMEM : EILSEQ;
  if (target != NULL)
    {
      error = strncpy_s (target, size, narrow, count);
      length = strlen (target);
    }
  CoTaskMemFree (narrow);
  if (n != NULL && (error == 0 || error == STRUNCATE))
    *n = length + 1;
  return error;
}

/* ---- Names of the system ---- */

/* @n characters of @width bytes to where @room are. */
static int
give (gconstpointer text, gsize n, gsize width, gpointer target, int room)
{
  if (room > 0 && n > (gsize) room)
    return beck_win_fail (ERROR_INSUFFICIENT_BUFFER);
  if (room > 0)
    memcpy (target, text, n * width);
  return (int) n;
}

static gboolean
refuse_arguments (UINT code_page, gconstpointer source, int source_size, int target_size)
{
  if ((code_page == CP_ACP || code_page == CP_UTF8) && source != NULL && source_size >= -1
      && source_size != 0 && target_size >= 0)
    return FALSE;
  return !beck_win_fail (ERROR_INVALID_PARAMETER);
}

int
MultiByteToWideChar (UINT code_page, DWORD flags, LPCSTR source, int source_size, LPWSTR target,
                     int target_size)
{
  WCHAR *wide;
  gsize n;
  int given;

  if (refuse_arguments (code_page, source, source_size, target_size)
      || !beck_win_check (beck_utf16_from_utf8 (source, source_size, &wide, &n, NULL)))
    return 0;
  given = give (wide, n + (source_size < 0), sizeof *wide, target, target_size);
  CoTaskMemFree (wide);
  return given;
}

int
WideCharToMultiByte (UINT code_page, DWORD flags, LPCWSTR source, int source_size, LPSTR target,
                     int target_size, LPCSTR default_char, BOOL *used_default)
{
  char *narrow;
  gsize n;
  int given;

  if (refuse_arguments (code_page, source, source_size, target_size)
      || !beck_win_check (beck_utf16_to_utf8 (source, source_size, &narrow, &n, NULL)))
    return 0;
  given = give (narrow, n + (source_size < 0), 1, target, target_size);
  CoTaskMemFree (narrow);
  return given;
}

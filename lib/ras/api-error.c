/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * RasGetErrorString(). Numbers of remote access come first: 735 is one of theirs and one of the
 * system's, and who asks here means theirs. The texts are ASCII.
 */

#include <win/ras.h>

#include <beck/status.h>
#include <string.h>

#include "base/status-table.h"

static const char *
text_of (UINT error)
{
  const BeckStatusRow *row
    = beck_status_row_find (error, beck_ras_error_rows, beck_n_ras_error_rows);

  if (row == NULL)
    row = beck_status_row_find (error, beck_status_rows, beck_n_status_rows);
  return row != NULL ? row->text : NULL;
}

/* @text: (nullable) (out): what to write, with its NUL */
static DWORD
find_text (UINT error, gconstpointer buffer, DWORD size, const char **text)
{
  *text = text_of (error);
  if (buffer == NULL || *text == NULL)
    return ERROR_INVALID_PARAMETER;
  return strlen (*text) < size ? ERROR_SUCCESS : ERROR_INSUFFICIENT_BUFFER;
}

DWORD
RasGetErrorStringA (UINT error, LPSTR buffer, DWORD size)
{
  const char *text;
  const DWORD result = find_text (error, buffer, size, &text);

  if (result == ERROR_SUCCESS)
    strcpy (buffer, text);
  return result;
}

DWORD
RasGetErrorStringW (UINT error, LPWSTR buffer, DWORD size)
{
  const char *text;
  const DWORD result = find_text (error, buffer, size, &text);
  gsize i = 0;

  if (result != ERROR_SUCCESS)
    return result;
  do
    buffer[i] = (WCHAR) text[i];
  while (text[i++] != '\0');
  return ERROR_SUCCESS;
}

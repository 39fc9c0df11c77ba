/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Numbers of messages that have names. */

#include <win/winuser.h>

#include <beck/memory.h>
#include <beck/status.h>
#include <beck/utf16.h>

#include "win/error.h"

UINT
RegisterWindowMessageA (LPCSTR name)
{
  UINT message;

  if (name == NULL || *name == 0)
    {
      SetLastError (ERROR_INVALID_PARAMETER);
      return 0;
    }
  message = beck_window_register_message (name);
  if (message == 0)
    SetLastError (ERROR_NOT_ENOUGH_MEMORY);
  return message;
}

UINT
RegisterWindowMessageW (LPCWSTR name)
{
  char *text = NULL;
  UINT message = 0;

  if (name == NULL)
    return RegisterWindowMessageA (NULL);
  if (beck_win_check (beck_utf16_to_utf8 (name, -1, &text, NULL, NULL)))
    message = RegisterWindowMessageA (text);
  CoTaskMemFree (text);
  return message;
}

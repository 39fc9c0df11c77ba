/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * DceErrorInqText(): the texts of <beck/status.h> and <beck/hresult.h> once more.
 */

#include <beck/rpc-error.h>

#include <beck/hresult.h>
#include <beck/status.h>

/* Statuses are Win32 errors; HRESULTs are what they are. */
static HRESULT
to_hresult (RPC_STATUS status)
{
  return status > 0 && status <= G_MAXUINT16 ? HRESULT_FROM_WIN32 (status) : (HRESULT) status;
}

/* All characters are ASCII. */
static void
write_text (RPC_STATUS status, char text[DCE_C_ERROR_STRING_LEN])
{
  HRESULT hr = to_hresult (status);

  if (beck_hresult_to_name (hr) != NULL)
    g_strlcpy (text, beck_hresult_to_string (hr), DCE_C_ERROR_STRING_LEN);
  else
    g_snprintf (text, DCE_C_ERROR_STRING_LEN, "The status %u (0x%08X) is not valid",
                (guint) status, (guint) status);
}

RPC_STATUS
DceErrorInqTextA (RPC_STATUS status, RPC_CSTR text)
{
  if (text == NULL)
    return RPC_S_INVALID_ARG;
  write_text (status, (char *) text);
  return RPC_S_OK;
}

RPC_STATUS
DceErrorInqTextW (RPC_STATUS status, RPC_WSTR wide)
{
  char text[DCE_C_ERROR_STRING_LEN];
  gsize i = 0;

  if (wide == NULL)
    return RPC_S_INVALID_ARG;
  write_text (status, text);
  do
    wide[i] = (WCHAR) text[i];
  while (text[i++] != 0);
  return RPC_S_OK;
}

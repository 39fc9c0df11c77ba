/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Texts in and out of the RPC functions.
 */

#include "text.h"

#include <beck/hresult.h>
#include <beck/status.h>
#include <beck/utf16.h>
#include <string.h>

#include "base/alloc.h"

static guint32
status_of_conversion (HRESULT hr)
{
  if (SUCCEEDED (hr))
    return RPC_S_OK;
  return hr == E_OUTOFMEMORY ? RPC_S_OUT_OF_MEMORY : RPC_S_INVALID_ARG;
}

guint32
beck_rpc_text_from_wide (const WCHAR *wide, char **ret_text)
{
  *ret_text = NULL;
  if (wide == NULL)
    return RPC_S_OK;
  return status_of_conversion (beck_utf16_to_utf8 (wide, -1, ret_text, NULL, NULL));
}

guint32
beck_rpc_text_to_wide (const char *text, WCHAR **ret_wide)
{
  *ret_wide = NULL;
  if (text == NULL)
    return RPC_S_OK;
  return status_of_conversion (beck_utf16_from_utf8 (text, -1, ret_wide, NULL, NULL));
}

char *
beck_rpc_text_copy (const char *text)
{
  gsize size = strlen (text) + 1;
  char *copy = beck_alloc (size);

  return copy != NULL ? memcpy (copy, text, size) : NULL;
}

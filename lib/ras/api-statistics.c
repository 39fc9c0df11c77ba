/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Statistics of connections. A connection has one link, so that the link's are the same. Counts
 * are modulo 2^32, as on Windows (spec/ras.md 7.7).
 */

#define COBJMACROS
#include "ras/handles.h"

static void
fill (RAS_STATS *to, const BeckRasStatistics *from)
{
  *to = (RAS_STATS){
    .dwSize = sizeof *to,
    .dwBytesXmited = (DWORD) from->bytes_sent,
    .dwBytesRcved = (DWORD) from->bytes_received,
    .dwFramesXmited = (DWORD) from->frames_sent,
    .dwFramesRcved = (DWORD) from->frames_received,
    /* Devices here count what went wrong, not how. */
    .dwHardwareOverrunErr = (DWORD) (from->errors_received + from->errors_sent),
    .dwConnectDuration = (DWORD) from->duration_ms,
  };
}

DWORD WINAPI
RasGetConnectionStatistics (HRASCONN connection, RAS_STATS *statistics)
{
  g_autoptr (BeckRasHandle) handle = NULL;
  BeckRasStatistics known;
  HRESULT hr;

  if (connection == NULL || statistics == NULL || statistics->dwSize != sizeof *statistics)
    return (DWORD) E_INVALIDARG;
  handle = beck_ras_handle_get (connection);
  if (handle == NULL)
    return ERROR_INVALID_HANDLE;
  hr = IRasConnectionInfo_GetStatistics (handle->info, &known);
  if (FAILED (hr))
    return beck_ras_error_of (hr);
  fill (statistics, &known);
  return 0;
}

DWORD WINAPI
RasClearConnectionStatistics (HRASCONN connection)
{
  g_autoptr (BeckRasHandle) handle = beck_ras_handle_get (connection);

  if (handle == NULL)
    return ERROR_INVALID_HANDLE;
  return beck_ras_error_of (IRasConnectionInfo_ClearStatistics (handle->info));
}

/* ---- Of a link ---- */

DWORD WINAPI
RasGetLinkStatistics (HRASCONN connection, DWORD sub_entry, RAS_STATS *statistics)
{
  if (sub_entry == 0)
    return (DWORD) E_INVALIDARG;
  return sub_entry == 1 ? RasGetConnectionStatistics (connection, statistics)
                        : (DWORD) ERROR_NO_CONNECTION;
}

DWORD WINAPI
RasClearLinkStatistics (HRASCONN connection, DWORD sub_entry)
{
  if (sub_entry == 0)
    return ERROR_INVALID_PARAMETER;
  return sub_entry == 1 ? RasClearConnectionStatistics (connection)
                        : (DWORD) ERROR_NO_CONNECTION;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Names and texts of HRESULTs. Codes with a name are rows of a table; a failure of
 * FACILITY_WIN32 without a name of its own has that of the Win32 error in it, or of the error of
 * remote access. All others are described by their parts.
 */

#include <beck/hresult.h>

#include "base/status-table.h"

/* The kernel reserves the addresses from -4095 for error numbers. */
#define MAX_ERRNO 4095

enum
{
  UNKNOWN_TEXT_SIZE = 64,
};

static const BeckStatusRow *
find_hresult (HRESULT hr)
{
  const guint32 code = HRESULT_CODE (hr);
  const BeckStatusRow *row
    = beck_status_row_find ((guint32) hr, beck_hresult_rows, beck_n_hresult_rows);

  if (row != NULL || hr != HRESULT_FROM_WIN32 (code))
    return row;
  row = beck_status_row_find (code, beck_status_rows, beck_n_status_rows);
  if (row != NULL)
    return row;
  return beck_status_row_find (code, beck_ras_error_rows, beck_n_ras_error_rows);
}

const char *
beck_hresult_to_name (HRESULT hr)
{
  const BeckStatusRow *row = find_hresult (hr);

  return row != NULL ? row->name : NULL;
}

static const char *
facility_name (HRESULT hr)
{
  switch (HRESULT_FACILITY (hr))
    {
    case FACILITY_RPC:
      return " of remote calls";
    case FACILITY_DISPATCH:
      return " of late-bound calls";
    case FACILITY_STORAGE:
      return " of storage";
    case FACILITY_ITF:
      return " of the interface";
    case FACILITY_WIN32:
      return " of the system";
    case FACILITY_WINDOWS:
      return " of activation";
    default:
      return "";
    }
}

static const char *
describe_unknown (HRESULT hr)
{
  static _Thread_local char text[UNKNOWN_TEXT_SIZE];
  const char *kind = SUCCEEDED (hr) ? "success" : "error";

  g_snprintf (text, sizeof text, "Unknown %s%s, code 0x%08X", kind, facility_name (hr),
              (guint32) hr);
  return text;
}

const char *
beck_hresult_to_string (HRESULT hr)
{
  const BeckStatusRow *row = find_hresult (hr);
  int code = HRESULT_CODE (hr);

  if (row != NULL)
    return row->text;
  if (hr == BECK_HRESULT_FROM_RAW_ERRNO (code) && code > 0 && code <= MAX_ERRNO)
    return g_strerror (code);
  return describe_unknown (hr);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* RasGetConnectStatus(), RasGetSubEntryHandle(): what is known of one connection. */

#define COBJMACROS
#include <arpa/inet.h>

#include "ras/api-text.h"
#include "ras/field.h"
#include "ras/handles.h"

#define STATUS_SIZES(Type)                                                                         \
  {                                                                                                \
    BECK_RAS_SIZE_UP_TO (Type, szPhoneNumber), BECK_RAS_SIZE_UP_TO (Type, localEndPoint),          \
      sizeof (Type), 0                                                                             \
  }

static const DWORD sizes_a[] = STATUS_SIZES (RASCONNSTATUSA);
static const DWORD sizes_w[] = STATUS_SIZES (RASCONNSTATUSW);

static void
put_endpoint (RASTUNNELENDPOINT *to, const WCHAR *from)
{
  char text[BECK_RAS_ADDRESS_SIZE];

  beck_ras_put_text_a (text, sizeof text, from);
  if (inet_pton (AF_INET, text, &to->ipv4) == 1)
    to->dwType = RASTUNNELENDPOINT_IPv4;
  else if (inet_pton (AF_INET6, text, &to->ipv6) == 1)
    to->dwType = RASTUNNELENDPOINT_IPv6;
}

/* A connection that was hung up is over for who did it, whatever it does until it is gone. */
static guint32
get_status (BeckRasHandle *handle, BeckRasStatus *status)
{
  HRESULT hr = IRasConnectionInfo_GetStatus (handle->info, status);

  if (FAILED (hr))
    return beck_ras_error_of (hr);
  if (beck_ras_handle_is_closing (handle))
    {
      status->state = RASCS_Disconnected;
      status->sub_state = RASCSS_None;
    }
  return 0;
}

#define PUT_STATUS(X)                                                                              \
  static void put_status_##X (RASCONNSTATUS##X *to, const BeckRasStatus *from)                     \
  {                                                                                                \
    to->rasconnstate = (RASCONNSTATE) from->state;                                                 \
    to->dwError = from->error;                                                                     \
    PUT_TEXT (X, szDeviceType, device_type);                                                       \
    PUT_TEXT (X, szDeviceName, device_name);                                                       \
    PUT_TEXT (X, szPhoneNumber, phone_number);                                                     \
    put_endpoint (&to->localEndPoint, from->local_endpoint);                                       \
    put_endpoint (&to->remoteEndPoint, from->remote_endpoint);                                     \
    to->rasconnsubstate = (RASCONNSUBSTATE) from->sub_state;                                       \
  }                                                                                                \
                                                                                                   \
  static DWORD ask_##X (BeckRasHandle *handle, RASCONNSTATUS##X *status, const DWORD *sizes)       \
  {                                                                                                \
    RASCONNSTATUS##X whole = { 0 };                                                                \
    BeckRasStatus known;                                                                           \
    guint32 error;                                                                                 \
                                                                                                   \
    if (status == NULL)                                                                            \
      return ERROR_INVALID_PARAMETER;                                                              \
    if (!beck_ras_size_is_known (status->dwSize, sizes))                                           \
      return ERROR_INVALID_SIZE;                                                                   \
    error = get_status (handle, &known);                                                           \
    if (error != 0)                                                                                \
      return error;                                                                                \
    put_status_##X (&whole, &known);                                                               \
    whole.dwSize = status->dwSize;                                                                 \
    memcpy (status, &whole, whole.dwSize);                                                         \
    return 0;                                                                                      \
  }

#define PUT_A beck_ras_put_text_a
#define PUT_W beck_ras_put_text_w
#define PUT_TEXT(X, field, text) PUT_##X (to->field, G_N_ELEMENTS (to->field), from->text)

PUT_STATUS (A)
PUT_STATUS (W)

DWORD WINAPI
RasGetConnectStatusA (HRASCONN connection, LPRASCONNSTATUSA status)
{
  g_autoptr (BeckRasHandle) handle = beck_ras_handle_get (connection);

  return handle != NULL ? ask_A (handle, status, sizes_a) : ERROR_INVALID_HANDLE;
}

DWORD WINAPI
RasGetConnectStatusW (HRASCONN connection, LPRASCONNSTATUSW status)
{
  g_autoptr (BeckRasHandle) handle = beck_ras_handle_get (connection);

  return handle != NULL ? ask_W (handle, status, sizes_w) : ERROR_INVALID_HANDLE;
}

/* ---- Links ---- */

/* A connection has one link, and its handle is the link's. */
DWORD WINAPI
RasGetSubEntryHandleW (HRASCONN connection, DWORD sub_entry, LPHRASCONN link)
{
  g_autoptr (BeckRasHandle) handle = beck_ras_handle_get (connection);
  BeckRasStatus status;
  guint32 error;

  if (handle == NULL)
    return ERROR_INVALID_HANDLE;
  if (sub_entry == 0 || link == NULL)
    return ERROR_INVALID_PARAMETER;
  error = get_status (handle, &status);
  if (error != 0)
    return error;
  if (sub_entry != 1 || status.state != RASCS_Connected)
    return ERROR_NO_CONNECTION;
  *link = connection;
  return 0;
}

DWORD WINAPI
RasGetSubEntryHandleA (HRASCONN connection, DWORD sub_entry, LPHRASCONN link)
{
  return RasGetSubEntryHandleW (connection, sub_entry, link);
}

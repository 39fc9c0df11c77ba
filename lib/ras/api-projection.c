/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * RasGetProjectionInfo(): the addresses that were agreed on. Links here carry IPv4 and IPv6;
 * other protocols are never configured.
 */

#define COBJMACROS
#include <arpa/inet.h>
#include <string.h>

#include "ras/api-text.h"
#include "ras/field.h"
#include "ras/handles.h"

static const DWORD ip_sizes_a[] = { BECK_RAS_SIZE_UP_TO (RASPPPIPA, szServerIpAddress),
                                    BECK_RAS_SIZE_UP_TO (RASPPPIPA, dwOptions),
                                    sizeof (RASPPPIPA), 0 };
static const DWORD ip_sizes_w[] = { BECK_RAS_SIZE_UP_TO (RASPPPIPW, szServerIpAddress),
                                    BECK_RAS_SIZE_UP_TO (RASPPPIPW, dwOptions),
                                    sizeof (RASPPPIPW), 0 };
static const DWORD ipv6_sizes[] = { sizeof (RASPPPIPV6), 0 };

/* What a function fills, for one protocol. */
typedef struct
{
  const DWORD *sizes;
  DWORD newest;
  void (*fill) (gpointer whole, const BeckRasProjection *projection);
} Form;

/* The larger of the structures. */
typedef union
{
  RASPPPIPA ip_a;
  RASPPPIPW ip_w;
  RASPPPIPV6 ipv6;
} Whole;

/* ---- IPv4 ---- */

static void
fill_ip_a (gpointer whole, const BeckRasProjection *projection)
{
  RASPPPIPA *ip = whole;

  ip->dwError = projection->error;
  beck_ras_put_text_a (ip->szIpAddress, G_N_ELEMENTS (ip->szIpAddress), projection->address);
  beck_ras_put_text_a (ip->szServerIpAddress, G_N_ELEMENTS (ip->szServerIpAddress),
                       projection->server_address);
}

static void
fill_ip_w (gpointer whole, const BeckRasProjection *projection)
{
  RASPPPIPW *ip = whole;

  ip->dwError = projection->error;
  beck_ras_put_text_w (ip->szIpAddress, G_N_ELEMENTS (ip->szIpAddress), projection->address);
  beck_ras_put_text_w (ip->szServerIpAddress, G_N_ELEMENTS (ip->szServerIpAddress),
                       projection->server_address);
}

static const Form ip_a = { ip_sizes_a, sizeof (RASPPPIPA), fill_ip_a };
static const Form ip_w = { ip_sizes_w, sizeof (RASPPPIPW), fill_ip_w };

/* ---- IPv6 ---- */

/* Zero for what is no address. */
static void
parse (int family, const WCHAR *text, gpointer address, gsize size)
{
  char utf8[BECK_RAS_ADDRESS_SIZE];

  memset (address, 0, size);
  beck_ras_put_text_a (utf8, sizeof utf8, text);
  inet_pton (family, utf8, address);
}

/* The lower half of the address. */
static void
put_identifier (UCHAR identifier[8], const WCHAR *text)
{
  struct in6_addr address;

  parse (AF_INET6, text, &address, sizeof address);
  memcpy (identifier, &address.s6_addr[8], 8);
}

static void
fill_ipv6 (gpointer whole, const BeckRasProjection *projection)
{
  RASPPPIPV6 *ip = whole;

  ip->dwError = projection->error;
  put_identifier (ip->bLocalInterfaceIdentifier, projection->address);
  put_identifier (ip->bPeerInterfaceIdentifier, projection->server_address);
}

static const Form ipv6 = { ipv6_sizes, sizeof (RASPPPIPV6), fill_ipv6 };

/* ---- RasGetProjectionInfo ---- */

static gboolean
is_protocol (RASPROJECTION protocol)
{
  switch (protocol)
    {
    case RASP_Amb:
    case RASP_PppNbf:
    case RASP_PppIpx:
    case RASP_PppIp:
    case RASP_PppCcp:
    case RASP_PppLcp:
    case RASP_PppIpv6:
    case RASP_Slip:
      return TRUE;
    }
  return FALSE;
}

static DWORD
write_form (const Form *form, const BeckRasProjection *projection, gpointer buffer, DWORD *size)
{
  Whole whole = { 0 };
  DWORD wanted = form->newest;

  if (buffer != NULL && *size >= sizeof (DWORD))
    wanted = *(const DWORD *) buffer;
  if (!beck_ras_size_is_known (wanted, form->sizes))
    return ERROR_INVALID_SIZE;
  if (buffer == NULL || *size < wanted)
    {
      *size = wanted;
      return ERROR_BUFFER_TOO_SMALL;
    }
  form->fill (&whole, projection);
  memcpy (buffer, &whole, wanted);
  *(DWORD *) buffer = wanted;
  *size = wanted;
  return 0;
}

static DWORD
get_projection (HRASCONN connection, RASPROJECTION protocol, const Form *ip, gpointer buffer,
                DWORD *size)
{
  g_autoptr (BeckRasHandle) handle = beck_ras_handle_get (connection);
  BeckRasProjection projection;
  guint32 error;

  if (handle == NULL)
    return ERROR_INVALID_HANDLE;
  if (size == NULL || !is_protocol (protocol))
    return ERROR_INVALID_PARAMETER;
  error = beck_ras_error_of (
    IRasConnectionInfo_GetProjection (handle->info, (DWORD) protocol, &projection));
  if (error != 0)
    return error;
  return write_form (protocol == RASP_PppIp ? ip : &ipv6, &projection, buffer, size);
}

DWORD WINAPI
RasGetProjectionInfoA (HRASCONN connection, RASPROJECTION projection, LPVOID buffer, LPDWORD size)
{
  return get_projection (connection, projection, &ip_a, buffer, size);
}

DWORD WINAPI
RasGetProjectionInfoW (HRASCONN connection, RASPROJECTION projection, LPVOID buffer, LPDWORD size)
{
  return get_projection (connection, projection, &ip_w, buffer, size);
}

/* ---- RasGetProjectionInfoEx ---- */

/* One protocol may be missing: its error says so. */
static guint32
ask (BeckRasHandle *handle, DWORD protocol, BeckRasProjection *projection)
{
  guint32 error = beck_ras_error_of (
    IRasConnectionInfo_GetProjection (handle->info, protocol, projection));

  projection->error = error != 0 ? error : projection->error;
  return error == ERROR_PROTOCOL_NOT_CONFIGURED ? 0 : error;
}

static guint32
fill_ppp (BeckRasHandle *handle, RASPPP_PROJECTION_INFO *ppp)
{
  BeckRasProjection ip, ip6;
  guint32 error = ask (handle, RASP_PppIp, &ip);

  if (error == 0)
    error = ask (handle, RASP_PppIpv6, &ip6);
  if (error != 0)
    return error;
  memset (ppp, 0, sizeof *ppp);
  ppp->dwIPv4NegotiationError = ip.error;
  parse (AF_INET, ip.address, &ppp->ipv4Address, sizeof ppp->ipv4Address);
  parse (AF_INET, ip.server_address, &ppp->ipv4ServerAddress, sizeof ppp->ipv4ServerAddress);
  ppp->dwIPv6NegotiationError = ip6.error;
  put_identifier (ppp->bInterfaceIdentifier, ip6.address);
  put_identifier (ppp->bServerInterfaceIdentifier, ip6.server_address);
  return 0;
}

DWORD WINAPI
RasGetProjectionInfoEx (HRASCONN connection, PRAS_PROJECTION_INFO projection, LPDWORD size)
{
  g_autoptr (BeckRasHandle) handle = beck_ras_handle_get (connection);
  RAS_PROJECTION_INFO whole = { RASAPIVERSION_601, PROJECTION_INFO_TYPE_PPP };
  guint32 error;

  if (handle == NULL)
    return ERROR_INVALID_HANDLE;
  if (size == NULL)
    return ERROR_INVALID_PARAMETER;
  error = fill_ppp (handle, &whole.ppp);
  if (error != 0)
    return error;
  if (projection == NULL || *size < sizeof whole)
    {
      *size = sizeof whole;
      return ERROR_BUFFER_TOO_SMALL;
    }
  if (projection->version != RASAPIVERSION_601)
    return ERROR_INVALID_PARAMETER;
  *projection = whole;
  *size = sizeof whole;
  return 0;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Domain controllers. Nothing looks for any yet. */

#include "winnt.h"

#include "winerror.h"

G_BEGIN_DECLS

#define DS_FORCE_REDISCOVERY 0x00000001
#define DS_DIRECTORY_SERVICE_REQUIRED 0x00000010
#define DS_IS_FLAT_NAME 0x00010000
#define DS_IS_DNS_NAME 0x00020000
#define DS_RETURN_DNS_NAME 0x40000000
#define DS_RETURN_FLAT_NAME 0x80000000u

typedef struct _DOMAIN_CONTROLLER_INFOA
{
  LPSTR DomainControllerName;
  LPSTR DomainControllerAddress;
  ULONG DomainControllerAddressType;
  GUID DomainGuid;
  LPSTR DomainName;
  LPSTR DnsForestName;
  ULONG Flags;
  LPSTR DcSiteName;
  LPSTR ClientSiteName;
} DOMAIN_CONTROLLER_INFOA, *PDOMAIN_CONTROLLER_INFOA;

typedef struct _DOMAIN_CONTROLLER_INFOW
{
  LPWSTR DomainControllerName;
  LPWSTR DomainControllerAddress;
  ULONG DomainControllerAddressType;
  GUID DomainGuid;
  LPWSTR DomainName;
  LPWSTR DnsForestName;
  ULONG Flags;
  LPWSTR DcSiteName;
  LPWSTR ClientSiteName;
} DOMAIN_CONTROLLER_INFOW, *PDOMAIN_CONTROLLER_INFOW;

/**
 * DsGetDcNameA:
 * @computer, @domain, @domain_guid, @site, @flags: not looked at
 * @info: (out): NULL
 *
 * Returns: ERROR_NO_SUCH_DOMAIN
 */
DWORD DsGetDcNameA (LPCSTR computer, LPCSTR domain, GUID *domain_guid, LPCSTR site, ULONG flags,
                    PDOMAIN_CONTROLLER_INFOA *info);

/* As DsGetDcNameA(). */
DWORD DsGetDcNameW (LPCWSTR computer, LPCWSTR domain, GUID *domain_guid, LPCWSTR site, ULONG flags,
                    PDOMAIN_CONTROLLER_INFOW *info);

#ifdef UNICODE
typedef DOMAIN_CONTROLLER_INFOW DOMAIN_CONTROLLER_INFO, *PDOMAIN_CONTROLLER_INFO;
#define DsGetDcName DsGetDcNameW
#else
typedef DOMAIN_CONTROLLER_INFOA DOMAIN_CONTROLLER_INFO, *PDOMAIN_CONTROLLER_INFO;
#define DsGetDcName DsGetDcNameA
#endif

G_END_DECLS

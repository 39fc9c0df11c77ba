/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Directory services and accounts, of which there are none; names of services can be made. */

#include <win/dsgetdc.h>
#include <win/ntdsapi.h>
#include <win/security.h>

#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "win/error.h"

DWORD
DsGetDcNameA (LPCSTR computer, LPCSTR domain, GUID *domain_guid, LPCSTR site, ULONG flags,
              PDOMAIN_CONTROLLER_INFOA *info)
{
  *info = NULL;
  return ERROR_NO_SUCH_DOMAIN;
}

DWORD
DsGetDcNameW (LPCWSTR computer, LPCWSTR domain, GUID *domain_guid, LPCWSTR site, ULONG flags,
              PDOMAIN_CONTROLLER_INFOW *info)
{
  *info = NULL;
  return ERROR_NO_SUCH_DOMAIN;
}

/* ---- Names of services ---- */

static char *
compose (LPCSTR class_name, DS_SPN_NAME_TYPE type, USHORT port)
{
  char host[256] = "";
  char *name;
  gsize size;

  gethostname (host, sizeof host - 1);
  if (type == DS_SPN_NB_HOST)
    host[strcspn (host, ".")] = '\0';
  size = strlen (class_name) + strlen (host) + sizeof "/:65535";
  name = beck_alloc (size);
  if (name == NULL)
    return NULL;
  if (port != 0)
    snprintf (name, size, "%s/%s:%u", class_name, host, port);
  else
    snprintf (name, size, "%s/%s", class_name, host);
  return name;
}

DWORD
DsGetSpnA (DS_SPN_NAME_TYPE type, LPCSTR class_name, LPCSTR service, USHORT port,
           USHORT n_instances, LPCSTR *instance_names, const USHORT *instance_ports, DWORD *n,
           LPSTR **names)
{
  LPSTR *array;

  if (class_name == NULL || n == NULL || names == NULL)
    return ERROR_INVALID_PARAMETER;
  if ((type != DS_SPN_DNS_HOST && type != DS_SPN_NB_HOST) || service != NULL || n_instances > 0)
    return ERROR_NOT_SUPPORTED;
  array = beck_alloc (sizeof *array);
  if (array == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  array[0] = compose (class_name, type, port);
  if (array[0] == NULL)
    {
      beck_free (array);
      return ERROR_NOT_ENOUGH_MEMORY;
    }
  *n = 1;
  *names = array;
  return ERROR_SUCCESS;
}

void
DsFreeSpnArrayA (DWORD n, LPSTR *names)
{
  for (DWORD i = 0; names != NULL && i < n; i++)
    beck_free (names[i]);
  beck_free (names);
}

/* ---- The directory ---- */

DWORD
DsBindA (LPCSTR controller, LPCSTR domain, HANDLE *directory)
{
  *directory = NULL;
  return ERROR_NO_SUCH_DOMAIN;
}

DWORD
DsUnBindA (HANDLE *directory)
{
  *directory = NULL;
  return ERROR_SUCCESS;
}

DWORD
DsWriteAccountSpnA (HANDLE directory, DS_SPN_WRITE_OP operation, LPCSTR account, DWORD n,
                    LPCSTR *names)
{
  return ERROR_INVALID_HANDLE;
}

BOOLEAN
GetComputerObjectNameA (EXTENDED_NAME_FORMAT format, LPSTR name, ULONG *size)
{
  return (BOOLEAN) beck_win_fail (ERROR_NO_SUCH_DOMAIN);
}

BOOLEAN
GetComputerObjectNameW (EXTENDED_NAME_FORMAT format, LPWSTR name, ULONG *size)
{
  return (BOOLEAN) beck_win_fail (ERROR_NO_SUCH_DOMAIN);
}

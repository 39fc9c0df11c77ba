/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The directory service. There is none: binding to it fails, and with it what needs one. Names of
 * services can be composed all the same. */

#include "winnt.h"

#include "winerror.h"

G_BEGIN_DECLS

typedef enum
{
  DS_SPN_DNS_HOST = 0,
  DS_SPN_DN_HOST = 1,
  DS_SPN_NB_HOST = 2,
  DS_SPN_DOMAIN = 3,
  DS_SPN_NB_DOMAIN = 4,
  DS_SPN_SERVICE = 5,
} DS_SPN_NAME_TYPE;

typedef enum
{
  DS_SPN_ADD_SPN_OP = 0,
  DS_SPN_REPLACE_SPN_OP = 1,
  DS_SPN_DELETE_SPN_OP = 2,
} DS_SPN_WRITE_OP;

/**
 * DsGetSpnA:
 * @type: DS_SPN_DNS_HOST or DS_SPN_NB_HOST for this machine; others need a directory
 * @class_name: of the service: the first part of the name
 * @service: NULL
 * @port: 0, or the port, which then is part of the name
 * @n_instances, @instance_names, @instance_ports: 0 and NULL
 * @n: (out): 1
 * @names: (out) (transfer full): one name, class/host or class/host:port, for DsFreeSpnArrayA()
 *
 * Returns: ERROR_SUCCESS; ERROR_NOT_SUPPORTED for what needs a directory;
 *   ERROR_INVALID_PARAMETER; ERROR_NOT_ENOUGH_MEMORY
 */
DWORD DsGetSpnA (DS_SPN_NAME_TYPE type, LPCSTR class_name, LPCSTR service, USHORT port,
                 USHORT n_instances, LPCSTR *instance_names, const USHORT *instance_ports, DWORD *n,
                 LPSTR **names);

/* Frees what DsGetSpnA() gave. */
void DsFreeSpnArrayA (DWORD n, LPSTR *names);

/**
 * DsBindA:
 * @controller, @domain: not looked at
 * @directory: (out): NULL
 *
 * Returns: ERROR_NO_SUCH_DOMAIN
 */
DWORD DsBindA (LPCSTR controller, LPCSTR domain, HANDLE *directory);

/**
 * DsUnBindA:
 * @directory: (inout): NULL afterwards
 *
 * Returns: ERROR_SUCCESS
 */
DWORD DsUnBindA (HANDLE *directory);

/* Returns: ERROR_INVALID_HANDLE, as no directory is bound to */
DWORD DsWriteAccountSpnA (HANDLE directory, DS_SPN_WRITE_OP operation, LPCSTR account, DWORD n,
                          LPCSTR *names);

#ifndef UNICODE
#define DsGetSpn DsGetSpnA
#define DsFreeSpnArray DsFreeSpnArrayA
#define DsBind DsBindA
#define DsUnBind DsUnBindA
#define DsWriteAccountSpn DsWriteAccountSpnA
#endif

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 *  Service principal names: what the client gives as the name of the server.
 */

#include <windows.h>
#include <ntdsapi.h>
#include <dsgetdc.h>
#include <lm.h>
#define SECURITY_WIN32
#include <security.h>
#include <stdio.h>
#include <stdlib.h>
#include <rpc.h>
#include "spn.h"

/* Registers the name with the directory, if there is one. */
static void RegisterSpn(DWORD cSpn, LPTSTR * rpszSpn)
{
    PDOMAIN_CONTROLLER_INFO pDomain = NULL;
    HANDLE hDirectory = NULL;
    TCHAR szAccount[MAX_PATH];
    ULONG ulSize = sizeof(szAccount) / sizeof(szAccount[0]);
    DWORD dwStatus;

    dwStatus = DsGetDcName(NULL, NULL, NULL, NULL, DS_RETURN_DNS_NAME, &pDomain);
    if (dwStatus != NO_ERROR) {
        printf_s("DsGetDcName returned %ld\n", dwStatus);
        return;
    }
    dwStatus = DsBind(NULL, pDomain->DomainName, &hDirectory);
    if (dwStatus == NO_ERROR &&
        GetComputerObjectName(NameFullyQualifiedDN, szAccount, &ulSize)) {
        dwStatus = DsWriteAccountSpn(hDirectory, DS_SPN_ADD_SPN_OP, szAccount,
                                     cSpn, (LPCTSTR *)rpszSpn);
        printf_s("DsWriteAccountSpn returned %ld\n", dwStatus);
    }
    if (hDirectory != NULL) {
        DsUnBind(&hDirectory);
    }
    if (NetApiBufferFree(pDomain) != NERR_Success) {
        printf_s("NetApiBufferFree failed\n");
    }
}

void MakeSpn(unsigned char ** ppszSpn)
{
    DWORD cSpn = 1;
    LPTSTR * rpszSpn = NULL;
    DWORD dwStatus;

    dwStatus = DsGetSpn(DS_SPN_NB_HOST, TEXT("host"), NULL, 0, 0, NULL, NULL, &cSpn, &rpszSpn);
    if (dwStatus != NO_ERROR) {
        printf_s("DsGetSpn returned %ld\n", dwStatus);
        exit(dwStatus);
    }
    RegisterSpn(cSpn, rpszSpn);
    *ppszSpn = (unsigned char *)rpszSpn[0];
}

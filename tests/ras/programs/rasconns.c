/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 *  Lists the connections that there are.
 */

#include <windows.h>
#include <stdio.h>
#include <tchar.h>
#include <strsafe.h>
#include <ras.h>
#include <raserror.h>

DWORD __cdecl main(void)
{
    DWORD dwCb = 0, dwConnections = 0, dwRet, i;
    LPRASCONN lpConnections = NULL;

    /* How much room is needed. */
    dwRet = RasEnumConnections(lpConnections, &dwCb, &dwConnections);
    if (dwRet == ERROR_BUFFER_TOO_SMALL)
    {
        lpConnections = (LPRASCONN) HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, dwCb);
        if (lpConnections == NULL)
            return ERROR_OUTOFMEMORY;
        lpConnections[0].dwSize = sizeof(RASCONN);
        dwRet = RasEnumConnections(lpConnections, &dwCb, &dwConnections);
        if (dwRet == ERROR_SUCCESS)
        {
            printf("connections:\n");
            for (i = 0; i < dwConnections; i++)
                printf("%s by %s\n", lpConnections[i].szEntryName,
                       lpConnections[i].szDeviceName);
        }
        HeapFree(GetProcessHeap(), 0, lpConnections);
        return dwRet;
    }
    if (dwRet == ERROR_SUCCESS && dwConnections == 0)
        printf("no connections\n");
    else
        printf("error %d\n", dwRet);
    return dwRet;
}

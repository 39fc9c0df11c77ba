/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 *  Lists the entries of the phone books.
 */

#include <windows.h>
#include <stdio.h>
#include <tchar.h>
#include <strsafe.h>
#include <ras.h>
#include <raserror.h>

DWORD __cdecl _tmain(void)
{
    DWORD dwCb = 0, dwEntries = 0, dwRet, i;
    LPRASENTRYNAME lpEntries = NULL;

    dwRet = RasEnumEntries(NULL, NULL, lpEntries, &dwCb, &dwEntries);
    if (dwRet == ERROR_BUFFER_TOO_SMALL)
    {
        lpEntries = (LPRASENTRYNAME) HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, dwCb);
        if (lpEntries == NULL)
            return ERROR_OUTOFMEMORY;
        lpEntries[0].dwSize = sizeof(RASENTRYNAME);
        dwRet = RasEnumEntries(NULL, NULL, lpEntries, &dwCb, &dwEntries);
        if (dwRet == ERROR_SUCCESS)
        {
            _tprintf(TEXT("entries:\n"));
            for (i = 0; i < dwEntries; i++)
                _tprintf(TEXT("%s%s\n"), lpEntries[i].szEntryName,
                         lpEntries[i].dwFlags & REN_AllUsers ? TEXT(" (of all)") : TEXT(""));
        }
        HeapFree(GetProcessHeap(), 0, lpEntries);
        return dwRet;
    }
    if (dwEntries >= 1)
        _tprintf(TEXT("error %d\n"), dwRet);
    else
        _tprintf(TEXT("no entries\n"));
    return dwRet;
}

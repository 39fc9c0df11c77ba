/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 *  Lists what can be dialled with.
 */

#include <windows.h>
#include <stdio.h>
#include <tchar.h>
#include <strsafe.h>
#include <ras.h>
#include <raserror.h>

DWORD __cdecl main(void)
{
    DWORD dwCb = 0, dwDevices = 0, dwRet, i;
    LPRASDEVINFO lpDevices = NULL;

    dwRet = RasEnumDevices(lpDevices, &dwCb, &dwDevices);
    if (dwRet == ERROR_BUFFER_TOO_SMALL)
    {
        lpDevices = (LPRASDEVINFO) HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, dwCb);
        if (lpDevices == NULL)
            return ERROR_OUTOFMEMORY;
        lpDevices[0].dwSize = sizeof(RASDEVINFO);
        dwRet = RasEnumDevices(lpDevices, &dwCb, &dwDevices);
        if (dwRet == ERROR_SUCCESS)
        {
            printf("devices:\n");
            for (i = 0; i < dwDevices; i++)
                printf("%s: %s\n", lpDevices[i].szDeviceType, lpDevices[i].szDeviceName);
        }
        HeapFree(GetProcessHeap(), 0, lpDevices);
        return dwRet;
    }
    if (dwDevices >= 1)
        printf("error %d\n", dwRet);
    else
        printf("no devices\n");
    return dwRet;
}

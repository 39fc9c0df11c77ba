/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 *  Prints the statistics of the first connection.
 */

#include <windows.h>
#include <stdio.h>
#include <tchar.h>
#include <strsafe.h>
#include <ras.h>
#include <raserror.h>

static void PrintStatistics(const RAS_STATS *pStats)
{
    printf("sent %d bytes, %d frames\n", pStats->dwBytesXmited, pStats->dwFramesXmited);
    printf("received %d bytes, %d frames\n", pStats->dwBytesRcved, pStats->dwFramesRcved);
    printf("errors: CRC %d, time-out %d, alignment %d, hardware %d, framing %d, buffer %d\n",
           pStats->dwCrcErr, pStats->dwTimeoutErr, pStats->dwAlignmentErr,
           pStats->dwHardwareOverrunErr, pStats->dwFramingErr, pStats->dwBufferOverrunErr);
    printf("compressed to %d%% in, %d%% out; %d bits a second\n",
           pStats->dwCompressionRatioIn, pStats->dwCompressionRatioOut, pStats->dwBps);
    printf("connected for some time: %s\n", pStats->dwConnectDuration > 0 ? "yes" : "no");
}

DWORD __cdecl main(void)
{
    DWORD dwCb = sizeof(RASCONN), dwConnections = 0, dwRet;
    LPRASCONN lpConnections;
    RAS_STATS stats;

    lpConnections = (LPRASCONN) HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, dwCb);
    if (lpConnections == NULL)
    {
        printf("error %d\n", GetLastError());
        return ERROR_OUTOFMEMORY;
    }
    lpConnections->dwSize = sizeof(RASCONN);
    dwRet = RasEnumConnections(lpConnections, &dwCb, &dwConnections);
    if (dwRet != ERROR_SUCCESS || dwConnections == 0)
        printf("no connection (%d)\n", dwRet);
    else
    {
        ZeroMemory(&stats, sizeof(RAS_STATS));
        stats.dwSize = sizeof(RAS_STATS);
        dwRet = RasGetConnectionStatistics(lpConnections->hrasconn, &stats);
        if (dwRet == ERROR_SUCCESS)
            PrintStatistics(&stats);
        else
            printf("RasGetConnectionStatistics: error %d\n", dwRet);
    }
    HeapFree(GetProcessHeap(), 0, lpConnections);
    return dwRet;
}

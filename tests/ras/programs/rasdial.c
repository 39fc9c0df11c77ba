/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 *  Dials synchronously, prints what was agreed upon, and hangs up.
 *
 *  rasdial -e ENTRY [-p NUMBER] [-u USER] [-w PASSWORD] [-d DOMAIN]
 */

#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0400
#endif

#include <windows.h>
#include <stdio.h>
#include <tchar.h>
#include <strsafe.h>
#include <ras.h>
#include <raserror.h>

#define POLL      50
#define POLL_MOST 10000

static int Usage(void)
{
    printf("usage: rasdial -e ENTRY [-p NUMBER] [-u USER] [-w PASSWORD] [-d DOMAIN]\n");
    return 2;
}

static BOOL ParseArguments(int argc, char **argv, RASDIALPARAMS *pParams)
{
    int i;

    for (i = 1; i + 1 < argc; i += 2)
    {
        if (argv[i][0] != '-' && argv[i][0] != '/')
            return FALSE;
        switch (tolower(argv[i][1]))
        {
        case 'e':
            StringCchCopy(pParams->szEntryName, RAS_MaxEntryName + 1, argv[i + 1]);
            break;
        case 'p':
            StringCchCopy(pParams->szPhoneNumber, RAS_MaxPhoneNumber + 1, argv[i + 1]);
            break;
        case 'u':
            StringCchCopy(pParams->szUserName, UNLEN + 1, argv[i + 1]);
            break;
        case 'w':
            StringCchCopy(pParams->szPassword, PWLEN + 1, argv[i + 1]);
            break;
        case 'd':
            StringCchCopy(pParams->szDomain, DNLEN + 1, argv[i + 1]);
            break;
        default:
            return FALSE;
        }
    }
    return i == argc && argc > 1;
}

static void PrintConnection(HRASCONN hRasConn)
{
    RASCONNSTATUS status;
    RASPPPIP ip;
    DWORD dwSize = sizeof(ip), dwRet;

    ZeroMemory(&status, sizeof(status));
    status.dwSize = sizeof(status);
    dwRet = RasGetConnectStatus(hRasConn, &status);
    if (dwRet != ERROR_SUCCESS)
        printf("RasGetConnectStatus: error %d\n", dwRet);
    else if (status.rasconnstate == RASCS_Connected)
        printf("connected by %s (%s)\n", status.szDeviceName, status.szDeviceType);
    else
        printf("state %d, error %d\n", status.rasconnstate, status.dwError);

    ZeroMemory(&ip, sizeof(ip));
    ip.dwSize = sizeof(ip);
    dwRet = RasGetProjectionInfo(hRasConn, RASP_PppIp, &ip, &dwSize);
    if (dwRet == ERROR_SUCCESS)
        printf("address %s, server %s\n", ip.szIpAddress, ip.szServerIpAddress);
    else
        printf("RasGetProjectionInfo: error %d\n", dwRet);
}

static BOOL HangUpAndWait(HRASCONN hRasConn)
{
    RASCONNSTATUS status;
    DWORD dwStart;

    if (RasHangUp(hRasConn) != ERROR_SUCCESS)
        return FALSE;
    dwStart = GetTickCount();
    ZeroMemory(&status, sizeof(status));
    status.dwSize = sizeof(status);
    while (RasGetConnectStatus(hRasConn, &status) != ERROR_INVALID_HANDLE)
    {
        if (GetTickCount() - dwStart > POLL_MOST)
            return FALSE;
        Sleep(POLL);
    }
    return TRUE;
}

int __cdecl main(int argc, char **argv)
{
    RASDIALPARAMS params;
    HRASCONN hRasConn = NULL;
    DWORD dwRet;

    ZeroMemory(&params, sizeof(params));
    params.dwSize = sizeof(params);
    if (!ParseArguments(argc, argv, &params))
        return Usage();

    dwRet = RasDial(NULL, NULL, &params, 0, NULL, &hRasConn);
    if (dwRet != ERROR_SUCCESS)
    {
        printf("RasDial: error %d\n", dwRet);
        return 1;
    }
    PrintConnection(hRasConn);
    if (!HangUpAndWait(hRasConn))
    {
        printf("it does not hang up\n");
        return 1;
    }
    printf("hung up\n");
    return 0;
}

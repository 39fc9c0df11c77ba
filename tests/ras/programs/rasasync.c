/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 *  Dials an entry asynchronously: RasDialFunc prints each state, and sets an event when the
 *  connection is there or has failed. Enter hangs up.
 *
 *  rasasync ENTRY USER PASSWORD
 */

#ifndef WINVER
#define WINVER 0x0500
#endif

#include <windows.h>
#include <stdio.h>
#include <tchar.h>
#include <strsafe.h>
#include <ras.h>
#include <raserror.h>

#define WAIT_FOR_CONNECTION 50000

HANDLE gEvent = NULL;
DWORD  gError = ERROR_SUCCESS;

const TCHAR *StateText(RASCONNSTATE rasconnstate)
{
    switch (rasconnstate)
    {
    case RASCS_OpenPort:             return TEXT("opening the port");
    case RASCS_PortOpened:           return TEXT("the port is open");
    case RASCS_ConnectDevice:        return TEXT("connecting to the device");
    case RASCS_DeviceConnected:      return TEXT("the device is connected");
    case RASCS_AllDevicesConnected:  return TEXT("all devices are connected");
    case RASCS_Authenticate:         return TEXT("authenticating");
    case RASCS_AuthNotify:           return TEXT("authentication: news");
    case RASCS_AuthRetry:            return TEXT("authentication: once more");
    case RASCS_AuthCallback:         return TEXT("authentication: call back");
    case RASCS_AuthChangePassword:   return TEXT("authentication: change the password");
    case RASCS_AuthProject:          return TEXT("projecting");
    case RASCS_AuthLinkSpeed:        return TEXT("measuring the link");
    case RASCS_AuthAck:              return TEXT("authentication: acknowledged");
    case RASCS_ReAuthenticate:       return TEXT("authenticating again");
    case RASCS_Authenticated:        return TEXT("authenticated");
    case RASCS_PrepareForCallback:   return TEXT("about to be called back");
    case RASCS_WaitForModemReset:    return TEXT("waiting for the modem");
    case RASCS_WaitForCallback:      return TEXT("waiting for the call");
    case RASCS_Projected:            return TEXT("projected");
    case RASCS_StartAuthentication:  return TEXT("authentication starts");
    case RASCS_CallbackComplete:     return TEXT("called back");
    case RASCS_LogonNetwork:         return TEXT("logging on");
    case RASCS_SubEntryConnected:    return TEXT("a link more");
    case RASCS_SubEntryDisconnected: return TEXT("a link less");
    case RASCS_Interactive:          return TEXT("paused: terminal");
    case RASCS_RetryAuthentication:  return TEXT("paused: password");
    case RASCS_CallbackSetByCaller:  return TEXT("paused: number");
    case RASCS_PasswordExpired:      return TEXT("paused: new password");
    case RASCS_Connected:            return TEXT("connected");
    case RASCS_Disconnected:         return TEXT("disconnected");
    default:                         return TEXT("something else");
    }
}

void PrintError(DWORD dwError)
{
    TCHAR szText[512];

    if (RasGetErrorString(dwError, szText, 512) == ERROR_SUCCESS)
        _tprintf(TEXT("error %d: %s\n"), dwError, szText);
    else
        _tprintf(TEXT("error %d\n"), dwError);
}

VOID WINAPI RasDialCallback(UINT unMsg, RASCONNSTATE rasconnstate, DWORD dwError)
{
    TCHAR szLine[128];

    if (unMsg != WM_RASDIALEVENT)
        return;
    if (FAILED(StringCchPrintf(szLine, 128, TEXT("state %d: %s\n"), rasconnstate,
                               StateText(rasconnstate))))
        return;
    _tprintf(TEXT("%s"), szLine);
    if (dwError != ERROR_SUCCESS)
        PrintError(dwError);
    if (dwError != ERROR_SUCCESS || rasconnstate == RASCS_Connected
        || rasconnstate == RASCS_Disconnected)
    {
        gError = dwError;
        SetEvent(gEvent);
    }
}

int __cdecl _tmain(int argc, TCHAR **argv)
{
    LPRASDIALPARAMS lpParams;
    HRASCONN hRasConn = NULL;
    DWORD dwRet;

    if (argc != 4)
    {
        _tprintf(TEXT("usage: rasasync ENTRY USER PASSWORD\n"));
        return 2;
    }
    lpParams = (LPRASDIALPARAMS) HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
                                           sizeof(RASDIALPARAMS));
    gEvent = CreateEvent(NULL, FALSE, FALSE, NULL);
    if (lpParams == NULL || gEvent == NULL)
    {
        _tprintf(TEXT("error %d\n"), GetLastError());
        return 1;
    }
    lpParams->dwSize = sizeof(RASDIALPARAMS);
    StringCchCopy(lpParams->szEntryName, RAS_MaxEntryName + 1, argv[1]);
    StringCchCopy(lpParams->szUserName, UNLEN + 1, argv[2]);
    StringCchCopy(lpParams->szPassword, PWLEN + 1, argv[3]);
    StringCchCopy(lpParams->szDomain, DNLEN + 1, TEXT("*"));

    dwRet = RasDial(NULL, NULL, lpParams, 0, (LPVOID) RasDialCallback, &hRasConn);
    ZeroMemory(lpParams, sizeof(RASDIALPARAMS));
    HeapFree(GetProcessHeap(), 0, lpParams);
    if (dwRet != ERROR_SUCCESS)
        PrintError(dwRet);
    else
    {
        switch (WaitForSingleObject(gEvent, WAIT_FOR_CONNECTION))
        {
        case WAIT_OBJECT_0:
            dwRet = gError;
            break;
        case WAIT_TIMEOUT:
            _tprintf(TEXT("it takes too long\n"));
            dwRet = ERROR_VPN_TIMEOUT;
            break;
        }
        if (dwRet == ERROR_SUCCESS)
        {
            fflush(stdout);
            getchar();
        }
    }
    /* It goes on by itself; this process may exit. */
    if (hRasConn != NULL)
        RasHangUp(hRasConn);
    CloseHandle(gEvent);
    return dwRet == ERROR_SUCCESS ? 0 : 1;
}

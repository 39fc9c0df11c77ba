/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A phone-book program as they are written for Windows, in the program's width: makes an entry, saves
 * a password, shows both, renames and deletes.
 */

#include <windows.h>
#include <ras.h>
#include <raserror.h>
#include <stdio.h>
#include <strsafe.h>
#include <tchar.h>

#define ENTRY TEXT ("Office")

static DWORD
Tell (LPCTSTR what, DWORD dwError)
{
  TCHAR szText[512];

  if (dwError == ERROR_SUCCESS)
    _tprintf (TEXT ("%s: done\n"), what);
  else if (RasGetErrorString (dwError, szText, ARRAYSIZE (szText)) == ERROR_SUCCESS)
    _tprintf (TEXT ("%s: %d %s\n"), what, (int) dwError, szText);
  else
    _tprintf (TEXT ("%s: %d\n"), what, (int) dwError);
  return dwError;
}

static DWORD
MakeEntry (void)
{
  LPRASENTRY lpEntry;
  DWORD cb = 0;
  DWORD dwRet = RasGetEntryProperties (NULL, TEXT (""), NULL, &cb, NULL, NULL);

  if (dwRet != ERROR_BUFFER_TOO_SMALL)
    return dwRet;
  lpEntry = (LPRASENTRY) HeapAlloc (GetProcessHeap (), HEAP_ZERO_MEMORY, cb);
  if (lpEntry == NULL)
    return ERROR_OUTOFMEMORY;
  lpEntry->dwSize = sizeof (RASENTRY);
  dwRet = RasGetEntryProperties (NULL, TEXT (""), lpEntry, &cb, NULL, NULL);
  StringCchCopy (lpEntry->szLocalPhoneNumber, RAS_MaxPhoneNumber + 1, TEXT ("vpn.example.org"));
  StringCchCopy (lpEntry->szDeviceType, RAS_MaxDeviceType + 1, RASDT_Vpn);
  StringCchCopy (lpEntry->szDeviceName, RAS_MaxDeviceName + 1, TEXT ("OpenVPN (tun)"));
  lpEntry->dwFramingProtocol = RASFP_Ppp;
  lpEntry->dwfOptions |= RASEO_RemoteDefaultGateway;
  lpEntry->dwType = RASET_Vpn;
  lpEntry->ipaddrDns.a = 192;
  lpEntry->ipaddrDns.d = 1;
  if (dwRet == ERROR_SUCCESS)
    dwRet = RasSetEntryProperties (NULL, ENTRY, lpEntry, cb, NULL, 0);
  HeapFree (GetProcessHeap (), 0, (LPVOID) lpEntry);
  return dwRet;
}

static DWORD
SavePassword (void)
{
  RASDIALPARAMS params;
  BOOL fPassword = FALSE;
  DWORD dwRet;

  ZeroMemory (&params, sizeof params);
  params.dwSize = sizeof (RASDIALPARAMS);
  StringCchCopy (params.szEntryName, RAS_MaxEntryName + 1, ENTRY);
  StringCchCopy (params.szUserName, UNLEN + 1, TEXT ("ann"));
  StringCchCopy (params.szPassword, PWLEN + 1, TEXT ("secret"));
  dwRet = RasSetEntryDialParams (NULL, &params, FALSE);
  if (dwRet == ERROR_SUCCESS)
    dwRet = RasGetEntryDialParams (NULL, &params, &fPassword);
  _tprintf (TEXT ("%s %s\n"), params.szUserName, fPassword ? TEXT ("saved") : TEXT ("not saved"));
  return dwRet;
}

static DWORD
ShowEntries (void)
{
  LPRASENTRYNAME lpNames = NULL;
  DWORD cb = 0, cEntries = 0, i;
  DWORD dwRet = RasEnumEntries (NULL, NULL, NULL, &cb, &cEntries);

  if (dwRet != ERROR_BUFFER_TOO_SMALL)
    return dwRet;
  lpNames = (LPRASENTRYNAME) HeapAlloc (GetProcessHeap (), HEAP_ZERO_MEMORY, cb);
  if (lpNames == NULL)
    return ERROR_OUTOFMEMORY;
  lpNames[0].dwSize = sizeof (RASENTRYNAME);
  dwRet = RasEnumEntries (NULL, NULL, lpNames, &cb, &cEntries);
  for (i = 0; dwRet == ERROR_SUCCESS && i < cEntries; i++)
    _tprintf (TEXT ("entry %s\n"), lpNames[i].szEntryName);
  HeapFree (GetProcessHeap (), 0, (LPVOID) lpNames);
  return dwRet;
}

static DWORD
ShowCountry (DWORD dwId)
{
  union
  {
    RASCTRYINFO info;
    BYTE bytes[256];
  } country;
  DWORD cb = sizeof country, dwRet;

  ZeroMemory (&country, sizeof country);
  country.info.dwSize = sizeof (RASCTRYINFO);
  country.info.dwCountryID = dwId;
  dwRet = RasGetCountryInfo (&country.info, &cb);
  if (dwRet == ERROR_SUCCESS)
    _tprintf (TEXT ("country %s +%d\n"),
              (LPCTSTR) (country.bytes + country.info.dwCountryNameOffset),
              (int) country.info.dwCountryCode);
  return dwRet;
}

int __cdecl
_tmain (int argc, TCHAR *argv[])
{
  Tell (TEXT ("validate"), RasValidateEntryName (NULL, ENTRY));
  Tell (TEXT ("make"), MakeEntry ());
  Tell (TEXT ("validate again"), RasValidateEntryName (NULL, ENTRY));
  Tell (TEXT ("save"), SavePassword ());
  Tell (TEXT ("show"), ShowEntries ());
  Tell (TEXT ("rename"), RasRenameEntry (NULL, ENTRY, TEXT ("Home")));
  Tell (TEXT ("delete"), RasDeleteEntry (NULL, TEXT ("Home")));
  Tell (TEXT ("delete again"), RasDeleteEntry (NULL, TEXT ("Home")));
  Tell (TEXT ("country"), ShowCountry (39));
  return tolower ('A') == 'a' ? 0 : 1;
}

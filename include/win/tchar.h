/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Text of the program's width: TCHAR is char16_t with _UNICODE, char without. */

#if defined _UNICODE && !defined UNICODE
#define UNICODE
#endif

#include "winnt.h"

#include "stdio.h"
#include "stdlib.h"
#include "string.h"

typedef TCHAR _TCHAR;

#define _T(literal) __TEXT (literal)
#define _TEXT(literal) __TEXT (literal)

#ifdef UNICODE
typedef WCHAR _TUCHAR;
#define _tprintf wprintf_s
#define _tprintf_s wprintf_s
#define _ftprintf fwprintf_s
#define _ftprintf_s fwprintf_s
#define _stprintf_s swprintf_s
#define _tcslen beck_win_wcslen
#define _tcscmp beck_win_wcscmp
#define _tcsicmp _wcsicmp
#define _tcscpy beck_win_wcscpy
#define _tcscpy_s wcscpy_s
#define _tcsncpy_s wcsncpy_s
#define _tcscat beck_win_wcscat
#define _tcscat_s wcscat_s
#define _tcschr beck_win_wcschr
#define _tcsdup _wcsdup
#define _tcsrev _wcsrev
#define _tmain wmain
#else
typedef unsigned char _TUCHAR;
#define _tprintf printf_s
#define _tprintf_s printf_s
#define _ftprintf fprintf_s
#define _ftprintf_s fprintf_s
#define _stprintf_s sprintf_s
#define _tcslen strlen
#define _tcscmp strcmp
#define _tcsicmp _stricmp
#define _tcscpy strcpy
#define _tcscpy_s strcpy_s
#define _tcsncpy_s strncpy_s
#define _tcscat strcat
#define _tcscat_s strcat_s
#define _tcschr strchr
#define _tcsdup _strdup
#define _tcsrev _strrev
#define _tmain main
#define _ttoi atoi
#define _ttol atol
#define _tcstoul strtoul
#define _tfopen_s fopen_s
#endif

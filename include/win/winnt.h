/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Names that are words of sources written for Windows: types beside those of <beck/types.h>,
 * calling conventions, text in one of two widths, languages.
 */

#include <beck/exception.h>
#include <beck/types.h>
#include <windef.h>

/* ---- Words without a meaning here ---- */

#ifndef WINAPI
#define WINAPI
#define WINAPIV
#define APIENTRY
#define CALLBACK
#define NTAPI
#define PASCAL
#endif
#ifndef __cdecl
#define __cdecl
#define _cdecl
#define __stdcall
#define _stdcall
#define __fastcall
#endif
#ifndef __RPC_USER
#define RPC_ENTRY
#define RPC_VAR_ENTRY
#define RPCRTAPI
#define __RPC_API
#define __RPC_FAR
#define __RPC_STUB
#define __RPC_USER
#endif
#ifndef FAR
#define FAR
#define NEAR
#endif
#ifndef IN
#define IN
#define OUT
#define OPTIONAL
#endif
#ifndef DECLSPEC_IMPORT
#define DECLSPEC_IMPORT
#define DECLSPEC_NORETURN G_NORETURN
#define DECLSPEC_SELECTANY __attribute__ ((weak))
#endif
#ifndef CONST
#define CONST const
#endif
#ifndef VOID
#define VOID void
#endif
#ifndef UNREFERENCED_PARAMETER
#define UNREFERENCED_PARAMETER(parameter) ((void) (parameter))
#define DBG_UNREFERENCED_PARAMETER(parameter) ((void) (parameter))
#endif
#ifndef ARRAYSIZE
#define ARRAYSIZE(array) (sizeof (array) / sizeof ((array)[0]))
#endif
#ifndef _countof
#define _countof(array) (sizeof (array) / sizeof ((array)[0]))
#endif
#ifndef MAXDWORD
#define MAXDWORD 0xffffffffu
#define MAXLONG 0x7fffffff
#define MAXUSHORT 0xffff
#endif
#ifndef MAX_PATH
#define MAX_PATH 260
#endif
#if !defined NOMINMAX && !defined __cplusplus && !defined min
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#endif

/* ---- Types ---- */

G_BEGIN_DECLS

typedef int64_t __int64;
typedef void *HINSTANCE;
typedef HINSTANCE HMODULE;
typedef HANDLE HLOCAL;
typedef HANDLE HGLOBAL;
typedef HANDLE *PHANDLE, *LPHANDLE;
typedef void *PSID;
typedef void *PSECURITY_DESCRIPTOR;
typedef WORD LANGID;
typedef LARGE_INTEGER *PLARGE_INTEGER;
typedef ULARGE_INTEGER *PULARGE_INTEGER;
typedef FILETIME *PFILETIME, *LPFILETIME;
typedef CHAR *PSTR, *PCH, *LPCH;
typedef const CHAR *PCSTR;
typedef WCHAR *PWSTR, *PWCH, *LPWCH, *PWCHAR;
typedef const WCHAR *PCWSTR;
typedef SIZE_T *PSIZE_T;
typedef BOOLEAN *PBOOLEAN;
typedef DWORD_PTR *PDWORD_PTR;
typedef ULONG_PTR *PULONG_PTR;
typedef uintptr_t WPARAM;
typedef intptr_t LPARAM;
typedef intptr_t LRESULT;

typedef struct _SECURITY_ATTRIBUTES
{
  DWORD nLength;
  LPVOID lpSecurityDescriptor;
  BOOL bInheritHandle;
} SECURITY_ATTRIBUTES, *PSECURITY_ATTRIBUTES, *LPSECURITY_ATTRIBUTES;

typedef struct _OVERLAPPED
{
  ULONG_PTR Internal;
  ULONG_PTR InternalHigh;
  __extension__ union
  {
    __extension__ struct
    {
      DWORD Offset;
      DWORD OffsetHigh;
    };
    PVOID Pointer;
  };
  HANDLE hEvent;
} OVERLAPPED, *LPOVERLAPPED;

G_END_DECLS

/* ---- Text: TCHAR is WCHAR with UNICODE ---- */

#ifdef UNICODE
typedef WCHAR TCHAR, *PTCHAR, *PTSTR, *LPTSTR;
typedef const WCHAR *PCTSTR, *LPCTSTR;
#define __TEXT(literal) u##literal
#else
typedef char TCHAR, *PTCHAR, *PTSTR, *LPTSTR;
typedef const char *PCTSTR, *LPCTSTR;
#define __TEXT(literal) literal
#endif
#define TEXT(literal) __TEXT (literal)

/* ---- Languages ---- */

#define LANG_NEUTRAL 0x00
#define LANG_ENGLISH 0x09
#define SUBLANG_NEUTRAL 0x00
#define SUBLANG_DEFAULT 0x01
#define SUBLANG_SYS_DEFAULT 0x02
#define SUBLANG_ENGLISH_US 0x01
#define MAKELANGID(primary, sub) ((LANGID) (((WORD) (sub) << 10) | (WORD) (primary)))
#define LANG_SYSTEM_DEFAULT MAKELANGID (LANG_NEUTRAL, SUBLANG_SYS_DEFAULT)
#define LANG_USER_DEFAULT MAKELANGID (LANG_NEUTRAL, SUBLANG_DEFAULT)

/* ---- Statuses ---- */

#ifndef STATUS_WAIT_0
#define STATUS_WAIT_0 0x00000000u
#define STATUS_ABANDONED_WAIT_0 0x00000080u
#define STATUS_USER_APC 0x000000C0u
#define STATUS_TIMEOUT 0x00000102u
#define STATUS_PENDING 0x00000103u
#define STATUS_NO_MEMORY 0xC0000017u
#endif
#define STILL_ACTIVE STATUS_PENDING

/* ---- What a handle may be used for: accepted, and not looked at ---- */

#define DELETE 0x00010000
#define READ_CONTROL 0x00020000
#define WRITE_DAC 0x00040000
#define WRITE_OWNER 0x00080000
#define SYNCHRONIZE 0x00100000
#define STANDARD_RIGHTS_REQUIRED 0x000F0000
#define EVENT_MODIFY_STATE 0x0002
#define EVENT_ALL_ACCESS 0x1F0003
#define SEMAPHORE_ALL_ACCESS 0x1F0003
#define THREAD_SET_CONTEXT 0x0010
#define THREAD_QUERY_INFORMATION 0x0040
#define THREAD_SUSPEND_RESUME 0x0002
#define THREAD_ALL_ACCESS 0x1FFFFF
#define GENERIC_READ 0x80000000u
#define GENERIC_WRITE 0x40000000u

#define LOWORD(value) ((WORD) ((DWORD_PTR) (value) & 0xffff))
#define HIWORD(value) ((WORD) (((DWORD_PTR) (value) >> 16) & 0xffff))
#define LOBYTE(value) ((BYTE) ((DWORD_PTR) (value) & 0xff))
#define HIBYTE(value) ((BYTE) (((DWORD_PTR) (value) >> 8) & 0xff))
#define MAKEWORD(low, high) ((WORD) (((BYTE) (low)) | ((WORD) ((BYTE) (high))) << 8))
#define MAKELONG(low, high) ((LONG) (((WORD) (low)) | ((DWORD) ((WORD) (high))) << 16))

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The scalar types every other header speaks: COM's names with COM's widths, on
 * the native calling convention (docs/abi.md). LONG is 32 bits on LP64 too.
 */

#include <glib.h>
#include <stdint.h>
#ifndef __cplusplus
#include <uchar.h>
#endif

G_BEGIN_DECLS

typedef int32_t HRESULT;
typedef HRESULT SCODE;

typedef char CHAR;
typedef unsigned char UCHAR;
typedef uint8_t BYTE;
typedef uint8_t byte;
typedef uint8_t BOOLEAN; /* IDL "boolean": one byte */
typedef int32_t BOOL;
typedef int16_t SHORT;
typedef uint16_t USHORT;
typedef uint16_t WORD;
typedef int32_t INT;
typedef uint32_t UINT;
typedef int32_t LONG;
typedef uint32_t ULONG;
typedef uint32_t DWORD;
typedef int64_t LONGLONG;
typedef uint64_t ULONGLONG;
typedef uint64_t DWORDLONG;
typedef int64_t hyper;
typedef int8_t INT8;
typedef uint8_t UINT8;
typedef int16_t INT16;
typedef uint16_t UINT16;
typedef int32_t INT32;
typedef uint32_t UINT32;
typedef int32_t LONG32;
typedef uint32_t ULONG32;
typedef uint32_t DWORD32;
typedef int64_t INT64;
typedef uint64_t UINT64;
typedef int64_t LONG64;
typedef uint64_t ULONG64;
typedef uint64_t DWORD64;
typedef float FLOAT;
typedef double DOUBLE;
typedef void *PVOID;
typedef void *LPVOID;
typedef intptr_t INT_PTR;
typedef uintptr_t UINT_PTR;
typedef intptr_t LONG_PTR;
typedef uintptr_t ULONG_PTR;
typedef uintptr_t DWORD_PTR;
typedef uintptr_t SIZE_T;
typedef intptr_t SSIZE_T;
typedef uint32_t error_status_t;
typedef void *handle_t;

typedef const void *LPCVOID;
typedef CHAR *PCHAR;
typedef UCHAR *PUCHAR;
typedef BYTE *PBYTE, *LPBYTE;
typedef BOOL *PBOOL, *LPBOOL;
typedef SHORT *PSHORT;
typedef USHORT *PUSHORT;
typedef WORD *PWORD, *LPWORD;
typedef INT *PINT, *LPINT;
typedef UINT *PUINT, *LPUINT;
typedef LONG *PLONG, *LPLONG;
typedef ULONG *PULONG, *LPULONG;
typedef DWORD *PDWORD, *LPDWORD;
typedef LONGLONG *PLONGLONG;
typedef ULONGLONG *PULONGLONG;
typedef FLOAT *PFLOAT;

#ifndef TRUE
#define TRUE 1
#define FALSE 0
#endif

/**
 * WCHAR:
 *
 * A UTF-16 code unit; write literals as u"text". Never wchar_t, which has 32 bits here.
 */
typedef char16_t WCHAR;
typedef char16_t OLECHAR;
typedef OLECHAR *LPOLESTR;
typedef const OLECHAR *LPCOLESTR;
typedef WCHAR *LPWSTR;
typedef const WCHAR *LPCWSTR;
typedef char *LPSTR;
typedef const char *LPCSTR;

/**
 * BSTR:
 *
 * A UTF-16 string with its length before its first character; see <beck/bstr.h>.
 */
typedef OLECHAR *BSTR;

/**
 * HANDLE:
 *
 * Something that can be waited on: a file descriptor in a pointer's clothes, so that
 * every handle can also be given to poll(2). See <beck/handle.h>.
 */
typedef void *HANDLE;
#define INVALID_HANDLE_VALUE ((HANDLE) (intptr_t) -1)

typedef union _LARGE_INTEGER
{
  struct
  {
    DWORD LowPart;
    LONG HighPart;
  } u;
  LONGLONG QuadPart;
} LARGE_INTEGER;

typedef union _ULARGE_INTEGER
{
  struct
  {
    DWORD LowPart;
    DWORD HighPart;
  } u;
  ULONGLONG QuadPart;
} ULARGE_INTEGER;

/* A number that a machine gives once; for a parameter that is reserved. */
typedef struct _LUID
{
  DWORD LowPart;
  LONG HighPart;
} LUID;

/**
 * CY:
 *
 * An amount of money, in ten-thousandths of the unit.
 */
typedef union tagCY
{
  __extension__ struct
  {
    ULONG Lo;
    LONG Hi;
  };
  LONGLONG int64;
} CY;

typedef CY CURRENCY;

/**
 * DECIMAL:
 *
 * 96 bits of integer divided by ten to the power of scale, with a sign of its own.
 */
typedef struct tagDEC
{
  USHORT wReserved;
  __extension__ union
  {
    __extension__ struct
    {
      BYTE scale;
      BYTE sign;
    };
    USHORT signscale;
  };
  ULONG Hi32;
  __extension__ union
  {
    __extension__ struct
    {
      ULONG Lo32;
      ULONG Mid32;
    };
    ULONGLONG Lo64;
  };
} DECIMAL;

typedef struct _FILETIME
{
  DWORD dwLowDateTime;
  DWORD dwHighDateTime;
} FILETIME;

typedef struct _SYSTEMTIME
{
  WORD wYear;
  WORD wMonth;
  WORD wDayOfWeek;
  WORD wDay;
  WORD wHour;
  WORD wMinute;
  WORD wSecond;
  WORD wMilliseconds;
} SYSTEMTIME;

/**
 * GUID:
 *
 * In wire layout: the first three fields in the host's byte order, Data4 as bytes.
 */
typedef struct _GUID
{
  uint32_t Data1;
  uint16_t Data2;
  uint16_t Data3;
  uint8_t Data4[8];
} GUID;

typedef GUID UUID;
typedef GUID IID;
typedef GUID CLSID;
typedef GUID FMTID;
typedef GUID *LPGUID;
typedef IID *LPIID;
typedef CLSID *LPCLSID;

#ifdef __cplusplus
#define REFGUID const GUID &
#define REFIID const IID &
#define REFCLSID const CLSID &
#else
#define REFGUID const GUID *
#define REFIID const IID *
#define REFCLSID const CLSID *
#endif

#define INFINITE 0xFFFFFFFFu

#define SUCCEEDED(hr) ((HRESULT) (hr) >= 0)
#define FAILED(hr) ((HRESULT) (hr) < 0)

#define BECK_UNUSED G_GNUC_UNUSED

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Text into a buffer of known size. What does not fit is cut off, and the result has a NUL in any
 * case. Cch functions take sizes in characters, Cb functions in bytes.
 *
 * Threading: any thread.
 * They return S_OK; STRSAFE_E_INSUFFICIENT_BUFFER if something was cut off;
 * STRSAFE_E_INVALID_PARAMETER, with an empty text, for NULL, a size of 0 or one beyond
 * STRSAFE_MAX_CCH.
 */

#include "winnt.h"

#include <beck/hresult.h>
#include <stdarg.h>

#include "winerror.h"

G_BEGIN_DECLS

#define STRSAFE_MAX_CCH 2147483647
#define STRSAFE_MAX_LENGTH (STRSAFE_MAX_CCH - 1)
#define STRSAFE_E_INSUFFICIENT_BUFFER HRESULT_FROM_WIN32 (ERROR_INSUFFICIENT_BUFFER)
#define STRSAFE_E_INVALID_PARAMETER HRESULT_FROM_WIN32 (ERROR_INVALID_PARAMETER)
#define STRSAFE_E_END_OF_FILE HRESULT_FROM_WIN32 (ERROR_HANDLE_EOF)

typedef char *STRSAFE_LPSTR;
typedef const char *STRSAFE_LPCSTR, *STRSAFE_PCNZCH;
typedef WCHAR *STRSAFE_LPWSTR;
typedef const WCHAR *STRSAFE_LPCWSTR, *STRSAFE_PCNZWCH;

/* @source, of StringCchCopyN() @n characters at most */
HRESULT StringCchCopyA (char *target, SIZE_T size, const char *source);
HRESULT StringCchCopyW (WCHAR *target, SIZE_T size, const WCHAR *source);
HRESULT StringCchCopyNA (char *target, SIZE_T size, const char *source, SIZE_T n);
HRESULT StringCchCopyNW (WCHAR *target, SIZE_T size, const WCHAR *source, SIZE_T n);
HRESULT StringCbCopyA (char *target, SIZE_T bytes, const char *source);
HRESULT StringCbCopyW (WCHAR *target, SIZE_T bytes, const WCHAR *source);
HRESULT StringCbCopyNA (char *target, SIZE_T bytes, const char *source, SIZE_T n_bytes);
HRESULT StringCbCopyNW (WCHAR *target, SIZE_T bytes, const WCHAR *source, SIZE_T n_bytes);

/* The same, behind what is in @target, which has a NUL. */
HRESULT StringCchCatA (char *target, SIZE_T size, const char *source);
HRESULT StringCchCatW (WCHAR *target, SIZE_T size, const WCHAR *source);
HRESULT StringCchCatNA (char *target, SIZE_T size, const char *source, SIZE_T n);
HRESULT StringCchCatNW (WCHAR *target, SIZE_T size, const WCHAR *source, SIZE_T n);
HRESULT StringCbCatA (char *target, SIZE_T bytes, const char *source);
HRESULT StringCbCatW (WCHAR *target, SIZE_T bytes, const WCHAR *source);
HRESULT StringCbCatNA (char *target, SIZE_T bytes, const char *source, SIZE_T n_bytes);
HRESULT StringCbCatNW (WCHAR *target, SIZE_T bytes, const WCHAR *source, SIZE_T n_bytes);

/* Prints, with the sizes of Windows (crt.h). E_OUTOFMEMORY, too, with an empty text. */
HRESULT StringCchPrintfA (char *target, SIZE_T size, const char *format, ...);
HRESULT StringCchPrintfW (WCHAR *target, SIZE_T size, const WCHAR *format, ...);
HRESULT StringCchVPrintfA (char *target, SIZE_T size, const char *format, va_list args);
HRESULT StringCchVPrintfW (WCHAR *target, SIZE_T size, const WCHAR *format, va_list args);
HRESULT StringCbPrintfA (char *target, SIZE_T bytes, const char *format, ...);
HRESULT StringCbPrintfW (WCHAR *target, SIZE_T bytes, const WCHAR *format, ...);
HRESULT StringCbVPrintfA (char *target, SIZE_T bytes, const char *format, va_list args);
HRESULT StringCbVPrintfW (WCHAR *target, SIZE_T bytes, const WCHAR *format, va_list args);

/* @length: (nullable) (out): without the NUL; 0 if there is none among the first @maximum */
HRESULT StringCchLengthA (const char *text, SIZE_T maximum, SIZE_T *length);
HRESULT StringCchLengthW (const WCHAR *text, SIZE_T maximum, SIZE_T *length);
HRESULT StringCbLengthA (const char *text, SIZE_T maximum, SIZE_T *length);
HRESULT StringCbLengthW (const WCHAR *text, SIZE_T maximum, SIZE_T *length);

#ifdef UNICODE
#define StringCbCat StringCbCatW
#define StringCbCatN StringCbCatNW
#define StringCbCopy StringCbCopyW
#define StringCbCopyN StringCbCopyNW
#define StringCbLength StringCbLengthW
#define StringCbPrintf StringCbPrintfW
#define StringCbVPrintf StringCbVPrintfW
#define StringCchCat StringCchCatW
#define StringCchCatN StringCchCatNW
#define StringCchCopy StringCchCopyW
#define StringCchCopyN StringCchCopyNW
#define StringCchLength StringCchLengthW
#define StringCchPrintf StringCchPrintfW
#define StringCchVPrintf StringCchVPrintfW
#else
#define StringCbCat StringCbCatA
#define StringCbCatN StringCbCatNA
#define StringCbCopy StringCbCopyA
#define StringCbCopyN StringCbCopyNA
#define StringCbLength StringCbLengthA
#define StringCbPrintf StringCbPrintfA
#define StringCbVPrintf StringCbVPrintfA
#define StringCchCat StringCchCatA
#define StringCchCatN StringCchCatNA
#define StringCchCopy StringCchCopyA
#define StringCchCopyN StringCchCopyNA
#define StringCchLength StringCchLengthA
#define StringCchPrintf StringCchPrintfA
#define StringCchVPrintf StringCchVPrintfA
#endif

G_END_DECLS

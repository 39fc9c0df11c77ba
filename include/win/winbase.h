/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Texts of errors, local memory, length and comparison of text. */

#include "winnt.h"

#include <stdarg.h>

G_BEGIN_DECLS

/* ---- Texts of errors ---- */

#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x00000100
#define FORMAT_MESSAGE_IGNORE_INSERTS 0x00000200
#define FORMAT_MESSAGE_FROM_STRING 0x00000400
#define FORMAT_MESSAGE_FROM_HMODULE 0x00000800
#define FORMAT_MESSAGE_FROM_SYSTEM 0x00001000
#define FORMAT_MESSAGE_ARGUMENT_ARRAY 0x00002000
#define FORMAT_MESSAGE_MAX_WIDTH_MASK 0x000000FF

/**
 * FormatMessageA:
 * @flags: FORMAT_MESSAGE_FROM_SYSTEM for the text of @id, FORMAT_MESSAGE_FROM_STRING for @source
 *   itself; ALLOCATE_BUFFER, IGNORE_INSERTS, ARGUMENT_ARRAY; MAX_WIDTH_MASK for one line
 *   without an end
 * @source: a text, of which %n is the end of a line, %1 to %99 are inserts and %% is a percent sign
 * @id: an error number or HRESULT
 * @language: not looked at
 * @buffer: (out caller-allocates): the text; with ALLOCATE_BUFFER a pointer's address, which
 *   receives a block for LocalFree()
 * @size: characters of @buffer
 * @arguments: (nullable): of the inserts, all of them text
 *
 * Returns: the characters of the text; 0 with ERROR_MR_MID_NOT_FOUND if there is no text,
 *   ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY
 */
DWORD FormatMessageA (DWORD flags, LPCVOID source, DWORD id, DWORD language, LPSTR buffer,
                      DWORD size, va_list *arguments);

/* As FormatMessageA(). */
DWORD FormatMessageW (DWORD flags, LPCVOID source, DWORD id, DWORD language, LPWSTR buffer,
                      DWORD size, va_list *arguments);

/* ---- Local memory: malloc(3) ---- */

#define LMEM_FIXED 0x0
#define LMEM_ZEROINIT 0x40
#define LPTR (LMEM_FIXED | LMEM_ZEROINIT)
#define GMEM_FIXED LMEM_FIXED
#define GMEM_ZEROINIT LMEM_ZEROINIT
#define GPTR LPTR

/* Returns: (transfer full) (nullable): for LocalFree() */
HLOCAL LocalAlloc (UINT flags, SIZE_T size);

/* Returns: NULL */
HLOCAL LocalFree (HLOCAL block);

#define GlobalAlloc LocalAlloc
#define GlobalFree LocalFree

#define ZeroMemory(target, size) memset ((target), 0, (size))
#define CopyMemory(target, source, size) memcpy ((target), (source), (size))
#define MoveMemory(target, source, size) memmove ((target), (source), (size))
#define FillMemory(target, size, byte) memset ((target), (byte), (size))
#define RtlZeroMemory ZeroMemory
#define RtlCopyMemory CopyMemory
#define SecureZeroMemory(target, size) explicit_bzero ((target), (size))

/* ---- Text; NULL is a text of length 0 ---- */

int lstrlenA (LPCSTR text);
int lstrlenW (LPCWSTR text);

/**
 * lstrcmpA:
 *
 * Compares by code, not by a language's order.
 *
 * Returns: below 0, 0, above 0
 */
int lstrcmpA (LPCSTR a, LPCSTR b);
int lstrcmpW (LPCWSTR a, LPCWSTR b);

/* The same, with ASCII letters in either case equal. */
int lstrcmpiA (LPCSTR a, LPCSTR b);
int lstrcmpiW (LPCWSTR a, LPCWSTR b);

/**
 * GetComputerNameA:
 * @name: (out caller-allocates): of this machine, up to its first dot
 * @size: (inout): characters of @name; those written, or needed with the NUL
 *
 * Returns: TRUE; FALSE with ERROR_INSUFFICIENT_BUFFER
 */
BOOL GetComputerNameA (LPSTR name, DWORD *size);

#define MAX_COMPUTERNAME_LENGTH 63

/* ---- Text from one width to the other ---- */

#define CP_ACP 0
#define CP_UTF8 65001

/**
 * MultiByteToWideChar:
 * @code_page: CP_UTF8 or CP_ACP, which is UTF-8 here too
 * @flags: not looked at
 * @source, @source_size: bytes; -1 if a NUL ends them, which is converted too
 * @target, @target_size: (nullable): receives the characters; with a size of 0 they are counted
 *
 * Returns: the characters; 0 with ERROR_INSUFFICIENT_BUFFER, ERROR_NO_UNICODE_TRANSLATION,
 *   ERROR_INVALID_PARAMETER
 */
int MultiByteToWideChar (UINT code_page, DWORD flags, LPCSTR source, int source_size, LPWSTR target,
                         int target_size);

/* As MultiByteToWideChar(). @default_char, @used_default: not looked at */
int WideCharToMultiByte (UINT code_page, DWORD flags, LPCWSTR source, int source_size, LPSTR target,
                         int target_size, LPCSTR default_char, BOOL *used_default);

#ifdef UNICODE
#define FormatMessage FormatMessageW
#define lstrlen lstrlenW
#define lstrcmp lstrcmpW
#define lstrcmpi lstrcmpiW
#else
#define FormatMessage FormatMessageA
#define lstrlen lstrlenA
#define lstrcmp lstrcmpA
#define lstrcmpi lstrcmpiA
#define GetComputerName GetComputerNameA
#endif

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Functions of the C runtime of Windows (rpc.md 6). Wide characters have 16 bits, as WCHAR has:
 * compile with -fshort-wchar, and L"text" has them too.
 *
 * Functions whose name ends with _s take the size of their target and check their arguments. What
 * does not fit or is NULL makes them return an error and leave an empty text; nothing ends the
 * process.
 *
 * Threading: any thread.
 */

#include <ctype.h> /* other headers bring it on Windows */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <wchar.h> /* before its functions get other names */
#ifndef __cplusplus
#include <uchar.h>
#endif

struct _IO_FILE;

#ifdef __cplusplus
extern "C"
{
#endif

#ifndef _ERRNO_T_DEFINED
#define _ERRNO_T_DEFINED
typedef int errno_t;
typedef size_t rsize_t;
#endif

/* As a count: what fits, and no error if that is not all (STRUNCATE). */
#define _TRUNCATE ((size_t) -1)
#define STRUNCATE 80

/* ---- Printing ----
 *
 * As printf(3), with the sizes of Windows: `l` is 32 bits, `ll` and `I64` are 64, `I` is a
 * pointer's; %S is text of the other width, %ls and %ws are wide, %hs is narrow; %n is an
 * error. Output is UTF-8. Return: the characters written, or -1. */

int printf_s (const char *format, ...);
int fprintf_s (struct _IO_FILE *file, const char *format, ...);
int vfprintf_s (struct _IO_FILE *file, const char *format, va_list args);
int sprintf_s (char *target, size_t size, const char *format, ...);
int vsprintf_s (char *target, size_t size, const char *format, va_list args);
int wprintf_s (const char16_t *format, ...);
int fwprintf_s (struct _IO_FILE *file, const char16_t *format, ...);
int swprintf_s (char16_t *target, size_t size, const char16_t *format, ...);

/**
 * fopen_s:
 * @file: (out): as fopen(3) returns it
 *
 * Returns: 0, or the errno; @file is %NULL then
 */
errno_t fopen_s (struct _IO_FILE **file, const char *name, const char *mode);

/* ---- Text ----
 *
 * Returns of type errno_t: 0; EINVAL for NULL or no room at all; ERANGE if it does not fit;
 * STRUNCATE. */

errno_t strcpy_s (char *target, size_t size, const char *source);
errno_t strncpy_s (char *target, size_t size, const char *source, size_t count);
errno_t strcat_s (char *target, size_t size, const char *source);
errno_t strncat_s (char *target, size_t size, const char *source, size_t count);
errno_t wcscpy_s (char16_t *target, size_t size, const char16_t *source);
errno_t wcsncpy_s (char16_t *target, size_t size, const char16_t *source, size_t count);
errno_t wcscat_s (char16_t *target, size_t size, const char16_t *source);

/* ASCII letters in either case are equal. */
int _stricmp (const char *a, const char *b);
int _strnicmp (const char *a, const char *b, size_t count);
int _wcsicmp (const char16_t *a, const char16_t *b);

/* Reverses the bytes, or characters, in place. Returns: @text */
char *_strrev (char *text);
char16_t *_wcsrev (char16_t *text);

/* Returns: (transfer full) (nullable): a copy for free(3) */
char *_strdup (const char *text);
char16_t *_wcsdup (const char16_t *text);

/**
 * mbstowcs_s:
 * @n: (nullable) (out): characters of the target with its NUL, also if @target is NULL
 * @target: (nullable) (out caller-allocates): UTF-16
 * @size: characters of @target
 * @source: UTF-8
 * @count: characters to convert at most, or _TRUNCATE
 *
 * Returns: as above; EILSEQ for what is not UTF-8
 */
errno_t mbstowcs_s (size_t *n, char16_t *target, size_t size, const char *source, size_t count);

/* The other way. */
errno_t wcstombs_s (size_t *n, char *target, size_t size, const char16_t *source, size_t count);

/* ---- What the C library has for its own wide characters ---- */

size_t beck_win_wcslen (const char16_t *text);
char16_t *beck_win_wcscpy (char16_t *target, const char16_t *source);
char16_t *beck_win_wcscat (char16_t *target, const char16_t *source);
int beck_win_wcscmp (const char16_t *a, const char16_t *b);
char16_t *beck_win_wcschr (const char16_t *text, int character);

#if __SIZEOF_WCHAR_T__ == 2 && !defined __cplusplus
#define wcslen beck_win_wcslen
#define wcscpy beck_win_wcscpy
#define wcscat beck_win_wcscat
#define wcscmp beck_win_wcscmp
#define wcschr beck_win_wcschr
#define wprintf wprintf_s
#define fwprintf fwprintf_s
#endif

#define _snprintf snprintf
#define _vsnprintf vsnprintf

#ifdef __cplusplus
}

/* The forms that find out the size of an array themselves. */
template <size_t size>
inline errno_t
strcpy_s (char (&target)[size], const char *source)
{
  return strcpy_s (target, size, source);
}

template <size_t size>
inline errno_t
strcat_s (char (&target)[size], const char *source)
{
  return strcat_s (target, size, source);
}
#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The printing functions, to files and to memory. */

#include <win/crt.h>

#include <beck/memory.h>
#include <beck/utf16.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "win/format.h"

/* A variadic function of each calls one of these. */
#define WITH_ARGUMENTS(result, last, call)                                                         \
  int result;                                                                                      \
  va_list args;                                                                                    \
  va_start (args, last);                                                                           \
  result = call;                                                                                   \
  va_end (args);                                                                                   \
  return result

int
vfprintf_s (FILE *file, const char *format, va_list args)
{
  if (file != NULL && format != NULL)
    return beck_win_vprint (file, FALSE, format, args);
  errno = EINVAL;
  return -1;
}

int
printf_s (const char *format, ...)
{
  WITH_ARGUMENTS (n, format, vfprintf_s (stdout, format, args));
}

int
fprintf_s (FILE *file, const char *format, ...)
{
  WITH_ARGUMENTS (n, format, vfprintf_s (file, format, args));
}

char *
beck_win_print_to_memory (gboolean wide, const char *format, va_list args)
{
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream (&text, &size);
  int n;

  if (out == NULL)
    return NULL;
  n = beck_win_vprint (out, wide, format, args);
  if (fclose (out) == 0 && n >= 0)
    return text;
  free (text);
  return NULL;
}

int
vsprintf_s (char *target, size_t size, const char *format, va_list args)
{
  char *text;
  errno_t error;

  if (target == NULL || size == 0 || format == NULL)
    {
      errno = EINVAL;
      return -1;
    }
  target[0] = '\0';
  text = beck_win_print_to_memory (FALSE, format, args);
  if (text == NULL)
    return -1;
  error = strcpy_s (target, size, text);
  free (text);
  if (error == 0)
    return (int) strlen (target);
  errno = error;
  return -1;
}

int
sprintf_s (char *target, size_t size, const char *format, ...)
{
  WITH_ARGUMENTS (n, format, vsprintf_s (target, size, format, args));
}

/* ---- Wide formats ---- */

static char *
narrow (const char16_t *format)
{
  char *text = NULL;

  if (format == NULL || FAILED (beck_utf16_to_utf8 (format, -1, &text, NULL, NULL)))
    errno = EINVAL;
  return text;
}

static int
vfwprintf_s (FILE *file, const char16_t *format, va_list args)
{
  char *text = narrow (format);
  int n = text != NULL && file != NULL ? beck_win_vprint (file, TRUE, text, args) : -1;

  CoTaskMemFree (text);
  return n;
}

int
wprintf_s (const char16_t *format, ...)
{
  WITH_ARGUMENTS (n, format, vfwprintf_s (stdout, format, args));
}

int
fwprintf_s (FILE *file, const char16_t *format, ...)
{
  WITH_ARGUMENTS (n, format, vfwprintf_s (file, format, args));
}

static int
print_wide (char16_t *target, size_t size, const char16_t *format, va_list args)
{
  char *text = narrow (format);
  char *printed = text != NULL ? beck_win_print_to_memory (TRUE, text, args) : NULL;
  size_t n = 0;
  errno_t error = EINVAL;

  CoTaskMemFree (text);
  if (target != NULL && size > 0)
    target[0] = 0;
  if (printed != NULL && target != NULL)
    error = mbstowcs_s (&n, target, size, printed, (size_t) PTRDIFF_MAX);
  free (printed);
  if (error == 0 && n > 0)
    return (int) n - 1;
  errno = error;
  return -1;
}

int
swprintf_s (char16_t *target, size_t size, const char16_t *format, ...)
{
  WITH_ARGUMENTS (n, format, print_wide (target, size, format, args));
}

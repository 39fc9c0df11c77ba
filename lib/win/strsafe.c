/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * <win/strsafe.h>. Both widths are one implementation, which knows the size of a character as
 * a number; the functions at the end give it one or the other name.
 */

#include <win/strsafe.h>

#include <beck/memory.h>
#include <beck/utf16.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "win/format.h"

#define ALL STRSAFE_MAX_CCH

/* A buffer of the caller's; @size and all other counts are in characters. */
typedef struct
{
  gchar *text;
  gsize size;
  gsize unit; /* bytes of a character */
} Target;

static gboolean
is_nul (gconstpointer text, gsize i, gsize unit)
{
  return unit == 1 ? ((const char *) text)[i] == 0 : ((const WCHAR *) text)[i] == 0;
}

/* Returns: the characters before the NUL, @maximum if there is none among so many */
static gsize
length_of (gconstpointer text, gsize maximum, gsize unit)
{
  gsize n = 0;

  while (n < maximum && !is_nul (text, n, unit))
    n++;
  return n;
}

static void
end (Target target, gsize used)
{
  memset (target.text + used * target.unit, 0, target.unit);
}

static gboolean
is_usable (Target target)
{
  return target.text != NULL && target.size > 0 && target.size <= STRSAFE_MAX_CCH;
}

/* At most @n characters of @source behind the @used ones of @target. */
static HRESULT
put (Target target, gsize used, gconstpointer source, gsize n)
{
  gsize copied;

  if (!is_usable (target))
    return STRSAFE_E_INVALID_PARAMETER;
  if (source == NULL || n > STRSAFE_MAX_CCH || used >= target.size)
    {
      end (target, 0);
      return STRSAFE_E_INVALID_PARAMETER;
    }
  n = length_of (source, n, target.unit);
  copied = MIN (n, target.size - used - 1);
  memmove (target.text + used * target.unit, source, copied * target.unit);
  end (target, used + copied);
  return copied == n ? S_OK : STRSAFE_E_INSUFFICIENT_BUFFER;
}

static HRESULT
append (Target target, gconstpointer source, gsize n)
{
  return put (target, is_usable (target) ? length_of (target.text, target.size, target.unit) : 0,
              source, n);
}

static HRESULT
measure (gconstpointer text, gsize maximum, gsize unit, SIZE_T *length)
{
  gsize n;

  if (length != NULL)
    *length = 0;
  if (text == NULL || maximum > STRSAFE_MAX_CCH)
    return STRSAFE_E_INVALID_PARAMETER;
  n = length_of (text, maximum, unit);
  if (n == maximum)
    return STRSAFE_E_INVALID_PARAMETER;
  if (length != NULL)
    *length = n * unit;
  return S_OK;
}

static HRESULT
refuse (Target target, HRESULT hr)
{
  end (target, 0);
  return hr;
}

/* Why nothing was printed. */
static HRESULT
print_error (void)
{
  return errno == ENOMEM ? E_OUTOFMEMORY : STRSAFE_E_INVALID_PARAMETER;
}

static HRESULT
print (Target target, const char *format, va_list args)
{
  char *text;
  HRESULT hr;

  if (!is_usable (target))
    return STRSAFE_E_INVALID_PARAMETER;
  if (format == NULL)
    return refuse (target, STRSAFE_E_INVALID_PARAMETER);
  text = beck_win_print_to_memory (FALSE, format, args);
  if (text == NULL)
    return refuse (target, print_error ());
  hr = put (target, 0, text, ALL);
  free (text);
  return hr;
}

/* As print; @format and what it makes are UTF-16, what is between them is UTF-8. */
static HRESULT
print_wide (Target target, const WCHAR *format, va_list args)
{
  char *narrow = NULL, *text = NULL;
  WCHAR *wide = NULL;
  HRESULT hr;

  if (!is_usable (target))
    return STRSAFE_E_INVALID_PARAMETER;
  end (target, 0);
  if (format == NULL || beck_utf16_to_utf8 (format, -1, &narrow, NULL, NULL) != S_OK)
    return STRSAFE_E_INVALID_PARAMETER;
  text = beck_win_print_to_memory (TRUE, narrow, args);
  if (text == NULL)
    hr = print_error ();
  else
    hr = beck_utf16_from_utf8 (text, -1, &wide, NULL, NULL);
  if (SUCCEEDED (hr))
    hr = put (target, 0, wide, ALL);
  CoTaskMemFree (wide);
  free (text);
  CoTaskMemFree (narrow);
  return hr;
}

/* ---- The names ---- */

#define NARROW(size) ((Target) { target, size, 1 })
#define WIDE(size) ((Target) { (gchar *) target, size, sizeof (WCHAR) })
#define IN_BYTES(bytes) ((bytes) / sizeof (WCHAR))

HRESULT
StringCchCopyA (char *target, SIZE_T size, const char *source)
{
  return put (NARROW (size), 0, source, ALL);
}

HRESULT
StringCchCopyW (WCHAR *target, SIZE_T size, const WCHAR *source)
{
  return put (WIDE (size), 0, source, ALL);
}

HRESULT
StringCchCopyNA (char *target, SIZE_T size, const char *source, SIZE_T n)
{
  return put (NARROW (size), 0, source, n);
}

HRESULT
StringCchCopyNW (WCHAR *target, SIZE_T size, const WCHAR *source, SIZE_T n)
{
  return put (WIDE (size), 0, source, n);
}

HRESULT
StringCbCopyA (char *target, SIZE_T bytes, const char *source)
{
  return put (NARROW (bytes), 0, source, ALL);
}

HRESULT
StringCbCopyW (WCHAR *target, SIZE_T bytes, const WCHAR *source)
{
  return put (WIDE (IN_BYTES (bytes)), 0, source, ALL);
}

HRESULT
StringCbCopyNA (char *target, SIZE_T bytes, const char *source, SIZE_T n_bytes)
{
  return put (NARROW (bytes), 0, source, n_bytes);
}

HRESULT
StringCbCopyNW (WCHAR *target, SIZE_T bytes, const WCHAR *source, SIZE_T n_bytes)
{
  return put (WIDE (IN_BYTES (bytes)), 0, source, IN_BYTES (n_bytes));
}

HRESULT
StringCchCatA (char *target, SIZE_T size, const char *source)
{
  return append (NARROW (size), source, ALL);
}

HRESULT
StringCchCatW (WCHAR *target, SIZE_T size, const WCHAR *source)
{
  return append (WIDE (size), source, ALL);
}

HRESULT
StringCchCatNA (char *target, SIZE_T size, const char *source, SIZE_T n)
{
  return append (NARROW (size), source, n);
}

HRESULT
StringCchCatNW (WCHAR *target, SIZE_T size, const WCHAR *source, SIZE_T n)
{
  return append (WIDE (size), source, n);
}

HRESULT
StringCbCatA (char *target, SIZE_T bytes, const char *source)
{
  return append (NARROW (bytes), source, ALL);
}

HRESULT
StringCbCatW (WCHAR *target, SIZE_T bytes, const WCHAR *source)
{
  return append (WIDE (IN_BYTES (bytes)), source, ALL);
}

HRESULT
StringCbCatNA (char *target, SIZE_T bytes, const char *source, SIZE_T n_bytes)
{
  return append (NARROW (bytes), source, n_bytes);
}

HRESULT
StringCbCatNW (WCHAR *target, SIZE_T bytes, const WCHAR *source, SIZE_T n_bytes)
{
  return append (WIDE (IN_BYTES (bytes)), source, IN_BYTES (n_bytes));
}

HRESULT
StringCchVPrintfA (char *target, SIZE_T size, const char *format, va_list args)
{
  return print (NARROW (size), format, args);
}

HRESULT
StringCchVPrintfW (WCHAR *target, SIZE_T size, const WCHAR *format, va_list args)
{
  return print_wide (WIDE (size), format, args);
}

HRESULT
StringCbVPrintfA (char *target, SIZE_T bytes, const char *format, va_list args)
{
  return print (NARROW (bytes), format, args);
}

HRESULT
StringCbVPrintfW (WCHAR *target, SIZE_T bytes, const WCHAR *format, va_list args)
{
  return print_wide (WIDE (IN_BYTES (bytes)), format, args);
}

#define PRINT_WITH(function, size)                                                                 \
  va_list args;                                                                                    \
  HRESULT hr;                                                                                      \
  va_start (args, format);                                                                         \
  hr = function (target, size, format, args);                                                      \
  va_end (args);                                                                                   \
  return hr

HRESULT
StringCchPrintfA (char *target, SIZE_T size, const char *format, ...)
{
  PRINT_WITH (StringCchVPrintfA, size);
}

HRESULT
StringCchPrintfW (WCHAR *target, SIZE_T size, const WCHAR *format, ...)
{
  PRINT_WITH (StringCchVPrintfW, size);
}

HRESULT
StringCbPrintfA (char *target, SIZE_T bytes, const char *format, ...)
{
  PRINT_WITH (StringCbVPrintfA, bytes);
}

HRESULT
StringCbPrintfW (WCHAR *target, SIZE_T bytes, const WCHAR *format, ...)
{
  PRINT_WITH (StringCbVPrintfW, bytes);
}

static HRESULT
in_characters (HRESULT hr, gsize unit, SIZE_T *length)
{
  if (length != NULL)
    *length /= unit;
  return hr;
}

HRESULT
StringCchLengthA (const char *text, SIZE_T maximum, SIZE_T *length)
{
  return measure (text, maximum, 1, length);
}

HRESULT
StringCchLengthW (const WCHAR *text, SIZE_T maximum, SIZE_T *length)
{
  return in_characters (measure (text, maximum, sizeof (WCHAR), length), sizeof (WCHAR), length);
}

HRESULT
StringCbLengthA (const char *text, SIZE_T maximum, SIZE_T *length)
{
  return measure (text, maximum, 1, length);
}

HRESULT
StringCbLengthW (const WCHAR *text, SIZE_T maximum, SIZE_T *length)
{
  return measure (text, IN_BYTES (maximum), sizeof (WCHAR), length);
}

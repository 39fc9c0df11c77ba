/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The same for text of 16-bit characters. */

#include <win/crt.h>
#include <win/winbase.h>

#include <beck/utf16.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static errno_t
refuse (WCHAR *target, size_t size, errno_t error)
{
  if (target != NULL && size > 0)
    target[0] = 0;
  return error;
}

static size_t
length_within (const WCHAR *text, size_t most)
{
  size_t n = 0;

  while (n < most && text[n] != 0)
    n++;
  return n;
}

static errno_t
put (WCHAR *target, size_t size, size_t used, const WCHAR *source, size_t count)
{
  size_t n;
  errno_t error = 0;

  if (target == NULL || size == 0 || source == NULL || used >= size)
    return refuse (target, size, EINVAL);
  n = length_within (source, count);
  if (n >= size - used)
    {
      if (count != _TRUNCATE)
        return refuse (target, size, ERANGE);
      n = size - used - 1;
      error = STRUNCATE;
    }
  memmove (target + used, source, n * sizeof *target);
  target[used + n] = 0;
  return error;
}

errno_t
wcsncpy_s (WCHAR *target, size_t size, const WCHAR *source, size_t count)
{
  return put (target, size, 0, source, count);
}

errno_t
wcscpy_s (WCHAR *target, size_t size, const WCHAR *source)
{
  return put (target, size, 0, source, (size_t) PTRDIFF_MAX);
}

errno_t
wcscat_s (WCHAR *target, size_t size, const WCHAR *source)
{
  size_t used = target != NULL ? length_within (target, size) : 0;

  return put (target, size, used, source, (size_t) PTRDIFF_MAX);
}

/* ---- Without sizes ---- */

size_t
beck_win_wcslen (const WCHAR *text)
{
  return beck_utf16_length (text);
}

WCHAR *
beck_win_wcscpy (WCHAR *target, const WCHAR *source)
{
  return memmove (target, source, (beck_utf16_length (source) + 1) * sizeof *source);
}

WCHAR *
beck_win_wcscat (WCHAR *target, const WCHAR *source)
{
  beck_win_wcscpy (target + beck_utf16_length (target), source);
  return target;
}

int
beck_win_wcscmp (const WCHAR *a, const WCHAR *b)
{
  while (*a != 0 && *a == *b)
    {
      a++;
      b++;
    }
  return (*a > *b) - (*a < *b);
}

WCHAR *
beck_win_wcschr (const WCHAR *text, int character)
{
  while (*text != 0 && *text != (WCHAR) character)
    text++;
  return *text == (WCHAR) character ? (WCHAR *) text : NULL;
}

static WCHAR
lower (WCHAR character)
{
  return character >= u'A' && character <= u'Z' ? (WCHAR) (character + 32) : character;
}

int
_wcsicmp (const WCHAR *a, const WCHAR *b)
{
  while (*a != 0 && lower (*a) == lower (*b))
    {
      a++;
      b++;
    }
  return (lower (*a) > lower (*b)) - (lower (*a) < lower (*b));
}

WCHAR *
_wcsrev (WCHAR *text)
{
  size_t n = beck_utf16_length (text);

  for (size_t i = 0; i < n / 2; i++)
    {
      WCHAR last = text[n - 1 - i];

      text[n - 1 - i] = text[i];
      text[i] = last;
    }
  return text;
}

WCHAR *
_wcsdup (const WCHAR *text)
{
  size_t size = (beck_utf16_length (text) + 1) * sizeof *text;
  WCHAR *copy = text != NULL ? beck_alloc (size) : NULL;

  return copy != NULL ? memcpy (copy, text, size) : NULL;
}

int
lstrlenW (LPCWSTR text)
{
  return (int) beck_utf16_length (text);
}

static int
compare (LPCWSTR a, LPCWSTR b, int (*function) (const WCHAR *, const WCHAR *))
{
  return a != NULL && b != NULL ? function (a, b) : (a != NULL) - (b != NULL);
}

int
lstrcmpW (LPCWSTR a, LPCWSTR b)
{
  return compare (a, b, beck_win_wcscmp);
}

int
lstrcmpiW (LPCWSTR a, LPCWSTR b)
{
  return compare (a, b, _wcsicmp);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The functions on text that check their arguments, and comparison. */

#include <win/crt.h>
#include <win/winbase.h>

#include <stdio.h>
#include <string.h>

/* Text that does not fit leaves an empty one. */
static errno_t
refuse (char *target, size_t size, errno_t error)
{
  if (target != NULL && size > 0)
    target[0] = '\0';
  return error;
}

/* At most @count characters of @source behind the @used ones of @target. */
static errno_t
put (char *target, size_t size, size_t used, const char *source, size_t count)
{
  size_t n;
  errno_t error = 0;

  if (target == NULL || size == 0 || source == NULL || used >= size)
    return refuse (target, size, EINVAL);
  n = strnlen (source, count);
  if (n >= size - used)
    {
      if (count != _TRUNCATE)
        return refuse (target, size, ERANGE);
      n = size - used - 1;
      error = STRUNCATE;
    }
  memmove (target + used, source, n);
  target[used + n] = '\0';
  return error;
}

errno_t
strncpy_s (char *target, size_t size, const char *source, size_t count)
{
  return put (target, size, 0, source, count);
}

errno_t
strcpy_s (char *target, size_t size, const char *source)
{
  return put (target, size, 0, source, (size_t) PTRDIFF_MAX);
}

errno_t
strncat_s (char *target, size_t size, const char *source, size_t count)
{
  return put (target, size, target != NULL ? strnlen (target, size) : 0, source, count);
}

errno_t
strcat_s (char *target, size_t size, const char *source)
{
  return strncat_s (target, size, source, (size_t) PTRDIFF_MAX);
}

int
_stricmp (const char *a, const char *b)
{
  return g_ascii_strcasecmp (a, b);
}

int
_strnicmp (const char *a, const char *b, size_t count)
{
  return g_ascii_strncasecmp (a, b, count);
}

char *
_strrev (char *text)
{
  size_t n = strlen (text);

  for (size_t i = 0; i < n / 2; i++)
    {
      char last = text[n - 1 - i];

      text[n - 1 - i] = text[i];
      text[i] = last;
    }
  return text;
}

char *
_strdup (const char *text)
{
  return text != NULL ? strdup (text) : NULL;
}

errno_t
fopen_s (FILE **file, const char *name, const char *mode)
{
  if (file == NULL)
    return EINVAL;
  *file = NULL;
  if (name == NULL || mode == NULL)
    return EINVAL;
  *file = fopen (name, mode);
  return *file != NULL ? 0 : errno;
}

int
lstrlenA (LPCSTR text)
{
  return text != NULL ? (int) strlen (text) : 0;
}

/* NULL is less than any text. */
static int
compare (LPCSTR a, LPCSTR b, int (*function) (const char *, const char *))
{
  return a != NULL && b != NULL ? function (a, b) : (a != NULL) - (b != NULL);
}

int
lstrcmpA (LPCSTR a, LPCSTR b)
{
  return compare (a, b, strcmp);
}

int
lstrcmpiA (LPCSTR a, LPCSTR b)
{
  return compare (a, b, _stricmp);
}

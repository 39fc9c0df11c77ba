/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The environment and the program's file. */

#include <win/processenv.h>
#include <win/winbase.h>

#include <beck/memory.h>
#include <beck/utf16.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "win/error.h"

extern char **environ;

LPSTR
GetEnvironmentStringsA (void)
{
  gsize size = 1;
  char *strings;
  char *out;

  for (char **variable = environ; variable != NULL && *variable != NULL; variable++)
    size += strlen (*variable) + 1;
  strings = beck_alloc (size + 1);
  if (strings == NULL)
    {
      beck_win_fail (ERROR_NOT_ENOUGH_MEMORY);
      return NULL;
    }
  out = strings;
  for (char **variable = environ; variable != NULL && *variable != NULL; variable++)
    out = stpcpy (out, *variable) + 1;
  out[0] = '\0';
  out[1] = '\0'; /* an empty environment has two as well */
  return strings;
}

static gsize
size_of (LPCSTR strings)
{
  LPCSTR p = strings;

  while (*p != '\0')
    p += strlen (p) + 1;
  return (gsize) (p - strings) + 1;
}

LPWSTR
GetEnvironmentStringsW (void)
{
  LPSTR strings = GetEnvironmentStringsA ();
  LPWSTR wide = NULL;

  if (strings == NULL)
    return NULL;
  beck_win_check (
    beck_utf16_from_utf8 (strings, (gssize) size_of (strings), &wide, NULL, NULL));
  beck_free (strings);
  return wide;
}

BOOL
FreeEnvironmentStringsA (LPSTR strings)
{
  beck_free (strings);
  return TRUE;
}

BOOL
FreeEnvironmentStringsW (LPWSTR strings)
{
  CoTaskMemFree (strings);
  return TRUE;
}

DWORD
GetEnvironmentVariableA (LPCSTR name, LPSTR value, DWORD size)
{
  const char *found = name != NULL ? g_getenv (name) : NULL;
  gsize length;

  if (found == NULL)
    return (DWORD) beck_win_fail (ERROR_ENVVAR_NOT_FOUND);
  length = strlen (found);
  if (length >= size)
    return (DWORD) length + 1;
  memcpy (value, found, length + 1);
  return (DWORD) length;
}

/* ---- The program's file ---- */

/* Without a NUL: what is longer than a path can be has been cut. 0 and errno. */
static gsize
read_program_path (char path[4096])
{
  ssize_t length = readlink ("/proc/self/exe", path, 4096);

  return length > 0 ? (gsize) length : 0;
}

DWORD
GetModuleFileNameA (HMODULE module, LPSTR name, DWORD size)
{
  char path[4096];
  gsize length = module == NULL ? read_program_path (path) : 0;
  gsize kept = MIN (length, (gsize) size - 1);

  if (length == 0)
    return (DWORD) beck_win_fail (ERROR_MOD_NOT_FOUND);
  if (size == 0)
    return (DWORD) beck_win_fail (ERROR_INSUFFICIENT_BUFFER);
  memcpy (name, path, kept);
  name[kept] = '\0';
  if (kept == length)
    return (DWORD) length;
  beck_win_fail (ERROR_INSUFFICIENT_BUFFER);
  return size;
}

DWORD
GetModuleFileNameW (HMODULE module, LPWSTR name, DWORD size)
{
  char path[4096];
  gsize length = module == NULL ? read_program_path (path) : 0;
  OLECHAR *wide;
  gsize n;
  gsize kept;

  if (length == 0)
    return (DWORD) beck_win_fail (ERROR_MOD_NOT_FOUND);
  if (size == 0)
    return (DWORD) beck_win_fail (ERROR_INSUFFICIENT_BUFFER);
  if (!beck_win_check (beck_utf16_from_utf8 (path, (gssize) length, &wide, &n, NULL)))
    return 0;
  kept = MIN (n, (gsize) size - 1);
  memcpy (name, wide, kept * sizeof *name);
  name[kept] = 0;
  CoTaskMemFree (wide);
  if (kept == n)
    return (DWORD) n;
  beck_win_fail (ERROR_INSUFFICIENT_BUFFER);
  return size;
}

BOOL
GetComputerNameA (LPSTR name, DWORD *size)
{
  char host[256] = "";
  gsize length;

  gethostname (host, sizeof host - 1);
  length = strcspn (host, ".");
  host[length] = '\0';
  if (length >= *size)
    {
      *size = (DWORD) length + 1;
      return beck_win_fail (ERROR_INSUFFICIENT_BUFFER);
    }
  memcpy (name, host, length + 1);
  *size = (DWORD) length;
  return TRUE;
}

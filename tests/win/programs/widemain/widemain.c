/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A program whose entry is wmain: prints its arguments. */

#include <windows.h>
#include <stdio.h>
#include <strsafe.h>
#include <tchar.h>

int __cdecl
_tmain (int argc, TCHAR *argv[])
{
  TCHAR line[64];
  int i;

  for (i = 1; i < argc; i++)
    {
      if (FAILED (StringCchPrintf (line, ARRAYSIZE (line), TEXT ("%d: %s (%d)"), i, argv[i],
                                   (int) _tcslen (argv[i]))))
        return 1;
      _tprintf (TEXT ("%s\n"), line);
    }
  return argc;
}

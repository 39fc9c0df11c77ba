/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The heaps, which are all malloc(3). */

#include <win/heapapi.h>
#include <win/lm.h>
#include <win/winbase.h>

#include "base/alloc.h"
#include "win/error.h"

HANDLE
GetProcessHeap (void)
{
  static char heap;

  return &heap;
}

static LPVOID
lacking (DWORD flags)
{
  if (flags & HEAP_GENERATE_EXCEPTIONS)
    beck_exception_raise (STATUS_NO_MEMORY);
  beck_win_fail (ERROR_NOT_ENOUGH_MEMORY);
  return NULL;
}

/* A block of no bytes is a block. */
LPVOID
HeapAlloc (HANDLE heap, DWORD flags, SIZE_T size)
{
  LPVOID block = (flags & HEAP_ZERO_MEMORY) ? beck_alloc0 (MAX (size, 1)) : beck_alloc (MAX (size, 1));

  return block != NULL ? block : lacking (flags);
}

LPVOID
HeapReAlloc (HANDLE heap, DWORD flags, LPVOID block, SIZE_T size)
{
  LPVOID moved = beck_realloc (block, MAX (size, 1));

  return moved != NULL ? moved : lacking (flags);
}

BOOL
HeapFree (HANDLE heap, DWORD flags, LPVOID block)
{
  beck_free (block);
  return TRUE;
}

HLOCAL
LocalAlloc (UINT flags, SIZE_T size)
{
  return HeapAlloc (NULL, (flags & LMEM_ZEROINIT) ? HEAP_ZERO_MEMORY : 0, size);
}

HLOCAL
LocalFree (HLOCAL block)
{
  beck_free (block);
  return NULL;
}

NET_API_STATUS
NetApiBufferFree (void *buffer)
{
  beck_free (buffer);
  return NERR_Success;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The task allocator is the core's allocator, so that what beck_alloc() returned can be
 * handed across an interface as it is. Its 16-byte alignment is that of malloc(3) on 64-bit
 * machines.
 */

#include <beck/memory.h>

#include "base/alloc.h"

LPVOID
CoTaskMemAlloc (gsize size)
{
  return beck_alloc (MAX (size, 1));
}

LPVOID
CoTaskMemRealloc (LPVOID block, gsize size)
{
  if (block != NULL && size == 0)
    {
      beck_free (block);
      return NULL;
    }
  return beck_realloc (block, MAX (size, 1));
}

void
CoTaskMemFree (LPVOID block)
{
  beck_free (block);
}

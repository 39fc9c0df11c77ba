/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The allocator that leaves a heap's blocks alone. It is asked for each block of the results, so
 * the heap's are sorted first. Where there is no memory for that, nothing is released: a
 * leak is the lesser evil.
 */

#include "ss-release.h"

#include <stdlib.h>

#include "base/alloc.h"

static _Thread_local BeckRpcHeapFilter *current;

static int
compare (const void *a, const void *b)
{
  const char *const *left = a;
  const char *const *right = b;

  return (*left > *right) - (*left < *right);
}

static void
release (void *block)
{
  const BeckRpcHeapFilter *filter = current;

  if (filter->blocks != NULL
      && bsearch (&block, filter->blocks, filter->n, sizeof *filter->blocks, compare) == NULL)
    filter->usual->free (block);
}

static const BeckNdrAllocator filtering = { .free = release };

const BeckNdrAllocator *
beck_rpc_heap_filter_begin (BeckRpcHeapFilter *filter, BeckRpcHeap *heap,
                            const BeckNdrAllocator *usual)
{
  *filter = (BeckRpcHeapFilter){ .usual = usual, .outer = current };
  current = filter;
  filter->n = heap != NULL ? beck_rpc_heap_list (heap, NULL, 0) : 0;
  if (filter->n == 0)
    return usual;
  filter->blocks = beck_alloc (filter->n * sizeof *filter->blocks);
  if (filter->blocks != NULL)
    {
      filter->n = beck_rpc_heap_list (heap, filter->blocks, filter->n);
      qsort (filter->blocks, filter->n, sizeof *filter->blocks, compare);
    }
  return &filtering;
}

void
beck_rpc_heap_filter_end (BeckRpcHeapFilter *filter)
{
  current = filter->outer;
  beck_free (filter->blocks);
}

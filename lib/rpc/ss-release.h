/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Managers may return memory of the call's heap, RpcSsAllocate()'s, in place of the program's. What
 * releases results must then tell one from the other.
 */

#include "ss-memory.h"

typedef struct BeckRpcHeapFilter BeckRpcHeapFilter;

struct BeckRpcHeapFilter
{
  const BeckNdrAllocator *usual;
  gpointer *blocks; /* of the heap, sorted */
  gsize n;
  BeckRpcHeapFilter *outer; /* of the same thread */
};

/* What releases results of a call with @heap, on this thread until beck_rpc_heap_filter_end():
 * blocks of the heap are left to it, others go to @usual, which it is itself if the heap has no
 * blocks. */
G_GNUC_INTERNAL const BeckNdrAllocator *
beck_rpc_heap_filter_begin (BeckRpcHeapFilter *filter, BeckRpcHeap *heap,
                            const BeckNdrAllocator *usual);
G_GNUC_INTERNAL void beck_rpc_heap_filter_end (BeckRpcHeapFilter *filter);

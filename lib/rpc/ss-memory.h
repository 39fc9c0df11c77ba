/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The heaps of <beck/rpc-memory.h>, for those who run calls.
 */

#include <beck/ndr-memory.h>

typedef struct BeckRpcHeap BeckRpcHeap;

/* The heap that a thread uses: its own, or one that was lent to it. None at first. */
typedef struct
{
  BeckRpcHeap *heap;
  gboolean lent;
} BeckRpcHeapUse;

/* A call runs functions of the program on this thread, until beck_rpc_heap_leave(): they use its
 * heap, in @call, which is none in the beginning. Meanwhile @call is what the thread used
 * before. */
G_GNUC_INTERNAL void beck_rpc_heap_enter (BeckRpcHeapUse *call);
G_GNUC_INTERNAL void beck_rpc_heap_leave (BeckRpcHeapUse *call);

/* The call has ended. */
G_GNUC_INTERNAL void beck_rpc_heap_end (BeckRpcHeapUse *call);

/* The blocks of @heap, up to @room of them. Returns: how many there are, or were stored */
G_GNUC_INTERNAL gsize beck_rpc_heap_list (BeckRpcHeap *heap, gpointer *blocks, gsize room);

/* The memory that a client stub on this thread returns results in: @usual, that of the
 * interface, unless the program has set another one. */
G_GNUC_INTERNAL const BeckNdrAllocator *
beck_rpc_client_allocator (const BeckNdrAllocator *usual);

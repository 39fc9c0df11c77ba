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

/* A call begins on this thread: it has no heap yet. What the thread used before is returned, to
 * be used again when the call has left the thread. */
G_GNUC_INTERNAL BeckRpcHeapUse beck_rpc_heap_enter (void);

/* The call has ended, and so has its heap. */
G_GNUC_INTERNAL void beck_rpc_heap_leave (BeckRpcHeapUse outer);

/* The call goes on elsewhere; so does its heap, until beck_rpc_heap_end(). */
G_GNUC_INTERNAL BeckRpcHeapUse beck_rpc_heap_take (BeckRpcHeapUse outer);
G_GNUC_INTERNAL void beck_rpc_heap_end (BeckRpcHeapUse use);

/* The memory that a client stub on this thread returns results in: @usual, that of the
 * interface, unless the program has set another one. */
G_GNUC_INTERNAL const BeckNdrAllocator *
beck_rpc_client_allocator (const BeckNdrAllocator *usual);

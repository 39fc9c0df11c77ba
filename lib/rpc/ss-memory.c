/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Heaps of threads and calls. A heap knows its blocks, so that it can free them, and a block
 * its heap, so that any thread can free it. The heap's record outlives its blocks where threads
 * still have it on loan.
 */

#include "ss-memory.h"

#include <beck/rpc-memory.h>
#include <beck/status.h>
#include <stddef.h>

#include "base/alloc.h"
#include "base/lock.h"

typedef struct Block Block;

struct Block
{
  Block *next, **link;
  BeckRpcHeap *heap;
  max_align_t data[];
};

struct BeckRpcHeap
{
  gint refs;
  guint enabled; /* by its own thread */
  gboolean of_call;
  BeckLock lock;
  gboolean ended;
  Block *blocks;
};

/* What the thread uses now, and how many calls it runs, one in the other. Every call looks. */
static _Thread_local BeckRpcHeapUse current __attribute__ ((tls_model ("initial-exec")));
static _Thread_local guint calls __attribute__ ((tls_model ("initial-exec")));

static void
end_with_thread (gpointer use)
{
  beck_rpc_heap_end (use);
}

/* Tells when a thread ends that has used a heap. */
static GPrivate thread_end = G_PRIVATE_INIT (end_with_thread);

/* ---- Heaps ---- */

static BeckRpcHeap *
heap_new (void)
{
  BeckRpcHeap *heap = beck_alloc0 (sizeof *heap);

  if (heap == NULL)
    return NULL;
  heap->refs = 1;
  heap->of_call = calls > 0;
  beck_lock_init (&heap->lock);
  return heap;
}

static void
heap_unref (BeckRpcHeap *heap)
{
  if (g_atomic_int_dec_and_test (&heap->refs))
    beck_free (heap);
}

static void
heap_end (BeckRpcHeap *heap)
{
  Block *block, *next;

  beck_lock_acquire (&heap->lock);
  heap->ended = TRUE;
  block = heap->blocks;
  heap->blocks = NULL;
  beck_lock_release (&heap->lock);
  for (; block != NULL; block = next)
    {
      next = block->next;
      beck_free (block);
    }
  heap_unref (heap);
}

/* FALSE if the heap has ended. */
static gboolean
heap_add (BeckRpcHeap *heap, Block *block)
{
  gboolean good;

  block->heap = heap;
  block->link = &heap->blocks;
  beck_lock_acquire (&heap->lock);
  good = !heap->ended;
  if (good)
    {
      block->next = heap->blocks;
      if (block->next != NULL)
        block->next->link = &block->next;
      heap->blocks = block;
    }
  beck_lock_release (&heap->lock);
  return good;
}

static void
heap_remove (Block *block)
{
  BeckRpcHeap *heap = block->heap;

  beck_lock_acquire (&heap->lock);
  *block->link = block->next;
  if (block->next != NULL)
    block->next->link = block->link;
  beck_lock_release (&heap->lock);
}

gsize
beck_rpc_heap_list (BeckRpcHeap *heap, gpointer *blocks, gsize room)
{
  gsize n = 0;

  beck_lock_acquire (&heap->lock);
  for (Block *block = heap->blocks; block != NULL && (blocks == NULL || n < room);
       block = block->next, n++)
    if (blocks != NULL)
      blocks[n] = block->data;
  beck_lock_release (&heap->lock);
  return n;
}

/* ---- Which heap a thread uses ---- */

static void
use_heap (BeckRpcHeap *heap, gboolean lent)
{
  current = (BeckRpcHeapUse){ heap, lent };
  g_private_set (&thread_end, &current);
}

/* The thread's heap, made if there is none; NULL without memory. */
static BeckRpcHeap *
current_heap (void)
{
  if (current.heap == NULL)
    {
      BeckRpcHeap *heap = heap_new ();

      if (heap != NULL)
        use_heap (heap, FALSE);
    }
  return current.heap;
}

void
beck_rpc_heap_end (BeckRpcHeapUse *call)
{
  BeckRpcHeapUse use = *call;

  if (use.heap == NULL)
    return;
  *call = (BeckRpcHeapUse){ 0 };
  if (use.lent)
    heap_unref (use.heap);
  else
    heap_end (use.heap);
}

static void
swap_with_current (BeckRpcHeapUse *use)
{
  BeckRpcHeapUse other = *use;

  *use = current;
  current = other;
}

void
beck_rpc_heap_enter (BeckRpcHeapUse *call)
{
  swap_with_current (call);
  calls++;
}

void
beck_rpc_heap_leave (BeckRpcHeapUse *call)
{
  swap_with_current (call);
  calls--;
}

/* ---- The functions ---- */

static void
raise_unless_good (RPC_STATUS status)
{
  if (status != RPC_S_OK)
    beck_exception_raise ((guint32) status);
}

static void *
allocate (size_t size)
{
  BeckRpcHeap *heap = current_heap ();
  Block *block;

  if (heap == NULL || size > G_MAXSIZE - sizeof *block)
    return NULL;
  block = beck_alloc (sizeof *block + size);
  if (block == NULL)
    return NULL;
  if (heap_add (heap, block))
    return block->data;
  beck_free (block);
  return NULL;
}

void *
RpcSmAllocate (size_t size, RPC_STATUS *status)
{
  void *data = allocate (size);

  if (status != NULL)
    *status = data != NULL ? RPC_S_OK : RPC_S_OUT_OF_MEMORY;
  return data;
}

void *
RpcSsAllocate (size_t size)
{
  RPC_STATUS status;
  void *data = RpcSmAllocate (size, &status);

  raise_unless_good (status);
  return data;
}

void
RpcSsFree (void *data)
{
  Block *block;

  if (data == NULL)
    return;
  block = (Block *) ((char *) data - offsetof (Block, data));
  heap_remove (block);
  beck_free (block);
}

RPC_STATUS
RpcSmFree (void *data)
{
  RpcSsFree (data);
  return RPC_S_OK;
}

RPC_STATUS
RpcSmEnableAllocate (void)
{
  BeckRpcHeap *heap = current_heap ();

  if (heap == NULL)
    return RPC_S_OUT_OF_MEMORY;
  if (!current.lent)
    heap->enabled++;
  return RPC_S_OK;
}

void
RpcSsEnableAllocate (void)
{
  raise_unless_good (RpcSmEnableAllocate ());
}

void
RpcSsDisableAllocate (void)
{
  BeckRpcHeap *heap = current.heap;

  if (heap == NULL || current.lent)
    return;
  if (heap->enabled > 0)
    heap->enabled--;
  if (heap->enabled == 0 && !heap->of_call)
    beck_rpc_heap_end (&current);
}

RPC_STATUS
RpcSmDisableAllocate (void)
{
  RpcSsDisableAllocate ();
  return RPC_S_OK;
}

RPC_SS_THREAD_HANDLE
RpcSmGetThreadHandle (RPC_STATUS *status)
{
  BeckRpcHeap *heap = current_heap ();

  if (status != NULL)
    *status = heap != NULL ? RPC_S_OK : RPC_S_OUT_OF_MEMORY;
  return heap;
}

RPC_SS_THREAD_HANDLE
RpcSsGetThreadHandle (void)
{
  RPC_STATUS status;
  RPC_SS_THREAD_HANDLE handle = RpcSmGetThreadHandle (&status);

  raise_unless_good (status);
  return handle;
}

void
RpcSsSetThreadHandle (RPC_SS_THREAD_HANDLE handle)
{
  BeckRpcHeap *heap = handle;

  if (heap == current.heap)
    return;
  if (heap != NULL)
    g_atomic_int_inc (&heap->refs);
  beck_rpc_heap_end (&current);
  if (heap != NULL)
    use_heap (heap, TRUE);
}

RPC_STATUS
RpcSmSetThreadHandle (RPC_SS_THREAD_HANDLE handle)
{
  RpcSsSetThreadHandle (handle);
  return RPC_S_OK;
}

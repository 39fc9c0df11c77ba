/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Memory that goes all at once (rpc.md 2.3): each thread may have a heap, whose blocks can be freed
 * one by one but need not be.
 *
 * At a server each call has a heap of its own, which exists from the first RpcSsAllocate() of the
 * manager and goes when the call has ended and its answer has been made. Elsewhere the heap of
 * a thread goes when RpcSsDisableAllocate() was called as often as RpcSsEnableAllocate(), and
 * at the latest when the thread ends.
 *
 * Each function exists twice: RpcSs... raises its failures, RpcSm... returns them.
 *
 * Threading: any thread. Threads that work on one call share its heap by RpcSsGetThreadHandle() and
 * RpcSsSetThreadHandle().
 */

#include <beck/rpc-binding.h>

G_BEGIN_DECLS

typedef void *RPC_SS_THREAD_HANDLE;
typedef void *RPC_CLIENT_ALLOC (size_t size);
typedef void RPC_CLIENT_FREE (void *block);

/**
 * RpcSsAllocate:
 * @size: bytes
 *
 * Raises: RPC_S_OUT_OF_MEMORY, also if the heap that this thread was lent has gone
 * Returns: (transfer none): a block of the thread's heap, aligned for every type
 */
void *RpcSsAllocate (size_t size);

/**
 * RpcSmAllocate:
 * @status: (out) (optional): 0 or RPC_S_OUT_OF_MEMORY
 *
 * Returns: (transfer none) (nullable): as RpcSsAllocate(); %NULL after a failure
 */
void *RpcSmAllocate (size_t size, RPC_STATUS *status);

/**
 * RpcSsFree:
 * @block: (nullable): a block of any heap that has not gone
 */
void RpcSsFree (void *block);

/**
 * RpcSmFree:
 * @block: (nullable): a block of any heap that has not gone
 *
 * Returns: 0
 */
RPC_STATUS RpcSmFree (void *block);

/**
 * RpcSsEnableAllocate:
 *
 * Keeps the thread's heap until RpcSsDisableAllocate(); makes one if there is none.
 *
 * Raises: RPC_S_OUT_OF_MEMORY
 */
void RpcSsEnableAllocate (void);
RPC_STATUS RpcSmEnableAllocate (void);

/**
 * RpcSsDisableAllocate:
 *
 * The reverse of RpcSsEnableAllocate(). The last one frees all blocks; that of a call at a server
 * keeps them until the call ends.
 */
void RpcSsDisableAllocate (void);
RPC_STATUS RpcSmDisableAllocate (void);

/**
 * RpcSsGetThreadHandle:
 *
 * Raises: RPC_S_OUT_OF_MEMORY
 * Returns: (transfer none): the thread's heap, for RpcSsSetThreadHandle() of other threads as
 *   long as it exists
 */
RPC_SS_THREAD_HANDLE RpcSsGetThreadHandle (void);
RPC_SS_THREAD_HANDLE RpcSmGetThreadHandle (RPC_STATUS *status);

/**
 * RpcSsSetThreadHandle:
 * @handle: (nullable): of another thread; %NULL to have no such heap any more
 *
 * Lends the heap to the calling thread, which frees its own if it has one. A heap that goes while
 * it is lent takes its blocks with it; nothing more can be allocated in it then.
 */
void RpcSsSetThreadHandle (RPC_SS_THREAD_HANDLE handle);
RPC_STATUS RpcSmSetThreadHandle (RPC_SS_THREAD_HANDLE handle);

/**
 * RpcSsSetClientAllocFree:
 * @alloc: (nullable): gives client stubs on this thread the memory of what they return, in place of
 *   midl_user_allocate; %NULL for that again
 * @release: (nullable): releases it
 */
void RpcSsSetClientAllocFree (RPC_CLIENT_ALLOC *alloc, RPC_CLIENT_FREE *release);

/**
 * RpcSmSetClientAllocFree:
 *
 * RpcSsSetClientAllocFree().
 *
 * Returns: 0; RPC_S_INVALID_ARG for one function without the other
 */
RPC_STATUS RpcSmSetClientAllocFree (RPC_CLIENT_ALLOC *alloc, RPC_CLIENT_FREE *release);

/**
 * RpcSsSwapClientAllocFree:
 * @old_alloc: (out): what was set before; %NULL if that was nothing
 * @old_free: (out): likewise
 *
 * RpcSsSetClientAllocFree(), for going back later.
 */
void RpcSsSwapClientAllocFree (RPC_CLIENT_ALLOC *alloc, RPC_CLIENT_FREE *release,
                               RPC_CLIENT_ALLOC **old_alloc, RPC_CLIENT_FREE **old_free);
RPC_STATUS RpcSmSwapClientAllocFree (RPC_CLIENT_ALLOC *alloc, RPC_CLIENT_FREE *release,
                                     RPC_CLIENT_ALLOC **old_alloc, RPC_CLIENT_FREE **old_free);

G_END_DECLS

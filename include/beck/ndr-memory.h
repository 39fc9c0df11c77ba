/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Where a reader of NDR puts what pointers refer to, and how much of it there may be.
 *
 * There are two kinds of memory. What a server reads lives in the call's arena and goes
 * with it. What a client receives, and what a server's method may free or replace ([in,
 * out] below the first pointer), comes piece by piece from the allocator of the
 * interface: midl_user_allocate for RPC, CoTaskMemAlloc for COM.
 */

#include <beck/types.h>

G_BEGIN_DECLS

/**
 * BeckNdrAllocator:
 * @alloc: returns a block aligned to 8 bytes, or %NULL
 * @free: releases it
 *
 * The memory of the program on this side of a call.
 */
typedef struct
{
  void *(*alloc) (size_t size);
  void (*free) (void *block);
} BeckNdrAllocator;

/**
 * beck_ndr_task_allocator:
 *
 * CoTaskMemAlloc() and CoTaskMemFree(): the allocator of COM interfaces.
 */
extern const BeckNdrAllocator beck_ndr_task_allocator;

/**
 * BeckNdrLimits:
 * @bytes: of memory a reader may allocate in total; also the size a writer may grow to
 * @elements: of arrays with a size of the sender's choice, in total
 * @depth: of structures within structures through pointers. Lists whose pointer to the next
 *   element comes last are read in a loop and not limited by it.
 *
 * What one reader or writer may use. Every count of elements is also held against the
 * bytes that are left to read, before anything is allocated; these limits bound what
 * that check cannot: small elements that are large in memory, room for results, and the
 * stack.
 */
typedef struct
{
  gsize bytes;
  gsize elements;
  guint depth;
} BeckNdrLimits;

#define BECK_NDR_DEFAULT_BYTES ((gsize) 64 << 20)
#define BECK_NDR_DEFAULT_ELEMENTS ((gsize) 16 << 20)
#define BECK_NDR_DEFAULT_DEPTH 1000

/**
 * beck_ndr_default_limits:
 *
 * 64 MiB, 16 Mi elements, a depth of 1,000.
 */
extern const BeckNdrLimits beck_ndr_default_limits;

/**
 * beck_ndr_use_limits:
 * @limits: (nullable) (transfer none): what readers and writers of the calling thread may use
 *   from now on, where nothing else is said; it stays valid until others are. %NULL for the default
 *
 * Around a call of a stub, proxy or method it sets the limits of that call:
 *
 * |[
 *   const BeckNdrLimits *before = beck_ndr_use_limits (&small);
 *
 *   hr = IDirectory_List (directory, &names);
 *   beck_ndr_use_limits (before);
 * ]|
 *
 * Returns: (nullable): those before
 */
const BeckNdrLimits *beck_ndr_use_limits (const BeckNdrLimits *limits);

typedef struct BeckNdrBlock BeckNdrBlock;
typedef struct BeckNdrCleanup BeckNdrCleanup;

/**
 * BeckNdrArena:
 *
 * The memory of one call, released as a whole. All members are private. Not
 * thread-safe: a call is worked on by one thread at a time.
 */
typedef struct
{
  guint8 *next;
  guint8 *end;
  BeckNdrBlock *blocks;
  BeckNdrCleanup *cleanups;
} BeckNdrArena;

#define BECK_NDR_ARENA_INIT                                                                        \
  {                                                                                                \
    NULL, NULL, NULL, NULL                                                                         \
  }

/**
 * beck_ndr_arena_alloc:
 * @size: bytes, 0 included
 *
 * Returns: (nullable) (transfer none): undefined bytes aligned to 16, or %NULL if there is
 *   no memory
 */
gpointer beck_ndr_arena_alloc (BeckNdrArena *arena, gsize size);

/**
 * beck_ndr_arena_owns:
 * @pointer: (nullable): any address
 *
 * Returns: whether @pointer lies in memory of @arena
 */
gboolean beck_ndr_arena_owns (const BeckNdrArena *arena, gconstpointer pointer);

/**
 * beck_ndr_arena_on_clear:
 * @release: (nullable): called with @object when the arena is cleared, the latest first
 *
 * Returns: %FALSE if there is no memory to note it; @release was called then
 */
gboolean beck_ndr_arena_on_clear (BeckNdrArena *arena, GDestroyNotify release, gpointer object);

/**
 * beck_ndr_arena_clear:
 * @arena: an arena, empty afterwards and ready for the next use
 */
void beck_ndr_arena_clear (BeckNdrArena *arena);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BeckNdrArena, beck_ndr_arena_clear)

G_END_DECLS

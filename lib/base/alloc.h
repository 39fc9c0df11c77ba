/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The allocator of Beck's core. g_malloc() ends the process when there is no memory; a
 * library that serves others must not, so everything the core allocates comes from here and
 * every caller copes with %NULL.
 *
 * It is malloc(3) with one addition: tests can let the allocation of a chosen index fail
 * and so walk through every failure of a scenario. When no test asked for it that
 * costs one predictable branch.
 */

#include <glib.h>
#include <stdatomic.h>
#include <stdlib.h>

/**
 * BECK_ALLOC_FAIL_NEVER:
 *
 * For beck_alloc_fail_at(): count, but let nothing fail.
 */
#define BECK_ALLOC_FAIL_NEVER G_MAXINT64

/**
 * beck_alloc_fail_at:
 * @index: the allocation to fail, 0 being the next one of the whole process;
 *   %BECK_ALLOC_FAIL_NEVER to count only; -1 to end counting
 *
 * Only that one allocation fails: what it makes a scenario do on its way out is
 * what a test wants to see. Starts the count anew. For tests; not while other threads
 * allocate, if the index shall mean anything.
 */
G_GNUC_INTERNAL void beck_alloc_fail_at (gint64 index);

/**
 * beck_alloc_count:
 *
 * Returns: the allocations tried since the last beck_alloc_fail_at(), or 0 if not counting
 */
G_GNUC_INTERNAL gint64 beck_alloc_count (void);

/* Private to the functions below. */
G_GNUC_INTERNAL extern atomic_bool beck_alloc_counting;
G_GNUC_INTERNAL gboolean beck_alloc_count_one (void);

/* Whether the test that may be watching wants this allocation to fail. */
static inline gboolean
beck_alloc_refused (void)
{
  return G_UNLIKELY (atomic_load_explicit (&beck_alloc_counting, memory_order_relaxed))
         && beck_alloc_count_one ();
}

/**
 * beck_free:
 * @block: (nullable): what one of the functions below returned, or %NULL
 */
static inline void
beck_free (gpointer block)
{
  free (block);
}

/**
 * beck_alloc:
 * @size: bytes, at least 1
 *
 * Returns: (nullable) (transfer full): undefined bytes, aligned for every type
 */
G_GNUC_MALLOC G_GNUC_WARN_UNUSED_RESULT static inline gpointer
beck_alloc (gsize size)
{
  return beck_alloc_refused () ? NULL : malloc (size);
}

/**
 * beck_alloc0:
 * @size: bytes, at least 1
 *
 * Returns: (nullable) (transfer full): zero bytes, aligned for every type
 */
G_GNUC_MALLOC G_GNUC_WARN_UNUSED_RESULT static inline gpointer
beck_alloc0 (gsize size)
{
  return beck_alloc_refused () ? NULL : calloc (1, size);
}

/**
 * beck_realloc:
 * @block: (nullable): a block, or %NULL for a new one
 * @size: bytes it shall have, at least 1
 *
 * Returns: (nullable) (transfer full): the block, which may have moved; on %NULL the old
 * block is unchanged
 */
G_GNUC_WARN_UNUSED_RESULT static inline gpointer
beck_realloc (gpointer block, gsize size)
{
  return beck_alloc_refused () ? NULL : realloc (block, size);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Large blocks that are used once more. Who sends or receives messages of many kilobytes needs a
 * block for each, and for a short time; the heap would give the memory back to the system each time
 * and have every page of it faulted in again.
 *
 * A block is one of the heap's: beck_alloc() may have made what is given here, and free() may end
 * what is taken here. Callable from any thread, with any lock held.
 */

#include <glib.h>

/* Smaller ones are better with the heap. */
#define BECK_SPARE_LEAST ((gsize) 16 << 10)

/**
 * beck_spare_take:
 * @size: bytes, at least %BECK_SPARE_LEAST
 * @capacity: (out): how many there are
 *
 * Returns: (nullable) (transfer full): undefined bytes, aligned for every type
 */
G_GNUC_INTERNAL gpointer beck_spare_take (gsize size, gsize *capacity);

/**
 * beck_spare_give:
 * @block: (nullable) (transfer full): a block of the heap
 * @capacity: its bytes, of which few make it be freed at once
 */
G_GNUC_INTERNAL void beck_spare_give (gpointer block, gsize capacity);

/**
 * beck_spare_resize:
 * @block: (nullable): a block of the heap
 * @used: its first bytes, which are kept
 * @capacity: (inout): its bytes, and how many there are then
 * @size: the bytes it shall have at least, more than it has
 *
 * Returns: (nullable): the block, which may have moved; on %NULL the old one is unchanged
 */
G_GNUC_INTERNAL gpointer beck_spare_resize (gpointer block, gsize used, gsize *capacity,
                                            gsize size);

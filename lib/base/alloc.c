/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Counting and failing of allocations for tests; see alloc.h. */

#include "base/alloc.h"

atomic_bool beck_alloc_counting;

static _Atomic gint64 n_tried;
static _Atomic gint64 failing_index;

void
beck_alloc_fail_at (gint64 index)
{
  atomic_store (&n_tried, 0);
  atomic_store (&failing_index, index);
  atomic_store (&beck_alloc_counting, index >= 0);
}

gint64
beck_alloc_count (void)
{
  return atomic_load (&n_tried);
}

/* Returns: whether the allocation that asks has to fail */
gboolean
beck_alloc_count_one (void)
{
  return atomic_fetch_add (&n_tried, 1) == atomic_load (&failing_index);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "faults.h"

#include "sample.h"

#include "base/alloc.h"

/* Returns: the allocations that @scenario tried with its allocation @index failing */
static gint64
run_with_failure (HRESULT (*scenario) (void), gint64 index, HRESULT *hr)
{
  gint64 n_tried;

  beck_alloc_fail_at (index);
  *hr = scenario ();
  n_tried = beck_alloc_count ();
  beck_alloc_fail_at (-1);
  ck_assert_int_eq (atomic_load (&n_live_samples), 0);
  return n_tried;
}

void
fail_each_allocation (HRESULT (*scenario) (void))
{
  gint64 index = 0;
  HRESULT hr;

  /* What the library derives from a class record at its first use is memory well spent, but it
   * does without. */
  assert_hr (scenario (), S_OK);
  while (run_with_failure (scenario, index, &hr) > index)
    {
      ck_assert_msg (hr == E_OUTOFMEMORY, "0x%08X with allocation %d failing", (guint) hr,
                     (int) index);
      index++;
    }
  assert_hr (hr, S_OK);
  ck_assert_int_gt (index, 0);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/work.h>

/*
 * One-shot timers for deadlines: O(log n) to arm and to cancel, one sleeping thread for
 * all of them. GLib's timeout sources would make each turn of their context look at every
 * one of 100,000 deadlines.
 */

typedef struct
{
  BeckWork work; /* pushed to the pool when the time has come */
  gint64 when;   /* monotonic microseconds */
  gsize index;   /* in the heap, from 1; 0 when not armed */
} BeckTimer;

/* Arms @timer, which is not armed. E_OUTOFMEMORY if that cannot be. */
HRESULT beck_timer_arm (BeckTimer *timer, gint64 when);

/* TRUE if @timer was armed, and is not now; FALSE if its work was pushed already. */
gboolean beck_timer_cancel (BeckTimer *timer);

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The part of a lock that runs when two threads want it at once. */

#include "base/lock.h"

#include "base/futex.h"

/*
 * Whoever had to wait marks the lock contended when it gets it, because others may sleep
 * behind it; at worst that costs one wake-up of nobody.
 */
void
beck_lock_acquire_slowly (BeckLock *lock)
{
  while (atomic_exchange_explicit (&lock->state, BECK_LOCK_CONTENDED, memory_order_acquire)
         != BECK_LOCK_FREE)
    beck_futex_wait (&lock->state, BECK_LOCK_CONTENDED, BECK_FOR_EVER);
}

void
beck_lock_wake_one (BeckLock *lock)
{
  beck_futex_wake (&lock->state, 1);
}

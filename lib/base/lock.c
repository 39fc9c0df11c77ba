/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The part of a lock that runs when two threads want it at once. */

#include "base/lock.h"

#include "base/futex.h"

/*
 * The lock is held for tens of nanoseconds, a sleep costs microseconds on both sides: looking
 * again for about as long as a sleep would take halves the cost of a contended pair. A
 * holder that was itself taken off its processor is not worth more.
 */
#define N_LOOKS 100

static gboolean
try_for_a_while (BeckLock *lock)
{
  for (int i = 0; i < N_LOOKS; i++)
    {
      unsigned int state = atomic_load_explicit (&lock->state, memory_order_relaxed);

      if (state == BECK_LOCK_FREE
          && atomic_compare_exchange_strong_explicit (&lock->state, &state, BECK_LOCK_HELD,
                                                      memory_order_acquire, memory_order_relaxed))
        return TRUE;
      beck_cpu_relax ();
    }
  return FALSE;
}

/*
 * Whoever had to sleep marks the lock contended when it gets it, because others may sleep
 * behind it; at worst that costs one wake-up of nobody.
 */
void
beck_lock_acquire_slowly (BeckLock *lock)
{
  if (try_for_a_while (lock))
    return;
  while (atomic_exchange_explicit (&lock->state, BECK_LOCK_CONTENDED, memory_order_acquire)
         != BECK_LOCK_FREE)
    beck_futex_wait (&lock->state, BECK_LOCK_CONTENDED, BECK_FOR_EVER);
}

void
beck_lock_wake_one (BeckLock *lock)
{
  beck_futex_wake (&lock->state, 1);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A mutex of four bytes. GLib's GMutex is eight and calls into another library; this one sits in
 * every call object, of which there may be 100,000, costs one atomic operation each way when
 * nobody contends, and is made of plain C11 atomics, so that thread sanitizers understand it
 * without annotations.
 *
 * It is not recursive and not fair, and protects a few instructions at a time: no foreign
 * method, no allocation of unknown size and no system call happens with it held.
 *
 * The word goes through the three states of Ulrich Drepper's "Futexes Are Tricky": the
 * releasing thread makes a system call only if somebody may sleep.
 */

#include <stdatomic.h>

#include <glib.h>

enum
{
  BECK_LOCK_FREE,
  BECK_LOCK_HELD,
  BECK_LOCK_CONTENDED, /* held, and others may sleep for it */
};

/**
 * BeckLock:
 *
 * Zero bytes are a free lock; there is nothing to destroy.
 */
typedef struct
{
  atomic_uint state;
} BeckLock;

/* Private to the functions below. */
G_GNUC_INTERNAL void beck_lock_acquire_slowly (BeckLock *lock);
G_GNUC_INTERNAL void beck_lock_wake_one (BeckLock *lock);

static inline void
beck_lock_init (BeckLock *lock)
{
  atomic_init (&lock->state, BECK_LOCK_FREE);
}

static inline void
beck_lock_acquire (BeckLock *lock)
{
  unsigned int expected = BECK_LOCK_FREE;

  if (G_UNLIKELY (!atomic_compare_exchange_strong_explicit (
        &lock->state, &expected, BECK_LOCK_HELD, memory_order_acquire, memory_order_relaxed)))
    beck_lock_acquire_slowly (lock);
}

/* The lock is not touched once it is free: the next holder may free its memory. */
static inline void
beck_lock_release (BeckLock *lock)
{
  if (G_UNLIKELY (atomic_exchange_explicit (&lock->state, BECK_LOCK_FREE, memory_order_release)
                  == BECK_LOCK_CONTENDED))
    beck_lock_wake_one (lock);
}

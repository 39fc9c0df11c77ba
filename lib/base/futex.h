/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * futex(2) on words of this process: the one place where Beck sleeps. The word carries all the
 * meaning, these calls only move threads to sleep and back, so correctness rests on
 * atomics alone and thread sanitizers see all of it.
 */

#include <errno.h>
#include <glib.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/**
 * BECK_FOR_EVER:
 *
 * The deadline that never comes.
 */
#define BECK_FOR_EVER G_GINT64_CONSTANT (-1)

/**
 * beck_futex_wait:
 * @word: the word to wait on
 * @expected: the value that means there is something to wait for
 * @deadline: absolute microseconds of g_get_monotonic_time(), or %BECK_FOR_EVER
 *
 * Sleeps while @word holds @expected, until beck_futex_wake() or the deadline. Waking up
 * without a cause is allowed and counts as woken: callers look at @word again in any case.
 * Signals do not end the wait.
 *
 * Returns: 0 if woken, EAGAIN if @word did not hold @expected, ETIMEDOUT
 */
static inline int
beck_futex_wait (atomic_uint *word, guint32 expected, gint64 deadline)
{
  struct timespec at = { deadline / G_USEC_PER_SEC, deadline % G_USEC_PER_SEC * 1000 };
  long result;

  /* FUTEX_WAIT_BITSET is FUTEX_WAIT with an absolute time of CLOCK_MONOTONIC: after a signal
   * the same arguments still say the same. */
  do
    result = syscall (SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, expected,
                      deadline >= 0 ? &at : NULL, NULL, FUTEX_BITSET_MATCH_ANY);
  while (result < 0 && errno == EINTR);

  return result < 0 ? errno : 0;
}

/**
 * beck_futex_wake:
 * @word: the word others may wait on
 * @n: how many to wake at most; INT_MAX for all
 *
 * @word may belong to memory that is being freed by the thread this call wakes: the kernel
 * takes the address as a name and does not look at what is there.
 */
static inline void
beck_futex_wake (atomic_uint *word, int n)
{
  syscall (SYS_futex, word, FUTEX_WAKE_PRIVATE, n, NULL, NULL, 0);
}

/**
 * beck_cpu_relax:
 *
 * Tells the processor that this is a loop that waits, so that it leaves its resources to
 * the other thread of the core and the bus to the one that will end the wait.
 */
static inline void
beck_cpu_relax (void)
{
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause ();
#elif defined(__aarch64__)
  __asm__ volatile ("yield");
#endif
}

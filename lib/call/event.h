/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/types.h>
#include <stdatomic.h>

#include "base/lock.h"
#include "call/thread.h"

/*
 * BeckEvent: the one notification mechanism (design decision 3). A 64-bit word says
 * whether the event is signaled; whoever wants to be told links an observer. Threads,
 * containers, main loop sources and descriptors all learn of a signal as observers.
 *
 * The word's low byte belongs to the event. A call keeps its state, generation and result
 * in the other bits, so that completing a call and signaling its event are one
 * compare-and-swap and no signal can hit a later call on the same object.
 *
 * Observers are linked and told under the event's lock. ATTENTION in the word says that
 * there is somebody to tell; while it is clear, signal and reset are a bare
 * compare-and-swap. It only changes with the lock held.
 */

enum
{
  BECK_EVENT_SIGNALED = 1 << 0,
  BECK_EVENT_ATTENTION = 1 << 1, /* observers or a handle: changes go through the lock */
  BECK_EVENT_AUTO_RESET = 1 << 2, /* a successful take clears the signal */
  BECK_EVENT_WAS_SIGNALED = 1 << 3, /* a Reset followed a signal, since the last call began */
};

#define BECK_EVENT_PAYLOAD_SHIFT 8

typedef struct BeckObserver BeckObserver;

struct BeckObserver
{
  BeckObserver *next;
  BeckObserver *prev;

  /* Told once per beck_event_observe(), already unlinked, with the event's lock held: it
   * must not block, call foreign code or touch the event. */
  void (*notify) (BeckObserver *observer, BeckWakes *wakes);
};

typedef struct
{
  _Atomic guint64 word;
  BeckLock lock;
  int fd; /* mirrors the signal for poll(2) once somebody asked; 0 before */
  BeckObserver *observers;
} BeckEvent;

/* Zero bytes are an unsignaled manual-reset event too. @flags: BECK_EVENT_AUTO_RESET or 0. */
void beck_event_init (BeckEvent *event, guint flags);
void beck_event_clear (BeckEvent *event);

static inline guint64
beck_event_load (BeckEvent *event)
{
  return atomic_load_explicit (&event->word, memory_order_acquire);
}

static inline gboolean
beck_event_is_signaled (BeckEvent *event)
{
  return (beck_event_load (event) & BECK_EVENT_SIGNALED) != 0;
}

/* The slow half of beck_event_update(): with the lock, observers and handle. */
gboolean beck_event_update_locked (BeckEvent *event, guint64 *expected, guint64 desired,
                                   BeckWakes *wakes);

/* Changes the word from *@expected to @desired, telling observers when the signal comes and
 * the handle when it comes or goes. FALSE if the word was another; *@expected is it then.
 * Who is to be woken is added to @wakes. */
static inline gboolean
beck_event_update_collect (BeckEvent *event, guint64 *expected, guint64 desired,
                           BeckWakes *wakes)
{
  if (G_UNLIKELY (*expected & BECK_EVENT_ATTENTION))
    return beck_event_update_locked (event, expected, desired, wakes);
  return atomic_compare_exchange_strong_explicit (&event->word, expected, desired,
                                                  memory_order_acq_rel, memory_order_acquire);
}

void beck_wakes_flush_slowly (BeckWakes *wakes);

/* Wakes who was collected; with no lock held. */
static inline void
beck_wakes_flush (BeckWakes *wakes)
{
  if (G_UNLIKELY (wakes->n > 0))
    beck_wakes_flush_slowly (wakes);
}

/* The same, waking them at once. */
static inline gboolean
beck_event_update (BeckEvent *event, guint64 *expected, guint64 desired)
{
  BeckWakes wakes;
  gboolean changed;

  wakes.n = 0;
  changed = beck_event_update_collect (event, expected, desired, &wakes);
  beck_wakes_flush (&wakes);
  return changed;
}

void beck_event_signal (BeckEvent *event);

/* The same with a lock held: who is to be woken is added to @wakes. */
void beck_event_signal_collect (BeckEvent *event, BeckWakes *wakes);

void beck_event_reset (BeckEvent *event);

/* Does what a successful wait does, if the event is signaled: for auto-reset events the
 * signal is gone afterwards. */
gboolean beck_event_take (BeckEvent *event);

/* Links @observer to be told of the next signal. FALSE, and nothing linked, if the event is
 * signaled already. */
gboolean beck_event_observe (BeckEvent *event, BeckObserver *observer);

/* Links @observer even if the event is signaled: it is told when the word next changes to, or
 * within, the signaled state. */
void beck_event_observe_change (BeckEvent *event, BeckObserver *observer);

/* Unlinks @observer. FALSE if it was told, or is not linked. On return it is not, and
 * will not be, being told. */
gboolean beck_event_unobserve (BeckEvent *event, BeckObserver *observer);

/* The descriptor that is readable while the event is signaled; made on first use and
 * owned by the event. -1 with errno set when none can be made. */
int beck_event_get_fd (BeckEvent *event);

/* Waits until the event is signaled and takes it. @flags: COWAIT_*. @timeout_ms:
 * milliseconds, 0 polls, INFINITE. In an STA the apartment's calls run meanwhile.
 * S_OK or the time-out status of design decision 4. */
HRESULT beck_event_wait (BeckEvent *event, DWORD flags, DWORD timeout_ms);

/* The same until @deadline: monotonic microseconds, 0 polls, -1 for ever. */
HRESULT beck_event_wait_until (BeckEvent *event, DWORD flags, gint64 deadline);

/* Notes that @parker's thread is to be woken. Under the lock that keeps the thread's
 * record; the wake-up itself is done by beck_wakes_flush() outside. */
void beck_wakes_add (BeckWakes *wakes, BeckParker *parker);

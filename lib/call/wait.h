/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "call/event.h"

/* Every flag of spec/com.md 1.6 that a wait takes. */
#define BECK_COWAIT_ALL                                                                            \
  ((DWORD) (COWAIT_WAITALL | COWAIT_ALERTABLE | COWAIT_INPUTAVAILABLE | COWAIT_DISPATCH_CALLS      \
            | COWAIT_DISPATCH_WINDOW_MESSAGES))

/* The monotonic time in microseconds at which a wait of @timeout_ms ends; -1 for INFINITE, 0
 * for a poll. */
gint64 beck_wait_deadline (DWORD timeout_ms);

/* What is left until then, for a wait that takes milliseconds. */
DWORD beck_wait_milliseconds (gint64 deadline);

/* Whether the time is up. Asked before each call that a wait lets in, as they may never cease. */
gboolean beck_wait_is_over (gint64 deadline);

/* One thread's wait for one event. It stays until beck_event_unobserve() has returned, which
 * takes the event's lock and so lets a signal that is under way end first. */
typedef struct
{
  BeckObserver observer;
  BeckThread *thread;
  atomic_bool told;
} BeckWaiter;

/* FALSE when memory for the thread's record is lacking. */
gboolean beck_waiter_init (BeckWaiter *waiter);

/* Sleeps until the observer is told or @deadline, serving the apartment meanwhile and, if
 * @flags say so, APCs. FALSE when the time was up first. */
gboolean beck_waiter_sleep (BeckWaiter *waiter, DWORD flags, gint64 deadline);

/* For beck_wait_for_handles(): an apartment's calls stay where they are. */
#define BECK_WAIT_PLAIN ((DWORD) 1 << 31)

/* CoWaitForMultipleHandles() for at least one handle and with known flags. @index is written on
 * success only. */
HRESULT beck_wait_for_handles (DWORD flags, DWORD timeout_ms, guint n, HANDLE *handles,
                               DWORD *index);

/* Sleeps until an APC has run. FALSE when the time was up first. */
gboolean beck_wait_for_apc (DWORD timeout_ms);

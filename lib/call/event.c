/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "call/event.h"

#include <sys/eventfd.h>

#include "base/futex.h"
#include "call/handle-table.h"

void
beck_event_init (BeckEvent *event, guint flags)
{
  atomic_init (&event->word, flags);
  beck_lock_init (&event->lock);
  event->fd = 0;
  event->observers = NULL;
}

void
beck_event_clear (BeckEvent *event)
{
  if (event->fd > 0)
    beck_handle_table_close (event->fd);
}

void
beck_wakes_add (BeckWakes *wakes, BeckParker *parker)
{
  guint old = atomic_exchange_explicit (&parker->state, PARKER_AWAKE, memory_order_seq_cst);

  if (old == PARKER_POLLING)
    eventfd_write (parker->wake_fd, 1);
  if (old != PARKER_SLEEPING)
    return;
  if (wakes->n == G_N_ELEMENTS (wakes->words))
    beck_wakes_flush (wakes);
  wakes->words[wakes->n++] = &parker->state;
}

void
beck_wakes_flush_slowly (BeckWakes *wakes)
{
  for (guint i = 0; i < wakes->n; i++)
    beck_futex_wake (wakes->words[i], 1);
  wakes->n = 0;
}

static void
unlink_observer (BeckEvent *event, BeckObserver *observer)
{
  if (observer->prev != NULL)
    observer->prev->next = observer->next;
  else
    event->observers = observer->next;
  if (observer->next != NULL)
    observer->next->prev = observer->prev;
  observer->next = observer->prev = NULL;
}

/* ATTENTION follows from what hangs on the event. The caller holds the lock. */
static void
settle_attention (BeckEvent *event)
{
  if (event->observers == NULL && event->fd == 0)
    atomic_fetch_and_explicit (&event->word, ~(guint64) BECK_EVENT_ATTENTION,
                               memory_order_relaxed);
}

static void
tell_observers (BeckEvent *event, BeckWakes *wakes)
{
  BeckObserver *observer;

  while ((observer = event->observers) != NULL)
    {
      unlink_observer (event, observer);
      observer->notify (observer, wakes);
    }
}

static void
mirror (BeckEvent *event, gboolean signaled)
{
  eventfd_t value;

  if (event->fd == 0)
    return;
  if (signaled)
    eventfd_write (event->fd, 1);
  else
    eventfd_read (event->fd, &value);
}

gboolean
beck_event_update_locked (BeckEvent *event, guint64 *expected, guint64 desired,
                          BeckWakes *wakes)
{
  gboolean changed;

  beck_lock_acquire (&event->lock);
  changed = atomic_compare_exchange_strong_explicit (
      &event->word, expected, desired, memory_order_acq_rel, memory_order_acquire);
  if (changed && ((*expected ^ desired) & BECK_EVENT_SIGNALED))
    mirror (event, (desired & BECK_EVENT_SIGNALED) != 0);
  if (changed && (desired & BECK_EVENT_SIGNALED))
    {
      tell_observers (event, wakes);
      settle_attention (event);
    }
  beck_lock_release (&event->lock);
  return changed;
}

void
beck_event_signal (BeckEvent *event)
{
  BeckWakes wakes = { 0 };

  beck_event_signal_collect (event, &wakes);
  beck_wakes_flush (&wakes);
}

void
beck_event_signal_collect (BeckEvent *event, BeckWakes *wakes)
{
  guint64 word = beck_event_load (event);

  while (!(word & BECK_EVENT_SIGNALED)
         && !beck_event_update_collect (event, &word, word | BECK_EVENT_SIGNALED, wakes))
    ;
}

void
beck_event_reset (BeckEvent *event)
{
  guint64 word = beck_event_load (event);

  while ((word & BECK_EVENT_SIGNALED)
         && !beck_event_update (
             event, &word,
             (word & ~(guint64) BECK_EVENT_SIGNALED) | BECK_EVENT_WAS_SIGNALED))
    ;
}

gboolean
beck_event_take (BeckEvent *event)
{
  guint64 word = beck_event_load (event);

  while (word & BECK_EVENT_SIGNALED)
    {
      if (!(word & BECK_EVENT_AUTO_RESET))
        return TRUE;
      if (beck_event_update (event, &word, word & ~(guint64) BECK_EVENT_SIGNALED))
        return TRUE;
    }
  return FALSE;
}

/* Sets ATTENTION unless the event is signaled: from then on a signal waits for the lock,
 * which the caller holds. */
static gboolean
claim_attention (BeckEvent *event)
{
  guint64 word = beck_event_load (event);

  while (!(word & BECK_EVENT_SIGNALED))
    if (atomic_compare_exchange_weak_explicit (&event->word, &word,
                                               word | BECK_EVENT_ATTENTION,
                                               memory_order_acq_rel, memory_order_acquire))
      return TRUE;
  return FALSE;
}

static void
link_observer (BeckEvent *event, BeckObserver *observer)
{
  observer->prev = NULL;
  observer->next = event->observers;
  if (observer->next != NULL)
    observer->next->prev = observer;
  event->observers = observer;
}

gboolean
beck_event_observe (BeckEvent *event, BeckObserver *observer)
{
  gboolean linked;

  beck_lock_acquire (&event->lock);
  linked = claim_attention (event);
  if (linked)
    link_observer (event, observer);
  beck_lock_release (&event->lock);
  return linked;
}

void
beck_event_observe_change (BeckEvent *event, BeckObserver *observer)
{
  beck_lock_acquire (&event->lock);
  atomic_fetch_or_explicit (&event->word, BECK_EVENT_ATTENTION, memory_order_acq_rel);
  link_observer (event, observer);
  beck_lock_release (&event->lock);
}

gboolean
beck_event_unobserve (BeckEvent *event, BeckObserver *observer)
{
  gboolean linked;

  beck_lock_acquire (&event->lock);
  linked = observer->prev != NULL || event->observers == observer;
  if (linked)
    {
      unlink_observer (event, observer);
      settle_attention (event);
    }
  beck_lock_release (&event->lock);
  return linked;
}

/* Gives the event its descriptor, in the event's state; FALSE if it has one. */
static gboolean
install_fd (BeckEvent *event, int fd)
{
  gboolean installed;

  beck_lock_acquire (&event->lock);
  installed = event->fd == 0;
  if (installed)
    {
      guint64 word
          = atomic_fetch_or_explicit (&event->word, BECK_EVENT_ATTENTION, memory_order_acq_rel);

      event->fd = fd;
      if (word & BECK_EVENT_SIGNALED)
        eventfd_write (fd, 1);
    }
  beck_lock_release (&event->lock);
  return installed;
}

static int
current_fd (BeckEvent *event)
{
  int fd;

  beck_lock_acquire (&event->lock);
  fd = event->fd;
  beck_lock_release (&event->lock);
  return fd;
}

int
beck_event_get_fd (BeckEvent *event)
{
  int fd = current_fd (event);

  if (fd > 0)
    return fd;

  /* Made outside the event's lock: the handle table's lock comes first, because a wait on
   * a handle takes the event behind it with the table held. */
  fd = beck_handle_table_add_event (event);
  if (fd < 0 || install_fd (event, fd))
    return fd;
  beck_handle_table_close (fd);
  return current_fd (event);
}

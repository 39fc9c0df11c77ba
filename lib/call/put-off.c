/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * One list for all threads: whoever sleeps first does everything that is on it. Each of them comes
 * by before it sleeps, so that nothing of its own is left then. While something is on the list the
 * timer runs, or is about to.
 */

#include "call/put-off.h"

#include <beck/hresult.h>

#include "call/timer.h"

#define LATE_US 1000

static void time_over (BeckWork *work);

atomic_uint beck_put_off_late = 1;

static struct
{
  BeckLock lock;
  BeckPutOff *first;
  BeckTimer timer;
  gboolean armed;
  guint n_runs;      /* of the whole list */
  guint runs_before; /* … when the timer was armed */
} all = { .timer.work.run = time_over };

/* ---- Doing it ---- */

/* With the lock. */
static void
unlist (BeckPutOff *what)
{
  *what->link = what->next;
  if (what->next != NULL)
    what->next->link = what->link;
  atomic_store_explicit (&what->listed, FALSE, memory_order_release);
}

static BeckPutOff *
take_first (void)
{
  BeckPutOff *first;

  beck_lock_acquire (&all.lock);
  first = all.first;
  if (first != NULL)
    unlist (first);
  all.n_runs += all.first == NULL;
  beck_lock_release (&all.lock);
  return first;
}

static void
run_all (void)
{
  BeckPutOff *what;

  while ((what = take_first ()) != NULL)
    what->run (what);
}

void
beck_put_off_run (BeckThread *self)
{
  self->has_put_off = FALSE;
  run_all ();
}

/* On a thread of the pool. What nobody has run since the timer was armed has been there as long. */
static void
time_over (BeckWork *work)
{
  beck_lock_acquire (&all.lock);
  all.armed = FALSE;
  if (all.first != NULL && all.n_runs == all.runs_before)
    atomic_fetch_add_explicit (&beck_put_off_late, 1, memory_order_relaxed);
  beck_lock_release (&all.lock);
  run_all ();
}

/* ---- Putting it off ---- */

/* Whether the thread has slept here since anything was left to the timer. */
static gboolean
is_punctual (const BeckThread *self)
{
  return self->late_seen == atomic_load_explicit (&beck_put_off_late, memory_order_relaxed);
}

/* With the lock. */
static gboolean
have_timer (void)
{
  if (!all.armed)
    {
      all.runs_before = all.n_runs;
      all.armed = SUCCEEDED (beck_timer_arm (&all.timer, g_get_monotonic_time () + LATE_US));
    }
  return all.armed;
}

/* With the lock. */
static BeckPutOffResult
enlist (BeckPutOff *what)
{
  if (atomic_load_explicit (&what->listed, memory_order_relaxed))
    return BECK_PUT_OFF_ALREADY;
  if (!have_timer ())
    return BECK_PUT_OFF_REFUSED;
  what->next = all.first;
  if (what->next != NULL)
    what->next->link = &what->next;
  what->link = &all.first;
  all.first = what;
  atomic_store_explicit (&what->listed, TRUE, memory_order_release);
  return BECK_PUT_OFF_LISTED;
}

BeckPutOffResult
beck_put_off (BeckPutOff *what)
{
  BeckThread *self = beck_thread_self ();
  BeckPutOffResult result;

  if (self == NULL || !is_punctual (self))
    return BECK_PUT_OFF_REFUSED;
  beck_lock_acquire (&all.lock);
  result = enlist (what);
  beck_lock_release (&all.lock);
  self->has_put_off |= result != BECK_PUT_OFF_REFUSED;
  return result;
}

gboolean
beck_put_off_forget (BeckPutOff *what)
{
  gboolean listed;

  beck_lock_acquire (&all.lock);
  listed = atomic_load_explicit (&what->listed, memory_order_relaxed);
  if (listed)
    unlist (what);
  beck_lock_release (&all.lock);
  return listed;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The monitor: a thread that looks at the leaders every few milliseconds, as long as foreign code is
 * being run. When it finds a leader in foreign code it looks again after one, and calls a robber if
 * that is where it still is. It calls another leader when those there never come to wait although
 * something is ready.
 *
 * While nobody lends it sleeps. That it does is a word which everybody who lends looks at; it looks
 * at everybody once more after it has changed that word, so that nobody is missed.
 */

#include "io/private.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>

#include "base/futex.h"

#define TICK_US 1000       /* while a leader is in foreign code; each costs some microseconds */
#define QUICK_TICK_US 4000 /* while they are through with it at each look */
#define QUIET_TICKS 5      /* without foreign code, before it sleeps */
#define BUSY_TICKS 2       /* without a leader that waits, before there is one more */

atomic_uint beck_monitor_awake;

/* Whoever wakes the monitor starts it, once: only the change from asleep to awake gives the
 * right to. */
static gboolean started;

static guint busy_ticks;

/* ---- Looking, with the reactor locked ---- */

static gboolean
any_leader_in (guint state)
{
  const BeckLeader *leader = beck_reactor.leaders;

  while (leader != NULL && beck_leader_state (atomic_load (&leader->word)) != state)
    leader = leader->next;
  return leader != NULL;
}

/* Notes what the leader does. TRUE if it is where it was, in foreign code, and nobody is on his
 * way. */
static gboolean
is_stuck (BeckLeader *leader, gboolean *lends)
{
  guint word = atomic_load_explicit (&leader->word, memory_order_acquire);
  gboolean same = word == leader->seen;

  *lends |= beck_leader_state (word) == BECK_LEADER_LENT
            || ((word ^ leader->seen) & ~(guint) BECK_LEADER_STATES) != 0;
  leader->seen = word;
  return same && beck_leader_state (word) == BECK_LEADER_LENT && leader->called != word;
}

static BeckLeader *
find_stuck (gboolean *lends)
{
  BeckLeader *stuck = NULL;

  for (BeckLeader *leader = beck_reactor.leaders; leader != NULL; leader = leader->next)
    if (is_stuck (leader, lends))
      stuck = leader;
  return stuck;
}

/* Nothing has changed if no memory or no thread can be had: the next look tries again. */
static void
call_robber (BeckLeader *victim)
{
  BeckLeader *robber = beck_leader_new ();

  if (robber == NULL)
    return;
  robber->victim = victim;
  robber->victim_word = victim->seen;
  if (beck_leader_start (robber))
    victim->called = victim->seen;
  else
    beck_leader_discard (robber);
}

static gboolean
something_is_ready (void)
{
  struct pollfd fd = { .fd = beck_reactor.epoll, .events = POLLIN };

  return fd.fd >= 0 && poll (&fd, 1, 0) > 0;
}

/* Processors that the process may run on now. g_get_num_processors() may count the others, too, on
 * which a second leader would be none. */
static guint
usable_processors (void)
{
  cpu_set_t set;

  return sched_getaffinity (0, sizeof set, &set) == 0 ? (guint) CPU_COUNT (&set)
                                                       : g_get_num_processors ();
}

static gboolean
wants_help (void)
{
  guint n_leaders = atomic_load (&beck_reactor.n_leaders);

  busy_ticks = any_leader_in (BECK_LEADER_WAITS) || any_leader_in (BECK_LEADER_COMING)
                   ? 0
                   : busy_ticks + 1;
  return busy_ticks >= BUSY_TICKS && n_leaders > 0 && n_leaders < usable_processors ()
         && something_is_ready ();
}

static void
call_help (void)
{
  BeckLeader *leader = beck_leader_new ();

  busy_ticks = 0;
  if (leader == NULL)
    return;
  atomic_fetch_add (&beck_reactor.n_leaders, 1);
  if (beck_leader_start (leader))
    return;
  atomic_fetch_sub (&beck_reactor.n_leaders, 1);
  beck_leader_discard (leader);
}

/* Whether anybody has lent since the last look, and is in foreign code now. */
static gboolean
look (gboolean *inside)
{
  gboolean lends = FALSE;
  BeckLeader *stuck;

  g_mutex_lock (&beck_reactor.lock);
  stuck = find_stuck (&lends);
  if (stuck != NULL)
    call_robber (stuck);
  else if (wants_help ())
    call_help ();
  *inside = any_leader_in (BECK_LEADER_LENT);
  g_mutex_unlock (&beck_reactor.lock);
  return lends;
}

/* ---- Sleeping ---- */

static gboolean
may_sleep (void)
{
  gboolean lent;

  atomic_store (&beck_monitor_awake, FALSE);
  g_mutex_lock (&beck_reactor.lock);
  lent = any_leader_in (BECK_LEADER_LENT);
  g_mutex_unlock (&beck_reactor.lock);
  return !lent;
}

static void
sleep_until_woken (void)
{
  if (!may_sleep ())
    atomic_store (&beck_monitor_awake, TRUE);
  while (!atomic_load (&beck_monitor_awake))
    beck_futex_wait (&beck_monitor_awake, FALSE, BECK_FOR_EVER);
}

static void *
monitor_main (void *unused)
{
  guint quiet = 0;
  gboolean inside = TRUE;

  for (;;)
    {
      gint64 tick = inside ? TICK_US : QUICK_TICK_US;

      beck_futex_wait (&beck_monitor_awake, TRUE, g_get_monotonic_time () + tick);
      quiet = look (&inside) ? 0 : quiet + 1;
      if (quiet < QUIET_TICKS)
        continue;
      sleep_until_woken ();
      quiet = 0;
      inside = TRUE;
    }
  return NULL;
}

static gboolean
start (void)
{
  pthread_t thread;

  if (pthread_create (&thread, NULL, monitor_main, NULL) != 0)
    return FALSE;
  pthread_detach (thread);
  return TRUE;
}

void
beck_monitor_wake (void)
{
  guint asleep = FALSE;

  if (!atomic_compare_exchange_strong (&beck_monitor_awake, &asleep, TRUE))
    return;
  if (started)
    beck_futex_wake (&beck_monitor_awake, 1);
  else if (start ())
    started = TRUE;
  else
    atomic_store (&beck_monitor_awake, FALSE);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The threads: one waits for what is ready, and sees to it. Most of the time there is one leader.
 * There are more for a while when the monitor finds that those there are keep up no more; they
 * go when they find nothing to do.
 *
 * A turn of the loop costs one system call besides those of the source, and takes no lock.
 */

#include "io/private.h"

#include <sys/epoll.h>

#include "base/alloc.h"
#include "call/pool.h"
#include "call/put-off.h"

#define IDLE_MS 10
#define MAX_IN_VAIN 16 /* events of sources that another leader sees to, in a row */

/* Rounds between two looks at the others, and how many looks have to agree. */
#define LOOK_EVERY 8
#define MAX_SURPLUS 8
#define MAX_SPARE 8

_Thread_local BeckLeader *beck_leader_tls;

/* Records that nobody uses, for their buffers' sake. With the reactor locked. */
static BeckLeader *spare;
static guint n_spare;

static void lead (BeckWork *work);

/* ---- Records ---- */

static void
free_leader (BeckLeader *leader)
{
  beck_free (leader->buffer);
  beck_free (leader);
}

static BeckLeader *
take_spare (void)
{
  BeckLeader *leader = spare;

  if (leader != NULL)
    {
      spare = leader->next;
      n_spare--;
    }
  return leader;
}

static BeckLeader *
make_leader (void)
{
  BeckLeader *leader = beck_alloc0 (sizeof *leader);

  if (leader == NULL)
    return NULL;
  leader->work.run = lead;
  leader->buffer = beck_alloc (BECK_IO_BUFFER_SIZE);
  if (leader->buffer == NULL)
    {
      beck_free (leader);
      return NULL;
    }
  return leader;
}

/* The count of lendings goes on in a record that is used again: what the monitor knows of its
 * former life is out of date by that. */
BeckLeader *
beck_leader_new (void)
{
  BeckLeader *leader = take_spare ();

  if (leader == NULL && (leader = make_leader ()) == NULL)
    return NULL;
  leader->io = NULL;
  leader->in_vain = 0;
  leader->rounds = 0;
  leader->surplus = 0;
  leader->victim = leader->before = leader->heir = NULL;
  atomic_store_explicit (&leader->settled, FALSE, memory_order_relaxed);
  beck_leader_set (leader, BECK_LEADER_COMING);
  leader->next = beck_reactor.leaders;
  beck_reactor.leaders = leader;
  return leader;
}

void
beck_leader_discard (BeckLeader *leader)
{
  BeckLeader **link = &beck_reactor.leaders;

  while (*link != leader)
    link = &(*link)->next;
  *link = leader->next;
  if (beck_reactor.epoll < 0 || n_spare >= MAX_SPARE)
    {
      free_leader (leader);
      return;
    }
  leader->next = spare;
  spare = leader;
  n_spare++;
}

void
beck_leader_free_spare (void)
{
  BeckLeader *leader;

  while ((leader = take_spare ()) != NULL)
    free_leader (leader);
}

/* ---- One source ---- */

/* Sees to the source that self->io is, whose turn we have. FALSE if turn and lead were taken
 * away. */
static gboolean
run (BeckLeader *self)
{
  BeckIo *io = self->io;
  guint turn = atomic_load_explicit (&io->turn, memory_order_relaxed);
  guint times = turn & BECK_TURN_HUNG_UP ? 2 : 1;

  while (times > 0 && (turn & BECK_TURN_WATCHED))
    {
      io->ready (io);
      switch (beck_leader_after_ready (self))
        {
        case BECK_TURN_IS_LOST:
          return FALSE;
        case BECK_TURN_IS_BACK:
          break;
        default:
          times--;
        }
      turn = atomic_load_explicit (&io->turn, memory_order_relaxed);
    }
  beck_leader_settle (self);
  self->io = NULL;
  beck_io_end_turn (io);
  beck_slot_unpin (self->key);
  return TRUE;
}

static gboolean
run_event (BeckLeader *self, const struct epoll_event *event)
{
  BeckIo *io = beck_slot_pin (event->data.u64);

  if (io == NULL)
    return TRUE;
  if (event->events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))
    atomic_fetch_or_explicit (&io->turn, BECK_TURN_HUNG_UP, memory_order_relaxed);
  if (!beck_turn_take (io, FALSE))
    {
      beck_slot_unpin (event->data.u64);
      self->in_vain++;
      return TRUE;
    }
  self->in_vain = 0;
  self->key = event->data.u64;
  self->io = io;
  return run (self);
}

static gboolean
run_queued (BeckLeader *self)
{
  guint64 key;
  BeckIo *io = beck_reactor_take_queued (&key);

  if (io == NULL)
    return TRUE;
  self->key = key;
  self->io = io;
  return run (self);
}

/* ---- The loop ---- */

static int
wait_for_event (BeckLeader *self, struct epoll_event *event, int timeout)
{
  int n;

  beck_wakes_flush (self->wakes);
  beck_thread_before_sleep (beck_thread_tls);
  beck_leader_set (self, BECK_LEADER_WAITS);
  n = epoll_wait (beck_reactor.epoll, event, 1, timeout);
  beck_leader_set (self, BECK_LEADER_RUNS);
  return n;
}

/* Leaves if there is nothing to look after, or, being @idle, there are others who do. One who is
 * woken only to find the others at it disturbs more than it helps. */
static gboolean
leave (gboolean idle)
{
  guint n_leaders;
  gboolean leaves;

  g_mutex_lock (&beck_reactor.lock);
  n_leaders = atomic_load (&beck_reactor.n_leaders);
  leaves = beck_reactor.queue == NULL
           && ((idle && n_leaders > 1) || atomic_load (&beck_reactor.n_watched) == 0);
  if (leaves)
    {
      atomic_store (&beck_reactor.n_leaders, n_leaders - 1);
      beck_reactor_close_unused ();
    }
  g_mutex_unlock (&beck_reactor.lock);
  return leaves;
}

static gboolean
another_waits (const BeckLeader *self)
{
  const BeckLeader *other;

  g_mutex_lock (&beck_reactor.lock);
  other = beck_reactor.leaders;
  while (other != NULL
         && (other == self || beck_leader_state (atomic_load (&other->word)) != BECK_LEADER_WAITS))
    other = other->next;
  g_mutex_unlock (&beck_reactor.lock);
  return other != NULL;
}

/* Looks now and then whether another leader waits already when this one is about to. If it is so
 * again and again one will do: two would take turns, and each event switch threads. */
static gboolean
is_surplus (BeckLeader *self)
{
  if (++self->rounds % LOOK_EVERY != 0)
    return FALSE;
  self->surplus = another_waits (self) ? self->surplus + 1 : 0;
  return self->surplus >= MAX_SURPLUS;
}

/* What is queued and what is ready take turns. */
static gboolean
next_round (BeckLeader *self)
{
  gboolean queued = atomic_load_explicit (&beck_reactor.queued, memory_order_acquire);
  gboolean alone = atomic_load_explicit (&beck_reactor.n_leaders, memory_order_relaxed) <= 1;
  struct epoll_event event;
  int n;

  if (!queued && atomic_load_explicit (&beck_reactor.n_watched, memory_order_relaxed) == 0
      && leave (FALSE))
    return FALSE;
  if (!queued && !alone && is_surplus (self) && leave (TRUE))
    return FALSE;
  n = wait_for_event (self, &event, queued ? 0 : alone ? -1 : IDLE_MS);
  if (n == 0 && !queued)
    return !leave (TRUE);
  if (n > 0 && event.data.u64 == BECK_REACTOR_WAKE_KEY)
    queued = TRUE;
  else if (n > 0 && !run_event (self, &event))
    return FALSE;
  if (self->in_vain >= MAX_IN_VAIN)
    {
      self->in_vain = 0;
      if (leave (TRUE))
        return FALSE;
    }
  return !queued || run_queued (self);
}

static void
lead (BeckWork *work)
{
  BeckLeader *self = (BeckLeader *) work;

  beck_pool_step_out ();
  beck_leader_tls = self;
  self->wakes = &beck_thread_self ()->wakes;
  if (beck_leader_take_up (self) && (self->io == NULL || run (self)))
    while (next_round (self))
      ;
  beck_leader_tls = NULL;
  g_mutex_lock (&beck_reactor.lock);
  beck_leader_discard (self);
  g_mutex_unlock (&beck_reactor.lock);
  beck_pool_step_in ();
}

gboolean
beck_leader_start (BeckLeader *leader)
{
  return SUCCEEDED (beck_pool_push_urgent (&leader->work));
}

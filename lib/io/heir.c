/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How a turn goes from one thread to another, and the lead with it: the holder gives it away, or it
 * is taken from one that lent it and stays away.
 *
 * It is taken by the thread that will use it, once that runs: as long as no thread can be had, the
 * turn stays where it is. The word of the leader decides: from LENT the holder goes back to RUNS,
 * or the robber puts it to LOST, under the reactor's lock.
 *
 * The one that lost it waits, before it does anything else, until the other has read what is left
 * in its buffer: that has happened when the other lends, gives away or returns.
 */

#include "io/private.h"

#include "base/futex.h"

/* The leader of this thread, if it has the turn of @io in @state. */
static BeckLeader *
self_in (BeckIo *io, guint state)
{
  BeckLeader *self = beck_leader_tls;

  return self != NULL && self->io == io && beck_leader_own_state (self) == state ? self : NULL;
}

void
beck_leader_settle (BeckLeader *self)
{
  BeckLeader *before = self->before;

  if (G_LIKELY (before == NULL))
    return;
  self->before = NULL;
  atomic_store_explicit (&before->settled, TRUE, memory_order_release);
  beck_futex_wake (&before->settled, 1);
}

static void
wait_until_settled (BeckLeader *self)
{
  while (!atomic_load_explicit (&self->settled, memory_order_acquire))
    beck_futex_wait (&self->settled, FALSE, BECK_FOR_EVER);
}

/* ---- Lending ---- */

void
beck_io_lend (BeckIo *io)
{
  BeckLeader *self = self_in (io, BECK_LEADER_RUNS);

  if (self == NULL)
    return;
  beck_leader_settle (self);
  beck_wakes_flush (self->wakes);
  self->serial += BECK_LEADER_STEP;
  /* Orders this before the look at the monitor, which looks at us after it has said that it
   * sleeps. */
  atomic_exchange (&self->word, self->serial | BECK_LEADER_LENT);
  if (G_UNLIKELY (!atomic_load (&beck_monitor_awake)))
    beck_monitor_wake ();
}

static gboolean
go_back (BeckLeader *self)
{
  guint word = self->serial | BECK_LEADER_LENT;

  if (atomic_compare_exchange_strong_explicit (&self->word, &word,
                                               self->serial | BECK_LEADER_RUNS,
                                               memory_order_acq_rel, memory_order_acquire))
    return TRUE;
  wait_until_settled (self);
  return FALSE;
}

gboolean
beck_io_reclaim (BeckIo *io)
{
  BeckLeader *self = beck_leader_tls;

  if (self == NULL || self->io != io)
    return TRUE;
  switch (beck_leader_own_state (self))
    {
    case BECK_LEADER_RUNS:
      return TRUE;
    case BECK_LEADER_LENT:
      return go_back (self);
    default:
      wait_until_settled (self);
      return FALSE;
    }
}

/* ---- Taking ---- */

static gboolean
is_there (const BeckLeader *leader)
{
  const BeckLeader *other = beck_reactor.leaders;

  while (other != NULL && other != leader)
    other = other->next;
  return other != NULL;
}

/* The victim's hold on the source becomes ours; it gets a reference in its place, before it can
 * learn that it needs one: it waits until we have settled. */
static gboolean
rob (BeckLeader *self)
{
  BeckLeader *victim = self->victim;
  guint word = self->victim_word;

  if (!is_there (victim)
      || !atomic_compare_exchange_strong (
          &victim->word, &word, (word & ~(guint) BECK_LEADER_STATES) | BECK_LEADER_LOST))
    return FALSE;
  self->io = beck_io_ref (victim->io);
  self->key = victim->key;
  self->before = victim;
  return TRUE;
}

/* The turn was given to us, unless the giver has come back before us and keeps it. */
static gboolean
inherit (BeckLeader *self)
{
  if (self->before == NULL)
    return FALSE;
  self->before->heir = NULL;
  return TRUE;
}

gboolean
beck_leader_take_up (BeckLeader *self)
{
  gboolean leads = TRUE;

  g_mutex_lock (&beck_reactor.lock);
  if (self->victim != NULL)
    leads = rob (self);
  else if (self->io != NULL)
    leads = inherit (self);
  beck_leader_set (self, leads ? BECK_LEADER_RUNS : BECK_LEADER_LOST);
  g_mutex_unlock (&beck_reactor.lock);
  return leads;
}

/* ---- Giving ---- */

static BeckLeader *
new_heir (BeckLeader *self)
{
  BeckLeader *heir;

  g_mutex_lock (&beck_reactor.lock);
  heir = beck_leader_new ();
  if (heir != NULL)
    {
      heir->io = self->io;
      heir->key = self->key;
      heir->before = self;
      self->heir = heir;
      beck_leader_set (self, BECK_LEADER_LOST);
    }
  g_mutex_unlock (&beck_reactor.lock);
  return heir;
}

static void
dismiss_heir (BeckLeader *self)
{
  g_mutex_lock (&beck_reactor.lock);
  beck_leader_discard (self->heir);
  self->heir = NULL;
  beck_leader_set (self, BECK_LEADER_RUNS);
  g_mutex_unlock (&beck_reactor.lock);
}

gboolean
beck_io_give_away (BeckIo *io)
{
  BeckLeader *self = self_in (io, BECK_LEADER_RUNS);
  BeckLeader *heir;

  if (self == NULL)
    return FALSE;
  beck_leader_settle (self);
  beck_wakes_flush (self->wakes);
  beck_io_ref (io);
  heir = new_heir (self);
  if (heir != NULL && beck_leader_start (heir))
    return TRUE;
  if (heir != NULL)
    dismiss_heir (self);
  beck_io_unref (io);
  return FALSE;
}

/* The heir has not come yet, as all threads are busy: we are one that is not. */
static gboolean
take_back (BeckLeader *self)
{
  BeckLeader *heir;

  g_mutex_lock (&beck_reactor.lock);
  heir = self->heir;
  if (heir != NULL)
    {
      heir->before = NULL;
      self->heir = NULL;
      beck_leader_set (self, BECK_LEADER_RUNS);
    }
  g_mutex_unlock (&beck_reactor.lock);
  return heir != NULL;
}

/* A turn that was taken back, or lost for good, leaves us the reference that stood for it. */
static BeckTurnFate
end_without_turn (BeckLeader *self)
{
  BeckIo *io = self->io;
  BeckTurnFate fate = take_back (self) ? BECK_TURN_IS_BACK : BECK_TURN_IS_LOST;

  if (fate == BECK_TURN_IS_LOST)
    wait_until_settled (self);
  beck_io_unref (io);
  return fate;
}

BeckTurnFate
beck_leader_after_ready (BeckLeader *self)
{
  guint state = beck_leader_own_state (self);

  if (state == BECK_LEADER_LOST || (state == BECK_LEADER_LENT && !go_back (self)))
    return end_without_turn (self);
  beck_leader_settle (self);
  return BECK_TURN_IS_KEPT;
}

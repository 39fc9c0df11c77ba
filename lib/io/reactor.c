/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What is watched, and the queue of what is to be run again.
 *
 * The descriptors exist while something is watched or somebody leads; the last one closes them. A
 * leader that sleeps is woken by an eventfd, level-triggered: it stays readable until there
 * is no cause left, so that one leader after the other wakes.
 */

#include "io/private.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

BeckReactor beck_reactor = { .epoll = -1, .wake = -1, .queue_tail = &beck_reactor.queue };

static void
close_descriptor (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

static gboolean
open_reactor (void)
{
  struct epoll_event event = { .events = EPOLLIN, .data.u64 = BECK_REACTOR_WAKE_KEY };

  if (beck_reactor.epoll >= 0)
    return TRUE;
  beck_reactor.epoll = epoll_create1 (EPOLL_CLOEXEC);
  beck_reactor.wake = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  beck_reactor.woken = FALSE;
  if (beck_reactor.epoll >= 0 && beck_reactor.wake >= 0
      && epoll_ctl (beck_reactor.epoll, EPOLL_CTL_ADD, beck_reactor.wake, &event) == 0)
    return TRUE;
  close_descriptor (&beck_reactor.epoll);
  close_descriptor (&beck_reactor.wake);
  return FALSE;
}

void
beck_reactor_close_unused (void)
{
  if (atomic_load (&beck_reactor.n_watched) > 0 || atomic_load (&beck_reactor.n_leaders) > 0)
    return;
  close_descriptor (&beck_reactor.epoll);
  close_descriptor (&beck_reactor.wake);
  beck_leader_free_spare ();
}

void
beck_reactor_wake_leaders (void)
{
  if (!beck_reactor.woken && beck_reactor.wake >= 0)
    beck_reactor.woken = eventfd_write (beck_reactor.wake, 1) == 0;
}

static void
stop_waking (void)
{
  eventfd_t count;

  if (beck_reactor.woken && eventfd_read (beck_reactor.wake, &count) == 0)
    beck_reactor.woken = FALSE;
}

/* ---- Watching ---- */

static gboolean
is_watched (BeckIo *io)
{
  return (atomic_load_explicit (&io->turn, memory_order_relaxed) & BECK_TURN_WATCHED) != 0;
}

/* Somebody has to be there before anything can become ready. */
static gboolean
have_leader (void)
{
  BeckLeader *leader;

  if (atomic_load (&beck_reactor.n_leaders) > 0)
    return TRUE;
  leader = beck_leader_new ();
  if (leader == NULL)
    return FALSE;
  atomic_fetch_add (&beck_reactor.n_leaders, 1);
  if (beck_leader_start (leader))
    return TRUE;
  atomic_fetch_sub (&beck_reactor.n_leaders, 1);
  beck_leader_discard (leader);
  return FALSE;
}

static int
control (BeckIo *io, int operation, guint32 more)
{
  struct epoll_event event
      = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET | more, .data.u64 = io->key };

  return epoll_ctl (beck_reactor.epoll, operation, io->fd, &event);
}

/* Undoes what watching did, but for the place in the table. */
static void
forget (BeckIo *io)
{
  atomic_fetch_and_explicit (&io->turn, ~(guint) BECK_TURN_WATCHED, memory_order_acq_rel);
  if (atomic_fetch_sub (&beck_reactor.n_watched, 1) == 1)
    beck_reactor_wake_leaders ();
}

/* What becomes ready while epoll_ctl(2) runs finds the turn to be had. The caller has a
 * reference, so nothing is finalized here. */
static HRESULT
watch_locked (BeckIo *io)
{
  int error;

  if (is_watched (io))
    return S_OK;
  if (!open_reactor ())
    return beck_hresult_from_errno (errno);
  if (!have_leader () || !beck_slot_new (io))
    return E_OUTOFMEMORY;
  atomic_fetch_and_explicit (&io->turn, ~(guint) BECK_TURN_HUNG_UP, memory_order_relaxed);
  atomic_fetch_or_explicit (&io->turn, BECK_TURN_WATCHED, memory_order_release);
  atomic_fetch_add (&beck_reactor.n_watched, 1);
  if (control (io, EPOLL_CTL_ADD, 0) == 0)
    return S_OK;
  error = errno;
  forget (io);
  beck_slot_retire (io->key);
  return beck_hresult_from_errno (error);
}

HRESULT
beck_io_watch (BeckIo *io)
{
  HRESULT hr;

  g_mutex_lock (&beck_reactor.lock);
  hr = watch_locked (io);
  beck_reactor_close_unused ();
  g_mutex_unlock (&beck_reactor.lock);
  return hr;
}

void
beck_io_unwatch (BeckIo *io)
{
  guint64 key;

  g_mutex_lock (&beck_reactor.lock);
  if (!is_watched (io))
    {
      g_mutex_unlock (&beck_reactor.lock);
      return;
    }
  key = io->key;
  control (io, EPOLL_CTL_DEL, 0);
  forget (io);
  g_mutex_unlock (&beck_reactor.lock);
  beck_slot_retire (key);
}

HRESULT
beck_io_want_output (BeckIo *io, gboolean wanted)
{
  HRESULT hr = E_HANDLE;

  g_mutex_lock (&beck_reactor.lock);
  if (is_watched (io))
    hr = control (io, EPOLL_CTL_MOD, wanted ? EPOLLOUT : 0) == 0
             ? S_OK
             : beck_hresult_from_errno (errno);
  g_mutex_unlock (&beck_reactor.lock);
  return hr;
}

/* ---- The queue ---- */

/* Whether the calling thread will look at the queue before it sleeps. */
static gboolean
looks_itself (void)
{
  return beck_leader_tls != NULL && beck_leader_own_state (beck_leader_tls) == BECK_LEADER_RUNS;
}

static void
append (BeckIo *io)
{
  io->next = NULL;
  *beck_reactor.queue_tail = beck_io_ref (io);
  beck_reactor.queue_tail = &io->next;
  atomic_store_explicit (&beck_reactor.queued, TRUE, memory_order_release);
  if (!looks_itself ())
    beck_reactor_wake_leaders ();
}

/* While something is watched, there is somebody who serves the queue. */
void
beck_reactor_queue (BeckIo *io)
{
  g_mutex_lock (&beck_reactor.lock);
  if (is_watched (io))
    append (io);
  else
    atomic_fetch_and_explicit (&io->turn, ~(guint) BECK_TURN_QUEUED, memory_order_release);
  g_mutex_unlock (&beck_reactor.lock);
}

/* The first of the queue, with the queue's reference, and @key if it is watched. */
static BeckIo *
take_first (guint64 *key, gboolean *pinned)
{
  BeckIo *io;

  g_mutex_lock (&beck_reactor.lock);
  io = beck_reactor.queue;
  if (io != NULL && (beck_reactor.queue = io->next) == NULL)
    beck_reactor.queue_tail = &beck_reactor.queue;
  if (beck_reactor.queue == NULL)
    {
      atomic_store_explicit (&beck_reactor.queued, FALSE, memory_order_relaxed);
      if (atomic_load (&beck_reactor.n_watched) > 0)
        stop_waking ();
    }
  if (io != NULL)
    {
      *key = io->key;
      *pinned = is_watched (io) && beck_slot_pin (*key) != NULL;
    }
  g_mutex_unlock (&beck_reactor.lock);
  return io;
}

BeckIo *
beck_reactor_take_queued (guint64 *key)
{
  gboolean pinned = FALSE;
  BeckIo *io = take_first (key, &pinned);
  gboolean taken;

  if (io == NULL)
    return NULL;
  taken = beck_turn_take (io, TRUE) && pinned;
  if (pinned && !taken)
    beck_slot_unpin (*key);
  beck_io_unref (io);
  return taken ? io : NULL;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The watching thread: an epoll(7) set in which a watch is known by a number that is never
 * used again. So an event that is on its way while its watch is cancelled, and perhaps freed,
 * finds nothing and is dropped.
 *
 * The lock guards everything; no foreign function is called with it held.
 */

#include "watch.h"

#include <beck/hresult.h>
#include <errno.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* How long the thread stays with nothing to watch: a pipe that is read as fast as it is
 * written would otherwise start a thread for each read. */
#define LINGER_MS 50

static struct
{
  pthread_mutex_t lock;
  Watch *watches;
  guint64 last_id;
  int epoll; /* -1 while there is no thread */
  int wake;  /* an eventfd in the set, under the number 0 */
} watcher = { .lock = PTHREAD_MUTEX_INITIALIZER, .epoll = -1, .wake = -1 };

/* --- with the lock held --- */

static gboolean
set_add (int fd, guint32 events, guint64 id)
{
  struct epoll_event event = { .events = events, .data.u64 = id };

  return epoll_ctl (watcher.epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* Takes @watch off the list. FALSE if it is not there. */
static gboolean
unlink_watch (Watch *watch)
{
  for (Watch **link = &watcher.watches; *link != NULL; link = &(*link)->next)
    if (*link == watch)
      {
        *link = watch->next;
        epoll_ctl (watcher.epoll, EPOLL_CTL_DEL, watch->fd, NULL);
        return TRUE;
      }
  return FALSE;
}

static void
close_set (void)
{
  if (watcher.wake >= 0)
    close (watcher.wake);
  if (watcher.epoll >= 0)
    close (watcher.epoll);
  watcher.wake = watcher.epoll = -1;
}

/* --- the thread --- */

static Watch *
take_watch (guint64 id)
{
  Watch *watch;

  pthread_mutex_lock (&watcher.lock);
  for (watch = watcher.watches; watch != NULL && watch->id != id; watch = watch->next)
    ;
  if (watch != NULL)
    unlink_watch (watch);
  pthread_mutex_unlock (&watcher.lock);
  return watch;
}

static gboolean
is_idle (void)
{
  gboolean idle;

  pthread_mutex_lock (&watcher.lock);
  idle = watcher.watches == NULL;
  pthread_mutex_unlock (&watcher.lock);
  return idle;
}

/* Ends the set, and with it the thread, unless a watch came in meanwhile. */
static gboolean
retire (void)
{
  gboolean idle;

  pthread_mutex_lock (&watcher.lock);
  idle = watcher.watches == NULL;
  if (idle)
    close_set ();
  pthread_mutex_unlock (&watcher.lock);
  return idle;
}

static void
dispatch (guint64 id, int wake)
{
  Watch *watch;
  eventfd_t count;

  if (id == 0)
    {
      eventfd_read (wake, &count);
      return;
    }
  watch = take_watch (id);
  if (watch != NULL)
    watch->ready (watch);
}

static void *
watcher_main (void *data)
{
  int epoll = watcher.epoll;
  int wake = watcher.wake;

  for (;;)
    {
      struct epoll_event event;
      int n = epoll_wait (epoll, &event, 1, is_idle () ? LINGER_MS : -1);

      if (n > 0)
        dispatch (event.data.u64, wake);
      else if (n == 0 && retire ())
        return NULL;
    }
}

static HRESULT
start_thread (void)
{
  pthread_t thread;

  if (pthread_create (&thread, NULL, watcher_main, NULL) != 0)
    return E_OUTOFMEMORY;
  pthread_detach (thread);
  return S_OK;
}

/* With the lock held: makes sure that there is a thread. */
static HRESULT
ensure_thread (void)
{
  HRESULT hr;

  if (watcher.epoll >= 0)
    return S_OK;
  watcher.epoll = epoll_create1 (EPOLL_CLOEXEC);
  watcher.wake = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (watcher.epoll < 0 || watcher.wake < 0 || !set_add (watcher.wake, EPOLLIN, 0))
    hr = beck_hresult_from_errno (errno);
  else
    hr = start_thread ();
  if (FAILED (hr))
    close_set ();
  return hr;
}

/* --- --- */

HRESULT
watch_begin (Watch *watch, int fd, guint32 events, void (*ready) (Watch *watch))
{
  HRESULT hr;

  pthread_mutex_lock (&watcher.lock);
  hr = ensure_thread ();
  if (SUCCEEDED (hr))
    {
      watch->id = ++watcher.last_id;
      watch->fd = fd;
      watch->ready = ready;
      if (!set_add (fd, events | EPOLLONESHOT, watch->id))
        hr = beck_hresult_from_errno (errno);
    }
  if (SUCCEEDED (hr))
    {
      watch->next = watcher.watches;
      watcher.watches = watch;
    }
  pthread_mutex_unlock (&watcher.lock);
  return hr;
}

gboolean
watch_cancel (Watch *watch)
{
  gboolean waiting;

  pthread_mutex_lock (&watcher.lock);
  waiting = unlink_watch (watch);
  /* The thread sleeps without an end while it has something to watch. */
  if (waiting && watcher.watches == NULL)
    eventfd_write (watcher.wake, 1);
  pthread_mutex_unlock (&watcher.lock);
  return waiting;
}

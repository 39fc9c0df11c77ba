/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How a thread waits for one event. What is signaled already costs neither a system call
 * nor a look at the thread. Otherwise the thread links itself to the event and sleeps on
 * its parker; a thread in an STA is woken by calls for its apartment too, runs them, and
 * goes back to sleep.
 */

#include "call/wait.h"

#include <beck/hresult.h>

#include "call/apc.h"
#include "call/inbox.h"
#include "com/options.h"

static void
waiter_notify (BeckObserver *observer, BeckWakes *wakes)
{
  BeckWaiter *waiter = (BeckWaiter *) observer;

  atomic_store_explicit (&waiter->told, TRUE, memory_order_release);
  beck_wakes_add (wakes, &waiter->thread->parker);
}

gboolean
beck_waiter_init (BeckWaiter *waiter)
{
  waiter->observer = (BeckObserver){ NULL, NULL, waiter_notify };
  waiter->thread = beck_thread_self ();
  atomic_init (&waiter->told, FALSE);
  return waiter->thread != NULL;
}

gint64
beck_wait_deadline (DWORD timeout_ms)
{
  if (timeout_ms == 0 || timeout_ms == INFINITE)
    return timeout_ms == 0 ? 0 : -1;
  return g_get_monotonic_time () + (gint64) timeout_ms * 1000;
}

DWORD
beck_wait_milliseconds (gint64 deadline)
{
  gint64 left = deadline - g_get_monotonic_time ();

  if (deadline <= 0)
    return deadline < 0 ? INFINITE : 0;
  return left > 0 ? (DWORD) ((left + 999) / 1000) : 0;
}

gboolean
beck_wait_is_over (gint64 deadline)
{
  return deadline >= 0 && g_get_monotonic_time () >= deadline;
}

gboolean
beck_waiter_sleep (BeckWaiter *waiter, DWORD flags, gint64 deadline)
{
  BeckThread *self = waiter->thread;

  for (;;)
    {
      beck_parker_prepare (&self->parker);
      if (atomic_load_explicit (&waiter->told, memory_order_acquire))
        return TRUE;
      if (beck_wait_is_over (deadline))
        return FALSE;
      if (beck_inbox_serve (self->inbox))
        continue;
      if ((flags & COWAIT_ALERTABLE) && beck_apc_run_all (self))
        continue;
      if (!beck_parker_sleep (&self->parker, deadline))
        return atomic_load_explicit (&waiter->told, memory_order_acquire);
    }
}

static HRESULT
wait_slow (BeckEvent *event, DWORD flags, gint64 deadline)
{
  for (;;)
    {
      BeckWaiter waiter;

      if (!beck_waiter_init (&waiter))
        return E_OUTOFMEMORY;
      if (beck_event_observe (event, &waiter.observer))
        {
          beck_waiter_sleep (&waiter, flags, deadline);
          if (beck_event_unobserve (event, &waiter.observer))
            return beck_options_timeout_status ();
          /* A manual-reset event was signaled: that somebody reset it since does not
           * undo the wait. */
          if (!(beck_event_load (event) & BECK_EVENT_AUTO_RESET))
            return S_OK;
        }
      if (beck_event_take (event))
        return S_OK;
    }
}

/* A poll lets the apartment's calls through too, or a loop around it would keep out the
 * very call that is to signal the event. */
static HRESULT
wait_poll (BeckEvent *event)
{
  BeckInbox *inbox = beck_thread_tls != NULL ? beck_thread_tls->inbox : NULL;
  guint mark = beck_inbox_mark (inbox);

  while (beck_inbox_serve_before (inbox, mark))
    if (beck_event_take (event))
      return S_OK;
  return beck_options_timeout_status ();
}

HRESULT
beck_event_wait_until (BeckEvent *event, DWORD flags, gint64 deadline)
{
  if (beck_event_take (event))
    return S_OK;
  return deadline == 0 ? wait_poll (event) : wait_slow (event, flags, deadline);
}

HRESULT
beck_event_wait (BeckEvent *event, DWORD flags, DWORD timeout_ms)
{
  if (flags & ~BECK_COWAIT_ALL)
    return E_INVALIDARG;
  if (beck_event_take (event))
    return S_OK;
  return beck_event_wait_until (event, flags, beck_wait_deadline (timeout_ms));
}

gboolean
beck_wait_for_apc (DWORD timeout_ms)
{
  gint64 deadline = beck_wait_deadline (timeout_ms);
  BeckThread *self = beck_thread_self ();

  if (self == NULL)
    return FALSE;
  for (;;)
    {
      beck_parker_prepare (&self->parker);
      if (beck_apc_run_all (self))
        return TRUE;
      if (beck_wait_is_over (deadline))
        return FALSE;
      beck_parker_sleep (&self->parker, deadline);
    }
}

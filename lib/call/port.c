/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Completion ports. Either packets wait for threads or threads for packets, never both: who
 * posts hands the packet to the thread on top of the stack of waiters, each of which sleeps
 * on an event of its own. The descriptor is signaled while packets wait.
 */

#include <beck/port.h>

#include <beck/handle.h>
#include <beck/hresult.h>
#include <beck/status.h>
#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/alloc.h"
#include "call/event.h"
#include "call/handle-table.h"
#include "call/post.h"

typedef struct Queued Queued;
typedef struct Waiter Waiter;

struct Queued
{
  Queued *next;
  BeckPacket packet;
};

/* On the stack of a thread in beck_port_get(). */
struct Waiter
{
  Waiter *below;
  BeckEvent told; /* signaled under the lock: it is off the stack and the rest is there */
  HRESULT result;
  BeckPacket packet;
};

typedef struct
{
  BeckHandleTyped typed;
  GMutex lock;
  int fd; /* -1 once closed */
  Queued *head;
  Queued **tail;
  Waiter *waiters;
} Port;

/* The caller holds the lock, and there is a waiter. */
static void
tell_waiter (Port *port, HRESULT result, const BeckPacket *packet, BeckWakes *wakes)
{
  Waiter *waiter = port->waiters;

  port->waiters = waiter->below;
  waiter->result = result;
  waiter->packet = *packet;
  beck_event_signal_collect (&waiter->told, wakes);
}

static void
port_closed (BeckHandleTyped *typed, int fd)
{
  const BeckPacket none = { 0 };
  Port *port = (Port *) typed;
  BeckWakes wakes = { 0 };

  g_mutex_lock (&port->lock);
  port->fd = -1;
  while (port->waiters != NULL)
    tell_waiter (port, HRESULT_FROM_WIN32 (ERROR_ABANDONED_WAIT_0), &none, &wakes);
  g_mutex_unlock (&port->lock);
  beck_wakes_flush (&wakes);
  close (fd);
}

static void
port_finalize (BeckHandleTyped *typed)
{
  Port *port = (Port *) typed;

  while (port->head != NULL)
    {
      Queued *queued = port->head;

      port->head = queued->next;
      beck_free (queued);
    }
  g_mutex_clear (&port->lock);
  beck_free (port);
}

static const BeckHandleType port_type = { port_closed, port_finalize };

HANDLE
beck_port_new (void)
{
  Port *port = beck_alloc0 (sizeof *port);
  HANDLE handle;

  if (port == NULL)
    {
      errno = ENOMEM;
      return INVALID_HANDLE_VALUE;
    }
  port->typed = (BeckHandleTyped){ &port_type, 1 };
  g_mutex_init (&port->lock);
  port->tail = &port->head;
  port->fd = beck_handle_new_eventfd ();
  if (SUCCEEDED (beck_handle_table_add_typed (&port->typed, port->fd, &handle)))
    return handle;
  beck_handle_typed_unref (&port->typed);
  return INVALID_HANDLE_VALUE;
}

static void
append (Port *port, Queued *queued)
{
  if (port->head == NULL && port->fd >= 0)
    eventfd_write (port->fd, 1);
  *port->tail = queued;
  port->tail = &queued->next;
}

G_STATIC_ASSERT (sizeof (Queued) <= BECK_POST_RECORD);

/* Takes @queued. */
static void
post (Port *port, Queued *queued, const BeckPacket *packet)
{
  BeckWakes wakes = { 0 };

  *queued = (Queued){ NULL, *packet };
  g_mutex_lock (&port->lock);
  if (port->waiters != NULL)
    tell_waiter (port, S_OK, packet, &wakes);
  else
    append (port, g_steal_pointer (&queued));
  g_mutex_unlock (&port->lock);
  beck_wakes_flush (&wakes);
  beck_free (queued);
}

HRESULT
beck_port_post_in (gpointer record, HANDLE handle, DWORD bytes, ULONG_PTR key, gpointer overlapped)
{
  const BeckPacket packet = { bytes, key, overlapped };
  BeckHandleTyped *typed = beck_handle_table_ref_typed (handle, &port_type);

  if (typed == NULL)
    {
      beck_free (record);
      return E_HANDLE;
    }
  post ((Port *) typed, record, &packet);
  beck_handle_typed_unref (typed);
  return S_OK;
}

HRESULT
beck_port_post (HANDLE handle, DWORD bytes, ULONG_PTR key, gpointer overlapped)
{
  Queued *queued = beck_alloc (sizeof *queued);

  if (queued == NULL)
    return E_OUTOFMEMORY;
  return beck_port_post_in (queued, handle, bytes, key, overlapped);
}

static Queued *
take_queued (Port *port)
{
  Queued *queued = port->head;
  eventfd_t value;

  if (queued == NULL)
    return NULL;
  port->head = queued->next;
  if (port->head == NULL)
    {
      port->tail = &port->head;
      if (port->fd >= 0)
        eventfd_read (port->fd, &value);
    }
  return queued;
}

static gboolean
take_back (Port *port, Waiter *waiter)
{
  Waiter **link = &port->waiters;

  while (*link != NULL && *link != waiter)
    link = &(*link)->below;
  if (*link == NULL)
    return FALSE;
  *link = waiter->below;
  return TRUE;
}

/* @waiter is on the stack, or was taken from it meanwhile. */
static HRESULT
wait_for_packet (Port *port, Waiter *waiter, DWORD timeout_ms)
{
  HRESULT hr = beck_event_wait (&waiter->told, 0, timeout_ms);
  gboolean mine = FALSE;

  if (FAILED (hr))
    {
      g_mutex_lock (&port->lock);
      mine = take_back (port, waiter);
      g_mutex_unlock (&port->lock);
    }
  return mine ? hr : waiter->result;
}

static HRESULT
get (Port *port, DWORD timeout_ms, BeckPacket *packet)
{
  Waiter waiter = { 0 };
  Queued *queued;
  HRESULT hr;

  g_mutex_lock (&port->lock);
  queued = take_queued (port);
  if (queued == NULL && port->fd >= 0)
    {
      waiter.below = port->waiters;
      port->waiters = &waiter;
    }
  hr = port->fd >= 0 ? S_OK : E_HANDLE;
  g_mutex_unlock (&port->lock);
  if (queued != NULL)
    {
      *packet = queued->packet;
      beck_free (queued);
      return S_OK;
    }
  if (SUCCEEDED (hr))
    hr = wait_for_packet (port, &waiter, timeout_ms);
  if (SUCCEEDED (hr))
    *packet = waiter.packet;
  return hr;
}

HRESULT
beck_port_get (HANDLE handle, DWORD timeout_ms, BeckPacket *packet)
{
  BeckHandleTyped *typed;
  HRESULT hr;

  if (packet == NULL)
    return E_INVALIDARG;
  typed = beck_handle_table_ref_typed (handle, &port_type);
  if (typed == NULL)
    return E_HANDLE;
  hr = get ((Port *) typed, timeout_ms, packet);
  beck_handle_typed_unref (typed);
  return hr;
}

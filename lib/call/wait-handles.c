/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * CoWaitForMultipleHandles: poll(2) over the handles and, where the thread must also hear
 * of its apartment's calls or of APCs, over its own wake-up descriptor.
 */

#include <beck/wait.h>

#include <beck/handle.h>
#include <beck/hresult.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>

#include "base/alloc.h"
#include "call/apc.h"
#include "call/handle-table.h"
#include "call/inbox.h"
#include "call/put-off.h"
#include "call/wait.h"

#define FDS_ON_STACK 64

typedef struct
{
  BeckThread *self;
  BeckInbox *inbox; /* to be served meanwhile; may be NULL */
  DWORD flags;
  gint64 deadline;
  guint n;
  struct pollfd *fds; /* one per handle and one for the thread itself */
} Wait;

static gboolean
is_ready (const struct pollfd *fd)
{
  return fd->revents != 0;
}

static HRESULT
look (Wait *wait)
{
  if (poll (wait->fds, wait->n, 0) < 0 && errno != EINTR)
    return beck_hresult_from_errno (errno);
  for (guint i = 0; i < wait->n; i++)
    if (wait->fds[i].revents & POLLNVAL)
      return E_HANDLE;
  return S_OK;
}

static gboolean
take_any (Wait *wait, DWORD *index)
{
  for (guint i = 0; i < wait->n; i++)
    if (is_ready (&wait->fds[i]) && beck_handle_table_take (wait->fds[i].fd))
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
all_ready (Wait *wait)
{
  guint n = 0;

  while (n < wait->n && is_ready (&wait->fds[n]))
    n++;
  return n == wait->n;
}

/* All or nothing: what was taken goes back when one cannot be had. */
static gboolean
take_all (Wait *wait)
{
  guint taken = 0;

  if (!all_ready (wait))
    return FALSE;
  while (taken < wait->n && beck_handle_table_take (wait->fds[taken].fd))
    taken++;
  if (taken == wait->n)
    return TRUE;
  while (taken-- > 0)
    beck_handle_table_put_back (wait->fds[taken].fd);
  return FALSE;
}

static gboolean
take (Wait *wait, DWORD *index)
{
  return (wait->flags & COWAIT_WAITALL) ? take_all (wait) : take_any (wait, index);
}

/* With WAITALL what is ready already would end each sleep at once: poll(2) passes over
 * negative descriptors. */
static void
hide_ready (Wait *wait)
{
  for (guint i = 0; i < wait->n; i++)
    if (is_ready (&wait->fds[i]))
      wait->fds[i].fd = ~wait->fds[i].fd;
}

static void
show_hidden (Wait *wait)
{
  for (guint i = 0; i < wait->n; i++)
    if (wait->fds[i].fd < 0)
      wait->fds[i].fd = ~wait->fds[i].fd;
}

/* Sleeps until something changes or the time is up. */
static void
sleep_on_descriptors (Wait *wait)
{
  BeckParker *parker = &wait->self->parker;
  gint64 left = wait->deadline < 0 ? 0 : MAX (wait->deadline - g_get_monotonic_time (), 0);
  struct timespec timeout = { left / G_USEC_PER_SEC, (left % G_USEC_PER_SEC) * 1000 };
  struct pollfd *own = &wait->fds[wait->n];
  guint state = PARKER_EMPTY;
  eventfd_t value;

  /* With WAITALL another wait may just have taken one of them: it is not to be hidden. */
  if (all_ready (wait)
      || !atomic_compare_exchange_strong (&parker->state, &state, PARKER_POLLING))
    return;

  *own = (struct pollfd){ parker->wake_fd, POLLIN, 0 };
  if (wait->flags & COWAIT_WAITALL)
    hide_ready (wait);
  beck_thread_before_sleep (wait->self);
  ppoll (wait->fds, wait->n + 1, wait->deadline < 0 ? NULL : &timeout, NULL);
  show_hidden (wait);
  /* Who sets AWAKE writes afterwards, perhaps only after this: then the next sleep finds it. */
  if (atomic_exchange (&parker->state, PARKER_EMPTY) == PARKER_AWAKE || own->revents != 0)
    eventfd_read (parker->wake_fd, &value);
}

/* A poll lets in the calls that are queued when it begins, to end even if they never cease. */
static HRESULT
wait_until_taken (Wait *wait, DWORD *index)
{
  BeckInbox *inbox = wait->inbox;
  guint mark = beck_inbox_mark (inbox);

  for (;;)
    {
      HRESULT hr;

      beck_parker_prepare (&wait->self->parker);
      hr = look (wait);
      if (FAILED (hr) || take (wait, index))
        return hr;
      if ((wait->flags & COWAIT_ALERTABLE) && beck_apc_run_all (wait->self))
        {
          *index = WAIT_IO_COMPLETION;
          return S_OK;
        }
      if (wait->deadline == 0 && beck_inbox_serve_before (inbox, mark))
        continue;
      if (beck_wait_is_over (wait->deadline))
        return RPC_S_CALLPENDING;
      if (!beck_inbox_serve (inbox))
        sleep_on_descriptors (wait);
    }
}

static HRESULT
make_wake_fd (BeckThread *self)
{
  if (self->parker.wake_fd < 0)
    self->parker.wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  return self->parker.wake_fd >= 0 ? S_OK : beck_hresult_from_errno (errno);
}

static int
compare_descriptors (const void *a, const void *b)
{
  return *(const int *) a - *(const int *) b;
}

/* All of them cannot be had if one that a wait takes is asked for twice. */
static HRESULT
refuse_duplicates (const Wait *wait)
{
  int *sorted = beck_alloc (wait->n * sizeof *sorted);
  HRESULT hr = S_OK;

  if (sorted == NULL)
    return E_OUTOFMEMORY;
  for (guint i = 0; i < wait->n; i++)
    sorted[i] = wait->fds[i].fd;
  qsort (sorted, wait->n, sizeof *sorted, compare_descriptors);
  for (guint i = 1; i < wait->n && SUCCEEDED (hr); i++)
    if (sorted[i] == sorted[i - 1])
      hr = E_INVALIDARG;
  beck_free (sorted);
  return hr;
}

/* The arguments are good. */
static HRESULT
wait_for_all (Wait *wait, HANDLE *handles, DWORD *index)
{
  HRESULT hr = S_OK;

  for (guint i = 0; i < wait->n; i++)
    {
      wait->fds[i] = (struct pollfd){ beck_handle_to_fd (handles[i]), POLLIN, 0 };
      if (wait->fds[i].fd < 0)
        hr = E_HANDLE;
    }
  if (SUCCEEDED (hr) && (wait->flags & COWAIT_WAITALL))
    hr = refuse_duplicates (wait);
  return SUCCEEDED (hr) ? wait_until_taken (wait, index) : hr;
}

HRESULT
beck_wait_for_handles (DWORD flags, DWORD timeout_ms, guint n, HANDLE *handles, DWORD *index)
{
  struct pollfd on_stack[FDS_ON_STACK];
  Wait wait = { .self = beck_thread_self (), .flags = flags, .n = n, .fds = on_stack };
  HRESULT hr;

  if (wait.self == NULL)
    return E_OUTOFMEMORY;
  if (!(flags & BECK_WAIT_PLAIN))
    wait.inbox = wait.self->inbox;
  hr = make_wake_fd (wait.self);
  if (FAILED (hr))
    return hr;
  if (n >= FDS_ON_STACK)
    wait.fds = beck_alloc (((gsize) n + 1) * sizeof (struct pollfd));
  if (wait.fds == NULL)
    return E_OUTOFMEMORY;
  wait.deadline = beck_wait_deadline (timeout_ms);
  hr = wait_for_all (&wait, handles, index);
  if (wait.fds != on_stack)
    beck_free (wait.fds);
  return hr;
}

HRESULT
CoWaitForMultipleHandles (DWORD flags, DWORD timeout_ms, ULONG n, HANDLE *handles, DWORD *index)
{
  if (index == NULL)
    return E_INVALIDARG;
  *index = 0;
  if (handles == NULL || (flags & ~BECK_COWAIT_ALL))
    return E_INVALIDARG;
  if (n == 0)
    return RPC_E_NO_SYNC;
  return beck_wait_for_handles (flags, timeout_ms, n, handles, index);
}

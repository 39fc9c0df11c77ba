/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * CLSID_SynchronizeContainer: wait-any over any number of objects, with a cost per call
 * that does not depend on how many there are (design decision 3).
 *
 * A member observes its event. Told of the signal it goes to the end of the ready list, so
 * adding, waking and taking out are O(1). A notification is a hint: whoever takes a member
 * from the ready list takes its event too, and if that was reset meanwhile the member goes
 * back to observing. Objects with no event of ours behind them are watched by their
 * ISynchronizeHandle, and cost a poll(2) over all such.
 *
 * Lock order: the event of a member, the container, the container's own event.
 */

#include "call/classes.h"

#include <beck/handle.h>
#include <beck/hresult.h>
#include <beck/wait.h>
#include <objidlbase.h>

#include "base/alloc.h"
#include "call/synchronize.h"
#include "call/wait.h"
#include "com/options.h"

typedef struct Member Member;

typedef struct
{
  BeckObject object;
  ISynchronizeContainer container;
  BeckEvent ready_event; /* signaled while the ready list is not empty */
  BeckLock lock;
  guint n_members; /* atomic, as a member being taken is in no list */
  Member *members;
  Member *ready;
  Member **ready_tail;
  guint n_foreign; /* atomic; changed under the lock */
} Container;

struct Member
{
  union
  {
    BeckObserver observer; /* `next` links the ready list once told; `notify` is NULL and
                              the rest unused in a foreign member */
    int fd;                /* of a foreign member */
  } u;
  Container *container;
  ISynchronize *sync; /* counted */
  Member *next;
  Member *prev;
};

static gboolean
is_foreign (Member *member)
{
  return member->u.observer.notify == NULL;
}

static BeckEvent *
event_of (Member *member)
{
  return beck_synchronize_own_event (member->sync);
}

/* --- the lists; the caller holds the lock --- */

static void
link_member (Container *self, Member *member)
{
  member->prev = NULL;
  member->next = self->members;
  if (member->next != NULL)
    member->next->prev = member;
  self->members = member;
}

static void
unlink_member (Container *self, Member *member)
{
  if (member->prev != NULL)
    member->prev->next = member->next;
  else
    self->members = member->next;
  if (member->next != NULL)
    member->next->prev = member->prev;
}

static Member *
take_ready (Container *self)
{
  Member *member = self->ready;

  if (member == NULL)
    {
      /* It was signaled for another reason: see watch_foreign(). */
      beck_event_reset (&self->ready_event);
      return NULL;
    }
  self->ready = (Member *) member->u.observer.next;
  if (self->ready == NULL)
    {
      self->ready_tail = &self->ready;
      beck_event_reset (&self->ready_event);
    }
  member->u.observer.next = NULL;
  unlink_member (self, member);
  return member;
}

/* --- members --- */

static void
append_ready (Member *member, BeckWakes *wakes)
{
  Container *self = member->container;

  beck_lock_acquire (&self->lock);
  member->u.observer.next = NULL;
  *self->ready_tail = member;
  self->ready_tail = (Member **) &member->u.observer.next;
  if (self->ready == member)
    beck_event_signal_collect (&self->ready_event, wakes);
  beck_lock_release (&self->lock);
}

static void
member_notify (BeckObserver *observer, BeckWakes *wakes)
{
  append_ready ((Member *) observer, wakes);
}

/* Enters @member, which is in no list, and waits for its signal. */
static void
watch (Container *self, Member *member)
{
  BeckWakes wakes = { 0 };

  beck_lock_acquire (&self->lock);
  link_member (self, member);
  beck_lock_release (&self->lock);
  if (beck_event_observe (event_of (member), &member->u.observer))
    return;
  append_ready (member, &wakes);
  beck_wakes_flush (&wakes);
}

/* Enters @member, which is foreign, and makes waits that began without it look again. */
static void
watch_foreign (Container *self, Member *member)
{
  BeckWakes wakes = { 0 };

  beck_lock_acquire (&self->lock);
  link_member (self, member);
  __atomic_add_fetch (&self->n_foreign, 1, __ATOMIC_RELAXED);
  beck_event_signal_collect (&self->ready_event, &wakes);
  beck_lock_release (&self->lock);
  beck_wakes_flush (&wakes);
}

static HRESULT
member_new (Container *self, ISynchronize *sync, Member **made)
{
  Member *member = beck_alloc0 (sizeof *member);
  HRESULT hr = S_OK;

  *made = member;
  if (member == NULL)
    return E_OUTOFMEMORY;
  member->container = self;
  member->sync = sync;
  if (beck_synchronize_peek_event (sync) != NULL)
    member->u.observer.notify = member_notify;
  else
    hr = beck_synchronize_get_fd (sync, &member->u.fd);
  if (SUCCEEDED (hr))
    sync->lpVtbl->AddRef (sync);
  else
    beck_free (member);
  return hr;
}

/* Reserves a place, so that the limit holds for threads that add at once. */
static gboolean
reserve (Container *self)
{
  guint limit = beck_options_container_limit ();
  guint n = __atomic_add_fetch (&self->n_members, 1, __ATOMIC_RELAXED);

  if (limit == 0 || n <= limit)
    return TRUE;
  __atomic_sub_fetch (&self->n_members, 1, __ATOMIC_RELAXED);
  return FALSE;
}

static HRESULT STDMETHODCALLTYPE
container_add_synchronize (ISynchronizeContainer *This, ISynchronize *sync)
{
  Container *self = BECK_SELF (Container, container, This);
  Member *member;
  HRESULT hr;

  if (sync == NULL)
    return E_INVALIDARG;
  if (!reserve (self))
    return RPC_E_OUT_OF_RESOURCES;
  hr = member_new (self, sync, &member);
  if (SUCCEEDED (hr) && is_foreign (member))
    watch_foreign (self, member);
  else if (SUCCEEDED (hr))
    watch (self, member);
  else
    __atomic_sub_fetch (&self->n_members, 1, __ATOMIC_RELAXED);
  return hr;
}

/* --- waiting --- */

/* Gives the caller the reference the container had. */
static HRESULT
hand_out (Container *self, Member *member, ISynchronize **sync)
{
  *sync = member->sync;
  beck_free (member);
  __atomic_sub_fetch (&self->n_members, 1, __ATOMIC_RELAXED);
  return S_OK;
}

/* A member whose event is signaled, out of the container; NULL if there is none now. */
static Member *
take_signaled (Container *self)
{
  for (;;)
    {
      Member *member;

      beck_lock_acquire (&self->lock);
      member = take_ready (self);
      beck_lock_release (&self->lock);
      if (member == NULL || beck_event_take (event_of (member)))
        return member;
      watch (self, member);
    }
}

/* The descriptors of the foreign members, behind the container's own; NULL if there is no
 * memory. @members: who they belong to, one less. */
static HANDLE *
foreign_handles (Container *self, guint *n, Member ***members)
{
  HANDLE *handles;

  beck_lock_acquire (&self->lock);
  *n = 0;
  handles = beck_alloc ((gsize) (self->n_foreign + 1) * (sizeof *handles + sizeof **members));
  if (handles != NULL)
    {
      *members = (Member **) (handles + self->n_foreign + 1);
      for (Member *member = self->members; member != NULL; member = member->next)
        if (is_foreign (member))
          {
            (*members)[*n] = member;
            handles[++*n] = beck_handle_from_fd (member->u.fd);
          }
    }
  beck_lock_release (&self->lock);
  return handles;
}

/* Takes out @member if it is still there: another thread's wait may have had it. */
static gboolean
take_foreign (Container *self, Member *member)
{
  Member *found;

  beck_lock_acquire (&self->lock);
  for (found = self->members; found != NULL && found != member; found = found->next)
    ;
  if (found != NULL)
    {
      unlink_member (self, member);
      __atomic_sub_fetch (&self->n_foreign, 1, __ATOMIC_RELAXED);
    }
  beck_lock_release (&self->lock);
  return found != NULL;
}

static DWORD
milliseconds_until (gint64 deadline)
{
  gint64 left = deadline - g_get_monotonic_time ();

  if (deadline <= 0)
    return deadline < 0 ? INFINITE : 0;
  return left > 0 ? (DWORD) ((left + 999) / 1000) : 0;
}

/* Waits for a descriptor or for the ready list. *@taken: the foreign member that was taken. */
static HRESULT
wait_with_foreign (Container *self, DWORD flags, gint64 deadline, Member **taken)
{
  int fd = beck_event_get_fd (&self->ready_event);
  Member **members;
  guint n;
  HANDLE *handles = foreign_handles (self, &n, &members);
  DWORD index;
  HRESULT hr;

  *taken = NULL;
  if (handles == NULL || fd < 0)
    {
      beck_free (handles);
      return E_OUTOFMEMORY;
    }
  handles[0] = beck_handle_from_fd (fd);
  hr = CoWaitForMultipleHandles (flags, milliseconds_until (deadline), n + 1, handles, &index);
  if (hr == RPC_S_CALLPENDING)
    hr = beck_options_timeout_status ();
  else if (SUCCEEDED (hr) && index > 0 && index != WAIT_IO_COMPLETION
           && take_foreign (self, members[index - 1]))
    *taken = members[index - 1];
  beck_free (handles);
  return hr;
}

static HRESULT STDMETHODCALLTYPE
container_wait_multiple (ISynchronizeContainer *This, DWORD flags, DWORD timeout_ms,
                         ISynchronize **sync)
{
  Container *self = BECK_SELF (Container, container, This);
  gint64 deadline;
  Member *member;
  HRESULT hr;

  if (sync == NULL)
    return E_INVALIDARG;
  *sync = NULL;
  if ((flags & ~BECK_COWAIT_ALL) || (flags & COWAIT_WAITALL))
    return E_INVALIDARG;
  if (__atomic_load_n (&self->n_members, __ATOMIC_RELAXED) == 0)
    return RPC_E_NO_SYNC;
  member = take_signaled (self);
  if (member != NULL)
    return hand_out (self, member, sync);
  deadline = beck_wait_deadline (timeout_ms);
  for (;;)
    {
      if (__atomic_load_n (&self->n_foreign, __ATOMIC_RELAXED) > 0)
        hr = wait_with_foreign (self, flags, deadline, &member);
      else
        hr = beck_event_wait_until (&self->ready_event, flags, deadline);
      if (FAILED (hr))
        return hr;
      if (member == NULL)
        member = take_signaled (self);
      if (member != NULL)
        return hand_out (self, member, sync);
    }
}

/* --- the class --- */

static HRESULT
container_init (gpointer object)
{
  Container *self = object;

  beck_event_init (&self->ready_event, 0);
  beck_lock_init (&self->lock);
  self->ready_tail = &self->ready;
  return S_OK;
}

static void
container_finalize (gpointer object)
{
  Container *self = object;
  Member *member;

  while ((member = self->members) != NULL)
    {
      if (!is_foreign (member))
        beck_event_unobserve (event_of (member), &member->u.observer);
      self->members = member->next;
      member->sync->lpVtbl->Release (member->sync);
      beck_free (member);
    }
  beck_event_clear (&self->ready_event);
}

const BeckClass beck_container_class = {
  .name = "SynchronizeContainer",
  .size = sizeof (Container),
  .clsid = &CLSID_SynchronizeContainer,
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (Container, container, ISynchronizeContainer,
                      .AddSynchronize = container_add_synchronize,
                      .WaitMultiple = container_wait_multiple)),
  .init = container_init,
  .finalize = container_finalize,
};

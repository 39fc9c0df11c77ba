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
 * Members come from blocks that stay with the container, as they come and go with every call
 * and there may be 100,000.
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
typedef struct Block Block;

typedef struct
{
  BeckObject object;
  ISynchronizeContainer container;
  BeckEvent ready_event; /* signaled while there is somebody on the ready list, or nobody left */
  BeckLock lock;
  guint n_members;
  Member *unused;
  Block *blocks;
  Member *ready;
  Member **ready_tail;
  guint n_foreign;       /* atomic; changed under the lock */
  guint n_foreign_taken; /* counts */
} Container;

struct Member
{
  union
  {
    BeckObserver observer; /* `next` links the ready list once told, and the unused; `notify`
                              is NULL and the rest not there in a foreign member */
    int fd;                /* of a foreign member */
  } u;
  Container *container;
  ISynchronize *sync; /* counted; NULL: unused */
};

struct Block
{
  Block *next;
  Member members[100];
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

/* --- members; the caller holds the lock --- */

static Member *
take_ready (Container *self)
{
  Member *member = self->ready;

  if (member == NULL)
    {
      /* It was signaled for another reason: see enter_member(). */
      if (self->n_members > 0)
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
  return member;
}

static void
discard_member (Container *self, Member *member, BeckWakes *wakes)
{
  member->sync = NULL;
  member->u.observer.next = (BeckObserver *) self->unused;
  self->unused = member;
  /* Who waits for the others learns that there are none. */
  if (--self->n_members == 0)
    beck_event_signal_collect (&self->ready_event, wakes);
}

/* --- adding --- */

static void
add_block (Container *self, Block *block)
{
  block->next = self->blocks;
  self->blocks = block;
  for (guint i = 0; i < G_N_ELEMENTS (block->members); i++)
    {
      block->members[i].sync = NULL;
      block->members[i].u.observer.next = (BeckObserver *) self->unused;
      self->unused = &block->members[i];
    }
}

static void member_notify (BeckObserver *observer, BeckWakes *wakes);

/* Has the lock and an unused member, or no memory for one. */
static gboolean
lock_with_unused (Container *self)
{
  Block *block;

  beck_lock_acquire (&self->lock);
  if (self->unused != NULL)
    return TRUE;
  beck_lock_release (&self->lock);
  block = beck_alloc (sizeof *block);
  if (block == NULL)
    return FALSE;
  beck_lock_acquire (&self->lock);
  add_block (self, block);
  return TRUE;
}

static gboolean
is_full (Container *self)
{
  guint limit = beck_options_container_limit ();

  return limit != 0 && self->n_members >= limit;
}

/* Enters a member for @sync, which is ours, or is watched by @fd. */
static HRESULT
enter_member (Container *self, ISynchronize *sync, int fd, Member **entered, BeckWakes *wakes)
{
  Member *member;

  if (!lock_with_unused (self))
    return E_OUTOFMEMORY;
  if (is_full (self))
    {
      beck_lock_release (&self->lock);
      return RPC_E_OUT_OF_RESOURCES;
    }
  member = self->unused;
  self->unused = (Member *) member->u.observer.next;
  self->n_members++;
  member->container = self;
  member->sync = sync;
  member->u.observer = (BeckObserver){ NULL, NULL, member_notify };
  if (fd >= 0)
    {
      member->u.observer.notify = NULL;
      member->u.fd = fd;
      __atomic_add_fetch (&self->n_foreign, 1, __ATOMIC_RELAXED);
      /* Waits that began without it look again. */
      beck_event_signal_collect (&self->ready_event, wakes);
    }
  beck_lock_release (&self->lock);
  *entered = member;
  return S_OK;
}

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

/* Makes @member hear of its event's signal, or puts it where those are that have heard. */
static void
observe (Member *member)
{
  BeckWakes wakes = { 0 };

  if (beck_event_observe (event_of (member), &member->u.observer))
    return;
  append_ready (member, &wakes);
  beck_wakes_flush (&wakes);
}

static HRESULT STDMETHODCALLTYPE
container_add_synchronize (ISynchronizeContainer *This, ISynchronize *sync)
{
  Container *self = BECK_SELF (Container, container, This);
  BeckWakes wakes = { 0 };
  Member *member = NULL;
  HRESULT hr = S_OK;
  int fd = -1;

  if (sync == NULL)
    return E_INVALIDARG;
  if (beck_synchronize_peek_event (sync) == NULL)
    hr = beck_synchronize_get_fd (sync, &fd);
  if (FAILED (hr))
    return hr;
  /* The container's reference, taken before another thread can be handed it out. */
  sync->lpVtbl->AddRef (sync);
  hr = enter_member (self, sync, fd, &member, &wakes);
  beck_wakes_flush (&wakes);
  if (FAILED (hr))
    sync->lpVtbl->Release (sync);
  else if (fd < 0)
    observe (member);
  return hr;
}

/* --- waiting --- */

/* The object of a member that was taken from the ready list. The caller holds the lock and gets the
 * reference that the container had. */
static ISynchronize *
hand_out (Container *self, Member *member, BeckWakes *wakes)
{
  ISynchronize *sync = member->sync;

  discard_member (self, member, wakes);
  return sync;
}

/* An event that a wait leaves signaled is taken by looking at it, and so with the lock held. */
static gboolean
is_taken_by_looking (Member *member)
{
  guint64 word = beck_event_load (event_of (member));

  return (word & (BECK_EVENT_SIGNALED | BECK_EVENT_AUTO_RESET)) == BECK_EVENT_SIGNALED;
}

/* An object that is signaled, out of the container; NULL if there is none now. */
static ISynchronize *
take_signaled (Container *self)
{
  BeckWakes wakes = { 0 };

  for (;;)
    {
      ISynchronize *sync = NULL;
      Member *member;

      beck_lock_acquire (&self->lock);
      member = take_ready (self);
      if (member != NULL && is_taken_by_looking (member))
        sync = hand_out (self, member, &wakes);
      beck_lock_release (&self->lock);
      beck_wakes_flush (&wakes);
      if (member == NULL || sync != NULL)
        return sync;

      if (!beck_event_take (event_of (member)))
        {
          observe (member); /* the notification was a hint, and the signal is gone */
          continue;
        }
      beck_lock_acquire (&self->lock);
      sync = hand_out (self, member, &wakes);
      beck_lock_release (&self->lock);
      beck_wakes_flush (&wakes);
      return sync;
    }
}

/* The descriptors of the foreign members, behind a place for the container's own; NULL if there
 * is no memory. @members: who they belong to, one less. */
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
      for (Block *block = self->blocks; block != NULL; block = block->next)
        for (guint i = 0; i < G_N_ELEMENTS (block->members); i++)
          if (block->members[i].sync != NULL && is_foreign (&block->members[i]))
            {
              (*members)[*n] = &block->members[i];
              handles[++*n] = beck_handle_from_fd (block->members[i].u.fd);
            }
    }
  beck_lock_release (&self->lock);
  return handles;
}

/* The object of a foreign member whose descriptor @handle was taken, if it is still there:
 * another thread's wait may have had it. */
static ISynchronize *
take_foreign (Container *self, Member *member, HANDLE handle)
{
  BeckWakes wakes = { 0 };
  ISynchronize *sync = NULL;

  beck_lock_acquire (&self->lock);
  if (member->sync != NULL && is_foreign (member)
      && member->u.fd == beck_handle_to_fd (handle))
    {
      __atomic_sub_fetch (&self->n_foreign, 1, __ATOMIC_RELAXED);
      __atomic_add_fetch (&self->n_foreign_taken, 1, __ATOMIC_RELAXED);
      sync = hand_out (self, member, &wakes);
    }
  beck_lock_release (&self->lock);
  beck_wakes_flush (&wakes);
  return sync;
}

/* Waits for a descriptor or for the ready list. *@taken: what a descriptor gave. */
static HRESULT
wait_with_foreign (Container *self, DWORD flags, gint64 deadline, ISynchronize **taken)
{
  int fd = beck_event_get_fd (&self->ready_event);
  guint n_taken = __atomic_load_n (&self->n_foreign_taken, __ATOMIC_RELAXED);
  Member **members = NULL;
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
  if (n >= WAIT_IO_COMPLETION) /* which would be the index of a handle too */
    flags &= ~(DWORD) COWAIT_ALERTABLE;
  handles[0] = beck_handle_from_fd (fd);
  hr = CoWaitForMultipleHandles (flags, beck_wait_milliseconds (deadline), n + 1, handles, &index);
  if (hr == RPC_S_CALLPENDING)
    hr = beck_options_timeout_status ();
  else if (hr == E_HANDLE
           && __atomic_load_n (&self->n_foreign_taken, __ATOMIC_RELAXED) != n_taken)
    hr = S_OK; /* closed by whom it was handed out to; the next look is without it */
  else if (SUCCEEDED (hr) && index > 0 && index <= n)
    *taken = take_foreign (self, members[index - 1], handles[index]);
  beck_free (handles);
  return hr;
}

static guint
count_members (Container *self)
{
  guint n;

  beck_lock_acquire (&self->lock);
  n = self->n_members;
  beck_lock_release (&self->lock);
  return n;
}

static HRESULT
wait_for_signal (Container *self, DWORD flags, gint64 deadline, ISynchronize **sync)
{
  for (;;)
    {
      HRESULT hr;

      if (__atomic_load_n (&self->n_foreign, __ATOMIC_RELAXED) > 0)
        hr = wait_with_foreign (self, flags, deadline, sync);
      else
        hr = beck_event_wait_until (&self->ready_event, flags, deadline);
      if (SUCCEEDED (hr) && *sync == NULL)
        *sync = take_signaled (self);
      if (FAILED (hr) || *sync != NULL)
        return hr;
      if (count_members (self) == 0)
        return RPC_E_NO_SYNC;
    }
}

static HRESULT STDMETHODCALLTYPE
container_wait_multiple (ISynchronizeContainer *This, DWORD flags, DWORD timeout_ms,
                         ISynchronize **sync)
{
  Container *self = BECK_SELF (Container, container, This);

  if (sync == NULL)
    return E_INVALIDARG;
  *sync = NULL;
  if ((flags & ~BECK_COWAIT_ALL) || (flags & COWAIT_WAITALL))
    return E_INVALIDARG;
  *sync = take_signaled (self);
  if (*sync != NULL)
    return S_OK;
  if (count_members (self) == 0)
    return RPC_E_NO_SYNC;
  return wait_for_signal (self, flags, beck_wait_deadline (timeout_ms), sync);
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
let_go (Member *member)
{
  if (member->sync == NULL)
    return;
  if (!is_foreign (member))
    beck_event_unobserve (event_of (member), &member->u.observer);
  member->sync->lpVtbl->Release (member->sync);
}

static void
container_finalize (gpointer object)
{
  Container *self = object;

  while (self->blocks != NULL)
    {
      Block *block = self->blocks;

      self->blocks = block->next;
      for (guint i = 0; i < G_N_ELEMENTS (block->members); i++)
        let_go (&block->members[i]);
      beck_free (block);
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

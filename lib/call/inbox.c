/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "call/inbox.h"

#include "base/alloc.h"
#include "call/event.h"

struct BeckInbox
{
  gint refs;
  BeckQueue queue;
  BeckThread *owner; /* NULL once closed; under the queue's lock */
  void (*wake) (gpointer data);
  gpointer wake_data;
};

BeckInbox *
beck_inbox_new (BeckThread *self, void (*wake) (gpointer data), gpointer data)
{
  BeckInbox *inbox = beck_alloc (sizeof *inbox);

  if (inbox == NULL)
    return NULL;
  inbox->refs = 1;
  beck_queue_init (&inbox->queue);
  inbox->owner = self;
  inbox->wake = wake;
  inbox->wake_data = data;
  return inbox;
}

BeckInbox *
beck_inbox_ref (BeckInbox *inbox)
{
  __atomic_add_fetch (&inbox->refs, 1, __ATOMIC_RELAXED);
  return inbox;
}

void
beck_inbox_unref (BeckInbox *inbox)
{
  if (__atomic_sub_fetch (&inbox->refs, 1, __ATOMIC_ACQ_REL) == 0)
    beck_free (inbox);
}

gboolean
beck_inbox_push (BeckInbox *inbox, BeckWork *work)
{
  BeckWakes wakes = { 0 };
  gboolean open;

  beck_lock_acquire (&inbox->queue.lock);
  open = inbox->owner != NULL;
  if (open)
    {
      beck_queue_append (&inbox->queue, work);
      beck_wakes_add (&wakes, &inbox->owner->parker);
      inbox->wake (inbox->wake_data);
    }
  beck_lock_release (&inbox->queue.lock);
  beck_wakes_flush (&wakes);
  return open;
}

gboolean
beck_inbox_serve (BeckInbox *inbox)
{
  BeckWork *work;

  if (inbox == NULL)
    return FALSE;
  beck_lock_acquire (&inbox->queue.lock);
  work = beck_queue_take (&inbox->queue);
  beck_lock_release (&inbox->queue.lock);
  if (work != NULL)
    work->run (work);
  return work != NULL;
}

/* Closes unless work came meanwhile. */
static gboolean
try_close (BeckInbox *inbox)
{
  gboolean empty;

  beck_lock_acquire (&inbox->queue.lock);
  empty = inbox->queue.head == NULL;
  if (empty)
    inbox->owner = NULL;
  beck_lock_release (&inbox->queue.lock);
  return empty;
}

void
beck_inbox_close (BeckInbox *inbox)
{
  while (!try_close (inbox))
    beck_inbox_serve (inbox);
}

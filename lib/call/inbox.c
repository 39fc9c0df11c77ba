/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "call/inbox.h"

#include "base/alloc.h"
#include "call/event.h"

struct BeckInbox
{
  gint refs;
  BeckQueue queue;
  /* Under the queue's lock: */
  BeckThread *owner; /* NULL once closed */
  guint n_pushed;
  guint n_taken;
  void (*wake) (gpointer data);
  gpointer wake_data;
};

BeckInbox *
beck_inbox_new (BeckThread *self, void (*wake) (gpointer data), gpointer data)
{
  BeckInbox *inbox = beck_alloc0 (sizeof *inbox);

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
      gboolean was_empty = inbox->queue.head == NULL;

      beck_queue_append (&inbox->queue, work);
      inbox->n_pushed++;
      beck_wakes_add (&wakes, &inbox->owner->parker);
      if (was_empty)
        inbox->wake (inbox->wake_data);
    }
  beck_lock_release (&inbox->queue.lock);
  beck_wakes_flush (&wakes);
  return open;
}

guint
beck_inbox_mark (BeckInbox *inbox)
{
  guint mark;

  if (inbox == NULL)
    return 0;
  beck_lock_acquire (&inbox->queue.lock);
  mark = inbox->n_pushed;
  beck_lock_release (&inbox->queue.lock);
  return mark;
}

static gboolean
serve (BeckInbox *inbox, const guint *mark)
{
  BeckWork *work = NULL;

  if (inbox == NULL)
    return FALSE;
  beck_lock_acquire (&inbox->queue.lock);
  /* The counters wrap; what is queued is less than half their range. */
  if (mark == NULL || (gint) (*mark - inbox->n_taken) > 0)
    work = beck_queue_take (&inbox->queue);
  if (work != NULL)
    inbox->n_taken++;
  beck_lock_release (&inbox->queue.lock);
  if (work != NULL)
    work->run (work);
  return work != NULL;
}

gboolean
beck_inbox_serve (BeckInbox *inbox)
{
  return serve (inbox, NULL);
}

gboolean
beck_inbox_serve_before (BeckInbox *inbox, guint mark)
{
  return serve (inbox, &mark);
}

gboolean
beck_inbox_is_ready (BeckInbox *inbox)
{
  gboolean ready;

  beck_lock_acquire (&inbox->queue.lock);
  ready = inbox->queue.head != NULL && inbox->owner == beck_thread_tls;
  beck_lock_release (&inbox->queue.lock);
  return ready;
}

void
beck_inbox_close (BeckInbox *inbox)
{
  /* Closed first: from then on the queue only gets shorter. */
  beck_lock_acquire (&inbox->queue.lock);
  inbox->owner = NULL;
  beck_lock_release (&inbox->queue.lock);
  while (beck_inbox_serve (inbox))
    ;
}

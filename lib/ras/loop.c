/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The loop's thread begins with the first holder and ends with the last; each start has a record
 * of its own, so that a thread that is still on its way out and the next one never share a context.
 *
 * What others push is in an inbox, a source that is ready while there is work in it: nothing is
 * allocated for it, and its lock is one that thread sanitizers see.
 */

#include "ras/loop.h"

#include <limits.h>

#include "base/alloc.h"
#include "base/futex.h"
#include "base/lock.h"

typedef struct
{
  GSource source;
  BeckLock lock;
  BeckWork *first, **end; /* with the lock */
} Inbox;

typedef struct
{
  GMainContext *context;
  Inbox *inbox;
  atomic_bool over;
} Loop;

static GMutex mutex;
/* With the mutex: */
static guint n_holders;
static Loop *current;

static GPrivate is_loop;

/* ---- The inbox ---- */

static gboolean
has_work (Inbox *inbox)
{
  gboolean has;

  beck_lock_acquire (&inbox->lock);
  has = inbox->first != NULL;
  beck_lock_release (&inbox->lock);
  return has;
}

static BeckWork *
take_work (Inbox *inbox)
{
  BeckWork *work;

  beck_lock_acquire (&inbox->lock);
  work = inbox->first;
  if (work != NULL && (inbox->first = work->next) == NULL)
    inbox->end = &inbox->first;
  beck_lock_release (&inbox->lock);
  return work;
}

static gboolean
prepare (GSource *source, int *timeout)
{
  *timeout = -1;
  return has_work ((Inbox *) source);
}

static gboolean
check (GSource *source)
{
  return has_work ((Inbox *) source);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  BeckWork *work = take_work ((Inbox *) source);

  if (work != NULL)
    work->run (work);
  return G_SOURCE_CONTINUE;
}

static Inbox *
inbox_new (GMainContext *context)
{
  static GSourceFuncs funcs = { prepare, check, dispatch, NULL, NULL, NULL };
  Inbox *inbox = (Inbox *) g_source_new (&funcs, sizeof *inbox);

  beck_lock_init (&inbox->lock);
  inbox->end = &inbox->first;
  g_source_set_static_name (&inbox->source, "BeckRasInbox");
  g_source_attach (&inbox->source, context);
  return inbox;
}

/* ---- The thread ---- */

static void
loop_free (Loop *loop)
{
  g_source_destroy (&loop->inbox->source);
  g_source_unref (&loop->inbox->source);
  g_main_context_unref (loop->context);
  beck_free (loop);
}

static gpointer
run (gpointer data)
{
  Loop *loop = data;

  g_private_set (&is_loop, loop);
  g_main_context_push_thread_default (loop->context);
  while (!atomic_load (&loop->over) || has_work (loop->inbox))
    g_main_context_iteration (loop->context, TRUE);
  g_main_context_pop_thread_default (loop->context);
  /* Whoever ended it has left it alone then. */
  g_mutex_lock (&mutex);
  g_mutex_unlock (&mutex);
  loop_free (loop);
  return NULL;
}

static Loop *
start (void)
{
  Loop *loop = beck_alloc (sizeof *loop);
  GThread *thread;

  if (loop == NULL)
    return NULL;
  loop->context = g_main_context_new ();
  loop->inbox = inbox_new (loop->context);
  atomic_init (&loop->over, FALSE);
  thread = g_thread_try_new ("beck-ras", run, loop, NULL);
  if (thread == NULL)
    {
      loop_free (loop);
      return NULL;
    }
  g_thread_unref (thread);
  return loop;
}

gboolean
beck_ras_loop_hold (void)
{
  gboolean held;

  g_mutex_lock (&mutex);
  if (n_holders == 0)
    current = start ();
  held = current != NULL;
  if (held)
    n_holders++;
  g_mutex_unlock (&mutex);
  return held;
}

void
beck_ras_loop_release (void)
{
  g_mutex_lock (&mutex);
  if (--n_holders == 0)
    {
      atomic_store (&current->over, TRUE);
      g_main_context_wakeup (current->context);
      current = NULL;
    }
  g_mutex_unlock (&mutex);
}

static Loop *
get_current (void)
{
  Loop *loop;

  g_mutex_lock (&mutex);
  loop = current;
  g_mutex_unlock (&mutex);
  return loop;
}

GMainContext *
beck_ras_loop_context (void)
{
  return get_current ()->context;
}

gboolean
beck_ras_loop_is_current (void)
{
  return g_private_get (&is_loop) != NULL;
}

/* ---- Work for it ---- */

void
beck_ras_loop_push (BeckWork *work)
{
  Loop *loop = get_current ();
  Inbox *inbox = loop->inbox;

  work->next = NULL;
  beck_lock_acquire (&inbox->lock);
  *inbox->end = work;
  inbox->end = &work->next;
  beck_lock_release (&inbox->lock);
  g_main_context_wakeup (loop->context);
}

typedef struct
{
  BeckWork work;
  void (*func) (gpointer data);
  gpointer data;
  atomic_uint done;
} Request;

static void
serve (BeckWork *work)
{
  Request *request = (Request *) work;

  request->func (request->data);
  atomic_store (&request->done, 1);
  beck_futex_wake (&request->done, INT_MAX);
}

void
beck_ras_loop_call (void (*func) (gpointer data), gpointer data)
{
  Request request = { { .run = serve }, func, data };

  if (beck_ras_loop_is_current ())
    {
      func (data);
      return;
    }
  beck_ras_loop_push (&request.work);
  while (atomic_load (&request.done) == 0)
    beck_futex_wait (&request.done, 0, -1);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * TestSleep: a call that takes its time, but no thread. The manager puts it to bed and returns;
 * one thread wakes all of them, each when it is due.
 *
 * A sleeper is ended by whoever takes it out of the bed: the clock, the notification that its
 * client has lost interest, or echo_stop(). A notification may be on its way while the clock
 * wakes the sleeper, and what it is about must exist until it has come. So ending has two
 * conditions, the subscription is cancelled and all that it queued has arrived, and it is done
 * by whoever meets the second one.
 */

#include <beck/rpc-async.h>

#include "echo.h"
#include "rpcecho.h"

typedef struct
{
  PRPC_ASYNC_STATE async;
  gint64 due;
  ULONG seconds;
  /* With the lock: */
  gboolean cancelled;
  gboolean unsubscribed;
  ULONG told;   /* notifications that came */
  ULONG queued; /* that come in all, when @unsubscribed */
} Sleeper;

static GMutex lock;
static GCond changed;
/* With the lock: */
static GTree *bed; /* of Sleeper, the next to wake first */
static guint unfinished;
static gboolean stopping;

static GThread *clock_thread;

static gint
order (gconstpointer a, gconstpointer b, gpointer unused)
{
  const Sleeper *x = a, *y = b;

  if (x->due != y->due)
    return x->due < y->due ? -1 : 1;
  return x < y ? -1 : x > y;
}

static ULONG
unsubscribe (PRPC_ASYNC_STATE async, RPC_NOTIFICATIONS what)
{
  ULONG queued = 0;

  RpcServerUnsubscribeForNotification (RpcAsyncGetCallHandle (async), what, &queued);
  return queued;
}

/* Answers, and forgets the call. */
static void
end (Sleeper *sleeper)
{
  ULONG reply = sleeper->seconds;

  if (sleeper->cancelled)
    RpcAsyncAbortCall (sleeper->async, RPC_S_CALL_CANCELLED);
  else
    RpcAsyncCompleteCall (sleeper->async, &reply);
  g_free (sleeper);
  g_mutex_lock (&lock);
  if (--unfinished == 0)
    g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

/* By whoever took it out of the bed. */
static void
get_up (Sleeper *sleeper)
{
  ULONG queued = unsubscribe (sleeper->async, RpcNotificationCallCancel)
                 + unsubscribe (sleeper->async, RpcNotificationClientDisconnect);
  gboolean last;

  g_mutex_lock (&lock);
  sleeper->unsubscribed = TRUE;
  sleeper->queued = queued;
  last = sleeper->told >= queued;
  g_mutex_unlock (&lock);
  if (last)
    end (sleeper);
}

static void
told (PRPC_ASYNC_STATE async, void *context, RPC_ASYNC_EVENT event)
{
  Sleeper *sleeper = async->UserInfo;
  gboolean mine, last;

  g_mutex_lock (&lock);
  sleeper->told++;
  mine = g_tree_remove (bed, sleeper);
  if (mine)
    sleeper->cancelled = TRUE;
  last = sleeper->unsubscribed && sleeper->told == sleeper->queued;
  g_mutex_unlock (&lock);
  if (mine)
    get_up (sleeper);
  else if (last)
    end (sleeper);
}

/* FALSE if there is no reason to sleep any more. */
static gboolean
go_to_bed (Sleeper *sleeper)
{
  gboolean asleep;

  g_mutex_lock (&lock);
  asleep = !stopping && sleeper->told == 0;
  if (asleep)
    {
      g_tree_insert (bed, sleeper, sleeper);
      if (g_tree_node_key (g_tree_node_first (bed)) == sleeper)
        g_cond_broadcast (&changed);
    }
  else
    sleeper->cancelled = TRUE;
  g_mutex_unlock (&lock);
  return asleep;
}

void
TestSleep (PRPC_ASYNC_STATE async, handle_t handle, ULONG seconds)
{
  RPC_ASYNC_NOTIFICATION_INFO info = { .NotificationRoutine = told };
  Sleeper *sleeper = g_new0 (Sleeper, 1);

  sleeper->async = async;
  sleeper->due = g_get_monotonic_time () + seconds * G_TIME_SPAN_SECOND;
  sleeper->seconds = seconds;
  async->UserInfo = sleeper;
  g_mutex_lock (&lock);
  unfinished++;
  g_mutex_unlock (&lock);

  /* A call that cannot be subscribed to sleeps to the end. */
  RpcServerSubscribeForNotification (RpcAsyncGetCallHandle (async),
                                     RpcNotificationCallCancel | RpcNotificationClientDisconnect,
                                     RpcNotificationTypeCallback, &info);
  if (!go_to_bed (sleeper))
    get_up (sleeper);
}

/* With the lock: takes out who is due, or waits until somebody may be. */
static Sleeper *
next_due (void)
{
  GTreeNode *node = g_tree_node_first (bed);
  Sleeper *sleeper = node != NULL ? g_tree_node_key (node) : NULL;

  if (sleeper == NULL)
    g_cond_wait (&changed, &lock);
  else if (!stopping && sleeper->due > g_get_monotonic_time ())
    g_cond_wait_until (&changed, &lock, sleeper->due);
  else
    {
      sleeper->cancelled = stopping;
      g_tree_remove (bed, sleeper);
      return sleeper;
    }
  return NULL;
}

static gpointer
run_clock (gpointer unused)
{
  g_mutex_lock (&lock);
  while (!stopping || unfinished > 0)
    {
      Sleeper *sleeper = next_due ();

      if (sleeper == NULL)
        continue;
      g_mutex_unlock (&lock);
      get_up (sleeper);
      g_mutex_lock (&lock);
    }
  g_mutex_unlock (&lock);
  return NULL;
}

void
echo_start (void)
{
  if (bed == NULL)
    bed = g_tree_new_full (order, NULL, NULL, NULL);
  stopping = FALSE;
  clock_thread = g_thread_new ("echo-clock", run_clock, NULL);
}

void
echo_stop (void)
{
  g_mutex_lock (&lock);
  stopping = TRUE;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
  g_thread_join (clock_thread);
}

guint
echo_sleeping (void)
{
  guint n;

  g_mutex_lock (&lock);
  n = unfinished;
  g_mutex_unlock (&lock);
  return n;
}

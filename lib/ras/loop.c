/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The loop's thread begins with the first holder and ends with the last; each start has a record
 * of its own, so that a thread that is still on its way out and the next one never share a context.
 */

#include "ras/loop.h"

#include "base/alloc.h"

typedef struct
{
  GMainContext *context;
  GMainLoop *main_loop;
} Loop;

static GMutex mutex;
/* With the mutex: */
static guint n_holders;
static Loop *current;

static GPrivate is_loop;

static gpointer
run (gpointer data)
{
  Loop *loop = data;

  g_private_set (&is_loop, loop);
  g_main_context_push_thread_default (loop->context);
  g_main_loop_run (loop->main_loop);
  /* What was asked for before the last holder left. */
  while (g_main_context_iteration (loop->context, FALSE))
    ;
  g_main_context_pop_thread_default (loop->context);
  g_main_loop_unref (loop->main_loop);
  g_main_context_unref (loop->context);
  beck_free (loop);
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
  loop->main_loop = g_main_loop_new (loop->context, FALSE);
  thread = g_thread_try_new ("beck-ras", run, loop, NULL);
  if (thread != NULL)
    {
      g_thread_unref (thread);
      return loop;
    }
  g_main_loop_unref (loop->main_loop);
  g_main_context_unref (loop->context);
  beck_free (loop);
  return NULL;
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

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
beck_ras_loop_release (void)
{
  Loop *ended = NULL;
  GSource *source;

  g_mutex_lock (&mutex);
  if (--n_holders == 0)
    {
      ended = current;
      current = NULL;
      /* By a source: a loop that does not run yet would forget to quit. */
      source = g_idle_source_new ();
      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, quit, ended->main_loop, NULL);
      g_source_attach (source, ended->context);
      g_source_unref (source);
    }
  g_mutex_unlock (&mutex);
}

GMainContext *
beck_ras_loop_context (void)
{
  GMainContext *context;

  g_mutex_lock (&mutex);
  context = current->context;
  g_mutex_unlock (&mutex);
  return context;
}

gboolean
beck_ras_loop_is_current (void)
{
  return g_private_get (&is_loop) != NULL;
}

typedef struct
{
  void (*func) (gpointer data);
  gpointer data;
  GMutex mutex;
  GCond cond;
  gboolean done;
} Request;

static gboolean
serve (gpointer data)
{
  Request *request = data;

  request->func (request->data);
  g_mutex_lock (&request->mutex);
  request->done = TRUE;
  g_cond_signal (&request->cond);
  g_mutex_unlock (&request->mutex);
  return G_SOURCE_REMOVE;
}

void
beck_ras_loop_call (void (*func) (gpointer data), gpointer data)
{
  Request request = { func, data };

  if (beck_ras_loop_is_current ())
    {
      func (data);
      return;
    }
  g_mutex_init (&request.mutex);
  g_cond_init (&request.cond);
  g_main_context_invoke_full (beck_ras_loop_context (), G_PRIORITY_DEFAULT, serve, &request, NULL);
  g_mutex_lock (&request.mutex);
  while (!request.done)
    g_cond_wait (&request.cond, &request.mutex);
  g_mutex_unlock (&request.mutex);
  g_mutex_clear (&request.mutex);
  g_cond_clear (&request.cond);
}

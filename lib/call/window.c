/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A window is a GSource with a queue: it is ready while there are messages. */

#include <beck/window.h>

#include <beck/hresult.h>

#include "base/alloc.h"
#include "base/lock.h"

#define WINDOW_MAGIC 0x646e6957u /* "Wind" */

typedef struct Message Message;

struct Message
{
  Message *next;
  UINT message;
  ULONG_PTR wparam;
  LONG_PTR lparam;
};

typedef struct
{
  GSource source;
  guint32 magic;
  BeckWindowFunc func;
  gpointer user_data;
  GDestroyNotify free_data;
  BeckLock lock; /* guards what follows */
  Message *first, **end;
} Window;

static gboolean
has_message (Window *window)
{
  gboolean has;

  beck_lock_acquire (&window->lock);
  has = window->first != NULL;
  beck_lock_release (&window->lock);
  return has;
}

static Message *
take_message (Window *window)
{
  Message *message;

  beck_lock_acquire (&window->lock);
  message = window->first;
  if (message != NULL && (window->first = message->next) == NULL)
    window->end = &window->first;
  beck_lock_release (&window->lock);
  return message;
}

static gboolean
prepare (GSource *source, int *timeout)
{
  *timeout = -1;
  return has_message ((Window *) source);
}

static gboolean
check (GSource *source)
{
  return has_message ((Window *) source);
}

/* One message for each turn of the loop, so that others have theirs. */
static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  Window *window = (Window *) source;
  Message *message = take_message (window);

  if (message != NULL)
    window->func (window, message->message, message->wparam, message->lparam, window->user_data);
  beck_free (message);
  return G_SOURCE_CONTINUE;
}

static void
finalize (GSource *source)
{
  Window *window = (Window *) source;
  Message *message;

  while ((message = take_message (window)) != NULL)
    beck_free (message);
  window->magic = 0;
  if (window->free_data != NULL)
    window->free_data (window->user_data);
}

static GSourceFuncs window_funcs = { prepare, check, dispatch, finalize, NULL, NULL };

HWND
beck_window_new (GMainContext *context, BeckWindowFunc func, gpointer user_data,
                 GDestroyNotify free_data)
{
  Window *window = (Window *) g_source_new (&window_funcs, sizeof (Window));

  window->magic = WINDOW_MAGIC;
  window->func = func;
  window->user_data = user_data;
  window->free_data = free_data;
  beck_lock_init (&window->lock);
  window->end = &window->first;
  g_source_set_static_name (&window->source, "BeckWindow");
  g_source_attach (&window->source, context);
  return window;
}

HRESULT
beck_window_post (HWND handle, UINT message, ULONG_PTR wparam, LONG_PTR lparam)
{
  Window *window = handle;
  GMainContext *context;
  Message *posted;

  if (window == NULL || window->magic != WINDOW_MAGIC)
    return E_HANDLE;
  posted = beck_alloc (sizeof *posted);
  if (posted == NULL)
    return E_OUTOFMEMORY;
  *posted = (Message){ NULL, message, wparam, lparam };
  beck_lock_acquire (&window->lock);
  *window->end = posted;
  window->end = &posted->next;
  beck_lock_release (&window->lock);
  context = g_source_get_context (&window->source);
  if (context != NULL)
    g_main_context_wakeup (context);
  return S_OK;
}

void
beck_window_free (HWND handle)
{
  Window *window = handle;

  if (window == NULL)
    return;
  g_source_destroy (&window->source);
  g_source_unref (&window->source);
}

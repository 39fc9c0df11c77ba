/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A window is a GSource with a queue: it is ready while there are messages. One that was posted is
 * freed when it has been delivered; one that was sent is its sender's, who waits until it is done.
 *
 * The source's own callback is never called: it tells when the source is destroyed, whoever does it,
 * and then nobody waits any more.
 */

#include <beck/window.h>

#include <beck/hresult.h>

#include "base/alloc.h"
#include "base/lock.h"
#include "call/post.h"

#define WINDOW_MAGIC 0x646e6957u /* "Wind" */

typedef struct Message Message;

/* How far a message that was sent has come. */
typedef struct
{
  GMutex mutex;
  GCond cond;
  gboolean done; /* with the mutex, as is the next */
  gboolean delivered;
} Sender;

struct Message
{
  Message *next;
  Sender *sender; /* NULL: posted */
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
  GMainContext *context; /* no reference; NULL, and nothing is delivered, once it is destroyed */
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

/* FALSE, and it is the caller's again, if the window is gone. */
static gboolean
queue_message (Window *window, Message *message)
{
  gboolean queued;

  beck_lock_acquire (&window->lock);
  queued = window->context != NULL;
  if (queued)
    {
      *window->end = message;
      window->end = &message->next;
      g_main_context_wakeup (window->context);
    }
  beck_lock_release (&window->lock);
  return queued;
}

/* Frees it, or lets its sender go on, whose it is. */
static void
end_message (Message *message, gboolean delivered)
{
  Sender *sender = message->sender;

  if (sender == NULL)
    {
      beck_free (message);
      return;
    }
  g_mutex_lock (&sender->mutex);
  sender->done = TRUE;
  sender->delivered = delivered;
  g_cond_signal (&sender->cond);
  g_mutex_unlock (&sender->mutex);
}

static void
drop_messages (Window *window)
{
  Message *message;

  while ((message = take_message (window)) != NULL)
    end_message (message, FALSE);
}

/* One message for each turn of the loop, so that others have theirs. */
static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  Window *window = (Window *) source;
  Message *message = take_message (window);

  if (message == NULL)
    return G_SOURCE_CONTINUE;
  window->func (window, message->message, message->wparam, message->lparam, window->user_data);
  end_message (message, TRUE);
  return G_SOURCE_CONTINUE;
}

static gboolean
never (gpointer data)
{
  return G_SOURCE_REMOVE;
}

static void
destroyed (gpointer data)
{
  Window *window = data;

  beck_lock_acquire (&window->lock);
  window->context = NULL;
  beck_lock_release (&window->lock);
  drop_messages (window);
}

static void
finalize (GSource *source)
{
  Window *window = (Window *) source;

  drop_messages (window);
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
  window->context = context != NULL ? context : g_main_context_default ();
  g_source_set_static_name (&window->source, "BeckWindow");
  g_source_set_callback (&window->source, never, window, destroyed);
  g_source_attach (&window->source, context);
  return window;
}

static gboolean
is_window (Window *window)
{
  return window != NULL && window->magic == WINDOW_MAGIC;
}

G_STATIC_ASSERT (sizeof (Message) <= BECK_POST_RECORD);

HRESULT
beck_window_post_in (gpointer record, HWND handle, UINT message, ULONG_PTR wparam, LONG_PTR lparam)
{
  Message *posted = record;

  *posted = (Message){ NULL, NULL, message, wparam, lparam };
  if (is_window (handle) && queue_message (handle, posted))
    return S_OK;
  beck_free (posted);
  return E_HANDLE;
}

HRESULT
beck_window_post (HWND handle, UINT message, ULONG_PTR wparam, LONG_PTR lparam)
{
  Message *posted;

  if (!is_window (handle))
    return E_HANDLE;
  posted = beck_alloc (sizeof *posted);
  if (posted == NULL)
    return E_OUTOFMEMORY;
  return beck_window_post_in (posted, handle, message, wparam, lparam);
}

/* ---- Sending ---- */

static gboolean
is_own_thread (Window *window)
{
  gboolean own;

  beck_lock_acquire (&window->lock);
  own = window->context != NULL && g_main_context_is_owner (window->context);
  beck_lock_release (&window->lock);
  return own;
}

/* Whether the message was delivered. */
static gboolean
wait_for (Sender *sender)
{
  gboolean delivered;

  g_mutex_lock (&sender->mutex);
  while (!sender->done)
    g_cond_wait (&sender->cond, &sender->mutex);
  delivered = sender->delivered;
  g_mutex_unlock (&sender->mutex);
  return delivered;
}

static gboolean
queue_and_wait (Window *window, Message *message)
{
  gboolean delivered = FALSE;

  g_mutex_init (&message->sender->mutex);
  g_cond_init (&message->sender->cond);
  if (queue_message (window, message))
    delivered = wait_for (message->sender);
  g_mutex_clear (&message->sender->mutex);
  g_cond_clear (&message->sender->cond);
  return delivered;
}

HRESULT
beck_window_send (HWND handle, UINT message, ULONG_PTR wparam, LONG_PTR lparam)
{
  Window *window = handle;
  Sender sender = { 0 };
  Message sent = { NULL, &sender, message, wparam, lparam };
  HRESULT hr;

  if (!is_window (window))
    return E_HANDLE;
  g_source_ref (&window->source);
  if (is_own_thread (window))
    {
      window->func (window, message, wparam, lparam, window->user_data);
      hr = S_OK;
    }
  else
    hr = queue_and_wait (window, &sent) ? S_OK : E_HANDLE;
  g_source_unref (&window->source);
  return hr;
}

/* ---- Numbers of messages ---- */

#define FIRST_NUMBER 0xC000u
#define N_NUMBERS 0x4000u

UINT
beck_window_register_message (const char *name)
{
  static GMutex mutex;
  static GHashTable *numbers; /* for the life of the process */
  g_autofree char *key = g_ascii_strdown (name, -1);
  gpointer number;

  g_mutex_lock (&mutex);
  if (numbers == NULL)
    numbers = g_hash_table_new (g_str_hash, g_str_equal);
  number = g_hash_table_lookup (numbers, key);
  if (number == NULL && g_hash_table_size (numbers) < N_NUMBERS)
    {
      number = GUINT_TO_POINTER (FIRST_NUMBER + g_hash_table_size (numbers));
      g_hash_table_insert (numbers, g_steal_pointer (&key), number);
    }
  g_mutex_unlock (&mutex);
  return GPOINTER_TO_UINT (number);
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

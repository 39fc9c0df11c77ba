/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A GSource on an ISynchronize. With one of our events behind it, the source is an observer
 * and the main context is woken by g_main_context_wakeup(), so no descriptor is needed; on
 * others it watches the descriptor of their ISynchronizeHandle.
 */

#include <beck/glib.h>

#include "call/handle-table.h"
#include "call/put-off.h"
#include "call/synchronize.h"

typedef struct
{
  GSource source;
  ISynchronize *sync; /* counted */
  BeckEvent *event;   /* NULL: `fd` is watched */
  BeckObserver observer;
  GMainContext *context; /* counted; to be woken */
  gboolean observing;
  atomic_bool told;
  int fd;
  gpointer tag;
} SyncSource;

static SyncSource *
source_of (BeckObserver *observer)
{
  return (SyncSource *) (gpointer) ((char *) observer - offsetof (SyncSource, observer));
}

/* Told with the event's lock held. The source is still there, as its finalize takes the lock
 * too, but may have no reference left: only what is its own is touched. */
static void
source_notify (BeckObserver *observer, BeckWakes *wakes)
{
  SyncSource *self = source_of (observer);

  atomic_store_explicit (&self->told, TRUE, memory_order_release);
  g_main_context_wakeup (self->context);
}

static gboolean
is_told (SyncSource *self)
{
  return atomic_load_explicit (&self->told, memory_order_acquire);
}

static gboolean
source_prepare (GSource *source, gint *timeout)
{
  SyncSource *self = (SyncSource *) source;

  if (beck_thread_tls != NULL)
    beck_thread_before_sleep (beck_thread_tls);
  *timeout = -1;
  if (self->event == NULL)
    return FALSE;
  if (!self->observing)
    {
      if (self->context == NULL)
        self->context = g_main_context_ref (g_source_get_context (source));
      self->observing = beck_event_observe (self->event, &self->observer);
      if (!self->observing)
        atomic_store_explicit (&self->told, TRUE, memory_order_relaxed);
    }
  return is_told (self);
}

static gboolean
source_check (GSource *source)
{
  SyncSource *self = (SyncSource *) source;

  return self->event != NULL ? is_told (self) : g_source_query_unix_fd (source, self->tag) != 0;
}

/* A source is dispatched without having been told when a child source of it is ready; then
 * it goes on observing. */
static gboolean
take (SyncSource *self)
{
  if (self->event == NULL)
    return beck_handle_table_take (self->fd);
  if (is_told (self))
    {
      self->observing = FALSE;
      atomic_store_explicit (&self->told, FALSE, memory_order_relaxed);
    }
  return beck_event_take (self->event);
}

static gboolean
source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  SyncSource *self = (SyncSource *) source;

  if (callback == NULL)
    {
      g_warning ("A source on an ISynchronize was dispatched without callback. You must call "
                 "g_source_set_callback().");
      return G_SOURCE_REMOVE;
    }
  if (!take (self))
    return G_SOURCE_CONTINUE;
  return ((BeckSynchronizeSourceFunc) (gpointer) callback) (self->sync, user_data);
}

static void
source_finalize (GSource *source)
{
  SyncSource *self = (SyncSource *) source;

  if (self->event != NULL)
    beck_event_unobserve (self->event, &self->observer);
  g_clear_pointer (&self->context, g_main_context_unref);
  self->sync->lpVtbl->Release (self->sync);
}

static GSourceFuncs source_funcs = {
  .prepare = source_prepare,
  .check = source_check,
  .dispatch = source_dispatch,
  .finalize = source_finalize,
};

GSource *
beck_synchronize_source_new (ISynchronize *sync)
{
  BeckEvent *event;
  SyncSource *self;
  int fd = -1;

  g_return_val_if_fail (sync != NULL, NULL);
  event = beck_synchronize_peek_event (sync);
  if (event == NULL && FAILED (beck_synchronize_get_fd (sync, &fd)))
    return NULL;

  self = (SyncSource *) g_source_new (&source_funcs, sizeof (SyncSource));
  g_source_set_static_name (&self->source, "beck-synchronize");
  sync->lpVtbl->AddRef (sync);
  self->sync = sync;
  self->event = event;
  self->observer.notify = source_notify;
  self->fd = fd;
  if (event == NULL)
    self->tag = g_source_add_unix_fd (&self->source, fd, G_IO_IN);
  return &self->source;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A signal handler could not signal the event itself: it may interrupt the very code it would
 * call. GLib's tells a source in the main context of a thread of ours.
 */

#include "interrupt.h"

#include <glib-unix.h>

struct Interrupt
{
  ISynchronize *event;
  GMainContext *context;
  GThread *thread;
  int caught;     /* written by the thread, read after it has ended */
  gint is_ending; /* atomic */
};

static gboolean
on_signal (Interrupt *self, int signal_number)
{
  if (self->caught == 0)
    self->caught = signal_number;
  ISynchronize_Signal (self->event);
  return G_SOURCE_REMOVE;
}

static gboolean
on_hangup (gpointer self)
{
  return on_signal (self, SIGHUP);
}

static gboolean
on_interrupt (gpointer self)
{
  return on_signal (self, SIGINT);
}

static gboolean
on_terminate (gpointer self)
{
  return on_signal (self, SIGTERM);
}

static void
add_source (Interrupt *self, int signal_number, GSourceFunc callback)
{
  g_autoptr (GSource) source = g_unix_signal_source_new (signal_number);

  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, self->context);
}

static gpointer
interrupt_main (gpointer data)
{
  Interrupt *self = data;

  while (!g_atomic_int_get (&self->is_ending))
    g_main_context_iteration (self->context, TRUE);
  return NULL;
}

HRESULT
interrupt_new (Interrupt **interrupt)
{
  ISynchronize *event;
  HRESULT hr = CoCreateInstance (&CLSID_ManualResetEvent, NULL, CLSCTX_INPROC_SERVER,
                                 &IID_ISynchronize, (void **) &event);
  Interrupt *self;

  *interrupt = NULL;
  if (FAILED (hr))
    return hr;
  *interrupt = self = g_new0 (Interrupt, 1);
  self->event = event;
  self->context = g_main_context_new ();
  add_source (self, SIGHUP, on_hangup);
  add_source (self, SIGINT, on_interrupt);
  add_source (self, SIGTERM, on_terminate);
  self->thread = g_thread_new ("interrupt", interrupt_main, self);
  return S_OK;
}

ISynchronize *
interrupt_get_event (Interrupt *self)
{
  return self->event;
}

int
interrupt_free (Interrupt *self)
{
  int caught;

  g_atomic_int_set (&self->is_ending, TRUE);
  g_main_context_wakeup (self->context);
  g_thread_join (self->thread);
  caught = self->caught;
  g_main_context_unref (self->context); /* and its sources with it */
  ISynchronize_Release (self->event);
  g_free (self);
  return caught;
}

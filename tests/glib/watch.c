/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "watch.h"

#include <check.h>

static gboolean
note_dispatch (ISynchronize *sync, gpointer data)
{
  Watch *self = data;

  ck_assert_ptr_eq (sync, self->expected);
  self->thread = g_thread_self ();
  return atomic_fetch_add (&self->n_dispatched, 1) + 1 == self->limit ? G_SOURCE_REMOVE
                                                                      : G_SOURCE_CONTINUE;
}

void
watch_init (Watch *self, ISynchronize *sync, int limit)
{
  self->source = beck_synchronize_source_new (sync);
  ck_assert_ptr_nonnull (self->source);
  self->expected = sync;
  self->limit = limit;
  self->thread = NULL;
  atomic_init (&self->n_dispatched, 0);
  g_source_set_callback (self->source, G_SOURCE_FUNC (note_dispatch), self, NULL);
}

void
watch_attach (Watch *self, GMainContext *context)
{
  g_source_attach (self->source, context);
}

void
watch_start (Watch *self, ISynchronize *sync, GMainContext *context, int limit)
{
  watch_init (self, sync, limit);
  watch_attach (self, context);
}

void
watch_stop (Watch *self)
{
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

int
watch_count (Watch *self)
{
  return atomic_load (&self->n_dispatched);
}

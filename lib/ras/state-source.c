/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A GSource of changes of state: a sink that notes them in a queue and wakes the source. The sink
 * is counted by the source and by the connection, and knows the source only as long as that has
 * references: the connection's thread may be telling a state while the last one is dropped.
 */

#include <beck/hresult.h>
#include <beck/ras-connection.h>

#include "base/alloc.h"

typedef struct State State;

struct State
{
  State *next;
  DWORD state, error, extended_error;
};

typedef struct
{
  BeckObject object;
  IRasConnectionSink sink;
  GMutex mutex;
  GSource *source; /* not counted; NULL when it is going. Under the mutex, as what follows */
  State *first;
  State **end;
} StateSink;

typedef struct
{
  GSource source;
  IRasConnectionInfo *info; /* counted */
  StateSink *sink;          /* counted */
  DWORD cookie;
  gboolean advised;
} StateSource;

/* ---- The sink ---- */

static void
append (StateSink *self, State *state)
{
  GSource *source;

  g_mutex_lock (&self->mutex);
  *self->end = state;
  self->end = &state->next;
  source = self->source != NULL ? g_source_ref (self->source) : NULL;
  g_mutex_unlock (&self->mutex);
  if (source != NULL)
    {
      g_source_set_ready_time (source, 0);
      g_source_unref (source);
    }
}

static HRESULT
sink_on_state (IRasConnectionSink *This, DWORD number, DWORD error, DWORD extended_error)
{
  StateSink *self = BECK_SELF (StateSink, sink, This);
  State *state = beck_alloc (sizeof (State));

  if (state == NULL)
    return E_OUTOFMEMORY;
  *state = (State){ NULL, number, error, extended_error };
  append (self, state);
  return S_OK;
}

/* (transfer full) (nullable) */
static State *
take_first (StateSink *self)
{
  State *state;

  g_mutex_lock (&self->mutex);
  state = self->first;
  if (state != NULL)
    self->first = state->next;
  if (self->first == NULL)
    self->end = &self->first;
  g_mutex_unlock (&self->mutex);
  return state;
}

static HRESULT
sink_init (gpointer object)
{
  StateSink *self = object;

  g_mutex_init (&self->mutex);
  self->end = &self->first;
  return S_OK;
}

static void
sink_finalize (gpointer object)
{
  StateSink *self = object;
  State *state;

  while ((state = take_first (self)) != NULL)
    beck_free (state);
  g_mutex_clear (&self->mutex);
}

static const BeckClass state_sink_class = {
  .name = "BeckRasStateSink",
  .size = sizeof (StateSink),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (StateSink, sink, IRasConnectionSink, .OnState = sink_on_state)),
  .init = sink_init,
  .finalize = sink_finalize,
};

/* ---- The source ---- */

static gboolean
dispatch_states (StateSource *self, BeckRasStateFunc callback, gpointer user_data)
{
  State *state;
  gboolean more = G_SOURCE_CONTINUE;

  while (more && !g_source_is_destroyed (&self->source)
         && (state = take_first (self->sink)) != NULL)
    {
      more = callback (state->state, state->error, state->extended_error, user_data);
      beck_free (state);
    }
  return more;
}

static gboolean
source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  if (callback == NULL)
    {
      g_warning ("A source of states was dispatched without callback. You must call "
                 "g_source_set_callback().");
      return G_SOURCE_REMOVE;
    }
  /* Before the queue is looked at: what comes in after that sets it again. */
  g_source_set_ready_time (source, -1);
  return dispatch_states ((StateSource *) source, (BeckRasStateFunc) (gpointer) callback,
                          user_data);
}

/* The last reference is going; somebody who is just waking the source may still have one. */
static void
source_dispose (GSource *source)
{
  StateSink *sink = ((StateSource *) source)->sink;

  g_mutex_lock (&sink->mutex);
  sink->source = NULL;
  g_mutex_unlock (&sink->mutex);
}

static void
source_finalize (GSource *source)
{
  StateSource *self = (StateSource *) source;

  if (self->advised)
    self->info->lpVtbl->Unadvise (self->info, self->cookie);
  beck_object_unref (self->sink);
  self->info->lpVtbl->Release (self->info);
}

static GSourceFuncs source_funcs = {
  .dispatch = source_dispatch,
  .finalize = source_finalize,
};

/* @sink: (transfer full) */
static StateSource *
source_new (IRasConnectionInfo *info, StateSink *sink)
{
  StateSource *self = (StateSource *) g_source_new (&source_funcs, sizeof (StateSource));

  g_source_set_static_name (&self->source, "beck-ras-state");
  g_source_set_dispose_function (&self->source, source_dispose);
  info->lpVtbl->AddRef (info);
  self->info = info;
  self->sink = sink;
  sink->source = &self->source;
  return self;
}

HRESULT
beck_ras_state_source_new (IRasConnectionInfo *info, GSource **source)
{
  StateSink *sink;
  StateSource *self;
  HRESULT hr;

  *source = NULL;
  sink = beck_object_new (&state_sink_class, NULL);
  if (sink == NULL)
    return E_OUTOFMEMORY;
  self = source_new (info, sink);
  hr = info->lpVtbl->Advise (info, &sink->sink, &self->cookie);
  self->advised = SUCCEEDED (hr);
  if (FAILED (hr))
    g_source_unref (&self->source);
  else
    *source = &self->source;
  return hr;
}

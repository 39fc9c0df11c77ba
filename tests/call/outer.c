/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "outer.h"

static HRESULT
outer_wait (ISynchronize *This, DWORD flags, DWORD timeout_ms)
{
  return ISynchronize_Wait (BECK_SELF (Outer, sync, This)->inner_sync, flags, timeout_ms);
}

static HRESULT
outer_signal (ISynchronize *This)
{
  Outer *self = BECK_SELF (Outer, sync, This);

  self->signaller = g_thread_self ();
  atomic_fetch_add (&self->n_signals, 1);
  if (self->before_signal != NULL)
    self->before_signal (self);
  if (FAILED (self->signal_result))
    return self->signal_result;
  ISynchronize_Signal (self->inner_sync);
  if (self->after_signal != NULL)
    self->after_signal (self);
  return S_OK;
}

static HRESULT
outer_reset (ISynchronize *This)
{
  Outer *self = BECK_SELF (Outer, sync, This);

  atomic_fetch_add (&self->n_resets, 1);
  if (FAILED (self->reset_result))
    return self->reset_result;
  return ISynchronize_Reset (self->inner_sync);
}

static void
outer_finalize (gpointer object)
{
  Outer *self = object;

  if (self->inner != NULL)
    IUnknown_Release (self->inner);
}

#define OUTER_SYNC                                                                                 \
  BECK_INTERFACE (Outer, sync, ISynchronize, .Wait = outer_wait, .Signal = outer_signal,           \
                  .Reset = outer_reset)

#define OUTER_INNER                                                                                \
  BECK_INNER_INTERFACE (Outer, inner, AsyncITally),                                                \
      BECK_INNER_INTERFACE (Outer, inner, ISynchronizeHandle),                                     \
      BECK_INNER_INTERFACE (Outer, inner, ICancelMethodCalls)

const BeckClass outer_class = {
  .name = "Outer",
  .size = sizeof (Outer),
  .interfaces = BECK_INTERFACES (OUTER_SYNC, OUTER_INNER),
  .finalize = outer_finalize,
};

const BeckClass agile_outer_class = {
  .name = "AgileOuter",
  .size = sizeof (Outer),
  .interfaces = BECK_INTERFACES (OUTER_SYNC, BECK_INTERFACE (Outer, agile, IAgileObject),
                                 OUTER_INNER),
  .finalize = outer_finalize,
};

const BeckClass plain_outer_class = {
  .name = "PlainOuter",
  .size = sizeof (Outer),
  .interfaces = BECK_INTERFACES (BECK_INNER_INTERFACE (Outer, inner, ISynchronize), OUTER_INNER),
  .finalize = outer_finalize,
};

const BeckClass mute_outer_class = {
  .name = "MuteOuter",
  .size = sizeof (Outer),
  .interfaces = BECK_INTERFACES (OUTER_INNER),
  .finalize = outer_finalize,
};

/* An interface of the inner object, not counted: its references are those of the outer object,
 * which would then keep itself. */
static gpointer
inner_interface (Outer *self, REFIID iid)
{
  gpointer iface = ask (self->inner, iid);

  beck_object_release (self);
  return iface;
}

Outer *
outer_try_new (const BeckClass *klass, Server *server)
{
  Outer *self = beck_object_new (klass, NULL);
  HRESULT hr;

  if (self == NULL)
    return NULL;
  hr = ICallFactory_CreateCall (&server->factory, &IID_AsyncITally, BECK_UNKNOWN (self),
                                &IID_IUnknown, &self->inner);
  if (FAILED (hr))
    {
      assert_hr (hr, E_OUTOFMEMORY);
      outer_unref (self);
      return NULL;
    }
  self->inner_sync = inner_interface (self, &IID_ISynchronize);
  self->call = inner_interface (self, &IID_AsyncITally);
  return self;
}

Outer *
outer_new (const BeckClass *klass, Server *server)
{
  Outer *self = outer_try_new (klass, server);

  ck_assert_ptr_nonnull (self);
  return self;
}

void
outer_unref (Outer *outer)
{
  beck_object_unref (outer);
}

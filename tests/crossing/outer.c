/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define COBJMACROS
#include "outer.h"

#include "beck-test.h"

static HRESULT
outer_wait (ISynchronize *This, DWORD flags, DWORD timeout_ms)
{
  return ISynchronize_Wait (BECK_SELF (Outer, sync, This)->inner_sync, flags, timeout_ms);
}

static HRESULT
outer_signal (ISynchronize *This)
{
  Outer *self = BECK_SELF (Outer, sync, This);

  atomic_fetch_add (&self->n_signals, 1);
  return FAILED (self->signal_result) ? self->signal_result
                                      : ISynchronize_Signal (self->inner_sync);
}

static HRESULT
outer_reset (ISynchronize *This)
{
  Outer *self = BECK_SELF (Outer, sync, This);

  return FAILED (self->reset_result) ? self->reset_result : ISynchronize_Reset (self->inner_sync);
}

static void
outer_finalize (gpointer object)
{
  Outer *self = object;

  if (self->inner != NULL)
    IUnknown_Release (self->inner);
}

static const BeckClass outer_class = {
  .name = "Outer",
  .size = sizeof (Outer),
  .interfaces = BECK_INTERFACES (
      BECK_INTERFACE (Outer, sync, ISynchronize, .Wait = outer_wait, .Signal = outer_signal,
                      .Reset = outer_reset),
      BECK_INNER_INTERFACE (Outer, inner, AsyncITally),
      BECK_INNER_INTERFACE (Outer, inner, ISynchronizeHandle),
      BECK_INNER_INTERFACE (Outer, inner, ICancelMethodCalls)),
  .finalize = outer_finalize,
};

/* An interface of the inner object, not counted: its references are those of the outer object,
 * which would then keep itself. */
static gpointer
inner_interface (Outer *self, REFIID iid)
{
  void *iface;

  ck_assert_int_eq (IUnknown_QueryInterface (self->inner, iid, &iface), S_OK);
  beck_object_unref (self);
  return iface;
}

Outer *
outer_new (ITally *tally)
{
  Outer *self = beck_object_new (&outer_class, NULL);
  ICallFactory *factory;

  ck_assert_ptr_nonnull (self);
  ck_assert_int_eq (ITally_QueryInterface (tally, &IID_ICallFactory, (void **) &factory), S_OK);
  ck_assert_int_eq (ICallFactory_CreateCall (factory, &IID_AsyncITally, BECK_UNKNOWN (self),
                                             &IID_IUnknown, &self->inner),
                    S_OK);
  ICallFactory_Release (factory);
  self->inner_sync = inner_interface (self, &IID_ISynchronize);
  self->call = inner_interface (self, &IID_AsyncITally);
  return self;
}

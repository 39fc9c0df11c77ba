/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "outer.h"

#include "call/classes.h"
#include "scene.h"

typedef struct
{
  BeckObject object;
  ISynchronize sync;
  IUnknown *inner;
} Outer;

static ISynchronize *
inner_of (ISynchronize *This)
{
  IUnknown *inner = BECK_SELF (Outer, sync, This)->inner;
  ISynchronize *sync;

  assert_hr (inner->lpVtbl->QueryInterface (inner, &IID_ISynchronize, (void **) &sync), S_OK);
  return sync;
}

static HRESULT
outer_wait (ISynchronize *This, DWORD flags, DWORD timeout_ms)
{
  g_autoptr (ISynchronize) inner = inner_of (This);

  return inner->lpVtbl->Wait (inner, flags, timeout_ms);
}

static HRESULT
outer_signal (ISynchronize *This)
{
  g_autoptr (ISynchronize) inner = inner_of (This);

  return inner->lpVtbl->Signal (inner);
}

static HRESULT
outer_reset (ISynchronize *This)
{
  g_autoptr (ISynchronize) inner = inner_of (This);

  return inner->lpVtbl->Reset (inner);
}

static void
outer_finalize (gpointer object)
{
  IUnknown *inner = ((Outer *) object)->inner;

  if (inner != NULL)
    inner->lpVtbl->Release (inner);
}

#define OUTER_SYNCHRONIZE                                                                          \
  BECK_INTERFACE (Outer, sync, ISynchronize, .Wait = outer_wait, .Signal = outer_signal,           \
                  .Reset = outer_reset)

static const BeckClass closed_class = {
  .name = "Outer",
  .size = sizeof (Outer),
  .interfaces = BECK_INTERFACES (OUTER_SYNCHRONIZE),
  .finalize = outer_finalize,
};

static const BeckClass open_class = {
  .name = "Outer with a handle",
  .size = sizeof (Outer),
  .interfaces =
      BECK_INTERFACES (OUTER_SYNCHRONIZE, BECK_INNER_INTERFACE (Outer, inner, ISynchronizeHandle)),
  .finalize = outer_finalize,
};

ISynchronize *
outer_new (gboolean is_std, gboolean shows_handle)
{
  Outer *self = beck_object_new (shows_handle ? &open_class : &closed_class, NULL);

  ck_assert_ptr_nonnull (self);
  assert_hr (beck_object_create (is_std ? &beck_std_event_class : &beck_manual_reset_event_class,
                                 beck_object_get_unknown (self), &IID_IUnknown,
                                 (void **) &self->inner),
             S_OK);
  return &self->sync;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Outer objects that aggregate a call object of the test server, to be told when a call is over
 * (spec/com.md 3.6). Their ISynchronize forwards to the call object's, and does what the test
 * says before and after.
 */

#include "client.h"

typedef struct Outer Outer;

struct Outer
{
  BeckObject object;
  ISynchronize sync;
  IAgileObject agile;
  IUnknown *inner;
  ISynchronize *inner_sync; /* counts on the outer object, so this is not counted */
  AsyncITally *call;        /* nor this */

  HRESULT reset_result;
  HRESULT signal_result;
  void (*before_signal) (Outer *self);
  void (*after_signal) (Outer *self);
  gpointer data; /* the test's */

  atomic_int n_resets;
  atomic_int n_signals;
  _Atomic (GThread *) signaller; /* the thread of the last Signal */
};

/* Has its own ISynchronize. */
extern const BeckClass outer_class;

/* The same, and may be called from any thread. */
extern const BeckClass agile_outer_class;

/* Shows the call object's own ISynchronize. */
extern const BeckClass plain_outer_class;

/* Has no ISynchronize at all. */
extern const BeckClass mute_outer_class;

/* With one reference, for outer_unref(). */
Outer *outer_new (const BeckClass *klass, Server *server);

/* The same, where memory may be lacking; NULL then. */
Outer *outer_try_new (const BeckClass *klass, Server *server);
void outer_unref (Outer *outer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Outer, outer_unref)

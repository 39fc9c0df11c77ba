/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Outer objects that aggregate a call object for AsyncITally, to be told when a call is over
 * (spec/com.md 3.6): their ISynchronize forwards to the call object's.
 */

#include <beck/beck.h>
#include <stdatomic.h>

#include "place.h"

typedef struct
{
  BeckObject object;
  BECK_MEMBER (ISynchronize) sync;
  IUnknown *inner;
  ISynchronize *inner_sync; /* counts on the outer object, so this is not counted */
  AsyncITally *call;        /* nor this */
  HRESULT reset_result;
  HRESULT signal_result;
  atomic_int n_signals;
} Outer;

/* (transfer full): beck_object_unref(). */
Outer *outer_new (ITally *tally);

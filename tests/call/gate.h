/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "base/futex.h"

/*
 * What one thread passes once another has opened it. A Gate is zero-filled, and shut, to begin
 * with. It is made of atomics, which the thread sanitizer understands; GLib's locks it does not.
 */
typedef struct
{
  atomic_uint open;
} Gate;

static inline void
gate_pass (Gate *gate)
{
  while (!atomic_load (&gate->open))
    beck_futex_wait (&gate->open, FALSE, BECK_FOR_EVER);
}

static inline void
gate_open (Gate *gate)
{
  atomic_store (&gate->open, TRUE);
  beck_futex_wake (&gate->open, INT_MAX);
}

static inline void
gate_shut (Gate *gate)
{
  atomic_store (&gate->open, FALSE);
}

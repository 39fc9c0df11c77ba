/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/call.h>

#include "call/event.h"

/*
 * What call objects and event objects share: a BeckEvent behind ISynchronize and
 * ISynchronizeHandle. `BeckSynchronize`, in <beck/call.h>, is the instance.
 */
extern const BeckClass beck_synchronize_class;

static inline BeckEvent *
beck_synchronize_event (BeckSynchronize *self)
{
  return (BeckEvent *) &self->event;
}

/* The event whose signal is that of @sync, to be observed; NULL if there is none of ours: for
 * a foreign implementation, such as the outer object of an aggregate, and for an event object
 * that was supplied with a handle. Lives as long as @sync. */
BeckEvent *beck_synchronize_peek_event (ISynchronize *sync);

/* The same, also if @sync was supplied with a handle since. */
BeckEvent *beck_synchronize_own_event (ISynchronize *sync);

/* The same for those that have their methods from beck_synchronize_class. */
BeckEvent *beck_synchronize_base_event (ISynchronize *sync);

/* The descriptor behind @sync by its ISynchronizeHandle; E_NOINTERFACE if it has none.
 * @fd: (out) (transfer none): lives as long as @sync */
HRESULT beck_synchronize_get_fd (ISynchronize *sync, int *fd);

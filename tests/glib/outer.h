/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/object.h>
#include <objidlbase.h>

/*
 * An object with an ISynchronize of its own, which forwards to an event it aggregates: to the
 * library it is as foreign as one of somebody else's.
 */

/* Around a StdEvent, or else a ManualResetEvent. With @shows_handle it has the event's
 * ISynchronizeHandle too. */
ISynchronize *outer_new (gboolean is_std, gboolean shows_handle);

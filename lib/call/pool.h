/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/work.h>

/* Like beck_pool_push(), but ahead of all that was not pushed so, and beyond the bound if every
 * thread is kept by its work: deadlines are for servers that keep a thread for ever.
 * E_OUTOFMEMORY, with nothing queued, when no thread is free and none can be started. */
HRESULT beck_pool_push_urgent (BeckWork *work);

/* For work that keeps its thread for long and is no job, as the reactor's is: from the first to the second the
 * thread does not count, and another one may be had in its place. */
void beck_pool_step_out (void);
void beck_pool_step_in (void);

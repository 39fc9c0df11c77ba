/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "call/thread.h"

/* Takes the cancel objects away that were set and left: the thread ends. */
void beck_cancel_stack_clear (BeckThread *self);

/* CoCancelCall(), also for a thread that has not enabled cancellation. */
HRESULT beck_cancel_innermost (DWORD thread_id, ULONG seconds);

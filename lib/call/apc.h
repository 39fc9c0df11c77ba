/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "call/thread.h"

/* Runs what is queued for the calling thread. TRUE if anything was. */
gboolean beck_apc_run_all (BeckThread *self);

/* Frees what is queued, without running it: the thread ends. */
void beck_apc_discard_all (BeckThread *self);

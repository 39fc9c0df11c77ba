/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/wait.h>

#include "call/thread.h"

struct BeckApc
{
  BeckApc *next;
  BeckApcFunc func;
  gpointer data;
  GDestroyNotify free_data;
  gboolean embedded; /* a part of @data */
};

/* As beck_apc_queue(), with a record that is part of its data and is freed with it: it fails for no
 * lack of memory. To a thread that has ended: the data is freed. */
void beck_apc_queue_record (DWORD thread_id, BeckApc *apc);

/* Runs what is queued for the calling thread. TRUE if anything was. */
gboolean beck_apc_run_all (BeckThread *self);

/* Frees what is queued, without running it: the thread ends. */
void beck_apc_discard_all (BeckThread *self);

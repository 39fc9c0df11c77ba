/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/work.h>

#include "base/lock.h"

/* First in, first out, any thread at either end. Users add what their queue is about under
 * the same lock. */
typedef struct
{
  BeckLock lock;
  BeckWork *head;
  BeckWork **tail;
} BeckQueue;

static inline void
beck_queue_init (BeckQueue *queue)
{
  beck_lock_init (&queue->lock);
  queue->head = NULL;
  queue->tail = &queue->head;
}

/* The caller holds the lock. */
static inline void
beck_queue_append (BeckQueue *queue, BeckWork *work)
{
  work->next = NULL;
  *queue->tail = work;
  queue->tail = &work->next;
}

/* The caller holds the lock. */
static inline BeckWork *
beck_queue_take (BeckQueue *queue)
{
  BeckWork *work = queue->head;

  if (work != NULL && (queue->head = work->next) == NULL)
    queue->tail = &queue->head;
  return work;
}

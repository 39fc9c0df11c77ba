/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Waiting for a descriptor without keeping a thread: a call that finds nothing in a pipe must
 * not occupy one of the pool's threads until somebody writes.
 *
 * One thread watches all descriptors. It is there only while there is something to watch.
 */

#include <beck/types.h>

typedef struct Watch Watch;

/* Embedded in what waits, so that watching allocates nothing. All zero to begin with. */
struct Watch
{
  Watch *next;
  guint64 id;
  int fd;
  void (*ready) (Watch *watch);
};

/* Calls @ready once, on the watching thread, when @fd is ready for one of @events (EPOLLIN,
 * EPOLLOUT) or has come to its end. @watch and @fd stay until then or until
 * watch_cancel(). */
HRESULT watch_begin (Watch *watch, int fd, guint32 events, void (*ready) (Watch *watch));

/* Returns: TRUE if @watch was waiting; its `ready` is then not called. */
gboolean watch_cancel (Watch *watch);

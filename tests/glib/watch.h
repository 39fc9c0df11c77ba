/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/glib.h>
#include <stdatomic.h>

/*
 * A source on an ISynchronize that counts what it is told.
 */
typedef struct
{
  GSource *source;
  ISynchronize *expected; /* what the callback must be given */
  int limit;              /* dispatches after which it is removed; 0: never */
  atomic_int n_dispatched;
  GThread *thread; /* of the last dispatch */
} Watch;

/* Attaches @watch to @context, NULL being the global default, to be dispatched @limit times,
 * or until it is stopped, if that is 0. */
void watch_start (Watch *watch, ISynchronize *sync, GMainContext *context, int limit);

/* The same in two steps. */
void watch_init (Watch *watch, ISynchronize *sync, int limit);
void watch_attach (Watch *watch, GMainContext *context);

/* Destroys the source. */
void watch_stop (Watch *watch);

int watch_count (Watch *watch);

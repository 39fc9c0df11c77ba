/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A progress bar on standard error, if that is a terminal; otherwise nothing is printed.
 */

#include <glib.h>

typedef struct
{
  guint64 total; /* 0: not known */
  gint64 started;
  gint64 shown; /* when it was last drawn; -1: never, there is no terminal */
} Progress;

void progress_begin (Progress *self, guint64 total);

/* Draws at most ten times a second. */
void progress_update (Progress *self, guint64 done);

/* Takes the bar away.
 * Returns: the seconds since progress_begin() */
double progress_end (Progress *self);

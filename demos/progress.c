/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "demo.h"

#define WIDTH 30
#define INTERVAL (G_USEC_PER_SEC / 10)
#define ERASE_LINE "\r\033[K"

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

void
progress_begin (Progress *self, guint64 total)
{
  self->total = total;
  self->started = g_get_monotonic_time ();
  self->shown = isatty (STDERR_FILENO) ? 0 : -1;
}

static void
draw (const Progress *self, guint64 done)
{
  /* A file that grows is never more than complete. */
  double part = self->total > 0 ? MIN ((double) done / (double) self->total, 1.0) : 0;
  double per_second = (double) done / MAX (seconds_since (self->started), 1e-3);
  g_autofree char *size = demo_format_size (done, G_FORMAT_SIZE_DEFAULT);
  g_autofree char *rate = demo_format_size ((guint64) per_second, G_FORMAT_SIZE_DEFAULT);
  char bar[WIDTH + 1] = { 0 };
  int full = (int) (part * WIDTH);

  memset (bar, '#', (gsize) full);
  memset (bar + full, '.', (gsize) (WIDTH - full));
  if (self->total > 0)
    fprintf (stderr, ERASE_LINE "[%s] %3d%%  %s  %s/s", bar, (int) (part * 100), size, rate);
  else
    fprintf (stderr, ERASE_LINE "%s  %s/s", size, rate);
}

void
progress_update (Progress *self, guint64 done)
{
  gint64 now;

  if (self->shown < 0)
    return;
  now = g_get_monotonic_time ();
  if (now - self->shown < INTERVAL)
    return;
  self->shown = now;
  draw (self, done);
}

double
progress_end (Progress *self)
{
  if (self->shown >= 0)
    fputs (ERASE_LINE, stderr);
  return seconds_since (self->started);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The file that is written. It takes its place by being renamed, so that nobody ever sees it
 * half: what was there before stays until the new one is complete, and its permissions and
 * owner pass on. Symbolic links are followed and stay, whether or not they lead to a file yet.
 * A file that may not be written is not replaced either.
 *
 * A device or a pipe is written where it is. So is a file that somebody holds open and passed on
 * (standard output, /dev/fd/N of a deleted file): it is appended to.
 */

#include "demo.h"

#include <sys/stat.h>

typedef struct
{
  ISimpleStream *stream;
  char *path;             /* where it shall be, no link */
  char *temporary;        /* NULL: written in place */
  gboolean is_stdout;
  gboolean has_status;    /* there is something there */
  struct stat status;     /* of that */
} Target;

/* Opens a target at @path. After a failure there is nothing to close, and nothing was made. */
HRESULT target_open (Target *self, const char *path);

/* Whether blocks of zeros may be left out, and the size set afterwards. */
gboolean target_may_have_holes (const Target *self);

/* Closes the target and puts it in its place. After a failure nothing is left of it. */
HRESULT target_commit (Target *self);

/* Closes the target and removes it.
 * Returns: whether there was something to remove */
gboolean target_discard (Target *self);

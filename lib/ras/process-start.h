/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What process.c is made of: starting a program, and telling one process from another. */

#include "ras/process.h"

G_GNUC_INTERNAL extern const char beck_ras_process_sbin[];

/* Starts the program @path, its standard output and error being @output, or nowhere if that is -1.
 * Returns 0 and @pid, or a number of errno. */
G_GNUC_INTERNAL int beck_ras_process_start (const char *path, const char *const *argv, int output,
                                            pid_t *pid);

/* When the process started (field 22 of /proc/PID/stat), or 0 if there is no such process or it
 * has ended and only waits to be reaped. */
G_GNUC_INTERNAL guint64 beck_ras_process_started (pid_t pid);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Helper programs: started without a shell, in a session of their own, in the root directory, with
 * no descriptor but the three standard ones, an environment of PATH and LANG alone, and every
 * signal as it is by default. They outlive this process. A helper is known by its process id and
 * the time it started, so that no other process is ever taken for it. When it ends, what is left
 * of its process group is ended, too.
 *
 * All functions run on the loop's thread (loop.h).
 */

#include <glib.h>
#include <sys/types.h>

typedef struct BeckRasProcess BeckRasProcess;

typedef struct
{
  pid_t pid;
  guint64 start; /* field 22 of /proc/PID/stat */
} BeckRasProcessId;

/* The process is gone, and has been reaped if it was our child. @status as waitpid has it, -1 if
 * it was not. Called once, from the loop. */
typedef void (*BeckRasProcessEndedFunc) (int status, gpointer data);
/* A line the helper wrote, without its end; never longer than 1,024 bytes. */
typedef void (*BeckRasProcessLineFunc) (const char *line, gpointer data);

/* @argv[0] is looked for in PATH and the system's sbin directories. @lines (nullable): told what
 * it writes to its standard output and error; otherwise that goes nowhere. NULL with @error
 * (G_SPAWN_ERROR) if it cannot be started. */
BeckRasProcess *beck_ras_process_spawn (const char *const *argv, BeckRasProcessLineFunc lines,
                                        BeckRasProcessEndedFunc ended, gpointer data,
                                        GError **error);

/* Watches a helper that an earlier process started. NULL if it does not live any more, or there
 * is no memory. */
BeckRasProcess *beck_ras_process_attach (const BeckRasProcessId *id, BeckRasProcessEndedFunc ended,
                                         gpointer data);

BeckRasProcessId beck_ras_process_get_id (BeckRasProcess *process);

/* To its process group. FALSE if nothing of that lives. */
gboolean beck_ras_process_signal (BeckRasProcess *process, int signal);

/* Forgets it: nothing is called any more, and nobody reads what it writes. A child that lives is
 * reaped when it ends. */
void beck_ras_process_free (BeckRasProcess *process);

/* Any thread. */
gboolean beck_ras_process_id_lives (const BeckRasProcessId *id);

/* Ends it at once, with its process group, if it lives. */
void beck_ras_process_id_kill (const BeckRasProcessId *id);

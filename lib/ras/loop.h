/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The thread that drives every session: a main loop that exists while somebody holds it. It never
 * runs foreign code, so whatever a notification handler does, the links are looked after.
 *
 * It waits for nothing but the lock of the records (record.h). Who has that lock reads or writes a
 * small file, in this process or in another; only one that was stopped meanwhile holds up the
 * loop, for five seconds (thirty, while still others change records), after which the record is
 * left as it is. What the loop does about a record must be done before it goes on: a dial that is
 * told without it would be one that nobody can find.
 */

#include <beck/work.h>
#include <glib.h>

/* Begins the thread if there is none. FALSE if it cannot be had. */
gboolean beck_ras_loop_hold (void);

/* The last one ends the thread. Any thread, the loop's own too. */
void beck_ras_loop_release (void);

/* Its context, which is the default of its thread: sources of back ends are attached to it. While
 * it is held. */
GMainContext *beck_ras_loop_context (void);
gboolean beck_ras_loop_is_current (void);

/* Runs @work on the loop's thread, after what was pushed before. While it is held. */
void beck_ras_loop_push (BeckWork *work);

/* Runs @func on the loop's thread, and returns when it has run; at once if this is that thread.
 * While it is held. */
void beck_ras_loop_call (void (*func) (gpointer data), gpointer data);

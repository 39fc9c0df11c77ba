/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "call/queue.h"
#include "call/thread.h"

/*
 * The calls that wait to enter a single-threaded apartment. Its thread serves them while
 * it waits for anything of ours, or from its main loop; others push.
 */

/* Makes the inbox of the calling thread, @self. @wake is told, from any thread and with no
 * lock held but the inbox's, when there is something to serve; it stirs the main loop. */
BeckInbox *beck_inbox_new (BeckThread *self, void (*wake) (gpointer data), gpointer data);

BeckInbox *beck_inbox_ref (BeckInbox *inbox);
void beck_inbox_unref (BeckInbox *inbox);

/* Queues @work for the apartment. FALSE, and nothing queued, once it is closed. */
gboolean beck_inbox_push (BeckInbox *inbox, BeckWork *work);

/* Runs the next piece of work, on the apartment's thread. FALSE if there was none.
 * @inbox: (nullable) */
gboolean beck_inbox_serve (BeckInbox *inbox);

/* Serves what is left and closes, on the apartment's thread. */
void beck_inbox_close (BeckInbox *inbox);

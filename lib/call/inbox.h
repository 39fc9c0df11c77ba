/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "call/queue.h"
#include "call/thread.h"

/*
 * The calls that wait to enter a single-threaded apartment. Its thread serves them while
 * it waits for anything of ours, or from its main loop; others push.
 */

/* Makes the inbox of the calling thread, @self. @wake is told, from any thread and with no
 * lock held but the inbox's, when there is something to serve and was nothing before; it
 * stirs the main loop. */
BeckInbox *beck_inbox_new (BeckThread *self, void (*wake) (gpointer data), gpointer data);

BeckInbox *beck_inbox_ref (BeckInbox *inbox);
void beck_inbox_unref (BeckInbox *inbox);

/* Queues @work for the apartment. FALSE, and nothing queued, once it is closed. */
gboolean beck_inbox_push (BeckInbox *inbox, BeckWork *work);

/* Runs the next piece of work, on the apartment's thread. FALSE if there was none.
 * @inbox: (nullable) */
gboolean beck_inbox_serve (BeckInbox *inbox);

/* Work may queue work for its own apartment, so that the inbox never becomes empty. Who is to
 * come to an end serves what stands before a mark, which is the end of the queue as it is now.
 * @inbox: (nullable) */
guint beck_inbox_mark (BeckInbox *inbox);
gboolean beck_inbox_serve_before (BeckInbox *inbox, guint mark);

/* Whether there is something to serve and the calling thread is the one to serve it: a main
 * context may be run by another thread than the apartment's. */
gboolean beck_inbox_is_ready (BeckInbox *inbox);

/* Closes and serves what is left, on the apartment's thread. */
void beck_inbox_close (BeckInbox *inbox);

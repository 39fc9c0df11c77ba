/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/types.h>

#include "call/event.h"

/*
 * What a successful wait does to a descriptor. A handle is a descriptor (any will do);
 * those the library makes have a row here. Lock order: the table, then events.
 */

/* Makes a descriptor that mirrors @event and is closed by its owner only. -1 and errno. */
int beck_handle_table_add_event (BeckEvent *event);

/* Forgets and closes a descriptor that is in the table. */
void beck_handle_table_close (int fd);

/* Does to @fd, which poll(2) called readable, what a wait does: takes the event, counts the
 * semaphore down, leaves foreign descriptors alone. FALSE if another wait was faster. */
gboolean beck_handle_table_take (int fd);

/* Undoes a take, for a wait that could not have all it asked for. */
void beck_handle_table_put_back (int fd);

/* A second descriptor on the event that @handle is. E_INVALIDARG if it is no event made by
 * beck_handle_new_event(). */
HRESULT beck_handle_table_dup_event (HANDLE handle, HANDLE *copy);
